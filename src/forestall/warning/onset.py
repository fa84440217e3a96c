"""How likely it is that a mass killing begins here, by whose hand, within one and two years.

Mass killing as the Early Warning Project defines it: 1,000 or more non-combatants of a group
killed within about a year. A forecast as of year T sees nothing after the end of T and learns
from country-years whose two-year outcome had ended by then (:mod:`.onset_ensemble`). Scores of
past forecasts made so are in ``benchmarks/onset_scores.py``.

The model for the newest year is trained when the package is built and lies beside this file,
with the version of its training data and its scores; for any other year, or once the user's own
data change the past, one is learnt on the spot. A model older than the data it is shown is
refused.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from forestall.errors import BadValue, FutureLeak, NoData, UnknownCountry, UnknownMonth
from forestall.vocabulary import Month
from forestall.warning.onset_ensemble import OnsetModel, fit
from forestall.warning.onset_file import packaged
from forestall.warning.onset_learners import Floats, expit
from forestall.warning.onset_panel import Panel, panel
from forestall.warning.onset_reasons import Reasons, explain
from forestall.warning.onset_tables import Records, newest_year, seen

RECENT = 20
"""Years of outcomes behind the base rate."""

COLUMNS = (
    "iso3",
    "year",
    "probability",
    "probability_state_led",
    "probability_non_state_led",
)
"""The columns of a file of forecasts: two years ahead, ``year`` the as-of year."""


@dataclass(frozen=True, slots=True)
class OnsetOutlook:
    """Onset forecasts of all countries as of the end of one year, and what they rest on."""

    frame: pl.DataFrame
    model: OnsetModel
    panel: Panel

    def reasons(self, iso3: str) -> Reasons:
        """Drivers, changes since the year before, and look-alikes of one country.

        Raises
        ------
        UnknownCountry : no forecast for that country.
        """
        return explain(self.model, self.panel, iso3)


def onset_outlook(
    holdings: Records, as_of_year: int | None = None, model: OnsetModel | None = None
) -> OnsetOutlook:
    """Forecasts from the end of ``as_of_year`` (by default the last full year of the data).

    Parameters
    ----------
    holdings : the data; anything after ``as_of_year`` in them is left unread.
    model : a model to use; by default the packaged one where it fits, else one learnt here.

    Raises
    ------
    NoData : a year without data, or a model older than the data it is shown.
    BadValue : a model that has learnt from later years, or from other data.
    """
    year = newest_year(holdings) if as_of_year is None else as_of_year
    known = panel(seen(holdings, year))
    if model is None:
        stored = packaged().model
        fits = stored.as_of == year and stored.version == known.fingerprint()
        model = stored if fits else fit(known)
    check_model(model, known)
    return OnsetOutlook(_frame(model, known), model, known)


def forecast_onset(
    holdings: Records,
    as_of_year: int | None = None,
    countries: Sequence[str] | None = None,
    model: OnsetModel | None = None,
) -> pl.DataFrame:
    """One row per country: the chance that a mass killing begins in the years after.

    Returns
    -------
    ``iso3``; ``year``, the as-of year; ``probability`` of an onset in the next two years, of a
    state-led one (``probability_state_led``) and of one by another group
    (``probability_non_state_led``), either or both with 1 − (1 − s)(1 − o) = probability;
    ``probability_1y`` and the same two for the first year, at an even hazard: 1 − √(1 − p);
    ``lowest`` and ``highest`` of the six models; ``rank``, 1 for the largest; ``base_rate``, the
    frequency over the last twenty years of known outcomes. Sorted by rank.

    Raises
    ------
    UnknownCountry : a country that is not described.
    NoData, BadValue : as :func:`onset_outlook`.

    >>> from forestall.records.holdings import Holdings
    >>> frame = forecast_onset(Holdings.open(), 2012)
    >>> bool(frame["probability"].is_between(0, 1).all())
    True
    """
    frame = onset_outlook(holdings, as_of_year, model).frame
    if countries is None:
        return frame
    unknown = sorted(set(countries) - set(frame["iso3"]))
    if unknown:
        raise UnknownCountry(
            "No onset forecast for these countries",
            expected="ISO 3166-1 alpha-3 codes of states above half a million people",
            came=", ".join(unknown),
            remedy="leave them out",
        )
    return frame.filter(pl.col("iso3").is_in(list(countries)))


def as_of_year(text: str) -> int:
    """The last full year of ``YYYY`` or ``YYYY-MM``; a year's forecast is made from its end.

    Raises
    ------
    UnknownMonth : anything else.

    >>> as_of_year("2012"), as_of_year("2012-12"), as_of_year("2013-11")
    (2012, 2012, 2012)
    """
    if re.fullmatch(r"\d{4}", text.strip()):
        return Month.parse(f"{text.strip()}-12").year
    try:
        month = Month.parse(text)
    except UnknownMonth as error:
        raise UnknownMonth(
            "Not a year or a month",
            expected="YYYY, or YYYY-MM for the last full year by then",
            came=repr(text),
            remedy="write it like 2012",
        ) from error
    return month.year if month.month == 12 else month.year - 1


def check_model(model: OnsetModel, known: Panel) -> None:
    """Raise unless the model was learnt from what the panel knew, no less and no more.

    Raises
    ------
    NoData : the model is older than the data.
    FutureLeak : the model knows later years.
    BadValue : it was learnt from other data.
    """
    if model.as_of < known.as_of:
        raise NoData(
            "The onset model is older than the data it is shown",
            expected=f"a model trained with data to {known.as_of}",
            came=f"one trained with data to {model.as_of}",
            remedy=f"ask as of {model.as_of}, or leave the model out to have one trained",
        )
    if model.as_of > known.as_of:
        raise FutureLeak(
            "The onset model knows the future",
            expected=f"a model trained with data to {known.as_of}",
            came=f"one trained with data to {model.as_of}",
            remedy="leave the model out to have one trained for that year",
        )
    version = known.fingerprint()
    if model.version != version:
        raise BadValue(
            "The onset model was trained on another version of the data",
            expected=f"training data {version}",
            came=model.version,
            remedy="leave the model out to have one trained on these data",
        )


def rows_of(known: Panel, year: int) -> Panel:
    """The panel's rows of one year."""
    kept = np.flatnonzero(known.rows_of(year))
    return replace(
        known,
        iso3=tuple(known.iso3[row] for row in kept),
        year=known.year[kept],
        values=known.values[kept],
        outcomes=known.outcomes[kept],
    )


