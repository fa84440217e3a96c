"""A logistic correction of a probability, drawn towards "leave it as it is", and its scores."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from forestall.compute import stream

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

EDGE = 0.005
"""Probabilities are held this far from 0 and 1, where log odds have no end."""
SPREAD = (1.0, 0.5)
"""Standard deviations of the prior of shift and stretch: about what 20 decisions would teach."""
FOLDS = 5


@dataclass(frozen=True, slots=True)
class Platt:
    """log odds of the corrected probability = shift + stretch · log odds of the given one.

    Platt (1999), "Probabilistic outputs for support vector machines", here with a normal prior
    around shift 0 and stretch 1: with few decisions little changes.
    """

    shift: float = 0.0
    stretch: float = 1.0

    def __call__(self, probability: float) -> float:
        """The corrected probability.

        >>> Platt()(0.7), round(Platt(shift=-1)(0.5), 3)
        (0.7, 0.269)
        """
        if self == Platt():
            return probability
        return float(_expit(self.shift + self.stretch * logit(np.array([probability])))[0])


def logit(probabilities: Floats) -> Floats:
    """Log odds, held within those of :data:`EDGE`."""
    held = np.clip(probabilities, EDGE, 1 - EDGE)
    return np.asarray(np.log(held / (1 - held)))


def _expit(odds: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-odds)))


def fitted(given: Floats, came: Floats, *, stretch: bool = True) -> Platt:
    """The correction most probable after so many decisions; by Newton's method.

    Parameters
    ----------
    given : probabilities, shape (n,).
    came : 1 where it was so, 0 where not, shape (n,).
    stretch : whether the slope is learnt too, or the shift alone.
    """
    rows = np.column_stack([np.ones(len(given)), logit(given)])
    prior, middle = np.diag([1 / each**2 for each in SPREAD]), np.array([0.0, 1.0])
    if not stretch:
        prior[1, 1] = 1e9
    weights = middle.copy()
    for _ in range(50):
        chance = _expit(rows @ weights)
        slope = rows.T @ (came - chance) - prior @ (weights - middle)
        curve = rows.T @ (rows * (chance * (1 - chance))[:, None]) + prior
        step = np.linalg.solve(curve, slope)
        weights = weights + step
        if np.abs(step).max() < 1e-9:
            break
    return Platt(float(weights[0]), float(weights[1]) if stretch else 1.0)


@dataclass(frozen=True, slots=True)
class Scores:
    """Log loss and Brier score; lower is better."""

    log_loss: float
    brier: float


def scored(given: Floats, came: Floats) -> Scores:
    """How well probabilities did.

    >>> scored(np.array([0.5, 0.5]), np.array([1.0, 0.0])).brier
    0.25
    """
    return Scores(float(_losses(given, came).mean()), float(((given - came) ** 2).mean()))


def _losses(given: Floats, came: Floats) -> Floats:
    held = np.clip(given, EDGE, 1 - EDGE)
    return np.asarray(-(came * np.log(held) + (1 - came) * np.log(1 - held)))


def better(after: Floats, before: Floats, came: Floats) -> bool:
    """Whether the log loss falls by more than one standard error of its fall.

    The rule of one standard error (Breiman et al. 1984, "Classification and Regression
    Trees"): of two models as good as each other, the simpler is kept.
    """
    falls = _losses(before, came) - _losses(after, came)
    return bool(falls.mean() > falls.std(ddof=1) / np.sqrt(len(falls)))


def cross_validated(
    given: Floats, came: Floats, groups: Sequence[Hashable], *, stretch: bool = True, seed: int = 1
) -> Floats:
    """Each probability corrected by what the other folds taught; shape (n,).

    Decisions of one group (an incident) are in one fold.
    """
    names = sorted(set(groups), key=str)
    order = stream(seed, "folds").permutation(len(names))
    fold = {names[place]: number % FOLDS for number, place in enumerate(order)}
    of = np.array([fold[each] for each in groups])
    out = given.astype(np.float64).copy()
    for number in range(FOLDS):
        inside = of == number
        if inside.any() and not inside.all():
            taught = fitted(given[~inside], came[~inside], stretch=stretch)
            out[inside] = [taught(float(each)) for each in given[inside]]
    return out
