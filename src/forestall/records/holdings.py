"""What the rooms above ask of the data: the packaged snapshot, and the user's store over it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any, Self

import polars as pl

from forestall import snapshot
from forestall.errors import NoData
from forestall.records.overlay import Overlay
from forestall.records.report import DataVersion
from forestall.records.sniff import FORECAST
from forestall.records.store import Store, Stored
from forestall.vocabulary import Month, ViolenceKind

FIRST_MONTH = Month(1989, 1)
"""UCDP's event data begin here; 1988 and before are unknown, not zero."""


@dataclass(frozen=True, slots=True)
class Holdings:
    """Every table the upper rooms read.

    The user's event files replace the packaged figures for the countries and months they speak
    for (:class:`forestall.records.coverage.Coverage`); nothing is counted twice, and samples are
    shown but never totalled.

    All tables come in one shape whatever they were made of. Each method takes ``until``, the
    last month that may be seen; use it to ask what was known at a past date. It hides later
    months, not later revisions: UCDP's past is the past as the version at hand tells it.
    """

    overlay: Overlay

    @classmethod
    def open(cls, store: Store | None = None) -> Self:
        """The snapshot of this installation with ``store`` (by default the user's) over it.

        >>> Holdings.open().known_until() >= Month(2026, 5)
        True
        """
        return cls(Overlay(store if store is not None else Store()))

    def versions(self, *, forecasts: bool = False) -> tuple[DataVersion, ...]:
        """The packaged sources, then the versions the user added.

        Forecasts of others that the user added are named only if asked for: no figure of ours
        rests on them.
        """
        packaged = (_packaged(*item) for item in snapshot.sources()["sources"].items())
        added = (
            held.manifest.version
            for held in self.overlay.store.stored()
            if forecasts or held.manifest.kind != FORECAST
        )
        return (*packaged, *added)

    def forecasts(self, until: Month | None = None) -> tuple[Stored, ...]:
        """Forecasts of others that the user added, issued in ``until`` at the latest."""
        return tuple(
            held
            for held in self.overlay.store.stored(FORECAST)
            if (known := held.manifest.published) is not None
            and (until is None or known.issued.id <= until.id)
        )

    def forecast_rows(self, held: Stored, iso3: str) -> pl.DataFrame:
        """One country's rows of such a forecast: the columns of ``FORECAST_SCHEMA``."""
        return self.overlay.store.table(held).filter(pl.col("iso3") == iso3)

    def incidents(self, iso3: str, until: Month | None = None) -> pl.DataFrame:
        """Incidents of a country that the user coded from newspapers, with their sentences.

        Columns of ``records.newspapers.NEWSPAPER_SCHEMA``, by day; those that ended by the end of
        ``until``. They show; no total of :meth:`monthly_deaths` holds them.
        """
        rows = self.overlay.incidents.filter(pl.col("iso3") == iso3)
        if until is None:
            return rows
        after = until + 1
        return rows.filter(pl.col("date_end") < pl.date(after.year, after.month, 1))

    def known_until(self, until: Month | None = None) -> Month:
        """The last month of monthly deaths (all kinds, all countries)."""
        return Month.from_id(self._months("all", until)[-1])

    def monthly_deaths(self, kind: str = "all", until: Month | None = None) -> pl.DataFrame:
        """Deaths per country and month: ``iso3``, ``month_id`` (Int32), ``deaths`` (Int64).

        One row for every country of ``countries`` and every month of the series, in order; a
        month without reports is a row with 0. ``kind="all"`` begins in January 1989; in the
        snapshot it leaves out events that span months, in the user's files such events are
        shared among their months by days. Another kind has the longest run of months that is
        known for all countries.

        Raises
        ------
        NoData : nothing is held of that kind, or nothing that early.
        """
        run = self._months(kind, until)
        months = pl.int_range(run[0], run[-1] + 1, dtype=pl.Int32, eager=True).alias("month_id")
        packaged = self.overlay.unclaimed(_packaged_months(kind))
        columns = ["iso3", "month_id", "deaths"]
        deaths = pl.concat([packaged.select(columns), self.overlay.monthly(kind)])
        return (
            snapshot.table("countries")
            .select(pl.col("iso3").sort())
            .join(months.to_frame(), how="cross")
            .join(deaths, on=columns[:2], how="left", maintain_order="left")
            .with_columns(pl.col("deaths").fill_null(0))
        )

    def deaths_by_kind(self, iso3: str, until: Month | None = None) -> pl.DataFrame:
        """``iso3``, ``month_id``, ``kind``, ``best`` (Int64), ``source`` of one country.

        Months without a row hold no event of that kind, or are not held at all.
        """
        held = self.overlay.by_kind
        return _seen(held.get(iso3, held[""]), until)

    def kinds_known_until(self, iso3: str, until: Month | None = None) -> Month | None:
        """The last of the newest twelve months in a row whose deaths are held by kind.

        A month that no version speaks for breaks the row: it is unknown, not zero. None if no
        twelve months in a row are held.
        """
        mine = self.overlay.claims.filter(pl.col("iso3") == iso3)["month_id"]
        held = {*snapshot.table("deaths_by_kind")["month_id"], *mine}
        ends = (m for m in held if all(m - back in held for back in range(12)))
        seen = [m for m in ends if until is None or m <= until.id]
        return Month.from_id(max(seen)) if seen else None

    def one_sided(self, until: Month | None = None) -> pl.DataFrame:
        """One-sided violence by actor, country and year: the columns of table ``one_sided``.

        A later release of that table in the user's store replaces the packaged one. Years of
        which the user's events hold every month come from those: they name the country of each
        event, so nothing is shared out. A year is seen once its December is within
        ``until``.
        """
        return self._one_sided(until).drop("source")

    def one_sided_totals(self, until: Month | None = None) -> pl.DataFrame:
        """``iso3``, ``year`` (Int16), ``best``, ``low``, ``high`` (Float64), ``source``.

        A country-year without a row had no one-sided violence that the source counts. UCDP counts
        an actor only in years in which it kills 25 civilians or more; the packaged candidate year
        2025 has no such floor and no range (low = best = high).
        """
        yearly = self._one_sided(until)
        whole = self.overlay.whole_years.select("iso3", "year")
        later = self.overlay.yearly_one_sided
        last_yearly = _largest((later[0] if later else snapshot.table("one_sided"))["year"])
        candidate = (
            self.overlay.unclaimed(snapshot.table("deaths_by_kind"))
            .filter(pl.col("kind") == ViolenceKind.ONE_SIDED.value)
            .with_columns(year=_year_of(pl.col("month_id")), best=pl.col("best").cast(pl.Float64))
            .filter(pl.col("year") > last_yearly)
            .join(whole, on=["iso3", "year"], how="anti")
            .with_columns(low="best", high="best", source=pl.lit("candidate"))
        )
        columns = ["iso3", "year", "best", "low", "high", "source"]
        rows = pl.concat([yearly.select(columns), _past_years(candidate, until).select(columns)])
        return (
            rows.group_by("iso3", "year", "source")
            .agg(pl.col("best", "low", "high").sum())
            .filter(pl.col("high") > 0)
            .select(columns)
            .sort("iso3", "year")
        )

    def cells(self, iso3: str, until: Month | None = None) -> pl.DataFrame:
        """Events by PRIO-GRID cell, month, kind and sides: the columns of table ``cells``.

        Only where event points are held: read it beside :meth:`coverage`. An empty frame means
        that no points are held, not that nothing happened.
        """
        packaged = snapshot.table("cells").filter(pl.col("iso3") == iso3)
        packaged = self.overlay.unclaimed(packaged)
        sample = self.overlay.sample_cells(iso3)
        if not sample.is_empty():  # it gives way to a whole piece, and the packaged sample to it
            whole = snapshot.table("coverage").filter("complete")["coverage"].to_list()
            kept = packaged.filter(pl.col("coverage").is_in(whole))
            sample = sample.join(kept, on="month_id", how="anti")
            rest = packaged.filter(~pl.col("coverage").is_in(whole))
            packaged = pl.concat([kept, rest.join(sample, on="month_id", how="anti")])
        parts = [packaged, self.overlay.cells(iso3), sample]
        return _seen(pl.concat(parts), until).sort("month_id", "gid", "kind", "side_a", "side_b")

    def coverage(self, iso3: str, until: Month | None = None) -> pl.DataFrame:
        """Which months of a country :meth:`cells` covers, and whether completely.

        The columns of table ``coverage``, the packaged pieces first.
        """
        packaged = snapshot.table("coverage")
        packaged = packaged.filter(pl.col("iso3").is_null() | (pl.col("iso3") == iso3))
        both = pl.concat([packaged, self.overlay.coverage(iso3)])
        if until is None:
            return both
        last = pl.min_horizontal("last_month", pl.lit(until.id, pl.Int32))
        return both.filter(pl.col("first_month") <= until.id).with_columns(last_month=last)

    def _months(self, kind: str, until: Month | None) -> range:
        """The months of the series: for all kinds from 1989 on, else the longest run."""
        packaged = set(_packaged_months(kind)["month_id"].unique())
        known = sorted(packaged | self.overlay.world_months)
        known = [m for m in known if m >= FIRST_MONTH.id and (until is None or m <= until.id)]
        runs: list[range] = []
        for month in known:
            begins = runs.pop().start if runs and runs[-1].stop == month else month
            runs.append(range(begins, month + 1))
        if kind == "all":
            runs = [run for run in runs if run.start == FIRST_MONTH.id]
        if not runs:
            raise _nothing(f"monthly deaths of kind {kind!r}", until)
        return max(runs, key=len)

    def _one_sided(self, until: Month | None) -> pl.DataFrame:
        """:meth:`one_sided` with the ``source`` of each row."""
        whole = self.overlay.whole_years.select("iso3", "year")
        later = self.overlay.yearly_one_sided
        table, name = later or (snapshot.table("one_sided"), "one_sided")
        yearly = table.join(whole, on=["iso3", "year"], how="anti", maintain_order="left")
        both = pl.concat([yearly.with_columns(source=pl.lit(name)), self.overlay.one_sided])
        return _past_years(both, until)


