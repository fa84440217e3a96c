"""The detector's fast model: weights over hashed features of a piece and of its neighbours.

A logistic regression on words, pairs and company of words, each kind of feature weighted by how
rare it is and brought to a fixed length (Salton & Buckley 1988), of the piece, the one before and
the one after. A second, small one reads the first's scores of the piece, of its neighbours and of
the whole text.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from forestall.coding.features import SIZE, Features

Floats = NDArray[np.float32]
LENGTHS = (1.0, 0.8, 0.7, 0.7, 0.7, 0.8, 0.6, 0.6)
"""How much each kind of feature counts: words, pairs, company of each class, words close to it."""
NEIGHBOUR = 0.4
"""How much a neighbour's features count beside those of the piece."""


@dataclass(frozen=True, slots=True)
class Linear:
    """``weights``: float32 (SIZE, 3 × labels): of the piece, the one before, the one after.

    ``bias``: (labels,).
    """

    weights: Floats
    bias: Floats

    def scores(self, matrix: Any, texts: NDArray[np.int64]) -> Floats:
        """Log odds (pieces, labels); ``texts`` says to which text each piece belongs."""
        labels = len(self.bias)
        parts = np.asarray(matrix @ self.weights, dtype=np.float32)
        own = parts[:, :labels] + self.bias
        if len(texts) > 1:
            joined = (texts[1:] == texts[:-1])[:, None]
            own[1:] += NEIGHBOUR * joined * parts[:-1, labels : 2 * labels]
            own[:-1] += NEIGHBOUR * joined * parts[1:, 2 * labels :]
        return own


def matrix(found: Features, rarity: Floats) -> Any:
    """Features as a sparse matrix (pieces, SIZE), each kind of a piece of length ``LENGTHS``.

    ``rarity`` is the log of how few pieces of the training texts had each feature, 0 where unseen.
    """
    from scipy.sparse import csr_matrix

    known = rarity[found.column] > 0
    row, column, kind = found.row[known], found.column[known], found.kind[known]
    value = rarity[column].astype(np.float64)
    cell = kind * found.pieces + row
    length = np.sqrt(np.bincount(cell, value**2, minlength=found.pieces * len(LENGTHS)))
    value *= np.array(LENGTHS)[kind] / np.maximum(length[cell], 1e-9)
    shape = found.pieces, SIZE
    sparse = csr_matrix((value.astype(np.float32), (row, column)), shape=shape)
    sparse.sort_indices()  # so that sums come in one order, whatever stands beside the piece
    return sparse


def rarity(found: Features) -> Floats:
    """Log of pieces over pieces with a feature (SIZE,); 0 for what fewer than two pieces have."""
    once = np.unique(found.row * SIZE + found.column) % SIZE
    seen = np.bincount(once, minlength=SIZE)
    log = np.log(max(found.pieces, 1) / (1.0 + seen))
    return np.where(seen >= 2, np.maximum(log, 0.0), 0.0).astype(np.float32)


def surroundings(scores: Floats, texts: NDArray[np.int64], words: NDArray[np.int64]) -> Floats:
    """What the second model reads of each piece, float32 (pieces, 5 × labels + 4).

    Scores of the piece, the one before, the one after (the lowest known where there is none), the
    highest and mean of its text; then how early it stands, whether it is last, the log of its
    words and of the text's pieces.
    """
    count = len(scores)
    if not count:
        return np.zeros((0, 5 * scores.shape[1] + 4), dtype=np.float32)
    before, after = np.full_like(scores, FAR), np.full_like(scores, FAR)
    joined = texts[1:] == texts[:-1]
    before[1:][joined] = scores[:-1][joined]
    after[:-1][joined] = scores[1:][joined]
    first = np.flatnonzero(np.r_[True, ~joined])
    size = np.diff(np.r_[first, count])
    high = np.repeat(np.maximum.reduceat(scores, first), size, axis=0)
    mean = np.repeat(np.add.reduceat(scores, first) / size[:, None], size, axis=0)
    place = np.arange(count) - np.repeat(first, size)
    lasting = np.repeat(size, size)
    rest = [1 / (1 + place), place + 1 == lasting, np.log1p(words), np.log(lasting)]
    return np.hstack([scores, before, after, high, mean, np.stack(rest, axis=1)], dtype=np.float32)


FAR = -8.0
"""The log odds of a neighbour that is not there."""


@dataclass(frozen=True, slots=True)
class Dense:
    """A logistic regression on standardised inputs: ``weights`` (inputs, labels), ``bias``."""

    centre: Floats
    spread: Floats
    weights: Floats
    bias: Floats

    def scores(self, inputs: Floats) -> Floats:
        """Log odds (rows, labels). Each row is summed by itself, whatever rows stand beside it."""
        given = (inputs - self.centre) / self.spread
        return np.asarray(np.einsum("ri,il->rl", given, self.weights) + self.bias, np.float32)
