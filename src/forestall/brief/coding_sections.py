"""The sections of the page of a study: words, figures and tables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from forestall import snapshot
from forestall.brief import coding_tables as tables
from forestall.brief import figures_coding as figures
from forestall.brief.words import counted, percent
from forestall.coding.capture import ASSUMPTIONS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from forestall.brief.coding_tables import Table
    from forestall.brief.look import Spec
    from forestall.coding.second_coder import Agreement
    from forestall.coding.study import Study, Tally

MAPS = 3
"""Countries drawn; incidents elsewhere are in the tables."""
ACCURACY = (
    "The coder reads English news by rules and small models. On 67 invented articles it had not "
    "been developed on, it found all 22 incidents and got every toll and province right, but "
    "joined only 79% of the reports that belong together, and 7% of what it found was no incident: "
    "real news may be harder. It knows nothing of what was not printed."
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


def sections(found: Study, agreement: Agreement | None, shown: Shown) -> tuple[Section, ...]:
    """All sections but the table of all incidents."""
    return (
        _read(found),
        _time(found),
        _space(found),
        _kinds(found),
        _why(found),
        _justice(found),
        _victims(found),
        _largest(found, shown),
        _missing(found),
        _trust(found, agreement),
    )


def lead(found: Study) -> tuple[str, ...]:
    """What was found, in three sentences that can stand alone."""
    d, total = found.deaths, len(found.incidents)
    span = tables.span(d)
    untold = f"; {counted(d.untold)} more tell of deaths without a number" if d.untold else ""
    return (
        f"{_several(total, 'incident')} of violence in {counted(found.run.articles)} articles, "
        f"with {counted(d.best)} deaths{f' ({span})' if span else ''} in those that give a number"
        f"{untold}.",
        "Incidents are not victims: one may be a murder or a massacre, and how many are counted "
        "says as much of where reporters are as of where killing is. Nothing told is not nothing "
        "done.",
    )


def _several(n: int, word: str) -> str:
    return f"{counted(n)} {word}{'' if n == 1 else 's'}"


def _panel(title: str, spec: Spec, alt: str, id: str) -> Panel:
    from forestall.brief.drawing import svg

    return Panel(title, svg(spec, id), alt)


def _time(found: Study) -> Section:
    incidents, dead = figures.years(found.years)
    total = len(found.incidents)
    said = (
        "No number: incidents that tell of deaths without one, in no sum. No death: incidents that "
        "tell of none. A plus: one of them sets no upper bound."
    )
    table = tables.tallies("Incidents and deaths by year", "year", found.years, total, note=said)
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
        "in how much was read."
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
        f"{_several(unplaced, 'incident')} told no closer than a province "
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
    kinds = "file or row" if skipped == 1 else "files or rows"
    text = (
        f"{_several(run.articles, 'article')} were read: {_several(run.copies, 'reprint')}, "
        f"{counted(run.without_violence)} without a codable incident, {counted(run.undated)} "
        f"without a date. They gave {_several(run.reports, 'report')} of incidents. "
        f"{counted(skipped)} {kinds} could not be read as articles."
    )
    more = (tables.skipped(found),) if run.skipped else ()
    return Section("What was read", (text,), (), (tables.outlets(found), *more))


def _missing(found: Study) -> Section:
    total = len(found.incidents)
    text = (
        f"{counted(found.one_outlet)} of {_several(total, 'incident')} "
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
        f"{counted(looked)} of {_several(total, 'incident')} found ({percent(looked / total)}) "
        f"were reviewed by a person: {counted(s['accepted'])} stood as coded, "
        f"{counted(s['corrected'])} were corrected, {counted(s['rejected'])} rejected and left "
        "out here. The rest is as the coder left it."
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
