"""UCDP's yearly tables: one-sided violence, dyads, battle deaths, conflicts and actors."""

from __future__ import annotations

import polars as pl

from forestall.curation.materials import Materials, number, numbers, share_out
from forestall.curation.states import gw_numbers

ONE_SIDED = "ucdp/OneSided_v25_1.csv"
DYADS = "ucdp/ucdp-dyadic-251.csv"
BATTLE_DEATHS = "ucdp/BattleDeaths_v25_1.csv"
CONFLICTS = "ucdp/ucdp-prio-acd-251.csv"
CONFLICT_NAMES = "ucdp/ged_v25_1_conflicts_summary.csv"
ACTORS = "ucdp/ucdp-actor-221.csv"


def _iso3(column: str) -> pl.Expr:
    return pl.col(column).replace_strict(gw_numbers(), return_dtype=pl.String)


def _first_iso3(column: str) -> pl.Expr:
    first = numbers(column).list.first()
    return first.replace_strict(gw_numbers(), return_dtype=pl.String)


def _exploded(frame: pl.DataFrame, column: str) -> pl.DataFrame:
    """One row per country in a column of Gleditsch–Ward numbers, as iso3; no country twice."""
    long = frame.with_columns(numbers(column)).explode(column).with_columns(iso3=_iso3(column))
    return long.drop(column).unique()


def one_sided(materials: Materials) -> pl.DataFrame:
    """Deaths of civilians by actor, year and country, shared out where several are listed."""
    raw = materials.folder.csv(ONE_SIDED)
    rows = raw.select(
        "gwno_location",
        actor_id=number("actor_id"),
        actor=pl.col("actor_name"),
        is_government=number("is_government_actor") == 1,
        year=number("year", pl.Int16),
        best=number("best_fatality_estimate", pl.Float64),
        low=number("low_fatality_estimate", pl.Float64),
        high=number("high_fatality_estimate", pl.Float64),
    )
    ordered = rows.with_columns(high=pl.max_horizontal("best", "high"))
    shared = share_out(_exploded(ordered, "gwno_location"), ["actor_id", "year"], materials.made)
    # of a coalition of governments, the host's own is the one that matters where it killed;
    # UCDP numbers no coalition, so its members are found by their names
    one_number = pl.col("gwnoa").str.contains(r"^\d+(\.0)?$")
    alone = raw.filter(one_number).select("actor_name", number("gwnoa")).unique()
    by_name = {name: gw_numbers()[gw] for name, gw in alone.iter_rows()}
    governments = (
        pl.col("actor")
        .str.split(", ")
        .list.eval(pl.element().replace_strict(by_name, default=None, return_dtype=pl.String))
    )
    host_among_them = governments.list.contains(pl.col("iso3"))
    government = pl.when(host_among_them).then("iso3").otherwise(governments.list.first())
    return shared.select(
        "actor_id",
        "actor",
        "is_government",
        government_iso3=pl.when("is_government").then(government),
        year="year",
        iso3="iso3",
        countries="countries",
        best="best",
        low="low",
        high="high",
        allocated=pl.col("countries") > 1,
    ).sort("actor_id", "year", "iso3")


def _deaths(materials: Materials) -> pl.DataFrame:
    raw = materials.folder.csv(BATTLE_DEATHS)
    return raw.select(
        "gwno_battle",
        dyad_id=number("dyad_id"),
        conflict_id=number("conflict_id"),
        year=number("year", pl.Int16),
        best=number("bd_best", pl.Float64),
        low=number("bd_low", pl.Float64),
        high=number("bd_high", pl.Float64),
    )


