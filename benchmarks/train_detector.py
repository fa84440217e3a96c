"""Trains the packaged detector on every corpus that may be learnt from, and writes its weights.

    python benchmarks/train_detector.py --tuned FOLDER [--out FILE]

``FOLDER`` is that of ``train_encoder.py --keep --whole``: ``encoder.onnx``, ``fold0.onnx`` to
``fold4.onnx`` and ``oof_logits.npz``. Seeded: the same corpora and encoder give the same bytes on
the same machine. Prints, as JSON, how well the house's own labels are found in texts left out of
training, by label, and on the snippets of CASE 2021, which are never trained on.
"""

from __future__ import annotations

import argparse
import csv
import json
from pathlib import Path

import india_folds
import numpy as np
import violence_corpora
from detector_training import Sample, Settings, fit_cascade
from violence_corpora import Told

from forestall.coding.detect import LABELS, WEIGHTS, Cascade, Detector, chance
from forestall.coding.features import mend
from forestall.coding.weights_file import content
from forestall.output import write_bytes

HOUSE = Settings(wide=False, share=0.0)
INDIA = Settings()
CASE_VIOLENT = {
    *("AIR_STRIKE", "ARMED_CLASH", "ART_MISS_ATTACK", "ATTACK", "CHEM_WEAP", "GRENADE"),
    *("MOB_VIOL", "REM_EXPLOS", "SEX_VIOL", "SUIC_BOMB", "VIOL_DEMONSTR", "FORCE_AGAINST_PROTEST"),
    *("GOV_REGAINS_TERIT", "NON_STATE_ACTOR_OVERTAKES_TER", "ABDUCT_DISSAP", "PROPERTY_DISTRUCT"),
}
CASE_UNCLEAR = {"GOV_REGAINS_TERIT", "NON_STATE_ACTOR_OVERTAKES_TER", "ABDUCT_DISSAP"} | {
    "PROPERTY_DISTRUCT",
    "PROTEST_WITH_INTER",
    "DISR_WEAP",
    "OTHER",
}


def eight_bits(whole: Path, small: Path) -> None:
    """A tuned encoder with its products in eight bits, each column of weights at its own scale."""
    from onnxruntime.quantization import QuantType, quantize_dynamic

    kinds = ["MatMul", "Gemm", "Gather"]
    quantize_dynamic(
        whole, small, per_channel=True, weight_type=QuantType.QInt8, op_types_to_quantize=kinds
    )


def india_sample(corpus: india_folds.Corpus, tuned: Path) -> Sample:
    """Every sentence of the India corpus with its five labels and the encoder's log odds."""
    with np.load(tuned / "oof_logits.npz") as file:
        order = np.lexsort((file["sent_id"], file["doc_id"]))
        encoded = file["logits"][order].astype(np.float32)
        if not np.array_equal(file["doc_id"][order], corpus.ids[corpus.document]):
            raise ValueError("oof_logits.npz is of other sentences")
    told = [mend(sentence) for sentence in corpus.sentences]
    known = np.ones(corpus.labels.shape, dtype=np.float32)
    return Sample(told, corpus.document, corpus.labels, known, encoded)


def house_sample(rows: list[Told]) -> tuple[Sample, np.ndarray]:
    """Every sentence for the house's labels, and its fold by text (by topic for ECB+)."""
    names = sorted({row.text for row in rows})
    fold_of_name = dict(zip(names, india_folds.fold_of(len(names)), strict=True))
    place = {name: i for i, name in enumerate(names)}
    order = sorted(range(len(rows)), key=lambda at: place[rows[at].text])
    rows = [rows[at] for at in order]
    labels = np.array([[row.known.get(label, 0) for label in LABELS] for row in rows])
    known = np.array([[row.weight * (label in row.known) for label in LABELS] for row in rows])
    told = [row.sentence for row in rows]
    texts = np.array([place[row.text] for row in rows])
    # sentences of a sampled corpus are not neighbours: each of those is a text of its own
    alone = np.array([row.corpus != "india" for row in rows])
    texts = np.where(alone, len(names) + np.arange(len(rows)), texts)
    sample = Sample(told, texts, labels, known.astype(np.float32))
    return sample, np.array([fold_of_name[row.text] for row in rows])


