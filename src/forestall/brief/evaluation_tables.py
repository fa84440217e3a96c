"""Tables of an evaluation as rows of cells: a figure, and in small what stands beneath it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from forestall.warning.comparison import Calibration, ModelScores, Ratio
    from forestall.warning.evaluate import Evaluation
    from forestall.warning.evaluate_onset import OnsetEvaluation
    from forestall.warning.evaluate_outside import Draws, OutsideEvaluation
    from forestall.warning.onset_scoring import Bin, OnsetScores

SCORES = {
    "crps": "CRPS",
    "log_crps": "log CRPS",
    "tail_crps": "tail CRPS",
    "ign": "IGN",
    "mis": "MIS",
}
ONSET = {
    "auc": "AUC",
    "average_precision": "AP",
    "brier": "Brier",
    "brier_skill": "skill",
    "recall_at_30": "top 30",
    "calibration_slope": "slope",
    "mean_forecast": "mean",
    "base_rate": "rate",
}


@dataclass(frozen=True, slots=True)
class Cell:
    """``text``, with ``small`` beneath it."""

    text: str
    small: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A caption, heads (the first ``words`` of them over words, the rest over figures), rows."""

    caption: str
    heads: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    words: int = 1
    note: str = ""


def number(value: float) -> str:
    """Three or four figures, thousands set apart, a minus sign that is one.

    >>> number(1234.6), number(124.04), number(36.149), number(-0.0231)
    ('1,235', '124.0', '36.15', '−0.0231')
    """
    size = abs(value)
    places = (
        0 if size >= 1000 else 1 if size >= 100 else 2 if size >= 1 else 3 if size >= 0.1 else 4
    )
    return f"{value:,.{places}f}".replace("-", "−")


def signed(*values: float, places: int = 3) -> str:
    """Differences with their signs.

    >>> signed(-0.5, 0.25, places=2)
    '−0.50 to +0.25'
    """
    return " to ".join(f"{value:+.{places}f}".replace("-", "−") for value in values)


def spread(span: tuple[float, float] | None) -> str:
    """A range in small, or nothing.

    >>> spread((0.5, 2.0)), spread(None)
    ('0.500 to 2.00', '')
    """
    return "" if span is None else f"{number(span[0])} to {number(span[1])}"


def _scored(scores: ModelScores) -> tuple[Cell, ...]:
    cells = [Cell(number(getattr(scores, s)), spread(scores.intervals[s])) for s in SCORES]
    return (*cells, Cell(f"{scores.n:,}"))


def by_window(found: Evaluation) -> Table:
    """Scores of every window and model."""
    rows = []
    for window, models in found.windows.items():
        for place, (name, scores) in enumerate(models.items()):
            rows.append((Cell(window if place == 0 else ""), Cell(name), *_scored(scores)))
    return Table(
        "Scores by window and model, 90% intervals over resampled countries; lower is better",
        ("window", "model", *SCORES.values(), "n"),
        tuple(rows),
        words=2,
    )


def over_windows(found: Evaluation) -> Table:
    """Means over windows, with all countries and without some, and ratios to the reference."""
    groups = {"all": found.means, **found.means_without}
    rows = []
    for label, models in groups.items():
        for place, (name, means) in enumerate(models.items()):
            ratio = found.ratios.get(name, {}).get(label)
            cells = [Cell(number(means[score]), _times(ratio, score)) for score in SCORES]
            head = "all countries" if label == "all" else label
            rows.append((Cell(head if place == 0 else ""), Cell(name), *cells))
    return Table(
        f"Means over windows; beneath, the ratio to {found.reference} with its 90% interval",
        ("countries", "model", *SCORES.values()),
        tuple(rows),
        words=2,
    )


def _times(ratio: Ratio | None, score: str) -> str:
    """A ratio with its interval; nothing for the reference, or where it makes no error."""
    if ratio is None or score not in ratio.ratio:
        return ""
    low, high = ratio.intervals[score]
    return f"×{ratio.ratio[score]:.3f} ({low:.2f}–{high:.2f})"


