"""The blind sample, and agreement with it once it is filled."""

from __future__ import annotations

import csv
import io
from datetime import date
from pathlib import Path

import pytest
from made_table import incident, many, report, table

from forestall.coding.article import Article
from forestall.coding.report import Count
from forestall.coding.second_coder import (
    ASKED,
    GIVEN,
    agreement,
    as_json,
    instructions,
    read_agreement,
    sample,
)
from forestall.coding.table import Table
from forestall.errors import BadValue, EmptyInput, UnreadableFile, WrongColumns


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def filled(text: str, **by_report: dict[str, str]) -> str:
    """The sample with these values put in, by the report id without its ``#1``."""
    out = io.StringIO()
    writer = csv.DictWriter(out, (*GIVEN, *ASKED))
    writer.writeheader()
    for row in rows(text):
        writer.writerow(row | by_report.get(row["doc_id"], {}))
    return out.getvalue()


def articles() -> list[Article]:
    told = {"a1": "Whole article one.", "q1": "A quiet day.", "q2": "=SUM(1) was said."}
    return [Article(doc_id=key, text=text) for key, text in told.items()]


def test_a_sample_asks_everything_and_tells_nothing() -> None:
    drawn = rows(sample(table(), None, 4, seed=3))
    assert len(drawn) == 4
    assert set(drawn[0]) == {*GIVEN, *ASKED}
    assert all(not row[each] for row in drawn for each in ASKED)
    assert [row["sample_id"] for row in drawn] == ["s1", "s2", "s3", "s4"]
    told = {row["report_id"]: row["text"] for row in rows(sample(table(), None, 99))}
    assert len(told) == 5
    assert told["a1#1"].endswith("on Sunday. […] Police were sent.")


def test_the_same_seed_draws_the_same_reports() -> None:
    assert sample(many(), None, 20, seed=5) == sample(many(), None, 20, seed=5)
    assert sample(many(), None, 20, seed=5) != sample(many(), None, 20, seed=6)


def test_with_articles_some_rows_are_those_the_coder_passed_over() -> None:
    drawn = {row["doc_id"]: row for row in rows(sample(table(), articles(), 7))}
    assert len(drawn) == 6  # a fifth of seven is one, and all five reports
    quiet = drawn.keys() & {"q1", "q2"}
    assert len(quiet) == 1
    assert drawn["a1"]["text"] == "Whole article one."
    assert all(row["report_id"] == f"{doc_id}#1" for doc_id, row in drawn.items())


def test_a_text_cannot_be_a_formula() -> None:
    drawn = {row["doc_id"]: row for row in rows(sample(table(), articles(), 10))}
    assert drawn["q2"]["text"] == " =SUM(1) was said."


def test_one_of_several_incidents_of_an_article_is_marked() -> None:
    text = "Two died at Kokas. One died at Sumin."
    first = report("x#1", "O", date(2024, 1, 1), Count(2, 2, 2), "Two died at Kokas.")
    second = report("x#2", "O", date(2024, 1, 1), Count(1, 1, 1), "Two died at Kokas.")
    made = Table((incident(first), incident(second)), (), table().run)
    drawn = rows(sample(made, [Article(doc_id="x", text=text)], 2))
    assert {row["text"] for row in drawn} == {"[[Two died at Kokas.]] One died at Sumin."}


def test_what_cannot_be_sampled_is_refused() -> None:
    with pytest.raises(BadValue, match="no report"):
        sample(table(), None, 0)
    with pytest.raises(EmptyInput):
        sample(table().with_incidents(()), None, 5)


FIGHT = {
    "kind": "non-state", "sub_kind": "intergroup", "date": "2024-02-18", "province": "enga",
    "place": "Kokas", "perpetrator_kind": "communal group", "target_kind": "communal group",
    "causes": "land", "weapons": "guns",
}  # fmt: skip
BURNING = {
    "kind": "one-sided", "sub_kind": "sorcery-accusation", "date": "2023-05-03",
    "province": "Madang", "place": "Sumin", "killed": "2", "perpetrator_kind": "crowd",
    "target_kind": "accused of sorcery", "causes": "sorcery accusation", "weapons": "fire",
}  # fmt: skip


