"""Bins of ratios, distributions on the grid, and draws from them, against hand calculation."""

from __future__ import annotations

import numpy as np
import pytest

from forestall.warning import ratio_bins
from forestall.warning.ratio_bins import CLASSES, GRID, Z_EDGES


def at_most(distribution: np.ndarray, deaths: float) -> float:
    return float(distribution[np.searchsorted(GRID, deaths)])


def test_none_is_a_class_of_its_own_whatever_the_level() -> None:
    assert ratio_bins.classes(np.zeros(3), np.array([0.0, 5.0, 5000.0])).tolist() == [0, 0, 0]


def test_edges_belong_to_the_class_above() -> None:
    # Level 0: z = log(1 + deaths). e^3 - 1 = 19.09: 19 deaths are below the edge 3, 20 above it.
    below, above = ratio_bins.classes(np.array([19.0, 20.0]), np.zeros(2))
    edge = int(np.searchsorted(Z_EDGES, 3.0))
    assert (below, above) == (1 + edge, 2 + edge)


def test_a_distribution_of_one_class_lies_within_its_bin() -> None:
    # Class of z in [-0.15, 0.15] at level 99: 100·e^±0.15 - 1 = 85.07 to 115.18 deaths.
    shares = np.zeros((1, CLASSES))
    shares[0, 1 + np.searchsorted(Z_EDGES, 0.0)] = 1
    found = ratio_bins.cumulative(shares, np.array([99.0]))[0]
    assert at_most(found, 80) == 0
    assert at_most(found, 120) == 1
    # Uniform in z: half the mass lies below 99. The grid point found is up to 3.6% above 99 and
    # its cell reaches half a step further: up to 0.054 of z, or 0.18 of the mass, more.
    assert 0.5 <= at_most(found, 99) <= 0.68


def test_the_share_of_none_is_the_probability_of_zero() -> None:
    shares = np.full((1, CLASSES), 0.5 / (CLASSES - 1))
    shares[0, 0] = 0.5
    assert ratio_bins.cumulative(shares, np.zeros(1))[0, 0] == pytest.approx(0.5, abs=1e-3)


def test_impossible_ratios_count_as_one_death() -> None:
    # At level 1, z in [-5, -3] would mean less than half a death.
    shares = np.zeros((1, CLASSES))
    shares[0, 1] = 1
    found = ratio_bins.cumulative(shares, np.ones(1))[0]
    assert found[0] == 0
    assert found[1] == 1


def test_smoothed_months() -> None:
    # One quiet month of three: F(0) = 1/3. A logistic around log(1 + 99) has its median at 99,
    # so F(99) = 1/3 + 2/3 · ½ = 2/3, up to the half step of the grid.
    months = np.array([[0.0, 99.0, 99.0]])
    found = ratio_bins.smoothed(months, np.full(3, 1 / 3))[0]
    assert found[0] == pytest.approx(1 / 3, abs=1e-6)
    assert at_most(found, 99) == pytest.approx(2 / 3, abs=0.03)
    assert found[-1] == 1


def test_systematic_draws_keep_the_shares() -> None:
    distribution = np.ones((1, len(GRID)))
    distribution[0, :3] = [0.25, 0.75, 0.9]  # 0: 25%, 1: 50%, 2: 15%, 3: 10%
    draws = ratio_bins.sorted_draws(distribution, 1000, np.random.default_rng(1))[0]
    values, counts = np.unique(draws, return_counts=True)
    assert values.tolist() == [0, 1, 2, 3]
    assert np.abs(counts - [250, 500, 150, 100]).max() <= 1
    assert (np.diff(draws) >= 0).all()


def test_rare_values_come_up_at_their_rate() -> None:
    # A chance of 0.0004 in 1,000 draws: 0.4 of the rows show it once.
    distribution = np.ones((4000, len(GRID)))
    distribution[:, :50] = 0.9996
    draws = ratio_bins.sorted_draws(distribution, 1000, np.random.default_rng(1))
    assert (draws > 0).sum(axis=1).max() == 1
    assert (draws > 0).any(axis=1).mean() == pytest.approx(0.4, abs=0.03)  # 4 standard errors
