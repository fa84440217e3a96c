"""MUC-4: what tells the place of an incident from other places, beside where it stands.

Two things are learnt from keys: the words around a name of a place that a key holds ("bodies were
found in", "ambassador to"), and how often a name that stands in a report is also in its key.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from dataclasses import dataclass

import numpy as np
from muc4_keys import Template, same_place
from muc4_reading import Reading
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

Reads = dict[str, Reading]
Keys = dict[str, list[Template]]
Scores = dict[tuple[int, str], float]
"""Log odds of a name in a sentence, by the words around it."""
WIDTH = 5
"""Words read on each side of a name."""

AROUND = (
    r"@\s*,\s+[A-Z]+(?:\s[A-Z]+)?\s*[,.]",
    r",\s+(?:IN\s+)?@\b",
    r"@\s+(?:DEPARTMENT|PROVINCE|STATE)",
    r"(?:NEIGHBORHOOD|TOWN|CITY|VILLAGE|MUNICIPALITY)\s+OF\s+@",
    r"(?:MILES|KM|KILOMETERS|METERS)\b[^.]{0,40}@",
    r"(?:MINISTER|PRESIDENT|GOVERNMENT|MAYOR|AMBASSADOR|BISHOP|UNIVERSITY|ARCHBISHOP|NEWSPAPER|"
    r"EL|DE)\s+(?:\w+\s+)?(?:OF\s+|IN\s+|TO\s+)?@",
)
"""A part named before its whole, the whole, kinds of unit, distances, offices; @ is the name."""


@dataclass
class Contexts:
    """The log odds of a name to be in the key, by the words around it."""

    words: TfidfVectorizer
    model: LogisticRegression

    @classmethod
    def fit(cls, reads: Reads, keys: Keys) -> Contexts:
        """Learn from the documents that have a template."""
        texts, right = [], []
        for n, r in reads.items():
            names = frozenset(p for t in keys[n] for p in t.places)
            if keys[n]:
                texts += [_around(r.sentences[i], name) for i, name, _, _ in r.places]
                right += [same_place(name, names) for _, name, _, _ in r.places]
        words = TfidfVectorizer(token_pattern=r"\S+", min_df=3, sublinear_tf=True)
        model = LogisticRegression(C=2.0, max_iter=200, solver="liblinear")
        return cls(words, model.fit(words.fit_transform(texts), right))

    def scores(self, reading: Reading) -> Scores:
        if not reading.places:
            return {}
        texts = [_around(reading.sentences[i], name) for i, name, _, _ in reading.places]
        odds = self.model.decision_function(self.words.transform(texts))
        told = zip(reading.places, odds, strict=True)
        return {(i, name): float(v) for (i, name, _, _), v in told}


def _around(sentence: str, name: str) -> str:
    """The words around a name, each with the side it stands on and, near, how far off."""
    plain = " ".join(re.sub(r"\[[^\]]{0,60}\]|\"", " ", sentence).split())
    at = max(plain.find(name), 0)
    before = re.findall(r"[\w'-]+|[,;()]", plain[:at])
    after = re.findall(r"[\w'-]+|[,;()]", plain[at + len(name) :])
    told = [f"L{w}" for w in before[-2 * WIDTH :]] + [f"R{w}" for w in after[: 2 * WIDTH]]
    told += [f"L{k}{w}" for k, w in enumerate(before[: -WIDTH - 1 : -1])]
    told += [f"R{k}{w}" for k, w in enumerate(after[:WIDTH])]
    told.append("B" + "_".join(before[-2:]))
    return " ".join([*told, f"N{len(name.split())}"])


@dataclass(frozen=True)
class Tables:
    """What keys and texts of training documents tell of names.

    ``places``: names of the keys with the countries they lay in; ``datelines``: places of
    datelines with the countries of the keys; ``rarity``: log share of the documents that hold a
    word; ``shares``: of each name the documents with a template that tell it, and those whose key
    holds it. A document must not be read with tables that its own key went into: taking its own
    count away again (leave one out) gives its key away, and trees learn to read it from there.
    """

    places: dict[str, Counter[str]]
    datelines: dict[str, Counter[str]]
    rarity: dict[str, float]
    shares: dict[str, tuple[int, int]]

    @classmethod
    def of(cls, reads: Reads, keys: Keys) -> Tables:
        places: dict[str, Counter[str]] = {}
        datelines: dict[str, Counter[str]] = {}
        seen: Counter[str] = Counter()
        told: Counter[str] = Counter()
        held: Counter[str] = Counter()
        for n, r in reads.items():
            seen.update({w for s in r.sentences for w in s.replace(",", " ").split()})
            for t in keys[n]:
                for country in t.countries:
                    datelines.setdefault(r.dateline_place, Counter())[country] += 1
                    for p in t.places:
                        places.setdefault(p, Counter())[country] += 1
            names = frozenset(p for t in keys[n] for p in t.places)
            for name in {p[1] for p in r.places}:
                told[name] += bool(keys[n])
                held[name] += same_place(name, names)
        rarity = {w: math.log(c / len(reads)) for w, c in seen.items() if c > 1}
        return cls(places, datelines, rarity, {name: (told[name], held[name]) for name in told})


def share(name: str, tables: Tables) -> float:
    """Log odds that the key of a report holds a name the report tells."""
    told, held = tables.shares.get(name, (0, 0))
    return math.log((held + 0.3) / (max(0, told - held) + 0.7))


def contexts(reading: Reading, name: str, anchor: int, context: Scores) -> list[float]:
    """The words around a name: the best score, that nearest the anchor, the sum of those near."""
    mine = [(abs(i - anchor), context[i, n]) for i, n, _, _ in reading.places if n == name]
    return [max(v for _, v in mine), min(mine)[1], sum(v for gap, v in mine if gap <= 2)]


def strengths(reading: Reading, name: str, chances: np.ndarray) -> list[float]:
    """Chances of an incident near a name's sentences: the best, the sum, both neighbours' too."""
    any_type = 1 - (1 - chances).prod(1)
    padded = np.concatenate([[0.0], any_type, [0.0]])
    smooth = padded[1:-1] + 0.5 * (padded[:-2] + padded[2:])
    mine = [i for i, n, _, _ in reading.places if n == name]
    total = max(float(any_type.sum()), 1e-6)
    return [
        float(any_type[mine].max()), float(smooth[mine].max()), float(smooth[mine].sum()),
        float(any_type[mine].sum()) / total, float(0 in mine), float(1 in mine),
    ]  # fmt: skip


def neighbours(reading: Reading, name: str, anchor: int) -> list[float]:
    """How many names stand nearer the anchor, and whether the name leads or follows another.

    "Soyapango, San Salvador department" names the part first and the whole after the comma.
    """
    known = any(told for _, n, _, told in reading.places if n == name)
    gaps: dict[str, int] = {}
    for i, n, _, told in reading.places:
        if told or n == name:
            gaps[n] = min(gaps.get(n, 99), abs(i - anchor))
    nearer = sum(g < gaps[name] for g in gaps.values())
    alike = sum(g == gaps[name] for g in gaps.values())
    text = " ".join(reading.sentences[i] for i, n, _, _ in reading.places if n == name)
    flat = re.escape(name)
    return [
        nearer, alike, len(gaps), float(known),
        *(float(bool(re.search(p.replace("@", flat), text))) for p in AROUND),
    ]  # fmt: skip
