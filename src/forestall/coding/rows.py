"""Rows and pages to articles: which field is which, and when a page came out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any

from forestall.coding.article import Article, Reason, Skipped
from forestall.coding.encoding import mended, whole
from forestall.coding.language import READ, language, unread

if TYPE_CHECKING:
    from collections.abc import Mapping

LONGEST = 500_000
"""Characters: a long investigation has 100,000; what has more is a book or a dump."""
SHORTEST = 20
"""Characters: what has fewer tells nothing."""
NAMES = {
    "doc_id": ("doc_id", "docid", "article_id", "id", "guid", "url", "link"),
    "text": ("text", "body", "content", "article", "full_text", "fulltext", "doc_text", "story"),
    "title": ("title", "headline", "head"),
    "published": ("date", "published", "publication_date", "pub_date", "pubdate", "date_published"),
    "outlet": ("outlet", "source", "publication", "newspaper", "publisher", "sitename", "site"),
    "language": ("language", "lang"),
}
"""Names that fields bear in archives, in order of preference; letter case does not matter."""
WRITTEN = re.compile(
    r"(?P<a>\d{1,2})(?:st|nd|rd|th)?\s+(?P<m>[A-Za-z]{3,9})\.?,?\s+(?P<y>\d{4})"
    r"|(?P<m2>[A-Za-z]{3,9})\.?\s+(?P<a2>\d{1,2})(?:st|nd|rd|th)?,?\s+(?P<y2>\d{4})"
)
NUMBERS = re.compile(r"^(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4})\b")
MONTHS = {
    name: number
    for number, name in enumerate(
        ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), 1
    )
}


def day(words: object) -> date | None:
    """The day a field names; None where it names none, or could be two different days.

    >>> day("Sun, 18 Feb 2024 10:00:00 GMT"), day("February 18, 2024"), day("18/02/2024")
    (datetime.date(2024, 2, 18), datetime.date(2024, 2, 18), datetime.date(2024, 2, 18))
    >>> day("03/02/2024") is None
    True
    """
    if isinstance(words, datetime):
        return words.date()
    if isinstance(words, date):
        return words
    text = str(words or "").strip()
    for read in (_iso, _mail, _written, _numbers):
        try:
            if (found := read(text)) is not None:
                return found
        except (ValueError, TypeError, IndexError, OverflowError):
            continue
    return None


def _iso(text: str) -> date | None:
    if re.match(r"^\d{8}$", text):
        return date.fromisoformat(text)
    return date.fromisoformat(text[:10]) if re.match(r"^\d{4}-\d\d-\d\d", text) else None


def _mail(text: str) -> date | None:
    return parsedate_to_datetime(text).date() if re.search(r"\d{4} \d\d?:\d\d", text) else None


def _written(text: str) -> date | None:
    if not (found := WRITTEN.search(text)):
        return None
    month = MONTHS.get((found["m"] or found["m2"])[:3].lower())
    return (
        date(int(found["y"] or found["y2"]), month, int(found["a"] or found["a2"]))
        if month
        else None
    )


def _numbers(text: str) -> date | None:
    if not (found := NUMBERS.match(text)):
        return None
    first, second, year = map(int, found.groups())
    if first == second or first > 12:
        return date(year, second, first)
    return date(year, first, second) if second > 12 else None


def article(row: Mapping[str, Any], source: str, fallback_id: str) -> Article | Skipped:
    """A row's fields as an article, whatever they are called.

    Without an id it takes ``fallback_id``. A row without a text field but with a title is taken by
    its title.
    """
    lower = {str(name).strip().lower(): value for name, value in row.items() if name is not None}

    def of(what: str) -> str:
        for name in NAMES[what]:
            if (value := lower.get(name)) not in (None, ""):
                return mended(whole(_told(what, value))).strip()
        return ""

    text, title = of("text"), of("title")
    told = of("published")
    return checked(
        Article(
            doc_id=of("doc_id") or whole(fallback_id),
            text=text or title,
            title=title,
            published=day(told),
            outlet=of("outlet"),
            language=of("language").lower()[:2],
            source=whole(source),
        )
    )


def _told(what: str, value: object) -> str:
    """A field's value in words; a list of paragraphs is a text, a number or an object is none."""
    if what == "text" and isinstance(value, list):
        return "\n\n".join(each for each in value if isinstance(each, str))
    if what == "outlet" and isinstance(value, dict):
        return str(value.get("name", ""))
    return str(value) if what != "text" or isinstance(value, str) else ""


def checked(made: Article) -> Article | Skipped:
    """The article, its language known, or why it cannot be coded."""

    def skipped(reason: Reason, detail: str = "") -> Skipped:
        return Skipped(made.source, reason, detail, made.doc_id)

    if len(made.text.strip()) < SHORTEST:
        return skipped(Reason.EMPTY, f"{len(made.text.strip())} characters")
    if len(made.text) > LONGEST:
        return skipped(Reason.TOO_LONG, f"{len(made.text):,} characters; {LONGEST:,} are read")
    spoken = made.language if made.language in READ else language(made.text)
    # a feed's or a page's own word is often the site's, not the article's: what is read decides
    if spoken not in READ:
        return skipped(Reason.LANGUAGE, unread(spoken))
    return made if made.language == spoken else _spoken(made, spoken)


def _spoken(made: Article, spoken: str) -> Article:
    from dataclasses import replace

    return replace(made, language=spoken)


@dataclass(slots=True)
class Gate:
    """Lets an id in once, and nothing from the future; counts articles without a date."""

    today: date
    seen: set[str]
    undated: int = 0

    def pass_on(self, made: Article | Skipped) -> Article | Skipped:
        """The article, or why it is kept out."""
        if isinstance(made, Skipped):
            return made
        if made.doc_id in self.seen:
            return Skipped(made.source, Reason.DUPLICATE_ID, "the first is kept", made.doc_id)
        if made.published is not None and made.published > self.today:
            told = f"{made.published}, after {self.today}"
            return Skipped(made.source, Reason.FUTURE, told, made.doc_id)
        self.seen.add(made.doc_id)
        self.undated += made.published is None
        return made
