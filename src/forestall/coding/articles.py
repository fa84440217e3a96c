"""Files of articles: plain text, HTML, JSON lines, CSV, PDF, RSS and Atom.

What cannot be read is skipped with a reason and counted; nothing stops the rest.
"""

from __future__ import annotations

import csv
import io
import json
import logging
import re
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from forestall.coding.article import Article, Reason, Skipped
from forestall.coding.encoding import decoded, lines
from forestall.coding.rows import NAMES, Gate, article, checked, day
from forestall.errors import EmptyInput, UnreadableFile

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

log = logging.getLogger(__name__)

BIGGEST = 10_000_000
"""Bytes of one page, text or PDF; files of many articles may be of any size."""
PAGE_WORDS = 15
"""A page with fewer words in its body is a menu, a picture or a wall."""
HEADER = re.compile(r"^(Title|Headline|Date|Published|Outlet|Source|Language|Id):[ \t]*(.*)$", re.I)
DAY_IN_NAME = re.compile(r"(?<!\d)(\d{4}-\d\d-\d\d)(?!\d)")

Found = Article | Skipped


def read(paths: Sequence[Path], today: date | None = None) -> Iterator[Found]:
    """Every article of files and folders, in the order of their names, or why it was skipped.

    A folder is read with all below it. JSON lines and CSV are read row by row: a national archive
    needs no more memory than its longest row, and the ids seen.

    Raises
    ------
    UnreadableFile : a path does not exist.
    EmptyInput : the folders hold no file.
    """
    gate = Gate(today or date.today(), set())
    files = list(_files(paths))
    if not files:
        raise EmptyInput(
            "No articles",
            expected="a file, or a folder with files",
            came=", ".join(map(str, paths)) or "no path",
            remedy="name a folder of .txt, .html, .jsonl, .csv, .pdf, .rss or .atom files",
        )
    for file, name in files:
        if not file.is_file():
            yield Skipped(name, Reason.UNREADABLE, "a pipe or a device, no file")
            continue
        try:
            for found in _reader(file)(file, name):
                yield gate.pass_on(found)
        except OSError as error:
            yield Skipped(name, Reason.UNREADABLE, error.strerror or str(error))


def _files(paths: Sequence[Path]) -> Iterator[tuple[Path, str]]:
    for path in paths:
        if not path.exists():
            raise UnreadableFile(
                "There is no such file or folder",
                expected="a file or folder of articles",
                came=str(path),
                remedy="check the spelling, or name the folder with its full path",
            )
        if path.is_dir():
            inside = sorted(each for each in path.rglob("*") if each.is_file())
            yield from (
                (each, each.relative_to(path).as_posix())
                for each in inside
                if not any(part.startswith(".") for part in each.relative_to(path).parts)
            )
        else:
            yield path, path.name


def _reader(file: Path) -> Callable[[Path, str], Iterator[Found]]:
    kinds: dict[str, Callable[[Path, str], Iterator[Found]]] = {
        ".jsonl": _json_lines,
        ".ndjson": _json_lines,
        ".json": _json,
        ".csv": _csv,
        ".tsv": _csv,
        ".html": _html,
        ".htm": _html,
        ".xhtml": _html,
        ".pdf": _pdf,
        ".rss": _feed,
        ".atom": _feed,
        ".xml": _feed,
    }
    return kinds.get(file.suffix.lower(), _text)


def _bytes(file: Path, name: str) -> bytes | Skipped:
    size = file.stat().st_size
    if size > BIGGEST:
        return Skipped(name, Reason.TOO_LONG, f"{size:,} bytes; {BIGGEST:,} are read")
    return file.read_bytes() if size else Skipped(name, Reason.EMPTY, "an empty file")


def _whole(file: Path, name: str) -> str | Skipped:
    raw = _bytes(file, name)
    if isinstance(raw, Skipped):
        return raw
    text = decoded(raw)
    return Skipped(name, Reason.BINARY) if text is None else text


