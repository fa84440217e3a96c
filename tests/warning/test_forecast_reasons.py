"""Reasons of a monthly forecast: with a model, without one, for people and for machines."""

from __future__ import annotations

import json

import pytest
from records_by_hand import world

from forestall.errors import BadValue, NoData, UnknownCountry
from forestall.records.holdings import Holdings
from forestall.vocabulary import Month
from forestall.warning import fatalities, reasons_face, trained
from forestall.warning.forecast_reasons import ForecastReasons, forecast_reasons, learnt_series

AS_OF = Month(2000, 12)
WORLD = world()


@pytest.fixture(scope="module")
def newest() -> ForecastReasons:
    """Of the packaged data, by the packaged model."""
    holdings = Holdings.open()
    with pytest.MonkeyPatch.context() as patch:
        patch.delattr(fatalities, "train")
        return forecast_reasons(holdings, holdings.known_until(), "CAF")


def test_a_past_month_has_look_alikes_but_no_drivers_and_costs_no_training(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delattr(fatalities, "train")
    reasons = forecast_reasons(WORLD, AS_OF, "WAR")
    assert reasons.learnt is None
    assert "no trained model" in reasons.why_not_learnt
    assert len(reasons.look_alikes) == 3
    assert all(one.month + 12 <= AS_OF for one in reasons.look_alikes)
    recorded = WORLD.deaths["WAR"][: AS_OF.id - Month(1989, 1).id + 1]
    assert (reasons.recent.last, reasons.recent.before) == (recorded[-1], recorded[-2])
    assert reasons.recent.year == pytest.approx(recorded[-12:].mean())
    assert reasons.why_not_learnt in "\n".join(reasons_face.lines(reasons))


def test_nothing_after_as_of_matters() -> None:
    seen = forecast_reasons(WORLD, AS_OF, "T01")
    changed = {iso3: series.copy() for iso3, series in WORLD.deaths.items()}
    for series in changed.values():
        series[AS_OF.id - Month(1989, 1).id + 1 :] = 1e6
    assert forecast_reasons(type(WORLD)(changed), AS_OF, "T01") == seen


@pytest.mark.parametrize("iso3", ["XXX", "war"])
def test_a_country_without_a_series(iso3: str) -> None:
    with pytest.raises(UnknownCountry, match="No series"):
        forecast_reasons(WORLD, AS_OF, iso3)


@pytest.mark.parametrize("as_of", [Month(1991, 12), Month(2090, 1)])
def test_a_month_outside_the_data(as_of: Month) -> None:
    with pytest.raises(NoData, match="No data to forecast from"):
        forecast_reasons(WORLD, as_of, "WAR")


def test_another_series() -> None:
    with pytest.raises(BadValue, match="one-sided"):
        forecast_reasons(WORLD, AS_OF, "WAR", "one-sided")


def test_the_packaged_model_gives_drivers_of_the_newest_month(newest: ForecastReasons) -> None:
    """If this fails, run benchmarks/train_models.py --write: the data or the model have changed."""
    assert newest.why_not_learnt == ""
    assert newest.learnt is not None
    assert newest.learnt.series == learnt_series("total")
    groups = 5 if newest.learnt.series == "total" else 6  # all kinds have no other kinds beside
    assert len(newest.learnt.drivers) == len(newest.learnt.changes) == groups
    assert "2026" in newest.learnt.provenance.rows[0]
    assert newest.provenance.rows


def test_a_series_with_its_own_model_is_explained_by_it(monkeypatch: pytest.MonkeyPatch) -> None:
    assert learnt_series("state-based") == "state-based"
    monkeypatch.setattr(trained, "FILES", {"total": "a", "state-based": "b"})
    assert learnt_series("total") == "total"
    monkeypatch.setattr(trained, "FILES", {"state-based": "b"})
    assert learnt_series("total") == "state-based"


def test_in_lines_and_in_json(newest: ForecastReasons) -> None:
    shown = "\n".join(reasons_face.lines(newest))
    assert "Central African Republic, as of" in shown
    assert "deaths of all kinds" in shown
    assert "deaths in the 12 months before" in shown
    assert str(newest.recent) in shown
    fields = json.loads(json.dumps(reasons_face.as_dict(newest), allow_nan=False))
    assert newest.learnt is not None
    assert fields["learnt"]["drivers"][0]["words"] == str(newest.learnt.drivers[0])
    assert fields["look_alikes"][0]["iso3"] == newest.look_alikes[0].iso3
    assert fields["recent"]["deaths"] == newest.recent.last


def test_a_quiet_country_is_told_by_quiet_histories() -> None:
    reasons = forecast_reasons(WORLD, AS_OF, "Q00")
    assert reasons.look_alikes == ()
    assert reasons.quiet_past is not None
    assert "no death in three years" in "\n".join(reasons_face.lines(reasons))
