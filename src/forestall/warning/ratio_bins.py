"""Forecast distributions as shares of bins: of ratios to a country's own level, or its own months.

Deaths span five orders of magnitude, and few wars are large. What is learnt across countries is
therefore not how many die but how the deaths of a later month compare with the recent level: class
0 is "none", the other classes are bins of z = log(1 + deaths) − log(1 + level). Distributions are
kept as cumulative probabilities on one grid of deaths, so that mixing them is adding.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

Z_EDGES = np.array([-3, -2, -1.35, -0.85, -0.45, -0.15, 0.15, 0.45, 0.85, 1.35, 2, 3, 4.2])
Z_POINTS = np.concatenate([[-5.0], Z_EDGES, [7.0]])
CLASSES = len(Z_EDGES) + 2

SINGLE = 30
LARGEST = 400_000
GRID = np.unique(
    np.concatenate([np.arange(SINGLE), np.rint(np.geomspace(SINGLE, LARGEST, 270))])
).astype(np.float64)
"""Whole numbers of deaths: each from 0 to 29, then 3.6% apart (whole numbers while closer)."""
UPPER = np.log1p(np.append((GRID[1:] + GRID[:-1]) / 2, LARGEST * 1.05))
"""log(1 + upper edge) of each grid point's cell; an edge lies halfway to the next point."""


def classes(deaths: Floats, level: Floats) -> Ints:
    """Class 0 to 14 of deaths beside a level, both in deaths, shapes that broadcast.

    >>> classes(np.array([0.0, 9.0, 99.0]), np.array([9.0, 9.0, 9.0])).tolist()  # z = 0, 2.303
    [0, 7, 12]
    """
    z = np.log1p(deaths) - np.log1p(level)
    return np.where(deaths > 0, 1 + np.searchsorted(Z_EDGES, z, "right"), 0).astype(np.int64)


def cumulative(shares: Floats, level: Floats) -> Floats:
    """Probability of at most each grid point, shape (n, grid), rows ending at 1.

    Parameters
    ----------
    shares : probability of each class, shape (n, 15).
    level : deaths, shape (n,). Within a bin z is uniform; ratios that would mean less than half
        a death are counted as one death.
    """
    steps = np.cumsum(shares, axis=1)
    result = np.empty((len(shares), len(GRID)))
    for row, base in enumerate(np.log1p(level)):
        result[row] = np.interp(UPPER - base, Z_POINTS, steps[row])
    result[:, 0] = shares[:, 0]
    result /= result[:, -1:]
    return result


def smoothed(deaths: Floats, weights: Floats) -> Floats:
    """Weighted past months as one distribution per country, shape (countries, grid).

    Each month with deaths x stands for a logistic distribution of log(1 + deaths) around
    log(1 + x), of scale √(0.25² + 0.3²/(1 + x)); a month without deaths stands for none.

    Parameters
    ----------
    deaths : past months, shape (countries, months).
    weights : of the months, shape (months,), summing to 1.
    """
    result = np.zeros((len(deaths), len(GRID)))
    for month, weight in enumerate(weights):
        x = deaths[:, month, None]
        scale = np.sqrt(0.25**2 + 0.3**2 / (1 + x))
        z = np.clip((UPPER - np.log1p(x)) / scale, -40, 40)
        result += weight * np.where(x > 0, 1 / (1 + np.exp(-z)), 1.0)
    result /= result[:, -1:]
    return result


def sorted_draws(distribution: Floats, draws: int, rng: np.random.Generator) -> Floats:
    """Draws in rising order, shape (n, draws), in deaths.

    Systematic sampling: one random offset u per row; the k-th draw is the quantile of
    (k + u) / draws, so that shares of draws are within 1/draws of the probabilities.
    """
    offset = rng.random((len(distribution), 1))
    below = np.minimum(np.floor(draws * distribution + offset), draws)
    below[:, -1] = draws
    counts = np.diff(below, axis=1, prepend=0).astype(np.int64)
    everywhere = np.tile(GRID, len(distribution))
    return np.repeat(everywhere, counts.ravel()).reshape(len(distribution), draws)
