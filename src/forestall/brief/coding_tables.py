"""Tables of a study of newspapers: rows of cells, each figure with the incidents behind it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from forestall.brief.words import counted, percent
from forestall.coding import field_values as values
from forestall.coding.report import Count
from forestall.coding.study import NOT_TOLD, cell, deaths, kind
from forestall.coding.table import sentences

if TYPE_CHECKING:
    from collections.abc import Sequence

    from forestall.coding.incident import Incident
    from forestall.coding.second_coder import Agreement
    from forestall.coding.study import Deaths, Study, Tally

METHODS = {
    "Chapman": "Chapman 1951, the largest outlet against all others",
    "Chao": "after Chao 1987, every outlet a list: a lower bound",
}
FIELD_WORDS = {
    "incident": "is there an incident",
    "same_incident": "same incident, by pairs of reports",
}


@dataclass(frozen=True, slots=True)
class Cell:
    """``text``, with ``small`` beneath it; ``of`` are the numbers of the incidents it counts."""

    text: str
    small: str = ""
    of: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """A caption, heads (the first ``words`` of them over words, the rest over figures), rows."""

    caption: str
    heads: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    words: int = 1
    note: str = ""
    folded: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One incident in the table of all: what of it may be shown."""

    number: int
    incident_id: str
    date: str
    place: str
    kind: str
    sides: str
    dead: str
    low: int | None
    best: int | None
    high: int | None
    history: str
    causes: str
    weapons: str
    responses: str
    outlets: str
    doc_ids: tuple[str, ...]
    reports: int
    status: str
    score: float
    sentences: tuple[tuple[str, str, str], ...] = ()


def span(d: Deaths) -> str:
    """Low to high in small; nothing where both are the best.

    >>> from forestall.coding.study import Deaths
    >>> span(Deaths(20, 30, 50, 0, 1, 0)), span(Deaths(3, 3, 3, 0, 0, 0))
    ('20–50+', '')
    >>> span(Deaths(30, 30, 30, 0, 1, 0))
    '30+'
    """
    more = "+" if d.unbounded else ""
    if d.low == d.high:
        return more and f"{counted(d.low)}{more}"
    return f"{counted(d.low)}–{counted(d.high)}{more}"


def tallies(caption: str, head: str, rows: Sequence[Tally], total: int, **how: object) -> Table:
    """Incidents and deaths by something; shares are of all incidents."""
    made = [
        (
            Cell(each.name),
            Cell(counted(len(each.numbers)), of=each.numbers),
            Cell(percent(len(each.numbers) / total)),
            Cell(counted(each.deaths.best), span(each.deaths)),
            Cell(counted(each.deaths.untold)),
            Cell(counted(each.deaths.none)),
        )
        for each in rows
    ]
    heads = (head, "incidents", "share", "deaths", "no number", "no death")
    return Table(caption, heads, tuple(made), **how)  # type: ignore[arg-type]


def crossed(found: Study) -> Table:
    """Incidents by province and year."""
    names = [each.name for each in found.provinces]
    years = [each.name for each in found.years]
    rows = tuple(
        (Cell(name), *(Cell(str(found.year_provinces[name].get(y, "")) or "·") for y in years))
        for name in names
    )
    return Table("Incidents by province and year", ("province", *years), rows, folded=True)


def outlets(found: Study) -> Table:
    """What was read and what it gave, by outlet."""
    rows = tuple(
        (
            Cell(each.name or "outlet not told"),
            Cell(counted(each.articles) if each.articles else "–"),
            Cell(counted(each.incidents)),
            Cell(counted(each.alone)),
        )
        for each in found.outlets
    )
    heads = ("outlet", "articles read", "incidents reported", "by it alone")
    return Table("Outlets", heads, rows)


def skipped(found: Study) -> Table:
    """Files and rows that could not be read as articles, by reason."""
    rows = tuple((Cell(reason), Cell(counted(n))) for reason, n in found.run.skipped)
    return Table("Skipped, and why", ("reason", "files or rows"), rows)


def victims(found: Study) -> Table:
    """Civilians, women and children, where they are told."""
    rows = tuple(
        (Cell(each.name), Cell(counted(each.incidents)), Cell(counted(each.killed)))
        for each in found.victims
    )
    return Table("Who was killed, where it is told", ("", "incidents that tell", "killed"), rows)


def largest(found: Study, exact: bool) -> Table:
    """The incidents with most deaths, and how their toll was told in turn."""
    rows = []
    for number in found.largest:
        each = found.incidents[number - 1]
        d = deaths([each])
        rows.append(
            (
                Cell(values.written(each, "date"), of=(number,)),
                Cell(where(each, exact)),
                Cell(kind(each)),
                Cell(history(each)),
                Cell(counted(d.best), span(d)),
                Cell(counted(len(each.reports)), _linked(found, number)),
            )
        )
    heads = ("date", "place", "kind", "dead as told, in order of publication", "dead", "reports")
    note = (
        "Tolls are as each report gave them, the first first; “dead” is what stood, or what a "
        "reviewer put in. Linked: how likely each two of its reports tell of one incident."
    )
    return Table("The largest incidents", heads, tuple(rows), words=4, note=note)


