"""Rolling-origin scores of onset forecasts, beside benchmarks on the same country-years.

For each as-of year a model is learnt anew from records that end with it (:mod:`.no_future`) and
from country-years whose two-year outcome had ended by then; one that knows later years is refused.
Outcomes are those of the packaged list of episodes, so the last as-of year is two before its end;
or, where their files are at hand, those of the Early Warning Project (:mod:`.onset_published`),
for exactly the country-years it has published a forecast of.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from forestall.errors import BadInput, NoData
from forestall.vocabulary import Month
from forestall.warning import onset_published
from forestall.warning.challenge_files import refuse_no_folder
from forestall.warning.no_future import EndingAt, Records, refuse_leak
from forestall.warning.onset import rows_of
from forestall.warning.onset_ensemble import fit
from forestall.warning.onset_panel import AHEAD, Panel, panel, refuse_future
from forestall.warning.onset_scoring import OnsetScores, differences, score_onsets
from forestall.warning.onset_tables import EARLIEST, EPISODES_UNTIL, newest_year, seen

OURS = "forestall"
OURS_WITH_THEIRS = "forestall, their predictors"
RATE = "base rate so far"
KILLED = "base rate by civilians killed"
PUBLISHED = "published"
PUBLISHED_FILE = onset_published.FORECASTS_FILE
LAST = EPISODES_UNTIL - AHEAD

Progress = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True)
class OnsetForecast:
    """One model's chances as of a year, and the last year it has learnt from."""

    chances: dict[str, float]  # by ISO3
    trained_to: int


Forecaster = Callable[[Panel], OnsetForecast]
"""From what was known by the panel's as-of year to chances of an onset in the next two."""


@dataclass(frozen=True, slots=True)
class OnsetEvaluation:
    """Scores by model over as-of years, ``1993-2022``, on the same country-years."""

    reference: str
    windows: dict[str, dict[str, OnsetScores]]
    better: dict[str, dict[str, tuple[float, float, float]]]  # by model; see :func:`differences`


def six_models(known: Panel) -> OnsetForecast:
    """Our forecast: the six models of :mod:`.onset_ensemble`."""
    model, now = fit(known), rows_of(known, known.as_of)
    chances = model.probability(now).tolist()
    return OnsetForecast(dict(zip(now.iso3, chances, strict=True)), model.as_of)


def base_rate(known: Panel) -> OnsetForecast:
    """Every country gets the frequency of onsets in all country-years whose outcome was known."""
    rate = float(known.onset()[known.learnable()].mean())
    return OnsetForecast(dict.fromkeys(rows_of(known, known.as_of).iso3, rate), known.as_of)


def killing_rate(known: Panel) -> OnsetForecast:
    """The frequency among country-years since 1989 with, or without, one-sided killing that year.

    Add-one smoothed towards the rate of both together, so that none is zero.
    """
    names = ("killed_by_government", "killed_by_others")
    killed = known.columns(names).max(axis=1) > 0
    learnt = known.learnable() & (known.year >= 1989)
    onset = known.onset()
    both = float(onset[learnt].mean())
    groups = (learnt & ~killed, learnt & killed)
    rates = [float((onset[group].sum() + both) / (group.sum() + 1)) for group in groups]
    now = known.rows_of(known.as_of)
    codes = [code for code, here in zip(known.iso3, now, strict=True) if here]
    chances = [rates[int(flag)] for flag in killed[now]]
    return OnsetForecast(dict(zip(codes, chances, strict=True)), known.as_of)


MODELS: Mapping[str, Forecaster] = {RATE: base_rate, KILLED: killing_rate, OURS: six_models}


def with_their_predictors(theirs: pl.DataFrame) -> Forecaster:
    """Our forecast, its six models reading the Early Warning Project's predictors too.

    Its odds are corrected by the years it was asked about before, so ask in order.
    """
    record: dict[int, float] = {}

    def forecast(known: Panel) -> OnsetForecast:
        more = onset_published.with_theirs(known, theirs)
        now = rows_of(more, more.as_of)
        model = fit(more, onset_published.recipe_with_theirs(), record)
        record[more.as_of] = float(model.uncorrected(now).sum())
        chances = model.probability(now).tolist()
        return OnsetForecast(dict(zip(now.iso3, chances, strict=True)), model.as_of)

    return forecast