def _text(file: Path, name: str) -> Iterator[Found]:
    """One article a file; lines on top such as ``Title:`` or ``Date:`` are its fields."""
    text = _whole(file, name)
    if isinstance(text, Skipped):
        yield text
        return
    head: dict[str, str] = {}
    lines = text.strip().splitlines()
    while lines and (found := HEADER.match(lines[0])):
        head[found.group(1).lower()] = found.group(2).strip()
        lines.pop(0)
    body = "\n".join(lines).strip()
    first, _, rest = body.partition("\n")
    if "title" not in head and len(first) <= 150 and rest.startswith("\n"):
        head["title"] = first.strip()
    if not day(head.get("date") or head.get("published")):
        head["date"] = _day_in(name)
    yield article({**head, "text": body}, name, name)


def _day_in(name: str) -> str:
    found = DAY_IN_NAME.search(name)
    return found.group(1) if found else ""


def _html(file: Path, name: str) -> Iterator[Found]:
    raw = _bytes(file, name)
    yield raw if isinstance(raw, Skipped) else page(raw, name)


def page(raw: bytes, name: str) -> Found:
    """The article of an HTML page, its menus and advertisements left out."""
    from trafilatura import bare_extraction

    text = decoded(raw)
    if text is None:
        return Skipped(name, Reason.BINARY)
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # what fails is counted here
    try:
        found: Any = bare_extraction(text, include_comments=False, with_metadata=True)
    except Exception as error:  # a parser's own troubles with a broken page
        return Skipped(name, Reason.UNREADABLE, type(error).__name__)
    if found is None or len((found.text or "").split()) < PAGE_WORDS:
        return Skipped(name, Reason.NO_ARTICLE)
    return checked(
        Article(
            doc_id=name,
            text=found.text.strip(),
            title=found.title or "",
            published=day(found.date),
            outlet=found.sitename or found.hostname or "",
            source=name,
        )
    )


def _pdf(file: Path, name: str) -> Iterator[Found]:
    raw = _bytes(file, name)
    if isinstance(raw, Skipped):
        yield raw
        return
    import pypdfium2

    try:
        with pypdfium2.PdfDocument(raw) as document:
            pages = [each.get_textpage().get_text_bounded() for each in document]
            told = document.get_metadata_dict()
    except pypdfium2.PdfiumError as error:
        yield Skipped(name, Reason.UNREADABLE, str(error))
        return
    text = "\n\n".join(_unbroken(each) for each in pages).strip()
    if not text:
        yield Skipped(name, Reason.SCANNED, f"{len(pages)} pages")
        return
    # the day a PDF was made is not the day its article came out
    yield article({"text": text, "title": told.get("Title", ""), "date": _day_in(name)}, name, name)


def _unbroken(text: str) -> str:
    """A page whose lines run on: words cut by a hyphen are joined, single breaks are blanks."""
    text = text.replace("\r\n", "\n").replace("\ufffe", "-").replace("\u0002", "-")
    text = re.sub(r"(\w)-\n(?=[a-z])", r"\1", text)
    return re.sub(r"(?<!\n)\n(?!\n)", " ", text)


def _feed(file: Path, name: str) -> Iterator[Found]:
    raw = _bytes(file, name)
    if isinstance(raw, Skipped):
        yield raw
        return
    import feedparser

    feed: Any = feedparser.parse(raw)
    if not feed.entries:
        yield Skipped(name, Reason.UNREADABLE, "neither RSS nor Atom with entries")
    for number, entry in enumerate(feed.entries, 1):
        source = f"{name}:{number}"
        contents = [each.get("value", "") for each in entry.get("content", [])]
        body = max([*contents, entry.get("summary", "")], key=len)
        told = entry.get("published") or entry.get("updated") or ""
        when = entry.get("published_parsed") or entry.get("updated_parsed")
        yield article(
            {
                "doc_id": entry.get("id") or entry.get("link") or source,
                "text": _plain(body),
                "title": _plain(entry.get("title", "")),
                "date": date(*when[:3]) if when else told,
                "outlet": (entry.get("source") or {}).get("title") or feed.feed.get("title", ""),
            },
            source,
            source,
        )


