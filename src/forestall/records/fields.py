"""Fields of UCDP's CSV files as expressions: text in, numbers and dates out, null where neither."""

from __future__ import annotations

import polars as pl

MOST_DEATHS = 100_000_000
"""No row of any of these tables can count more people than this."""

FIRST_YEAR, LAST_YEAR = 1946, 2100
"""UCDP's longest series begins in 1946; a date after 2100 is a slip of the keyboard."""


def number(name: str) -> pl.Expr:
    """Float64; null where the text is no number."""
    return pl.col(name).cast(pl.Float64, strict=False)


def whole(name: str, dtype: type[pl.DataType] = pl.Int64) -> pl.Expr:
    """A whole number, written ``4`` or ``4.0``; null where the text is neither or does not fit."""
    value = number(name)
    return pl.when(value == value.floor()).then(value).cast(dtype, strict=False)


def code(name: str) -> pl.Expr:
    """An identifier as text: ``214797.0`` becomes ``214797``."""
    return pl.col(name).str.strip_chars().str.strip_suffix(".0")


def day(name: str) -> pl.Expr:
    """A date written ``2009-02-20`` or ``2009-02-20T00:00:00``; null where it is neither."""
    text = pl.col(name)
    rest = text.str.slice(10, 1)
    plain = (rest == "") | rest.is_in(["T", " "])
    return pl.when(plain).then(text.str.head(10).str.to_date("%Y-%m-%d", strict=False))


def yes(name: str) -> pl.Expr:
    """True for ``1``, ``1.0``, ``True``; False for ``0``, ``0.0``, ``False``; else null."""
    text = pl.col(name).str.to_lowercase()
    return (
        pl.when(text.is_in(["1", "1.0", "true"]))
        .then(True)
        .when(text.is_in(["0", "0.0", "false"]))
        .then(False)
    )


def bad_count(value: str) -> pl.Expr:
    """True where ``value`` is no count of people: missing, negative, not whole, not finite."""
    count = pl.col(value)
    return ~(count.is_between(0, MOST_DEATHS) & (count == count.floor())).fill_null(False)
