"""Who may kill civilians next: everybody on record, and whoever is not on record yet.

The chance that an actor is the main killer in the coming year is proportional to

    s_i = Σ_years  λ^age · deaths_i^γ

over the actor's one-sided killings of the last 15 years, against a newcomer's fixed score s_0.
λ, γ and s_0 are fitted to which actor did kill most in 639 country-years (``situation.toml``;
``benchmarks/perpetrators.py`` refits them and prints the reliability of the result).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

import polars as pl

from forestall import snapshot
from forestall.parameters import parameter
from forestall.provenance import Origin, Provenance
from forestall.situation.assessment import Perpetrator
from forestall.vocabulary import Country, Month, PerpetratorKind, countries

if TYPE_CHECKING:
    from collections.abc import Iterable

MEMORY_YEARS = 15
NEWCOMER = "an actor with no record here"
_SHOWN = 0.02
_NEWCOMER_PARAMETERS = {
    PerpetratorKind.HOST_GOVERNMENT: "newcomer_host_government",
    PerpetratorKind.NON_STATE: "newcomer_non_state",
    PerpetratorKind.HOSTILE_NEIGHBOUR: "newcomer_hostile_neighbour",
}


class Records(Protocol):
    """What this room asks of the records; :class:`forestall.records.holdings.Holdings` has it."""

    def one_sided(self, until: Month | None = None) -> pl.DataFrame: ...
    def cells(self, iso3: str, until: Month | None = None) -> pl.DataFrame: ...


@dataclass(slots=True)
class _Actor:
    """One actor's record in one country, as it is gathered."""

    name: str
    kind: PerpetratorKind
    note: str
    host: bool
    shared: bool
    deaths: list[tuple[int, float]]

    def score(self, as_of: Month, memory: float, exponent: float) -> float:
        now = as_of.year + as_of.month / 12
        return float(
            sum(
                memory ** max(now - (year + 1), 0.0) * deaths**exponent
                for year, deaths in self.deaths
            )
        )


def perpetrators(country: Country, as_of: Month, records: Records) -> tuple[Perpetrator, ...]:
    """Potential perpetrators with their kinds and the chance that each kills the most.

    Parameters
    ----------
    country : where the killing would happen.
    as_of : nothing after this month is used.
    records : one-sided violence by actor and year, and events by cell.

    Returns
    -------
    tuple of Perpetrator, likeliest first; probabilities sum to 1. Actors below 2% are added up
    by kind. A government that fights here on the host government's side counts as its kind.
    """
    actors = _actors(country, as_of, records)
    memory = parameter("situation", "perpetrator_memory").value
    exponent = parameter("situation", "perpetrator_exponent").value
    newcomer = parameter("situation", "newcomer_weight").value
    scores = {key: a.score(as_of, memory, exponent) for key, a in actors.items()}
    total = sum(scores.values()) + newcomer
    seen = _last_seen(records.cells(country.iso3, until=as_of))
    named = [
        _perpetrator(actor, scores[key] / total, seen.get(actor.name), country)
        for key, actor in actors.items()
        if scores[key] / total >= _SHOWN
    ]
    rest = [(actors[k], s / total) for k, s in scores.items() if s / total < _SHOWN]
    host_on_record = any(a.host for a in actors.values())
    newcomers = _newcomers(newcomer / total, host_on_record, country)
    listed = named + _lumped(rest, seen, country) + newcomers
    return tuple(sorted(listed, key=lambda p: (-p.probability, p.name)))


def _actors(country: Country, as_of: Month, records: Records) -> dict[str, _Actor]:
    found = records.one_sided(until=as_of).filter(
        (pl.col("iso3") == country.iso3)
        & (pl.col("year") > as_of.year - MEMORY_YEARS)
        & (pl.col("best") > 0)
    )
    kinds = KindOf(country, as_of)
    actors: dict[str, _Actor] = {}
    for row in found.sort("year").iter_rows(named=True):
        if row["actor"] not in actors:
            kind, note = kinds.of(row)
            host = row["is_government"] and row["government_iso3"] == country.iso3
            actors[row["actor"]] = _Actor(row["actor"], kind, note, host, False, [])
        actors[row["actor"]].deaths.append((row["year"], row["best"]))
        actors[row["actor"]].shared |= row["allocated"]
    return actors


class KindOf:
    """Host government, non-state inside, or from another country: by UCDP's dyads.

    Only dyads of years that had ended by the as-of month are used.
    """

    def __init__(self, country: Country, as_of: Month) -> None:
        self._host = country.iso3
        last = as_of.year if as_of.month == 12 else as_of.year - 1
        dyads = snapshot.table("dyads").filter(pl.col("year") <= last)
        homes = dyads.group_by("side_b_id").agg(pl.col("iso3").unique())
        self._homes: dict[int, set[str]] = {
            int(actor): set(where) for actor, where in homes.iter_rows() if actor is not None
        }
        backing = snapshot.table("supporters").filter(
            (pl.col("iso3") == self._host) & pl.col("year").is_between(last - 5, last)
        )
        self._allies = set(backing.filter(pl.col("side") == "government")["supporter_iso3"])
        self._backers: dict[int, set[str]] = {}
        for actor, backer in (
            backing.filter(pl.col("side") == "opposition")
            .select("actor_id", "supporter_iso3")
            .iter_rows()
        ):
            self._backers.setdefault(int(actor), set()).add(backer)

    def of(self, row: dict[str, Any]) -> tuple[PerpetratorKind, str]:
        """The kind of the actor of a row of ``one_sided``, and why where that needs saying."""
        if row["is_government"]:
            return self._government(row["government_iso3"])
        homes = self._homes.get(int(row["actor_id"]), set())
        if homes and self._host not in homes:
            return (
                PerpetratorKind.HOSTILE_NEIGHBOUR,
                f"has fought the government of {_names(homes)}, not this one (UCDP dyads)",
            )
        backers = self._backers.get(int(row["actor_id"]), set())
        note = f"on its side in UCDP's dyads: {_names(backers)}" if backers else ""
        return PerpetratorKind.NON_STATE, note

    def _government(self, iso3: str | None) -> tuple[PerpetratorKind, str]:
        if iso3 == self._host:
            return PerpetratorKind.HOST_GOVERNMENT, ""
        if iso3 in self._allies:
            return (
                PerpetratorKind.HOST_GOVERNMENT,
                "a foreign government that fights on the host's side (UCDP dyads)",
            )
        return PerpetratorKind.HOSTILE_NEIGHBOUR, ""


