"""Calibration by hand: places in the forecast, reliability bins and their ranges, leave-outs."""

from __future__ import annotations

import numpy as np
import pytest

from forestall.warning import comparison, onset_scoring
from forestall.warning.scoring import pit_counts


def test_pit_of_counts_by_hand() -> None:
    """Two forecasts of draws 0, 1, 1, 2 and one of 0, 0, 0, 0.

    0 came: from 0 to 1/4. 2 came: from 3/4 to 1. 0 of four zeros: from 0 to 1, spread evenly.
    Fourths: 1 + 1/4, 1/4, 1/4, 1 + 1/4.
    """
    draws = [[0, 1, 1, 2], [0, 1, 1, 2], [0, 0, 0, 0]]
    assert pit_counts([0, 2, 0], draws, 4).tolist() == [1.25, 0.25, 0.25, 1.25]


def test_reliability_bins_by_hand() -> None:
    """Of forecasts 0.1, 0.2 and 0.6 the last alone came true; edges 0, 0.5, 1."""
    low, high = onset_scoring.reliability(
        np.array([0.0, 0.0, 1.0]), np.array([0.1, 0.2, 0.6]), (0.0, 0.5, 1.0)
    )
    assert (low.n, low.onsets, low.observed, low.forecast) == (2, 0, 0.0, pytest.approx(0.15))
    assert (high.n, high.onsets, high.observed, high.forecast) == (1, 1, 1.0, 0.6)
    # None of two: the upper end p has (1 − p)² = 0.05. One of one: the lower end p has p = 0.05.
    assert low.interval_90 == (0.0, pytest.approx(1 - 0.05**0.5))
    assert high.interval_90 == (pytest.approx(0.05), 1.0)
    # Two at 0.15: none with chance 0.7225, one or none 0.9775. One at 0.6: both ends possible.
    assert low.consistent_90 == (0.0, 0.5)
    assert high.consistent_90 == (0.0, 1.0)


def test_tables_of_several_windows_are_taken_together() -> None:
    """One of 2 at 0.2 and none of 6 at 0.1: one of 8 at (0.4 + 0.6) / 8."""
    edges = (0.0, 0.5, 1.0)
    first = onset_scoring.reliability(np.array([1.0, 0.0]), np.array([0.2, 0.2]), edges)
    second = onset_scoring.reliability(np.zeros(7), np.array([0.1] * 6 + [0.9]), edges)
    low, high = onset_scoring.pooled([first, second])
    assert (low.n, low.onsets, low.observed) == (8, 1, 0.125)
    assert low.forecast == pytest.approx(1 / 8)
    assert (high.n, high.onsets) == (1, 0)


def part(y: list[float], draws: list[list[float]]) -> comparison.Scored:
    """Countries ETH, TCD and UKR, one month each."""
    return comparison.scored(("ETH", "TCD", "UKR"), np.array(y), {"m": np.array(draws)})


WINDOWS = [
    part([100.0, 0.0, 30.0], [[0.0] * 4, [0.0] * 4, [0.0, 20.0, 40.0, 60.0]]),
    part([0.0, 4.0, 30.0], [[0.0] * 4, [0.0] * 4, [0.0, 20.0, 40.0, 60.0]]),
]


def test_means_without_some_countries_by_hand() -> None:
    """CRPS of 0, 20, 40, 60 at 30: (30 + 10 + 10 + 30)/4 − ½ · 25 = 7.5 (mean distance of two
    draws: 2 · (3 · 20 + 2 · 40 + 60)/16 = 25). Of zeros it is the deaths themselves."""
    first, second = (100 + 0 + 7.5) / 3, (0 + 4 + 7.5) / 3
    assert comparison.means(WINDOWS, "m")["crps"] == pytest.approx((first + second) / 2)
    first, second = (0 + 7.5) / 2, (4 + 7.5) / 2
    assert comparison.means(WINDOWS, "m", ["ETH"])["crps"] == pytest.approx((first + second) / 2)
    only_chad = comparison.means(WINDOWS, "m", ["ETH", "UKR"])
    assert only_chad["crps"] == pytest.approx((0 + 4) / 2)
    ratios = comparison.ratios(WINDOWS, "m", "m", [["ETH"], ["ETH", "UKR"]])
    assert list(ratios) == ["all", "without ETH", "without ETH, UKR"]
    assert ratios["without ETH"].n == 4


def test_calibration_over_windows_by_hand() -> None:
    """UKR alone is active, in both windows: 30 lies between 20 and 40, at one half.

    The halves of 0, 20, 40, 60 run from 15 to 45, the 90% from 3 to 57: both hold 30. Of the
    rest, forecast as zero, two of four came true. More than 25 came with chance one half (UKR,
    twice) and with chance 0 (ETH, once of four rows).
    """
    found = comparison.calibration(WINDOWS, "m")
    assert found.coverage_50 == found.coverage_90 == pytest.approx(4 / 6)
    assert (found.active.n, found.active.coverage_50, found.active.coverage_90) == (2, 1.0, 1.0)
    assert found.active.pit == (0, 0, 0, 0, 0, 2, 0, 0, 0, 0)
    # Zeros that came as zero are spread over all tenths, those that did not lie at 1.
    assert found.pit == pytest.approx((0.2,) * 5 + (2.2,) + (0.2,) * 3 + (2.2,))
    low, half = found.reliability
    assert (low.n, low.onsets, half.n, half.onsets) == (4, 1, 2, 2)


def test_nothing_active_is_no_share() -> None:
    quiet = [part([0.0, 0.0, 0.0], [[0.0] * 4] * 3)]
    active = comparison.calibration(quiet, "m").active
    assert (active.n, active.coverage_90, sum(active.pit)) == (0, None, 0)
