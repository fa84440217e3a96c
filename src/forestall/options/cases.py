"""Cases of the past: where a mass atrocity threatened, what was tried, and what happened.

The packaged ones are the table ``cases``; a user's own come from a CSV of the columns
:data:`COLUMNS`.
"""

from __future__ import annotations

import csv
import io
import math
import re
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from forestall import snapshot
from forestall.errors import (
    BadInput,
    BadValue,
    DuplicateIds,
    EmptyInput,
    UnknownCountry,
    UnreadableFile,
    WrongColumns,
)
from forestall.options.appraisal import OptionId
from forestall.vocabulary import ConsentState, Country, PerpetratorKind, country

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

T = TypeVar("T")

COLUMNS = (
    "id",
    "country",
    "year",
    "threat",
    "perpetrator_kind",
    "consent",
    "tool_used",
    "organiser",
    "strength",
    "outcome",
    "what_happened",
    "source",
)
MIXED = "mixed"
"""Coded where the host government and non-state actors both kill."""
LARGEST = 1_000_000
"""Bytes; the packaged twenty cases have 6,000."""
_WRITTEN = {"coerced or nominal": ConsentState.NOMINAL.value}
_TOOLS = {id_.value.replace("_", " "): id_ for id_ in OptionId}
_ID = re.compile(r"[\w.:-]{1,40}")


class Ending(StrEnum):
    """What came of it."""

    PREVENTED = "prevented"
    CONTAINED = "contained"
    COMPELLED = "compelled"
    FAILED = "failed"
    NOT_TRIED = "not tried"


@dataclass(frozen=True, slots=True)
class Case:
    """One case as coded afterwards.

    ``kinds`` says who threatened, half and half where it was mixed; ``consent`` the host's stance;
    ``tool`` what was sent; ``strength`` in people. ``packaged``: one of our own list.
    """

    id: str
    country: Country
    year: int
    threat: str
    kinds: tuple[PerpetratorKind, ...]
    consent: ConsentState
    tool: OptionId
    organiser: str
    strength: float
    outcome: Ending
    what_happened: str
    source: str
    packaged: bool = False

    @property
    def mixed(self) -> bool:
        """True if the host government and others both threatened."""
        return len(self.kinds) > 1


def packaged_cases() -> tuple[Case, ...]:
    """The packaged cases, oldest first; they carry no account of the threat.

    >>> len(packaged_cases()), packaged_cases()[0].id
    (20, 'mkd-1992')
    """
    rows = snapshot.table("cases").sort("year", "id").iter_rows(named=True)
    return tuple(
        _case(
            {
                **{key: str(value) for key, value in row.items()},
                "country": row["iso3"],
                "tool_used": row["tool"],
                "threat": "",
                "what_happened": "",
            },
            "the packaged cases",
            packaged=True,
        )
        for row in rows
    )


def read_cases(path: str | Path) -> tuple[Case, ...]:
    """The cases of a CSV file in UTF-8 with the columns :data:`COLUMNS`, in its order.

    Raises
    ------
    UnreadableFile : no such file, not CSV in UTF-8, or too large.
    EmptyInput : no case in it.
    WrongColumns : a column is missing, or a row has more or fewer fields than the header.
    DuplicateIds : two cases have the same id.
    UnknownCountry : no country is known by that name or code.
    BadValue : a year, strength, id or coded word that cannot be.
    """
    place = Path(path)
    reader = csv.DictReader(io.StringIO(_text(place), newline=""), strict=True)
    try:
        _check_columns(reader.fieldnames, place)
        rows = [(reader.line_num, row) for row in reader]
    except csv.Error as error:
        raise UnreadableFile(
            "The file of cases is not CSV",
            expected="fields between commas, texts with commas in double quotes",
            came=f"{place.name}, line {reader.reader.line_num}: {error}",
            remedy="mend that line, or save the table as CSV once more",
        ) from error
    if not rows:
        raise _empty(place)
    cases = tuple(_row(row, f"{place.name}, line {line}") for line, row in rows)
    _check_ids(cases, place)
    return cases


def _text(place: Path) -> str:
    try:
        with place.open("rb") as stream:
            content = stream.read(LARGEST + 1)
        text = content.decode("utf-8-sig")
    except OSError as error:
        raise UnreadableFile(
            "The file of cases cannot be read",
            expected="a CSV file",
            came=f"{place}: {error.strerror or error}",
            remedy="check the path",
        ) from error
    except UnicodeDecodeError as error:
        raise UnreadableFile(
            "The file of cases is not UTF-8",
            expected="CSV in UTF-8",
            came=f"{place.name}: byte {error.start}",
            remedy="save it as CSV in UTF-8",
        ) from error
    if len(content) > LARGEST:
        raise UnreadableFile(
            "The file of cases is too large",
            expected=f"at most {LARGEST:,} bytes",
            came=f"{place.name}: more than that",
            remedy="split it: every case takes seconds to appraise",
        )
    return text


