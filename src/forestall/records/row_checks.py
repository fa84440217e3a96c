"""Row checks: which rows of a file cannot be used, why, and whether to stop or leave them out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from forestall.errors import BadValue, EmptyInput, UnknownCountry
from forestall.records.csv_file import CsvFile
from forestall.records.report import Note

UNKNOWN_COUNTRY = "unknown country"


@dataclass(frozen=True, slots=True)
class RowCheck:
    """A reason to refuse a row: ``bad`` is true where it applies; ``shows`` are the columns to
    print with the example."""

    reason: str
    bad: pl.Expr
    shows: tuple[str, ...]


def sift(
    rows: pl.DataFrame, checks: Sequence[RowCheck], file: CsvFile, drop_bad_rows: bool
) -> tuple[pl.DataFrame, tuple[Note, ...]]:
    """The usable rows, and a note per reason for the others (each row counts once, under the
    first reason that applies).

    Raises
    ------
    BadValue, UnknownCountry : some rows are bad and ``drop_bad_rows`` is off.
    EmptyInput : no row is left.
    """
    flags = rows.select(
        check.bad.fill_null(False).alias(str(at)) for at, check in enumerate(checks)
    )
    notes: list[Note] = []
    if any(flags[name].any() for name in flags.columns):
        cause = pl.coalesce(
            pl.when(pl.col(name)).then(pl.lit(int(name), dtype=pl.Int32)) for name in flags.columns
        )
        rows = rows.with_columns(flags.select(cause=cause).to_series())
        for at, check in enumerate(checks):
            bad = rows.filter(pl.col("cause") == at)
            if bad.height:
                notes.append(note(check.reason, bad, file, check.shows))
        rows = rows.filter(pl.col("cause").is_null()).drop("cause")
    if notes and not drop_bad_rows:
        raise _refusal(notes, file)
    if rows.is_empty():
        raise EmptyInput(
            f"{file.name} holds no usable row",
            expected="at least one",
            came="; ".join(str(one) for one in notes) or "a header without rows",
            remedy="download the file again as its publisher ships it",
        )
    return rows, tuple(notes)


def note(reason: str, rows: pl.DataFrame, file: CsvFile, shows: Sequence[str]) -> Note:
    """A note on ``rows``, with the first of them as the example."""
    first = rows.row(0, named=True)
    values = ", ".join(f"{name} = {first[name]!r}" for name in shows if name in first)
    example = file.pointer(first["line"]) + (f", {values}" if values else "")
    return Note(reason, rows.height, example)


def _refusal(notes: list[Note], file: CsvFile) -> BadValue | UnknownCountry:
    only_countries = all(one.reason == UNKNOWN_COUNTRY for one in notes)
    return (UnknownCountry if only_countries else BadValue)(
        f"{file.name} has {sum(one.rows for one in notes):,} rows that cannot be used",
        expected="rows that can be true",
        came="; ".join(str(one) for one in notes),
        remedy="fix the rows, or pass --drop-bad-rows to leave them out; nothing was stored",
    )