def _linked(found: Study, number: int) -> str:
    if number not in found.linked:
        return ""
    low, high = (f"{each:.2f}" for each in found.linked[number])
    return f"linked {low}" if low == high else f"linked {low}–{high}"


def history(each: Incident) -> str:
    """The toll as it was told from report to report; a number said again is not repeated."""
    steps: list[str] = []
    for told in each.tolls:
        text = _toll(told.killed)
        if not steps or steps[-1] != text:
            steps.append(text)
    return " → ".join(steps)


def _toll(count: Count) -> str:
    if count.best is None:
        return "?"
    if count.high is None:
        return f"{counted(count.low)}+"
    if count.low == count.high:
        return counted(count.best)
    ends = f"{counted(count.low)}–{counted(count.high)}"
    return ends if count.low == count.best else f"{counted(count.best)} ({ends})"


def signed(value: float) -> str:
    """Two places, and no minus before a nought.

    >>> signed(-0.001), signed(-0.25)
    ('0.00', '−0.25')
    """
    return f"{round(value, 2) + 0.0:.2f}".replace("-", "−")


def where(each: Incident, exact: bool) -> str:
    """District and province, or the cell; the place itself only if asked for."""
    place = each.place.value if each.place else None
    if place is None:
        return NOT_TOLD
    gid = cell(each)
    parts = [place.name if exact and place.name != place.district else ""]
    parts += [place.district or (f"cell {gid}" if gid else ""), place.province, place.iso3]
    return ", ".join(dict.fromkeys(filter(None, parts))) or NOT_TOLD


def estimates(found: Study) -> Table:
    """What capture–recapture says of incidents that no outlet reported."""
    rows = []
    for each in found.estimates:
        unreported = each.unreported
        if each.total is None or each.interval is None or unreported is None:
            cells = (Cell("not estimated", each.why), Cell(""))
        else:
            low, high = (counted(end) for end in each.interval)
            cells = (Cell(counted(each.total), f"{low} to {high}"), Cell(counted(unreported)))
        rows.append((Cell(METHODS[each.method]), Cell(counted(each.reported)), *cells))
    heads = ("method", "reported", "in all (95%)", "of them unreported")
    return Table("Incidents in all, by how outlets overlap", heads, tuple(rows))


def agreement(found: Agreement) -> Table:
    """How far coders agree."""
    rows = []
    for each in found.measures:
        if each.alpha is None:
            value = Cell("undefined", each.why)
        else:
            spread = each.interval
            small = f"{signed(spread[0])} to {signed(spread[1])}" if spread else ""
            value = Cell(signed(each.alpha), small)
        same = "–" if each.same is None else percent(each.same)
        name = FIELD_WORDS.get(each.field, each.field.replace("_", " "))
        rows.append((Cell(name), Cell(each.metric), value, Cell(same), Cell(counted(each.units))))
    heads = ("field", "distance", "alpha (95%)", "the same", "n")
    return Table("Krippendorff’s alpha, the coder and second coders", heads, tuple(rows), words=2)


def row(number: int, each: Incident, *, exact: bool, with_sentences: bool) -> Row:
    """An incident as a row of the appendix."""
    count = each.killed.value.total if each.killed else Count(0, 0, 0)
    dead = "not told" if count.best is None else _toll(count) if count.best else "none"
    sides = [s.value.name or s.value.kind.value for s in each.sides]
    if not sides:
        sides = [s.value.name or s.value.kind.value for s in (each.perpetrator, each.target) if s]

    def listed(name: str) -> str:
        return ", ".join(found.value for found in getattr(each, name))

    return Row(
        number,
        each.incident_id,
        values.written(each, "date"),
        where(each, exact),
        kind(each),
        " – ".join(sides),
        dead,
        count.low,
        count.best,
        count.high,
        history(each),
        listed("causes"),
        listed("weapons"),
        listed("responses"),
        ", ".join(each.outlets) or NOT_TOLD,
        each.doc_ids,
        len(each.reports),
        each.status.value,
        round(each.score, 2),
        _sentences(each) if with_sentences else (),
    )


def _sentences(each: Incident) -> tuple[tuple[str, str, str], ...]:
    """Where a sentence stands, what it tells, and its words."""
    return tuple(
        (
            f"{s['doc_id']}, sentence {s['index'] + 1}",
            ", ".join(s["fields"]).replace("_", " "),
            s["text"],
        )
        for s in sentences(each)
        if s["fields"]
    )
