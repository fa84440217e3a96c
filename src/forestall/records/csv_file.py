"""Opening a publisher's CSV: plain, gzipped or zipped, with or without a header."""

from __future__ import annotations

import csv
import gzip
import io
import shutil
import tempfile
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from forestall.errors import EmptyInput, OutputError, UnreadableFile, WrongColumns

_HEADER_BYTES = 1 << 20
_LINE = "line in the file"  # no publisher's column


@dataclass(frozen=True, slots=True)
class CsvFile:
    """A readable CSV.

    Attributes
    ----------
    path : the plain text on disk (a temporary copy where the delivery was compressed).
    name : the delivery's own file name, for messages and row pointers.
    header : column names as the file writes them; empty where it has no header.
    columns : the same without blanks around them, in lower case.
    width : how many fields the first line has.
    """

    path: Path
    name: str
    header: tuple[str, ...]
    columns: tuple[str, ...]
    width: int

    def pointer(self, row: int) -> str:
        """``file.csv:123``, rows numbered as a spreadsheet numbers them."""
        return f"{self.name}:{row}"

    def read(
        self, wanted: Sequence[str], names: Sequence[str] = (), numbers: Sequence[str] = ()
    ) -> pl.DataFrame:
        """The ``wanted`` columns that the file has, and ``line`` (UInt32) before them.

        Columns are text with empty fields null, but ``numbers`` are Float64 if the whole of them
        parses; otherwise all are text, so that a message can show what stands there. ``names``
        names the columns of a file without a header.

        Raises
        ------
        UnreadableFile : broken quotes, not UTF-8.
        """
        columns = self.columns or tuple(names)
        taken = [name for name in wanted if name in columns]
        try:
            rows = self._scan(columns, numbers, taken)
        except (pl.exceptions.PolarsError, pl.exceptions.PanicException):
            try:
                rows = self._scan(columns, (), taken)
            except (pl.exceptions.PolarsError, pl.exceptions.PanicException) as error:
                raise _unreadable(self.name, str(error).split("\n\n")[0][:300]) from error
        # Not in the scan: there it costs more than the scan itself.
        text = pl.col(pl.String)
        return rows.with_columns(pl.when(text != "").then(text).name.keep())

    def _scan(
        self, columns: Sequence[str], numbers: Sequence[str], taken: Sequence[str]
    ) -> pl.DataFrame:
        types = [pl.Float64() if name in numbers else pl.String() for name in columns]
        there = self.header or columns  # Polars matches a header's names to the letter
        scan = pl.scan_csv(
            self.path,
            has_header=bool(self.header),
            schema=dict(zip(there, types, strict=True)),
            row_index_name=_LINE,
            row_index_offset=2 if self.header else 1,
        ).rename({_LINE: "line", **dict(zip(there, columns, strict=True))})
        # One chunk: the checks and casts that follow would each align many anew.
        return scan.select("line", *taken).collect().rechunk()


@contextmanager
def open_csv(path: Path, *, head_only: bool = False) -> Iterator[CsvFile]:
    """The CSV in ``path``; whatever it was unpacked to is gone when the block ends.

    ``head_only`` unpacks no more than the first record needs.

    Raises
    ------
    UnreadableFile : missing, a folder, truncated, a zip without exactly one table, not UTF-8.
    EmptyInput : nothing in it.
    WrongColumns : a header that names a column twice.
    OutputError : no space to unpack it.
    """
    path = Path(path)
    if not path.is_file():
        raise UnreadableFile(
            f"Cannot read {path.name or path}",
            expected="a CSV file, plain, .gz or .zip",
            came=_what_stands_there(path),
            remedy="check the path; save what comes through a pipe as a file first",
        )
    try:
        with path.open("rb") as stream:
            magic = stream.read(4)
    except OSError as error:
        raise _unreadable(path.name, error.strerror or str(error)) from error
    if magic[:2] == b"\x1f\x8b" or magic == b"PK\x03\x04":
        with tempfile.TemporaryDirectory(prefix="forestall-") as folder:
            plain = Path(folder) / "plain.csv"
            _unpack(path, plain, magic, head_only)
            yield _described(plain, path.name)
    else:
        if path.suffix.lower() in (".gz", ".zip") and magic:
            raise _unreadable(path.name, f"a file that is not {path.suffix} inside")
        yield _described(path, path.name)


