"""How rare consent is on the record: where civilians were killed, who hosted a UN mission?"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import polars as pl

from forestall import snapshot
from forestall.missions.history import LAST_DAY_OF_MANDATES
from forestall.missions.strength import missions_with_troops
from forestall.provenance import Origin, Provenance
from forestall.vocabulary import PerpetratorKind

# UCDP's own threshold for counting an actor's one-sided violence: 25 deaths in a year
FEWEST_DEATHS = 25
# Geo-PKO begins in 1994: before, nobody here knows which operations had troops
FIRST_YEAR = 1994
LAST_YEAR = LAST_DAY_OF_MANDATES.year
YEARS_TO_ARRIVE = 2


@dataclass(frozen=True, slots=True)
class HostingRate:
    """Of the country-years with such killing, how many hosted such a mission.

    ``kind`` is who killed the most that year; ``tool`` is preventive_deployment (a UN operation
    with at least 100 troops) or political_mission (a UN special political mission).
    ``arrived`` of ``without``: country-years with no such mission that got one in the next two
    years (counted to 2020, so that both years are known).
    """

    kind: PerpetratorKind
    tool: str
    hosting: int
    total: int
    arrived: int
    without: int
    provenance: Provenance


@cache
def hosting_rates() -> tuple[HostingRate, ...]:
    """One rate per kind of perpetrator and tool, 1994–2022.

    Country-years with at least 25 one-sided deaths (UCDP best estimate); the main killer is the
    kind with the most deaths. Hosting is not the same as consent (a mission may be there with
    nominal consent, and a willing host may never be offered one): it bounds what to expect.
    """
    killing = killing_years()
    return tuple(
        _rate(killing, kind, tool, stays)
        for tool, stays in (
            ("preventive_deployment", _stays("PKO", missions_with_troops())),
            ("political_mission", _stays("SPM", None)),
        )
        for kind in PerpetratorKind
    )


def hosting_rate(kind: PerpetratorKind, tool: str) -> HostingRate:
    """One of :func:`hosting_rates`.

    >>> rate = hosting_rate(PerpetratorKind.HOST_GOVERNMENT, "preventive_deployment")
    >>> 0 < rate.hosting < rate.total
    True
    """
    return next(rate for rate in hosting_rates() if rate.kind is kind and rate.tool == tool)


@cache
def killing_years() -> pl.DataFrame:
    """iso3, year, deaths, kind: country-years with at least 25 one-sided deaths, 1994–2022."""
    killer = (
        pl.when(~pl.col("is_government"))
        .then(pl.lit(PerpetratorKind.NON_STATE.value))
        .when(pl.col("government_iso3") == pl.col("iso3"))
        .then(pl.lit(PerpetratorKind.HOST_GOVERNMENT.value))
        .otherwise(pl.lit(PerpetratorKind.HOSTILE_NEIGHBOUR.value))
    )
    by_kind = (
        snapshot.table("one_sided")
        .filter(pl.col("year").is_between(FIRST_YEAR, LAST_YEAR))
        .group_by("iso3", pl.col("year").cast(pl.Int32), killer.alias("kind"))
        .agg(pl.col("best").sum())
    )
    return (
        by_kind.sort(["best", "kind"], descending=[True, False])
        .group_by("iso3", "year", maintain_order=True)
        .agg(pl.col("best").sum().alias("deaths"), pl.col("kind").first())
        .filter(pl.col("deaths") >= FEWEST_DEATHS)
        .sort("iso3", "year")
    )


def _stays(kind: str, only: frozenset[str] | None) -> pl.DataFrame:
    """iso3, year: years in which a mission of the kind stood in the country."""
    chosen = snapshot.table("missions").filter((pl.col("type") == kind) & ~pl.col("seat_only"))
    if only is not None:
        chosen = chosen.filter(pl.col("acronym").is_in(list(only)))
    last = pl.col("end").dt.year().fill_null(LAST_YEAR).clip(upper_bound=LAST_YEAR)
    return (
        chosen.select(
            "iso3",
            pl.int_ranges(pl.col("start").dt.year(), last + 1).alias("year"),
        )
        .explode("year")
        .select("iso3", pl.col("year").cast(pl.Int32))
        .unique()
    )


def _rate(
    killing: pl.DataFrame, kind: PerpetratorKind, tool: str, stays: pl.DataFrame
) -> HostingRate:
    cases = killing.filter(pl.col("kind") == kind.value)
    hosting = cases.join(stays, on=["iso3", "year"], how="semi")
    without = cases.join(stays, on=["iso3", "year"], how="anti").filter(
        pl.col("year") <= LAST_YEAR - YEARS_TO_ARRIVE
    )
    next_years = pl.concat(
        [stays.with_columns(pl.col("year") - ahead) for ahead in range(1, YEARS_TO_ARRIVE + 1)]
    ).unique()
    arrived = without.join(next_years, on=["iso3", "year"], how="semi")
    return HostingRate(
        kind=kind,
        tool=tool,
        hosting=hosting.height,
        total=cases.height,
        arrived=arrived.height,
        without=without.height,
        provenance=_provenance(kind, tool, hosting, cases, arrived, without),
    )


def _provenance(
    kind: PerpetratorKind,
    tool: str,
    hosting: pl.DataFrame,
    cases: pl.DataFrame,
    arrived: pl.DataFrame,
    without: pl.DataFrame,
) -> Provenance:
    thing = (
        "UN operation with troops" if tool == "preventive_deployment" else "UN political mission"
    )
    places = ", ".join(
        f"{iso3} {year}" for iso3, year in arrived.select("iso3", "year").iter_rows()
    )
    return Provenance(
        origin=Origin.DATA,
        what=f"{cases.height} country-years {FIRST_YEAR}–{LAST_YEAR} with at least "
        f"{FEWEST_DEATHS} one-sided deaths, most of them by {kind.value}: {hosting.height} hosted "
        f"a {thing}; of {without.height} without one, {arrived.height} had one within two years",
        source="one_sided, missions, mission_strength",
        rows=(f"one_sided × missions: arrived within two years of {places or 'none'}",),
        formula="hosting / country-years; arrived / country-years without",
    )
