"""An incident: what all reports of it tell together, and how it was put together from them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Generic, TypeVar

from forestall.coding.report import Actor, Count, Place, Report, Toll, When
from forestall.vocabulary import ViolenceKind

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Evidence:
    """A sentence behind a field: the report and the index of the sentence in its article."""

    report_id: str
    sentence: int


@dataclass(frozen=True, slots=True)
class Found(Generic[T]):
    """A field of an incident, the sentences behind it, and how sure the coder is.

    ``score`` runs from 0 to 1 and orders fields for review; it is no calibrated probability.
    """

    value: T
    evidence: tuple[Evidence, ...] = ()
    score: float = 0.5


@dataclass(frozen=True, slots=True)
class TollTold:
    """One step in the history of a toll: who told which number of dead, and when."""

    published: date | None
    outlet: str
    report_id: str
    killed: Count


class By(StrEnum):
    """Who joined two reports, or kept them apart."""

    MODEL = "model"
    REVIEWER = "reviewer"


@dataclass(frozen=True, slots=True)
class Link:
    """Two reports, the probability that they tell of one incident, and what was decided."""

    one: str
    other: str
    probability: float
    joined: bool
    by: By = By.MODEL


class Status(StrEnum):
    """What a reviewer has said of an incident."""

    UNREVIEWED = "unreviewed"
    ACCEPTED = "accepted"
    CORRECTED = "corrected"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class Incident:
    """One incident, as all reports of it tell it; ``incident_id`` is its first report's id."""

    incident_id: str
    reports: tuple[Report, ...]
    kind: Found[ViolenceKind | None]
    sub_kind: Found[str]
    when: Found[When] | None
    place: Found[Place] | None
    perpetrator: Found[Actor] | None
    target: Found[Actor] | None
    sides: tuple[Found[Actor], ...]
    killed: Found[Toll] | None
    injured: Found[Toll] | None
    displaced: Found[Count] | None
    weapons: tuple[Found[str], ...]
    causes: tuple[Found[str], ...]
    responses: tuple[Found[str], ...]
    tolls: tuple[TollTold, ...]
    score: float = 0.5
    status: Status = Status.UNREVIEWED

    @property
    def doc_ids(self) -> tuple[str, ...]:
        """Articles that report it, reprints among them, each once, in order."""
        every = [each for report in self.reports for each in (report.doc_id, *report.copies)]
        return tuple(dict.fromkeys(every))

    @property
    def outlets(self) -> tuple[str, ...]:
        """Outlets of the reports that name one, each once, sorted."""
        return tuple(sorted({each.outlet for each in self.reports if each.outlet}))


@dataclass(frozen=True, slots=True)
class Joined:
    """Incidents, and every pair of reports that was weighed and not plainly apart."""

    incidents: tuple[Incident, ...]
    links: tuple[Link, ...]
