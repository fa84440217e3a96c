"""Review on a terminal: one incident at a time, least sure first, kept after every decision."""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from forestall.coding import field_values as values
from forestall.coding import gold, review
from forestall.coding import table as tables
from forestall.coding.gold import Decided
from forestall.coding.incident import By, Status
from forestall.errors import BadInput, ForestallError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    from forestall.coding.gold import Decision
    from forestall.coding.incident import Incident, Link
    from forestall.coding.table import Table

HELP = """a                accept: it is right as it stands
r                reject: it is no incident
c FIELD VALUE    correct a field; “not told” empties it
p REPORT         part a report from it (its number or id)
j INCIDENT       join another incident to it (its number or id)
s                skip it for now
q                quit; every decision is kept
? [FIELD]        this help, or what may stand in a field"""
PROMPT = "a accept · r reject · c correct · p part · j join · s skip · q quit · ? help > "
WIDTH = 13
DONE = (Status.ACCEPTED, Status.CORRECTED, Status.REJECTED)


@dataclass
class Desk:
    """A table under review: where it lies, who reviews it, and how to speak with him.

    ``ask`` gives the answer to a prompt and raises EOFError where there is none left; ``say`` shows
    a line; ``mark`` makes words stand out. ``coder`` is a pseudonym.
    """

    path: Path
    ask: Callable[[str], str]
    say: Callable[[str], None]
    coder: str = ""
    mark: Callable[[str], str] = "[{}]".format
    every: bool = False
    skipped: set[str] = field(default_factory=set)
    decisions: int = 0

    def run(self) -> int:
        """Ask about incidents until none is left or the reviewer quits; how many decisions.

        Raises
        ------
        UnreadableFile, WrongColumns : of the table.
        OutputError : a decision cannot be kept.
        """
        table = tables.read(self.path)
        try:
            while (incident := self._next(table)) is not None:
                table, going = self._about(table, incident.incident_id)
                if not going:
                    break
            else:
                self.say("No incident is left to review.")
        except (EOFError, KeyboardInterrupt):
            self.say("")
        self.say(f"{self.decisions} decisions kept in {gold.path_for(self.path)}.")
        return self.decisions

    def _next(self, table: Table) -> Incident | None:
        waiting = [
            each
            for each in table.incidents
            if each.incident_id not in self.skipped
            and (self.every or each.status is Status.UNREVIEWED)
        ]
        return min(waiting, key=lambda each: (each.score, each.incident_id), default=None)

    def _about(self, table: Table, incident_id: str) -> tuple[Table, bool]:
        """Ask about one incident until it is settled; the table, and whether to go on."""
        while True:
            left = sum(each.status is Status.UNREVIEWED for each in table.incidents)
            self.say(f"\n{left} of {len(table.incidents)} incidents to review")
            for line in incident_lines(table, incident_id, self.mark):
                self.say(line)
            before = table
            while table is before:
                key, _, rest = self.ask(PROMPT).strip().partition(" ")
                if key == "q":
                    return table, False
                if key == "s":
                    self.skipped.add(incident_id)
                    return table, True
                try:
                    table, incident_id = self._do(table, incident_id, key.lower(), rest.strip())
                except ForestallError as error:
                    self.say(f"{error.what}.\n  expected: {error.expected}\n  came: {error.came}")
                if key in ("a", "r") and table is not before:
                    self.skipped.add(incident_id)
                    return table, True

    def _do(self, table: Table, incident_id: str, key: str, rest: str) -> tuple[Table, str]:
        """What one key asks for: the table after it, and the incident that is now looked at."""
        if key in ("a", "r"):
            decided = Decided.ACCEPTED if key == "a" else Decided.REJECTED
            return self._keep(table, (Step(decided, incident_id),)), incident_id
        if key == "c":
            name, _, value = rest.partition(" ")
            step = Step(Decided.CORRECTED, incident_id, field=name, value=value)
            return self._keep(table, (step,)), incident_id
        if key == "p":
            report_id = _chosen(rest, _report_ids(table, incident_id))
            after = self._keep(table, (Step(Decided.PARTED, incident_id, other=report_id),))
            rest_ids = [each for each in _report_ids(table, incident_id) if each != report_id]
            return after, _holder(after, rest_ids[0])
        if key == "j":
            candidates = [each for _, each in near(table, incident_id)]
            other = _chosen(rest, list(dict.fromkeys(candidates)))
            after = self._keep(table, (Step(Decided.JOINED, incident_id, other=other),))
            return after, _holder(after, _report_ids(table, incident_id)[0])
        if key == "?" and rest:
            self.say(f"{values.known(rest)}: {', '.join(values.choices(rest)) or 'words'}")
        else:
            self.say(HELP)
        return table, incident_id

    def _keep(self, table: Table, steps: Sequence[Step]) -> Table:
        after, decisions = decided(table, steps, self.coder)
        keep(self.path, after, decisions)
        self.decisions += len(decisions)
        return after


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to decide. ``other`` is the report to part or the incident to join."""

    decision: Decided
    incident_id: str
    field: str = ""
    value: str = ""
    other: str = ""


def decided(
    table: Table, steps: Iterable[Step], coder: str = ""
) -> tuple[Table, tuple[Decision, ...]]:
    """The table after these steps, and the decisions for the gold file; nothing is written.

    Raises
    ------
    BadValue, BadInput, UnknownCountry : a step cannot be done; then none is.
    """
    made: list[Decision] = []
    for step in steps:
        others: Sequence[str] = ()
        if step.decision is Decided.PARTED:
            others = (step.other,)
        elif step.decision is Decided.JOINED:
            others = tuple(each.report_id for each in review.find(table, step.other).reports)
        after = _after(table, step)
        made.append(
            review.decision(
                table,
                step.decision,
                step.incident_id,
                coder=coder,
                field=step.field,
                value=step.value,
                others=others,
            )
        )
        table = after
    return table, tuple(made)


def _after(table: Table, step: Step) -> Table:
    if step.decision is Decided.ACCEPTED:
        return review.accept(table, step.incident_id)
    if step.decision is Decided.REJECTED:
        return review.reject(table, step.incident_id)
    if step.decision is Decided.CORRECTED:
        return review.correct(table, step.incident_id, step.field, step.value)
    if step.decision is Decided.PARTED:
        return review.part(table, step.incident_id, step.other)
    return review.join(table, step.incident_id, step.other)


def keep(path: Path, table: Table, decisions: Iterable[Decision]) -> None:
    """Write the decisions to the gold file, then the table, each whole or not at all.

    Raises
    ------
    OutputError, UnreadableFile : one of them cannot be written.
    """
    for each in decisions:
        gold.append(gold.path_for(path), each)
    table.write(path)


def steps(
    *,
    accept: Iterable[str] = (),
    reject: Iterable[str] = (),
    sets: Iterable[tuple[str, str]] = (),
    part: Iterable[tuple[str, str]] = (),
    join: Iterable[tuple[str, str]] = (),
) -> tuple[Step, ...]:
    """Flags of the command line as steps: parting and joining first, accepting last.

    Parameters
    ----------
    sets : incident id and ``FIELD=VALUE``.
    part : incident id and report id.
    join : ids of two incidents.

    Raises
    ------
    BadInput : ``FIELD=VALUE`` without an equals sign.
    """
    made = [Step(Decided.PARTED, each, other=report) for each, report in part]
    made += [Step(Decided.JOINED, one, other=other) for one, other in join]
    for incident_id, text in sets:
        name, equals, value = text.partition("=")
        if not equals:
            raise BadInput(
                "A correction needs a field and a value",
                expected="FIELD=VALUE, such as killed=12",
                came=text,
                remedy="put an equals sign between them",
            )
        made.append(Step(Decided.CORRECTED, incident_id, name.strip(), value.strip()))
    made += [Step(Decided.REJECTED, each) for each in reject]
    return (*made, *(Step(Decided.ACCEPTED, each) for each in accept))


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
    own = set(_report_ids(table, incident_id))
    of = {r.report_id: each.incident_id for each in table.incidents for r in each.reports}
    found = []
    for link in table.links:
        ends = {link.one, link.other}
        if len(ends & own) == 1 and (other := next(iter(ends - own))) in of:
            found.append((link, of[other]))
    return sorted(found, key=lambda each: (-each[0].probability, each[0].one, each[0].other))


def _report_ids(table: Table, incident_id: str) -> list[str]:
    return [each.report_id for each in review.find(table, incident_id).reports]


def _holder(table: Table, report_id: str) -> str:
    return next(
        each.incident_id
        for each in table.incidents
        if report_id in {report.report_id for report in each.reports}
    )


def _chosen(text: str, ids: Sequence[str]) -> str:
    """The id that a reviewer means by its number in the list, or by itself."""
    if text.isdigit() and text not in ids and 1 <= int(text) <= len(ids):
        return ids[int(text) - 1]
    try:
        return " ".join(shlex.split(text))
    except ValueError:
        return text


def plain(text: str) -> str:
    """Text with control characters spelt out: a terminal would obey those of an article.

    >>> plain("red: \\x1b[31m")
    'red: \\\\x1b[31m'
    """
    return "".join(each if each.isprintable() else repr(each)[1:-1] for each in text)
