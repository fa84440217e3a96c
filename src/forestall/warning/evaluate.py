"""Rolling-origin scores of monthly forecasts, beside benchmarks on the same units and months.

Windows are calendar years; a forecast for one may know nothing after the October before (the rule
of the VIEWS 2023/24 prediction challenge; Hegre et al. 2024, arXiv:2407.11045). Each model gets
records that end there (:mod:`.no_future`), and one that has learnt from later months is refused.

Every model is scored on the countries and months that all of them forecast and that have actuals.
A mean over windows gives each window the same weight. Intervals are the central 90% of resamples
of countries, each with all its months and windows; ratios are taken within a resample, so what two
models share drops out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
import polars as pl

from forestall.errors import BadInput, NoData
from forestall.vocabulary import Month, countries, country
from forestall.warning import baseline, challenge_files, splice, trained
from forestall.warning.comparison import (
    RULERS,
    Calibration,
    ModelScores,
    Ratio,
    Scored,
    calibration,
    label,
    means,
    ratios,
    scored,
    summaries,
)
from forestall.warning.no_future import EndingAt, Records, refuse_leak
from forestall.warning.outlook import Outlook
from forestall.warning.scoring import Floats

CHALLENGE = "2019-2023"
"""The windows on which the field's forecasts are compared."""
OURS = "forestall"
OWN_MONTHS = "own last 12 months"
Forecaster = Callable[[Records, Month, int], Outlook]
"""From records, the last month it may know, and how many months ahead, to draws."""
Progress = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True)
class Window:
    """A calendar year to forecast from the October before."""

    year: int

    @property
    def known(self) -> Month:
        """The last month a forecast may know."""
        return Month(self.year - 1, 10)

    @property
    def months(self) -> range:
        """Month ids of the year."""
        return range(Month(self.year, 1).id, Month(self.year, 12).id + 1)


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Scores by window and model, and what they come to."""

    series: str
    reference: str
    windows: dict[str, dict[str, ModelScores]]
    means: dict[str, dict[str, float]]  # by model, over windows
    means_without: dict[str, dict[str, dict[str, float]]]  # the same, some countries left out
    ratios: dict[str, dict[str, Ratio]]  # by model; "all", then without some countries
    calibration: dict[str, Calibration]  # by model, all windows together


def windows(text: str) -> tuple[Window, ...]:
    """``2019-2023`` or ``2021`` as windows, first to last.

    Raises
    ------
    BadInput : anything else, or years out of order.

    >>> [window.year for window in windows("2019-2021")]
    [2019, 2020, 2021]
    """
    first, last = years(text)
    return tuple(Window(year) for year in range(first, last + 1))


def years(text: str) -> tuple[int, int]:
    """The first and last year of ``YYYY-YYYY`` or ``YYYY``; errors as :func:`windows`."""
    match = re.fullmatch(r"(\d{4})(?:-(\d{4}))?", text.strip())
    if match is None or int(match[2] or match[1]) < int(match[1]):
        raise BadInput(
            "Not a row of years",
            expected="YYYY-YYYY, the earlier first, or YYYY",
            came=repr(text),
            remedy="write it like 2019-2023",
        )
    return int(match[1]), int(match[2] or match[1])


def groups(texts: Sequence[str] | None) -> tuple[tuple[str, ...], ...]:
    """``ETH,UKR`` and the like as groups of countries; by default :data:`.comparison.RULERS`.

    >>> groups(["ETH,UKR", "SYR"]), groups(None)
    ((('ETH', 'UKR'), ('SYR',)), (('ETH',), ('ETH', 'UKR')))
    """
    if not texts:
        return RULERS
    return tuple(tuple(part.strip() for part in text.split(",")) for text in texts)


def own_months(records: Records, as_of: Month, months: int, series: str, memory: int) -> Outlook:
    """The benchmark: a country's own last months as draws, the same for every month ahead."""
    known = splice.series(records, series, as_of)
    recent = known.deaths[:, -memory:]
    values = np.repeat(recent[:, None, :], months, axis=1)
    return Outlook.of(
        values,
        known.units,
        as_of + 1,
        model=f"own last {memory} months",
        data_version=f"{series} to {as_of}",
        seed=0,
        series=series,
    )


def forecasters(series: str, draws: int, seed: int) -> dict[str, Forecaster]:
    """Our model and the benchmarks that packaged data alone allow, reference first."""

    def ours(records: Records, as_of: Month, months: int) -> Outlook:
        return trained.forecast_learnt(records, as_of, months, draws, seed, None, series)

    def look_alikes(records: Records, as_of: Month, months: int) -> Outlook:
        return baseline.forecast_deaths(records, as_of, months, draws, seed, None, series)

    return {
        OWN_MONTHS: partial(own_months, series=series, memory=12),
        "own last 36 months": partial(own_months, series=series, memory=36),
        baseline.MODEL: look_alikes,
        OURS: ours,
    }


