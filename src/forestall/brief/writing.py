"""Where a brief goes: one file by its ending, or a folder of three."""

from __future__ import annotations

from typing import TYPE_CHECKING

from forestall.errors import BadValue
from forestall.output import folder, write_bytes

if TYPE_CHECKING:
    from pathlib import Path

    from forestall.brief.document import Brief

PAPERS = ("a4", "us-letter")


def save(brief: Brief, path: Path, *, paper: str = "a4") -> tuple[Path, ...]:
    """Write ``brief`` to ``path``; see :meth:`forestall.brief.document.Brief.save`."""
    if paper not in PAPERS:
        raise BadValue(
            "Unknown paper",
            expected=" or ".join(PAPERS),
            came=repr(paper),
            remedy="choose one of the two",
        )
    if path.suffix.lower() in (".html", ".pdf", ".json") and not path.is_dir():
        places: tuple[Path, ...] = (path,)
    else:
        place = folder(path)
        places = tuple(place / f"brief{ending}" for ending in (".html", ".pdf", ".json"))
    drawings: dict[str, str] = {}
    for one in places:
        write_bytes(one, _content(brief, one.suffix.lower(), drawings, paper))
    return places


def _content(brief: Brief, ending: str, drawings: dict[str, str], paper: str) -> bytes:
    if ending == ".json":
        from forestall.brief.json_face import as_bytes

        return as_bytes(brief)
    _draw(brief, drawings, narrow=ending == ".html")
    if ending == ".html":
        from forestall.brief.html import as_html

        return as_html(brief, drawings, paper).encode("utf-8")
    from forestall.brief.pdf import as_pdf

    return as_pdf(brief, drawings, paper)


def _draw(brief: Brief, drawings: dict[str, str], *, narrow: bool) -> None:
    """Draw what is not drawn yet: each figure once for the page, and for phones if asked."""
    from forestall.brief.drawing import svg

    for figure in brief.figures:
        if figure.id not in drawings:
            drawings[figure.id] = svg(figure.spec, figure.id)
        if narrow and f"{figure.id}-narrow" not in drawings:
            drawings[f"{figure.id}-narrow"] = svg(figure.narrow, f"{figure.id}-narrow")
