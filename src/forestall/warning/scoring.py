"""Scores of predictive draws, as the VIEWS 2023/24 prediction challenge defines them.

Hegre et al. (2024), "The 2023/24 VIEWS prediction challenge: predicting the number of
fatalities in armed conflict, with uncertainty", arXiv:2407.11045. Lower is better for all three.
scoringrules takes seconds to import, so it is imported only where a score is computed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl
from numpy.typing import ArrayLike, NDArray

from forestall.errors import BadValue, NoData, WrongColumns

if TYPE_CHECKING:
    from forestall.warning.outlook import Outlook

Floats = NDArray[np.float64]

IGN_EDGES: tuple[float, ...] = (0, 0.5, 2.5, 5.5, 10.5, 25.5, 50.5, 100.5, 250.5, 500.5, 1000.5)
"""Lower edges of the eleven bins of deaths; the last bin has no upper edge."""

TAIL = 25.0
"""Deaths a month above which :func:`tail_crps` looks."""


def crps(observed: ArrayLike, draws: ArrayLike) -> Floats:
    """Continuous ranked probability score of each forecast, in deaths.

    CRPS(F, y) = E|X − y| − ½ E|X − X′|, with F the empirical distribution of the draws
    (Gneiting & Raftery 2007, eq. 21, doi:10.1198/016214506000001437). This is the plain
    estimator: it takes the draws to *be* the forecast, as the challenge does. The "fair"
    estimator, which rewards small ensembles, gives other figures for twelve-draw benchmarks.

    Parameters
    ----------
    observed : deaths that came, shape (n,).
    draws : predictive draws, shape (n, draws).

    Returns
    -------
    array of shape (n,), in deaths.

    Raises
    ------
    BadValue : shapes that do not match, NaN, infinite or negative values, no draws.

    >>> crps([3.0], [[0.0, 4.0]]).tolist()
    [1.0]
    """
    y, x = _checked(observed, draws)
    import scoringrules

    scores = scoringrules.crps_ensemble(y, x, estimator="qd", backend="numpy")
    return np.asarray(scores, dtype=np.float64)


def ign(observed: ArrayLike, draws: ArrayLike) -> Floats:
    """Ignorance score of each forecast, in bits.

    IGN = −log2((k + 1) / (m + 11)), where k of the m draws fall in the observed bin and one
    pseudo-draw has been put in each of the eleven bins of :data:`IGN_EDGES` (Good 1952; bins and
    pseudo-draws of the VIEWS challenge). The best possible score is close to 0.

    Parameters and errors as :func:`crps`.

    Returns
    -------
    array of shape (n,), in bits.

    >>> ign([0], [[0, 0, 0, 0, 7]]).round(3).tolist()  # (4 + 1) / (5 + 11)
    [1.678]
    """
    y, x = _checked(observed, draws)
    inner = np.asarray(IGN_EDGES[1:])
    same = np.searchsorted(inner, x, "right") == np.searchsorted(inner, y, "right")[:, None]
    share = (same.sum(axis=1) + 1) / (x.shape[1] + len(IGN_EDGES))
    return np.asarray(-np.log2(share))


def mis(observed: ArrayLike, draws: ArrayLike, level: float = 0.9) -> Floats:
    """Interval score of the central interval of each forecast, in deaths.

    S = (u − l) + (2/α)(l − y)₊ + (2/α)(y − u)₊ with α = 1 − level (Gneiting & Raftery 2007,
    eq. 43, doi:10.1198/016214506000001437). l and u are the α/2 and 1 − α/2 sample quantiles,
    linearly interpolated between order statistics (Hyndman & Fan's type 7). Their mean over
    country-months is the challenge's MIS.

    Parameters and errors as :func:`crps`; ``level`` lies strictly between 0 and 1.

    Returns
    -------
    array of shape (n,), in deaths.

    >>> mis([12.0], [[0.0, 5.0, 10.0]], level=0.5).tolist()  # (7.5 − 2.5) + 4 · (12 − 7.5)
    [23.0]
    """
    y, x = _checked(observed, draws)
    if not 0 < level < 1:
        raise BadValue(
            "Not a coverage level",
            expected="a number between 0 and 1",
            came=str(level),
            remedy="write 0.9 for a 90% interval",
        )
    import scoringrules

    alpha = 1 - level
    lower, upper = np.quantile(x, [alpha / 2, 1 - alpha / 2], axis=1)
    scores = scoringrules.interval_score(y, lower, upper, alpha, backend="numpy")
    # A single forecast comes back as a scalar.
    return np.asarray(scores, dtype=np.float64).reshape(y.shape)


def log_crps(observed: ArrayLike, draws: ArrayLike) -> Floats:
    """:func:`crps` of log(1 + deaths): a score that a few wars cannot rule.

    Parameters and errors as :func:`crps`.

    >>> log_crps([0.0], [[np.e - 1, np.e - 1]]).round(6).tolist()  # |log 1 − log e|
    [1.0]
    """
    y, x = _checked(observed, draws)
    return crps(np.log1p(y), np.log1p(x))


def tail_crps(observed: ArrayLike, draws: ArrayLike, threshold: float = TAIL) -> Floats:
    """Threshold-weighted :func:`crps`: what lies below ``threshold`` deaths is all one.

    The CRPS of max(deaths, threshold) (Gneiting & Ranjan 2011, doi:10.1198/jbes.2010.08110, with
    weight 1 above the threshold; Allen, Ginsbourger & Ziegel 2023, "chaining function").

    Parameters and errors as :func:`crps`.

    >>> tail_crps([3.0], [[0.0, 20.0]]).tolist(), tail_crps([35.0], [[0.0, 0.0]]).tolist()
    ([0.0], [10.0])
    """
    y, x = _checked(observed, draws)
    return crps(np.maximum(y, threshold), np.maximum(x, threshold))


def pit_counts(observed: ArrayLike, draws: ArrayLike, bins: int = 10) -> Floats:
    """Histogram of the probability integral transform of counts, without a random number.

    Each observation is spread evenly from P(X < y) to P(X ≤ y) (Czado, Gneiting & Held 2009,
    eq. 2, doi:10.1111/j.1541-0420.2009.01191.x). A calibrated forecast gives even bins; a hump
    says too wide, a trough too narrow.

    Returns
    -------
    array of shape (bins,) that sums to the number of forecasts.

    >>> pit_counts([1.0], [[0.0, 1.0, 1.0, 2.0]], 4).tolist()  # from 1/4 to 3/4
    [0.0, 0.5, 0.5, 0.0]
    """
    y, x = _checked(observed, draws)
    below = (x < y[:, None]).mean(axis=1)
    width = (x == y[:, None]).mean(axis=1)
    edges = np.linspace(0, 1, bins + 1)
    single = width == 0
    points = np.histogram(below[single], edges)[0].astype(np.float64)
    low, wide = below[~single, None], width[~single, None]
    reached = np.clip((edges - low) / wide, 0, 1)
    return np.asarray(points + np.diff(reached, axis=1).sum(axis=0))


def score(outlook: Outlook, observed: pl.DataFrame) -> pl.DataFrame:
    """Scores of an outlook against what came, one row per country-month.

    Parameters
    ----------
    outlook : the forecast.
    observed : columns ``iso3``, ``month_id``, ``deaths``. Months the outlook does not cover are
        left out, and so are forecast months not yet observed.

    Returns
    -------
    frame of ``iso3``, ``month_id``, ``observed``, ``crps``, ``ign``, ``mis``, sorted.

    Raises
    ------
    WrongColumns : ``observed`` lacks one of its columns.
    NoData : no country-month is both forecast and observed.
    BadValue : an observed value is missing or negative.
    """
    if missing := {"iso3", "month_id", "deaths"} - set(observed.columns):
        raise WrongColumns(
            "The observed deaths cannot be read",
            expected="columns iso3, month_id, deaths",
            came=f"no column {', '.join(sorted(missing))}",
            remedy="pass a frame such as Holdings.monthly_deaths() returns",
        )
    wanted = observed.filter(
        pl.col("iso3").is_in(outlook.units),
        pl.col("month_id").is_in([month.id for month in outlook.months]),
    ).sort("iso3", "month_id")
    if wanted.is_empty():
        raise NoData(
            "Nothing to score against",
            expected=f"observed deaths within {outlook.months[0]} to {outlook.months[-1]}",
            came="no country-month that is both forecast and observed",
            remedy="forecast from an earlier month, or add newer data with 'forestall data add'",
        )
    row = {iso3: i for i, iso3 in enumerate(outlook.units)}
    rows = [row[iso3] for iso3 in wanted["iso3"]]
    columns = wanted["month_id"].to_numpy() - outlook.months[0].id
    draws = outlook.draws.values[rows, columns]
    deaths = wanted["deaths"].cast(pl.Float64).fill_null(float("nan")).to_numpy()
    return wanted.select("iso3", "month_id", pl.col("deaths").alias("observed")).with_columns(
        pl.Series("crps", crps(deaths, draws)),
        pl.Series("ign", ign(deaths, draws)),
        pl.Series("mis", mis(deaths, draws)),
    )


def _checked(observed: ArrayLike, draws: ArrayLike) -> tuple[Floats, Floats]:
    """Both as float arrays of shapes (n,) and (n, draws), or :class:`BadValue`."""
    y, x = np.asarray(observed, dtype=np.float64), np.asarray(draws, dtype=np.float64)
    if y.ndim != 1 or x.ndim != 2 or x.shape[0] != y.shape[0] or x.size == 0:
        raise BadValue(
            "Observations and draws do not match",
            expected="shapes (n,) and (n, draws), with n and draws at least 1",
            came=f"{y.shape} and {x.shape}",
            remedy="put one row of draws beside each observation",
        )
    for name, values in (("observed deaths", y), ("draws", x)):
        if not np.isfinite(values).all() or (values < 0).any():
            bad = int((~np.isfinite(values) | (values < 0)).sum())
            raise BadValue(
                f"The {name} hold values that cannot be counts",
                expected="finite numbers, 0 or larger",
                came=f"{bad} missing, infinite or negative values",
                remedy="drop or repair those country-months before scoring",
            )
    return y, x
