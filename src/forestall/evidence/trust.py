"""How far each kind of study is trusted: the prior's scale, errors nobody stated, and biases."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist
from typing import TYPE_CHECKING

import numpy as np

from forestall.evidence.effects import Study
from forestall.evidence.findings import (
    POLITICAL_MISSION,
    PREVENTIVE_DEPLOYMENT,
    design_class,
    outcome_class,
    unit_of,
)
from forestall.evidence.random_effects import SIGNIFICANT, Finding, Prior
from forestall.parameters import Parameter, parameter
from forestall.vocabulary import PerpetratorKind

if TYPE_CHECKING:
    from numpy.typing import NDArray

BIASES = (
    "bias_pooled",
    "bias_other_killer",
    "bias_related",
    "bias_other_tool",
    "bias_identified",
    "bias_regression",
    "bias_unidentified",
)
_TYPICAL = 7


@dataclass(frozen=True, slots=True)
class Scale:
    """The judged spreads of one tool on one kind of perpetrator."""

    plausible: Parameter
    negligible: Parameter
    error: Parameter

    @classmethod
    def of(cls, tool: str, kind: PerpetratorKind) -> Scale:
        """The spreads in ``effects.toml`` for persuasion, containment or deployment."""
        if tool == POLITICAL_MISSION:
            stem = "persuasion"
        elif kind is PerpetratorKind.HOSTILE_NEIGHBOUR:
            stem = "containment"
        else:
            stem = "deployment"
        return cls(*(own(f"{stem}_{end}") for end in ("plausible", "negligible", "error")))

    @property
    def whole(self) -> float:
        """S: the standard deviation of the effect of a new mission before any study."""
        return self.plausible.value / 1.6448536

    def prior(self, biased: bool) -> Prior:
        """The prior of mu and tau; without selection of significant results if not ``biased``."""
        z = np.array([NormalDist().inv_cdf((i + 0.5) / _TYPICAL) for i in range(_TYPICAL)])
        errors = np.exp(split_normal(z, *(float(np.log(e)) for e in self.error.spread())))
        return Prior(
            mean_sd=own("prior_share_average").value * self.whole,
            tau_scale=own("prior_share_between").value * self.whole,
            typical_errors=tuple(errors.tolist()),
            published_null=own("published_null").value if biased else 1.0,
        )


def own(name: str) -> Parameter:
    """A parameter of ``effects.toml``."""
    return parameter("effects", name)


def biases(study: Study, kind: PerpetratorKind, outcome: str) -> tuple[str, ...]:
    """The names of the biases that a study shares with others of its kind.

    What the museum codes of a kind of killer is whether the tool works better *against it than
    otherwise*, so it is as indirect as a finding pooled over killers. Studies pooled over killers
    are of wars inside, most of whose victims rebels killed: about neighbours they say less
    (``bias_other_killer``).
    """
    found = [f"bias_{design_class(study)}"]
    coded_factor = study.evidence == "tool_findings" and study.perpetrator == kind.value
    if study.perpetrator != kind.value or coded_factor:
        found.append("bias_pooled")
    armed = study.tool == PREVENTIVE_DEPLOYMENT and kind is PerpetratorKind.HOSTILE_NEIGHBOUR
    if armed and study.perpetrator in ("pooled", "state versus rebel"):
        found.append("bias_other_killer")
    if outcome_class(study) != outcome:
        found.append("bias_related")
    if study.tool == POLITICAL_MISSION:
        found.append("bias_other_tool")
    return tuple(found)


def finding(
    study: Study, kind: PerpetratorKind, outcome: str, scale: Scale, biased: bool
) -> Finding:
    """The study as the likelihood sees it: its size or direction, its group and their bias."""
    names = biases(study, kind, outcome)
    shares = np.array([own(name).value for name in names])
    bias = scale.whole * float(np.sqrt((shares**2).sum())) if biased else 0.0
    error = study.standard_error
    # a size in another unit than the estimate's is only a direction
    size = study.estimate if study.unit == unit_of(study.tool, kind.value) else None
    if size is not None and error is None:
        error = abs(size) / SIGNIFICANT
    known = study.direction in ("lower", "higher", "not lower")
    return Finding(
        direction=study.direction if known else "none",
        size=size,
        error=error if size is not None else None,
        group=" ".join(names),
        bias=bias,
    )


def split_normal(z: NDArray[np.float64], p05: float, p50: float, p95: float) -> NDArray[np.float64]:
    """Standard normal draws bent so that their 5%, 50% and 95% points are the three given.

    Each half is a normal with its own scale: (p50 - p05)/1.645 below, (p95 - p50)/1.645 above.

    >>> split_normal(np.array([-1.6448536, 0.0, 1.6448536]), -1.0, 0.0, 3.0).round(4).tolist()
    [-1.0, 0.0, 3.0]
    """
    below, above = (p50 - p05) / 1.6448536, (p95 - p50) / 1.6448536
    return np.asarray(p50 + z * np.where(z < 0, below, above), dtype=np.float64)
