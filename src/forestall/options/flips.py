"""When the order of the options flips: the nearest chance of a disputed state that does it.

With the other states' chances kept in proportion,

    score_o(p) = p · score_o(state) + (1 − p) · score_o(other states),

is a line in p for each option, so two options change places where their lines cross.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from forestall.options.information import Weighed, score_of

NO_MORE = 1e-9


@dataclass(frozen=True, slots=True)
class Flip:
    """Where the order changes: ``to`` leads once ``state`` is as likely as ``at``, from ``now``."""

    thing: str
    state: str
    now: float
    at: float
    to: str


def flips(disputed: tuple[Weighed, ...], best: str) -> tuple[Flip, ...]:
    """The nearest flip of each state of each uncertain thing that has one, nearest first."""
    found = []
    for weighed in disputed:
        shares = weighed.dispute.shares()
        for state in weighed.averted:
            flip = _flip(weighed, state, shares[state], best)
            if flip is not None:
                found.append(flip)
    return tuple(sorted(found, key=lambda f: abs(f.at - f.now)))


def _flip(weighed: Weighed, state: int, now: float, best: str) -> Flip | None:
    shares = weighed.dispute.shares()
    others = [s for s in weighed.averted if s != state]
    rest = sum(shares[s] for s in others)
    if not others or rest <= 0:
        return None
    here = {name: score_of(values) for name, values in weighed.averted[state].items()}
    elsewhere = {
        name: sum(shares[s] * score_of(weighed.averted[s][name]) for s in others) / rest
        for name in here
    }
    crossings = []
    for name in here:
        rise = (here[best] - elsewhere[best]) - (here[name] - elsewhere[name])
        if name == best or rise == 0:
            continue
        at = (elsewhere[name] - elsewhere[best]) / rise
        ahead_now = rise * now + elsewhere[best] - elsewhere[name]
        if NO_MORE < at < 1 - NO_MORE and ahead_now > 0:  # at an end they only draw level
            crossings.append((abs(at - now), at, name))
    if not crossings:
        return None
    _, at, name = min(crossings, key=lambda crossing: crossing[:2])
    dispute = weighed.dispute
    return Flip(dispute.name, dispute.states[state], float(now), float(at), name)


def as_dict(flip: Flip) -> dict[str, Any]:
    """Plain JSON types."""
    return {
        "thing": flip.thing,
        "if": flip.state,
        "now": round(flip.now, 6),
        "at": round(flip.at, 6),
        "to": flip.to,
    }
