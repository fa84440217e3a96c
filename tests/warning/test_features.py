"""Features by hand, and that no month knows a later one."""

from __future__ import annotations

import numpy as np
import pytest

from forestall.vocabulary import Month
from forestall.warning import features

FIRST = Month(1989, 1)
UNITS = ("AFG", "PAK")


def column(built: features.Features, name: str) -> np.ndarray:
    return built.values[:, :, built.names.index(name)]


def test_values_by_hand() -> None:
    deaths = np.array([[0.0, 6.0, 0.0], [0.0, 0.0, 2.0]])
    built = features.build(deaths, deaths + 1, UNITS, FIRST)
    assert column(built, "last month")[0].tolist() == pytest.approx([0, np.log(7), 0])
    assert column(built, "active of 6")[0].tolist() == pytest.approx([0, 1 / 2, 1 / 3])
    assert column(built, "largest of 12")[0].tolist() == pytest.approx([0, np.log(7), np.log(7)])
    # Half-life 2: weights ½, 1/√2 and 1 on 0, 6, 0.
    fade = 0.5**0.5
    expected = np.log1p(6 * fade / (fade**2 + fade + 1))
    assert column(built, "mean, half-life 2")[0, 2] == pytest.approx(expected)
    # Other kinds are 1 a month everywhere; Pakistan's deaths are next door to Afghanistan.
    assert column(built, "other kinds, half-life 12")[0] == pytest.approx(np.log(2))
    fade = 0.5 ** (1 / 3)
    expected = np.log1p(2 / (fade**2 + fade + 1))
    assert column(built, "neighbours, half-life 3")[0, 2] == pytest.approx(expected)


def test_no_month_knows_a_later_one() -> None:
    rng = np.random.default_rng(1)
    deaths = rng.poisson(3, (2, 60)).astype(float)
    planted = deaths.copy()
    planted[:, 40:] = 1_000_000
    seen = features.build(deaths, deaths, UNITS, FIRST).values[:, :40]
    blind = features.build(planted, planted, UNITS, FIRST).values[:, :40]
    assert np.array_equal(seen, blind)
    assert np.array_equal(seen, features.build(deaths[:, :40], deaths[:, :40], UNITS, FIRST).values)


def test_years_of_conflict_count_only_years_before() -> None:
    # Afghanistan had armed conflict in every year from 1978: in 1990 one more than in 1989.
    zeros = np.zeros((2, 24))
    years = column(features.build(zeros, zeros, UNITS, FIRST), "years of conflict since 1946")[0]
    assert (years[:12] == years[0]).all()
    assert years[12] == years[0] + 1
    assert years[0] >= 11
