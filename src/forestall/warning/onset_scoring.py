"""Scores of yes-or-no forecasts: discrimination, calibration, and what a watch list would catch."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from forestall.compute import stream
from forestall.errors import BadValue
from forestall.warning.onset_learners import Floats, logit, ridge

LISTED = 30
"""Length of the yearly watch list behind ``recall_at_30``."""
BINS = (0.0, 0.0025, 0.005, 0.01, 0.02, 0.04, 0.08, 1.0)


@dataclass(frozen=True, slots=True)
class Bin:
    """One line of a reliability table: forecasts within the edges, their mean, what happened.

    Both ranges are binomial: they take the rows for independent. Rows of one country are not, so
    the truth is less certain than they say.
    """

    low: float
    high: float
    n: int
    forecast: float
    observed: float
    onsets: int
    interval_90: tuple[float, float]  # of the frequency, Clopper & Pearson (1934)
    consistent_90: tuple[float, float]  # where the frequency falls if the mean forecast is right


@dataclass(frozen=True, slots=True)
class OnsetScores:
    """All scores of one set of forecasts; ``intervals`` are 5–95% over resampled countries."""

    n: int
    onsets: int
    auc: float
    average_precision: float
    brier: float
    brier_skill: float
    recall_at_30: float
    calibration_slope: float
    mean_forecast: float
    base_rate: float
    reliability: tuple[Bin, ...]
    intervals: dict[str, tuple[float, float]]


def auc(y: Floats, p: Floats, weights: Floats | None = None) -> float:
    """Chance that a row with the event has the larger forecast than one without; ties count half.

    >>> auc(np.array([0.0, 1.0, 0.0, 1.0]), np.array([0.1, 0.4, 0.4, 0.8]))
    0.875
    """
    w = np.ones_like(p) if weights is None else weights
    levels, place = np.unique(p, return_inverse=True)
    with_event = np.bincount(place, w * y, len(levels))
    without = np.bincount(place, w * (1 - y), len(levels))
    below = without.cumsum() - without / 2
    return float((with_event * below).sum() / (with_event.sum() * without.sum()))


def average_precision(y: Floats, p: Floats, weights: Floats | None = None) -> float:
    """Σ (recall step) · precision down the ranking, ties taken together.

    >>> average_precision(np.array([1.0, 0.0, 1.0]), np.array([0.9, 0.5, 0.2])).__round__(4)
    0.8333
    """
    w = np.ones_like(p) if weights is None else weights
    levels, place = np.unique(-p, return_inverse=True)
    hits = np.bincount(place, w * y, len(levels))
    listed = np.bincount(place, w, len(levels)).cumsum()
    precision = hits.cumsum() / np.maximum(listed, 1e-12)
    return float((hits * precision).sum() / hits.sum())


def brier_skill(y: Floats, p: Floats, weights: Floats | None = None) -> float:
    """1 − Brier score / Brier score of the event's frequency in these very rows.

    >>> brier_skill(np.array([0.0, 1.0]), np.array([0.5, 0.5]))
    0.0
    """
    w = np.ones_like(p) if weights is None else weights
    rate = np.average(y, weights=w)
    return float(1 - np.average((p - y) ** 2, weights=w) / np.average((rate - y) ** 2, weights=w))


def calibration_slope(y: Floats, p: Floats) -> float:
    """Slope of the log-odds of the event on the log-odds forecast (Cox 1958): 1 is right, less
    is too bold, more too timid."""
    return float(ridge(logit(p)[:, None], y, 1e-6)[1])


def on_the_list(year: NDArray[np.int64], p: Floats, length: int = LISTED) -> NDArray[np.bool_]:
    """Whether each row is among its year's ``length`` largest forecasts; ties by order of rows.

    >>> on_the_list(np.array([1, 1, 2]), np.array([0.1, 0.2, 0.1]), 1).tolist()
    [False, True, True]
    """
    listed = np.zeros(len(p), dtype=bool)
    for one in np.unique(year):
        rows = np.flatnonzero(year == one)
        listed[rows[np.argsort(-p[rows], kind="stable")[:length]]] = True
    return listed


def reliability(y: Floats, p: Floats, edges: Sequence[float] = BINS) -> tuple[Bin, ...]:
    """Forecast and frequency by bins of the forecast, lower edge included; empty ones left out.

    The bins are the same for every forecast, so that tables can be laid side by side; how little a
    small bin says is told by its two ranges. ``consistent_90`` is the idea of Bröcker & Smith
    (2007, doi:10.1175/WAF993.1), with the binomial distribution in place of resampling.
    """
    table = []
    for low, high in pairwise(edges):
        rows = (p >= low) & (p < high)
        if rows.any():
            n, onsets = int(rows.sum()), int(y[rows].sum())
            table.append(_bin(low, high, n, float(p[rows].mean()), onsets))
    return tuple(table)


def pooled(tables: Sequence[Sequence[Bin]]) -> tuple[Bin, ...]:
    """Reliability tables with the same edges, their rows taken together."""
    every = sorted((one for table in tables for one in table), key=lambda one: one.low)
    result = []
    for low in dict.fromkeys(one.low for one in every):
        same = [one for one in every if one.low == low]
        n = sum(one.n for one in same)
        forecast = sum(one.n * one.forecast for one in same) / n
        result.append(_bin(low, same[0].high, n, forecast, sum(one.onsets for one in same)))
    return tuple(result)


def _bin(low: float, high: float, n: int, forecast: float, onsets: int) -> Bin:
    interval, likely = binomial_interval(onsets, n), consistent(forecast, n)
    return Bin(low, high, n, forecast, onsets / n, onsets, interval, likely)


def binomial_interval(events: int, n: int) -> tuple[float, float]:
    """The exact 90% interval of a frequency (Clopper & Pearson 1934), n at least 1.

    >>> [round(edge, 4) for edge in binomial_interval(0, 2)]  # 1 − √0.05
    [0.0, 0.7764]
    """
    from scipy.stats import beta

    low = beta.ppf(0.05, events, n - events + 1) if events else 0.0
    high = beta.ppf(0.95, events + 1, n - events) if events < n else 1.0
    return float(low), float(high)


def consistent(forecast: float, n: int) -> tuple[float, float]:
    """Where 90% of frequencies of ``n`` events fall that each have the chance ``forecast``.

    >>> consistent(0.5, 4)  # no event of four has chance 1/16, more than 5%
    (0.0, 1.0)
    """
    from scipy.stats import binom

    low, high = binom.ppf([0.05, 0.95], n, min(max(forecast, 0.0), 1.0))
    return float(low) / n, float(high) / n


def score_onsets(
    iso3: Sequence[str],
    year: NDArray[np.int64],
    y: Floats,
    p: Floats,
    draws: int = 500,
    seed: int = 1,
) -> OnsetScores:
    """All scores of forecasts ``p`` of events ``y``, one row per country and as-of year.

    Raises
    ------
    BadValue : forecasts outside 0 to 1 or missing, or outcomes other than 0 and 1, or no event.
    """
    if not (np.isfinite(p).all() and (p >= 0).all() and (p <= 1).all()):
        raise _unfit("probabilities from 0 to 1", "missing values or others")
    if not np.isin(y, (0.0, 1.0)).all() or y.sum() in (0, len(y)):
        raise _unfit("outcomes 0 and 1, some of each", "others")
    listed = on_the_list(year, p)
    return OnsetScores(
        n=len(y),
        onsets=int(y.sum()),
        auc=auc(y, p),
        average_precision=average_precision(y, p),
        brier=float(((p - y) ** 2).mean()),
        brier_skill=brier_skill(y, p),
        recall_at_30=float(y[listed].sum() / y.sum()),
        calibration_slope=calibration_slope(y, p),
        mean_forecast=float(p.mean()),
        base_rate=float(y.mean()),
        reliability=reliability(y, p),
        intervals=_intervals(iso3, y, p, listed, draws, seed),
    )


def differences(
    iso3: Sequence[str],
    year: NDArray[np.int64],
    y: Floats,
    ours: Floats,
    theirs: Floats,
    draws: int = 500,
    seed: int = 1,
) -> dict[str, tuple[float, float, float]]:
    """How much better ours are than theirs on the same rows: 5%, the figure itself, 95%.

    Both are scored on the same resampled countries, so what they share drops out.
    """
    first, second = (
        _resampled(iso3, y, p, on_the_list(year, p), draws, seed) for p in (ours, theirs)
    )
    whole = [_four(y, p, on_the_list(year, p), np.ones_like(p)) for p in (ours, theirs)]
    result = {}
    for name in FOUR:
        apart = np.array(first[name]) - np.array(second[name])
        low, high = np.quantile(apart, [0.05, 0.95])
        result[name] = (float(low), whole[0][name] - whole[1][name], float(high))
    return result


FOUR = ("auc", "average_precision", "brier_skill", "recall_at_30")


def _four(y: Floats, p: Floats, listed: NDArray[np.bool_], w: Floats) -> dict[str, float]:
    return {
        "auc": auc(y, p, w),
        "average_precision": average_precision(y, p, w),
        "brier_skill": brier_skill(y, p, w),
        "recall_at_30": float((w * y * listed).sum() / (w * y).sum()),
    }


def _resampled(
    iso3: Sequence[str],
    y: Floats,
    p: Floats,
    listed: NDArray[np.bool_],
    draws: int,
    seed: int,
) -> dict[str, list[float]]:
    """The four scores over whole countries drawn with replacement: a country's years stay
    together. The same seed draws the same countries."""
    units, place = np.unique(np.array(iso3), return_inverse=True)
    rng = stream(seed, "warning", "onset", "bootstrap")
    kept: dict[str, list[float]] = {name: [] for name in FOUR}
    for _ in range(draws):
        times = np.bincount(rng.integers(0, len(units), len(units)), minlength=len(units))
        w = times[place].astype(np.float64)
        if 0 < (w * y).sum() < w.sum():  # both kinds of rows, or nothing can be told apart
            for name, value in _four(y, p, listed, w).items():
                kept[name].append(value)
    return kept


def _intervals(
    iso3: Sequence[str],
    y: Floats,
    p: Floats,
    listed: NDArray[np.bool_],
    draws: int,
    seed: int,
) -> dict[str, tuple[float, float]]:
    kept = _resampled(iso3, y, p, listed, draws, seed)
    return {
        name: (float(np.quantile(v, 0.05)), float(np.quantile(v, 0.95)))
        for name, v in kept.items()
        if v
    }


def _unfit(expected: str, came: str) -> BadValue:
    return BadValue(
        "These forecasts cannot be scored",
        expected=expected,
        came=came,
        remedy="check the forecasts and the outcomes for gaps",
    )
