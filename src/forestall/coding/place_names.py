"""Spellings of place names: what is the same name written otherwise."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

# Letters that do not come apart into a base letter and a mark.
LETTERS = str.maketrans(
    {
        "ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ð": "d", "Ð": "D",
        "ı": "i", "ß": "ss", "æ": "ae", "Æ": "Ae", "œ": "oe", "Œ": "Oe", "þ": "th", "Þ": "Th",
        "ə": "a", "Ə": "A", "ħ": "h", "Ħ": "H", "ŋ": "ng", "Ŋ": "Ng",
        "'": "", "’": "", "‘": "", "ʻ": "", "ʼ": "", "`": "", "´": "", "ʿ": "", "ʾ": "", ".": "",
    }
)  # fmt: skip
WORD = re.compile(r"\w+", re.UNICODE)
LONG = {
    "st": "saint",
    "ste": "sainte",
    "ft": "fort",
    "mt": "mount",
    "mts": "mountains",
    "pt": "port",
}

UNITS_AFTER = frozenset(
    "county parish borough province state region district governorate prefecture department "  # noqa: SIM905
    "division oblast canton municipality township territory rayon emirate city town village llg "
    "metropolis community commune area valley rural urban highlands peninsula republic "
    "voivodeship krai island islands".split()
)
UNITS_BEFORE = frozenset(
    "city town township village province state district region department governorate county "  # noqa: SIM905
    "municipality republic kingdom greater downtown central metropolitan metro".split()
)
SIDES = frozenset(
    "north south east west northern southern eastern western central upper lower northeast "  # noqa: SIM905
    "northwest southeast southwest northeastern northwestern southeastern southwestern mid "
    "downtown greater inner outer rural suburban metropolitan metro".split()
)


@cache
def _bare(letter: str) -> str:
    apart = unicodedata.normalize("NFKD", letter)
    return "".join(c for c in apart if not unicodedata.combining(c))


def normal(name: str) -> str:
    """A place's name without case, accents, dots, apostrophes and hyphens, "St." written out.

    >>> normal("St. Paul"), normal("Port-au-Prince"), normal("N’Djaména"), normal("U.S.")
    ('saint paul', 'port au prince', 'ndjamena', 'us')
    """
    plain = name.translate(LETTERS)
    if not plain.isascii():
        plain = "".join(c if c.isascii() else _bare(c) for c in plain)
    words = WORD.findall(plain.lower().replace("_", " "))
    if len(words) > 1:
        words = [LONG.get(word, word) for word in words]
    return " ".join(words)


def possessed(name: str) -> str:
    """A name without the 's of "Russia's" or the apostrophe of "the Philippines'".

    >>> possessed("Russia’s"), possessed("Philippines'"), possessed("Paris")
    ('Russia', 'Philippines', 'Paris')
    """
    return re.sub(r"(?:['’]s|(?<=s)['’])$", "", name)


def shortened(name: str) -> Iterator[str]:
    """Looser forms of a normal name, nearest first: without its unit's word, its side, "the".

    Said of a name no gazetteer knows as it stands ("Rapides Parish", "northern Nigeria",
    "City of Lagos", "the Bronx").

    >>> list(shortened("city of lagos")), list(shortened("northern nigeria"))
    (['lagos'], ['nigeria'])
    """
    words = name.split()
    if len(words) > 1 and words[0] == "the":
        words = words[1:]
        yield " ".join(words)
    while len(words) > 1:
        if words[-1] in UNITS_AFTER or words[-1].rstrip("s") in UNITS_AFTER:
            words = words[:-1]
        elif len(words) > 2 and words[0] in UNITS_BEFORE and words[1] == "of":
            words = words[2:]
        elif words[0] in SIDES or (len(words) > 1 and words[0] in UNITS_BEFORE):
            words = words[1:]
        else:
            return
        yield " ".join(words)
