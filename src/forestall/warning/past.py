"""What was known by a given month, as matrices of countries × months and countries × years."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import polars as pl
from numpy.typing import NDArray

from forestall.errors import BadValue, NoData, UnknownCountry
from forestall.vocabulary import Month

Floats = NDArray[np.float64]

MOST_MONTHS, MOST_DRAWS = 36, 100_000
EARLIEST = Month(1992, 1)
"""Forecasts begin here: UCDP's event data start in 1989, and three years are the least to learn
from."""

RECORDED = 25
"""UCDP records one-sided violence by an actor in years in which it kills this many or more."""


class Records(Protocol):
    """What a forecast asks of the data; ``records.holdings.Holdings`` answers it."""

    def known_until(self) -> Month:
        """The last month of monthly deaths."""
        ...

    def monthly_deaths(self, kind: str = ..., until: Month | None = ...) -> pl.DataFrame:
        """``iso3``, ``month_id``, ``deaths``: a complete panel."""
        ...

    def one_sided_totals(self, until: Month | None = ...) -> pl.DataFrame:
        """``iso3``, ``year``, ``best``, ``source``: rows for years with deaths."""
        ...


@dataclass(frozen=True, slots=True)
class Monthly:
    """Deaths by country and month, shape (countries, months), from ``first`` on."""

    units: tuple[str, ...]
    first: Month
    deaths: Floats

    def row(self, iso3: str) -> int:
        """The row of a country; :class:`UnknownCountry` if there is none."""
        try:
            return self.units.index(iso3)
        except ValueError:
            raise UnknownCountry(
                "No series for this country",
                expected="ISO 3166-1 alpha-3 code of a country of today",
                came=repr(iso3),
                remedy="check the code, e.g. CAF",
            ) from None

    def in_words(self, iso3: str, months: int, kind: str = "all") -> str:
        """The rows of the last months, as a line that can be looked up."""
        recent = self.deaths[self.row(iso3), -months:]
        last = self.first + (self.deaths.shape[1] - 1)
        return (
            f"country_month: iso3={iso3}, kind={kind}, {last - (len(recent) - 1)} to {last}, "
            f"deaths={int(recent.sum())}"
        )


@dataclass(frozen=True, slots=True)
class Yearly:
    """One-sided deaths by country and year, shape (countries, years), from ``first`` on.

    ``final`` is the number of leading years that come from final releases; the rest are
    candidate figures, which later releases raise. ``sources`` names the version of each
    country-year with a row.
    """

    first: int
    deaths: Floats
    final: int
    sources: dict[tuple[str, int], str]


def check_request(records: Records, as_of: Month, months: int, draws: int, seed: int) -> None:
    """Raise unless the request can be answered.

    Raises
    ------
    NoData : ``as_of`` before 1992 or after the last month of data.
    BadValue : months outside 1 to 36, fewer than 1 draw, or a negative seed.
    """
    last = records.known_until()
    span = f"from {EARLIEST} to {last}" if last >= EARLIEST else f"of {EARLIEST} or later"
    if not EARLIEST <= as_of <= last:
        raise NoData(
            "No data to forecast from",
            expected=f"an as-of month {span}",
            came=str(as_of),
            remedy="choose an earlier month, or add newer data with 'forestall data add FILE'"
            if as_of > last
            else f"choose {EARLIEST} or later",
        )
    limits = (
        ("months", months, 1, MOST_MONTHS),
        ("draws", draws, 1, MOST_DRAWS),
        ("seed", seed, 0, 2**63),
    )
    for name, value, least, most in limits:
        if not least <= value <= most:
            raise BadValue(
                f"A forecast cannot have that many {name}" if name != "seed" else "Not a seed",
                expected=f"{name} from {least} to {most}",
                came=str(value),
                remedy=f"change {name}",
            )


def monthly(records: Records, as_of: Month) -> Monthly:
    """All-kinds deaths up to ``as_of``.

    Raises
    ------
    BadValue : the panel has a gap, a month out of order, or a missing or negative value.
    """
    given = records.monthly_deaths(until=as_of)
    _refuse_disorder(given)
    panel = given.sort("iso3", "month_id")
    units = tuple(panel["iso3"].unique(maintain_order=True))
    first = Month.from_id(int(panel["month_id"][0]))
    length = as_of.id - first.id + 1
    deaths = panel["deaths"].cast(pl.Float64).fill_null(float("nan")).to_numpy()
    expected = np.tile(np.arange(first.id, as_of.id + 1), len(units))
    if not np.array_equal(panel["month_id"].to_numpy(), expected):
        raise BadValue(
            "The panel of monthly deaths has gaps",
            expected=f"{length} months, {first} to {as_of}, each once for each country",
            came=f"{panel.height} rows for {len(units)} countries",
            remedy="rebuild the snapshot, or remove the last file added to the store",
        )
    if not np.isfinite(deaths).all() or (deaths < 0).any():
        raise BadValue(
            "The panel of monthly deaths holds values that cannot be counts",
            expected="finite numbers, 0 or larger",
            came="missing or negative deaths",
            remedy="rebuild the snapshot, or remove the last file added to the store",
        )
    return Monthly(units, first, deaths.reshape(len(units), length))


def _refuse_disorder(panel: pl.DataFrame) -> None:
    """A month before the one above it: whoever made the panel may have mixed up its columns."""
    earlier = panel.filter(pl.col("month_id").diff().over("iso3") < 0)
    if not earlier.is_empty():
        iso3, month = earlier.select("iso3", "month_id").row(0)
        raise BadValue(
            "The panel of monthly deaths has months out of order",
            expected="each country's months from the first to the last",
            came=f"{iso3}, {Month.from_id(month)} below a later month",
            remedy="sort the panel by iso3 and month_id",
        )


def yearly(records: Records, as_of: Month, units: Sequence[str], first: int) -> Yearly:
    """One-sided deaths in the years that had ended by ``as_of``.

    A candidate figure below 25 for a whole country is set to 0: no actor in it can have reached
    the 25 that the yearly data require, and final releases would show no row.

    Raises
    ------
    NoData : the yearly data do not reach the last year that had ended.
    """
    last = as_of.year if as_of.month == 12 else as_of.year - 1
    rows = records.one_sided_totals(until=as_of).filter(pl.col("year").is_between(first, last))
    newest = max(rows["year"].to_list(), default=0)
    if newest < last:
        raise NoData(
            "No one-sided violence data for the last full year",
            expected=f"country totals to {last}",
            came=f"totals to {newest}" if newest else "none",
            remedy=f"ask as of {min(newest, last)}-12, or add that year with 'forestall data add'",
        )
    deaths = np.zeros((len(units), last - first + 1))
    place = {iso3: i for i, iso3 in enumerate(units)}
    candidate = rows.filter(pl.col("source") == "candidate")["year"].to_list()
    for iso3, year, best, source in rows.select("iso3", "year", "best", "source").iter_rows():
        if iso3 in place and (source != "candidate" or best >= RECORDED):
            deaths[place[iso3], year - first] += best
    final = min(candidate, default=last + 1) - first
    named = rows.select("iso3", "year", "source").iter_rows()
    return Yearly(first, deaths, final, {(iso3, year): source for iso3, year, source in named})


def fingerprint(what: str, last: Month, *arrays: Floats) -> str:
    """A data version that pins the very numbers used: ``what``, its last month and a digest."""
    digest = hashlib.sha256()
    for array in arrays:
        digest.update(np.ascontiguousarray(array, dtype="<f8").tobytes())
    return f"{what} to {last}, sha256 {digest.hexdigest()[:16]}"
