"""How the detector's cascade is fitted: linear model, second model, third, gate.

Used by ``train_detector.py`` (on everything) and ``india_police.py`` (on the training folds only).
Each model above the first is fitted on out-of-fold scores of the ones below it, so it calibrates
them as they are on texts they have not seen. The encoder is tuned before, fold by fold, and its log
odds of each sentence come from a fold that left the sentence out.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from forestall.coding.detect import Cascade, chance, unsure
from forestall.coding.features import SIZE, Features, features
from forestall.coding.linear import NEIGHBOUR, Dense, Linear, matrix, rarity, surroundings

Floats = NDArray[np.float32]
Integers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Sample:
    """Pieces of text with labels: ``known`` is the weight of each label, 0 where nothing says.

    ``encoded``: the encoder's log odds of each piece, out of fold, (pieces, labels); nan where it
    did not read the piece. None: no encoder for these labels.
    """

    told: list[str]
    texts: Integers
    labels: NDArray[np.int64]
    known: Floats
    encoded: Floats | None = None

    def take(self, rows: Integers) -> Sample:
        """Some of its pieces: whole texts, or neighbours are lost."""
        _, texts = np.unique(self.texts[rows], return_inverse=True)
        told = [self.told[row] for row in rows]
        encoded = None if self.encoded is None else self.encoded[rows]
        return Sample(told, texts, self.labels[rows], self.known[rows], encoded)


@dataclass(frozen=True, slots=True)
class Settings:
    """What is chosen on inner folds: strength of the fit (inverse penalty) of each model."""

    linear: float = 2.0
    second: float = 0.003
    rounds: int = 35
    share: float = 0.04
    wide: bool = True


def fit_linear(sample: Sample, seen: Floats, found: Features, settings: Settings) -> Linear:
    """Weights of the first model, by L-BFGS on the penalised log loss; rare labels weigh more."""
    whole = matrix(found, seen)
    columns = np.unique(whole.indices)
    own = whole[:, columns].tocsr()
    turned = own.T.tocsr()
    labels = sample.labels.shape[1]
    joined = np.flatnonzero(sample.texts[1:] == sample.texts[:-1])
    sign, weight = _weights(sample, settings.linear, 0.5)
    cells = len(columns) * 3 * labels

    def loss(at: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        weights = at[:cells].reshape(len(columns), 3 * labels).astype(np.float32)
        parts = own @ weights
        scores = parts[:, :labels] + at[cells:].astype(np.float32)
        scores[joined + 1] += NEIGHBOUR * parts[joined, labels : 2 * labels]
        scores[joined] += NEIGHBOUR * parts[joined + 1, 2 * labels :]
        value, slope = _log_loss(scores, sign, weight)
        spread = np.zeros_like(parts)
        spread[:, :labels] = slope
        spread[joined, labels : 2 * labels] = NEIGHBOUR * slope[joined + 1]
        spread[joined + 1, 2 * labels :] = NEIGHBOUR * slope[joined]
        gradient = np.concatenate([(turned @ spread).ravel(), slope.sum(axis=0)]).astype(float)
        gradient[:cells] += at[:cells]
        return value + 0.5 * float((at[:cells] ** 2).sum()), gradient

    at = _least(loss, cells + labels, settings.rounds)
    weights = np.zeros((SIZE, 3 * labels), dtype=np.float32)
    weights[columns] = at[:cells].reshape(len(columns), -1)
    return Linear(weights, at[cells:].astype(np.float32))


def fit_dense(
    inputs: Floats,
    sample: Sample,
    strength: float,
    boost: float = 0.0,
    rounds: int = 60,
    expected: Floats | None = None,
) -> Dense:
    """Logistic regression on inputs; ``boost`` 0 keeps its probabilities calibrated.

    The penalty draws weights to ``expected`` (inputs, labels), as of inputs that are not
    standardised; to 0 where none is given.
    """
    centre, spread = inputs.mean(axis=0), np.maximum(inputs.std(axis=0), 1e-6)
    given = ((inputs - centre) / spread).astype(np.float32)
    labels = sample.labels.shape[1]
    sign, weight = _weights(sample, strength, boost)
    cells = given.shape[1] * labels
    centre_of = np.zeros(cells)
    if expected is not None:
        centre_of = (expected * spread[:, None]).astype(float).ravel()

    def loss(at: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        weights = at[:cells].reshape(-1, labels).astype(np.float32)
        scores = given @ weights + at[cells:].astype(np.float32)
        value, slope = _log_loss(scores, sign, weight)
        gradient = np.concatenate([(given.T @ slope).ravel(), slope.sum(axis=0)]).astype(float)
        away = at[:cells] - centre_of
        gradient[:cells] += away
        return value + 0.5 * float((away**2).sum()), gradient

    at = _least(loss, cells + labels, rounds)
    weights = at[:cells].reshape(-1, labels).astype(np.float32)
    return Dense(
        centre.astype(np.float32), spread.astype(np.float32), weights, at[cells:].astype(np.float32)
    )


Below = tuple[Floats, Linear]
"""Rarity of features and the linear model: what is fitted on labels alone."""
Fitted = dict[tuple[int, ...], Below]
"""Models by the folds they were fitted on, so that nested folds fit each set of folds once."""


def fit_below(sample: Sample, fold: Integers, settings: Settings, fitted: Fitted) -> Below:
    """The linear model, fitted on a sample made of these folds."""
    key = tuple(int(number) for number in np.unique(fold))
    if key not in fitted:
        found = features(sample.told)
        seen = rarity(found)
        fitted[key] = seen, fit_linear(sample, seen, found, settings)
    return fitted[key]


def fit_cascade(
    sample: Sample, fold: Integers, settings: Settings, fitted: Fitted | None = None
) -> Cascade:
    """The whole cascade; ``fold`` of each piece (whole texts together) for out-of-fold scores."""
    fitted = {} if fitted is None else fitted
    below = fit_below(sample, fold, settings, fitted)
    first = np.zeros(sample.labels.shape, dtype=np.float32)
    for left_out in np.unique(fold):
        rows, held = np.flatnonzero(fold != left_out), np.flatnonzero(fold == left_out)
        test = sample.take(held)
        seen, linear = fit_below(sample.take(rows), fold[rows], settings, fitted)
        first[held] = linear.scores(matrix(features(test.told), seen), test.texts)
    return _joined(sample, settings, below, first)


def _joined(
    sample: Sample,
    settings: Settings,
    below: Below,
    first: Floats,
) -> Cascade:
    """The models above the first, fitted on its out-of-fold scores and the encoder's."""
    inputs = first
    if settings.wide:
        words = np.array([piece.count(" ") + 1 for piece in sample.told], dtype=np.int64)
        inputs = surroundings(first, sample.texts, words)
    # what is drawn to: the first model's own score, and beside the encoder's half of each
    labels = first.shape[1]
    own = np.zeros((inputs.shape[1], labels), dtype=np.float32)
    own[:labels] = np.eye(labels)
    second = fit_dense(inputs, sample, settings.second, expected=own)
    odds = second.scores(inputs)
    told = sample.known > 0
    rates = (sample.labels * told).sum(axis=0) / np.maximum(told.sum(axis=0), 1)
    rates = rates.astype(np.float32)
    doubt = unsure(odds, rates)
    gate = float(np.quantile(doubt, 1 - settings.share)) if settings.share else 2.0
    third = None
    if sample.encoded is not None:
        both = np.vstack([0.5 * own, 0.5 * np.eye(labels, dtype=np.float32)])
        read = np.flatnonzero(np.isfinite(sample.encoded[:, 0]))
        beside = np.hstack([inputs, sample.encoded])
        third = fit_dense(beside[read], sample.take(read), settings.second, expected=both)
        asked = read[doubt[read] >= gate]
        odds[asked] = third.scores(beside[asked])
    seen, linear = below
    cascade = Cascade(
        rarity=seen,
        linear=linear,
        second=second,
        third=third,
        wide=settings.wide,
        gate=gate,
        rates=rates,
        article=np.ones((2, sample.labels.shape[1]), dtype=np.float32),
        thresholds=np.zeros(sample.labels.shape[1], dtype=np.float32),
    )
    return on_articles(cascade, odds, sample)


