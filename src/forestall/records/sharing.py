"""A newer One-sided Violence table of the user's, made into rows by country."""

from __future__ import annotations

import polars as pl

from forestall import snapshot
from forestall.records.country_of import government_of


def shared_out(table: pl.DataFrame) -> pl.DataFrame:
    """Rows of table ``one_sided``: each actor-year shared among the countries it lists.

    share = (deaths of all kinds in the country that year + 1) / the same summed over the
    countries listed. A shared row has low 0 and the whole high: nobody knows how the figure
    divides. The packaged table is made by the same rule.

    Parameters
    ----------
    table : what :func:`forestall.records.yearly.read_one_sided` returns.
    """
    weight = (
        snapshot.table("country_month")
        .filter(pl.col("kind") == "all")
        .group_by("iso3", year=(1980 + (pl.col("month_id") - 1) // 12).cast(pl.Int16))
        .agg(weight=pl.col("deaths").sum() + 1)
    )
    rows = (
        table.with_columns(iso3="countries", listed=pl.col("countries").list.len())
        .explode("iso3")
        .join(weight, on=["iso3", "year"], how="left", maintain_order="left")
        .with_columns(pl.col("weight").fill_null(1))
    )
    share = pl.col("weight") / pl.col("weight").sum().over("actor_id", "year")
    shared = pl.col("listed") > 1
    rows = rows.with_columns(
        best=pl.col("best") * share,
        low=pl.when(shared).then(0).otherwise("low"),
        countries="listed",
        allocated=shared,
        government_iso3=pl.when("is_government").then(government_of(rows["actor"])),
    )
    shape = snapshot.table("one_sided").schema
    return rows.select(pl.col(name).cast(dtype) for name, dtype in shape.items())
