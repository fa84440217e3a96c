"""Decisions of reviewers, kept as gold beside the table, and applied to a later coding.

A line of ``NAME.gold.jsonl`` is one decision. Lines are only added, so that the file is the history
of the review; it holds no names but the coder's pseudonym.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

import msgspec

from forestall.coding.field_values import same
from forestall.errors import ForestallError, UnreadableFile
from forestall.output import write_bytes

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from forestall.coding.table import Table


class Decided(StrEnum):
    """What a reviewer did."""

    ACCEPTED = "accepted"
    REJECTED = "rejected"
    CORRECTED = "corrected"
    PARTED = "parted"
    JOINED = "joined"


@dataclass(frozen=True, slots=True)
class SeenLink:
    """A link as it stood before the eyes of the reviewer: the model's probability, and whether it
    joined the two reports."""

    one: str
    other: str
    probability: float
    joined: bool


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision.

    ``report_ids`` are those of the incident it was made on; ``others`` the report that was parted
    from it, or those of the incident that was joined to it. ``coded`` is what stood in ``field``,
    ``gold`` what the reviewer put there. ``scores`` are the coder's, by field, and ``score`` that
    of the incident, all as they were at that moment; so are ``links``.
    """

    when: str
    coder: str
    decision: Decided
    incident_id: str
    doc_ids: tuple[str, ...]
    report_ids: tuple[str, ...]
    field: str = ""
    coded: str = ""
    gold: str = ""
    others: tuple[str, ...] = ()
    score: float = 0.5
    scores: dict[str, float] = dataclasses.field(default_factory=dict)
    links: tuple[SeenLink, ...] = ()


@dataclass(frozen=True, slots=True)
class Applied:
    """The table after the decisions, how many found their reports, and those that did not."""

    table: Table
    applied: int
    left: tuple[Decision, ...]


def path_for(table: Path) -> Path:
    """The gold file of a table.

    >>> from pathlib import Path
    >>> path_for(Path("a/incidents.parquet")).name
    'incidents.gold.jsonl'
    """
    return table.with_name(f"{table.stem}.gold.jsonl")


def now() -> str:
    """This moment, in UTC, to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def append(path: Path, decision: Decision) -> None:
    """Add a decision at the end of the file, whole or not at all.

    Raises
    ------
    OutputError : it cannot be written.
    UnreadableFile : there is such a file, but it cannot be read.
    """
    before = b""
    if path.exists():
        try:
            before = path.read_bytes()
        except OSError as error:
            raise _unreadable(path, str(error)) from error
    if before and not before.endswith(b"\n"):
        before += b"\n"
    write_bytes(path, before + msgspec.json.encode(decision) + b"\n")


def read(path: Path) -> tuple[Decision, ...]:
    """Decisions in the order they were made; none where there is no file yet.

    Raises
    ------
    UnreadableFile : a line is no decision; with the number of the line.
    """
    if not path.exists():
        return ()
    try:
        lines = path.read_bytes().splitlines()
    except OSError as error:
        raise _unreadable(path, str(error)) from error
    return tuple(_decoded(line, n, path) for n, line in enumerate(lines, 1) if line.strip())


def _decoded(line: bytes, number: int, path: Path) -> Decision:
    try:
        return msgspec.json.decode(line, type=Decision)
    except msgspec.DecodeError as error:
        raise _unreadable(path, f"line {number}: {error}") from error


def _unreadable(path: Path, came: str) -> UnreadableFile:
    return UnreadableFile(
        "The decisions cannot be read",
        expected=f"JSON lines, as a review writes them to {path.name}",
        came=came,
        remedy="take the line out, or move the file away to begin anew",
    )


def apply(gold: Sequence[Decision], table: Table) -> Applied:
    """Decisions of an earlier review on a table of the same articles, coded again.

    They are made again one after the other. A decision on an incident applies where an incident
    has the very same reports; one that joins or parts applies where those reports are still there.
    What was said of other reports is left, and handed back.
    """
    applied = 0
    left: list[Decision] = []
    for decision in gold:
        after = _again(decision, table)
        if after is None:
            left.append(decision)
        else:
            table, applied = after, applied + 1
    return Applied(table, applied, tuple(left))


def _again(decision: Decision, table: Table) -> Table | None:
    """The table after one decision; None where it does not fit."""
    from forestall.coding import review

    try:
        if decision.decision is Decided.PARTED:
            return _parted(decision, table)
        if decision.decision is Decided.JOINED:
            return _joined(decision, table)
        found = _with_reports(table, decision.report_ids)
        if found is None:
            return None
        if decision.decision is Decided.CORRECTED:
            return review.correct(table, found, decision.field, decision.gold)
        rejected = decision.decision is Decided.REJECTED
        return (review.reject if rejected else review.accept)(table, found)
    except ForestallError:  # a field or value that this version no longer takes
        return None


def _parted(decision: Decision, table: Table) -> Table | None:
    from forestall.coding import review

    holder = _holding(table, decision.others)
    rest = set(decision.report_ids) - set(decision.others)
    if holder is None or not rest & _all_reports(table):
        return None
    if not rest & set(_report_ids(table, holder)):
        return table  # the coder itself keeps them apart by now
    return review.part(table, holder, decision.others[0])


def _joined(decision: Decision, table: Table) -> Table | None:
    from forestall.coding import review

    one, other = _holding(table, decision.report_ids), _holding(table, decision.others)
    if one is None or other is None:
        return None
    return table if one == other else review.join(table, one, other)


def _with_reports(table: Table, report_ids: Iterable[str]) -> str | None:
    wanted = set(report_ids)
    for each in table.incidents:
        if same((report.report_id for report in each.reports), wanted):
            return each.incident_id
    return None


def _holding(table: Table, report_ids: Sequence[str]) -> str | None:
    """The incident that holds all these reports."""
    wanted = set(report_ids)
    for each in table.incidents:
        if wanted and wanted <= {report.report_id for report in each.reports}:
            return each.incident_id
    return None


def _report_ids(table: Table, incident_id: str) -> list[str]:
    found = next(each for each in table.incidents if each.incident_id == incident_id)
    return [report.report_id for report in found.reports]


def _all_reports(table: Table) -> set[str]:
    return {report.report_id for each in table.incidents for report in each.reports}
