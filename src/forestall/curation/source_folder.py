"""The folder of source files a snapshot is built from: where they lie and what they hold."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import polars as pl

from forestall.curation.xlsx import read_sheet
from forestall.errors import UnreadableFile

EVIDENCE = "../evidence/"


@dataclass(frozen=True, slots=True)
class SourceFolder:
    """A folder laid out like the project's shared data, with ``evidence`` beside it."""

    root: Path

    def path(self, name: str) -> Path:
        """The path of a source file; names that start with ``../`` lie beside the folder."""
        return self.root / name

    def check(self, names: tuple[str, ...]) -> None:
        """Raise :class:`UnreadableFile` that lists every one of ``names`` that is missing."""
        missing = [name for name in names if not self.path(name).is_file()]
        if missing:
            raise UnreadableFile(
                "The source folder is incomplete",
                expected=f"{len(names)} source files under {self.root}",
                came=f"{len(missing)} missing: {', '.join(missing)}",
                remedy="give the folder that holds ucdp/, missions/, spatial/ … with --from",
            )

    def csv(self, name: str, columns: tuple[str, ...] = ()) -> pl.DataFrame:
        """A CSV (plain or gzipped) with every field as text, blanks and ``NA`` as null.

        ``columns`` must all be present, and only they are returned; empty means all.
        """
        try:
            frame = pl.read_csv(
                self.path(name),
                infer_schema=False,
                null_values=["NA", ""],
                encoding="utf8",
            )
        except (pl.exceptions.PolarsError, OSError) as error:
            raise UnreadableFile(
                "A source file cannot be read",
                expected=f"{name}, a CSV with a header",
                came=str(error).splitlines()[0],
                remedy="fetch the file again; it may be cut short",
            ) from error
        frame = frame.rename({c: c.lstrip("\ufeff") for c in frame.columns})
        return _with_columns(frame, columns, name)

    def parquet(self, name: str, columns: tuple[str, ...] = ()) -> pl.DataFrame:
        """A Parquet source file."""
        return _with_columns(pl.read_parquet(self.path(name)), columns, name)

    def sheet(self, name: str, sheet: str, columns: tuple[str, ...] = ()) -> pl.DataFrame:
        """One sheet of an Excel workbook with every cell as text, blanks and ``NA`` as null."""
        header, rows = read_sheet(self.path(name), sheet)
        frame = pl.DataFrame(rows, schema=dict.fromkeys(header, pl.String), orient="row")
        return _with_columns(frame, columns, f"{name}, sheet {sheet}")


def _with_columns(frame: pl.DataFrame, columns: tuple[str, ...], name: str) -> pl.DataFrame:
    missing = [c for c in columns if c not in frame.columns]
    if missing:
        raise UnreadableFile(
            "A source file has other columns than expected",
            expected=f"{name} with {', '.join(columns)}",
            came=f"without {', '.join(missing)}",
            remedy="use the version named in docs/data.md",
        )
    return frame.select(columns) if columns else frame


@cache
def sha256(path: Path) -> str:
    """The SHA-256 checksum of a file, in hex."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
