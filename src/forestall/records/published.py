"""A forecast that somebody else published, as the store keeps it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Self

import polars as pl

from forestall.vocabulary import Month

FORECAST_SCHEMA = pl.Schema(
    {
        "iso3": pl.String(),
        "gid": pl.Int32(),
        "month_id": pl.Int32(),
        "quantity": pl.String(),
        "value": pl.Float64(),
        "draws": pl.List(pl.Float32),
    }
)
"""One row per country (or PRIO-GRID cell), month and quantity: its expected value, and its draws
where the forecast is one of draws."""


@dataclass(frozen=True, slots=True)
class Published:
    """The terms of a forecast.

    Attributes
    ----------
    layout : whose columns the file has, e.g. ``VIEWS draws``.
    series : whose deaths or risk it is about, e.g. ``state-based``.
    issued : the month it was published in; a brief as of an earlier month never shows it.
    first, last : the months it speaks of.
    """

    layout: str
    series: str
    issued: Month
    first: Month
    last: Month

    @property
    def version(self) -> str:
        """How the store names it: ``state-based, issued 2026-05``."""
        return f"{self.series}, issued {self.issued}"

    def as_dict(self) -> dict[str, str]:
        """Plain JSON types."""
        names = ("layout", "series", "issued", "first", "last")
        return {name: str(getattr(self, name)) for name in names}

    @classmethod
    def from_dict(cls, fields: dict[str, Any]) -> Self:
        """The inverse of :meth:`as_dict`."""
        months = {name: Month.parse(str(fields[name])) for name in ("issued", "first", "last")}
        return cls(layout=str(fields["layout"]), series=str(fields["series"]), **months)
