"""An article as the coder takes it, and what it could not take."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Article:
    """One report as one outlet printed it.

    ``published`` is the day it came out, None where nothing says; ``language`` is an ISO 639-1
    code, empty where unknown; ``source`` points into the file it came from: ``file.csv:12``.
    """

    doc_id: str
    text: str
    title: str = ""
    published: date | None = None
    outlet: str = ""
    language: str = ""
    source: str = ""


class Reason(StrEnum):
    """Why something was not coded."""

    EMPTY = "no text"
    TOO_LONG = "longer than an article"
    BINARY = "not text"
    NO_ARTICLE = "a page without an article"
    SCANNED = "a PDF of pictures, no text in it"
    LANGUAGE = "a language that is not supported"
    DUPLICATE_ID = "an id that stood before"
    UNREADABLE = "a file or row that cannot be read"
    FUTURE = "published in the future"


@dataclass(frozen=True, slots=True)
class Skipped:
    """What was not coded, where it stands, and why."""

    source: str
    reason: Reason
    detail: str = ""
    doc_id: str = ""
