"""One monthly series of state-based deaths since 1989, from three kinds of record.

State-based deaths by country and month are packaged for January 2018 to April 2024 (the VIEWS
challenge's actuals) and for 2025 (UCDP Candidate). Every other month is *pseudo-history*: the
month's deaths of all kinds, made into state-based ones (:mod:`.pseudo_history`) so that a country's
year sums to UCDP's yearly battle-related deaths there (Davies, Pettersson & Öberg 2025, version
25.1). Against the actuals of 2018–2023 the
yearly sums agree within 5% in four years of six; single countries can be far off where UCDP lists
several places for one fight.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
import polars as pl
from numpy.typing import NDArray

from forestall import snapshot
from forestall.compute import stream
from forestall.errors import NoData
from forestall.vocabulary import Month
from forestall.warning import past, pseudo_history

Floats = NDArray[np.float64]

STATE_BASED = "state-based"
TOTAL = "total"
RECENT = 10
WORLD = 20
"""A month told by kind for this many countries covers the world; fewer, those countries only."""


class Records(past.Records, Protocol):
    """What the splice asks of the data; ``records.holdings.Holdings`` answers it."""

    def deaths_by_kind(self, iso3: str, until: Month | None = ...) -> pl.DataFrame:
        """``month_id``, ``kind``, ``best`` of one country, where kinds are known by month."""
        ...


@dataclass(frozen=True, slots=True)
class Spliced:
    """Deaths by country and month, shape (countries, months), from ``first`` on.

    Attributes
    ----------
    units : ISO3 codes, sorted.
    deaths : the series forecast.
    every : deaths of all kinds in the same months.
    observed : shape (months,): False where the whole month is pseudo-history.
    """

    units: tuple[str, ...]
    first: Month
    deaths: Floats
    every: Floats
    observed: NDArray[np.bool_]

    @property
    def last(self) -> Month:
        """The last month of the series."""
        length: int = self.deaths.shape[1]
        return self.first + (length - 1)


def series(records: Records, name: str, as_of: Month) -> Spliced:
    """The series ``state-based`` or ``total`` (all kinds) as known by ``as_of``.

    A year's battle deaths are used once that year has ended; a later month takes the share that
    state-based deaths had in the country's last twelve months.

    Raises
    ------
    NoData : another name, or no yearly battle deaths that early.
    BadValue : the monthly panel has a gap, or a missing or negative value.
    """
    known = past.monthly(records, as_of)
    every = known.deaths
    if name == TOTAL:
        seen = np.ones(every.shape[1], dtype=bool)
        return Spliced(known.units, known.first, every, every, seen)
    if name != STATE_BASED:
        raise NoData(
            "No such series",
            expected=f"{STATE_BASED} or {TOTAL}",
            came=repr(name),
            remedy=f"ask for {STATE_BASED}",
        )
    yearly = _battle_deaths(known.units, known.first.year, as_of)
    actual = _actuals(records, known, as_of)
    deaths = _filled(known.units, every, actual, yearly)
    observed = np.asarray(np.isfinite(actual).any(axis=0), dtype=bool)
    return Spliced(known.units, known.first, deaths, every, observed)


def label(name: str) -> str:
    """What an outlook calls a series.

    >>> label(TOTAL), label(STATE_BASED)
    ('all kinds', 'state-based')
    """
    return "all kinds" if name == TOTAL else name


def _filled(units: tuple[str, ...], every: Floats, actual: Floats, yearly: Floats) -> Floats:
    """The actuals, and pseudo-history where there are none."""
    deaths = actual.copy()
    months = every.shape[1]
    for year in range(-(-months // 12)):
        span = slice(12 * year, min(12 * year + 12, months))
        if np.isfinite(actual[:, span]).all():
            continue
        before = slice(max(0, span.start - 12), span.start)
        for row in range(len(every)):
            gap = ~np.isfinite(actual[row, span])
            if not gap.any() or not (every[row, span].any() or yearly[row, year : year + 1].any()):
                deaths[row, span] = np.where(gap, 0.0, deaths[row, span])
                continue
            if year < yearly.shape[1]:
                rng = stream(0, "warning", "pseudo-history", units[row], str(year))
                made = _made(every[row, span], yearly[row], year, rng)
            else:
                fought = bool(yearly[row, -RECENT:].any())
                share = _share(deaths[row, before], every[row, before], fought)
                made = np.rint(every[row, span] * share)
            deaths[row, span] = np.where(gap, made, deaths[row, span])
    return deaths


def _made(every: Floats, yearly: Floats, year: int, rng: np.random.Generator) -> Floats:
    """Pseudo-history of a year whose battle deaths are known."""
    if yearly[year] == 0 and yearly[max(0, year - RECENT) : year].any():
        return pseudo_history.ended_war_year(every, rng)
    return pseudo_history.battle_year(every, float(yearly[year]), rng)


def _share(state_based: Floats, every: Floats, fought: bool) -> float:
    """State-based share of the months before, drawn a little towards 1 after recent battles."""
    return float((state_based.sum() + 5 * fought) / (every.sum() + 5))


def _actuals(records: Records, known: past.Monthly, as_of: Month) -> Floats:
    """Monthly state-based records, NaN where there are none."""
    actual = np.full(known.deaths.shape, np.nan)
    place = {iso3: row for row, iso3 in enumerate(known.units)}
    kinds = [records.deaths_by_kind(iso3, as_of).with_columns(iso3=pl.lit(iso3)) for iso3 in place]
    by_kind = pl.concat([frame.select("iso3", "month_id", "kind", "best") for frame in kinds])
    told = by_kind.group_by("month_id").agg(pl.col("iso3").n_unique())
    world = told.filter(pl.col("iso3") >= WORLD)["month_id"].to_list()
    actual[:, [m - known.first.id for m in world]] = 0.0
    wanted = by_kind.filter(pl.col("kind") == STATE_BASED).select("iso3", "month_id", "best")
    try:
        monthly = records.monthly_deaths(STATE_BASED, as_of)
    except NoData:
        monthly = wanted.clear().rename({"best": "deaths"})
    for frame in (wanted, monthly.select("iso3", "month_id", "deaths")):
        for iso3, month, deaths in frame.iter_rows():
            if iso3 in place:
                actual[place[iso3], month - known.first.id] = deaths
    return actual


def _battle_deaths(units: tuple[str, ...], first: int, as_of: Month) -> Floats:
    """Battle deaths by country and year, of the years that had ended and that UCDP covers."""
    table = snapshot.table("battle_deaths")
    newest = int(table["year"].max())  # type: ignore[arg-type]
    last = min(newest, as_of.year if as_of.month == 12 else as_of.year - 1)
    if last < first:
        raise NoData(
            "No yearly battle deaths to scale by",
            expected=f"an as-of month from {first}-12",
            came=str(as_of),
            remedy="forecast from a later month",
        )
    place = {iso3: row for row, iso3 in enumerate(units)}
    yearly = np.zeros((len(units), last - first + 1))
    for iso3, year, best in table.select("iso3", "year", "best").iter_rows():
        if iso3 in place and first <= year <= last:
            yearly[place[iso3], year - first] += best
    return yearly
