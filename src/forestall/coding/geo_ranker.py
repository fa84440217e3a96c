"""Which of its candidates a place name means, judged by the company the name keeps.

Every name of a text is weighed at once. A first round goes by what each candidate is (people,
kind, whether the name is its main one) and by what the text names beside it ("Paris, Texas"). Its
chances then say where the other names probably lie, and two more rounds add how near each
candidate is to those places and whether it shares their unit and country: spatial minimality
(Leidner, Sinclair & Webber 2003), as a feature of a conditional logit (McFadden 1974) rather than
as a rule.

The weights (``geo_ranker.toml``) were learnt on TR-News, LGL and GeoWebNews (Kamalloo & Rafiei
2018; Lieberman, Samet & Sankaranarayanan 2010; Gritta, Pilehvar & Collier 2019) by
``benchmarks/geoparsing.py``; no text of theirs is packaged.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from forestall.coding.gazetteer import Kind
from forestall.coding.place_candidates import Match
from forestall.coding.place_names import UNITS_AFTER, UNITS_BEFORE, normal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from forestall.coding.gazetteer import Entry
    from forestall.coding.place_candidates import Candidate

Floats = NDArray[np.float64]

ALONE = (
    "people",
    "people against the largest",
    "largest",
    "main name",
    "loose",
    "by its people",
    "region",
    "country",
    "adm1",
    "adm2",
    "adm3",
    "capital",
    "seat",
    "town",
    "part",
    "no people known",
    "unit said, unit meant",
    "unit said, town meant",
    "unit not said, small unit meant",
    "short form, unit meant",
    "short form, town meant",
    "in the unit named next to it",
    "in the country named next to it",
    "not in what is named next to it",
    "its country named",
    "its unit named",
    "its district named",
    "its country the only one named",
    "people of a unit",
    "town whose name a unit bears",
    "capital whose name a unit bears",
    "country whose name a unit bears",
    "unit whose name a town of a million bears",
)
COMPANY = (
    "share in its country",
    "share in its unit",
    "share in its district",
    "within 50 km",
    "within 150 km",
    "within 500 km",
    "within 2000 km",
    "nearest name",
    "near the first name",
    "first name in its unit",
    "first name in its country",
)
ROUNDS = 3
MILLION = 1_000_000
NEAREST_KM = 20.0
LIKELY = 6
"""Likeliest candidates of each other name that distances are taken to."""


@dataclass(frozen=True, slots=True)
class Weights:
    """Weights of the first round (over ``ALONE``) and of the later ones (over both)."""

    first: Floats
    later: Floats


@dataclass(slots=True)
class Asked:
    """A name of the text: its candidates, and where it stands.

    ``beside`` holds the candidates of the unit or country named right after it ("Paris, Texas"),
    empty where none is. ``others`` are names that contain or are contained in it by such a
    pattern. ``extra`` is what is known from outside, added to the score of each candidate.
    """

    name: str
    candidates: list[Candidate]
    beside: list[Candidate]
    extra: Floats


@cache
def packaged_weights() -> Weights:
    """The weights that come with forestall."""
    told = tomllib.loads((files("forestall.coding") / "geo_ranker.toml").read_text("utf-8"))
    first, later = told["first"], told["later"]
    return Weights(
        np.array([first[name] for name in ALONE]),
        np.array([later[name] for name in ALONE + COMPANY]),
    )


def chances(asked: Sequence[Asked], weights: Weights) -> list[Floats]:
    """The chance of each candidate of each name; those of a name add up to 1.

    Names must come in the order of the text; those without candidates get an empty array.
    """
    document = Document(asked)
    now = [softmax(x @ weights.first + a.extra) for x, a in zip(document.alone, asked, strict=True)]
    for _ in range(ROUNDS - 1):
        company = document.company(now)
        now = [
            softmax(np.hstack([x, y]) @ weights.later + a.extra)
            for x, y, a in zip(document.alone, company, asked, strict=True)
        ]
    return now


def softmax(score: Floats) -> Floats:
    """Chances from scores."""
    if not len(score):
        return score
    power = np.exp(score - score.max())
    return np.asarray(power / power.sum())


def kilometres(lat1: Floats, lon1: Floats, lat2: Floats, lon2: Floats) -> Floats:
    """Great-circle distance (haversine, sphere of 6,371 km)."""
    a, b, c, d = (np.radians(v) for v in (lat1, lon1, lat2, lon2))
    h = np.sin((a - c) / 2) ** 2 + np.cos(a) * np.cos(c) * np.sin((b - d) / 2) ** 2
    return np.asarray(12742.0 * np.arcsin(np.sqrt(np.minimum(h, 1.0))))


class Document:
    """The names of one text as arrays, and the features made of them."""

    def __init__(self, asked: Sequence[Asked]) -> None:
        self.asked = asked
        entries = [[c.entry for c in a.candidates] for a in asked]
        self.lat = [np.array([e.latitude for e in es], dtype=float) for es in entries]
        self.lon = [np.array([e.longitude for e in es], dtype=float) for es in entries]
        self.iso3 = [np.array([e.iso3 for e in es], dtype="U3") for es in entries]
        self.adm1 = [np.array([e.province for e in es], dtype=np.int64) for es in entries]
        self.adm2 = [np.array([e.district for e in es], dtype=np.int64) for es in entries]
        self._named()
        self.alone = [self._alone(n) for n in range(len(asked))]

    def _named(self) -> None:
        """Countries, units and districts that some name of the text may mean, by name."""
        self.countries: list[set[str]] = []
        self.units: list[set[int]] = []
        self.districts: list[set[int]] = []
        for a in self.asked:
            kinds = [(c.entry.kind, c.entry) for c in a.candidates]
            self.countries.append({e.iso3 for k, e in kinds if k is Kind.COUNTRY})
            self.units.append({e.key for k, e in kinds if k is Kind.ADM1})
            self.districts.append({e.key for k, e in kinds if k is Kind.ADM2})

    def _alone(self, n: int) -> Floats:
        asked = self.asked[n]
        if not asked.candidates:
            return np.zeros((0, len(ALONE)))
        others = [k for k in range(len(self.asked)) if k != n]
        countries = set().union(*(self.countries[k] for k in others))
        units = set().union(*(self.units[k] for k in others))
        districts = set().union(*(self.districts[k] for k in others))
        beside = _Beside(asked.beside)
        words = normal(asked.name).split()
        unit_said = len(words) > 1 and (words[-1] in UNITS_AFTER or words[0] in UNITS_BEFORE)
        bare = asked.name.replace(".", "")
        short = len(bare) <= 4 and (bare.isupper() or asked.name.endswith("."))
        most = max(np.log10(c.entry.population + 1) for c in asked.candidates)
        named_unit = any(c.entry.kind is Kind.ADM1 and c.main for c in asked.candidates)
        great_town = any(
            c.entry.kind > Kind.ADM3 and c.entry.population >= MILLION for c in asked.candidates
        )
        rows = []
        for c in asked.candidates:
            e = c.entry
            people = float(np.log10(e.population + 1))
            area = e.kind <= Kind.ADM3
            small = e.kind in (Kind.ADM2, Kind.ADM3)
            in_unit, in_country = beside.holds(e)
            rows.append(
                [
                    people,
                    people - most,
                    people == most,
                    c.main,
                    c.match is Match.LOOSE,
                    c.match is Match.PEOPLE,
                    *(e.kind is kind for kind in Kind),
                    e.population == 0,
                    unit_said and area,
                    unit_said and not area,
                    small and not unit_said,
                    short and area,
                    short and not area,
                    in_unit,
                    in_country,
                    bool(asked.beside) and not in_unit and not in_country,
                    e.iso3 in countries and e.kind is not Kind.COUNTRY,
                    e.province in units and e.kind is not Kind.ADM1,
                    e.district in districts and e.kind is not Kind.ADM2,
                    countries == {e.iso3},
                    people * area,
                    named_unit and not area,
                    named_unit and e.kind is Kind.CAPITAL,
                    named_unit and e.kind is Kind.COUNTRY,
                    great_town and e.kind is Kind.ADM1,
                ]
            )
        return np.array(rows, dtype=float)

    def company(self, now: Sequence[Floats]) -> list[Floats]:
        """Features (candidates, ``COMPANY``) of each name, by the chances of the others so far."""
        kept = [np.argsort(-p, kind="stable")[:LIKELY] for p in now]
        which = np.concatenate([np.full(len(k), n) for n, k in enumerate(kept)] or [np.zeros(0)])
        lat, lon, iso3, adm1, adm2, chance = (
            np.concatenate([values[n][k] for n, k in enumerate(kept)] or [np.zeros(0)])
            for values in (self.lat, self.lon, self.iso3, self.adm1, self.adm2, now)
        )
        starts = [n for n, p in enumerate(now) if len(p)][:1]
        found = []
        for n in range(len(now)):
            if not len(now[n]):
                found.append(np.zeros((0, len(COMPANY))))
                continue
            other = which != n
            total = max(float(chance[other].sum()), 1e-9)
            share = chance[other] / total
            km = kilometres(self.lat[n][:, None], self.lon[n][:, None], lat[other], lon[other])
            near = np.exp(-km / NEAREST_KM / 5) * chance[other]
            same = [
                values[n][:, None] == pooled[other]
                for values, pooled in (
                    (self.iso3, iso3), (self.adm1, adm1), (self.adm2, adm2),
                )
            ]  # fmt: skip
            same[1] &= adm1[other] != 0
            same[2] &= adm2[other] != 0
            same[0] &= iso3[other] != ""
            first = (which[other] == starts[0]) * chance[other]
            found.append(
                np.column_stack(
                    [
                        *(s @ share for s in same),
                        *((km < bound) @ share for bound in (50, 150, 500, 2000)),
                        near.max(axis=1, initial=0.0),
                        np.exp(-km / 200) @ first,
                        same[1] @ first,
                        same[0] @ first,
                    ]
                )
            )
        return found


class _Beside:
    """The units and countries that are named right after a name."""

    def __init__(self, candidates: Sequence[Candidate]) -> None:
        entries = [c.entry for c in candidates]
        self.countries = {e.iso3 for e in entries if e.kind is Kind.COUNTRY}
        self.units = {e.key for e in entries if e.kind in (Kind.ADM1, Kind.ADM2, Kind.ADM3)}

    def holds(self, e: Entry) -> tuple[bool, bool]:
        """Whether a place lies in one of the units, and in one of the countries."""
        in_unit = bool({e.province, e.district} & self.units) and e.key not in self.units
        in_country = e.iso3 in self.countries and e.kind is not Kind.COUNTRY
        return in_unit, in_country