def _frame(model: OnsetModel, known: Panel) -> pl.DataFrame:
    now = rows_of(known, known.as_of)
    if not now.iso3:
        raise NoData(
            "No country is described in that year",
            expected="figures on societies at most two years old",
            came=f"none for {known.as_of}",
            remedy="choose an earlier year",
        )
    members = model.log_odds(now)
    whole = expit(members.mean(axis=1))
    state, others = model.sides(now)
    frame = pl.DataFrame(
        {
            "iso3": list(now.iso3),
            "year": pl.Series([known.as_of] * len(now.iso3), dtype=pl.Int16),
            "probability": whole,
            "probability_state_led": state,
            "probability_non_state_led": others,
            "probability_1y": first_year(whole),
            "probability_1y_state_led": first_year(state),
            "probability_1y_non_state_led": first_year(others),
            "lowest": expit(members.min(axis=1)),
            "highest": expit(members.max(axis=1)),
        }
    )
    rank = pl.col("probability").rank("ordinal", descending=True).cast(pl.Int32)
    return frame.with_columns(rank=rank, base_rate=pl.lit(_base_rate(known))).sort("rank")


def first_year(probability: Floats) -> Floats:
    """The first of two years' share at an even hazard: 1 − √(1 − p).

    >>> first_year(np.array([0.19])).round(6).tolist()
    [0.1]
    """
    return 1 - np.sqrt(1 - probability)


def _base_rate(known: Panel) -> float:
    rows = known.learnable()
    recent = rows & (known.year > known.year[rows].max() - RECENT)
    return float(known.onset()[recent].mean())
