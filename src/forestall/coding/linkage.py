"""How likely two reports tell of one incident: probabilistic record linkage.

Each comparison (place, time, actors, kind, toll, text) falls into a level; each level has a weight,
the log of how much oftener it is met in two reports of one incident than of two (Fellegi & Sunter
1969, "A theory for record linkage"). An agreement on a name that much of the archive shares is
worth less (Winkler 2000, "Frequency-based matching in Fellegi-Sunter model of record linkage").
Levels and weights stand in ``linkage.toml``. They are set by judgment, except for the text, so the
probability orders pairs for review and is not calibrated.
"""

from __future__ import annotations

import math
import tomllib
from array import array
from collections import Counter
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import numpy as np

from forestall.coding.blocks import candidates
from forestall.coding.linkage_levels import (
    actors_level,
    place_level,
    plain_levels,
    time_level,
)
from forestall.coding.linkage_text import TextModel, Texts
from forestall.coding.sketch import sketch

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from forestall.coding.report import Report
ROUNDS = 30
"""Steps in which the odds before a look are settled."""
COMPARISONS = ("place", "time", "actors", "roles", "kind", "sub_kind", "toll")


@dataclass(frozen=True, slots=True)
class Weights:
    """``linkage.toml``: weights by comparison and level, and what else is set there."""

    levels: Mapping[str, Mapping[str, float]]
    limits: Mapping[str, float]
    text: Mapping[str, float]
    prior: float
    prior_most: float
    pseudo_pairs: float
    join: float
    kept: float
    pseudo_reports: float

    @classmethod
    def packaged(cls) -> Weights:
        """As packaged."""
        return _packaged()


@cache
def _packaged() -> Weights:
    file = files("forestall.coding") / "linkage.toml"
    told: dict[str, Any] = tomllib.loads(file.read_text(encoding="utf-8"))
    return Weights(
        levels={each: told[each] for each in COMPARISONS},
        limits=told["limits"],
        text=told["text"],
        prior=told["prior"],
        prior_most=told["prior_most"],
        pseudo_pairs=told["pseudo_pairs"],
        join=told["join"],
        kept=told["kept"],
        pseudo_reports=told["pseudo_reports"],
    )


class Linkage:
    """Reports made ready to be weighed in pairs."""

    def __init__(self, reports: Sequence[Report], weights: Weights | None = None) -> None:
        self.weights = weights or Weights.packaged()
        self._articles = [frozenset((each.doc_id, *each.copies)) for each in reports]
        self._sketches = [sketch(each) for each in reports]
        self._model = TextModel.packaged()
        self._held = Counter(
            name
            for each in self._sketches
            for name in {*each.names, each.spot.village, each.spot.district}
        )

    def weighed(self) -> dict[tuple[int, int], float]:
        """Probability by pair of places in ``reports``; pairs less likely than ``kept`` left out.

        Pairs that share no block, and pairs of one article, are not weighed at all. The odds that
        two reports of a block tell of one incident, before they are looked at, are taken from the
        archive: a handful of articles about a few incidents is not a national archive.
        """
        one, other, odds, looked_at = self._plausible()
        odds = odds + self._texts(one, other)
        odds = odds + self._prior(odds, looked_at)
        probability = np.round(1 / (1 + np.exp(-odds)), 6)
        kept = probability >= self.weights.kept
        pairs = zip(one[kept].tolist(), other[kept].tolist(), strict=True)
        return dict(zip(pairs, probability[kept].tolist(), strict=True))

    def _texts(self, one: NDArray[np.int64], other: NDArray[np.int64]) -> NDArray[np.float64]:
        """What the texts say for one incident, or against it."""
        told = np.array([bool(each.text) for each in self._sketches], dtype=bool)
        texts = Texts([each.text for each in self._sketches], self._model.background, (one, other))
        text = self.weights.text
        worth = text["scale"] * self._model.evidence(texts.likeness(one, other))
        worth = np.clip(worth, text["lowest"], text["highest"])
        return np.where(told[one] & told[other], worth, 0.0)

    def _prior(self, odds: NDArray[np.float64], looked_at: int) -> float:
        """Log odds of one incident before a pair is looked at: expectation-maximisation.

        Between the weights ``prior`` and ``prior_most``; ``pseudo_pairs`` hold it near the first
        (Winkler 1988, "Using the EM algorithm for weight computation in the Fellegi-Sunter model").
        The most is lower by the log of the other incidents a report is weighed against: in a crowd
        of them two will be alike by chance.
        """
        least, pseudo = self.weights.prior, self.weights.pseudo_pairs
        prior = least
        for _ in range(ROUNDS):
            expected = float((1 / (1 + np.exp(-(odds + prior)))).sum())
            share = (expected + pseudo / (1 + math.exp(-least))) / (looked_at + pseudo)
            others = (looked_at - expected) / max(len(self._sketches), 1)
            most = max(least, self.weights.prior_most - math.log(max(1.0, others)))
            prior = min(max(math.log(share / (1 - share)), least), most)
        return round(prior, 6)

    def _plausible(self) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64], int]:
        """Pairs that the text could still make likely enough, their weights, and all looked at."""
        ones, others, odds = array("q"), array("q"), array("d")
        least = math.log(self.weights.kept / (1 - self.weights.kept))
        least -= self.weights.text["highest"] + self.weights.prior_most
        looked_at = 0
        for one, other in candidates(self._sketches):
            if self._articles[one] & self._articles[other]:
                continue
            looked_at += 1
            weight = sum(each for _, each in self.facts(one, other))
            if weight >= least:
                ones.append(one)
                others.append(other)
                odds.append(weight)
        return (
            np.array(ones, dtype=np.int64),
            np.array(others, dtype=np.int64),
            np.array(odds, dtype=np.float64),
            looked_at,
        )

    def facts(self, one: int, other: int) -> tuple[tuple[str, float], ...]:
        """Levels of everything but the text, each with its weight, for two places in reports."""
        first, second = self._sketches[one], self._sketches[other]
        levels, limits = self.weights.levels, self.weights.limits
        time = time_level(first, second, int(limits["close_days"]))
        place = place_level(first.spot, second.spot, limits)
        if place == "near" and time not in ("same_day", "overlap", "loose"):
            place = "near_other_day"
        actors, shared = actors_level(first, second)
        where = [first.spot.village or first.spot.district] if place in ("same", "within") else []
        plain = plain_levels(first, second, limits)
        return (
            (time, levels["time"][time]),
            (place, self._rare(levels["place"][place], where)),
            (actors, self._rare(levels["actors"][actors], shared)),
            *((f"{each} {level}", levels[each][level]) for each, level in plain),
        )

    def _rare(self, weight: float, names: Iterable[str]) -> float:
        """A weight, at most the log of one over the share of reports that have the name."""
        if weight <= 0:
            return weight
        count = len(self._sketches) + self.weights.pseudo_reports
        held = [self._held[each] for each in names if each]
        return min(weight, math.log(count / (min(held) + 1))) if held else weight
