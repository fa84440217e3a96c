"""Which reports tell of one incident, and how that is undone."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tellings import clan, day, exactly, in_district, later, report, village, when

from forestall.coding.deduplicate import incidents, join, undo
from forestall.coding.incident import By, Link
from forestall.coding.report import Place
from forestall.errors import BadInput, DuplicateIds
from forestall.vocabulary import ViolenceKind

if TYPE_CHECKING:
    from forestall.coding.incident import Joined
    from forestall.coding.report import Report

SIKIN, AMBULIN = clan("Sikin"), clan("Ambulin")


def groups(joined: Joined) -> set[frozenset[str]]:
    return {frozenset(r.report_id for r in each.reports) for each in joined.incidents}


def ambush() -> list[Report]:
    """One massacre, told with four tolls over nine days, by outlets that place it differently."""
    happened = when("2024-02-18")
    sides = (SIKIN, AMBULIN)
    text = "Police said {} men died in an ambush near Akom in Wapenamanda district on Sunday."
    return [
        report(
            f"{name}#0",
            published,
            happened=happened,
            place=place,
            sides=sides[: 2 - number % 2],
            killed=killed,
            text=text.format(killed),
            outlet=name,
        )
        for number, (name, published, place, killed) in enumerate(
            [
                ("wire", "2024-02-18", in_district(), 53),
                ("post", "2024-02-19", village("Akom"), 26),
                ("abc", "2024-02-20", in_district(), 49),
                ("court", "2024-02-27", village("Akom"), 64),
            ]
        )
    ]


def raid(name: str, place: Place, on: str, **more: object) -> Report:
    fields = {
        "happened": when(on),
        "place": place,
        "sides": (clan("Okiru"), clan("Liwi")),
        "text": "Women and children were hacked to death in a raid in the Tagali valley.",
    } | more
    return report(f"{name}#0", later(on, 1), **fields)  # type: ignore[arg-type]


def test_a_massacre_whose_toll_goes_up_and_down_is_one() -> None:
    made = incidents(ambush())
    (only,) = made.incidents
    assert only.incident_id == "wire#0"
    assert [each.killed.best for each in only.tolls] == [53, 26, 49, 64]
    assert only.killed is not None
    assert only.killed.value.total == exactly(64)
    assert len(made.links) == 6
    assert all(each.joined and each.by is By.MODEL for each in made.links)


def test_two_raids_a_day_and_seven_kilometres_apart_are_two() -> None:
    karida = village("Karida", "Komo/Magarima", "Hela", latitude=-5.90, longitude=142.80)
    munima = village("Munima", "Komo/Magarima", "Hela", latitude=-5.95, longitude=142.76)
    made = incidents(
        [
            raid("a", munima, "2019-07-07", killed=7),
            raid("b", karida, "2019-07-08", killed=16),
            raid("c", munima, "2019-07-07", killed=7),
            raid("d", karida, "2019-07-08", killed=15),
        ]
    )
    assert groups(made) == {frozenset({"a#0", "c#0"}), frozenset({"b#0", "d#0"})}
    apart = {(each.one, each.other): each for each in made.links if not each.joined}
    assert all(each.probability < 0.5 for each in apart.values())


def test_two_incidents_of_one_article_are_never_joined() -> None:
    twins = [raid("a", village("Karida"), "2019-07-08"), raid("a", village("Karida"), "2019-07-08")]
    from dataclasses import replace

    made = incidents([twins[0], replace(twins[1], report_id="a#1")])
    assert groups(made) == {frozenset({"a#0"}), frozenset({"a#1"})}
    assert made.links == ()


def test_another_article_does_not_join_two_incidents_of_one() -> None:
    from dataclasses import replace

    one = raid("a", village("Karida"), "2019-07-08")
    made = incidents(
        [one, replace(one, report_id="a#1"), raid("b", village("Karida"), "2019-07-08")]
    )
    assert len(made.incidents) == 2
    assert sum(each.joined for each in made.links) == 1


def test_fights_of_one_village_a_month_apart_are_two() -> None:
    place = village("Akom")
    made = incidents([raid("a", place, "2024-02-18"), raid("b", place, "2024-03-17")])
    assert len(made.incidents) == 2


def test_one_village_name_in_two_provinces_is_two() -> None:
    made = incidents(
        [
            raid("a", village("Kopi", "Kandep", "Enga"), "2024-02-18", sides=()),
            raid("b", village("Kopi", "Kikori", "Gulf"), "2024-02-18", sides=()),
        ]
    )
    assert len(made.incidents) == 2


def test_spelling_variants_are_joined() -> None:
    made = incidents(
        [
            raid("a", village("Fiyawena"), "2024-02-18", sides=(clan("Walapen"),)),
            raid("b", village("Fiyawana"), "2024-02-18", sides=(clan("the Walapin tribe"),)),
        ]
    )
    assert len(made.incidents) == 1


def test_place_unknown_but_the_day_and_clans_the_same_is_one() -> None:
    known = raid("a", village("Akom"), "2024-02-18")
    unknown = raid("b", Place("Papua New Guinea", "PNG", precision=6), "2024-02-18")
    nowhere = report("c#0", "2024-02-20", happened=when("2024-02-18"), sides=known_sides(known))
    assert len(incidents([known, unknown]).incidents) == 1
    assert len(incidents([known, nowhere]).incidents) == 1


def known_sides(of: Report) -> tuple[object, ...]:
    return tuple(each.value for each in of.sides)


def test_a_story_dated_a_week_late_by_its_weekday_is_joined() -> None:
    late = raid("b", village("Akom"), "2024-02-25", killed=17)
    made = incidents([raid("a", village("Akom"), "2024-02-18", killed=17), late])
    assert len(made.incidents) == 1


def test_sorcery_killing_is_not_the_clan_fight_next_to_it() -> None:
    made = incidents(
        [
            raid("a", in_district(), "2024-02-18", killed=12),
            raid(
                "b",
                in_district(),
                "2024-02-18",
                killed=1,
                sides=(),
                kind=ViolenceKind.ONE_SIDED,
                sub_kind="sorcery-accusation",
                text="A widow was burned with hot iron by a mob who called her a witch.",
            ),
        ]
    )
    assert len(made.incidents) == 2


def test_court_story_months_later_is_joined_by_place_and_names() -> None:
    trial = raid("t", village("Akom"), "2024-02-18", happened=when("2024-02-01", "2024-02-29", 4))
    from dataclasses import replace

    late = replace(trial, published=day("2024-09-02"))
    assert len(incidents([raid("a", village("Akom"), "2024-02-18"), late]).incidents) == 1


def looking_back(name: str, published: str, province: str = "Enga", **more: object) -> Report:
    """A follow-up that tells neither day nor village: a month later, in a province."""
    from dataclasses import replace

    made = report(
        f"{name}#0",
        published,
        happened=when(later(published, -365), published, 5),
        place=Place(province, "PNG", province, precision=4),
        text="Women and children were hacked to death in a raid in the Tagali valley.",
        **more,  # type: ignore[arg-type]
    )
    assert made.when is not None
    return replace(made, when=replace(made.when, sentences=()))


def test_a_vague_follow_up_joins_the_one_incident_it_fits() -> None:
    made = incidents(
        [
            raid("a", village("Karida"), "2019-07-08", killed=16),
            raid("b", village("Karida"), "2019-07-08", killed=16),
            looking_back("c", "2019-08-05", killed=16),
            looking_back("h", "2019-08-05", province="Hela", killed=16),
        ]
    )
    assert groups(made) == {frozenset({"a#0", "b#0", "c#0"}), frozenset({"h#0"})}


def test_a_vague_follow_up_that_fits_two_incidents_joins_neither() -> None:
    made = incidents(
        [
            raid("a", village("Karida", "Kandep"), "2019-07-08", killed=16),
            raid("b", village("Akom", "Wabag"), "2019-07-15", killed=16),
            looking_back("c", "2019-08-05", killed=16),
        ]
    )
    assert frozenset({"c#0"}) in groups(made)
    assert len(made.incidents) == 3


def test_the_same_clans_ten_days_later_fight_again() -> None:
    made = incidents(
        [
            raid("a", village("Akom"), "2024-02-05", killed=5),
            raid("b", village("Akom"), "2024-02-16", killed=9),
        ]
    )
    assert len(made.incidents) == 2


def test_no_reports_no_incidents() -> None:
    made = incidents([])
    assert (made.incidents, made.links) == ((), ())


def test_two_reports_of_one_id_are_refused() -> None:
    with pytest.raises(DuplicateIds, match="a#0"):
        incidents([report("a#0", None), report("a#0", None)])


def test_undo_keeps_two_apart_and_says_who_did() -> None:
    first = incidents(ambush())
    made = undo(first, "court#0", "wire#0")
    of = {r.report_id: each.incident_id for each in made.incidents for r in each.reports}
    assert of["wire#0"] != of["court#0"]
    link = next(each for each in made.links if {each.one, each.other} == {"wire#0", "court#0"})
    before = next(each for each in first.links if (each.one, each.other) == (link.one, link.other))
    assert (link.by, link.joined) == (By.REVIEWER, False)
    assert link.probability == before.probability


def test_join_and_undo_come_back_to_where_they_began() -> None:
    apart = [raid("a", village("Akom"), "2024-02-18"), raid("b", village("Akom"), "2024-03-17")]
    first = incidents(apart)
    one = join(first, "a#0", "b#0")
    assert groups(one) == {frozenset({"a#0", "b#0"})}
    assert groups(undo(one, "b#0", "a#0")) == groups(first)


def test_a_reviewer_may_join_what_the_extractor_took_apart() -> None:
    from dataclasses import replace

    one = raid("a", village("Karida"), "2019-07-08")
    first = incidents([one, replace(one, report_id="a#1")])
    assert len(join(first, "a#0", "a#1").incidents) == 1


def test_incidents_that_a_decision_does_not_touch_stay_as_reviewed() -> None:
    from dataclasses import replace

    from forestall.coding.incident import Status

    first = incidents([*ambush(), raid("z", village("Karida", "Komo", "Hela"), "2019-07-08")])
    reviewed = tuple(
        replace(each, status=Status.ACCEPTED) if each.incident_id == "z#0" else each
        for each in first.incidents
    )
    made = undo(replace(first, incidents=reviewed), "wire#0", "court#0")
    assert {each.incident_id: each.status for each in made.incidents}["z#0"] is Status.ACCEPTED


def test_decisions_are_kept_when_all_is_done_anew() -> None:
    undone = undo(incidents(ambush()), "court#0", "wire#0")
    assert incidents(ambush(), undone.links) == undone


def test_decisions_on_reports_that_are_gone_are_logged(caplog: pytest.LogCaptureFixture) -> None:
    gone = Link("wire#0", "gone#0", 0.9, joined=True, by=By.REVIEWER)
    with caplog.at_level(logging.WARNING):
        made = incidents(ambush(), [gone])
    assert len(made.incidents) == 1
    assert "gone#0" in caplog.text


def test_decisions_that_contradict_each_other_are_refused() -> None:
    first = incidents(ambush())
    made = join(join(first, "wire#0", "post#0"), "post#0", "abc#0")
    with pytest.raises(BadInput, match="abc#0"):
        undo(made, "wire#0", "abc#0")


@pytest.mark.parametrize("pair", [("wire#0", "nobody"), ("wire#0", "wire#0")])
def test_bad_ids_are_refused(pair: tuple[str, str]) -> None:
    with pytest.raises(BadInput):
        undo(incidents(ambush()), *pair)
    with pytest.raises(BadInput):
        join(incidents(ambush()), *pair)


@st.composite
def archives(draw: st.DrawFn) -> list[Report]:
    places = [
        None,
        in_district(),
        village("Akom"),
        village("Akon"),
        village("Tari", "Tari", "Hela"),
    ]
    clans = [(), (SIKIN,), (SIKIN, AMBULIN), (clan("Sikkin"), clan("Okiru"))]
    made = []
    for number in range(draw(st.integers(0, 8))):
        start = day("2024-02-10") + timedelta(days=draw(st.integers(0, 12)))
        made.append(
            report(
                f"d{draw(st.integers(0, 5))}#{number}",
                draw(st.sampled_from([None, "2024-02-19", "2024-02-22"])),
                happened=draw(st.sampled_from([None, when(start.isoformat())])),
                place=draw(st.sampled_from(places)),
                sides=draw(st.sampled_from(clans)),
                killed=draw(st.sampled_from([None, 3, 26])),
                text=draw(st.sampled_from(["", "Sikin men died at Akom.", "Police came late."])),
            )
        )
    return made


@settings(max_examples=40, deadline=None)
@given(archives(), st.randoms(use_true_random=False))
def test_order_of_reports_does_not_matter_and_every_report_is_in_one_incident(
    reports: list[Report], chance: object
) -> None:
    made = incidents(reports)
    mixed = list(reports)
    chance.shuffle(mixed)  # type: ignore[attr-defined]
    assert incidents(mixed) == made
    placed = [r.report_id for each in made.incidents for r in each.reports]
    assert sorted(placed) == sorted(each.report_id for each in reports)
    for each in made.incidents:
        docs = [r.doc_id for r in each.reports]
        assert len(docs) == len(set(docs))
    together = {r.report_id: each.incident_id for each in made.incidents for r in each.reports}
    assert all(e.joined == (together[e.one] == together[e.other]) for e in made.links)
    assert all(e.probability >= 0.05 for e in made.links)


@settings(max_examples=40, deadline=None)
@given(archives(), st.data())
def test_a_decision_now_is_the_same_as_one_told_from_the_start(
    reports: list[Report], data: st.DataObject
) -> None:
    ids = [each.report_id for each in reports]
    if len(ids) < 2:
        return
    one, other = data.draw(st.lists(st.sampled_from(ids), min_size=2, max_size=2, unique=True))
    decide = data.draw(st.sampled_from([undo, join]))
    made = decide(incidents(reports), one, other)
    assert made == incidents(reports, made.links)
    together = {r.report_id: each.incident_id for each in made.incidents for r in each.reports}
    assert (together[one] == together[other]) is (decide is join)


def test_two_ambushes_of_one_clan_three_days_apart_are_two() -> None:
    tani = (clan("Tani"),)
    made = incidents(
        [
            raid("a", in_district("Tari", "Hela"), "2017-10-01", killed=3, sides=tani),
            raid("b", in_district("Tari", "Hela"), "2017-10-04", killed=2, sides=tani),
        ]
    )
    assert len(made.incidents) == 2


def test_a_report_sure_of_its_kind_outvotes_two_that_are_not() -> None:
    from dataclasses import replace

    sure = raid("a", village("Karida"), "2019-07-08")
    unsure = [
        replace(r, kind=replace(r.kind, value=ViolenceKind.ONE_SIDED, score=0.5))
        for r in (raid(n, village("Karida"), "2019-07-08", sub_kind="") for n in "bc")
    ]
    (only,) = incidents([sure, *unsure]).incidents
    assert only.kind.value is ViolenceKind.NON_STATE
