"""Designs held side by side: what each does, when the order flips, and what to find out first.

All designs meet the same futures, with *nothing new* beside them. The order is by score, in which
a death added weighs more than one averted. A *flip* is the nearest probability of a disputed state
at which another design would go first (:mod:`.flips`). The *robust*
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
from forestall.options.appraise import hold, recommend
from forestall.options.face import option_as_dict
from forestall.options.flips import Flip, flips
from forestall.options.flips import as_dict as flip_as_dict
from forestall.options.information import questions
from forestall.provenance import Provenance

if TYPE_CHECKING:
    from collections.abc import Mapping

    from forestall.missions.design_file import Design
    from forestall.options.appraisal import Option, Question
    from forestall.records.holdings import Holdings
    from forestall.situation.assessment import Assessment

MOST_DESIGNS = 12


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
        flips=flips(held.disputed, best.name),
        information=questions(held.disputed, held.options, best),
        baseline=held.baseline,
        seed=seed,
        draws=draws,
    )


def as_dict(comparison: Comparison) -> list[dict[str, Any]]:
    """The list ``forestall compare --json`` prints: one object for nothing new and each design."""
    shared = {
        "flips": [flip_as_dict(flip) for flip in comparison.flips],
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
