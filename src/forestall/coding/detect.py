"""Which sentences and articles report violence, and which kind.

A cascade (Viola & Jones 2001): a linear model reads every sentence, and a small tuned encoder,
where a set of labels has one, only those it is unsure of. Probabilities of a sentence are
calibrated by a logistic regression on scores of texts that the model below had not seen (Platt
1999). An article's probability is that of its likeliest sentence, calibrated once more.
``weights/MODEL_CARD.md`` says what it learnt from.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray

from forestall.coding.features import features, pieces
from forestall.coding.linear import Dense, Linear, matrix, surroundings
from forestall.errors import BadInput

if TYPE_CHECKING:
    from forestall.coding.encoder import Encoder

Floats = NDArray[np.float32]
Set = Literal["forestall", "india-police"]

LABELS = ("violence", "killing", "threat", "arrest", "failure to act", "force used")
"""What ``labels="forestall"`` tells. Who fought whom (state-based, non-state, one-sided) and who
fled is read by other modules from actors and counts: no corpus at hand has those labels."""
INDIA_LABELS = ("KILL", "ARREST", "FAIL", "FORCE", "ANY_ACTION")
"""Police killed, arrested, failed to act, used force, took any action (Halterman et al. 2021)."""
SETS: dict[Set, tuple[str, ...]] = {"forestall": LABELS, "india-police": INDIA_LABELS}
TOGETHER = 256  # articles scored at a time
WEIGHTS = Path(__file__).parent / "weights"


@dataclass(frozen=True, slots=True)
class Detection:
    """How likely an article, and each of its sentences, reports each kind of thing.

    ``labels`` maps each label to a probability from 0 to 1; ``sentences`` is float32, shape
    (sentences of :func:`forestall.coding.sentences.sentences`, labels), columns in that order.
    """

    labels: dict[str, float]
    sentences: Floats


@dataclass(frozen=True, slots=True)
class Cascade:
    """The models of one set of labels.

    ``wide``: the second model reads what stands around a piece, not its own scores alone.
    ``third``: reads what the encoder says too; none where the encoder is never asked.
    ``gate``: how unsure the second must be of a piece for the encoder to be asked.
    ``article``: slope and shift of an article's log odds, float32 (2, labels).
    ``thresholds``: the probability from which an article counts as having the label, (labels,).
    """

    rarity: Floats
    linear: Linear
    second: Dense
    third: Dense | None
    wide: bool
    gate: float
    rates: Floats
    article: Floats
    thresholds: Floats

    def odds(self, told: list[str], texts: NDArray[np.int64], encoder: Encoder | None) -> Floats:
        """Calibrated log odds (pieces, labels); ``texts`` says to which text a piece belongs."""
        scores = self.linear.scores(matrix(features(told), self.rarity), texts)
        inputs = scores
        if self.wide:
            words = np.array([piece.count(" ") + 1 for piece in told], dtype=np.int64)
            inputs = surroundings(scores, texts, words)
        odds = self.second.scores(inputs)
        if encoder is not None and self.third is not None:
            asked = np.flatnonzero(unsure(odds, self.rates) >= self.gate)
            if len(asked):
                seen = encoder.read(told, texts, asked)
                odds[asked] = self.third.scores(np.hstack([inputs[asked], seen]))
        return odds


def unsure(odds: Floats, rates: Floats) -> Floats:
    """How unsure a model is of each piece, 0 to 1: the largest of p(1 - p), rare labels first.

    ``rates`` are the shares of pieces with each label; doubt about a rare one counts for more.
    """
    doubt = 4 * chance(odds) * (1 - chance(odds))
    weight = np.power(rates / rates.max(), -0.25)
    return np.asarray((doubt * weight / weight.max()).max(axis=1), dtype=np.float32)


def chance(odds: Floats) -> Floats:
    """Probabilities of log odds."""
    return np.asarray(1 / (1 + np.exp(-np.clip(odds, -30, 30))), dtype=np.float32)


class Detector:
    """Tells which articles report violence; the same article gets the same answer in any company.

    ``thresholds`` of a set are those with the best F1 over the documents it was trained on.
    """

    def __init__(
        self, cascades: dict[Set, Cascade], encoder: Encoder | None = None, together: int = TOGETHER
    ) -> None:
        self._cascades = cascades
        self._encoder = encoder
        self._together = together

    @classmethod
    @cache
    def packaged(cls, threads: int = 1) -> Detector:
        """The detector that comes with forestall; ``threads`` is how many the encoder may use.

        Raises
        ------
        UnreadableFile : the weights are missing or of another version.
        """
        from forestall.coding.encoder import Encoder
        from forestall.coding.weights_file import read

        return cls(read(WEIGHTS / "detector.npz"), Encoder(WEIGHTS, threads))

    def thresholds(self, labels: Set = "forestall") -> dict[str, float]:
        """The probability from which an article counts as having each label."""
        names = self._names(labels)
        return dict(zip(names, map(float, self._cascades[labels].thresholds), strict=True))

    def articles(self, texts: Sequence[str], labels: Set = "forestall") -> list[Detection]:
        """Probabilities for each text, in order; an empty text has 0 for every label.

        Raises
        ------
        BadInput : no such set of labels.

        >>> detector = Detector.packaged()
        >>> [found] = detector.articles(["Police opened fire on the crowd and killed two men."])
        >>> found.labels["violence"] > 0.5, found.sentences.shape
        (True, (1, 6))
        """
        self._names(labels)
        found: list[Detection] = []
        for start in range(0, len(texts), self._together):
            found += self._some(texts[start : start + self._together], labels)
        return found

    def _some(self, texts: Sequence[str], labels: Set) -> list[Detection]:
        split = [pieces(text) for text in texts]
        told = [piece for pieces_of, _ in split for piece in pieces_of]
        count = np.array([len(pieces_of) for pieces_of, _ in split], dtype=np.int64)
        owner = np.repeat(np.arange(len(texts)), count)
        cascade = self._cascades[labels]
        odds = cascade.odds(told, owner, self._encoder) if told else np.zeros((0, 1), np.float32)
        ends = np.cumsum(count)
        return [
            _detection(odds[end - size : end], sentence_of, cascade, SETS[labels])
            for (_, sentence_of), end, size in zip(split, ends, count, strict=True)
        ]

    def _names(self, labels: Set) -> tuple[str, ...]:
        if labels not in self._cascades:
            raise BadInput(
                "No such set of labels",
                expected=" or ".join(sorted(self._cascades)),
                came=repr(labels),
                remedy="give one of these as labels",
            )
        return SETS[labels]


def _detection(
    odds: Floats, sentence_of: list[int], cascade: Cascade, names: tuple[str, ...]
) -> Detection:
    if not len(odds):
        return Detection(dict.fromkeys(names, 0.0), np.zeros((0, len(names)), np.float32))
    by_sentence = np.full((sentence_of[-1] + 1, len(names)), -np.inf, dtype=np.float32)
    np.maximum.at(by_sentence, sentence_of, odds)
    slope, shift = cascade.article
    article = chance(slope * odds.max(axis=0) + shift)
    return Detection(dict(zip(names, map(float, article), strict=True)), chance(by_sentence))


__all__ = ["INDIA_LABELS", "LABELS", "Cascade", "Detection", "Detector"]
