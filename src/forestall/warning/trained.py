"""Deaths learnt across countries, with the packaged model where it fits and a fresh one elsewhere.

A model of each series for the newest month lies beside this file, trained when the package was
built. It is used only if it has seen exactly the data that are asked about. For any other month, or
once the user's own data change the past, :func:`forecast_learnt` trains a model on the spot, which
takes half a minute, and :func:`forecast_at_once` does without.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path

from forestall.errors import BadValue, FutureLeak, NoData
from forestall.vocabulary import Month
from forestall.warning import baseline, fatalities, model_file, past, splice
from forestall.warning.fatalities import FatalityModel
from forestall.warning.outlook import Outlook
from forestall.warning.splice import Records

SERIES = (splice.STATE_BASED, splice.TOTAL)
FILES = model_file.FILES


def packaged_path(series: str) -> Path:
    """Where the packaged model of a series lies, if the package carries one."""
    return Path(__file__).with_name(FILES[series])


def forecast_learnt(
    holdings: Records,
    as_of: Month,
    months: int,
    draws: int,
    seed: int,
    countries: Sequence[str] | None = None,
    series: str = splice.TOTAL,
    model: FatalityModel | None = None,
) -> Outlook:
    """Draws of monthly deaths after ``as_of``, from nothing later than ``as_of``.

    Parameters and errors as :func:`forestall.warning.fatalities.forecast`; ``series`` is
    ``state-based`` or ``total`` (deaths of all kinds), and ``model`` one to use in place of the
    packaged one.

    Raises
    ------
    NoData : ``as_of`` outside the data, another series, or a model older than ``as_of``.
    BadValue : a model that has learnt from later months, or of another series or other data.
    """
    past.check_request(holdings, as_of, months, draws, seed)
    if countries is not None:
        known = past.monthly(holdings, as_of)
        for iso3 in countries:
            known.row(iso3)  # an unknown code should not cost half a minute of training
    if model is not None:
        check_model(model, as_of, series)
        return fatalities.forecast(model, holdings, months, draws, seed, countries)
    ready = _from_packaged(holdings, as_of, months, draws, seed, countries, series)
    if ready is not None:
        return ready
    fresh = fatalities.train(holdings, as_of, series)
    return fatalities.forecast(fresh, holdings, months, draws, seed, countries)


def forecast_at_once(
    holdings: Records,
    as_of: Month,
    months: int,
    draws: int,
    seed: int,
    countries: Sequence[str] | None = None,
    series: str = splice.TOTAL,
) -> Outlook:
    """As :func:`forecast_learnt` where the packaged model fits; look-alikes alone elsewhere.

    Nothing is trained: a country takes a second or two whatever the month. ``Outlook.model`` says
    which it was. Parameters and errors as :func:`forestall.warning.baseline.forecast_deaths`.
    """
    past.check_request(holdings, as_of, months, draws, seed)
    ready = _from_packaged(holdings, as_of, months, draws, seed, countries, series)
    if ready is not None:
        return ready
    return baseline.forecast_deaths(holdings, as_of, months, draws, seed, countries, series)


def _from_packaged(
    holdings: Records,
    as_of: Month,
    months: int,
    draws: int,
    seed: int,
    countries: Sequence[str] | None,
    series: str,
) -> Outlook | None:
    """The packaged model's forecast; None if it has not seen exactly these data."""
    stored = _packaged(series)
    if stored is not None and stored.trained_to == as_of:
        with suppress(BadValue):  # of other data: the user's own have changed the past
            return fatalities.forecast(stored, holdings, months, draws, seed, countries)
    return None


def check_model(model: FatalityModel, as_of: Month, series: str) -> None:
    """Raise unless a model has seen the series to ``as_of`` and nothing later.

    Raises
    ------
    NoData : the model is older than the data it is shown.
    FutureLeak : the model knows the future.
    BadValue : the model is of another series.
    """
    if model.series != series:
        raise BadValue(
            "The trained model is of another series",
            expected=series,
            came=model.series,
            remedy="train one for that series",
        )
    if model.trained_to < as_of:
        raise NoData(
            "The trained model is older than the data it is shown",
            expected=f"a model trained on data to {as_of}",
            came=f"one trained on data to {model.trained_to}",
            remedy=f"forecast as of {model.trained_to}, or train the model again",
        )
    if model.trained_to > as_of:
        raise FutureLeak(
            "The trained model knows the future",
            expected=f"a model trained on data to {as_of}",
            came=f"one trained on data to {model.trained_to}",
            remedy="train a model for that month",
        )


@cache
def _packaged(series: str) -> FatalityModel | None:
    """The packaged model; None if there is none, or one of another version of the package."""
    path = packaged_path(series) if series in FILES else None
    if path is None or not path.is_file():
        return None
    with suppress(BadValue):
        return model_file.load(path)
    return None
