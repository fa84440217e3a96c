"""The attacks planned in each future and month, rolled in chunks that hang on nothing but the seed.

A month's killing is split into ``attacks_a_month`` attacks with shares from a flat Dirichlet
distribution; each is planned by one kind of perpetrator, in a cell drawn by the arena's weights,
with one of the cells around it as the place to turn to.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from forestall.compute import stream
from forestall.parameters import parameter

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from forestall.strategy.arena import Arena
    from forestall.vocabulary import Month

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]
    Singles = NDArray[np.float32]

CHUNK = 500
"""Futures whose dice are drawn together: any split into whole chunks gives the same bytes."""
GUIDES = 2**14
_TYPES: dict[str, type[np.generic]] = {
    "size": np.float32,
    "who": np.float32,
    "cell": np.int32,
    "border_cell": np.int32,
    "turn": np.int8,
    "go": np.float32,
    "go_elsewhere": np.float32,
    "met": np.float32,
}


@dataclass(frozen=True, slots=True, eq=False)
class Attacks:
    """The attacks planned in each future and month; arrays are (futures, months, attacks).

    ``size``: share of the month's deaths; ``who``: uniform, turned into a kind by the future's
    shares; ``cell``, ``border_cell``: place in the arena if planned from inside or from next
    door; ``turn``: which neighbour cell to turn to (0–7); ``go``, ``go_elsewhere``, ``met``:
    uniforms for going ahead there, going ahead elsewhere, and being met by the force.
    """

    size: Singles
    who: Singles
    cell: NDArray[np.int32]
    border_cell: NDArray[np.int32]
    turn: NDArray[np.int8]
    go: Singles
    go_elsewhere: Singles
    met: Singles

    def take(self, part: slice) -> Attacks:
        return Attacks(*(getattr(self, name)[part] for name in self.__slots__))


def roll(arena: Arena, as_of: Month, seed: int, first: int, last: int, months: int) -> Attacks:
    """The attacks of the futures from ``first`` (a multiple of :data:`CHUNK`) up to ``last``.

    Each chunk has a stream of its own, so futures may be rolled apart and in any order.
    """
    number = int(parameter("strategy", "attacks_a_month").value)
    n = last - first
    drawn = {name: np.empty((months, number, n), dtype=of) for name, of in _TYPES.items()}
    places = [_Places(weights) for weights in (arena.weights, arena.border_weights)]
    for start in range(first, last, CHUNK):
        names = ("strategy", "attacks", arena.iso3, str(as_of), str(start))
        chunk = _drawn(places, (CHUNK, months, number), stream(seed, *names))
        end = min(start + CHUNK, last)
        for name, values in chunk.items():
            drawn[name][..., start - first : end - first] = values[: end - start].transpose(1, 2, 0)
    return Attacks(**{name: whole.transpose(2, 0, 1) for name, whole in drawn.items()})


def _drawn(
    places: list[_Places], shape: tuple[int, int, int], rng: np.random.Generator
) -> dict[str, NDArray[Any]]:
    size = rng.standard_exponential(shape, dtype=np.float32)
    size /= size.sum(axis=2, keepdims=True)
    where = rng.random(shape, dtype=np.float32)
    inside, border = places
    return {
        "size": size,
        "who": rng.random(shape, dtype=np.float32),
        "cell": inside.at(where),
        "border_cell": border.at(where),
        "turn": rng.integers(0, 8, shape, dtype=np.int8),
        "go": rng.random(shape, dtype=np.float32),
        "go_elsewhere": rng.random(shape, dtype=np.float32),
        "met": rng.random(shape, dtype=np.float32),
    }


class _Places:
    """Cells drawn by weight, through a table of guides (Chen & Asau 1974).

    The unit interval is cut into :data:`GUIDES` pieces; only a draw in a piece that holds the end
    of a cell's stretch has to be searched for.
    """

    def __init__(self, weights: Floats) -> None:
        ends = np.cumsum(weights)
        self._ends = ends / ends[-1]
        self._last = len(weights) - 1
        edges = self._search(np.arange(GUIDES + 1) / GUIDES)
        self._guide = np.where(edges[:-1] == edges[1:], edges[:-1], -1).astype(np.int32)

    def at(self, uniform: Singles) -> NDArray[np.int32]:
        """The cell in whose stretch each number falls."""
        found = self._guide[(uniform * np.float32(GUIDES)).astype(np.int32)]
        unsure = np.flatnonzero(found < 0)
        found.reshape(-1)[unsure] = self._search(uniform.reshape(-1)[unsure])
        return found

    def _search(self, uniform: NDArray[Any]) -> Ints:
        return np.minimum(np.searchsorted(self._ends, uniform, side="right"), self._last)
