"""MUC-4: what is learnt from keys. Which sentence tells an incident, how many, and their slots.

Three steps. (1) A logistic regression on words of a sentence, its neighbours and its document
tells how likely the sentence tells an incident of each type; a sentence of a training document
does where it holds words that a template of its key quotes. (2) A logistic regression on the
document tells how many templates of each type it has; the sentences that tell it best become
their anchors. (3) For each slot, boosted trees rank the candidates of the document by where they
stand from the anchor (``muc4_slots``, ``muc4_places``).
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

import numpy as np
import polars as pl
from muc4_keys import Template, same_place
from muc4_reading import Reading
from scipy import sparse
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

TYPES = ("ATTACK", "BOMBING", "KIDNAPPING", "ARSON", "ROBBERY")
ISO3 = {
    "SLV": "EL SALVADOR", "COL": "COLOMBIA", "PER": "PERU", "GTM": "GUATEMALA", "HND": "HONDURAS",
    "CHL": "CHILE", "BOL": "BOLIVIA", "ECU": "ECUADOR", "ARG": "ARGENTINA", "PAN": "PANAMA",
    "NIC": "NICARAGUA", "VEN": "VENEZUELA",
}  # fmt: skip
CAPITALS = (
    "SAN SALVADOR", "BOGOTA", "LIMA", "GUATEMALA CITY", "TEGUCIGALPA", "SANTIAGO", "LA PAZ",
    "QUITO", "BUENOS AIRES", "PANAMA CITY", "MANAGUA",
)  # fmt: skip
TREES: dict[str, Any] = {
    "n_estimators": 120, "learning_rate": 0.06, "num_leaves": 12, "min_child_samples": 12,
    "subsample": 0.8, "subsample_freq": 1, "colsample_bytree": 0.8, "reg_lambda": 2.0,
    "random_state": 1, "n_jobs": 1, "verbose": -1,
}  # fmt: skip
Reads = dict[str, Reading]
Keys = dict[str, list[Template]]


def gazetteer() -> dict[str, dict[str, float]]:
    """Names in capitals to the countries they lie in, with the log population there."""
    folder = files("forestall.coding") / "gazetteer"
    places = pl.read_parquet(str(folder / "places.parquet")).with_row_index("row")
    names = pl.read_parquet(str(folder / "names.parquet"))
    rows = (
        names.join(places.select("row", "iso3", "population", "kind"), on="row")
        .filter(pl.col("iso3").is_in(list(ISO3)) & (pl.col("name").str.len_chars() > 3))
        .filter(pl.col("main") | (pl.col("population") > 20000))
    )
    table: dict[str, dict[str, float]] = {}
    for name, iso3, people in rows.select("name", "iso3", "population").iter_rows():
        of = table.setdefault(name.upper(), {})
        of[ISO3[iso3]] = max(of.get(ISO3[iso3], 0.0), float(np.log1p(people)))
    return table


def anchors(reading: Reading, template: Template) -> np.ndarray:
    """Fills of the template quoted in each sentence: how far each tells the incident."""
    told = np.zeros(len(reading.sentences))
    for fills in template.strings:
        for i, text in enumerate(reading.sentences):
            if any(f in text for f in fills):
                told[i] += 1
    for i, name, _, _ in reading.places:
        if same_place(name, template.places):
            told[i] += 0.5
    return told


@dataclass
class Spotter:
    """Step 1: the chance of each sentence to tell an incident of each type."""

    words: TfidfVectorizer
    documents: TfidfVectorizer
    models: list[LogisticRegression]

    @classmethod
    def fit(cls, reads: Reads, keys: Keys) -> Spotter:
        words = TfidfVectorizer(ngram_range=(1, 2), min_df=3, sublinear_tf=True)
        documents = TfidfVectorizer(min_df=3, sublinear_tf=True)
        words.fit([s for r in reads.values() for s in r.sentences])
        documents.fit([" ".join(r.sentences) for r in reads.values()])
        self = cls(words, documents, [])
        x = sparse.vstack([self.features(r) for r in reads.values()]).tocsr()
        y = np.vstack([sentence_labels(r, keys[n]) for n, r in reads.items()])
        for k in range(len(TYPES)):
            model = LogisticRegression(C=2.0, max_iter=200, solver="liblinear")
            self.models.append(model.fit(x, y[:, k]))
        return self

    def features(self, reading: Reading) -> sparse.csr_matrix:
        x = self.words.transform(reading.sentences)
        n = x.shape[0]
        before = sparse.vstack([sparse.csr_matrix((1, x.shape[1])), x[:-1]])
        after = sparse.vstack([x[1:], sparse.csr_matrix((1, x.shape[1]))])
        whole = self.documents.transform([" ".join(reading.sentences)])
        at = np.arange(n)[:, None]
        place = np.hstack([at == 0, at == 1, at == 2, 1 / (1 + at), at / 20])
        return sparse.hstack(
            [x, 0.4 * (before + after), sparse.vstack([0.5 * whole] * n), 0.5 * place]
        ).tocsr()

    def chances(self, reading: Reading) -> np.ndarray:
        x = self.features(reading)
        return np.column_stack([m.predict_proba(x)[:, 1] for m in self.models])


def sentence_labels(reading: Reading, key: list[Template]) -> np.ndarray:
    """1 for each sentence that tells a template of a type: at least half of what the best does."""
    y = np.zeros((len(reading.sentences), len(TYPES)), dtype=int)
    for template in key:
        told = anchors(reading, template)
        if told.max(initial=0) < 1:
            continue
        for k, name in enumerate(TYPES):
            if name in template.types:
                y[:, k] |= told >= max(1.0, 0.5 * told.max())
    return y


def targets(key: list[Template]) -> np.ndarray:
    """Templates of each type in a key."""
    count = Counter(sorted(t.types)[0] for t in key)
    return np.array([count[t] for t in TYPES])


def document_chances(train: Reads, keys: Keys, test: Reads) -> dict[str, np.ndarray]:
    """Chance of one template or more of each type, and of two or more, by words of documents."""
    words = TfidfVectorizer(ngram_range=(1, 2), min_df=3, sublinear_tf=True)
    x = words.fit_transform([" ".join(r.sentences) for r in train.values()])
    z = words.transform([" ".join(r.sentences) for r in test.values()])
    y = np.array([targets(keys[n]) for n in train])
    columns = []
    for labels in [*(y >= 1).T, (y >= 2).any(1), (y >= 1).any(1)]:
        model = LogisticRegression(C=20.0, max_iter=200, solver="liblinear").fit(x, labels)
        columns.append(model.predict_proba(z)[:, 1])
    return dict(zip(test, np.column_stack(columns), strict=True))


def summary(reading: Reading, chances: np.ndarray, whole: np.ndarray) -> list[float]:
    """What tells the number of templates: the best sentences, and how much lies in them."""
    top = -np.sort(-chances, axis=0)[:4]
    top = np.vstack([top, np.zeros((4 - len(top), chances.shape[1]))])
    telling = chances.max(1) > 0.3
    text = " ".join(reading.sentences)
    return [
        *top.ravel(), *chances.sum(0), *chances[0], *(chances > 0.3).sum(0), *whole,
        len(reading.sentences), int(telling.sum()),
        len({n for i, n, _, known in reading.places if known and telling[i]}),
        len({m.first for i, m in reading.dates if telling[i]}),
        len({c for i, c in reading.countries if telling[i]}),
        *(v for k in range(3) for v in _ages(reading, int(np.argmax(chances[:, k])))),
        sum(known for _, _, _, known in reading.places) / max(1, len(reading.places)),
        *(float(reading.dateline_place == c) for c in CAPITALS[:4]),
        len(re.findall(r"TODAY|YESTERDAY|LAST NIGHT|THIS MORNING", text)),
        len(re.findall(r"UNIDENTIFIED|TERRORIST|MURDER|ASSASSIN|DYNAMITE", text)),
        len(re.findall(r"COMBAT|CLASH|FIGHTING|OFFENSIVE|BATTALION|TROOPS", text)),
        len(re.findall(r"WILL |WOULD |SHOULD |MUST ", text)),
        len(re.findall(r"\b(?:I|WE|OUR)\b", text)) / max(1, len(text)) * 1000,
        sum(m.best or 0 for i, m in reading.killed if telling[i]), len(reading.killed),
    ]  # fmt: skip


def _ages(reading: Reading, anchor: int) -> list[float]:
    """Days from the dates told near a sentence to the dateline: fewest, most, how many dates."""
    ages = [
        (reading.dateline - m.last).days if reading.dateline else 0
        for i, m in reading.dates
        if abs(i - anchor) <= 1 and not m.dateline
    ]
    return [min(ages, default=-5), max(ages, default=-5), len(ages), anchor]


def choose_anchors(reading: Reading, chances: np.ndarray, count: int) -> list[int]:
    """The sentences that tell best, no two of one place and date unless far apart."""
    left = chances.copy()
    chosen: list[int] = []
    for _ in range(min(count, len(left))):
        best = int(np.argmax(left))
        chosen.append(best)
        for other in range(len(left)):
            gap = abs(other - best)
            left[other] *= 0.0 if gap == 0 else 0.5 if gap == 1 else 0.75 if gap == 2 else 1.0
            if gap <= 6 and not _differ(reading, best, other):
                left[other] *= 0.8
    return sorted(chosen)


def _differ(reading: Reading, a: int, b: int) -> bool:
    """Whether two sentences name places, or dates, and none in common."""
    for told in (
        [(i, n) for i, n, _, known in reading.places if known],
        [(i, str(m.first)) for i, m in reading.dates],
    ):
        of = [{n for i, n in told if i == s} for s in (a, b)]
        if all(of) and not of[0] & of[1]:
            return True
    return False