def _perpetrator(
    actor: _Actor, chance: float, last_seen: Month | None, country: Country
) -> Perpetrator:
    shared = "; its deaths are shared out among the countries UCDP lists" if actor.shared else ""
    rows = tuple(
        f"one_sided: iso3={country.iso3}, actor={actor.name}, year={year}, best={deaths:g}"
        for year, deaths in actor.deaths
    )
    # event points may end before the yearly records do: an older sighting would mislead
    newer = last_seen is not None and last_seen.year >= actor.deaths[-1][0]
    return Perpetrator(
        name=_plain(actor.name),
        kind=actor.kind,
        probability=chance,
        recent_deaths=tuple(actor.deaths),
        last_seen=last_seen if newer else None,
        provenance=_provenance(f"Chance that {actor.name} kills the most civilians{shared}", rows),
        note=actor.note,
    )


def _plain(name: str) -> str:
    """UCDP's name without the state's former name: Government of Russia (Soviet Union)."""
    return re.sub(r"(Government of [^(,]+?) \([^)]*\)", r"\1", name)


def _lumped(
    rest: list[tuple[_Actor, float]], seen: dict[str, Month], country: Country
) -> list[Perpetrator]:
    lumped = []
    for kind in PerpetratorKind:
        few = [(a, p) for a, p in rest if a.kind is kind]
        if len(few) == 1:
            actor, chance = few[0]
            lumped.append(_perpetrator(actor, chance, seen.get(actor.name), country))
        elif few:
            by_year: dict[int, float] = {}
            for actor, _ in few:
                for year, deaths in actor.deaths:
                    by_year[year] = by_year.get(year, 0.0) + deaths
            names = "; ".join(sorted(_plain(a.name) for a, _ in few))
            rows = (f"one_sided: iso3={country.iso3}, actors={names}",)
            lumped.append(
                Perpetrator(
                    name="others on record",
                    kind=kind,
                    probability=sum(p for _, p in few),
                    recent_deaths=tuple(sorted(by_year.items())),
                    last_seen=None,
                    provenance=_provenance("Chance of actors below 2% each, added up", rows),
                    note=names,
                )
            )
    return lumped


def _newcomers(chance: float, host_on_record: bool, country: Country) -> list[Perpetrator]:
    """The chance of a newcomer, split by kind; a government on record cannot be one."""
    shares = {kind: parameter("situation", name) for kind, name in _NEWCOMER_PARAMETERS.items()}
    if host_on_record:
        del shares[PerpetratorKind.HOST_GOVERNMENT]
    total = sum(share.value for share in shares.values())
    what = "Chance that the main killer is somebody with no record here"
    return [
        Perpetrator(
            name=_newcomer_name(kind, country),
            kind=kind,
            probability=chance * share.value / total,
            recent_deaths=(),
            last_seen=None,
            provenance=_provenance(what, (), share),
        )
        for kind, share in shares.items()
    ]


def _newcomer_name(kind: PerpetratorKind, country: Country) -> str:
    if kind is PerpetratorKind.HOST_GOVERNMENT:
        return f"Government of {country.name}"
    where = "inside" if kind is PerpetratorKind.NON_STATE else "from another country"
    return f"{NEWCOMER}, {where}"


def _provenance(what: str, rows: tuple[str, ...], *more: Any) -> Provenance:
    fitted = [
        parameter("situation", name)
        for name in ("perpetrator_memory", "perpetrator_exponent", "newcomer_weight")
    ]
    return Provenance(
        origin=Origin.MODEL,
        what=what,
        source="one_sided",
        rows=rows,
        formula="s / (sum of s + s0), s = sum over years of memory^age x deaths^exponent",
        inputs=tuple(p.provenance() for p in (*fitted, *more)),
    )


def _last_seen(cells: pl.DataFrame) -> dict[str, Month]:
    seen = (
        cells.filter(pl.col("kind") == "one-sided")
        .group_by("side_a")
        .agg(pl.col("month_id").max())
        .drop_nulls()
    )
    return {name: Month.from_id(month_id) for name, month_id in seen.iter_rows()}


def _names(codes: Iterable[str]) -> str:
    known = countries()
    names = sorted(known[c].name if c in known else c for c in codes)
    shown = ", ".join(names[:3])
    return f"{shown} and {len(names) - 3} more" if len(names) > 3 else shown
