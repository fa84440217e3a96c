"""Which places a name in a text may mean, before the company it keeps is asked."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from enum import IntEnum
from importlib.resources import files
from typing import TYPE_CHECKING

from forestall.coding.gazetteer import Kind
from forestall.coding.place_names import normal, possessed, shortened

if TYPE_CHECKING:
    from forestall.coding.gazetteer import Entry, Gazetteer

MOST = 120
"""Candidates of one name that are looked at; the most populous are kept."""


class Match(IntEnum):
    """How a name in the text came to a place."""

    EXACT = 0
    LOOSE = 1
    """Without a word of it: "Rapides Parish", "northern Nigeria"."""
    PEOPLE = 2
    """By its people: "Nigerian"."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A place a name may mean; ``main`` where the name is the place's main one."""

    entry: Entry
    main: bool
    match: Match


class Candidates:
    """Finds the candidates of names in one gazetteer."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self.gazetteer = gazetteer
        self._people = _people(gazetteer)

    def is_people(self, plain: str) -> bool:
        """Whether a normal name is that of a people ("nigerian", "afghans")."""
        return plain in self._people

    def of(self, name: str) -> list[Candidate]:
        """The places a name as the text has it may mean, larger ones first; at most ``MOST``.

        A looser form of the name is tried only where none bears it as it stands.
        """
        plain = normal(possessed(name))
        found = self._rows(plain, Match.EXACT)
        held = {c.entry.row for c in found}
        for row in self._people.get(plain, ()):
            if row not in held:
                found.append(Candidate(self.gazetteer.entry(row), False, Match.PEOPLE))
        for looser in () if found else shortened(plain):
            found = self._rows(looser, Match.LOOSE)
            if found:
                break
        if not found:
            found = self.unit(plain)
        found.sort(key=lambda c: (-c.entry.population, c.entry.row))
        return found[:MOST]

    def unit(self, plain: str) -> list[Candidate]:
        """Units that the gazetteer knows only with their kind: "kurram" as "Kurram District"."""
        for kind in ("district", "county", "state", "province", "region", "governorate"):
            found = self._rows(f"{plain} {kind}", Match.LOOSE)
            if found:
                return found
        return []

    def _rows(self, plain: str, match: Match) -> list[Candidate]:
        entry = self.gazetteer.entry
        return [Candidate(entry(row), main, match) for row, main in self.gazetteer.rows(plain)]


def _people(gazetteer: Gazetteer) -> dict[str, tuple[int, ...]]:
    """Rows of the places a people belongs to, by its normal name in the singular and plural."""
    words = tomllib.loads((files("forestall.coding") / "place_words.toml").read_text("utf-8"))
    country = {entry.iso3: entry.row for entry in gazetteer.of_kind(Kind.COUNTRY)}
    found: dict[str, tuple[int, ...]] = {}
    for iso3, names in words["demonyms"].items():
        for name in names:
            for form in (name, f"{name}s"):
                if iso3 in country:
                    found[normal(form)] = (country[iso3],)
    for place, names in words["peoples"].items():
        rows = tuple(row for row, main in gazetteer.rows(place) if main)
        for name in names:
            for form in (name, f"{name}s"):
                found[normal(form)] = rows
    return found
