"""An incident under review on a terminal: its fields, sentences, reports and links."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from forestall.coding import field_values as values
from forestall.coding import review
from forestall.coding import table as tables
from forestall.coding.incident import By

if TYPE_CHECKING:
    from collections.abc import Callable

    from forestall.coding.incident import Incident, Link
    from forestall.coding.table import Table

WIDTH = 13
"""Letters a field's name takes."""


def list_lines(table: Table) -> list[str]:
    """A line an incident, least sure first: score, status, id, day, place, dead."""
    lines = []
    for each in sorted(table.incidents, key=lambda one: (one.score, one.incident_id)):
        told = (values.written(each, name) for name in ("date", "place", "province", "killed"))
        day, place, province, dead = told
        lines.append(
            f"{each.score:4.2f}  {each.status.value:<10}  {each.incident_id}  {day}  "
            f"{place}, {province}  dead: {dead}"
        )
    return [plain(line) for line in lines]


def incident_lines(table: Table, incident_id: str, mark: Callable[[str], str]) -> list[str]:
    """One incident for a reviewer: its fields, sentences, toll history, reports and links."""
    incident = review.find(table, incident_id)
    sure = values.scores(incident)
    head = f"{incident_id} · {incident.status.value} · score {incident.score:.2f}"
    lines = [mark(plain(head))]
    for name in values.FIELDS:
        score = f"  {sure[name]:.2f}" if name in sure else ""
        lines.append(f"  {name:<{WIDTH}}{plain(values.written(incident, name))}{score}")
    lines += ["Sentences", *_sentences(incident, mark), "Reports", *_reports(table, incident)]
    links = _links(table, incident_id)
    return [*lines, *(["Links to other incidents", *links] if links else [])]


def _sentences(incident: Incident, mark: Callable[[str], str]) -> list[str]:
    lines = []
    marked = _told_words(incident)
    for each in tables.sentences(incident):
        if not each["fields"]:
            continue
        where = f"{each['doc_id']}, sentence {each['index'] + 1}: {', '.join(each['fields'])}"
        text = plain(each["text"])
        if marked is not None:
            text = marked.sub(lambda found: mark(found[0]), text)
        lines += [f"  {plain(where)}", f"    {text}"]
    return lines


def _told_words(incident: Incident) -> re.Pattern[str] | None:
    """What to look for in a sentence: names of places and sides, numbers, causes and weapons."""
    place = incident.place.value if incident.place else None
    told = {place.name, place.district, place.province} if place else set()
    sides = (incident.perpetrator, incident.target, *incident.sides)
    told |= {each.value.name for each in sides if each}
    for found in (incident.killed, incident.injured):
        if found:
            total = found.value.total
            told |= {str(each) for each in (total.low, total.best, total.high) if each}
    words = {re.escape(plain(each)) for each in told if each}
    for name in values.LISTS:
        stems = {stem for each in getattr(incident, name) for stem in _stems(each.value)}
        words |= {rf"{re.escape(stem)}\w*" for stem in stems}
    ordered = sorted(words, key=lambda each: (-len(each), each))
    pattern = rf"(?<!\w)(?:{'|'.join(ordered)})(?!\w)"
    return re.compile(pattern, re.IGNORECASE) if words else None


def _stems(text: str) -> list[str]:
    return [word.rstrip("s") for word in text.split() if len(word) > 3]


def _reports(table: Table, incident: Incident) -> list[str]:
    """Reports with the toll each told and how surely it belongs to the others."""
    tolls = {each.report_id: values.count_written(each.killed) for each in incident.tolls}
    own = {each.report_id for each in incident.reports}
    sure: dict[str, float] = {}
    for link in table.links:
        if link.joined and {link.one, link.other} <= own:
            for end in (link.one, link.other):
                sure[end] = max(sure.get(end, 0.0), link.probability)
    lines = []
    for number, each in enumerate(incident.reports, 1):
        told = (
            str(each.published or "undated"),
            each.outlet or "no outlet",
            f"dead: {tolls[each.report_id]}" if each.report_id in tolls else "no dead told",
            each.report_id,
            f"linked {sure[each.report_id]:.2f}" if each.report_id in sure else "",
            f"{len(each.copies)} reprints" if each.copies else "",
        )
        lines.append(plain(f"  {number}  {'  '.join(filter(None, told))}"))
    return lines


def _links(table: Table, incident_id: str) -> list[str]:
    names = list(dict.fromkeys(other for _, other in near(table, incident_id)))
    return [
        plain(
            f"  {names.index(other) + 1}  {other}: {link.one} – {link.other}, "
            f"{link.probability:.2f}{', kept apart by a reviewer' * (link.by is By.REVIEWER)}"
        )
        for link, other in near(table, incident_id)
    ]


def near(table: Table, incident_id: str) -> list[tuple[Link, str]]:
    """Links from an incident's reports to those of others, likeliest first, with whose they are."""
    own = set(report_ids(table, incident_id))
    of = {r.report_id: each.incident_id for each in table.incidents for r in each.reports}
    found = []
    for link in table.links:
        ends = {link.one, link.other}
        if len(ends & own) == 1 and (other := next(iter(ends - own))) in of:
            found.append((link, of[other]))
    return sorted(found, key=lambda each: (-each[0].probability, each[0].one, each[0].other))


def report_ids(table: Table, incident_id: str) -> list[str]:
    """Ids of an incident's reports, in their order."""
    return [each.report_id for each in review.find(table, incident_id).reports]


def plain(text: str) -> str:
    """Text with control characters spelt out: a terminal would obey those of an article.

    >>> plain("red: \\x1b[31m")
    'red: \\\\x1b[31m'
    """
    return "".join(each if each.isprintable() else repr(each)[1:-1] for each in text)
