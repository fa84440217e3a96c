"""Where deaths were: by PRIO-GRID cell, in the months whose event points are held completely."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np
import polars as pl
from numpy.typing import NDArray

from forestall import snapshot
from forestall.errors import NoData
from forestall.vocabulary import Month, ViolenceKind, countries
from forestall.warning import splice

if TYPE_CHECKING:
    from collections.abc import Sequence

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

LEAST = 12
"""Covered months without which nothing is said about where."""


class Records(splice.Records, Protocol):
    """What a forecast by cell asks of the data; ``records.holdings.Holdings`` answers it."""

    def cells(self, iso3: str, until: Month | None = ...) -> pl.DataFrame:
        """``gid``, ``month_id``, ``kind``, ``best``, ``events``, ``vague``, ``coverage``."""
        ...

    def coverage(self, iso3: str, until: Month | None = ...) -> pl.DataFrame:
        """``coverage``, ``first_month``, ``last_month``, ``complete`` of those pieces."""
        ...


@dataclass(frozen=True, slots=True)
class Placed:
    """Deaths by cell and covered month, as known by a month.

    Attributes
    ----------
    gids : the country's cells and any other cell where its events were placed, sorted.
    months : VIEWS ids of the covered months, sorted, shape (months,).
    deaths : deaths of events placed within a district or better, shape (cells, months).
    vague : share of the covered months' deaths that were placed less well, 0 to 1.
    pieces : names of the pieces of event points.
    """

    gids: Ints
    months: Ints
    deaths: Floats
    vague: float
    pieces: tuple[str, ...]

    def reach(self) -> str:
        """The covered months in words, e.g. ``1989-01 to 2022-12 and 2026-02``."""
        runs = np.split(self.months, np.flatnonzero(np.diff(self.months) > 1) + 1)
        ends = [(Month.from_id(int(run[0])), Month.from_id(int(run[-1]))) for run in runs]
        return " and ".join(f"{a} to {b}" if a != b else str(a) for a, b in ends)

    def in_words(self) -> str:
        """How far the points reach, and what share of the deaths they cannot place."""
        return (
            f"event points cover {self.reach()}, and {self.vague:.0%} of their deaths are placed "
            "by province or worse and left out"
        )


def placed(holdings: Records, iso3: str, as_of: Month, series: str) -> Placed:
    """Where the deaths of a series were, in the months whose points are held completely.

    Of a row that mixes vague and well placed events, the placed share of its events counts.

    Raises
    ------
    NoData : fewer than 12 covered months by ``as_of``.
    """
    pieces = holdings.coverage(iso3, as_of).filter("complete")
    months = _months(pieces, as_of)
    if len(months) < LEAST:
        raise _no_points(holdings, iso3, as_of, len(months))
    rows = _rows(holdings.cells(iso3, as_of), pieces, series, as_of)
    own = snapshot.table("grid").filter(pl.col("iso3") == iso3)["gid"].to_list()
    gids = np.array(sorted({*own, *rows["gid"]}), dtype=np.int64)
    when = np.array(sorted(months), dtype=np.int64)
    deaths = np.zeros((len(gids), len(when)))
    cell = np.searchsorted(gids, rows["gid"].to_numpy())
    month = np.searchsorted(when, rows["month_id"].to_numpy())
    np.add.at(deaths, (cell, month), rows["placed"].to_numpy())
    best = float(rows["best"].sum())
    vague = 1 - float(deaths.sum()) / best if best else 0.0
    return Placed(gids, when, deaths, vague, tuple(pieces["coverage"]))


def covered(holdings: Records, iso3: str, as_of: Month) -> set[int]:
    """VIEWS ids of the months by ``as_of`` whose event points are held completely."""
    return _months(holdings.coverage(iso3, as_of).filter("complete"), as_of)


def with_points(holdings: Records, as_of: Month) -> tuple[str, ...]:
    """ISO3 codes of the countries whose forecast can be shared out, sorted."""
    return tuple(c for c in sorted(countries()) if len(covered(holdings, c, as_of)) >= LEAST)


def in_names(codes: Sequence[str]) -> str:
    """Countries by name, or that there are none."""
    known = countries()
    names = [known[code].name if code in known else code for code in codes]
    return ", ".join(names) or "no country"


def _months(pieces: pl.DataFrame, as_of: Month) -> set[int]:
    """Months that complete pieces cover by ``as_of``."""
    spans = pieces.select("first_month", "last_month").iter_rows()
    return {month for first, last in spans for month in range(first, min(last, as_of.id) + 1)}


def _no_points(holdings: Records, iso3: str, as_of: Month, months: int) -> NoData:
    held = in_names(with_points(holdings, as_of))
    return NoData(
        "No event points to share a forecast out by",
        expected=f"{LEAST} months of complete event points of {in_names([iso3])} by {as_of}; such "
        f"points are held of {held}",
        came=f"{months} month{'' if months == 1 else 's'}",
        remedy="add UCDP's events of the country, e.g. forestall data add GEDEvent_v25_1.csv, or "
        "ask for the country's own forecast",
    )


def _rows(cells: pl.DataFrame, pieces: pl.DataFrame, series: str, as_of: Month) -> pl.DataFrame:
    """``gid``, ``month_id``, ``best``, ``placed`` of the series within its piece's months."""
    span = pieces.select("coverage", "first_month", "last_month").unique("coverage")
    kinds = [series] if series in list(ViolenceKind) else list(ViolenceKind)
    well = 1 - pl.col("vague").fill_null(0) / pl.col("events").clip(1)
    return (
        cells.join(span, on="coverage")
        .filter(
            pl.col("month_id").is_between("first_month", "last_month"),
            pl.col("month_id") <= as_of.id,
            pl.col("kind").is_in(kinds),
            pl.col("gid").is_not_null(),
        )
        .select("gid", "month_id", "best", placed=pl.col("best") * well)
    )
