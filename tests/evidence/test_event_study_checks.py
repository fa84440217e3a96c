"""Uncertainty and tests of the years before: formulas by hand, planted faults are found."""

from __future__ import annotations

from dataclasses import replace
from math import inf, log, sqrt

import numpy as np
import pytest

from forestall.compute import stream
from forestall.errors import BadValue, NoData
from forestall.evidence.event_study import EventPanel, Floats, Window, impute
from forestall.evidence.event_study_checks import (
    jackknife,
    lead_score,
    leads,
    matched_on_past,
    permutation_p,
    placebo,
    relative_magnitudes,
)

YEARLY = Window(horizon=12, anticipation=0, step=4)


def panel(outcome: Floats, opened: list[int], cluster: list[int] | None = None) -> EventPanel:
    codes = np.array(cluster if cluster is not None else range(len(opened)), dtype=np.int64)
    return EventPanel(
        outcome=np.asarray(outcome, dtype=np.float64),
        opened=np.array(opened, dtype=np.int64),
        cluster=codes,
        period=np.tile(np.arange(outcome.shape[1], dtype=np.int64), (len(opened), 1)),
        seen=np.ones(outcome.shape, dtype=bool),
        clusters=tuple(f"c{i}" for i in range(int(codes.max()) + 1)),
    )


def mean(made: EventPanel) -> Floats:
    return np.array([made.outcome.mean()])


def test_the_jackknife_of_a_mean_is_its_standard_error() -> None:
    # 1, 2, 6: means without each 4, 3.5, 1.5; changes 1, 0.5, -1.5; 2/3 · 3.5 = 7/3 = s²/n
    found = jackknife(panel(np.array([[1.0], [2.0], [6.0]]), [9, 9, 9]), mean)
    assert found.se[0] == pytest.approx(sqrt(7 / 3))
    assert found.left_out[:, 0].tolist() == [4, 3.5, 1.5]
    # Student's t with 2 degrees of freedom: 2.920 is the 95% point (table)
    low, high = found.interval()
    assert high[0] - 3 == pytest.approx(2.920 * sqrt(7 / 3), abs=1e-3)
    assert 3 - low[0] == pytest.approx(high[0] - 3)
    # t = 3 / 1.5275 = 1.964; with 2 degrees of freedom p = 1 - t/√(t² + 2) = 0.1885
    t = 3 / sqrt(7 / 3)
    assert found.p_zero()[0] == pytest.approx(1 - t / sqrt(t * t + 2))


def test_the_joint_test_multiplies_the_smallest_p_value() -> None:
    made = panel(np.array([[1.0, 1.0], [2.0, -1.0], [6.0, 0.5]]), [9, 9, 9])
    found = jackknife(made, lambda p: p.outcome.mean(axis=0))
    assert found.joint_p() == pytest.approx(2 * found.p_zero().min())


def test_clusters_are_left_out_whole() -> None:
    # clusters {1, 3}, {2}, {6}: without the first the mean is 4
    made = panel(np.array([[1.0], [3.0], [2.0], [6.0]]), [9] * 4, [0, 0, 1, 2])
    found = jackknife(made, mean)
    assert found.left_out[0, 0] == 4
    assert found.clusters == ("c0", "c1", "c2")


def test_two_clusters_are_too_few() -> None:
    with pytest.raises(NoData, match="Too few clusters"):
        jackknife(panel(np.ones((2, 1)), [9, 9]), mean)


def test_an_estimate_that_hangs_on_one_cluster_is_refused_by_its_name() -> None:
    made = panel(np.array([[1.0], [0.0], [0.0]]), [9, 9, 9])
    with (
        np.errstate(divide="ignore"),
        pytest.raises(NoData, match="without c0"),
    ):
        jackknife(made, lambda p: np.log(mean(p)))


