"""What the studies say, as distributions that keep both camps."""

from __future__ import annotations

from dataclasses import dataclass

from forestall.provenance import Provenance


@dataclass(frozen=True, slots=True)
class Study:
    """One finding of ``effects``: its direction, its size if stated, its identification."""

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


@dataclass(frozen=True, slots=True)
class Camp:
    """A reading of the studies (it helps, it does nothing, it harms) with its weight and size.

    Sizes are on the log scale of civilian deaths (p05, p50, p95): negative means fewer deaths.
    """

    name: str
    weight: float
    size: tuple[float, float, float]
    studies: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Estimate:
    """The effect of a tool on killing by one kind of perpetrator, as a mixture of camps."""

    tool: str
    perpetrator: str
    unit: str
    camps: tuple[Camp, ...]
    studies_for: tuple[Study, ...]
    studies_against: tuple[Study, ...]
    provenance: Provenance
