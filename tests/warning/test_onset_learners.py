"""Ridge regression and boosted trees against cases worked by hand."""

from __future__ import annotations

import numpy as np
import pytest

from forestall.warning.onset_boosting import BINS, grow
from forestall.warning.onset_learners import Linear, Trees, expit, logit, ridge, scales_of


def test_unpenalised_ridge_finds_the_log_odds_ratio() -> None:
    # x = 0: 1 of 4; x = 1: 3 of 4. Intercept log(1/3), slope log(3) − log(1/3) = 2 log 3.
    x = np.array([0.0] * 4 + [1.0] * 4)[:, None]
    y = np.array([1.0, 0, 0, 0, 1, 1, 1, 0])
    assert ridge(x, y, 1e-9) == pytest.approx([-np.log(3), 2 * np.log(3)], abs=1e-5)


def test_a_penalised_weight_balances_its_residuals() -> None:
    # At the minimum Σ (y − p)·x = λ·w for each weight, and Σ (y − p) = 0 for the intercept.
    rng = np.random.default_rng(3)
    x = rng.normal(size=(200, 2))
    y = (rng.random(200) < expit(x[:, 0])).astype(float)
    weights = ridge(x, y, 7.0)
    residual = y - expit(weights[0] + x @ weights[1:])
    assert residual.sum() == pytest.approx(0, abs=1e-4)
    assert x.T @ residual == pytest.approx(7.0 * weights[1:], abs=1e-4)


def test_ridge_stays_finite_when_the_outcome_is_certain() -> None:
    x = np.array([-1.0, -1, 1, 1])[:, None]
    weights = ridge(x, np.array([0.0, 0, 1, 1]), 0.01)
    assert np.isfinite(weights).all()
    assert weights[1] > 1


def test_scales_use_what_is_there_and_leave_constants_out() -> None:
    # Column 0: 1, 3, missing → median 2, filled 1, 3, 2: mean 2, spread √(2/3). Column 1 constant.
    median, centre, spread = scales_of(np.array([[1.0, 5], [3, 5], [np.nan, 5]]))
    assert median.tolist() == [2, 5]
    assert centre.tolist() == [2, 5]
    assert spread[0] == pytest.approx(np.sqrt(2 / 3))
    assert spread[1] > 1e9


def test_a_linear_model_adds_up_and_counts_outliers_no_further_than_four() -> None:
    model = Linear(
        ("a",), np.array([0.0]), np.array([10.0]), np.array([2.0]), np.array([0.5]), intercept=-1.0
    )
    # (14 − 10)/2 = 2 → 1.0; (1000 − 10)/2 cut to 4 → 2.0; missing = 0 → (0 − 10)/2 cut to −4.
    assert model.score(np.array([[14.0], [1000.0], [np.nan]])).tolist() == [0.0, 1.0, -3.0]
    again = Linear.from_dict(model.to_dict())
    assert again.score(np.array([[14.0]])).tolist() == [0.0]


def by_hand() -> Trees:
    """Root on a at 0.5; left child on b at 0.5; right child unsplit."""
    return Trees(
        ("a", "b"),
        start=-3.0,
        feature=np.array([[0, 1, 0]]),
        threshold=np.array([[0.5, 0.5, np.inf]]),
        values=np.array([[0.1, -0.2, 0.4, -0.5, 0.3, 0.4, 0.4]]),
    )


def test_a_path_through_a_tree_credits_each_split() -> None:
    # a = 0, b = 1: root 0.1 → left −0.2 (a adds −0.3) → its right leaf 0.3 (b adds 0.5).
    # a = 1, b = 0: root 0.1 → right 0.4 (a adds 0.3) → leaf 0.4 (adds 0). Missing goes right.
    x = np.array([[0.0, 1.0], [1.0, 0.0], [np.nan, 0.0]])
    trees = by_hand()
    assert trees.terms(x) == pytest.approx(np.array([[-0.3, 0.5], [0.3, 0.0], [0.3, 0.0]]))
    assert trees.base == pytest.approx(-2.9)
    assert trees.score(x) == pytest.approx([-2.7, -2.6, -2.6])
    assert Trees.from_dict(trees.to_dict()).score(x) == pytest.approx([-2.7, -2.6, -2.6])


def test_boosting_finds_the_split_that_is_there() -> None:
    rng = np.random.default_rng(1)
    x = np.column_stack([rng.integers(0, 2, 600), rng.random(600)]).astype(float)
    y = x[:, 0]
    trees = grow(("signal", "noise"), x, y, 60, np.random.default_rng(2))
    low, high = expit(trees.score(np.array([[0.0, 0.5], [1.0, 0.5]])))
    assert low < 0.35 < 0.65 < high
    splits = trees.threshold[(trees.feature == 0) & np.isfinite(trees.threshold)]
    assert set(splits.tolist()) == {0.5}  # halfway between the two values there are
    assert np.abs(trees.terms(x)[:, 0]).mean() > 5 * np.abs(trees.terms(x)[:, 1]).mean()


def test_boosting_learns_nothing_from_too_few_rows() -> None:
    # No split may leave fewer than 40 rows on a side: 60 rows cannot be split.
    x = np.arange(60.0)[:, None]
    trees = grow(("a",), x, (x[:, 0] > 30).astype(float), 5, np.random.default_rng(1))
    assert not np.isfinite(trees.threshold).any()
    assert BINS == 32


def test_logit_and_expit_undo_each_other() -> None:
    p = np.array([0.001, 0.5, 0.97])
    assert expit(logit(p)) == pytest.approx(p)
