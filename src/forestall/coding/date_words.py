"""Words of dates and the pieces of pattern built from them."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any, Final

TABLES: Final[dict[str, Any]] = tomllib.loads(
    Path(__file__).with_name("dates.toml").read_text(encoding="utf-8")
)
MONTHS: Final[dict[str, int]] = TABLES["months"] | TABLES["months_short"]
WEEKDAYS: Final[dict[str, int]] = TABLES["weekdays"] | TABLES["weekdays_short"]
NUMBERS: Final[dict[str, int]] = TABLES["numbers"]
ORDINALS: Final[dict[str, int]] = TABLES["ordinals"]
FEASTS: Final[dict[str, list[int]]] = TABLES["feasts"]
CAPITAL_ONLY: Final = frozenset(
    {"may", "march", *TABLES["months_short"], *TABLES["weekdays_short"]}
)
"""Words that are something else in small letters: "may", "march", "sat", "sun"."""


def either(words: object) -> str:
    """An alternation of words, longest first so that none hides another.

    >>> either(["jan", "january"])
    'january|jan'
    """
    ordered = sorted(map(str, words), key=lambda word: (-len(word), word))  # type: ignore[call-overload]
    return "|".join(re.escape(word) for word in ordered)


def day(suffix: str = "") -> str:
    """A day of the month in figures, with or without its ending: 8, 08, 8th, 2d, eighth."""
    return (
        rf"(?P<day{suffix}>(?:0?[1-9]|[12]\d|3[01])(?=st\b|nd\b|rd\b|th\b|d\b|[^\w]|$)"
        rf"|(?:{either(ORDINALS)})\b(?=\s+of\b))(?:st|nd|rd|th|d)?"
    )


def month(suffix: str = "") -> str:
    """A month by name or abbreviation; the stop of an abbreviation only before a figure."""
    verbs = either(TABLES["guards"]["verbs"])
    return rf"(?P<month{suffix}>{either(MONTHS)})\b(?!\s+(?:{verbs})\b)(?:\.(?=[\s-]*['’]?\d))?"


FOUR = r"(?:19|20)\d\d(?![\d%]|[.,]\d|s\b|\s*-?\s*year)"


def year(suffix: str = "") -> str:
    """A year after a day or month: 2024, '89, 89 where nothing is counted, or "last year"."""
    return (
        rf"(?:(?:,?\s+(?:of\s+|in\s+)?|-)(?P<year{suffix}>{FOUR}|['’]\d\d\b)"
        rf"|[\s-]+(?P<short{suffix}>\d\d)(?=\s*(?:$|[,.;:()\[\]–—]|--))"
        rf"|,?\s+(?:of\s+)?(?P<which{suffix}>last|this|the\ same|that|the\ previous)\s+year\b)?"
    )


COUNTED: Final = rf"(?!\s+(?:{either(TABLES['guards']['counted'])})\b|\s*[%:]|[.,]?\d|-year)"
"""Not before what a number counts, nor before minutes, decimals and ages."""
CLEAR: Final = r"(?<![\w.,:/$£€-])"
"""Not within a longer number, a sum of money or a time."""
SPAN: Final = r"\s*(?:-|–|—|to|and|or|until|till|through|&|and\s+ending)\s*(?:the\s+)?"
WEEKDAY: Final = rf"(?:{either(WEEKDAYS)})"
NUMBER: Final = rf"(?P<number>\d{{1,3}}|{either(NUMBERS)})"
PART: Final = r"(?:early\s+)?(?:morning|afternoon|evening|night|midday|noon|dawn|midnight)"
AHEAD: Final = re.compile(
    rf"\b(?:{either(TABLES['guards']['ahead'])}|to\s+be\s+\w+)\b[^.;!?,]{{0,80}}$", re.IGNORECASE
)
"""What comes before a day that is yet to come."""


def number(word: str) -> int:
    """The number a word or figure stands for.

    >>> number("Three"), number("12")
    (3, 12)
    """
    return int(word) if word.isdecimal() else NUMBERS[word.lower()]


def day_number(word: str) -> int:
    """The day of the month a figure or ordinal stands for."""
    return int(word) if word.isdecimal() else ORDINALS[word.lower()]


def capital(word: str) -> bool:
    """False where a word that needs a capital to be a date stands in small letters."""
    return word.lower() not in CAPITAL_ONLY or word[:1].isupper()
