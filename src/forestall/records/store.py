"""The user's store: dated, immutable versions of the tables they added, as Parquet.

``<root>/<kind>/<source>-<version>-<sha>/`` holds ``data.parquet`` and ``manifest.json``. A
version is written beside its place and takes its name in one step, so a store holds whole
versions or none, whatever stops the writer.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import tempfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import platformdirs
import polars as pl

from forestall.errors import NoData, OutputError, StoreError
from forestall.records.coverage import Coverage, coverage_of
from forestall.records.lock import only_writer
from forestall.records.manifest import Manifest
from forestall.records.newspapers import KIND as NEWSPAPERS
from forestall.records.newspapers import coverage_of_incidents
from forestall.records.published import FORECAST_SCHEMA, Published
from forestall.records.publishers import CITATIONS, LICENCE, OWN
from forestall.records.report import DataVersion, ReadReport
from forestall.records.schema import EVENT_SCHEMA
from forestall.records.sniff import EVENTS, FORECAST, KINDS, read_any
from forestall.records.yearly import BATTLE_DEATHS, DYADIC

ROOT_VARIABLE = "FORESTALL_DATA"
_PARTIAL = ".partial-"
_STEPS = 4
_PACKAGED_ONLY = (DYADIC.kind, BATTLE_DEATHS.kind)
_PACKAGED_ONLY_REMARK = "kept for your own use: assessments and briefs read the packaged table"
_GROUP = 200_000  # rows per Parquet row group: several, so that several cores write

Progress = Callable[[int, int, str], object]
"""Called as ``progress(done, total, what)``."""


@dataclass(frozen=True, slots=True)
class Added:
    """What :meth:`Store.add` did: the version, the account of the read, and whether it is new."""

    version: DataVersion
    report: ReadReport
    new: bool


@dataclass(frozen=True, slots=True)
class Stored:
    """One version in the store: its folder and what its manifest says."""

    folder: Path
    manifest: Manifest


class Store:
    """The tables a user has added.

    Parameters
    ----------
    root : the store's folder; by default that of the environment variable ``FORESTALL_DATA``, or
        the user's data folder. It is made by the first :meth:`add`.
    """

    def __init__(self, root: Path | str | None = None) -> None:
        told = root or os.environ.get(ROOT_VARIABLE) or platformdirs.user_data_dir("forestall")
        self.root = Path(told)

    def add(
        self,
        path: Path | str,
        *,
        drop_bad_rows: bool = False,
        version: str | None = None,
        progress: Progress | None = None,
    ) -> Added:
        """Read a file and keep it as a version of its own. The same file again changes nothing.

        Parameters
        ----------
        path : UCDP GED or Candidate events, One-sided Violence, Dyadic or Battle-related Deaths, or
            incidents that :mod:`forestall.coding` made.
        drop_bad_rows, version : as in :func:`forestall.records.ged.read_ged`.
        progress : called as ``progress(done, total, what)``.

        Raises
        ------
        BadInput : the file or some of its rows cannot be used; nothing was stored.
        OutputError : the store's folder cannot be written, or the disk is full.
        StoreError : another process is writing, or the store is damaged.
        """
        path, tell = Path(path), progress or _silent
        tell(0, _STEPS, f"Reading {path.name}")
        if (held := self._holding(path, version)) is not None:
            return _again(held)
        with ThreadPoolExecutor(1) as aside:  # hashing releases the interpreter
            hashing = aside.submit(_checksum, path)
            frame, report, kind = read_any(path, drop_bad_rows=drop_bad_rows, version=version)
            sha256 = hashing.result()
        tell(2, _STEPS, "Checking what it covers")
        coverage = _coverage(kind, frame)
        if coverage is not None:
            report = replace(report, remarks=(*report.remarks, str(coverage)))
        elif kind in _PACKAGED_ONLY:
            report = replace(report, remarks=(*report.remarks, _PACKAGED_ONLY_REMARK))
        manifest = Manifest(
            kind=kind,
            file=path.name,
            added=datetime.now(UTC).date(),
            size=path.stat().st_size,
            sha256=sha256,
            data_sha256="",
            citation=CITATIONS[report.source],
            licence=OWN if kind == NEWSPAPERS else LICENCE,
            report=report,
            coverage=coverage,
        )
        tell(3, _STEPS, "Writing it to the store")
        self._write(frame, manifest)
        tell(_STEPS, _STEPS, "Stored")
        return Added(manifest.version, report, new=True)

    def keep_forecast(
        self, path: Path | str, frame: pl.DataFrame, report: ReadReport, published: Published
    ) -> Added:
        """Keep a forecast made by others, which the caller has read from ``path`` and checked.

        The same file under the same source, series and month of issue changes nothing.

        Parameters
        ----------
        frame : columns of ``records.published.FORECAST_SCHEMA``.
        report : the account of the read; its version is :attr:`.Published.version`.

        Raises
        ------
        OutputError, StoreError : as :meth:`add`.
        """
        path = Path(path)
        sha256 = _checksum(path)
        for held in self.stored(FORECAST):
            known = held.manifest
            if (known.sha256, known.report.source, known.published) == (
                sha256,
                report.source,
                published,
            ):
                return _again(held)
        manifest = Manifest(
            kind=FORECAST,
            file=path.name,
            added=datetime.now(UTC).date(),
            size=path.stat().st_size,
            sha256=sha256,
            data_sha256="",
            citation="",
            licence="",
            report=report,
            coverage=None,
            published=published,
        )
        self._write(frame.match_to_schema(FORECAST_SCHEMA), manifest)
        return Added(manifest.version, report, new=True)

    def list(self) -> tuple[DataVersion, ...]:
        """Every version held, oldest first.

        Raises
        ------
        StoreError : a version's folder is damaged; the message names it.
        """
        return tuple(held.manifest.version for held in self.stored())

    def stored(self, kind: str | None = None) -> tuple[Stored, ...]:
        """Every version held, or those of one kind, with folder and manifest; oldest first.

        Raises
        ------
        StoreError : as :meth:`list`.
        """
        held = [
            Stored(folder, Manifest.read(folder))
            for name in KINDS
            if kind in (None, name) and (self.root / name).is_dir()
            for folder in (self.root / name).iterdir()
            if folder.is_dir() and not folder.name.startswith(".")
        ]
        return tuple(sorted(held, key=lambda one: (one.manifest.added, one.folder.name)))

    def table(self, stored: Stored) -> pl.DataFrame:
        """The rows of one version.

        Raises
        ------
        StoreError : its Parquet file is missing, or is not the one that was written.
        """
        path = stored.folder / "data.parquet"
        try:
            content = path.read_bytes()
            if hashlib.sha256(content).hexdigest() == stored.manifest.data_sha256:
                return pl.read_parquet(content)
            came = "other bytes than were written"
        except (OSError, pl.exceptions.PolarsError) as error:
            came = str(error)
        raise StoreError(
            "A stored table is damaged",
            expected=f"{path} as it was written",
            came=came,
            remedy=f"delete the folder {stored.folder} and add the file "
            f"{stored.manifest.file} again",
        )

    def events(self) -> pl.DataFrame:
        """The events of every version held, with the columns of ``EVENT_SCHEMA``.

        Versions overlap: an event that was in two files stands twice, told apart by ``source``
        and ``version``. :class:`forestall.records.holdings.Holdings` chooses among them.

        Raises
        ------
        NoData : no events were added yet.
        StoreError : a version is damaged.
        """
        tables = [self.table(held) for held in self.stored(EVENTS)]
        if not tables:
            raise NoData(
                "No events in the store",
                expected=f"at least one file of events in {self.root}",
                came="none",
                remedy="add one with 'forestall data add FILE'",
            )
        return pl.concat(tables).match_to_schema(EVENT_SCHEMA)

    def _holding(self, path: Path, version: str | None) -> Stored | None:
        """The version made of this very file, if any; hashes it only if the sizes agree."""
        held = self.stored()
        if not path.is_file():
            return None
        size = path.stat().st_size
        alike = [
            one
            for one in held
            if one.manifest.size == size and version in (None, one.manifest.report.version)
        ]
        sha256 = _checksum(path) if alike else ""
        return next((one for one in alike if one.manifest.sha256 == sha256), None)

    def _write(self, frame: pl.DataFrame, manifest: Manifest) -> None:
        report = manifest.report
        name = f"{report.source}-{report.version}-{manifest.sha256[:12]}"
        place = self.root / manifest.kind / re.sub(r"[^a-z0-9.-]+", "-", name.lower())
        try:
            place.parent.mkdir(parents=True, exist_ok=True)
            with only_writer(self.root):
                _clear_leftovers(self.root)
                _write_version(frame, manifest, place, self.root)
        except (OSError, pl.exceptions.PolarsError) as error:
            raise OutputError(
                "The store could not be written; nothing was stored",
                expected=f"a folder {self.root} with space that you may write to",
                came=getattr(error, "strerror", None) or str(error),
                remedy=f"free some space, or set {ROOT_VARIABLE} to a folder that has it",
            ) from error


def _coverage(kind: str, frame: pl.DataFrame) -> Coverage | None:
    if kind == NEWSPAPERS:
        return coverage_of_incidents(frame)
    return coverage_of(frame) if kind == EVENTS else None


def _write_version(frame: pl.DataFrame, manifest: Manifest, place: Path, root: Path) -> None:
    if place.exists():  # another process added the same file while this one was reading it
        return
    partial = Path(tempfile.mkdtemp(prefix=_PARTIAL, dir=root))
    try:
        data = partial / "data.parquet"
        frame.write_parquet(data, compression="lz4", statistics=False, row_group_size=_GROUP)
        written = replace(manifest, data_sha256=_checksum(data))
        (partial / "manifest.json").write_text(written.as_json(), encoding="utf-8")
        for path in (data, partial / "manifest.json", partial):
            _flush(path)
        partial.chmod(0o755)
        partial.rename(place)
        _flush(place.parent)
    finally:  # once renamed there is nothing left to remove
        shutil.rmtree(partial, ignore_errors=True)


def _clear_leftovers(root: Path) -> None:
    """Remove what killed writers left; the lock says that nobody is writing now."""
    for left in root.glob(f"{_PARTIAL}*"):
        shutil.rmtree(left, ignore_errors=True)


def _flush(path: Path) -> None:
    """Ask the disk to keep the file or, where the system can, the folder's entries."""
    if path.is_dir() and os.name == "nt":
        return
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _checksum(path: Path) -> str:
    if not path.is_file():  # a device or a pipe may have no end
        return ""
    try:
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except (FileNotFoundError, IsADirectoryError, PermissionError):
        return ""  # the reader says what is wrong with it


def _again(held: Stored) -> Added:
    remark = f"already in the store since {held.manifest.added}: nothing was written"
    report = replace(held.manifest.report, remarks=(*held.manifest.report.remarks, remark))
    return Added(held.manifest.version, report, new=False)


def _silent(done: int, total: int, what: str) -> None:
    del done, total, what
