"""The India Police Events corpus, and its five folds by document, the same for every benchmark."""

from __future__ import annotations

import gzip
import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

SHARED = Path(__file__).resolve().parents[2] / "shared"
LABELS = ("KILL", "ARREST", "FAIL", "FORCE", "ANY_ACTION")
SEED = 20261122
FOLDS = 5


@dataclass(frozen=True, slots=True)
class Corpus:
    """Sentences in order of document; ``document`` is a sentence's place in ``ids``."""

    ids: NDArray[np.int64]
    texts: tuple[str, ...]
    document: NDArray[np.int64]
    sentences: tuple[str, ...]
    labels: NDArray[np.int64]
    fold: NDArray[np.int64]
    """Fold of each document."""


def fold_of(count: int) -> NDArray[np.int64]:
    """Fold of each of ``count`` documents in order of their id."""
    order = np.random.default_rng(SEED).permutation(count)
    fold = np.empty(count, dtype=np.int64)
    fold[order] = np.arange(count) % FOLDS
    return fold


def read(shared: Path = SHARED) -> Corpus:
    """The corpus with every sentence's labels, shape (sentences, 5)."""
    folder = shared / "text" / "india_police_events"
    documents = {row["doc_id"]: row["doc_text"] for row in _rows(folder / "docs.jsonl.gz")}
    ids = np.array(sorted(documents))
    rows = sorted(_rows(folder / "sents.jsonl.gz"), key=lambda row: (row["doc_id"], row["sent_id"]))
    labels = np.array([[label in row["sent_labels"] for label in LABELS] for row in rows])
    return Corpus(
        ids=ids,
        texts=tuple(documents[i] for i in ids),
        document=np.searchsorted(ids, [row["doc_id"] for row in rows]),
        sentences=tuple(row["sent_text"] for row in rows),
        labels=labels.astype(np.int64),
        fold=fold_of(len(ids)),
    )


def _rows(path: Path) -> list[dict]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]
