"""An evaluation as one page of HTML, and as JSON."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from forestall import __version__, snapshot
from forestall.brief import evaluation_tables as tables
from forestall.brief import figures_evaluation as figures
from forestall.brief.look import nice_top
from forestall.output import folder, write_text

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from forestall.brief.evaluation_tables import Table
    from forestall.brief.look import Spec
    from forestall.warning.comparison import Calibration, ModelScores
    from forestall.warning.evaluate import Evaluation
    from forestall.warning.evaluate_onset import OnsetEvaluation
    from forestall.warning.evaluate_outside import OutsideEvaluation
    from forestall.warning.onset_scoring import Bin

NAME = "evaluation"
_ONSET_TICKS = (0, 0.01, 0.05, 0.1, 0.2, 0.4, 0.7, 1)
_DEATHS_TICKS = (0, 0.25, 0.5, 0.75, 1)


@dataclass(frozen=True, slots=True)
class Evaluated:
    """What was scored in one run."""

    fatalities: Evaluation | None = None
    onset: OnsetEvaluation | None = None
    outside: tuple[OutsideEvaluation, ...] = ()


@dataclass(frozen=True, slots=True)
class Panel:
    """One small drawing: its model, its SVG, and what it shows in words."""

    title: str
    svg: str
    alt: str


@dataclass(frozen=True, slots=True)
class Figure:
    """Drawings of several models side by side."""

    title: str
    panels: tuple[Panel, ...]
    note: str


@dataclass(frozen=True, slots=True)
class Section:
    """A heading, words, tables, figures, and tables to unfold."""

    title: str
    text: str
    tables: tuple[Table, ...]
    figures: tuple[Figure, ...] = ()
    folded: tuple[Table, ...] = ()


def as_dict(found: Evaluated) -> dict[str, Any]:
    """What was scored, as plain JSON types; what was not is left out."""
    content: dict[str, Any] = {}
    if found.fatalities is not None:
        content["fatalities"] = asdict(found.fatalities)
    if found.onset is not None:
        content["onset"] = asdict(found.onset)
    if found.outside:
        content["outside"] = [asdict(one) for one in found.outside]
    return content


def save(found: Evaluated, place: Path) -> tuple[Path, Path]:
    """Write ``evaluation.html`` and ``evaluation.json`` into the folder ``place``.

    Raises
    ------
    OutputError : the folder cannot be made or written to.
    """
    page, data = (folder(place) / f"{NAME}.{ending}" for ending in ("html", "json"))
    text = json.dumps(as_dict(found), ensure_ascii=False, indent=2, allow_nan=False)
    write_text(page, as_html(found))
    write_text(data, text + "\n")
    return page, data


def as_html(found: Evaluated) -> str:
    """The page: style, fonts and figures inside it, nothing fetched."""
    from forestall.brief import fonts
    from forestall.brief.html import environment, template

    sections = []
    if found.fatalities is not None:
        sections.append(_fatalities(found.fatalities))
    if found.onset is not None:
        sections.append(_onset(found.onset))
    sections += [_outside(one, place) for place, one in enumerate(found.outside)]
    return (
        environment()
        .get_template("evaluation.html.j2")
        .render(
            sections=sections,
            version=__version__,
            snapshot=snapshot.sources()["snapshot"]["version"],
            style=template("brief.css") + template("evaluation.css"),
            regular=fonts.data_url("Lato-Regular"),
            bold=fonts.data_url("Lato-Bold"),
        )
    )


def _panel(title: str, spec: Spec, alt: str, id: str) -> Panel:
    from forestall.brief.drawing import svg

    return Panel(title, svg(spec, id), alt)


def _fatalities(found: Evaluation) -> Section:
    whole = found.calibration
    years = list(found.windows)
    return Section(
        f"Monthly deaths, {found.series}",
        f"Windows {years[0]} to {years[-1]}: each calendar year was forecast from what was known "
        "by the October before, every model on the same countries and months.",
        (tables.over_windows(found), tables.by_window(found), tables.coverage(whole)),
        (_pits(whole, "deaths"), _diagrams(_more_than_25(whole), "deaths")),
        tuple(
            tables.bins(f"More than 25 deaths in a month: {name}", one.reliability, "came")
            for name, one in whole.items()
        ),
    )


def _more_than_25(calibrations: Mapping[str, Calibration]) -> dict[str, tuple[Bin, ...]]:
    return {name: one.reliability for name, one in calibrations.items()}


def _pits(calibrations: Mapping[str, Calibration | ModelScores], id: str) -> Figure:
    every = [
        height
        for one in calibrations.values()
        for counts in (one.pit, one.active.pit)
        for height in figures.densities(counts)
    ]
    top = max(2.0, 1.05 * max(every, default=0))
    panels = [
        _panel(
            name,
            figures.pit(one.pit, one.active.pit, top),
            figures.pit_alt(one.pit, one.active.pit),
            f"pit-{id}-{place}",
        )
        for place, (name, one) in enumerate(calibrations.items())
    ]
    return Figure(
        "Where what came fell in the forecast distribution",
        tuple(panels),
        "Probability integral transform without a random number (Czado, Gneiting & Held 2009): "
        "each count is spread over the probability the forecast gave to it. 1, dashed, is even and "
        "right; a trough means too narrow, a hump too wide, a slope too low or too high. Bars: "
        "country-months in which the model itself gave any death a chance of a tenth or more; "
        "line: all, most of them quiet and therefore even.",
    )


def _diagrams(models: Mapping[str, tuple[Bin, ...]], id: str) -> Figure:
    onset = id == "onset"
    ticks = _ONSET_TICKS if onset else _DEATHS_TICKS
    top = _top(models) if onset else 1.0
    panels = [
        _panel(
            name,
            figures.reliability(bins, top, [t for t in ticks if t <= top], root=onset),
            figures.reliability_alt(bins),
            f"reliability-{id}-{place}",
        )
        for place, (name, bins) in enumerate(models.items())
    ]
    what = "an onset within two years" if onset else "more than 25 deaths in a month"
    scale = " Both axes are on the scale of square roots." if onset else ""
    return Figure(
        f"Chance given and frequency observed: {what}",
        tuple(panels),
        "Dots: frequency in each bin of the forecast, the same bins for all; thin bars: its 90% "
        "binomial interval (Clopper & Pearson 1934); pale bars: where it falls nine times in ten "
        "if the forecasts are right (after Bröcker & Smith 2007). Both take rows for independent; "
        f"those of one country are not, so the truth is less certain.{scale}",
    )


def _top(models: Mapping[str, tuple[Bin, ...]]) -> float:
    """A round chance above all that is drawn."""
    drawn = (
        max(one.forecast, one.interval_90[1], one.consistent_90[1])
        for bins in models.values()
        for one in bins
    )
    return min(1.0, nice_top(max(drawn, default=1.0)))


def _onset(found: OnsetEvaluation) -> Section:
    shown, folded, diagrams = [], [], []
    for window, models in found.windows.items():
        shown.append(tables.onset_scores(window, models))
        diagrams.append(_diagrams({n: one.reliability for n, one in models.items()}, "onset"))
        folded += [
            tables.bins(f"Onset within two years: {name}", one.reliability, "onsets")
            for name, one in models.items()
        ]
    return Section(
        "Onset of mass killing",
        "For each as-of year every model was learnt anew from what was known at its end; all are "
        "scored on the same country-years.",
        (*shown, tables.better(found)),
        tuple(diagrams),
        tuple(folded),
    )


def _outside(found: OutsideEvaluation, place: int) -> Section:
    shown = [tables.outside(found)]
    drawn: list[Figure] = []
    if found.draws is not None:
        shown.append(tables.outside_draws(found.draws))
        scores = found.draws.scores
        drawn.append(_pits(scores, f"outside-{place}"))
        bins = {name: one.reliability for name, one in scores.items()}
        drawn.append(_diagrams(bins, f"outside-{place}"))
    return Section(
        f"A published forecast: {found.source}",
        f"Known months: {', '.join(found.months)}. Ours was learnt from data to {found.as_of}.",
        tuple(shown),
        tuple(drawn),
    )
