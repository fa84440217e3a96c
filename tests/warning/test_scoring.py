"""Scores against values worked out by hand."""

from __future__ import annotations

import math

import numpy as np
import polars as pl
import pytest

from forestall.errors import BadValue, NoData, WrongColumns
from forestall.vocabulary import Month
from forestall.warning.outlook import Outlook
from forestall.warning.scoring import IGN_EDGES, crps, ign, mis, score


def test_crps_by_hand() -> None:
    # Draws 0, 2, 7; y = 3. E|X−y| = (3 + 1 + 4)/3 = 8/3.
    # E|X−X'| over all nine pairs = 2(2 + 7 + 5)/9 = 28/9. CRPS = 8/3 − 14/9 = 10/9.
    assert crps([3], [[0, 2, 7]])[0] == pytest.approx(10 / 9)


def test_crps_of_one_draw_is_the_absolute_error() -> None:
    assert crps([3, 10], [[5], [4]]).tolist() == [2, 6]


def test_crps_is_the_plain_not_the_fair_estimator() -> None:
    # Fair would divide the pairs by m(m−1) = 2: 2 − ½ · 8/2 = 0. Plain: 2 − ½ · 8/4 = 1.
    assert crps([3], [[0, 4]])[0] == pytest.approx(2 - 1)


def test_crps_does_not_change_when_every_draw_is_repeated() -> None:
    draws = np.array([[0.0, 2.0, 7.0]])
    assert crps([3], np.tile(draws, 50))[0] == pytest.approx(10 / 9)


def test_ign_by_hand() -> None:
    # 3 of 5 draws (3, 4, 5) share the bin 2.5–5.5 with y = 4: −log2((3 + 1)/(5 + 11)) = 2.
    assert ign([4], [[3, 4, 5, 0, 99]])[0] == pytest.approx(2)


def test_ign_of_an_empty_bin_is_finite() -> None:
    # No draw above 1000.5: −log2(1/(5 + 11)) = 4.
    assert ign([5000], [[0, 0, 0, 0, 0]])[0] == pytest.approx(4)


@pytest.mark.parametrize("deaths", [0, 1, 2, 3, 5, 6, 10, 11, 25, 26, 50, 51, 100, 101])
def test_ign_bins_end_where_the_challenge_says(deaths: int) -> None:
    pairs = [(1, 2), (3, 5), (6, 10), (11, 25), (26, 50), (51, 100), (101, 250)]
    low, high = next(((a, b) for a, b in pairs if a <= deaths <= b), (0, 0))
    # The draws are both ends of the bin of ``deaths`` and a neighbour on each side.
    draws = [[low, high, low - 1 if low else 1, high + 1]]
    assert ign([deaths], draws)[0] == pytest.approx(-math.log2(3 / 15)), IGN_EDGES


def test_mis_by_hand() -> None:
    # Draws 0..100: the 5% and 95% quantiles are 5 and 95, the width is 90, α = 0.1.
    # y = 50 inside: 90. y = 100: 90 + 20 · 5 = 190. y = 2: 90 + 20 · 3 = 150.
    draws = np.tile(np.arange(101.0), (3, 1))
    assert mis([50, 100, 2], draws) == pytest.approx([90, 190, 150])


def test_mis_interpolates_between_draws() -> None:
    # Two draws 0 and 10: quantiles 0.5 and 9.5; y = 5 scores the width, 9.
    assert mis([5], [[0, 10]])[0] == pytest.approx(9)


@pytest.mark.parametrize("measure", [crps, ign, mis])
@pytest.mark.parametrize(
    ("observed", "draws"),
    [
        ([1.0], [[np.nan, 1.0]]),
        ([np.nan], [[1.0, 1.0]]),
        ([-1.0], [[1.0, 1.0]]),
        ([1.0], [[1.0, -2.0]]),
        ([1.0], [[np.inf, 1.0]]),
        ([1.0, 2.0], [[1.0, 1.0]]),
        ([1.0], [1.0]),
        ([1.0], [[]]),
        ([], [[]]),
    ],
)
def test_bad_input_is_named(measure, observed, draws) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(BadValue):
        measure(observed, draws)


def test_mis_refuses_a_level_outside_0_to_1() -> None:
    with pytest.raises(BadValue, match="90"):
        mis([1], [[1]], level=90)


def outlook() -> Outlook:
    values = np.array([[[0.0, 4.0], [1.0, 1.0]], [[2.0, 2.0], [0.0, 0.0]]])
    return Outlook.of(
        values, ("BBB", "AAA"), Month(2020, 2), model="m", data_version="v", seed=1, series="s"
    )


def test_score_joins_on_country_and_month() -> None:
    first = Month(2020, 2).id
    observed = pl.DataFrame(
        {
            "iso3": ["AAA", "BBB", "BBB", "CCC"],
            "month_id": [first, first, first + 7, first],
            "deaths": [5, 3, 1, 1],
        }
    )
    scores = score(outlook(), observed)
    # AAA: both draws 2, y = 5, CRPS = 3. BBB: draws 0 and 4, y = 3, CRPS = 2 − 1 = 1.
    assert scores["iso3"].to_list() == ["AAA", "BBB"]
    assert scores["crps"].to_list() == pytest.approx([3, 1])


def test_score_without_common_months_is_an_error() -> None:
    observed = pl.DataFrame({"iso3": ["AAA"], "month_id": [1], "deaths": [0]})
    with pytest.raises(NoData):
        score(outlook(), observed)
    with pytest.raises(WrongColumns):
        score(outlook(), observed.drop("deaths"))
