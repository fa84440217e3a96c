"""What the detector reads in a text: pieces of it, and hashed words, pairs and company of words.

No word is stored anywhere: a feature is a number between 0 and ``SIZE``, and several words share
each.
"""

from __future__ import annotations

import re
import tomllib
import zlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from forestall.coding.sentences import sentences

BITS = 18
SIZE = 1 << BITS
KINDS = 8
"""Kinds of feature: words, pairs, then for each class of ``detect_words.toml`` the words that
share a piece with it, and for each the words close before and after it."""
CLOSE = (6, 5, 5)
"""How many words before and after one of a class are close to it."""
LONGEST = 120
"""Words of a piece; what is longer is cut, so that no sentence outgrows the models."""

WORD = re.compile(r"[^\W\d_]+|\d+")
BLANKS = re.compile(r"\s+")
CAPITAL = re.compile(r"[^\W\d_a-zß-ÿ]")
STOP = re.compile(r"[.!?][\"'”’)]*\s+")
BROKEN = re.compile("[Â-ï][\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ\ufffd]{1,3}|Â(?=\\s|$)")
PLAIN = str.maketrans(
    {"“": '"', "”": '"', "„": '"', "‘": "'", "’": "'", "\xa0": " ", "—": "-", "–": "-"}
)

Integers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Features:
    """The features of ``pieces`` pieces: of each its piece, its number and its kind.

    All three arrays have one entry per feature and are ordered by kind, then by piece.
    """

    pieces: int
    row: Integers
    column: Integers
    kind: Integers


def mend(text: str) -> str:
    """A text with UTF-8 that was read as Windows-1252 put right, plain quotes, single blanks.

    >>> mend("the governmentâ€™s  â€œpolicyâ€�")
    'the government\\'s "policy"'
    """
    if not text.isascii():
        text = BROKEN.sub(_mended, text).translate(PLAIN)
    return BLANKS.sub(" ", text.replace("''", "'")).strip()


def _mended(broken: re.Match[str]) -> str:
    found = broken.group(0)
    if found.endswith("\ufffd"):  # the byte 9D has no sign in Windows-1252: a closing quote
        return '"' if found[0] == "â" else found
    try:
        return found.encode("cp1252").decode("utf-8")
    except UnicodeError:
        return "" if found == "Â" else found


def pieces(text: str) -> tuple[list[str], list[int]]:
    """The pieces that are scored, mended, and for each the sentence (its index) it belongs to.

    A piece is a sentence of :func:`forestall.coding.sentences.sentences`. A sentence of a text
    without capital letters is cut at its stops; one of more than ``LONGEST`` words, into parts.
    """
    told: list[str] = []
    owner: list[int] = []
    small = bool(text) and len(CAPITAL.findall(text, 0, 4000)) < 0.01 * min(len(text), 4000)
    for sentence in sentences(text):
        parts = _cut(sentence.text) if small else [sentence.text]
        for part in parts:
            mended = mend(part)
            words = mended.split(" ") if len(mended) > LONGEST else []
            if len(words) <= LONGEST:
                whole = [mended]
            else:
                whole = [" ".join(words[at : at + LONGEST]) for at in range(0, len(words), LONGEST)]
            told += whole
            owner += [sentence.index] * len(whole)
    return told, owner


def _cut(sentence: str) -> list[str]:
    ends = [stop.end() for stop in STOP.finditer(sentence)]
    starts = [0, *ends]
    found = [sentence[a:b] for a, b in zip(starts, [*ends, len(sentence)], strict=True)]
    return [part for part in found if part.strip()] or [sentence]


def features(told: list[str]) -> Features:
    """Hashed features of each piece."""
    known = _Words(_classes())
    found = [WORD.findall(piece.lower()) for piece in told]
    length = np.array([len(words) for words in found], dtype=np.int64)
    row = np.repeat(np.arange(len(found)), length)
    numbers = [known[word] for words in found for word in words]
    if not numbers:
        empty = np.zeros(0, dtype=np.int64)
        return Features(len(told), empty, empty, empty)
    both = np.array(numbers, dtype=np.uint64)
    word, company = both[:, 0], both[:, 1]
    beside = row[1:] == row[:-1]
    rows = [row, row[:-1][beside]]
    columns = [_mixed(word, 1), _mixed(_mixed(word[:-1], 2) + word[1:], 3)[beside]]
    has = np.zeros(len(told), dtype=np.uint64)
    np.bitwise_or.at(has, row, company)
    for place in range(len(CLOSE)):
        inside = (has[row] >> np.uint64(place)) & np.uint64(1) == 1
        rows.append(row[inside])
        columns.append(_mixed(word[inside], 10 + place))
    for place, reach in enumerate(CLOSE):
        at, close = _close(row, (company >> np.uint64(place)) & np.uint64(1) == 1, reach)
        rows.append(row[at])
        columns.append(_mixed(word[close], 20) + _mixed((close > at).astype(np.uint64), 30 + place))
    kind = np.repeat(np.arange(KINDS), [len(part) for part in rows])
    column = np.concatenate(columns) & np.uint64(SIZE - 1)
    return Features(len(told), np.concatenate(rows), column.astype(np.int64), kind)


def _close(row: Integers, member: NDArray[np.bool_], reach: int) -> tuple[Integers, Integers]:
    """Places of a class's words, and of the words close to each in the same piece."""
    places = np.flatnonzero(member)
    steps = np.r_[-reach:0, 1 : reach + 1]
    at = np.repeat(places, len(steps))
    close = at + np.tile(steps, len(places))
    inside = (close >= 0) & (close < len(row))
    at, close = at[inside], close[inside]
    joined = row[at] == row[close]
    return at[joined], close[joined]


class _Words(dict[str, tuple[int, int]]):
    """The hash of each word met, and the classes it belongs to as bits."""

    def __init__(self, classes: dict[str, int]) -> None:
        super().__init__()
        self.classes = classes

    def __missing__(self, word: str) -> tuple[int, int]:
        plain = "0" * min(len(word), 4) if word[0].isdigit() else word
        number = zlib.crc32(plain.encode("utf-8", "surrogatepass")), self.classes.get(word, 0)
        self[word] = number
        return number


def _mixed(numbers: NDArray[np.uint64], salt: int) -> NDArray[np.uint64]:
    """Numbers spread over 64 bits, in another way for each salt (wraps on purpose)."""
    salted = np.uint64(salt * 0xC2B2AE3D27D4EB4F % (1 << 64))
    spread = numbers * np.uint64(0x9E3779B97F4A7C15) + salted
    spread ^= spread >> np.uint64(29)
    spread *= np.uint64(0xBF58476D1CE4E5B9)
    spread ^= spread >> np.uint64(32)
    return spread


@cache
def _classes() -> dict[str, int]:
    """The classes of ``detect_words.toml`` a word belongs to, as bits."""
    lists = tomllib.loads((Path(__file__).parent / "detect_words.toml").read_text("utf-8"))
    classes: dict[str, int] = {}
    for place, words in enumerate(lists.values()):
        for word in words.split():
            classes[word] = classes.get(word, 0) | 1 << place
    return classes
