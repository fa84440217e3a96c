"""One writer at a time, by a lock that the system lets go of when the writer dies."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from forestall.errors import StoreError

if sys.platform == "win32":
    import msvcrt

    def _take(stream: IO[bytes]) -> None:
        msvcrt.locking(stream.fileno(), msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _take(stream: IO[bytes]) -> None:
        fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)


@contextmanager
def only_writer(root: Path) -> Iterator[None]:
    """Hold the lock of the store in ``root`` for as long as the block runs.

    Raises
    ------
    StoreError : another process holds it.
    OSError : the lock file cannot be made.
    """
    with (root / ".lock").open("ab") as stream:
        try:
            _take(stream)
        except OSError as error:
            raise StoreError(
                "The store is being written by another process",
                expected=f"to be the only writer of {root}",
                came="its lock is held",
                remedy="wait until the other 'forestall data add' has ended, then try again; "
                "nothing was stored",
            ) from error
        yield
