"""Places by name: the packaged gazetteer, and the user's own on top of it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from forestall.coding.place_names import normal
from forestall.errors import SnapshotError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from numpy.typing import NDArray


class Kind(IntEnum):
    """What a place is. Numbers stand in the packaged tables: never renumber them."""

    REGION = 0
    """A continent, a sea, or a region that is no unit ("Middle East", "Darfur")."""
    COUNTRY = 1
    ADM1 = 2
    ADM2 = 3
    ADM3 = 4
    CAPITAL = 5
    SEAT = 6
    """The seat of a first-order unit."""
    TOWN = 7
    """Any other populated place, down to a hamlet."""
    PART = 8
    """A part of a town."""


UNITS = frozenset({Kind.REGION, Kind.COUNTRY, Kind.ADM1, Kind.ADM2, Kind.ADM3})
"""Kinds that are areas, not spots."""

PLACE_COLUMNS: Mapping[str, Any] = {
    "key": pl.Int64,
    "name": pl.String,
    "kind": pl.UInt8,
    "iso3": pl.String,
    "adm1": pl.Int64,
    "adm2": pl.Int64,
    "latitude": pl.Float32,
    "longitude": pl.Float32,
    "population": pl.Int64,
    "pcode": pl.String,
}
"""``key``: the GeoNames id if positive; ``adm1`` and ``adm2`` are keys, 0 where unknown."""


def unit_key(pcode: str) -> int:
    """The key of a unit that has a p-code and no GeoNames id: its digits, far below zero.

    >>> unit_key("PG0301")
    -1000000000301
    """
    return -(10**12 + int("".join(c for c in pcode if c.isdigit()) or 0))


@dataclass(frozen=True, slots=True)
class Entry:
    """One place of a gazetteer; ``row`` is its number there.

    ``geonames_id`` is None for places that are not GeoNames'. ``province`` and ``district`` are
    the keys of the units it lies in, 0 where unknown.
    """

    row: int
    key: int
    name: str
    kind: Kind
    iso3: str
    province: int
    district: int
    latitude: float
    longitude: float
    population: int
    pcode: str

    @property
    def geonames_id(self) -> int | None:
        return self.key if self.key > 0 else None


@dataclass(frozen=True, slots=True)
class Index:
    """Normal names in order, the row each stands for, and whether it is the place's main name."""

    names: Sequence[str]
    rows: NDArray[np.uint32]
    main: NDArray[np.bool_]
    first: Mapping[str, int]
    """Where a name first stands in ``names``."""

    @classmethod
    def of(cls, names: list[str], rows: NDArray[np.uint32], main: NDArray[np.bool_]) -> Index:
        """``names`` must be sorted."""
        first = dict(zip(reversed(names), range(len(names) - 1, -1, -1), strict=True))
        return cls(names, rows, main, first)


