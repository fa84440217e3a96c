"""MUC-4: documents to templates, learnt from the chances of sentences and from keys."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import lightgbm as lgb
import numpy as np
from muc4_coder import TREES, TYPES, anchors, choose_anchors, summary, targets
from muc4_keys import Guess, Template
from muc4_places import Scores, Tables
from muc4_reading import Reading
from muc4_slots import Ranker, Setting
from scipy.optimize import linear_sum_assignment
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer, StandardScaler

MOST = 4
"""Templates of one type in a document, at most."""
TOTAL = 6
"""Templates of all types in a document, at most."""
INNER = 8
"""Parts of the training documents; each is read with tables made of the others."""


@dataclass(frozen=True)
class Seen:
    """What the models of the first step, learnt from other documents, tell of a document."""

    chances: np.ndarray  # (sentences, types)
    whole: np.ndarray
    context: Scores


@dataclass
class Coder:
    """All that is learnt after step 1."""

    counts: dict[tuple[int, int], tuple[Any, ...]]
    rankers: dict[str, Ranker]
    tables: Tables
    gazetteer: dict[str, dict[str, float]]

    def sizes(self, r: Reading, seen: Seen) -> np.ndarray:
        """Chance of at least 1, 2, ... templates of each type, and in the last row of any type.

        Returns an array (types + 1, TOTAL), no row rising.
        """
        x = np.array([summary(r, seen.chances, seen.whole)])
        out = np.zeros((len(TYPES) + 1, TOTAL))
        for (k, n), models in self.counts.items():
            out[k, n - 1] = np.mean([m.predict_proba(x)[0, 1] for m in models])
        return np.minimum.accumulate(out, axis=1)

    def predict(self, r: Reading, seen: Seen) -> list[Guess]:
        """Templates, the likeliest type first, while a template is likely enough.

        How likely the next one is: the mean of the chance of one more of its type and of one more
        of any type. A fill is given where its chance times that of the template is high enough.
        """
        sizes = self.sizes(r, seen)
        ranked = sorted(
            ((float(sizes[k, j]), k, j) for k in range(len(TYPES)) for j in range(MOST)),
            key=lambda s: -s[0],
        )
        chosen = []
        for m, (one, k, _) in enumerate(ranked[:TOTAL]):
            any_type = float(sizes[-1, m])
            if (one + any_type) / 2 < THRESHOLDS["template"]:
                break
            chosen.append((k, max(one, (one + any_type) / 2)))
        found = []
        for k, name in enumerate(TYPES):
            mine = [chance for kind, chance in chosen if kind == k]
            taken: set[int] = set()
            for n, chance in enumerate(mine, 1):
                new = set(choose_anchors(r, seen.chances[:, k], n)) - taken
                if not new:
                    break
                taken |= new
                at = setting(self, r, (min(new), k, len(mine)), seen)
                found.append(self.fill(name, at, chance))
        return found

    def fill(self, name: str, at: Setting, likely: float) -> Guess:
        guess = Guess(name, anchor=at.anchor, score=likely)
        for slot, ranker in self.rankers.items():
            value, chance = ranker.best(at)
            if value is not None and likely * chance > THRESHOLDS[slot]:
                setattr(guess, slot, value)
        return guess


THRESHOLDS = {
    "template": 0.35, "date": 0.2, "place": 0.16, "country": 0.1, "killed": 0.2,
}  # fmt: skip
"""Least chances of a template and of a fill, chosen by cross-validation on the development set."""


def setting(coder: Coder, r: Reading, where: tuple[int, int, int], seen: Seen) -> Setting:
    """What candidates are seen from; ``where``: anchor, type, templates of that type."""
    anchor, kind, several = where
    return Setting(
        r, anchor, kind, seen.chances, seen.context, several, coder.tables, coder.gazetteer
    )


def learn(
    names: list[str],
    reads: dict[str, Reading],
    keys: dict[str, list[Template]],
    gazetteer: dict[str, dict[str, float]],
    seen: dict[str, Seen],
) -> Coder:
    """Learn from documents; what was seen in each comes from models that did not see its key."""
    coder = Coder({}, {}, Tables.of({n: reads[n] for n in names}, keys), gazetteer)
    x = np.array([summary(reads[n], seen[n].chances, seen[n].whole) for n in names])
    of_type = np.array([targets(keys[n]) for n in names])
    y = np.column_stack([of_type, of_type.sum(1)])
    for k in range(len(TYPES) + 1):
        for n in range(1, (MOST if k < len(TYPES) else TOTAL) + 1):
            if (y[:, k] >= n).sum() >= 8:
                model = lgb.LGBMClassifier(**(TREES | {"n_estimators": 80, "num_leaves": 6}))
                coder.counts[k, n] = model.fit(x, y[:, k] >= n), _plain(x, y[:, k] >= n)
    cases = []
    for part in range(INNER):
        others = {n: reads[n] for i, n in enumerate(names) if i % INNER != part}
        apart = Coder({}, {}, Tables.of(others, keys), gazetteer)
        for name in names[part::INNER]:
            cases += _cases(apart, reads[name], keys[name], seen[name])
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
    coder: Coder, r: Reading, key: list[Template], seen: Seen
) -> list[tuple[Setting, Template]]:
    """Each template of a key with the anchor the coder would give it, and with the one quoted."""
    found = []
    sizes = targets(key)
    for k, name in enumerate(TYPES):
        mine = [t for t in key if sorted(t.types)[0] == name]
        if not mine:
            continue
        guessed = choose_anchors(r, seen.chances[:, k], min(MOST, len(mine)))
        told = np.array([anchors(r, t) for t in mine])
        # the anchor whose words quote most of the template
        near = np.array([[row[max(0, a - 1) : a + 2].sum() for a in guessed] for row in told])
        rows, columns = linear_sum_assignment(-near)
        for i, j in zip(rows, columns, strict=True):
            at = setting(coder, r, (guessed[j], k, int(sizes[k])), seen)
            found.append((at, mine[i]))
            best = int(np.argmax(told[i]))
            if told[i].max() > 0 and best != guessed[j]:
                at = setting(coder, r, (best, k, int(sizes[k])), seen)
                found.append((at, mine[i]))
    return found
