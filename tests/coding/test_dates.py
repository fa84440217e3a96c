"""Dates of articles: expected days are worked out by hand from a calendar."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forestall.coding.dates import mentions, precision

TUESDAY = date(2024, 2, 20)
"""The day of publication: February 2024 began on a Thursday and has 29 days."""


def days(text: str, published: date | None = TUESDAY) -> list[tuple[str, str, int]]:
    """First day, last day and precision of each mention."""
    return [
        (m.first.isoformat(), m.last.isoformat(), m.precision) for m in mentions(text, published)
    ]


ONE_DAY = [
    ("Ten died on 18 February 2024.", "2024-02-18"),
    ("Ten died on Feb. 18.", "2024-02-18"),
    ("THE MASSACRE OF 12 OCT 88.", "1988-10-12"),
    ("on 2013-11-11", "2013-11-11"),
    ("on 11/11/2013", "2013-11-11"),
    ("on 25.12.2023", "2023-12-25"),
    ("on 2/18/2024, as Americans write it", "2024-02-18"),
    ("on 3/4/2023", "2023-04-03"),  # day first
    ("on 1/3/2024", "2024-01-03"),  # 1 March had not come
    ("the 8th of July", "2023-07-08"),
    ("the eighth of July", "2023-07-08"),
    ("July 8th", "2023-07-08"),
    ("on the 18th, police said", "2024-02-18"),
    ("on the 25th.", "2024-01-25"),
    ("on the 12th of this month", "2024-02-12"),
    ("on the 30th of last month", "2024-01-30"),
    ("on Sunday, 18 February", "2024-02-18"),
    ("on Sunday (Feb. 18)", "2024-02-18"),
    ("on Monday night, January 15, 2024,", "2024-01-15"),
    ("14-Feb-2024", "2024-02-14"),
    ("on 12 January last year", "2023-01-12"),
    ("on 12 January of this year", "2024-01-12"),
    ("since 3 May '98", "1998-05-03"),
    ("on Christmas Eve", "2023-12-24"),
    ("on Boxing Day 2004", "2004-12-26"),
    ("on 29 December", "2023-12-29"),
    ("on 21 February", "2024-02-21"),  # a paper in another time zone
    ("Ten died on Sunday.", "2024-02-18"),
    ("on Tuesday", "2024-02-20"),
    ("last Monday", "2024-02-19"),
    ("last Tuesday", "2024-02-13"),
    ("Wednesday last", "2024-02-14"),
    ("Sunday night's attack", "2024-02-18"),
    ("the night of Sunday", "2024-02-18"),
    ("on Wednesday of last week", "2024-02-14"),
    ("on Sat.", "2024-02-17"),
    ("yesterday morning", "2024-02-19"),
    ("the day before yesterday", "2024-02-18"),
    ("earlier today", "2024-02-20"),
    ("THIS MORNING", "2024-02-20"),
    ("last night", "2024-02-19"),
    ("two days ago", "2024-02-18"),
    ("50 days ago", "2024-01-01"),
    ("two hours ago", "2024-02-20"),
    ("48 hours ago", "2024-02-18"),
]


@pytest.mark.parametrize(("text", "day"), ONE_DAY)
def test_one_day(text: str, day: str) -> None:
    assert days(text) == [(day, day, 1)]


SPANS = [
    ("Sunday and Monday", ("2024-02-18", "2024-02-19", 2)),
    ("from Friday to Sunday", ("2024-02-16", "2024-02-18", 2)),
    ("overnight", ("2024-02-19", "2024-02-20", 2)),
    ("over the weekend", ("2024-02-17", "2024-02-18", 2)),
    ("between 3 and 5 May", ("2023-05-03", "2023-05-05", 2)),
    ("on May 3-5, 2020", ("2020-05-03", "2020-05-05", 2)),
    ("on 3, 4 and 5 May", ("2023-05-03", "2023-05-05", 2)),
    ("from 30 December to 2 January", ("2023-12-30", "2024-01-02", 2)),
    ("from January 30, 2020 to February 7, 2020", ("2020-01-30", "2020-02-07", 4)),
    ("about 12 January", ("2024-01-10", "2024-01-14", 2)),
    ("a few days ago", ("2024-02-14", "2024-02-18", 2)),
    ("last week", ("2024-02-12", "2024-02-18", 3)),
    ("earlier this week", ("2024-02-19", "2024-02-20", 2)),
    ("three weeks ago", ("2024-01-27", "2024-02-02", 3)),
    ("last month", ("2024-01-01", "2024-01-31", 4)),
    ("earlier this month", ("2024-02-01", "2024-02-20", 4)),
    ("in April", ("2023-04-01", "2023-04-30", 4)),
    ("in February", ("2024-02-01", "2024-02-20", 4)),
    ("last February", ("2023-02-01", "2023-02-28", 4)),
    ("early January", ("2024-01-01", "2024-01-10", 4)),
    ("in Feb. 2020", ("2020-02-01", "2020-02-29", 4)),
    ("in April of last year", ("2023-04-01", "2023-04-30", 4)),
    ("two months ago", ("2023-12-01", "2023-12-31", 4)),
    ("from January to March 2023", ("2023-01-01", "2023-03-31", 5)),
    ("the past four months", ("2023-10-20", "2024-02-20", 5)),
    ("in the last 24 hours", ("2024-02-19", "2024-02-20", 2)),
    ("in 2013", ("2013-01-01", "2013-12-31", 5)),
    ("the 2013 elections", ("2013-01-01", "2013-12-31", 5)),
    ("in late 2013", ("2013-09-01", "2013-12-31", 5)),
    ("between 2010 and 2013", ("2010-01-01", "2013-12-31", 5)),
    ("last year", ("2023-01-01", "2023-12-31", 5)),
    ("ten years ago", ("2014-01-01", "2014-12-31", 5)),
    ("In March 20 people died", ("2023-03-01", "2023-03-31", 4)),
]


@pytest.mark.parametrize(("text", "span"), SPANS)
def test_spans(text: str, span: tuple[str, str, int]) -> None:
    assert days(text) == [span]


NO_DATE = [
    "next Sunday",
    "The council will meet on Sunday.",
    "Elections are due in April",
    "on 12 March 2024",  # yet to come
    "on 5 March",  # announced
    "on 31 February 2024",
    "on 2023-02-30",
    "Maria, 12, was hurt",
    "Kila, aged 18, May be alive",
    "5 may have been killed",
    "ABOUT 12 MAY HAVE DIED",
    "the march of 12 men",
    "$12 May",
    "K12,000 and 1,990 kina",
    "In 2000 homes there is no light",
    "by 2013 people",
    "open 24/7",
    "since 9/11",
    "the 5th brigade",
    "Sun and rain",
    "the Sunday Times",
    "every Sunday",
    "Bloody Sunday",
    "at 10:30",
    "in the 1990s",
    "the previous day",
    "",
]


@pytest.mark.parametrize("text", NO_DATE)
def test_no_date(text: str) -> None:
    assert days(text) == []


def test_counts_from_the_date_told_before() -> None:
    text = "On 3 January he fled. A day earlier his house burnt. Two days later he was shot."
    assert [first for first, _, _ in days(text)] == ["2024-01-03", "2024-01-02", "2024-01-04"]


def test_a_month_is_no_base_for_the_next_day() -> None:
    assert days("In January they fought. The next day they fled.") == [
        ("2024-01-01", "2024-01-31", 4)
    ]


def test_that_same_day_is_the_day_before() -> None:
    assert days("On Sunday a man died. That same day a shop burnt.") == [
        ("2024-02-18", "2024-02-18", 1),
        ("2024-02-18", "2024-02-18", 1),
    ]


def test_without_publication_only_full_dates() -> None:
    text = "On Sunday and on 18 February, and yesterday, and on 3 May 2019 and in 2018."
    assert days(text, None) == [
        ("2019-05-03", "2019-05-03", 1),
        ("2018-01-01", "2018-12-31", 5),
    ]


def test_a_dateline_dates_yesterday() -> None:
    text = "BOGOTA, 12 JAN 89 (EFE) -- [TEXT] FIVE PEASANTS WERE KILLED YESTERDAY."
    line, told = mentions(text, None)
    assert line.dateline
    assert line.words == "12 JAN 89"
    assert not told.dateline
    assert told.first == date(1989, 1, 11)


def test_a_dateline_before_publication_is_the_base() -> None:
    text = "Port Moresby, Feb. 17 (Reuters) - Ten died on Thursday."
    assert days(text) == [("2024-02-17", "2024-02-17", 1), ("2024-02-15", "2024-02-15", 1)]


def test_an_old_dateline_is_not_the_base() -> None:
    text = "BOGOTA, 12 JAN 89 -- FIVE WERE KILLED YESTERDAY."
    assert [first for first, _, _ in days(text)] == ["1989-01-12", "2024-02-19"]


def test_the_previous_day_does_not_count_from_the_dateline() -> None:
    assert len(mentions("LIMA, 12 JAN 89 -- THE PREVIOUS DAY TEN DIED.", None)) == 1


def test_two_figures_of_a_year_are_never_people() -> None:
    assert days("On 12 January 30 people died.") == [("2024-01-12", "2024-01-12", 1)]


def test_a_line_may_break_within_a_date() -> None:
    assert days("killed on 18\nFebruary\n2024 and") == [("2024-02-18", "2024-02-18", 1)]


def test_29_february_goes_back_to_a_leap_year() -> None:
    assert days("on 29 February", date(2023, 6, 1)) == [("2020-02-29", "2020-02-29", 1)]


def test_on_a_saturday_the_weekend_is_the_last_one() -> None:
    assert days("over the weekend", date(2024, 2, 17)) == [("2024-02-10", "2024-02-11", 2)]


@pytest.mark.parametrize(
    ("length", "expected"), [(1, 1), (2, 2), (6, 2), (7, 3), (8, 4), (31, 4), (32, 5), (400, 5)]
)
def test_precision_by_length(length: int, expected: int) -> None:
    first = date(2024, 1, 1)
    assert precision(first, first + timedelta(days=length - 1)) == expected


PIECES = (
    *("on", "12", "31", "99", "2024", "0", "May", "Feb.", "may", "Sunday", "last", "next", "week"),
    *("ago", "the", "day", "before", ",", "-", "(", ")", "and", "yesterday", "2013-02-30"),
    *("9999", "years", "1/2/03", "later"),
)


@given(
    st.lists(
        st.sampled_from(PIECES),
        max_size=12,
    ),
    st.none() | st.dates(date(1900, 1, 1), date(2100, 1, 1)),
)
def test_any_text_gives_words_in_order(words: list[str], published: date | None) -> None:
    text = " ".join(words)
    end = 0
    for mention in mentions(text, published):
        assert mention.words == text[mention.start_char : mention.end_char]
        assert mention.start_char >= end
        assert mention.first <= mention.last
        assert published is None or mention.first <= published + timedelta(days=1)
        assert mention.precision == precision(mention.first, mention.last)
        end = mention.end_char