class Gazetteer:
    """Places, and the rows of those that bear a name.

    Looking up a name takes about a microsecond; the packaged gazetteer is read in well under a
    second and holds some 100 MB.

    >>> gazetteer = Gazetteer.packaged()
    >>> [(p.iso3, p.kind.name) for p in gazetteer.named("Wabag")][0]
    ('PNG', 'SEAT')
    """

    def __init__(
        self,
        places: pl.DataFrame,
        index: Index,
        extra: Mapping[str, tuple[tuple[int, bool], ...]] | None = None,
    ) -> None:
        """Prefer :meth:`packaged` and :meth:`with_user`.

        Parameters
        ----------
        places : columns as in ``PLACE_COLUMNS``.
        index : names of the first rows of ``places``.
        extra : (row, whether it is the main name) of the rows that came later, by normal name.
        """
        self._places = places
        self._columns = [places[c] for c in PLACE_COLUMNS]
        self._index, self._extra = index, dict(extra or {})
        keys = places["key"].to_numpy()
        self._order = np.argsort(keys, kind="stable")
        self._keys = keys[self._order]
        self._entries: dict[int, Entry] = {}

    def __len__(self) -> int:
        return self._places.height

    @classmethod
    def packaged(cls) -> Gazetteer:
        """The gazetteer that comes with forestall, read once.

        GeoNames' places of 500 people and more and its units (CC BY 4.0), and for Papua New
        Guinea OCHA's units and OpenStreetMap's places; see ``gazetteer/SOURCES.toml``.

        Raises
        ------
        SnapshotError : a table of it is missing.
        """
        return _packaged()

    def with_user(self, path: Path | str) -> Gazetteer:
        """This gazetteer and the places of a CSV, GeoJSON or Parquet file.

        Needs columns ``name``, ``latitude`` and ``longitude``; takes ``country`` (name or ISO3),
        ``adm1``, ``adm2`` (names of units), ``pcode``, ``kind``, ``population`` and
        ``alternate_names`` (split at ``;`` or ``|``). Units the file names and the gazetteer
        lacks are added, without a p-code of their own.

        Raises
        ------
        UnreadableFile, EmptyInput, WrongColumns, BadValue : the file cannot be used.
        """
        from forestall.coding.gazetteer_file import user_places

        places, others = user_places(path, self)
        return self.joined(places, others)

    def joined(self, places: pl.DataFrame, others: Sequence[Sequence[str]]) -> Gazetteer:
        """This gazetteer with more places; ``others`` holds each one's further names."""
        extra = {name: list(rows) for name, rows in self._extra.items()}
        start = self._places.height
        for n, (name, more) in enumerate(zip(places["name"].to_list(), others, strict=True)):
            main = normal(name)
            for plain in {main, *(normal(m) for m in more)}:
                if len(plain) > 1:
                    extra.setdefault(plain, []).append((start + n, plain == main))
        table = pl.concat([self._places, places.select(*PLACE_COLUMNS)])
        joined = {name: tuple(sorted(rows)) for name, rows in extra.items()}
        return Gazetteer(table, self._index, joined)

    def knows(self, plain: str) -> bool:
        """Whether any place bears this normal name."""
        return plain in self._index.first or plain in self._extra

    def named(self, name: str) -> list[Entry]:
        """Places that bear a name, those whose main name it is first, larger ones first."""
        found = [(self.entry(row), main) for row, main in self.rows(normal(name))]
        found.sort(key=lambda f: (not f[1], -f[0].population, f[0].key))
        return [entry for entry, _ in found]

    def rows(self, plain: str) -> list[tuple[int, bool]]:
        """(row, whether it is the main name) of the places that bear a normal name."""
        index, found = self._index, list[tuple[int, bool]]()
        at = index.first.get(plain)
        if at is not None:
            while at < len(index.names) and index.names[at] == plain:
                found.append((int(index.rows[at]), bool(index.main[at])))
                at += 1
        return [*found, *self._extra.get(plain, ())]

    def entry(self, row: int) -> Entry:
        """The place on a row."""
        entry = self._entries.get(row)
        if entry is None:
            key, name, kind, *rest = (column[row] for column in self._columns)
            entry = self._entries[row] = Entry(row, key, name, Kind(kind), *rest)
        return entry

    def of_kind(self, kind: Kind) -> list[Entry]:
        """All places of a kind, in the order of the table."""
        rows = np.flatnonzero(self._places["kind"].to_numpy() == int(kind))
        return [self.entry(int(row)) for row in rows]

    def by_key(self, key: int) -> Entry | None:
        """The place with this key (a GeoNames id, or a unit's own), None if there is none."""
        at = int(np.searchsorted(self._keys, key))
        if at == len(self._keys) or self._keys[at] != key:
            return None
        return self.entry(int(self._order[at]))


@cache
def _packaged() -> Gazetteer:
    names = _table("names")
    index = Index.of(names["name"].to_list(), names["row"].to_numpy(), names["main"].to_numpy())
    base = Gazetteer(_table("places"), index)
    more = pl.concat([_table("png_units"), _table("png_places")])
    return base.joined(more.select(*PLACE_COLUMNS), more["names"].to_list())


def _table(name: str) -> pl.DataFrame:
    path = files("forestall.coding") / "gazetteer" / f"{name}.parquet"
    if not path.is_file():
        raise SnapshotError(
            "A table of the gazetteer is missing",
            expected=f"coding/gazetteer/{name}.parquet",
            came="no such file",
            remedy="reinstall forestall",
        )
    with path.open("rb") as stream:
        return pl.read_parquet(stream.read())
