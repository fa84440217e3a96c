"""The programme behind :mod:`.posture`: maximal covering with capacities and gradual coverage.

Candidate bases b, kinds of unit u, cells c with expected victims w_c. Choose whole numbers of units
n_bu, open bases x_b ∈ {0, 1} and shares of a cell's days y_buc ∈ [0, 1]:

    max  Σ w_c a_buc y_buc                     a_buc: level of reach, see :mod:`.posture_units`
    s.t. Σ_bu y_buc ≤ 1                        a cell is kept by one unit at a time
         Σ_c y_buc ≤ k_u n_bu                  a unit keeps k_u cells
         Σ_u y_buc ≤ x_b                       only from open bases; implied for whole x, and tight
         x_b ≤ Σ_u n_bu ≤ m x_b,  Σ_b x_b ≤ K  companies a base, bases
         N_u = Σ_b n_bu                        units of a kind, whole
         Σ p_u N_u ≤ people,  Σ q_u N_u ≤ money,  p_u N_u ≤ s_u · people

after Church & ReVelle 1974 and Berman, Krass & Drezner 2003. For whole n the rest is a transport
problem, whose best y are whole where the k_u are: no other variables need be whole. The N_u add
nothing but something to branch on: where people or money bind, what is lost by whole numbers is
settled there and not base by base. HiGHS solves it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from forestall.errors import NoData
from forestall.strategy.arena import distance_km
from forestall.strategy.posture_units import Standard, Unit

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

SCALE = 1000.0  # weights add up to this in the programme, well above HiGHS's tolerances


@dataclass(frozen=True, slots=True, eq=False)
class Pairs:
    """Which unit at which base reaches which cell: one entry for each, shape (pairs,).

    Attributes
    ----------
    base, unit, cell : places among the candidates, units and cells.
    level : how far the cell is in reach, 0 to 1.
    hours : from a call to arrival.
    """

    base: Ints
    unit: Ints
    cell: Ints
    level: Floats
    hours: Floats


@dataclass(frozen=True, slots=True)
class Limits:
    """Ceilings: people, USD million (or None), open bases, companies a base."""

    people: float
    money: float | None
    bases: int
    companies: float


@dataclass(frozen=True, slots=True, eq=False)
class Solution:
    """Units by base and kind, shape (bases, units); effort by pair; a bound on the best share."""

    units: Floats
    effort: Floats
    bound: float


def pairs(
    latitude: Floats, longitude: Floats, bases: Ints, units: tuple[Unit, ...], standard: Standard
) -> Pairs:
    """All pairs with some reach; ``bases`` are places among the cells."""
    apart = distance_km(latitude[bases], longitude[bases], latitude, longitude)
    hours = np.stack([unit.hours(apart) for unit in units], axis=1)
    level = np.stack([standard.levels(u, hours[:, i]) for i, u in enumerate(units)], axis=1)
    base, unit, cell = np.nonzero(level > 0)
    return Pairs(base, unit, cell, level[level > 0], hours[level > 0])


def optimise(
    weights: Floats,
    found: Pairs,
    units: tuple[Unit, ...],
    limits: Limits,
    bases: int,
    *,
    gap: float,
    time_limit: float,
) -> Solution:
    """Whole units at the best of ``bases`` candidates, proven within ``gap`` if time allows.

    Raises
    ------
    NoData : no posture was found within the time limit.
    """
    rows = _Rows(found, units, bases)
    rows.shared(weights, limits)
    whole = np.ones(rows.width)
    whole[: rows.effort] = 0
    highest = rows.unbounded()
    useful = ~outdone(found, units, limits.money)
    highest[rows.effort :][: rows.counts] = limits.companies * np.tile(useful, bases)
    answer = rows.solve(highest, whole, gap=gap, time_limit=time_limit)
    if answer.x is None:
        raise NoData(
            "No posture was found in time",
            expected=f"an answer within {time_limit:g} seconds",
            came=str(answer.message),
            remedy="allow more time, fewer bases, or a wider gap",
        )
    counts = np.round(answer.x[rows.effort : rows.effort + rows.counts])
    held = patrols(weights, found, units, counts.reshape(bases, -1))
    bound = min(-float(answer.mip_dual_bound) / SCALE, 1.0)
    return Solution(held.units, held.effort, max(bound, held.bound))


def outdone(found: Pairs, units: tuple[Unit, ...], money: float | None) -> NDArray[np.bool_]:
    """Kinds of unit that another does everything for, at no more people and, if it counts, money.

    No posture is lost without them; the search is shorter. Shape (units,).
    """
    bases, cells = int(found.base.max(initial=-1)) + 1, int(found.cell.max(initial=-1)) + 1
    level = np.zeros((len(units), bases, cells))
    level[found.unit, found.base, found.cell] = found.level
    lost = np.zeros(len(units), dtype=bool)
    for i, one in enumerate(units):
        for j, other in enumerate(units):
            lost[i] |= (
                i != j
                and not lost[j]
                and other.people <= one.people
                and (money is None or other.cost <= one.cost)
                and other.cells >= one.cells
                and other.most_share >= 1
                and bool((level[j] >= level[i]).all())
            )
    return lost


def patrols(weights: Floats, found: Pairs, units: tuple[Unit, ...], counts: Floats) -> Solution:
    """The best effort for given units, shape (bases, units); its bound is its own value."""
    bases = len(counts)
    rows = _Rows(found, units, bases)
    rows.held(weights)
    lowest, highest = np.zeros(rows.width), rows.unbounded()
    for bound in (lowest, highest):
        bound[rows.effort :][: rows.counts] = counts.ravel()
    effort = np.clip(rows.solve(highest, lowest=lowest).x[: rows.effort], 0.0, 1.0)
    effort[effort < 1e-7] = 0.0
    value = float(weights[found.cell] @ (found.level * effort))
    return Solution(counts, effort, value)


def best_mix(
    weights: Floats,
    found: Pairs,
    units: tuple[Unit, ...],
    people: Floats,
    money: float | None,
) -> Solution:
    """The best units and patrols of people who stand where they stand, shape (bases,).

    Units may be fractions and kinds are chosen freely, so that only the places are judged.
    """
    rows = _Rows(found, units, len(people))
    rows.held(weights)
    total = float(people.sum())
    rows.ceilings(Limits(total, money, len(people), np.inf))
    rows.at_each(people)
    answer = rows.solve(rows.unbounded())
    counts = np.maximum(answer.x[rows.effort : rows.effort + rows.counts], 0.0)
    return patrols(weights, found, units, counts.reshape(len(people), -1))


class _Rows:
    """Constraints, gathered row by row; variables are efforts, units by base, bases, totals."""

    def __init__(self, found: Pairs, units: tuple[Unit, ...], bases: int) -> None:
        self.found, self.units, self.bases = found, units, bases
        self.effort, self.counts = len(found.cell), bases * len(units)
        self.width = self.effort + self.counts + bases + len(units)
        self._row: list[Ints] = []
        self._column: list[Ints] = []
        self._value: list[Floats] = []
        self._upper: list[Floats] = []
        self._height = 0
        self._gain = np.zeros(0)

    def shared(self, weights: Floats, limits: Limits) -> None:
        """Everything the whole programme holds."""
        self.held(weights)
        self._links()
        self._per_base(limits.companies)
        opened = np.arange(self.bases) + self.effort + self.counts
        self._add(np.zeros(self.bases), opened, np.ones(self.bases), [limits.bases])
        self.ceilings(limits)

    def held(self, weights: Floats) -> None:
        """The objective; a cell kept once; a unit's cells."""
        found = self.found
        self._gain = SCALE * weights[found.cell] * found.level
        every = np.arange(self.effort)
        self._add(found.cell, every, np.ones(self.effort), np.ones(len(weights)))
        place = found.base * len(self.units) + found.unit
        rows = np.concatenate([place, np.arange(self.counts)])
        columns = np.concatenate([every, np.arange(self.counts) + self.effort])
        keeps = np.tile([float(unit.cells) for unit in self.units], self.bases)
        values = np.concatenate([np.ones(self.effort), -keeps])
        self._add(rows, columns, values, np.zeros(self.counts))

    def ceilings(self, limits: Limits) -> None:
        """People, money, and the largest share of each kind."""
        kinds = len(self.units)
        totals = np.arange(kinds) + self.width - kinds
        of = np.tile(np.arange(kinds), self.bases)
        both, columns = np.concatenate([of, np.arange(kinds)]), np.arange(self.counts) + self.effort
        sums = np.concatenate([np.ones(self.counts), -np.ones(kinds)])
        self._add(both, np.concatenate([columns, totals]), sums, np.zeros(kinds))
        people = np.array([float(unit.people) for unit in self.units])
        self._add(np.zeros(kinds), totals, people, [limits.people])
        if limits.money is not None:
            self._add(np.zeros(kinds), totals, [unit.cost for unit in self.units], [limits.money])
        most = np.array([unit.most_share for unit in self.units]) * limits.people
        self._add(np.arange(kinds), totals, people, most)

    def at_each(self, people: Floats) -> None:
        """No more people at a base than stand there."""
        rows = np.repeat(np.arange(self.bases), len(self.units))
        each = np.tile([float(unit.people) for unit in self.units], self.bases)
        self._add(rows, np.arange(self.counts) + self.effort, each, people)

    def _per_base(self, companies: float) -> None:
        rows = np.repeat(np.arange(self.bases), len(self.units))
        columns = np.arange(self.counts) + self.effort
        opened = np.arange(self.bases) + self.effort + self.counts
        self._add(
            np.concatenate([rows, np.arange(self.bases)]),
            np.concatenate([columns, opened]),
            np.concatenate([np.ones(self.counts), np.full(self.bases, -companies)]),
            np.zeros(self.bases),
        )
        self._add(
            np.concatenate([rows, np.arange(self.bases)]),
            np.concatenate([columns, opened]),
            np.concatenate([-np.ones(self.counts), np.ones(self.bases)]),
            np.zeros(self.bases),
        )

    def _links(self) -> None:
        found = self.found
        both, row = np.unique(np.stack([found.base, found.cell]), axis=1, return_inverse=True)
        links = both.shape[1]
        opened = both[0] + self.effort + self.counts
        self._add(
            np.concatenate([row.ravel(), np.arange(links)]),
            np.concatenate([np.arange(self.effort), opened]),
            np.concatenate([np.ones(self.effort), -np.ones(links)]),
            np.zeros(links),
        )

    def unbounded(self) -> Floats:
        """Upper bounds of the variables: efforts and bases 1, units none."""
        highest = np.full(self.width, np.inf)
        highest[: self.effort] = 1.0
        opened = self.effort + self.counts
        highest[opened : opened + self.bases] = 1.0
        return highest

    def _add(self, rows: Any, columns: Any, values: Any, upper: Any) -> None:
        self._row.append(np.asarray(rows, dtype=np.int64) + self._height)
        self._column.append(np.asarray(columns, dtype=np.int64))
        self._value.append(np.asarray(values, dtype=np.float64))
        self._upper.append(np.asarray(upper, dtype=np.float64))
        self._height += len(upper)

    def solve(
        self,
        highest: Floats,
        whole: Floats | None = None,
        *,
        lowest: Floats | None = None,
        gap: float = 0.0,
        time_limit: float = 600.0,
    ) -> Any:
        """SciPy's answer of HiGHS; minimises the negative of the gain."""
        from scipy.optimize import Bounds, LinearConstraint, milp
        from scipy.sparse import csr_array

        where = (np.concatenate(self._row), np.concatenate(self._column))
        matrix = csr_array((np.concatenate(self._value), where), shape=(self._height, self.width))
        gain = np.concatenate([self._gain, np.zeros(self.width - self.effort)])
        return milp(
            -gain,
            integrality=np.zeros(self.width) if whole is None else whole,
            bounds=Bounds(np.zeros(self.width) if lowest is None else lowest, highest),
            constraints=LinearConstraint(matrix, -np.inf, np.concatenate(self._upper)),
            options={"mip_rel_gap": gap, "time_limit": time_limit},
        )
