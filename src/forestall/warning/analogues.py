"""Look-alikes from the past: which histories resemble this one, and what followed them.

The method of analogues (Lorenz 1969, doi:10.1175/1520-0469(1969)26<636:APARBN>2.0.CO;2) with an
adaptive kernel: a past country-month counts by exp(−d² / 2h²), where d is the distance between
the two histories and h widens until enough look-alikes are within it.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


def trailing_mean(values: Floats, window: int) -> Floats:
    """Mean of the last ``window`` columns up to each column (of all there are, early on).

    >>> trailing_mean(np.array([[4.0, 0.0, 2.0]]), 2).tolist()
    [[4.0, 2.0, 1.0]]
    """
    sums = np.concatenate([np.zeros((len(values), 1)), values.cumsum(axis=1)], axis=1)
    end = np.arange(1, values.shape[1] + 1)
    start = np.maximum(end - window, 0)
    means: Floats = (sums[:, end] - sums[:, start]) / (end - start)
    return means


def months_since(values: Floats, longest: int) -> Floats:
    """Columns since the last value above zero, at most ``longest``; that, too, if there is none.

    >>> months_since(np.array([[0.0, 3.0, 0.0, 0.0]]), 120).tolist()
    [[120.0, 0.0, 1.0, 2.0]]
    """
    here = np.arange(values.shape[1])
    last = np.maximum.accumulate(np.where(values > 0, here, -longest), axis=1)
    return np.minimum(here - last, longest).astype(np.float64)


def kernel(target: Floats, pool: Floats, bandwidth: float, nearest: int) -> Floats:
    """Cumulative weights of the pool's rows as look-alikes of ``target``, shape (pool,).

    Parameters
    ----------
    target : features, shape (features,), already scaled.
    pool : features of past cases, shape (pool, features).
    bandwidth : the kernel's least width.
    nearest : the width grows until it reaches this many of the nearest past cases.
    """
    squared = np.square(pool - target).sum(axis=1)
    place = min(nearest, len(squared)) - 1
    width = max(bandwidth**2, float(np.partition(squared, place)[place]))
    weights: Floats = np.exp(-squared / (2 * width)).cumsum()
    return weights


def choose(cumulative: Floats, draws: int, rng: np.random.Generator) -> Ints:
    """Row numbers drawn with the given cumulative weights, shape (draws,)."""
    points = rng.random(draws) * cumulative[-1]
    rows = np.searchsorted(cumulative, points, "right")
    chosen: Ints = np.minimum(rows, len(cumulative) - 1)
    return chosen


def tempered(deaths: Floats, cap: float) -> Floats:
    """Values above ``cap`` drawn back towards it: cap · √(value / cap).

    Months beyond tens of thousands of deaths are rare and do not last; taken at face value, one
    of them would rule every mean it enters.

    >>> tempered(np.array([10.0, 400.0]), 100.0).tolist()
    [10.0, 200.0]
    """
    return np.where(deaths > cap, cap * np.sqrt(np.maximum(deaths, cap) / cap), deaths)


def counts(means: Floats, size: float, rng: np.random.Generator) -> Floats:
    """Negative binomial draws: variance mean + mean²/size, and 0 wherever the mean is 0."""
    drawn = np.zeros_like(means)
    some = means > 0
    drawn[some] = rng.poisson(rng.gamma(size, means[some] / size))
    return drawn
