"""MUC-4: candidates for each slot, and what tells the right one from where it stands."""

from __future__ import annotations

import math
import re
from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise
from typing import Any

import lightgbm as lgb
import numpy as np
from muc4_keys import Day, Template, same_place, strict
from muc4_places import Scores, Tables, contexts, neighbours, share, strengths
from muc4_reading import COUNTRIES, SINGLE, Reading

from forestall.coding.counts import Mention

Features = list[float]
TREES: dict[str, Any] = {
    "n_estimators": 120, "learning_rate": 0.06, "num_leaves": 10, "min_child_samples": 15,
    "subsample": 0.8, "subsample_freq": 1, "colsample_bytree": 0.7, "reg_lambda": 2.0,
    "random_state": 1, "n_jobs": 1, "verbose": -1,
}  # fmt: skip
PLACE_TREES = TREES | {
    "n_estimators": 250, "learning_rate": 0.03, "num_leaves": 7, "min_child_samples": 30,
    "colsample_bytree": 0.5,
}  # fmt: skip
CUES = ("IN", "AT", "NEAR", "OF", "FROM", "OUTSIDE", "TO", "-")
UNITS = ("", "DEPARTMENT", "CITY", "NEIGHBORHOOD", "MUNICIPALITY", "PROVINCE", "AIRPORT", "TOWN")
CAPITALS = {
    "SAN SALVADOR": "EL SALVADOR", "BOGOTA": "COLOMBIA", "LIMA": "PERU",
    "GUATEMALA CITY": "GUATEMALA", "TEGUCIGALPA": "HONDURAS", "SANTIAGO": "CHILE",
    "LA PAZ": "BOLIVIA", "QUITO": "ECUADOR", "BUENOS AIRES": "ARGENTINA",
    "PANAMA CITY": "PANAMA", "MANAGUA": "NICARAGUA",
}  # fmt: skip


@dataclass(frozen=True)
class Setting:
    """What a candidate is seen from: a document, an anchor in it, and the tables learnt."""

    reading: Reading
    anchor: int
    kind: int
    chances: np.ndarray  # (sentences, types)
    context: Scores
    several: int
    tables: Tables
    gazetteer: dict[str, dict[str, float]]

    def distance(self, sentences: list[int]) -> Features:
        """Where the sentences that name a candidate stand from the anchor."""
        gaps = [i - self.anchor for i in sentences]
        back = [-g for g in gaps if g <= 0]
        ahead = [g for g in gaps if g > 0]
        near = [g for g in gaps if abs(g) <= 2]
        strength = self.chances[:, self.kind]
        return [
            min(abs(g) for g in gaps), min(back, default=30), min(ahead, default=30),
            float(0 in gaps), len(gaps), len(near), sentences[0],
            max(float(strength[i]) for i in sentences),
            sum(float(strength[i]) for i in sentences),
            len(gaps) / max(1, len(self.reading.sentences)), self.several, self.anchor, self.kind,
        ]  # fmt: skip


def dates(at: Setting) -> dict[Day, Features]:
    """Each distinct date of the document; nights also as two days; the dateline as the last."""
    groups: dict[Day, list[tuple[int, int, str]]] = {}
    for order, (i, m) in enumerate(at.reading.dates):
        groups.setdefault(Day(m.first, m.last), []).append((i, order, m.words.upper()))
        if "NIGHT" in m.words.upper():
            night = Day(m.first, m.last + timedelta(days=1))
            groups.setdefault(night, []).append((i, order, m.words.upper()))
    line = at.reading.dateline
    ordered = sorted(groups, key=lambda d: groups[d][0][1])
    before = [j for j, (i, _) in enumerate(at.reading.dates) if i <= at.anchor]
    found = {}
    for day in ordered:
        told = groups[day]
        words = " ".join(w for _, _, w in told)
        found[day] = [
            *at.distance([i for i, _, _ in told]),
            (day.last - day.first).days,
            (line - day.last).days if line else -1,
            float(line == day.first == day.last),
            float(any(j == order for j in before[-1:] for _, order, _ in told)),
            min(abs(order - (before[-1] if before else 0)) for _, order, _ in told),
            float("TODAY" in words), float("YESTERDAY" in words), float("MORNING" in words),
            float(bool(re.search(r"NIGHT|EVENING", words))),
            float(bool(re.search(r"DAY\b", words))),
            float(bool(re.search(r"\d", words))), len(groups),
            float(sum(d.first != line for d in groups)),
            float(any(i == at.anchor and d.first != line for d in groups for i, _, _ in groups[d])),
        ]  # fmt: skip
    return found


def date_right(day: Day, template: Template) -> bool:
    """Whether a candidate is the key's date."""
    return any(strict(day, key) for key in template.dates)