def staggered(seed: int, rise: float = 0.0) -> EventPanel:
    """36 units in 3 clusters over 60 months, opening in months 30 to 59; killing rises before."""
    rng = stream(seed, "test", "leads")
    opened = rng.integers(30, 60, 36)
    since = np.arange(60)[None, :] - opened[:, None]
    level = np.where((since >= -12) & (since < 0), np.exp(rise), 1.0)
    made = panel(
        rng.poisson(4.0 * level).astype(float), opened.tolist(), [i % 6 for i in range(36)]
    )
    return replace(made, period=made.period // 12)


def test_leads_are_exact_where_the_killing_is() -> None:
    # no noise: level of the unit × of the period × 2 in the 8 to 5 months before, × 3 in 4 to 1
    opened = [10, 14, 18, 30]
    since = np.arange(20)[None, :] - np.array(opened)[:, None]
    lead = np.select([(since >= -8) & (since < -4), (since >= -4) & (since < 0)], [2.0, 3.0], 1.0)
    season = 1 + np.arange(20) % 3
    made = panel(np.array([[1.0], [2.0], [5.0], [4.0]]) * season * lead, opened)
    found = leads(made, Window(horizon=4, anticipation=0, step=4), 2)
    assert found[:2] == pytest.approx([log(2), log(3)], abs=1e-6)
    # with four months of anticipation the last element is theirs
    found = leads(made, Window(horizon=4, anticipation=4, step=4), 1)
    assert found == pytest.approx([log(2), log(3)], abs=1e-6)


def test_a_lead_without_killing_is_minus_infinity() -> None:
    outcome = np.ones((3, 8))
    outcome[0, 2:4] = 0
    made = panel(outcome, [4, 30, 30])
    found = leads(made, Window(horizon=2, anticipation=0, step=2), 1)
    assert found[0] == -inf


def test_leads_need_killing_before_them() -> None:
    made = panel(np.array([[0.0, 0.0, 1.0, 1.0], [0.0, 0.0, 1.0, 1.0]]), [4, 4])
    with pytest.raises(NoData, match="Leads"):
        leads(made, Window(horizon=1, anticipation=0, step=2), 1)


def test_a_planted_rise_before_openings_is_found_and_none_where_there_is_none() -> None:
    window = Window(horizon=12, anticipation=0, step=6)
    for rise, found in ((0.7, True), (0.0, False)):
        made = staggered(3, rise)
        told = jackknife(made, lambda p: leads(p, window, 2)[:2])
        permuted, _ = permutation_p(
            made, lambda p: lead_score(p, window, 2), draws=49, seed=1, name="leads"
        )
        assert (told.joint_p() < 0.05) is found
        assert (permuted < 0.05) is found


def test_fake_openings_see_the_rise_and_nothing_after_the_true_ones() -> None:
    made = staggered(4, 0.7)
    window = Window(horizon=12, anticipation=0)
    fake = placebo(made, window, 1)
    assert impute(fake, window, "log").effect("log")[0] == pytest.approx(0.7, abs=0.15)
    # what happens after the true openings makes no difference
    changed = replace(made, outcome=np.where(made.since >= 0, 500.0, made.outcome))
    same = impute(placebo(changed, window, 1), window, "log").effect("log")
    assert same.tolist() == impute(fake, window, "log").effect("log").tolist()


def test_permuted_dates_give_p_values_spread_evenly() -> None:
    # under the null p is uniform on 2/20 … 20/20: mean 0.55; its standard error over 60 is 0.037
    window = Window(horizon=12, anticipation=0)
    ps = [
        permutation_p(
            staggered(100 + i),
            lambda p: impute(p, window, "log").effect("log"),
            draws=19,
            seed=i,
            name="null",
        )[0]
        for i in range(60)
    ]
    assert 0.42 < float(np.mean(ps)) < 0.68
    assert float(np.mean(np.array(ps) <= 0.1)) < 0.25


def test_permutation_finds_an_effect_and_repeats_itself() -> None:
    made = staggered(5)
    made = replace(made, outcome=np.where(made.since >= 0, made.outcome * 0.3, made.outcome))

    def effect(p: EventPanel) -> Floats:
        return impute(p, YEARLY, "log").effect("log")

    p, null = permutation_p(made, effect, draws=39, seed=1, name="effect")
    assert p == pytest.approx(2 / 40)
    again = permutation_p(made, effect, draws=39, seed=1, name="effect")
    assert again[0] == p
    assert again[1].tolist() == null.tolist()


def test_a_permutation_test_without_draws_is_refused() -> None:
    with pytest.raises(BadValue, match="draws"):
        permutation_p(staggered(1), mean, draws=0, seed=1, name="none")


def test_matching_on_recent_killing_by_hand() -> None:
    # Opened in month 2: a after 6 deaths, d after none. b and c never open.
    # a is beside b (5 deaths, then 10), d beside c (0, then 3): 2 + 0 observed, 13 expected.
    outcome = np.array([[3, 3, 1, 1], [2, 3, 4, 6], [0, 0, 1, 2], [0, 0, 0, 0]], dtype=float)
    made = panel(outcome, [2, 99, 99, 2])
    window = Window(horizon=2, anticipation=0)
    found = matched_on_past(made, window, memory=2, edges=(1, 10))
    assert (found.observed, found.expected, found.units, found.unmatched) == (2, 13, 2, 0)
    assert found.log_ratio == pytest.approx(log(2 / 13))
    # where killing was: b alone, 5 in two months, then 10: it doubled without a base
    peaks = matched_on_past(made, window, memory=2, edges=(1, 10), least=1)
    assert peaks.log_ratio == pytest.approx(log(2 / 10))
    assert peaks.log_change == pytest.approx(log(2))


def test_units_without_a_like_are_counted_and_left_out() -> None:
    made = panel(np.array([[50.0, 50.0, 1.0, 1.0], [0.0, 0.0, 0.0, 0.0]]), [2, 99])
    found = matched_on_past(made, Window(horizon=2, anticipation=0), memory=2)
    assert (found.units, found.unmatched) == (0, 1)


def test_bounds_widen_with_what_trends_did_before_by_hand() -> None:
    # leads 0.2, 0.5: the largest step is 0.3. Two bins after: a mean of 0.3 and 0.6, 0.45 a time.
    # Mean effect -0.9, standard error 0.1, reach 2: -0.9 ± (0.45 + 0.2); zero at 0.9 / 0.45 = 2.
    bounds, breaking = relative_magnitudes(
        np.array([-0.9, -0.8, -1.0]), np.array([0.1]), np.array([0.2, 0.5]), (0.0, 1.0), 2.0
    )
    assert [(b.low, b.high) for b in bounds] == [
        pytest.approx((-1.1, -0.7)),
        pytest.approx((-1.55, -0.25)),
    ]
    assert breaking == pytest.approx(2.0)


def test_flat_years_before_leave_nothing_to_break() -> None:
    _, breaking = relative_magnitudes(
        np.array([-0.9, -0.9]), np.array([0.1]), np.array([0.0]), (1.0,), 2.0
    )
    assert breaking == inf


def test_what_never_moves_is_certain() -> None:
    # leaving any cluster out changes nothing: zero has p 1, anything else p 0
    made = panel(np.ones((3, 1)), [9, 9, 9])
    assert jackknife(made, lambda p: mean(p) - 1).p_zero().tolist() == [1.0]
    assert jackknife(made, mean).p_zero().tolist() == [0.0]
