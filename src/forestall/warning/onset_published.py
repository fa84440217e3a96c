"""The Early Warning Project's published forecasts of onset, and ours on exactly their rows.

The project publishes forecasts made from the data of 1993 to 2023, and the predictors and outcomes
behind them (5,032 country-years with a forecast; 72 precede an onset within two years, in 26
countries). The outcome of 2023 is half open: it is counted as the project's file has it.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl

from forestall import snapshot
from forestall.errors import BadValue
from forestall.warning import forecast_file
from forestall.warning.onset import rows_of
from forestall.warning.onset_ensemble import MEMBERS, Recipe, fit
from forestall.warning.onset_learners import expit
from forestall.warning.onset_panel import Panel, panel
from forestall.warning.onset_scoring import OnsetScores, score_onsets
from forestall.warning.onset_tables import Records, newest_year, seen

FORECASTS_FILE = "ewp_2025_published_forecasts_out_of_sample.csv"
PREDICTORS_FILE = "ewp_2025_predictors_country_year.csv"
YEARS = range(1993, 2024)
# What the project uses and the package does not ship, or measures otherwise.
THEIRS = {
    "coups": "coup.try.5yr",
    "wide_targeting": "widetargeting",
    "narrow_targeting": "narrowtargeting",
    "fractionalisation": "efindex",
    "covenant": "ios.iccpr1",
    "their_battle_deaths": "battledeaths.log2",
    "their_ongoing": "mk_ongoing_count_log2",
    "their_past": "mean_mk_onset_interaction",
    "began_this_year": "mk_onset_prev_year",
    "new_state": "newcountry",
    "age_of_state": "countryage.new.log2",
}
_OUTCOMES = {"outcome": "mk_onset_1or2", "outcome_1y": "mk_onset_1"}


def find(folder: Path, name: str) -> Path | None:
    """The file of that name at any depth of ``folder``; the first in order if there are several."""
    return next(iter(sorted(folder.rglob(name))), None)


def published(path: Path) -> pl.DataFrame:
    """``iso3``, ``ewp_name``, ``year`` (as of which), ``published``: the project's chances.

    Raises
    ------
    UnreadableFile, WrongColumns, EmptyInput : not the project's table of past forecasts.
    BadValue : a chance outside 0 to 1, or a country-year twice.
    """
    wanted = ("ewp_name", "prev_year", "risk_prev")
    raw = forecast_file.read(path, wanted, "the Early Warning Project's table of past forecasts")
    rows = (
        _numbers(raw, path)
        .join(_names(), on="ewp_name", how="inner")
        .select(
            "iso3",
            "ewp_name",
            pl.col("prev_year").cast(pl.Int64).alias("year"),
            published="risk_prev",
        )
        .drop_nulls(["year", "published"])
    )
    bad = rows.filter(~pl.col("published").is_between(0, 1)).height
    twice = rows.height - rows.select("iso3", "year").n_unique()
    if bad or twice:
        raise BadValue(
            f"{path.name} cannot be scored",
            expected="chances from 0 to 1, one for each country and year",
            came=f"{bad} other values, {twice} country-years twice",
            remedy="fetch the file again",
        )
    return rows


def read(folder: Path) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The rows to score, and the project's predictors.

    ``folder`` holds :data:`FORECASTS_FILE` and :data:`PREDICTORS_FILE`, at any depth.

    Returns
    -------
    ``iso3``, ``year``, ``published``, ``outcome``, ``outcome_1y``, by year and country; and
    ``iso3``, ``year`` with the columns named in :data:`THEIRS`.

    Raises
    ------
    As :func:`published`; BadValue : a forecast without an outcome.
    """
    path = find(folder, PREDICTORS_FILE) or folder / PREDICTORS_FILE
    wanted = ("ewp_name", "year", *_OUTCOMES.values(), *THEIRS.values())
    raw = forecast_file.read(path, wanted, "the Early Warning Project's table of predictors")
    predictors = _numbers(raw, path).with_columns(pl.col("year").cast(pl.Int64))
    made = published(find(folder, FORECASTS_FILE) or folder / FORECASTS_FILE)
    rows = made.join(predictors, on=["ewp_name", "year"], how="left").select(
        "iso3", "year", "published", **_OUTCOMES
    )
    if missing := rows["outcome"].null_count():
        raise BadValue(
            "The project's files do not fit together",
            expected=f"an outcome in {PREDICTORS_FILE} for each forecast",
            came=f"{missing} forecasts without one",
            remedy="fetch both files of the same year",
        )
    theirs = predictors.join(_names(), on="ewp_name").select("iso3", "year", **THEIRS)
    return rows.sort("year", "iso3"), theirs


