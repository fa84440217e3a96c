"""Fields of an incident as a person writes them, and back: what review, gold and samples share.

Dates are ``2016-07-12``, ``2016-07``, ``2016`` or ``2016-07-12..2016-07-14``; counts ``12``,
``10-14``, ``10/12/14`` (low, best, high), ``10+`` (at least) or ``unknown`` (dead, but how many is
not told); an actor is its kind, its name, or ``name (kind)``; several causes stand apart by commas.
``not told`` empties a field.
"""

from __future__ import annotations

import calendar
import re
from datetime import date
from typing import TYPE_CHECKING, Any

from forestall.coding.report import Actor, ActorKind, Count, When
from forestall.errors import BadValue
from forestall.vocabulary import ViolenceKind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from forestall.coding.incident import Incident

NOT_TOLD = "not told"
FIELDS = (
    "kind",
    "sub_kind",
    "date",
    "country",
    "province",
    "district",
    "place",
    "killed",
    "injured",
    "perpetrator",
    "target",
    "weapons",
    "causes",
    "responses",
)
"""Fields that a reviewer can set, by the names he writes."""
LISTS = ("weapons", "causes", "responses")
PLACES = {"country": "iso3", "province": "province", "district": "district", "place": "name"}
"""Fields of a place, and what a place calls them."""
SUB_KINDS = ("intergroup", "election", "sorcery-accusation", "police or army killing")
_SHAPES = {
    "date": "YYYY-MM-DD, YYYY-MM, YYYY or FIRST..LAST",
    "killed": "12, 10-14, 10/12/14, 10+ or unknown",
    "country": "a country's name or ISO code",
    "perpetrator": f"a name, NAME (KIND) or a kind: {', '.join(each.value for each in ActorKind)}",
}
_SHAPES |= {"injured": _SHAPES["killed"], "target": _SHAPES["perpetrator"]}
COUNTED = re.compile(
    r"(?P<low>\d{1,7})(?:\s*[-–]\s*(?P<high>\d{1,7})|\s*/\s*(?P<best>\d{1,7})\s*/\s*(?P<top>\d{1,7})"
    r"|(?P<more>\+))?"
)


def choices(field: str) -> tuple[str, ...]:
    """What may stand in a field, where that is a closed list; else its shapes in one string.

    >>> choices("kind")
    ('state-based', 'non-state', 'one-sided')
    """
    if field == "kind":
        return tuple(each.value for each in ViolenceKind)
    if field == "sub_kind":
        return SUB_KINDS
    if field in LISTS:
        return _topics(field)
    return (_SHAPES.get(field, "a name"),)


def _topics(field: str) -> tuple[str, ...]:
    """Names of the coder's own list of causes, weapons or responses."""
    import tomllib
    from importlib.resources import files

    try:
        text = (files("forestall.coding") / "topics.toml").read_text(encoding="utf-8")
    except FileNotFoundError:
        return ()
    return tuple(tomllib.loads(text)[field])


def known(field: str) -> str:
    """``field`` if it can be set.

    Raises
    ------
    BadValue : it cannot; with the fields that can.
    """
    if field in FIELDS:
        return field
    raise BadValue(
        "There is no such field to correct",
        expected=", ".join(FIELDS),
        came=field or "nothing",
        remedy="name one of these fields",
    )


def refused(field: str, came: str) -> BadValue:
    """The error for a value that ``field`` does not take."""
    return BadValue(
        f"That cannot stand in {field}",
        expected=f"{', '.join(choices(field)) or 'a word'}; or {NOT_TOLD}",
        came=came or "nothing",
        remedy="write it in one of these ways",
    )


def one_of(field: str, text: str) -> str:
    """``text`` as the closed list of ``field`` spells it.

    Raises
    ------
    BadValue : it is not on the list.

    >>> one_of("sub_kind", "Intergroup")
    'intergroup'
    """
    allowed = {each.casefold(): each for each in choices(field)}
    wanted = " ".join(text.split()).casefold()
    if not wanted or (allowed and wanted not in allowed):
        raise refused(field, text)
    return allowed.get(wanted, wanted)


def several(field: str, text: str) -> tuple[str, ...]:
    """A list with commas, each once, in its order.

    Raises
    ------
    BadValue : one of them is not on the closed list of ``field``.
    """
    return tuple(dict.fromkeys(one_of(field, each) for each in text.split(",")))


def count(field: str, text: str) -> Count:
    """A number of people; of a range without a best, the middle (rounded down) is the best.

    Raises
    ------
    BadValue : no such shape, or low, best and high out of order.

    >>> count("killed", "10-15"), count("killed", "unknown")
    (Count(low=10, best=12, high=15), Count(low=1, best=None, high=None))
    """
    if text.strip().lower() == "unknown":
        return Count(1, None, None)
    found = COUNTED.fullmatch(text.strip())
    if found is None:
        raise refused(field, text)
    low = int(found["low"])
    if found["more"]:
        return Count(low, low, None)
    if found["best"]:
        best, high = int(found["best"]), int(found["top"])
    else:
        high = int(found["high"] or low)
        best = (low + high) // 2
    if not low <= best <= high:
        raise refused(field, text)
    return Count(low, best, high)