def _plain(markup: str) -> str:
    """A feed's markup as text, a paragraph a line."""
    if "<" not in markup:
        return markup
    from lxml import html

    tree = html.fromstring(f"<div>{markup}</div>")
    for each in tree.iter("p", "br", "div", "li"):
        each.tail = "\n\n" + (each.tail or "")
    return re.sub(r"\n{3,}", "\n\n", str(tree.text_content())).strip()


def _json_lines(file: Path, name: str) -> Iterator[Found]:
    with file.open("rb") as stream:
        if (start := stream.peek(4096)) and decoded(start) is None:
            yield Skipped(name, Reason.BINARY)
            return
        empty = True
        for number, raw in enumerate(lines(stream), 1):
            if not raw.strip():
                continue
            empty = False
            yield _json_row(raw, f"{name}:{number}")
    if empty:
        yield Skipped(name, Reason.EMPTY, "an empty file")


def _json_row(raw: bytes, source: str) -> Found:
    text = decoded(raw)
    if text is None:
        return Skipped(source, Reason.BINARY)
    try:
        row = json.loads(text)
    except (ValueError, RecursionError) as error:
        return Skipped(source, Reason.UNREADABLE, f"not JSON: {error}"[:120])
    if not isinstance(row, dict):
        return Skipped(source, Reason.UNREADABLE, "not a JSON object")
    return article(row, source, source)


def _json(file: Path, name: str) -> Iterator[Found]:
    """A list of objects, one object, or JSON lines under another name."""
    text = _whole(file, name)
    if isinstance(text, Skipped):
        yield text
        return
    try:
        rows = json.loads(text)
    except (ValueError, RecursionError):
        yield from _json_lines(file, name)
        return
    if isinstance(rows, dict):
        rows = rows.get("articles", [rows])
    for number, row in enumerate(rows if isinstance(rows, list) else [rows], 1):
        source = f"{name}:{number}"
        if isinstance(row, dict):
            yield article(row, source, source)
        else:
            yield Skipped(source, Reason.UNREADABLE, "not a JSON object")


def _csv(file: Path, name: str) -> Iterator[Found]:
    """Rows with a header; the encoding is that of the first 100,000 bytes."""
    with file.open("rb") as raw:
        start = raw.read(100_000)
    if not start.strip():
        yield Skipped(name, Reason.EMPTY, "an empty file")
        return
    if decoded(start[: start.rfind(b"\n") + 1] or start) is None:
        yield Skipped(name, Reason.BINARY)
        return
    csv.field_size_limit(2**31 - 1)
    with file.open(encoding=_encoding(start), errors="replace", newline="") as text:
        mark = "\t" if file.suffix.lower() == ".tsv" else _mark(start)
        rows = csv.DictReader(text, delimiter=mark)
        named = {str(each).strip().lower() for each in rows.fieldnames or ()}
        if not named & {*NAMES["text"], *NAMES["title"]}:
            wanted = f"no column called {', '.join(NAMES['text'][:4])} or title"
            yield Skipped(
                name, Reason.UNREADABLE, f"{wanted}; has {', '.join(sorted(named))}"[:200]
            )
            return
        try:
            for row in rows:
                source = f"{name}:{rows.line_num}"
                yield article(row, source, source)
        except csv.Error as error:
            yield Skipped(f"{name}:{rows.line_num}", Reason.UNREADABLE, str(error))


def _encoding(start: bytes) -> str:
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    try:
        start[: start.rfind(b"\n") + 1].decode("utf-8")
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8-sig"


def _mark(start: bytes) -> str:
    header = io.BytesIO(start).readline()
    return ";" if header.count(b";") > header.count(b",") else ","
