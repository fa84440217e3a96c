"""What a mission changes in draws of the next months: by hand, and as laws."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_up import (
    HOST,
    INSIDE,
    NEIGHBOUR,
    REFUSED,
    WILLING,
    assessment,
    certain_estimate,
    deployment,
    futures,
    political,
)

from forestall.evidence.effects import Estimate
from forestall.options import futures as room
from forestall.options.appraisal import ConditionState, OptionId
from forestall.options.futures import Futures, dose, draw_futures, log_split_normal
from forestall.parameters import Parameter
from forestall.vocabulary import PerpetratorKind

PM, PD = "political_mission", "preventive_deployment"
NONE, TALKS, FORCE, BOTH = OptionId


def effect(inside: float, neighbour: float = 0.0) -> np.ndarray:
    return np.array([[0.0], [inside], [neighbour]])


def late(months: int) -> np.ndarray:
    """Absent for so many months, then there in full."""
    return (np.arange(12)[:, None] >= months).astype(float)


def test_deaths_averted_by_hand() -> None:
    there = futures(
        access={PM: np.ones(1), PD: np.full(1, 0.5)},
        effects={PM: effect(-0.1), PD: effect(-0.2)},
        presence={PM: np.ones((12, 1)), PD: late(6)},
        synergy=np.full(1, 0.1),
    )
    # six months of 10 deaths, each less a share 1 - exp(-0.5 x 0.2) = 0.0951626
    assert there.averted(FORCE, 12)[0] == pytest.approx(60 * 0.0951626, abs=1e-4)
    # twelve months with 1 - exp(-0.1), the same share
    assert there.averted(TALKS, 12)[0] == pytest.approx(120 * 0.0951626, abs=1e-4)
    # six months of talks alone; then talks and a force one tenth better:
    # 0.1 + 0.5 x 0.22 = 0.21, and 1 - exp(-0.21) = 0.1894158
    expected = 60 * 0.0951626 + 60 * 0.1894158
    assert there.averted(BOTH, 12)[0] == pytest.approx(expected, abs=1e-4)
    assert there.averted(NONE, 12)[0] == 0


def test_harm_is_not_made_worse_by_mediators_beside_it() -> None:
    there = futures(effects={PM: effect(0.0), PD: effect(0.1)}, synergy=np.full(1, 0.5))
    # 120 x (1 - exp(0.1)) = -12.6205
    assert there.averted(BOTH, 12)[0] == pytest.approx(-12.6205, abs=1e-4)


def test_cost_is_paid_for_the_months_of_presence_and_not_where_nobody_is_let_in() -> None:
    there = futures(presence={PM: np.ones((12, 1)), PD: late(6)})
    # a force at 60 million a year for half of it, mediators at 12 million for all of it
    assert there.cost(FORCE, 12)[0] == pytest.approx(30)
    assert there.cost(BOTH, 12)[0] == pytest.approx(42)
    assert replace(there, consent=np.array([0])).cost(BOTH, 12)[0] == 0


def test_the_force_there_averts_what_would_be_added_if_it_were_gone() -> None:
    there = futures(standing_effects=effect(-np.log(2)))
    # the forecast holds its effect of one half: without it, 240 instead of 120
    assert there.standing_averts(12)[0] == pytest.approx(120)
    assert futures().standing_averts(12)[0] == 0


def test_a_state_is_held_against_the_same_deaths() -> None:
    there = futures(
        2,
        deaths=np.tile([10.0, 1000.0], (12, 1)),
        consent=np.array([3, 0]),
        access={PM: np.ones(2), PD: np.array([1.0, 0.0])},
        effects={PM: np.zeros((3, 2)), PD: np.tile(effect(-0.2), 2)},
    )
    willing = there.given("consent", np.array([0]))
    # both draws' deaths, as if both were willing: 1 - exp(-0.2) = 0.1812692
    assert willing.averted(FORCE, 12) == pytest.approx([120 * 0.1812692, 12000 * 0.1812692])
    refused = there.given("consent", np.array([1]))
    assert refused.averted(FORCE, 12).tolist() == [0, 0]
    assert refused.cost(FORCE, 12).tolist() == [0, 0]


def test_a_camp_is_taken_with_the_killers_it_was_drawn_for() -> None:
    shares = np.array([[0.0, 1.0], [1.0, 0.0], [0.0, 0.0]])
    effects = np.array([[0.0, 0.3], [-0.2, 0.0], [0.0, 0.0]])
    there = futures(
        2,
        shares=shares,
        main_kind=np.array([1, 0]),
        camp=np.array([0, 2]),
        effects={PM: np.zeros((3, 2)), PD: effects},
    )
    # the second draw: the host government, whom the force provokes: 120 x (1 - exp(0.3))
    harmed = there.given("camp", np.array([1])).averted(FORCE, 12)
    assert harmed == pytest.approx([-41.983, -41.983], abs=1e-3)
    # told only who kills, its effect stays that of each draw: exp(0) in the first
    by_host = there.given("perpetrator", np.array([1])).averted(FORCE, 12)
    assert by_host == pytest.approx([0, -41.983], abs=1e-3)


@pytest.fixture
def collapsed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every spread a point: effect -0.2 per 1,000 troops, saturation 10, access and credit 1."""
    values = {"saturation": 10.0, "synergy": 0.0}

    def point(file: str, name: str) -> Parameter:
        value = values.get(name, 1.0)
        return Parameter(file, name, value, value, value, "", "", "made up", False)

    def certain(tool: str, kind: PerpetratorKind) -> Estimate:
        size = -0.2 if tool == PD else 0.0
        return certain_estimate(tool, kind, size)

    monkeypatch.setattr(room, "parameter", point)
    monkeypatch.setattr(room.synthesis, "estimate", certain)


