"""Ethnic groups' access to power: by group and year, and summed by country and year."""

from __future__ import annotations

import polars as pl

from forestall.curation.materials import Materials, number
from forestall.curation.states import gw_numbers, states

GROUPS = "spatial/EPR-2019_core_groups.csv"
COUNTRY_YEARS = "spatial/EPR_2021_country_year.csv"
FIRST_YEAR = 1989
OUT_OF_POWER = ("POWERLESS", "DISCRIMINATED", "SELF-EXCLUSION")


def _one_state_a_year(frame: pl.DataFrame) -> pl.DataFrame:
    """Keep one Gleditsch–Ward number per country and year.

    Before 1991 two states stand behind some of today's (two Germanies, two Yemens, two
    Viet Nams): the one that carries today's number is kept, else the lowest number.
    """
    today = [s.gw for s in states().values()]
    kept = (
        frame.select("iso3", "year", "gw")
        .unique()
        .sort("iso3", "year", ~pl.col("gw").is_in(today), "gw")
        .unique(["iso3", "year"], keep="first", maintain_order=True)
    )
    return frame.join(kept, on=["iso3", "year", "gw"], how="semi")


def _iso3() -> pl.Expr:
    return pl.col("gw").replace_strict(gw_numbers(), return_dtype=pl.String)


def groups(materials: Materials) -> pl.DataFrame:
    """Politically relevant groups by country and year from 1989, with size and status."""
    raw = materials.folder.csv(GROUPS)
    spans = raw.select(
        gw=number("gwid"),
        year=pl.int_ranges(pl.max_horizontal(number("from"), pl.lit(FIRST_YEAR)), number("to") + 1),
        group=pl.col("group").str.strip_chars(),
        size=number("size", pl.Float64),
        status=pl.col("status").str.to_lowercase(),
        excluded=pl.col("status").is_in(OUT_OF_POWER),
        discriminated=pl.col("status") == "DISCRIMINATED",
    )
    long = spans.explode("year").drop_nulls("year")
    years = long.with_columns(pl.col("year").cast(pl.Int16), iso3=_iso3())
    names = ["iso3", "year", "group", "size", "status", "excluded", "discriminated"]
    return _one_state_a_year(years).select(names).sort(names)


def excluded(materials: Materials) -> pl.DataFrame:
    """How many groups are shut out of power and what share of the population they are."""
    raw = materials.folder.csv(COUNTRY_YEARS)
    years = raw.select(
        gw=number("countries_gwid"),
        year=number("year", pl.Int16),
        groups=number("rlvt_groups_count"),
        excluded_groups=number("excl_groups_count"),
        excluded_share=number("exclpop", pl.Float64),
        discriminated_share=number("discrimpop", pl.Float64),
    ).with_columns(iso3=_iso3())
    names = ["iso3", "year", "groups", "excluded_groups", "excluded_share", "discriminated_share"]
    return _one_state_a_year(years).select(names).sort("iso3", "year")
