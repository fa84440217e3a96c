"""Both baselines on the packaged tables: past dates see nothing of what came after."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
import pytest

from forestall.records.holdings import Holdings
from forestall.vocabulary import Month
from forestall.warning.baseline import forecast_deaths
from forestall.warning.one_sided import forecast_one_sided

SOME = ["CAF", "SDN", "URY", "BDI"]


@dataclass(frozen=True)
class CutOff:
    """Holdings that end at a month, as if nothing later had ever been recorded."""

    last: Month

    def known_until(self) -> Month:
        return self.last

    def monthly_deaths(self, kind: str = "all", until: Month | None = None) -> pl.DataFrame:
        assert until is not None
        whole = Holdings.open().monthly_deaths(kind)
        return whole.filter(pl.col("month_id") <= min(self.last, until).id)

    def one_sided_totals(self, until: Month | None = None) -> pl.DataFrame:
        ended = self.last.year - (self.last.month < 12)
        whole = Holdings.open().one_sided_totals()
        return whole.filter(pl.col("year") <= ended) if until is not None else whole


@pytest.mark.parametrize("forecast", [forecast_deaths, forecast_one_sided])
@pytest.mark.parametrize("as_of", [Month(1992, 12), Month(2015, 4)])
def test_the_past_does_not_see_the_future(forecast, as_of) -> None:  # type: ignore[no-untyped-def]
    now = forecast(Holdings.open(), as_of, 24, 100, 1, SOME)
    then = forecast(CutOff(as_of), as_of, 24, 100, 1, SOME)
    assert now.draws.values.tobytes() == then.draws.values.tobytes()
    assert now.data_version == then.data_version


@pytest.mark.parametrize("forecast", [forecast_deaths, forecast_one_sided])
def test_every_country_has_some_risk_and_the_quiet_have_little(forecast) -> None:  # type: ignore[no-untyped-def]
    holdings = Holdings.open()
    outlook = forecast(holdings, holdings.known_until(), 12, 2000, 1)
    some = (outlook.draws.values.sum(axis=1) > 0).mean(axis=1)
    assert some.min() > 0
    assert dict(zip(outlook.units, some, strict=True))["URY"] < 0.1


def test_sudan_is_at_war_and_uruguay_is_not() -> None:
    outlook = forecast_deaths(Holdings.open(), Month(2024, 12), 12, 500, 1, ["SDN", "URY"])
    assert np.median(outlook.total("SDN")) > 1000
    assert np.median(outlook.total("URY")) == 0