def on_articles(cascade: Cascade, odds: Floats, sample: Sample) -> Cascade:
    """The cascade with its calibration and thresholds for articles, from odds of their pieces."""
    labels = sample.labels.shape[1]
    article, thresholds = np.zeros((2, labels), np.float32), np.zeros(labels, np.float32)
    for label in range(labels):
        rows = np.flatnonzero(sample.known[:, label] > 0)
        high, real = highest(odds[rows, label], sample.texts[rows], sample.labels[rows, label])
        slope, shift = _platt(high, real)
        article[:, label] = slope, shift
        thresholds[label] = best_threshold(chance(slope * high + shift), real)
    return replace(cascade, article=article, thresholds=thresholds)


def highest(odds: Floats, texts: Integers, labels: Integers) -> tuple[Floats, Integers]:
    """The highest odds of each text, and whether any of its pieces has the label."""
    place = np.unique(texts, return_inverse=True)[1]
    high = np.full(place.max() + 1, -np.inf, dtype=np.float32)
    real = np.zeros(place.max() + 1, dtype=np.int64)
    np.maximum.at(high, place, odds)
    np.maximum.at(real, place, labels)
    return high, real


def best_threshold(probability: Floats, real: Integers) -> float:
    """The threshold with the best F1, half way to the next probability, smoothed over places.

    F1 over few positives is ragged: it is averaged over five neighbouring thresholds.
    """
    order = np.argsort(-probability, kind="stable")
    hits = np.cumsum(real[order])
    f1 = 2 * hits / (np.arange(1, len(order) + 1) + real.sum())
    smooth = np.convolve(np.pad(f1, 2, mode="edge"), np.ones(5) / 5, mode="valid")
    at = int(np.argmax(smooth))
    below = probability[order[at + 1]] if at + 1 < len(order) else 0.0
    return float((probability[order[at]] + below) / 2)


