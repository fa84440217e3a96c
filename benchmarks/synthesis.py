"""What the studies add up to, and what that hangs on.

For each tool and kind of perpetrator: the average effect, the effect of a new mission, the chance
of harm and the prior's weight; then without any study, without bias and selection, by source, with
judgments halved and doubled, and leaving out each study in turn. For deployments against a
neighbour also with the studies of wars inside, which the estimate leaves out. Last, how many of
the published strengths of factors the vote rule meets. Deaths averted by a new mission are told as
1 - E[exp(theta)], per 1,000 troops or with a mission present: a wide effect around zero adds
deaths on average.

python benchmarks/synthesis.py
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import numpy as np

from forestall import snapshot
from forestall.evidence import trust
from forestall.evidence.effects import Contribution, Estimate
from forestall.evidence.factors import counted, strength_of
from forestall.evidence.findings import CONFLICT, KILLING, OUTCOMES, TOOLS, bearing_on
from forestall.evidence.sensitivity import leave_one_out, variations
from forestall.evidence.synthesis import PREVENTIVE_DEPLOYMENT, estimate, synthesise
from forestall.parameters import Parameter, parameter
from forestall.vocabulary import PerpetratorKind

JUDGED = {
    "prior": ("_plausible",),
    "typical errors": ("_error",),
    "biases": ("bias_",),
    "printing of nulls": ("published_null",),
}


def told(made: Estimate) -> dict[str, float | int]:
    """The figures of one estimate."""
    return {
        "mu": made.average.mean,
        "mu05": made.average.p05,
        "mu95": made.average.p95,
        "tau": made.between.mean,
        "new05": made.predicted.p05,
        "new50": made.predicted.p50,
        "new95": made.predicted.p95,
        "p_harm": made.p_harm,
        "averted_share": float(-np.expm1(np.array(made.quantiles)).mean()),
        "prior_weight": made.prior_weight,
        "for": len(made.studies_for),
        "against": len(made.studies_against),
    }


def line(what: str, row: dict[str, float | int]) -> str:
    """One row of the table."""
    return (
        f"  {what[:58]:<58} {row['mu']:+.3f} [{row['mu05']:+.3f} {row['mu95']:+.3f}]  "
        f"new [{row['new05']:+.3f} {row['new50']:+.3f} {row['new95']:+.3f}]  "
        f"harm {row['p_harm']:.2f}  averts {row['averted_share']:+.3f}  "
        f"prior {row['prior_weight']:.2f}  {row['for']:>2}/{row['against']}"
    )


@contextmanager
def times(marks: tuple[str, ...], factor: float) -> Iterator[None]:
    """Judgments whose names hold a mark, multiplied; a share stays at or below one."""
    kept = trust.own

    def scaled(name: str) -> Parameter:
        found = parameter("effects", name)
        if not any(mark in name for mark in marks):
            return found
        most = 1.0 if name == "published_null" else np.inf
        low, high = (None if e is None else e * factor for e in (found.low90, found.high90))
        return replace(found, value=min(found.value * factor, most), low90=low, high90=high)

    trust.own = scaled
    try:
        yield
    finally:
        trust.own = kept


def judged(tool: str, kind: PerpetratorKind) -> dict[str, Estimate]:
    """The estimate with each kind of judgment halved and doubled."""
    relevant = bearing_on(tool, kind.value, KILLING)
    found = {}
    for what, marks in JUDGED.items():
        for factor in (0.5, 2.0):
            with times(marks, factor):
                found[f"{what} x {factor:g}"] = synthesise(tool, kind, KILLING, relevant)
    return found


def with_wars_inside(tool: str, kind: PerpetratorKind) -> dict[str, Estimate]:
    """Containment with the studies of wars inside, whose effect may be another one."""
    if (tool, kind) != (PREVENTIVE_DEPLOYMENT, PerpetratorKind.HOSTILE_NEIGHBOUR):
        return {}
    own = bearing_on(tool, kind.value, KILLING)
    inside = [s for s in bearing_on(tool, "any", KILLING) if s not in own]
    return {"with the studies of wars inside": synthesise(tool, kind, KILLING, [*own, *inside])}


def of(tool: str, kind: PerpetratorKind) -> dict[str, object]:
    """Print and return everything on one tool and kind."""
    made = estimate(tool, kind)
    print(f"\n{tool}, {kind.value}: {made.unit}")
    print(line("as it stands", told(made)))
    other = {v.what: v.estimate for v in variations(tool, kind)}
    other |= judged(tool, kind) | with_wars_inside(tool, kind)
    for what, varied in other.items():
        print(line(what, told(varied)))
    left_out = leave_one_out(tool, kind)
    for variation in left_out[:5]:
        print(line(variation.what, told(variation.estimate)))
    print("  weights: " + "; ".join(f"{c.study.id} {c.weight:.3f}" for c in heaviest(made)))
    return {
        "estimate": told(made),
        "variations": {what: told(varied) for what, varied in other.items()},
        "leave_one_out": {v.what: round(v.shift, 5) for v in left_out},
        "weights": {c.study.id: round(c.weight, 4) for c in made.contributions},
    }


def heaviest(made: Estimate) -> list[Contribution]:
    """The five studies that weigh most."""
    return sorted(made.contributions, key=lambda c: -c.weight)[:5]


def agreement() -> tuple[int, int]:
    """How many published strengths the vote rule meets, of how many."""
    rows = snapshot.table("study_findings").filter(
        ~snapshot.table("study_findings")["practitioner_only"]
    )
    met = [strength_of(counted(r)) == r["strength"] for r in rows.iter_rows(named=True)]
    return sum(met), len(met)


def main() -> int:
    """Print tables and JSON; 1 if a published strength of a factor is not met."""
    results: dict[str, object] = {
        f"{tool}, {kind.value}": of(tool, kind) for tool in TOOLS for kind in PerpetratorKind
    }
    print(f"\nother outcomes, for print: {', '.join(OUTCOMES[1:])}")
    for tool in TOOLS:
        for outcome in OUTCOMES[1:]:
            if outcome == CONFLICT or tool == PREVENTIVE_DEPLOYMENT:
                made = estimate(tool, PerpetratorKind.NON_STATE, outcome)
                print(line(f"{tool}, {outcome}", told(made)))
    met, of_all = agreement()
    print(f"\nstrengths of factors met: {met} of {of_all}")
    print(json.dumps(results | {"factors_met": met, "factors": of_all}))
    return int(met < of_all)


if __name__ == "__main__":
    sys.exit(main())
