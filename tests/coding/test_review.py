"""A reviewer's decisions: what they change, what they keep, what they refuse, and the gold file."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from made_table import joiner, many, table

from forestall.coding import gold, review
from forestall.coding import table as tables
from forestall.coding.field_values import FIELDS, scores, written
from forestall.coding.gold import Decided
from forestall.coding.incident import By, Evidence, Status
from forestall.coding.report import Actor, ActorKind, Count, When
from forestall.errors import BadInput, BadValue, UnknownCountry, UnreadableFile


def test_accept_and_reject_change_the_status_and_nothing_else() -> None:
    before = table()
    accepted = review.find(review.accept(before, "b2#1"), "b2#1")
    rejected = review.reject(before, "b2#1")
    assert accepted.status is Status.ACCEPTED
    assert accepted.kind == before.incidents[1].kind
    assert review.find(rejected, "b2#1").status is Status.REJECTED
    assert [e.incident_id for e in rejected.incidents] == ["a1#1", "b2#1", "c1#1"]
    assert before.incidents[1].status is Status.UNREVIEWED


@pytest.mark.parametrize(
    ("field", "value", "reads"),
    [
        ("kind", "State-Based", "state-based"),
        ("kind", "not told", "not told"),
        ("sub_kind", "election", "election"),
        ("date", "2024-02-17", "2024-02-17"),
        ("date", "2024-02", "2024-02"),
        ("date", "2024", "2024"),
        ("date", "2024-02-16..2024-02-18", "2024-02-16..2024-02-18"),
        ("country", "Papua New Guinea", "PNG"),
        ("province", "Hela", "Hela"),
        ("district", "Lagaip", "Lagaip"),
        ("place", "Kokas Two", "Kokas Two"),
        ("killed", "49-64", "49/56/64"),
        ("killed", "26/49/64", "26/49/64"),
        ("killed", "unknown", "unknown"),
        ("killed", "30+", "30+"),
        ("injured", "7", "7"),
        ("injured", "not told", "not told"),
        ("perpetrator", "army", "army"),
        ("target", "Ambul clan", "Ambul clan (communal group)"),
        ("target", "Red Shirts (party or its supporters)", "Red Shirts (party or its supporters)"),
        ("weapons", "guns, axes,guns", "guns, axes"),
        ("causes", "not told", "not told"),
    ],
)
def test_a_corrected_field_reads_as_it_was_written(field: str, value: str, reads: str) -> None:
    after = review.find(review.correct(table(), "a1#1", field, value), "a1#1")
    assert written(after, field) == reads
    assert after.status is Status.CORRECTED


def test_a_correction_is_certain_and_keeps_its_sentences() -> None:
    after = review.find(review.correct(table(), "a1#1", "killed", "49"), "a1#1")
    assert after.killed is not None
    assert after.killed.value.total == Count(49, 49, 49)
    assert after.killed.score == 1.0
    assert after.killed.evidence == (Evidence("a2#1", 0),)
    assert after.when == review.find(table(), "a1#1").when


def test_dates_have_ucdp_precision() -> None:
    def precision(text: str) -> When:
        after = review.find(review.correct(table(), "a1#1", "date", text), "a1#1")
        assert after.when is not None
        return after.when.value

    assert precision("2024-02-17") == When(date(2024, 2, 17), date(2024, 2, 17), 1)
    assert precision("2024-02-01..2024-02-06").precision == 2
    assert precision("2024-02-01..2024-02-07").precision == 3
    assert precision("2024-02") == When(date(2024, 2, 1), date(2024, 2, 29), 4)
    assert precision("2023-12..2024-01").precision == 5


def test_a_new_province_takes_the_old_point_away() -> None:
    after = review.find(review.correct(table(), "a1#1", "province", "Hela"), "a1#1")
    assert after.place is not None
    place = after.place.value
    assert (place.iso3, place.province, place.district, place.name) == ("PNG", "Hela", "", "")
    assert (place.latitude, place.longitude, place.precision) == (None, None, 4)
    same = review.find(review.correct(table(), "a1#1", "province", "Enga"), "a1#1")
    assert same.place is not None
    assert same.place.value.latitude == -5.49


def test_women_killed_stay_only_where_they_fit() -> None:
    fits = review.find(review.correct(table(), "b2#1", "killed", "3"), "b2#1")
    fewer = review.find(review.correct(table(), "b2#1", "killed", "1"), "b2#1")
    assert fits.killed is not None
    assert fits.killed.value.women == 2
    assert fewer.killed is not None
    assert fewer.killed.value.women is None


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("colour", "red"),
        ("kind", "bad"),
        ("sub_kind", ""),
        ("date", "2024-02-30"),
        ("date", "12 July"),
        ("date", "2024-03..2024-02"),
        ("date", "2020..2024"),
        ("killed", "many"),
        ("killed", "10-4"),
        ("killed", "4/3/5"),
        ("killed", "-3"),
        ("target", "Red Shirts (sailors)"),
        ("weapons", "guns,,axes"),
    ],
)
def test_what_cannot_stand_in_a_field_is_refused(field: str, value: str) -> None:
    with pytest.raises(BadValue) as refused:
        review.correct(table(), "a1#1", field, value)
    assert refused.value.expected


def test_refusals_name_the_choices() -> None:
    with pytest.raises(BadValue, match="state-based, non-state, one-sided"):
        review.correct(table(), "a1#1", "kind", "war")
    with pytest.raises(BadValue, match="sub_kind, date, country"):
        review.correct(table(), "a1#1", "colour", "red")
    with pytest.raises(BadValue, match="guns, bush knives, axes"):
        review.correct(table(), "a1#1", "weapons", "guns, spoons")
    with pytest.raises(UnknownCountry):
        review.correct(table(), "a1#1", "country", "Atlantis")
    with pytest.raises(BadValue, match="a1#1"):
        review.accept(table(), "a1")


def test_a_parted_report_is_an_incident_of_its_own() -> None:
    after = review.part(table(), "a1#1", "a2#1", joiner=joiner)
    assert [[r.report_id for r in e.reports] for e in after.incidents] == [
        ["a1#1", "b1#1"], ["a2#1"], ["b2#1"], ["c1#1"],
    ]  # fmt: skip
    assert written(review.find(after, "a1#1"), "killed") == "26"
    links = {(each.one, each.other): each for each in after.links}
    assert links["a1#1", "a2#1"].by is By.REVIEWER
    assert not links["a1#1", "a2#1"].joined
    assert links["a1#1", "a2#1"].probability == 0.8
    assert links["a1#1", "b1#1"].by is By.MODEL


def test_the_first_report_can_be_parted_and_joined_again() -> None:
    parted = review.part(table(), "a1#1", "a1#1", joiner=joiner)
    assert [e.incident_id for e in parted.incidents] == ["b1#1", "a1#1", "b2#1", "c1#1"]
    again = review.join(parted, "b1#1", "a1#1", joiner=joiner)
    assert [len(e.reports) for e in again.incidents] == [3, 1, 1]
    links = {(each.one, each.other): each for each in again.links}
    assert links["a1#1", "b1#1"].joined
    assert links["a1#1", "b1#1"].by is By.REVIEWER


def test_joining_makes_links_that_were_not_there() -> None:
    after = review.join(table(), "c1#1", "b2#1", joiner=joiner)
    link = next(each for each in after.links if {each.one, each.other} == {"c1#1", "b2#1"})
    assert (link.probability, link.joined, link.by) == (0.0, True, By.REVIEWER)


def test_corrections_outlive_parting_and_joining() -> None:
    corrected = review.correct(table(), "a1#1", "killed", "64")
    parted = review.part(corrected, "a1#1", "a2#1", joiner=joiner)
    kept = review.find(parted, "a1#1")
    assert (written(kept, "killed"), kept.status) == ("64", Status.CORRECTED)
    assert kept.killed is not None
    assert kept.killed.evidence == ()
    assert review.find(parted, "a2#1").status is Status.UNREVIEWED
    joined = review.join(corrected, "c1#1", "a1#1", joiner=joiner)
    assert written(review.find(joined, joined.incidents[0].incident_id), "killed") == "64"


def test_an_accepted_incident_is_reviewed_again_when_it_is_parted() -> None:
    parted = review.part(review.accept(table(), "a1#1"), "a1#1", "a2#1", joiner=joiner)
    assert {each.status for each in parted.incidents} == {Status.UNREVIEWED}


def test_what_cannot_be_parted_or_joined_is_refused() -> None:
    with pytest.raises(BadInput, match="one report"):
        review.part(table(), "b2#1", "b2#1", joiner=joiner)
    with pytest.raises(BadValue, match="a1#1, b1#1, a2#1"):
        review.part(table(), "a1#1", "c1#1", joiner=joiner)
    with pytest.raises(BadInput, match="itself"):
        review.join(table(), "a1#1", "a1#1", joiner=joiner)


def test_the_joiner_of_the_coder_parts_and_joins() -> None:
    pytest.importorskip("forestall.coding.deduplicate")
    parted = review.part(table(), "a1#1", "b1#1")
    assert sorted(len(each.reports) for each in parted.incidents) == [1, 1, 1, 2]
    joined = review.join(parted, "b1#1", "b2#1")
    assert sorted(len(each.reports) for each in joined.incidents) == [1, 2, 2]


def test_scores_are_of_told_fields() -> None:
    found = scores(table().incidents[2])
    assert set(FIELDS) - set(found) == {"injured", "weapons", "causes", "responses"}
    assert found["killed"] == 0.6


def test_a_table_written_and_read_keeps_decisions(tmp_path: Path) -> None:
    after = review.correct(table(), "a1#1", "target", "police")
    after.write(tmp_path / "t.parquet")
    assert tables.read(tmp_path / "t.parquet") == after


def decided(tmp_path: Path) -> Path:
    """A gold file with one decision of each kind, made on :func:`table` one after the other."""
    now, file = table(), tmp_path / "t.gold.jsonl"
    gold.append(
        file, review.decision(now, Decided.PARTED, "a1#1", coder="k", others=["a2#1"], when="1")
    )
    now = review.part(now, "a1#1", "a2#1", joiner=joiner)
    gold.append(
        file,
        review.decision(now, Decided.CORRECTED, "a1#1", field="killed", value="53", when="2"),
    )
    gold.append(file, review.decision(now, Decided.REJECTED, "b2#1", when="3"))
    gold.append(file, review.decision(now, Decided.ACCEPTED, "c1#1", when="4"))
    return file


def test_gold_keeps_what_was_coded_and_how_sure(tmp_path: Path) -> None:
    parted, corrected, *_ = gold.read(decided(tmp_path))
    assert (parted.coder, parted.others, parted.report_ids) == (
        "k", ("a2#1",), ("a1#1", "b1#1", "a2#1"),
    )  # fmt: skip
    assert [each.probability for each in parted.links] == [0.9, 0.8, 0.7, 0.3]
    assert (corrected.field, corrected.coded, corrected.gold) == ("killed", "26", "53")
    assert corrected.scores["killed"] == 0.7
    assert corrected.doc_ids == ("a1", "b1")


def test_gold_is_applied_to_a_later_coding(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Joining:
        incidents = staticmethod(joiner)

    monkeypatch.setitem(__import__("sys").modules, "forestall.coding.deduplicate", Joining)
    monkeypatch.setattr("forestall.coding.deduplicate", Joining, raising=False)
    found = gold.apply(gold.read(decided(tmp_path)), table())
    assert (found.applied, found.left) == (4, ())
    statuses = {each.incident_id: each.status.value for each in found.table.incidents}
    assert statuses == {
        "a1#1": "corrected", "a2#1": "unreviewed", "b2#1": "rejected", "c1#1": "accepted",
    }  # fmt: skip
    again = gold.apply(gold.read(decided(tmp_path / "b")), found.table)
    assert again.table.incidents == found.table.incidents


def test_decisions_on_other_reports_are_left(tmp_path: Path) -> None:
    found = gold.apply(gold.read(decided(tmp_path)), many(3).with_incidents(many(3).incidents[3:]))
    assert found.applied == 0
    assert len(found.left) == 4


def test_a_broken_gold_file_is_named_with_its_line(tmp_path: Path) -> None:
    file = decided(tmp_path)
    file.write_text(file.read_text() + "not json\n")
    with pytest.raises(UnreadableFile, match="line 5"):
        gold.read(file)
    assert gold.read(tmp_path / "none.jsonl") == ()


def test_actors_are_named_groups_or_kinds() -> None:
    after = review.find(review.correct(table(), "b2#1", "perpetrator", "Lai tribe"), "b2#1")
    assert after.perpetrator is not None
    assert after.perpetrator.value == Actor("Lai tribe", ActorKind.CROWD)