def _packaged_months(kind: str) -> pl.DataFrame:
    return snapshot.table("country_month").filter(pl.col("kind") == kind)


def _seen(frame: pl.DataFrame, until: Month | None) -> pl.DataFrame:
    return frame if until is None else frame.filter(pl.col("month_id") <= until.id)


def _past_years(frame: pl.DataFrame, until: Month | None) -> pl.DataFrame:
    if until is None:
        return frame
    return frame.filter(pl.col("year") <= (until.year if until.month == 12 else until.year - 1))


def _year_of(month_id: pl.Expr) -> pl.Expr:
    return (1980 + (month_id - 1) // 12).cast(pl.Int16)


def _largest(column: pl.Series) -> int:
    return int(column.max())  # type: ignore[arg-type]


def _nothing(what: str, until: Month | None) -> NoData:
    return NoData(
        f"No {what} at hand",
        expected="at least one month" + (f" up to {until}" if until else ""),
        came="none",
        remedy="ask for a later month, or add a file with 'forestall data add FILE'",
    )


def _packaged(key: str, fields: dict[str, Any]) -> DataVersion:
    sums = [file["sha256"] for file in fields.get("files", ())]
    joined = hashlib.sha256("".join(sums).encode()).hexdigest()
    return DataVersion(
        source=str(fields.get("title", key)),
        version=str(fields.get("version", "")),
        added=None,
        rows=0,
        sha256=sums[0] if len(sums) == 1 else joined if sums else "",
        citation=str(fields.get("citation", "")),
        licence=str(fields.get("licence", "")),
    )
