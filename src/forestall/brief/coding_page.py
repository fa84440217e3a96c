"""A study of newspapers as one page of HTML, and as JSON.

Open to all by default: no sentence of an article, for sentences name private persons, and no place
finer than a district or a cell of half a degree.
"""

from __future__ import annotations

import json
from dataclasses import asdict, fields
from typing import TYPE_CHECKING, Any

from forestall import __version__, snapshot
from forestall.brief import coding_tables as tables
from forestall.brief.coding_sections import Shown, lead, sections
from forestall.brief.words import listed
from forestall.coding.study import NOT_TOLD, study
from forestall.output import folder, write_text

if TYPE_CHECKING:
    from pathlib import Path

    from forestall.brief.coding_tables import Row
    from forestall.coding import table as coded
    from forestall.coding.second_coder import Agreement
    from forestall.coding.study import Study

NAME = "report"


def save(
    table: coded.Table,
    place: Path,
    *,
    title: str = "",
    agreement: Agreement | None = None,
    with_sentences: bool = False,
    exact_places: bool = False,
) -> tuple[Path, Path]:
    """Write ``report.html`` and ``report.json`` into the folder ``place``.

    Parameters
    ----------
    title : of the study; countries and years if empty.
    agreement : of the coder with second coders.
    with_sentences : show the sentences of articles, which may name private persons: for the
        researcher's own use.
    exact_places : show places finer than a district or cell.

    Raises
    ------
    EmptyInput : no incident is left to report on.
    OutputError : the folder cannot be made or written to.
    """
    found, shown = study(table), Shown(with_sentences, exact_places)
    page, data = (folder(place) / f"{NAME}.{ending}" for ending in ("html", "json"))
    content = as_dict(found, title=title, agreement=agreement, shown=shown)
    text = json.dumps(content, ensure_ascii=False, indent=2, allow_nan=False, default=str)
    write_text(page, as_html(found, title=title, agreement=agreement, shown=shown))
    write_text(data, text + "\n")
    return page, data


def as_dict(
    found: Study,
    *,
    title: str = "",
    agreement: Agreement | None = None,
    shown: Shown | None = None,
) -> dict[str, Any]:
    """The study as plain JSON types; each tally has the numbers of its incidents."""
    shown = shown or Shown()
    figured = {
        each.name: value
        for each in fields(found)
        if each.name != "incidents"
        for value in [getattr(found, each.name)]
    }
    plain = {name: _plain(value) for name, value in figured.items()}
    return {
        "title": title or title_of(found),
        "forestall": __version__,
        "with_sentences": shown.sentences,
        "exact_places": shown.exact_places,
        **plain,
        "unreported": [each.unreported for each in found.estimates],
        "agreement": asdict(agreement) if agreement else None,
        "incidents": [asdict(each) for each in _rows(found, shown)],
    }


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    return asdict(value) if hasattr(value, "__dataclass_fields__") else value


def title_of(found: Study) -> str:
    """Countries and years: ``Violence in the newspapers: Papua New Guinea, 2016–2023``."""
    years = [each.name for each in found.years if each.name != NOT_TOLD]
    span = f"{years[0]}–{years[-1]}" if len(years) > 1 else "".join(years)
    several = found.countries[:4] if len(found.countries) <= 4 else (*found.countries[:3], "others")
    about = ", ".join(filter(None, (listed(list(several)) if several else "", span)))
    return f"Violence in the newspapers: {about}" if about else "Violence in the newspapers"


def as_html(
    found: Study,
    *,
    title: str = "",
    agreement: Agreement | None = None,
    shown: Shown | None = None,
) -> str:
    """The page: style, script, fonts and figures inside it, nothing fetched."""
    from forestall.brief import fonts
    from forestall.brief.html import environment, template

    shown = shown or Shown()
    return (
        environment()
        .get_template("coding.html.j2")
        .render(
            title=title or title_of(found),
            lead=lead(found),
            shown=shown,
            sections=sections(found, agreement, shown),
            rows=_rows(found, shown),
            coder=found.run.version,
            version=__version__,
            snapshot=snapshot.sources()["snapshot"]["version"],
            style=template("brief.css") + template("evaluation.css") + template("coding.css"),
            script=template("sort.js") + template("coding.js"),
            regular=fonts.data_url("Lato-Regular"),
            bold=fonts.data_url("Lato-Bold"),
        )
    )


def _rows(found: Study, shown: Shown) -> tuple[Row, ...]:
    return tuple(
        tables.row(n, each, exact=shown.exact_places, with_sentences=shown.sentences)
        for n, each in enumerate(found.incidents, 1)
    )
