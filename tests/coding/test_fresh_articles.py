"""What a newspaper's own style hides: invented articles, worked by hand. Published on a Tuesday."""

from __future__ import annotations

from datetime import date

import pytest
from test_incidents import coded, days, dead, only, where

from forestall.coding import dates
from forestall.coding.merge_tolls import Stated, settled
from forestall.coding.report import Count

WEEK_LATER = date(2024, 2, 27)


def test_the_day_police_confirm_is_not_the_day_of_the_fight() -> None:
    report = only(
        "Nine men were killed in a tribal fight at Kokas in Enga, police confirmed yesterday. "
        "The fight broke out on Saturday morning between two clans."
    )
    assert days(report) == ("2024-02-17", "2024-02-17", 1)


def test_the_day_of_an_older_count_is_left_out() -> None:
    report = only(
        "Thirty people died in a clan fight at Kokas in Enga, police said on Monday, up from 20 "
        "a day ago. Clansmen were killed there on Saturday."
    )
    assert days(report) == ("2024-02-17", "2024-02-17", 1)


def test_a_threat_is_no_killing() -> None:
    text = '"We\'ll burn the power line and kill anyone who comes to Kokas," said a clan leader.'
    assert coded(text) == ()


def test_who_the_dead_all_were_adds_nobody() -> None:
    report = only(
        "Gunmen have killed 16 people, all women and children, in a clan raid on Kokas in Enga "
        "on Sunday."
    )
    assert dead(report) == (16, 16, 16)


def test_what_police_first_said_gives_way_to_the_bodies_counted() -> None:
    report = only(
        "Police officers opened fire on miners at Kokas in Enga on Sunday. The police first said "
        "that three suspects had been killed. The hospital in Wabag says it received four bodies, "
        "and that all had been shot in the back."
    )
    assert report.killed is not None
    assert report.killed.value.total.best == 4


@pytest.mark.parametrize(
    "words",
    [
        "The attackers came to Afura, a village of 800 people, on Sunday.",
        "It was the massacre in Afura, where they came on Sunday.",
    ],
)
def test_a_village_is_seen_by_the_words_around_it(words: str) -> None:
    report = only(f"Clansmen killed 16 people in a village in Hela. {words}")
    assert where(report) == "Afura"


def test_people_fled_from_where_others_were_killed() -> None:
    found = coded(
        "Clansmen killed fifteen people at Kokas in Enga on Monday. Kokas had taken in people who "
        "fled from Lumi, where seven villagers were killed on Sunday."
    )
    assert [where(each) for each in found] == ["Kokas", "Lumi"]


def test_somebody_who_speaks_in_a_town_sets_nothing_there() -> None:
    report = only(
        "Five men were killed in Hela in a fight between two clans. An adviser in Port Moresby "
        "said gunmen of both clans clashed on Sunday."
    )
    assert where(report) == "Hela"


def test_a_trial_recalls_one_event_in_several_sentences() -> None:
    text = (
        "The trial of nine men over the killing of five people accused of sorcery at Kokas in "
        "Enga opened yesterday. All pleaded not guilty. The State alleges that they marched from "
        "their village on April 14, 2021, to kill people they blamed."
    )
    (report,) = coded(text)
    assert days(report) == ("2021-04-14", "2021-04-14", 1)
    assert where(report) == "Kokas"
    assert coded(text.replace(" at Kokas in Enga", "")) == ()


def test_the_month_in_a_charge_dates_the_deeds_told_after_it() -> None:
    (report,) = coded(
        "Police have charged two men with murder over the massacre of women at Kokas village in "
        "Enga in November. Both are said to belong to the clan band which attacked the village "
        "and left 16 people dead."
    )
    assert days(report) == ("2023-11-01", "2023-11-30", 4)


def test_dead_by_the_17th() -> None:
    found = dates.mentions("He was dead by the 17th.", WEEK_LATER)
    assert [(m.first, m.last) for m in found] == [(date(2024, 2, 17), date(2024, 2, 17))]


def test_as_many_as_fifty_yields_to_a_number() -> None:
    police = Stated(date(2024, 2, 17), 0, Count(30, 30, 30))
    leader = Stated(date(2024, 2, 18), 1, Count(0, 50, 50))
    assert settled([police, leader])[0] == Count(30, 30, 30)
    assert settled([leader])[0].best == 50


def test_a_number_alone_makes_no_incident_of_a_story_that_looks_back() -> None:
    told = "Police arrested two clansmen over the fight in which five men were killed{}."
    assert coded(told.format(" in Papua New Guinea"), published=WEEK_LATER) == ()
    assert len(coded(told.format(" at Kokas in Enga"), published=WEEK_LATER)) == 1


def test_the_day_shots_were_heard_is_the_day() -> None:
    report = only(
        "At least 15 people are dead after a clan raid on Kokas in Enga. A nurse told the "
        "radio in Wabag that she had gone out early and heard shots at six "
        "o'clock yesterday and hid in the grass."
    )
    assert days(report) == ("2024-02-19", "2024-02-19", 1)
