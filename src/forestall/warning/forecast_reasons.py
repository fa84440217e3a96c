"""All that is said about why a country's monthly forecast is what it is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from forestall.errors import BadValue, NoData
from forestall.provenance import Origin, Provenance
from forestall.vocabulary import Month
from forestall.warning import drivers, fatalities, look_alikes, past, splice, trained
from forestall.warning.drivers import Driver, Learnt
from forestall.warning.look_alikes import LookAlike, QuietPast
from forestall.warning.splice import Records, Spliced

__all__ = ["Driver", "ForecastReasons", "Learnt", "LookAlike", "Recent", "forecast_reasons"]

ALIKE = 3
"""Look-alikes told."""
_NO_MODEL = (
    "What drives the learnt forecast is not shown: no trained model comes with the package for "
    "this month and these data"
)


@dataclass(frozen=True, slots=True)
class Recent:
    """Deaths on record lately: what changed, as counted."""

    month: Month
    last: int
    before: int  # the month before
    three: float  # deaths a month over the last three months
    year: float  # over the last twelve

    def __str__(self) -> str:
        """In words, e.g. ``58 deaths in 2026-05 after 33 in 2026-04``."""
        deaths = "death" if self.last == 1 else "deaths"
        return f"{self.last:,} {deaths} in {self.month} after {self.before:,} in {self.month - 1}"


@dataclass(frozen=True, slots=True)
class ForecastReasons:
    """Why the forecast of one country's deaths by month is what it is.

    Attributes
    ----------
    series : ``total`` (all kinds) or ``state-based``: of the look-alikes and recent months.
    look_alikes : nearest first; none where nobody was killed in three years.
    quiet_past : what followed histories as quiet as this one; None where there was killing.
    learnt : drivers and changes of the learnt forecast (its ``series`` may be another, see
        :func:`learnt_series`); None without a model, and then ``why_not_learnt`` says why.
    provenance : the path behind look-alikes and recent months.
    """

    iso3: str
    as_of: Month
    series: str
    recent: Recent
    look_alikes: tuple[LookAlike, ...]
    quiet_past: QuietPast | None
    learnt: Learnt | None
    why_not_learnt: str
    provenance: Provenance


def forecast_reasons(
    records: Records,
    as_of: Month,
    iso3: str,
    series: str = splice.TOTAL,
    *,
    train: bool = False,
) -> ForecastReasons:
    """Drivers, what changed since last month, and look-alikes of one country's forecast.

    Parameters
    ----------
    records : the data, e.g. ``Holdings.open()``; nothing later than ``as_of`` is read.
    series : ``total`` or ``state-based``, for look-alikes and recent months. Drivers are those
        of the learnt forecast of :func:`learnt_series`.
    train : learn a model (half a minute) where the packaged one does not fit; without it the
        drivers are then left out.

    Raises
    ------
    NoData : ``as_of`` outside the data.
    BadValue : another series, or a panel with gaps.
    UnknownCountry : a code without a series.
    """
    past.check_request(records, as_of, 12, 1, 0)
    if series not in (splice.TOTAL, splice.STATE_BASED):
        raise BadValue(
            "No reasons are given for this series",
            expected=f"{splice.TOTAL} or {splice.STATE_BASED}",
            came=repr(series),
            remedy="ask for one of the two",
        )
    past.monthly(records, as_of).row(iso3)
    known = splice.series(records, series, as_of)
    learnt, why_not = _learnt(records, known, series, iso3, train)
    return ForecastReasons(
        iso3=iso3,
        as_of=as_of,
        series=series,
        recent=_recent(known, iso3),
        look_alikes=look_alikes.find(known.deaths, known.units, known.first, iso3, ALIKE),
        quiet_past=look_alikes.quiet_past(known.deaths, known.units, iso3),
        learnt=learnt,
        why_not_learnt=why_not,
        provenance=_provenance(known, iso3, series),
    )


def learnt_series(series: str) -> str:
    """Whose learnt forecast is explained: the series' own, or that of state-based deaths.

    A series without a packaged model is forecast from own history and look-alikes.
    """
    return series if series in trained.FILES else splice.STATE_BASED


def _learnt(
    records: Records, known: Spliced, series: str, iso3: str, train: bool
) -> tuple[Learnt | None, str]:
    """Drivers by the packaged model where it fits, by a new one if asked, else why there are none.

    The series is read only if there is a model for its month: that takes a while.
    """
    as_of, which = known.last, learnt_series(series)
    packaged = trained._packaged(which)
    if not train and (packaged is None or packaged.trained_to != as_of):
        until = "" if packaged is None else f" (the one it has knows data to {packaged.trained_to})"
        return None, f"{_NO_MODEL}{until}."
    try:
        recorded = known if series == which else splice.series(records, which, as_of)
        if packaged is not None and drivers.fits(packaged, recorded):
            return drivers.explain(packaged, recorded, iso3), ""
        if not train:
            return None, f"{_NO_MODEL}."
        return drivers.explain(fatalities.train(records, as_of, which), recorded, iso3), ""
    except NoData as error:
        return None, f"What drives the learnt forecast is not shown: {error.what.lower()}."


def _recent(known: Spliced, iso3: str) -> Recent:
    deaths = known.deaths[known.units.index(iso3)]
    return Recent(
        month=known.last,
        last=round(deaths[-1]),
        before=round(deaths[-2]),
        three=float(np.mean(deaths[-3:])),
        year=float(np.mean(deaths[-12:])),
    )


def _provenance(known: Spliced, iso3: str, series: str) -> Provenance:
    what = "all kinds" if series == splice.TOTAL else series
    return Provenance(
        origin=Origin.DATA,
        what=f"monthly deaths ({what}) of {iso3} and of every country, to {known.last}",
        source="country_month",
        rows=(f"country_month: iso3={iso3}, {known.last - 35} to {known.last}",),
        formula="look-alikes: nearest in log means of 1, 3, 12 and 36 months and months since a "
        "death, one month for each country, the twelve months after it known",
    )