def places(at: Setting) -> dict[str, Features]:
    """Each name of a place in the document."""
    groups: dict[str, list[tuple[int, str, bool]]] = {}
    for i, name, cue, known in at.reading.places:
        groups.setdefault(name, []).append((i, cue, known))
    found = {}
    here = {n for i, n, _, known in at.reading.places if i == at.anchor and known}
    for name, told in groups.items():
        cues = " ".join(c for _, c, _ in told)
        near = " ".join(c for i, c, _ in told if abs(i - at.anchor) <= 1)
        lies = at.gazetteer.get(name, {})
        parts = [at.tables.rarity.get(w, -8.0) for w in name.split()]
        found[name] = [
            *at.distance([i for i, _, _ in told]),
            float(told[0][2]), max(lies.values(), default=-1.0), len(lies),
            _keyed(at, name), max(parts), min(parts), len(parts),
            float(name in CAPITALS), float(name == at.reading.dateline_place),
            *(float(f"{c}+" in near) for c in CUES), *(float(f"+{u}" in cues) for u in UNITS[1:]),
            *(float(f"p{k}" in near) for k in range(4)),
            len(here), len(groups), float(any(n not in CAPITALS for n in here)),
            float(at.reading.dateline_place in CAPITALS),
            float(CAPITALS.get(name) == CAPITALS.get(at.reading.dateline_place, "-")),
            max((_keyed(at, n) for n in groups if n != name), default=0.0),
            _before(at, name), float(any(n != name and name in n for n in groups)),
            float(any(n != name and n in name for n in groups)),
            float(at.gazetteer.get(name, {}).get(line, -1.0)) if (line := _country(at)) else -1.0,
            *contexts(at.reading, name, at.anchor, at.context), share(name, at.tables),
            *strengths(at.reading, name, at.chances), *neighbours(at.reading, name, at.anchor),
        ]  # fmt: skip
    return found


def _country(at: Setting) -> str:
    """The country of the dateline, or the one named most."""
    told = Counter(c for _, c in at.reading.countries)
    capital = CAPITALS.get(at.reading.dateline_place)
    return capital or max(told, key=lambda c: told[c], default="")


def _keyed(at: Setting, name: str) -> float:
    """How often a name stands in the training keys, as a logarithm."""
    return math.log1p(sum(at.tables.places.get(name, Counter()).values()))


def _before(at: Setting, name: str) -> float:
    """Names the anchor and the sentence before tell ahead of this one, -1 where it is not there."""
    near = [n for i, n, _, known in at.reading.places if at.anchor - 1 <= i <= at.anchor and known]
    return float(near.index(name)) if name in near else -1.0


def place_right(name: str, template: Template) -> bool:
    """Whether a candidate is one of the key's names below the country."""
    return same_place(name, template.places)


def countries(at: Setting) -> dict[str, Features]:
    """Each country: how often it is named, near and far, and how many places near lie in it."""
    found = {}
    line = at.tables.datelines.get(at.reading.dateline_place, Counter())
    told = Counter(c for _, c in at.reading.countries)
    first = at.reading.countries[0][1] if at.reading.countries else ""
    for country in COUNTRIES:
        mine = [i for i, c in at.reading.countries if c == country]
        votes, near_votes, alone = 0.0, 0.0, 0.0
        for i, name, _, _ in at.reading.places:
            lies = set(at.tables.places.get(name, ())) | set(at.gazetteer.get(name, ()))
            if country in lies:
                votes += 1 / len(lies)
                near_votes += (abs(i - at.anchor) <= 1) / len(lies)
                alone += len(lies) == 1
        if not mine and not votes and not line[country]:
            continue
        found[country] = [
            *at.distance(mine or [0]),
            float(bool(mine)), len(mine), len(mine) / max(1, sum(told.values())),
            float(country == first), votes, near_votes, alone,
            line[country] / max(1, sum(line.values())), math.log1p(sum(line.values())),
            float(CAPITALS.get(at.reading.dateline_place) == country),
            float(max(told, key=lambda c: told[c], default="") == country),
            list(COUNTRIES).index(country),
        ]  # fmt: skip
    return found


def country_right(name: str, template: Template) -> bool:
    """Whether a candidate is the key's country."""
    return name in template.countries