def coverage(calibrations: dict[str, Calibration]) -> Table:
    """How often what came lay within the central intervals."""

    def share(value: float | None) -> Cell:
        return Cell("–" if value is None else f"{value:.1%}")

    rows = [
        (
            Cell(name),
            share(one.coverage_50),
            share(one.coverage_90),
            share(one.active.coverage_50),
            share(one.active.coverage_90),
            Cell(f"{one.active.n:,}"),
        )
        for name, one in calibrations.items()
    ]
    return Table(
        "Share of country-months within the central intervals, all windows",
        ("model", "50%, all", "90%, all", "50%, active", "90%, active", "n active"),
        tuple(rows),
        note="Deaths are counts, mostly 0, so intervals hold more than their name says: the value "
        "at their edge counts as within. Active: the model itself gave any death a chance of a "
        "tenth or more.",
    )


def onset_scores(window: str, models: dict[str, OnsetScores]) -> Table:
    """Scores of onset forecasts."""
    rows = []
    for name, scores in models.items():
        cells = [
            Cell(number(getattr(scores, key)), spread(scores.intervals.get(key))) for key in ONSET
        ]
        rows.append((Cell(name), *cells, Cell(f"{scores.n:,}"), Cell(f"{scores.onsets}")))
    return Table(
        f"Onset within two years, as of {window.replace('-', '–')}; "
        "90% intervals over resampled countries",
        ("model", *ONSET.values(), "n", "onsets"),
        tuple(rows),
    )


def better(found: OnsetEvaluation) -> Table:
    """By how much each model beats the reference."""
    rows = [
        (
            Cell(name),
            *(Cell(signed(middle), signed(low, high)) for low, middle, high in v.values()),
        )
        for name, v in found.better.items()
    ]
    heads = [ONSET[key] for key in next(iter(found.better.values()), {})]
    return Table(
        f"Better than “{found.reference}” by, on the same resampled countries (90%)",
        ("model", *heads),
        tuple(rows),
    )


def bins(caption: str, table: Sequence[Bin], events: str) -> Table:
    """A reliability table."""
    rows = [
        (
            Cell(f"{one.low:.2%} to {min(one.high, 1):.2%}"),
            Cell(f"{one.n:,}"),
            Cell(f"{one.onsets:,}"),
            Cell(f"{one.forecast:.2%}"),
            Cell(f"{one.observed:.2%}", " to ".join(f"{v:.2%}" for v in one.interval_90)),
            Cell(" to ".join(f"{v:.2%}" for v in one.consistent_90)),
        )
        for one in table
    ]
    heads = ("forecast", "n", events, "mean forecast", "frequency (90%)", "if right (90%)")
    return Table(caption, heads, tuple(rows))


def outside(found: OutsideEvaluation) -> Table:
    """Losses of ours and of a published forecast."""
    rows = []
    for window, scores in found.windows.items():
        for place, (name, pair) in enumerate(scores.losses.items()):
            rows.append(
                (
                    Cell(window if place == 0 else ""),
                    Cell(name),
                    Cell(f"{pair.forestall:.4f}"),
                    Cell(f"{pair.theirs:.4f}"),
                    Cell(signed(*pair.difference_90, places=4)),
                    Cell(f"{scores.n:,}"),
                    Cell(f"{scores.events:,}"),
                )
            )
    return Table(
        f"{found.source} ({found.file}) beside forestall as of {found.as_of}, "
        f"{found.countries} countries; lower is better",
        ("months", "loss", "forestall", "theirs", "ours less theirs, 90%", "n", "over 25"),
        tuple(rows),
        words=2,
    )


def outside_draws(found: Draws) -> Table:
    """The challenge's scores of both forecasts and their pool."""
    chosen = ", ".join(found.pool_chosen_on)
    how = f"chosen on {chosen}" if chosen else "one half by convention: no earlier file was given"
    return Table(
        "Scores of the draws, 90% intervals over resampled countries; lower is better",
        ("model", *SCORES.values(), "n"),
        tuple((Cell(name), *_scored(scores)) for name, scores in found.scores.items()),
        note=f"Weight of the other forecast in the pool: {found.pool_weight:.0%}, {how}.",
    )
