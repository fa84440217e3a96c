"""Deaths of civilians in one-sided violence, by country: a yearly baseline that sees no future.

UCDP publishes one-sided violence by actor and year. A forecast from the end of month *m* of year
*B* therefore works in windows of twelve months: window *k* is

    W_k = ((12 − m) / 12) · O[B + k] + (m / 12) · O[B + k + 1],   k = 0, 1, 2,

with O the yearly deaths, as if each year's deaths were spread evenly over it (from the end of a
December, m = 0 and *B* is the next year). Each draw is a joint path over the windows, made from

- *own history* (share :data:`OWN`): the country's last five years, newer ones likelier, later
  windows running on through the years after the one drawn where there are any;
- *look-alikes*: what followed, in any country, the same month of past years with a similar record
  (:mod:`.analogues`): one-sided deaths of the last full year, of the three before and of the last
  ten, and all-kinds deaths of the last twelve months. Only windows made of years that had ended
  by the as-of month, in final releases, are learnt from. They are scaled by the ratio of the two
  levels, within a factor of three;

and then a negative binomial around each window's value. Yearly values above 5,000 are drawn back
towards it: at 20,000, Rwanda 1994 as a look-alike made the world's mean forecast for 1996–2005 two
fifths higher than what came. Within a window, deaths are spread evenly over its months.

**What a zero means.** UCDP records an actor's year only from 25 deaths on, so a recorded 0 stands
for 0 to 24 per actor. The draws forecast the recorded figure.

The constants were chosen among 22 variants on as-of months December 1995 to 2004, by CRPS and
log-scale CRPS of 12- and 24-month sums, the coverage of their 90% intervals, and the mean.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from forestall.compute import stream
from forestall.errors import NoData
from forestall.provenance import Origin, Provenance
from forestall.vocabulary import Month
from forestall.warning import analogues, past
from forestall.warning.analogues import Floats
from forestall.warning.outlook import Outlook
from forestall.warning.past import Monthly, Records, Yearly

MODEL = "own history and look-alikes, yearly"
SERIES = "one-sided"

PACKAGED, CANDIDATE = "one_sided", "candidate"
TABLES = {CANDIDATE: "deaths_by_kind"}
"""What the records call years of the package, and where those stand; other names are versions
that a user added."""
OWN = 0.3
MEMORY = 5
HALF_LIFE = 1.5
SCALES = (1.0, 0.5, 1.0, 0.3)
BANDWIDTH = 0.35
NEAREST = 60
CLIP = 3.0
SIZE = 4.0
CAP = 5_000.0


def forecast_one_sided(
    holdings: Records,
    as_of: Month,
    months: int,
    draws: int,
    seed: int,
    countries: Sequence[str] | None = None,
) -> Outlook:
    """Draws of one-sided deaths after ``as_of``, from nothing later than ``as_of``.

    Parameters as :func:`forestall.warning.baseline.forecast_deaths`.

    Returns
    -------
    Outlook of series ``one-sided``, dims (countries, months, draws), in deaths. A month is a
    twelfth of that draw's window, so months are not whole numbers and single months are too
    smooth: use sums over twelve months or more.

    Raises
    ------
    NoData : ``as_of`` outside the data, no yearly figures for the last full year, or so early
        that no path of that length had ended.
    BadValue, UnknownCountry : as :func:`forestall.warning.baseline.forecast_deaths`.

    >>> from forestall.records.holdings import Holdings
    >>> car = forecast_one_sided(Holdings.open(), Month(2024, 12), 24, 500, 1, ["CAF"])
    >>> car.total("CAF", 12).shape
    (500,)
    """
    past.check_request(holdings, as_of, months, draws, seed)
    known = past.monthly(holdings, as_of)
    civilians = past.yearly(holdings, as_of, known.units, known.first.year)
    pool = _pool(known, civilians, as_of, -(-months // 12))
    units = tuple(dict.fromkeys(countries)) if countries is not None else known.units
    values = np.empty((len(units), months, draws))
    for place, iso3 in enumerate(units):
        rng = stream(seed, "warning", SERIES, iso3)
        windows = _windows(pool, civilians, known.row(iso3), draws, rng)
        values[place] = np.repeat(windows.T / 12, 12, axis=0)[:months]
    return Outlook.of(
        values,
        units,
        as_of + 1,
        model=MODEL,
        data_version=past.fingerprint(
            "one-sided deaths by year and all kinds by month",
            as_of,
            civilians.deaths,
            known.deaths,
        ),
        seed=seed,
        series=SERIES,
        basis={iso3: _basis(known, civilians, iso3, as_of, pool) for iso3 in units},
    )


@dataclass(frozen=True, slots=True)
class _Pool:
    """Past country-years whose windows are known, and every country's record now."""

    features: Floats  # (past cases, features), scaled
    levels: Floats  # (past cases,)
    windows: Floats  # (past cases, windows): deaths in the twelve months, the next twelve, …
    now: Floats  # (countries, features), scaled
    level_now: Floats  # (countries,)


