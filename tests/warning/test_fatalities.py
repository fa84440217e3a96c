"""The forecast learnt across countries, on a world written by hand."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from records_by_hand import FIRST, RecordsByHand, world

from forestall.errors import BadValue, UnknownCountry, UnreadableFile
from forestall.provenance import Origin, Provenance
from forestall.vocabulary import Month
from forestall.warning import baseline, fatalities, model_file
from forestall.warning.fatalities import FatalityModel, forecast, train

AS_OF = Month(2000, 12)
WORLD = world()


@pytest.fixture(scope="module")
def model() -> FatalityModel:
    return train(WORLD, AS_OF, "total")


def planted(value: float) -> RecordsByHand:
    deaths = {iso3: series.copy() for iso3, series in WORLD.deaths.items()}
    for series in deaths.values():
        series[AS_OF.id - FIRST.id + 1 :] = value
    return replace(WORLD, deaths=deaths)


def test_nothing_after_as_of_matters(model: FatalityModel) -> None:
    other = train(planted(1_000_000), AS_OF, "total")
    seen = forecast(model, WORLD, 12, 200, 1)
    blind = forecast(other, planted(1_000_000), 12, 200, 1)
    assert np.array_equal(seen.draws.values, blind.draws.values)
    assert model.data_version == other.data_version


def test_same_seed_same_draws_whoever_else_is_asked_for(model: FatalityModel) -> None:
    together = forecast(model, WORLD, 12, 100, 3)
    alone = forecast(model, WORLD, 12, 100, 3, ["WAR"])
    other = forecast(model, WORLD, 12, 100, 4, ["WAR"])
    assert together.draws_of("WAR").tobytes() == alone.draws_of("WAR").tobytes()
    assert not np.array_equal(alone.draws.values, other.draws.values)


def test_shape_months_and_labels(model: FatalityModel) -> None:
    outlook = forecast(model, WORLD, 36, 50, 1, ["WAR", "Q00"])
    assert outlook.draws.shape == (2, 36, 50)
    assert (outlook.months[0], outlook.months[-1]) == (Month(2001, 1), Month(2003, 12))
    assert (outlook.as_of, outlook.series) == (AS_OF, "all kinds")


def test_quiet_stays_quiet_yet_not_at_zero_and_war_goes_on(model: FatalityModel) -> None:
    outlook = forecast(model, WORLD, 12, 2000, 1, ["Q00", "WAR"])
    quiet = outlook.draws_of("Q00")
    assert np.median(outlook.total("Q00")) == 0
    assert 0 < (quiet > 0).mean() < 0.1
    # 300 to 700 a month, 500 on average: 6,000 a year if nothing changes.
    low, high = np.quantile(outlook.total("WAR"), [0.05, 0.95])
    assert low < 6000 < high < 60_000


def test_sums_spread_wider_than_independent_months_would(model: FatalityModel) -> None:
    draws = forecast(model, WORLD, 12, 2000, 1, ["T03"]).draws_of("T03")
    assert draws.sum(axis=0).var() > 2 * draws.var(axis=1).sum()


def test_a_model_of_other_data_is_refused(model: FatalityModel) -> None:
    changed = {iso3: series.copy() for iso3, series in WORLD.deaths.items()}
    changed["WAR"][0] += 1
    with pytest.raises(BadValue, match="not of these data"):
        forecast(model, replace(WORLD, deaths=changed), 12, 10, 1)


@pytest.mark.parametrize("country", ["XXX", "war"])
def test_a_country_without_a_series_is_named(model: FatalityModel, country: str) -> None:
    with pytest.raises(UnknownCountry, match=country):
        forecast(model, WORLD, 12, 10, 1, [country])


def test_a_saved_model_forecasts_the_same(model: FatalityModel, tmp_path: Path) -> None:
    model_file.save(model, tmp_path / "a.zip")
    model_file.save(model, tmp_path / "b.zip")
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()
    again = forecast(model_file.load(tmp_path / "a.zip"), WORLD, 6, 50, 1)
    first = forecast(model, WORLD, 6, 50, 1)
    assert np.array_equal(again.draws.values, first.draws.values)


def test_a_file_that_is_no_model_and_one_of_another_version(tmp_path: Path) -> None:
    (tmp_path / "noise.zip").write_bytes(b"noise")
    with pytest.raises(UnreadableFile, match="Cannot read the model noise"):
        model_file.load(tmp_path / "noise.zip")
    with zipfile.ZipFile(tmp_path / "old.zip", "w") as archive:
        archive.writestr("about.json", f'{{"model": "{fatalities.MODEL}", "version": 2}}')
    with pytest.raises(BadValue, match="another version"):
        model_file.load(tmp_path / "old.zip")


def test_three_draws_in_ten_follow_look_alikes(
    model: FatalityModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Look-alikes that are told to say 7,777 every month: 30 of 100 paths do, in every month."""

    def sevens(known, units, months, draws, seed, series):  # type: ignore[no-untyped-def]  # noqa: ARG001
        basis = {iso3: Provenance(Origin.MODEL, "seven", source="baseline") for iso3 in units}
        return np.full((len(units), months, draws), 7777), basis

    monkeypatch.setattr(baseline, "paths", sevens)
    outlook = forecast(model, WORLD, 6, 100, 1, ["Q00"])
    drawn = outlook.draws_of("Q00")
    assert (drawn == 7777).all(axis=0).sum() == 30
    assert (drawn == 7777).sum() == 6 * 30
    assert outlook.provenance("Q00").inputs[0].what == "seven"


def test_a_single_draw_can_be_had(model: FatalityModel) -> None:
    """0.3 of one draw is none: no look-alike is drawn, and nothing breaks."""
    assert forecast(model, WORLD, 3, 1, 1, ["WAR"]).draws.shape == (1, 3, 1)


def test_huge_months_are_drawn_back() -> None:
    # 10,000 · (810,000 / 10,000)^¼ = 10,000 · 3
    assert fatalities.drawn_back(np.array([9_999.0, 810_000.0])).tolist() == [9_999, 30_000]
