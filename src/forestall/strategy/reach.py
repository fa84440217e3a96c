"""How far a force reaches: the chance that it comes in time to a killing in each cell.

From a base a force reaches a cell at distance d with chance exp(−d / R), R its posture's reach
(parameters ``reach_static``, ``reach_mobile``). Several bases reach on their own:

    reach_c = 1 − Π_b (1 − exp(−d_bc / R)).

Where a design names no bases they are put, one after the other, where they add the most expected
victims in reach: a greedy answer, at least 63% as good as the best (Nemhauser, Wolsey & Fisher
1978), and in practice close to it. :mod:`.posture` finds the best one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from forestall.parameters import parameter
from forestall.strategy.arena import WITHIN_CELL_KM, Arena, distance_km

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

CANDIDATES = 120
REACH = {
    "observe": "reach_static",
    "static": "reach_static",
    "mobile": "reach_mobile",
    "robust": "reach_mobile",
}


def bases_for(people: float) -> int:
    """How many bases so many people keep, by ``people_per_base``; one at least."""
    return max(1, round(people / parameter("strategy", "people_per_base").value))


def chances(arena: Arena, places: Ints, posture: str) -> Floats:
    """Chance that one base reaches each cell, shape (bases, cells)."""
    reach_km = parameter("strategy", REACH[posture]).value
    apart = distance_km(
        arena.latitude[places], arena.longitude[places], arena.latitude, arena.longitude
    )
    return np.exp(-np.maximum(apart, WITHIN_CELL_KM) / reach_km)


def reach(arena: Arena, places: Ints, posture: str) -> Floats:
    """Chance that any of the bases reaches each cell, shape (cells,)."""
    if len(places) == 0:
        return np.zeros(arena.cells)
    return np.asarray(1 - np.prod(1 - chances(arena, places, posture), axis=0), dtype=np.float64)


def greedy_bases(arena: Arena, count: int, posture: str, weights: Floats) -> Ints:
    """Places of ``count`` bases, in the order in which they add the most, shape (count,).

    Each cell takes one base; where there are fewer cells than bases, all of them are taken. Of
    places that add alike, to nine digits, the first: the last digit of a mean must not move a base.
    """
    order = np.argsort(-_alike(weights), kind="stable")[: max(CANDIDATES, 2 * count)]
    each = chances(arena, order, posture)
    missed = weights.copy()
    left = np.ones(len(order), dtype=bool)
    taken: list[int] = []
    for _ in range(min(count, len(order))):
        gain = np.where(left, each @ missed, -1.0)
        best = int(_alike(gain).argmax())
        left[best] = False
        taken.append(int(order[best]))
        missed = missed * (1 - each[best])
    return np.array(taken, dtype=np.int64)


def _alike(values: Floats) -> Floats:
    """Values as shares of the largest, to nine digits."""
    largest = values.max(initial=0.0)
    return np.round(values / largest, 9) if largest > 0 else values
