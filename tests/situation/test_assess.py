"""The whole situation of a country at a month, on the packaged data."""

from __future__ import annotations

from dataclasses import replace

import pytest

from forestall.errors import UnknownMonth
from forestall.records.holdings import Holdings
from forestall.situation.assess import assess, with_perpetrators
from forestall.situation.assessment import kind_probabilities
from forestall.vocabulary import Month, PerpetratorKind, country

HOST, INSIDE, NEIGHBOUR = PerpetratorKind


@pytest.fixture(scope="module")
def records() -> Holdings:
    return Holdings.open()


def test_the_newest_month_is_the_default(records: Holdings) -> None:
    assert assess(country("CAF"), None, records).as_of == records.known_until()


def test_a_month_more_than_a_year_beyond_the_data_is_refused(records: Holdings) -> None:
    last = records.known_until()
    assert assess(country("URY"), last + 12, records).as_of == last + 12
    with pytest.raises(UnknownMonth, match="beyond the data"):
        assess(country("URY"), last + 13, records)


def test_deaths_are_those_of_the_last_twelve_months(records: Holdings) -> None:
    found = assess(country("CAF"), Month(2014, 12), records)
    panel = records.monthly_deaths().filter(iso3="CAF")
    year = panel.filter(panel["month_id"].is_between(Month(2014, 1).id, Month(2014, 12).id))
    assert found.deaths_12m == year["deaths"].sum()
    assert found.one_sided_last_year is not None
    assert found.one_sided_last_year[0] == 2014
    middle = assess(country("CAF"), Month(2014, 11), records).one_sided_last_year
    assert middle is not None
    assert middle[0] == 2013


def test_before_the_records_there_is_no_figure(records: Holdings) -> None:
    found = assess(country("LBR"), Month(1980, 1), records)
    assert found.deaths_12m is None
    assert found.one_sided_last_year is None
    assert found.failing.state is None
    assert not found.threat_on_record


def test_chances_add_up_by_kind(records: Holdings) -> None:
    found = assess(country("COD"), None, records)
    chances = found.kind_probabilities()
    assert sum(chances.values()) == pytest.approx(1)
    assert chances == kind_probabilities(found.perpetrators)
    assert chances[found.main_kind] == max(chances.values())
    assert len(found.framework) == 14


def test_what_follows_from_the_killers_follows_other_killers(records: Holdings) -> None:
    base = assess(country("CAF"), None, records)
    assert base.main_kind is INSIDE
    one = replace(base.perpetrators[0], kind=HOST, probability=1.0)
    changed = with_perpetrators(base, (one,), records)
    # the cases of governments that kill: 4 + 5 + 2 and half of Kenya's; of groups 6 and the half
    assert changed.consent.case_count == 11.5
    assert base.consent.case_count == 6.5
    assert changed.failing.by_whom == "the government is itself the likeliest killer"
    assert changed.failing.indicators[-1].value == pytest.approx(0.0)
    assert changed.deaths_12m == base.deaths_12m


def test_deaths_by_kind_of_the_newest_year() -> None:
    # counted by hand in UCDP's candidate events of 2025: 2, 14 and 2 events in Papua New Guinea
    found = assess(country("PNG"), Month(2026, 5), Holdings.open()).by_kind
    assert found is not None
    assert (found.first, found.last) == (Month(2025, 1), Month(2025, 12))
    assert list(found.deaths.values()) == [4, 71, 3]


def test_kinds_of_violence_are_unknown_where_only_totals_are_held() -> None:
    assert assess(country("PNG"), Month(2010, 5), Holdings.open()).by_kind is None


def test_a_year_that_is_over_is_told_whole() -> None:
    # Rwanda's only events by kind in these data are of January 2025
    found = assess(country("RWA"), Month(2026, 5), Holdings.open()).by_kind
    assert found is not None
    assert (found.first, found.last) == (Month(2025, 1), Month(2025, 12))
