"""Where to put how many: bases and units that bring the most expected victims in reach.

Under a ceiling of people, of bases and, if given, of money, whole units are placed at candidate
cells and each keeps a few cells around it in reach; :mod:`.posture_units` says when a cell is in
reach, :mod:`.posture_model` states the programme. It is solved to a proven gap:

    gap = (bound − found) / found,

with the bound that branch and bound (HiGHS) leaves: no posture on these candidates does better.
Being in reach is not being saved: what a force then does is :mod:`.campaign`'s matter.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from forestall.errors import BadInput, BadValue, EmptyInput
from forestall.parameters import parameter
from forestall.strategy import posture_model, posture_units
from forestall.strategy.posture_model import Limits, Pairs, Solution
from forestall.strategy.posture_units import FILE, Standard, Unit

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

GAP = 1e-3
TIME_LIMIT = 60.0
POINTS = 11
CURVE_GAP = 5e-3
MOST_PEOPLE = 200_000
"""As in a design; the largest UN mission ever had some 38,000."""
MOST_MONEY = 20_000.0
"""USD million; the UN's whole peacekeeping budget is far below it: more is a slip of the unit."""


@dataclass(frozen=True, slots=True, eq=False)
class Problem:
    """What is to be kept in reach, from where, with what.

    Attributes
    ----------
    gids, latitude, longitude : PRIO-GRID numbers and centres of the cells, shape (cells,).
    victims : expected civilian deaths by cell over the twelve months, shape (cells,).
    candidates : gids where a base may be.
    troops : ceiling on people, those who keep the companies in the field included.
    bases : most bases.
    money : ceiling in USD million a year, or None.
    units, standard, companies : see :mod:`.posture_units`; ``companies`` is the most at one base.
    """

    gids: Ints
    latitude: Floats
    longitude: Floats
    victims: Floats
    candidates: Ints
    troops: float
    bases: int
    money: float | None
    units: tuple[Unit, ...]
    standard: Standard
    companies: float

    @classmethod
    def of(
        cls,
        gids: Ints,
        latitude: Floats,
        longitude: Floats,
        victims: Floats,
        *,
        troops: float,
        bases: int,
        money: float | None = None,
        candidates: Ints | None = None,
        units: tuple[Unit, ...] | None = None,
        standard: Standard | None = None,
        companies: float | None = None,
    ) -> Problem:
        """A checked problem; by default every cell is a candidate, and the package's units serve.

        Raises
        ------
        EmptyInput : no cells or no candidates.
        BadValue : negative or unknown victims, a candidate outside the cells.
        BadInput : negative troops, fewer people or less money than the smallest unit takes, fewer
            than one base, or money that cannot be USD million.
        """
        most = parameter(FILE, "companies_per_base").value if companies is None else companies
        kinds = posture_units.units() if units is None else units
        problem = cls(
            gids=np.asarray(gids, dtype=np.int64),
            latitude=np.asarray(latitude, dtype=np.float64),
            longitude=np.asarray(longitude, dtype=np.float64),
            victims=np.asarray(victims, dtype=np.float64),
            candidates=np.asarray(gids if candidates is None else candidates, dtype=np.int64),
            troops=troops,
            bases=bases,
            money=money,
            units=kinds,
            standard=posture_units.standard() if standard is None else standard,
            companies=most,
        )
        _check_ground(problem)
        check_ceilings(troops, bases, money, kinds)
        return problem

    @property
    def total(self) -> float:
        return float(self.victims.sum())

    @property
    def weights(self) -> Floats:
        """The cells' shares of the victims; equal where none are expected, shape (cells,)."""
        even = np.full(len(self.gids), 1 / len(self.gids))
        return self.victims / self.total if self.total > 0 else even

    def pairs(self, bases: Ints) -> Pairs:
        """What units at these gids reach."""
        places = _places(self.gids, bases)
        return posture_model.pairs(self.latitude, self.longitude, places, self.units, self.standard)


@dataclass(frozen=True, slots=True)
class Base:
    """One base: its cell, the cell's centre, its people, and its units by kind."""

    gid: int
    latitude: float
    longitude: float
    troops: float
    units: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True, eq=False)
