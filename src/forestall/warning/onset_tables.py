"""The records an onset forecast may see: every table cut at the end of its as-of year.

What is made from these tables cannot know the future, because the future is not in them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import polars as pl

from forestall import snapshot
from forestall.errors import NoData
from forestall.vocabulary import Month

EPISODES_UNTIL = 2024
"""Last year for which the list of episodes says what began."""

EARLIEST = 1993
"""First as-of year: one-sided violence is recorded from 1989 on, an outcome takes two years, and
three years of them are the least to learn from."""

CARRIED = 2
"""Years for which a society's last figures may stand in for newer ones."""

RECORDED = 25
"""Deaths from which UCDP counts an actor's one-sided violence, or a dyad's conflict, in a year."""

EXACT = 9
"""Decimals to which sums are kept."""

WAR = 1_000
"""Battle deaths in a year from which UCDP speaks of war."""


class Records(Protocol):
    """What an onset forecast asks of the data; ``records.holdings.Holdings`` answers it."""

    def known_until(self) -> Month:
        """The last month of monthly deaths."""
        ...

    def monthly_deaths(self, kind: str = ..., until: Month | None = ...) -> pl.DataFrame:
        """``iso3``, ``month_id``, ``deaths``."""
        ...

    def one_sided(self, until: Month | None = ...) -> pl.DataFrame:
        """``iso3``, ``year``, ``is_government``, ``best`` and more: actors' years."""
        ...

    def one_sided_totals(self, until: Month | None = ...) -> pl.DataFrame:
        """``iso3``, ``year``, ``best``, ``source``."""
        ...


@dataclass(frozen=True, slots=True)
class Tables:
    """Everything known by the end of ``as_of``; no row is from a later year."""

    as_of: int
    societies: pl.DataFrame  # iso3, year, figures
    episodes: pl.DataFrame  # iso3 (the state answering for it), start, end, state_led
    dyads: pl.DataFrame  # iso3, year, dyad_id, intensity (conflicts within a state)
    battle: pl.DataFrame  # iso3, year, best
    killed: pl.DataFrame  # iso3, year, is_government, best
    deaths: pl.DataFrame  # iso3, year, best: all kinds, from the monthly series
    excluded: pl.DataFrame  # iso3, year, excluded_share, discriminated_share, excluded_groups
    neighbours: pl.DataFrame  # iso3, neighbour
    regions: pl.DataFrame  # iso3, region


def newest_year(records: Records) -> int:
    """The last year the records hold whole."""
    last = records.known_until()
    return last.year if last.month == 12 else last.year - 1


def seen(records: Records, as_of: int) -> Tables:
    """The tables as they stand at the end of ``as_of``.

    Raises
    ------
    NoData : ``as_of`` before 1993, or after the last full year of the records.
    """
    newest = newest_year(records)
    if not EARLIEST <= as_of <= newest:
        raise NoData(
            "No onset forecast can be made for this year",
            expected=f"an as-of year from {EARLIEST} to {newest}",
            came=str(as_of),
            remedy="choose a year within, or add newer data with 'forestall data add FILE'",
        )
    dyads, battle = _conflicts(as_of)
    return Tables(
        as_of=as_of,
        societies=_to(snapshot.table("societies"), as_of),
        episodes=_episodes(as_of),
        dyads=dyads,
        battle=battle,
        killed=_killed(records, as_of),
        deaths=_deaths(records, as_of),
        excluded=_to(snapshot.table("excluded"), as_of),
        neighbours=snapshot.table("neighbours"),
        regions=snapshot.table("countries").select("iso3", "region"),
    )


def _to(frame: pl.DataFrame, as_of: int) -> pl.DataFrame:
    return frame.filter(pl.col("year") <= as_of)


def _episodes(as_of: int) -> pl.DataFrame:
    """Episodes begun by then; an end that came later is not known yet."""
    answers = pl.when("state_led").then(pl.coalesce("responsible_iso3", "iso3")).otherwise("iso3")
    return (
        snapshot.table("episodes")
        .filter(pl.col("start") <= as_of)
        .select(
            iso3=answers,
            start="start",
            end=pl.when(pl.col("end") <= as_of).then("end"),
            state_led="state_led",
        )
    )


def _conflicts(as_of: int) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Conflicts within states and battle deaths; candidate figures after the yearly data end."""
    dyads = snapshot.table("dyads").filter(pl.col("type_of_conflict") >= 3)
    battle = snapshot.table("battle_deaths").select("iso3", "year", "best")
    last = max(dyads["year"].to_list())
    newer = _by_year(
        snapshot.table("deaths_by_kind").filter(pl.col("kind") == "state-based"), "best"
    ).filter((pl.col("year") > last) & (pl.col("best") >= RECORDED))
    # Candidate events name no dyads here: a country with such deaths counts as one old dyad.
    more = newer.select(
        "iso3",
        "year",
        dyad_id=pl.lit(-1, pl.Int32),
        intensity=pl.when(pl.col("best") >= WAR)
        .then(2)
        .otherwise(1)
        .cast(dyads["intensity"].dtype),
    )
    columns = ["iso3", "year", "dyad_id", "intensity"]
    both = pl.concat([dyads.select(columns), more.select(columns)])
    return _to(both, as_of), _to(pl.concat([battle, newer]), as_of)


def _killed(records: Records, as_of: int) -> pl.DataFrame:
    """One-sided deaths by side. A candidate year names no sides: it is shared as the last five."""
    until = Month(as_of, 12)
    sides = (
        records.one_sided(until=until).group_by("iso3", "year", "is_government").agg(_total("best"))
    )
    final = max(sides["year"].to_list(), default=0)
    totals = records.one_sided_totals(until=until).filter(
        (pl.col("year") > final) & (pl.col("best") >= RECORDED)
    )
    recent = (
        sides.filter(pl.col("year") > final - 5)
        .group_by("iso3", "is_government")
        .agg(recent=_total("best"))
    )
    halves = pl.DataFrame({"is_government": [True, False]})
    shared = (
        totals.select("iso3", "year", pl.col("best").round(EXACT))
        .join(halves, how="cross")
        .join(recent, on=["iso3", "is_government"], how="left")
        .with_columns(recent=pl.col("recent").fill_null(0) + 1)
        .with_columns(
            best=pl.col("best") * pl.col("recent") / pl.col("recent").sum().over("iso3", "year")
        )
        .filter(pl.col("best") > 0)
    )
    columns = ["iso3", "year", "is_government", "best"]
    return _to(pl.concat([sides.select(columns), shared.select(columns)]), as_of)


def _deaths(records: Records, as_of: int) -> pl.DataFrame:
    if as_of < 1989:
        return pl.DataFrame(schema={"iso3": pl.String, "year": pl.Int16, "best": pl.Float64})
    return _by_year(records.monthly_deaths(until=Month(as_of, 12)), "deaths")


def _by_year(frame: pl.DataFrame, column: str) -> pl.DataFrame:
    year = (1980 + (pl.col("month_id") - 1) // 12).cast(pl.Int16)
    return (
        frame.group_by("iso3", year.alias("year"))
        .agg(best=_total(column))
        .filter(pl.col("best") > 0)
    )


def _total(column: str) -> pl.Expr:
    """A sum that does not depend on the order of the rows: what is shared out adds up in fractions,
    and groups come in any order."""
    return pl.col(column).cast(pl.Float64).sum().round(EXACT)
