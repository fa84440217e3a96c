"""A study of newspapers as one page of HTML, and as JSON.

Open to all by default: no sentence of an article, for sentences name private persons, and no place
finer than a district or a cell of half a degree.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields
from typing import TYPE_CHECKING, Any

from forestall import __version__, snapshot
from forestall.brief import coding_tables as tables
from forestall.brief import figures_coding as figures
from forestall.brief.words import counted, listed, percent
from forestall.coding.capture import ASSUMPTIONS
from forestall.coding.study import NOT_TOLD, study
from forestall.output import folder, write_text

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from forestall.brief.coding_tables import Row, Table
    from forestall.brief.look import Spec
    from forestall.coding import table as coded
    from forestall.coding.second_coder import Agreement
    from forestall.coding.study import Study, Tally

NAME = "report"
MAPS = 3
"""Countries drawn; incidents elsewhere are in the tables."""
ACCURACY = (
    "The coder reads English news by rules and small models; how often it is right on articles "
    "coded by hand is said in the documentation of its version. It does worst on what is told far "
    "from the sentence that counts the dead, and knows nothing of what was not printed."
)
"""The coder's accuracy and its limits, in two sentences."""


@dataclass(frozen=True, slots=True)
class Panel:
    """One small drawing: its title, its SVG, and what it shows in words."""

    title: str
    svg: str
    alt: str


@dataclass(frozen=True, slots=True)
class Figure:
    """Drawings side by side; ``wide`` for one drawing over the whole width, with a narrow twin."""

    title: str
    panels: tuple[Panel, ...]
    note: str = ""
    wide: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """A heading, words, figures, tables."""

    title: str
    text: tuple[str, ...]
    figures: tuple[Figure, ...] = ()
    tables: tuple[Table, ...] = ()


