"""Opening a file of forecasts: Parquet or CSV, with the columns it must have, and some rows."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from forestall.errors import EmptyInput, UnreadableFile, WrongColumns
from forestall.records.csv_file import open_csv
from forestall.records.sniff import is_parquet


def read(path: Path, wanted: tuple[str, ...], what: str) -> pl.DataFrame:
    """:func:`load` and :func:`columns` in one."""
    return columns(load(path, what), wanted, path, what)


def load(path: Path, what: str) -> pl.DataFrame:
    """The file as it is: Parquet, or CSV, which may be gzipped or zipped; ``what`` names it.

    Raises
    ------
    UnreadableFile : no such file, truncated, or neither Parquet nor CSV.
    EmptyInput : nothing in it.
    """
    try:
        if path.suffix == ".parquet" or is_parquet(path):
            return pl.read_parquet(path)
        with open_csv(path) as file:
            return pl.read_csv(file.path, infer_schema_length=None)
    except (OSError, pl.exceptions.PolarsError, pl.exceptions.PanicException) as problem:
        raise UnreadableFile(
            f"Cannot read {path.name}",
            expected=f"{what}, Parquet or CSV",
            came=(str(problem).strip() or "damaged bytes").splitlines()[0][:200],
            remedy="check the path, and fetch the file again if it is truncated",
        ) from problem


def columns(frame: pl.DataFrame, wanted: tuple[str, ...], path: Path, what: str) -> pl.DataFrame:
    """The wanted columns.

    Raises
    ------
    WrongColumns : one of them is not there, or holds lists or records.
    EmptyInput : no rows.
    """
    if missing := [name for name in wanted if name not in frame.columns]:
        raise WrongColumns(
            f"{path.name} is not {what}",
            expected=f"columns {', '.join(wanted)}",
            came=f"no {', '.join(missing)}; it has {', '.join(frame.columns[:8])}",
            remedy="give the file as its publisher made it",
        )
    if nested := [name for name in wanted if frame.schema[name].is_nested()]:
        raise WrongColumns(
            f"{path.name} is not {what}",
            expected="one number or word in every field",
            came=f"{frame.schema[nested[0]]} in {nested[0]}",
            remedy="give the file as its publisher made it",
        )
    if frame.is_empty():
        raise EmptyInput(
            f"{path.name} holds no rows",
            expected=what,
            came="a header only",
            remedy="fetch the file again",
        )
    return frame.select(wanted)
