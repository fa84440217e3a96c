"""The assessment as a small commented TOML file that an analyst can change and hand back.

Reading starts from what the data say for that country and month; every key in the file that says
something else replaces it and is marked as set by a person. A file written by :func:`write` and
read back unchanged therefore changes nothing. Where a person names other perpetrators and leaves
out [consent], consent is that of the kind of perpetrator named.
"""

from __future__ import annotations

import json
import tomllib
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from forestall.errors import AssessmentError, OutputError, UnreadableFile
from forestall.output import write_text
from forestall.parameters import parameter
from forestall.provenance import Origin, Provenance
from forestall.situation.assess import assess, with_perpetrators
from forestall.situation.assessment import Assessment, Consent, Perpetrator, PersonBaseline
from forestall.situation.assessment_check import (
    check_keys,
    normalised,
    number,
    required_text,
    text,
)
from forestall.vocabulary import ConsentState, Month, PerpetratorKind, country

if TYPE_CHECKING:
    from forestall.records.holdings import Holdings

KEYS = (
    "country",
    "as_of",
    "note",
    "manifestly_failing",
    "perpetrators",
    "consent",
    "baseline",
    "risk_factors",
)
ROUNDING = 5e-4
"""The file shows four decimals; a difference below this is not a person's doing."""
LARGEST = 250_000
"""Bytes; the largest file forestall writes has a twentieth of that."""
MOST_DEATHS = 1e8
MOST_TIMES_A_YEAR = 365.0


def read(path: str | Path, records: Holdings) -> Assessment:
    """The assessment of a file: the data's, with everything the file sets put in its place.

    Raises
    ------
    UnreadableFile : no such file, or not TOML.
    AssessmentError : an unknown or missing key, a kind or state that does not exist, a
        probability outside 0 to 1, probabilities that do not sum to 1, a baseline out of order.
    UnknownCountry, UnknownMonth : as in :func:`forestall.situation.assess.assess`.
    """
    fields = _load(Path(path))
    check_keys(fields, KEYS, "the file")
    where = country(required_text(fields, "country", "the file"))
    as_of = Month.parse(required_text(fields, "as_of", "the file"))
    base = assess(where, as_of, records)
    source = Path(path).name
    changed = base
    if "perpetrators" in fields:
        changed = _with_perpetrators(changed, fields["perpetrators"], source, records)
    if "consent" in fields:
        consent = _consent(fields["consent"], base.consent, changed.consent, source)
        changed = replace(changed, consent=consent)
    if "baseline" in fields:
        changed = replace(changed, baseline=_baseline(fields["baseline"]))
    if "manifestly_failing" in fields:
        changed = _with_failing(changed, fields["manifestly_failing"])
    if "risk_factors" in fields:
        changed = _with_factor_notes(changed, fields["risk_factors"])
    if note := text(fields, "note", "the file"):
        changed = replace(changed, notes=(note,))
    return changed


def write(assessment: Assessment, path: str | Path) -> None:
    """Write the assessment as a commented file.

    Raises
    ------
    OutputError : it cannot be written, or another text stands there, which may be a person's work.
    """
    place, fresh = Path(path), as_toml(assessment)
    if place.is_file() and place.read_bytes() != fresh.encode("utf-8"):
        raise OutputError(
            "A file of that name is there already",
            expected="a new name, so that nobody's edits are lost",
            came=str(place),
            remedy="give another name, or delete that file first",
        )
    write_text(place, fresh)


def as_toml(assessment: Assessment) -> str:
    """The text :func:`write` writes."""
    consent = assessment.consent
    lines = [
        f"# What forestall's data say of {assessment.country.name} as of "
        f"{assessment.as_of.in_words()}.",
        "# Change what you know better; the brief marks every figure a person set.",
        "# Delete a section to leave it to the data. A 'note' may stand anywhere.",
        "",
        f"country = {json.dumps(assessment.country.iso3)}",
        f'as_of = "{assessment.as_of}"',
        f"note = {_quoted(' '.join(assessment.notes))}",
        "",
        "# Is the host manifestly failing to protect its people? true or false;",
        f"# the data say: {_in_words(assessment.failing.state)}.",
        f"{_failing_line(assessment.failing.state)}",
        "",
        "# Who may be the main killer of civilians in the next twelve months.",
        f"# kind: {' | '.join(kind.value for kind in PerpetratorKind)}. Probabilities sum to 1.",
    ]
    for who in assessment.perpetrators:
        lines += [
            "",
            "[[perpetrators]]",
            f"name = {_quoted(who.name)}",
            f"kind = {json.dumps(who.kind.value)}",
            f"probability = {who.probability:.4f}",
            f"note = {_quoted(who.note)}",
        ]
    lines += [
        "",
        "# Would the host government let a mission in? The four states sum to 1.",
        f"# Base rate from {consent.case_count:g} well-known cases of this kind of perpetrator,",
        "# and this country's own mission history.",
        "[consent]",
        *(f"{state.value} = {consent.probabilities[state]:.4f}" for state in ConsentState),
        "# Chance per year that a mission, once in, has to leave.",
        f"withdrawal_hazard = {consent.withdrawal_hazard:.4f}",
        f"note = {_quoted(consent.note)}",
        "",
        "# Civilian deaths to expect over 12 months without new action (90% range), for cases",
        "# outside the data. Leave it out and the forecast is used.",
        *_baseline_lines(assessment.baseline),
        "",
        "# What you judge of a risk factor of the UN Framework (1 to 14); never a score.",
        *_factor_lines(assessment),
        "",
    ]
    return "\n".join(lines)


