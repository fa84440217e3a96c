"""Numbers in plain words: neither over-rounded nor falsely precise."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forestall.brief import words


@pytest.mark.parametrize(
    ("count", "said"),
    [(0, "0"), (0.4, "0"), (7.2, "7"), (47.4, "47"), (99.4, "99"), (314, "310"), (2868, "2,900")],
)
def test_people_have_two_figures_above_a_hundred(count: float, said: str) -> None:
    assert words.people(count) == said


def test_counted_people_are_never_rounded() -> None:
    assert words.counted(12_345.0) == "12,345"


@pytest.mark.parametrize(
    ("chance", "said"),
    [
        (0.07, "about 1 in 14"),  # 1 / 0.07 = 14.3
        (0.0222, "about 1 in 45"),  # 1 / 0.0222 = 45.05, to the nearest 5
        (0.0095, "about 1 in 110"),  # 1 / 0.0095 = 105.3, to two figures
        (0.25, "about 1 in 4"),
        (0.46, "about 5 in 10"),
        (0.66, "about 2 in 3"),
        (0.81, "about 4 in 5"),
        (0.96, "about 19 in 20"),
        (0.001, "fewer than 1 in 200"),
        (0.999, "more than 199 in 200"),
    ],
)
def test_chances_become_natural_frequencies(chance: float, said: str) -> None:
    assert words.odds(chance) == said


@given(st.floats(0.005, 0.995))
def test_a_natural_frequency_is_near_its_chance(chance: float) -> None:
    top, bottom = (int(w) for w in words.odds(chance).removeprefix("about ").split(" in "))
    assert abs(top / bottom - chance) <= max(0.051, 0.15 * chance)


@given(st.floats(1e-9, 1 - 1e-9))
def test_a_percentage_is_never_falsely_certain(chance: float) -> None:
    assert words.percent(chance) not in ("0%", "100%")


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [
        (-40, 310, "between 40 deaths more and 310 fewer"),
        (-1.2, 900, "between 1 death more and 900 fewer"),
        (0, 12, "up to 12 deaths fewer"),
        (20, 310, "between 20 and 310 deaths fewer"),
        (-30, -3, "between 3 and 30 deaths more"),
        (0, 0.2, "no change"),
    ],
)
def test_harm_is_said_as_harm(low: float, high: float, said: str) -> None:
    assert words.averted(low, high) == said


def test_money_says_its_unit_once() -> None:
    assert words.money_between(310, 640) == "USD 310 to 640 million"
    assert words.money_between(640, 1200) == "USD 640 million to 1.2 billion"
    assert words.money(0.42) == "USD 420,000"