def test_agreement_by_hand() -> None:
    drawn = sample(table(), None, 9)
    told = filled(drawn, a1=FIGHT | {"killed": "26"}, b2=BURNING, c1={"kind": "none"})
    found = {each.field: each for each in agreement(table(), [told]).measures}
    # Incident: told told | told told | told none: n 6, told 5. Observed 2/6, expected 10/30.
    assert found["incident"].alpha == pytest.approx(0.0)
    assert found["incident"].same == pytest.approx(2 / 3)
    assert (found["kind"].alpha, found["kind"].same, found["kind"].units) == (1.0, 1.0, 2)
    # Killed 53 26 | 2 2: observed 2(27/79)²/4; expected the six pairs, twice, over 12.
    pairs = [(53, 26), (53, 2), (53, 2), (26, 2), (26, 2)]
    expected = 2 * sum(((a - b) / (a + b)) ** 2 for a, b in pairs) / 12
    assert found["killed"].alpha == pytest.approx(1 - 2 * (27 / 79) ** 2 / 4 / expected)
    assert found["killed"].same == 0.5
    assert found["date"].alpha == 1.0
    assert found["causes"].metric == "MASI"


def test_numbers_told_by_one_coder_alone_are_not_compared() -> None:
    told = filled(sample(table(), None, 9), c1=FIGHT | {"killed": "4"})
    found = {each.field: each for each in agreement(table(), [told]).measures}
    assert found["killed"].units == 0
    assert found["killed"].alpha is None
    assert found["killed"].why == "no unit was coded twice"


def test_what_does_not_vary_has_no_alpha() -> None:
    told = filled(sample(table(), None, 9), a1=FIGHT, b1=FIGHT)
    kind = next(each for each in agreement(table(), [told]).measures if each.field == "kind")
    assert (kind.alpha, kind.same, kind.why) == (None, 1.0, "all values are the same")


def test_agreement_on_which_reports_are_one_incident() -> None:
    drawn = sample(table(), None, 9)
    ids = {row["doc_id"]: row["sample_id"] for row in rows(drawn)}
    told = filled(drawn, a1=FIGHT, b1=FIGHT | {"same_as": ids["a1"]}, c1=FIGHT, b2=BURNING)
    found = {each.field: each for each in agreement(table(), [told]).measures}["same_incident"]
    assert (found.alpha, found.units) == (1.0, 6)
    unsaid = filled(drawn, a1=FIGHT, b1=FIGHT, c1=FIGHT, b2=BURNING)
    assert next(
        each.same for each in agreement(table(), [unsaid]).measures if each.field == found.field
    ) == pytest.approx(5 / 6)


def test_two_second_coders_and_the_coder_are_three() -> None:
    drawn = sample(table(), None, 9)
    one, other = filled(drawn, a1=FIGHT), filled(drawn, a1=BURNING)
    found = agreement(table(), [one, other])
    kind = next(each for each in found.measures if each.field == "kind")
    assert found.coders == 2
    assert kind.same == pytest.approx(1 / 3)


def test_bad_files_are_refused() -> None:
    drawn = sample(table(), None, 9)
    with pytest.raises(EmptyInput):
        agreement(table(), [drawn])
    with pytest.raises(WrongColumns, match="same_as"):
        agreement(table(), ["a,b\n1,2\n"])
    with pytest.raises(BadValue, match=r"Row s\d: that cannot stand in date"):
        agreement(table(), [filled(drawn, a1=FIGHT | {"date": "Sunday"})])
    with pytest.raises(BadValue, match="same_as"):
        agreement(table(), [filled(drawn, a1=FIGHT | {"same_as": "s99"})])
    with pytest.raises(BadValue, match="perpetrator_kind"):
        agreement(table(), [filled(drawn, a1=FIGHT | {"perpetrator_kind": "pirates"})])


def test_agreement_written_and_read_again(tmp_path: Path) -> None:
    found = agreement(table(), [filled(sample(table(), None, 9), a1=FIGHT, b2=BURNING)])
    (tmp_path / "a.json").write_bytes(as_json(found))
    assert read_agreement(tmp_path / "a.json") == found
    (tmp_path / "b.json").write_text("[]")
    with pytest.raises(UnreadableFile):
        read_agreement(tmp_path / "b.json")


def test_instructions_name_what_may_be_written() -> None:
    assert "state-based, non-state, one-sided" in instructions()
    assert "same_as" in instructions()


@pytest.mark.parametrize("mark", [";", "\t"])
def test_a_sample_saved_with_another_mark_between_columns_is_read(mark: str) -> None:
    told = io.StringIO()
    lines = rows(sample(table(), None, 3))
    lines[0]["kind"] = "none"
    writer = csv.DictWriter(told, lines[0], delimiter=mark)
    writer.writeheader()
    writer.writerows(lines)
    (units, *_) = [each.units for each in agreement(table(), [told.getvalue()]).measures]
    assert units == 1


def test_a_sample_of_a_very_long_article_comes_back() -> None:
    long = [Article(each.doc_id, "word " * 60_000) for each in articles()]
    text = sample(table(), long, 3)
    with pytest.raises(EmptyInput):  # read, and found to be not filled
        agreement(table(), [text])
