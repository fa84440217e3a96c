"""What an estimate hangs on: each study left out, each source left out, the bias terms off."""

from __future__ import annotations

from dataclasses import dataclass

from forestall.evidence.effects import Estimate
from forestall.evidence.findings import KILLING, bearing_on
from forestall.evidence.synthesis import estimate, synthesise
from forestall.vocabulary import PerpetratorKind


@dataclass(frozen=True, slots=True)
class Variation:
    """An estimate made another way: what is different, and the estimate.

    ``shift`` is how far the mean effect moves from the estimate as it stands (log scale).
    """

    what: str
    estimate: Estimate
    shift: float


def leave_one_out(
    tool: str, kind: PerpetratorKind, outcome: str = KILLING
) -> tuple[Variation, ...]:
    """The estimate without each study in turn, the one that moves it most first.

    Errors as in :func:`forestall.evidence.synthesis.estimate`.
    """
    relevant = bearing_on(tool, kind.value, outcome)
    found = [
        _against(
            f"without {left_out.source} ({left_out.id})",
            synthesise(tool, kind, outcome, [s for s in relevant if s is not left_out]),
        )
        for left_out in relevant
        if len(relevant) > 1 or outcome == KILLING
    ]
    return tuple(sorted(found, key=lambda v: -abs(v.shift)))


def variations(tool: str, kind: PerpetratorKind) -> tuple[Variation, ...]:
    """The estimate of civilians killed without any study, without bias, and by source."""
    relevant = bearing_on(tool, kind.value, KILLING)
    direct = {c.study.id for c in estimate(tool, kind).contributions if c.direct or c.error_stated}
    chosen = {
        "no study at all: the prior": (),
        "bias and selection off": relevant,
        "only studies of this killer and of killing": [s for s in relevant if s.id in direct],
        "only the project's own list": [s for s in relevant if s.evidence == "effects"],
        "only directions": [s for s in relevant if s.estimate is None],
        "only sizes": [s for s in relevant if s.estimate is not None],
    }
    if any(s.evidence == "own_studies" for s in relevant):
        chosen["without our own studies"] = [s for s in relevant if s.evidence != "own_studies"]
    return tuple(
        _against(what, synthesise(tool, kind, KILLING, kept, biased="bias" not in what))
        for what, kept in chosen.items()
    )


def _against(what: str, made: Estimate) -> Variation:
    before = estimate(made.tool, PerpetratorKind(made.perpetrator), made.outcome)
    return Variation(what, made, made.average.mean - before.average.mean)
