"""Scores of several models on the same country-months, with intervals over whole countries."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from forestall.compute import stream
from forestall.warning import onset_scoring, scoring
from forestall.warning.onset_scoring import Bin
from forestall.warning.scoring import Floats

REPEATED_TO = 1000
SCORES: Mapping[str, Callable[[Floats, Floats], Floats]] = {
    "crps": scoring.crps,
    "log_crps": scoring.log_crps,
    "tail_crps": scoring.tail_crps,
    "ign": lambda y, x: scoring.ign(y, np.tile(x, -(-REPEATED_TO // x.shape[1]))),
    "mis": scoring.mis,
}
"""Of few draws, IGN is of the draws repeated to at least 1,000: the eleven pseudo-draws would
otherwise weigh as much as the forecast."""


RESAMPLES = 1000
RULERS: Mapping[str, tuple[str, ...]] = {
    "without ETH": ("ETH",),
    "without ETH, UKR": ("ETH", "UKR"),
}
"""Countries that rule the means of 2020–2023; the ratio is shown without them too."""
PROBABILITY_EDGES = (0.0, 0.01, 0.05, 0.1, 0.2, 0.4, 0.6, 0.8, 0.95, 1.01)


@dataclass(frozen=True, slots=True)
class ModelScores:
    """Mean scores of one model: deaths for crps, tail_crps and mis; log(1 + deaths); bits."""

    crps: float
    log_crps: float
    tail_crps: float
    ign: float
    mis: float
    n: int
    intervals: dict[str, tuple[float, float]]  # 5% and 95% over resampled countries
    coverage_90: float
    pit: tuple[float, ...]  # country-months by tenth of the forecast distribution
    reliability: tuple[Bin, ...]  # of 25 or more deaths in the month


@dataclass(frozen=True, slots=True)
class Ratio:
    """Means over windows as ratios to the reference's; below 1 is better."""

    ratio: dict[str, float]
    intervals: dict[str, tuple[float, float]]
    n: int


@dataclass(frozen=True, slots=True)
class Scored:
    """One window: country means by model, shape (scores, countries), and calibration."""

    units: tuple[str, ...]
    months: int
    cells: dict[str, Floats]
    calibration: dict[str, tuple[float, tuple[float, ...], tuple[Bin, ...]]]


def scored(units: tuple[str, ...], y: Floats, draws: Mapping[str, Floats]) -> Scored:
    """Scores of each model's ``draws`` (country-months, draws) of ``y``, country by country."""

    def cells(x: Floats) -> Floats:
        by_unit = [score(y, x).reshape(len(units), -1) for score in SCORES.values()]
        return np.stack([rows.mean(axis=1) for rows in by_unit])

    return Scored(
        units,
        len(y) // len(units),
        {name: cells(x) for name, x in draws.items()},
        {name: _calibration(y, x) for name, x in draws.items()},
    )


def _calibration(y: Floats, x: Floats) -> tuple[float, tuple[float, ...], tuple[Bin, ...]]:
    low, high = np.quantile(x, [0.05, 0.95], axis=1)
    many = (y >= scoring.TAIL).astype(np.float64)
    chance = (x >= scoring.TAIL).mean(axis=1)
    return (
        float(((y >= low) & (y <= high)).mean()),
        tuple(scoring.pit_counts(y, x).tolist()),
        onset_scoring.reliability(many, chance, PROBABILITY_EDGES),
    )


def _picked(units: int) -> NDArray[np.int64]:
    """Rows of resampled countries, shape (resamples, countries); always the same ones."""
    rng = stream(1, "warning", "evaluate", "bootstrap")
    return rng.integers(0, units, (RESAMPLES, units))


def _span(values: Floats) -> tuple[float, float]:
    low, high = np.quantile(values, [0.05, 0.95])
    return float(low), float(high)


def summaries(part: Scored) -> dict[str, ModelScores]:
    """Each model's mean scores in one window."""
    picked = _picked(len(part.units))
    result = {}
    for name, cells in part.cells.items():
        spans = [_span(row[picked].mean(axis=1)) for row in cells]
        coverage, pit, reliable = part.calibration[name]
        mean = dict(zip(SCORES, cells.mean(axis=1).tolist(), strict=True))
        result[name] = ModelScores(
            **mean,
            n=len(part.units) * part.months,
            intervals=dict(zip(SCORES, spans, strict=True)),
            coverage_90=coverage,
            pit=pit,
            reliability=reliable,
        )
    return result


def means(parts: Sequence[Scored], name: str) -> dict[str, float]:
    """A model's mean scores over windows of equal weight."""
    rows = np.mean([part.cells[name].mean(axis=1) for part in parts], axis=0)
    return dict(zip(SCORES, rows.tolist(), strict=True))


def ratios(parts: Sequence[Scored], name: str, reference: str) -> dict[str, Ratio]:
    """A model's means over windows by the reference's, with all countries and without some."""
    units = [u for u in parts[0].units if all(u in part.units for part in parts)]
    return {
        label: _ratio(parts, name, reference, [u for u in units if u not in left_out])
        for label, left_out in {"all": (), **RULERS}.items()
    }


def _ratio(parts: Sequence[Scored], name: str, reference: str, units: Sequence[str]) -> Ratio:
    def mean(which: str) -> Floats:
        """Country means over windows, shape (scores, countries)."""
        rows = [part.cells[which][:, [part.units.index(u) for u in units]] for part in parts]
        return np.asarray(np.mean(rows, axis=0))

    ours, theirs = mean(name), mean(reference)
    picked = _picked(len(units))
    with np.errstate(divide="ignore", invalid="ignore"):
        ratios = ours.mean(axis=1) / theirs.mean(axis=1)
        resampled = ours[:, picked].mean(axis=2) / theirs[:, picked].mean(axis=2)
    # A reference without any error has no ratio.
    there = [at for at in range(len(SCORES)) if np.isfinite(resampled[at]).all()]
    names = [list(SCORES)[at] for at in there]
    return Ratio(
        {name: float(ratios[at]) for name, at in zip(names, there, strict=True)},
        {name: _span(resampled[at]) for name, at in zip(names, there, strict=True)},
        n=len(units) * sum(part.months for part in parts),
    )
