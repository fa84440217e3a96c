"""What a review teaches the coder: how far its scores can be trusted, when to join, what to read.

Nothing is learnt about language: too few decisions for that. Each part is a correction of one
number by a shift and a stretch of its log odds, kept only where cross-validation on the gold says
that it clearly helps; what has too few decisions, or is not helped, stays as it came.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import msgspec
import numpy as np

from forestall.coding.field_values import FIELDS, PLACES
from forestall.coding.gold import Decided
from forestall.coding.incident import Status
from forestall.coding.logistic import Platt, Scores, better, cross_validated, fitted, scored
from forestall.errors import EmptyInput, UnreadableFile
from forestall.output import write_bytes

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from forestall.coding.gold import Decision
    from forestall.coding.incident import Found, Incident
    from forestall.coding.table import Table

LEAST = 30
"""Decisions on a field below which nothing is learnt about it."""
LEAST_OTHER = 5
"""Of them, right ones and wrong ones there must be at least so many of each."""
INCIDENT, LINKS, GATE = "incident", "links", "gate"

Row = tuple[float, float, str]
"""A probability the coder gave, 1 if it was so and 0 if not, and the incident it belongs to."""


@dataclass(frozen=True, slots=True)
class Lesson:
    """What was learnt of one thing: decisions, how many were right, scores before and after (both
    by cross-validation on the same decisions), whether it is used, and if not, why."""

    what: str
    decisions: int
    right: int
    before: Scores | None = None
    after: Scores | None = None
    used: bool = False
    why: str = ""


@dataclass(frozen=True, slots=True)
class Trained:
    """Corrections for ``forestall code --trained``; those that are missing change nothing.

    ``fields`` are by the reviewer's names of fields, and ``incident``: is it one at all.
    """

    layout: str = "forestall coder 1"
    fields: dict[str, Platt] = field(default_factory=dict)
    links: Platt = field(default_factory=Platt)
    gate: Platt = field(default_factory=Platt)
    lessons: tuple[Lesson, ...] = ()

    def right(self, name: str, score: float) -> float:
        """Probability that a field with this score is right; the score if nothing was learnt."""
        return self.fields.get(name, Platt())(score)

    def join_at(self, threshold: float = 0.5) -> float:
        """The probability, as the packaged model gives it, from which reports are now joined.

        >>> round(Trained(links=Platt(shift=-1.0)).join_at(), 3)
        0.731
        """
        odds = (np.log(threshold / (1 - threshold)) - self.links.shift) / self.links.stretch
        return float(1 / (1 + np.exp(-odds)))

    def violent_at(self, threshold: float) -> float:
        """The detector's probability of violence from which articles are now looked into."""
        odds = (np.log(threshold / (1 - threshold)) - self.gate.shift) / self.gate.stretch
        return float(1 / (1 + np.exp(-odds)))

    def applied(self, table: Table) -> Table:
        """The table with corrected scores, for what no reviewer has looked at yet."""
        return table.with_incidents(
            self._scored(each) if each.status is Status.UNREVIEWED else each
            for each in table.incidents
        )

    def _scored(self, each: Incident) -> Incident:
        new: dict[str, Any] = {}
        for name in self.fields:
            if name == INCIDENT:
                continue
            attribute = "when" if name == "date" else "place" if name in PLACES else name
            found = getattr(each, attribute)
            if attribute == "place" and name != "province":
                continue  # a place has one score: that of its province is taken
            new[attribute] = (
                tuple(self._found(name, one) for one in found)
                if isinstance(found, tuple)
                else found and self._found(name, found)
            )
        return replace(each, score=self.right(INCIDENT, each.score), **new)

    def _found(self, name: str, found: Found[Any]) -> Found[Any]:
        return replace(found, score=self.right(name, found.score))

    def write(self, path: Path) -> None:
        """Write it as JSON.

        Raises
        ------
        OutputError : it cannot be written.
        """
        write_bytes(path, msgspec.json.format(msgspec.json.encode(self), indent=2) + b"\n")


def read(path: Path) -> Trained:
    """What :meth:`Trained.write` wrote.

    Raises
    ------
    UnreadableFile : there is no such file, or it holds something else.
    """
    try:
        found = msgspec.json.decode(path.read_bytes(), type=Trained)
    except (OSError, msgspec.DecodeError) as error:
        raise _other(path, str(error)) from error
    if found.layout != Trained().layout:
        raise _other(path, f"layout {found.layout}")
    return found


def _other(path: Path, came: str) -> UnreadableFile:
    return UnreadableFile(
        "Not what a review taught the coder",
        expected="a JSON file that forestall code retrain wrote",
        came=f"{path}: {came}",
        remedy="check the path, or retrain from the gold file",
    )


