"""Forecasts of others that a user adds: read, checked, kept in the store, and found again.

What a file is, is told by its columns (:func:`forestall.records.sniff.layout_of`). The store keeps
what the readers of :mod:`.outside` make of it, so nothing is kept that they refuse.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

import polars as pl

from forestall.errors import BadInput, BadValue
from forestall.records import sniff
from forestall.records.published import Published
from forestall.records.report import DataVersion, Note, ReadReport
from forestall.records.store import Added, Progress, Store, Stored
from forestall.vocabulary import Month, countries
from forestall.warning import outside
from forestall.warning.outside import OutsideForecast

SERIES = {"state-based": "state-based", "total": "all kinds", "one-sided": "one-sided"}
"""Series by the name the command line gives them."""
LONGEST_NAME = 60
INDEX_LASTS = 3
"""An index of risk is shown for its own month and until it is this many months old; a judgment,
for the files do not say how far ahead they look."""


class Records(Protocol):
    """What this asks of the data; ``records.holdings.Holdings`` answers it."""

    def forecasts(self, until: Month | None = ...) -> tuple[Stored, ...]:
        """Forecasts that the user added, issued by ``until``."""
        ...

    def forecast_rows(self, held: Stored, iso3: str) -> pl.DataFrame:
        """One country's rows."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
class Shown:
    """An outside forecast that a brief may show: one country's rows, and where they are from.

    ``version`` and ``file`` are the stored version's and its file's name.
    """

    forecast: OutsideForecast
    version: DataVersion
    file: str


def add(
    store: Store,
    path: str | Path,
    *,
    source: str | None = None,
    issued: str | None = None,
    series: str | None = None,
    drop_bad_rows: bool = False,
    version: str | None = None,
    progress: Progress | None = None,
) -> Added:
    """Add a file to the store: a forecast of others, or else a table that ``Store.add`` knows.

    Parameters
    ----------
    source : who made the forecast; by default its publisher, or the file's name for draws.
    issued : ``YYYY-MM``, the month it was published in; by default the month before its first,
        for an index of risk its own month.
    series : for files of draws ``state-based`` (the default), ``total`` or ``one-sided``.
    drop_bad_rows, version, progress : as :meth:`.Store.add`; not for forecasts.

    Raises
    ------
    BadInput : the file cannot be used, or an option does not go with it; nothing was stored.
    OutputError, StoreError : as :meth:`.Store.add`.
    """
    path = Path(path)
    layout = sniff.layout_of(path)
    of_forecasts = {"--source": source, "--issued": issued, "--series": series}
    if layout is None:
        _refuse(of_forecasts, "options of forecasts, and this file is none")
        return store.add(path, drop_bad_rows=drop_bad_rows, version=version, progress=progress)
    _refuse(
        {"--drop-bad-rows": drop_bad_rows, "--version": version},
        "options of tables of events and deaths, and this is a forecast",
    )
    tell = progress or _silent
    tell(0, 2, f"Reading {path.name}")
    forecast, dropped = _known_places(
        _read(path, layout, _name(source, path, layout), issued, series), path
    )
    published = _published(forecast, layout)
    report = ReadReport(
        forecast.source,
        published.version,
        _rows(forecast.table),
        dropped,
        remarks=(_remark(published),),
    )
    tell(1, 2, "Writing it to the store")
    return store.keep_forecast(path, forecast.table, report, published)


def shown(records: Records, iso3: str, as_of: Month) -> tuple[Shown, ...]:
    """What a brief on a country as of a month may show, by source: the newest of each.

    Left out is what was issued after ``as_of`` and what speaks of no month after it.
    """
    newest: dict[tuple[str, str], Stored] = {}
    for held in sorted(records.forecasts(until=as_of), key=_age):
        published = held.manifest.published
        if published is not None and _speaks_after(published, as_of):
            newest[held.manifest.report.source, published.series] = held
    found: list[Shown] = []
    for (source, series), held in sorted(newest.items()):
        rows = records.forecast_rows(held, iso3)
        if held.manifest.published is not None and not rows.is_empty():
            forecast = OutsideForecast(source, held.manifest.published.issued, series, rows)
            found.append(Shown(forecast, held.manifest.version, held.manifest.file))
    return tuple(found)


