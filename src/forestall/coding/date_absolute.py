"""Rules of dates told by day, month or year. Each turns a match into first and last day."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from forestall.coding.date_words import (
    CLEAR,
    COUNTED,
    FEASTS,
    FOUR,
    MONTHS,
    PART,
    SPAN,
    WEEKDAY,
    capital,
    day,
    day_number,
    either,
    month,
    year,
)

if TYPE_CHECKING:
    from collections.abc import Callable

Interval = tuple[date, date]
"""First and last day."""

ANNOUNCED: Final = 31
"""Days after publication within which a day without a year is one announced, not last year's."""
ZONES: Final = 1
"""Days a date may lie after publication: papers in other time zones."""


@dataclass(frozen=True, slots=True)
class Told:
    """What a rule may lean on: the day of publication, and the days told last before."""

    published: date | None
    previous: Interval | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """A pattern and what its match means; None where it tells no day of an event."""

    pattern: re.Pattern[str]
    resolve: Callable[[re.Match[str], Told], Interval | None]


def rule(pattern: str, resolve: Callable[[re.Match[str], Told], Interval | None]) -> Rule:
    """A rule that does not look at capitals; whole words only at its start."""
    return Rule(re.compile(pattern, re.IGNORECASE), resolve)


def days_of_month(year_: int, month_: int) -> Interval:
    """First and last day of a month."""
    return date(year_, month_, 1), date(year_, month_, calendar.monthrange(year_, month_)[1])


def days_of_year(year_: int) -> Interval:
    """First and last day of a year."""
    return date(year_, 1, 1), date(year_, 12, 31)


def thirds(whole: Interval, part: str | None) -> Interval:
    """Early, middle or late part of a month or year; the whole where no part is told."""
    first, last = whole
    if not part:
        return whole
    if last - first > timedelta(days=40):
        months = {"e": (1, 4), "m": (5, 8)}.get(part[0].lower(), (9, 12))
        return date(first.year, months[0], 1), days_of_month(first.year, months[1])[1]
    cuts = {"e": (1, 10), "m": (11, 20)}.get(part[0].lower(), (21, last.day))
    return first.replace(day=cuts[0]), first.replace(day=cuts[1])


def century(short: int, published: date | None) -> int:
    """The year two figures stand for: the latest not after publication; 69 to 99 are 19xx."""
    if published is None:
        return 1900 + short if short >= 69 else 2000 + short
    near = published.year - published.year % 100 + short
    return near if near <= published.year else near - 100


def year_of(match: re.Match[str], told: Told, suffix: str = "") -> int | None:
    """The year the match tells; None where it tells none, or one that hangs on nothing."""
    groups = match.groupdict()
    full, short = groups.get(f"year{suffix}"), groups.get(f"short{suffix}")
    which = groups.get(f"which{suffix}")
    if full and full.isdecimal():
        return int(full)
    if full or short:
        return century(int((full or short or "")[-2:]), told.published)
    if which and which.lower() in {"last", "this"}:
        back = 1 if which.lower() == "last" else 0
        return told.published.year - back if told.published else None
    if which and told.previous:
        return told.previous[0].year - (1 if "previous" in which.lower() else 0)
    return None


def tells_year(match: re.Match[str], suffix: str = "") -> bool:
    """Whether the words of a year stand in the match, whether or not they can be resolved."""
    groups = match.groupdict()
    return any(groups.get(f"{name}{suffix}") for name in ("year", "short", "which"))


def _day(year_: int, month_: int, day_: int) -> date | None:
    try:
        return date(year_, month_, day_)
    except ValueError:
        return None


def recent_day(month_: int, day_: int, published: date | None) -> date | None:
    """The latest such day on or before publication; None if it seems to be announced."""
    if published is None:
        return None
    this = _day(published.year, month_, day_)
    coming = _day(published.year + 1, month_, day_)
    for ahead in (this, coming):
        if ahead and 0 < (ahead - published).days <= ANNOUNCED:
            return ahead if (ahead - published).days <= ZONES else None
    if this and this <= published:
        return this
    # 29 February may be four years back
    return next(
        (d for back in range(1, 9) if (d := _day(published.year - back, month_, day_))), None
    )


