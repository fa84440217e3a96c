"""The brief on a screen: one file, no network, every word escaped."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from forestall.brief import fonts
from forestall.brief.plain import page_data

if TYPE_CHECKING:
    from jinja2 import Environment

    from forestall.brief.document import Brief

_PAGE_SIZES = {"a4": "A4", "us-letter": "letter"}


@cache
def environment() -> Environment:
    """Where the templates are found; what they show is escaped, what they lack is an error."""
    from jinja2 import Environment, FunctionLoader, StrictUndefined

    folder = files("forestall.brief") / "templates"
    return Environment(
        loader=FunctionLoader(lambda name: (folder / name).read_text(encoding="utf-8")),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def template(name: str) -> str:
    """The text of a file beside the templates."""
    return (files("forestall.brief") / "templates" / name).read_text(encoding="utf-8")


def as_html(brief: Brief, drawings: dict[str, str], paper: str = "a4") -> str:
    """The page: style, script, fonts and figures inside it.

    ``drawings`` holds an SVG for each figure's id, and for ``ID-narrow``; only these are put in
    unescaped, and they are drawn by us.
    """
    folder = files("forestall.brief") / "templates"
    return (
        environment()
        .get_template("brief.html.j2")
        .render(
            brief=page_data(brief, drawings),
            style=(folder / "brief.css").read_text(encoding="utf-8"),
            script=(folder / "sort.js").read_text(encoding="utf-8"),
            regular=fonts.data_url("Lato-Regular"),
            bold=fonts.data_url("Lato-Bold"),
            page_size=_PAGE_SIZES[paper],
        )
    )
