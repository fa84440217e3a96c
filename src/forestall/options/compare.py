"""Designs held side by side: what each does, when the order flips, and what to find out first.

All designs meet the same futures, with *nothing new* beside them. The order is by score, in which
a death added weighs more than one averted. A *flip* is the nearest probability of a disputed state
at which another design would go first: with the other states' chances kept in proportion,

    score_o(p) = p · score_o(state) + (1 − p) · score_o(other states),

is a line in p for each design, so two designs change places where their lines cross. The *robust*
choice is the one whose largest regret over all disputed states is least (Savage 1951).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from forestall.errors import BadValue
from forestall.missions import design_file
from forestall.missions.designs import Plan
from forestall.missions.typical import default_deployment
from forestall.options.appraisal import OptionId
from forestall.options.appraise import Held, hold, recommend
from forestall.options.face import option_as_dict
from forestall.options.information import Weighed, questions, score_of
from forestall.provenance import Provenance

if TYPE_CHECKING:
    from collections.abc import Mapping

    from forestall.missions.design_file import Design
    from forestall.options.appraisal import Option, Question
    from forestall.records.holdings import Holdings
    from forestall.situation.assessment import Assessment

MOST_DESIGNS = 12
NO_MORE = 1e-9


@dataclass(frozen=True, slots=True)
class Flip:
    """Where the order changes: ``to`` leads once ``state`` is as likely as ``at``, from ``now``."""

    thing: str
    state: str
    now: float
    at: float
    to: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """Designs side by side.

    ``options``: nothing new first, then the designs in the order given; ``best`` by score,
    ``robust`` by largest regret, ``recommended`` with the conditions of the tools held against
    them too; ``flips`` nearest first; ``information``: what each uncertain thing is worth knowing,
    in deaths averted.
    """

    assessment: Assessment
    options: tuple[Option, ...]
    best: str
    robust: str
    recommended: str
    flips: tuple[Flip, ...]
    information: tuple[Question, ...]
    baseline: Provenance
    seed: int
    draws: int


def compare(
    assessment: Assessment,
    records: Holdings,
    designs: Mapping[str, Design],
    *,
    draws: int = 4000,
    seed: int = 1,
) -> Comparison:
    """Hold designs side by side, by name, in the same futures.

    Raises
    ------
    BadValue : no designs, more than twelve, one called *none*, or one that cannot be (see
        :func:`forestall.missions.design_file.plan`).
    NoData : the data do not reach the month and the assessment sets no baseline.
    """
    _check(designs)
    country, as_of, kind = assessment.country, assessment.as_of, assessment.main_kind
    plans = {"none": Plan(None, None, "none")}
    plans |= {n: design_file.plan(d, country, as_of, kind, n) for n, d in designs.items()}
    forces = [p.deployment for p in plans.values() if p.deployment is not None]
    usual = forces[0] if forces else default_deployment(country, as_of, kind)
    held = hold(assessment, records, plans, usual, draws=draws, seed=seed)
    best = max(held.options, key=lambda o: o.score)
    return Comparison(
        assessment=assessment,
        options=held.options,
        best=best.name,
        robust=min(held.options, key=lambda o: (o.worst_regret, o.cost[12].mean)).name,
        recommended=recommend(held.options, assessment, held.expected[12]).name,
        flips=flips(held, best),
        information=questions(held.disputed, held.options, best),
        baseline=held.baseline,
        seed=seed,
        draws=draws,
    )


def flips(held: Held, best: Option) -> tuple[Flip, ...]:
    """The nearest flip of each state of each uncertain thing that has one, nearest first."""
    found = []
    for weighed in held.disputed:
        shares = weighed.dispute.shares()
        for state in weighed.averted:
            flip = _flip(weighed, state, shares[state], best.name)
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


def as_dict(comparison: Comparison) -> list[dict[str, Any]]:
    """The list ``forestall compare --json`` prints: one object for nothing new and each design."""
    shared = {
        "flips": [
            {"thing": f.thing, "if": f.state, "now": round(f.now, 6), "at": round(f.at, 6)}
            | {"to": f.to}
            for f in comparison.flips
        ],
        "information_value": {
            q.question: round(q.information_value, 4) for q in comparison.information
        },
    }
    return [
        option_as_dict(option)
        | {
            "name": option.name,
            "cost_per_death_averted": option.cost_per_death_averted,
            "best": option.name == comparison.best,
            "robust": option.name == comparison.robust,
            "recommended": option.name == comparison.recommended,
        }
        | shared
        for option in comparison.options
    ]


def _check(designs: Mapping[str, Design]) -> None:
    problems = (
        (not designs, "at least one design", "none"),
        (len(designs) > MOST_DESIGNS, f"at most {MOST_DESIGNS} designs", str(len(designs))),
        (OptionId.NONE.value in designs, "names other than 'none'", "none"),
    )
    for wrong, expected, came in problems:
        if wrong:
            raise BadValue(
                "These designs cannot be compared",
                expected=expected,
                came=came,
                remedy="give --design FILE once for each design",
            )
