"""Other people's published forecasts, to be shown beside ours."""

from __future__ import annotations

import polars as pl

from forestall.curation.materials import Materials, number
from forestall.curation.states import cow_numbers, iso3_of

FAST = "forecasts/FAST-cm_forecast_2025-10_2026-09.parquet"
RANKING = "atrocity/ewp_2025_published_forecasts_2025_2026.csv"
RANKED_RISK = "risk.2025and2026.from2024"


def outside_forecasts(materials: Materials) -> pl.DataFrame:
    """source, iso3, month_id, quantity, value, issued."""
    return pl.concat([_fast(materials), _early_warning(materials)]).sort(
        "source", "iso3", "month_id", "quantity"
    )


def _fast(materials: Materials) -> pl.DataFrame:
    raw = materials.folder.parquet(FAST, ("name", "dates", "predicted", "outcome_p", "outcome_n"))
    codes = {name: iso3_of(name) for name in raw["name"].unique()}
    rows = raw.select(
        source=pl.lit("FAST-cm"),
        iso3=pl.col("name").replace_strict(codes, return_dtype=pl.String),
        month_id=pl.col("outcome_n").cast(pl.Int32),
        deaths=pl.col("predicted").cast(pl.Float64),
        probability=pl.col("outcome_p").cast(pl.Float64),
    )
    long = rows.unpivot(
        ["deaths", "probability"],
        index=["source", "iso3", "month_id"],
        variable_name="quantity",
        value_name="value",
    )
    return long.with_columns(issued=pl.lit("2025-10"))


def _early_warning(materials: Materials) -> pl.DataFrame:
    raw = materials.folder.csv(RANKING, ("ccode", RANKED_RISK))
    return raw.select(
        source=pl.lit("EWP"),
        iso3=number("ccode").replace_strict(cow_numbers(), return_dtype=pl.String),
        month_id=pl.lit(None, dtype=pl.Int32),
        quantity=pl.lit("probability"),
        value=number(RANKED_RISK, pl.Float64),
        issued=pl.lit("2025"),
    )
