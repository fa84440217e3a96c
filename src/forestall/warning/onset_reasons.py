"""Why an onset forecast is what it is: drivers, what changed, and look-alikes from the past."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from forestall.errors import UnknownCountry
from forestall.warning.onset_calibration import Correction
from forestall.warning.onset_ensemble import OnsetModel
from forestall.warning.onset_learners import Floats, Linear, expit
from forestall.warning.onset_panel import Panel
from forestall.warning.onset_told import told
from forestall.warning.onset_words import group_of

STEPS = 64
"""Points at which the path from the average country to this one is followed."""
LEAST = 0.03
"""Smallest change worth telling, in log-odds."""
APART = 5
"""Years between two look-alikes of one country."""


@dataclass(frozen=True, slots=True)
class Driver:
    """One reason: how far it moves the log-odds away from the average country-year learnt from."""

    name: str
    words: str
    log_odds: float

    def __str__(self) -> str:
        """In words, e.g. ``high infant mortality raises the odds 1.3-fold``."""
        verb = "raises" if self.log_odds > 0 else "lowers"
        return f"{self.words} {verb} the odds {np.exp(abs(self.log_odds)):.1f}-fold"


@dataclass(frozen=True, slots=True)
class LookAlike:
    """A past country-year with similar reasons, and what began in the two years after."""

    iso3: str
    year: int
    distance: float
    state_led: bool
    others: bool

    def __str__(self) -> str:
        """In words, e.g. ``SDN 2002: a state-led mass killing began within two years``."""
        kinds = [
            kind
            for kind, began in (("state-led", self.state_led), ("non-state-led", self.others))
            if began
        ]
        what = f"a {' and a '.join(kinds)} mass killing began" if kinds else "none began"
        return f"{self.iso3} {self.year}: {what} within two years"


@dataclass(frozen=True, slots=True)
class Reasons:
    """Everything said about one country's forecast."""

    iso3: str
    year: int
    base: float  # log-odds of the average country-year learnt from, the correction included
    drivers: tuple[Driver, ...]  # largest first; with base they add up to the log-odds
    changes: tuple[Driver, ...]  # since the year before, largest first
    look_alikes: tuple[LookAlike, ...]  # nearest first
    correction: Correction  # of the odds of all countries alike


def contributions(model: OnsetModel, panel: Panel) -> tuple[tuple[str, ...], Floats, Floats]:
    """Names, what each adds to the log-odds (rows, names), and the base (rows,).

    Ridge models add their terms; trees what each split on a path adds (Saabas 2014). The two
    models that multiply probabilities are followed along the straight path from the average
    country-year to this one, each predictor credited with the slope along it (Aumann & Shapley
    1974). Base, which holds the correction, and contributions add up to the mean log-odds exactly.
    """
    names: list[str] = []
    parts: list[tuple[tuple[str, ...], Floats]] = []
    share = 1 / 6

    def add(model_names: tuple[str, ...], terms: Floats, weight: float | Floats) -> None:
        parts.append((model_names, terms * weight))
        names.extend(name for name in model_names if name not in names)

    def terms(linear: Linear) -> Floats:
        return linear.terms(panel.columns(linear.names))

    killing, becomes = terms(model.killing), terms(model.becomes)
    add(model.few.names, terms(model.few), share)
    add(model.wide.names, terms(model.wide), share)
    add(model.killing.names, killing, share * (model.wide_killing[0] + 1))  # wide, and shift
    for trees in model.trees:
        add(trees.names, trees.terms(panel.columns(trees.names)), share / len(model.trees))
    slope, _ = _path(model, model.step_constant, killing, None)
    add(model.killing.names, killing, share * slope[:, None])
    slope, slope_becomes = _path(model, model.two_steps_constant, killing, becomes)
    add(model.killing.names, killing, share * slope[:, None])
    add(model.becomes.names, becomes, share * slope_becomes[:, None])
    matrix = np.zeros((len(panel.year), len(names)))
    for model_names, added in parts:
        matrix[:, [names.index(name) for name in model_names]] += added
    return tuple(names), matrix, model.log_odds(panel).mean(axis=1) - matrix.sum(axis=1)


