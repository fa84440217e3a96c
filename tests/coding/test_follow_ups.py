"""Reports of what came after, sums and stories, and one article's second village."""

from __future__ import annotations

from datetime import date

import pytest
from test_incidents import coded, days, dead, only, where

from forestall.vocabulary import ViolenceKind

MARCH = date(2024, 3, 19)
"""A Tuesday."""


def dated(text: str, published: date = MARCH, title: str = "") -> tuple[str, str, int]:
    (report,) = coded(text, title, published)
    return days(report)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "The Siki clan paid K80,000 yesterday for two men of the Tete clan who were killed in "
            "a clan fight at Kokas in Enga on March 2.",
            ("2024-03-02", "2024-03-02", 1),
        ),
        (
            "The clans shook hands on Saturday, two weeks after a clash at Kokas in Enga in which "
            "four clansmen were killed.",
            ("2024-02-28", "2024-03-05", 3),  # two weeks before Saturday 16 March, 3 days about
        ),
        (
            "Police arrested six tribesmen yesterday over the killing of five people in a tribal "
            "fight at Kokas in Enga in February.",
            ("2024-02-01", "2024-02-29", 4),
        ),
        (
            "It is nearly three weeks since the clan raid on Kokas in Enga. Eight people were "
            "killed on the Wednesday.",
            ("2024-02-28", "2024-02-28", 1),  # 27 February, 4 days about, has one Wednesday
        ),
    ],
)
def test_a_follow_up_is_dated_by_the_violence(text: str, told: tuple[str, str, int]) -> None:
    assert dated(text) == told


def test_a_follow_up_without_a_day_lies_in_the_year_before() -> None:
    (report,) = coded(
        "Relatives buried five men on Saturday who were killed in a tribal fight at Kokas in Enga.",
        published=MARCH,
    )
    assert days(report) == ("2023-03-20", "2024-03-19", 5)
    assert report.when is not None
    assert report.when.sentences == ()


def test_news_without_a_day_lies_in_the_week_before() -> None:
    told = dated("Five men have been killed in a tribal fight at Kokas in Enga, police say.")
    assert told == ("2024-03-13", "2024-03-19", 3)


def test_a_fight_weeks_after_another_is_not_dated_by_that_one() -> None:
    told = dated(
        "Three men were ambushed and killed by tribesmen at Kokas in Enga on Friday, less than "
        "three weeks after a fight between the two clans."
    )
    assert told == ("2024-03-15", "2024-03-15", 1)


def test_the_first_sunday_is_not_the_last() -> None:
    told = dated(
        "On the first Sunday a widow accused of sorcery was killed at Kokas in Enga.",
        title="Editorial: a grave",
    )
    assert told == ("2023-03-20", "2024-03-19", 5)


def test_a_court_that_comes_before_the_violence_tells_its_place_and_day() -> None:
    (report,) = coded(
        "Two men appeared in court yesterday over a tribal fight at Kokas in Enga in January. "
        "Three men of the Siki clan were shot dead with home-made guns.",
        published=MARCH,
    )
    assert days(report) == ("2024-01-01", "2024-01-31", 4)
    assert where(report) == "Kokas"


@pytest.mark.parametrize(
    "text",
    [
        "More than 300 people were killed in tribal fights in Enga last year, the minister said.",
        "Two tribes of Enga made peace on Saturday after nine years of warfare. At least 170 "
        "people have been killed in the fighting since it began.",
        "In one drill policemen dressed as tribesmen attacked a village at Kokas in Enga and "
        "killed 20 people with blanks.",
        "Police will not allow a repeat of 2017, when scores of people died in tribal fighting.",
        "Six people were killed in such sorcery attacks in the first four months of the year.",
        "Women accused of sorcery are killed and nobody speaks.",
    ],
)
def test_sums_drills_and_laments_are_no_incidents(text: str) -> None:
    assert coded(text, published=MARCH) == ()


def test_a_film_is_no_incident() -> None:
    text = "I counted 38 bodies when clansmen raided Kokas village in Enga with axes."
    assert coded(text, "Film review: The Last Arrow") == ()
    assert len(coded(text, "Raid on Kokas")) == 1


def test_a_village_near_the_town_told_first_is_no_second_site() -> None:
    report = only(
        "Gunmen killed women in a tribal massacre near Wabag on Monday. "
        "Eleven people died in the attack at Fiyako village."
    )
    assert dead(report)[1] == 11


def test_two_fights_announced_together_are_two() -> None:
    found = coded(
        "Six people were killed in Enga on Sunday in two separate tribal fights. "
        "Four of them died at Kokas. They were shot at Lumi over a child, the other two."
    )
    assert [where(r) for r in found] == ["Kokas", "Lumi"]
    assert dead(found[0])[1] == 4


def test_the_dead_of_a_dispute_are_not_those_of_the_day() -> None:
    report = only(
        "Two men were killed by a rival clan in an ambush at Kokas in Enga on Sunday. Eight people "
        "have now died in the dispute."
    )
    assert dead(report)[1] == 2


def test_a_province_told_after_its_country_is_the_place() -> None:
    report = only("Five people were killed in a clan fight in Papua New Guinea's Hela province.")
    assert where(report) == "Hela"


def test_police_who_arrest_for_a_killing_did_not_do_it() -> None:
    report = only("Police have arrested six men over the killing of five Siki tribesmen at Kokas.")
    assert report.kind.value is ViolenceKind.NON_STATE


def test_election_fighting_is_named_by_its_words() -> None:
    report = only("Five people died in election fighting in Wabag in Enga on Sunday.")
    assert report.sub_kind.value == "election"


@pytest.mark.parametrize(
    "text",
    [
        "Two men were shot dead in a clan ambush at Kokas in Enga on Sunday, days after three Siki "
        "tribesmen were killed.",
        "Two women were killed at Kokas in Enga on Sunday by clansmen who said they had killed a "
        "boy with sorcery.",
    ],
)
def test_deaths_told_as_what_came_before_do_not_count(text: str) -> None:
    assert dead(only(text))[1] == 2


def test_an_earlier_fight_told_in_a_sentence_of_its_own_is_another() -> None:
    found = coded(
        "Two men were killed in a clan fight at Kokas in Enga on Sunday. It came a week after four "
        "men were killed at Lumi."
    )
    assert [dead(r)[1] for r in found] == [2, 4]
    assert days(found[0]) == ("2024-02-18", "2024-02-18", 1)


def test_the_deaths_a_follow_up_counts_from_do_count() -> None:
    report = only("The clans of Kokas in Enga made peace, weeks after 18 clansmen were killed.")
    assert dead(report)[1] == 18


def test_the_dead_of_a_world_war_are_no_incident() -> None:
    text = "A wreath was laid at Kokas for 3,824 soldiers who were killed in the Second World War."
    assert coded(text) == ()
