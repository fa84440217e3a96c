"""What the rooms above ask of the data: the packaged snapshot, and the user's store over it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Self

import polars as pl

from forestall import snapshot
from forestall.errors import NoData
from forestall.records.report import DataVersion
from forestall.vocabulary import Month

FIRST_MONTH = Month(1989, 1)
"""UCDP's event data begin here; 1988 and before are unknown, not zero."""


@dataclass(frozen=True, slots=True)
class Holdings:
    """Every table the upper rooms read.

    All tables come in one shape whatever they were made of. Each method takes ``until``, the
    last month that may be seen; use it to ask what was known at a past date. It hides later
    months, not later revisions: UCDP's past is the past as the version at hand tells it.
    """

    @classmethod
    def open(cls) -> Self:
        """The snapshot of this installation."""
        return cls()

    def versions(self) -> tuple[DataVersion, ...]:
        """The data versions every figure rests on."""
        return tuple(
            _packaged(key, fields) for key, fields in snapshot.sources()["sources"].items()
        )

    def known_until(self, until: Month | None = None) -> Month:
        """The last month of monthly deaths (all kinds, all countries)."""
        months = _seen(snapshot.table("country_month").filter(pl.col("kind") == "all"), until)
        if months.is_empty():
            raise _nothing("monthly deaths of all kinds", until)
        return Month.from_id(_largest(months["month_id"]))

    def monthly_deaths(self, kind: str = "all", until: Month | None = None) -> pl.DataFrame:
        """Deaths per country and month: ``iso3``, ``month_id`` (Int32), ``deaths`` (Int64).

        One row for every country of ``countries`` and every month of the series, in order; a
        month without reports is a row with 0. ``kind="all"`` begins in January 1989; in the
        snapshot it leaves out events that span months (see ``docs/data.md``).

        Raises
        ------
        NoData : nothing is held of that kind, or nothing that early.
        """
        found = _seen(snapshot.table("country_month").filter(pl.col("kind") == kind), until)
        if found.is_empty():
            raise _nothing(f"monthly deaths of kind {kind!r}", until)
        first = FIRST_MONTH.id if kind == "all" else _smallest(found["month_id"])
        months = pl.int_range(first, _largest(found["month_id"]) + 1, dtype=pl.Int32, eager=True)
        every = snapshot.table("countries").select("iso3").sort("iso3")
        deaths = found.group_by("iso3", "month_id").agg(pl.col("deaths").sum())
        return (
            every.join(months.to_frame("month_id"), how="cross")
            .join(deaths, on=["iso3", "month_id"], how="left", maintain_order="left")
            .with_columns(pl.col("deaths").fill_null(0))
        )

    def deaths_by_kind(self, iso3: str, until: Month | None = None) -> pl.DataFrame:
        """``month_id``, ``kind``, ``best`` (Int64), ``source`` of one country, where held."""
        held = snapshot.table("deaths_by_kind").with_columns(source=pl.lit("candidate"))
        columns = ["iso3", "month_id", "kind", "best", "source"]
        return _seen(held.filter(pl.col("iso3") == iso3), until).select(columns).sort(columns[1:3])

    def one_sided(self, until: Month | None = None) -> pl.DataFrame:
        """One-sided violence by actor, country and year: the columns of table ``one_sided``.

        A year is seen once its December is within ``until``.
        """
        return _past_years(snapshot.table("one_sided"), until)

    def one_sided_totals(self, until: Month | None = None) -> pl.DataFrame:
        """``iso3``, ``year`` (Int16), ``best``, ``low``, ``high`` (Float64), ``source``.

        A country-year without a row had no one-sided violence that the source counts. From
        yearly data, UCDP counts an actor only in years in which it kills 25 civilians or more;
        the candidate year 2025 has no such floor and no range (low = best = high).
        """
        yearly = _totals(self.one_sided(until), "one_sided")
        after = _largest(snapshot.table("one_sided")["year"])
        recent = (
            snapshot.table("deaths_by_kind")
            .filter(pl.col("kind") == "one-sided")
            .with_columns(year=_year_of(pl.col("month_id")), best=pl.col("best").cast(pl.Float64))
            .filter(pl.col("year") > after)
            .with_columns(low=pl.col("best"), high=pl.col("best"))
        )
        candidate = _totals(_past_years(recent, until), "candidate")
        return pl.concat([yearly, candidate]).filter(pl.col("high") > 0).sort("iso3", "year")

    def cells(self, iso3: str, until: Month | None = None) -> pl.DataFrame:
        """Events by PRIO-GRID cell, month, kind and sides: the columns of table ``cells``.

        Only where event points are held: read it beside :meth:`coverage`. An empty frame means
        that no points are held, not that nothing happened.
        """
        return _seen(snapshot.table("cells").filter(pl.col("iso3") == iso3), until)

    def coverage(self, iso3: str) -> pl.DataFrame:
        """Which months of a country :meth:`cells` covers, and whether completely."""
        held = snapshot.table("coverage")
        return held.filter(pl.col("iso3").is_null() | (pl.col("iso3") == iso3))


def _seen(frame: pl.DataFrame, until: Month | None) -> pl.DataFrame:
    return frame if until is None else frame.filter(pl.col("month_id") <= until.id)


def _past_years(frame: pl.DataFrame, until: Month | None) -> pl.DataFrame:
    if until is None:
        return frame
    return frame.filter(pl.col("year") <= (until.year if until.month == 12 else until.year - 1))


def _year_of(month_id: pl.Expr) -> pl.Expr:
    return (1980 + (month_id - 1) // 12).cast(pl.Int16)


def _totals(frame: pl.DataFrame, source: str) -> pl.DataFrame:
    return (
        frame.group_by("iso3", pl.col("year").cast(pl.Int16))
        .agg(pl.col("best", "low", "high").cast(pl.Float64).sum())
        .with_columns(source=pl.lit(source))
    )


def _largest(column: pl.Series) -> int:
    return int(column.max())  # type: ignore[arg-type]


def _smallest(column: pl.Series) -> int:
    return int(column.min())  # type: ignore[arg-type]


def _nothing(what: str, until: Month | None) -> NoData:
    return NoData(
        f"No {what} at hand",
        expected="at least one month" + (f" up to {until}" if until else ""),
        came="none",
        remedy="ask for a later month, or add a file with 'forestall data add FILE'",
    )


def _packaged(key: str, fields: dict[str, Any]) -> DataVersion:
    return DataVersion(
        source=str(fields.get("title") or fields.get("name") or key),
        version=str(fields.get("version", "")),
        added=None,
        rows=int(fields.get("rows", 0)),
        sha256=str(fields.get("sha256", "")),
        citation=str(fields.get("citation", "")),
        licence=str(fields.get("licence", "")),
    )
