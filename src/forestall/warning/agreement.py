"""Whether an outside forecast of deaths and ours agree, on the same months and the same series."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from forestall.errors import BadValue
from forestall.vocabulary import Month
from forestall.warning.outlook import Floats, Outlook
from forestall.warning.outside import DEATHS, OutsideForecast

TWOFOLD = 2.0
"""Expected deaths within this factor of each other are said to agree."""
AHEAD = 12
"""Months of ours that are compared at most."""


class Verdict(StrEnum):
    """What the comparison found."""

    AGREE = "agree"
    IN_PART = "agree in part"
    DISAGREE = "disagree"


@dataclass(frozen=True, slots=True)
class Expected:
    """Deaths expected over some months: the mean, and 90% of the draws if there are draws."""

    mean: float
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Comparison:
    """The two forecasts over the months that both have.

    Attributes
    ----------
    first, last : those months.
    ratio : theirs to ours, of expected deaths; fewer than one death counts as one.
    """

    first: Month
    last: Month
    theirs: Expected
    ours: Expected
    ratio: float
    verdict: Verdict


def expected(
    forecast: OutsideForecast, iso3: str, first: Month, last: Month
) -> tuple[Expected, Month, Month] | None:
    """Their deaths in the months they have from ``first`` to ``last``, with those months."""
    rows = forecast.of(iso3, DEATHS)
    months = rows["month_id"].to_numpy()
    inside = (months >= first.id) & (months <= last.id)
    if not inside.any():
        return None
    spoken = months[inside]
    mean = float(rows["value"].to_numpy()[inside].sum())
    draws = forecast.draws_of(iso3)
    found = Expected(mean) if draws is None else _summed(draws[inside])
    return found, Month.from_id(int(spoken[0])), Month.from_id(int(spoken[-1]))


def compare(forecast: OutsideForecast, ours: Outlook, iso3: str) -> Comparison | None:
    """Theirs beside ours, over the months they share in the first twelve of ours.

    They agree if the expected deaths lie within a factor of two (fewer than one counts as one).
    They agree in part if they do not, but the 90% ranges overlap, or their figure, if it has no
    range, lies in ours. Otherwise they disagree.

    Returns
    -------
    None if they share no month.

    Raises
    ------
    BadValue : they are of different series.
    UnknownCountry : ours does not hold the country.
    """
    if forecast.series != ours.series:
        raise BadValue(
            "These forecasts cannot be compared",
            expected=f"a forecast of {ours.series} deaths",
            came=f"one of {forecast.series} deaths",
            remedy="forecast that series too",
        )
    months = ours.months[:AHEAD]
    found = expected(forecast, iso3, months[0], months[-1])
    if found is None:
        return None
    theirs, first, last = found
    start = first.id - months[0].id
    mine = _summed(ours.draws_of(iso3)[start : start + last.id - first.id + 1])
    ratio = max(theirs.mean, 1.0) / max(mine.mean, 1.0)
    return Comparison(first, last, theirs, mine, ratio, _verdict(theirs, mine, ratio))


def _summed(draws: Floats) -> Expected:
    total = draws.sum(axis=0)
    low, high = np.quantile(total, (0.05, 0.95))
    return Expected(float(total.mean()), float(low), float(high))


def _verdict(theirs: Expected, ours: Expected, ratio: float) -> Verdict:
    if 1 / TWOFOLD <= ratio <= TWOFOLD:
        return Verdict.AGREE
    low = theirs.mean if theirs.low is None else theirs.low
    high = theirs.mean if theirs.high is None else theirs.high
    if ours.low is None or ours.high is None:
        return Verdict.DISAGREE
    return Verdict.IN_PART if max(low, ours.low) <= min(high, ours.high) else Verdict.DISAGREE