def dyads(materials: Materials) -> pl.DataFrame:
    """Warring pairs by year and country at issue, with the whole dyad's battle deaths."""
    raw = materials.folder.csv(DYADS)
    interstate = pl.col("type_of_conflict") == "2"
    rows = raw.select(
        "gwno_loc",
        "side_a",
        "side_b",
        dyad_id=number("dyad_id"),
        conflict_id=number("conflict_id"),
        year=number("year", pl.Int16),
        side_a_id=numbers("side_a_id").list.first(),
        side_b_id=numbers("side_b_id").list.first(),
        side_a_iso3=_first_iso3("gwno_a"),
        side_b_iso3=pl.when(interstate).then(_first_iso3("gwno_b")),
        type_of_conflict=number("type_of_conflict", pl.Int8),
        intensity=number("intensity_level", pl.Int8),
        locations=numbers("gwno_loc").list.len().cast(pl.Int32),
    )
    deaths = _deaths(materials).drop("gwno_battle", "conflict_id")
    joined = _exploded(rows, "gwno_loc").join(deaths, on=["dyad_id", "year"], how="left")
    first = ["dyad_id", "conflict_id", "year", "iso3", "side_a", "side_a_id", "side_b", "side_b_id"]
    rest = ["side_a_iso3", "side_b_iso3", "type_of_conflict", "intensity", "locations"]
    return joined.select(*first, *rest, "best", "low", "high").sort("dyad_id", "year", "iso3")


def supporters(materials: Materials) -> pl.DataFrame:
    """Governments whose troops fought beside a warring side, by year and country at issue.

    ``side`` is government or opposition; ``actor_id`` is the side they fought for.
    """
    raw = materials.folder.csv(DYADS)
    sides = [
        raw.select(
            "gwno_loc",
            year=number("year", pl.Int16),
            side=pl.lit(side),
            actor_id=numbers(f"side_{letter}_id").list.first(),
            supporter=numbers(f"gwno_{letter}_2nd"),
        )
        for letter, side in (("a", "government"), ("b", "opposition"))
    ]
    long = pl.concat(sides).explode("supporter").drop_nulls("supporter")
    return (
        _exploded(
            long.with_columns(supporter_iso3=_iso3("supporter")).drop("supporter"), "gwno_loc"
        )
        .select("iso3", "year", "side", "actor_id", "supporter_iso3")
        .unique()
        .sort("iso3", "year", "side", "actor_id", "supporter_iso3")
    )


def battle_deaths(materials: Materials) -> pl.DataFrame:
    """Battle deaths by dyad, year and country where the fighting was, shared out if several."""
    long = _exploded(_deaths(materials), "gwno_battle")
    shared = share_out(long, ["dyad_id", "year"], materials.made)
    return shared.select(
        *("dyad_id", "conflict_id", "year", "iso3", "best", "low", "high"),
        shared=pl.col("countries") > 1,
    ).sort("dyad_id", "year", "iso3")


def conflicts(materials: Materials) -> pl.DataFrame:
    """Conflicts by year and country at issue."""
    raw = materials.folder.csv(CONFLICTS)
    known = materials.folder.csv(CONFLICT_NAMES, ("id", "name"))
    names = {int(key): name for key, name in known.iter_rows()}
    over = pl.coalesce("territory_name", pl.lit("Government"))
    rows = raw.select(
        "gwno_loc",
        conflict_id=number("conflict_id"),
        made_up=pl.format("{}: {}", pl.col("location"), over),
        year=number("year", pl.Int16),
        intensity=number("intensity_level", pl.Int8),
        type_of_conflict=number("type_of_conflict", pl.Int8),
        started=pl.col("start_date").str.to_date("%Y-%m-%d"),
    )
    named = pl.col("conflict_id").replace_strict(names, default=None, return_dtype=pl.String)
    return (
        _exploded(rows.with_columns(name=pl.coalesce(named, "made_up")), "gwno_loc")
        .select(
            *("conflict_id", "name", "iso3", "year", "intensity", "type_of_conflict", "started")
        )
        .sort("conflict_id", "year", "iso3")
    )


def actors(materials: Materials) -> pl.DataFrame:
    """UCDP's actors and the countries each has been active in."""
    raw = materials.folder.csv(ACTORS, ("ActorId", "NameData", "Org", "GWNOLoc"))
    rows = raw.select(
        "GWNOLoc",
        actor_id=number("ActorId"),
        actor=pl.col("NameData").str.strip_chars(),
        kind=pl.when(pl.col("Org") == "4")
        .then(pl.lit("government"))
        .otherwise(pl.lit("non-state")),
    )
    long = _exploded(rows, "GWNOLoc")
    return long.select("actor_id", "actor", "iso3", "kind").sort("actor_id", "iso3")