def recipe_with_theirs() -> Recipe:
    """Which predictors our models read when they have the project's too."""
    recipe = Recipe()
    return Recipe(few=(*recipe.few, "coups"), wide=(*recipe.wide, *THEIRS))


def with_theirs(known: Panel, theirs: pl.DataFrame) -> Panel:
    """The panel with the project's predictors to its as-of year."""
    return known.with_predictors(theirs.filter(pl.col("year") <= known.as_of))


def forecasts(records: Records, theirs: pl.DataFrame | None) -> pl.DataFrame:
    """Forecasts from the end of every as-of year, learnt anew for each.

    Returns
    -------
    ``iso3``, ``year``, ``probability``, ``uncorrected``, ``state_led``, ``others``, and a column
    for each of :data:`.onset_ensemble.MEMBERS`. Each year's odds are corrected by what the years
    before it had expected (:mod:`.onset_calibration`).
    """
    recipe = Recipe() if theirs is None else recipe_with_theirs()
    parts = []
    record: dict[int, float] = {}
    for year in YEARS:
        known = panel(seen(records, year))
        if theirs is not None:
            known = with_theirs(known, theirs)
        model = fit(known, recipe, record)
        now = rows_of(known, year)
        uncorrected = model.uncorrected(now)
        record[year] = float(uncorrected.sum())
        members = model.log_odds(now)
        state, others = model.sides(now)
        parts.append(
            pl.DataFrame(
                {
                    "iso3": list(now.iso3),
                    "year": [year] * len(now.iso3),
                    "probability": expit(members.mean(axis=1)),
                    "uncorrected": uncorrected,
                    "state_led": state,
                    "others": others,
                    **{name: expit(members[:, i]) for i, name in enumerate(MEMBERS)},
                }
            )
        )
    return pl.concat(parts)


def scores(rows: pl.DataFrame, column: str, outcome: str = "outcome") -> OnsetScores:
    """Scores of one column of forecasts."""
    kept = rows.drop_nulls([column, outcome])
    return score_onsets(
        kept["iso3"].to_list(),
        kept["year"].to_numpy(),
        kept[outcome].to_numpy().astype(np.float64),
        kept[column].to_numpy(),
    )


def with_sides(rows: pl.DataFrame, records: Records) -> pl.DataFrame:
    """Outcomes by who led, from the packaged episodes, for the same rows."""
    known = panel(seen(records, newest_year(records)))
    outcomes = pl.DataFrame(
        {
            "iso3": list(known.iso3),
            "year": known.year,
            "state_outcome": known.outcomes[:, 0],
            "others_outcome": known.outcomes[:, 1],
        }
    )
    nan = pl.col("state_outcome", "others_outcome").fill_nan(None)
    return rows.join(outcomes.with_columns(nan), on=["iso3", "year"], how="left")


def _names() -> pl.DataFrame:
    """``iso3`` by the project's names of countries."""
    names = snapshot.table("country_names").filter(pl.col("scheme") == "ewp")
    return names.select("iso3", ewp_name="name")


def _numbers(frame: pl.DataFrame, path: Path) -> pl.DataFrame:
    """All columns but ``ewp_name`` as numbers; ``NA`` and nothing are missing."""
    text = pl.all().exclude("ewp_name").cast(pl.String)
    known = frame.with_columns(
        pl.when(text.is_in(["NA", ""])).then(None).otherwise(text).name.keep()
    )
    read = known.with_columns(pl.all().exclude("ewp_name").cast(pl.Float64, strict=False))
    if bad := sum(read.null_count().row(0)) - sum(known.null_count().row(0)):
        raise BadValue(
            f"{path.name} holds words where numbers belong",
            expected="numbers or NA",
            came=f"{bad} other values",
            remedy="fetch the file again",
        )
    return read