class PostureMap:
    """What a map of a posture draws: one entry a cell, shape (cells,).

    Attributes
    ----------
    gids, latitude, longitude : cells and their centres.
    victims : expected victims.
    reach : part of them in reach, 0 to 1.
    bases : the bases' gids, with their people in ``troops``.
    """

    gids: Ints
    latitude: Floats
    longitude: Floats
    victims: Floats
    reach: Floats
    bases: Ints
    troops: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Posture:
    """A force in its places.

    Attributes
    ----------
    bases : where there is at least part of a unit, most people first.
    victims_in_reach, victims_total : expected civilian deaths of the twelve months.
    share_in_reach : their ratio; where no victims are expected, that of the cells in reach.
    bound : no posture on the candidates has more victims in reach.
    gap : (bound − found) / found; 0 if nothing can be reached.
    response_hours : mean hours from a call to arrival over the victims in reach; None if none.
    cost : USD million a year.
    map : by cell.
    """

    bases: tuple[Base, ...]
    victims_in_reach: float
    victims_total: float
    share_in_reach: float
    bound: float
    gap: float
    response_hours: float | None
    troops: float
    cost: float
    map: PostureMap

    def weighed(self, victims: Floats) -> float:
        """Other victims in reach of the same effort, e.g. those who came; shape (cells,)."""
        return float(victims @ self.map.reach)


def solve(problem: Problem, *, gap: float = GAP, time_limit: float = TIME_LIMIT) -> Posture:
    """The best posture, proven within ``gap`` unless the time runs out; ``gap`` says how far it is.

    The same problem gives the same posture, unless the time limit (seconds) cuts the search.

    Raises
    ------
    NoData : nothing was found within the time limit.

    >>> cells = np.array([1000, 1001, 1010])
    >>> there = Problem.of(cells, np.zeros(3), np.array([0.0, 0.5, 5.0]), np.array([5.0, 3.0, 2.0]),
    ...                    troops=250, bases=1)
    >>> answer = solve(there)
    >>> len(answer.bases), answer.victims_in_reach, answer.victims_total
    (1, 8.0, 10.0)
    """
    where = np.unique(problem.candidates)
    found = problem.pairs(where)
    limits = Limits(problem.troops, problem.money, problem.bases, problem.companies)
    answer = posture_model.optimise(
        problem.weights, found, problem.units, limits, len(where), gap=gap, time_limit=time_limit
    )
    return posture(problem, where, found, answer)


def trade_off(
    problem: Problem,
    *,
    points: int = POINTS,
    gap: float = CURVE_GAP,
    time_limit: float = TIME_LIMIT,
    best: Posture | None = None,
) -> tuple[tuple[float, float], ...]:
    """(people, expected victims in reach) at ``points`` ceilings from 0 to the problem's.

    A posture that keeps to one ceiling keeps to every higher one, so that no point is ever below
    the one before. ``best`` is the answer at the last ceiling, if it is known. Money is a ceiling
    throughout; ``gap`` is that of the points between, ``time_limit`` (seconds) that of each.

    Raises
    ------
    BadInput : fewer than two points.
    """
    if points < 2:
        raise BadInput(
            "A curve needs two points",
            expected="points of 2 or more",
            came=str(points),
            remedy="ask for more points",
        )
    smallest = min(unit.people for unit in problem.units)
    curve, highest = [], 0.0
    for ceiling in np.linspace(0, problem.troops, points).tolist():
        if ceiling >= smallest:
            last = ceiling == problem.troops
            known = best if last else None
            here = known or solve(replace(problem, troops=ceiling), gap=gap, time_limit=time_limit)
            highest = max(highest, here.victims_in_reach)
        curve.append((ceiling, highest))
    return tuple(curve)