def evaluate_onset(
    records: Records,
    first: int = EARLIEST,
    last: int | None = None,
    *,
    models: Mapping[str, Forecaster] | None = None,
    folder: Path | None = None,
    seed: int = 1,
    progress: Progress | None = None,
) -> OnsetEvaluation:
    """Scores of onset forecasts made from the end of each year from ``first`` to ``last``.

    Parameters
    ----------
    last : by default the last year whose outcome is known: 2022, or 2023 with the project's files.
    models : by default :data:`MODELS`; the first is the reference of differences, or the published
        forecasts where they are given.
    folder : may hold, at any depth, the Early Warning Project's published forecasts
        (:data:`PUBLISHED_FILE`); all models are then scored on their rows. If it holds the
        project's predictors as well, outcomes are the project's, and ours are made once more
        with its predictors.

    Raises
    ------
    FutureLeak : a model has learnt from years after the one it forecasts from.
    BadInput : years out of order, or outside those whose outcome is known; not a folder.
    """
    theirs = None if folder is None else _project(folder)
    limit = LAST if theirs is None or theirs.outcomes is None else onset_published.YEARS[-1]
    last = limit if last is None else last
    _check_years(first, last, limit)
    named = dict(MODELS if models is None else models)
    if models is None and theirs is not None and theirs.predictors is not None:
        named[OURS_WITH_THEIRS] = with_their_predictors(theirs.predictors)
    parts = []
    for number, year in enumerate(range(first, last + 1)):
        parts += _forecasts(records, year, named)
        if progress is not None:
            progress(number + 1, last - first + 1, f"As-of year {year}")
    outcomes = None if theirs is None else theirs.outcomes
    if theirs is not None and theirs.chances is not None:
        parts.append(theirs.chances.filter(pl.col("year").is_between(first, last)))
        named = {PUBLISHED: base_rate, **named}  # its chances are read, not made
    chances = pl.concat(parts, how="diagonal_relaxed")
    outcomes = _outcomes(records) if outcomes is None else outcomes
    return _compared(outcomes, chances, tuple(named), seed)


def _forecasts(records: Records, year: int, named: Mapping[str, Forecaster]) -> list[pl.DataFrame]:
    """``iso3``, ``chance``, ``year``, ``model``, from records that end with the year."""
    known = panel(seen(EndingAt(records, Month(year, 12)), year))
    refuse_future(known)
    parts = []
    for name, forecast in named.items():
        made = forecast(known)
        refuse_leak(name, Month(made.trained_to, 12), Month(year, 12))
        rows = {"iso3": list(made.chances), "chance": list(made.chances.values())}
        parts.append(pl.DataFrame(rows).with_columns(year=pl.lit(year), model=pl.lit(name)))
    return parts


@dataclass(frozen=True, slots=True)
class _Project:
    """What a folder holds of the Early Warning Project's."""

    chances: pl.DataFrame | None = None  # iso3, chance, year, model
    outcomes: pl.DataFrame | None = None  # iso3, year, outcome
    predictors: pl.DataFrame | None = None


def _project(folder: Path) -> _Project:
    refuse_no_folder(folder)
    path = onset_published.find(folder, PUBLISHED_FILE)
    if path is None:
        return _Project()
    columns = {"chance": pl.col("published"), "model": pl.lit(PUBLISHED)}
    if onset_published.find(folder, onset_published.PREDICTORS_FILE) is None:
        rows = onset_published.published(path)
        return _Project(rows.select("iso3", "year", **columns))
    rows, predictors = onset_published.read(folder)
    return _Project(
        rows.select("iso3", "year", **columns), rows.select("iso3", "year", "outcome"), predictors
    )


def _check_years(first: int, last: int, limit: int) -> None:
    if not EARLIEST <= first <= last <= limit:
        raise BadInput(
            "These as-of years cannot be scored",
            expected=f"years from {EARLIEST} to {limit}, whose two years after are known",
            came=f"{first} to {last}",
            remedy=f"choose years within, e.g. {EARLIEST}-{limit}",
        )


def _outcomes(records: Records) -> pl.DataFrame:
    """``iso3``, ``year``, ``outcome`` (0 or 1) of all country-years whose outcome is known."""
    known = panel(seen(records, newest_year(records)))
    frame = pl.DataFrame({"iso3": list(known.iso3), "year": known.year, "outcome": known.onset()})
    return frame.filter(pl.col("outcome").is_not_nan())


def _compared(
    outcomes: pl.DataFrame, chances: pl.DataFrame, names: tuple[str, ...], seed: int
) -> OnsetEvaluation:
    """All models on the country-years that every one of them forecasts."""
    wide = (
        chances.pivot(on="model", index=["iso3", "year"], values="chance")
        .drop_nulls()
        .with_columns(pl.col("year").cast(pl.Int64))
        .join(outcomes, on=["iso3", "year"])
        .sort("year", "iso3")
    )
    if wide.is_empty():
        raise NoData(
            "Nothing to compare",
            expected="country-years that all models forecast",
            came="none",
            remedy="leave out one of the models",
        )
    codes, years = wide["iso3"].to_list(), wide["year"].to_numpy()
    y = wide["outcome"].to_numpy()
    p = {name: wide[name].to_numpy() for name in names}
    scores = {name: score_onsets(codes, years, y, p[name], seed=seed) for name in names}
    return OnsetEvaluation(
        reference=names[0],
        windows={f"{years.min()}-{years.max()}": scores},
        better={
            name: differences(codes, years, y, p[name], p[names[0]], seed=seed)
            for name in names[1:]
        },
    )