def _resolved(match: re.Match[str], told: Told, day_: str, month_: str, suffix: str) -> date | None:
    if not capital(month_):
        return None
    number = MONTHS[month_.lower()]
    if not tells_year(match, suffix):
        return recent_day(number, day_number(day_), told.published)
    known = year_of(match, told, suffix)
    return _day(known, number, day_number(day_)) if known else None


def _one(match: re.Match[str], told: Told) -> Interval | None:
    found = _resolved(match, told, match["day"], match["month"], "")
    if found is None:
        return None
    wide = timedelta(days=2 if match.groupdict().get("about") else 0)
    return found - wide, found + wide


def _same_month(match: re.Match[str], told: Told) -> Interval | None:
    last = _resolved(match, told, match["day_b"], match["month"], "")
    first = _resolved(match, told, match["day_a"], match["month"], "")
    if first is None or last is None:
        return None
    return (first, last) if first <= last else None


def _two_months(match: re.Match[str], told: Told) -> Interval | None:
    last = _resolved(match, told, match["day_b"], match["month_b"], "_b")
    if last is None:
        return None
    if tells_year(match, "_a"):
        first = _resolved(match, told, match["day_a"], match["month_a"], "_a")
    else:
        first = recent_day(MONTHS[match["month_a"].lower()], day_number(match["day_a"]), last)
    return (first, last) if first and first <= last else None


def _figures(match: re.Match[str], told: Told) -> Interval | None:
    year_ = int(match["year"])
    if year_ < 100:
        year_ = century(year_, told.published)
    readings = [
        found
        for pair in ((match["y"], match["x"]), (match["x"], match["y"]))
        if (found := _day(year_, int(pair[0]), int(pair[1])))
    ]
    past = [d for d in readings if told.published is None or d <= told.published]
    return (past[0], past[0]) if past else None


def _iso(match: re.Match[str], _told: Told) -> Interval | None:
    found = _day(int(match["year"]), int(match["month"]), int(match["day"]))
    return (found, found) if found else None


def _month_and_year(match: re.Match[str], told: Told) -> Interval | None:
    known = year_of(match, told)
    if known is None or not capital(match["month"]):
        return None
    return thirds(days_of_month(known, MONTHS[match["month"].lower()]), match["part"])


def _months(match: re.Match[str], told: Told) -> Interval | None:
    known = year_of(match, told) if tells_year(match) else None
    if not (capital(match["month_a"]) and capital(match["month_b"])):
        return None
    a, b = MONTHS[match["month_a"].lower()], MONTHS[match["month_b"].lower()]
    if known is None:
        recent = None if tells_year(match) else recent_month(b, told.published)
        if recent is None:
            return None
        known = recent[0].year
    return days_of_month(known - (a > b), a)[0], days_of_month(known, b)[1]


def recent_month(number: int, published: date | None) -> Interval | None:
    """The latest such month that began on or before publication."""
    if published is None:
        return None
    return days_of_month(published.year - (number > published.month), number)


def _month(match: re.Match[str], told: Told) -> Interval | None:
    if not capital(match["month"]) or told.published is None:
        return None
    number = MONTHS[match["month"].lower()]
    published = told.published
    if (match["which"] or "").lower() == "last" and number == published.month:
        return thirds(days_of_month(published.year - 1, number), match["part"])
    found = recent_month(number, published)
    return thirds(found, match["part"]) if found else None


def _year(match: re.Match[str], _told: Told) -> Interval | None:
    return thirds(days_of_year(int(match["year"])), match.groupdict().get("part"))


def _years(match: re.Match[str], _told: Told) -> Interval | None:
    a, b = int(match["year_a"]), match["year_b"]
    last = int(b) if len(b) == 4 else a - a % 100 + int(b)
    return (date(a, 1, 1), date(last, 12, 31)) if a < last else None


def _feast(match: re.Match[str], told: Told) -> Interval | None:
    day_, month_ = FEASTS[" ".join(match["feast"].lower().split())]
    known = year_of(match, told)
    if known is None and not tells_year(match):
        found = recent_day(month_, day_, told.published)
    else:
        found = _day(known, month_, day_) if known else None
    return (found, found) if found else None