def when(text: str) -> When:
    """A day, a month, a year or a span of up to a year, with UCDP's date precision.

    Raises
    ------
    BadValue : no such shape or day, a span that ends before it begins or is longer than a year.

    >>> when("2016-07").end, when("2016-07").precision, when("2016-07-01..2016-07-03").precision
    (datetime.date(2016, 7, 31), 4, 2)
    """
    first, dots, last = (each.strip() for each in text.partition(".."))
    try:
        start, end = _span(first)
        end = _span(last)[1] if dots else end
    except ValueError as error:
        raise refused("date", text) from error
    days = (end - start).days + 1
    if not 1 <= days <= 366:
        raise refused("date", text)
    limits = (1, 6, 7, 31, 366)
    return When(start, end, next(n for n, most in enumerate(limits, 1) if days <= most))


def _span(text: str) -> tuple[date, date]:
    if re.fullmatch(r"\d{4}", text):
        return date(int(text), 1, 1), date(int(text), 12, 31)
    if re.fullmatch(r"\d{4}-\d{2}", text):
        year, month = int(text[:4]), int(text[5:])
        first = date(year, month, 1)
        return first, date(year, month, calendar.monthrange(year, month)[1])
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        raise ValueError(text)
    return (day := date.fromisoformat(text)), day


def actor(field: str, text: str, before: Actor | None = None) -> Actor:
    """A side: its kind, its name, or both; a name alone keeps the kind it had ``before``.

    Raises
    ------
    BadValue : nothing is written, or a kind in brackets is none.

    >>> actor("target", "Yopo tribe (communal group)")
    Actor(name='Yopo tribe', kind=<ActorKind.COMMUNAL: 'communal group'>, ucdp_id=None)
    """
    wanted = " ".join(text.split())
    kinds = {each.value: each for each in ActorKind}
    if not wanted:
        raise refused(field, text)
    if wanted.lower() in kinds:
        return Actor("", kinds[wanted.lower()])
    bracketed = re.fullmatch(r"(?P<name>[^()]+) \((?P<kind>[^()]+)\)", wanted)
    if bracketed is None:
        return Actor(wanted, before.kind if before else ActorKind.UNKNOWN)
    if bracketed["kind"].lower() not in kinds:
        raise refused(field, text)
    return Actor(bracketed["name"], kinds[bracketed["kind"].lower()])


def written(incident: Incident, field: str) -> str:
    """A field of an incident as a person would write it; ``not told`` where it is empty."""
    return _written(incident, known(field)) or NOT_TOLD


def _written(incident: Incident, field: str) -> str:
    if field in LISTS:
        return ", ".join(each.value for each in getattr(incident, field))
    if field == "kind":
        return incident.kind.value.value if incident.kind.value else ""
    if field == "sub_kind":
        return incident.sub_kind.value
    if field == "date":
        return when_written(incident.when.value) if incident.when else ""
    if field in PLACES:
        return str(getattr(incident.place.value, PLACES[field])) if incident.place else ""
    found: Any = getattr(incident, field)
    if not found:
        return ""
    harm = field in ("killed", "injured")
    return count_written(found.value.total) if harm else actor_written(found.value)


def when_written(each: When) -> str:
    """Days in the shortest shape that :func:`when` reads back as the same days.

    >>> from datetime import date
    >>> when_written(When(date(2016, 7, 1), date(2016, 7, 31), 4))
    '2016-07'
    """
    for shape in (f"{each.start:%Y}", f"{each.start:%Y-%m}", each.start.isoformat()):
        if _span(shape) == (each.start, each.end):
            return shape
    return f"{each.start.isoformat()}..{each.end.isoformat()}"


def count_written(each: Count) -> str:
    """A count in the shape that :func:`count` reads.

    >>> count_written(Count(3, 3, 3)), count_written(Count(30, 30, None))
    ('3', '30+')
    """
    if each.best is None:
        return "unknown"
    if each.high is None:
        return f"{each.low}+"
    if each.low == each.best == each.high:
        return str(each.best)
    return f"{each.low}/{each.best}/{each.high}"


def actor_written(each: Actor) -> str:
    """An actor as ``name (kind)``, or its kind."""
    return f"{each.name} ({each.kind.value})" if each.name else each.kind.value


def scores(incident: Incident) -> dict[str, float]:
    """How sure the coder is of each field that is told: 0 to 1, the least of a list's."""
    names = {"date": "when", **dict.fromkeys(PLACES, "place")}
    sure: dict[str, float] = {}
    for field in FIELDS:
        if written(incident, field) == NOT_TOLD:
            continue
        if field in LISTS:
            sure[field] = min(each.score for each in getattr(incident, field))
        else:
            sure[field] = getattr(incident, names.get(field, field)).score
    return sure


def same(one: Iterable[str], other: Iterable[str]) -> bool:
    """Whether two lists of ids hold the same ids."""
    return set(one) == set(other)
