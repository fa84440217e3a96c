"""Months of battle deaths made from months of all kinds: what must hold for every draw."""

from __future__ import annotations

import numpy as np
import pytest

from forestall.warning import pseudo_history
from forestall.warning.pseudo_history import battle_year, empty_chance, ended_war_year

EVERY = np.array([40.0, 0, 3, 1, 90, 12, 0, 7, 1, 30, 2, 14])  # 200 in all


@pytest.mark.parametrize("yearly", [20.0, 100.0, 150.0])
def test_a_mixed_year_keeps_its_sum_and_its_quiet_months(yearly: float) -> None:
    for seed in range(50):
        made = battle_year(EVERY, yearly, np.random.default_rng(seed))
        assert (made <= EVERY).all()
        assert (made == np.rint(made)).all()
        # Rounding moves each of ten months by up to a half, and a kept month is never below one;
        # months that are full (all their deaths state-based) may leave some over.
        full = (made == EVERY) & (EVERY > 0)
        assert made.sum() <= yearly + 10
        assert full.any() or made.sum() >= yearly - 5


def test_some_months_of_a_mixed_year_are_empty_and_small_ones_more_often() -> None:
    made = np.stack([battle_year(EVERY, 100, np.random.default_rng(s)) for s in range(2000)])
    empty = (made == 0).mean(axis=0)
    # Log odds at half state-based: -0.95 - 0.48 ln 90 = -3.11, chance 0.043; of one death 0.279.
    assert empty[4] == pytest.approx(0.043, abs=0.02)
    assert empty[3] == pytest.approx(0.279, abs=0.04)


def test_a_year_of_one_month_is_never_lost() -> None:
    every = np.zeros(12)
    every[5] = 50
    for seed in range(200):
        assert battle_year(every, 2, np.random.default_rng(seed))[5] == 2


def test_a_year_wholly_state_based_is_only_rescaled() -> None:
    made = battle_year(EVERY, 400, np.random.default_rng(1))
    assert made.tolist() == (2 * EVERY).tolist()


def test_a_year_without_battle_deaths_has_none() -> None:
    assert not battle_year(EVERY, 0, np.random.default_rng(1)).any()


def test_an_ended_war_leaves_few_months() -> None:
    made = np.stack([ended_war_year(EVERY, np.random.default_rng(s)) for s in range(2000)])
    # 25 of 200: 90 deaths become 11.25, so 11; 0.59 of the months with deaths become empty.
    assert set(made[:, 4]) == {0.0, 11.0}
    assert (made[:, EVERY > 0] == 0).mean() == pytest.approx(pseudo_history.ENDED, abs=0.02)
    assert not made[:, EVERY == 0].any()


def test_less_battle_more_empty_months() -> None:
    chances = [empty_chance(np.array([20.0]), share)[0] for share in (0.001, 0.1, 0.5, 0.9, 1.0)]
    assert chances == sorted(chances, reverse=True)
