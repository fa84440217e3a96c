"""Who may kill civilians next: everybody on record, and whoever is not on record yet.

The chance that an actor is the main killer in the coming year is that of
:mod:`forestall.warning.killers`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import polars as pl

from forestall.parameters import parameter
from forestall.provenance import Origin, Provenance
from forestall.situation.assessment import Perpetrator
from forestall.vocabulary import Country, Month, PerpetratorKind
from forestall.warning.killers import NEWCOMER_PARAMETERS, Killer, newcomer_shares, on_record

if TYPE_CHECKING:
    from forestall.records.holdings import Holdings

NEWCOMER = "an actor with no record here"
_SHOWN = 0.02


def perpetrators(country: Country, as_of: Month, records: Holdings) -> tuple[Perpetrator, ...]:
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
    actors = on_record(country.iso3, as_of, records)
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


def _perpetrator(
    actor: Killer, chance: float, last_seen: Month | None, country: Country
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
    rest: list[tuple[Killer, float]], seen: dict[str, Month], country: Country
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
    named = {kind: parameter("situation", name) for kind, name in NEWCOMER_PARAMETERS.items()}
    shares = newcomer_shares({kind: p.value for kind, p in named.items()}, host_on_record)
    what = "Chance that the main killer is somebody with no record here"
    return [
        Perpetrator(
            name=_newcomer_name(kind, country),
            kind=kind,
            probability=chance * share,
            recent_deaths=(),
            last_seen=None,
            provenance=_provenance(what, (), named[kind]),
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
