"""From studies to an estimate: which camps there are, how heavy each is, and how large its effect.

A deliberately plain first synthesis. Each study of ``effects`` votes for the camp of its direction
with a weight for how its effect was identified; a camp's size comes from ``effects.toml``. The
mixture keeps every camp, so that an estimate can always come out as nothing or as harm.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from forestall import snapshot
from forestall.evidence.effects import Camp, Estimate, Study
from forestall.parameters import Parameter, parameter
from forestall.provenance import Origin, Provenance
from forestall.vocabulary import PerpetratorKind

if TYPE_CHECKING:
    from numpy.typing import NDArray

POLITICAL_MISSION = "political_mission"
PREVENTIVE_DEPLOYMENT = "preventive_deployment"
CAMPS = ("fewer deaths", "no effect", "more deaths")

# How much a design tells about cause and effect, in studies' worth: a judgment of the authors,
# shown beside every estimate. Votes are counted in their own row and never give a size.
IDENTIFICATION = {
    "instrumental variable": 1.0,
    "matching": 1.0,
    "regression": 0.5,
    "reanalysis": 0.5,
    "vote count": 0.5,
    "simulation": 0.25,
    "case study": 0.25,
}
_CAMP_OF = {"lower": 0, "none": 1, "higher": 2}
_RELATED_OUTCOMES = ("battle deaths", "escalation", "onset", "deterrence", "durability")
# Findings on something else than whether the tool as designed changes the number killed.
_SIDE_FINDINGS = (
    "hks2013_observers",
    "hks2013_police",
    "peitz2019_displacement",
    "duursma2018_obstruction",  # obstruction by the host, which the access parameters already hold
)


@cache
def studies() -> tuple[Study, ...]:
    """Every row of the ``effects`` table that speaks of killing, conflict or deterrence."""
    rows = snapshot.table("effects").filter(
        ~snapshot.table("effects")["effect_kind"].is_in(["months", "usd", "usd_million"])
    )
    return tuple(
        Study(
            id=r["id"],
            tool=r["tool"],
            perpetrator=r["perpetrator"] or "",
            outcome=r["outcome"],
            direction=r["direction"] or "",
            estimate=r["estimate"],
            unit=r["unit"],
            identification=r["identification"],
            source=r["source"],
            verified=r["verified"],
            note=r["note"] or "",
        )
        for r in rows.iter_rows(named=True)
    )


@cache
def estimate(tool: str, kind: PerpetratorKind) -> Estimate:
    """The effect of a tool on killing by one kind of perpetrator.

    Returns
    -------
    Estimate
        A mixture of three camps. Unit: change in civilian deaths on the log scale, per 1,000
        troops for deployments against the host government or non-state actors, and with a
        mission present for political missions and for deterrence of a neighbour.

    >>> round(sum(c.weight for c in estimate("political_mission", PerpetratorKind.NON_STATE).camps))
    1
    """
    relevant = [s for s in studies() if _bears_on(s, tool, kind)]
    votes = _votes(relevant, kind)
    sizes = _sizes(tool, kind)
    camps = tuple(
        Camp(
            name=name,
            weight=float(votes[i] / votes.sum()),
            size=sizes[i].spread(),
            studies=tuple(s.id for s in relevant if i in _camp_shares(s)),
        )
        for i, name in enumerate(CAMPS)
    )
    steps = tuple(p.provenance() for p in (*sizes, _floor(), _indirect()))
    return Estimate(
        tool=tool,
        perpetrator=kind.value,
        unit=sizes[0].unit,
        camps=camps,
        studies_for=tuple(s for s in relevant if s.direction == "lower"),
        studies_against=tuple(s for s in relevant if s.direction != "lower"),
        provenance=Provenance(
            origin=Origin.MODEL,
            what=f"Effect of a {tool.replace('_', ' ')} on killing by: {kind.value}",
            source="forestall.evidence.synthesis",
            formula="mixture of camps; a camp's weight is the sum of its studies' identification "
            "weights (halved where indirect) plus a floor; its size is a split normal",
            rows=tuple(_row(s, kind) for s in relevant),
            verified=False,
            inputs=steps,
        ),
    )


def draw(
    estimate_: Estimate, n: int, rng: np.random.Generator
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """``n`` draws of the effect and the index in :data:`CAMPS` of the camp each came from."""
    camp = rng.choice(3, size=n, p=[c.weight for c in estimate_.camps])
    z = rng.standard_normal(n)
    sizes = np.stack([split_normal(z, *c.size) for c in estimate_.camps])
    return sizes[camp, np.arange(n)], camp


def split_normal(z: NDArray[np.float64], p05: float, p50: float, p95: float) -> NDArray[np.float64]:
    """Standard normal draws bent so that their 5%, 50% and 95% points are the three given.

    Each half is a normal with its own scale: (p50 - p05)/1.645 below, (p95 - p50)/1.645 above.

    >>> split_normal(np.array([-1.6448536, 0.0, 1.6448536]), -1.0, 0.0, 3.0).round(4).tolist()
    [-1.0, 0.0, 3.0]
    """
    below, above = (p50 - p05) / 1.6448536, (p95 - p50) / 1.6448536
    return np.asarray(p50 + z * np.where(z < 0, below, above), dtype=np.float64)


def _bears_on(study: Study, tool: str, kind: PerpetratorKind) -> bool:
    if study.tool != tool or study.id in _SIDE_FINDINGS:
        return False
    if study.perpetrator == kind.value:
        return True
    if kind is PerpetratorKind.HOSTILE_NEIGHBOUR and tool == PREVENTIVE_DEPLOYMENT:
        return False
    return study.perpetrator in ("pooled", "state versus rebel")


def _camp_shares(study: Study) -> dict[int, float]:
    """Which camps a study stands for: its own, or both where it is a count of findings.

    In USHMM's counts *greater* means that the tool worked better under the factor; *lesser* and
    *mixed* findings are no sign that it harms, so they stand for no effect.
    """
    if study.identification == "vote count":
        greater, lesser, mixed = (float(v) for v in study.unit.split("=")[1].split("/"))
        helped = greater / (greater + lesser + mixed)
        return {0: helped, 1: 1 - helped}
    return {_CAMP_OF[study.direction]: 1.0}


def _weight(study: Study, kind: PerpetratorKind) -> float:
    weight = IDENTIFICATION.get(study.identification, 0.0)
    if study.perpetrator != kind.value:
        weight *= _indirect().value
    if any(word in study.outcome for word in _RELATED_OUTCOMES):
        weight *= _indirect().value
    return weight


def _votes(relevant: list[Study], kind: PerpetratorKind) -> NDArray[np.float64]:
    votes = np.full(3, _floor().value)
    for study in relevant:
        for camp, share in _camp_shares(study).items():
            votes[camp] += share * _weight(study, kind)
    return votes


def _sizes(tool: str, kind: PerpetratorKind) -> tuple[Parameter, Parameter, Parameter]:
    if tool == POLITICAL_MISSION:
        stem = "persuasion"
    elif kind is PerpetratorKind.HOSTILE_NEIGHBOUR:
        stem = "containment"
    else:
        stem = "deployment"
    helps, nothing, harms = (
        parameter("effects", f"{stem}_{end}") for end in ("helps", "no_effect", "harms")
    )
    return helps, nothing, harms


def _row(study: Study, kind: PerpetratorKind) -> str:
    size = "no size given" if study.estimate is None else f"{study.estimate:g} {study.unit}"
    return (
        f"effects: {study.id}: {study.direction}, {size}, {study.identification}, "
        f"weight {_weight(study, kind):g}, {study.verified}: {study.source}"
    )


def _floor() -> Parameter:
    return parameter("effects", "weight_floor")


def _indirect() -> Parameter:
    return parameter("effects", "weight_indirect")
