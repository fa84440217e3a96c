"""Which of the known tables a file is, or which layout of forecast, told by its columns."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from forestall.errors import UnreadableFile, WrongColumns
from forestall.records.csv_file import CsvFile, open_csv
from forestall.records.ged import GED_COLUMNS, read_ged
from forestall.records.newspapers import KIND as NEWSPAPERS
from forestall.records.newspapers import MARKS as _OF_NEWSPAPERS
from forestall.records.newspapers import read_incidents
from forestall.records.report import ReadReport
from forestall.records.yearly import read_battle_deaths, read_dyadic, read_one_sided

EVENTS = "events"

_READERS = {
    EVENTS: read_ged,
    "one_sided": read_one_sided,
    "dyadic": read_dyadic,
    "battle_deaths": read_battle_deaths,
    NEWSPAPERS: read_incidents,
}
_MARKS = {
    EVENTS: {"type_of_violence", "date_start", "best"},
    "one_sided": {"actor_id", "is_government_actor", "best_fatality_estimate"},
    "dyadic": {"dyad_id", "intensity_level", "start_date"},
    "battle_deaths": {"dyad_id", "bd_best", "bd_low", "bd_high"},
}
FORECAST = "forecast"
KINDS = (*_READERS, FORECAST)
"""The kinds of table the store keeps."""

VIEWS_DRAWS, FAST_CM, GRID_RISK = "VIEWS draws", "FAST-cm", "conflictforecast.org"
_LAYOUTS = {
    VIEWS_DRAWS: {"month_id", "draw", "outcome"},
    FAST_CM: {"country_id", "outcome_n", "predicted", "outcome_p"},
    GRID_RISK: {"year", "month", "isocode", "gid", "risk"},
}
_PARQUET = b"PAR1"
_KNOWN = (
    "UCDP GED or Candidate events, One-sided Violence, Dyadic, or Battle-related Deaths, as CSV"
)


def kind_of(path: Path | str) -> str:
    """``events``, ``one_sided``, ``dyadic``, ``battle_deaths``, ``newspapers`` or ``forecast``.

    Raises
    ------
    UnreadableFile, EmptyInput : the file cannot be opened.
    WrongColumns : it is none of these.
    """
    if layout_of(path) is not None:
        return FORECAST
    if is_parquet(path):
        columns = _parquet_columns(Path(path))
        if set(columns) >= _OF_NEWSPAPERS:
            return NEWSPAPERS
        raise _unknown(Path(path).name, columns)
    with open_csv(Path(path), head_only=True) as file:
        return _kind(file)


def layout_of(path: Path | str) -> str | None:
    """``VIEWS draws``, ``FAST-cm`` or ``conflictforecast.org``; None if the file is no forecast.

    Raises
    ------
    UnreadableFile, EmptyInput : the file cannot be opened.
    """
    if is_parquet(path):
        names = set(_parquet_columns(Path(path)))
    else:
        with open_csv(Path(path), head_only=True) as file:
            names = set(file.columns)
    return next((layout for layout, marks in _LAYOUTS.items() if marks <= names), None)


def is_parquet(path: Path | str) -> bool:
    """True if the file begins as Parquet does, whatever its name says."""
    if not Path(path).is_file():
        return False
    try:
        with Path(path).open("rb") as stream:
            return stream.read(len(_PARQUET)) == _PARQUET
    except OSError:
        return False  # opening it to read says what is wrong


def read_any(
    path: Path | str, *, drop_bad_rows: bool = False, version: str | None = None
) -> tuple[pl.DataFrame, ReadReport, str]:
    """The rows, the account of the read and the kind of the file, by the reader that fits.

    Raises
    ------
    As :func:`kind_of` and as the reader.
    """
    kind = kind_of(path)
    if kind == FORECAST:
        raise WrongColumns(
            f"{Path(path).name} is a forecast, not a table of events or deaths",
            expected=_KNOWN,
            came=f"the columns of {layout_of(path)}",
            remedy="add it with 'forestall data add FILE'",
        )
    frame, report = _READERS[kind](path, drop_bad_rows=drop_bad_rows, version=version)
    return frame, report, kind


def _kind(file: CsvFile) -> str:
    if not file.columns and file.width == len(GED_COLUMNS):
        return EVENTS
    names = set(file.columns)
    for kind, marks in _MARKS.items():
        if marks <= names:
            return kind
    raise _unknown(file.name, file.columns, file.width)


def _parquet_columns(path: Path) -> tuple[str, ...]:
    try:
        return tuple(pl.read_parquet_schema(path))
    except (OSError, pl.exceptions.PolarsError, pl.exceptions.PanicException) as error:
        raise UnreadableFile(
            f"Cannot read {path.name}",
            expected="a whole Parquet file",
            came=str(error).splitlines()[0][:200],
            remedy="fetch it again: it is truncated or damaged",
        ) from error


def _unknown(name: str, columns: tuple[str, ...], width: int | None = None) -> WrongColumns:
    return WrongColumns(
        f"{name} is none of the tables forestall knows",
        expected=f"{_KNOWN}; incidents from 'forestall code --out'; or a forecast: draws as VIEWS "
        "writes them (month_id, country_id, draw, outcome), FAST-cm's, or conflictforecast.org's "
        "risk by grid cell",
        came=f"{width or len(columns)} columns: {', '.join(columns[:6]) or 'without header'}",
        remedy="download the table as CSV from ucdp.uu.se/downloads, or give the forecast as its "
        "publisher made it",
    )
