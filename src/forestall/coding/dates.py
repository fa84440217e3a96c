"""Dates an article tells, resolved against the day it was published.

A small grammar of its own, for three reasons. A parser of dates is made to read one date out of
one string: looking for dates in running text it takes "may", ages and sums for dates. It answers
with a day where the text told a month, and a coder needs to know which (UCDP date precision,
Sundberg & Melander 2013, UCDP GED codebook). And it leaves open whether "Sunday" is past or to
come: news tell of the past, so here a weekday is the latest one on or before publication.

The rules stand in ``date_absolute`` and ``date_relative``, their words in ``dates.toml``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from forestall.coding.date_absolute import ABSOLUTE, WHEN, ZONES, Interval, Told
from forestall.coding.date_relative import RELATIVE
from forestall.coding.date_words import AHEAD, MONTHS, PART, WEEKDAYS, either

if TYPE_CHECKING:
    from datetime import date

    from forestall.coding.date_absolute import Rule

RULES: Final = (*ABSOLUTE, *RELATIVE)
HEAD: Final = 160
"""Characters within which a dateline begins."""
OLD: Final = 31
"""Days a dateline may lie before publication and still date the report's "yesterday"."""
PLACE_BEFORE: Final = re.compile(
    r"\W*(?:(?:[A-Z][\w.'’-]*|de|del|la|of)[\s,/]*|\([^)]*\)[\s,]*)+[(,–—-]?\s*"
)
DASH_AFTER: Final = re.compile(r"\s*\)?\s*(?:[(/][^)\n]{0,60}\)?\s*)?(?:--|—|–|-\s|:\s)")
COMING: Final = re.compile(r"\b(?:next|coming|following|until|by)\s+$|\bthis\s+coming\s+$", re.I)


MONTH: Final = re.compile(rf"\b(?:{either(MONTHS)})\b", re.I)
DAY_NAME: Final = re.compile(rf"\b(?:{either(WEEKDAYS)})\b", re.I)


def _needed(pattern: str) -> re.Pattern[str] | None:
    if either(MONTHS) in pattern:
        return MONTH
    return DAY_NAME if "<weekday>" in pattern or "(?P<first>" in pattern else None


NEEDED: Final = tuple(_needed(rule.pattern.pattern) for rule in RULES)
"""The name without which each rule matches nothing."""
REACH: Final = 60
"""Characters on each side of a word of a date that the rest of the date may take."""
TRIGGER: Final = re.compile(
    rf"(?<!\w)(?:\d|(?:{either([*MONTHS, *WEEKDAYS])}|yesterday|today|tonight|overnight|christmas"
    rf"|boxing|ago|before|after(?:wards?)?|earlier|later|previously|weekend|{PART}"
    r"|hours?|days?|weeks?|months?|years?)\b)",
    re.I,
)
LEAD: Final = re.compile(
    rf"[\s,(]*(?:{WHEN}\b\s*)?(?:(?:the\s+month\s+of|the\s+year|the(?=\s+\d)|on)\s+)?", re.I
)
"""What stands before the words of a date."""


@dataclass(frozen=True, slots=True)
class DateMention:
    """A date as the text tells it: ``text[start_char:end_char]`` is ``words``.

    ``first`` and ``last`` are the days it may mean; ``precision`` is UCDP's: 1 the day, 2 two to
    six days, 3 the week, 4 up to a month, 5 more than a month. ``dateline``: it dates the report,
    not an event.
    """

    start_char: int
    end_char: int
    first: date
    last: date
    precision: int
    words: str
    dateline: bool = False


def precision(first: date, last: date) -> int:
    """UCDP date precision of an interval, by its length.

    >>> from datetime import date
    >>> precision(date(2024, 2, 1), date(2024, 2, 29))
    4
    """
    days = (last - first).days + 1
    return next((p for p, most in enumerate((1, 6, 7, 31), 1) if days <= most), 5)


