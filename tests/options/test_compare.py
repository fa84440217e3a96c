"""Designs side by side: when their order flips, which is robust, and what cannot be compared."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from forestall.errors import BadValue
from forestall.missions.design_file import Design
from forestall.options.appraisal import OptionId
from forestall.options.compare import MOST_DESIGNS, Comparison, as_dict, compare
from forestall.options.flips import flips
from forestall.options.information import Dispute, Weighed
from forestall.records.holdings import Holdings
from forestall.situation.assess import assess
from forestall.situation.assessment import Assessment, PersonBaseline
from forestall.vocabulary import ConsentState, Month, country

NONE, TALKS, FORCE, BOTH = OptionId


def weighed(shares: list[int], *states: dict[str, float]) -> Weighed:
    """Futures in each state, and what each design averts there."""
    drawn = np.repeat(np.arange(len(shares)), shares)
    words = tuple(f"it is {state}" for state in range(len(shares)))
    averted = {i: {k: np.full(4, v) for k, v in state.items()} for i, state in enumerate(states)}
    return Weighed(Dispute("consent", "Which?", words, drawn), averted)


def test_a_flip_by_hand() -> None:
    # large: 40 p, small: 10, so large leads above p = 1/4; now it is 0.75 likely
    thing = weighed([25, 75], {"large": 0.0, "small": 10.0}, {"large": 40.0, "small": 10.0})
    found = flips((thing,), "large")
    assert {(f.state, f.to) for f in found} == {("it is 0", "small"), ("it is 1", "small")}
    zero, one = sorted(found, key=lambda f: f.state)
    assert (one.now, one.at) == pytest.approx((0.75, 0.25))
    assert (zero.now, zero.at) == pytest.approx((0.25, 0.75))


def test_the_other_states_keep_their_proportions() -> None:
    # at p of the first, (1 - p)/2 of each other: large 100 (1 - p)/2, small 20: they cross where
    # 50 - 50 p = 20, p = 0.6
    thing = weighed(
        [20, 40, 40],
        {"large": 0.0, "small": 20.0},
        {"large": 100.0, "small": 20.0},
        {"large": 0.0, "small": 20.0},
    )
    first = next(f for f in flips((thing,), "large") if f.state == "it is 0")
    assert (first.now, first.at, first.to) == pytest.approx((0.2, 0.6, "small"))


def test_harm_weighs_twice_in_a_flip() -> None:
    # harm of 10 counts as 20: 20 p - 20 (1 - p) = 0 at 1/2, not at 1/3
    thing = weighed([20, 80], {"large": -10.0, "none": 0.0}, {"large": 20.0, "none": 0.0})
    one = next(f for f in flips((thing,), "large") if f.state == "it is 1")
    assert one.at == pytest.approx(0.5)


def test_the_nearest_flip_comes_first() -> None:
    near = weighed([50, 50], {"a": 0.0, "b": 9.0}, {"a": 10.0, "b": 0.0})
    far = weighed([10, 90], {"a": 0.0, "b": 9.0}, {"a": 10.0, "b": 0.0})
    found = flips((far, near), "a")
    distances = [abs(f.at - f.now) for f in found]
    assert distances == sorted(distances)
    # 10 p = 9 (1 - p): p = 9/19 of the second state, 10/19 of the first
    assert sorted(f.at for f in found[:2]) == pytest.approx([9 / 19, 10 / 19])


def test_of_several_the_first_to_overtake_is_named() -> None:
    # large 40 p against small 10 (at 1/4) and middle 20 (at 1/2): from 0.9 down middle comes first
    thing = weighed(
        [10, 90],
        {"large": 0.0, "small": 10.0, "middle": 20.0},
        {"large": 40.0, "small": 10.0, "middle": 20.0},
    )
    found = flips((thing,), "large")
    assert {f.to for f in found} == {"middle"}


def test_no_flip_where_one_leads_throughout_or_one_state_is_certain() -> None:
    ahead = weighed([50, 50], {"a": 2.0, "b": 1.0}, {"a": 9.0, "b": 1.0})
    certain = weighed([100], {"a": 2.0, "b": 1.0})
    assert flips((ahead, certain), "a") == ()


def test_designs_that_only_draw_level_at_certainty_do_not_change_places() -> None:
    # 40 (1 - p) against 0: level at p = 1 and nowhere ahead
    thing = weighed([10, 90], {"large": 0.0, "none": 0.0}, {"large": 40.0, "none": 0.0})
    assert flips((thing,), "large") == ()


def test_of_designs_that_do_the_same_the_first_is_named() -> None:
    # harm of 10 counts twice: large has 40 p - 20 (1 - p), which is 0 where 60 p = 20
    thing = weighed(
        [20, 80],
        {"large": -10.0, "none": 0.0, "idle": 0.0},
        {"large": 40.0, "none": 0.0, "idle": 0.0},
    )
    one = next(f for f in flips((thing,), "large") if f.state == "it is 1")
    assert (one.at, one.to) == (pytest.approx(1 / 3), "none")


@pytest.fixture(scope="module")
def records() -> Holdings:
    return Holdings.open()


@pytest.fixture(scope="module")
def haiti(records: Holdings) -> Assessment:
    known = assess(country("HTI"), Month(2024, 12), records)
    return replace(known, baseline=PersonBaseline(100.0, 400.0, 1200.0))


DESIGNS = {
    "large": Design("preventive_deployment", troops=9000),
    "small": Design("preventive_deployment", troops=500),
    "team": Design("political_mission", staff=50),
}


@pytest.fixture(scope="module")
def found(haiti: Assessment, records: Holdings) -> Comparison:
    return compare(haiti, records, DESIGNS, draws=200)


def test_nothing_new_comes_first_then_the_designs_in_order(found: Comparison) -> None:
    assert [o.name for o in found.options] == ["none", "large", "small", "team"]
    assert [o.id for o in found.options] == [NONE, FORCE, FORCE, TALKS]


def test_best_robust_and_recommended_by_their_rules(found: Comparison) -> None:
    names = {o.name: o for o in found.options}
    assert names[found.best].score == max(o.score for o in found.options)
    assert names[found.robust].worst_regret == min(o.worst_regret for o in found.options)
    assert found.recommended in names
    assert all(flip.to != found.best for flip in found.flips)
    assert all(0 <= flip.at <= 1 for flip in found.flips)
    assert [q.information_value for q in found.information] == sorted(
        (q.information_value for q in found.information), reverse=True
    )


def test_what_machines_read(found: Comparison, haiti: Assessment, records: Holdings) -> None:
    face = as_dict(found)
    assert [row["name"] for row in face] == ["none", "large", "small", "team"]
    for row in face:
        assert {"cost_per_death_averted", "flips", "information_value"} <= set(row)
        assert set(row["deaths_averted"]) == {"p05", "p50", "p95", "mean"}
        assert len(row["information_value"]) == 5
    for mark in ("best", "robust", "recommended"):
        assert sum(row[mark] for row in face) == 1
    again = as_dict(compare(haiti, records, DESIGNS, draws=200))
    assert json.dumps(face) == json.dumps(again)


def test_where_consent_is_refused_nothing_is_best(haiti: Assessment, records: Holdings) -> None:
    shut = {state: float(state is ConsentState.REFUSED) for state in ConsentState}
    known = replace(haiti, consent=replace(haiti.consent, probabilities=shut))
    refused = compare(known, records, DESIGNS, draws=100)
    assert (refused.robust, refused.recommended) == ("none", "none")
    assert all(not o.deaths_averted[12].values.any() for o in refused.options)
    assert all(o.cost_per_death_averted is None for o in refused.options)


@pytest.mark.parametrize(
    ("designs", "more", "says"),
    [
        ({}, {}, "at least one"),
        ({f"d{i}": Design("both") for i in range(MOST_DESIGNS + 1)}, {}, "at most 12"),
        ({"none": Design("both")}, {}, "none"),
        ({"a": Design("both", staff=0)}, {}, "staff"),
        ({"a": Design("both")}, {"draws": 99}, "draws"),
        ({"a": Design("both")}, {"seed": -1}, "seed"),
        ({"a": Design("preventive_deployment", bases=(1,))}, {"draws": 100}, "outside"),
    ],
)
def test_what_cannot_be_compared(
    designs: dict[str, Design],
    more: dict[str, Any],
    says: str,
    haiti: Assessment,
    records: Holdings,
) -> None:
    with pytest.raises(BadValue, match=says):
        compare(haiti, records, designs, **more)