def drawn(known: room.Assessment, troops: int = 5000, standing: int = 0, n: int = 4) -> Futures:
    return draw_futures(
        known,
        np.full((12, n), 10.0),
        political(),
        deployment(troops, standing),
        ConditionState.MET,
        seed=1,
    )


@pytest.mark.usefixtures("collapsed")
def test_a_future_without_any_spread_by_hand() -> None:
    there = drawn(assessment())
    # in the middle of each month: 0, 0, 1/8, 3/8, 5/8, 7/8 of full strength, then six times all
    assert there.presence[PD][:, 0] == pytest.approx([0, 0, 0.125, 0.375, 0.625, 0.875] + [1] * 6)
    # 5,000 troops count as 10 (1 - exp(-0.5)) = 3.934693 thousand; x -0.2 = -0.7869387
    assert there.effects[PD][1] == pytest.approx(np.full(4, -0.7869387))
    # shares averted: 0.0936843, 0.2555440, 0.3884976, 0.4977069, then 6 x 0.5447630
    expected = 10 * (0.0936843 + 0.2555440 + 0.3884976 + 0.4977069 + 6 * 0.5447630)
    assert there.averted(FORCE, 12) == pytest.approx(np.full(4, expected), abs=1e-3)
    # 50 million a year for 8 months' worth of presence
    assert there.cost(FORCE, 12) == pytest.approx(np.full(4, 50 * 8 / 12))


@pytest.mark.usefixtures("collapsed")
def test_a_reinforcement_counts_only_what_it_adds() -> None:
    there = drawn(assessment(), troops=5000, standing=5000)
    # 10 (1 - exp(-1)) = 6.3212056 less the 3.9346934 already there = 2.3865122 thousand
    assert there.effects[PD][1] == pytest.approx(np.full(4, -0.2 * 2.3865122))
    assert there.standing_effects is not None
    assert there.standing_effects[1] == pytest.approx(np.full(4, -0.2 * 3.9346934))


@pytest.mark.usefixtures("collapsed")
def test_a_neighbour_is_contained_by_presence_and_that_once() -> None:
    first = drawn(assessment((0.0, 0.0, 1.0)))
    assert first.effects[PD][2] == pytest.approx(np.full(4, -0.2))
    more = drawn(assessment((0.0, 0.0, 1.0)), standing=5000)
    assert more.effects[PD][2].tolist() == [0, 0, 0, 0]
    assert more.averted(FORCE, 12).tolist() == [0, 0, 0, 0]


@pytest.mark.usefixtures("collapsed")
def test_withdrawal_ends_what_a_mission_does_and_costs() -> None:
    kept, lost = drawn(assessment(), n=2000), drawn(assessment(hazard=2.0), n=2000)
    assert lost.averted(FORCE, 12).mean() < kept.averted(FORCE, 12).mean()
    assert lost.cost(FORCE, 12).mean() < kept.cost(FORCE, 12).mean()
    there, left = (f.presence["preventive_deployment"] for f in (kept, lost))
    # the first come in the third month; half a year later the share of draws in which they are
    # still there is exp(-2 x 0.5) = 0.368
    assert (there[:2] == 0).all()
    assert (left[8] > 0).mean() == pytest.approx(np.exp(-1), abs=0.04)


