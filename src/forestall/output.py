"""Writing files whole or not at all: a temporary file in the same folder, then one rename."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from forestall.errors import OutputError


def folder(path: Path) -> Path:
    """``path`` as a folder that exists and can be written to; made if it is missing.

    Raises
    ------
    OutputError : something else bears that name, or the place is not ours to write to.
    """
    try:
        path.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=path):
            return path
    except OSError as error:
        raise _refused(path, error) from None


def write_bytes(path: Path, content: bytes) -> None:
    """Write ``content`` to ``path``; on any failure an older file there stays as it was.

    Raises
    ------
    OutputError : no such folder, no permission, or no space.
    """
    scratch: str | None = None
    try:
        handle, scratch = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        Path(scratch).chmod(0o644)
        Path(scratch).replace(path)
    except OSError as error:
        raise _refused(path, error) from None
    finally:
        if scratch is not None:
            Path(scratch).unlink(missing_ok=True)


def write_text(path: Path, content: str) -> None:
    """:func:`write_bytes` in UTF-8."""
    write_bytes(path, content.encode("utf-8"))


def _refused(path: Path, error: OSError) -> OutputError:
    return OutputError(
        "Cannot write",
        expected="a folder with space that you may write to",
        came=f"{path}: {error.strerror or error}",
        remedy="choose another place with --out, or free some space",
    )
