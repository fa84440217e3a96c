"""Two shrunken learners in plain numpy: logistic ridge regression and small boosted trees."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

FURTHEST = 4.0
"""Standard deviations beyond which a predictor counts no further."""


def expit(log_odds: Floats) -> Floats:
    """Probabilities of log-odds.

    >>> expit(np.array([0.0])).tolist()
    [0.5]
    """
    odds: Floats = 1 / (1 + np.exp(-np.clip(log_odds, -40, 40)))
    return odds


def logit(probability: Floats) -> Floats:
    """Log-odds of probabilities, kept off 0 and 1 by a millionth."""
    safe = np.clip(probability, 1e-6, 1 - 1e-6)
    odds: Floats = np.log(safe / (1 - safe))
    return odds


def ridge(x: Floats, y: Floats, penalty: float) -> Floats:
    """Intercept and weights, shape (1 + columns,), of logistic ridge regression.

    Minimises Σ log(1 + exp(−s·η)) + penalty/2 · Σ w² by Newton's method with step halving (le
    Cessie & van Houwelingen 1992, doi:10.2307/2347628); the intercept is not penalised.

    >>> ridge(np.zeros((4, 1)), np.array([1.0, 1.0, 1.0, 0.0]), 1.0).round(4).tolist()
    [1.0986, 0.0]
    """
    design = np.column_stack([np.ones(len(y)), x])
    shrink = np.full(design.shape[1], penalty)
    shrink[0] = 1e-9
    mean = np.clip(y.mean(), 1e-6, 1 - 1e-6)
    weights = np.zeros(design.shape[1])
    weights[0] = np.log(mean / (1 - mean))

    def loss(w: Floats) -> float:
        eta = design @ w
        return float((np.logaddexp(0, eta) - y * eta).sum() + 0.5 * (shrink * w * w).sum())

    now = loss(weights)
    for _ in range(50):
        p = expit(design @ weights)
        slope = design.T @ (y - p) - shrink * weights
        curve = (design * (p * (1 - p))[:, None]).T @ design + np.diag(shrink)
        step = np.linalg.solve(curve, slope)
        share = 1.0
        while share > 1e-4 and loss(weights + share * step) > now + 1e-9:
            share /= 2
        weights = weights + share * step
        now = loss(weights)
        if np.abs(share * step).max() < 1e-6:
            break
    return weights


@dataclass(frozen=True, slots=True)
class Linear:
    """A linear score of named predictors on their own scales: what ridge regression learnt."""

    names: tuple[str, ...]
    missing: Floats  # stands in for a missing value: the training median
    centre: Floats
    spread: Floats
    weights: Floats
    intercept: float

    @classmethod
    def fit(cls, names: tuple[str, ...], x: Floats, y: Floats, penalty: float) -> Self:
        """Learn from raw predictors, shape (rows, names): the scales come from these rows only."""
        scales = scales_of(x)
        learnt = ridge(scaled(x, *scales), y, penalty)
        return cls(names, *scales, weights=learnt[1:], intercept=float(learnt[0]))

    def terms(self, x: Floats) -> Floats:
        """What each predictor adds to the score, shape (rows, names)."""
        added: Floats = scaled(x, self.missing, self.centre, self.spread) * self.weights
        return added

    def score(self, x: Floats) -> Floats:
        """Log-odds, shape (rows,)."""
        total: Floats = self.intercept + self.terms(x).sum(axis=1)
        return total

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return {
            "names": list(self.names),
            **{
                key: getattr(self, key).tolist()
                for key in ("missing", "centre", "spread", "weights")
            },
            "intercept": self.intercept,
        }

    @classmethod
    def from_dict(cls, stored: dict[str, Any]) -> Self:
        """The inverse of :meth:`to_dict`."""
        return cls(
            tuple(stored["names"]),
            missing=np.array(stored["missing"], float),
            centre=np.array(stored["centre"], float),
            spread=np.array(stored["spread"], float),
            weights=np.array(stored["weights"], float),
            intercept=float(stored["intercept"]),
        )


def scales_of(x: Floats) -> tuple[Floats, Floats, Floats]:
    """Median, mean and standard deviation of each column; infinite where a column is constant."""
    median = np.zeros(x.shape[1])
    some = np.isfinite(x).any(axis=0)
    median[some] = np.nanmedian(x[:, some], axis=0)
    filled = np.where(np.isfinite(x), x, median)
    spread = filled.std(axis=0)
    spread[spread < 1e-9] = 1e12
    return median, filled.mean(axis=0), spread


def scaled(x: Floats, missing: Floats, centre: Floats, spread: Floats) -> Floats:
    """Predictors in standard deviations from their mean, at most :data:`FURTHEST`."""
    filled = np.where(np.isfinite(x), x, missing)
    return np.clip((filled - centre) / spread, -FURTHEST, FURTHEST)


@dataclass(frozen=True, slots=True)
class Trees:
    """Boosted trees of two levels on the log-odds scale (Friedman 2001, algorithm 5).

    Node 0 is the root, 1 and 2 its children, 3 to 6 the leaves. A missing or high value goes
    right. ``values`` are the scores of all seven nodes, so that a path tells what each split
    added (Saabas 2014).
    """

    names: tuple[str, ...]
    start: float
    feature: Ints  # (trees, 3)
    threshold: Floats  # (trees, 3)
    values: Floats  # (trees, 7)

    def terms(self, x: Floats) -> Floats:
        """What each predictor adds along the trees' paths, shape (rows, names)."""
        columns = np.ascontiguousarray(x.T)
        added = np.zeros(columns.shape)
        for feature, threshold, values in zip(
            self.feature.tolist(), self.threshold.tolist(), self.values.tolist(), strict=True
        ):
            below = columns[feature[0]] <= threshold[0]
            added[feature[0]] += np.where(below, values[1] - values[0], values[2] - values[0])
            for node, here in ((1, below), (2, ~below)):
                under = columns[feature[node]] <= threshold[node]
                steps = [values[2 * node + side] - values[node] for side in (1, 2)]
                added[feature[node]] += here * np.where(under, *steps)
        return np.ascontiguousarray(added.T)

    @property
    def base(self) -> float:
        """The score before any split."""
        return self.start + float(self.values[:, 0].sum())

    def score(self, x: Floats) -> Floats:
        """Log-odds, shape (rows,)."""
        total: Floats = self.base + self.terms(x).sum(axis=1)
        return total

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return {
            "names": list(self.names),
            "start": self.start,
            "feature": self.feature.tolist(),
            "threshold": np.round(self.threshold, 9).tolist(),
            "values": np.round(self.values, 9).tolist(),
        }

    @classmethod
    def from_dict(cls, stored: dict[str, Any]) -> Self:
        """The inverse of :meth:`to_dict`."""
        return cls(
            tuple(stored["names"]),
            float(stored["start"]),
            np.array(stored["feature"], np.int64),
            np.array(stored["threshold"], float),
            np.array(stored["values"], float),
        )
