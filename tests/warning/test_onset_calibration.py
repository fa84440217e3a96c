"""The correction of onset odds: worked by hand, blind to the future, and whole in the forecasts."""

from __future__ import annotations

import json
from dataclasses import replace
from math import log
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from forestall.errors import UnreadableFile
from forestall.records.holdings import Holdings
from forestall.records.store import Store
from forestall.warning import onset_calibration, onset_file
from forestall.warning.onset import OnsetOutlook, first_year, onset_outlook
from forestall.warning.onset_calibration import UNCORRECTED, Correction, correction, packaged_record
from forestall.warning.onset_ensemble import Recipe, fit
from forestall.warning.onset_panel import Panel

AS_OF = 2012


def known(as_of: int = 2003) -> Panel:
    """Two countries, 1998 to the as-of year; A has onsets ahead of 1999, B ahead of 1999, 2000."""
    span = np.arange(1998, as_of + 1)
    years = np.tile(span, 2)
    outcomes = np.zeros((len(years), 4))
    outcomes[(years == 1999), 0] = 1
    outcomes[len(span) + 2, 1] = 1  # B in 2000
    outcomes[years > as_of - 2] = np.nan
    codes = ("A",) * len(span) + ("B",) * len(span)
    return Panel(as_of, codes, years, (), np.zeros((len(years), 0)), outcomes)


def test_expected_and_came_are_summed_over_years_that_had_ended() -> None:
    # As of 2003 outcomes are known to 2001. Expected 2 + 6 + 2 + 3 = 13; came 0 + 2 + 1 + 0 = 3.
    record = {1998: 2.0, 1999: 6.0, 2000: 2.0, 2001: 3.0, 2002: 50.0, 2003: 50.0}
    made = correction(record, known())
    assert made == Correction(13.0, 3.0, 1998, 2001)
    # (3 + 10) / (13 + 10)
    assert made.factor == pytest.approx(13 / 23)
    assert made.log_odds == pytest.approx(log(13 / 23))
    assert "since 1998 expected 13 onsets within two years, 3 came: odds scaled by 0.57" in str(
        made
    )


def test_years_outside_the_record_count_on_neither_side() -> None:
    # 1999 alone: 5 expected, 2 came: (2 + 10) / (5 + 10) = 0.8.
    assert correction({1999: 5.0}, known()).factor == pytest.approx(0.8)


@pytest.mark.parametrize("record", [{}, {2002: 9.0, 2003: 9.0}, {1980: 3.0}])
def test_without_a_known_outcome_odds_stay(record: dict[int, float]) -> None:
    made = correction(record, known())
    assert (made.factor, made.log_odds, made.last) == (1.0, 0.0, None)
    assert "not scaled" in str(made)


def test_later_entries_of_the_record_move_nothing() -> None:
    early = {1998: 2.0, 1999: 6.0}
    for last in (2000, 2001):
        later = {year: 1e6 for year in range(last - 1, 2030)}
        assert correction(early | later, known(last)) == correction(
            {year: value for year, value in early.items() if year <= last - 2}, known(last)
        )


@pytest.fixture(scope="module")
def outlook(tmp_path_factory: pytest.TempPathFactory) -> OnsetOutlook:
    return onset_outlook(Holdings.open(Store(tmp_path_factory.mktemp("store"))), AS_OF)


def test_a_past_forecast_reads_the_stored_record_up_to_two_years_before(
    outlook: OnsetOutlook,
) -> None:
    made, record = outlook.model.correction, packaged_record()
    assert (made.first, made.last) == (1993, AS_OF - 2)
    expected = sum(value for year, value in record.items() if year <= AS_OF - 2)
    assert made.expected == pytest.approx(expected)
    planted = {year: value if year <= AS_OF - 2 else 1e6 for year, value in record.items()}
    assert correction(planted, outlook.panel) == made


def test_the_record_tells_what_was_forecast_then(outlook: OnsetOutlook) -> None:
    now = outlook.panel.year == AS_OF
    summed = outlook.model.uncorrected(outlook.panel)[now].sum()
    assert packaged_record()[AS_OF] == pytest.approx(float(summed), rel=1e-6)


def test_all_odds_are_scaled_alike_and_the_sides_still_make_the_whole(
    outlook: OnsetOutlook,
) -> None:
    bare = replace(outlook.model, correction=UNCORRECTED)
    before, after = (m.probability(outlook.panel) for m in (bare, outlook.model))
    odds = after / (1 - after) / (before / (1 - before))
    assert odds == pytest.approx(np.full(len(odds), outlook.model.correction.factor))
    assert outlook.model.uncorrected(outlook.panel) == pytest.approx(before)
    state, others = outlook.model.sides(outlook.panel)
    assert 1 - (1 - state) * (1 - others) == pytest.approx(after, abs=1e-9)
    frame = outlook.frame
    assert frame["probability_1y"].to_list() == pytest.approx(
        first_year(frame["probability"].to_numpy()).tolist()
    )


def test_other_predictors_are_not_corrected_by_the_record_of_these(outlook: OnsetOutlook) -> None:
    assert fit(outlook.panel, Recipe(momentum=("deaths",))).correction == UNCORRECTED


def test_reasons_tell_the_correction(outlook: OnsetOutlook) -> None:
    reasons = outlook.reasons("COD")
    assert reasons.correction == outlook.model.correction
    row = outlook.frame.row(by_predicate=pl.col("iso3") == "COD", named=True)
    told = reasons.base + sum(driver.log_odds for driver in reasons.drivers)
    assert told == pytest.approx(np.log(row["probability"] / (1 - row["probability"])), abs=1e-6)


def test_the_packaged_model_holds_its_record() -> None:
    stored = onset_file.packaged()
    assert stored.record == packaged_record()
    assert min(stored.record) == 1993
    made = stored.model.correction
    # the list of episodes ends in 2024, so the last outcome known is that of 2022
    assert (made.first, made.last) == (1993, 2022)
    again = onset_file.parse(onset_file.as_text(stored))
    assert (again.record, again.model.correction) == (stored.record, made)


def test_a_file_without_a_record_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / onset_calibration.FILE).write_text(json.dumps({"format": 2}))
    monkeypatch.setattr(onset_calibration, "files", lambda _: tmp_path)
    packaged_record.cache_clear()
    with pytest.raises(UnreadableFile, match="record"):
        packaged_record()
    packaged_record.cache_clear()
