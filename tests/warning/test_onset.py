"""Onset forecasts on the packaged data: blind to the future, whole, explained, never stale."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from forestall import snapshot
from forestall.errors import BadValue, NoData, UnknownCountry, UnreadableFile
from forestall.records.holdings import Holdings
from forestall.records.store import Store
from forestall.vocabulary import Month
from forestall.warning import onset_file
from forestall.warning.onset import OnsetOutlook, check_model, forecast_onset, onset_outlook
from forestall.warning.onset_ensemble import fit
from forestall.warning.onset_panel import panel
from forestall.warning.onset_reasons import contributions
from forestall.warning.onset_tables import EARLIEST, newest_year, seen

AS_OF = 2012
LAST_MONTH = Month(AS_OF, 12).id
COUNTRIES = snapshot.table("countries")["iso3"].to_list()


@pytest.fixture(scope="module")
def holdings(tmp_path_factory: pytest.TempPathFactory) -> Holdings:
    return Holdings.open(Store(tmp_path_factory.mktemp("store")))


@pytest.fixture(scope="module")
def outlook(holdings: Holdings) -> OnsetOutlook:
    return onset_outlook(holdings, AS_OF)


def test_both_sides_make_the_whole_and_everyone_has_a_rank(outlook: OnsetOutlook) -> None:
    frame = outlook.frame
    assert frame.height > 150
    either = 1 - (1 - frame["probability_state_led"]) * (1 - frame["probability_non_state_led"])
    assert either.to_list() == pytest.approx(frame["probability"].to_list(), abs=1e-6)
    assert frame["rank"].to_list() == list(range(1, frame.height + 1))
    assert frame["probability"].is_sorted(descending=True)
    # Two years at an even hazard: 1 − (1 − p1)² = p2.
    two = 1 - (1 - frame["probability_1y"]) ** 2
    assert two.to_list() == pytest.approx(frame["probability"].to_list())
    assert (frame["lowest"] <= frame["probability"]).all()
    assert (frame["probability"] <= frame["highest"]).all()


def test_countries_at_war_stand_above_quiet_ones(outlook: OnsetOutlook) -> None:
    chance = dict(outlook.frame.select("iso3", "probability").iter_rows())
    assert chance["COD"] > 10 * chance["NOR"]
    assert chance["NOR"] > 0


def _cut(name: str, frame: pl.DataFrame) -> pl.DataFrame:
    """The table as if nothing had happened after the as-of year."""
    if "month_id" in frame.columns:
        return frame.filter(pl.col("month_id") <= LAST_MONTH)
    if name == "episodes":
        known = frame.filter(pl.col("start") <= AS_OF)
        return known.with_columns(end=pl.when(pl.col("end") <= AS_OF).then("end"))
    return frame.filter(pl.col("year") <= AS_OF) if "year" in frame.columns else frame


def _planted(name: str, frame: pl.DataFrame) -> pl.DataFrame:
    """The table with a tell-tale future: killing, and onsets, everywhere after the as-of year."""
    if name == "episodes":
        new = [(f"x{i}", iso3) for i, iso3 in enumerate(COUNTRIES)]
        told = pl.DataFrame(new, schema=["episode", "iso3"], orient="row").with_columns(
            start=pl.lit(AS_OF + 1, pl.Int16),
            end=pl.lit(None, pl.Int16),
            state_led=pl.lit(True),
            responsible_iso3=pl.lit(None, pl.String),
            ethnic_groups=pl.lit(None, pl.Int32),
        )
        return pl.concat([frame, told])
    if name in ("one_sided", "battle_deaths"):
        return frame.with_columns(
            best=pl.when(pl.col("year") > AS_OF).then(1e5).otherwise(pl.col("best"))
        )
    if name == "country_month":
        later = pl.col("month_id") > LAST_MONTH
        return frame.with_columns(deaths=pl.when(later).then(99_999).otherwise(pl.col("deaths")))
    return frame


@pytest.mark.parametrize("change", [_cut, _planted])
def test_the_future_in_the_data_moves_nothing(
    outlook: OnsetOutlook,
    holdings: Holdings,
    monkeypatch: pytest.MonkeyPatch,
    change: Callable[[str, pl.DataFrame], pl.DataFrame],
) -> None:
    real = snapshot.table
    monkeypatch.setattr(snapshot, "table", lambda name: change(name, real(name)))
    assert forecast_onset(holdings, AS_OF).equals(outlook.frame)


class Shuffled:
    """The records with their rows in another order."""

    def __init__(self, records: Holdings) -> None:
        self.records = records
        self.known_until = records.known_until

    def monthly_deaths(self, kind: str = "all", until: Month | None = None) -> pl.DataFrame:
        return self._mixed(self.records.monthly_deaths(kind, until))

    def one_sided(self, until: Month | None = None) -> pl.DataFrame:
        return self._mixed(self.records.one_sided(until))

    def one_sided_totals(self, until: Month | None = None) -> pl.DataFrame:
        return self._mixed(self.records.one_sided_totals(until))

    @staticmethod
    def _mixed(frame: pl.DataFrame) -> pl.DataFrame:
        return frame.sample(fraction=1.0, shuffle=True, seed=4)


def test_the_order_of_the_records_moves_no_byte(holdings: Holdings) -> None:
    newest = newest_year(holdings)
    first, second = (panel(seen(r, newest)) for r in (holdings, Shuffled(holdings)))
    assert first.values.tobytes() == second.values.tobytes()


def test_learning_refuses_a_planted_leak(outlook: OnsetOutlook) -> None:
    known = outlook.panel
    leaking = np.where(np.isnan(known.outcomes), 1.0, known.outcomes)
    with pytest.raises(BadValue, match="know the future"):
        fit(replace(known, outcomes=leaking))


def test_it_learns_only_from_outcomes_that_had_ended(outlook: OnsetOutlook) -> None:
    known = outlook.panel
    assert known.year[known.learnable()].max() == AS_OF - 2
    assert np.isnan(known.outcomes[known.year > AS_OF - 2]).all()
    assert outlook.model.rows == int(known.learnable().sum())


def test_reasons_add_up_to_the_forecast(outlook: OnsetOutlook) -> None:
    names, added, base = contributions(outlook.model, outlook.panel)
    total = outlook.model.log_odds(outlook.panel).mean(axis=1)
    assert added.sum(axis=1) + base == pytest.approx(total)
    # The base is one figure for all: what the path leaves out is below a hundredth.
    assert np.ptp(base) < 0.01
    assert len(names) == len(set(names))
    reasons = outlook.reasons("COD")
    row = outlook.frame.row(by_predicate=pl.col("iso3") == "COD", named=True)
    told = reasons.base + sum(driver.log_odds for driver in reasons.drivers)
    assert told == pytest.approx(np.log(row["probability"] / (1 - row["probability"])), abs=1e-6)
    assert "-fold" in str(reasons.drivers[0])


def test_look_alikes_are_past_and_their_outcomes_true(outlook: OnsetOutlook) -> None:
    alike = outlook.reasons("SDN").look_alikes
    assert len(alike) == 5
    assert all(one.year <= AS_OF - 2 for one in alike)
    assert [one.distance for one in alike] == sorted(one.distance for one in alike)
    begun = set(
        snapshot.table("episodes")
        .select(
            pl.coalesce("responsible_iso3", "iso3"), pl.col("start").cast(pl.Int64), "state_led"
        )
        .iter_rows()
    )
    for one in alike:
        expected = any((one.iso3, one.year + step, True) in begun for step in (1, 2))
        assert one.state_led == expected
        assert ("none began" in str(one)) == (not one.state_led and not one.others)


def test_a_model_older_than_the_data_is_refused(holdings: Holdings, outlook: OnsetOutlook) -> None:
    with pytest.raises(NoData, match=r"older than the data.*2013.*2012"):
        forecast_onset(holdings, AS_OF + 1, model=outlook.model)


def test_a_model_that_knows_the_future_is_refused(
    holdings: Holdings, outlook: OnsetOutlook
) -> None:
    with pytest.raises(BadValue, match="knows the future"):
        forecast_onset(holdings, AS_OF - 1, model=outlook.model)


def test_a_model_of_other_data_is_refused(outlook: OnsetOutlook) -> None:
    with pytest.raises(BadValue, match="another version"):
        check_model(replace(outlook.model, version="0" * 16), outlook.panel)


def test_the_packaged_model_fits_the_packaged_data(holdings: Holdings) -> None:
    stored = onset_file.packaged()
    newest = newest_year(holdings)
    assert stored.model.as_of == newest
    assert stored.model.version == panel(seen(holdings, newest)).fingerprint()
    assert onset_outlook(holdings).model is stored.model
    assert stored.scores["auc"] > 0.834  # the published forecasts'
    assert len(onset_file.as_text(stored)) < 5_000_000


def test_a_stored_model_forecasts_as_before(outlook: OnsetOutlook) -> None:
    text = onset_file.as_text(onset_file.StoredModel(outlook.model, "test", {}))
    again = onset_file.parse(text).model
    before, after = (m.probability(outlook.panel) for m in (outlook.model, again))
    assert after == pytest.approx(before, rel=1e-6)
    assert onset_file.as_text(onset_file.StoredModel(again, "test", {})) == text


@pytest.mark.parametrize("text", ["", "{}", '{"format": 99}', '{"format": 1, "model": {}}'])
def test_a_file_that_is_no_model_is_named(text: str, tmp_path: Path) -> None:
    path = tmp_path / "model.json"
    path.write_text(text)
    with pytest.raises(UnreadableFile, match="not an onset model"):
        onset_file.read(path)


@pytest.mark.parametrize("year", [EARLIEST - 1, 2100])
def test_years_without_data_are_named(holdings: Holdings, year: int) -> None:
    with pytest.raises(NoData, match="for this year"):
        forecast_onset(holdings, year)


def test_an_unknown_country_is_named(holdings: Holdings, outlook: OnsetOutlook) -> None:
    with pytest.raises(UnknownCountry, match="ATL"):
        forecast_onset(holdings, countries=["NOR", "ATL"])
    with pytest.raises(UnknownCountry, match="ATL"):
        outlook.reasons("ATL")
