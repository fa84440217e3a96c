"""Staggered difference-in-differences: closed forms worked by hand, and a known effect found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import log

import numpy as np
import polars as pl
import pytest

from forestall.compute import stream
from forestall.errors import BadValue, DuplicateIds, EmptyInput, NoData, WrongColumns
from forestall.evidence.event_study import (
    EventPanel,
    Window,
    bin_names,
    event_panel,
    impute,
    two_way,
)

AT_ONCE = Window(horizon=1, anticipation=0, step=1)


def table(
    rows: Mapping[str, Sequence[float]],
    opened: Mapping[str, int | None],
    clusters: Mapping[str, str] | None = None,
) -> pl.DataFrame:
    return pl.DataFrame(
        [
            {
                "unit": u,
                "month": m,
                "opened": opened[u],
                "cluster": (clusters or {}).get(u, u),
                "y": y,
            }
            for u, values in rows.items()
            for m, y in enumerate(values)
        ],
        schema_overrides={"opened": pl.Int64, "y": pl.Float64},
    )


def panel(
    rows: Mapping[str, Sequence[float]],
    opened: Mapping[str, int | None],
    clusters: Mapping[str, str] | None = None,
    *,
    within: bool = False,
) -> EventPanel:
    made = table(rows, opened, clusters)
    return event_panel(made, "y", period_months=1, within_cluster=within)


def test_two_units_and_two_months_give_the_textbook_answers() -> None:
    two = panel({"a": [4, 6], "b": [2, 8]}, {"a": 1, "b": None})
    # differences: (6 - 4) - (8 - 2) = -4; ratios: (6 / 4) / (8 / 2) = 6 / 16
    assert impute(two, AT_ONCE, "identity").effect("identity") == pytest.approx([-4, -4])
    assert impute(two, AT_ONCE, "log").effect("log") == pytest.approx([log(6 / 16)] * 2)


def test_three_units_that_open_one_after_the_other_by_hand_as_ratios() -> None:
    # Unopened: a in month 0; b in 0, 1; c always. Growth from month 0 to 1 is told by b and c,
    # who are seen in both: (9 + 11) / (4 + 6) = 2. c alone tells month 2: its level is
    # (6 + 11) / 3 per unit of month 0, so month 2 is 34 / (17/3) = 6 times month 0.
    # Expected: a 2·2 = 4, then 2·6 = 12; b (4 + 9)/3 · 6 = 26.
    three = panel({"a": [2, 3, 8], "b": [4, 9, 13], "c": [6, 11, 34]}, {"a": 1, "b": 2, "c": None})
    found = impute(three, Window(horizon=2, anticipation=0, step=1), "log")
    assert found.observed == pytest.approx([3 + 13, 8])
    assert found.expected == pytest.approx([4 + 26, 12])
    assert found.effect("log") == pytest.approx([log(24 / 42), log(16 / 30), log(8 / 12)])
    assert (found.units, found.months.tolist()) == (2, [2, 1])


def test_three_units_that_open_one_after_the_other_by_hand_as_differences() -> None:
    # b and c rise by 2 from month 0 to 1, c by 5 from 1 to 2: expected a 3, then 8; b 6 + 5 = 11.
    three = panel({"a": [1, 4, 4], "b": [4, 6, 12], "c": [1, 3, 8]}, {"a": 1, "b": 2, "c": None})
    found = impute(three, Window(horizon=2, anticipation=0, step=1), "identity")
    # months from opening: 0 holds a 4 - 3 and b 12 - 11, 1 holds a 4 - 8
    assert found.effect("identity") == pytest.approx([-2 / 3, 1, -4])


def test_units_already_open_are_never_controls() -> None:
    # a's killing falls again long after it opened; b, which opens later, must not be judged by it.
    rows = {"a": [8, 8, 2, 1], "b": [3, 3, 3, 3], "c": [5, 5, 5, 5]}
    opened: dict[str, int | None] = {"a": 1, "b": 3, "c": None}
    only_b = impute(panel(rows, opened).only(np.array([False, True, True])), AT_ONCE, "log")
    both = impute(panel(rows, opened), AT_ONCE, "log")
    assert only_b.effect("log")[0] == pytest.approx(0, abs=1e-8)
    assert both.expected.sum() == pytest.approx(8 + 3)


def test_months_of_anticipation_are_neither_before_nor_after() -> None:
    # month 1 holds the surge that drew the base in month 2; without it nothing changed
    rows = {"a": [2.0, 90.0, 2.0], "b": [4.0, 4.0, 4.0]}
    surge = panel(rows, {"a": 2, "b": None})
    kept_out = impute(surge, Window(horizon=1, anticipation=1, step=1), "log")
    assert kept_out.effect("log")[0] == pytest.approx(0, abs=1e-8)
    assert impute(surge, AT_ONCE, "log").effect("log")[0] < -2


def test_units_are_compared_only_with_their_own_cluster_if_so_asked() -> None:
    # in north killing doubles, in south it stays; a opens in north and doubles: no effect there
    rows = {"a": [2.0, 4.0], "b": [5.0, 10.0], "c": [9.0, 9.0]}
    opened: dict[str, int | None] = {"a": 1, "b": None, "c": None}
    where = {"a": "north", "b": "north", "c": "south"}
    own = impute(panel(rows, opened, where, within=True), AT_ONCE, "log")
    assert own.effect("log")[0] == pytest.approx(0, abs=1e-8)
    # against both: growth (10 + 9) / (5 + 9)
    pooled = impute(panel(rows, opened, where), AT_ONCE, "log")
    assert pooled.effect("log")[0] == pytest.approx(log(4 / (2 * 19 / 14)))


def test_months_that_share_a_period_are_pooled() -> None:
    # two-month periods: b goes from 1 + 3 to 4 + 4, doubling; a from 2 + 2 to 3 + 1, not 8
    made = table({"a": [2, 2, 3, 1], "b": [1, 3, 4, 4]}, {"a": 2, "b": None})
    found = impute(
        event_panel(made, "y", period_months=2), Window(horizon=2, anticipation=0, step=2), "log"
    )
    assert found.effect("log")[0] == pytest.approx(log(4 / 8))


def test_where_nobody_was_killed_nobody_is_expected() -> None:
    quiet = panel({"a": [0, 3], "b": [2, 4]}, {"a": 1, "b": None})
    found = impute(quiet, AT_ONCE, "log")
    assert found.expected.tolist() == [0.0]
    assert found.effect("log")[0] == np.inf


def test_no_killing_after_openings_is_minus_infinity_on_the_log_scale() -> None:
    still = panel({"a": [3, 0], "b": [2, 2]}, {"a": 1, "b": None})
    assert impute(still, AT_ONCE, "log").effect("log")[0] == -np.inf
    assert impute(still, AT_ONCE, "identity").effect("identity")[0] == pytest.approx(-3)


def test_a_known_effect_is_found() -> None:
    # 120 units in 60 months, killing halved after opening. Some 20 000 deaths are compared, so
    # the ratio's standard error is near 0.01 and a bin's near 0.015: bounds of three or more.
    rng = stream(7, "test", "event study")
    level, season = rng.gamma(2.0, 5.0, 120), 1 + 0.5 * np.sin(np.arange(60) / 6)
    opened = rng.integers(20, 80, 120)
    since = np.arange(60)[None, :] - opened[:, None]
    mean = level[:, None] * season[None, :]
    deaths = rng.poisson(mean * np.where(since >= 0, 0.5, 1.0)).astype(float)
    made = EventPanel(
        outcome=deaths,
        opened=opened.astype(np.int64),
        cluster=np.arange(120) % 6,
        period=np.tile(np.arange(60) // 3, (120, 1)),
        seen=np.ones(deaths.shape, dtype=bool),
        clusters=tuple("abcdef"),
    )
    window = Window(horizon=24, anticipation=3)
    assert impute(made, window, "log").effect("log") == pytest.approx([log(0.5)] * 3, abs=0.05)
    truth = -0.5 * mean[(since >= 0) & (since < 24)].mean()
    line = impute(made, window, "identity").effect("identity")[0]
    # seasons multiply and do not add, so differences are only near the truth
    assert line == pytest.approx(truth, rel=0.2)


def test_least_squares_fits_an_additive_table_with_a_missing_cell() -> None:
    # rows 1 and 3, columns 0, 2, 4, last cell unseen: its fit is 3 + 4
    months = np.array([[1.0, 1.0, 1.0], [1.0, 1.0, 0.0]])
    total = np.array([[1.0, 3.0, 5.0], [3.0, 5.0, 0.0]])
    assert two_way(months, total, "identity")[1] == pytest.approx([3, 5, 7])


def test_bins_bear_the_months_they_cover() -> None:
    assert list(bin_names(Window(horizon=30))) == ["months 0-11", "months 12-23", "months 24-29"]


GOOD = {"a": [1.0, 2.0], "b": [3.0, 4.0]}
OPEN: dict[str, int | None] = {"a": 1, "b": None}


def test_a_table_without_its_columns_is_refused() -> None:
    with pytest.raises(WrongColumns, match="opened"):
        event_panel(table(GOOD, OPEN).drop("opened"), "y")


def test_an_empty_table_is_refused() -> None:
    with pytest.raises(EmptyInput):
        event_panel(table(GOOD, OPEN).clear(), "y")


def test_double_unit_months_are_refused() -> None:
    made = table(GOOD, OPEN)
    with pytest.raises(DuplicateIds, match="2 rows"):
        event_panel(pl.concat([made, made.head(1)]), "y")


def test_a_missing_unit_month_is_refused() -> None:
    with pytest.raises(BadValue, match="gaps"):
        event_panel(table(GOOD, OPEN).tail(3), "y")


@pytest.mark.parametrize("bad", [-1.0, float("nan"), None])
def test_an_outcome_that_is_no_count_is_refused(bad: float | None) -> None:
    made = table(GOOD, OPEN).with_columns(
        pl.when(pl.col("y") == 4).then(bad).otherwise(pl.col("y")).alias("y")
    )
    with pytest.raises(BadValue, match="count"):
        event_panel(made, "y")


def test_a_unit_with_two_openings_is_refused() -> None:
    made = table(GOOD, OPEN).with_columns(
        pl.when(pl.col("unit") == "a").then(pl.col("month")).otherwise(None).alias("opened")
    )
    with pytest.raises(BadValue, match="opens twice"):
        event_panel(made, "y")


def test_units_that_all_open_at_once_leave_no_controls() -> None:
    together = panel(GOOD, {"a": 1, "b": 1})
    with pytest.raises(NoData, match="comparison"):
        impute(together, AT_ONCE, "log")
