"""The brief as a whole: numbers with a path, hostile words kept as words, files whole or absent."""

from __future__ import annotations

import json
import os
import re
from datetime import date
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

import pytest
import sample
import sample_situation

from forestall.brief.compose import compose
from forestall.brief.document import Brief, Figure, Table, Text
from forestall.brief.explain import explain, list_numbers
from forestall.brief.pdf import pages
from forestall.errors import BadValue, OutputError, UnknownNumber, UnreadableFile
from forestall.records.report import DataVersion
from forestall.vocabulary import ConsentState

KINDS = ("groups", "state", "quiet")


@cache
def brief(which: str = "groups", hand: bool = False) -> Brief:
    return compose(sample.appraisal(which, hand=hand), sample.holdings(which))


@cache
def written(folder: Path, which: str = "groups", hand: bool = False) -> Path:
    brief(which, hand).save(folder)
    return folder


class Page(HTMLParser):
    """What a browser would see: tags with their attributes, and text outside script and style."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self._skip = 0
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self._skip += tag in ("script", "style")

    def handle_endtag(self, tag: str) -> None:
        self._skip -= tag in ("script", "style")

    def handle_data(self, data: str) -> None:
        self.text += "" if self._skip else data


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Page:
    folder = tmp_path_factory.mktemp("groups")
    brief().save(folder / "b.html")
    return Page((folder / "b.html").read_text(encoding="utf-8"))


def texts(made: Brief) -> list[Text]:
    found = [f.sentence for f in made.findings] + list(made.would_change)
    for block in made.blocks():
        if isinstance(block, Text):
            found.append(block)
        elif isinstance(block, Table):
            found += [cell.text for row in block.rows for cell in row]
            found += [block.note] if block.note else []
        else:
            found += [*block.aside, *([block.note] if block.note else [])]
    return found


@pytest.mark.parametrize("which", KINDS)
def test_every_number_said_is_in_the_book_with_its_path_and_a_source(which: str) -> None:
    made = brief(which)
    letters = {s.letter for s in made.sources}
    said = [n for text in texts(made) for n in text.numbers]
    assert len(said) > 10
    for number in [*said, *(f.number for f in made.findings)]:
        assert made.numbers[number.id] is number
        assert number.provenance.what
        assert number.letter in letters


def test_the_pages_come_in_the_order_of_the_plan() -> None:
    assert [s.id for s in brief().sections] == [
        "risk", "who", "consent", "options", "evidence", "framework", "limits",
    ]  # fmt: skip
    assert [f.id for f in brief().findings] == ["likely", "who", "consent", "save"]


def test_numbers_are_those_of_the_appraisal() -> None:
    made, given = brief(), sample.appraisal()
    willing = given.assessment.consent.probabilities
    assert made.numbers["consent-willing"].value == willing[ConsentState.WILLING] == 0.63
    assert made.numbers["consent-willing"].text == "63% (about 6 in 10)"
    civilians = made.numbers["civilians-12m"]
    assert civilians.low == given.civilian_deaths[12].quantile(0.05)
    assert civilians.high == given.civilian_deaths[12].quantile(0.95)
    assert made.numbers["p-harm-both"].value == given.options[3].p_harm
    # 0.52 + 0.14 + 0.04: the three armed groups of the sample
    assert made.numbers["p-kind-inside"].value == pytest.approx(0.70)


@pytest.mark.parametrize("which", KINDS)
def test_every_figure_has_words_for_who_cannot_see_it(which: str) -> None:
    figures = brief(which).figures
    assert figures
    for figure in figures:
        assert len(figure.alt) > 40
        assert figure.title


def test_the_page_describes_every_figure(page: Page) -> None:
    labels = [
        a.get("aria-label") for tag, a in page.tags if a.get("role") == "img" and tag == "div"
    ]
    assert labels == [figure.alt for figure in brief().figures]


def test_the_page_loads_nothing(page: Page) -> None:
    for _, attributes in page.tags:
        for name in ("src", "href", "xlink:href", "data", "srcset", "action"):
            assert not re.match(r"(https?:)?//", attributes.get(name) or "")
    made = (brief().country, page.text)
    assert "@import" not in made[1]


def test_the_pages_style_loads_nothing_but_its_own_fonts(tmp_path: Path) -> None:
    brief().save(tmp_path / "b.html")
    text = (tmp_path / "b.html").read_text(encoding="utf-8")
    urls = re.findall(r"url\(([^)]{0,30})", text)
    assert urls
    assert all(u.startswith(("data:font/woff", "#")) for u in urls)


def test_ids_are_unique_and_marks_lead_somewhere(page: Page) -> None:
    ids = [a["id"] for _, a in page.tags if a.get("id")]
    assert len(ids) == len(set(ids))
    targets = {a["href"][1:] for _, a in page.tags if (a.get("href") or "").startswith("#")}
    assert targets
    assert targets <= set(ids)


def test_hostile_words_stay_words(tmp_path: Path) -> None:
    made = compose(sample.with_hostile_names(sample.appraisal(hand=True)), sample.holdings())
    made.save(tmp_path)
    page = Page((tmp_path / "brief.html").read_text(encoding="utf-8"))
    assert sample.HOSTILE in page.text
    assert "49" not in re.findall(r"\{\{.*?\}\}", page.text)
    scripts = [tag for tag, _ in page.tags if tag == "script"]
    assert len(scripts) == 1
    assert (tmp_path / "brief.pdf").read_bytes().startswith(b"%PDF")
    assert json.loads((tmp_path / "brief.json").read_text("utf-8"))["title"] == sample.HOSTILE


def test_the_same_input_gives_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one", "two"):
        compose(sample.appraisal(), sample.holdings()).save(tmp_path / name)
    for ending in ("json", "html", "pdf"):
        one, two = ((tmp_path / n / f"brief.{ending}").read_bytes() for n in ("one", "two"))
        assert one == two


def test_json_holds_what_machines_were_promised(tmp_path: Path) -> None:
    brief().save(tmp_path / "b.json")
    found = json.loads((tmp_path / "b.json").read_text(encoding="utf-8"))
    assert found["schema"] == 1
    assert (found["country"], found["as_of"], found["seed"]) == ("XAA", "2026-05", 1)
    assert found["appraisal"]["options"][0]["id"] == "none"
    assert found["numbers"]["civilians-12m"]["provenance"]["inputs"][0]["origin"] == "data"
    assert {f["id"] for f in found["findings"]} == {"likely", "who", "consent", "save"}
    assert set(found["tables"]) == {t.id for t in brief().tables}
    assert found["data_versions"]


@pytest.mark.parametrize("which", KINDS)
@pytest.mark.parametrize("paper", ["a4", "us-letter"])
def test_the_pdf_has_three_to_six_pages(which: str, paper: str, tmp_path: Path) -> None:
    brief(which).save(tmp_path / "b.pdf", paper=paper)
    content = (tmp_path / "b.pdf").read_bytes()
    assert 3 <= pages(content) <= 6
    assert content.count(b"/Alt") >= len(brief(which).figures)


def test_a_quiet_country_gets_a_short_brief_that_says_so() -> None:
    made = brief("quiet")
    assert made.quiet
    assert len(made.sections) < len(brief().sections)
    words = " ".join(text.plain for text in texts(made))
    assert "Nobody is on record" in words
    assert "That does not mean that nothing can happen" in words
    assert "No sign of risk in these data" in [s.title for s in made.sections]


def test_what_a_person_set_is_marked_wherever_it_stands(tmp_path: Path) -> None:
    made = brief("groups", True)
    marked = {t.plain for t in texts(made) if t.hand}
    assert "Government of Neighbouria" in marked
    assert any(t.startswith("Refused:") for t in marked)
    assert made.numbers["civilians-12m"].by_hand
    assert made.numbers["consent-willing"].by_hand
    assert not made.numbers["p-kind-host"].by_hand
    assert len(made.set_by_hand) == 4
    made.save(tmp_path / "b.html")
    text = (tmp_path / "b.html").read_text(encoding="utf-8")
    assert text.count('class="hand"') > 8


def test_a_persons_range_stands_as_it_was_set() -> None:
    base = sample.appraisal(hand=True).assessment.baseline
    assert base is not None
    said = brief("groups", True).numbers["civilians-12m"]
    assert (said.low, said.value, said.high) == (base.low, base.best, base.high)


def test_the_first_page_says_what_is_counted() -> None:
    likely, *_, save = (f.sentence.plain for f in brief().findings)
    assert "killed deliberately" in likely
    assert "not counting battles and shelling" in likely
    assert "on average" in save
    by_hand = brief("groups", True).findings[0].sentence.plain
    assert "deliberately" not in by_hand  # what a person counted is theirs to say


def test_nothing_is_marked_where_nobody_set_anything() -> None:
    assert not any(t.hand for t in texts(brief()))
    assert brief().set_by_hand == ()


def test_without_holdings_the_brief_still_looks_ahead() -> None:
    made = compose(sample.appraisal())
    assert {"lead", "fan", "consent", "outcomes"} <= {f.id for f in made.figures}
    assert "civilians-by-year" not in {f.id for f in made.figures}


def test_no_months_after_the_as_of_month_are_shown_as_recorded() -> None:
    lead = next(b for b in brief().lead if isinstance(b, Figure))
    bars = lead.spec["layer"][0]["data"]["values"]
    assert len(bars) == 12
    assert max(b["m"] for b in bars) < sample.AS_OF.id + 0.5


def test_data_the_user_added_are_named_among_the_sources() -> None:
    mine = DataVersion("UCDP GED", "99.1", date(2030, 1, 2), 7, "", "A citation", "CC BY 4.0")
    packaged = DataVersion("States of today", "1", None, 0, "", "", "")

    class Holdings(sample.FakeHoldings):
        def versions(self) -> tuple[DataVersion, ...]:
            return packaged, mine

    made = compose(sample.appraisal(), Holdings("XAA", 20.0, sample.AS_OF))
    named = [(s.title, s.version) for s in made.sources if s.key == "UCDP GED 99.1"]
    assert named == [("UCDP GED (added to the local store on 2030-01-02)", "99.1")]
    assert "States of today 1" not in {s.key for s in made.sources}


def test_unverified_studies_say_so() -> None:
    studies = next(t for t in brief().tables if t.id == "studies")
    checked = [row[-1].text.plain for row in studies.rows]
    assert len(checked) == 2
    assert all("not verified" in words for words in checked)


def test_a_map_without_cells_is_a_sentence() -> None:
    made = sample.appraisal()
    bare = sample.replace(made.assessment.exposure, cells=made.assessment.exposure.cells.clear())
    situation = sample.replace(made.assessment, exposure=bare)
    found = compose(sample.replace(made, assessment=situation), sample.holdings())
    assert "map" not in {f.id for f in found.figures}
    assert any(t.plain.startswith("No map") for t in texts(found))


def test_the_map_shows_cells_never_points() -> None:
    figure = next(f for f in brief().figures if f.id == "map")
    squares = [
        row
        for layer in figure.spec["layer"]
        for row in layer["data"].get("values", [])
        if "c" in row
    ]
    assert squares
    assert all(row["x2"] - row["x"] == 0.5 and row["y2"] - row["y"] == 0.5 for row in squares)


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may write anywhere")
def test_a_folder_that_may_not_be_written_is_a_named_error(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(OutputError):
        brief().save(tmp_path / "b.json")


def test_a_file_where_a_folder_should_be_is_a_named_error(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("mine", encoding="utf-8")
    with pytest.raises(OutputError, match="--out"):
        brief().save(tmp_path / "taken" / "b.json")
    with pytest.raises(OutputError):
        brief().save(tmp_path / "taken")
    assert (tmp_path / "taken").read_text(encoding="utf-8") == "mine"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
def test_a_failed_write_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "b.json").write_text("old", encoding="utf-8")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OutputError, match="No space left"):
        brief().save(tmp_path / "b.json")
    assert (tmp_path / "b.json").read_text(encoding="utf-8") == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["b.json"]


def test_an_unknown_paper_is_a_named_error(tmp_path: Path) -> None:
    with pytest.raises(BadValue, match="us-letter"):
        brief().save(tmp_path / "b.pdf", paper="a5")


def test_explain_follows_a_number_down_to_its_rows(tmp_path: Path) -> None:
    brief().save(tmp_path / "b.json")
    told = explain(tmp_path / "b.json", "averted-both").splitlines()
    assert told[0].startswith("averted-both: ")
    depth = {line.strip()[:20]: len(line) - len(line.lstrip()) for line in told}
    assert depth["└ model: deaths aver"] < depth["└ model: deaths by m"]
    assert depth["└ model: deaths by m"] < depth["└ data: one-sided de"]
    assert any(sample_situation.ROWS[0] in line for line in told)
    assert any("not verified" in line for line in told)


def test_explain_lists_every_number_once(tmp_path: Path) -> None:
    brief().save(tmp_path / "b.json")
    lines = list_numbers(tmp_path / "b.json").splitlines()
    assert [line.split()[0] for line in lines] == sorted(brief().numbers)


def test_explain_names_near_ids(tmp_path: Path) -> None:
    brief().save(tmp_path / "b.json")
    with pytest.raises(UnknownNumber, match="civilians-12m"):
        explain(tmp_path / "b.json", "civilian_12m")


@pytest.mark.parametrize(
    "content",
    [
        *("", "[]", "{}", "\0\0", "[" * 100_000),
        *('{"numbers": 3}', '{"numbers": {"x": 1}}', '{"numbers": {"x": {"low": 1}}}'),
        *('{"numbers": {"x": {"provenance": 3}}}', '{"numbers": {"x": {"provenance": {}}}}'),
        '{"numbers": {"x": {"provenance": {"origin": "dream", "what": ""}}}}',
    ],
)
def test_explain_refuses_what_is_no_brief(tmp_path: Path, content: str) -> None:
    (tmp_path / "b.json").write_text(content, encoding="utf-8")
    with pytest.raises(UnreadableFile):
        explain(tmp_path / "b.json", "x")
    with pytest.raises(UnreadableFile):
        list_numbers(tmp_path / "nowhere.json")


def test_regional_bodies_that_could_act_are_named_as_unverified() -> None:
    told = next(t for t in brief("groups").tables if t.id == "designs").note
    assert told is not None
    assert told.plain.startswith("Others that could act here: ")
    assert told.plain.rstrip("abcdefghijklmnopqrstuvwxyz ").endswith("not verified.")