def _check_columns(found: Sequence[str] | None, place: Path) -> None:
    if not found:
        raise _empty(place)
    names = [name.strip() for name in found]
    missing = [name for name in COLUMNS if name not in names]
    if missing or len(set(names)) < len(names):
        raise WrongColumns(
            "The file of cases has not the columns of cases",
            expected=", ".join(COLUMNS) + ", each once",
            came=f"{place.name} without {', '.join(missing)}" if missing else ", ".join(names),
            remedy="add what is missing, empty if nothing is known of threat and what_happened",
        )


def _empty(place: Path) -> EmptyInput:
    return EmptyInput(
        "The file holds no case",
        expected=f"a header and one line for each case: {', '.join(COLUMNS)}",
        came=f"{place.name} without a case",
        remedy="add a case, or leave out --cases for the packaged ones",
    )


def _row(row: Mapping[str | None, object], where: str) -> Case:
    if None in row or None in row.values():
        raise WrongColumns(
            "A case has not as many fields as the header",
            expected="a field for every column, texts with commas in double quotes",
            came=f"{where}: too {'many' if None in row else 'few'}",
            remedy="mend that line",
        )
    said = {str(key).strip(): str(value).strip() for key, value in row.items()}
    return _case({**said, "tool_used": said["tool_used"].replace("_", " ")}, where)


def _case(row: Mapping[str, str], where: str, packaged: bool = False) -> Case:
    if not _ID.fullmatch(row["id"]):
        raise _bad("id", "1 to 40 letters, figures and - . : _", row["id"], where)
    kinds: dict[str, tuple[PerpetratorKind, ...]] = {k.value: (k,) for k in PerpetratorKind}
    kinds[MIXED] = (PerpetratorKind.HOST_GOVERNMENT, PerpetratorKind.NON_STATE)
    states = {state.value: state for state in ConsentState}
    return Case(
        id=row["id"],
        country=_country(row["country"], where),
        year=_year(row["year"], where),
        threat=row["threat"],
        kinds=_one_of(kinds, "perpetrator_kind", row, where),
        consent=_one_of(
            states | {written: states[name] for written, name in _WRITTEN.items()},
            "consent",
            row,
            where,
        ),
        tool=_one_of(_TOOLS, "tool_used", row, where),
        organiser=row["organiser"],
        strength=_strength(row["strength"], where),
        outcome=_one_of({end.value: end for end in Ending}, "outcome", row, where),
        what_happened=row["what_happened"],
        source=row["source"],
        packaged=packaged,
    )


def _country(text: str, where: str) -> Country:
    try:
        return country(text)
    except UnknownCountry as error:
        raise UnknownCountry(
            error.what, expected=error.expected, came=f"{where}: {error.came}", remedy=error.remedy
        ) from error


def _one_of(words: Mapping[str, T], column: str, row: Mapping[str, str], where: str) -> T:
    found = words.get(row[column])
    if found is None:
        raise _bad(column, " | ".join(words), row[column], where)
    return found


def _year(text: str, where: str) -> int:
    if not re.fullmatch(r"[0-9]{4}", text):
        raise _bad("year", "a year of four figures", text, where)
    return int(text)


def _strength(text: str, where: str) -> float:
    try:
        strength = float(text or "0")
    except ValueError:
        strength = math.nan
    if not 0 <= strength < math.inf:
        raise _bad("strength", "people sent: a number from 0 on", text, where)
    return strength


def _bad(column: str, expected: str, came: str, where: str) -> BadInput:
    return BadValue(
        f"A case has no usable {column}",
        expected=expected,
        came=f"{came[:80]!r} in {where}",
        remedy=f"correct {column}",
    )


def _check_ids(cases: tuple[Case, ...], place: Path) -> None:
    ids = [case.id for case in cases]
    twice = sorted({id_ for id_ in ids if ids.count(id_) > 1})
    if twice:
        raise DuplicateIds(
            "Two cases have the same id",
            expected="an id of its own for every case",
            came=f"{', '.join(twice[:5])} in {place.name}",
            remedy="rename one of them",
        )
