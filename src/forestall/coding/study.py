"""A table of incidents as the figures of a study: sums, shares, and the incidents behind each."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from forestall.coding.capture import Unreported, estimates
from forestall.coding.incident import Status
from forestall.errors import EmptyInput
from forestall.vocabulary import country, gid_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from forestall.coding.incident import Incident
    from forestall.coding.table import Run, Table

NOT_TOLD = "not told"
JUSTICE = ("arrest", "charge", "trial", "conviction")
"""Steps of justice, as the coder names them among the responses."""
LARGEST = 10
CELL_PRECISION = 3
"""Places told to the district or finer are put in a cell of half a degree."""


@dataclass(frozen=True, slots=True)
class Deaths:
    """Deaths over incidents. ``low``, ``best`` and ``high`` are sums over those that tell a number;
    ``untold`` incidents tell of deaths without one, ``unbounded`` set no upper bound (their best is
    in ``high``), ``none`` tell of no death."""

    low: int
    best: int
    high: int
    untold: int
    unbounded: int
    none: int


@dataclass(frozen=True, slots=True)
class Tally:
    """Incidents that have something in common: what, which (by number), and their deaths."""

    name: str
    numbers: tuple[int, ...]
    deaths: Deaths


@dataclass(frozen=True, slots=True)
class Outlet:
    """What was read of an outlet and what it reported, of that how much it alone."""

    name: str
    articles: int
    incidents: int
    alone: int


@dataclass(frozen=True, slots=True)
class Part:
    """Victims of a group: in how many incidents told, and how many in all."""

    name: str
    incidents: int
    killed: int


@dataclass(frozen=True, slots=True)
class Cell:
    """A PRIO-GRID cell: its number, and its incidents by kind."""

    gid: int
    tallies: tuple[Tally, ...]


@dataclass(frozen=True, slots=True)
class Study:
    """Figures over incidents that were not rejected; numbers count from 1 in the table's order.

    ``linked`` has, for the largest incidents with several reports, the lowest and the highest
    probability of the links that join them.
    """

    run: Run
    countries: tuple[str, ...]
    incidents: tuple[Incident, ...]
    deaths: Deaths
    statuses: dict[str, int]
    years: tuple[Tally, ...]
    provinces: tuple[Tally, ...]
    year_provinces: dict[str, dict[str, int]]
    kinds: tuple[Tally, ...]
    causes: tuple[Tally, ...]
    weapons: tuple[Tally, ...]
    responses: tuple[Tally, ...]
    justice: tuple[Tally, ...]
    victims: tuple[Part, ...]
    largest: tuple[int, ...]
    linked: dict[int, tuple[float, float]]
    cells: tuple[Cell, ...]
    unplaced: int
    outlets: tuple[Outlet, ...]
    one_outlet: int
    estimates: tuple[Unreported, ...]


def study(table: Table) -> Study:
    """The study of a table.

    Raises
    ------
    EmptyInput : the table holds no incident, or all of them were rejected.
    """
    kept = tuple(each for each in table.incidents if each.status is not Status.REJECTED)
    if not kept:
        raise EmptyInput(
            "Nothing to report on",
            expected="a table with an incident that was not rejected",
            came=f"{len(table.incidents)} incidents, all rejected" if table.incidents else "none",
            remedy="code articles that report violence, or take rejections back",
        )
    several = len({_iso3(each) for each in kept} - {""}) > 1

    def province(each: Incident) -> str:
        place = each.place.value if each.place else None
        if place is None or not place.province:
            return NOT_TOLD
        return f"{place.province}, {place.iso3}" if several else place.province

    cells, unplaced = _cells(kept)
    largest = _largest(kept)
    return Study(
        run=table.run,
        countries=_countries(table.run, kept),
        incidents=kept,
        deaths=deaths(kept),
        statuses={s.value: sum(e.status is s for e in table.incidents) for s in Status},
        years=_by(kept, year, by_name=True),
        provinces=_by(kept, province),
        year_provinces=_crossed(kept, province),
        kinds=_by(kept, kind),
        causes=_listed(kept, "causes"),
        weapons=_listed(kept, "weapons"),
        responses=_listed(kept, "responses"),
        justice=tuple(_telling(kept, step) for step in JUSTICE),
        victims=_victims(kept),
        largest=largest,
        linked=_linked(table, kept, largest),
        cells=cells,
        unplaced=unplaced,
        outlets=_outlets(table.run, kept),
        one_outlet=sum(len(each.outlets) == 1 for each in kept),
        estimates=estimates([each.outlets for each in kept]),
    )


def deaths(incidents: Iterable[Incident]) -> Deaths:
    """Deaths of incidents together.

    >>> deaths([]).best
    0
    """
    low = best = high = untold = unbounded = none = 0
    for each in incidents:
        count = each.killed.value.total if each.killed else None
        if count is None or (count.best == 0 and not count.high):
            none += 1
        elif count.best is None:
            untold += 1
        else:
            low, best = low + count.low, best + count.best
            high += count.best if count.high is None else count.high
            unbounded += count.high is None
    return Deaths(low, best, high, untold, unbounded, none)


def year(each: Incident) -> str:
    """The year an incident began in."""
    return str(each.when.value.start.year) if each.when else NOT_TOLD


def kind(each: Incident) -> str:
    """Kind and, after a colon, the finer kind."""
    name = each.kind.value.value if each.kind.value else NOT_TOLD
    return f"{name}: {each.sub_kind.value}" if each.sub_kind.value else name


def cell(each: Incident) -> int | None:
    """The PRIO-GRID cell an incident lies in, where it is told to the district."""
    place = each.place.value if each.place else None
    if place is None or place.precision > CELL_PRECISION:
        return None
    if place.latitude is None or place.longitude is None:
        return None
    return gid_of(place.latitude, place.longitude)


def _iso3(each: Incident) -> str:
    return each.place.value.iso3 if each.place else ""


def _countries(run: Run, kept: Sequence[Incident]) -> tuple[str, ...]:
    """Names of the countries asked for and found, the most frequent first."""
    found = Counter(_iso3(each) for each in kept if _iso3(each))
    codes = dict.fromkeys((*(code for code, _ in found.most_common()), *run.countries))
    return tuple(country(code).name for code in codes)


def _tally(name: str, numbers: Sequence[int], kept: Sequence[Incident]) -> Tally:
    return Tally(name, tuple(numbers), deaths(kept[number - 1] for number in numbers))


def _by(
    kept: Sequence[Incident], key: Callable[[Incident], str], *, by_name: bool = False
) -> tuple[Tally, ...]:
    """Every incident once, by a key: in order of its name, or the most frequent first."""
    groups: defaultdict[str, list[int]] = defaultdict(list)
    for number, each in enumerate(kept, 1):
        groups[key(each)].append(number)
    made = [_tally(name, numbers, kept) for name, numbers in groups.items()]
    return tuple(
        sorted(
            made,
            key=lambda t: (t.name == NOT_TOLD, 0 if by_name else -len(t.numbers), t.name),
        )
    )


def _listed(kept: Sequence[Incident], name: str) -> tuple[Tally, ...]:
    """Every incident under each of its values, the most frequent value first; then untold."""
    groups: defaultdict[str, list[int]] = defaultdict(list)
    for number, each in enumerate(kept, 1):
        for value in [found.value for found in getattr(each, name)] or [NOT_TOLD]:
            groups[value].append(number)
    made = [_tally(value, numbers, kept) for value, numbers in groups.items()]
    return tuple(sorted(made, key=lambda t: (t.name == NOT_TOLD, -len(t.numbers), t.name)))


def _telling(kept: Sequence[Incident], response: str) -> Tally:
    told = [
        number
        for number, each in enumerate(kept, 1)
        if response in {found.value for found in each.responses}
    ]
    return _tally(response, told, kept)


def _crossed(
    kept: Sequence[Incident], province: Callable[[Incident], str]
) -> dict[str, dict[str, int]]:
    """Incidents by province and year."""
    found: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for each in kept:
        row = found[province(each)]
        row[year(each)] = row.get(year(each), 0) + 1
    return dict(found)


def _victims(kept: Sequence[Incident]) -> tuple[Part, ...]:
    made = []
    for name in ("civilians", "women", "children"):
        told = [n for e in kept if e.killed and (n := getattr(e.killed.value, name)) is not None]
        made.append(Part(name, len(told), sum(told)))
    return tuple(made)


def _largest(kept: Sequence[Incident]) -> tuple[int, ...]:
    def best(number: int) -> int:
        killed = kept[number - 1].killed
        return (killed.value.total.best or 0) if killed else 0

    ranked = sorted(range(1, len(kept) + 1), key=lambda number: (-best(number), number))
    return tuple(number for number in ranked[:LARGEST] if best(number) > 0)


def _linked(
    table: Table, kept: Sequence[Incident], largest: Sequence[int]
) -> dict[int, tuple[float, float]]:
    of = {r.report_id: number for number in largest for r in kept[number - 1].reports}
    found: defaultdict[int, list[float]] = defaultdict(list)
    for link in table.links:
        if link.joined and link.one in of and of[link.one] == of.get(link.other):
            found[of[link.one]].append(link.probability)
    return {number: (min(each), max(each)) for number, each in sorted(found.items())}


def _cells(kept: Sequence[Incident]) -> tuple[tuple[Cell, ...], int]:
    """Cells with their incidents by kind, and how many incidents have no cell."""
    groups: defaultdict[int, defaultdict[str, list[int]]]
    groups = defaultdict(lambda: defaultdict(list))
    unplaced = 0
    for number, each in enumerate(kept, 1):
        gid = cell(each)
        if gid is None:
            unplaced += 1
        else:
            groups[gid][each.kind.value.value if each.kind.value else NOT_TOLD].append(number)
    made = tuple(
        Cell(gid, tuple(_tally(name, ns, kept) for name, ns in sorted(kinds.items())))
        for gid, kinds in sorted(groups.items())
    )
    return made, unplaced


def _outlets(run: Run, kept: Sequence[Incident]) -> tuple[Outlet, ...]:
    read: Counter[str] = Counter()
    for name, _, articles in run.read:
        read[name] += articles
    told = Counter(name for each in kept for name in each.outlets)
    alone = Counter(each.outlets[0] for each in kept if len(each.outlets) == 1)
    names = sorted({*read, *told}, key=lambda name: (-told[name], -read[name], name))
    return tuple(Outlet(name, read[name], told[name], alone[name]) for name in names)
