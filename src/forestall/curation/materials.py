"""What a table is made from: the source folder and the tables made before it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import polars as pl

from forestall.curation.source_folder import SourceFolder


@dataclass(frozen=True, slots=True)
class Materials:
    """The source folder and the tables made so far, by name."""

    folder: SourceFolder
    made: dict[str, pl.DataFrame] = field(default_factory=dict)


Maker = Callable[[Materials], pl.DataFrame]


def month_id(day: pl.Expr) -> pl.Expr:
    """The VIEWS month id of a date column (January 1980 is 1)."""
    return ((day.dt.year() - 1980) * 12 + day.dt.month()).cast(pl.Int32)


def number(column: str, dtype: type[pl.DataType] = pl.Int32) -> pl.Expr:
    """A text column such as ``345`` or ``345.0`` as a number; blanks stay null."""
    return pl.col(column).str.strip_chars().cast(pl.Float64).cast(dtype)


def numbers(column: str) -> pl.Expr:
    """A text column such as ``700, 770`` as a list of whole numbers."""
    return (
        pl.col(column).str.split(",").list.eval(pl.element().str.strip_chars().cast(pl.Float64))
    ).cast(pl.List(pl.Int32))


def deaths_in_year(made: dict[str, pl.DataFrame]) -> pl.DataFrame:
    """Deaths of all kinds by country and year, from ``country_month``: iso3, year, weight.

    The weight is one more than the deaths, so that a country with none still gets a share.
    """
    return (
        made["country_month"]
        .filter(pl.col("kind") == "all")
        .with_columns(year=(1980 + (pl.col("month_id") - 1) // 12).cast(pl.Int16))
        .group_by("iso3", "year")
        .agg(weight=pl.col("deaths").sum() + 1)
    )


def share_out(frame: pl.DataFrame, keys: list[str], made: dict[str, pl.DataFrame]) -> pl.DataFrame:
    """Share ``best`` among the countries listed under the same ``keys``, by that year's deaths.

    share = (deaths in the country that year + 1) / the sum of the same over listed countries.
    A shared row has low 0 and the whole ``high``: nobody knows how the figure divides.
    Adds ``countries`` (how many are listed).
    """
    weighed = frame.join(deaths_in_year(made), on=["iso3", "year"], how="left").with_columns(
        weight=pl.col("weight").fill_null(1)
    )
    listed = pl.len().over(keys)
    share = pl.col("weight") / pl.col("weight").sum().over(keys)
    return weighed.with_columns(
        countries=listed.cast(pl.Int32),
        best=pl.col("best") * share,
        low=pl.when(listed > 1).then(0.0).otherwise(pl.col("low")),
    ).drop("weight")
