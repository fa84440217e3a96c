"""The dead of one incident, when numbers differ: worked by hand from the stated rule."""

from __future__ import annotations

from datetime import date

import pytest

from forestall.coding.merge_tolls import Stated, settled
from forestall.coding.report import Count


def told(*each: tuple[int | None, Count]) -> list[Stated]:
    """Counts by day of February 2024 (None: no date)."""
    return [
        Stated(date(2024, 2, day) if day else None, place, count)
        for place, (day, count) in enumerate(each)
    ]


def exact(number: int) -> Count:
    return Count(number, number, number)


def at_least(number: int) -> Count:
    return Count(number, number, None)


@pytest.mark.parametrize(
    ("numbers", "count", "tellers"),
    [
        # one after the other: the last, when the others are more than two days old
        ([(1, exact(53)), (4, exact(26)), (8, exact(49)), (20, exact(64))], exact(64), (3,)),
        # down as well as up
        ([(1, exact(53)), (9, exact(26))], exact(26), (1,)),
        # within two days most reports win; the range is that of the fresh numbers
        ([(18, exact(49)), (19, exact(49)), (20, exact(64))], Count(49, 49, 64), (0, 1)),
        # equally often: the later day; on one day the lower
        ([(18, exact(26)), (19, exact(49))], Count(26, 49, 49), (1,)),
        ([(18, exact(49)), (18, exact(26))], Count(26, 26, 49), (1,)),
        # a bound that the number meets leaves it standing, one above it replaces it
        ([(1, exact(17)), (9, at_least(15))], exact(17), (0,)),
        ([(1, exact(17)), (9, at_least(20))], at_least(20), (1,)),
        # a bound from before the number does not
        ([(1, at_least(20)), (9, exact(17))], exact(17), (1,)),
        # bounds alone: the highest of the fresh ones
        ([(1, at_least(40)), (9, at_least(12)), (10, at_least(10))], at_least(12), (1,)),
        # "dozens" do not beat a number, whenever they are told
        ([(1, exact(53)), (28, Count(24, None, None))], exact(53), (0,)),
        # nobody tells a number
        ([(1, Count(2, None, None)), (2, Count(24, None, None))], Count(24, None, None), (0, 1)),
        # a report without a date counts only where there is no other
        ([(None, exact(99)), (1, exact(5))], exact(5), (1,)),
        ([(None, exact(99))], exact(99), (0,)),
        # a range as one report tells it
        ([(3, Count(10, 12, 15)), (3, exact(12))], Count(10, 12, 15), (0, 1)),
        # nobody was killed, it turned out
        ([(1, exact(1)), (9, exact(0))], exact(0), (1,)),
    ],
)
def test_settled(
    numbers: list[tuple[int | None, Count]], count: Count, tellers: tuple[int, ...]
) -> None:
    assert settled(told(*numbers)) == (count, tellers)
    backwards = list(reversed(told(*numbers)))
    assert settled(backwards)[0] == count
    assert sorted(settled(backwards)[1]) == sorted(tellers)