def numbers(at: Setting) -> dict[int, Features]:
    """Numbers of people killed: figures near a word of death, sums of two, and one."""
    groups: dict[int, list[tuple[int, str, int]]] = {}
    for i, value, after, gap in at.reading.figures:
        if value <= 5000 and not re.match(r"YEARS?|DAYS?|HOURS?|KILO|MILES|METERS|PERCENT", after):
            groups.setdefault(value, []).append((i, after, gap))
    by_sentence: dict[int, list[tuple[int, str, int]]] = {}
    for value, told in groups.items():
        for i, after, gap in told:
            if gap != 999:
                by_sentence.setdefault(i, []).append((value, after, gap))
    sums = {
        a[0] + b[0]: (i, "+", min(a[2], b[2], key=abs))
        for i, said in by_sentence.items()
        for a, b in pairwise(said)
    }
    for value, one in sums.items():
        groups.setdefault(value, []).append(one)
    single = [i for i, text in enumerate(at.reading.sentences) if SINGLE.search(text)]
    groups.setdefault(1, []).extend((i, "", 0) for i in single)
    told_of: dict[int, list[tuple[int, Mention]]] = {}
    here: dict[int, int] = {}
    for i, m in at.reading.killed:
        if m.best:
            told_of.setdefault(m.best, []).append((i, m))
            groups.setdefault(m.best, []).append((i, "", 0))
            here[i] = here.get(i, 0) + m.best
    for i, total in here.items():
        groups.setdefault(total, []).append((i, "+", 0))
    silent = all(abs(i - at.anchor) > 1 for i, m in at.reading.killed if m.best)
    if not groups[1]:
        groups[1] = [(0, "", 999)]
    found = {}
    text = at.reading.sentences[at.anchor]
    around = " ".join(at.reading.sentences[max(0, at.anchor - 1) : at.anchor + 2])
    death = len(re.findall(r"KILLED|MURDER|ASSASSINAT|DEATH|DEAD|DIED", around))
    for value, told in groups.items():
        near = [t for t in told if abs(t[0] - at.anchor) <= 2] or told
        gaps = [gap for _, _, gap in near]
        after = " ".join(w for _, w, _ in near)
        close = min(gaps, key=abs)
        found[value] = [
            *at.distance(sorted(i for i, _, _ in told)),
            value, float(value == 1), close, float(0 < close < 60), float(-60 < close < 0),
            sum(abs(g) < 80 for g in gaps), float("+" in after),
            float(bool(re.search(r"WOUND|INJUR|OTHERS", after))),
            float(bool(re.search(
                r"PE[OR]|CIVIL|SOLD|POLIC|PRIEST|JESUIT|WOM|MEN\b|CHILD|GUERR|PEAS|STUD|DEAD|WORK",
                after,
            ))),
            len(single), float(any(abs(i - at.anchor) <= 1 for i in single)), death,
            float(bool(SINGLE.search(text))), float("WOUND" in text or "INJUR" in text),
            len(groups), float(at.anchor in by_sentence), *_counted(at, told_of.get(value, [])),
            float(here.get(at.anchor, 0) == value), float(silent), len(told_of),
            float(any(abs(i - at.anchor) <= 1 for i, m in at.reading.killed if not m.best)),
            float(max(told_of, default=0) == value),
            float("KIDNAP" in around), float("BOMB" in around),
        ]  # fmt: skip
    return found


def _counted(at: Setting, told: list[tuple[int, Mention]]) -> Features:
    """How ``counts`` tells a number of people killed: where, how often, and with what doubt."""
    gaps = [i - at.anchor for i, _ in told]
    plain = [i for i, m in told if not (m.cumulative or m.background or m.hypothetical)]
    return [
        len(told), min((abs(g) for g in gaps), default=40), min(gaps, default=40),
        float(0 in gaps), len(plain), float(any(m.cumulative for _, m in told)),
        float(any(m.background for _, m in told)),
        float(any(m.group == "fighters" for _, m in told)),
        max((float(at.chances[i, at.kind]) for i, _ in told), default=0.0),
    ]  # fmt: skip


def number_right(value: int, template: Template) -> bool:
    """Whether a candidate is the number killed."""
    return value in template.killed


SLOTS = {
    "date": (dates, date_right),
    "place": (places, place_right),
    "country": (countries, country_right),
    "killed": (numbers, number_right),
}


class Ranker:
    """Boosted trees that give each candidate of a slot its chance to be right."""

    def __init__(self, slot: str) -> None:
        self.candidates, self.right = SLOTS[slot]
        self.slot = slot
        self.model: lgb.LGBMClassifier | None = None

    def fit(self, cases: list[tuple[Setting, Template]]) -> Ranker:
        x: list[Features] = []
        y: list[bool] = []
        for at, template in cases:
            if self.slot == "killed" and template.killed_free:
                continue
            for value, features in self.candidates(at).items():  # type: ignore[operator]
                x.append(features)
                y.append(self.right(value, template))
        trees = PLACE_TREES if self.slot == "place" else TREES
        self.model = lgb.LGBMClassifier(**trees).fit(np.array(x), np.array(y))
        return self

    def best(self, at: Setting) -> tuple[Any, float]:
        """The likeliest candidate and its chance; (None, 0) without candidates."""
        found = self.candidates(at)  # type: ignore[operator]
        if not found or self.model is None:
            return None, 0.0
        chances = self.model.predict_proba(np.array(list(found.values())))[:, 1]
        at_best = int(np.argmax(chances))
        return list(found)[at_best], float(chances[at_best])
