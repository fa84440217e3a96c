"""Places in text: found by name, and told apart by the company they keep."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from forestall.coding.gazetteer import Entry, Gazetteer, Kind
from forestall.coding.geo_ranker import Asked, Weights, chances, packaged_weights
from forestall.coding.place_candidates import Candidates
from forestall.coding.place_names import normal, possessed
from forestall.coding.report import Place
from forestall.coding.toponyms import Finder, Toponym
from forestall.coding.unknown_places import elsewhere, far_from_neighbour, put
from forestall.errors import UnknownCountry

if TYPE_CHECKING:
    from collections.abc import Sequence

    from forestall.coding.place_candidates import Candidate

__all__ = ["Gazetteer", "Geocoder", "Toponym"]

EXPECTED = 4.0
"""Added to the score of places in a country that the user said to expect: chosen, not learnt."""
PRECISION = {
    Kind.REGION: 5, Kind.COUNTRY: 6, Kind.ADM1: 4, Kind.ADM2: 3, Kind.ADM3: 3,
    Kind.CAPITAL: 1, Kind.SEAT: 1, Kind.TOWN: 1, Kind.PART: 1,
}  # fmt: skip
SEAS = re.compile(r"\b(?:sea|ocean|gulf)\b", re.IGNORECASE)
NEAR = re.compile(
    r"(?:\bnear(?:by)?|\boutside(?: of)?|\bclose to|\baround|\b(?:km|kilomet\w+|miles) (?:\w+ )?"
    r"(?:of|from)|\boutskirts of|\bnot far from)(?: the)?(?: (?:town|city|village))?(?: of)?\s*$",
    re.IGNORECASE,
)
UNIT_SAID = re.compile(r"\s(?:district|county|llg|parish|municipality|prefecture)\b", re.IGNORECASE)
UNIT_WORDS = frozenset({"district", "county", "llg", "parish", "municipality", "prefecture"})
BESIDE = re.compile(
    r"(?:\s+(?:village|town|city|district|hamlet|area|county))?"
    r"(?:\s*[,(]\s*|\s+(?:in|of)\s+)(?:the\s+|in\s+)?(?=[A-Z])"
)
TOKEN = re.compile(r"[A-Z][\w'’-]*\.?(?:[A-Z]\.)*")
LONGEST_BESIDE = 4


@dataclass(frozen=True, slots=True)
class _Group:
    """All mentions of one name in a text: their numbers, and what is named beside them."""

    name: str
    mentions: list[int]
    beside: list[Candidate]


class Geocoder:
    """Finds place names in English text and says which places they mean.

    Parameters
    ----------
    gazetteer : the places it knows.
    countries : ISO3 codes of the countries the text is expected to tell of; places there are
        preferred, others stay possible.
    weights : of the ranker; the packaged ones where left out.

    Raises
    ------
    UnknownCountry : a code of ``countries`` is no country of the gazetteer.

    >>> geocoder = Geocoder(Gazetteer.packaged())
    >>> text = "Two men died in Wabag, Enga Province, Papua New Guinea."
    >>> places = geocoder.resolve(text, geocoder.find(text))
    >>> [(p.name, p.iso3, p.province, p.precision) for p in places if p][:2]
    [('Wabag', 'PNG', 'Enga', 1), ('Enga Province', 'PNG', 'Enga', 4)]
    """

    def __init__(
        self,
        gazetteer: Gazetteer,
        countries: tuple[str, ...] = (),
        weights: Weights | None = None,
    ) -> None:
        self.gazetteer = gazetteer
        self.countries = frozenset(countries)
        self._candidates = Candidates(gazetteer)
        self._finder = Finder(self._candidates, self.countries)
        self._weights = weights
        known = {e.iso3 for e in gazetteer.of_kind(Kind.COUNTRY)}
        if unknown := sorted(self.countries - known):
            raise UnknownCountry(
                "Unknown country",
                expected="ISO 3166-1 alpha-3 codes, e.g. PNG",
                came=", ".join(unknown),
                remedy="check the codes the geocoder is told to expect",
            )

    def find(self, text: str) -> list[Toponym]:
        """Place names in a text, in order, none overlapping another.

        Reads capitalised names; in text without capitals it finds little.
        """
        return self._finder.find(text)

    def resolve(self, text: str, toponyms: Sequence[Toponym]) -> list[Place | None]:
        """The place each name means; None where nothing is known of it.

        All are weighed together, and a name means the same wherever it stands in the text. A
        place after "near" gets precision 2. A village no gazetteer knows is put in the unit the
        text names beside it, which its ``note`` says.
        """
        groups = self._groups(text, toponyms)
        asked = [self._asked(group) for group in groups]
        named = frozenset(
            c.entry.iso3 for a in asked for c in a.candidates if c.entry.kind is Kind.COUNTRY
        )
        found: list[Place | None] = [None] * len(toponyms)
        scores = chances(asked, self._weights or packaged_weights())
        for group, a, p in zip(groups, asked, scores, strict=True):
            entry = a.candidates[int(np.argmax(p))].entry if len(p) else None
            if entry is None or elsewhere(a, entry, self.countries, named):
                continue
            for n in group.mentions:
                start, end = toponyms[n].start, toponyms[n].end
                near = NEAR.search(text[max(0, start - 40) : start]) is not None
                meant = _town_or_unit(toponyms[n].name, text[end : end + 16], entry, a.candidates)
                found[n] = self._place(toponyms[n].name, meant, near=near)
        for n in range(len(toponyms)):
            if found[n] is None or far_from_neighbour(text, toponyms, n, found):
                found[n] = put(text, toponyms, n, found, self.gazetteer)
        return found

    def asked(self, text: str, toponyms: Sequence[Toponym]) -> tuple[list[Asked], list[int]]:
        """What the ranker is asked about a text, and the number of the question of each name."""
        groups = self._groups(text, toponyms)
        number = {n: k for k, group in enumerate(groups) for n in group.mentions}
        return [self._asked(g) for g in groups], [number[n] for n in range(len(toponyms))]

    def _groups(self, text: str, toponyms: Sequence[Toponym]) -> list[_Group]:
        groups: dict[str, _Group] = {}
        for n, toponym in enumerate(toponyms):
            plain = normal(possessed(toponym.name))
            group = groups.setdefault(plain, _Group(toponym.name, [], []))
            group.mentions.append(n)
            group.beside.extend(self._beside(text, toponym.end))
        return list(groups.values())

    def _beside(self, text: str, end: int) -> list[Candidate]:
        """Units and countries named right after a place: "Paris, Texas", "Kagua in Erave"."""
        gap = BESIDE.match(text, end)
        if gap is None:
            return []
        at, ends = gap.end(), list[int]()
        while (word := TOKEN.match(text, at)) is not None and len(ends) < LONGEST_BESIDE:
            ends.append(word.end())
            at = word.end() + 1 if text[word.end() : word.end() + 1] == " " else len(text) + 1
        for stop in reversed(ends):
            name = text[gap.end() : stop]
            held = [
                c
                for c in self._candidates.of(name)
                if c.entry.kind in (Kind.COUNTRY, Kind.ADM1, Kind.ADM2, Kind.ADM3)
            ]
            if held:
                return held
        return []

    def _asked(self, group: _Group) -> Asked:
        candidates = self._candidates.of(group.name)
        extra = [EXPECTED * (c.entry.iso3 in self.countries) for c in candidates]
        return Asked(group.name, candidates, group.beside, np.array(extra, dtype=float))

    def _place(self, name: str, entry: Entry, *, near: bool) -> Place:
        province = self.gazetteer.by_key(entry.province) if entry.province else None
        district = self.gazetteer.by_key(entry.district) if entry.district else None
        precision = PRECISION[entry.kind]
        if entry.kind is Kind.REGION and SEAS.search(entry.name):
            precision = 7
        if near and precision == 1:
            precision = 2
        borrowed = province is not None and entry.kind is Kind.ADM2 and (
            (entry.latitude, entry.longitude) == (province.latitude, province.longitude)
        )  # fmt: skip
        note = ""
        if borrowed and province is not None:
            note = f"no point known for {entry.name}: that of {province.name}"
        return Place(
            name=name,
            iso3=entry.iso3,
            province=province.name if province else "",
            district=district.name if district else "",
            pcode=entry.pcode,
            latitude=round(entry.latitude, 4),
            longitude=round(entry.longitude, 4),
            precision=precision,
            geonames_id=entry.geonames_id,
            note=note,
        )


def _town_or_unit(name: str, after: str, entry: Entry, candidates: Sequence[Candidate]) -> Entry:
    """The town where a bare name means a district and its town bears it too, or the other way.

    "Wabag" is the town; "Wabag district" is the district, whether or not the word is in ``name``.
    """
    if entry.kind is Kind.REGION:  # "Ituri" the forest, "Ituri" the province
        units = [c.entry for c in candidates if c.entry.kind is Kind.ADM1 and c.main]
        return next((e for e in units if e.iso3 == entry.iso3), entry)
    words = normal(name).split()
    said = UNIT_SAID.match(after) is not None or (len(words) > 1 and words[-1] in UNIT_WORDS)
    small_unit = entry.kind in (Kind.ADM2, Kind.ADM3)
    if said == small_unit or entry.kind in (Kind.REGION, Kind.COUNTRY, Kind.ADM1):
        return entry
    wanted = (Kind.ADM2, Kind.ADM3) if said else (Kind.CAPITAL, Kind.SEAT, Kind.TOWN)
    for c in candidates:
        e = c.entry
        inside = entry.district in (0, e.district) and entry.province == e.province
        if e.kind in wanted and c.main and e.iso3 == entry.iso3 and inside:
            return e
    return entry
