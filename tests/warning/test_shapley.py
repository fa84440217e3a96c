"""Shares of what all achieve together, worked by hand."""

from __future__ import annotations

import numpy as np
import pytest

from forestall.errors import BadValue
from forestall.warning.shapley import coalitions, shapley


def test_coalitions_are_the_bits_of_their_row() -> None:
    assert coalitions(3)[5].tolist() == [True, False, True]  # 5 = 1 + 4
    assert coalitions(6).shape == (64, 6)


def test_where_nobody_needs_another_each_gets_what_he_adds() -> None:
    adds = np.array([1.0, -2.0, 4.0])
    assert shapley(10 + coalitions(3) @ adds) == pytest.approx(adds)


def test_gloves_go_by_pairs() -> None:
    # Two left gloves and one right; a pair is worth 1. The right one completes the pair unless it
    # comes first: in 4 of 6 orders. Each left one does when it is second, after the right: 1 of 6.
    left, other_left, right = coalitions(3).T
    worth = (right & (left | other_left)).astype(float)
    assert shapley(worth) == pytest.approx([1 / 6, 1 / 6, 4 / 6])


def test_two_that_only_work_together_share_alike_and_a_third_gets_nothing() -> None:
    one, two, _ = coalitions(3).T
    assert shapley(6.0 * (one & two)) == pytest.approx([3.0, 3.0, 0.0])


def test_shares_add_up() -> None:
    worth = np.random.default_rng(1).normal(size=64)
    assert shapley(worth).sum() == pytest.approx(worth[-1] - worth[0], abs=1e-12)


def test_a_missing_coalition_is_refused() -> None:
    with pytest.raises(BadValue, match="Not every coalition"):
        shapley(np.zeros(6))
