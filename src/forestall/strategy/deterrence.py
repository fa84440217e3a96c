"""The perpetrator's choice: to kill or to refrain, not knowing whether the force would fight.

**Complete information.** An attack is worth ``gain``; if the force fights (chance *p*) the attacker
loses ``loss`` more than it gains. It refrains where

    p ≥ p* = gain / (gain + loss),

the critical risk (Ellsberg 1959; Zagare & Kilgour 2000). A force deters if p, its *credibility*,
is resolve × reach × capability as the perpetrator sees them (USIP 2012, claim 11).

**Quantal response.** Neither side weighs exactly (McKelvey & Palfrey 1995, logit equilibrium):

    P(attack) = Λ(λ·(gain − p·(gain + loss))),   p = Λ(λ·(stake·P(attack) − price)),

Λ(z) = 1 / (1 + e^−z); ``stake`` and ``price`` are what fighting is worth to the force and costs
it. As λ grows the first line becomes the threshold above.

**Incomplete information.** The perpetrator holds a belief Beta(α, β) that a challenge is met and
changes it by what it sees: a challenge met adds to α, one left alone to β. A force that backs down
loses credibility; one that fights earns it.

In a campaign the first line is written ``Λ(inclination − fear)`` with fear growing in belief,
presence and reach × capability (:func:`fear`), and its size is fitted to the studies
(:mod:`.calibration`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from forestall.errors import BadValue

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Challenge:
    """One possible attack as both sides value it; units are those of ``gain``.

    ``gain`` and ``loss``: the attacker's if left alone and if fought (both 0 or more);
    ``stake`` and ``price``: what fighting brings and costs the force; ``reach``: the chance
    that the force comes in time; ``capability``: the chance that it then prevails.
    """

    gain: float
    loss: float
    stake: float
    price: float
    reach: float = 1.0
    capability: float = 1.0

    def __post_init__(self) -> None:
        for name in ("gain", "loss", "stake", "price", "reach", "capability"):
            value = getattr(self, name)
            most = 1.0 if name in ("reach", "capability") else np.inf
            if not 0 <= value <= most:
                raise BadValue(
                    f"A challenge cannot have that {name}",
                    expected="0 or more" if most > 1 else "a share from 0 to 1",
                    came=str(value),
                    remedy=f"change {name}",
                )


@dataclass(frozen=True, slots=True)
class Equilibrium:
    """Chances that the perpetrator attacks, and that the force fights if it does."""

    attack: float
    fight: float


def critical_risk(gain: float, loss: float) -> float:
    """The chance of being fought above which an attack is not worth it.

    >>> critical_risk(1.0, 3.0)
    0.25
    """
    if gain < 0 or loss < 0 or gain + loss == 0:
        raise BadValue(
            "No critical risk exists",
            expected="a gain and a loss of 0 or more, one of them positive",
            came=f"gain {gain:g}, loss {loss:g}",
            remedy="give both in the same unit",
        )
    return gain / (gain + loss)


def equilibrium(challenge: Challenge, precision: float) -> Equilibrium:
    """The logit equilibrium of a challenge (McKelvey & Palfrey 1995), by bisection.

    P(attack) falls in the chance of being fought, and that rises in P(attack), so there is
    exactly one. ``precision`` is λ, 0 (both toss a coin) or larger.

    >>> equilibrium(Challenge(1, 1, 1, 1), 0.0)
    Equilibrium(attack=0.5, fight=0.5)
    """
    if not 0 <= precision < np.inf:
        raise BadValue(
            "No equilibrium with that precision",
            expected="a number of 0 or more",
            came=str(precision),
            remedy="0 means both sides toss a coin",
        )
    low, high = 0.0, 1.0
    for _ in range(200):
        attack = (low + high) / 2
        if _answer(challenge, precision, _fight(challenge, precision, attack)) > attack:
            low = attack
        else:
            high = attack
    attack = (low + high) / 2
    return Equilibrium(attack, _fight(challenge, precision, attack))


def chance(log_odds: Floats | float) -> Floats:
    """Λ(z), without overflow."""
    return np.asarray(0.5 * (1 + np.tanh(0.5 * np.asarray(log_odds))), dtype=np.float64)


def contest(force: Floats | float, opponents: float) -> Floats:
    """The chance that a force prevails: force / (force + opponents), Tullock's contest (1980).

    >>> contest(np.array([0.0, 3.0]), 3.0).tolist()
    [0.0, 0.5]
    """
    strength = np.asarray(force, dtype=np.float64)
    return strength / (strength + opponents)


def belief(resolve: float, weight: float, met: Floats, left_alone: Floats) -> Floats:
    """Mean of the perpetrator's Beta belief that the next challenge is met.

    The first belief is worth ``weight`` challenges of which the share ``resolve`` was met.

    >>> float(belief(0.5, 2.0, np.array(0.0), np.array(2.0)))  # (1 + 0) / (2 + 2)
    0.25
    """
    return np.asarray((resolve * weight + met) / (weight + met + left_alone), dtype=np.float64)


def fear(
    size: Floats, presence_share: Floats | float, there: Floats, believed: Floats, strength: Floats
) -> Floats:
    """What the perpetrator fears, in log odds of going ahead.

    ``size`` × ``believed`` × (presence_share · ``there`` + (1 − presence_share) · ``strength``):
    ``there`` is whether and how far the force is in the country, ``strength`` its reach ×
    capability at the place, ``believed`` the belief that it fights; the last two as ratios to
    the reference mission the size was fitted at.
    """
    return size * believed * (presence_share * there + (1 - presence_share) * strength)


def still_tried(inclination: float, feared: Floats) -> Floats:
    """Share of killings planned that are still tried: Λ(inclination − fear) / Λ(inclination).

    1 without fear.

    >>> still_tried(0.0, np.array([0.0, np.log(3.0)])).tolist()
    [1.0, 0.5]
    """
    return chance(inclination - feared) / chance(inclination)


def _answer(challenge: Challenge, precision: float, fight: float) -> float:
    met = fight * challenge.reach * challenge.capability
    return float(chance(precision * (challenge.gain - met * (challenge.gain + challenge.loss))))


def _fight(challenge: Challenge, precision: float, attack: float) -> float:
    return float(chance(precision * (challenge.stake * attack - challenge.price)))