def retrain(
    gold: Sequence[Decision], violence: Mapping[str, float] | None = None, seed: int = 1
) -> Trained:
    """Learn from decisions what can be learnt from them.

    Fields: right where an incident was accepted, wrong where a reviewer put another value. Links:
    as in accepted incidents, and as parted and joined by hand. Gate: articles with an incident that
    stood against articles whose incidents were all rejected. That the least sure are reviewed first
    does no harm here: each decision teaches only about incidents with scores like its own.

    Parameters
    ----------
    gold : decisions, in their order; a later one on the same thing counts.
    violence : the detector's probability of violence by ``doc_id``; without it the gate is left.
        Articles below the gate were never shown, so only its lower part can be learnt: it can be
        raised, hardly lowered.
    seed : of the folds.

    Raises
    ------
    EmptyInput : no decision.
    """
    if not gold:
        raise EmptyInput(
            "No decision to learn from",
            expected="a gold file with decisions",
            came="an empty one",
            remedy="review some incidents first: forestall code review TABLE",
        )
    lessons: list[Lesson] = []
    fields: dict[str, Platt] = {}
    for name in (INCIDENT, *FIELDS):
        lesson, learnt = _learn(name, _about(gold, name), seed)
        lessons.append(lesson)
        if lesson.used:
            fields[name] = learnt
    link_lesson, links = _learn(LINKS, _links(gold), seed, stretch=False)
    gate_lesson, gate = _learn(GATE, _articles(gold, violence or {}), seed, stretch=False)
    if violence is None:
        gate_lesson = replace(gate_lesson, why="the articles were not given")
    return Trained(
        fields=fields, links=links, gate=gate, lessons=(*lessons, link_lesson, gate_lesson)
    )


def _learn(
    what: str, rows: Sequence[Row], seed: int, *, stretch: bool = True
) -> tuple[Lesson, Platt]:
    right = round(sum(came for _, came, _ in rows))
    lesson = Lesson(what, len(rows), right)
    if len(rows) < LEAST:
        told = "1 decision" if len(rows) == 1 else f"{len(rows)} decisions"
        return replace(lesson, why=f"{told}; {LEAST} are needed"), Platt()
    if min(right, len(rows) - right) < LEAST_OTHER:
        few = f"{right} right, {len(rows) - right} wrong; {LEAST_OTHER} of each are needed"
        return replace(lesson, why=few), Platt()
    given, came = (np.array([row[place] for row in rows]) for place in (0, 1))
    groups = [row[2] for row in rows]
    corrected = cross_validated(given, came, groups, stretch=stretch, seed=seed)
    lesson = replace(
        lesson,
        before=scored(given, came),
        after=scored(corrected, came),
        used=better(corrected, given, came),
    )
    if not lesson.used:
        return replace(lesson, why="cross-validation does not get clearly better"), Platt()
    return lesson, fitted(given, came, stretch=stretch)


def _about(gold: Sequence[Decision], name: str) -> list[Row]:
    """Was the coder's value of a field right, by incident; the last decision counts."""
    rows: dict[str, Row] = {}
    for each in gold:
        key = " ".join(sorted(each.report_ids))
        if name == INCIDENT:
            if each.decision is not Decided.PARTED and each.decision is not Decided.JOINED:
                rows[key] = (each.score, float(each.decision is not Decided.REJECTED), key)
        elif each.decision is Decided.REJECTED:
            rows.pop(key, None)  # no incident: its fields are neither right nor wrong
        elif name in each.scores:
            if each.decision is Decided.CORRECTED and each.field == name:
                same = each.coded == each.gold
                before = rows.get(key)  # corrected twice: the coder's own score was the first
                rows[key] = (before[0] if before else each.scores[name], float(same), key)
            elif each.decision is Decided.ACCEPTED and key not in rows:
                rows[key] = (each.scores[name], 1.0, key)
    return list(rows.values())


def _links(gold: Sequence[Decision]) -> list[Row]:
    """Do two reports tell one incident, by pair; the last decision counts."""
    rows: dict[frozenset[str], Row] = {}
    for each in gold:
        own, others = set(each.report_ids), set(each.others)
        for link in each.links:
            pair = frozenset((link.one, link.other))
            key = " ".join(sorted(own))
            if each.decision in (Decided.PARTED, Decided.JOINED):
                across = len(pair & others) == 1 and len(pair & (own - others)) == 1
                if across:
                    same = float(each.decision is Decided.JOINED)
                    rows[pair] = (link.probability, same, key)
            elif each.decision is Decided.ACCEPTED and pair not in rows:
                rows[pair] = (link.probability, float(pair <= own), key)
    return list(rows.values())


def _articles(gold: Sequence[Decision], violence: Mapping[str, float]) -> list[Row]:
    """Did an article report an incident, for articles with a decision on theirs."""
    told: dict[str, bool] = {}
    for each in gold:
        if each.decision in (Decided.PARTED, Decided.JOINED):
            continue
        for doc_id in each.doc_ids:
            told[doc_id] = told.get(doc_id, False) or each.decision is not Decided.REJECTED
    return [(violence[d], float(so), d) for d, so in sorted(told.items()) if d in violence]
