"""What the coder says on a terminal: a line an incident, and what was read and skipped."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from forestall.coding.table import row

if TYPE_CHECKING:
    from collections.abc import Sequence

    from forestall.coding.article import Skipped
    from forestall.coding.incident import Incident
    from forestall.coding.pipeline import Coded
    from forestall.coding.report import Count

SHOWN = 8
"""Skipped articles named one by one; the rest is counted."""


def incident_lines(incidents: Sequence[Incident]) -> list[str]:
    """A line an incident: when, where, what, between whom, how many dead, how many reports."""
    return [incident_line(each) for each in incidents]


def incident_line(each: Incident) -> str:
    """One incident in a line."""
    flat = row(each)
    when = f"{flat['date_start']}" if flat["date_precision"] == 1 else _about(flat["date_start"])
    where = ", ".join(filter(None, (flat["place"], flat["province"], flat["iso3"])))
    sub_kind = f" ({flat['sub_kind']})" if flat["sub_kind"] else ""
    between = _between(flat)
    killed = each.killed.value.total if each.killed else None
    reports = len(each.reports)
    told = f"{reports} report{'s' if reports > 1 else ''}"
    parts = (when, where or "place not told", f"{flat['kind'] or 'kind not told'}{sub_kind}")
    return " · ".join(filter(None, (*parts, between, dead(killed), told)))


def _between(flat: dict[str, Any]) -> str:
    """Who against whom, where one side attacks; else the sides."""
    killer, victim = (flat[of] or flat[f"{of}_kind"] or "" for of in ("perpetrator", "target"))
    if killer and victim:
        return f"{killer} against {victim}"
    return " and ".join(flat["sides"][:2]) or killer or victim


def dead(killed: Count | None) -> str:
    """A count of dead in words.

    >>> from forestall.coding.report import Count
    >>> dead(Count(20, 30, 50)), dead(Count(1, None, None)), dead(None)
    ('30 dead (20–50)', 'dead, number not told', 'none dead')
    """
    if killed is None or (killed.best == 0 and not killed.high):
        return "none dead"
    if killed.best is None:
        return "dead, number not told"
    if killed.low == killed.best == killed.high:
        return f"{killed.best} dead"
    high = "or more" if killed.high is None else f"–{killed.high}"
    return f"{killed.best} dead ({killed.low}{high if killed.high is not None else ' or more'})"


def _about(start: object) -> str:
    return f"about {start}" if start else "day not told"


def coded_lines(coded: Coded, seconds: float) -> list[str]:
    """What was read, coded and skipped."""
    run = coded.table.run
    speed = f", {run.articles / seconds:,.0f} a second" if seconds > 0 else ""
    lines = [
        f"{run.articles:,} articles{speed}: {run.copies:,} reprints, {run.without_violence:,} "
        f"without a codable incident, {run.undated:,} without a date",
        f"{run.reports:,} reports of {len(coded.table.incidents):,} incidents",
    ]
    if coded.applied or coded.left:
        lines.append(
            f"{coded.applied:,} decisions of the review made again; {coded.left:,} no longer fit"
        )
    return [*lines, *skipped_lines(coded.skipped)]


def skipped_lines(skipped: Sequence[Skipped]) -> list[str]:
    """How many articles were skipped, and which, with the reason for each."""
    if not skipped:
        return []
    lines = [f"{len(skipped):,} skipped:"]
    for each in skipped[:SHOWN]:
        detail = f" ({each.detail})" if each.detail else ""
        lines.append(f"  {each.source}: {each.reason.value}{detail}")
    if len(skipped) > SHOWN:
        lines.append(f"  … and {len(skipped) - SHOWN:,} more; --json lists them all")
    return lines
