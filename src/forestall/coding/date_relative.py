"""Rules of dates told from the day of publication, or from the days told last before."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from forestall.coding.date_absolute import (
    Interval,
    Told,
    days_of_month,
    days_of_year,
    rule,
    thirds,
)
from forestall.coding.date_words import (
    NUMBER,
    PART,
    TABLES,
    WEEKDAYS,
    capital,
    either,
    number,
)

if TYPE_CHECKING:
    import re

DAY: Final = timedelta(days=1)
FEW: Final = {"day": (6, 2), "week": (35, 14), "month": (182, 60), "year": (1826, 730)}
"""Days back that "a few ... ago" spans: first and last."""


def _back(published: date | None, first: int, last: int) -> Interval | None:
    return (published - first * DAY, published - last * DAY) if published else None


def weekday_before(published: date, weekday: int) -> date:
    """The latest such weekday (0 Monday) on or before a day."""
    return published - (published.weekday() - weekday) % 7 * DAY


def months_back(day: date, months: int) -> date:
    """The first day of the month so many months before."""
    count = day.year * 12 + day.month - 1 - months
    return date(count // 12, count % 12 + 1, 1)


def _today(_match: re.Match[str], told: Told) -> Interval | None:
    return _back(told.published, 0, 0)


def _yesterday(_match: re.Match[str], told: Told) -> Interval | None:
    return _back(told.published, 1, 1)


def _two_back(_match: re.Match[str], told: Told) -> Interval | None:
    return _back(told.published, 2, 2)


def _overnight(_match: re.Match[str], told: Told) -> Interval | None:
    return _back(told.published, 1, 0)


def _weekday(match: re.Match[str], told: Told) -> Interval | None:
    if told.published is None or not capital(match["weekday"]):
        return None
    number_ = WEEKDAYS[match["weekday"].lower()]
    groups = match.groupdict()
    if groups.get("last_week"):
        found = weekday_before(told.published, 0) - 7 * DAY + number_ * DAY
    else:
        found = weekday_before(told.published, number_)
        if (groups.get("which") or groups.get("after")) and found == told.published:
            found -= 7 * DAY
    return found, found


def _weekdays(match: re.Match[str], told: Told) -> Interval | None:
    if told.published is None or not (capital(match["first"]) and capital(match["last"])):
        return None
    last = weekday_before(told.published, WEEKDAYS[match["last"].lower()])
    return weekday_before(last - DAY, WEEKDAYS[match["first"].lower()]), last


def _weekend(match: re.Match[str], told: Told) -> Interval | None:
    if told.published is None:
        return None
    # on a Saturday the weekend of the news is the one before
    saturday = weekday_before(told.published - DAY, 5)
    if (match["which"] or "").lower() == "this" and (told.published - saturday).days > 2:
        return None
    return saturday, saturday + DAY


def _ago(match: re.Match[str], told: Told) -> Interval | None:
    count, unit = number(match["number"]), match["unit"].lower()
    if told.published is None:
        return None
    return back(told.published, count, unit, 1 if match["about"] else 0)


def back(published: date, count: int, unit: str, loose: int = 0) -> Interval | None:
    """The days so many hours, days, weeks, months or years before.

    A week counts from three days before to three days after, a month or year by the calendar;
    ``loose`` widens days and years by one on each side.
    """
    try:
        if unit == "hour":
            return published - (count + 12) // 24 * DAY, published - count // 24 * DAY
        if unit == "day":
            return published - (count + loose) * DAY, published - max(0, count - loose) * DAY
        if unit == "week":
            middle = published - 7 * count * DAY
            return middle - 3 * DAY, middle + 3 * DAY
        if unit == "month":
            first = months_back(published, count)
            return days_of_month(first.year, first.month)
        return (
            days_of_year(published.year - count - loose)[0],
            days_of_year(published.year - count + loose)[1],
        )
    except (ValueError, OverflowError):  # "5,000 years ago"
        return None


def _few_ago(match: re.Match[str], told: Told) -> Interval | None:
    return _back(told.published, *FEW[match["unit"].lower()])


def _past(match: re.Match[str], told: Told) -> Interval | None:
    if told.published is None:
        return None
    count = number(match["number"]) if match["number"] else 1
    unit = match["unit"].lower()
    try:
        if unit == "month":
            first = months_back(told.published, count)
            day = min(told.published.day, days_of_month(first.year, first.month)[1].day)
            return first.replace(day=day), told.published
        days = {"hour": count / 24, "day": count, "week": 7 * count, "year": 365.25 * count}
        return told.published - max(1, round(days[unit])) * DAY, told.published
    except (ValueError, OverflowError):
        return None


def _recent(match: re.Match[str], told: Told) -> Interval | None:
    spans = {"day": 5, "week": 30, "month": 92, "year": 1096}
    return _back(told.published, spans[match["unit"].lower()], 0)


def _last(match: re.Match[str], told: Told) -> Interval | None:
    """Last week, month or year, by the calendar; this one up to the day of publication."""
    if told.published is None:
        return None
    this = match["which"].lower() in {"this", "the same"}
    day, unit = told.published, match["unit"].lower()
    if unit == "week":
        monday = weekday_before(day, 0) - (0 if this else 7) * DAY
        return monday, monday + 6 * DAY
    if unit == "month":
        first = months_back(day, 0 if this else 1)
        whole = days_of_month(first.year, first.month)
    else:
        whole = days_of_year(day.year - (0 if this else 1))
    return thirds(whole, match["part"])


def _day_of_month(match: re.Match[str], told: Told) -> Interval | None:
    if told.published is None:
        return None
    day = int(match["day"])
    which = (match.groupdict().get("which") or "").lower()
    for months in (1,) if which == "last" else (0,) if which else (0, 1, 2):
        first = months_back(told.published, months)
        if day <= days_of_month(first.year, first.month)[1].day:
            found = first.replace(day=day)
            if found <= told.published:
                return found, found
    return None


def _same(_match: re.Match[str], told: Told) -> Interval | None:
    return told.previous if _is_near(told.previous) else None


def _shift(match: re.Match[str], told: Told) -> Interval | None:
    """Days before or after the days told last."""
    if told.previous is None or not _is_near(told.previous):
        return None
    groups = match.groupdict()
    count = number(groups["number"]) if groups.get("number") else 1
    wide = 0
    if (groups.get("unit") or "day").lower() == "week":
        count, wide = 7 * count, 3
    later = bool(groups.get("later"))
    base = told.previous[1] + count * DAY if later else told.previous[0] - count * DAY
    return base - wide * DAY, base + wide * DAY


def _is_near(previous: Interval | None) -> bool:
    """Only from a day or two can another day be counted."""
    return previous is not None and (previous[1] - previous[0]).days <= 3


GUARDS: Final = TABLES["guards"]
NAMED = "".join(rf"(?<!\b{word}\s)" for word in GUARDS["named"])
NAME = rf"(?!\s+(?:{either(GUARDS['papers'])})\b)(?!['’]?s\b(?!\s))"
SHORT = either(TABLES["weekdays_short"])
LONG = either(TABLES["weekdays"])
STOP = r"(?=\s*(?:[.,;:!?()\]—–]|--|$|and\b|in\b|at\b|when\b|by\b|near\b))"
WEEK = r"(?P<last_week>,?\s+(?:of\s+)?last\s+week\b)?"
ABOUT = r"(?P<about>(?:about|around|some|nearly|almost|approximately|over|more\s+than)\s+)?"
THE = r"(?:earlier\s+|late\s+)?"

RELATIVE: Final = (
    rule(r"\bthe\s+day\s+before\s+yesterday\b|\bthe\s+night\s+before\s+last\b", _two_back),
    rule(
        r"\b(?:earlier\s+|late\s+)?(?:today|tonight)\b"
        rf"|\b(?:earlier\s+|late\s+|early\s+)?this\s+{PART}\b",
        _today,
    ),
    rule(
        rf"\b(?:late\s+|early\s+)?(?:yesterday(?:\s+{PART})?|last\s+(?:night|evening))\b",
        _yesterday,
    ),
    rule(r"\bovernight\b", _overnight),
    rule(
        rf"\b{NAMED}(?P<first>{LONG})(?:\s+{PART})?(?:\s*[-–]\s*|\s+(?:and|to|through|until|or)\s+"
        rf"(?:early\s+|late\s+)?)(?P<last>{LONG})\b{NAME}(?:\s+{PART}\b)?",
        _weekdays,
    ),
    rule(
        rf"(?:\b(?P<which>last|past)\s+)?(?:\b{PART}\s+(?:on|of)\s+)?\b{NAMED}(?P<weekday>{LONG})\b"
        rf"{NAME}(?:\s+{PART}\b)?(?P<after>\s+last\b(?!\s+week))?{WEEK}",
        _weekday,
    ),
    rule(rf"\bon\s+(?P<weekday>{SHORT})\b\.?(?:\s+{PART}\b)?", _weekday),
    rule(rf"\((?P<weekday>{SHORT})\)", _weekday),
    rule(r"\b(?:(?P<which>last|this|past|the)\s+|over\s+)weekend\b(?!\s+of\b)", _weekend),
    rule(rf"\b{ABOUT}{NUMBER}\s+(?P<unit>hour|day|week|month|year)s?\s+ago\b", _ago),
    rule(
        r"\b(?:a\s+(?:few|couple\s+of)|several|some)\s+(?P<unit>day|week|month|year)s\s+ago\b",
        _few_ago,
    ),
    rule(
        rf"\b(?:the|this|these)\s+(?:past|last|preceding)\s+(?:{NUMBER}\s+)?"
        r"(?P<unit>hour|day|week|month|year)s?\b",
        _past,
    ),
    rule(rf"\b(?:past|last)\s+{NUMBER}\s+(?P<unit>hour|day|week|month|year)s?\b", _past),
    rule(
        r"\b(?:(?:the\s+)?(?:past|last)\s+(?:few|several|couple\s+of)|(?:in\s+|the\s+)?recent)"
        r"\s+(?P<unit>day|week|month|year)s\b",
        _recent,
    ),
    rule(
        r"\b(?:(?P<part>early|late|mid)(?:\s+in)?[\s-]+|earlier\s+|late\s+)?(?P<which>last|this)\s+"
        r"(?P<unit>week|month|year)\b",
        _last,
    ),
    rule(
        r"\b(?:on\s+)?(?:the\s+)?(?P<day>[12]?\d|3[01])(?:st|nd|rd|th)?\s+(?:of\s+)?"
        r"(?P<which>last|this)\s+month\b",
        _day_of_month,
    ),
    rule(
        r"\b(?:dead|killed|died)\s+by\s+the\s+(?P<day>[12]?\d|3[01])(?:st|nd|rd|th)\b",
        _day_of_month,
    ),
    rule(rf"\bon\s+the\s+(?P<day>[12]?\d|3[01])(?:st|nd|rd|th){STOP}", _day_of_month),
    rule(rf"\b(?:the|that)\s+same\s+(?:day|{PART})\b|\bthat\s+(?:very\s+)?(?:day|{PART})\b", _same),
    rule(
        rf"\b(?:the\s+(?:previous|preceding)\s+(?:day|night|evening)|{ABOUT}{NUMBER}\s+"
        rf"(?P<unit>day|week)s?\s+(?:earlier|before|previously)|the\s+(?:day|night)\s+before{STOP})"
        r"(?=\W|$)",
        _shift,
    ),
    rule(
        r"\b(?P<later>(?:on\s+)?the\s+(?:following|next)\s+(?:day|morning|night|evening|afternoon)"
        rf"|{ABOUT}{NUMBER}\s+(?P<unit>day|week)s?\s+(?:later|after(?=\s*[.,;])|afterwards?))\b",
        _shift,
    ),
)
