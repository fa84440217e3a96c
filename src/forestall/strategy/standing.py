"""A country's force: where it would stand best, and where the mission really stood.

Expected victims by cell are the forecast of civilian deaths of the next twelve months
(:func:`forestall.warning.one_sided.forecast_one_sided`, mean over draws) shared out by the arena's
weights. Bases may stand in :data:`CANDIDATES` cells: the heaviest, a third of them, then those
where, one after the other, a motorised company's reach would add the most, each taking half of
what it reaches. For MINUSCA's troops of 2020 twice as many brought 0.4% more victims in reach.

The real sites (Geo-PKO, by cell and year) are weighed by the same rule: the troops there, in
whatever units and patrols would bring the most victims in reach; units need not be whole. So the
mission gets the benefit of every doubt but its places.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from forestall import snapshot
from forestall.compute import stream
from forestall.provenance import Origin, Provenance
from forestall.strategy import posture as room
from forestall.strategy import posture_model
from forestall.strategy.arena import Arena, arena, distance_km
from forestall.strategy.posture import Base, Posture, Problem
from forestall.strategy.posture_units import standard, units
from forestall.strategy.reach import bases_for
from forestall.warning.one_sided import forecast_one_sided

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from forestall.records.holdings import Holdings
    from forestall.vocabulary import Country, Month

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

CANDIDATES = 60
LOOKED_AT = 1000
TAKEN = 0.5
HEAVIEST = 1 / 3
MONTHS = 12


@dataclass(frozen=True, slots=True, eq=False)
class Ground:
    """A country's cells with their expected victims of the next twelve months.

    Attributes
    ----------
    victims : shape (cells,), adding up to the mean forecast of civilian deaths.
    """

    country: Country
    as_of: Month
    arena: Arena
    victims: Floats
    provenance: Provenance


@dataclass(frozen=True, slots=True, eq=False)
class Actual:
    """The real sites of a year: who stood there, and the posture they amount to."""

    year: int
    missions: tuple[str, ...]
    troops: float
    posture: Posture
    provenance: Provenance


@dataclass(frozen=True, slots=True, eq=False)
class Standing:
    """The answer: the best posture, what fewer people would do, and the real one (or None)."""

    ground: Ground
    problem: Problem
    posture: Posture
    curve: tuple[tuple[float, float], ...]
    actual: Actual | None
    provenance: Provenance


def ground(
    country: Country, as_of: Month, records: Holdings, *, seed: int = 1, draws: int = 4000
) -> Ground:
    """Expected civilian deaths of the next twelve months by cell; nothing later is read.

    Raises
    ------
    NoData : ``as_of`` outside the data.

    >>> from forestall.records.holdings import Holdings
    >>> from forestall.vocabulary import Month, country
    >>> car = ground(country("CAF"), Month(2019, 12), Holdings.open(), draws=200)
    >>> len(car.victims) == car.arena.cells
    True
    """
    cells = arena(country, as_of, records)
    outlook = forecast_one_sided(records, as_of, MONTHS, draws, seed, [country.iso3])
    expected = float(outlook.total(country.iso3, MONTHS).mean())
    step = Provenance(
        origin=Origin.MODEL,
        what=f"civilian deaths expected in {country.name} in the {MONTHS} months after {as_of}: "
        f"{expected:,.0f}, shared among {cells.cells} cells",
        source="forestall.strategy.standing",
        formula="mean forecast of one-sided deaths × the cell's share of killing of all kinds",
        inputs=(outlook.basis[country.iso3], cells.provenance),
    )
    return Ground(country, as_of, cells, expected * cells.weights, step)


def problem(
    here: Ground,
    troops: float,
    *,
    bases: int | None = None,
    money: float | None = None,
    candidates: int = CANDIDATES,
) -> Problem:
    """What is to be solved for a country; errors as :meth:`.posture.Problem.of`.

    Parameters
    ----------
    bases : most bases; by default as many as so many people keep (``people_per_base``).
    candidates : how many cells may hold one.
    """
    most = bases_for(troops) if bases is None else bases
    room.check_ceilings(troops, most, money)
    cells = here.arena
    chosen = promising(cells, candidates)
    return Problem.of(
        cells.gids,
        cells.latitude,
        cells.longitude,
        here.victims,
        troops=troops,
        bases=most,
        money=money,
        candidates=cells.gids[chosen],
    )


def promising(cells: Arena, count: int) -> Ints:
    """Places of ``count`` cells where a base would add much, spread by what each takes, sorted.

    Of more than :data:`LOOKED_AT` cells the heaviest are looked at, ties in a fixed random order,
    so that ground of which nothing is known is not cut at a parallel.
    """
    shuffled = stream(0, "posture", "candidates").permutation(cells.cells)
    heaviest = np.argsort(-cells.weights[shuffled], kind="stable")[:LOOKED_AT]
    order = shuffled[heaviest]
    apart = distance_km(
        cells.latitude[order], cells.longitude[order], cells.latitude, cells.longitude
    )
    patrol = next(unit for unit in units() if unit.name == "motorised")
    reach = standard().levels(patrol, patrol.hours(apart))
    left, taken = cells.weights.copy(), np.zeros(len(order), dtype=bool)
    for turn in range(min(count, len(order))):
        gain = cells.weights[order] if turn < count * HEAVIEST else reach @ left
        best = int(np.where(taken, -1.0, gain).argmax())
        taken[best] = True
        left = left * (1 - TAKEN * reach[best])
    return np.sort(order[taken]).astype(np.int64)


def stand(
    country: Country,
    as_of: Month,
    records: Holdings,
    troops: float,
    *,
    bases: int | None = None,
    money: float | None = None,
    year: int | None = None,
    seed: int = 1,
    draws: int = 4000,
    gap: float = room.GAP,
) -> Standing:
    """The best posture, its curve, and the real sites of ``year``.

    ``year`` is by default that in which the twelve months begin, or the last that Geo-PKO holds.
    Sites of a year after ``as_of`` are only compared with: no choice rests on them.

    Raises
    ------
    BadInput, NoData : as :func:`problem`, :func:`ground` and :func:`.posture.solve`.
    """
    most = bases_for(troops) if bases is None else bases
    room.check_ceilings(troops, most, money)
    here = ground(country, as_of, records, seed=seed, draws=draws)
    asked = problem(here, troops, bases=most, money=money)
    best = room.solve(asked, gap=gap)
    wanted = min((as_of + 1).year, last_year()) if year is None else year
    return Standing(
        ground=here,
        problem=asked,
        posture=best,
        curve=room.trade_off(asked, best=best),
        actual=actual(asked, country, wanted),
        provenance=resting_on(here, asked, best),
    )


def actual(asked: Problem, country: Country, year: int) -> Actual | None:
    """The real sites of a country and year on the same ground; None if Geo-PKO knows no troops.

    Sites in cells that are not on the ground are left out and named in the provenance.
    """
    rows = (
        snapshot.table("mission_strength")
        .filter(pl.col("iso3") == country.iso3, pl.col("year") == year, pl.col("troops") > 0)
        .sort("gid", "mission")
    )
    on = rows.filter(pl.col("gid").is_in(asked.gids.tolist()))
    if on.is_empty():
        return None
    sites = on.group_by("gid", maintain_order=True).agg(pl.col("troops").sum())
    where = sites["gid"].to_numpy().astype(np.int64)
    found = asked.pairs(where)
    people = sites["troops"].to_numpy()
    mix = posture_model.best_mix(asked.weights, found, asked.units, people, asked.money)
    return Actual(
        year=year,
        missions=tuple(sorted(set(on["mission"]))),
        troops=float(on["troops"].sum()),
        posture=_as_stationed(room.posture(asked, where, found, mix), asked, where, people),
        provenance=_sites_step(country, year, rows, on),
    )


def _as_stationed(one: Posture, asked: Problem, where: Ints, people: Floats) -> Posture:
    """The same posture with every real site and its real people, whether a unit serves or not."""
    used = {base.gid: base for base in one.bases}
    places = np.array([int(np.flatnonzero(asked.gids == gid)[0]) for gid in where])
    bases = tuple(
        Base(
            gid=int(where[i]),
            latitude=float(asked.latitude[places[i]]),
            longitude=float(asked.longitude[places[i]]),
            troops=float(people[i]),
            units=used[int(where[i])].units if int(where[i]) in used else (),
        )
        for i in np.argsort(-people, kind="stable")
    )
    drawn = replace(
        one.map,
        bases=np.array([base.gid for base in bases], dtype=np.int64),
        troops=np.array([base.troops for base in bases]),
    )
    return replace(one, bases=bases, map=drawn)


def last_year() -> int:
    """The last year of the packaged sites."""
    return int(snapshot.table("mission_strength")["year"].to_numpy().max())


def as_dict(standing: Standing) -> dict[str, Any]:
    """Plain JSON types; cells by gid and centre, never points of events."""
    asked = standing.problem
    return {
        "country": standing.ground.country.iso3,
        "as_of": str(standing.ground.as_of),
        "months": MONTHS,
        "troops": asked.troops,
        "bases_most": asked.bases,
        "budget_usd_million": asked.money,
        "candidates": len(asked.candidates),
        "where_known": standing.ground.arena.known,
        **figures(standing.posture),
        "gap": standing.posture.gap,
        "curve": [{"troops": t, "victims_in_reach": v} for t, v in standing.curve],
        "actual": None if standing.actual is None else _actual(standing.actual),
        "provenance": standing.provenance.as_dict(),
    }


def _actual(real: Actual) -> dict[str, Any]:
    return {
        "year": real.year,
        "missions": list(real.missions),
        "troops": real.troops,
        **figures(real.posture),
        "provenance": real.provenance.as_dict(),
    }


def figures(one: Posture) -> dict[str, Any]:
    """A posture as plain JSON types."""
    return {
        "bases": [_base(base) for base in one.bases],
        "victims_in_reach": one.victims_in_reach,
        "victims_total": one.victims_total,
        "share_in_reach": one.share_in_reach,
        "response_hours": one.response_hours,
        "cost_usd_million": one.cost,
    }


def _base(base: Base) -> dict[str, Any]:
    return {
        "cell": base.gid,
        "latitude": base.latitude,
        "longitude": base.longitude,
        "troops": round(base.troops),
        "units": {name: round(count, 2) for name, count in base.units},
    }


def resting_on(here: Ground, asked: Problem, best: Posture) -> Provenance:
    """What a posture on a ground rests on."""
    from forestall.parameters import parameters

    ceiling = f"{asked.troops:,.0f} people, {asked.bases} bases"
    ceiling += "" if asked.money is None else f", USD {asked.money:,.0f} million"
    return Provenance(
        origin=Origin.MODEL,
        what=f"expected victims in reach of the best posture under {ceiling}: "
        f"{best.victims_in_reach:,.1f} of {best.victims_total:,.1f}, proven within {best.gap:.2%} "
        f"on {len(asked.candidates)} candidate cells",
        source="forestall.strategy.posture",
        formula="maximal covering with gradual coverage and capacities (Church & ReVelle 1974; "
        "Berman, Krass & Drezner 2003)",
        inputs=(here.provenance, *(one.provenance() for one in parameters("posture"))),
    )


def _sites_step(country: Country, year: int, rows: pl.DataFrame, on: pl.DataFrame) -> Provenance:
    left = rows.height - on.height
    unknown = int(rows["sites_unknown"].fill_null(0).sum())
    return Provenance(
        origin=Origin.DATA,
        what=f"troops in {country.name} in {year} by cell, mean over that year's maps; "
        f"{left} cells outside its ground left out, {unknown} sites without a size count nothing",
        source="geopko",
        version="2.3",
        rows=tuple(
            f"mission_strength: mission={m}, year={year}, gid={g}, troops={t:,.0f}"
            for m, g, t in on.select("mission", "gid", "troops").iter_rows()
        ),
    )
