"""Bases: what they reach, and where they are best put."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_world import arena, point

from forestall.strategy import reach as room
from forestall.strategy.arena import distance_km
from forestall.strategy.reach import bases_for, chances, greedy_bases, reach


@pytest.fixture
def points(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "parameter", point())


def close_by(cells: int) -> room.Arena:
    """Cells half a degree apart along the equator."""
    from dataclasses import replace

    return replace(arena(cells), longitude=0.25 + 0.5 * np.arange(cells))


@pytest.mark.usefixtures("points")
def test_reach_by_hand() -> None:
    # R = 25 km / ln 2: one half within the base's own cell, of which all lies within 25 km
    assert reach(arena(), np.array([0]), "robust") == pytest.approx([0.5, 0.0], abs=1e-6)
    # two bases in the same cell, each on its own: 1 - 0.5 x 0.5
    assert reach(arena(), np.array([0, 0]), "robust")[0] == pytest.approx(0.75)
    # half a degree at latitude a quarter is 55.6 km: 2^-(55.6 / 25) = 0.214
    assert reach(close_by(2), np.array([0]), "robust")[1] == pytest.approx(0.214, abs=1e-3)
    assert reach(arena(), np.array([], dtype=np.int64), "robust").tolist() == [0.0, 0.0]


def test_a_force_that_patrols_reaches_further() -> None:
    static, mobile = (chances(close_by(3), np.array([0]), style) for style in ("static", "mobile"))
    assert (mobile >= static).all()
    assert mobile[0, 1] > static[0, 1]


@pytest.mark.usefixtures("points")
def test_bases_by_people() -> None:
    # a thousand to a base; at least one
    assert [bases_for(people) for people in (1, 1000, 2600)] == [1, 1, 3]


@pytest.mark.usefixtures("points")
def test_bases_go_where_most_victims_are_by_hand() -> None:
    # cells too far apart to help each other: the heaviest first, each once
    weights = np.array([0.2, 0.5, 0.3])
    assert greedy_bases(arena(3), 2, "robust", weights).tolist() == [1, 2]
    assert greedy_bases(arena(3), 9, "robust", weights).tolist() == [1, 2, 0]


@settings(max_examples=40, deadline=None)
@given(st.lists(st.floats(0.01, 1), min_size=5, max_size=5), st.integers(1, 3))
def test_greedy_bases_against_brute_force(weights: list[float], count: int) -> None:
    """Nemhauser, Wolsey & Fisher 1978: at least 1 - 1/e of the best; exact for one base."""
    ground, where = close_by(5), np.array(weights) / sum(weights)
    found = float(reach(ground, greedy_bases(ground, count, "mobile", where), "mobile") @ where)
    best = max(
        float(reach(ground, np.array(places), "mobile") @ where)
        for places in combinations(range(5), count)
    )
    assert (1 - np.exp(-1)) * best - 1e-12 <= found <= best + 1e-12
    if count == 1:
        assert found == pytest.approx(best)


@given(st.lists(st.floats(0.01, 1), min_size=6, max_size=6), st.integers(1, 5))
def test_more_bases_stand_where_fewer_did(weights: list[float], count: int) -> None:
    few, more = (greedy_bases(close_by(6), k, "mobile", np.array(weights)) for k in (count, 6))
    assert more[:count].tolist() == few.tolist()


def test_distances_by_hand() -> None:
    # a quarter of the globe: 6371 x pi / 2 = 10,007.5 km; across the date line one degree is one
    zero, pole = np.array([0.0]), np.array([90.0])
    assert distance_km(zero, zero, pole, zero)[0, 0] == pytest.approx(10_007.5, abs=0.1)
    across = distance_km(zero, np.array([179.5]), zero, np.array([-179.5]))
    assert across[0, 0] == pytest.approx(111.2, abs=0.1)
    # London to Paris, about 344 km
    found = distance_km(
        np.array([51.507]), np.array([-0.128]), np.array([48.857]), np.array([2.35])
    )
    assert found[0, 0] == pytest.approx(344, abs=2)


@pytest.mark.usefixtures("points")
def test_the_last_digit_of_a_weight_does_not_move_a_base() -> None:
    """Four cells alike: the first is taken, whichever a sum's rounding would favour."""
    places = close_by(4)
    for favoured in range(4):
        weights = np.full(4, 0.25)
        weights[favoured] = np.nextafter(0.25, 1)
        assert greedy_bases(places, 1, "static", weights).tolist() == [
            greedy_bases(places, 1, "static", np.full(4, 0.25))[0]
        ]
