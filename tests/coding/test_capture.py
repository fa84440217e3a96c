"""How many incidents no outlet reported: hand-worked, and refused where it would mislead."""

from __future__ import annotations

import pytest

from forestall.coding.capture import chao, chapman, estimates


def told(**counts: int) -> list[set[str]]:
    """So many incidents reported by just the outlets that the letters of a name say."""
    return [set(name) for name, count in counts.items() for _ in range(count)]


def test_chapman_by_hand() -> None:
    # n1 = 29, n2 = 19, m = 9: 30 · 20 / 10 − 1 = 59; 39 reported, 20 not.
    found = chapman(told(a=20, b=10, ab=9))
    assert (found.reported, found.total, found.unreported) == (39, 59.0, 20.0)
    assert found.lists == ("a", "all other outlets")
    # variance 30 · 20 · 20 · 10 / (100 · 11) = 109.0909; ln(1 + 109.0909/400) = 0.241162
    assert found.interval == pytest.approx((39 + 20 / 2.618245, 39 + 20 * 2.618245), rel=1e-5)


def test_for_two_outlets_chao_is_chapman() -> None:
    counts = told(a=20, b=10, ab=9)
    assert chao(counts).total == chapman(counts).total


def test_chao_by_hand() -> None:
    # Alone 6, 4, 2: pairs 24 + 12 + 8 = 44; two outlets 10: 44/11 = 4 unreported of 23.
    found = chao(told(a=6, b=4, c=2, ab=5, bc=5, abc=1))
    assert (found.reported, found.once, found.twice) == (23, 12, 10)
    assert found.total == pytest.approx(27)
    assert found.interval is not None
    assert 23 < found.interval[0] < 27 < found.interval[1]


def test_where_every_incident_is_everywhere_none_is_unreported() -> None:
    found = chapman(told(ab=12))
    assert (found.total, found.interval) == (12.0, (12.0, 12.0))


def test_one_outlet_and_few_recaptures_are_refused() -> None:
    for found in estimates(told(a=40)):
        assert found.total is None
        assert found.unreported is None
        assert found.why == "1 outlet named; two are needed"
    for found in estimates(told(a=40, b=20, ab=6)):
        assert (found.total, found.interval) == (None, None)
        assert found.why == "6 incidents reported twice; 7 are needed"
    assert [each.why for each in estimates([])] == ["0 outlets named; two are needed"] * 2


def test_incidents_without_an_outlet_do_not_count() -> None:
    counts = told(a=20, b=10, ab=9)
    assert estimates([*counts, set()]) == estimates(counts)
