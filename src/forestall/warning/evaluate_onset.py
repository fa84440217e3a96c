"""Rolling-origin scores of onset forecasts, beside benchmarks on the same country-years.

For each as-of year a model is learnt anew from records that end with it (:mod:`.no_future`) and
from country-years whose two-year outcome had ended by then; one that knows later years is refused.
Outcomes are those of the packaged list of episodes, so the last as-of year is two before its end.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from forestall import snapshot
from forestall.errors import BadInput, NoData, UnreadableFile, WrongColumns
from forestall.vocabulary import Month
from forestall.warning.challenge_files import refuse_no_folder
from forestall.warning.no_future import EndingAt, Records, refuse_leak
from forestall.warning.onset import rows_of
from forestall.warning.onset_ensemble import fit
from forestall.warning.onset_panel import AHEAD, Panel, panel, refuse_future
from forestall.warning.onset_scoring import OnsetScores, differences, score_onsets
from forestall.warning.onset_tables import EARLIEST, EPISODES_UNTIL, newest_year, seen

OURS = "forestall"
RATE = "base rate so far"
KILLED = "base rate by civilians killed"
PUBLISHED = "published"
PUBLISHED_FILE = "ewp_2025_published_forecasts_out_of_sample.csv"
LAST = EPISODES_UNTIL - AHEAD
ALL_YEARS = f"{EARLIEST}-{LAST}"

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
    better: dict[str, tuple[float, float, float]]  # ours less the reference: 5%, figure, 95%


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


def evaluate_onset(
    records: Records,
    first: int = EARLIEST,
    last: int = LAST,
    *,
    models: Mapping[str, Forecaster] | None = None,
    folder: Path | None = None,
    seed: int = 1,
    progress: Progress | None = None,
) -> OnsetEvaluation:
    """Scores of onset forecasts made from the end of each year from ``first`` to ``last``.

    Parameters
    ----------
    models : by default :data:`MODELS`; the first is the reference of differences, or the published
        forecasts where they are given.
    folder : may hold, at any depth, the Early Warning Project's published forecasts
        (:data:`PUBLISHED_FILE`); all models are then scored on their rows.

    Raises
    ------
    FutureLeak : a model has learnt from years after the one it forecasts from.
    BadInput : years out of order, or outside those whose outcome is known; not a folder.
    """
    _check_years(first, last)
    if folder is not None:
        refuse_no_folder(folder)
    named = dict(MODELS if models is None else models)
    parts = []
    for number, year in enumerate(range(first, last + 1)):
        known = panel(seen(EndingAt(records, Month(year, 12)), year))
        refuse_future(known)
        for name, forecast in named.items():
            made = forecast(known)
            refuse_leak(name, Month(made.trained_to, 12), Month(year, 12))
            rows = {"iso3": list(made.chances), "chance": list(made.chances.values())}
            parts.append(pl.DataFrame(rows).with_columns(year=pl.lit(year), model=pl.lit(name)))
        if progress is not None:
            progress(number + 1, last - first + 1, f"As-of year {year}")
    if folder is not None and (published := _published(folder)) is not None:
        parts.append(published.filter(pl.col("year").is_between(first, last)))
        named = {PUBLISHED: base_rate, **named}  # its chances are read, not made
    return _compared(
        _outcomes(records), pl.concat(parts, how="diagonal_relaxed"), tuple(named), seed
    )


def _check_years(first: int, last: int) -> None:
    if not EARLIEST <= first <= last <= LAST:
        raise BadInput(
            "These as-of years cannot be scored",
            expected=f"years from {EARLIEST} to {LAST}, whose two years after are known",
            came=f"{first} to {last}",
            remedy=f"choose years within, e.g. {ALL_YEARS}",
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
        better=differences(codes, years, y, p[names[-1]], p[names[0]], seed=seed),
    )


def _published(folder: Path) -> pl.DataFrame | None:
    """The project's published chances as rows, or None if the folder has none."""
    path = next(iter(sorted(folder.rglob(PUBLISHED_FILE))), None)
    if path is None:
        return None
    try:
        raw = pl.read_csv(path, null_values=["NA", ""], infer_schema_length=None)
    except (OSError, pl.exceptions.PolarsError) as problem:
        raise UnreadableFile(
            f"Cannot read {path.name}",
            expected="the Early Warning Project's table of past forecasts",
            came=str(problem).splitlines()[0][:200],
            remedy="fetch the file again",
        ) from problem
    if missing := {"ewp_name", "prev_year", "risk_prev"} - set(raw.columns):
        raise WrongColumns(
            f"{path.name} is not the table of past forecasts",
            expected="columns ewp_name, prev_year, risk_prev",
            came=f"no {', '.join(sorted(missing))}",
            remedy="fetch the file again",
        )
    names = snapshot.table("country_names").filter(pl.col("scheme") == "ewp")
    return (
        raw.join(names, left_on="ewp_name", right_on="name")
        .filter(pl.col("risk_prev").is_not_null(), pl.col("prev_year").is_not_null())
        .select(
            "iso3",
            chance=pl.col("risk_prev").cast(pl.Float64),
            year=pl.col("prev_year").cast(pl.Int64),
            model=pl.lit(PUBLISHED),
        )
        .unique(["iso3", "year"], keep="first", maintain_order=True)
    )
