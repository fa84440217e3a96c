"""Which model a forecast is from: the packaged one where it fits, look-alikes alone elsewhere."""

from __future__ import annotations

import numpy as np
import pytest

from forestall.errors import NoData, UnknownCountry
from forestall.records.holdings import Holdings
from forestall.records.store import Store
from forestall.vocabulary import Month
from forestall.warning import baseline, fatalities
from forestall.warning.no_future import EndingAt
from forestall.warning.past import check_request
from forestall.warning.trained import forecast_at_once, forecast_learnt


@pytest.fixture(scope="module")
def holdings(tmp_path_factory: pytest.TempPathFactory) -> Holdings:
    return Holdings.open(Store(tmp_path_factory.mktemp("empty")))


@pytest.fixture(autouse=True)
def _no_training(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(fatalities, "train")


@pytest.mark.parametrize("series", ["total", "state-based"])
def test_the_newest_month_is_the_packaged_model_whoever_asks(
    holdings: Holdings, series: str
) -> None:
    newest = holdings.known_until()
    learnt = forecast_learnt(holdings, newest, 3, 100, 1, ["SDN"], series)
    at_once = forecast_at_once(holdings, newest, 3, 100, 1, ["SDN"], series)
    assert learnt.model == at_once.model == fatalities.MODEL
    assert np.array_equal(learnt.draws.values, at_once.draws.values)


def test_an_earlier_month_is_left_to_look_alikes_without_training(holdings: Holdings) -> None:
    earlier = Month(2020, 10)
    found = forecast_at_once(holdings, earlier, 3, 100, 1, ["SDN"])
    alone = baseline.forecast_deaths(holdings, earlier, 3, 100, 1, ["SDN"])
    assert found.model == baseline.MODEL
    assert np.array_equal(found.draws.values, alone.draws.values)


def test_what_cannot_be_forecast_is_refused(holdings: Holdings) -> None:
    with pytest.raises(NoData, match="No data to forecast from"):
        forecast_at_once(holdings, holdings.known_until() + 1, 3, 100, 1, ["SDN"])
    with pytest.raises(NoData) as caught:
        check_request(EndingAt(holdings, Month(1990, 1)), Month(1990, 1), 3, 100, 1)
    assert caught.value.expected == "an as-of month of 1992-01 or later"
    with pytest.raises(UnknownCountry, match="XYZ"):
        forecast_at_once(holdings, holdings.known_until(), 3, 100, 1, ["XYZ"])
