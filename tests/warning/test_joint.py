"""The copula over months: its correlations, and that it keeps each month's values."""

from __future__ import annotations

import numpy as np
import pytest

from forestall.warning.joint import FADE, FADING, LASTING, correlation, joined, latent_paths, pooled


def test_latent_paths_have_the_correlations_they_promise() -> None:
    paths = latent_paths(40_000, 12, np.random.default_rng(1))
    found = np.corrcoef(paths)
    assert paths.std(axis=1) == pytest.approx(1, abs=0.02)
    for lag in (1, 5, 11):
        assert found[0, lag] == pytest.approx(correlation(lag), abs=0.02)
        assert correlation(lag) == pytest.approx(LASTING + FADING * FADE**lag)


def test_every_month_keeps_its_values() -> None:
    ordered = np.sort(np.random.default_rng(1).integers(0, 9, (6, 50)).astype(float), axis=1)
    paths = joined(ordered, np.random.default_rng(2))
    assert np.array_equal(np.sort(paths, axis=1), ordered)


def test_sums_spread_as_the_correlations_say() -> None:
    # Normals with variance 1: the variance of a sum of 3 is 3 + 2 (2 r1 + r2).
    quantiles = np.sort(np.random.default_rng(1).standard_normal(20_000))
    paths = joined(np.tile(quantiles, (3, 1)), np.random.default_rng(2))
    expected = 3 + 2 * (2 * correlation(1) + correlation(2))
    assert paths.sum(axis=0).var() == pytest.approx(expected, rel=0.03)


def test_a_pool_holds_whole_paths_of_both_in_the_shares_given() -> None:
    """Three paths of 1s and one of 5s over two months: sums are 2, 2, 2 and 10, never 6."""
    paths = pooled(np.ones((2, 3)), np.full((2, 1), 5.0), np.random.default_rng(1))
    assert sorted(paths.sum(axis=0).tolist()) == [2, 2, 2, 10]


def test_pooled_draws_come_in_no_order() -> None:
    """Of the first 500 of 1,000 shuffled draws about 150 are of the second."""
    paths = pooled(np.zeros((1, 700)), np.ones((1, 300)), np.random.default_rng(1))
    # Hypergeometric: the variance is 500 · 0.3 · 0.7 · 500 / 999 = 52.6.
    assert abs(paths[0, :500].sum() - 150) < 5 * np.sqrt(52.6)
