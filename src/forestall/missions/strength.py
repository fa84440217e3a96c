"""How strong UN operations really were: troops by mission and year, first full years, growth."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
import polars as pl

from forestall import snapshot
from forestall.provenance import Origin, Provenance

# a mission below this has no formed units to speak of: observers, staff officers, guards
FEWEST_TROOPS = 100
# growth is measured where there was a real force to grow, after its build-up, and only where it
# grew by a tenth or more: less is noise between the maps of two years
LARGE_FORCE = 1000
LEAST_GROWTH = 0.1


@dataclass(frozen=True, slots=True)
class Strength:
    """Troops of one mission in one year: the mean over the maps of that year, all sites."""

    mission: str
    year: int
    troops: float
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class StrengthSummary:
    """Quartiles of a set of strengths, in troops, with the number of cases behind them."""

    lower: float
    median: float
    upper: float
    cases: int
    missions: tuple[str, ...]
    provenance: Provenance


@cache
def mission_years() -> pl.DataFrame:
    """mission, year, troops: every mission-year of Geo-PKO with a troop figure, summed over cells.

    Battalions and companies without a stated size count at Geo-PKO's standard size, so these are
    estimates of deployed troops, not of the authorised ceiling.
    """
    return (
        snapshot.table("mission_strength")
        .group_by("mission", "year")
        .agg(pl.col("troops").sum(), pl.col("troops").is_not_null().any().alias("known"))
        .filter("known")
        .select("mission", pl.col("year").cast(pl.Int32), "troops")
        .sort("mission", "year")
    )


def strength_by_year(acronym: str) -> tuple[Strength, ...]:
    """A mission's troops by year, oldest first; empty if Geo-PKO does not hold it.

    >>> strength_by_year("UNPREDEP")[0].year
    1995
    """
    rows = mission_years().filter(pl.col("mission") == acronym)
    return tuple(Strength(m, y, t, _row_step(m, y, t)) for m, y, t in rows.iter_rows())


@cache
def missions_with_troops() -> frozenset[str]:
    """Acronyms of the missions that had at least 100 troops in some year since 1994."""
    held = mission_years().filter(pl.col("troops") >= FEWEST_TROOPS)
    return frozenset(held["mission"])


@cache
def first_full_year() -> StrengthSummary:
    """Troops in the first calendar year that operations with troops stood from its first day.

    Operations that began in 1993 or later, so that the year lies inside Geo-PKO (1994–2024).
    """
    starts = (
        snapshot.table("missions")
        .filter((pl.col("type") == "PKO") & (pl.col("start").dt.year() >= 1993))
        .select(pl.col("acronym").alias("mission"), (pl.col("start").dt.year() + 1).alias("year"))
        .unique()
        .with_columns(pl.col("year").cast(pl.Int32))
    )
    frame = (
        mission_years()
        .join(starts, on=["mission", "year"], how="semi")
        .filter(pl.col("troops") >= FEWEST_TROOPS)
    )
    return _summary(frame, "troops of UN operations in their first full year")


@cache
def growth() -> StrengthSummary:
    """By how much forces of 1,000 and more were reinforced from one year to the next.

    Consecutive years of one mission, from its second full year on, in which it grew by at least
    a tenth: the years before are build-up, and smaller steps are noise between maps.
    """
    began = (
        snapshot.table("missions")
        .group_by(pl.col("acronym").alias("mission"))
        .agg(pl.col("start").dt.year().min().cast(pl.Int32).alias("began"))
    )
    before = pl.col("troops").shift(1).over("mission", order_by="year")
    frame = (
        mission_years()
        .join(began, on="mission")
        .with_columns(
            before.alias("before"),
            (pl.col("year") - pl.col("year").shift(1).over("mission", order_by="year")).alias(
                "gap"
            ),
        )
        .filter(
            (pl.col("gap") == 1)
            & (pl.col("before") >= LARGE_FORCE)
            & (pl.col("year") >= pl.col("began") + 2)
            & (pl.col("troops") >= (1 + LEAST_GROWTH) * pl.col("before"))
        )
        .select("mission", "year", troops=pl.col("troops") - pl.col("before"))
    )
    return _summary(frame, "yearly growth of UN operations of 1,000 troops or more, by a tenth up")


def troops_in(acronym: str, iso3: str, year: int) -> tuple[float, float]:
    """A mission's troops in one country in a year, and the share of its cells they stand in.

    The share is of the PRIO-GRID cells of the country: a force on a border strip has a small one.
    Both are 0 where Geo-PKO holds nothing.
    """
    here = snapshot.table("mission_strength").filter(
        (pl.col("mission") == acronym)
        & (pl.col("iso3") == iso3)
        & (pl.col("year") == year)
        & (pl.col("troops") > 0)
    )
    cells = snapshot.table("grid").filter(pl.col("iso3") == iso3).height
    return float(here["troops"].sum()), here["gid"].n_unique() / max(cells, 1)


def _summary(frame: pl.DataFrame, what: str) -> StrengthSummary:
    values = frame["troops"].to_numpy()
    lower, median, upper = (float(q) for q in np.quantile(values, (0.25, 0.5, 0.75)))
    step = Provenance(
        origin=Origin.DATA,
        what=f"{what}: median {median:,.0f}, quartiles {lower:,.0f} to {upper:,.0f}, "
        f"n = {frame.height}",
        source="geopko",
        version="2.3",
        rows=tuple(
            f"mission_strength: mission={m}, year={y}, troops={t:,.0f}"
            for m, y, t in frame.sort("mission", "year").iter_rows()
        ),
        formula="quartiles over missions (first full year) or mission-years (growth)",
    )
    missions = tuple(sorted(set(frame["mission"])))
    return StrengthSummary(lower, median, upper, frame.height, missions, step)


def _row_step(mission: str, year: int, troops: float) -> Provenance:
    return Provenance(
        origin=Origin.DATA,
        what=f"troops of {mission} in {year}: mean over that year's maps, summed over sites",
        source="geopko",
        version="2.3",
        rows=(f"mission_strength: mission={mission}, year={year}, troops={troops:,.0f}",),
    )
