"""Records a test writes itself: a complete panel, yearly totals, and the months they reach."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from forestall.vocabulary import Month

FIRST = Month(1989, 1)


@dataclass(frozen=True)
class RecordsByHand:
    """Deaths as a matrix of countries × months from January 1989, one-sided as rows."""

    deaths: dict[str, NDArray[np.float64]]
    yearly: tuple[tuple[str, int, float, str], ...] = ()

    def known_until(self) -> Month:
        return FIRST + (len(next(iter(self.deaths.values()))) - 1)

    def monthly_deaths(self, kind: str = "all", until: Month | None = None) -> pl.DataFrame:
        assert kind == "all"
        rows = [
            (iso3, FIRST.id + month, value)
            for iso3, series in self.deaths.items()
            for month, value in enumerate(series)
            if until is None or FIRST.id + month <= until.id
        ]
        schema = {"iso3": pl.String, "month_id": pl.Int32, "deaths": pl.Int64}
        return pl.DataFrame(rows, schema=schema, orient="row", strict=False)

    def one_sided_totals(self, until: Month | None = None) -> pl.DataFrame:
        last = 9999 if until is None else until.year - (until.month < 12)
        rows = [row for row in self.yearly if row[1] <= last]
        schema = {"iso3": pl.String, "year": pl.Int16, "best": pl.Float64, "source": pl.String}
        return pl.DataFrame(rows, schema=schema, orient="row")


def world(years: int = 15) -> RecordsByHand:
    """Sixty countries from January 1989: forty-five quiet, fourteen troubled, and WAR at war.

    Troubled countries have Poisson deaths whose level wanders; WAR has 300 to 700 a month. Every
    quiet country has one bad year at some time, so that quiet does not mean safe.
    """
    rng = np.random.default_rng(5)
    months = 12 * years
    deaths: dict[str, NDArray[np.float64]] = {}
    for number in range(45):
        series = np.zeros(months)
        start = int(rng.integers(0, months - 12))
        series[start : start + 12] = rng.poisson(20, 12)
        deaths[f"Q{number:02d}"] = series
    deaths["Q00"][:] = 0
    for number in range(14):
        level = 20 * np.exp(np.cumsum(rng.normal(0, 0.25, months)).clip(-3, 3))
        deaths[f"T{number:02d}"] = rng.poisson(level).astype(float)
    deaths["WAR"] = rng.integers(300, 701, months).astype(float)
    yearly = [
        (iso3, 1989 + year, float(series[12 * year : 12 * year + 12].sum() // 4), "one_sided")
        for iso3, series in deaths.items()
        for year in range(years)
        if series[12 * year : 12 * year + 12].sum() // 4 >= 25
    ]
    return RecordsByHand(deaths, tuple(yearly))
