"""Sentences of an article, each with where it stands in the text."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sentence:
    """``text[start:end]`` of an article, blanks around it left out; ``index`` counts from 0."""

    index: int
    start: int
    end: int
    text: str


SHORTENED = frozenset(
    "mr mrs ms dr prof rev fr sr jr st hon gen col lt maj capt cpl pte sgt insp supt supt const "  # noqa: SIM905
    "det gov pres sen rep min sec dep asst no nos vs etc inc ltd co corp dept est approx ca cf al "
    "fig jan feb mar apr jun jul aug sep sept oct nov dec mon tue tues wed thu thur thurs fri sat "
    "sun u.s u.n u.k a.m p.m i.e e.g".split()
)
"""Words that end in a full stop without ending a sentence."""

LONGEST_WORD = 40
"""Characters before a full stop that are looked at."""
LOOKED_AT = 2000
"""Characters that tell whether a text has capitals."""

END = re.compile(
    r"""(?P<stop>[.!?…]+["'”’»)\]]*)(?=\s)   # a stop, and what closes after it
      | (?P<wide>[。！？؟।])                   # scripts whose stop needs no blank
      | (?P<gap>\s*\n\s*\n\s*)                # a blank line
    """,
    re.VERBOSE,
)
WORD_BEFORE = re.compile(r"([^\s(\"'“‘]+)$")


def sentences(text: str) -> tuple[Sentence, ...]:
    """The sentences of a text, in order; nothing but blanks lies between them.

    A full stop after a title, a month or a single letter ends none, nor does one before a small
    letter or a digit (``No. 3``); in a text without capitals small letters begin sentences too. A
    blank line always ends one.

    >>> [s.text for s in sentences("Mr. Wapo died on Jan. 3. Police came late.")]
    ['Mr. Wapo died on Jan. 3.', 'Police came late.']
    """
    found: list[Sentence] = []
    start = 0
    small = _in_small_letters(text)
    for end in END.finditer(text):
        if end.group("stop") is not None and not _ends(text, start, end, small):
            continue
        _add(found, text, start, end.start() if end.group("gap") else end.end())
        start = end.end()
    _add(found, text, start, len(text))
    return tuple(found)


def _in_small_letters(text: str) -> bool:
    """Is it a text without capitals, in which they say nothing of where a sentence begins?"""
    start = text[:LOOKED_AT]
    return 100 * sum(map(str.isupper, start)) < sum(map(str.islower, start))


def _ends(text: str, start: int, end: re.Match[str], small: bool) -> bool:
    after = text[end.end() : end.end() + 40].lstrip(" \t\r\n\"'“‘«([")
    goes_on = after[:1].islower() and not small
    if not end.group("stop").startswith("."):
        return not goes_on
    before = WORD_BEFORE.search(text, max(start, end.start() - LONGEST_WORD), end.start())
    word = before.group(1).lower() if before else ""
    if word in SHORTENED:
        # "at 5 p.m. Police came": a stop after hours may end one, after a title never
        return word in {"a.m", "p.m", "etc"} and after[:1].isupper() and not small
    if len(word) == 1 and word.isalpha():
        return False
    return not (goes_on or (word.isalpha() and len(word) < 3 and after[:1].isdigit()))


def _add(found: list[Sentence], text: str, start: int, end: int) -> None:
    piece = text[start:end]
    stripped = piece.strip()
    if stripped:
        first = start + len(piece) - len(piece.lstrip())
        found.append(Sentence(len(found), first, first + len(stripped), stripped))