def _platt(high: Floats, real: Integers) -> tuple[float, float]:
    def loss(at: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        scores = (at[0] * high + at[1])[:, None].astype(np.float32)
        sign = np.where(real == 1, 1.0, -1.0)[:, None].astype(np.float32)
        value, slope = _log_loss(scores, sign, np.ones_like(scores))
        rest = 0.05 * (at[0] - 1)
        gradient = np.array([(slope[:, 0] * high).sum() + rest, slope.sum()])
        return value + 0.025 * (at[0] - 1) ** 2, gradient

    slope, shift = minimize(loss, np.array([1.0, 0.0]), jac=True, method="L-BFGS-B").x
    return max(float(slope), 0.05), float(shift)


def _weights(sample: Sample, strength: float, boost: float) -> tuple[Floats, Floats]:
    sign = np.where(sample.labels == 1, 1.0, -1.0).astype(np.float32)
    real = (sample.known * (sample.labels == 1)).sum(axis=0)
    rest = (sample.known * (sample.labels == 0)).sum(axis=0)
    heavier = (rest / np.maximum(real, 1)) ** boost
    weight = strength * sample.known * np.where(sample.labels == 1, heavier, 1.0)
    return sign, weight.astype(np.float32)


def _log_loss(scores: Floats, sign: Floats, weight: Floats) -> tuple[float, Floats]:
    margin = sign * scores
    value = float((weight * np.logaddexp(0, -margin)).sum(dtype=np.float64))
    slope = -weight * sign / (1 + np.exp(np.clip(margin, -50, 50)))
    return value, slope.astype(np.float32)


def _least(
    loss: Callable[[NDArray[np.float64]], tuple[float, NDArray[np.float64]]], size: int, rounds: int
) -> NDArray[np.float64]:
    found = minimize(
        loss,
        np.zeros(size),
        jac=True,
        method="L-BFGS-B",
        options={"maxiter": rounds, "maxcor": 6},
    )
    return np.asarray(found.x)
