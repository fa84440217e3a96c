"""The pages of the campaigns: endings, flips, worth of knowing, and where a force would stand."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import sample

from forestall.brief.compose import compose
from forestall.brief.document import Brief, Figure, Text
from forestall.brief.explain import explain
from forestall.brief.figures_strategy import parts, reach_alt, reach_map
from forestall.brief.pages.stance import stance
from forestall.options.appraisal import Appraisal, Endings, OptionId
from forestall.records.holdings import Holdings
from forestall.strategy.posture import Problem, solve
from forestall.vocabulary import country


@pytest.fixture(scope="module")
def made() -> Brief:
    return compose(sample.appraisal(), sample.holdings())


def figure(made: Brief, id: str) -> Figure:
    return next(f for f in made.figures if f.id == id)


def lines(made: Brief) -> list[str]:
    return [b.plain for b in made.blocks() if isinstance(b, Text)]


def test_a_bar_is_cut_into_five_parts_that_sum_to_one() -> None:
    # deterred 0.30 of which 0.12 untested: 0.18 and 0.12
    cut = parts(Endings(0.30, 0.15, 0.45, 0.10, untested=0.12, displaced=0.05))
    assert list(cut.values()) == pytest.approx([0.18, 0.12, 0.15, 0.45, 0.10])
    assert sum(cut.values()) == pytest.approx(1)


def test_every_part_of_a_bar_is_drawn_and_stands_in_the_ledger(made: Brief) -> None:
    bars = figure(made, "endings").spec["layer"][0]["data"]["values"]
    assert len(bars) == 3 * 5  # three tools; doing nothing new has no ending
    assert [b["x2"] for b in bars[:5]] == pytest.approx([0.18, 0.30, 0.45, 0.90, 1.0])
    assert made.numbers["deterred-both"].value == pytest.approx(0.18)
    assert made.numbers["never-arrived-political"].value == 0.10
    assert "untested 12%" in figure(made, "endings").alt


def test_flips_are_said_once_for_each_thing_and_not_at_the_ends(made: Brief) -> None:
    # of camp's two flips the first is the nearer; refusal flips only at 100%, where all are level
    said = [line for line in lines(made) if "would go first if" in line]
    assert said == [
        "Doing nothing new would go first if the chance that deployments raise killing here were "
        "31% (now 12%)."
    ]
    assert made.numbers["flip-1"].value == 0.31
    assert "flip-2" not in made.numbers


def test_without_a_flip_the_brief_says_so() -> None:
    calm = compose(replace(sample.appraisal(), flips=()), sample.holdings())
    assert any(line.startswith("No chance of any one thing") for line in lines(calm))


def test_what_is_worth_nothing_to_know_is_one_sentence() -> None:
    known = sample.appraisal()
    first, second = known.find_out_first
    idle = replace(second, information_value=0.0)
    made = compose(replace(known, find_out_first=(first, idle)), sample.holdings())
    table = next(t for t in made.tables if t.id == "find-out")
    assert [row[-1].text.plain for row in table.rows] == ["34 lives"]
    assert any("worth nothing" in line and second.question in line for line in lines(made))


def test_cost_of_a_death_averted_is_a_number_with_a_path(made: Brief, tmp_path: Path) -> None:
    option = sample.appraisal().option(OptionId.PREVENTIVE_DEPLOYMENT)
    assert made.numbers["cost-per-death-deployment"].value == option.cost_per_death_averted
    made.save(tmp_path / "b.json")
    for id in ("cost-per-death-deployment", "flip-1", "failed-both", "worth-1"):
        assert explain(tmp_path / "b.json", id).startswith(id)


def test_designs_say_start_cost_and_lead_time(made: Brief) -> None:
    table = next(t for t in made.tables if t.id == "designs")
    force = [c.text.plain for c in table.rows[1]]
    assert force[1].startswith("UN: 4,000 troops, 300 police, mobile")
    assert force[2:6] == ["now", "310 (240 to 420)", "6 (3 to 9)", "10 (7 to 12)"]


def known_place(iso3: str) -> Appraisal:
    """The made-up appraisal, put in a real country so that there is ground to stand on."""
    known = sample.appraisal()
    return replace(known, assessment=replace(known.assessment, country=country(iso3)))


def test_where_points_are_known_the_force_is_placed() -> None:
    found = stance(known_place("CAF"), Holdings.open())
    assert found is not None
    assert found.rests_on.startswith("the recorded deaths")
    assert 0 < found.posture.share_in_reach <= 1
    assert sum(base.troops for base in found.posture.bases) <= 4000 + 14_400
    assert found.posture.gap <= 0.01


def test_where_nobody_knows_there_is_no_map(made: Brief) -> None:
    assert "posture" not in {f.id for f in made.figures}
    assert any("nobody knows" in line for line in lines(made))
    assert stance(sample.appraisal(), None) is None


def test_the_map_of_reach_shows_cells_never_points() -> None:
    # cells 1000 and 1001 lie half a degree apart, 1010 five degrees off: one base reaches the pair
    three = Problem.of(
        np.array([1000, 1001, 1010]),
        np.zeros(3),
        np.array([0.0, 0.5, 5.0]),
        np.array([5.0, 3.0, 2.0]),
        troops=250,
        bases=1,
    )
    posture = solve(three)
    squares = reach_map("XAA", posture, None, width=300)["layer"][0]["data"]["values"]
    assert len(squares) == 2
    assert all(row["x2"] - row["x"] == row["y2"] - row["y"] == 0.5 for row in squares)
    assert "80% of expected victims" in reach_alt("Exampleland", posture)


def test_machines_find_endings_flips_and_posture(made: Brief, tmp_path: Path) -> None:
    made.save(tmp_path / "b.json")
    found = json.loads((tmp_path / "b.json").read_text("utf-8"))
    assert found["posture"] is None
    assert found["appraisal"]["flips"][0] == {
        "thing": "camp",
        "if": "deployments raise killing here",
        "now": 0.12,
        "at": 0.31,
        "to": "none",
    }
    assert found["appraisal"]["options"][3]["endings"]["untested"] == 0.12
