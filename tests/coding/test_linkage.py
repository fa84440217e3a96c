"""Levels of agreement, blocks, and likeness of texts: worked by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from tellings import clan, in_district, report, village, when

from forestall.coding.blocks import candidates
from forestall.coding.linkage import Linkage, Weights
from forestall.coding.linkage_levels import (
    actors_level,
    distance_km,
    place_level,
    time_level,
)
from forestall.coding.linkage_text import FEATURES, Background, TextModel, Texts
from forestall.coding.report import Place, Report
from forestall.coding.sketch import sketch
from forestall.vocabulary import ViolenceKind

LIMITS = Weights.packaged().limits


@pytest.mark.parametrize(
    ("one", "other", "level"),
    [
        (village("Akom"), village("Akon"), "other"),  # four letters: two villages
        (village("Fiyawena"), village("Fiyawana"), "same"),
        (village("Akom"), in_district(), "within"),
        (in_district(), in_district("Kandep"), "other_district"),
        (village("Akom"), village("Sopas"), "near"),
        (village("Akom"), village("Akom", "Kandep"), "far"),
        (village("Akom"), village("Akom", "Tari", "Hela"), "other_province"),
        (village("Akom"), Place("Enga", "PNG", "Enga", precision=4), "same_province"),
        (village("Akom"), Place("", "PNG"), "unknown"),
        (village("Akom"), Place("Goma", "COD", precision=1), "other_country"),
    ],
)
def test_place_levels(one: Place, other: Place, level: str) -> None:
    a, b = (sketch(report(n, None, place=p)).spot for n, p in (("a#0", one), ("b#0", other)))
    expected = "near" if level == "other" else level
    assert place_level(a, b, LIMITS) == expected
    assert place_level(b, a, LIMITS) == expected


@pytest.mark.parametrize(
    ("one", "other", "level"),
    [
        (("2024-02-18",), ("2024-02-18",), "same_day"),
        (("2024-02-17", "2024-02-18"), ("2024-02-18",), "overlap"),
        (("2024-02-17",), ("2024-02-18",), "next_day"),
        (("2024-02-15",), ("2024-02-18",), "days_2_3"),
        (("2024-02-13",), ("2024-02-18",), "days_4_7"),
        (("2024-02-11",), ("2024-02-18",), "week"),
        (("2024-02-08",), ("2024-02-18",), "days_8_14"),
        (("2024-01-18",), ("2024-02-18",), "later"),
        (("2024-02-01", "2024-02-29", 4), ("2024-02-18",), "loose"),
    ],
)
def test_time_levels(one: tuple[str, ...], other: tuple[str, ...], level: str) -> None:
    a = sketch(report("a#0", "2024-03-01", happened=when(*one)))
    b = sketch(report("b#0", "2024-03-10", happened=when(*other)))
    assert time_level(a, b, 3) == level
    assert time_level(b, a, 3) == level


@pytest.mark.parametrize(
    ("one", "other", "level"),
    [
        (("Sikin", "Ambulin"), ("the Ambulin tribe", "Sikin"), "two_names"),
        (("Sikin",), ("Ambulin", "Sikin"), "one_name"),
        (("Sikin", "Okiru"), ("Ambulin", "Sikin"), "some_shared"),
        (("Sikin",), ("Ambulin",), "other_names"),
        (("Sikin",), ("gunmen",), "unknown"),
    ],
)
def test_actor_levels(one: tuple[str, ...], other: tuple[str, ...], level: str) -> None:
    a = sketch(report("a#0", None, sides=tuple(map(clan, one))))
    b = sketch(report("b#0", None, sides=tuple(map(clan, other))))
    assert actors_level(a, b)[0] == level


def test_a_degree_of_latitude_is_111_km() -> None:
    north = sketch(report("a#0", None, place=village("A", latitude=-5.0, longitude=143.0))).spot
    south = sketch(report("b#0", None, place=village("B", latitude=-6.0, longitude=143.0))).spot
    assert distance_km(north, south) == pytest.approx(111.19, abs=0.01)


def test_only_reports_that_share_a_block_are_weighed() -> None:
    made = [
        report("a#0", "2024-02-19", happened=when("2024-02-18"), place=village("Akom")),
        report("b#0", "2024-02-19", happened=when("2024-02-16"), place=in_district()),
        report("c#0", "2024-02-19", happened=when("2024-02-16"), place=in_district("Tari", "Hela")),
        report("d#0", "2021-02-19", happened=when("2021-02-16"), place=village("Akom")),
        report("e#0", None, place=village("Akom")),
    ]
    # a and b: one district; b and c: one day; e has no date and is looked at with every Akom
    pairs = set(candidates([sketch(each) for each in made]))
    assert pairs == {(0, 1), (1, 2), (0, 4), (1, 4), (3, 4)}


def test_a_clan_that_most_of_an_archive_names_says_little() -> None:
    def pair(name: str) -> list[object]:
        return [
            report(f"{n}#0", "2024-02-19", happened=when("2024-02-18"), sides=(clan(name),))
            for n in "ab"
        ]

    others = [
        report(f"x{n}#0", f"{1900 + n}-02-19", sides=(clan("Sikin"),), place=in_district())
        for n in range(100)
    ]
    rare = Linkage([*pair("Okiru"), *others]).weighed()[0, 1]
    common = Linkage([*pair("Sikin"), *others]).weighed()[0, 1]
    assert rare > common


def test_likeness_of_texts() -> None:
    texts = ["Akom burned. Akom men fled.", "Akom burned. Akom men fled.", "Rain fell in Tari.", ""]
    made = Texts(texts, Background(0, {}), ([0, 0, 0], [1, 2, 3])).likeness([0, 0, 0], [1, 2, 3])
    assert made.shape == (3, len(FEATURES))
    same = dict(zip(FEATURES, made[0].tolist(), strict=True))
    assert same.pop("numbers") == 0  # none is told
    assert all(value == pytest.approx(1) for value in same.values())
    assert np.allclose(made[1:], 0)


def test_evidence_is_log_odds_less_those_it_was_learnt_at() -> None:
    model = TextModel((1.0, 2.0), -3.0, -0.5, Background(0, {}))
    assert model.evidence(np.array([[1.0, 0.5]])).tolist() == [-0.5]


@pytest.mark.parametrize(
    ("precision", "published", "level"),
    [
        (3, "2024-02-20", "told_within_week"),
        (3, "2024-03-01", "days_8_14"),
        (3, "2024-04-01", "later"),
        (5, "2024-03-20", "back_month"),
        (5, "2024-08-20", "back_half_year"),
        (5, "2025-08-20", "back_longer"),
        (5, "2024-02-10", "later"),  # out before the day it would tell of
    ],
)
def test_a_report_that_tells_no_day_goes_by_when_it_came_out(
    precision: int, published: str, level: str
) -> None:
    exact = sketch(report("a#0", "2024-02-19", happened=when("2024-02-18")))
    vague = undated(report("b#0", published, happened=when("2024-02-01", published, precision)))
    assert time_level(exact, sketch(vague), 3) == level
    assert time_level(sketch(vague), exact, 3) == level


def undated(made: Report) -> Report:
    assert made.when is not None
    return replace(made, when=replace(made.when, sentences=()))


def test_the_wrong_month_is_less_far_off_than_the_wrong_day() -> None:
    exact = sketch(report("a#0", "2024-02-19", happened=when("2024-02-18")))
    month = sketch(report("b#0", "2024-09-02", happened=when("2024-03-01", "2024-03-31", 4)))
    assert time_level(exact, month, 3) == "vague_month"


def test_two_pairs_of_other_clans_are_further_apart_than_one_other_clan() -> None:
    one, two, three = (
        sketch(report(f"{n}#0", None, sides=tuple(map(clan, sides))))
        for n, sides in enumerate((("Sikin", "Ambulin"), ("Okiru", "Liwi"), ("Okiru",)))
    )
    assert actors_level(one, two)[0] == "other_sides"
    assert actors_level(one, three)[0] == "other_names"


def test_a_kind_that_nobody_is_sure_of_speaks_against_nothing() -> None:
    made = report("a#0", None, kind=ViolenceKind.ONE_SIDED, sub_kind="")
    assert sketch(made).kind == "one-sided"
    assert sketch(replace(made, kind=replace(made.kind, score=0.5))).kind == ""


def test_a_village_that_no_gazetteer_knows_is_still_a_village() -> None:
    place = Place("Akom", "PNG", "Enga", precision=4, note="not in the gazetteer; placed in Enga")
    assert sketch(report("a#0", None, place=place)).spot.village == "akom"
    assert sketch(report("a#0", None, place=replace(place, note=""))).spot.village == ""


def test_reports_of_one_province_share_a_block() -> None:
    enga = Place("Enga", "PNG", "Enga", precision=4)
    made = [
        undated(report("a#0", "2024-02-19", happened=when("2024-02-13", "2024-02-19", 3), place=p))
        for p in (enga, enga, Place("Hela", "PNG", "Hela", precision=4))
    ]
    assert set(candidates([sketch(each) for each in made])) == {(0, 1)}


def test_a_crowd_of_others_lowers_the_odds_of_any_two() -> None:
    def told(name: str, day: int) -> Report:
        place = Place("Enga", "PNG", "Enga", precision=4)
        return report(f"{name}#0", None, happened=when(f"2024-02-{day:02d}"), place=place)

    pair = [told("a", 1), told("b", 1)]
    crowd = [told(f"x{day}", day) for day in range(5, 29)]
    assert Linkage(pair).weighed()[0, 1] > Linkage([*pair, *crowd]).weighed()[0, 1]
