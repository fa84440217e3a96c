"""Whether two forecasts agree, on draws small enough to work by hand."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from forestall.errors import BadValue
from forestall.vocabulary import Month
from forestall.warning.agreement import Expected, Verdict, compare
from forestall.warning.outlook import Outlook
from forestall.warning.outside import SCHEMA, OutsideForecast

FIRST = Month(2026, 6)


def outlook(draws: list[list[float]], first: Month = FIRST, series: str = "state-based") -> Outlook:
    return Outlook.of([draws], ["MLI"], first, model="m", data_version="v", seed=0, series=series)


def draws(values: list[list[float]], first: Month = FIRST) -> OutsideForecast:
    return OutsideForecast.of_draws(outlook(values, first))


def points(*deaths: float, first: Month = FIRST) -> OutsideForecast:
    rows = [("MLI", None, first.id + i, "deaths", d, None) for i, d in enumerate(deaths)]
    table = pl.DataFrame(rows, SCHEMA, orient="row")
    return OutsideForecast("them", first - 1, "state-based", table)


def test_the_months_that_both_have_are_summed_draw_by_draw() -> None:
    # Theirs has May to July, ours June to August: June and July are shared.
    theirs = draws([[9, 9, 9], [1, 2, 3], [10, 20, 30]], Month(2026, 5))
    ours = outlook([[20, 20, 20], [10, 10, 10], [500, 500, 500]])
    found = compare(theirs, ours, "MLI")
    assert found is not None
    assert (found.first, found.last) == (Month(2026, 6), Month(2026, 7))
    # Sums 11, 22, 33: mean 22; 5% and 95% lie a tenth of the way between two draws.
    assert found.theirs.mean == pytest.approx(22)
    assert (found.theirs.low, found.theirs.high) == pytest.approx((12.1, 31.9))
    assert found.ours == Expected(30, 30, 30)
    assert found.ratio == pytest.approx(22 / 30)
    assert found.verdict is Verdict.AGREE


@pytest.mark.parametrize(
    ("theirs", "verdict"),
    [
        (draws([[20.0] * 20]), Verdict.AGREE),  # twice ours, which is within a factor of two
        (draws([[10.0] * 10 + [60.0] * 10]), Verdict.IN_PART),  # mean 35; 10 to 60 meets 8 to 12
        (draws([[21.0] * 20]), Verdict.DISAGREE),  # 21 to 21 does not meet 8 to 12
        (points(5.0), Verdict.AGREE),
        (points(4.9), Verdict.DISAGREE),  # no range, and below 8
        (points(0.0), Verdict.DISAGREE),
    ],
)
def test_the_rule(theirs: OutsideForecast, verdict: Verdict) -> None:
    ours = outlook([[8.0] * 10 + [12.0] * 10])  # mean 10, 90% from 8 to 12
    found = compare(theirs, ours, "MLI")
    assert found is not None
    assert found.verdict is verdict


def test_a_figure_without_range_may_lie_in_ours() -> None:
    ours = outlook([[0.0] * 19 + [200.0] * 6])  # mean 48, 90% from 0 to 200
    found = compare(points(3.0), ours, "MLI")
    assert found is not None
    assert found.ratio == 3 / 48
    assert found.verdict is Verdict.IN_PART


def test_fewer_than_one_death_counts_as_one() -> None:
    found = compare(points(0.01), outlook([[0.0, 3.0]]), "MLI")  # 1 to 1.5
    assert found is not None
    assert found.ratio == pytest.approx(1 / 1.5)
    assert found.verdict is Verdict.AGREE


def test_no_month_in_common_is_no_comparison() -> None:
    ours = outlook(np.ones((24, 4)).tolist())
    assert compare(points(1.0, first=FIRST + 12), ours, "MLI") is None  # after our first twelve
    assert compare(points(1.0, first=FIRST - 1), ours, "MLI") is None


def test_other_deaths_are_not_compared() -> None:
    with pytest.raises(BadValue, match="cannot be compared"):
        compare(points(1.0), outlook([[1.0]], series="all kinds"), "MLI")
