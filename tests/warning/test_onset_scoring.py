"""Scores of yes-or-no forecasts against cases worked by hand."""

from __future__ import annotations

import numpy as np
import pytest

from forestall.errors import BadValue
from forestall.warning.onset_scoring import (
    auc,
    average_precision,
    brier_skill,
    calibration_slope,
    differences,
    on_the_list,
    reliability,
    score_onsets,
)

Y = np.array([0.0, 0, 1, 0, 1])
P = np.array([0.1, 0.2, 0.3, 0.4, 0.5])


def test_auc_counts_pairs() -> None:
    # Pairs (event, none): 0.3 beats 0.1, 0.2 and loses to 0.4; 0.5 beats all three: 5 of 6.
    assert auc(Y, P) == pytest.approx(5 / 6)


def test_auc_with_weights_equals_repeated_rows() -> None:
    times = np.array([2, 1, 1, 3, 1])
    repeated = np.repeat(Y, times), np.repeat(P, times)
    assert auc(Y, P, times.astype(float)) == pytest.approx(auc(*repeated))
    weighted = average_precision(Y, P, times.astype(float))
    assert weighted == pytest.approx(average_precision(*repeated))
    assert brier_skill(Y, P, times.astype(float)) == pytest.approx(brier_skill(*repeated))


def test_average_precision_averages_over_the_events() -> None:
    # Down the ranking: event at place 1 (precision 1/1) and at place 3 (2/3): (1 + 2/3) / 2.
    assert average_precision(Y, P) == pytest.approx(5 / 6)


def test_brier_skill_compares_with_the_frequency() -> None:
    # Squared errors .01 .04 .49 .16 .25 = .95; against 0.4: 3·.16 + 2·.36 = 1.2.
    assert brier_skill(Y, P) == pytest.approx(1 - 0.95 / 1.2)


def test_calibration_slope_of_too_bold_forecasts() -> None:
    # Forecast odds 4 and 1/4, true odds 2 and 1/2: slope log 2 / log 4 = 0.5.
    p = np.array([0.8] * 3 + [0.2] * 3)
    y = np.array([1.0, 1, 0, 0, 0, 1])
    assert calibration_slope(y, p) == pytest.approx(0.5, abs=1e-3)


def test_the_list_is_drawn_year_by_year() -> None:
    year = np.array([2000, 2000, 2000, 2001, 2001])
    assert on_the_list(year, P, 1).tolist() == [False, False, True, False, True]


def test_reliability_table_bins_by_forecast() -> None:
    table = reliability(Y, P, (0.0, 0.3, 1.0))
    assert [(b.n, b.onsets) for b in table] == [(2, 0), (3, 2)]
    assert table[1].forecast == pytest.approx(0.4)
    assert table[1].observed == pytest.approx(2 / 3)


def test_all_scores_together_and_their_intervals() -> None:
    iso3 = ["AAA", "BBB", "CCC", "DDD", "EEE"] * 8
    year = np.repeat(np.arange(2000, 2008), 5)
    scores = score_onsets(iso3, year, np.tile(Y, 8), np.tile(P, 8), draws=50)
    assert (scores.n, scores.onsets) == (40, 16)
    assert scores.recall_at_30 == 1.0  # five countries a year: all are listed
    assert scores.base_rate == pytest.approx(0.4)
    low, high = scores.intervals["auc"]
    assert low <= scores.auc <= high


@pytest.mark.parametrize(
    ("y", "p"),
    [
        (Y, np.array([0.1, 0.2, np.nan, 0.4, 0.5])),
        (Y, P + 0.6),
        (np.array([0.0, 0, np.nan, 0, 1]), P),
        (np.zeros(5), P),
    ],
)
def test_what_cannot_be_scored_is_named(y: np.ndarray, p: np.ndarray) -> None:
    with pytest.raises(BadValue, match="cannot be scored"):
        score_onsets(["AAA"] * 5, np.full(5, 2000), y, p)


def test_differences_are_taken_on_the_same_countries() -> None:
    iso3 = ["AAA", "BBB", "CCC", "DDD", "EEE"] * 8
    year, y, p = np.repeat(np.arange(2000, 2008), 5), np.tile(Y, 8), np.tile(P, 8)
    same = differences(iso3, year, y, p, p, draws=20)
    assert all(found == (0.0, 0.0, 0.0) for found in same.values())
    low, found, high = differences(iso3, year, y, p, 1 - p, draws=20)["auc"]
    assert found == pytest.approx(5 / 6 - 1 / 6)  # turned round, every pair is lost that was won
    assert low <= found <= high
