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
RULERS: tuple[tuple[str, ...], ...] = (("ETH",), ("ETH", "UKR"))
"""Countries that rule the means of 2020–2023; means and ratios are shown without them too."""
ACTIVE = 0.1
"""Chance of any death from which a forecast counts as one for an active country-month."""
PROBABILITY_EDGES = (0.0, 0.01, 0.05, 0.1, 0.2, 0.4, 0.6, 0.8, 0.95, 1.01)


@dataclass(frozen=True, slots=True)
class Active:
    """Calibration where the model itself gives any death a chance of :data:`ACTIVE` or more.

    Most country-months are quiet and forecast as such; whatever is wrong with the others drowns
    in them. The choice rests on the forecast, never on what came.
    """

    n: int
    coverage_50: float | None  # None where there are none
    coverage_90: float | None
    pit: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Calibration:
    """One model's calibration in one window; see :class:`ModelScores`."""

    coverage_50: float
    coverage_90: float
    pit: tuple[float, ...]
    reliability: tuple[Bin, ...]
    active: Active


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
    coverage_50: float
    coverage_90: float
    pit: tuple[float, ...]  # country-months by tenth of the forecast distribution
    reliability: tuple[Bin, ...]  # of more than 25 deaths in the month
    active: Active


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
    calibration: dict[str, Calibration]


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


def _calibration(y: Floats, x: Floats) -> Calibration:
    low, quarter, three, high = np.quantile(x, [0.05, 0.25, 0.75, 0.95], axis=1)
    half, most = (y >= quarter) & (y <= three), (y >= low) & (y <= high)
    many = (y > scoring.TAIL).astype(np.float64)
    active = (x > 0).mean(axis=1) >= ACTIVE
    some = bool(active.any())
    return Calibration(
        coverage_50=float(half.mean()),
        coverage_90=float(most.mean()),
        pit=tuple(scoring.pit_counts(y, x).tolist()),
        reliability=onset_scoring.reliability(
            many, (x > scoring.TAIL).mean(axis=1), PROBABILITY_EDGES
        ),
        active=Active(
            n=int(active.sum()),
            coverage_50=float(half[active].mean()) if some else None,
            coverage_90=float(most[active].mean()) if some else None,
            pit=tuple(scoring.pit_counts(y[active], x[active]).tolist()) if some else (0.0,) * 10,
        ),
    )


def calibration(parts: Sequence[Scored], name: str) -> Calibration:
    """A model's calibration over the country-months of all windows together."""
    found = [part.calibration[name] for part in parts]
    every = [len(part.units) * part.months for part in parts]
    active = [one.active.n for one in found]
    return Calibration(
        coverage_50=_share([one.coverage_50 for one in found], every) or 0.0,
        coverage_90=_share([one.coverage_90 for one in found], every) or 0.0,
        pit=_added([one.pit for one in found]),
        reliability=onset_scoring.pooled([one.reliability for one in found]),
        active=Active(
            n=sum(active),
            coverage_50=_share([one.active.coverage_50 for one in found], active),
            coverage_90=_share([one.active.coverage_90 for one in found], active),
            pit=_added([one.active.pit for one in found]),
        ),
    )


def _share(shares: Sequence[float | None], n: Sequence[int]) -> float | None:
    whole = sum(n)
    return sum((s or 0.0) * k for s, k in zip(shares, n, strict=True)) / whole if whole else None


def _added(histograms: Sequence[tuple[float, ...]]) -> tuple[float, ...]:
    return tuple(np.sum(histograms, axis=0).tolist())


def picked(units: int) -> NDArray[np.int64]:
    """Rows of resampled countries, shape (resamples, countries); always the same ones."""
    rng = stream(1, "warning", "evaluate", "bootstrap")
    return rng.integers(0, units, (RESAMPLES, units))


def span(values: Floats) -> tuple[float, float]:
    """The central 90% of resampled values."""
    low, high = np.quantile(values, [0.05, 0.95])
    return float(low), float(high)


def summaries(part: Scored) -> dict[str, ModelScores]:
    """Each model's mean scores in one window."""
    rows = picked(len(part.units))
    result = {}
    for name, cells in part.cells.items():
        spans = [span(row[rows].mean(axis=1)) for row in cells]
        found = part.calibration[name]
        mean = dict(zip(SCORES, cells.mean(axis=1).tolist(), strict=True))
        result[name] = ModelScores(
            **mean,
            n=len(part.units) * part.months,
            intervals=dict(zip(SCORES, spans, strict=True)),
            coverage_50=found.coverage_50,
            coverage_90=found.coverage_90,
            pit=found.pit,
            reliability=found.reliability,
            active=found.active,
        )
    return result


def means(parts: Sequence[Scored], name: str, left_out: Sequence[str] = ()) -> dict[str, float]:
    """A model's mean scores over windows of equal weight, without some countries."""
    rows = []
    for part in parts:
        kept = [place for place, unit in enumerate(part.units) if unit not in left_out]
        rows.append(part.cells[name][:, kept].mean(axis=1))
    return dict(zip(SCORES, np.mean(rows, axis=0).tolist(), strict=True))


def label(left_out: Sequence[str]) -> str:
    """What a mean without some countries is called.

    >>> label(["ETH", "UKR"]), label([])
    ('without ETH, UKR', 'all')
    """
    return f"without {', '.join(left_out)}" if left_out else "all"


def ratios(
    parts: Sequence[Scored],
    name: str,
    reference: str,
    without: Sequence[Sequence[str]] = RULERS,
) -> dict[str, Ratio]:
    """A model's means over windows by the reference's, with all countries and without some."""
    units = [u for u in parts[0].units if all(u in part.units for part in parts)]
    return {
        label(left_out): _ratio(parts, name, reference, [u for u in units if u not in left_out])
        for left_out in ((), *without)
    }


def _ratio(parts: Sequence[Scored], name: str, reference: str, units: Sequence[str]) -> Ratio:
    def mean(which: str) -> Floats:
        """Country means over windows, shape (scores, countries)."""
        cells = [part.cells[which][:, [part.units.index(u) for u in units]] for part in parts]
        return np.asarray(np.mean(cells, axis=0))

    ours, theirs = mean(name), mean(reference)
    rows = picked(len(units))
    with np.errstate(divide="ignore", invalid="ignore"):
        ratios = ours.mean(axis=1) / theirs.mean(axis=1)
        resampled = ours[:, rows].mean(axis=2) / theirs[:, rows].mean(axis=2)
    # A reference without any error has no ratio.
    there = [at for at in range(len(SCORES)) if np.isfinite(resampled[at]).all()]
    names = [list(SCORES)[at] for at in there]
    return Ratio(
        {name: float(ratios[at]) for name, at in zip(names, there, strict=True)},
        {name: span(resampled[at]) for name, at in zip(names, there, strict=True)},
        n=len(units) * sum(part.months for part in parts),
    )
