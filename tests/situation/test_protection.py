"""The manifestly-failing test, at its lines."""

from __future__ import annotations

import polars as pl
import pytest

from forestall.situation.assessment import ManifestlyFailing
from forestall.situation.protection import last_full_year, manifestly_failing
from forestall.vocabulary import Country, Month, PerpetratorKind

HOST, INSIDE, NEIGHBOUR = PerpetratorKind
HERE = Country("XAA", "Examplia", None, None, "Africa")
KINDS = {HOST: 0.2, INSIDE: 0.5, NEIGHBOUR: 0.3}
DECEMBER = Month(2025, 12)
SCHEMA = {"iso3": pl.String, "year": pl.Int16, "best": pl.Float64}


def totals(*deaths: tuple[int, float]) -> pl.DataFrame:
    """Examplia's deaths; another country's records reach 2025."""
    rows = [("XAA", *row) for row in deaths] + [("XBB", 2025, 5.0)]
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")


def judged(
    *deaths: tuple[int, float],
    as_of: Month = DECEMBER,
    kinds: dict[PerpetratorKind, float] = KINDS,
) -> ManifestlyFailing:
    return manifestly_failing(HERE, as_of, totals(*deaths), kinds)


@pytest.mark.parametrize(
    ("deaths", "state"),
    [
        (((2025, 25.0), (2024, 25.0)), True),
        (((2025, 25.0), (2023, 25.0)), True),
        (((2025, 24.9), (2024, 99.0), (2023, 99.0)), None),  # it may have ended
        (((2025, 99.0),), None),  # it may have begun
        (((2025, 24.9), (2024, 24.9)), False),
        (((2022, 999.0),), False),
        ((), False),
    ],
)
def test_state(deaths: tuple[tuple[int, float], ...], state: bool | None) -> None:
    assert judged(*deaths).state is state


def test_the_last_full_year_is_the_newest_looked_at() -> None:
    found = judged((2025, 99.0), (2024, 30.0), (2023, 30.0), as_of=Month(2025, 11))
    assert found.state is True
    assert found.indicators[0].name == "Civilians killed in 2024"
    assert found.indicators[0].value == 30.0


def test_a_year_the_records_do_not_reach_is_not_one_without_killing() -> None:
    deaths = ((2025, 99.0), (2024, 99.0))
    assert last_full_year(Month(2027, 3), totals(*deaths)) == 2025
    found = judged(*deaths, as_of=Month(2027, 3))
    assert found.state is True
    assert found.indicators[0].name == "Civilians killed in 2025"
    assert last_full_year(Month(2027, 3), totals().clear()) == 2026


def test_indicators_by_hand() -> None:
    found = judged((2025, 30.0), (2024, 60.0), (2023, 0.0), (2022, 60.0))
    last, lasting, falling, others = found.indicators
    assert (last.value, last.met) == (30.0, True)
    assert (lasting.value, lasting.met) == (2.0, True)
    # 30 against a mean of (60 + 0 + 60) / 3 = 40: three quarters, not below one half
    assert falling.value == pytest.approx(0.75)
    assert falling.met is True
    assert falling.text == "30 in 2025 against 40 a year in the three years before."
    assert others.value == pytest.approx(0.8)
    assert others.met is True


def test_below_half_of_the_mean_it_is_falling_away() -> None:
    # 19 against 40
    found = judged((2025, 19.0), (2024, 60.0), (2022, 60.0))
    assert found.indicators[2].met is False


@pytest.mark.parametrize(
    ("kinds", "words"),
    [
        ({HOST: 0.6, INSIDE: 0.3, NEIGHBOUR: 0.1}, "the government is itself"),
        ({HOST: 0.1, INSIDE: 0.6, NEIGHBOUR: 0.3}, "armed groups inside"),
        ({HOST: 0.1, INSIDE: 0.3, NEIGHBOUR: 0.6}, "from another country"),
    ],
)
def test_by_whom(kinds: dict[PerpetratorKind, float], words: str) -> None:
    assert words in judged((2025, 99.0), kinds=kinds).by_whom


def test_before_the_records_nothing_is_said() -> None:
    assert judged(as_of=Month(1989, 11)) == ManifestlyFailing(None, "", ())
    first = judged((1989, 40.0), as_of=Month(1989, 12))
    assert first.indicators[2].met is None
    assert "no record before 1989" in first.indicators[2].text
