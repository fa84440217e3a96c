"""Deaths by country and month, of all kinds or state-based: a baseline that sees no future.

Each draw is one joint path over all months asked for, and is made in one of two ways:

- *own history* (share :data:`OWN`): a stationary bootstrap (Politis & Romano 1994,
  doi:10.1080/01621459.1994.10476870) of the country's last 36 months. Blocks of six months on
  average keep neighbouring months together; newer months are likelier starts.
- *look-alikes*: what followed a country-month in any country's past that resembled this one in
  the means of 1, 3, 12 and 36 months and in months since the last death (:mod:`.analogues`). Only
  paths that had ended by the as-of month are used. The path is scaled by the ratio of the two
  levels, within a factor of three.

Every month is then drawn from a negative binomial around its value. Values above 5,000 a month,
or above the country's own level where that is higher, are drawn back towards it.

The constants were chosen among 34 variants on windows that began each January of 1996, 1998, …,
2014, from data to the October before. The criteria were CRPS, log-scale CRPS, IGN and MIS as
ratios to the country's own last twelve months, and the coverage of 12- and 24-month sums. The
surface is flat: no variant was more than 5% better or worse on any of them. All this was deaths of
all kinds; the same constants serve state-based deaths unchanged.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from forestall.compute import stream
from forestall.errors import NoData
from forestall.provenance import Origin, Provenance
from forestall.vocabulary import Month
from forestall.warning import analogues, past, splice
from forestall.warning.analogues import Floats, Ints
from forestall.warning.outlook import Outlook
from forestall.warning.past import Monthly
from forestall.warning.splice import Records

MODEL = "own history and look-alikes, monthly"

OWN = 0.4
MEMORY = 36
HALF_LIFE = 6.0
BLOCK = 6.0
SCALES = (1.0, 1.0, 1.0, 0.5, 0.5)
BANDWIDTH = 0.35
NEAREST = 75
CLIP = 3.0
SIZE = 20.0
CAP = 5_000.0
LEAST = 12
LONGEST = 120


def forecast_deaths(
    holdings: Records,
    as_of: Month,
    months: int,
    draws: int,
    seed: int,
    countries: Sequence[str] | None = None,
    series: str = splice.TOTAL,
) -> Outlook:
    """Draws of monthly deaths after ``as_of``, from nothing later than ``as_of``.

    Parameters
    ----------
    holdings : the data, e.g. ``Holdings.open()``.
    as_of : the last month that may be known, from 1992-01 to the end of the data.
    months : how many months ahead, 1 to 36.
    draws : number of joint paths per country.
    seed : a country's draws depend on this seed, ``as_of``, ``months``, ``draws`` and the data,
        not on which other countries are asked for.
    countries : ISO3 codes; every country by default.
    series : ``total`` (deaths of all kinds) or ``state-based`` (:mod:`.splice`).

    Returns
    -------
    Outlook of that series: whole deaths, dims (countries, months, draws).

    Raises
    ------
    NoData : ``as_of`` outside the data, so early that no path of that length had ended, or
        another series.
    BadValue : months outside 1 to 36, no draws, a negative seed, or a panel with gaps.
    UnknownCountry : a code without a series.

    >>> from forestall.records.holdings import Holdings
    >>> sudan = forecast_deaths(Holdings.open(), Month(2024, 12), 12, 500, 1, ["SDN"])
    >>> sudan.total("SDN").shape
    (500,)
    """
    past.check_request(holdings, as_of, months, draws, seed)
    spliced = splice.series(holdings, series, as_of)
    known = Monthly(spliced.units, spliced.first, spliced.deaths)
    units = tuple(dict.fromkeys(countries)) if countries is not None else known.units
    values, basis = paths(known, units, months, draws, seed, series)
    label = splice.label(series)
    what = f"monthly {label} deaths" if series != splice.TOTAL else f"monthly deaths of {label}"
    return Outlook.of(
        values,
        units,
        as_of + 1,
        model=MODEL,
        data_version=past.fingerprint(what, as_of, known.deaths),
        seed=seed,
        series=label,
        basis=basis,
    )


def paths(
    known: Monthly, units: Sequence[str], months: int, draws: int, seed: int, series: str
) -> tuple[NDArray[np.int32], dict[str, Provenance]]:
    """Paths after the last month of ``known``, and what each country's were made of.

    Parameters and errors as :func:`forecast_deaths`; ``series`` names the deaths in ``known``.

    Returns
    -------
    Whole deaths, shape (units, months, draws), and a record for each unit.
    """
    pool = _pool(known, months)
    values = np.empty((len(units), months, draws), dtype=np.int32)
    basis = {}
    weights: dict[bytes, Floats] = {}  # countries that have been quiet as long look alike
    for place, iso3 in enumerate(units):
        rng = stream(seed, "warning", splice.label(series), iso3)
        row = known.row(iso3)
        if (now := pool.now[row].tobytes()) not in weights:
            weights[now] = analogues.kernel(pool.now[row], pool.features, BANDWIDTH, NEAREST)
        drawn, origins = _paths(known, pool, row, weights[now], (draws, months), rng)
        values[place] = drawn.T
        basis[iso3] = _basis(known, iso3, series, pool, origins)
    return values, basis


@dataclass(frozen=True, slots=True)
class _Pool:
    """Past country-months whose next ``months`` months are known, and every country's now."""

    features: Floats  # (past cases, features), scaled
    levels: Floats  # (past cases,)
    countries: Ints  # row of the country of each past case
    columns: Ints  # column of the month of each past case
    now: Floats  # (countries, features), scaled
    level_now: Floats  # (countries,)


