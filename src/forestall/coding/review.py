"""A reviewer's hand on a table: accept, reject, correct, part reports, join incidents.

All functions are pure: they give a new table. What the reviewer settles gets the score 1; the
sentences behind it stay. Which decision was made on what is for :mod:`.gold` to keep.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from forestall.coding import field_values as values
from forestall.coding.corrections import SETTLED, corrected
from forestall.coding.gold import Decided, Decision, SeenLink, now
from forestall.coding.incident import By, Incident, Link, Status
from forestall.errors import BadInput, BadValue

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from forestall.coding.incident import Joined
    from forestall.coding.report import Report
    from forestall.coding.table import Table

    Joiner = Callable[..., Joined]


def find(table: Table, incident_id: str) -> Incident:
    """The incident of that id.

    Raises
    ------
    BadValue : there is none; with the ids that look most like it.
    """
    for each in table.incidents:
        if each.incident_id == incident_id:
            return each
    from forestall.spelling import nearest

    ids = {each.incident_id: each.incident_id for each in table.incidents}
    near = [name for _, name in nearest(incident_id, ids)[:3]] if ids else []
    raise BadValue(
        "There is no such incident",
        expected=f"an incident of this table, such as {', '.join(near) or 'none: it is empty'}",
        came=incident_id or "nothing",
        remedy="list the ids with forestall code review TABLE --list",
    )


def accept(table: Table, incident_id: str) -> Table:
    """The incident is right as it stands; one that was corrected stays ``corrected``.

    Raises
    ------
    BadValue : there is no such incident.
    """
    before = find(table, incident_id)
    status = Status.CORRECTED if _settled(before) else Status.ACCEPTED
    return _with(table, replace(before, status=status))


def reject(table: Table, incident_id: str) -> Table:
    """This is no incident: it stays in the table, and out of every count.

    Raises
    ------
    BadValue : there is no such incident.
    """
    return _with(table, replace(find(table, incident_id), status=Status.REJECTED))


def correct(table: Table, incident_id: str, field: str, value: str) -> Table:
    """Put a value, written as :mod:`.field_values` says, into a field.

    A new province, district or place takes away the finer places and the point that belonged to
    the old one: they are not told for the new one.

    Raises
    ------
    BadValue : no such incident or field, or a value that cannot stand there, with the choices.
    UnknownCountry : of the field ``country``.
    """
    before = find(table, incident_id)
    changed = corrected(before, field, " ".join(value.split()))
    return _with(table, replace(changed, status=Status.CORRECTED))


def part(table: Table, incident_id: str, report_id: str, *, joiner: Joiner | None = None) -> Table:
    """Take one report out of an incident; it becomes one of its own, not yet reviewed.

    Fields of both are put together anew from their own reports. Values a reviewer had put in stay
    with the incident it was taken from (a field he emptied is filled anew); where nothing was
    corrected, that incident is to be reviewed again.

    Parameters
    ----------
    joiner : makes incidents of reports and decided links; :func:`.deduplicate.incidents` if none.

    Raises
    ------
    BadValue : no such incident, or it has no such report.
    BadInput : it is the incident's only report.
    """
    before = find(table, incident_id)
    ids = [each.report_id for each in before.reports]
    if report_id not in ids:
        raise BadValue(
            "The incident has no such report",
            expected=f"one of {', '.join(ids)}",
            came=report_id or "nothing",
            remedy="name a report of the incident",
        )
    if len(ids) == 1:
        raise BadInput(
            "An incident with one report cannot be parted",
            expected="an incident of two reports or more",
            came=f"{incident_id}, told by {report_id} alone",
            remedy="reject it if it is no incident",
        )
    rest = [each for each in ids if each != report_id]
    one, other = _remade(before.reports, [rest, [report_id]], joiner)
    kept = _keeping(one, before)
    decided = [(report_id, each, False) for each in rest]
    return _replaced(table, {incident_id}, [kept, other], decided)


def join(table: Table, one_id: str, other_id: str, *, joiner: Joiner | None = None) -> Table:
    """Make one incident of two; what was settled of the first goes before the second's.

    Raises
    ------
    BadValue : no such incident.
    BadInput : both are the same.
    """
    one, other = find(table, one_id), find(table, other_id)
    if one_id == other_id:
        raise BadInput(
            "An incident cannot be joined to itself",
            expected="two incidents",
            came=one_id,
            remedy="name another incident",
        )
    reports = (*one.reports, *other.reports)
    (made,) = _remade(reports, [[each.report_id for each in reports]], joiner)
    kept = _keeping(_keeping(made, other), one)
    if {one.status, other.status} == {Status.ACCEPTED}:
        kept = replace(kept, status=Status.ACCEPTED)
    decided = [(a.report_id, b.report_id, True) for a in one.reports for b in other.reports]
    return _replaced(table, {one_id, other_id}, [kept], decided)


def _remade(
    reports: Sequence[Report], groups: Sequence[Sequence[str]], joiner: Joiner | None
) -> list[Incident]:
    """Incidents of just these groups of reports, in their order, every pair of them decided."""
    if joiner is None:
        from forestall.coding import deduplicate

        joiner = deduplicate.incidents
    of = {each: number for number, group in enumerate(groups) for each in group}
    ids = [each.report_id for each in reports]
    pairs = [(one, other) for place, one in enumerate(ids) for other in ids[place + 1 :]]
    decided = tuple(
        Link(one, other, float(of[one] == of[other]), of[one] == of[other], By.REVIEWER)
        for one, other in pairs
    )
    made = joiner(tuple(reports), decided).incidents
    by_report = {each.report_id: incident for incident in made for each in incident.reports}
    return [by_report[group[0]] for group in groups]


def _keeping(made: Incident, before: Incident) -> Incident:
    """``made`` with the fields that a reviewer had settled in ``before``."""
    settled = _settled(before)
    ids = {each.report_id for each in made.reports}
    for name in settled:
        made = replace(made, **{name: _known_to(ids, getattr(before, name))})
    if before.status is Status.REJECTED and made.status is Status.UNREVIEWED:
        return made
    return replace(made, status=Status.CORRECTED) if settled else made


def _known_to(ids: set[str], found: Any) -> Any:
    """A field without the sentences of reports that are no longer there."""
    if isinstance(found, tuple):
        return tuple(_known_to(ids, each) for each in found)
    if found is None:
        return None
    return replace(found, evidence=tuple(e for e in found.evidence if e.report_id in ids))


def _settled(incident: Incident) -> list[str]:
    """Attributes of an incident that a reviewer has corrected."""
    if incident.status is not Status.CORRECTED:
        return []
    names = ("kind", "sub_kind", "when", "place", "killed", "injured", "perpetrator", "target")
    single = [n for n in names if (f := getattr(incident, n)) and f.score >= SETTLED]
    several = [
        n for n in values.LISTS
        if (f := getattr(incident, n)) and all(each.score >= SETTLED for each in f)
    ]  # fmt: skip
    return single + several


def _with(table: Table, incident: Incident) -> Table:
    return table.with_incidents(
        incident if each.incident_id == incident.incident_id else each for each in table.incidents
    )


def _replaced(
    table: Table,
    gone: set[str],
    made: Sequence[Incident],
    decided: Iterable[tuple[str, str, bool]],
) -> Table:
    """The table with ``made`` where the first of ``gone`` was, and the links as decided."""
    place = next(n for n, each in enumerate(table.incidents) if each.incident_id in gone)
    kept = [each for each in table.incidents if each.incident_id not in gone]
    incidents = (*kept[:place], *made, *kept[place:])
    links = {frozenset((each.one, each.other)): each for each in table.links}
    for one, other, joined in decided:
        pair = frozenset((one, other))
        known = links.get(pair)
        links[pair] = Link(
            known.one if known else one,
            known.other if known else other,
            known.probability if known else 0.0,
            joined,
            By.REVIEWER,
        )
    return replace(table, incidents=incidents, links=tuple(links.values()))


def decision(
    table: Table,
    decided: Decided,
    incident_id: str,
    *,
    coder: str = "",
    field: str = "",
    value: str = "",
    others: Sequence[str] = (),
    when: str = "",
) -> Decision:
    """The decision as the gold file keeps it, from the table as it was *before* it was made.

    Parameters
    ----------
    coder : a pseudonym of the reviewer; never a name.
    others : the report to be parted, or those of the incident to be joined.
    when : the moment in ISO 8601; this one if empty.

    Raises
    ------
    BadValue : there is no such incident.
    """
    incident = find(table, incident_id)
    ids = tuple(each.report_id for each in incident.reports)
    own = {*ids, *others}
    seen = tuple(
        SeenLink(each.one, each.other, each.probability, each.joined)
        for each in table.links
        if each.one in own or each.other in own
    )
    return Decision(
        when=when or now(),
        coder=coder,
        decision=decided,
        incident_id=incident_id,
        doc_ids=incident.doc_ids,
        report_ids=ids,
        field=field,
        coded=values.written(incident, field) if field else "",
        gold=" ".join(value.split()),
        others=tuple(others),
        score=incident.score,
        scores=values.scores(incident),
        links=seen,
    )