WEEKDAY_BEFORE = rf"(?:\b{WEEKDAY}\b\.?(?:\s+{PART})?[\s,]*\(?(?:the\s+)?)?"
ABOUT = r"(?P<about>(?:about|around|approximately|circa)\s+)?"
PART_OF = r"(?:(?P<part>early|mid|middle|late|beginning|end)(?:\s+(?:in|of)\s+|[\s-]+))?"
WHEN = r"(?:in|since|during|of|by|from|until|before|after|around|throughout|back\s+in)"
FEAST = either(FEASTS).replace("\\ ", r"\s+")
CHAIN = r"(?:\s*,\s*(?:[12]?\d|3[01]))*"

ABSOLUTE: Final = (
    rule(r"(?<![\d-])(?P<year>\d{4})[-/](?P<month>\d\d)[-/](?P<day>\d\d)(?!\d|-\d)", _iso),
    rule(
        r"(?<![\d./-])(?P<x>\d\d?)(?P<dash>[/.-])(?P<y>\d\d?)(?P=dash)"
        r"(?P<year>(?:19|20)\d\d|\d\d)(?![\d%]|[./-]\d)",
        _figures,
    ),
    rule(
        rf"{CLEAR}{day('_a')}(?:\s+of)?\s+{month('_a')}{year('_a')}{SPAN}{day('_b')}(?:\s+of)?"
        rf"\s+{month('_b')}{COUNTED}{year('_b')}",
        _two_months,
    ),
    rule(
        rf"\b{month('_a')}\s+{day('_a')}{year('_a')}{SPAN}{month('_b')}\s+{day('_b')}{COUNTED}"
        rf"{year('_b')}",
        _two_months,
    ),
    rule(
        rf"{WEEKDAY_BEFORE}{CLEAR}{day('_a')}{CHAIN}{SPAN}{day('_b')}(?:\s+of)?\s+{month()}"
        rf"{COUNTED}{year()}",
        _same_month,
    ),
    rule(rf"\b{month()}\s+{day('_a')}{CHAIN}{SPAN}{day('_b')}{COUNTED}{year()}", _same_month),
    rule(rf"{ABOUT}{WEEKDAY_BEFORE}{CLEAR}{day()}(?:\s+of)?[\s-]+{month()}{COUNTED}{year()}", _one),
    rule(rf"{ABOUT}{WEEKDAY_BEFORE}\b{month()}\s+(?:the\s+)?{day()}{COUNTED}{year()}", _one),
    rule(rf"\b{month('_a')}{SPAN}{month('_b')}{year()}\b", _months),
    rule(
        rf"\b{PART_OF}{month()}(?:,?\s+(?:of\s+)?(?P<year>{FOUR})|\s+(?P<short>['’]\d\d\b)"
        r"|,?\s+(?:of\s+)?(?P<which>last|this|that)\s+year\b)",
        _month_and_year,
    ),
    rule(
        rf"\b(?:{WHEN}|(?P<which>last|this|past)|(?P<part>early|mid|late)(?:\s+in)?)[\s-]+"
        rf"(?:the\s+month\s+of\s+)?{month()}(?!\s+\d+(?:st|nd|rd|th)?\b{COUNTED}|-)",
        _month,
    ),
    rule(
        rf"\b(?:between|from)\s+(?P<year_a>{FOUR})\s+(?:and|to|until)\s+(?P<year_b>{FOUR})"
        r"(?!\s*[A-Za-z]*\s*\d)",
        _years,
    ),
    rule(rf"\b(?P<year_a>(?:19|20)\d\d)[-–/](?P<year_b>\d\d|{FOUR})(?![\d-])", _years),
    rule(
        rf"\b(?:{WHEN}\s+(?:the\s+year\s+)?|the\s+)?(?P<part>early|mid|late)[\s-]+(?P<year>{FOUR})"
        rf"{COUNTED}",
        _year,
    ),
    rule(rf"\b{WHEN}\s+(?:the\s+year\s+)?(?P<year>{FOUR}){COUNTED}", _year),
    rule(rf"(?:\bthe\s+|\()(?P<year>{FOUR})(?:\)|(?=\s+[a-z])){COUNTED}", _year),
    rule(rf"\b(?P<feast>{FEAST})\b{year()}", _feast),
)
"""From the narrowest to the widest; of two that start together the longer match stands."""
