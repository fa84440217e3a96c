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

    Indices = Sequence[int] | NDArray[np.int64]

FEATURES = (
    *("words", "lead", "lead_both", "names", "numbers"),
    *("near_words", "near_leads", "near_names"),
)
"""Cosines, 0 to 1: whole texts; the lead of one in the other; both leads; names; numbers; whole
texts, leads and names again with each word weighted by how rare it is in texts near to its own."""
NEAR = 30
"""Texts that are near to one: those most like it."""
LEAD = 80
"""Words of a lead: news tells the event first."""
WORD = re.compile(r"[^\W_]+")
ENDINGS = ("ing", "ed", "es", "ly", "s")
ROWS = 2_000
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
    """Texts made ready to be compared in pairs.

    Parameters
    ----------
    texts : the texts.
    background : news to count words in too.
    pairs : places of texts that may tell of one event, as two sequences of one length. Texts near
        to one are sought among them.
    """

    def __init__(
        self,
        texts: Sequence[str],
        background: Background,
        pairs: tuple[Indices, Indices],
    ) -> None:
        split = [words(each) for each in texts]
        held = Counter(word for each in split for word in set(each))
        self._column = {word: column for column, word in enumerate(sorted(held))}
        outside = np.array([background.holding.get(word, 0) for word in self._column], dtype=float)
        inside = np.array([held[word] for word in self._column], dtype=float)
        count = len(texts) + background.texts
        self._share = (inside + outside) / max(count, 1)
        rarity = np.log((count + 1) / (inside + outside + 0.5))
        whole = self._counts(Counter(each) for each in split)
        lead = self._counts(Counter(each[:LEAD]) for each in split)
        named = self._counts(Counter(names(each)) for each in texts)
        digits = self._counts(Counter({w for w in each if w.isdigit()}) for each in split)
        self._whole, self._lead, self._names, self._numbers = (
            _weighted(each, rarity[each.indices]) for each in (whole, lead, named, digits)
        )
        near = self._nearest(*(np.asarray(each, dtype=np.int64) for each in pairs))
        self._near = [self._among_near(each, whole, near) for each in (whole, lead, named)]

    def _counts(self, counts: Iterable[Counter[str]]) -> Any:
        """How often each text has each word: 1 + log of it, one row a text."""
        from scipy.sparse import csr_array

        values: list[float] = []
        columns: list[int] = []
        ends = [0]
        for each in counts:
            row = sorted((self._column[w], n) for w, n in each.items() if w in self._column)
            columns.extend(column for column, _ in row)
            values.extend(1 + math.log(n) for _, n in row)
            ends.append(len(columns))
        shape = (len(ends) - 1, max(1, len(self._column)))
        return csr_array((np.array(values), np.array(columns, dtype=np.int64), ends), shape=shape)

    def _nearest(self, one: NDArray[np.int64], other: NDArray[np.int64]) -> Any:
        """Which texts are near to each: rows of ones, the text itself among them."""
        from scipy.sparse import csr_array

        count = self._whole.shape[0]
        alike = np.zeros(len(one))
        for start in range(0, len(one), AT_ONCE):
            chunk = slice(start, start + AT_ONCE)
            alike[chunk] = _cosines(self._whole, self._whole, one[chunk], other[chunk])
        itself = np.arange(count)
        rows = np.concatenate([itself, one, other])
        columns = np.concatenate([itself, other, one])
        score = np.concatenate([np.full(count, 2.0), alike, alike])
        order = np.lexsort((columns, -score, rows))
        rows, columns = rows[order], columns[order]
        first = np.searchsorted(rows, itself)
        kept = np.arange(len(rows)) - first[rows] < NEAR
        ones = np.ones(int(kept.sum()))
        return csr_array((ones, (rows[kept], columns[kept])), shape=(count, count))

    def _among_near(self, counts: Any, whole: Any, near: Any) -> Any:
        """Rows weighted by how rare a word is in the texts near by.

        Where there are fewer than :data:`NEAR`, texts at large stand for the others.
        """
        present = whole.copy()
        present.data[:] = 1.0
        weights = np.zeros(len(counts.data))
        missing = NEAR - np.asarray(near.sum(axis=1)).ravel()
        for start in range(0, counts.shape[0], ROWS):
            last = min(start + ROWS, counts.shape[0])
            held = (near[start:last] @ present).tocsr()
            for row in range(start, last):
                at = slice(counts.indptr[row], counts.indptr[row + 1])
                columns = counts.indices[at]
                mine = slice(held.indptr[row - start], held.indptr[row - start + 1])
                found = dict(
                    zip(held.indices[mine].tolist(), held.data[mine].tolist(), strict=True)
                )
                inside = np.array([found[each] for each in columns.tolist()])
                expected = inside + missing[row] * self._share[columns]
                weights[at] = np.log((NEAR + 1) / (np.minimum(expected, NEAR) + 0.5))
        return _weighted(counts, weights)

    def likeness(self, one: Indices, other: Indices) -> NDArray[np.float64]:
        """Likenesses of pairs of texts, by their places; shape (pairs, :data:`FEATURES`)."""
        first, second = np.asarray(one, dtype=np.int64), np.asarray(other, dtype=np.int64)
        made = np.zeros((len(first), len(FEATURES)))
        for start in range(0, len(first), AT_ONCE):
            chunk = slice(start, start + AT_ONCE)
            made[chunk] = self._chunk(first[chunk], second[chunk])
        return made

    def _chunk(self, one: NDArray[np.int64], other: NDArray[np.int64]) -> NDArray[np.float64]:
        whole, lead, near = self._whole, self._lead, self._near
        return np.stack(
            [
                _cosines(whole, whole, one, other),
                np.maximum(_cosines(lead, whole, one, other), _cosines(whole, lead, one, other)),
                _cosines(lead, lead, one, other),
                _cosines(self._names, self._names, one, other),
                _cosines(self._numbers, self._numbers, one, other),
                *(_cosines(each, each, one, other) for each in near),
            ],
            axis=1,
        )


def _weighted(counts: Any, weights: NDArray[np.float64]) -> Any:
    """Counts times weights, each row made to length 1 (or 0 where it has nothing)."""
    made = counts.copy()
    made.data = made.data * weights
    squares = made.multiply(made).sum(axis=1)
    length = np.sqrt(np.asarray(squares).ravel())
    made.data = made.data / np.repeat(np.where(length > 0, length, 1.0), np.diff(made.indptr))
    return made


def _cosines(
    left: Any, right: Any, one: NDArray[np.int64], other: NDArray[np.int64]
) -> NDArray[np.float64]:
    return np.asarray(left[one].multiply(right[other]).sum(axis=1)).ravel()


def background(texts: Iterable[str], least: int) -> Background:
    """Counts of the words that stand in at least so many of the texts."""
    count, held = 0, Counter[str]()
    for each in texts:
        count += 1
        held.update(set(words(each)))
    return Background(count, {word: n for word, n in sorted(held.items()) if n >= least})
