"""Row checks: which rows of a file cannot be used, why, and whether to stop or leave them out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from forestall.errors import BadValue, EmptyInput, UnknownCountry
from forestall.records.csv_file import CsvFile
from forestall.records.report import Note

UNKNOWN_COUNTRY = "unknown country"

MOST_DISORDERED = 0.02
"""Share of rows whose low, best and high may be out of order before a file is refused.

UCDP's own files have up to 1.3% of such rows (1,000 random events of v23.1), so they are noise to
mend; a file with more has its columns mixed up.
"""


@dataclass(frozen=True, slots=True)
class RowCheck:
    """A reason to refuse a row: ``bad`` is true where it applies; ``shows`` are the columns to
    print with the example."""

    reason: str
    bad: pl.Expr
    shows: tuple[str, ...]


def without_blank_lines(raw: pl.DataFrame, file: CsvFile) -> tuple[pl.DataFrame, tuple[Note, ...]]:
    """The rows that hold something, and a note on those that hold nothing."""
    blank = pl.all_horizontal(pl.exclude("line").is_null())
    empty = raw.filter(blank) if raw.to_series(1).has_nulls() else raw.clear()
    if empty.is_empty():
        return raw, ()
    return raw.filter(~blank), (note("blank line", empty, file, ()),)


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
    marks = [check.bad.fill_null(False).alias(str(at)) for at, check in enumerate(checks)]
    notes: list[Note] = []
    if any(rows.select(mark.any() for mark in marks).row(0)):
        flags = rows.select(marks)
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


def disorder_check(rows: pl.DataFrame, shows: tuple[str, str, str]) -> tuple[RowCheck, ...]:
    """A check for rows with low > best or best > high, where they are too many to be noise.

    ``rows`` holds the estimates as ``n_best``, ``n_low`` and ``n_high``.
    """
    few = rows.select(_disordered().sum()).item() <= MOST_DISORDERED * rows.height
    return () if few else (RowCheck("low, best and high out of order", _disordered(), shows),)


def mend_order(
    rows: pl.DataFrame, file: CsvFile, shows: tuple[str, str, str]
) -> tuple[pl.DataFrame, tuple[Note, ...]]:
    """The rows with low <= best <= high: low set to the least of the three, high to the largest."""
    broken = rows.select("line", *dict.fromkeys((*shows, "n_low", "n_best", "n_high"))).filter(
        _disordered()
    )
    if broken.is_empty():
        return rows, ()
    three = pl.col("n_low", "n_best", "n_high")
    rows = rows.with_columns(n_low=pl.min_horizontal(three), n_high=pl.max_horizontal(three))
    reason = "low, best and high out of order: low set to the least, high to the largest"
    return rows, (note(reason, broken, file, shows),)


def _disordered() -> pl.Expr:
    low, best, high = pl.col("n_low"), pl.col("n_best"), pl.col("n_high")
    return ((low > best) | (best > high)).fill_null(False)


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
