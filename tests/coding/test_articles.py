"""Files of every kind to articles; what cannot be read is skipped and said so."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from forestall.coding import articles
from forestall.coding.article import Article, Reason, Skipped
from forestall.coding.rows import LONGEST, day
from forestall.errors import EmptyInput, UnreadableFile

TODAY = date(2024, 3, 1)
STORY = (
    "At least 26 men were killed on Sunday when two tribes fought near Wapenamanda in Enga, "
    "the police said. The bodies were found along a road and in the grass by a river."
)
PAGE = f"""<html><head><title>Tribal fight in Enga</title>
<meta property="article:published_time" content="2024-02-19T08:00:00Z">
<meta property="og:site_name" content="The Valley Courier"></head>
<body><nav><a href="/">Home</a><a href="/sport">Sport</a></nav>
<article><h1>Tribal fight in Enga</h1><p>{STORY}</p><p>{STORY} It was the worst in years.</p>
<p>Leaders asked both sides to lay down their weapons and to come to the church.</p></article>
<footer>Subscribe to our newsletter. All rights reserved.</footer></body></html>"""
RSS = f"""<?xml version="1.0"?><rss version="2.0"><channel><title>Valley Radio</title>
<item><title>Fight in Enga</title><guid>v1</guid><pubDate>Mon, 19 Feb 2024 08:00:00 GMT</pubDate>
<description>&lt;p&gt;{STORY}&lt;/p&gt;</description></item></channel></rss>"""
ATOM = f"""<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Atoll News</title>
<entry><title>Fight</title><id>a1</id><updated>2024-02-19T08:00:00Z</updated>
<content type="html">&lt;p&gt;{STORY}&lt;/p&gt;</content></entry></feed>"""


def read(*paths: Path) -> list[Article | Skipped]:
    return list(articles.read(paths, TODAY))


def only(path: Path) -> Article:
    (found,) = read(path)
    assert isinstance(found, Article), found
    return found


def reason(path: Path) -> Reason:
    (found,) = read(path)
    assert isinstance(found, Skipped), found
    return found.reason


def pdf(path: Path, markup: str) -> Path:
    import typst

    source = path.with_suffix(".typ")
    source.write_text(markup, encoding="utf-8")
    typst.compile(str(source), output=str(path))
    source.unlink()
    return path


def test_plain_text_with_a_heading_and_a_day_in_its_name(tmp_path: Path) -> None:
    file = tmp_path / "courier-2024-02-19.txt"
    file.write_text(f"Dozens dead in Enga\n\n{STORY}", encoding="utf-8")
    found = only(file)
    assert (found.title, found.published) == ("Dozens dead in Enga", date(2024, 2, 19))
    assert (found.doc_id, found.language) == ("courier-2024-02-19.txt", "en")
    assert found.text.endswith("by a river.")


def test_plain_text_with_fields_on_top(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text(f"Title: Fight\nDate: 19 February 2024\nOutlet: Courier\n\n{STORY}")
    found = only(file)
    assert (found.title, found.published, found.outlet) == ("Fight", date(2024, 2, 19), "Courier")
    assert found.text == STORY


def test_a_page_without_its_menus(tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    file.write_text(PAGE, encoding="utf-8")
    found = only(file)
    assert found.published == date(2024, 2, 19)
    assert found.outlet == "The Valley Courier"
    assert "worst in years" in found.text
    assert "newsletter" not in found.text
    assert "Sport" not in found.text


@pytest.mark.parametrize(
    ("name", "content", "doc_id", "outlet"),
    [("a.rss", RSS, "v1", "Valley Radio"), ("a.atom", ATOM, "a1", "Atoll News")],
)
def test_feeds(tmp_path: Path, name: str, content: str, doc_id: str, outlet: str) -> None:
    file = tmp_path / name
    file.write_text(content, encoding="utf-8")
    found = only(file)
    assert (found.doc_id, found.outlet, found.published) == (doc_id, outlet, date(2024, 2, 19))
    assert found.text == STORY


def test_json_lines_name_their_fields_as_they_like(tmp_path: Path) -> None:
    file = tmp_path / "a.jsonl"
    rows = [
        {"doc_id": 7, "text": STORY, "date": "2024-02-19", "outlet": "Courier"},
        {"id": "b", "Body": STORY, "published": "Feb. 18, 2024", "source": "Herald"},
        {"id": "b", "body": STORY},
        {"id": "later", "body": STORY, "date": "2024-03-02"},
        {"id": "short", "body": "  "},
        {"id": "es", "body": "La policía dijo que 53 hombres murieron en la pelea del domingo."},
    ]
    file.write_text("\n".join([*map(json.dumps, rows), "{broken", "[1, 2]"]), encoding="utf-8")
    first, second, *others = read(file)
    assert isinstance(first, Article)
    assert (first.doc_id, first.published, first.source) == ("7", date(2024, 2, 19), "a.jsonl:1")
    assert isinstance(second, Article)
    assert (second.outlet, second.published) == ("Herald", date(2024, 2, 18))
    assert [(each.reason, each.source) for each in others if isinstance(each, Skipped)] == [
        (Reason.DUPLICATE_ID, "a.jsonl:3"),
        (Reason.FUTURE, "a.jsonl:4"),
        (Reason.EMPTY, "a.jsonl:5"),
        (Reason.LANGUAGE, "a.jsonl:6"),
        (Reason.UNREADABLE, "a.jsonl:7"),
        (Reason.UNREADABLE, "a.jsonl:8"),
    ]


@pytest.mark.parametrize(("encoding", "mark"), [("utf-8", ","), ("cp1252", ";"), ("utf-16", ",")])
def test_csv_in_any_encoding(tmp_path: Path, encoding: str, mark: str) -> None:
    file = tmp_path / "a.csv"
    text = f'{STORY} The café "Oasis" – burnt – was empty.'
    quoted = text.replace('"', '""')
    file.write_bytes(f'headline{mark}text\nFight{mark}"{quoted}"\n'.encode(encoding))
    assert only(file).text == text


def test_csv_without_a_text_column_says_which_it_has(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text("deaths,province\n3,Enga\n")
    (found,) = read(file)
    assert isinstance(found, Skipped)
    assert "deaths, province" in found.detail


def test_pdf_with_text_and_pdf_of_pictures(tmp_path: Path) -> None:
    found = only(pdf(tmp_path / "a.pdf", STORY))
    assert "26 men were killed on Sunday when two tribes" in found.text
    assert reason(pdf(tmp_path / "b.pdf", "#rect(width: 4cm, height: 4cm)")) is Reason.SCANNED
    cut = tmp_path / "c.pdf"
    cut.write_bytes((tmp_path / "a.pdf").read_bytes()[:300])
    assert reason(cut) is Reason.UNREADABLE


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("a.txt", b"", Reason.EMPTY),
        ("a.txt", b"\x89PNG\r\n\x1a\n\x00\x00" * 20, Reason.BINARY),
        ("a.jsonl", b"\n\n", Reason.EMPTY),
        ("a.csv", b"", Reason.EMPTY),
        ("a.csv", bytes(range(256)), Reason.BINARY),
        ("a.html", b"<html><body><nav><a href='/'>Home</a></nav></body></html>", Reason.NO_ARTICLE),
        ("a.rss", b"<html>not a feed</html>", Reason.UNREADABLE),
        ("a.txt", ("word " * (LONGEST // 5 + 1)).encode(), Reason.TOO_LONG),
        ("a.txt", b"a" * 10_000_001, Reason.TOO_LONG),
        ("a.txt", b"Polisi walisema watu 53 waliuawa katika mapigano.", Reason.LANGUAGE),
        (
            "a.txt",
            b"Ol polis i tok ol man bilong Enga i bin kilim 53 man long Sande na planti ol meri.",
            Reason.LANGUAGE,
        ),
    ],
)
def test_what_cannot_be_coded_is_skipped_with_its_reason(
    tmp_path: Path, name: str, content: bytes, expected: Reason
) -> None:
    file = tmp_path / name
    file.write_bytes(content)
    assert reason(file) is expected


def test_text_read_wrongly_once_is_mended(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text(f"{STORY} â€˜Enoughâ€™, she said.", encoding="utf-8")
    assert only(file).text.endswith("‘Enough’, she said.")


def test_a_folder_is_read_with_all_below_it_in_order(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    for name in ("b/2.txt", "a.txt", "b/1.txt", ".hidden"):
        (tmp_path / name).write_text(STORY)
    assert [each.source for each in read(tmp_path)] == ["a.txt", "b/1.txt", "b/2.txt"]


def test_no_files_at_all(tmp_path: Path) -> None:
    with pytest.raises(EmptyInput):
        read(tmp_path)
    with pytest.raises(UnreadableFile):
        read(tmp_path / "none")


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("2024-02-18T10:00:00+10:00", date(2024, 2, 18)),
        ("20240218", date(2024, 2, 18)),
        ("18th Feb 2024", date(2024, 2, 18)),
        ("February 18, 2024 - 10:00am", date(2024, 2, 18)),
        ("18.02.2024", date(2024, 2, 18)),
        ("02/18/2024", date(2024, 2, 18)),
        ("03/03/2024", date(2024, 3, 3)),
        ("03/02/2024", None),  # 3 February or 2 March: not guessed
        ("31 February 2024", None),
        ("yesterday", None),
        ("", None),
        (None, None),
    ],
)
def test_days_by_hand(words: str | None, expected: date | None) -> None:
    assert day(words) == expected


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_its_mark_is_read(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(STORY.encode(encoding))
    assert only(path).text == STORY


def test_a_file_pasted_from_two_encodings_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes("“café” ".encode() + "“café” ".encode("cp1252") + STORY.encode())
    assert only(path).text == f"“café” “café” {STORY}"


def test_half_a_letter_in_a_row_is_marked_and_can_be_written(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(f'{{"doc_id": "\\ud800", "text": "\\ud83d\\ude00 \\ud83d {STORY}"}}')
    made = only(path)
    assert (made.doc_id, made.text) == ("\ufffd", f"\U0001f600 \ufffd {STORY}")


def test_a_list_of_paragraphs_is_a_text_and_an_object_or_a_number_is_none(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    rows = [
        {"id": 1, "text": [STORY, "More."], "outlet": {"name": "Valley Radio"}},
        {"id": 2, "text": {"body": STORY}},
        {"id": 3, "text": 10**40},
    ]
    path.write_text("\n".join(map(json.dumps, rows)))
    first, *others = read(path)
    assert isinstance(first, Article)
    assert (first.text, first.outlet) == (f"{STORY}\n\nMore.", "Valley Radio")
    assert [each.reason for each in others if isinstance(each, Skipped)] == [Reason.EMPTY] * 2


@pytest.mark.parametrize("name", ["pipe.txt", "pipe.jsonl", "pipe.csv"])
def test_pipes_and_devices_are_skipped_and_not_waited_for(tmp_path: Path, name: str) -> None:
    import os

    os.mkfifo(tmp_path / name)
    assert reason(tmp_path / name) is Reason.UNREADABLE
    endless = tmp_path / "zero.jsonl"
    endless.symlink_to("/dev/zero")
    assert reason(endless) is Reason.UNREADABLE


def test_a_picture_with_the_name_of_a_table_is_one_thing_skipped(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(bytes(range(256)) * 100)
    assert reason(path) is Reason.BINARY


def test_json_lines_in_utf_16_are_read(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    rows = [json.dumps({"doc_id": each, "text": STORY}) for each in ("a", "b")]
    path.write_text("\n".join(rows), encoding="utf-16")
    assert [each.doc_id for each in read(path) if isinstance(each, Article)] == ["a", "b"]


@pytest.mark.parametrize(
    "headline", ["Police kill 3 protesters", "Gunmen kill 12 villagers near Mendi"]
)
def test_a_headline_alone_is_english(tmp_path: Path, headline: str) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(json.dumps({"id": 1, "title": headline}))
    assert only(path).text == headline
