"""The country of each row, from UCDP's Gleditsch–Ward number or from its country name."""

from __future__ import annotations

from functools import cache

import polars as pl

from forestall import snapshot, vocabulary
from forestall.errors import UnknownCountry

GOVERNMENT = "Government of "
"""How UCDP writes every government as an actor."""


def countries_of(numbers: pl.Series, names: pl.Series) -> pl.Series:
    """ISO3 per row, as ``iso3``; null where the number, or without one the name, is unknown.

    Parameters
    ----------
    numbers : Gleditsch–Ward numbers, as Float64 or as text (``482`` or ``482.0``), or null.
    names : country names as UCDP writes them, or null.
    """
    by_number = {text: iso3_of_number(text) for text in numbers.unique() if text is not None}
    iso3 = numbers.replace_strict(by_number, default=None, return_dtype=pl.String).alias("iso3")
    if (bare := numbers.is_null()).any():
        by_name = {text: iso3_of_name(text) for text in names.filter(bare).unique()}
        named = names.replace_strict(by_name, default=None, return_dtype=pl.String)
        iso3 = iso3.zip_with(~bare, named)
    return iso3


def iso3_of_number(text: str | float) -> str | None:
    """ISO3 of a Gleditsch–Ward number, 482 or ``482.0``; None where it is unknown."""
    try:
        number = float(text)
    except ValueError:
        return None
    return vocabulary.gw_to_iso3().get(int(number)) if number.is_integer() else None


def government_of(actors: pl.Series) -> pl.Expr:
    """ISO3 of the government that each of ``actors`` is; null for other actors.

    Of a coalition of governments it is the one of column ``iso3``, where they killed, if that is
    among them, else the first.
    """
    known = {name: governments_in(name) for name in actors.drop_nulls().unique()}
    members = pl.Series([known.get(name, []) for name in actors], dtype=pl.List(pl.String))
    named = pl.lit(members)
    return pl.when(named.list.contains(pl.col("iso3"))).then("iso3").otherwise(named.list.first())


@cache
def governments_in(actor: str) -> list[str]:
    """ISO3 of the governments in an actor's name as UCDP writes it, in its order.

    >>> governments_in("Government of Eritrea, Government of Ethiopia")
    ['ERI', 'ETH']
    """
    names = [part for part in actor.split(", ") if part.startswith(GOVERNMENT)]
    codes = [iso3_of_name(name.removeprefix(GOVERNMENT)) for name in names]
    return [code for code in codes if code is not None]


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