def posture(problem: Problem, where: Ints, found: Pairs, answer: Solution) -> Posture:
    """A solution as a posture; ``where`` are the gids of its bases."""
    kept = found.level * answer.effort
    reach = np.bincount(found.cell, kept, minlength=len(problem.gids)).astype(np.float64)
    share = float(problem.weights @ reach)
    in_reach = share * problem.total
    bases = _bases(problem, where, answer.units)
    weight = problem.weights[found.cell] * kept
    counts = answer.units.sum(axis=0)
    return Posture(
        bases=bases,
        victims_in_reach=in_reach,
        victims_total=problem.total,
        share_in_reach=share,
        bound=max(answer.bound, share) * problem.total,
        gap=max(answer.bound - share, 0.0) / share if share > 0 else 0.0,
        response_hours=float(weight @ found.hours / weight.sum()) if share > 0 else None,
        troops=float(counts @ [unit.people for unit in problem.units]),
        cost=float(counts @ [unit.cost for unit in problem.units]),
        map=PostureMap(
            problem.gids,
            problem.latitude,
            problem.longitude,
            problem.victims,
            reach,
            np.array([base.gid for base in bases], dtype=np.int64),
            np.array([base.troops for base in bases], dtype=np.float64),
        ),
    )


def _bases(problem: Problem, where: Ints, units: Floats) -> tuple[Base, ...]:
    places = _places(problem.gids, where)
    people = units @ np.array([float(unit.people) for unit in problem.units])
    return tuple(
        Base(
            gid=int(where[b]),
            latitude=float(problem.latitude[places[b]]),
            longitude=float(problem.longitude[places[b]]),
            troops=float(people[b]),
            units=tuple(
                (unit.name, float(count))
                for unit, count in zip(problem.units, units[b], strict=True)
                if count > 0
            ),
        )
        for b in np.argsort(-people, kind="stable")
        if people[b] > 0
    )


def check_ceilings(
    troops: float, bases: int, money: float | None, units: tuple[Unit, ...] | None = None
) -> None:
    """Refuse ceilings under which nothing can be placed; errors as :meth:`Problem.of`."""
    kinds = posture_units.units() if units is None else units
    smallest, cheapest = min(u.people for u in kinds), min(u.cost for u in kinds)
    if not math.isfinite(troops) or troops < 0:
        _refuse("troops cannot be negative", "people, 0 or more", f"{troops:g}", "--troops 3000")
    if troops < smallest:
        least = f"{smallest} people or more: a company and those who keep it in the field"
        _refuse("Too few troops for one unit", least, f"{troops:g}", f"--troops {smallest}")
    if troops > MOST_PEOPLE:
        most = f"at most {MOST_PEOPLE:,} people"
        _refuse("Too many troops", most, f"{troops:,.0f}", "--troops 3000")
    if bases < 1:
        _refuse("No bases", "1 base or more", str(bases), "--bases 1 or more")
    if money is None:
        return
    if not math.isfinite(money) or money < 0 or money > MOST_MONEY:
        span = f"USD million a year, from 0 to {MOST_MONEY:,.0f}"
        _refuse("The budget is not in USD million", span, f"{money:g}", "--budget 800 for USD 800m")
    if money < cheapest:
        least = f"USD {cheapest:.1f} million or more, the cost of the cheapest unit"
        _refuse("Too little money for one unit", least, f"{money:g}", "raise the budget")


def _check_ground(problem: Problem) -> None:
    if len(problem.gids) == 0 or len(problem.candidates) == 0:
        raise EmptyInput(
            "No cells to place a force in",
            expected="one cell and one candidate for a base, or more",
            came=f"{len(problem.gids)} cells, {len(problem.candidates)} candidates",
            remedy="choose a country with cells",
        )
    if not (np.isfinite(problem.victims).all() and (problem.victims >= 0).all()):
        raise BadValue(
            "Expected victims cannot be negative or unknown",
            expected="deaths of 0 or more in every cell",
            came=f"{float(problem.victims.min()):g} as the smallest",
            remedy="give 0 where nobody is expected to be killed",
        )
    outside = np.setdiff1d(problem.candidates, problem.gids)
    if len(outside):
        raise BadValue(
            "A base would stand outside the country",
            expected="PRIO-GRID cells of the country",
            came=", ".join(map(str, outside[:5])),
            remedy="leave those cells out",
        )


def _refuse(what: str, expected: str, came: str, remedy: str) -> None:
    raise BadInput(what[0].upper() + what[1:], expected=expected, came=came, remedy=remedy)


def _places(gids: Ints, wanted: Ints) -> Ints:
    order = np.argsort(gids, kind="stable")
    return np.asarray(order[np.searchsorted(gids, wanted, sorter=order)], dtype=np.int64)
