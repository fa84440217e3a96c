"""The ground a campaign is fought on: a country's PRIO-GRID cells, and where killing is likely.

A cell's weight is its expected share of the killing:

- where event points are held completely for 12 months or more, the share the grid forecast gives
  it (:func:`forestall.warning.grid.shares`);
- else conflictforecast.org's risk of the cell, for months from its issue on;
- else the same share for every cell, which says that nobody knows where.

Killers from next door strike near the border: their weights are those of the cells that touch a
cell of another country.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from forestall import snapshot
from forestall.errors import NoData
from forestall.provenance import Origin, Provenance
from forestall.vocabulary import Country, Month
from forestall.warning import grid, placed_deaths

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from forestall.records.holdings import Holdings

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

COLUMNS, ROWS = 720, 360
RISK_ISSUED = Month(2025, 7)
EARTH_KM = 6371.0
# Two random points of a half-degree cell lie about this far apart at the equator.
WITHIN_CELL_KM = 25.0


@dataclass(frozen=True, slots=True, eq=False)
class Arena:
    """A country's cells.

    Attributes
    ----------
    gids, latitude, longitude : PRIO-GRID numbers and centres, shape (cells,).
    weights : expected shares of killing by people inside the country, summing to 1.
    border_weights : the same for killers from next door.
    neighbours : places of the up to eight cells around, shape (cells, 8); a cell without a
        neighbour on a side has itself there.
    known : True if the weights rest on complete event points of the country.
    """

    iso3: str
    gids: Ints
    latitude: Floats
    longitude: Floats
    weights: Floats
    border_weights: Floats
    neighbours: Ints
    known: bool
    provenance: Provenance

    @property
    def cells(self) -> int:
        return len(self.gids)


def arena(country: Country, as_of: Month, records: Holdings) -> Arena:
    """The cells of a country with their weights as of a month, from nothing later.

    >>> from forestall.records.holdings import Holdings
    >>> from forestall.vocabulary import country
    >>> car = arena(country("CAF"), Month(2022, 12), Holdings.open())
    >>> car.known, round(float(car.weights.sum()), 6)
    (True, 1.0)
    """
    gids, weights, step = _weighed(country, as_of, records)
    around = neighbours(gids)
    touching = _on_the_border(gids, country.iso3)
    near = weights * touching if (weights * touching).sum() > 0 else weights
    row, column = np.divmod(gids - 1, COLUMNS)
    return Arena(
        iso3=country.iso3,
        gids=gids,
        latitude=row / 2 - 90 + 0.25,
        longitude=column / 2 - 180 + 0.25,
        weights=weights,
        border_weights=near / near.sum(),
        neighbours=around,
        known=step.source.startswith("cells"),
        provenance=step,
    )


def neighbours(gids: Ints) -> Ints:
    """Places of the eight cells around each, shape (cells, 8); itself where there is none.

    >>> neighbours(np.array([1000, 1001, 5000])).max(axis=1).tolist()
    [1, 1, 2]
    """
    place = np.full(COLUMNS * ROWS + 1, -1)
    place[gids] = np.arange(len(gids))
    found = np.stack([place[there] for there in _around(gids)], axis=1)
    own = np.arange(len(gids))[:, None]
    return np.where(found >= 0, found, own)


def distance_km(
    latitude: Floats, longitude: Floats, to_latitude: Floats, to_longitude: Floats
) -> Floats:
    """Great-circle distances in km, shape (from, to), by the haversine formula.

    >>> one = np.array([0.0])
    >>> round(float(distance_km(one, one, one, np.array([1.0]))[0, 0]), 1)  # one degree
    111.2
    """
    a, b = np.radians(latitude)[:, None], np.radians(to_latitude)[None, :]
    turn = np.radians(to_longitude)[None, :] - np.radians(longitude)[:, None]
    half = np.sin((b - a) / 2) ** 2 + np.cos(a) * np.cos(b) * np.sin(turn / 2) ** 2
    return np.asarray(2 * EARTH_KM * np.arcsin(np.sqrt(np.clip(half, 0, 1))), dtype=np.float64)


def _weighed(country: Country, as_of: Month, records: Holdings) -> tuple[Ints, Floats, Provenance]:
    try:
        known = placed_deaths.placed(records, country.iso3, as_of, "all kinds")
    except NoData:
        return _by_risk(country, as_of)
    step = Provenance(
        origin=Origin.MODEL,
        what=f"where killing is likely in {country.name}: recent deaths by cell, points covering "
        f"{known.reach()}",
        source="cells",
        formula="forestall.warning.grid.shares",
        rows=tuple(f"cells: coverage={piece}" for piece in known.pieces),
    )
    return known.gids, grid.shares(known, as_of), step


def _by_risk(country: Country, as_of: Month) -> tuple[Ints, Floats, Provenance]:
    rows = snapshot.table("grid").filter(pl.col("iso3") == country.iso3).sort("gid")
    if rows.is_empty():
        return _one_cell(country)
    gids = rows["gid"].to_numpy().astype(np.int64)
    risk = rows["risk"].cast(pl.Float64).fill_null(0.0).to_numpy()
    if as_of >= RISK_ISSUED and risk.sum() > 0:
        what = "conflictforecast.org's risk of armed conflict by cell (July 2025)"
        return gids, risk / risk.sum(), _step(country, what, "grid")
    even = np.full(len(gids), 1 / len(gids))
    return gids, even, _step(country, "the same share for every cell: nobody knows where", "none")


def _one_cell(country: Country) -> tuple[Ints, Floats, Provenance]:
    """A country too small for the grid table, as the one cell at its middle."""
    row = snapshot.table("countries").filter(pl.col("iso3") == country.iso3).row(0, named=True)
    north, east = int((row["latitude"] + 90) * 2), int((row["longitude"] + 180) * 2)
    gid = np.array([north * COLUMNS + east + 1], dtype=np.int64)
    return gid, np.ones(1), _step(country, "one cell stands for the whole country", "countries")


def _step(country: Country, what: str, source: str) -> Provenance:
    return Provenance(
        origin=Origin.DATA,
        what=f"where killing is likely in {country.name}: {what}",
        source=source,
        verified=False,
    )


def _around(gids: Ints) -> list[Ints]:
    """Gids of the eight cells around each; 0 beyond the poles."""
    row, column = np.divmod(gids - 1, COLUMNS)
    found = []
    for up, right in ((u, r) for u in (-1, 0, 1) for r in (-1, 0, 1) if (u, r) != (0, 0)):
        there = (row + up) * COLUMNS + (column + right) % COLUMNS + 1
        found.append(np.where((row + up >= 0) & (row + up < ROWS), there, 0))
    return found


def _on_the_border(gids: Ints, iso3: str) -> Floats:
    """1 for cells that touch a cell of another country, else 0."""
    other = snapshot.table("grid").filter(pl.col("iso3") != iso3)["gid"].to_numpy()
    foreign = np.zeros(COLUMNS * ROWS + 1, dtype=bool)
    foreign[other] = True
    foreign[gids] = False
    touches: NDArray[np.bool_] = np.any([foreign[there] for there in _around(gids)], axis=0)
    return touches.astype(np.float64)
