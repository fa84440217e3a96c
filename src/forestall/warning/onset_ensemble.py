"""The onset model: the plain mean of the log-odds of six shrunken models.

Two views of the same country-years are averaged. Three models read the outcome straight off:

- *few*: logistic ridge regression on few predictors;
- *wide*: the same on many, and on the log-odds that civilians will be killed (below);
- *trees*: small boosted trees on all of them.

Mass killings are too few to learn from alone (72 country-years in thirty years), but lesser
killing of civilians is not. Three more models therefore go through it. *Killing* is a ridge
regression, on 1989 and after, of whether any side will kill 25 civilians or more (UCDP's
threshold) in a year of the next two; with q its probability,

- *step*: P = K·q, since a mass killing is a killing first; the constant K makes the mean
  forecast over the training years the observed frequency;
- *two steps*: P = K·q·c, with c, learnt where there was killing, the chance that it becomes mass
  killing;
- *shift*: the log-odds of q, moved so that the mean is right: steeper where killing is certain.

Their mean is moved by one figure for all countries, what past forecasts expected against what came
(:mod:`.onset_calibration`).

The probability is split by who leads it in the odds of two side models, each the mean of a ridge
regression on that side's onsets and of its own *step*; see :func:`OnsetModel.sides`.

All six have equal weights. The penalty of the direct models and the predictors of *few* were chosen
by log loss on as-of years 1970 to 1991, before the years on which the model is scored. That killing
is worth going through could not be learnt there, one-sided violence being recorded only since 1989:
it was seen on the scored years, as was what *wide* reads (``benchmarks/onset_scores.py`` counts the
variants scored).
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import Any, Self

import numpy as np

from forestall.compute import stream
from forestall.errors import NoData
from forestall.warning.onset_boosting import grow
from forestall.warning.onset_calibration import (
    UNCORRECTED,
    Correction,
    Record,
    correction,
    packaged_record,
)
from forestall.warning.onset_learners import (
    Floats,
    Linear,
    Trees,
    expit,
    logit,
    ridge,
    scaled,
    scales_of,
)
from forestall.warning.onset_panel import Panel, refuse_future
from forestall.warning.onset_words import (
    CONFLICT,
    KILLING,
    MOMENTUM,
    SIDES,
    STANDING,
    STRUCTURE,
    WIDER,
)

MEMBERS = ("few", "wide", "trees", "step", "two steps", "shift")
PENALTY = 40.0
PENALTY_KILLING = 40.0
PENALTY_BECOMES = 60.0
ROUNDS = 120
BAGS = 3
SINCE = 1989
"""First year of recorded one-sided violence, and of mass killings coded for other groups."""
PRIOR_ROWS = 200
PRIOR_RATE = 0.02
"""The frequency after 1989 starts from so many country-years at this rate."""
FEWEST = 20
SEED = 20251122


@dataclass(frozen=True, slots=True)
class Recipe:
    """Which predictors the models read."""

    few: tuple[str, ...] = (*STRUCTURE, *CONFLICT)
    wide: tuple[str, ...] = (*STRUCTURE, *STANDING, *WIDER)
    killing: tuple[str, ...] = tuple(KILLING)
    momentum: tuple[str, ...] = tuple(MOMENTUM)
    sides: tuple[str, ...] = tuple(SIDES)

    @property
    def everything(self) -> tuple[str, ...]:
        """All predictors of the six models, each once."""
        return tuple(dict.fromkeys((*self.few, *self.wide, *self.killing, *self.momentum)))


@dataclass(frozen=True, slots=True)
class Step:
    """P = K·q of one side: its killing model and the constant."""

    killing: Linear
    constant: float


@dataclass(frozen=True, slots=True)
class OnsetModel:
    """What was learnt from the country-years whose outcome was known by ``as_of``."""

    as_of: int
    version: str  # fingerprint of the training rows
    rows: int
    onsets: int
    few: Linear
    wide: Linear
    wide_killing: tuple[float, float]  # weight and centre of the killing log-odds
    trees: tuple[Trees, ...]
    killing: Linear
    step_constant: float
    becomes: Linear
    two_steps_constant: float
    shift: float
    side_ridges: tuple[Linear, Linear]  # state-led, others
    side_steps: tuple[Step, Step]
    correction: Correction = UNCORRECTED

    def log_odds(self, panel: Panel) -> Floats:
        """Log-odds by member, shape (rows, 6), columns in the order of :data:`MEMBERS`.

        Each is moved by the correction, and so is their mean.
        """

        def of(model: Linear | Trees) -> Floats:
            return model.score(panel.columns(model.names))

        killing = of(self.killing)
        weight, centre = self.wide_killing
        q = expit(killing)
        members = np.column_stack(
            [
                of(self.few),
                of(self.wide) + weight * (killing - centre),
                np.mean([of(trees) for trees in self.trees], axis=0),
                logit(self.step_constant * q),
                logit(self.two_steps_constant * q * expit(of(self.becomes))),
                killing + self.shift,
            ]
        )
        moved: Floats = members + self.correction.log_odds
        return moved

    def probability(self, panel: Panel) -> Floats:
        """Chance of an onset within two years, shape (rows,)."""
        return expit(self.log_odds(panel).mean(axis=1))

    def uncorrected(self, panel: Panel) -> Floats:
        """The same without the correction: what adds up to a record of past forecasts."""
        return expit(self.log_odds(panel).mean(axis=1) - self.correction.log_odds)

    def sides(self, panel: Panel) -> tuple[Floats, Floats]:
        """Chances of a state-led onset and of one by another group, each shape (rows,).

        Both odds of the side models are multiplied by one factor per row, so that the chance of
        either or both, 1 − (1 − s)(1 − o), is :meth:`probability`.
        """
        whole = self.probability(panel)
        raw = np.column_stack(
            [
                (ridge.score(panel.columns(ridge.names)) + _step_score(step, panel)) / 2
                for ridge, step in zip(self.side_ridges, self.side_steps, strict=True)
            ]
        )
        low, high = np.full(len(whole), -20.0), np.full(len(whole), 20.0)
        for _ in range(60):
            middle = (low + high) / 2
            either = 1 - np.prod(1 - expit(raw + middle[:, None]), axis=1)
            low, high = (
                np.where(either < whole, middle, low),
                np.where(either < whole, high, middle),
            )
        both = expit(raw + high[:, None])
        return both[:, 0], both[:, 1]

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return {
            **{k: getattr(self, k) for k in ("as_of", "version", "rows", "onsets", "shift")},
            "step_constant": self.step_constant,
            "two_steps_constant": self.two_steps_constant,
            "wide_killing": list(self.wide_killing),
            **{k: getattr(self, k).to_dict() for k in ("few", "wide", "killing", "becomes")},
            "trees": [trees.to_dict() for trees in self.trees],
            "side_ridges": [ridge.to_dict() for ridge in self.side_ridges],
            "side_steps": [
                {"killing": s.killing.to_dict(), "constant": s.constant} for s in self.side_steps
            ],
            "correction": asdict(self.correction),
        }

    @classmethod
    def from_dict(cls, stored: dict[str, Any]) -> Self:
        """The inverse of :meth:`to_dict`."""
        ridges = [Linear.from_dict(r) for r in stored["side_ridges"]]
        steps = [Step(Linear.from_dict(s["killing"]), s["constant"]) for s in stored["side_steps"]]
        weight, centre = stored["wide_killing"]
        return cls(
            as_of=stored["as_of"],
            version=stored["version"],
            rows=stored["rows"],
            onsets=stored["onsets"],
            few=Linear.from_dict(stored["few"]),
            wide=Linear.from_dict(stored["wide"]),
            killing=Linear.from_dict(stored["killing"]),
            becomes=Linear.from_dict(stored["becomes"]),
            step_constant=stored["step_constant"],
            two_steps_constant=stored["two_steps_constant"],
            shift=stored["shift"],
            wide_killing=(weight, centre),
            trees=tuple(Trees.from_dict(t) for t in stored["trees"]),
            side_ridges=(ridges[0], ridges[1]),
            side_steps=(steps[0], steps[1]),
            correction=Correction(**stored["correction"]),
        )


def fit(panel: Panel, recipe: Recipe | None = None, record: Record | None = None) -> OnsetModel:
    """Learn from the panel's country-years whose two years ahead had ended by its as-of year.

    Scales, medians for missing values and levels come from those rows alone.

    Parameters
    ----------
    recipe : the predictors; by default those the package ships.
    record : onsets expected by earlier forecasts made the same way, for the correction; by default
        what is stored for the default recipe, and none for another. Years whose outcome had not
        ended are left unread.

    Raises
    ------
    BadValue : the panel holds rows or outcomes from after its as-of year.
    WrongColumns : the panel lacks predictors of the recipe.
    NoData : too few onsets or killings to learn from.
    """
    refuse_future(panel)
    if record is None:
        record = packaged_record() if recipe in (None, Recipe()) else {}
    return replace(
        _learnt(panel, Recipe() if recipe is None else recipe),
        correction=correction(record, panel),
    )


def _learnt(panel: Panel, recipe: Recipe) -> OnsetModel:
    """The six models and the sides, not corrected."""
    rows = panel.learnable() & np.isfinite(panel.outcomes).all(axis=1)
    late = rows & (panel.year >= SINCE)
    onset = panel.onset()
    killed = panel.outcomes[:, 2:].max(axis=1)
    _check_enough(onset[rows], killed[late])
    names = recipe.few + recipe.killing
    of_killing = names + recipe.momentum
    killing = _linear(panel, of_killing, late, killed, PENALTY_KILLING)
    q = killing.score(panel.columns(of_killing))
    becomes = _linear(panel, names, late & (killed > 0), onset, PENALTY_BECOMES)
    c = expit(becomes.score(panel.columns(names)))
    rate = _rate(onset[late])
    wide, wide_killing = _with_killing(panel, recipe.wide + recipe.killing, rows, onset, q)
    return OnsetModel(
        as_of=panel.as_of,
        version=panel.fingerprint(),
        rows=int(rows.sum()),
        onsets=int(onset[rows].sum()),
        few=_linear(panel, names, rows, onset, PENALTY),
        wide=wide,
        wide_killing=wide_killing,
        trees=_trees(panel, recipe.everything, rows, onset),
        killing=killing,
        step_constant=rate / float(expit(q[late]).mean()),
        becomes=becomes,
        two_steps_constant=rate / float((expit(q) * c)[late].mean()),
        shift=_shift(q[late], rate),
        side_ridges=_side_ridges(panel, names + recipe.sides, rows),
        side_steps=_side_steps(panel, of_killing, late),
    )


def _linear(panel: Panel, names: tuple[str, ...], rows: Any, y: Floats, penalty: float) -> Linear:
    return Linear.fit(names, panel.columns(names)[rows], y[rows], penalty)


def _with_killing(
    panel: Panel, names: tuple[str, ...], rows: Any, onset: Floats, q: Floats
) -> tuple[Linear, tuple[float, float]]:
    """Ridge regression on predictors and on the log-odds of killing, which keep their own scale.

    Log-odds are in the outcome's own unit: left unscaled they are shrunk less than predictors.
    """
    centre = float(q[rows].mean())
    x = panel.columns(names)[rows]
    scales = scales_of(x)
    learnt = ridge(np.column_stack([scaled(x, *scales), q[rows] - centre]), onset[rows], PENALTY)
    linear = Linear(names, *scales, weights=learnt[1:-1], intercept=float(learnt[0]))
    return linear, (float(learnt[-1]), centre)


def _trees(panel: Panel, names: tuple[str, ...], rows: Any, onset: Floats) -> tuple[Trees, ...]:
    x = panel.columns(names)[rows]
    return tuple(
        grow(names, x, onset[rows], ROUNDS, stream(SEED, "warning", "onset", str(bag)))
        for bag in range(BAGS)
    )


def _side_ridges(panel: Panel, names: tuple[str, ...], rows: Any) -> tuple[Linear, Linear]:
    """State-led onsets are known from 1960 on, others only since 1989 (years ahead from 1987)."""
    others = rows & (panel.year >= SINCE - 2)
    return (
        _linear(panel, names, rows, panel.outcomes[:, 0], PENALTY),
        _linear(panel, names, others, panel.outcomes[:, 1], PENALTY),
    )


def _side_steps(panel: Panel, names: tuple[str, ...], late: Any) -> tuple[Step, Step]:
    steps = []
    for side in (0, 1):
        killing = _linear(panel, names, late, panel.outcomes[:, 2 + side], PENALTY_KILLING)
        q = expit(killing.score(panel.columns(names)[late]))
        rate = _rate(panel.outcomes[late, side], share=0.5)
        steps.append(Step(killing, rate / float(q.mean())))
    return steps[0], steps[1]


def _step_score(step: Step, panel: Panel) -> Floats:
    q = expit(step.killing.score(panel.columns(step.killing.names)))
    return logit(step.constant * q)


def _rate(onset: Floats, share: float = 1.0) -> float:
    """Observed frequency, shrunk: (onsets + 200 · 2%) / (country-years + 200)."""
    prior = PRIOR_ROWS * PRIOR_RATE * share
    return float((onset.sum() + prior) / (len(onset) + PRIOR_ROWS))


def _shift(scores: Floats, rate: float) -> float:
    """What to add to log-odds so that the mean probability is ``rate``."""
    low, high = -20.0, 20.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (low, middle) if expit(scores + middle).mean() > rate else (middle, high)
    return (low + high) / 2


def _check_enough(onset: Floats, killed: Floats) -> None:
    if onset.sum() < FEWEST or killed.sum() < FEWEST:
        raise NoData(
            "Too little history to learn onset from",
            expected=f"{FEWEST} country-years before an onset, and {FEWEST} before killing",
            came=f"{onset.sum():.0f} and {killed.sum():.0f}",
            remedy="choose a later as-of year",
        )
