"""Talks: the bargaining results of the textbooks, and pauses as a chain of two states."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_world import point, team

from forestall.errors import BadValue
from forestall.strategy import persuasion
from forestall.strategy.persuasion import (
    HORIZON,
    MOST_PAUSED,
    bargain,
    pause_rate,
    paused_share,
    reservation,
    step,
    talks,
    war_chance,
)

PATIENCE = st.floats(0, 0.99)


def test_rubinsteins_split_by_hand() -> None:
    # (1 - 0.8) / (1 - 0.9 x 0.8) = 0.2 / 0.28
    assert bargain(0.9, 0.8).first == pytest.approx(0.2 / 0.28)
    # who cannot wait at all gives everything to the side that makes the offer
    assert bargain(0.5, 0.0).first == 1.0
    # both almost perfectly patient: half and half
    assert bargain(0.9999, 0.9999).first == pytest.approx(0.5, abs=1e-4)


@given(PATIENCE, PATIENCE)
def test_each_side_is_indifferent_between_now_and_its_own_offer_next_time(
    one: float, other: float
) -> None:
    """Rubinstein 1982: the other side gets what its own offer, one round later, is worth to it."""
    offered = 1 - bargain(one, other).first
    its_own = bargain(other, one).first
    assert offered == pytest.approx(other * its_own, abs=1e-9)


def test_an_outside_option_matters_only_where_it_is_better() -> None:
    # Binmore, Shaked & Sutton 1989: 0.3 is worse than the other's half, 0.6 better
    even = bargain(0.9999, 0.9999)
    assert bargain(0.9999, 0.9999, other_outside=0.3) == even
    better = bargain(0.9999, 0.9999, other_outside=0.6)
    assert (better.first, better.binding) == (pytest.approx(0.4), "the other side's outside option")
    own = bargain(0.1, 0.9, outside=0.5)  # patience alone: 0.1 / 0.91 = 0.11
    assert (own.first, own.binding) == (0.5, "its own outside option")


@given(PATIENCE, PATIENCE, st.floats(0, 0.5), st.floats(0, 0.5))
def test_nobody_gets_less_than_outside(a: float, b: float, out: float, other: float) -> None:
    found = bargain(a, b, out, other)
    assert found.first >= out - 1e-12
    assert 1 - found.first >= other - 1e-12


@pytest.mark.parametrize(
    "wrong",
    [(1.0, 0.5), (0.5, -0.1), (0.5, 0.5, 0.7, 0.4), (0.5, 0.5, -0.1), (np.nan, 0.5)],
)
def test_no_bargain_outside_the_ranges(wrong: tuple[float, ...]) -> None:
    with pytest.raises(BadValue, match="No bargain"):
        bargain(*wrong)


def test_fearons_bargaining_range_by_hand() -> None:
    # a side that wins with 0.6 at a cost of 0.2 takes 0.4; the other, 0.4 less 0.1, takes 0.3:
    # any split from 0.4 to 0.7 is better for both than war, as wide as the costs together
    low, high = reservation(0.6, 0.2), 1 - reservation(0.4, 0.1)
    assert (low, high) == pytest.approx((0.4, 0.7))
    assert reservation(0.1, 0.5) == 0


@pytest.mark.parametrize("wrong", [(1.1, 0.0), (-0.1, 0.0), (0.5, -0.1)])
def test_no_reservation_outside_the_ranges(wrong: tuple[float, float]) -> None:
    with pytest.raises(BadValue):
        reservation(*wrong)


def test_war_chance_by_hand() -> None:
    # asks for s = (0.5 - 0.1) / 2 = 0.2 more than war brings: refused by costs below 0.2
    assert war_chance(0.1, 0.0, 0.5) == pytest.approx(0.4)
    # a mediator who shows that the cost is 0.3 at least: s = 0.3, never refused
    assert war_chance(0.1, 0.3, 0.5) == 0
    # costs of one's own make one modest: s = (0.5 - 0.3) / 2 = 0.1
    assert war_chance(0.3, 0.0, 0.5) == pytest.approx(0.2)


@settings(max_examples=60, deadline=None)
@given(st.floats(0, 2), st.floats(0, 1), st.floats(0.1, 1))
def test_war_chance_is_that_of_the_best_offer_by_brute_force(
    own: float, low: float, width: float
) -> None:
    high = low + width
    asked = np.linspace(low, high, 20_001)
    refused = (asked - low) / width
    worth = (1 - refused) * asked - refused * own
    best = refused[worth.argmax()]
    assert war_chance(own, low, high) == pytest.approx(best, abs=1e-3)


@pytest.mark.parametrize("wrong", [(-0.1, 0, 1), (0, 0.5, 0.5), (0, -0.1, 0.5), (0, np.nan, 1)])
def test_no_war_chance_outside_the_ranges(wrong: tuple[float, float, float]) -> None:
    with pytest.raises(BadValue):
        war_chance(*wrong)


def test_paused_share_against_the_chain_itself() -> None:
    """Fighting or pause, month by month: the row vector (1, 0) times powers of the matrix."""
    rate, collapse = 0.05, 0.1
    come, end = 1 - np.exp(-rate), 1 - np.exp(-collapse)
    chain = np.array([[1 - come, come], [end, 1 - end]])
    state, months = np.array([1.0, 0.0]), []
    for _ in range(HORIZON):
        state = state @ chain
        months.append(state[1])
    found = paused_share(np.array(rate), np.array(collapse))
    assert float(found) == pytest.approx(np.mean(months), abs=1e-12)
    # in the long run as often as come / (come + end)
    settled = float(paused_share(np.array(rate), np.array(collapse), 1_000_000))
    assert settled == pytest.approx(come / (come + end), abs=1e-5)


def test_paused_share_by_hand() -> None:
    # both ln 2 a month, so one half each: paused with 1/2 in the first month and ever after
    log2 = np.array(np.log(2))
    assert float(paused_share(log2, log2, 3)) == pytest.approx(0.5)
    # never collapsing, coming with 1/2: 1/2, 3/4, 7/8
    assert float(paused_share(log2, np.array(0.0), 3)) == pytest.approx((0.5 + 0.75 + 0.875) / 3)


@given(st.floats(-3, -0.01), st.floats(0.4, 0.95), st.floats(0.01, 0.3))
def test_pause_rate_inverts_paused_share(effect: float, bound: float, collapse: float) -> None:
    rate = pause_rate(np.array(effect), np.array(bound), np.array(collapse))
    kept = float(bound * paused_share(rate, np.array(collapse)))
    wanted = min(-np.expm1(effect), bound * MOST_PAUSED)
    most = float(bound * paused_share(np.array(persuasion.FASTEST), np.array(collapse)))
    assert kept == pytest.approx(min(wanted, most), abs=1e-6)


def test_no_pauses_where_talks_do_not_help() -> None:
    found = pause_rate(np.array([0.0, 0.2]), np.array(0.7), np.array(0.1))
    assert found.tolist() == [0.0, 0.0]


def test_steps_are_as_frequent_as_their_rates() -> None:
    dice = (np.arange(1000) + 0.5) / 1000
    # a pause comes with 1 - e^-0.2 = 0.181 a month, and holds with e^-0.1 = 0.905
    none = step(np.zeros(1000, dtype=bool), rate=0.2, collapse=0.1, uniform=dice)  # type: ignore[arg-type]
    held = step(np.ones(1000, dtype=bool), rate=0.2, collapse=0.1, uniform=dice)  # type: ignore[arg-type]
    assert none.mean() == pytest.approx(0.181, abs=1e-3)
    assert held.mean() == pytest.approx(0.905, abs=1e-3)


def test_months_of_pause_are_those_of_the_fit() -> None:
    """Played by months, the chain spends the share of two years in pauses that was fitted."""
    rng = np.random.default_rng(1)
    n, collapse = 20_000, 0.06
    effect, bound = np.full(n, -0.2), np.full(n, 0.7)
    rate = pause_rate(effect, bound, np.full(n, collapse))
    pause, months = np.zeros(n, dtype=bool), np.zeros(n)
    for _ in range(HORIZON):
        pause = step(pause, rate=rate, collapse=np.full(n, collapse), uniform=rng.random(n))
        months += pause
    wanted = -np.expm1(-0.2) / 0.7
    error = months.std() / HORIZON / np.sqrt(n)
    assert months.mean() / HORIZON == pytest.approx(wanted, abs=3 * error)


@pytest.fixture
def points(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(persuasion, "parameter", point())


@pytest.mark.usefixtures("points")
def test_what_a_team_changes_by_hand() -> None:
    plain = talks(team())
    assert (plain.rate, plain.hold) == (1.0, 1.0)
    # half power of 25 / 100; no more than twice the usual staff counts
    assert talks(team(staff=25)).rate == pytest.approx(0.5)
    assert talks(team(staff=9000)).rate == pytest.approx(np.sqrt(2))
    # one half for each 30 points more women than one in ten
    assert talks(team(women_share=0.4)).hold == pytest.approx(0.5)
    assert talks(team(women_share=0.1)).hold == pytest.approx(1.0)


@given(st.integers(1, 1000), st.integers(1, 1000))
def test_more_staff_never_slows_talks(one: int, other: int) -> None:
    few, many = sorted((one, other))
    assert talks(team(staff=few)).rate <= talks(team(staff=many)).rate


@given(st.floats(0, 1), st.floats(0, 1))
def test_more_women_never_make_a_pause_frailer(one: float, other: float) -> None:
    few, many = sorted((one, other))
    found: list[Any] = [talks(team(women_share=share)).hold for share in (few, many)]
    assert found[1] <= found[0]
