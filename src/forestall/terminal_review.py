"""Review on a terminal: one incident at a time, least sure first, kept after every decision."""

from __future__ import annotations

import shlex
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from forestall.coding import field_values as values
from forestall.coding import gold, review
from forestall.coding import table as tables
from forestall.coding.gold import Decided
from forestall.coding.incident import Status
from forestall.errors import BadInput, ForestallError
from forestall.terminal_incident import incident_lines, near, report_ids

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    from forestall.coding.gold import Decision
    from forestall.coding.incident import Incident
    from forestall.coding.retrain import Trained
    from forestall.coding.second_coder import Agreement
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
        self.say(kept_line(self.decisions, self.path))
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
            report_id = _chosen(rest, report_ids(table, incident_id))
            after = self._keep(table, (Step(Decided.PARTED, incident_id, other=report_id),))
            rest_ids = [each for each in report_ids(table, incident_id) if each != report_id]
            return after, _holder(after, rest_ids[0])
        if key == "j":
            candidates = [each for _, each in near(table, incident_id)]
            other = _chosen(rest, list(dict.fromkeys(candidates)))
            after = self._keep(table, (Step(Decided.JOINED, incident_id, other=other),))
            return after, _holder(after, report_ids(table, incident_id)[0])
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


def kept_line(decisions: int, table: Path) -> str:
    """How many decisions were kept, and where.

    >>> from pathlib import Path
    >>> kept_line(1, Path("t.parquet"))
    '1 decision kept in t.parquet and t.gold.jsonl'
    """
    told = "1 decision" if decisions == 1 else f"{decisions:,} decisions"
    return f"{told} kept in {table} and {gold.path_for(table).name}"


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


def lesson_lines(trained: Trained) -> list[str]:
    """What a review taught: decisions, log loss before and after, and whether it is used."""
    lines = [f"{'':<12}{'decisions':>10}{'right':>7}  log loss, cross-validated"]
    for each in trained.lessons:
        told = each.why or "used"
        if each.before and each.after:
            told = f"{each.before.log_loss:.3f} → {each.after.log_loss:.3f}  {told}"
        lines.append(f"{each.what:<12}{each.decisions:>10}{each.right:>7}  {told}")
    if not any(each.used for each in trained.lessons):
        lines.append("Nothing is learnt yet: scores stay as they are.")
    return lines


def agreement_lines(found: Agreement) -> list[str]:
    """Krippendorff's alpha by field, with its interval, plain agreement and units."""
    lines = [f"{'field':<18}{'distance':<10}{'alpha':>7}{'95%':>16}{'same':>7}{'n':>7}"]
    for each in found.measures:
        value = "–" if each.alpha is None else f"{each.alpha:.2f}"
        ends = f"{each.interval[0]:.2f} to {each.interval[1]:.2f}" if each.interval else ""
        same = "–" if each.same is None else f"{each.same:.0%}"
        told = f"{each.field:<18}{each.metric:<10}{value:>7}{ends:>16}{same:>7}{each.units:>7}"
        lines.append(f"{told}  {each.why}".rstrip())
    return lines
