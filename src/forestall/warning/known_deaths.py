"""What came in some months, from every record at hand, for forecasts that reach past the series."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import polars as pl

from forestall.errors import NoData
from forestall.records.ged import read_ged
from forestall.vocabulary import Month, countries
from forestall.warning import challenge_files, splice, views_format
from forestall.warning.scoring import Floats

CANDIDATE = re.compile(r"(?:ged_candidate|GEDEvent)_v(\d\d)_0_(\d{1,2})(?!\d)", re.IGNORECASE)
"""UCDP Candidate releases of one month, ``v26_0_2`` being February 2026."""


def known_deaths(
    records: splice.Records,
    units: Sequence[str],
    months: Sequence[Month],
    series: str,
    folder: Path | None = None,
) -> tuple[tuple[Month, ...], Floats]:
    """The months among ``months`` whose deaths are known, and those deaths.

    For state-based deaths a month is looked for, in this order, in ``folder``'s
    ``cm_actuals_YEAR.parquet``, in the records' monthly series, in their deaths by kind (told of
    at least :data:`.splice.WORLD` countries), and in ``folder``'s UCDP Candidate file of that
    month, whose events count in the month they begin. A country without a row had none.

    Returns
    -------
    months, and deaths of shape (units, those months).

    Raises
    ------
    NoData : none of the months is known.
    UnreadableFile and others : a file in ``folder`` that is not what its name says.
    """
    if folder is not None:
        challenge_files.refuse_no_folder(folder)
    tables = [_monthly(records, series)]
    if series == splice.STATE_BASED:
        tables = [_actuals(folder, months), *tables, _by_kind(records)]
        tables.append(_candidate(folder, months))
    found: dict[Month, dict[str, float]] = {}
    for table in tables:
        for month in months:
            rows = table.filter(pl.col("month_id") == month.id)
            if month not in found and not rows.is_empty():
                found[month] = dict(rows.select("iso3", "deaths").iter_rows())
    if not found:
        raise NoData(
            "None of the forecast's months is known yet",
            expected=f"deaths of a month within {months[0]} to {months[-1]}",
            came="none",
            remedy="add newer data with 'forestall data add FILE', or give --actuals",
        )
    known = tuple(sorted(found))
    deaths = [[found[month].get(unit, 0) for month in known] for unit in units]
    return known, np.array(deaths, dtype=np.float64)


def _empty() -> pl.DataFrame:
    return pl.DataFrame(schema={"iso3": pl.String, "month_id": pl.Int32, "deaths": pl.Float64})


def _monthly(records: splice.Records, series: str) -> pl.DataFrame:
    try:
        return records.monthly_deaths("all" if series == splice.TOTAL else series)
    except NoData:
        return _empty()


def _by_kind(records: splice.Records) -> pl.DataFrame:
    frames = [records.deaths_by_kind(iso3).with_columns(iso3=pl.lit(iso3)) for iso3 in countries()]
    every = pl.concat([frame.select("iso3", "month_id", "kind", "best") for frame in frames])
    told = every.group_by("month_id").agg(pl.col("iso3").n_unique())
    world = told.filter(pl.col("iso3") >= splice.WORLD).select("month_id")
    state_based = pl.col("kind") == splice.STATE_BASED
    return (
        every.join(world, on="month_id")
        .with_columns(deaths=pl.when(state_based).then("best").otherwise(0))
        .group_by("iso3", "month_id")
        .agg(pl.col("deaths").sum())
    )


def _actuals(folder: Path | None, months: Sequence[Month]) -> pl.DataFrame:
    names = {f"cm_actuals_{month.year}.parquet" for month in months}
    paths = [] if folder is None else [p for p in folder.rglob("*.parquet") if p.name in names]
    frames = [views_format.read_actuals(path) for path in sorted(paths)]
    return pl.concat(frames) if frames else _empty()


def _candidate(folder: Path | None, months: Sequence[Month]) -> pl.DataFrame:
    frames = [_empty()]
    for path in () if folder is None else sorted(folder.rglob("*_v*_0_*")):
        match = CANDIDATE.match(path.name)
        if match is None or not 1 <= int(match[2]) <= 12:
            continue
        month = Month(2000 + int(match[1]), int(match[2]))
        if month in months:
            frames.append(_of_month(path, month))
    return pl.concat(frames)


def _of_month(path: Path, month: Month) -> pl.DataFrame:
    events, _ = read_ged(path)
    start = pl.col("date_start")
    began = (start.dt.year() == month.year) & (start.dt.month() == month.month)
    return (
        events.filter(began, pl.col("kind") == splice.STATE_BASED)
        .group_by("iso3")
        .agg(deaths=pl.col("best").sum().cast(pl.Float64))
        .select("iso3", pl.lit(month.id, pl.Int32).alias("month_id"), "deaths")
    )
