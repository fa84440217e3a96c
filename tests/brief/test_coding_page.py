"""The page of a study: what it holds, what it must not show, and the same in JSON."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from made_table import MADANG, many, table

from forestall.brief import coding_tables, figures_coding
from forestall.brief.coding_page import as_dict, as_html, save, title_of
from forestall.brief.coding_sections import Shown
from forestall.coding import review
from forestall.coding.report import Place
from forestall.coding.second_coder import Agreement, Measure
from forestall.coding.study import Deaths, study
from forestall.coding.table import Run, Table
from forestall.errors import EmptyInput, OutputError


@cache
def small() -> str:
    """The page of :func:`table`."""
    return as_html(study(table()))


@cache
def large() -> str:
    """The page of :func:`many`."""
    return as_html(study(many()))


def words(page: str) -> str:
    """The page without style, script and tags."""
    page = re.sub(r"<(style|script)>.*?</\1>", "", page, flags=re.S)
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def numbered(page: str, caption: str) -> list[list[str]]:
    """Rows of the first table with that caption, cell by cell."""
    start = page.index(f"<caption><span>{caption}")
    body = page[page.index("<tbody>", start) : page.index("</tbody>", start)]
    rows = re.findall(r"<tr>(.*?)</tr>", body, flags=re.S)
    cells = [re.findall(r"<td[^>]*>(.*?)</td>", row, flags=re.S) for row in rows]
    return [[re.sub(r"<small>.*?</small>|<[^>]+>", "", cell) for cell in row] for row in cells]


def test_the_page_holds_every_part_and_fetches_nothing() -> None:
    page = small()
    for heading in (
        "What was read", "By year", "By place", "Kinds of violence",
        "Why, with what, and what was done", "Justice", "Victims", "The largest incidents",
        "What newspapers leave out", "How far to trust it", "All incidents",
    ):  # fmt: skip
        assert f"<h2>{heading}</h2>" in page
    # years 2, provinces 2, map 2 (wide and narrow), causes, weapons, responses, justice
    assert page.count("<svg") == 10
    assert not re.search(r'(src|href)="?(?!#)(http|//)', page)
    ids = re.findall(r' id="([^"]+)"', page)
    assert len(ids) == len(set(ids))


def test_sums_are_those_of_the_table() -> None:
    page = small()
    assert "3 incidents of violence in 9 articles, with 51 deaths (51–66) in those" in words(page)
    assert "1 more tell of deaths without a number" in words(page)
    assert numbered(page, "Incidents and deaths by year") == [
        ["2023", "1", "33%", "2", "0", "0"], ["2024", "2", "67%", "49", "1", "0"],
    ]  # fmt: skip
    assert numbered(page, "Outlets")[0] == ["Two Times", "3", "2", "1"]
    assert numbered(page, "Steps of justice told")[:2] == [
        ["arrest", "1", "33%", "49", "0", "0"], ["charge", "1", "33%", "49", "0", "0"],
    ]  # fmt: skip
    assert numbered(page, "Who was killed")[1] == ["women", "1", "2"]


def test_the_toll_is_told_as_it_changed() -> None:
    rows = numbered(small(), "The largest incidents")
    assert rows[0][3] == "53 → 26 → 49–64"
    assert "<small>linked 0.70–0.90</small>" in small()


def test_every_count_names_its_incidents() -> None:
    page = small()
    assert re.search(r'href="#incidents" data-of="1 3">2</a>', page)
    assert len(re.findall(r'<tr id="i\d+">', page)) == 3


def test_sentences_and_exact_places_are_shown_only_when_asked_for() -> None:
    found = study(table())
    public = as_html(found) + json.dumps(as_dict(found), default=str)
    for private in ("Kokas", "Sumin", "bodies", "burnt", "143.72"):
        assert private not in public
    assert "no finer than a district" in public
    own = Shown(sentences=True, exact_places=True)
    private_page = as_html(found, shown=own)
    assert "At least 49 died at Kokas" in private_page
    assert "Sumin, Rai Coast, Madang, PNG" in private_page
    assert "may name private persons" in private_page
    assert 'class="stacked"' in private_page  # sorting would part incidents from their sentences


def test_a_place_without_a_district_is_a_cell() -> None:
    burning = table().incidents[1]
    assert burning.place is not None
    place = replace(MADANG, district="")
    moved = replace(burning, place=replace(burning.place, value=place))
    assert coding_tables.where(moved, exact=False) == "cell 121613, Madang, PNG"
    assert coding_tables.where(moved, exact=True) == "Sumin, cell 121613, Madang, PNG"
    vague = replace(burning, place=replace(burning.place, value=Place("the highlands")))
    assert coding_tables.where(vague, exact=False) == "not told"


def test_words_of_articles_cannot_become_tags() -> None:
    fight = table().incidents[0]
    assert fight.place is not None
    place = replace(fight.place.value, province="<script>alert(1)</script>", district="")
    evil = replace(fight, place=replace(fight.place, value=place))
    page = as_html(study(table().with_incidents([evil])), title="<b>x</b>")
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page
    assert "<b>x</b>" not in page


def test_what_overlapping_outlets_say_and_when_they_cannot() -> None:
    few = numbered(small(), "Incidents in all")
    assert [row[2] for row in few] == ["not estimated", "not estimated"]
    assert "1 incident reported twice; 7 are needed" in small()
    many_page = large()
    assert all(row[2].isdigit() for row in numbered(many_page, "Incidents in all"))
    assert "Outlets copy each other" in many_page


def test_the_share_that_was_reviewed_is_said() -> None:
    reviewed = review.accept(review.reject(table(), "c1#1"), "b2#1")
    page = words(as_html(study(reviewed)))
    assert "2 of 3 incidents found (67%) were reviewed by a person: 1 stood as coded" in page
    assert "The least sure are reviewed first" in page
    assert "The least sure are reviewed first" not in words(small())


def test_agreement_is_shown_if_given() -> None:
    measures = (
        Measure("kind", "nominal", -0.001, (-0.2, 0.3), 0.5, 40, ""),
        Measure("killed", "ratio", None, None, 1.0, 40, "all values are the same"),
    )
    page = as_html(study(table()), agreement=Agreement(1, measures))
    rows = numbered(page, "Krippendorff")
    assert rows[0] == ["kind", "nominal", "0.00", "50%", "40"]
    assert rows[1][2] == "undefined"
    assert "−0.20 to 0.30" in page
    assert "No second coder" in small()


def test_the_same_study_gives_the_same_page() -> None:
    assert as_html(study(many())) == large()


def test_title_and_period() -> None:
    assert title_of(study(table())) == "Violence in the newspapers: Papua New Guinea, 2023–2024"
    assert "<h1>Feuds</h1>" in as_html(study(table()), title="Feuds")


def bare() -> Table:
    """One incident without a day, a place, a number or an outlet."""
    fight = table().incidents[2]
    report = replace(fight.reports[0], outlet="", published=None)
    empty = replace(fight, reports=(report,), when=None, place=None, killed=None, tolls=())
    return Table((empty,), (), Run())


def test_what_nobody_told_does_not_stop_the_page() -> None:
    page = as_html(study(bare()))
    assert "<h1>Violence in the newspapers</h1>" in page
    assert "No incident has a date." in page
    assert numbered(page, "Incidents and deaths by province") == [
        ["not told", "1", "100%", "0", "0", "1"]
    ]


def test_saved_as_page_and_json(tmp_path: Path) -> None:
    page, data = save(table(), tmp_path / "out", title="Feuds")
    told: dict[str, Any] = json.loads(data.read_text())
    assert page.name == "report.html"
    assert told["title"] == "Feuds"
    assert told["deaths"]["best"] == 51
    assert told["years"][1]["numbers"] == [1, 3]
    first = told["incidents"][0]
    assert (first["low"], first["best"], first["high"]) == (49, 49, 64)
    assert (first["doc_ids"], first["sentences"]) == (["a1", "b1", "a2"], [])
    assert told["estimates"][0]["total"] is None


def test_what_cannot_be_saved_is_named(tmp_path: Path) -> None:
    with pytest.raises(EmptyInput):
        save(table().with_incidents(()), tmp_path)
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError):
        save(table(), tmp_path / "file")


def test_years_between_without_an_incident_are_drawn_as_none() -> None:
    incidents, dead = figures_coding.years(study(many(3).with_incidents(
        [*many(3).incidents[:1], *many(3).incidents[3:]]
    )).years)  # fmt: skip
    assert [year for year, *_ in incidents] == list(range(2016, 2025))
    assert incidents[1] == (2017, 0.0, 0.0, 0.0)
    assert dead[-1] == (2024, 49.0, 49.0, 64.0)


def test_cells_count_the_unnumbered_as_one() -> None:
    cells = figures_coding.cells_of(study(table()).cells)
    assert cells.sort("deaths")["deaths"].to_list() == [2.0, 50.0]
    assert coding_tables.span(Deaths(1, 2, 3, 0, 0, 0)) == "1–3"