def average_precision(score: np.ndarray, real: np.ndarray) -> float:
    """Mean of precision at each real one, in order of score; ties at their last place."""
    order = np.argsort(-score, kind="stable")
    ordered, hits = score[order], np.cumsum(real[order])
    last = np.searchsorted(-ordered, -ordered, side="right")
    precision = hits[last - 1] / last
    return float((precision * real[order]).sum() / max(real.sum(), 1))


def house_figures(sample: Sample, fold: np.ndarray) -> dict[str, dict[str, float]]:
    """Average precision and F1 at 0.5 by label, on texts of the fold that was left out."""
    train, test = np.flatnonzero(fold != 0), np.flatnonzero(fold == 0)
    fitted = fit_cascade(sample.take(train), fold[train], HOUSE)
    held = sample.take(test)
    probability = chance(fitted.odds(held.told, held.texts, None))
    found = {}
    for at, label in enumerate(LABELS):
        rows = held.known[:, at] > 0
        real, score = held.labels[rows, at], probability[rows, at]
        hits = ((score >= 0.5) & (real == 1)).sum()
        found[label] = {
            "sentences": int(rows.sum()),
            "with the label": int(real.sum()),
            "average precision": round(average_precision(score, real), 3),
            "F1 at 0.5": round(float(2 * hits / ((score >= 0.5).sum() + real.sum())), 3),
        }
    return found


def case_figures(detector: Detector, shared: Path) -> dict[str, float]:
    """On CASE 2021's snippets: violence and arrest against their types, unclear ones left out."""
    path = shared / "text" / "case2021" / "test_set_final_release_with_labels.tsv"
    with path.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
    found = detector.articles([row["EventSnippet"] or "" for row in rows])
    kinds = np.array([row["SubType"] for row in rows])
    clear = ~np.isin(kinds, sorted(CASE_UNCLEAR))
    score = np.array([one.labels["violence"] for one in found])
    real = np.isin(kinds, sorted(CASE_VIOLENT)).astype(int)
    hits = ((score >= 0.5) & (real == 1))[clear].sum()
    arrest = np.array([one.labels["arrest"] for one in found])
    return {
        "snippets": int(clear.sum()),
        "violent": int(real[clear].sum()),
        "violence average precision": round(average_precision(score[clear], real[clear]), 3),
        "violence F1 at 0.5": round(
            float(2 * hits / ((score >= 0.5)[clear].sum() + real[clear].sum())), 3
        ),
        "arrest average precision": round(
            average_precision(arrest, (kinds == "ARREST").astype(int)), 3
        ),
    }


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--out", type=Path, default=WEIGHTS / "detector.npz")
    arguments.add_argument("--tuned", type=Path, required=True)
    given = arguments.parse_args()
    out: Path = given.out
    corpus = india_folds.read()
    eight_bits(given.tuned / "encoder.onnx", out.with_name("encoder.onnx"))
    police = india_sample(corpus, given.tuned)
    india: Cascade = fit_cascade(police, corpus.fold[corpus.document], INDIA)
    house, fold = house_sample(violence_corpora.read(india_folds.SHARED))
    own = fit_cascade(house, fold, HOUSE)
    write_bytes(out, content({"forestall": own, "india-police": india}))
    figures = {
        "bytes": out.stat().st_size,
        "left out": house_figures(house, fold),
        "CASE 2021": case_figures(Detector({"forestall": own}), india_folds.SHARED),
    }
    print(json.dumps(figures, indent=2))


if __name__ == "__main__":
    main()