def evaluate(
    records: Records,
    over: Sequence[Window],
    series: str = splice.STATE_BASED,
    *,
    models: Mapping[str, Forecaster] | None = None,
    draws: int = 1000,
    seed: int = 1,
    folder: Path | None = None,
    without: Sequence[Sequence[str]] = RULERS,
    progress: Progress | None = None,
) -> Evaluation:
    """Scores of models and benchmarks over windows.

    Parameters
    ----------
    records : the data, e.g. ``Holdings.open()``; models get them cut before each window.
    over : from :func:`windows`.
    models : by default :func:`forecasters`; ratios are to the first of them, or to the published
        *conflictology* where ``folder`` holds it for every window.
    folder : VIEWS files, ``cm_actuals_YEAR.parquet`` and ``bm_NAME_cm_YEAR.parquet``; for
        state-based deaths they take the place of the packaged actuals and join the benchmarks.
    without : groups of countries, by name or code; means and ratios over windows are given without
        each of them too.

    Raises
    ------
    FutureLeak : a model has learnt from months after the October before a window.
    NoData : no actuals, or a model that does not forecast every month of a window.
    BadInput : an unknown country left out, or files that are not what they should be.
    """
    without = [[country(text).iso3 for text in group] for group in without]
    named = forecasters(series, draws, seed) if models is None else dict(models)
    observed = {window: _actuals(records, window, series, folder) for window in over}
    done = 0

    def one(window: Window) -> Scored:
        nonlocal done
        published = series == splice.STATE_BASED and folder is not None
        result = _score_window(
            records, window, observed[window], named, folder if published else None
        )
        done += 1
        if progress is not None:
            progress(done, len(over), f"Window {window.year} scored")
        return result

    with ThreadPoolExecutor(2) as pool:
        parts = list(pool.map(one, over))
    every = [set(part.cells) for part in parts]
    common = tuple(name for name in parts[0].cells if all(name in names for names in every))
    reference = next((n for n in common if n == challenge_files.REFERENCE), common[0])
    return Evaluation(
        series,
        reference,
        {str(w.year): summaries(part) for w, part in zip(over, parts, strict=True)},
        {name: means(parts, name) for name in common},
        {label(group): {n: means(parts, n, group) for n in common} for group in without},
        {name: ratios(parts, name, reference, without) for name in common if name != reference},
        {name: calibration(parts, name) for name in common},
    )


def _score_window(
    records: Records,
    window: Window,
    observed: pl.DataFrame,
    named: Mapping[str, Forecaster],
    folder: Path | None,
) -> Scored:
    months = observed["month_id"].unique().sort().to_list()
    ahead = months[-1] - window.known.id
    known = EndingAt(records, window.known)
    made = {name: forecast(known, window.known, ahead) for name, forecast in named.items()}
    if folder is not None:
        made |= challenge_files.benchmarks(folder, window.year, window.known)
    for name, outlook in made.items():
        refuse_leak(name, outlook.as_of, window.known)
        _refuse_missing_months(name, outlook, months)
    held = [set(outlook.units) for outlook in made.values()]
    units = tuple(u for u in observed["iso3"].unique().sort() if all(u in h for h in held))
    if not units:
        raise NoData(
            "Nothing to compare",
            expected="at least one country that all models forecast",
            came="none",
            remedy="leave out one of the models",
        )
    y = observed.filter(pl.col("iso3").is_in(units)).sort("iso3", "month_id")
    deaths = y["deaths"].cast(pl.Float64).to_numpy()
    draws = {name: _draws(outlook, units, months) for name, outlook in made.items()}
    return scored(units, deaths, draws)


def _actuals(records: Records, window: Window, series: str, folder: Path | None) -> pl.DataFrame:
    """``iso3``, ``month_id``, ``deaths`` of the window, for the countries VIEWS has."""
    if folder is not None and series == splice.STATE_BASED:
        return challenge_files.actuals(folder, window.year)
    kind = "all" if series == splice.TOTAL else series
    numbered = [c.iso3 for c in countries().values() if c.views_id is not None]
    every = records.monthly_deaths(kind)
    came = every.filter(pl.col("month_id").is_in(window.months), pl.col("iso3").is_in(numbered))
    if came.is_empty():
        first, last = (Month.from_id(int(every["month_id"][at])) for at in (0, -1))
        raise NoData(
            f"No {series} deaths are recorded for the window {window.year}",
            expected=f"a year within {first} to {last}",
            came=str(window.year),
            remedy="choose other windows, or add data with 'forestall data add FILE'",
        )
    return came.select("iso3", "month_id", "deaths")


def _refuse_missing_months(name: str, outlook: Outlook, months: Sequence[int]) -> None:
    held = {month.id for month in outlook.months}
    if missing := [m for m in months if m not in held]:
        raise NoData(
            f"The forecast {name} lacks months of the window",
            expected=f"{Month.from_id(months[0])} to {Month.from_id(months[-1])}",
            came=f"no {', '.join(str(Month.from_id(m)) for m in missing[:5])}",
            remedy="forecast those months too, or leave the model out",
        )


def _draws(outlook: Outlook, units: Sequence[str], months: Sequence[int]) -> Floats:
    """Draws of units and months in order, shape (units · months, draws)."""
    place = {unit: row for row, unit in enumerate(outlook.units)}
    first = outlook.months[0].id
    values = outlook.draws.values[[place[u] for u in units]][:, [m - first for m in months]]
    return np.asarray(values, dtype=np.float64).reshape(len(units) * len(months), -1)