def test_dose_by_hand() -> None:
    # 10 (1 - exp(-0.1)) = 0.951626; 10 (1 - exp(-10)) = 9.999546
    assert dose(1.0, np.array([10.0]))[0] == pytest.approx(0.951626, abs=1e-6)
    assert dose(100.0, np.array([10.0]))[0] == pytest.approx(9.999546, abs=1e-6)


def test_log_split_normal_goes_through_its_three_points() -> None:
    z = np.array([-1.6448536, 0.0, 1.6448536])
    assert log_split_normal(z, 0.25, 1.0, 3.0) == pytest.approx([0.25, 1.0, 3.0])


KINDS = st.lists(st.floats(0.01, 1), min_size=3, max_size=3)
STATES = st.lists(st.floats(0.0, 1), min_size=4, max_size=4).filter(lambda c: sum(c) > 0.1)


def made_of(kinds: list[float], states: list[float], hazard: float) -> room.Assessment:
    shares = tuple(np.array(kinds) / sum(kinds))
    return assessment(shares, tuple(np.array(states) / sum(states)), hazard=hazard, weight=1.25)


@settings(max_examples=40, deadline=None)
@given(KINDS, STATES, st.floats(0, 3), st.integers(0, 20_000), st.integers(0, 2**31))
def test_laws_of_any_situation(
    kinds: list[float], states: list[float], hazard: float, standing: int, seed: int
) -> None:
    deaths = np.random.default_rng(seed).gamma(0.5, 50, (12, 200))
    known = made_of(kinds, states, hazard)
    there, again = (
        draw_futures(
            known, deaths, political(), deployment(2000, standing), ConditionState.PARTLY, seed
        )
        for _ in range(2)
    )
    assert there.shares.sum(axis=0) == pytest.approx(np.ones(200))
    for option in OptionId:
        averted, cost = there.averted(option, 12), there.cost(option, 12)
        assert (averted <= deaths.sum(axis=0) + 1e-9).all()
        assert np.isfinite(averted).all()
        assert (cost >= 0).all()
        assert (averted[there.consent == 0] == 0).all()
        assert (averted == again.averted(option, 12)).all()
    assert not there.averted(NONE, 12).any()


@settings(max_examples=20, deadline=None)
@given(KINDS, st.integers(0, 2**31))
def test_refusal_averts_nothing_and_spends_nothing(kinds: list[float], seed: int) -> None:
    known = made_of(kinds, list(REFUSED), 0.1)
    there = draw_futures(
        known, np.full((12, 50), 9.0), political(), deployment(), ConditionState.MET, seed
    )
    for option in OptionId:
        assert not there.averted(option, 12).any()
        assert not there.cost(option, 12).any()


@pytest.mark.usefixtures("collapsed")
@pytest.mark.parametrize("less", [0.0, 0.3, 0.6])
def test_more_willing_consent_averts_no_less_where_deployments_help(less: float) -> None:
    more = less + 0.3
    low, high = (
        drawn(assessment(chances=(1 - w, 0, 0, w)), n=2000).averted(FORCE, 12) for w in (less, more)
    )
    error = np.hypot(low.std(), high.std()) / np.sqrt(2000)
    assert high.mean() >= low.mean() - 2 * error
    assert high.mean() > low.mean()


def test_another_seed_gives_other_draws() -> None:
    known = assessment((0.2, 0.6, 0.2), (0.2, 0.2, 0.2, 0.4))
    one, two = (
        draw_futures(
            known, np.full((12, 50), 9.0), political(), deployment(), ConditionState.MET, seed
        ).averted(BOTH, 12)
        for seed in (1, 2)
    )
    assert (one != two).any()


def test_consent_is_drawn_as_often_as_it_is_likely() -> None:
    known = assessment(chances=(0.5, 0.2, 0.1, 0.2))
    drawn_states = drawn(known, n=20_000).consent
    shares = np.bincount(drawn_states, minlength=4) / 20_000
    # three standard errors of a share of one half: 3 x sqrt(0.25 / 20,000) = 0.011
    assert shares == pytest.approx([0.5, 0.2, 0.1, 0.2], abs=0.011)


def test_a_kind_that_cannot_be_gets_no_share() -> None:
    there = drawn(assessment((0.5, 0.5, 0.0), WILLING))
    assert not there.shares[2].any()
    assert list(room.KINDS) == [HOST, INSIDE, NEIGHBOUR]
