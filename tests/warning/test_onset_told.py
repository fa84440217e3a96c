"""Drivers of an onset forecast in words that say which way they lie."""

from __future__ import annotations

from math import exp, log1p, nan

import pytest

from forestall.records.holdings import Holdings
from forestall.records.store import Store
from forestall.warning.onset import OnsetOutlook, onset_outlook
from forestall.warning.onset_ensemble import Recipe
from forestall.warning.onset_reasons import Driver
from forestall.warning.onset_told import HIGH_LOW, OWN, YES_NO, told
from forestall.warning.onset_words import WORDS, group_of

CASES = [
    ("infant_mortality", {"infant_mortality": 8.0}, "high infant mortality"),
    ("infant_mortality", {"infant_mortality": 2.0}, "low infant mortality"),
    ("free_discussion", {"free_discussion": 0.1}, "little freedom to discuss politics"),
    ("even_civil_rights", {"even_civil_rights": 0.0}, "inequality of civil rights across groups"),
    ("neighbours_war", {"neighbours_war": 0.2}, "war in a neighbouring country"),
    (
        "killed_by_government",
        {"killed_by_government": log1p(1234), "killed_by_government_3y": 5.0},
        "killing of 1,234 civilians by the government this year",
    ),
    (
        "killed_by_others",
        {"killed_by_others": 0.0, "killed_by_others_3y": 2.0},
        "killing of civilians by other armed groups in the last three years but not in this one",
    ),
    (
        "killed_by_others",
        {"killed_by_others": 0.0, "killed_by_others_3y": 0.0},
        "no killing of civilians by other armed groups in three years",
    ),
    (
        "battle",
        {"war": 0.0, "battle": log1p(60), "battle_3y": 3.0},
        "fighting short of war with 60 battle deaths this year",
    ),
    (
        "battle",
        {"war": 0.0, "battle": 0.0, "battle_3y": 3.0},
        "fighting in the last three years but not in this one",
    ),
    (
        "deaths",
        {"deaths": log1p(500), "deaths_growth": -0.7},
        "a falling toll of 500 deaths of all kinds this year",
    ),
    (
        "deaths",
        {"deaths": 0.0, "deaths_growth": 0.0},
        "no death in organised violence this year",
    ),
    ("past", {"ever": 0.0, "onset_recent": exp(-60 / 8)}, "no mass killing since 1945"),
    # The mark of an onset fades to 1/e in eight years: exp(-16/8) is sixteen years.
    (
        "past",
        {"ever": 1.0, "onset_recent": exp(-2)},
        "a mass killing begun 16 years ago",
    ),
    ("past", {"ever": 1.0, "onset_recent": 1.0}, "a mass killing begun this year"),
    ("ongoing", {"ongoing": 2.0}, "more than one mass killing already going on"),
    (
        "conflict",
        {"conflict": 0.0, "peace_years": log1p(1)},
        "armed conflict 1 year ago but not since",
    ),
    ("conflict", {"conflict": 0.0, "peace_years": log1p(40)}, "no armed conflict in 40 years"),
    ("parties", {"parties_banned": 0.0, "some_parties_banned": 1.0}, "a ban on some parties"),
    (
        "excluded_share",
        {"excluded_share": 0.25},
        "exclusion from power of ethnic groups with 25% of the population",
    ),
    ("discriminated_share", {"discriminated_share": 0.0}, "no ethnic group discriminated against"),
    ("judicial_reform", {"judicial_reform": 0.0}, "weakening of the judiciary"),
    ("religious_freedom", {"religious_freedom": 1.0}, "little freedom of religion"),
    ("growth", {"growth": -2.5}, "a shrinking economy (−2.5% a head)"),
]
MEAN = {"infant_mortality": 7.0, "free_discussion": 0.5}


@pytest.mark.parametrize(("name", "here", "words"), CASES)
def test_words_say_what_is_so_here(name: str, here: dict[str, float], words: str) -> None:
    assert told(name, here, MEAN) == words


def test_the_year_is_told_where_it_is_known() -> None:
    here = {"deaths": log1p(500), "deaths_growth": 0.0, "year": 2012.0}
    assert told("deaths", here, MEAN) == "a steady toll of 500 deaths of all kinds in 2012"


def test_a_missing_value_and_a_stranger_keep_neutral_words() -> None:
    assert told("infant_mortality", {"infant_mortality": nan}, MEAN) == WORDS["infant_mortality"]
    assert told("coups", {"coups": 1.0}, {}) == "coups"


def test_every_driver_has_words_of_its_own() -> None:
    groups = {group_of(name) for name in Recipe().everything}
    assert groups == set(HIGH_LOW) | set(YES_NO) | set(OWN)


def test_a_driver_reads_as_a_sentence() -> None:
    # exp(0.262) = 1.3
    driver = Driver("infant_mortality", "low infant mortality", -0.262)
    assert str(driver) == "low infant mortality lowers the odds 1.3-fold"


@pytest.fixture(scope="module")
def outlook(tmp_path_factory: pytest.TempPathFactory) -> OnsetOutlook:
    return onset_outlook(Holdings.open(Store(tmp_path_factory.mktemp("store"))))


def test_rich_and_poor_are_told_apart(outlook: OnsetOutlook) -> None:
    def words(iso3: str) -> dict[str, str]:
        return {driver.name: driver.words for driver in outlook.reasons(iso3).drivers}

    assert words("NOR")["infant_mortality"] == "low infant mortality"
    assert words("CAF")["infant_mortality"] == "high infant mortality"
    for iso3 in ("NOR", "CAF", "SDN", "IND"):
        told_here = [text for name, text in words(iso3).items() if name != "rest"]
        assert not [text for text in told_here if text.startswith(("the ", "whether", "how"))]