def _pool(known: Monthly, months: int) -> _Pool:
    deaths = known.deaths
    last = deaths.shape[1] - months
    if last < LEAST:
        raise NoData(
            "Too little history to learn from",
            expected=f"{LEAST + months} months of data up to the as-of month",
            came=f"{deaths.shape[1]} months, {known.first} to {known.first + deaths.shape[1] - 1}",
            remedy="ask for fewer months ahead, or a later as-of month",
        )
    means = [np.log1p(analogues.trailing_mean(deaths, window)) for window in (1, 3, 12, 36)]
    features = np.stack([*means, np.log1p(analogues.months_since(deaths, LONGEST))], axis=-1)
    features *= SCALES
    levels = np.exp((means[1] + means[2]) / 2)  # one more than the geometric mid of 3 and 12 months
    origins = np.arange(LEAST - 1, last)
    return _Pool(
        features=features[:, origins].reshape(-1, len(SCALES)),
        levels=levels[:, origins].ravel(),
        countries=np.repeat(np.arange(len(deaths)), len(origins)),
        columns=np.tile(origins, len(deaths)),
        now=features[:, -1],
        level_now=levels[:, -1],
    )


def _paths(
    known: Monthly,
    pool: _Pool,
    row: int,
    cumulative: Floats,
    shape: tuple[int, int],
    rng: np.random.Generator,
) -> tuple[Floats, Ints]:
    """Paths of one country, ``shape`` (draws, months), and the past case each draw looked to.

    ``cumulative`` are the weights of the pool's cases, from :func:`.analogues.kernel`.
    """
    draws, months = shape
    chosen = analogues.choose(cumulative, draws, rng)
    after = pool.columns[chosen][:, None] + 1 + np.arange(months)
    followed = known.deaths[pool.countries[chosen][:, None], after]
    ratio = np.clip(pool.level_now[row] / pool.levels[chosen], 1 / CLIP, CLIP)
    own = _own_paths(known.deaths[row], months, draws, rng)
    from_own = rng.random((draws, 1)) < OWN
    cap = max(CAP, float(pool.level_now[row]))
    means = analogues.tempered(np.where(from_own, own, followed * ratio[:, None]), cap)
    return analogues.counts(means, SIZE, rng), chosen


def _own_paths(history: Floats, months: int, draws: int, rng: np.random.Generator) -> Floats:
    """Stationary bootstrap of the last months, newest likeliest, shape (draws, months)."""
    recent = history[-MEMORY:]
    newest = len(recent) - 1
    weights = (0.5 ** (np.arange(len(recent)) / HALF_LIFE))[::-1].cumsum()
    points = rng.random((draws, months)) * weights[-1]
    starts = np.minimum(np.searchsorted(weights, points, "right"), newest)
    leaps = rng.random((draws, months)) < 1 / BLOCK
    places = starts.copy()
    for month in range(1, months):
        onward = places[:, month - 1] + 1
        places[:, month] = np.where(leaps[:, month] | (onward > newest), starts[:, month], onward)
    paths: Floats = recent[places]
    return paths


def _basis(known: Monthly, iso3: str, series: str, pool: _Pool, origins: Ints) -> Provenance:
    """What one country's draws were made of, the likeliest look-alike countries named."""
    hits = np.bincount(pool.countries[origins], minlength=len(known.units))
    top = [row for row in np.argsort(-hits, kind="stable")[:5] if hits[row] > 0]
    alike = ", ".join(f"{known.units[row]} {hits[row] / len(origins):.0%}" for row in top)
    label, kind = splice.label(series), "all" if series == splice.TOTAL else series
    as_of = known.first + (known.deaths.shape[1] - 1)
    return Provenance(
        origin=Origin.MODEL,
        what=f"draws of monthly deaths ({label}) in {iso3}, from data to {as_of}",
        source="forestall.warning.baseline",
        rows=(f"look-alike countries by share of draws: {alike}",),
        formula=f"{OWN:.0%} of draws: own last {MEMORY} months in blocks; the rest: what followed "
        f"{len(pool.levels)} past country-months, weighted by likeness and scaled to the level",
        inputs=(
            Provenance(
                origin=Origin.DATA,
                what=f"monthly deaths ({label}) in {iso3}"
                + ("" if series == splice.TOTAL else ", made from yearly ones where need be"),
                source="country_month",
                rows=tuple(known.in_words(iso3, span, kind) for span in (12, MEMORY)),
            ),
        ),
    )