@dataclass(frozen=True, slots=True)
class Shown:
    """What of the incidents is shown: their sentences, their exact places."""

    sentences: bool = False
    exact_places: bool = False


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
    sections = (
        _time(found),
        _space(found),
        _kinds(found),
        _why(found),
        _justice(found),
        _victims(found),
        _largest(found, shown),
        _read(found),
        _missing(found),
        _trust(found, agreement),
    )
    return (
        environment()
        .get_template("coding.html.j2")
        .render(
            title=title or title_of(found),
            lead=_lead(found),
            shown=shown,
            sections=sections,
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


def _lead(found: Study) -> tuple[str, ...]:
    """What was found, in three sentences that can stand alone."""
    d, total = found.deaths, len(found.incidents)
    span = tables.span(d)
    untold = f"; {counted(d.untold)} more tell of deaths without a number" if d.untold else ""
    return (
        f"{_people(total, 'incident')} of violence in {counted(found.run.articles)} articles, with "
        f"{counted(d.best)} deaths{f' ({span})' if span else ''} in those that give a number"
        f"{untold}.",
        "Incidents are not victims: one may be a murder or a massacre, and how many are counted "
        "says as much of where reporters are as of where killing is. Nothing told is not nothing "
        "done.",
    )


def _people(n: int, word: str) -> str:
    return f"{counted(n)} {word}{'' if n == 1 else 's'}"


def _panel(title: str, spec: Spec, alt: str, id: str) -> Panel:
    from forestall.brief.drawing import svg

    return Panel(title, svg(spec, id), alt)


def _time(found: Study) -> Section:
    incidents, dead = figures.years(found.years)
    total = len(found.incidents)
    table = tables.tallies("Incidents and deaths by year", "year", found.years, total)
    if not incidents:
        return Section("By year", ("No incident has a date.",), (), (table,))
    panels = (
        _panel(
            "Incidents", figures.by_year(incidents), figures.years_alt("Incidents", incidents), "n"
        ),
        _panel("Deaths", figures.by_year(dead), figures.years_alt("Deaths", dead), "d"),
    )
    note = (
        "Bars of deaths: the best number of each incident, added up; thin lines: the lowest and "
        "the highest. Incidents whose dead are not numbered are in no bar of deaths. Years differ "
        "in how much was read: see below."
    )
    figure = Figure("Incidents and deaths by year", panels, note)
    return Section("By year", (), (figure,), (table,))


def _space(found: Study) -> Section:
    total = len(found.incidents)
    rows = [(t.name, float(len(t.numbers)), counted(len(t.numbers))) for t in found.provinces]
    dead = [(t.name, float(t.deaths.best), counted(t.deaths.best)) for t in found.provinces]
    panels = (
        _panel("Incidents", figures.bars(rows), figures.bars_alt("Incidents", rows), "pn"),
        _panel("Deaths", figures.bars(dead), figures.bars_alt("Deaths", dead), "pd"),
    )
    more = f", the first {figures.MOST_BARS}" if len(rows) > figures.MOST_BARS else ""
    drawn = [Figure(f"Incidents and deaths by province{more}", panels), *_maps(found)]
    table = tables.tallies("Incidents and deaths by province", "province", found.provinces, total)
    return Section("By place", (), tuple(drawn), (table, tables.crossed(found)))


def _maps(found: Study) -> list[Figure]:
    from forestall.vocabulary import country

    codes: dict[str, list[int]] = {}
    for number, each in enumerate(found.incidents, 1):
        if each.place and each.place.value.iso3:
            codes.setdefault(each.place.value.iso3, []).append(number)
    drawn = []
    for iso3 in sorted(codes, key=lambda code: (-len(codes[code]), code))[:MAPS]:
        inside = set(codes[iso3])
        own = [
            cell for cell in found.cells if inside & {n for t in cell.tallies for n in t.numbers}
        ]
        cells = figures.cells_of(own)
        if cells.filter(cells["deaths"] > 0).is_empty():
            continue
        drawn.append(_map(country(iso3).name, iso3, cells, found.unplaced))
    return drawn


def _map(name: str, iso3: str, cells: Any, unplaced: int) -> Figure:
    from forestall.brief.maps import map_alt

    alt = map_alt(name, cells)
    outlines = snapshot.table("outlines")
    draw: Callable[[int], Spec] = lambda width: figures.cell_map(  # noqa: E731
        iso3, cells, outlines, width=width
    )
    panels = (
        _panel("", draw(620), alt, f"map-{iso3}"),
        _panel("", draw(350), alt, f"map-{iso3}-narrow"),
    )
    note = (
        "Cells of half a degree (PRIO-GRID), about 55 km across, shaded by deaths; an incident "
        "whose dead are not numbered counts as one. A bold edge: civilians were targeted. "
        f"{_people(unplaced, 'incident')} told no closer than a province "
        f"{'is' if unplaced == 1 else 'are'} not on a map."
    )
    return Figure(f"Deaths by cell, {name}", panels, note, wide=True)


def _kinds(found: Study) -> Section:
    total = len(found.incidents)
    text = (
        "Kinds are UCDP’s: state-based (a government against an armed group), non-state (between "
        "groups), one-sided (organised or communal killers against civilians)."
    )
    table = tables.tallies("Incidents and deaths by kind", "kind", found.kinds, total)
    return Section("Kinds of violence", (text,), (), (table,))


def _why(found: Study) -> Section:
    groups = (("Causes", found.causes), ("Weapons", found.weapons), ("Responses", found.responses))
    panels = tuple(_shares(name, rows, len(found.incidents)) for name, rows in groups)
    note = (
        "Share of incidents that tell of each; one may tell of several, so shares do not add up "
        "to 100%. Not told does not mean that there was none."
    )
    figure = Figure("Causes, weapons, responses", panels, note)
    made = tuple(
        tables.tallies(name, name.lower()[:-1], rows, len(found.incidents), folded=True)
        for name, rows in groups
    )
    return Section("Why, with what, and what was done", (), (figure,), made)


def _shares(name: str, tallies: Sequence[Tally], total: int) -> Panel:
    rows = [(t.name, len(t.numbers) / total, percent(len(t.numbers) / total)) for t in tallies]
    return _panel(name, figures.bars(rows, top=1.0), figures.bars_alt(name, rows), name.lower())


def _justice(found: Study) -> Section:
    total = len(found.incidents)
    rows = [
        (t.name, len(t.numbers) / total, percent(len(t.numbers) / total)) for t in found.justice
    ]
    panel = _panel("", figures.bars(rows, top=1.0), figures.bars_alt("Justice", rows), "justice")
    note = (
        "Share of incidents whose reports tell of each step. Not told is not the same as did not "
        "happen: trials come years later and under other headlines."
    )
    figure = Figure("From arrest to conviction", (panel,), note)
    table = tables.tallies("Steps of justice told", "step", found.justice, total, folded=True)
    return Section("Justice", (), (figure,), (table,))


def _victims(found: Study) -> Section:
    text = (
        "Few reports say who the dead were; what follows is a least count, not a share of all "
        "victims."
    )
    return Section("Victims", (text,), (), (tables.victims(found),))


def _largest(found: Study, shown: Shown) -> Section:
    text = (
        "Tolls change from report to report, up and down. Each is kept as it was told, so that a "
        "correction is not mistaken for a new incident."
    )
    return Section(
        "The largest incidents", (text,), (), (tables.largest(found, shown.exact_places),)
    )


def _read(found: Study) -> Section:
    run = found.run
    skipped = sum(n for _, n in run.skipped)
    text = (
        f"{_people(run.articles, 'article')} were read: {counted(run.copies)} reprints, "
        f"{counted(run.without_violence)} without a codable incident, {counted(run.undated)} "
        f"without a date. They gave {_people(run.reports, 'report')} of incidents. "
        f"{_people(skipped, 'file')} or rows were skipped."
    )
    more = (tables.skipped(found),) if run.skipped else ()
    return Section("What was read", (text,), (), (tables.outlets(found), *more))


def _missing(found: Study) -> Section:
    total = len(found.incidents)
    text = (
        f"{counted(found.one_outlet)} of {_people(total, 'incident')} "
        f"({percent(found.one_outlet / total)}) were reported by one outlet only. Reprints do not "
        "count as reports. What several outlets find apart from each other gives a hint of what "
        "none of them found.",
        ASSUMPTIONS,
    )
    return Section("What newspapers leave out", text, (), (tables.estimates(found),))


def _trust(found: Study, agreement: Agreement | None) -> Section:
    s = found.statuses
    looked = s["accepted"] + s["corrected"] + s["rejected"]
    total = sum(s.values())
    reviewed = (
        f"{counted(looked)} of {_people(total, 'incident')} found ({percent(looked / total)}) were "
        f"reviewed by a person: {counted(s['accepted'])} stood as coded, {counted(s['corrected'])} "
        f"were corrected, {counted(s['rejected'])} rejected and left out here. The rest is as the "
        "coder left it."
    )
    sampled = (
        "The least sure are reviewed first, so that these shares do not carry over to the rest."
        if 0 < looked < total
        else ""
    )
    made = (tables.agreement(agreement),) if agreement else ()
    second = "" if agreement else "No second coder has coded a sample of this study."
    text = tuple(filter(None, (f"{reviewed} {sampled}".strip(), ACCURACY, second)))
    return Section("How far to trust it", text, (), made)
