"""How often missions end: an upper bound on how often consent is withdrawn."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

import polars as pl

from forestall import snapshot
from forestall.errors import NoData
from forestall.missions.history import LAST_DAY_OF_MANDATES
from forestall.provenance import Origin, Provenance

FIRST_DAY = date(1991, 1, 1)
# a mission that another takes over from within this time did not leave for want of consent
HANDOVER = timedelta(days=90)
DAYS_PER_YEAR = 365.25
Z95 = 1.6449


@dataclass(frozen=True, slots=True)
class EndingHazard:
    """The yearly hazard that a mission of a kind leaves with no other taking its place.

    ``left`` of ``ended`` missions were not followed in the same country within 90 days.
    ``hazard`` is per mission-year, the posterior mean of left / mission-years with Jeffreys'
    prior, ``low90``–``high90`` its 90% interval; ``hazard_of_any_end`` counts hand-overs too.
    """

    kind: str
    missions: int
    mission_years: float
    ended: int
    left: int
    hazard: float
    low90: float
    high90: float
    hazard_of_any_end: float
    provenance: Provenance


@cache
def hazard_of_ending(kind: str) -> EndingHazard:
    """The hazard for PKO, SPM or GOE missions, from UNPMM, 1991–2022.

    left ~ Poisson(hazard × mission-years), hazard ~ Gamma(1/2, 0): posterior
    Gamma(left + 1/2, mission-years). Quantiles by Wilson & Hilferty (1931, PNAS 17). Most missions
    end because their work is done or the Security Council stops, so this bounds the withdrawal of
    consent from above.

    Raises
    ------
    NoData : no mission of that kind.

    >>> 0 < hazard_of_ending("PKO").hazard < 0.3
    True
    """
    frame = _mission_rows().filter(pl.col("type") == kind)
    if frame.is_empty():
        raise NoData(
            "No missions of that kind",
            expected="PKO, SPM or GOE",
            came=repr(kind),
            remedy="use one of the UNPMM mission types",
        )
    years = float(frame["days"].sum()) / DAYS_PER_YEAR
    ended, left = int(frame["ended"].sum()), int(frame["left"].sum())
    shape = left + 0.5
    low, high = (_gamma_quantile(shape, z) / years for z in (-Z95, Z95))
    return EndingHazard(
        kind=kind,
        missions=frame.height,
        mission_years=years,
        ended=ended,
        left=left,
        hazard=shape / years,
        low90=low,
        high90=high,
        hazard_of_any_end=(ended + 0.5) / years,
        provenance=_provenance(kind, frame, years, ended, left),
    )


def _gamma_quantile(shape: float, z: float) -> float:
    """Wilson–Hilferty: the cube root of a Gamma(shape, 1) variable is nearly normal."""
    return float(shape * (1 - 1 / (9 * shape) + z / (3 * shape**0.5)) ** 3)


@cache
def _mission_rows() -> pl.DataFrame:
    """One row per mission alive in the window: type, days at risk, ended, left (not followed)."""
    last = pl.lit(LAST_DAY_OF_MANDATES)
    exploded = snapshot.table("missions").filter(
        pl.col("end").is_null() | (pl.col("end") >= FIRST_DAY)
    )
    followed = _followed(exploded)
    return (
        exploded.unique("mission_id", keep="first", maintain_order=True)
        .with_columns(
            pl.col("start").clip(lower_bound=FIRST_DAY).alias("from"),
            pl.col("end").fill_null(last).clip(upper_bound=last).alias("to"),
            (pl.col("end").is_not_null() & (pl.col("end") <= last)).alias("ended"),
        )
        .with_columns(
            (pl.col("to") - pl.col("from")).dt.total_days().clip(lower_bound=1).alias("days"),
            (pl.col("ended") & ~pl.col("mission_id").is_in(followed)).alias("left"),
        )
        .select("mission_id", "acronym", "type", "days", "ended", "left")
        .sort("mission_id")
    )


def _followed(exploded: pl.DataFrame) -> list[int]:
    """Missions after whose end another PKO or SPM was in one of their countries within 90 days."""
    others = exploded.filter(pl.col("type").is_in(["PKO", "SPM"])).select(
        "iso3",
        other="mission_id",
        other_start="start",
        other_end=pl.col("end").fill_null(date.max),
    )
    pairs = exploded.filter(pl.col("end").is_not_null()).join(others, on="iso3")
    # a mission that was there all along counts only if it stayed on past the end
    took_over = pairs.filter(
        (pl.col("other") != pl.col("mission_id"))
        & (pl.col("other_start") <= pl.col("end") + HANDOVER)
        & (pl.col("other_end") > pl.col("end") + HANDOVER)
    )
    return took_over["mission_id"].unique().sort().to_list()


def _provenance(kind: str, frame: pl.DataFrame, years: float, ended: int, left: int) -> Provenance:
    names = ", ".join(frame.filter("left")["acronym"])
    return Provenance(
        origin=Origin.DATA,
        what=f"{frame.height} {kind}s stood for {years:.0f} mission-years in 1991–2022; {ended} "
        f"ended, {left} of them with no other mission in the country within 90 days. An upper "
        "bound on withdrawal of consent: most end for other reasons",
        source="unpmm",
        version="2.0",
        rows=(f"missions: type={kind}, ended and not followed: {names}",),
        formula="(left + 1/2) / mission-years, posterior Gamma(left + 1/2, mission-years)",
    )
