"""Numbers of people as English news writes them: "1,200", "forty-nine", "at least two dozen".

A number has three sides. ``best`` is the number told. ``low`` and ``high`` are what the words
around it allow: "at least 30" sets no upper bound, "up to 60" no lower one, "about 40" a tenth
either way. A range takes the floor of its middle as ``best``. Plenty without a number ("dozens",
"several") has the least it can mean and no more.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

DIGITS = re.compile(r"\d[\d,]*(?:\.\d+)?")
RANGE = re.compile(r"(\d[\d,]*)\s?[-–/]\s?(\d[\d,]*)")
UNBOUNDED = {"more", "so", "over", "above"}
MORE = frozenset({"further", "additional", "another", "other"})
LARGEST = 10**9


@dataclass(frozen=True, slots=True)
class Quantity:
    """How many: the least, the number told (None without one), the most (None without a bound)."""

    low: int
    best: int | None
    high: int | None

    @classmethod
    def of(cls, number: int) -> Quantity:
        """Exactly so many."""
        return cls(number, number, number)

    def __add__(self, other: Quantity) -> Quantity:
        best = None if self.best is None or other.best is None else self.best + other.best
        high = None if self.high is None or other.high is None else self.high + other.high
        return Quantity(self.low + other.low, best, high)


@cache
def lexicon() -> dict[str, Any]:
    """The word lists of ``counts.toml``."""
    text = files("forestall.coding").joinpath("counts.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@dataclass(frozen=True, slots=True)
class _Words:
    value: dict[str, int]
    scale: dict[str, int]
    vague: dict[tuple[str, ...], int]
    bounds: dict[tuple[str, ...], str]
    starts: frozenset[str]


@cache
def _words() -> _Words:
    numbers = lexicon()["numbers"]
    value = {word: n for n, word in enumerate(numbers["units"])}
    for n, ten in enumerate(numbers["tens"], start=2):
        value[ten] = 10 * n
        value |= {f"{ten}-{one}": 10 * n + value[one] for one in numbers["units"][1:10]}
    scale = dict(numbers["scales"])
    vague = {tuple(phrase.split()): least for phrase, least in numbers["vague"].items()}
    bounds = {
        tuple(phrase.split()): kind for kind, told in numbers["bounds"].items() for phrase in told
    }
    starts = frozenset(value) | {key[0] for key in vague} | {key[0] for key in bounds}
    return _Words(
        value, scale, vague, bounds, starts | {"between", "from", "half", "a", "dozen", "hundred"}
    )


def read(words: Sequence[str], at: int) -> tuple[Quantity, int] | None:
    """The quantity that starts at ``words[at]`` (small letters) and where the words after it start.

    None where none starts there. The article of "a dozen" belongs to it, that of "a man" does not.

    >>> read("at least two dozen people".split(), 0)
    (Quantity(low=24, best=24, high=None), 4)
    >>> read("a man".split(), 0) is None
    True
    """
    word = words[at]
    known = _words()
    if not (word[0].isdigit() or word in known.starts or word.split("-")[0] in known.value):
        return None
    bound, start = "", at
    for _ in range(2):
        kind, start = _phrase(words, start, known.bounds)
        bound = kind or bound
    start = _past_further(words, start) if bound else start
    found = _range(words, start) or _vague(words, start) or _single(words, start)
    if found is None:
        return None
    quantity, end = found
    if bound:
        quantity = _bounded(quantity, bound)
    if words[end : end + 1] == ["or"] and end + 1 < len(words) and words[end + 1] in UNBOUNDED:
        quantity, end = _bounded(quantity, "least"), end + 2
    return quantity, end


def _phrase(words: Sequence[str], at: int, phrases: dict[tuple[str, ...], Any]) -> tuple[Any, int]:
    for length in (4, 3, 2, 1):
        key = tuple(words[at : at + length])
        if len(key) == length and key in phrases:
            return phrases[key], at + length
    return None, at


def _past_further(words: Sequence[str], at: int) -> int:
    """Past "a further" in "at least a further six"."""
    if words[at : at + 1] in (["a"], ["an"]) and words[at + 1 : at + 2]:
        return at + 2 if words[at + 1] in MORE else at
    return at + 1 if words[at : at + 1] and words[at] in MORE else at


def _range(words: Sequence[str], at: int) -> tuple[Quantity, int] | None:
    if at >= len(words):
        return None
    between = words[at] in {"between", "from"}
    spot = at + 1 if between and at + 1 < len(words) else at
    joined = RANGE.fullmatch(words[spot])
    if joined:
        return _between(_digits(joined.group(1)), _digits(joined.group(2)), spot + 1)
    first = cardinal(words, at + 1 if between else at)
    if first is None or first[1] + 1 >= len(words):
        return None
    link = words[first[1]]
    if link not in ({"and", "to", "-", "–"} if words[at] == "between" else {"to", "or", "-", "–"}):
        return None
    second = cardinal(words, first[1] + 1)
    if second is None or second[0] <= first[0]:
        return None
    if words[at] == "from":  # "rose from 20 to 26": the later number is the one that holds
        return Quantity.of(second[0]), second[1]
    return _between(first[0], second[0], second[1])


def _between(low: int, high: int, end: int) -> tuple[Quantity, int] | None:
    if high <= low:
        return None
    return Quantity(low, (low + high) // 2, high), end


def _vague(words: Sequence[str], at: int) -> tuple[Quantity, int] | None:
    if words[at : at + 1] in (["a"], ["an"]) and words[at + 2 : at + 4] == ["number", "of"]:
        return Quantity(1, None, None), at + 4  # "an unspecified number of"
    least, end = _phrase(words, at, _words().vague)
    if least is None:
        return None
    if end < len(words) and words[end] in _words().scale:  # "several hundred"
        return Quantity(least * _words().scale[words[end]], None, None), _of(words, end + 1)
    return Quantity(least, None, None), _of(words, end)


def _single(words: Sequence[str], at: int) -> tuple[Quantity, int] | None:
    if tuple(words[at : at + 2]) == ("a", "couple"):
        return Quantity.of(2), _of(words, at + 2)
    found = cardinal(words, at)
    if found is None:
        return None
    return Quantity.of(found[0]), found[1]


def _of(words: Sequence[str], at: int) -> int:
    return at + 1 if at < len(words) and words[at] == "of" else at


def cardinal(words: Sequence[str], at: int) -> tuple[int, int] | None:
    """The whole number that starts at ``words[at]`` and where it ends; None where none does.

    >>> cardinal("two hundred and five men".split(), 0)
    (205, 4)
    """
    known = _words()
    if at >= len(words):
        return None
    word, total, part, end = words[at], 0, 0, at
    if word == "half" and words[at + 1 : at + 3] == ["a", "dozen"]:
        return 6, at + 3
    if word in {"a", "an"}:
        if at + 1 >= len(words) or words[at + 1] not in known.scale or words[at + 1] == "score":
            return None
        part, end = 1, at + 1
    elif word in {"dozen", "hundred"}:
        part = 1
    elif word[0].isdigit():
        if not DIGITS.fullmatch(word):
            return None
        part, end = _digits(word), at + 1
        if "." in word:
            return _decimal(words, at)
    while end < len(words):
        word = words[end]
        if word in known.value and (end == at or part % 100 == 0 or part in _tens(word, known)):
            part += known.value[word]
        elif word in known.scale and part:
            total, part = _scaled(total, part, known.scale[word])
        elif not (word == "and" and part + total >= 100 and _value(words, end + 1) is not None):
            break
        end += 1
    if end == at or total + part > LARGEST:
        return None
    return total + part, end


def _tens(word: str, known: _Words) -> range:
    return range(20, 100, 10) if known.value[word] < 10 else range(0)


def _value(words: Sequence[str], at: int) -> int | None:
    return _words().value.get(words[at]) if at < len(words) else None


def _scaled(total: int, part: int, scale: int) -> tuple[int, int]:
    if scale >= 1000:
        return (total + part) * scale, 0
    return total, part * scale


def _digits(word: str) -> int:
    return int(float(word.replace(",", "")))


def _decimal(words: Sequence[str], at: int) -> tuple[int, int] | None:
    scale = _words().scale.get(words[at + 1]) if at + 1 < len(words) else None
    if scale is None:
        return None
    return round(float(words[at].replace(",", "")) * scale), at + 2


def _bounded(quantity: Quantity, bound: str) -> Quantity:
    best = quantity.best
    if best is None:
        return quantity
    if bound == "least":
        return Quantity(quantity.low, best, None)
    if bound == "most":
        return Quantity(0, best, best)
    if bound == "below":
        return Quantity(best - -(-best // 10), best, best)
    if bound == "about":
        return Quantity(best - best // 10, best, best + best // 10)
    return quantity
