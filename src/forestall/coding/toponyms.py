"""Place names in text: capitalised spans that a gazetteer knows and that are no person or thing."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from forestall.coding.gazetteer import Kind
from forestall.coding.place_names import SIDES, UNITS_AFTER, normal, possessed

if TYPE_CHECKING:
    from forestall.coding.place_candidates import Candidates

UNIT_WORDS = frozenset({"district", "county", "province", "state", "region", "governorate"})
LONGEST = 6
"""Words of the longest name that is looked for."""
PLENTY = 50_000
"""People from which a one-word name is a place without any cue."""
WORD = re.compile(r"(?:[A-Z]\.){2,}|[^\W\d_]+(?:['’][^\W\d_]+)*", re.UNICODE)
JOINTS = frozenset(
    (
        "au",
        "aux",
        "sous",
        "en",
        "di",
        "ben",
        "bin",
        "of",
        "de",
        "la",
        "le",
        "les",
        "del",
        "da",
        "do",
        "dos",
        "du",
        "el",
        "al",
        "and",
        "the",
        "sur",
    )
)
SHORT_BEFORE = frozenset(
    {"St", "Ste", "Ft", "Mt", "Pt", "Gen", "Col", "Sgt", "Dr", "Mr", "Mrs", "Ms", "Rev"}
)
CONTRACTED = re.compile(r"['’](?:ll|re|ve|d|m|t)$")
SETTLEMENTS = ("village", "hamlet", "settlement", "valley", "Valley", "township", "chiefdom")
MILLIONS = 2_000_000
STATE_DOT = re.compile(r"(?:,|\()\s*$")
DATELINE = re.compile(r"(?:^|\n)[^\S\n]*(?=[A-Z]{3,})")


@dataclass(frozen=True, slots=True)
class Toponym:
    """A place name and where it stands: ``name`` is ``text[start:end]``."""

    start: int
    end: int
    name: str


@dataclass(frozen=True, slots=True)
class _Word:
    start: int
    end: int
    text: str
    first: bool
    """Whether it begins a sentence."""

    @property
    def plain(self) -> str:
        return normal(self.text)

    @property
    def capital(self) -> bool:
        return self.text[:1].isupper()


@cache
def find_words() -> dict[str, frozenset[str]]:
    """The lists of ``[find]`` in ``place_words.toml``, as sets."""
    told = tomllib.loads((files("forestall.coding") / "place_words.toml").read_text("utf-8"))
    return {
        name: frozenset(value.split() if isinstance(value, str) else value)
        for name, value in told["find"].items()
    }


class Finder:
    """Finds the place names of a text against one gazetteer."""

    def __init__(self, candidates: Candidates, countries: frozenset[str]) -> None:
        self._candidates = candidates
        self._countries = countries
        self._lists = find_words()

    def find(self, text: str) -> list[Toponym]:
        """Place names in order of the text, none overlapping another."""
        reading = _Reading(self._candidates, self._countries, self._lists, text)
        return reading.toponyms()


class _Reading:
    """One text on its way through the finder."""

    def __init__(
        self,
        candidates: Candidates,
        countries: frozenset[str],
        lists: dict[str, frozenset[str]],
        text: str,
    ) -> None:
        self.candidates, self.countries, self.lists, self.text = candidates, countries, lists, text
        self.words = _words(text)
        self.small = {w.text for w in self.words if w.text.islower()}
        self.people: set[str] = set()
        """Names that the text shows to be a person's or a group's."""

    def toponyms(self) -> list[Toponym]:
        self._learn_people()
        found: list[Toponym] = []
        at = 0
        while at < len(self.words):
            taken = self._at(at) if self.words[at].capital else 0
            if taken:
                start, end = self.words[at].start, self.words[at + taken - 1].end
                found.append(self._toponym(start, end))
            at += taken or 1
        return found

    def _toponym(self, start: int, end: int) -> Toponym:
        name = possessed(self.text[start:end])
        dot = self.text[start + len(name) : start + len(name) + 1] == "."
        if dot and len(name) <= 5 and self._short_unit(f"{name}.", start):
            name += "."
        return Toponym(start, start + len(name), name)

    def _short_unit(self, name: str, start: int) -> bool:
        """Whether "Mich." after a comma is a state."""
        after_comma = STATE_DOT.search(self.text[max(0, start - 3) : start]) is not None
        return after_comma and any(
            c.entry.kind is Kind.ADM1 and not c.main for c in self.candidates.of(name)
        )

    def _learn_people(self) -> None:
        """Collect surnames after titles and given names, and the names of clans."""
        titles, groups, persons = (self.lists[k] for k in ("titles", "groups_after", "persons"))
        for n, word in enumerate(self.words):
            follows = self._next(n)
            if word.plain in titles and follows is not None and follows.capital:
                self._take_run(n + 1)
            elif word.capital and word.plain in persons and follows and follows.capital:
                if follows.plain not in self.lists["after_ok"]:
                    self._take_run(n)
            elif follows is not None and follows.text in groups and self._group_name(word):
                self.people.add(word.plain)
                self._take_listed(n)

    def _group_name(self, word: _Word) -> bool:
        people = self.candidates.is_people(word.plain)
        return word.capital and not word.first and not people

    def _take_run(self, n: int) -> None:
        while n < len(self.words) and self.words[n].capital:
            self.people.add(self.words[n].plain)
            if self._next(n) is None:
                return
            n += 1

    def _take_listed(self, n: int) -> None:
        """ "the Kala and Kii tribes": the names listed before the last are groups too."""
        while n >= 2 and self.words[n - 1].text in ("and", "or") and self.words[n - 2].capital:
            n -= 2
            self.people.add(self.words[n].plain)

    def _next(self, n: int) -> _Word | None:
        """The next word where only a blank or hyphen lies between."""
        if n + 1 >= len(self.words):
            return None
        gap = self.text[self.words[n].end : self.words[n + 1].start]
        short = gap in (". ", ".") and self.words[n].text in SHORT_BEFORE
        return self.words[n + 1] if gap in (" ", "-", "\u00a0") or short else None

    def _before(self, n: int) -> _Word | None:
        if n == 0:
            return None
        return self.words[n - 1] if self._next(n - 1) is self.words[n] else None

    def _at(self, n: int) -> int:
        """How many words from the nth make a place name; 0 where none do."""
        ends = [n]
        while len(ends) < LONGEST and (word := self._next(ends[-1])) is not None:
            if not word.capital and word.text not in JOINTS:
                break
            ends.append(ends[-1] + 1)
        for last in reversed(ends):
            if self.words[last].capital and self._known(n, last) and self._is_place(n, last):
                return max(last - n + 1, self._goes_on(n, last))
        return self._unknown_village(n)

    def _goes_on(self, n: int, last: int) -> int:
        """Words of a name whose beginning alone is known: "Pont-Sonde", "Wad al-Noura"; 0: none."""
        if not self._before_is(n, ("in", "at", "near", "of")) or self.words[last].first:
            return 0
        after = self._next(last)
        if after is None or self._joined(last) == last:
            return 0
        hyphen = self.text[self.words[last].end] == "-" and after.capital
        if not hyphen and after.text not in ("al", "el"):
            return 0
        beyond = last + 1 if hyphen else last + 2
        return 0 if hyphen and self._known(beyond, beyond) else beyond - n + 1

    def _known(self, first: int, last: int) -> bool:
        name = possessed(self.text[self.words[first].start : self.words[last].end])
        plain = normal(name)
        if self.candidates.gazetteer.knows(plain) or self.candidates.is_people(plain):
            return True
        after = self._next(last)
        if after is not None and after.text in UNIT_WORDS and self.candidates.unit(plain):
            return True
        dotted = f"{name}."
        return last == first and self._short_unit(dotted, self.words[first].start)

    def _is_place(self, first: int, last: int) -> bool:
        word, name = self.words[first], self.text[self.words[first].start : self.words[last].end]
        plain = normal(possessed(name))
        if first < last:
            return self._long_is_place(first, last, plain)
        if len(plain) < 3 or (name.isupper() and len(name) <= 5):
            return self._short_is_place(first, name, plain)
        cue = self._cue(first, last)
        if plain in self.lists["ordinary"] or CONTRACTED.search(name):
            return False
        if self.candidates.is_people(plain):
            return not self._within_name(first, last, demonym=True)
        great = self._great(plain)
        if plain in self.people and not cue and not great:
            return False
        if self._group_follows(last):
            return False
        if self._within_name(first, last, great=great):
            return False
        if word.first and word.text.lower() in self.small:
            return False
        if plain in self.lists["persons"]:
            return cue
        return cue or great or self._plain_place(plain)

    def _great(self, plain: str) -> bool:
        """Whether it is the main name of a country, a region or a unit of millions."""
        return any(
            c.main
            and (
                e.kind in (Kind.COUNTRY, Kind.REGION)
                or (e.kind is Kind.ADM1 and e.population >= MILLIONS)
            )
            for c in self.candidates.of(plain)
            for e in (c.entry,)
        )

    def _long_is_place(self, first: int, last: int, plain: str) -> bool:
        if all(
            self.words[k].plain in self.lists["ordinary"] | JOINTS for k in range(first, last + 1)
        ):
            found = self.candidates.of(plain)
            large = any(c.entry.kind in (Kind.COUNTRY, Kind.REGION, Kind.ADM1) for c in found)
            return large or self._cue(first, last)
        if self.words[first].plain in self.lists["titles"]:
            return False
        if self._group_follows(last) and not self.candidates.is_people(plain):
            return False
        unit = self.words[last].plain in UNITS_AFTER
        if self.words[first].plain in self.lists["persons"] and not unit:
            return self._cue(first, last)
        return not self._within_name(first, last)

    def _short_is_place(self, first: int, name: str, plain: str) -> bool:
        """Abbreviations: "US", "U.S.", and a state's letters after a comma."""
        bare = name.replace(".", "")
        if plain in self.lists["titles"] or CONTRACTED.search(name):
            return False
        if bare in self.lists["short_ok"] and name.isupper():
            return True
        if self._short_unit(name, self.words[first].start):
            return True
        if "." in name:
            found = self.candidates.of(name)
            return any(c.entry.kind in (Kind.COUNTRY, Kind.ADM1, Kind.CAPITAL) for c in found)
        return len(plain) > 3 and name.isupper() and self._dateline(first)

    def _dateline(self, n: int) -> bool:
        start = self.words[n].start
        line = self.text.rfind("\n", 0, start) + 1
        return self.text[line:start].strip().isupper() or not self.text[line:start].strip()

    def _plain_place(self, plain: str) -> bool:
        """Whether a name is a place's without any cue: a unit or a large town, by its main name."""
        for c in self.candidates.of(plain):
            e = c.entry
            if e.kind in (Kind.REGION, Kind.COUNTRY, Kind.CAPITAL):
                return True
            if e.iso3 in self.countries or (c.main and e.kind in (Kind.ADM1, Kind.SEAT)):
                return True
            if e.population >= PLENTY and (c.main or e.population >= 10 * PLENTY):
                return True
        return False

    def _cue(self, first: int, last: int) -> bool:
        """Whether the words around it say that it is a place."""
        start, end = self.words[first].start, self.words[last].end
        before = self._before(first)
        if before is not None and before.text in self.lists["cues_before"]:
            return not (before.text in ("of", "to", "from", "between") and self._person_like(first))
        after = self._next(last)
        if after is not None and after.text in self.lists["places_after"]:
            return True
        if self._dateline(first) and self.text[start:end].isupper():
            return True
        return self._container_follows(last)

    def _person_like(self, n: int) -> bool:
        return self.words[n].plain in self.people or self.words[n].plain in self.lists["persons"]

    def _container_follows(self, last: int) -> bool:
        """ "Kagua, Southern Highlands": a unit or country follows after a comma."""
        if last + 1 >= len(self.words):
            return False
        if self.text[self.words[last].end : self.words[last + 1].start] not in (", ", " (", ","):
            return False
        start = self.words[last + 1].start
        for ahead in range(min(last + 4, len(self.words) - 1), last, -1):
            name = self.text[start : self.words[ahead].end]
            name += "." if self.text[self.words[ahead].end :][:1] == "." else ""
            for c in self.candidates.of(name) if name[:1].isupper() else ():
                if c.entry.kind in (Kind.COUNTRY, Kind.ADM1, Kind.ADM2, Kind.ADM3):
                    return True
        return False

    def _group_follows(self, last: int) -> bool:
        after = self._next(last)
        plain = self.words[last].plain
        if self.candidates.is_people(plain):
            return False
        return after is not None and after.text in self.lists["groups_after"] - {"community"}

    def _within_name(
        self, first: int, last: int, *, demonym: bool = False, great: bool = False
    ) -> bool:
        """Whether it is part of a longer name, of a person or a thing ("Hillary Clinton")."""
        before, after = self._before(first), self._next(last)
        if before is not None and self.text[before.end] == "-":
            before = None  # "Lagaip-Porgera": two places
        if after is not None and self.text[self.words[last].end] == "-":
            after = None
        if before is not None and before.capital and not before.first and not demonym:
            fine = before.plain in SIDES | UNITS_AFTER | self.lists["after_ok"] | JOINTS
            if not fine and not self.candidates.is_people(before.plain):
                return True
        if before is not None and before.capital and before.first and not demonym:
            known = before.plain in self.lists["ordinary"] or before.text.lower() in self.small
            if before.plain in self.lists["persons"] | self.lists["titles"]:
                return True
            if not known and before.plain not in SIDES | self.lists["after_ok"]:
                return True
        if after is None or not after.capital or demonym or great:
            return False
        if after.plain in self.lists["after_ok"] or self.candidates.is_people(after.plain):
            return False
        return self.text[self.words[last].start : self.words[last].end] != after.text.upper()

    def _before_is(self, n: int, cues: tuple[str, ...]) -> bool:
        before = self._before(n)
        return before is not None and before.text in cues

    def _unknown_village(self, n: int) -> int:
        """Words of a name no gazetteer knows, before "village" or after "village of"; 0: none."""
        word = self.words[n]
        if word.plain in self.lists["ordinary"] or len(word.plain) < 3:
            return 0
        if word.first and word.text.lower() in self.small:
            return 0
        if word.plain in self.lists["titles"] or self.candidates.is_people(word.plain):
            return 0
        last = self._joined(n)
        after = self._next(last)
        if after is not None and after.text in SETTLEMENTS:
            return last - n + 1
        if self._before_is(n, ("in", "at", "near")) and self._container_follows(last):
            return last - n + 1
        before = self._before(n)
        earlier = self.words[n - 2].text if n >= 2 else ""
        if before is not None and before.text == "of" and earlier in (*SETTLEMENTS, "town"):
            return last - n + 1
        return 0

    def _joined(self, n: int) -> int:
        """The last word of a name that goes on: "Wad al-Noura", "Nagar Siskari"."""
        last = n
        while (word := self._next(last)) is not None and last - n < LONGEST:
            hyphen = self.text[self.words[last].end] == "-"
            beyond = self._next(last + 1)
            joint = word.text in ("al", "el", "de", "la", "ul", "au", "en")
            if joint and beyond is not None and beyond.capital:
                last += 2
            elif word.capital and (hyphen or word.plain not in self.lists["ordinary"]):
                last += 1
            else:
                break
        return last


def _words(text: str) -> list[_Word]:
    found: list[_Word] = []
    end = 0
    for match in WORD.finditer(text):
        gap = text[end : match.start()]
        first = not found or _ends_sentence(gap, found[-1].text)
        found.append(_Word(match.start(), match.end(), match.group(), first))
        end = match.end()
    return found


def _ends_sentence(gap: str, before: str) -> bool:
    if "\n\n" in gap or any(c in gap for c in "!?"):
        return True
    if "." in gap:
        return not (len(before) <= 4 and before[:1].isupper() and gap == ". ")
    return any(c in gap for c in '“"\n:')