def _age(held: Stored) -> tuple[int, str]:
    published = held.manifest.published
    return (0 if published is None else published.issued.id, held.manifest.added.isoformat())


def _speaks_after(published: Published, as_of: Month) -> bool:
    if published.layout == sniff.GRID_RISK:
        return published.last.id > as_of.id - INDEX_LASTS
    return published.last.id > as_of.id


def _read(
    path: Path, layout: str, source: str, issued: str | None, series: str | None
) -> OutsideForecast:
    month = None if issued is None else Month.parse(issued)
    if layout != sniff.VIEWS_DRAWS:
        _refuse({"--series": series}, f"an option of files of draws, and this is {layout}'s")
    if layout == sniff.GRID_RISK:
        found = outside.read_conflictforecast(path, month)
    elif layout == sniff.FAST_CM:
        found = outside.read_fast(path, month)
        found = replace(found, issued=month or _span(found.table)[0] - 1)
    else:
        found = outside.read_draws(path, source, SERIES[series or "state-based"], month)
    return replace(found, source=source)


def _known_places(
    forecast: OutsideForecast, path: Path
) -> tuple[OutsideForecast, tuple[Note, ...]]:
    """Without the rows of places that are no country of today, and a note of how many."""
    known = pl.col("iso3").is_in(list(countries()))
    strange = forecast.table.filter(~known)
    if strange.is_empty():
        return forecast, ()
    if strange.height == forecast.table.height:
        raise BadValue(
            f"{path.name} names no country of today",
            expected="ISO 3166-1 alpha-3 codes",
            came=", ".join(strange["iso3"].unique().sort().head(10)),
            remedy="check what the column of countries holds",
        )
    codes = ", ".join(strange["iso3"].unique().sort().head(5))
    note = Note("no country of today", strange.height, f"{path.name}: {codes}")
    return replace(forecast, table=forecast.table.filter(known)), (note,)


def _published(forecast: OutsideForecast, layout: str) -> Published:
    first, last = _span(forecast.table)
    issued = forecast.issued or first - 1
    if layout != sniff.GRID_RISK and issued.id > last.id:
        raise BadInput(
            "A forecast is not issued after its last month",
            expected=f"--issued {last} or earlier",
            came=str(issued),
            remedy="check the month of issue",
        )
    return Published(layout, forecast.series, issued, first, last)


def _span(table: pl.DataFrame) -> tuple[Month, Month]:
    ids = table["month_id"]
    return Month.from_id(int(ids.min())), Month.from_id(int(ids.max()))  # type: ignore[arg-type]


def _rows(table: pl.DataFrame) -> int:
    """How many rows of the publisher's file they were: draws stand one a row, chances beside."""
    drawn = table["draws"].list.len().sum()
    if drawn:
        return int(drawn)
    return table.select("iso3", "gid", "month_id").n_unique()


def _remark(published: Published) -> str:
    months = " to ".join(dict.fromkeys((str(published.first), str(published.last))))
    return (
        f"{published.layout}, {published.series}, {months}: shown in briefs as of "
        f"{published.issued} and later, beside ours; no figure of ours rests on it"
    )


def _name(source: str | None, path: Path, layout: str) -> str:
    if source is None and layout != sniff.VIEWS_DRAWS:
        return layout
    name = " ".join((path.stem.replace(",", " ") if source is None else source).split())
    if 0 < len(name) <= LONGEST_NAME and name.isprintable() and "," not in name:
        return name
    raise BadInput(
        "Not a name of a source",
        expected=f"1 to {LONGEST_NAME} letters without commas",
        came=repr(name),
        remedy="give a short one: --source NAME",
    )


def _refuse(given: Mapping[str, object], why: str) -> None:
    if named := [name for name, value in given.items() if value]:
        raise BadInput(
            "Options that do not go with this file",
            expected=f"no {' or '.join(given)}",
            came=f"{', '.join(named)}: {why}",
            remedy="leave them out",
        )


def _silent(done: int, total: int, what: str) -> None:
    del done, total, what
