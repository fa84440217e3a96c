"""MUC-4: documents to templates, learnt from the chances of sentences and from keys."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from typing import Any

import lightgbm as lgb
import numpy as np
from muc4_coder import TREES, TYPES, anchors, choose_anchors, summary, targets
from muc4_keys import Guess, Template
from muc4_reading import Reading
from muc4_slots import Ranker, Setting
from scipy.optimize import linear_sum_assignment
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer, StandardScaler

MOST = 4
"""Templates of one type in a document, at most."""
Arrays = dict[str, np.ndarray]


@dataclass
class Coder:
    """All that is learnt after step 1."""

    counts: dict[tuple[int, int], tuple[Any, ...]]
    rankers: dict[str, Ranker]
    places: dict[str, Counter[str]]
    datelines: dict[str, Counter[str]]
    rarity: dict[str, float]
    gazetteer: dict[str, dict[str, float]]
    thresholds: dict[str, float]

    def setting(self, r: Reading, anchor: int, kind: int, chances: np.ndarray, n: int) -> Setting:
        return Setting(
            r, anchor, kind, chances, n, self.places, self.gazetteer, self.rarity, self.datelines
        )

    def sizes(self, r: Reading, chances: np.ndarray, whole: np.ndarray) -> np.ndarray:
        """Chance of at least 1, 2, ... templates of each type: (types, MOST), never rising."""
        x = np.array([summary(r, chances, whole)])
        out = np.zeros((len(TYPES), MOST))
        for (k, n), models in self.counts.items():
            out[k, n - 1] = np.mean([m.predict_proba(x)[0, 1] for m in models])
        return np.minimum.accumulate(out, axis=1)

    def predict(self, r: Reading, chances: np.ndarray, whole: np.ndarray) -> list[Guess]:
        sizes = self.sizes(r, chances, whole)
        found = []
        for k, name in enumerate(TYPES):
            t = self.thresholds
            n = int((sizes[k] > [t["one"], *[t["more"]] * (MOST - 1)]).sum())
            found += [
                self.fill(name, self.setting(r, anchor, k, chances, n))
                for anchor in choose_anchors(r, chances[:, k], n)
            ]
        return found

    def fill(self, name: str, at: Setting) -> Guess:
        guess = Guess(name, anchor=at.anchor)
        for slot, ranker in self.rankers.items():
            value, chance = ranker.best(at)
            if value is not None and chance > self.thresholds[slot]:
                setattr(guess, slot, value)
        return guess


THRESHOLDS = {
    "one": 0.3, "more": 0.3, "date": 0.1, "place": 0.1, "country": 0.15, "killed": 0.25,
}  # fmt: skip
"""Least chances of a template and of a fill, chosen by cross-validation on the development set."""


def learn(
    names: list[str],
    reads: dict[str, Reading],
    keys: dict[str, list[Template]],
    gazetteer: dict[str, dict[str, float]],
    chances: Arrays,
    whole: Arrays,
) -> Coder:
    """Learn from documents whose sentence chances come from models that did not see them."""
    places: dict[str, Counter[str]] = {}
    datelines: dict[str, Counter[str]] = {}
    seen: Counter[str] = Counter()
    for n in names:
        seen.update({w for s in reads[n].sentences for w in s.replace(",", " ").split()})
        for t in keys[n]:
            for country in t.countries:
                datelines.setdefault(reads[n].dateline_place, Counter())[country] += 1
                for p in t.places:
                    places.setdefault(p, Counter())[country] += 1
    rarity = {w: math.log(c / len(names)) for w, c in seen.items() if c > 1}
    coder = Coder({}, {}, places, datelines, rarity, gazetteer, THRESHOLDS)
    x = np.array([summary(reads[n], chances[n], whole[n]) for n in names])
    y = np.array([targets(keys[n]) for n in names])
    for k in range(len(TYPES)):
        for n in range(1, MOST + 1):
            if (y[:, k] >= n).sum() >= 8:
                model = lgb.LGBMClassifier(**(TREES | {"n_estimators": 80, "num_leaves": 6}))
                coder.counts[k, n] = model.fit(x, y[:, k] >= n), _plain(x, y[:, k] >= n)
    cases = [c for n in names for c in _cases(coder, reads[n], keys[n], chances[n])]
    for slot in ("date", "place", "country", "killed"):
        coder.rankers[slot] = Ranker(slot).fit(cases)
    return coder


def _logits(x: np.ndarray) -> np.ndarray:
    """Chances as log odds; other figures compressed."""
    inside = (x > 0) & (x < 1)
    odds = np.clip(x, 1e-4, 1 - 1e-4)
    return np.where(inside, np.log(odds / (1 - odds)), np.sign(x) * np.log1p(np.abs(x)))


def _plain(x: np.ndarray, y: np.ndarray) -> Any:
    """A logistic regression on the log odds, to stand beside the trees."""
    return make_pipeline(
        FunctionTransformer(_logits), StandardScaler(), LogisticRegression(C=0.03, max_iter=500)
    ).fit(x, y)


def _cases(
    coder: Coder, r: Reading, key: list[Template], chances: np.ndarray
) -> list[tuple[Setting, Template]]:
    """Each template of a key with the anchor the coder would give it, and with the one quoted."""
    found = []
    sizes = targets(key)
    for k, name in enumerate(TYPES):
        mine = [t for t in key if sorted(t.types)[0] == name]
        if not mine:
            continue
        guessed = choose_anchors(r, chances[:, k], min(MOST, len(mine)))
        told = np.array([anchors(r, t) for t in mine])
        # the anchor whose words quote most of the template
        near = np.array([[row[max(0, a - 1) : a + 2].sum() for a in guessed] for row in told])
        rows, columns = linear_sum_assignment(-near)
        for i, j in zip(rows, columns, strict=True):
            at = coder.setting(r, guessed[j], k, chances, int(sizes[k]))
            found.append((_without(at, mine[i], coder), mine[i]))
            best = int(np.argmax(told[i]))
            if told[i].max() > 0 and best != guessed[j]:
                at = coder.setting(r, best, k, chances, int(sizes[k]))
                found.append((_without(at, mine[i], coder), mine[i]))
    return found


def _without(at: Setting, template: Template, coder: Coder) -> Setting:
    """The setting with the template's own names taken out of the tables learnt from keys."""
    places = dict(coder.places)
    for p in template.places:
        places[p] = places.get(p, Counter()) - Counter(dict.fromkeys(template.countries, 1))
    datelines = dict(coder.datelines)
    line = at.reading.dateline_place
    datelines[line] = datelines.get(line, Counter()) - Counter(dict.fromkeys(template.countries, 1))
    return Setting(
        at.reading, at.anchor, at.kind, at.chances, at.several, places, at.gazetteer, at.rarity,
        datelines,
    )  # fmt: skip
