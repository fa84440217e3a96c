"""What of a report is compared with other reports: names in plain spelling, days, kinds, toll."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from forestall.coding.name_forms import bare, group_name, same_name
from forestall.coding.report import ActorKind

if TYPE_CHECKING:
    from forestall.coding.report import Actor, Place, Report

VAGUE = frozenset({ActorKind.UNKNOWN, ActorKind.CIVILIANS, ActorKind.ACCUSED})
"""Kinds that most reports could name, so that they tell no incident from another."""
LATE = 14
"""Days before publication in which an event of unknown day is looked for."""
WEEK = 3
"""Date precision of a week: a report that tells no day of late news."""
UNSURE = 0.55
"""A kind less sure than this is compared as unknown: nobody was named who did it."""
VILLAGE = 3
"""Place precision up to which a name may be that of a village."""


@dataclass(frozen=True, slots=True)
class Days:
    """First and last day (ordinals) an event may have been on; ``exact``: one told day.

    ``told``: the text tells them. Where it tells none, ``looks_back`` says that the report is of an
    event that lies some time back, and ``published`` is all there is to go by.
    """

    first: int
    last: int
    precision: int
    told: bool = True
    looks_back: bool = False
    published: int | None = None

    @property
    def firm(self) -> bool:
        """Whether the text tells the day, or a few days."""
        return self.told and self.precision <= 2

    @property
    def exact(self) -> bool:
        return self.first == self.last


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in plain spelling: the village (if one is named), its units, its point."""

    iso3: str
    village: str
    district: str
    province: str
    latitude: float | None
    longitude: float | None
    fine: bool


@dataclass(frozen=True, slots=True)
class Sketch:
    """A report, ready to be compared."""

    days: Days | None
    published: int | None
    spot: Spot
    names: tuple[str, ...]
    actors: frozenset[int]
    roles: frozenset[ActorKind]
    kind: str
    sub_kind: str
    killed: int | None
    text: str


def sketch(report: Report) -> Sketch:
    """What of a report is compared."""
    told = [each.value for each in (report.perpetrator, report.target, *report.sides) if each]
    kind = report.kind.value.value if report.kind.value and report.kind.score >= UNSURE else ""
    names = dict.fromkeys(group_name(each.name) for each in told)
    return Sketch(
        days=_days(report),
        published=report.published.toordinal() if report.published else None,
        spot=_spot(report.place.value if report.place else None),
        names=tuple(sorted(each for each in names if each)),
        actors=frozenset(each.ucdp_id for each in told if each.ucdp_id is not None),
        roles=_roles(told),
        kind=kind,
        sub_kind=report.sub_kind.value,
        killed=report.killed.value.total.best if report.killed else None,
        text=" ".join(each.text for each in report.quotes),
    )


def vague(report: Report) -> bool:
    """Whether a report does not tell the day of its event, or a few days."""
    days = _days(report)
    return days is None or not days.firm


def _roles(told: list[Actor]) -> frozenset[ActorKind]:
    return frozenset(each.kind for each in told if each.kind not in VAGUE)


def _days(report: Report) -> Days | None:
    published = report.published.toordinal() if report.published else None
    if report.when is not None:
        when = report.when.value
        first, last = when.start.toordinal(), when.end.toordinal()
        if report.when.sentences or published is None:
            return Days(first, last, when.precision)
        back = when.precision > WEEK
        return Days(first, last, when.precision, told=False, looks_back=back, published=published)
    if published is not None:
        return Days(published - LATE, published, 5, told=False, published=published)
    return None


def _spot(place: Place | None) -> Spot:
    if place is None:
        return Spot("", "", "", "", None, None, False)
    district, province, name = bare(place.district), bare(place.province), bare(place.name)
    seat = any(same_name(name, unit) for unit in (district, province) if unit)
    village = name if (place.precision <= VILLAGE or place.note) and not seat else ""
    known = place.precision <= 2
    return Spot(
        place.iso3,
        village,
        district,
        province,
        place.latitude if known else None,
        place.longitude if known else None,
        known,
    )
