"""The brief on paper: one Typst compile, every word handed over as data."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from forestall.brief.drawing import font_directory
from forestall.brief.plain import page_data

if TYPE_CHECKING:
    from typst import Fonts

    from forestall.brief.document import Brief


MOST_PAGES = 6
MOST_QUIET = 3
TIGHTNESS = ("0", "1", "2", "3", "4")
"""How small a long brief may be set to stay within :data:`MOST_PAGES`, or a quiet
one within :data:`MOST_QUIET`: text of 10 to 8 points, and at last smaller figures."""


@cache
def _template() -> bytes:
    return (files("forestall.brief") / "templates" / "brief.typ").read_bytes()


@cache
def _fonts() -> Fonts:
    """Lato from its package and what Typst brings; none of the machine's, so pages look alike."""
    import typst

    return typst.Fonts(include_system_fonts=False, font_paths=[str(font_directory())])


def as_pdf(brief: Brief, drawings: dict[str, str], paper: str = "a4") -> bytes:
    """The PDF's bytes, tagged for screen readers; the same brief gives the same bytes.

    ``drawings`` holds an SVG for each figure's id; ``paper`` is ``a4`` or ``us-letter``.
    """
    words = {"brief": json.dumps(page_data(brief, drawings)), "paper": paper}
    most = MOST_QUIET if brief.quiet else MOST_PAGES
    level = 0
    while True:
        made = _compile(brief, {**words, "tightness": TIGHTNESS[level]})
        over = pages(made) - most
        if over <= 0 or level == len(TIGHTNESS) - 1:
            return made
        level = min(level + over, len(TIGHTNESS) - 1)  # a size smaller saves a page at best


def pages(pdf: bytes) -> int:
    """How many pages a PDF of Typst's has."""
    return len(re.findall(rb"/Type\s*/Page\b(?!s)", pdf))


def _compile(brief: Brief, inputs: dict[str, str]) -> bytes:
    import typst

    made = typst.compile(
        _template(),
        format="pdf",
        font_paths=_fonts(),
        sys_inputs=inputs,
        timestamp=datetime(brief.as_of.year, brief.as_of.month, 1, tzinfo=UTC),
    )
    return bytes(made)
