"""The two tools as a desk officer would first sketch them: from what past missions really had.

Design figures are taken from the whole record, whatever the as-of month: they say what can be
built, not what will happen. Only what stands in the country is read as of that month.
"""

from __future__ import annotations

import polars as pl

from forestall import snapshot
from forestall.missions.cost import deployment_cost, figure, political_cost
from forestall.missions.designs import PoliticalMission, PreventiveDeployment
from forestall.missions.history import PastMission, last_day, presence
from forestall.missions.strength import (
    FEWEST_TROOPS,
    first_full_year,
    growth,
    missions_with_troops,
    troops_in,
)
from forestall.missions.tasks import (
    PROTECTION_OF_CIVILIANS,
    USE_OF_FORCE,
    usual_tasks,
    usual_tasks_provenance,
)
from forestall.parameters import parameter
from forestall.provenance import Origin, Provenance
from forestall.vocabulary import Country, Month, PerpetratorKind

TROOPS_TO_NEAREST = 50
# a force seen within so many years of the as-of month is taken to stand still
YEARS_A_SIGHTING_HOLDS = 3
# below this share of the country's cells a force holds a strip or an enclave (UNISFA in Abyei:
# about 1% of Sudan), and reinforcing it would not reach the rest
LEAST_SHARE_OF_CELLS = 0.02
# a force without a mandate to protect, sent to several countries, is a buffer on their border
# (UNDOF: about 5% of Syria) unless it stands all over the one in question (UNPROFOR in Bosnia)
WIDE_SHARE_OF_CELLS = 0.1
# political mandates are more various than military ones: only one task is common to half of them
POLITICAL_TASK_SHARE = 1 / 3


def default_political_mission(
    country: Country, as_of: Month, kind: PerpetratorKind | None = None
) -> PoliticalMission:
    """A UN special political mission with the usual mandate, budget and speed.

    ``cost`` USD million a year and months as (p05, p50, p95). ``staff`` is None: no record of
    staff numbers is at hand. ``kind`` (who threatens) changes nothing yet: political missions'
    mandates are alike whoever kills. Precedents are the country's own political missions.
    """
    cost, cost_step = political_cost()
    start, full = (parameter("missions", f"pm_months_to_{n}") for n in ("start", "strength"))
    standing = [m for m in presence(country.iso3, as_of) if m.type != "PKO"]
    note = f"; already there: {', '.join(m.acronym for m in standing)}" if standing else ""
    against = f" against a {kind.value}" if kind else ""
    return PoliticalMission(
        organiser="UN",
        staff=None,
        mandate=tuple(t.task for t in usual_tasks("SPM", share=POLITICAL_TASK_SHARE)),
        cost=cost,
        months_to_start=start.spread(),
        months_to_strength=full.spread(),
        precedents=_precedents(country, "SPM", as_of),
        provenance=Provenance(
            origin=Origin.MODEL,
            what=f"a usual UN special political mission for {country.name}{against}{note}",
            source="forestall.missions.typical",
            inputs=(
                usual_tasks_provenance("SPM", share=POLITICAL_TASK_SHARE),
                cost_step,
                start.provenance(),
                full.provenance(),
            ),
        ),
    )


def default_deployment(
    country: Country, as_of: Month, kind: PerpetratorKind | None = None
) -> PreventiveDeployment:
    """A UN deployment of usual strength, or a reinforcement if a UN force stands there.

    ``troops``: the median of UN operations in their first full year; against a hostile neighbour
    the strength of the past preventive deployments against one (``cases``); where a UN force of
    at least 100 stands, the median yearly growth of forces that grew, with ``standing_troops``
    its last known strength. ``cost`` covers the new people only, USD million a year; months to
    full strength are those of the region (Rappa 2016). (p05, p50, p95) throughout.
    """
    force = standing_force(country, as_of)
    troops, size_step = _size(force, kind)
    police, observers, ratio_steps = _companions(troops)
    cost, cost_step = deployment_cost(troops + police + observers)
    start, share = (parameter("missions", n) for n in ("pd_months_to_start", "share_of_ceiling"))
    months, lead_step = months_to_strength(country)
    what = "a reinforcement of the UN force in" if force else "a usual UN deployment to"
    return PreventiveDeployment(
        organiser="UN",
        troops=troops,
        police=police,
        observers=observers,
        posture=posture(kind),
        mandate=tuple(t.task for t in usual_tasks("PKO")),
        cost=cost,
        months_to_start=start.spread(),
        months_to_strength=months,
        share_of_ceiling=share.value,
        standing_troops=_standing_troops(force, country),
        precedents=_precedents(country, "PKO", as_of),
        provenance=Provenance(
            origin=Origin.MODEL,
            what=f"{what} {country.name}",
            source="forestall.missions.typical",
            inputs=(
                size_step,
                *ratio_steps,
                usual_tasks_provenance("PKO"),
                cost_step,
                start.provenance(),
                lead_step,
                share.provenance(),
                *([force.provenance] if force else []),
            ),
        ),
    )


def standing_force(country: Country, as_of: Month) -> PastMission | None:
    """The strongest UN operation that a deployment could reinforce; None if none is known.

    It has at least 100 troops in the country, in 2% of its cells or more; it protects civilians,
    is there for this country alone or stands in 10% of its cells (it is no buffer between two
    countries); and it was seen in the last three years.
    """
    forces = [
        (_standing_troops(m, country), m.acronym, m)
        for m in presence(country.iso3, as_of)
        if m.type == "PKO"
        and m.last_seen.year >= as_of.year - YEARS_A_SIGHTING_HOLDS
        and _for_the_country(m, country)
    ]
    strong = [force for force in forces if force[0] >= FEWEST_TROOPS]
    return max(strong)[2] if strong else None


