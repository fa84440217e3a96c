"""Deaths by country and month, as two published series give them."""

from __future__ import annotations

import polars as pl

from forestall.curation.materials import Materials, month_id, number
from forestall.curation.places import PACE, VIEWS_COUNTRIES
from forestall.curation.states import iso3_of

ACTUALS = tuple(
    f"forecasts/views_challenge/cm_actuals_{year}.parquet" for year in range(2018, 2025)
)


def country_month(materials: Materials) -> pl.DataFrame:
    """iso3, month_id, kind, deaths, source; zeros are rows where the source has a zero."""
    return pl.concat([_pace(materials), _views(materials)]).sort("kind", "iso3", "month_id")


def _pace(materials: Materials) -> pl.DataFrame:
    """All kinds together, 1989-01 on. The nameless last column is left out: it is noise."""
    raw = materials.folder.csv(PACE)
    months = raw.columns[0]
    named = [c for c in raw.columns[1:] if c and not c.startswith("Unnamed")]
    long = raw.unpivot(named, index=months, variable_name="country", value_name="deaths")
    codes = {name: iso3_of(name) for name in named}
    return long.select(
        iso3=pl.col("country").replace_strict(codes, return_dtype=pl.String),
        month_id=month_id(pl.col(months).str.slice(0, 10).str.to_date("%Y-%m-%d")),
        kind=pl.lit("all"),
        deaths=number("deaths", pl.Int64),
        source=pl.lit("pace"),
    )


def _views(materials: Materials) -> pl.DataFrame:
    """State-based deaths, the outcomes of the VIEWS prediction challenge."""
    listed = materials.folder.csv(VIEWS_COUNTRIES, ("country_id", "name"))
    codes = {int(key): iso3_of(name) for key, name in listed.iter_rows()}
    raw = pl.concat([materials.folder.parquet(name) for name in ACTUALS])
    return raw.select(
        iso3=pl.col("country_id").replace_strict(codes, return_dtype=pl.String),
        month_id=pl.col("month_id").cast(pl.Int32),
        kind=pl.lit("state-based"),
        deaths=pl.col("outcome").cast(pl.Int64),
        source=pl.lit("views"),
    )


def world_month(materials: Materials) -> pl.DataFrame:
    """Deaths in the whole world by month and kind, UCDP GED v25.1: month_id, kind, deaths."""
    raw = materials.folder.csv("ucdp/ged_v25_1_global_month_by_type.csv")
    return raw.select(
        month_id=((number("year") - 1980) * 12 + number("month")).cast(pl.Int32),
        kind=pl.col("type").replace_strict(KINDS, return_dtype=pl.String),
        deaths=number("deaths", pl.Int64),
    ).sort("month_id", "kind")


KINDS = {"1": "state-based", "2": "non-state", "3": "one-sided"}
