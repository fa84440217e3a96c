"""What the tuned encoder adds to a linear model of words, on sentences none of them has seen.

    python benchmarks/encoder_scores.py --out FOLDER

Reads ``oof_logits.npz`` and ``frozen_embeddings.npy`` of ``train_encoder.py`` in ``FOLDER``.
Compares four ways to score a sentence: words alone (TF-IDF of the sentence and its neighbours),
words with the untuned embeddings, the tuned encoder, and words with the tuned encoder (logits
summed). Sentences the encoder did not read come after those it did, as the words rank them. F1 is
at thresholds chosen on the other folds. Intervals: 90 %, from documents drawn again 200 times.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import numpy as np
import police_sentences as corpus_of
from police_sentences import FOLDS, LABELS, Corpus, Flags, Floats, Ints
from train_encoder import behind, chosen

from forestall.compute import stream

DRAWS = 200
WAYS = ("words", "words + frozen", "tuned", "words + tuned")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--shared", type=Path, default=corpus_of.SHARED)
    options = parser.parse_args()
    corpus = corpus_of.read(options.shared)
    features = corpus_of.words(corpus)
    logit = np.load(options.out / "oof_logits.npz")["logits"]
    done = np.array([not np.isnan(logit[corpus.fold == k]).all() for k in range(FOLDS)])
    at = np.flatnonzero(done[corpus.fold])
    linear = np.stack([corpus_of.out_of_fold(features, y, corpus.fold) for y in corpus.labels.T], 1)
    frozen = untuned(corpus, features, np.load(options.out / "frozen_embeddings.npy"), logit)
    scored = {
        "words": linear,
        "words + frozen": behind(linear + frozen, linear),
        "tuned": behind(logit, linear),
        "words + tuned": behind(linear + logit, linear),
    }
    told = {"folds": np.flatnonzero(done).tolist(), "sentences": len(at)}
    for level in ("sentence", "document"):
        told[level] = judge(corpus, scored, at, level)
    print(json.dumps(told, indent=1))


def untuned(corpus: Corpus, features: Any, embedding: Floats, logit: Floats) -> Floats:
    """Logits by logistic regression on untuned embeddings of a sentence and its neighbours.

    Fitted on the kind of rows the encoder is trained on; reckoned where the encoder has read.
    """
    from sklearn.linear_model import LogisticRegression

    unit = embedding / np.linalg.norm(embedding, axis=1, keepdims=True)
    inputs = np.concatenate(
        [unit, 0.5 * beside(corpus, unit, -1), 0.5 * beside(corpus, unit, 1)], 1
    )
    positive = corpus.labels.any(1)
    gate = corpus_of.out_of_fold(features, positive, corpus.fold)
    found = np.full_like(logit, np.nan)
    for k in range(FOLDS):
        read = np.flatnonzero((corpus.fold == k) & ~np.isnan(logit[:, 0]))
        if not len(read):
            continue
        rows = chosen(gate, positive, corpus.fold != k, stream(1, "easy", f"fold {k}"))
        for label in range(len(LABELS)):
            model = LogisticRegression(C=3.0, max_iter=300)
            model.fit(inputs[rows], corpus.labels[rows, label])
            found[read, label] = model.decision_function(inputs[read])
    return found


def beside(corpus: Corpus, values: Floats, step: int) -> Floats:
    """Rows of the sentence ``step`` places on in the document, zeros where there is none."""
    at = np.arange(len(values)) + step
    inside = (at >= 0) & (at < len(values))
    inside[inside] &= corpus.document[at[inside]] == corpus.document[inside]
    found = np.zeros_like(values)
    found[inside] = values[at[inside]]
    return found


def judge(corpus: Corpus, scored: dict[str, Floats], at: Ints, level: str) -> dict[str, Any]:
    """Average precision and F1 by way and label, with intervals, and what tuning adds."""
    documents, which = np.unique(corpus.document[at], return_inverse=True)
    fold, labels = corpus.fold[at], corpus.labels[at]
    scores = {way: scored[way][at] for way in WAYS}
    if level == "document":  # a document's score is that of its best sentence
        scores = {way: best(one, which, len(documents)) for way, one in scores.items()}
        labels = best(labels.astype(np.float32), which, len(documents)) > 0
        fold = best(fold[:, None].astype(np.float32), which, len(documents))[:, 0].astype(np.int64)
        which = np.arange(len(documents))
    decided = {way: scores[way] >= thresholds(scores[way], labels, fold) for way in WAYS}
    rows = [np.flatnonzero(which == d) for d in range(len(documents))]
    rng = stream(1, "encoder scores", level)
    draws = [
        np.concatenate([rows[d] for d in rng.integers(len(rows), size=len(rows))])
        for _ in range(DRAWS)
    ]
    found: dict[str, Any] = {}
    drawn = {}
    for way in WAYS:
        drawn[way] = np.array([measure(scores[way][d], decided[way][d], labels[d]) for d in draws])
        point = measure(scores[way], decided[way], labels)
        found[way] = named(point, drawn[way])
        found[way]["AP by fold"] = {
            int(k): measure(scores[way][fold == k], decided[way][fold == k], labels[fold == k])[0]
            .round(3)
            .tolist()
            for k in np.unique(fold)
        }
    gain = drawn["words + tuned"] - drawn["words"]
    point = measure(scores["words + tuned"], decided["words + tuned"], labels) - measure(
        scores["words"], decided["words"], labels
    )
    found["words + tuned less words"] = named(point, gain)
    return found


def best(values: Floats, which: Ints, n: int) -> Floats:
    """Largest value of each document."""
    found = np.full((n, values.shape[1]), -np.inf, np.float32)
    np.maximum.at(found, which, values)
    return found


def thresholds(scores: Floats, labels: Flags, fold: Ints) -> Floats:
    """The threshold of each row and label: best F1 on the other folds."""
    from sklearn.metrics import precision_recall_curve

    found = np.zeros_like(scores)
    for k in np.unique(fold):
        others = fold != k
        for at in range(scores.shape[1]):
            exact, complete, cuts = precision_recall_curve(labels[others, at], scores[others, at])
            f1 = 2 * exact * complete / np.maximum(exact + complete, 1e-9)
            found[fold == k, at] = cuts[np.argmax(f1[:-1])]
    return found


def measure(scores: Floats, decided: Flags, labels: Flags) -> Floats:
    """Average precision and F1 (2, labels + 1), the mean over labels last."""
    from sklearn.metrics import average_precision_score

    precision = [
        average_precision_score(labels[:, i], scores[:, i]) if labels[:, i].any() else np.nan
        for i in range(len(LABELS))
    ]
    hits = (decided & labels).sum(0)
    f1 = 2 * hits / np.maximum(decided.sum(0) + labels.sum(0), 1)
    found = np.array([precision, f1])
    return np.concatenate([found, np.nanmean(found, axis=1, keepdims=True)], 1).astype(np.float32)


def named(point: Floats, drawn: Floats) -> dict[str, Any]:
    low, high = np.nanquantile(drawn, [0.05, 0.95], axis=0)
    return {
        kind: {
            label: [round(float(x[row, at]), 3) for x in (point, low, high)]
            for at, label in enumerate((*LABELS, "macro"))
        }
        for row, kind in enumerate(("AP", "F1"))
    }


if __name__ == "__main__":
    main()
