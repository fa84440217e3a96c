"""Writing files whole or not at all."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from forestall.errors import OutputError


def folder(path: Path) -> Path:
    """``path`` as a folder that exists and may be written to; made if it is missing.

    Raises
    ------
    OutputError : something else bears that name, or the place may not be written.
    """
    try:
        path.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=path):
            return path
    except OSError as error:
        raise _refused(path, error) from error


def write_bytes(path: Path, content: bytes) -> None:
    """Write ``content`` to ``path``; on any failure the old file stays as it was.

    The bytes go to a temporary file in the same folder, are flushed to the disk, and take the
    name in one step. Missing folders on the way are made. A device or a pipe (``/dev/null``,
    ``/dev/stdout``) is written to, never replaced by a file.

    Raises
    ------
    OutputError : the folder cannot be made, may not be written, or the disk is full.
    """
    temporary: str | None = None
    try:
        if path.exists() and not path.is_file() and not path.is_dir():
            path.write_bytes(content)
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        Path(temporary).chmod(0o644)
        Path(temporary).replace(path)
    except OSError as error:
        raise _refused(path, error) from error
    finally:  # also after Ctrl-C; once renamed there is nothing left to remove
        if temporary is not None:
            Path(temporary).unlink(missing_ok=True)


def write_text(path: Path, text: str) -> None:
    """:func:`write_bytes` of text in UTF-8."""
    write_bytes(path, text.encode("utf-8"))


def _refused(path: Path, error: OSError) -> OutputError:
    return OutputError(
        "The file could not be written",
        expected=f"room and permission to write {path}",
        came=error.strerror or str(error),
        remedy="choose another folder with --out, or free some space",
    )
