"""The country of each row, from UCDP's Gleditsch–Ward number or from its country name."""

from __future__ import annotations

from functools import cache

import polars as pl

from forestall import snapshot, vocabulary
from forestall.errors import UnknownCountry
from forestall.records.fields import whole


def countries_of(numbers: pl.Series, names: pl.Series) -> pl.Series:
    """ISO3 per row, as ``iso3``; null where neither number nor name is known.

    Parameters
    ----------
    numbers : Gleditsch–Ward numbers as text (``482`` or ``482.0``), or null.
    names : country names as UCDP writes them, or null.
    """
    rows = pl.DataFrame({"number": numbers, "name": names})
    pairs = rows.unique().with_columns(gw=whole("number", pl.Int32))
    found = [
        vocabulary.gw_to_iso3().get(gw) if gw is not None else iso3_of_name(name)
        for gw, name in pairs.select("gw", "name").iter_rows()
    ]
    iso3 = pl.Series("iso3", found, dtype=pl.String)
    keys = ["number", "name"]
    return rows.join(
        pairs.select(keys).with_columns(iso3),
        on=keys,
        how="left",
        nulls_equal=True,
        maintain_order="left",
    )["iso3"]


@cache
def iso3_of_name(name: str | None) -> str | None:
    """ISO3 of a country name in UCDP's spelling (``Yemen (North Yemen)``), or of a common name."""
    if name is None:
        return None
    if (code := _ucdp_names().get(name.strip().casefold())) is not None:
        return code
    try:
        return vocabulary.country(name).iso3
    except UnknownCountry:
        return None


@cache
def _ucdp_names() -> dict[str, str]:
    pairs = snapshot.table("country_names").filter(pl.col("scheme") == "ucdp")
    return {name.casefold(): iso3 for name, iso3 in pairs.select("name", "iso3").iter_rows()}
