"""What the coder makes: reports (one article's telling of one incident) and incidents."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Generic, TypeVar

from forestall.vocabulary import ViolenceKind

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Told(Generic[T]):
    """A value, the sentences of the article that tell it (by index), and how sure the coder is.

    ``score`` runs from 0 to 1. It orders fields for review; it is no calibrated probability.
    """

    value: T
    sentences: tuple[int, ...] = ()
    score: float = 0.5


@dataclass(frozen=True, slots=True)
class Count:
    """A number of people as told: ``best`` is None where harm is told without a number.

    ``high`` is None where the text sets no upper bound ("at least 30").
    """

    low: int
    best: int | None
    high: int | None


@dataclass(frozen=True, slots=True)
class Toll:
    """People killed or injured: all of them, and of these the civilians, women, children told."""

    total: Count
    civilians: int | None = None
    women: int | None = None
    children: int | None = None


class ActorKind(StrEnum):
    """Who somebody is, by what the text calls them."""

    POLICE = "police"
    ARMY = "army"
    GOVERNMENT = "government"
    ARMED_GROUP = "armed group"
    COMMUNAL = "communal group"
    PARTY = "party or its supporters"
    CROWD = "crowd"
    ACCUSED = "accused of sorcery"
    CIVILIANS = "civilians"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Actor:
    """One side. ``name`` is that of a group, never of a private person; empty where none is told.

    ``ucdp_id`` is UCDP's actor id where the name is known to be one of its actors.
    """

    name: str
    kind: ActorKind
    ucdp_id: int | None = None


@dataclass(frozen=True, slots=True)
class When:
    """First and last day, and how precise they are, by UCDP's date precision.

    1: the day; 2: two to six days; 3: the week; 4: the month; 5: more than a month, up to a year.
    """

    start: date
    end: date
    precision: int


@dataclass(frozen=True, slots=True)
class Place:
    """Where it was, by UCDP's place precision.

    1: the place itself; 2: near it, within 25 km; 3: the second-order unit (district); 4: the
    first-order unit (province); 5: part of a country, vague; 6: the country; 7: at sea or in the
    air. ``name`` is as the text has it. ``note`` says where an unknown village was placed, and in
    which unit. ``pcode`` is that of the finest unit known.
    """

    name: str
    iso3: str = ""
    province: str = ""
    district: str = ""
    pcode: str = ""
    latitude: float | None = None
    longitude: float | None = None
    precision: int = 6
    geonames_id: int | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Claim:
    """Something somebody says happened, kept apart from what the article itself tells."""

    speaker: str
    sentence: int
    killed: Count | None = None
    denies: bool = False


@dataclass(frozen=True, slots=True)
class Quote:
    """A sentence of an article: which, where it stands in the text, and its words."""

    index: int
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Report:
    """One article's telling of one incident; ``report_id`` is ``doc_id#n``."""

    report_id: str
    doc_id: str
    outlet: str
    published: date | None
    kind: Told[ViolenceKind | None]
    sub_kind: Told[str]
    when: Told[When] | None
    place: Told[Place] | None
    perpetrator: Told[Actor] | None
    target: Told[Actor] | None
    sides: tuple[Told[Actor], ...]
    killed: Told[Toll] | None
    injured: Told[Toll] | None
    displaced: Told[Count] | None
    weapons: tuple[Told[str], ...]
    causes: tuple[Told[str], ...]
    responses: tuple[Told[str], ...]
    claims: tuple[Claim, ...]
    quotes: tuple[Quote, ...]
    score: float = 0.5
    copies: tuple[str, ...] = field(default=())
    """``doc_id`` of reprints of the article, which count as outlets but not as reports."""