def _baseline_lines(baseline: PersonBaseline | None) -> list[str]:
    if baseline is None:
        return ["# [baseline]", "# low = 0", "# best = 100", "# high = 1000"]
    return [
        "[baseline]",
        *(f"{end} = {getattr(baseline, end)!r}" for end in ("low", "best", "high")),
        f"note = {_quoted(baseline.note)}",
    ]


def _factor_lines(assessment: Assessment) -> list[str]:
    noted = [factor for factor in assessment.framework if factor.note]
    if not noted:
        return [
            "# [[risk_factors]]",
            "# number = 10",
            '# note = "hate speech on the radio since March"',
        ]
    return [
        line
        for factor in noted
        for line in (
            "[[risk_factors]]",
            f"number = {factor.number}",
            f"note = {_quoted(factor.note)}",
        )
    ]


def _quoted(text: str) -> str:
    """A TOML string: JSON's, but that TOML wants U+007F escaped as well."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _load(path: Path) -> dict[str, Any]:
    try:
        with path.open("rb") as stream:
            content = stream.read(LARGEST + 1)  # a device may have no end
        if len(content) <= LARGEST:
            return tomllib.loads(content.decode("utf-8-sig").replace("\r\n", "\n"))
    except OSError as error:
        raise UnreadableFile(
            "The assessment file cannot be read",
            expected="a TOML file",
            came=f"{path}: {error.strerror or error}",
            remedy="check the path, or write one with 'forestall assess COUNTRY --write FILE'",
        ) from error
    except (ValueError, RecursionError) as error:  # not TOML, not UTF-8, or nested without end
        raise UnreadableFile(
            "The assessment file is not TOML",
            expected="key = value lines in UTF-8",
            came=f"{path}: {error}",
            remedy="mend that line, or write a fresh file with 'forestall assess'",
        ) from error
    raise UnreadableFile(
        "The assessment file is too large",
        expected=f"at most {LARGEST:,} bytes: a few lines on each perpetrator",
        came=f"{path}: more than that",
        remedy="check that it is an assessment file, or shorten its notes",
    )


def _with_perpetrators(base: Assessment, rows: Any, source: str, records: Holdings) -> Assessment:
    if not isinstance(rows, list) or not rows or not all(isinstance(r, dict) for r in rows):
        raise AssessmentError(
            "perpetrators is not a list of tables",
            expected="one or more [[perpetrators]] sections",
            came=repr(rows)[:80],
            remedy="write [[perpetrators]] with double brackets for each",
        )
    chances = []
    for row in rows:
        check_keys(row, ("name", "kind", "probability", "note"), "[[perpetrators]]")
        chances.append(number(row, "probability", "[[perpetrators]]"))
    chances = normalised(chances, "the probabilities of [[perpetrators]]")
    known = {(p.name, p.kind): p for p in base.perpetrators}
    named = [_perpetrator(r, p, known, source) for r, p in zip(rows, chances, strict=True)]
    listed = tuple(sorted(named, key=lambda p: (-p.probability, p.name)))
    if not any(p.set_by_person for p in listed) and len(listed) == len(base.perpetrators):
        return replace(base, perpetrators=listed)
    weight = parameter("situation", "consent_person_weight").value
    return replace(with_perpetrators(base, listed, records), kind_weight=weight)


def _perpetrator(
    row: dict[str, Any],
    chance: float,
    known: dict[tuple[str, PerpetratorKind], Perpetrator],
    source: str,
) -> Perpetrator:
    name = required_text(row, "name", "[[perpetrators]]")
    kind = _kind(required_text(row, "kind", "[[perpetrators]]"))
    note = text(row, "note", "[[perpetrators]]")
    from_data = known.get((name, kind))
    if from_data is not None and abs(from_data.probability - chance) < ROUNDING:
        return replace(from_data, note=note or from_data.note)
    return Perpetrator(
        name=name,
        kind=kind,
        probability=chance,
        recent_deaths=from_data.recent_deaths if from_data else (),
        last_seen=from_data.last_seen if from_data else None,
        provenance=_person(f"Probability of {name}", chance, source),
        set_by_person=True,
        note=note,
    )


def _kind(name: str) -> PerpetratorKind:
    try:
        return PerpetratorKind(name)
    except ValueError:
        raise AssessmentError(
            "Unknown kind of perpetrator",
            expected=" | ".join(kind.value for kind in PerpetratorKind),
            came=repr(name),
            remedy="use one of the three, letter for letter",
        ) from None


def _consent(fields: Any, base: Consent, of_kind: Consent, source: str) -> Consent:
    """The data's consent ``base`` if the file shows its figures, else a person's.

    ``of_kind`` is the consent that follows from the perpetrators of the file: a person's figures
    stand beside its cases.
    """
    states = [state.value for state in ConsentState]
    check_keys(fields, (*states, "withdrawal_hazard", "note"), "[consent]")
    chances = [number(fields, state, "[consent]") for state in states]
    _check_certain(dict(zip(states, chances, strict=True)))
    chances = normalised(chances, "the four states of [consent]")
    hazard = base.withdrawal_hazard
    if "withdrawal_hazard" in fields:
        hazard = number(fields, "withdrawal_hazard", "[consent]", high=MOST_TIMES_A_YEAR)
    note = text(fields, "note", "[consent]")
    own = list(base.probabilities.values())
    by_person = any(abs(a - b) >= ROUNDING for a, b in zip(chances, own, strict=True))
    consent = replace(of_kind if by_person else base, note=note)
    if by_person:
        consent = replace(
            consent,
            probabilities=dict(zip(ConsentState, chances, strict=True)),
            weight=parameter("situation", "consent_person_weight").value,
            provenance=_person("Consent, set by a person", chances, source),
            set_by_person=True,
        )
    if abs(hazard - base.withdrawal_hazard) >= ROUNDING:
        consent = replace(
            consent,
            withdrawal_hazard=hazard,
            hazard_provenance=_person("Hazard of withdrawal per year", hazard, source),
            set_by_person=True,
        )
    return consent


def _check_certain(chances: dict[str, float]) -> None:
    """Raise if more than one state of consent is said to be certain."""
    certain = [state for state, chance in chances.items() if chance == 1]
    if len(certain) > 1:
        raise AssessmentError(
            f"Consent cannot be certain and {certain[0]} at once"
            if "willing" in certain
            else "Consent cannot be certain twice",
            expected="one state with probability 1, or four that sum to 1",
            came=" and ".join(f"{state} = 1" for state in certain),
            remedy="leave 1 at the state you are sure of and put 0 at the others",
        )


def _baseline(fields: Any) -> PersonBaseline:
    check_keys(fields, ("low", "best", "high", "note"), "[baseline]")
    low, best, high = (
        number(fields, key, "[baseline]", high=MOST_DEATHS) for key in ("low", "best", "high")
    )
    if not low <= best <= high:
        raise AssessmentError(
            "[baseline] is out of order",
            expected="low ≤ best ≤ high",
            came=f"low {low:g}, best {best:g}, high {high:g}",
            remedy="put the three figures in order",
        )
    return PersonBaseline(low, best, high, text(fields, "note", "[baseline]"))


def _with_failing(base: Assessment, value: Any) -> Assessment:
    if not isinstance(value, bool):
        raise AssessmentError(
            "manifestly_failing is not true or false",
            expected="true or false, without quotes",
            came=repr(value)[:80],
            remedy="write true or false, or leave the line out",
        )
    if value is base.failing.state:
        return base
    return replace(base, failing=replace(base.failing, state=value, set_by_person=True))


def _with_factor_notes(base: Assessment, rows: Any) -> Assessment:
    notes: dict[int, str] = {}
    for row in rows if isinstance(rows, list) else [rows]:
        check_keys(row, ("number", "note"), "[[risk_factors]]")
        which = row.get("number")
        # true is 1 to Python, and a list cannot be looked up in a set
        if type(which) is not int or which not in {factor.number for factor in base.framework}:
            raise AssessmentError(
                "No such risk factor",
                expected="number = 1 to 14",
                came=repr(which)[:80],
                remedy="use the Framework's own number",
            )
        notes[which] = required_text(row, "note", "[[risk_factors]]")
    factors = tuple(replace(f, note=notes.get(f.number, f.note)) for f in base.framework)
    return replace(base, framework=factors)


def _person(what: str, value: object, source: str) -> Provenance:
    return Provenance(
        origin=Origin.PERSON, what=what, source=source, rows=(f"{source}: {value}",), verified=False
    )


def _in_words(state: bool | None) -> str:
    return {True: "yes", False: "no", None: "cannot say"}[state]


def _failing_line(state: bool | None) -> str:
    return (
        "# manifestly_failing = true" if state is None else f"manifestly_failing = {state}".lower()
    )
