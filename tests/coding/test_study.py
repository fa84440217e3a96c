"""Figures of a study, counted by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest
from made_table import many, table

from forestall.coding import review
from forestall.coding.study import Deaths, Outlet, Part, cell, deaths, study
from forestall.errors import EmptyInput


def test_deaths_told_without_a_number_are_counted_apart() -> None:
    found = study(table())
    # 49 (49–64), 2 women burnt, and men whose number is not told.
    assert found.deaths == Deaths(low=51, best=51, high=66, untold=1, unbounded=0, none=0)
    assert [(t.name, t.numbers) for t in found.years] == [("2023", (2,)), ("2024", (1, 3))]
    assert found.years[1].deaths == Deaths(49, 49, 64, 1, 0, 0)


def test_no_upper_bound_and_no_death_are_said() -> None:
    open_ended = review.correct(table(), "a1#1", "killed", "30+")
    none = review.correct(open_ended, "b2#1", "killed", "not told")
    assert deaths(none.incidents) == Deaths(30, 30, 30, untold=1, unbounded=1, none=1)


def test_places_kinds_and_causes() -> None:
    found = study(table())
    assert [(t.name, len(t.numbers)) for t in found.provinces] == [("Enga", 2), ("Madang", 1)]
    assert found.year_provinces == {"Enga": {"2024": 2}, "Madang": {"2023": 1}}
    assert [t.name for t in found.kinds] == [
        "non-state: intergroup",
        "one-sided: sorcery-accusation",
    ]
    assert [(t.name, t.numbers) for t in found.causes] == [
        ("land", (1,)), ("sorcery accusation", (2,)), ("not told", (3,)),
    ]  # fmt: skip
    assert found.countries == ("Papua New Guinea",)


def test_justice_counts_incidents_that_tell_of_it() -> None:
    assert [(t.name, len(t.numbers)) for t in study(table()).justice] == [
        ("arrest", 1), ("charge", 1), ("trial", 0), ("conviction", 0),
    ]  # fmt: skip


def test_victims_are_summed_where_told() -> None:
    assert study(table()).victims == (
        Part("civilians", 0, 0), Part("women", 1, 2), Part("children", 0, 0),
    )  # fmt: skip


def test_outlets_and_what_they_alone_reported() -> None:
    found = study(table())
    assert found.outlets == (
        Outlet("Two Times", 3, 2, 1), Outlet("Daily One", 4, 1, 0), Outlet("Three Post", 2, 1, 1),
    )  # fmt: skip
    assert found.one_outlet == 2
    assert [each.why for each in found.estimates] == ["1 incident reported twice; 7 are needed"] * 2


def test_cells_hold_only_what_is_told_to_the_district() -> None:
    found = study(table())
    assert [len(each.tallies) for each in found.cells] == [1, 1]
    assert found.cells[0].tallies[0].numbers == (2,)
    assert found.unplaced == 0
    province_only = review.correct(table(), "a1#1", "province", "Hela")
    assert study(province_only).unplaced == 1
    assert cell(province_only.incidents[0]) is None


def test_the_largest_come_first_and_have_a_number() -> None:
    assert study(table()).largest == (1, 2)
    assert study(table()).linked == {1: (0.7, 0.9)}


def test_rejected_incidents_are_in_no_figure() -> None:
    found = study(review.reject(table(), "a1#1"))
    assert found.deaths.best == 2
    assert len(found.incidents) == 2
    assert found.statuses["rejected"] == 1
    with pytest.raises(EmptyInput):
        study(table().with_incidents(()))


def test_provinces_of_several_countries_have_their_code() -> None:
    burning = table().incidents[1]
    assert burning.place is not None
    elsewhere = replace(burning.place, value=replace(burning.place.value, iso3="IDN"))
    both = table().with_incidents(
        [*table().incidents, replace(burning, incident_id="z", place=elsewhere)]
    )
    assert {t.name for t in study(both).provinces} == {"Enga, PNG", "Madang, PNG", "Madang, IDN"}


def test_every_incident_is_in_one_year_province_and_kind() -> None:
    found = study(many())
    for tallies in (found.years, found.provinces, found.kinds):
        assert sorted(n for t in tallies for n in t.numbers) == list(range(1, 94))
        assert sum(t.deaths.best for t in tallies) == found.deaths.best
    assert all(each.total is not None for each in found.estimates)
