"""Talks: when parties settle, how long it holds, and what a mediator changes.

**Bargaining.** Two sides split what they fight over. With complete information and offers in turn,
the first to offer keeps (Rubinstein 1982, for discount factors a, b)

    x = (1 − b) / (1 − a·b),

unless a side can do better outside: then it gets just its outside option (Binmore, Shaked & Sutton
1989). War is such an option: a side that wins with chance p at cost c takes p − c. A peace both
prefer exists while the costs are positive (Fearon 1995); it is missed where one side does not know
the other's cost. If that cost is uniform on [low, high], the best offer leaves war with chance
:func:`war_chance`. A mediator narrows the range, or adds to the cost of going on.

**In a campaign** a pause is a chain of two states. It comes at a rate r a month, stops the share φ
of the killing, and collapses at a rate c. r is fitted so that over the first two years the mission
does what the studies say:

    1 − φ·π(r) = exp(effect),   π(r) = p/k · (1 − (1 − k)(1 − (1 − k)^H)/(kH)),

π being the expected share of H = 24 months in a pause, from none; p = 1 − e^(−r) and q = 1 − e^(−c)
are the chances of a month that one comes or collapses, k = p + q, and that of a pause in month t is
p/k · (1 − (1 − k)^t) (Ross 2014, Introduction to Probability Models, two-state chain). Where the
studies' draw is harm, there is no pause and killing rises by it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from forestall.errors import BadValue
from forestall.parameters import parameter

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from forestall.missions.designs import PoliticalMission

    Floats = NDArray[np.float64]

HORIZON = 24
FASTEST = 10.0
MOST_PAUSED = 0.9
STAFF_COUNTS_TO = 2.0


@dataclass(frozen=True, slots=True)
class Talks:
    """How a team's design moves talks, as factors against the usual team's.

    ``rate`` on the rate of pauses, ``hold`` on the hazard that one collapses.
    """

    rate: float
    hold: float


@dataclass(frozen=True, slots=True)
class Bargain:
    """What two sides would settle on: ``first`` of 1 for the side that offers, and why."""

    first: float
    binding: str


def bargain(
    patience: float, other_patience: float, outside: float = 0.0, other_outside: float = 0.0
) -> Bargain:
    """The split of 1 when offers alternate; the first side offers.

    ``patience`` and ``other_patience`` are discount factors in [0, 1); ``outside`` what a side
    gets by leaving (0 to 1). An outside option matters only where it is better than what
    bargaining gives (Binmore, Shaked & Sutton 1989).

    Raises
    ------
    BadValue : values outside their ranges, or outside options that leave nothing to share.

    >>> bargain(0.5, 0.5).first  # (1 - 1/2) / (1 - 1/4)
    0.6666666666666666
    """
    for name, value, most in (
        ("patience", patience, 1.0),
        ("other_patience", other_patience, 1.0),
    ):
        if not 0 <= value < most:
            raise _bad(name, "0 or more, below 1", value)
    if min(outside, other_outside) < 0 or outside + other_outside > 1:
        raise _bad("outside options", "0 or more, together no more than 1", outside + other_outside)
    first = (1 - other_patience) / (1 - patience * other_patience)
    if 1 - first < other_outside:
        return Bargain(1 - other_outside, "the other side's outside option")
    if first < outside:
        return Bargain(outside, "its own outside option")
    return Bargain(first, "patience")


def reservation(winning: float, cost: float) -> float:
    """The least a side takes rather than fight: chance of winning less cost, of 1; never below 0.

    >>> reservation(0.75, 0.25)
    0.5
    """
    if not 0 <= winning <= 1 or cost < 0:
        raise _bad("winning chance and cost", "0 to 1, and 0 or more", (winning, cost))
    return max(winning - cost, 0.0)


def war_chance(own_cost: float, low: float, high: float) -> float:
    """Chance of war after the best take-it-or-leave-it offer (Fearon 1995, appendix).

    The side that offers fights at ``own_cost`` and knows the other's cost only as uniform on
    [``low``, ``high``]. It asks for s above what war would bring it: refused with chance
    (s − low)/(high − low), worth s + own_cost if accepted. Best s = (high − own_cost)/2, kept
    within the range, so

        P(war) = (high − own_cost − 2·low) / (2·(high − low)), between 0 and 1.

    >>> war_chance(0.0, 0.0, 0.4)
    0.5
    """
    if own_cost < 0 or not 0 <= low < high:
        raise _bad("costs", "0 or more, low below high", (own_cost, low, high))
    chance = (high - own_cost - 2 * low) / (2 * (high - low))
    return float(min(max(chance, 0.0), 1.0))


def talks(mission: PoliticalMission) -> Talks:
    """How a team's size and make-up move talks (parameters ``pm_*`` and ``women_hold``).

    More staff brings pauses sooner, to no more than twice the usual staff; more women makes them
    hold longer. Nobody has measured how much: both sizes are judgments.
    """
    rate = hold = 1.0
    if mission.staff is not None:
        usual = parameter("missions", "pm_usual_staff").value
        power = parameter("missions", "pm_staff_elasticity").value
        rate = min(mission.staff / usual, STAFF_COUNTS_TO) ** power
    if mission.women_share is not None:
        usual = parameter("missions", "pm_usual_women_share").value
        each = parameter("missions", "women_hold").value
        hold = each ** ((mission.women_share - usual) / 0.3)
    return Talks(rate, hold)


def paused_share(rate: Floats, collapse: Floats, months: float = HORIZON) -> Floats:
    """Expected share of the first ``months`` in a pause, from none: π(r) above.

    >>> float(paused_share(np.log([2.0]), np.log([2.0]))[0])
    0.5
    """
    comes, ends = -np.expm1(-rate), -np.expm1(-collapse)
    both = comes + ends
    lasting = 1 - both
    paused = comes / both * (1 - lasting * (1 - lasting**months) / (both * months))
    return np.asarray(paused, dtype=np.float64)


def pause_rate(effect: Floats, bound: Floats, collapse: Floats) -> Floats:
    """The monthly rate of pauses that gives the effect over two years; 0 where it is no help.

    ``effect`` is the log change of killing; at most 90% of the time is spent in pauses.
    """
    wanted = np.clip(-np.expm1(np.minimum(effect, 0.0)) / bound, 0.0, MOST_PAUSED)
    low, high = np.zeros_like(wanted), np.full_like(wanted, FASTEST)
    for _ in range(40):
        rate = (low + high) / 2
        short = paused_share(rate, collapse) < wanted
        low, high = np.where(short, rate, low), np.where(short, high, rate)
    return np.where(wanted > 0, (low + high) / 2, 0.0)


def step(
    pause: NDArray[np.bool_], *, rate: Floats, collapse: Floats, uniform: Floats
) -> NDArray[np.bool_]:
    """One month of the chain: a pause holds or collapses, or one is agreed."""
    holds = uniform >= -np.expm1(-collapse)
    comes = uniform < -np.expm1(-rate)
    return np.where(pause, holds, comes)


def _bad(name: str, expected: str, came: object) -> BadValue:
    return BadValue(
        f"No bargain with that {name}", expected=expected, came=str(came), remedy=f"change {name}"
    )