def _path(
    model: OnsetModel, constant: float, killing: Floats, becomes: Floats | None
) -> tuple[Floats, Floats]:
    """Mean slope of logit(K·q·c) in the log-odds of q and of c, from the average row to each."""
    to_q = killing.sum(axis=1)
    to_c = np.zeros_like(to_q) if becomes is None else becomes.sum(axis=1)
    slope_q, slope_c = np.zeros_like(to_q), np.zeros_like(to_q)
    for at in (np.arange(STEPS) + 0.5) / STEPS:
        q = expit(model.killing.intercept + at * to_q)
        c = 1.0 if becomes is None else expit(model.becomes.intercept + at * to_c)
        rest = np.maximum(1 - constant * q * c, 1e-6)
        slope_q += (1 - q) / rest / STEPS
        slope_c += (1 - c) / rest / STEPS
    return slope_q, slope_c


def explain(model: OnsetModel, panel: Panel, iso3: str, most: int = 6, alike: int = 5) -> Reasons:
    """The reasons behind one country's forecast in the panel's as-of year.

    Raises
    ------
    UnknownCountry : the panel has no row for the country in that year.
    """
    of_country = np.array([code == iso3 for code in panel.iso3])
    rows = np.flatnonzero(of_country & (panel.year == panel.as_of))
    if len(rows) == 0:
        raise UnknownCountry(
            "No onset forecast for this country",
            expected=f"one of the states described in {panel.as_of}",
            came=repr(iso3),
            remedy="states below half a million people are not described",
        )
    names, matrix, base = contributions(model, panel)
    row = int(rows[0])
    here = dict(zip(panel.names, panel.values[row].tolist(), strict=True))
    here["year"] = float(panel.as_of)
    before = np.flatnonzero(of_country & (panel.year == panel.as_of - 1))
    mean = _means(panel)
    changed = matrix[row] - matrix[int(before[0])] if len(before) else np.zeros(len(names))
    return Reasons(
        iso3=iso3,
        year=panel.as_of,
        base=float(base[row]),
        drivers=_drivers(names, matrix[row], most, here, mean),
        changes=tuple(
            d for d in _drivers(names, changed, most, here, mean) if abs(d.log_odds) > LEAST
        ),
        look_alikes=_look_alikes(panel, matrix, row, alike),
        correction=model.correction,
    )


def _means(panel: Panel) -> dict[str, float]:
    """Means of the predictors over the country-years learnt from; NaN where none is known."""
    values = panel.values[panel.learnable()]
    known = np.isfinite(values)
    sums, counts = np.where(known, values, 0.0).sum(axis=0), known.sum(axis=0)
    means = np.divide(sums, counts, out=np.full(len(sums), np.nan), where=counts > 0)
    return dict(zip(panel.names, means.tolist(), strict=True))


def _drivers(
    names: tuple[str, ...],
    added: Floats,
    most: int,
    here: Mapping[str, float],
    mean: Mapping[str, float],
) -> tuple[Driver, ...]:
    """Predictors that say the same thing taken together; beyond ``most``, one rest."""
    sums: dict[str, float] = {}
    for name, value in zip(names, added, strict=True):
        group = group_of(name)
        sums[group] = sums.get(group, 0.0) + float(value)
    order = sorted(sums, key=lambda group: (-abs(sums[group]), group))
    drivers = [Driver(group, told(group, here, mean), sums[group]) for group in order[:most]]
    if len(order) > most:
        rest = sum(sums[group] for group in order[most:])
        drivers.append(Driver("rest", "everything else taken together", rest))
    return tuple(drivers)


def _look_alikes(panel: Panel, matrix: Floats, row: int, count: int) -> tuple[LookAlike, ...]:
    """Past country-years nearest in what each predictor adds, outcomes known."""
    known = panel.learnable() & np.isfinite(panel.outcomes[:, :2]).all(axis=1)
    distance = np.sqrt(np.square(matrix - matrix[row]).sum(axis=1))
    chosen: list[int] = []
    order: NDArray[np.int64] = np.argsort(np.where(known, distance, np.inf), kind="stable")
    for candidate in order[: int(known.sum())]:
        near = any(
            panel.iso3[candidate] == panel.iso3[other]
            and abs(panel.year[candidate] - panel.year[other]) < APART
            for other in (*chosen, row)
        )
        if not near:
            chosen.append(int(candidate))
        if len(chosen) == count:
            break
    return tuple(
        LookAlike(
            panel.iso3[i],
            int(panel.year[i]),
            float(distance[i]),
            state_led=bool(panel.outcomes[i, 0]),
            others=bool(panel.outcomes[i, 1]),
        )
        for i in chosen
    )
