"""The user's events laid over the packaged tables: which version speaks for which month."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property

import polars as pl

from forestall import snapshot, vocabulary
from forestall.records.country_of import GOVERNMENT, government_of
from forestall.records.coverage import Coverage, clipped
from forestall.records.edition import CANDIDATE
from forestall.records.newspapers import KIND as NEWSPAPERS
from forestall.records.newspapers import NEWSPAPER_SCHEMA, SOURCE
from forestall.records.panel import Spread, by_month
from forestall.records.schema import EVENT_SCHEMA
from forestall.records.sharing import shared_out
from forestall.records.sniff import EVENTS
from forestall.records.store import Store, Stored
from forestall.records.yearly import ONE_SIDED
from forestall.vocabulary import ViolenceKind

ACTOR_FLOOR = 25
"""UCDP counts an actor's one-sided violence in a year from 25 civilians killed (codebook v25.1);
the same floor on the user's events keeps them one series with the packaged years."""

VAGUE_PLACE = 4
"""``where_prec`` from which an event is known only to a first-level region or worse, as in the
packaged table ``cells``."""

_MONTH = ["iso3", "month_id"]


@dataclass(frozen=True)
class Overlay:
    """The complete and incomplete event files of a store.

    Of the complete files that cover a country and month one speaks for it: a final release
    before a candidate, then the newest version. Samples never speak; :meth:`sample_cells` shows
    their events where nothing else is held.
    """

    store: Store

    @cached_property
    def files(self) -> tuple[tuple[Stored, Coverage], ...]:
        """Event files with their coverage, those that speak first at the head."""
        held = (*self.store.stored(EVENTS), *(one for one, _ in self._newspapers))
        known = [(one, one.manifest.coverage) for one in held if one.manifest.coverage]
        return tuple(sorted(known, key=lambda pair: _rank(pair[0]), reverse=True))

    @cached_property
    def _newspapers(self) -> tuple[tuple[Stored, pl.DataFrame], ...]:
        """Tables of incidents that hold, the newest first.

        A table that shares an incident with a later one was coded or reviewed anew since, and
        gives way to it whole: what a reviewer has rejected must not come back.
        """
        kept: list[tuple[Stored, pl.DataFrame]] = []
        seen: set[str] = set()
        for one in sorted(self.store.stored(NEWSPAPERS), key=_age, reverse=True):
            table = self.store.table(one)
            ids = set(table["event_id"])
            if not ids & seen:
                kept.append((one, table))
            seen |= ids
        return tuple(kept)

    @cached_property
    def incidents(self) -> pl.DataFrame:
        """Incidents that the user coded from newspapers, columns as ``NEWSPAPER_SCHEMA``."""
        tables = [NEWSPAPER_SCHEMA.to_frame(), *(table for _, table in self._newspapers)]
        return pl.concat(tables).sort("date_start", "event_id")

    @cached_property
    def claims(self) -> pl.DataFrame:
        """``iso3``, ``month_id``, ``name``: which complete file speaks for which month."""
        empty = pl.DataFrame(
            schema={"iso3": pl.String, "month_id": pl.Int32, "name": pl.String, "source": pl.String}
        )
        parts = [empty]
        for one, coverage in self.files:
            if coverage.complete:
                codes = coverage.countries or tuple(vocabulary.countries())
                parts.append(
                    pl.DataFrame({"iso3": codes})
                    .join(_months(coverage).to_frame(), how="cross")
                    .with_columns(
                        name=pl.lit(one.folder.name), source=pl.lit(str(one.manifest.version))
                    )
                )
        return pl.concat(parts).unique(_MONTH, keep="first", maintain_order=True)

    @cached_property
    def world_months(self) -> frozenset[int]:
        """Months for which a complete file speaks for all countries."""
        return frozenset(
            month
            for _, coverage in self.files
            if coverage.complete and coverage.countries is None
            for month in _months(coverage)
        )

    @cached_property
    def events(self) -> pl.DataFrame:
        """The events that count, their deaths shared by days among the months they span.

        Columns of ``EVENT_SCHEMA`` with ``month_id`` and ``name`` (the file), and the estimates
        as Float64. Dates are cut to the months of the release, so no death is lost between two.
        """
        return self._claimed("even")

    def _claimed(self, spread: Spread) -> pl.DataFrame:
        claims = self.claims.drop("source")
        parts = [by_month(EVENT_SCHEMA.to_frame()).with_columns(name=pl.lit(""))]
        for one, coverage in self.files:
            if coverage.complete:
                table = clipped(self.store.table(one), coverage.first, coverage.last)
                mine = claims.filter(pl.col("name") == one.folder.name)
                parts.append(by_month(table, spread).join(mine, on=_MONTH))
        return pl.concat(parts)

    def unclaimed(self, frame: pl.DataFrame) -> pl.DataFrame:
        """The rows of a packaged table whose country and month no file of the user speaks for."""
        return frame.join(self.claims, on=_MONTH, how="anti", maintain_order="left")

    def monthly(self, kind: str) -> pl.DataFrame:
        """``iso3``, ``month_id``, ``deaths`` (Int64) of the user's events; months without events
        are absent. Rounded so that a country's running total is never off by more than a half."""
        rows = self.events if kind == "all" else self.events.filter(pl.col("kind") == kind)
        sums = rows.group_by(_MONTH).agg(pl.col("best").sum()).sort(_MONTH)
        running = pl.col("best").cum_sum().round(6).round().over("iso3")
        return sums.with_columns(total=running).select(
            *_MONTH,
            deaths=pl.col("total").diff().over("iso3").fill_null(pl.col("total")).cast(pl.Int64),
        )

    @cached_property
    def by_kind(self) -> dict[str, pl.DataFrame]:
        """``iso3``, ``month_id``, ``kind``, ``best`` (Int64), ``source`` by country, in order.

        The packaged rows where no file of the user speaks, and those of the user's files; under
        an empty name, none.
        """
        sums = self.events.group_by(*_MONTH, "kind").agg(
            pl.col("best").sum().round().cast(pl.Int64)
        )
        mine = sums.join(self.claims.select(*_MONTH, "source"), on=_MONTH, how="left")
        packaged = self.unclaimed(snapshot.table("deaths_by_kind"))
        both = pl.concat(
            [packaged.with_columns(source=pl.lit("candidate")).select(mine.columns), mine]
        )
        parts = both.sort(*_MONTH, "kind").partition_by("iso3", as_dict=True)
        return {"": both.clear(), **{str(key[0]): part for key, part in parts.items()}}

    @cached_property
    def whole_years(self) -> pl.DataFrame:
        """``iso3``, ``year`` (Int16), ``source``: years of which the user's files hold every
        month; the source is that of the file that speaks for December."""
        year = (1980 + (pl.col("month_id") - 1) // 12).cast(pl.Int16)
        return (
            self.claims.sort("month_id")
            .group_by("iso3", year.alias("year"))
            .agg(pl.len(), pl.col("source").last())
            .filter(pl.col("len") == 12)
            .drop("len")
        )

    @cached_property
    def one_sided(self) -> pl.DataFrame:
        """Rows of table ``one_sided`` and their ``source``, for the whole years of the user."""
        rows = self.events.filter(pl.col("kind") == ViolenceKind.ONE_SIDED.value).with_columns(
            year=(1980 + (pl.col("month_id") - 1) // 12).cast(pl.Int16)
        )
        who = ["side_a_id", "side_a", "year"]
        rows = rows.join(self.whole_years, on=["iso3", "year"], suffix="_year")
        sums = (
            rows.group_by(*who, "iso3", "source_year")
            .agg(pl.col("best", "low", "high").sum())
            .filter(pl.col("best").sum().over(who) >= ACTOR_FLOOR)
        )
        shape = snapshot.table("one_sided").schema
        return sums.with_columns(
            actor_id="side_a_id",
            actor="side_a",
            is_government=pl.col("side_a").str.starts_with(GOVERNMENT).fill_null(False),
            government_iso3=government_of(sums["side_a"]),
            countries=pl.len().over(who),
            allocated=pl.lit(False),
            source="source_year",
        ).select(*(pl.col(name).cast(dtype) for name, dtype in shape.items()), "source")

    @cached_property
    def yearly_one_sided(self) -> tuple[pl.DataFrame, str] | None:
        """The newest One-sided Violence table of the user as rows of table ``one_sided``, and its
        name; None unless it is a later release than the packaged one."""
        packaged = _release(str(snapshot.sources()["sources"]["ucdp-yearly"]["version"]))
        held = [
            (_release(one.manifest.report.version), one)
            for one in self.store.stored(ONE_SIDED.kind)
        ]
        later = [(release, one.folder.name, one) for release, one in held if release > packaged]
        if not later:
            return None
        newest = max(later, key=lambda found: found[:2])[2]
        return shared_out(self.store.table(newest)), str(newest.manifest.version)

    def cells(self, iso3: str) -> pl.DataFrame:
        """Rows of table ``cells`` from the files that speak, each event in its first month.

        ``coverage`` is the name of the file's folder in the store.
        """
        return _as_cells(self._claimed("start").filter(pl.col("iso3") == iso3), pl.col("name"))

    def sample_cells(self, iso3: str) -> pl.DataFrame:
        """Rows of table ``cells`` from samples, in months for which no file speaks.

        An event that is in several samples is shown once, from the one that comes first.
        """
        parts = [by_month(EVENT_SCHEMA.to_frame()).with_columns(name=pl.lit(""))]
        for one, coverage in self.files:
            if not coverage.complete:
                rows = self.store.table(one).select(EVENT_SCHEMA.names())
                rows = rows.filter(pl.col("iso3") == iso3)
                rows = self.unclaimed(by_month(rows))
                parts.append(rows.with_columns(name=pl.lit(one.folder.name)))
        once = pl.concat(parts).unique("event_id", keep="first", maintain_order=True)
        return _as_cells(once, pl.col("name"))

    def coverage(self, iso3: str) -> pl.DataFrame:
        """Rows of table ``coverage`` for the files that know the country."""
        shape = snapshot.table("coverage").schema
        rows = [
            {
                "coverage": one.folder.name,
                "source": one.manifest.report.source,
                "version": one.manifest.report.version,
                "iso3": None if coverage.countries is None else iso3,
                "first_month": coverage.first.id,
                "last_month": coverage.last.id,
                "complete": coverage.complete,
                "note": coverage.note,
            }
            for one, coverage in self.files
            if coverage.countries is None or iso3 in coverage.countries
        ]
        return pl.DataFrame(rows, schema=shape)


def _rank(one: Stored) -> tuple[int, tuple[int, ...], str]:
    """A final release before a candidate, that before newspapers; then the newest."""
    report = one.manifest.report
    order = {CANDIDATE: 1, SOURCE: 0}.get(report.source, 2)
    return order, _release(report.version), one.folder.name


def _age(one: Stored) -> tuple[date, int]:
    """The day it was added; of one day, the moment its folder was written."""
    return one.manifest.added, (one.folder / "manifest.json").stat().st_mtime_ns


def _release(version: str) -> tuple[int, ...]:
    """``25.1`` as (25, 1); nothing for what is no release."""
    return tuple(int(part) for part in version.split(".") if part.isdigit())


def _months(coverage: Coverage) -> pl.Series:
    months = pl.int_range(coverage.first.id, coverage.last.id + 1, dtype=pl.Int32, eager=True)
    return months.alias("month_id")


def _as_cells(events: pl.DataFrame, coverage: pl.Expr) -> pl.DataFrame:
    shape = snapshot.table("cells").schema
    keys = ["gid", "iso3", "month_id", "kind", "side_a", "side_b", "coverage"]
    one_sided = pl.col("kind") == ViolenceKind.ONE_SIDED.value
    rows = events.filter(pl.col("gid").is_not_null()).with_columns(
        coverage=coverage,
        civilians=pl.when(one_sided).then("best").otherwise("civilians"),
    )
    sums = rows.group_by(keys).agg(
        pl.col("best", "low", "high", "civilians").sum().round(),
        events=pl.len(),
        vague=(pl.col("place_precision") >= VAGUE_PLACE).sum(),
    )
    return sums.select(pl.col(name).cast(dtype) for name, dtype in shape.items())
