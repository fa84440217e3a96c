"""Where to stand: small cases solved by hand, others by enumeration, and what is refused."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linear_sum_assignment
from typer.testing import CliRunner

from forestall import cli
from forestall.errors import BadInput, BadValue, EmptyInput
from forestall.parameters import parameters
from forestall.records.holdings import Holdings
from forestall.strategy import posture_model, standing
from forestall.strategy.posture import Posture, Problem, solve, trade_off
from forestall.strategy.posture_units import Standard, Unit, units
from forestall.vocabulary import Month, country

# On the equator half a degree is 55.6 km: 2.8 hours at 20 km/h. The own cell counts as 25 km away:
# 1.25 hours. Five degrees are 556 km: 27.8 hours.
PATROL = Unit("patrol", 100, 5.0, 20.0, 1.0, 0.0, 1000.0, cells=1)
PAIR = Unit("pair", 100, 5.0, 20.0, 1.0, 0.0, 1000.0, cells=2)
# 556 km at 200 km/h after an hour's alert: 3.8 hours.
RESERVE = Unit("reserve", 100, 8.0, 200.0, 1.0, 1.0, 600.0, cells=3, on_call=0.5, most_share=0.5)
WITHIN_FOUR_HOURS = Standard(4.0, 8.0, 0.5)


def asked(
    victims: list[float],
    longitude: list[float] | None = None,
    *,
    troops: float = 100,
    bases: int = 1,
    money: float | None = None,
    units: tuple[Unit, ...] = (PATROL,),
    **more: Any,
) -> Problem:
    """Cells 1000, 1001 and 1010 on the equator, the first two beside each other."""
    places = [0.0, 0.5, 5.0][: len(victims)] if longitude is None else longitude
    gids = 1000 + (2 * np.array(places)).astype(np.int64)
    return Problem.of(
        gids,
        np.zeros(len(gids)),
        np.array(places),
        np.array(victims),
        troops=troops,
        bases=bases,
        money=money,
        units=units,
        standard=WITHIN_FOUR_HOURS,
        companies=4,
        **more,
    )


def where(answer: Posture) -> list[int]:
    return sorted(base.gid for base in answer.bases)


def test_one_unit_stands_where_most_are_within_its_reach() -> None:
    # two candidates, three cells: from 1000 it keeps 5 + 3, from 1010 only 4
    answer = solve(asked([5, 3, 4], units=(PAIR,), candidates=np.array([1000, 1010])))
    assert where(answer) == [1000]
    assert answer.victims_in_reach == pytest.approx(8)
    assert answer.victims_total == 12
    assert answer.gap == pytest.approx(0, abs=1e-9)
    assert answer.map.reach.tolist() == pytest.approx([1, 1, 0])


def test_a_unit_keeps_no_more_cells_than_it_can() -> None:
    assert solve(asked([5, 3, 4])).victims_in_reach == pytest.approx(5)


def test_the_number_of_bases_binds() -> None:
    # one base: two units there keep 5 + 1; two bases: 5 + 2
    one, two = (solve(asked([5, 1, 2], troops=200, bases=k)) for k in (1, 2))
    assert one.victims_in_reach == pytest.approx(6)
    assert where(two) == [1000, 1010] or where(two) == [1001, 1010]
    assert two.victims_in_reach == pytest.approx(7)


def test_the_companies_a_base_holds_bind() -> None:
    crowded = asked([5, 3, 4], troops=300, bases=1)
    assert solve(replace(crowded, companies=1)).victims_in_reach == pytest.approx(5)


def test_money_binds_where_people_do_not() -> None:
    # each unit costs 5: with 10 two of three cells, with 14.9 still two, with 15 all three
    got = [solve(asked([5, 3, 2], troops=300, bases=3, money=m)) for m in (10, 14.9, 15)]
    assert [one.victims_in_reach for one in got] == pytest.approx([8, 8, 10])
    assert [one.cost for one in got] == [10, 10, 15]


def test_far_cells_count_in_part() -> None:
    # at 10 km/h the next cell is 5.6 hours away: half of its 3 count
    slow = Unit("slow", 100, 5.0, 10.0, 1.0, 0.0, 1000.0, cells=2)
    assert solve(asked([5, 3], units=(slow,))).victims_in_reach == pytest.approx(6.5)


def test_a_reserve_pays_where_killing_is_scattered_and_a_patrol_where_it_is_not() -> None:
    # three cells, two of them five degrees from the middle one; a reserve keeps all, at one half.
    # Of 200 people one unit may be the reserve.
    line = [0.0, 5.0, 10.0]
    both = (PATROL, RESERVE)
    scattered = solve(asked([4, 4, 4], line, troops=200, units=both))
    gathered = solve(asked([1, 10, 1], line, troops=200, units=both))
    # patrol keeps the middle 4, reserve half of the others: 4 + 2 + 2; two patrols at one base: 4
    assert scattered.victims_in_reach == pytest.approx(8)
    assert gathered.victims_in_reach == pytest.approx(10 + 0.5 + 0.5)
    assert dict(scattered.bases[0].units) == {"patrol": 1, "reserve": 1}
    # 100 people: half of them is no reserve
    alone = solve(asked([4, 4, 4], line, troops=100, units=both))
    assert alone.victims_in_reach == pytest.approx(4)


def test_response_is_weighed_by_victims() -> None:
    # 5 at 1.25 hours and 3 at 55.6 / 20 = 2.78 hours: (6.25 + 8.339) / 8
    answer = solve(asked([5, 3], units=(PAIR,)))
    assert answer.response_hours == pytest.approx((5 * 1.25 + 3 * 55.597 / 20) / 8, abs=1e-4)


def test_the_curve_rises_from_nothing_to_the_answer() -> None:
    question = asked([5, 3, 4], troops=300, bases=3)
    curve = trade_off(question, points=7)
    # at 0 and 50 nobody; at 100 and 150 one unit; at 200 and 250 two; at 300 three
    assert [people for people, _ in curve] == [0, 50, 100, 150, 200, 250, 300]
    assert [reached for _, reached in curve] == pytest.approx([0, 0, 5, 5, 9, 9, 12])
    with pytest.raises(BadInput, match="two points"):
        trade_off(question, points=1)


def test_the_same_problem_gives_the_same_bytes() -> None:
    rng = np.random.default_rng(3)
    line = [i / 2 for i in range(12)]
    question = asked(rng.lognormal(0, 1, 12).tolist(), line, troops=400, bases=2, units=(PAIR,))
    one, two = solve(question), solve(question)
    assert one.bases == two.bases
    assert one.map.reach.tobytes() == two.map.reach.tobytes()


def test_where_nobody_is_expected_to_die_nobody_is_in_reach() -> None:
    answer = solve(asked([0, 0, 0]))
    assert answer.victims_in_reach == 0
    assert answer.share_in_reach == pytest.approx(1 / 3)


def best_by_enumeration(question: Problem) -> float:
    """Every number of units at every base; cells go to units as a job assignment."""
    found = question.pairs(question.candidates)
    kinds, bases = len(question.units), len(question.candidates)
    level = np.zeros((bases * kinds, len(question.gids)))
    level[found.base * kinds + found.unit, found.cell] = found.level
    gain = level * question.victims
    keeps = np.array([unit.cells for unit in question.units] * bases)
    people = np.array([unit.people for unit in question.units] * bases)
    cost = np.array([unit.cost for unit in question.units] * bases)
    most = np.array([unit.most_share for unit in question.units])
    best = 0.0
    for plan in product(range(3), repeat=bases * kinds):
        units = np.array(plan)
        stood = units.reshape(bases, kinds)
        fits = (
            units @ people <= question.troops
            and (question.money is None or units @ cost <= question.money)
            and (stood.sum(axis=1) > 0).sum() <= question.bases
            and stood.sum(axis=1).max() <= question.companies
            and (stood.sum(axis=0) * people[:kinds] <= most * question.troops + 1e-9).all()
        )
        if fits and units.any():
            slots = np.repeat(gain, units * keeps, axis=0)
            rows, columns = linear_sum_assignment(slots, maximize=True)
            best = max(best, float(slots[rows, columns].sum()))
    return best


@settings(max_examples=30, deadline=None)
@given(
    victims=st.lists(st.integers(0, 20), min_size=3, max_size=5),
    steps=st.lists(st.integers(1, 6), min_size=5, max_size=5),
    troops=st.sampled_from([100, 200, 300, 400]),
    bases=st.integers(1, 2),
    money=st.sampled_from([None, 8.0, 13.0, 21.0]),
)
def test_no_posture_is_better(
    victims: list[int], steps: list[int], troops: int, bases: int, money: float | None
) -> None:
    line = (np.cumsum(steps[: len(victims)]) / 2).tolist()
    question = asked(
        [float(v) for v in victims],
        line,
        troops=troops,
        bases=bases,
        money=money,
        units=(PAIR, RESERVE),
        candidates=1000 + (2 * np.array(line[:2])).astype(np.int64),
    )
    answer = solve(question, gap=0.0)
    best = best_by_enumeration(question)
    assert answer.victims_in_reach == pytest.approx(best, abs=1e-6)
    assert answer.bound >= best - 1e-6
    assert answer.troops <= troops


def test_real_troops_get_the_best_mix_of_units_even_in_parts() -> None:
    # 50 people are half a unit and keep their own cell on half of its days; 100 keep the next one.
    # The cells lie five degrees apart.
    question = asked([6, 4, 9], [0.0, 5.0, 10.0])
    gids = np.array([1000, 1010])
    mix = posture_model.best_mix(
        question.weights, question.pairs(gids), question.units, np.array([50.0, 100.0]), None
    )
    assert mix.units.ravel().tolist() == pytest.approx([0.5, 1.0])
    assert mix.bound * 19 == pytest.approx(3 + 4)


@pytest.mark.parametrize(
    ("change", "error", "words"),
    [
        ({"troops": -1}, BadInput, "negative"),
        ({"troops": float("nan")}, BadInput, "negative"),
        ({"troops": 99}, BadInput, "Too few troops"),
        ({"troops": 200_001}, BadInput, "Too many troops"),
        ({"troops": 10**30}, BadInput, "Too many troops"),
        ({"bases": 0}, BadInput, "No bases"),
        ({"money": 800_000_000}, BadInput, "USD million"),
        ({"money": -5}, BadInput, "USD million"),
        ({"money": 4.9}, BadInput, "Too little money"),
        ({"candidates": np.array([1000, 7])}, BadValue, "outside the country"),
        ({"candidates": np.array([], dtype=np.int64)}, EmptyInput, "No cells"),
    ],
)
def test_ceilings_that_cannot_be(
    change: dict[str, Any], error: type[Exception], words: str
) -> None:
    with pytest.raises(error, match=words):
        asked([5, 3, 4], **change)


def test_cells_that_cannot_be() -> None:
    with pytest.raises(EmptyInput, match="No cells"):
        asked([])
    with pytest.raises(BadValue, match="negative or unknown"):
        asked([1, -2])


def test_the_judgments_are_marked_as_such() -> None:
    assert all(one.is_judgment and not one.verified for one in parameters("posture"))
    # 150 in the company at a combat share of 0.6
    assert {unit.people for unit in units()} == {250}


@pytest.fixture(scope="module")
def car() -> standing.Ground:
    return standing.ground(country("CAF"), Month(2019, 12), Holdings.open(), draws=200)


def test_the_real_sites_are_weighed_by_the_same_rule(car: standing.Ground) -> None:
    question = standing.problem(car, 3000, bases=3)
    real = standing.actual(question, country("CAF"), 2020)
    assert real is not None
    assert real.missions == ("MINUSCA",)
    assert sum(base.troops for base in real.posture.bases) == pytest.approx(real.troops)
    assert 0 < real.posture.victims_in_reach < real.posture.victims_total
    # other victims, e.g. one in every cell: the reach of the cells added up
    ones = np.ones(len(question.gids))
    assert real.posture.weighed(ones) == pytest.approx(real.posture.map.reach.sum())
    assert standing.actual(question, country("CAF"), 1990) is None


def test_candidates_are_cells_of_the_country_and_not_of_one_corner(car: standing.Ground) -> None:
    chosen = standing.problem(car, 3000, candidates=40).candidates
    assert len(set(chosen.tolist())) == 40
    assert set(chosen.tolist()) <= set(car.arena.gids.tolist())


def test_posture_from_the_command_line(tmp_path: Path) -> None:
    runner = CliRunner(env={"FORESTALL_DATA": str(tmp_path / "store")})
    line = ["posture", "CAF", "--troops", "250", "--bases", "1", "--draws", "100"]
    shown = runner.invoke(cli.app, [*line, "--as-of", "2019", "--json"])
    assert shown.exit_code == 0, shown.output
    found = json.loads(shown.stdout)
    assert found["as_of"] == "2019-12"
    assert len(found["bases"]) == 1
    assert {"cell", "latitude", "longitude", "troops", "units"} == set(found["bases"][0])
    assert found["actual"]["year"] == 2020
    assert len(found["curve"]) == 11
    assert found["curve"][-1]["victims_in_reach"] == pytest.approx(found["victims_in_reach"])
    text = runner.invoke(cli.app, [*line, "--as-of", "2019-12"])
    assert "real sites of MINUSCA in 2020" in text.stdout
    wrong = runner.invoke(cli.app, ["posture", "CAF", "--troops", "-3"])
    assert wrong.exit_code == 2
    assert "cannot be negative" in wrong.stderr
