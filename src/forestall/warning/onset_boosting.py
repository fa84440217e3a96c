"""Growing the boosted trees of :class:`.onset_learners.Trees` on binned predictors."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from forestall.warning.onset_learners import Floats, Ints, Trees, expit

BINS = 32
SMALLEST = 40
"""Fewest rows in a node."""
HOLD = 20.0
"""Penalty on a node's score: a second derivative of so much is added."""
RATE = 0.04
COLUMNS = 0.4
"""Share of the predictors each tree may use."""
ROWS = 0.6
"""Share of the rows each tree learns from."""


@dataclass(frozen=True, slots=True)
class _Binned:
    codes: Ints  # (rows, names), 0 … BINS − 1
    edges: Floats  # (names, BINS − 1): halfway to the next bin, infinite where there are fewer


def grow(
    names: tuple[str, ...], x: Floats, y: Floats, rounds: int, rng: np.random.Generator
) -> Trees:
    """Learn trees by stochastic gradient boosting with Newton steps (Friedman 2001, 2002).

    Parameters
    ----------
    x : raw predictors, shape (rows, names); missing is NaN.
    y : 0 or 1, shape (rows,).
    rounds : number of trees.
    """
    binned = _bin(x)
    mean = float(np.clip(y.mean(), 1e-6, 1 - 1e-6))
    start = float(np.log(mean / (1 - mean)))
    score = np.full(len(y), start)
    feature = np.zeros((rounds, 3), dtype=np.int64)
    threshold = np.full((rounds, 3), np.inf)
    values = np.zeros((rounds, 7))
    for tree in range(rounds):
        rows = np.flatnonzero(rng.random(len(y)) < ROWS)
        columns = np.sort(
            rng.choice(len(names), max(1, round(COLUMNS * len(names))), replace=False)
        )
        p = expit(score)
        node = _grow_tree(
            binned,
            columns,
            rows,
            p - y,
            p * (1 - p),
            (feature[tree], threshold[tree], values[tree]),
        )
        score += values[tree][node]
    return Trees(names, start, feature, threshold, values)


def _bin(x: Floats) -> _Binned:
    codes = np.zeros(x.shape, dtype=np.int64)
    edges = np.full((x.shape[1], BINS - 1), np.inf)
    for column in range(x.shape[1]):
        known = x[np.isfinite(x[:, column]), column]
        if len(known) == 0:
            continue
        cuts = np.unique(np.quantile(known, np.linspace(0, 1, BINS)[1:-1], method="lower"))
        cuts = cuts[cuts < known.max()]
        distinct = np.unique(known)
        above = distinct[np.searchsorted(distinct, cuts, "right")]
        # Halfway to the next value, so that rounding a stored threshold moves no row.
        edges[column, : len(cuts)] = (cuts + above) / 2
        codes[:, column] = np.searchsorted(cuts, x[:, column], "left")
        codes[~np.isfinite(x[:, column]), column] = len(cuts)  # missing goes with the highest
    return _Binned(codes, edges)


def _grow_tree(
    binned: _Binned,
    columns: Ints,
    rows: Ints,
    slope: Floats,
    curve: Floats,
    tree: tuple[Ints, Floats, Floats],
) -> Ints:
    """Fill one tree's splits and scores in place; the leaf of every row, sampled or not."""
    feature, threshold, values = tree
    place = np.zeros(len(slope), dtype=np.int64)
    values[0] = _value(slope[rows], curve[rows])
    for node in range(3):
        here = rows[place[rows] == node]
        split = _best_split(binned, columns, here, slope, curve)
        left, right = 2 * node + 1, 2 * node + 2
        everywhere = np.flatnonzero(place == node)
        if split is None:
            values[left] = values[right] = values[node]
            feature[node] = columns[0]
            place[everywhere] = right
            continue
        feature[node], code = split
        threshold[node] = binned.edges[feature[node], code]
        below = binned.codes[everywhere, feature[node]] <= code
        place[everywhere] = np.where(below, left, right)
        for child in (left, right):
            inside = here[place[here] == child]
            values[child] = _value(slope[inside], curve[inside])
    return place


def _value(slope: Floats, curve: Floats) -> float:
    return float(-RATE * slope.sum() / (curve.sum() + HOLD))


def _best_split(
    binned: _Binned, columns: Ints, rows: Ints, slope: Floats, curve: Floats
) -> tuple[int, int] | None:
    """The column and the last bin on the left that gain most, or None if nothing does."""
    if len(rows) < 2 * SMALLEST:
        return None
    width = len(columns)
    flat = (binned.codes[np.ix_(rows, columns)] + BINS * np.arange(width)).ravel()

    def summed(weights: Floats | None) -> Floats:
        repeated = None if weights is None else np.repeat(weights[rows], width)
        counts = np.bincount(flat, repeated, BINS * width).reshape(width, BINS)
        return counts.cumsum(axis=1).astype(np.float64)

    n, g, h = summed(None), summed(slope), summed(curve)
    total_n, total_g, total_h = n[:, -1:], g[:, -1:], h[:, -1:]
    gain = (
        g**2 / (h + HOLD)
        + (total_g - g) ** 2 / (total_h - h + HOLD)
        - total_g**2 / (total_h + HOLD)
    )
    gain[(n < SMALLEST) | (total_n - n < SMALLEST)] = 0
    best = int(gain.argmax())
    if gain.flat[best] <= 1e-12:
        return None
    return int(columns[best // BINS]), best % BINS
