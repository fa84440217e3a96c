"""Days of what came after: a funeral, a court, a payment, an arrest are not the violence itself.

A report weeks later tells two times in one sentence: "paid K80,000 yesterday for two men shot in
March". A day belongs to the word of harm, or of aftermath, that stands nearest before it.
"""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

from forestall.coding import harm_told
from forestall.coding.clauses import Sense
from forestall.coding.dates import DateMention, precision

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from forestall.coding.clauses import Clause

NUMBERS = {
    **{"a": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7},
    **{"eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12},
}
UNITS = {"day": 1, "week": 7, "month": 30}
SLACK = {"day": 0, "week": 3, "month": 15}
"""Days by which a time told in days, weeks or months may be off, on either side."""
SINCE = re.compile(
    r"\b(?P<about>a little over |a little more than |just over |just under |"
    r"more than |less than |nearly |almost |about |around |over |some |just )?"
    rf"(?P<n>{'|'.join(NUMBERS)}|\d{{1,2}}) (?P<unit>day|week|month)s? (?:after|since|on from)\b"
    r"(?P<what>[^.;]{0,80})",
    re.IGNORECASE,
)
WEEKDAY = re.compile(r"(?:mon|tues|wednes|thurs|fri|satur|sun)day", re.IGNORECASE)
CAME = re.compile(
    r"\b(?:it|this|that|which|\w+) (?:came|comes|happened|follow(?:s|ed))"
    r"(?: (?:just|only|less than|about|barely|some))*\s*$",
    re.IGNORECASE,
)
"""Before "a week after": what is told next is an earlier event."""
AGO = re.compile(r"\b(?:weeks?|months?) ago\b|\blast month\b", re.IGNORECASE)
COMMENT = re.compile(
    r"\b(?:editorial|opinion|comment|column|letters?|interview|talkback|feature|analysis)\b"
    r"|\b(?:weeks?|months?|years?) (?:on|after|later)\b",
    re.IGNORECASE,
)
LEAD = 3
"""Sentences in which a report that looks back says so."""


def after(clause: Clause, day: DateMention) -> bool:
    """Whether a day of a clause is that of an aftermath, not of the harm the clause tells.

    The word of harm or of aftermath nearest before the day decides; where none stands before it,
    the first one after it.
    """
    at = day.start_char - clause.start
    marks = harm_told.marks(clause.text)
    before = [follows for start, follows in marks if start < at]
    if before:
        return before[-1]
    return marks[0][1] if marks else False


def since(clauses: Sequence[Clause], published: date | None) -> tuple[Clause, DateMention] | None:
    """How long ago the violence was, told from something later: "seven weeks after a battle".

    Counted from a day of the aftermath that the clause tells, else from publication.
    """
    for clause in clauses:
        for match in SINCE.finditer(clause.text):
            if not any(w.kind != "rescue" for w in harm_told.harm_words(match["what"])):
                continue
            ahead = clause.text[: match.start()]
            if CAME.search(ahead) or harm_told.after_harm(clause.text, match.start()):
                continue  # "killed on Friday, a week after a fight": the fight is another
            anchors = [d.first for d in clause.days if d.precision == 1 and after(clause, d)]
            anchor = min(anchors, default=published)
            if anchor is None:
                continue
            told, unit = match["n"].lower(), match["unit"].lower()
            back = (NUMBERS.get(told) or int(told)) * UNITS[unit]
            slack = SLACK[unit] + (1 if match["about"] else 0)
            first, last = (anchor - timedelta(days=back + way * slack) for way in (1, -1))
            start = clause.start + match.start()
            return clause, DateMention(
                start, start + len(match.group()), first, last, precision(first, last), match[0]
            )
    return None


def ago(clauses: Sequence[Clause]) -> tuple[Clause, DateMention] | None:
    """A time some weeks or months back that the lead tells, in a sentence without an aftermath."""
    for clause in clauses:
        for day in clause.days:
            if clause.sentence <= LEAD and AGO.search(day.words) and not after(clause, day):
                return clause, day
    return None


def looks_back(clauses: Sequence[Clause], title: str = "") -> bool:
    """Whether an article is about what came after: a court, a peace, an arrest, a burial.

    So is what its title calls an editorial, an interview or the like.
    """
    if COMMENT.search(title):
        return True
    lead = [c for c in clauses if c.sentence < LEAD]
    return any(
        c.sense is Sense.AFTER or harm_told.has("aftermath", c.text) or SINCE.search(c.text)
        for c in lead
    )


def moved(day: DateMention, window: DateMention) -> DateMention:
    """A bare weekday read within a span of some days that the article tells: "the Wednesday"."""
    if day.precision != 1 or not WEEKDAY.search(day.words) or day.first <= window.last:
        return day
    found = window.first + timedelta(days=(day.first - window.first).days % 7)
    if found > window.last:
        return day
    return DateMention(day.start_char, day.end_char, found, found, 1, day.words)
