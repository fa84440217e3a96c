"""The perpetrator's choice: against the textbooks' closed forms, and by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forestall.errors import BadValue
from forestall.strategy.deterrence import (
    Challenge,
    belief,
    contest,
    critical_risk,
    equilibrium,
    fear,
    still_tried,
)

POSITIVE = st.floats(0.1, 10)


def logistic(z: float) -> float:
    return 1 / (1 + np.exp(-z))


def test_critical_risk_by_hand() -> None:
    # Ellsberg: attack if (1 - p) x 3 > p x 1, so up to p = 3/4
    assert critical_risk(3.0, 1.0) == pytest.approx(0.75)
    assert critical_risk(0.0, 1.0) == 0.0
    assert critical_risk(1.0, 0.0) == 1.0


@pytest.mark.parametrize(("gain", "loss"), [(0.0, 0.0), (-1.0, 2.0), (1.0, -2.0)])
def test_no_critical_risk_without_stakes(gain: float, loss: float) -> None:
    with pytest.raises(BadValue, match="critical risk"):
        critical_risk(gain, loss)


@given(POSITIVE, POSITIVE, st.floats(0, 1))
def test_above_the_critical_risk_an_attack_is_worth_less_than_nothing(
    gain: float, loss: float, fought: float
) -> None:
    worth = (1 - fought) * gain - fought * loss
    assert (worth > 1e-9) <= (fought < critical_risk(gain, loss))
    assert (worth < -1e-9) <= (fought > critical_risk(gain, loss))


@given(POSITIVE, POSITIVE, POSITIVE, POSITIVE)
def test_without_precision_both_toss_a_coin(g: float, h: float, s: float, p: float) -> None:
    found = equilibrium(Challenge(g, h, s, p), 0.0)
    assert (found.attack, found.fight) == pytest.approx((0.5, 0.5))


def test_with_great_precision_the_threshold_decides() -> None:
    # fighting costs nothing and pays: the force fights; its credibility is reach x capability
    for reach, attacks in ((0.70, 1.0), (0.80, 0.0)):
        found = equilibrium(Challenge(3, 1, 10, 0, reach=reach), 1000.0)  # p* = 3/4
        assert found.attack == pytest.approx(attacks, abs=1e-2)
    # a force to whom fighting brings nothing never fights, so the attack goes ahead
    idle = equilibrium(Challenge(1, 5, 0, 1), 1000.0)
    assert (idle.attack, idle.fight) == pytest.approx((1.0, 0.0))


def test_with_great_precision_and_a_costly_fight_both_mix() -> None:
    # Nash in mixed strategies: the attack as likely as makes the force indifferent,
    # stake x P = price: 0.4; the fight as makes the attacker indifferent: p* = 1 / (1 + 3)
    found = equilibrium(Challenge(1, 3, 5, 2), 10_000.0)
    assert (found.attack, found.fight) == pytest.approx((0.4, 0.25), abs=1e-3)


def test_a_fixed_point_solved_by_hand() -> None:
    # gain = loss, stake = 2 x price: at P = 1/2 the force is indifferent and fights with 1/2, at
    # which the attacker, 1 - 2 x 1/2 = 0, is indifferent too: 1/2 and 1/2 whatever the precision
    for precision in (0.5, 2.0, 30.0):
        found = equilibrium(Challenge(1, 1, 2, 1), precision)
        assert (found.attack, found.fight) == pytest.approx((0.5, 0.5))
    # with stake 0 the force fights with L(-1) = 0.2689414 whatever comes; the attacker then has
    # 2 - 0.2689414 x 4 = 0.9242343 in log odds: 1 / 1.396835 = 0.715904
    found = equilibrium(Challenge(2, 2, 0, 1), 1.0)
    assert (found.attack, found.fight) == pytest.approx((0.715904, 0.268941), abs=1e-6)


@settings(max_examples=60, deadline=None)
@given(POSITIVE, POSITIVE, POSITIVE, POSITIVE, st.floats(0, 20))
def test_the_equilibrium_answers_itself(
    gain: float, loss: float, stake: float, price: float, precision: float
) -> None:
    found = equilibrium(Challenge(gain, loss, stake, price, 0.5, 0.5), precision)
    fight = logistic(precision * (stake * found.attack - price))
    attack = logistic(precision * (gain - 0.25 * fight * (gain + loss)))
    assert (found.attack, found.fight) == pytest.approx((attack, fight), abs=1e-9)


@given(st.floats(0, 1), st.floats(0, 1))
def test_more_reach_never_brings_more_attacks(one: float, other: float) -> None:
    less, more = sorted((one, other))
    attacks = [equilibrium(Challenge(1, 2, 2, 1, reach=r), 3.0).attack for r in (less, more)]
    assert attacks[1] <= attacks[0] + 1e-12


@pytest.mark.parametrize(
    "wrong", [{"gain": -1}, {"loss": np.nan}, {"reach": 1.1}, {"capability": -0.1}, {"price": -2}]
)
def test_a_challenge_that_cannot_be(wrong: dict[str, float]) -> None:
    with pytest.raises(BadValue, match=next(iter(wrong))):
        Challenge(**({"gain": 1, "loss": 1, "stake": 1, "price": 1} | wrong))


@pytest.mark.parametrize("precision", [-1.0, np.inf, np.nan])
def test_a_precision_that_cannot_be(precision: float) -> None:
    with pytest.raises(BadValue, match="precision"):
        equilibrium(Challenge(1, 1, 1, 1), precision)


def test_contest_by_hand() -> None:
    # 1 / (1 + 3) and 9 / (9 + 3)
    assert contest(np.array([0.0, 1.0, 9.0]), 3.0).tolist() == [0.0, 0.25, 0.75]


def test_belief_is_the_mean_of_a_beta() -> None:
    # Beta(0.4 x 5, 0.6 x 5) = Beta(2, 3); after one met and two left alone Beta(3, 5): 3/8
    assert float(belief(0.4, 5.0, np.array(1.0), np.array(2.0))) == pytest.approx(3 / 8)
    assert float(belief(0.4, 5.0, np.array(0.0), np.array(0.0))) == pytest.approx(0.4)


@given(st.floats(0.01, 0.99), st.floats(0.5, 50), st.integers(0, 99), st.integers(0, 99))
def test_backing_down_costs_credibility_and_fighting_earns_it(
    resolve: float, weight: float, met: int, left: int
) -> None:
    now = belief(resolve, weight, np.array(met), np.array(left))
    assert belief(resolve, weight, np.array(met), np.array(left + 1)) < now
    assert belief(resolve, weight, np.array(met + 1), np.array(left)) > now
    assert 0 < now < 1


def test_fear_by_hand() -> None:
    # 2 x 0.5 x (0.25 x 1 + 0.75 x 0.4) = 0.55
    found = fear(np.array(2.0), 0.25, np.array(1.0), np.array(0.5), np.array(0.4))
    assert float(found) == pytest.approx(0.55)


def test_still_tried_by_hand() -> None:
    # inclined with odds 3 to 1 (0.75); a fear of ln 3 makes them even (0.5): two in three remain
    found = still_tried(np.log(3.0), np.array([0.0, np.log(3.0)]))
    assert found == pytest.approx([1.0, 2 / 3])


def test_a_tripwire_deters_less_than_a_force_that_shifts_the_local_balance() -> None:
    """Reiter & Poast 2021: small forces abroad do not deter, unless their presence alone does."""
    opponents, reference = 20.0, 8.0
    strength = contest(np.array([0.3, 8.0, 40.0]), opponents) / contest(reference, opponents)
    believed, there = np.ones(3), np.ones(3)
    tried = still_tried(1.5, fear(np.full(3, 3.0), 0.0, there, believed, strength))
    tripwire, usual, large = tried.tolist()
    # 0.3 / 20.3 = 0.0148 against 8 / 28 = 0.2857: fear 3 x 0.0517 = 0.155, which leaves
    # L(1.345) / L(1.5) = 0.7933 / 0.8176 = 0.970 of the attacks
    assert tripwire == pytest.approx(0.970, abs=1e-3)
    # the usual force: L(-1.5) / L(1.5) = exp(-1.5)
    assert usual == pytest.approx(np.exp(-1.5))
    assert large < usual
    # where being there at all is what is feared (UNPREDEP), the small force does as much
    by_presence = fear(np.full(3, 3.0), 1.0, there, believed, strength)
    assert still_tried(1.5, by_presence) == pytest.approx(np.full(3, np.exp(-1.5)))
