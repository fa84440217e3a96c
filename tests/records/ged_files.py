"""Small UCDP event files for the tests: the publisher's header, values of our own."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path

from forestall.records.ged import GED_COLUMNS

Row = dict[str, str]


def event(**fields: object) -> Row:
    """One event in the Central African Republic, as text; ``fields`` replace its values."""
    row = dict.fromkeys(GED_COLUMNS, "") | {
        "id": "900001",
        "relid": "CAF-2020-1-1-1",
        "year": "2020",
        "active_year": "1",
        "code_status": "Clear",
        "type_of_violence": "1",
        "side_a_new_id": "72001",
        "side_a": "Government of Central African Republic",
        "side_b_new_id": "72002",
        "side_b": "Hill Brigade",
        "where_prec": "1",
        "where_description": 'a ford, "the old one"',
        "source_headline": "Two lines,\nand a comma",
        "latitude": "5.399784",
        "longitude": "26.486881",
        "geom_wkt": "POINT (26.486881 5.399784)",
        "priogrid_gid": "137213",
        "country": "Central African Republic",
        "country_id": "482",
        "region": "Africa",
        "date_prec": "1",
        "date_start": "2020-03-05",
        "date_end": "2020-03-05",
        "deaths_civilians": "2",
        "best": "4",
        "low": "3",
        "high": "6",
    }
    return row | {name: str(value) for name, value in fields.items()}


def events(count: int, **fields: object) -> list[Row]:
    """``count`` events with ids of their own."""
    return [event(**{"id": 900001 + at, **fields}) for at in range(count)]


def write_csv(
    path: Path,
    rows: Iterable[Row],
    columns: Sequence[str] = GED_COLUMNS,
    *,
    header: bool = True,
    encoding: str = "utf-8",
) -> Path:
    """Write the rows with these columns; returns the path."""
    with path.open("w", encoding=encoding, newline="") as stream:
        writer = csv.DictWriter(stream, columns, extrasaction="ignore", lineterminator="\n")
        if header:
            writer.writeheader()
        writer.writerows(rows)
    return path
