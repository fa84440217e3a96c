"""The packaged tables: derived facts that let every command work offline.

``SOURCES.toml`` beside this file says where each table came from; ``forestall snapshot build``
(room ``curation``) makes them.
"""

from __future__ import annotations

import hashlib
import tomllib
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from forestall.errors import SnapshotError

if TYPE_CHECKING:
    import polars as pl


@cache
def table(name: str) -> pl.DataFrame:
    """A packaged table by name, e.g. ``table("country_month")``.

    Raises
    ------
    SnapshotError : the package holds no such table.
    """
    import polars as pl

    path = files("forestall.snapshot") / f"{name}.parquet"
    if not path.is_file():
        raise SnapshotError(
            "A packaged table is missing",
            expected=f"snapshot/{name}.parquet",
            came="no such file",
            remedy="reinstall forestall, or rebuild with 'forestall snapshot build'",
        )
    with path.open("rb") as stream:
        return pl.read_parquet(stream.read())


@cache
def sources() -> dict[str, Any]:
    """``SOURCES.toml``: ``[snapshot]``, ``[sources.KEY]`` and ``[tables.NAME]``."""
    path = files("forestall.snapshot") / "SOURCES.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


def verify() -> tuple[str, ...]:
    """The names of all packaged tables, once each is found to match its checksum.

    Raises
    ------
    SnapshotError : a table is missing or differs from what ``SOURCES.toml`` says.
    """
    folder = files("forestall.snapshot")
    wrong = []
    for name, about in sources()["tables"].items():
        path = folder / f"{name}.parquet"
        found = hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else "missing"
        if found != about["sha256"]:
            wrong.append(name)
    if wrong:
        raise SnapshotError(
            "Packaged tables do not match their checksums",
            expected="the tables SOURCES.toml describes",
            came=f"others: {', '.join(wrong)}",
            remedy="reinstall forestall, or rebuild with 'forestall snapshot build'",
        )
    return tuple(sources()["tables"])
