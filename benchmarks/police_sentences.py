"""Sentences on police in Gujarat, 2002 (Halterman, Keith, Sarwar & O'Connor 2021), to learn from.

Reads ``../shared/text/india_police_events``: mends the spelling, cuts the documents into five
fixed folds, and ranks sentences with a linear model of words. Used by ``train_encoder.py``.
"""

from __future__ import annotations

import gzip
import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

SHARED = Path(__file__).resolve().parents[2] / "shared"
SENTENCES = "text/india_police_events/sents.jsonl.gz"
LABELS = ("KILL", "ARREST", "FAIL", "FORCE", "ANY_ACTION")
FOLDS = 5
FOLD_SEED = 20261122

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

_PLAIN = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"', "–": "-", "—": "-", "•": " "})
# UTF-8 read as Windows-1252; the corpus' own cutter split some of these signs between sentences.
_BROKEN = (
    (re.compile("^[™œ˜]"), ""),
    (re.compile("â€(?:[™˜š]|$)"), "'"),
    (re.compile("â€[“”]"), "-"),
    (re.compile("â€¢"), " "),
    (re.compile("â€"), '"'),
    (re.compile("[Ââ�œ\x80-\x9f]"), ""),
)


@dataclass(frozen=True, slots=True)
class Corpus:
    """Sentences in the order of the file; all arrays have one row per sentence."""

    texts: list[str]
    document: Ints
    sentence: Ints
    labels: Flags  # (n, 5), columns as LABELS
    fold: Ints

    def neighbour(self, step: int) -> list[str]:
        """The sentence ``step`` places on in the same document, "" where there is none."""
        n = len(self.texts)
        same = [
            0 <= i + step < n and bool(self.document[i + step] == self.document[i])
            for i in range(n)
        ]
        return [self.texts[i + step] if one else "" for i, one in enumerate(same)]


def mend(text: str) -> str:
    """``text`` with broken signs mended, quotes and dashes plain, white space single.

    >>> mend("â€˜bhoomi  pujaâ€™ at ayodhya’s")
    "'bhoomi puja' at ayodhya's"
    """
    for broken, whole in _BROKEN:
        text = broken.sub(whole, text)
    return " ".join(text.translate(_PLAIN).split())


def read(shared: Path = SHARED) -> Corpus:
    """All sentences, mended, with their labels and the fold of their document."""
    with gzip.open(shared / SENTENCES, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    document = np.array([row["doc_id"] for row in rows], np.int64)
    return Corpus(
        texts=[mend(row["sent_text"]) for row in rows],
        document=document,
        sentence=np.array([row["sent_id"] for row in rows], np.int64),
        labels=np.array([[label in row["sent_labels"] for label in LABELS] for row in rows]),
        fold=folds(document),
    )


def folds(document: Ints) -> Ints:
    """Fold (0 to 4) of each row: place of its document in a fixed shuffle, modulo five."""
    ids, which = np.unique(document, return_inverse=True)
    place = np.empty(len(ids), np.int64)
    place[np.random.default_rng(FOLD_SEED).permutation(len(ids))] = np.arange(len(ids)) % FOLDS
    return place[which]


def words(corpus: Corpus) -> Any:
    """TF-IDF (sparse) of the sentence's words and pairs, and apart those of its neighbours.

    Inverse document frequencies are of all sentences: they see no label.
    """
    from scipy.sparse import hstack
    from sklearn.feature_extraction.text import TfidfVectorizer

    before, after = corpus.neighbour(-1), corpus.neighbour(1)
    around = [f"{b} {a}" for b, a in zip(before, after, strict=True)]
    made = [
        TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True).fit_transform(texts)
        for texts in (corpus.texts, around)
    ]
    return hstack([made[0], 0.5 * made[1]]).tocsr()


def linear(features: Any, target: Flags, train: Flags, strength: float = 10.0) -> Floats:
    """Logits of every row by a logistic regression fitted on the rows of ``train``."""
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(C=strength, max_iter=1000, solver="liblinear", random_state=0)
    model.fit(features[train], target[train])
    return np.asarray(model.decision_function(features), np.float32)


def out_of_fold(features: Any, target: Flags, fold: Ints, without: int | None = None) -> Floats:
    """Logit of each row by a model of the other folds; fold ``without`` is used by none."""
    found = np.full(len(target), np.nan, np.float32)
    used = [k for k in range(FOLDS) if k != without]
    for k in used:
        scores = linear(features, target, (fold != k) & np.isin(fold, used))
        found[fold == k] = scores[fold == k]
    return found
