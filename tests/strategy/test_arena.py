"""The ground: cells, neighbours, borders, and weights from nothing later than the month."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from forestall import snapshot
from forestall.records.holdings import Holdings
from forestall.strategy.arena import COLUMNS, RISK_ISSUED, ROWS, arena, neighbours
from forestall.vocabulary import Month, country


@pytest.fixture(scope="module")
def records() -> Holdings:
    return Holdings.open()


def around(gid: int, gids: list[int]) -> set[int]:
    """The gids of a cell's neighbours among some, itself left out."""
    found = neighbours(np.array(gids))[gids.index(gid)]
    return {gids[place] for place in found} - {gid}


def test_neighbours_of_a_block_by_hand() -> None:
    row = 100 * COLUMNS
    # three by three, columns 11 to 13 of rows 100 to 102
    block = [row + up * COLUMNS + right for up in range(3) for right in (11, 12, 13)]
    middle, corner = block[4], block[0]
    assert around(middle, block) == set(block) - {middle}
    assert around(corner, block) == {block[1], block[3], block[4]}
    # a cell alone has itself on every side
    assert neighbours(np.array([middle])).tolist() == [[0] * 8]


def test_neighbours_across_the_date_line_and_at_the_poles() -> None:
    west, east = 100 * COLUMNS + 1, 101 * COLUMNS  # first and last column of row 100
    assert around(west, [west, east]) == {east}
    first, last = 1, COLUMNS * ROWS
    assert around(first, [first, last]) == set()
    assert around(last, [last - 1, last]) == {last - 1}


@pytest.mark.parametrize("iso3", ["CAF", "HTI", "MKD"])
@pytest.mark.parametrize("month", ["2001-06", "2024-12", "2026-05"])
def test_arenas_keep_their_laws(iso3: str, month: str, records: Holdings) -> None:
    ground = arena(country(iso3), Month.parse(month), records)
    for weights in (ground.weights, ground.border_weights):
        assert weights.sum() == pytest.approx(1)
        assert (weights >= 0).all()
    assert ground.neighbours.shape == (ground.cells, 8)
    assert len(set(ground.gids.tolist())) == ground.cells
    assert np.abs(ground.latitude).max() < 90
    assert np.abs(ground.longitude).max() < 180
    near = np.abs(ground.latitude[ground.neighbours] - ground.latitude[:, None])
    assert near.max() <= 0.5


def test_centres_by_hand(records: Holdings) -> None:
    ground = arena(country("MKD"), Month(2024, 12), records)
    # North Macedonia lies between 40.8 and 42.4 north, 20.4 and 23.1 east
    assert 40.75 <= ground.latitude.min() < ground.latitude.max() <= 42.25
    assert 20.25 <= ground.longitude.min() < ground.longitude.max() <= 23.25
    # cells are counted from the south-west corner of the globe, half a degree wide and high
    row = ground.gids[0] - 1
    assert ground.latitude[0] == -90 + (row // COLUMNS) / 2 + 0.25
    assert ground.longitude[0] == -180 + (row % COLUMNS) / 2 + 0.25


def test_killers_from_next_door_strike_near_the_border(records: Holdings) -> None:
    ground = arena(country("CAF"), Month(2022, 12), records)
    other = set(snapshot.table("grid").filter(pl.col("iso3") != "CAF")["gid"].to_list())
    other -= set(ground.gids.tolist())
    touching = np.array(
        [
            any(gid + up * COLUMNS + right in other for up in (-1, 0, 1) for right in (-1, 0, 1))
            for gid in ground.gids.tolist()
        ]
    )
    assert ((ground.border_weights > 0) == touching & (ground.weights > 0)).all()
    assert touching.any()
    assert not touching.all()
    # among themselves they weigh as before
    kept = touching & (ground.weights > 0)
    assert np.ptp(ground.border_weights[kept] / ground.weights[kept]) == pytest.approx(0, abs=1e-9)


def test_where_nobody_knows_every_cell_weighs_the_same(records: Holdings) -> None:
    """conflictforecast.org's risk was issued later: before that month it is not known."""
    haiti = country("HTI")
    before, after = (arena(haiti, month, records) for month in (RISK_ISSUED + -1, RISK_ISSUED))
    assert np.ptp(before.weights) == pytest.approx(0)
    assert not before.known
    assert "nobody knows where" in before.provenance.what
    assert np.ptp(after.weights) > 0
    assert "conflictforecast.org" in after.provenance.what
    assert not after.known


def test_later_killings_do_not_move_the_weights(records: Holdings) -> None:
    """Complete points are used up to the month only: two months differ, one is the same twice."""
    car = country("CAF")
    one, again, later = (
        arena(car, month, records) for month in (Month(2013, 6), Month(2013, 6), Month(2022, 12))
    )
    assert one.known
    assert (one.weights == again.weights).all()
    assert len(one.weights) != len(later.weights) or (one.weights != later.weights).any()


def test_a_small_island_has_a_cell(records: Holdings) -> None:
    for iso3 in ("MDV", "TUV", "SMR"):
        ground = arena(country(iso3), Month(2024, 12), records)
        assert ground.cells >= 1
        assert ground.weights.sum() == pytest.approx(1)