def _pool(known: Monthly, civilians: Yearly, as_of: Month, windows: int) -> _Pool:
    """Everything the draws are made of; origins are columns: the year in which window 0 begins."""
    elapsed = as_of.month % 12
    # In 1992 no two windows that straddle years had ended yet: fall back on calendar years.
    if elapsed and civilians.final - windows < 2:
        elapsed = 0
    ends = windows if elapsed else windows - 1
    origins = np.arange(1, civilians.final - ends)
    if len(origins) == 0:
        raise NoData(
            "Too little history to learn from",
            expected=f"{windows + 1} years of one-sided violence data up to the as-of month",
            came=f"{civilians.final} years, from {civilians.first}",
            remedy="ask for fewer months ahead, or a later as-of month",
        )
    features, levels = _record(known, civilians, as_of)
    share = elapsed / 12
    spans = []
    for k in range(windows):
        span = (1 - share) * civilians.deaths[:, origins + k]
        if elapsed:
            span += share * civilians.deaths[:, origins + k + 1]
        spans.append(span)
    return _Pool(
        features=features[:, origins - 1].reshape(-1, len(SCALES)),
        levels=levels[:, origins - 1].ravel(),
        windows=np.stack(spans, axis=-1).reshape(-1, windows),
        now=features[:, -1],
        level_now=levels[:, -1],
    )


def _record(known: Monthly, civilians: Yearly, as_of: Month) -> tuple[Floats, Floats]:
    """Features (countries, origins, 4) and levels (countries, origins) for origins 1, 2, …"""
    deaths = civilians.deaths
    origins = np.arange(1, deaths.shape[1] + 1)
    last_year = np.log1p(deaths)
    three_before = np.log1p(_mean_of_years(deaths, origins - 4, origins - 1))
    ten = np.log1p(analogues.trailing_mean(deaths, 10))
    step = as_of.id - known.first.id - 12 * (deaths.shape[1] - origins)
    all_kinds = np.log1p(12 * analogues.trailing_mean(known.deaths, 12)[:, step])
    features = np.stack([last_year, three_before, all_kinds, ten], axis=-1) * np.array(SCALES)
    return features, np.exp(0.6 * last_year + 0.4 * three_before)


def _mean_of_years(deaths: Floats, start: analogues.Ints, end: analogues.Ints) -> Floats:
    """Mean of columns start … end − 1, of those there are; 0 where there are none."""
    sums = np.concatenate([np.zeros((len(deaths), 1)), deaths.cumsum(axis=1)], axis=1)
    start, end = np.maximum(start, 0), np.maximum(end, 0)
    means: Floats = (sums[:, end] - sums[:, start]) / np.maximum(end - start, 1)
    return means


def _windows(
    pool: _Pool, civilians: Yearly, row: int, draws: int, rng: np.random.Generator
) -> Floats:
    """Deaths of one country in each window, shape (draws, windows)."""
    cumulative = analogues.kernel(pool.now[row], pool.features, BANDWIDTH, NEAREST)
    chosen = analogues.choose(cumulative, draws, rng)
    ratio = np.clip(pool.level_now[row] / pool.levels[chosen], 1 / CLIP, CLIP)
    followed = pool.windows[chosen] * ratio[:, None]
    own = _own_windows(civilians.deaths[row], followed.shape[1], draws, rng)
    from_own = rng.random((draws, 1)) < OWN
    means = analogues.tempered(np.where(from_own, own, followed), CAP)
    return analogues.counts(means, SIZE, rng)


def _own_windows(history: Floats, windows: int, draws: int, rng: np.random.Generator) -> Floats:
    """Runs of the country's own last years, shape (draws, windows)."""
    recent = history[-MEMORY:]
    newest = len(recent) - 1
    weights = (0.5 ** (np.arange(len(recent)) / HALF_LIFE))[::-1].cumsum()
    points = rng.random((draws, windows)) * weights[-1]
    starts = np.minimum(np.searchsorted(weights, points, "right"), newest)
    places = starts.copy()
    for window in range(1, windows):
        onward = places[:, window - 1] + 1
        places[:, window] = np.where(onward > newest, starts[:, window], onward)
    runs: Floats = recent[places]
    return runs


def _basis(known: Monthly, civilians: Yearly, iso3: str, as_of: Month, pool: _Pool) -> Provenance:
    """What one country's draws were made of."""
    recent = civilians.deaths[known.row(iso3), -MEMORY:]
    last = civilians.first + civilians.deaths.shape[1] - 1
    years = range(last - len(recent) + 1, last + 1)
    final = civilians.first + civilians.final
    source = {
        year: civilians.sources.get((iso3, year), PACKAGED if year < final else CANDIDATE)
        for year in years
    }
    return Provenance(
        origin=Origin.MODEL,
        what=f"draws of one-sided deaths in {iso3}, from data to {as_of}; a recorded 0 means 0 to "
        f"{past.RECORDED - 1} per actor",
        source="forestall.warning.one_sided",
        formula=f"{OWN:.0%} of draws: own last {MEMORY} years; the rest: what followed "
        f"{len(pool.levels)} past country-years, weighted by likeness and scaled to the level",
        inputs=(
            Provenance(
                origin=Origin.DATA,
                what=f"one-sided deaths in {iso3} by year",
                source=", ".join(dict.fromkeys(TABLES.get(s, s) for s in source.values())),
                rows=tuple(
                    f"one_sided: iso3={iso3}, year={year}, best={best:.0f}"
                    + ("" if source[year] == PACKAGED else f", {source[year]}")
                    for year, best in zip(years, recent, strict=True)
                ),
            ),
            Provenance(
                origin=Origin.DATA,
                what=f"monthly deaths of all kinds in {iso3}",
                source="country_month",
                rows=(known.in_words(iso3, 12),),
            ),
        ),
    )