def _standing_troops(force: PastMission | None, country: Country) -> int:
    if force is None or force.troops_year is None:
        return 0
    return round(troops_in(force.acronym, country.iso3, force.troops_year)[0])


def _for_the_country(mission: PastMission, country: Country) -> bool:
    return _share_of_cells(mission, country) >= LEAST_SHARE_OF_CELLS and is_no_buffer(
        mission, country
    )


def is_no_buffer(mission: PastMission, country: Country) -> bool:
    """False for a mission sent to several countries: to watch the line between them, or an envoy.

    UNMOGIP in India, UNDOF in Syria or an envoy's office in Jerusalem says nothing of whether the
    host would let in a force that protects its people. True if the mission was sent to this
    country alone, protects civilians, or stands in 10% of the country's cells.
    """
    missions = snapshot.table("missions")
    alone = missions.filter(pl.col("acronym") == mission.acronym)["iso3"].n_unique() == 1
    return (
        alone
        or PROTECTION_OF_CIVILIANS in mission.tasks
        or _share_of_cells(mission, country) >= WIDE_SHARE_OF_CELLS
    )


def _share_of_cells(mission: PastMission, country: Country) -> float:
    if mission.troops_year is None:
        return 0.0
    return troops_in(mission.acronym, country.iso3, mission.troops_year)[1]


def posture(kind: PerpetratorKind | None) -> str:
    """robust against armed groups, if that is what UN operations are usually allowed; else mobile.

    A deterrent needs a credible threat of offensive action (USIP 2012, claim 11). Against the
    host's own army or a neighbour's, no UN force has been sent to fight, so it patrols.
    """
    may_use_force = any(t.task == USE_OF_FORCE for t in usual_tasks("PKO"))
    return "robust" if kind is PerpetratorKind.NON_STATE and may_use_force else "mobile"


def months_to_strength(country: Country) -> tuple[tuple[float, float, float], Provenance]:
    """Months from the decision to full strength in the country's region (p05, p50, p95).

    The region's average (Rappa 2016: Africa 12, Europe 9, elsewhere 7), spread as the world's
    range (7–12) is around the world's average (10).
    """
    region = {"Africa": "africa", "Europe": "europe"}.get(country.region, "elsewhere")
    middle, world = parameter("missions", f"lead_{region}"), figure("rappa2016_leadtime")
    ends = [middle.value * end / world.estimate for end in (world.low90, world.high90)]
    step = Provenance(
        origin=Origin.MODEL,
        what=f"months to full strength, {country.region}",
        source="forestall.missions.typical",
        formula="region's average × (world's low, average, high) / world's average",
        inputs=(middle.provenance(), world.provenance),
    )
    return (ends[0], middle.value, ends[1]), step


def _size(force: PastMission | None, kind: PerpetratorKind | None) -> tuple[int, Provenance]:
    if force is not None:
        return _rounded(growth().median), growth().provenance
    if kind is PerpetratorKind.HOSTILE_NEIGHBOUR:
        return _size_against_a_neighbour()
    return _rounded(first_full_year().median), first_full_year().provenance


def _size_against_a_neighbour() -> tuple[int, Provenance]:
    cases = snapshot.table("cases").filter(
        (pl.col("perpetrator_kind") == PerpetratorKind.HOSTILE_NEIGHBOUR.value)
        & pl.col("tool").is_in(["preventive deployment", "both"])
        & (pl.col("strength").cast(pl.Float64) > 0)
    )
    named = cases.select("id", pl.col("strength").cast(pl.Float64), "outcome").sort("id")
    # the one that held is the model; a force that was overrun is no design to copy
    held = named.filter(pl.col("outcome").is_in(["prevented", "contained"]))
    rows = tuple(f"cases: id={i}, strength={s:,.0f}, outcome={o}" for i, s, o in named.iter_rows())
    step = Provenance(
        origin=Origin.DATA,
        what="strength of the deployments against a hostile neighbour that held, n = "
        f"{held.height} of {named.height}: one case is a precedent, not a distribution",
        source="cases",
        rows=rows,
        formula="median strength where the outcome was prevented or contained",
    )
    strength = held["strength"].median()
    return _rounded(float(str(strength))), step


def _companions(troops: int) -> tuple[int, int, tuple[Provenance, ...]]:
    ratios = [parameter("missions", n) for n in ("police_per_troop", "observers_per_troop")]
    police, observers = (round(troops * ratio.value / 10) * 10 for ratio in ratios)
    return police, observers, tuple(ratio.provenance() for ratio in ratios)


def _rounded(troops: float) -> int:
    return round(troops / TROOPS_TO_NEAREST) * TROOPS_TO_NEAREST


def _precedents(country: Country, kind: str, as_of: Month) -> tuple[str, ...]:
    """Missions of the kind in the country by then, else UNPREDEP or UNMIN as the clearest cases."""
    rows = (
        snapshot.table("missions")
        .filter(
            (pl.col("iso3") == country.iso3)
            & (pl.col("type") == kind)
            & (pl.col("start") <= last_day(as_of))
        )
        .sort("start", "acronym")
    )
    if kind == "PKO":
        rows = rows.filter(pl.col("acronym").is_in(list(missions_with_troops())))
    own = tuple(f"{a} ({s.year})" for a, s in rows.select("acronym", "start").iter_rows())
    clearest = {"PKO": "UNPREDEP (1995)", "SPM": "UNMIN (2007)"}[kind]
    return own or (clearest,)
