"""Which of the known tables a file is, told by its columns."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from forestall.errors import WrongColumns
from forestall.records.csv_file import CsvFile, open_csv
from forestall.records.ged import GED_COLUMNS, read_ged
from forestall.records.report import ReadReport
from forestall.records.yearly import read_battle_deaths, read_dyadic, read_one_sided

EVENTS = "events"

_READERS = {
    EVENTS: read_ged,
    "one_sided": read_one_sided,
    "dyadic": read_dyadic,
    "battle_deaths": read_battle_deaths,
}
_MARKS = {
    EVENTS: {"type_of_violence", "date_start", "best"},
    "one_sided": {"actor_id", "is_government_actor", "best_fatality_estimate"},
    "dyadic": {"dyad_id", "intensity_level", "start_date"},
    "battle_deaths": {"dyad_id", "bd_best", "bd_low", "bd_high"},
}
KINDS = tuple(_READERS)
"""The kinds of table the store keeps."""


def kind_of(path: Path | str) -> str:
    """``events``, ``one_sided``, ``dyadic`` or ``battle_deaths``.

    Raises
    ------
    UnreadableFile, EmptyInput : the file cannot be opened.
    WrongColumns : it is none of these.
    """
    with open_csv(Path(path), head_only=True) as file:
        return _kind(file)


def read_any(
    path: Path | str, *, drop_bad_rows: bool = False, version: str | None = None
) -> tuple[pl.DataFrame, ReadReport, str]:
    """The rows, the account of the read and the kind of the file, by the reader that fits.

    Raises
    ------
    As :func:`kind_of` and as the reader.
    """
    kind = kind_of(path)
    frame, report = _READERS[kind](path, drop_bad_rows=drop_bad_rows, version=version)
    return frame, report, kind


def _kind(file: CsvFile) -> str:
    if not file.columns and file.width == len(GED_COLUMNS):
        return EVENTS
    names = set(file.columns)
    for kind, marks in _MARKS.items():
        if marks <= names:
            return kind
    raise WrongColumns(
        f"{file.name} is none of the tables forestall knows",
        expected="UCDP GED or Candidate events, One-sided Violence, Dyadic, or Battle-related "
        "Deaths, as CSV",
        came=f"{file.width} columns: {', '.join(file.columns[:6]) or 'without header'}",
        remedy="download the table as CSV from ucdp.uu.se/downloads",
    )
