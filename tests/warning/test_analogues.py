"""Look-alikes: features, weights and noise, by hand."""

from __future__ import annotations

import numpy as np
import pytest

from forestall.compute import stream
from forestall.warning.analogues import (
    choose,
    counts,
    kernel,
    months_since,
    tempered,
    trailing_mean,
)


def test_trailing_mean_uses_what_there_is() -> None:
    # Windows of three: 6; (6+0)/2; (6+0+3)/3; (0+3+9)/3.
    assert trailing_mean(np.array([[6.0, 0, 3, 9]]), 3).tolist() == [[6, 3, 3, 4]]


def test_trailing_mean_never_looks_ahead() -> None:
    early, late = np.array([[1.0, 2, 3, 4]]), np.array([[1.0, 2, 3, 1e9]])
    assert np.array_equal(trailing_mean(early, 2)[:, :3], trailing_mean(late, 2)[:, :3])


def test_months_since_counts_from_the_last_death() -> None:
    assert months_since(np.array([[0.0, 0, 5, 0, 0, 1]]), 10).tolist() == [[10, 10, 0, 1, 2, 0]]


def test_months_since_stops_at_the_longest() -> None:
    assert months_since(np.array([[5.0, 0, 0, 0]]), 2).tolist() == [[0, 1, 2, 2]]


def test_kernel_by_hand() -> None:
    # Distances 0 and 1, bandwidth 1: weights 1 and exp(−1/2).
    weights = kernel(np.array([0.0]), np.array([[0.0], [1.0]]), bandwidth=1, nearest=1)
    assert weights == pytest.approx([1, 1 + np.exp(-0.5)])


def test_kernel_widens_to_reach_the_nearest() -> None:
    # The second nearest lies 3 away: h = 3, weights exp(−1/2) and exp(−9/2) for 3 and 9 away.
    pool = np.array([[3.0], [0.0], [9.0]])
    weights = np.diff(kernel(np.array([0.0]), pool, bandwidth=0.1, nearest=2), prepend=0)
    assert weights == pytest.approx([np.exp(-0.5), 1, np.exp(-4.5)])


def test_choose_follows_the_weights() -> None:
    chosen = choose(np.array([0.0, 3.0, 4.0]), 4000, stream(1, "test"))
    assert set(chosen.tolist()) == {1, 2}  # the first row weighs nothing
    assert (chosen == 1).mean() == pytest.approx(0.75, abs=0.03)


def test_tempered_leaves_what_lies_below() -> None:
    # 100 · √(10,000 / 100) = 1,000.
    assert tempered(np.array([0.0, 100.0, 10_000.0]), 100).tolist() == [0, 100, 1000]


def test_counts_have_the_stated_mean_and_variance() -> None:
    drawn = counts(np.full(200_000, 10.0), 5.0, stream(1, "test"))
    assert drawn.mean() == pytest.approx(10, rel=0.01)
    assert drawn.var() == pytest.approx(10 + 100 / 5, rel=0.03)
    assert counts(np.zeros(10), 5.0, stream(1, "test")).tolist() == [0] * 10
