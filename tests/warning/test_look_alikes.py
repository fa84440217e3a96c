"""Look-alikes of a history written by hand."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from forestall.errors import BadValue, NoData
from forestall.vocabulary import Month
from forestall.warning import look_alikes

FIRST = Month(2000, 1)
UNITS = ("AAA", "BBB", "CCC", "DDD")
MONTHS = 120


def history() -> NDArray[np.float64]:
    """AAA has 10 a month all along. BBB has too, until it stops in month 60 (December 2004).

    CCC has 1,000 a month; DDD had 10 a month in its last 60 months only.
    """
    deaths = np.zeros((4, MONTHS))
    deaths[0] = 10
    deaths[1, :60] = 10
    deaths[2] = 1000
    deaths[3, 60:] = 10
    return deaths


def test_nearest_first_one_for_each_country_with_the_years_on_both_sides() -> None:
    found = look_alikes.find(history(), UNITS, FIRST, "AAA", 4)
    # AAA's own and BBB's first months have the same means as AAA now: distance 0, and the first
    # month with twelve behind it, December 2000, is told. DDD matches only once 36 months are all
    # 10: months 60 to 95, so from month 95, December 2007.
    assert [(one.iso3, str(one.month)) for one in found[:3]] == [
        ("AAA", "2000-12"),
        ("BBB", "2000-12"),
        ("DDD", "2007-12"),
    ]
    assert [one.distance for one in found[:3]] == pytest.approx([0, 0, 0])
    assert (found[0].before, found[0].after) == (120, 120)
    # CCC: three means at full scale and one at half, each log(1001 / 11) = 4.511 away.
    assert found[3].distance == pytest.approx(np.log(1001 / 11) * np.sqrt(3.25))


def test_what_came_after_is_counted_after_not_before() -> None:
    deaths = history()
    deaths[1, 24:36] = 50  # BBB in 2002
    deaths[0, :] = 0
    deaths[0, -24:-12] = 10  # AAA: a year of 10, a year of 50
    deaths[0, -12:] = 50
    found = look_alikes.find(deaths, UNITS, FIRST, "AAA", 1)
    assert str(found[0]) == "BBB 2002-12: 600 deaths in the 12 months before, 120 after"


def test_no_month_whose_next_year_is_unknown() -> None:
    deaths = history()
    deaths[3, :] = 0
    deaths[3, -11:] = 10  # like AAA only in its last eleven months
    for one in look_alikes.find(deaths, UNITS, FIRST, "AAA", 4):
        assert one.month + 12 <= FIRST + (MONTHS - 1)


def test_ones_own_months_are_left_out_for_four_years() -> None:
    deaths = np.zeros((1, MONTHS))
    deaths[0, -48:] = 10
    found = look_alikes.find(deaths, ("AAA",), FIRST, "AAA")
    assert len(found) == 1
    assert found[0].month <= FIRST + (MONTHS - 49)


def test_a_quiet_country_has_no_look_alikes_but_a_record_of_quiet() -> None:
    deaths = history()
    deaths[0, -36:] = 0
    assert look_alikes.find(deaths, UNITS, FIRST, "AAA") == ()
    quiet = look_alikes.quiet_past(deaths, UNITS, "AAA")
    assert quiet is not None
    # A year behind and ahead known: months 35 to 107. AAA never (its quiet begins in month 84 and
    # is 36 long in month 119). BBB: quiet from month 60, so months 95 to 107, 13 of them, no death
    # after. DDD: months 35 to 59, 25 of them; those from month 48 on, 12, have a death in the next
    # twelve, and those with three months of killing or more (30 deaths), months 50 to 59, 25 or
    # more.
    assert quiet.months == 38
    assert quiet.any_killed == pytest.approx(12 / 38)
    assert quiet.many_killed == pytest.approx(10 / 38)
    assert look_alikes.quiet_past(deaths, UNITS, "BBB") is not None
    assert look_alikes.quiet_past(deaths, UNITS, "CCC") is None


@pytest.mark.parametrize(("iso3", "count"), [("XXX", 3), ("AAA", 0)])
def test_what_cannot_be_sought(iso3: str, count: int) -> None:
    with pytest.raises(BadValue, match="No look-alikes"):
        look_alikes.find(history(), UNITS, FIRST, iso3, count)


def test_two_years_are_the_least() -> None:
    with pytest.raises(NoData, match="24 months"):
        look_alikes.find(history()[:, :23], UNITS, FIRST, "AAA")
