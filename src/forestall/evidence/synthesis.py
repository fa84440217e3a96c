"""From studies to an estimate: the average effect of a tool, how much it varies, and for whom.

A random-effects synthesis for each tool, kind of perpetrator and outcome; its equations stand in
:mod:`forestall.evidence.random_effects`. What is set here is which studies enter and how far each
kind of study is trusted, in shares of the prior's spread S (``effects.toml``):

- S: the ``*_plausible`` effect, exceeded either way one time in ten, over 1.645. The prior is
  centred on zero, so help and harm begin level: mu ~ N(0, (0.8 S)²), tau half-normal with 0.6 S.
- A stated size without a standard error gets the largest error with which it is significant,
  abs(size)/1.96; a study with only a direction gets a typical error, spread wide.
- Bias, shared by studies of one kind: variances add over what applies (pooled over perpetrators,
  a related outcome, another tool, and the class of design).

What is drawn from is the effect of a *new* mission, theta ~ N(mu, tau²): it is wider than the mean,
and can come out harmful. The camps are a reading of it: fewer deaths below -delta, more above
+delta, none between, with delta the ``*_negligible`` effect.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from forestall.compute import stratified
from forestall.errors import BadValue, NoData
from forestall.evidence.effects import Camp, Contribution, Estimate, Spread, Study
from forestall.evidence.findings import (
    KILLING,
    OUTCOMES,
    POLITICAL_MISSION,
    PREVENTIVE_DEPLOYMENT,
    TOOLS,
    bearing_on,
    studies,
    unit_of,
)
from forestall.evidence.random_effects import (
    Finding,
    Posterior,
    Predictive,
    Prior,
    information,
    posterior,
)
from forestall.evidence.trust import BIASES, Scale, biases, finding, own, split_normal
from forestall.provenance import Origin, Provenance
from forestall.vocabulary import PerpetratorKind

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = [
    "CAMPS",
    "POLITICAL_MISSION",
    "PREVENTIVE_DEPLOYMENT",
    "biases",
    "draw",
    "estimate",
    "levels",
    "split_normal",
    "studies",
    "synthesise",
]

CAMPS = ("fewer deaths", "no effect", "more deaths")
_CAMP_OF = {"lower": 0, "none": 1, "mixed": 1, "displaced": 1, "higher": 2, "not lower": 1}
_QUANTILES = 1000


def levels() -> NDArray[np.float64]:
    """Where ``Estimate.quantiles`` stand: 0.0005, 0.0015 … 0.9995."""
    return (np.arange(_QUANTILES) + 0.5) / _QUANTILES


@cache
def estimate(tool: str, kind: PerpetratorKind, outcome: str = KILLING) -> Estimate:
    """The effect of a tool on one kind of perpetrator, from every study that bears on it.

    Returns
    -------
    Estimate
        Unit: change on the log scale, per 1,000 troops for deployments against the host government
        or non-state actors, with a mission present for political missions and with a force present
        for deterrence of a neighbour. Outcomes other than civilians killed are for print only.

    Raises
    ------
    BadValue : an unknown tool or outcome.
    NoData : no study of that outcome.

    >>> found = estimate("political_mission", PerpetratorKind.NON_STATE)
    >>> 0 < found.p_harm < 1
    True
    """
    for name, value, known in (("tool", tool, TOOLS), ("outcome", outcome, OUTCOMES)):
        if value not in known:
            raise BadValue(
                f"There is no such {name} in the synthesis",
                expected=" or ".join(known),
                came=repr(value),
                remedy=f"name one of these as the {name}",
            )
    return synthesise(tool, kind, outcome, bearing_on(tool, kind.value, outcome))


def synthesise(
    tool: str,
    kind: PerpetratorKind,
    outcome: str,
    relevant: Sequence[Study],
    *,
    biased: bool = True,
) -> Estimate:
    """An estimate from given studies; without the bias and publication terms if not ``biased``.

    With no study of killing it is the prior. Errors as in :func:`estimate`.
    """
    if not relevant and outcome != KILLING:
        raise NoData(
            f"No study of {tool.replace('_', ' ')} tells of {outcome}",
            expected="at least one study",
            came="none",
            remedy=f"ask for {KILLING}, which also draws on related outcomes",
        )
    unclear = [s for s in relevant if s.direction == "unclear"]
    relevant = [s for s in relevant if s.direction != "unclear"]
    scale = Scale.of(tool, kind)
    prior = scale.prior(biased)
    findings = [finding(s, kind, outcome, scale, biased) for s in relevant]
    found = posterior(findings, prior)
    new = found.predictive()
    contributions, prior_weight = _contributions(relevant, findings, found, prior, kind, outcome)
    contributions += tuple(
        Contribution(s, np.inf, False, np.inf, 0.0, "", s.perpetrator == kind.value)
        for s in unclear
    )
    return Estimate(
        tool=tool,
        perpetrator=kind.value,
        outcome=outcome,
        unit=unit_of(tool, kind.value),
        average=_spread(found.mean(), found.mu_quantiles(_POINTS)),
        between=_spread(found.mean_tau(), found.tau_quantiles(_POINTS)),
        predicted=_spread(found.mean(), new.quantiles(_POINTS)),
        p_harm=1 - new.below(0.0),
        negligible=scale.negligible.value,
        quantiles=tuple(new.quantiles(levels()).tolist()),
        prior_weight=prior_weight,
        camps=_camps(new, scale.negligible.value, relevant),
        contributions=contributions,
        studies_for=tuple(s for s in relevant if s.direction == "lower"),
        studies_against=tuple(s for s in relevant if s.direction != "lower"),
        provenance=_provenance(tool, kind, outcome, scale, contributions),
    )


def draw(
    estimate_: Estimate, n: int, rng: np.random.Generator
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """``n`` draws of the effect of a new mission, and the index in :data:`CAMPS` of each.

    Drawn by inversion between the quantiles, so never beyond the 0.05% and 99.95% points, and
    evenly (:func:`forestall.compute.stratified`), so that luck moves means less.
    """
    drawn = np.interp(stratified(rng, n), levels(), np.asarray(estimate_.quantiles))
    delta = estimate_.negligible
    camp = np.where(drawn < -delta, 0, np.where(drawn > delta, 2, 1))
    return np.asarray(drawn, dtype=np.float64), np.asarray(camp, dtype=np.int64)


_POINTS = np.array([0.05, 0.5, 0.95])


def _contributions(
    relevant: Sequence[Study],
    findings: Sequence[Finding],
    found: Posterior,
    prior: Prior,
    kind: PerpetratorKind,
    outcome: str,
) -> tuple[tuple[Contribution, ...], float]:
    """Each study's share of the precision of mu, and the prior's; they sum to one.

    A group's precision is 1/(1/I + v²), with I the sum of its members' expected information
    (:func:`~forestall.evidence.random_effects.information`), shared out among them by it.
    """
    mu, tau = found.mean(), found.mean_tau()
    each = [information(f, mu, tau, prior) for f in findings]
    groups: dict[str, float] = {}
    for f, known in zip(findings, each, strict=True):
        groups[f.group] = groups.get(f.group, 0.0) + known
    bias = {f.group: f.bias for f in findings}
    precision = {g: 1 / (1 / known + bias[g] ** 2) for g, known in groups.items()}
    of_prior = 1 / prior.mean_sd**2
    whole = of_prior + sum(precision.values())
    typical = sorted(prior.typical_errors)[len(prior.typical_errors) // 2]
    made = []
    for study, f, known in zip(relevant, findings, each, strict=True):
        error = f.error if f.error is not None else typical
        made.append(
            Contribution(
                study=study,
                error=error,
                error_stated=study.standard_error is not None,
                adjusted_error=float(np.hypot(error, f.bias)),
                weight=precision[f.group] * known / groups[f.group] / whole,
                camp=CAMPS[_CAMP_OF[study.direction]],
                direct=not {"bias_pooled", "bias_related"} & set(biases(study, kind, outcome)),
            )
        )
    return tuple(made), of_prior / whole


def _camps(new: Predictive, delta: float, relevant: Sequence[Study]) -> tuple[Camp, ...]:
    below, above = new.below(-delta), new.below(delta)
    edges = ((0.0, below), (below, above), (above, 1.0))
    return tuple(
        Camp(
            name=name,
            weight=high - low,
            size=_three(new.quantiles(low + (high - low) * _POINTS)),
            studies=tuple(s.id for s in relevant if _CAMP_OF[s.direction] == place),
        )
        for place, (name, (low, high)) in enumerate(zip(CAMPS, edges, strict=True))
    )


def _three(values: NDArray[np.float64]) -> tuple[float, float, float]:
    return (float(values[0]), float(values[1]), float(values[2]))


def _spread(mean: float, points: NDArray[np.float64]) -> Spread:
    return Spread(mean, *_three(points))


def _provenance(
    tool: str,
    kind: PerpetratorKind,
    outcome: str,
    scale: Scale,
    contributions: tuple[Contribution, ...],
) -> Provenance:
    judged = (scale.plausible, scale.negligible, scale.error)
    names = ("prior_share_average", "prior_share_between", "published_null", *BIASES)
    of = f"killing by: {kind.value}" if outcome == KILLING else f"{outcome}: {kind.value}"
    return Provenance(
        origin=Origin.MODEL,
        what=f"Effect of a {tool.replace('_', ' ')} on {of}",
        source="forestall.evidence.synthesis",
        formula="theta_new ~ N(mu, tau²); studies ~ N(mu + shared bias, s² + tau²), or the chance "
        "of their direction; selection of significant results; prior centred on zero",
        rows=tuple(_row(c) for c in sorted(contributions, key=lambda c: -c.weight)),
        verified=False,
        inputs=tuple(p.provenance() for p in (*judged, *(own(name) for name in names))),
    )


def _row(c: Contribution) -> str:
    study = c.study
    size = "direction only"
    if study.estimate is not None:
        how = "stated" if c.error_stated else "assumed"
        size = f"{study.estimate:.3g} {study.unit}, error {c.error:.2g} {how}"
    return (
        f"{study.evidence}: {study.id}: {study.direction}, {size}, {study.identification}, "
        f"adjusted error {c.adjusted_error:.2g}, weight {100 * c.weight:.2g}%, "
        f"{study.verified}: {study.source}"
    )
