"""What the studies say, as distributions that keep both camps."""

from __future__ import annotations

from dataclasses import dataclass

from forestall.provenance import Provenance


@dataclass(frozen=True, slots=True)
class Study:
    """One finding: its direction, its size if stated in the synthesis's unit, its design.

    ``direction`` is *lower*, *none*, *mixed*, *higher*, *displaced*, or *not lower* where a coder
    said only that the tool worked less well, or *unclear* where the study could not tell (printed,
    and given no weight). ``estimate`` and ``standard_error`` are on the log
    scale of ``unit``; None where no such number is known. ``evidence`` is the table it comes from.
    """

    id: str
    tool: str
    perpetrator: str
    outcome: str
    direction: str
    estimate: float | None
    unit: str
    identification: str
    source: str
    verified: str
    note: str
    standard_error: float | None = None
    evidence: str = "effects"


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one study brings to an estimate.

    ``error`` is the standard error used (assumed where none is stated, ``error_stated`` False);
    ``adjusted_error`` adds the bias its kind of study may share; ``weight`` is its share of the
    precision of the pooled mean; ``camp`` is the name of the reading it stands for, empty if the
    study is unclear.
    """

    study: Study
    error: float
    error_stated: bool
    adjusted_error: float
    weight: float
    camp: str
    direct: bool


@dataclass(frozen=True, slots=True)
class Spread:
    """Mean and 5%, 50% and 95% points of a quantity on the log scale."""

    mean: float
    p05: float
    p50: float
    p95: float


@dataclass(frozen=True, slots=True)
class Camp:
    """A reading of the studies (it helps, it does nothing, it harms) with its chance and size.

    ``weight`` is the probability that the effect of a new mission falls into it. Sizes are on the
    log scale of civilian deaths (p05, p50, p95, given the camp): negative means fewer deaths.
    """

    name: str
    weight: float
    size: tuple[float, float, float]
    studies: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Estimate:
    """The effect of a tool on killing by one kind of perpetrator.

    ``average`` is the mean effect over missions (mu), ``between`` the spread between missions
    (tau), ``predicted`` the effect of a new mission, whose quantiles at :func:`levels` are
    ``quantiles`` and whose chance of being harmful is ``p_harm``. Within ``negligible`` of zero an
    effect counts as none. ``prior_weight`` is the prior's share of the precision of ``average``.
    """

    tool: str
    perpetrator: str
    outcome: str
    unit: str
    average: Spread
    between: Spread
    predicted: Spread
    p_harm: float
    negligible: float
    quantiles: tuple[float, ...]
    prior_weight: float
    camps: tuple[Camp, ...]
    contributions: tuple[Contribution, ...]
    studies_for: tuple[Study, ...]
    studies_against: tuple[Study, ...]
    provenance: Provenance