def _what_stands_there(path: Path) -> str:
    if path.is_dir():
        return "a folder"
    return "a pipe or device, neither a file nor a folder" if path.exists() else "no such file"


def _unpack(path: Path, target: Path, magic: bytes, head_only: bool) -> None:
    is_zip = magic == b"PK\x03\x04"
    try:
        with (
            _zip_member(path) if is_zip else gzip.open(path, "rb") as packed,
            target.open("wb") as plain,
        ):
            if head_only:
                plain.write(packed.read(_HEADER_BYTES))
            else:
                shutil.copyfileobj(packed, plain, _HEADER_BYTES)
    except (EOFError, gzip.BadGzipFile, zipfile.BadZipFile, zlib.error) as error:
        raise _unreadable(path.name, f"a truncated or damaged archive ({error})") from error
    except (NotImplementedError, RuntimeError) as error:  # encrypted, or an exotic method
        raise _unreadable(path.name, str(error)) from error
    except OSError as error:
        raise OutputError(
            f"Cannot unpack {path.name}",
            expected="space for the plain text in the temporary folder",
            came=error.strerror or str(error),
            remedy="free some space, or point TMPDIR at a folder with more",
        ) from error


def _zip_member(path: Path) -> io.BufferedIOBase:
    try:
        archive = zipfile.ZipFile(path)
        inside = [
            name
            for name in archive.namelist()
            if name.lower().endswith((".csv", ".txt")) and not name.startswith("__MACOSX/")
        ]
        if len(inside) != 1:
            raise _unreadable(path.name, f"a zip with {len(inside)} tables: {inside[:3]}")
        return archive.open(inside[0])  # type: ignore[return-value]
    except (zipfile.BadZipFile, EOFError, OSError, ValueError) as error:
        raise _unreadable(path.name, f"a truncated or damaged archive ({error})") from error
    except (NotImplementedError, RuntimeError) as error:
        raise _unreadable(path.name, str(error)) from error


def _described(plain: Path, name: str) -> CsvFile:
    with plain.open("rb") as stream:
        head = stream.read(_HEADER_BYTES)
    if not head.strip():
        raise EmptyInput(
            f"{name} is empty",
            expected="a CSV with rows",
            came=f"{len(head)} bytes without text",
            remedy="download it again",
        )
    fields = _first_record(head, name)
    if _is_number(fields[0]):
        return CsvFile(plain, name, (), (), len(fields))
    columns = tuple(field.strip().lower() for field in fields)
    twice = sorted({c for c in columns if columns.count(c) > 1})
    if twice:
        raise WrongColumns(
            f"{name} names columns twice",
            expected="every column once",
            came=", ".join(repr(c) for c in twice),
            remedy="download the file again as its publisher ships it",
        )
    return CsvFile(plain, name, tuple(fields), columns, len(columns))


def _first_record(head: bytes, name: str) -> list[str]:
    # The cut at _HEADER_BYTES may fall inside a character; only the first record matters.
    try:
        text = head.decode("utf-8-sig", errors="strict" if len(head) < _HEADER_BYTES else "replace")
        fields = next(csv.reader(io.StringIO(text, newline="")), [])
    except (UnicodeDecodeError, csv.Error) as error:
        raise _unreadable(name, f"not UTF-8 text ({error})") from error
    if not any(fields):
        raise _unreadable(name, "a first line without fields")
    return fields


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _unreadable(name: str, came: str) -> UnreadableFile:
    return UnreadableFile(
        f"Cannot read {name}",
        expected="a whole CSV file in UTF-8, plain, .gz or .zip",
        came=came,
        remedy="download it again; if it was edited, save it as 'CSV UTF-8'",
    )
