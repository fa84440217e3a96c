"""How alike two texts about an event are: their words, their first words, names and numbers.

Words are weighted by how rare they are (Spärck Jones 1972, "A statistical interpretation of term
specificity"), counted over the texts at hand and a background of news, so that two texts alone can
be compared too. What a likeness is worth was learnt by ``benchmarks/ecb_plus.py`` on pairs of
articles on one topic that tell of the same event or of two (ECB+, Cybulska & Vossen 2014).
"""

from __future__ import annotations

import math
import re
import tomllib
from collections import Counter
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray

FEATURES = ("words", "lead", "lead_both", "names", "numbers")
"""Cosines, 0 to 1: whole texts; the lead of one in the other; both leads; names; numbers."""
LEAD = 80
"""Words of a lead: news tells the event first."""
WORD = re.compile(r"[^\W_]+")
ENDINGS = ("ing", "ed", "es", "ly", "s")
AT_ONCE = 20_000
"""Pairs compared in one step, so that memory stays small."""


@dataclass(frozen=True, slots=True)
class Background:
    """In how many of so many news articles a word stands."""

    texts: int
    holding: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class TextModel:
    """Log odds of one event = intercept + weights · likenesses, and the odds it was learnt at."""

    weights: tuple[float, ...]
    intercept: float
    prior_log_odds: float
    background: Background

    @classmethod
    def packaged(cls) -> TextModel:
        """As learnt on ECB+ topics 1–35."""
        return _packaged()

    def log_odds(self, likeness: NDArray[np.float64]) -> NDArray[np.float64]:
        """Log odds that two texts tell one event; ``likeness`` has shape (pairs, features)."""
        return np.asarray(likeness @ np.array(self.weights) + self.intercept, dtype=np.float64)

    def evidence(self, likeness: NDArray[np.float64]) -> NDArray[np.float64]:
        """Log likelihood ratio of one event against two, whatever the odds before."""
        return self.log_odds(likeness) - self.prior_log_odds


@cache
def _packaged() -> TextModel:
    file = files("forestall.coding") / "linkage_text.toml"
    told: dict[str, Any] = tomllib.loads(file.read_text(encoding="utf-8"))
    return TextModel(
        weights=tuple(told["weights"][each] for each in FEATURES),
        intercept=told["intercept"],
        prior_log_odds=told["prior_log_odds"],
        background=Background(told["background"]["texts"], told["background"]["holding"]),
    )


def words(text: str) -> list[str]:
    """Words of a text in order, in small letters, common English endings cut off.

    >>> words("Clans clashed; 26 killed.")
    ['clan', 'clash', '26', 'kill']
    """
    return [_stem(each.lower()) for each in WORD.findall(text)]


def _stem(word: str) -> str:
    for ending in ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word[: -len(ending)]
    return word


def names(text: str) -> set[str]:
    """Words that the text writes with a capital and never without: mostly names, as stems.

    >>> sorted(names("Police in Wabag said police would go."))
    ['wabag']
    """
    found = WORD.findall(text)
    small = {each for each in found if each.islower()}
    return {
        _stem(each.lower())
        for each in found
        if each[0].isupper() and len(each) > 2 and each.lower() not in small
    }


class Texts:
    """Texts made ready to be compared in pairs."""

    def __init__(self, texts: Sequence[str], background: Background) -> None:
        split = [words(each) for each in texts]
        self._column: dict[str, int] = {}
        held = Counter(word for each in split for word in set(each))
        for word in sorted(held):
            self._column[word] = len(self._column)
        count = len(texts) + background.texts
        self._rarity = np.array(
            [
                math.log((count + 1) / (held[word] + background.holding.get(word, 0) + 0.5))
                for word in self._column
            ]
        )
        self._whole = self._rows(Counter(each) for each in split)
        self._lead = self._rows(Counter(each[:LEAD]) for each in split)
        self._names = self._rows(Counter(names(each)) for each in texts)
        self._numbers = self._rows(Counter({w for w in each if w.isdigit()}) for each in split)

    def _rows(self, counts: Iterable[Counter[str]]) -> Any:
        """Weights of words, one row a text, each of length 1 (or 0 where it has no words)."""
        from scipy.sparse import csr_array

        values: list[float] = []
        columns: list[int] = []
        ends = [0]
        for each in counts:
            kept = sorted(self._column[word] for word in each if word in self._column)
            by_column = {self._column[w]: n for w, n in each.items() if w in self._column}
            row = [(1 + math.log(by_column[c])) * float(self._rarity[c]) for c in kept]
            length = math.sqrt(sum(value * value for value in row)) or 1.0
            values.extend(value / length for value in row)
            columns.extend(kept)
            ends.append(len(columns))
        shape = (len(ends) - 1, max(1, len(self._column)))
        return csr_array((np.array(values), np.array(columns, dtype=np.int64), ends), shape=shape)

    def likeness(self, one: Sequence[int], other: Sequence[int]) -> NDArray[np.float64]:
        """Likenesses of pairs of texts, by their places; shape (pairs, :data:`FEATURES`)."""
        first, second = np.asarray(one, dtype=np.int64), np.asarray(other, dtype=np.int64)
        made = np.zeros((len(first), len(FEATURES)))
        for start in range(0, len(first), AT_ONCE):
            chunk = slice(start, start + AT_ONCE)
            made[chunk] = self._chunk(first[chunk], second[chunk])
        return made

    def _chunk(self, one: NDArray[np.int64], other: NDArray[np.int64]) -> NDArray[np.float64]:
        whole, lead = self._whole, self._lead

        def cosine(left: Any, right: Any) -> NDArray[np.float64]:
            return np.asarray(left[one].multiply(right[other]).sum(axis=1)).ravel()

        return np.stack(
            [
                cosine(whole, whole),
                np.maximum(cosine(lead, whole), cosine(whole, lead)),
                cosine(lead, lead),
                cosine(self._names, self._names),
                cosine(self._numbers, self._numbers),
            ],
            axis=1,
        )


def background(texts: Iterable[str], least: int) -> Background:
    """Counts of the words that stand in at least so many of the texts."""
    count, held = 0, Counter[str]()
    for each in texts:
        count += 1
        held.update(set(words(each)))
    return Background(count, {word: n for word, n in sorted(held.items()) if n >= least})
