"""Building the snapshot: every packaged table from the source folder, all or nothing."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from forestall.curation.catalogue import MAKERS, OUTLINES, source_files
from forestall.curation.materials import Maker, Materials
from forestall.curation.outlines import outlines
from forestall.curation.source_folder import SourceFolder, sha256
from forestall.curation.sources_toml import sources_toml
from forestall.errors import OutputError, UnreadableFile

Progress = Callable[[str, int, int], None]

VERSION = "1"
LIMIT_BYTES = 15_000_000


@dataclass(frozen=True, slots=True)
class TableReport:
    """One table of a build: its name, rows, size on disk and checksum."""

    name: str
    rows: int
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build wrote and where."""

    out: Path
    tables: tuple[TableReport, ...]
    sources_sha256: str

    @property
    def bytes(self) -> int:
        """Size of all tables together."""
        return sum(table.bytes for table in self.tables)

    def lines(self) -> tuple[str, ...]:
        """The report for people: one line per table and the sum."""
        rows = [f"{t.name}: {t.rows:,} rows, {t.bytes:,} bytes" for t in self.tables]
        return (*rows, f"{len(rows)} tables, {self.bytes:,} bytes in {self.out}")


def build(
    source: Path,
    out: Path | None = None,
    atlas: Path | None = None,
    progress: Progress | None = None,
) -> BuildReport:
    """Derive the packaged tables from the source folder.

    The same inputs give the same bytes. Tables are made in a folder of their own beside
    ``out`` and put in place only when all are done, ``SOURCES.toml`` last, so that a build
    cut short leaves the old snapshot as it was. One build at a time may write to ``out``.

    Parameters
    ----------
    source : the folder with ``ucdp/``, ``missions/``, ``spatial/`` …; ``evidence/`` beside it.
    out : where the tables go; by default the package's own snapshot.
    atlas : world-atlas' ``countries-50m.json``; without it the packaged outlines are kept.
    progress : called with (table, how many are done, how many in all).

    Raises
    ------
    UnreadableFile : a source file is missing or not as expected.
    OutputError : the tables cannot be written, or exceed 15 MB in all.
    """
    folder = SourceFolder(Path(source))
    folder.check(source_files())
    target = packaged_folder() if out is None else Path(out)
    try:
        target.mkdir(parents=True, exist_ok=True)
        work = _empty_folder(target.parent / f".{target.name}-building")
    except OSError as error:
        raise _unwritable(target, error) from error
    try:
        tables = _make_all(folder, work, atlas, progress)
        text = _describe(folder, work, tables)
        _put_in_place(work, target)
    except OSError as error:
        raise _unwritable(target, error) from error
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return BuildReport(target, tables, text)


def _empty_folder(path: Path) -> Path:
    """A new folder in place of whatever a killed build left there."""
    if path.exists():
        shutil.rmtree(path)
    path.mkdir()
    return path


def packaged_folder() -> Path:
    """The folder of the package's own snapshot."""
    import forestall.snapshot

    return Path(forestall.snapshot.__file__).parent


def _unwritable(target: Path, error: OSError) -> OutputError:
    return OutputError(
        "The snapshot cannot be written",
        expected=f"a writable folder {target} with 30 MB free",
        came=str(error),
        remedy="give another folder with --out",
    )


def _make_all(
    folder: SourceFolder, work: Path, atlas: Path | None, progress: Progress | None
) -> tuple[TableReport, ...]:
    materials = Materials(folder)
    reports: list[TableReport] = []
    count = len(MAKERS) + 1
    for done, (name, maker) in enumerate(MAKERS.items()):
        if progress:
            progress(name, done, count)
        materials.made[name] = _made(name, maker, materials)
        reports.append(write_table(materials.made[name], work / f"{name}.parquet"))
    if progress:
        progress(OUTLINES, count - 1, count)
    reports.append(_outlines(work, atlas))
    if progress:
        progress(OUTLINES, count, count)
    total = sum(report.bytes for report in reports)
    if total > LIMIT_BYTES:
        raise OutputError(
            "The snapshot is too large to be packaged",
            expected=f"at most {LIMIT_BYTES:,} bytes",
            came=f"{total:,} bytes",
            remedy="leave out tables or columns",
        )
    return tuple(sorted(reports, key=lambda report: report.name))


def _made(name: str, maker: Maker, materials: Materials) -> pl.DataFrame:
    try:
        return maker(materials)
    except pl.exceptions.PolarsError as error:
        raise UnreadableFile(
            f"The table {name} cannot be derived",
            expected="source files of the versions named in docs/data.md",
            came=str(error).splitlines()[0],
            remedy="check the source files against the checksums in SOURCES.toml",
        ) from error


def _outlines(work: Path, atlas: Path | None) -> TableReport:
    path = work / f"{OUTLINES}.parquet"
    if atlas is not None:
        return write_table(outlines(atlas), path)
    shutil.copyfile(packaged_folder() / path.name, path)
    return _report(path, pl.read_parquet(path).height)


def write_table(frame: pl.DataFrame, path: Path) -> TableReport:
    """Write a table so that equal frames give equal bytes, and say what was written."""
    frame.rechunk().write_parquet(
        path, compression="zstd", compression_level=19, statistics=False, row_group_size=1 << 20
    )
    return _report(path, frame.height)


def _report(path: Path, rows: int) -> TableReport:
    return TableReport(path.stem, rows, path.stat().st_size, sha256(path))


def _describe(folder: SourceFolder, work: Path, tables: tuple[TableReport, ...]) -> str:
    """Write ``SOURCES.toml`` into the work folder; its checksum."""
    inputs: dict[str, dict[str, Any]] = {
        name: {"sha256": sha256(folder.path(name)), "bytes": folder.path(name).stat().st_size}
        for name in source_files()
    }
    described = {
        report.name: {
            "rows": report.rows,
            "bytes": report.bytes,
            "sha256": report.sha256,
            "columns": _columns(work / f"{report.name}.parquet"),
        }
        for report in tables
    }
    snapshot = {
        "version": VERSION,
        "newest_data": _newest(work),
        "tables": len(tables),
        "bytes": sum(report.bytes for report in tables),
        "licence": "each source's own; UCDP data are CC BY 4.0",
    }
    path = work / "SOURCES.toml"
    path.write_text(sources_toml(snapshot, inputs, described), encoding="utf-8")
    return sha256(path)


def _columns(path: Path) -> dict[str, str]:
    return {name: str(dtype) for name, dtype in pl.read_parquet_schema(path).items()}


def _newest(work: Path) -> str:
    """The newest month of the monthly series of all kinds, as YYYY-MM."""
    from forestall.vocabulary import Month

    series = pl.read_parquet(work / "country_month.parquet").filter(pl.col("kind") == "all")
    return str(Month.from_id(int(series["month_id"].to_numpy().max())))


def _put_in_place(work: Path, target: Path) -> None:
    """Move every file over the old one, ``SOURCES.toml`` last; drop tables no longer made."""
    made = sorted(work.glob("*.parquet"))
    for path in (*made, work / "SOURCES.toml"):
        with path.open("rb") as stream:
            os.fsync(stream.fileno())
        path.replace(target / path.name)
    names = {path.name for path in made}
    for old in target.glob("*.parquet"):
        if old.name not in names:
            old.unlink()
