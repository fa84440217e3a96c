"""Krippendorff's alpha: how far coders agree beyond what chance alone would give."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import numpy as np

from forestall.compute import stream

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

DRAWS = 1000
"""Resamples of the units for an interval."""

Unit = Sequence[Hashable | None]
"""What each coder said of one unit; None where he said nothing."""


class Metric(StrEnum):
    """How far apart two values are."""

    NOMINAL = "nominal"
    ORDINAL = "ordinal"
    INTERVAL = "interval"
    RATIO = "ratio"
    JACCARD = "Jaccard"
    MASI = "MASI"


@dataclass(frozen=True, slots=True)
class Alpha:
    """Alpha with its 95% interval, over so many units and values.

    ``value`` is None where alpha is undefined: nobody's values vary, so that there is nothing to
    agree on beyond chance, or no unit was coded twice; ``why`` says which. The interval is None
    where the value is, or where more than one resample in ten has no alpha.
    """

    value: float | None
    interval: tuple[float, float] | None
    units: int
    values: int
    why: str = ""


def alpha(units: Sequence[Unit], metric: Metric, seed: int = 1, draws: int = DRAWS) -> Alpha:
    """1 − observed / expected disagreement, over units that two coders or more have coded.

    Krippendorff (2011), "Computing Krippendorff's Alpha-Reliability", section C (any number of
    observers, missing values); the distances of ordinal, interval and ratio values are his. For
    sets: Jaccard's distance, and MASI (Passonneau 2006, LREC). The interval is that of the 2.5 and
    97.5 percentiles over resampled units, which holds up to how far units are independent.

    Parameters
    ----------
    units : for each unit the values of all coders, in any order. Values are strings for nominal,
        numbers for ordinal, interval and ratio (not below 0), frozensets for the others.
    seed : of the resamples.
    draws : how many resamples; 0 for no interval, where units are plainly not independent.

    >>> alpha([("a", "a"), ("b", "b"), ("a", "b")], Metric.NOMINAL).value
    0.4444444444444444
    >>> alpha([("a", "a"), ("a", "a")], Metric.NOMINAL).why
    'all values are the same'
    """
    pairable = [told for unit in units if len(told := [v for v in unit if v is not None]) > 1]
    count = sum(map(len, pairable))
    if not pairable:
        return Alpha(None, None, 0, 0, "no unit was coded twice")
    kinds: list[Any] = sorted({v for told in pairable for v in told}, key=_order)
    if len(kinds) == 1:
        return Alpha(None, None, len(pairable), count, "all values are the same")
    place = {kind: number for number, kind in enumerate(kinds)}
    counts = np.zeros((len(pairable), len(kinds)))
    for row, told in zip(counts, pairable, strict=True):
        for value in told:
            row[place[value]] += 1
    value = _alpha(counts, kinds, metric)
    interval = _interval(counts, kinds, metric, stream(seed, "alpha", metric.value), draws)
    return Alpha(value, interval, len(pairable), count)


def _order(value: Any) -> Any:
    return tuple(sorted(value)) if isinstance(value, frozenset) else value


def _alpha(counts: Floats, kinds: Sequence[Any], metric: Metric) -> float | None:
    """Alpha of a table (units, kinds) of how often each kind was given; None if undefined."""
    totals = counts.sum(axis=0)
    distance = _distances(kinds, metric, totals)
    per_unit = counts.sum(axis=1)
    within = ((counts @ distance) * counts).sum(axis=1)
    n = totals.sum()
    observed = (within / (per_unit - 1)).sum() / n
    expected = totals @ distance @ totals / (n * (n - 1))
    return None if expected == 0 else float(1 - observed / expected)


def _interval(
    counts: Floats, kinds: Sequence[Any], metric: Metric, rng: np.random.Generator, draws: int
) -> tuple[float, float] | None:
    n = len(counts)
    drawn = [_alpha(counts[rng.integers(0, n, n)], kinds, metric) for _ in range(draws)]
    told = [each for each in drawn if each is not None]
    if not told or len(told) < 0.9 * draws:
        return None
    low, high = np.quantile(told, (0.025, 0.975))
    return float(low), float(high)


def _distances(kinds: Sequence[Any], metric: Metric, totals: Floats) -> Floats:
    if metric is Metric.NOMINAL:
        return 1.0 - np.eye(len(kinds))
    if metric is Metric.ORDINAL:
        below = np.cumsum(totals)
        between = np.abs(below[:, None] - below[None, :])
        lower = np.minimum.outer(np.arange(len(kinds)), np.arange(len(kinds)))
        ranks = between + totals[lower] - (totals[:, None] + totals[None, :]) / 2
        return np.asarray(ranks**2)
    of: dict[Metric, Callable[[Any, Any], float]] = {
        Metric.INTERVAL: lambda a, b: float(a - b) ** 2,
        Metric.RATIO: lambda a, b: 0.0 if a == b else ((a - b) / (a + b)) ** 2,
        Metric.JACCARD: lambda a, b: 1 - _jaccard(a, b),
        Metric.MASI: masi,
    }
    return np.array([[of[metric](a, b) for b in kinds] for a in kinds])


def _jaccard(one: frozenset[Any], other: frozenset[Any]) -> float:
    return len(one & other) / len(one | other) if one | other else 1.0


def masi(one: frozenset[Any], other: frozenset[Any]) -> float:
    """MASI distance of two sets, 0 to 1 (Passonneau 2006): Jaccard, weighted by how they lie.

    >>> masi(frozenset("ab"), frozenset("a")), masi(frozenset("a"), frozenset("b"))
    (0.6666666666666667, 1.0)
    """
    if one == other:
        return 0.0
    if not one & other:
        return 1.0
    weight = 2 / 3 if one <= other or other <= one else 1 / 3
    return 1 - weight * _jaccard(one, other)
