"""One incident from several reports: each field by its rule."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations

import pytest
from tellings import at_least, clan, exactly, in_district, report, village, when

from forestall.coding.incident import Evidence
from forestall.coding.merge import merged
from forestall.coding.report import Actor, ActorKind, Count, Told, Toll
from forestall.vocabulary import ViolenceKind

HAPPENED = when("2024-02-18")


def test_first_report_names_the_incident_and_order_does_not_matter() -> None:
    reports = [
        report("b#0", "2024-02-19", happened=HAPPENED, place=village("Akom"), killed=53),
        report("a#0", "2024-02-19", happened=HAPPENED, place=in_district(), killed=26),
        report("c#0", "2024-02-24", happened=when("2024-02-17"), killed=64),
    ]
    made = [merged(each) for each in permutations(reports)]
    assert made[0].incident_id == "a#0"
    assert [each.report_id for each in made[0].reports] == ["a#0", "b#0", "c#0"]
    assert all(each == made[0] for each in made)


def test_undated_reports_come_last() -> None:
    made = merged([report("a#0", None), report("b#0", "2024-02-19")])
    assert made.incident_id == "b#0"


def test_toll_history_keeps_every_number_and_the_last_is_best() -> None:
    days = {"2024-02-18": 53, "2024-02-21": 26, "2024-02-24": 49, "2024-03-01": 64}
    made = merged(
        [
            report(f"{number}#0", day, killed=number, outlet=f"paper {number}")
            for day, number in days.items()
        ]
    )
    assert [each.killed.best for each in made.tolls] == [53, 26, 49, 64]
    assert made.tolls[1].outlet == "paper 26"
    assert made.killed is not None
    assert made.killed.value == Toll(exactly(64))
    assert made.killed.evidence == (Evidence("64#0", 0),)


def test_reprints_are_outlets_and_no_votes() -> None:
    one = report("a#0", "2024-02-19", killed=49, copies=("x", "y"))
    others = [report(f"{n}#0", "2024-02-19", killed=26) for n in "bc"]
    made = merged([one, *others])
    assert made.killed is not None
    assert made.killed.value.total == Count(26, 26, 49)
    assert made.doc_ids == ("a", "x", "y", "b", "c")


def test_women_are_those_of_reports_that_tell_the_toll() -> None:
    def with_women(name: str, day: str, total: int, women: int | None) -> object:
        made = report(name, day)
        return replace(made, killed=Told(Toll(exactly(total), women=women), (0,), 0.6))

    made = merged([with_women("a#0", "2024-02-18", 26, 5), with_women("b#0", "2024-02-28", 49, 8)])
    assert made.killed is not None
    assert (made.killed.value.total.best, made.killed.value.women) == (49, 8)


def test_no_number_is_no_number() -> None:
    made = merged([report("a#0", "2024-02-18", killed=Count(24, None, None)), report("b#0", None)])
    assert made.killed is not None
    assert made.killed.value.total == Count(24, None, None)
    assert merged([report("a#0", "2024-02-18")]).killed is None


def test_kind_is_voted_on_and_brings_its_sub_kind() -> None:
    sorcery = {"kind": ViolenceKind.ONE_SIDED, "sub_kind": "sorcery-accusation"}
    made = merged(
        [
            report("a#0", "2024-02-18", **sorcery),
            report("b#0", "2024-02-18", **sorcery),
            report("c#0", "2024-02-18", sub_kind="intergroup"),
            report("d#0", "2024-02-18", kind=None, sub_kind=""),
        ]
    )
    assert made.kind.value is ViolenceKind.ONE_SIDED
    assert made.sub_kind.value == "sorcery-accusation"
    # two of three: the chance that one is right (1 - 0.3²) times their share
    assert made.kind.score == pytest.approx(0.91 * 2 / 3, abs=1e-4)
    assert made.kind.evidence == (Evidence("a#0", 0), Evidence("b#0", 0))
    assert merged([report("d#0", "2024-02-18", kind=None)]).kind.value is None


def test_day_is_that_of_reports_soon_after_it() -> None:
    made = merged(
        [
            report("a#0", "2024-02-18", happened=when("2024-02-18")),
            report("b#0", "2024-02-25", happened=when("2024-02-25")),
            report("c#0", "2024-02-19", happened=when("2024-02-18")),
            report("d#0", "2024-03-20", happened=when("2024-02-01", "2024-02-29", 4)),
        ]
    )
    assert made.when is not None
    assert made.when.value == when("2024-02-18")
    assert Evidence("b#0", 0) not in made.when.evidence
    assert Evidence("d#0", 0) in made.when.evidence


def test_a_fight_of_two_days_is_not_cut_to_its_first() -> None:
    both = when("2024-02-17", "2024-02-18")
    made = merged(
        [
            report("a#0", "2024-02-19", happened=both),
            report("b#0", "2024-02-19", happened=both),
            report("c#0", "2024-02-19", happened=when("2024-02-17")),
        ]
    )
    assert made.when is not None
    assert made.when.value == both


def test_place_is_the_finest_in_the_province_of_most() -> None:
    made = merged(
        [
            report("a#0", "2024-02-18", place=in_district()),
            report("b#0", "2024-02-18", place=village("Akom")),
            report("c#0", "2024-02-18", place=village("Akom", "Tari", "Hela")),
        ]
    )
    assert made.place is not None
    assert (made.place.value.name, made.place.value.province) == ("Akom", "Enga")
    assert merged([report("a#0", "2024-02-18")]).place is None


def test_spellings_of_one_side_are_one_and_roles_swapped_are_two() -> None:
    made = merged(
        [
            report("a#0", "2024-02-18", sides=(clan("Ambulin"), clan("Sikin tribe"))),
            report("b#0", "2024-02-18", sides=(clan("Ambullin"), clan("Sikin"))),
            report("c#0", "2024-02-19", sides=(clan("Sikin"), clan("Ambulin"))),
        ]
    )
    assert [each.value.name for each in made.sides] == ["Ambulin", "Sikin"]
    assert made.perpetrator is not None
    assert made.target is not None
    assert made.perpetrator.value.name == "Ambulin"
    assert made.target.value.name == "Sikin"


def test_a_named_side_is_told_before_one_of_a_kind_only() -> None:
    nobody = Actor("", ActorKind.COMMUNAL)
    made = merged(
        [
            report("a#0", "2024-02-18", sides=(nobody, nobody)),
            report("b#0", "2024-02-18", sides=(nobody,)),
            report("c#0", "2024-02-18", sides=(clan("Sikin"),)),
        ]
    )
    assert made.perpetrator is not None
    assert made.perpetrator.value.name == "Sikin"
    assert [each.value.name for each in made.sides] == ["Sikin"]


def test_two_sides_of_one_report_without_names_stay_two() -> None:
    here, there = Actor("supporters", ActorKind.PARTY), Actor("scrutineers", ActorKind.PARTY)
    made = merged(
        [
            report("a#0", "2024-02-18", sides=(here, there)),
            report("b#0", "2024-02-18", sides=(Actor("", ActorKind.PARTY),)),
        ]
    )
    assert {each.value.name for each in made.sides} == {"supporters", "scrutineers"}


def test_a_village_comes_before_the_town_its_district_is_named_after() -> None:
    made = merged(
        [
            report("a#0", "2024-02-18", place=village("Nipa", "Nipa/Kutubu"), score=0.9),
            report("b#0", "2024-02-18", place=village("Puril", "Nipa/Kutubu")),
            report("c#0", "2024-02-18", place=village("Nipa", "Nipa/Kutubu")),
        ]
    )
    assert made.place is not None
    assert made.place.value.name == "Puril"


def test_weapons_are_all_told_with_their_sentences() -> None:
    guns, knives = Told("firearms", (2,), 0.5), Told("bladed weapons", (3,), 0.5)
    made = merged(
        [
            report("a#0", "2024-02-18", weapons=(guns, knives)),
            report("b#0", "2024-02-18", weapons=(guns,)),
        ]
    )
    assert [(each.value, each.score) for each in made.weapons] == [
        ("firearms", 0.75),
        ("bladed weapons", 0.5),
    ]
    assert made.weapons[0].evidence == (Evidence("a#0", 2), Evidence("b#0", 2))


def test_injured_and_displaced_follow_the_rule_of_the_dead() -> None:
    def hurt(name: str, day: str, count: Count) -> object:
        told = Told(Toll(count), (0,), 0.6)
        return report(name, day, injured=told, displaced=Told(count, (0,), 0.6))

    made = merged([hurt("a#0", "2024-02-18", exactly(9)), hurt("b#0", "2024-02-28", at_least(12))])
    assert made.injured is not None
    assert made.displaced is not None
    assert made.injured.value.total == at_least(12)
    assert made.displaced.value == at_least(12)


def test_score_is_that_of_any_report_times_how_well_they_hang_together() -> None:
    reports = [report("a#0", "2024-02-18", score=0.5), report("b#0", "2024-02-18", score=0.6)]
    assert merged(reports).score == pytest.approx(0.8)
    assert merged(reports, cohesion=0.75).score == pytest.approx(0.6)