def mentions(text: str, published: date | None) -> list[DateMention]:
    """The dates a text tells, in order, each with first and last day and precision.

    A date without a year is the latest on or before publication. Days yet to come and days that
    do not exist (31 February) are left out; a month or year in progress ends with publication.
    Where a dateline is dated up to a month before publication, or no day of publication is given,
    "yesterday" counts from the dateline. With neither, dates that need one are left out. "The
    previous day" counts from the date told last before it, the dateline aside.

    >>> from datetime import date
    >>> [m.first.isoformat() for m in mentions("Ten died on Sunday.", date(2024, 2, 20))]
    ['2024-02-18']
    >>> [(m.words, m.precision) for m in mentions("They fought in April 2019.", None)]
    [('April 2019', 4)]
    """
    matches = _matches(text)
    line = _dateline(text, matches, published)
    anchor = published
    if line is not None and (
        published is None or timedelta(0) <= published - line.first <= timedelta(days=OLD)
    ):
        anchor = line.first
    found: list[DateMention] = []
    previous: Interval | None = None
    for rule, match in matches:
        start, end = _trimmed(match)
        if line is not None and start == line.start_char:
            found.append(line)
            continue
        days = _resolve(rule, match, Told(anchor, previous), text)
        if days is None:
            continue
        previous = days
        found.append(DateMention(start, end, *days, precision(*days), text[start:end]))
    return found


def _rules(text: str, begin: int, stop: int) -> list[int]:
    """Rules that may match there: those of months and weekdays only where one is named."""
    absent = [word for word in (MONTH, DAY_NAME) if not word.search(text, begin, stop)]
    return [order for order, needed in enumerate(NEEDED) if needed not in absent]


def _windows(text: str) -> list[tuple[int, int]]:
    """The stretches of a text around words and figures of dates: only there the rules look."""
    found: list[tuple[int, int]] = []
    for match in TRIGGER.finditer(text):
        begin, stop = max(0, match.start() - REACH), match.end() + REACH
        if found and begin <= found[-1][1]:
            found[-1] = (found[-1][0], stop)
        else:
            found.append((begin, stop))
    return found


def _matches(text: str) -> list[tuple[Rule, re.Match[str]]]:
    """What the rules match, none within another: the earlier, then the longer, then the rule."""
    every = [
        (*_trimmed(match), order, match)
        for begin, stop in _windows(text)
        for order in _rules(text, begin, stop)
        for match in RULES[order].pattern.finditer(text, begin, stop)
    ]
    kept: list[tuple[Rule, re.Match[str]]] = []
    end = 0
    for start, last, order, match in sorted(every, key=lambda one: (one[0], -one[1], one[2])):
        if start >= end:
            kept.append((RULES[order], match))
            end = last
    return kept


def _trimmed(match: re.Match[str]) -> tuple[int, int]:
    """Where the words of a match stand, without the preposition and blanks around them."""
    lead = LEAD.match(match.group())
    words = match.group().rstrip(" \t\r\n,(")
    return match.start() + (lead.end() if lead else 0), match.start() + len(words)


def _resolve(rule: Rule, match: re.Match[str], told: Told, text: str) -> Interval | None:
    before = text[max(0, match.start() - 100) : match.start()]
    days = rule.resolve(match, told)
    if days is None:
        return None
    groups = match.groupdict()
    fixed = groups.get("year") or groups.get("short")
    if not fixed and (COMING.search(before) or AHEAD.search(before)):
        return None
    if told.published is None:
        return days
    latest = told.published + timedelta(days=ZONES)
    if days[0] > latest:
        return None
    return days[0], (days[1] if days[1] <= latest else max(days[0], told.published))


def _dateline(
    text: str, matches: list[tuple[Rule, re.Match[str]]], published: date | None
) -> DateMention | None:
    """The date of a dateline: after a place at the head, before a dash or colon."""
    for rule, match in matches:
        start, end = _trimmed(match)
        if start > HEAD:
            return None
        if not PLACE_BEFORE.fullmatch(text, 0, start) or not DASH_AFTER.match(text, end):
            continue
        days = rule.resolve(match, Told(published))
        if days is not None and days[0] == days[1]:
            return DateMention(start, end, *days, 1, text[start:end], dateline=True)
    return None
