"""Today's states and the numbers and names by which the sources know them."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from forestall.errors import BadValue
from forestall.spelling import plain_name


@dataclass(frozen=True, slots=True)
class State:
    """A state of today: ISO code, Gleditsch–Ward and Correlates of War numbers, world region."""

    iso3: str
    name: str
    gw: int
    cow: int
    region: str


def _rows(name: str) -> list[dict[str, str]]:
    text = (files("forestall.curation") / name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


@cache
def states() -> dict[str, State]:
    """The 193 members of the United Nations, Kosovo and Taiwan, by ISO3."""
    return {
        r["iso3"]: State(r["iso3"], r["name"], int(r["gw"]), int(r["cow"]), r["region"])
        for r in _rows("states.csv")
    }


@cache
def gw_numbers() -> dict[int, str]:
    """Gleditsch–Ward number to ISO3; a former state goes to its main successor."""
    return _numbers("gw")


@cache
def cow_numbers() -> dict[int, str]:
    """Correlates of War number to ISO3; a former state goes to its main successor."""
    return _numbers("cow")


def _numbers(scheme: str) -> dict[int, str]:
    former = {
        int(r["number"]): r["iso3"]
        for r in _rows("former_states.csv")
        if r["scheme"] in (scheme, "both")
    }
    return former | {getattr(s, scheme): s.iso3 for s in states().values()}


@cache
def former_names() -> dict[int, str]:
    """Names of the former states that carry a Gleditsch–Ward number."""
    return {int(r["number"]): r["name"] for r in _rows("former_states.csv") if r["scheme"] != "cow"}


@cache
def _names() -> dict[str, str]:
    own = {plain_name(s.name): s.iso3 for s in states().values()}
    return own | {plain_name(r["name"]): r["iso3"] for r in _rows("aliases.csv")}


@cache
def common_names() -> tuple[tuple[str, str], ...]:
    """Names and abbreviations people use, with ISO3: for ``country_names``, not for sources."""
    rows = [*_rows("common_names.csv"), *_rows("aliases.csv")]
    return tuple((r["name"], r["iso3"]) for r in rows)


def iso3_of(name: str) -> str:
    """The ISO3 code of a country as one of the sources spells it.

    Only spellings that were looked up by a person count: a guess could take one Congo
    for the other.

    Raises
    ------
    BadValue : no source is known to spell a country so.

    >>> iso3_of("DR Congo (Zaire)"), iso3_of("Congo")
    ('COD', 'COG')
    """
    if code := _names().get(plain_name(name)):
        return code
    raise BadValue(
        "A source names a country that is not in our list",
        expected="a spelling in curation/states.csv or curation/aliases.csv",
        came=repr(name),
        remedy="add the spelling with its ISO3 code to aliases.csv",
    )


def iso3_of_gw(number: int) -> str:
    """The ISO3 code for a Gleditsch–Ward number; :class:`BadValue` if nobody carries it."""
    return _known(gw_numbers(), number, "Gleditsch–Ward")


def _known(numbers: dict[int, str], number: int, scheme: str) -> str:
    if number in numbers:
        return numbers[number]
    raise BadValue(
        f"Unknown {scheme} number",
        expected="a number in curation/states.csv or former_states.csv",
        came=str(number),
        remedy="add it to former_states.csv",
    )
