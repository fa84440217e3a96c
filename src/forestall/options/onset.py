"""The chance that a new mass killing begins here, gathered from the onset forecast for an answer.

What an appraisal says beside its deaths: how likely, by whose hand, why, and how such forecasts
have done (:mod:`forestall.warning.onset` makes them).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from forestall import snapshot
from forestall.errors import NoData, UnknownCountry
from forestall.provenance import Origin, Provenance
from forestall.warning.onset import RECENT, OnsetOutlook, onset_outlook, rows_of
from forestall.warning.onset_calibration import UNCORRECTED, Correction
from forestall.warning.onset_file import packaged
from forestall.warning.onset_reasons import Driver, Reasons
from forestall.warning.onset_tables import EARLIEST, EPISODES_UNTIL, newest_year

if TYPE_CHECKING:
    from forestall.records.holdings import Holdings
    from forestall.situation.assessment import Assessment
    from forestall.vocabulary import Month
    from forestall.warning.onset_reasons import LookAlike

ALIKE = 3
"""Look-alikes told."""
NEAR = 0.1
"""Forecasts whose past mean is this near to what came, in proportion, are called calibrated."""


@dataclass(frozen=True, slots=True)
class UnderWay:
    """A mass killing already going on, by the list of episodes: no onset can count it again."""

    episode: str
    start: int
    state_led: bool


@dataclass(frozen=True, slots=True)
class Precedent:
    """A past country-year with similar reasons, and what came in the two years after."""

    iso3: str
    country: str
    year: int
    state_led: bool  # a state-led mass killing began
    non_state_led: bool
    killed_after: float | None  # civilians killed in those two years; None before 1989


@dataclass(frozen=True, slots=True)
class PastForecasts:
    """How forecasts made the same way did, out of sample, as stored with the model."""

    mean: float
    observed: float
    calibration_slope: float
    country_years: int
    onsets: int
    years: tuple[int, int]  # first and last as-of year

    @property
    def too_high(self) -> float:
        """By what share of what came the mean was above it; below zero: too low."""
        return self.mean / self.observed - 1

    @property
    def calibrated(self) -> bool:
        """Whether the mean was within a tenth of what came."""
        return abs(self.too_high) <= NEAR


@dataclass(frozen=True, slots=True)
class OnsetFinding:
    """Chances that a new mass killing begins in the two years after ``as_of_year``.

    Chances lie between 0 and 1 and are as the model gives them, with its odds scaled by
    ``correction``. ``drivers`` are in log-odds and, with the average country-year, add up to the
    forecast.
    """

    as_of_year: int
    probability: float
    state_led: float
    non_state_led: float
    probability_1y: float
    state_led_1y: float
    non_state_led_1y: float
    lowest: float  # of the six models
    highest: float
    year_before: float | None  # by the same model; None where that year is not described
    rank: int  # 1 for the largest
    countries: int
    base_rate: float  # frequency over the last ``base_years`` years of known outcomes
    base_years: int
    drivers: tuple[Driver, ...]  # largest first, the last one the rest
    changes: tuple[Driver, ...]  # since the year before
    look_alikes: tuple[Precedent, ...]  # nearest first
    under_way: tuple[UnderWay, ...]
    under_way_until: int  # the year for which the list of episodes says so
    past: PastForecasts
    provenance: Provenance
    correction: Correction = UNCORRECTED  # past forecasts added up, against what came


def find_onset(assessment: Assessment, records: Holdings) -> tuple[OnsetFinding | None, str]:
    """The finding for an assessment's country and month, or none and one sentence why.

    The last year that was whole by the month is asked for; the packaged model answers where it
    fits, else one learnt on the spot from what was known then.
    """
    iso3, as_of = assessment.country.iso3, assessment.as_of
    whole = as_of.year if as_of.month == 12 else as_of.year - 1
    try:
        year = min(whole, newest_year(records))
        outlook = onset_outlook(records, year)
        reasons = outlook.reasons(iso3)
    except NoData:
        return None, _no_data(whole)
    except UnknownCountry:
        return None, (
            "How likely a new mass killing is to begin here is not forecast: the yearly figures "
            "on societies that it reads leave out states below half a million people."
        )
    return _finding(outlook, reasons, records, as_of), ""


def _no_data(year: int) -> str:
    told = "How likely a new mass killing was to begin here cannot be forecast: "
    if year < EARLIEST:
        return told + (
            "civilians killed are on record from 1989 on, too few years to learn from before the "
            f"end of {EARLIEST}."
        )
    return told + f"the yearly figures it needs do not reach {year}."


def _finding(
    outlook: OnsetOutlook, reasons: Reasons, records: Holdings, as_of: Month
) -> OnsetFinding:
    frame, year = outlook.frame, reasons.year
    row = frame.row(by_predicate=pl.col("iso3") == reasons.iso3, named=True)
    return OnsetFinding(
        as_of_year=year,
        probability=row["probability"],
        state_led=row["probability_state_led"],
        non_state_led=row["probability_non_state_led"],
        probability_1y=row["probability_1y"],
        state_led_1y=row["probability_1y_state_led"],
        non_state_led_1y=row["probability_1y_non_state_led"],
        lowest=row["lowest"],
        highest=row["highest"],
        year_before=_year_before(outlook, reasons.iso3),
        rank=row["rank"],
        countries=frame.height,
        base_rate=row["base_rate"],
        base_years=RECENT,
        drivers=reasons.drivers,
        changes=reasons.changes,
        look_alikes=_precedents(reasons.look_alikes[:ALIKE], records, as_of),
        under_way=under_way(reasons.iso3, year),
        under_way_until=min(year, EPISODES_UNTIL),
        past=_past(),
        provenance=_provenance(outlook, reasons),
        correction=reasons.correction,
    )


def _year_before(outlook: OnsetOutlook, iso3: str) -> float | None:
    before = rows_of(outlook.panel, outlook.panel.as_of - 1)
    if iso3 not in before.iso3:
        return None
    odds = outlook.model.log_odds(before).mean(axis=1)[before.iso3.index(iso3)]
    return float(1 / (1 + np.exp(-odds)))


def under_way(iso3: str, year: int) -> tuple[UnderWay, ...]:
    """Mass killings going on here at the end of ``year``, or of the list's last year, oldest first.

    >>> [(one.start, one.state_led) for one in under_way("SDN", 2024)]
    [(2023, False)]
    """
    seen = min(year, EPISODES_UNTIL)
    rows = (
        snapshot.table("episodes")
        .filter(
            (pl.col("iso3") == iso3)
            & (pl.col("start") <= seen)
            & (pl.col("end").is_null() | (pl.col("end") > seen))
        )
        .sort("start", "episode")
    )
    return tuple(
        UnderWay(name, int(start), bool(state_led))
        for name, start, state_led in rows.select("episode", "start", "state_led").iter_rows()
    )


def _precedents(
    alike: tuple[LookAlike, ...], records: Holdings, as_of: Month
) -> tuple[Precedent, ...]:
    names = dict(snapshot.table("countries").select("iso3", "name").iter_rows())
    killed = records.one_sided_totals(until=as_of).select("iso3", "year", "best")
    return tuple(
        Precedent(
            one.iso3,
            names.get(one.iso3, one.iso3),
            one.year,
            one.state_led,
            one.others,
            _killed(killed, one.iso3, one.year),
        )
        for one in alike
    )


def _killed(killed: pl.DataFrame, iso3: str, year: int) -> float | None:
    """Civilians killed in the two years after ``year``; a year without a row is 0."""
    if year < 1988:
        return None
    rows = killed.filter((pl.col("iso3") == iso3) & pl.col("year").is_between(year + 1, year + 2))
    return float(rows["best"].sum())


def _past() -> PastForecasts:
    scores = packaged().scores
    first, last = scores["as_of_years"]
    return PastForecasts(
        mean=scores["mean_forecast"],
        observed=scores["base_rate"],
        calibration_slope=scores["calibration_slope"],
        country_years=scores["n"],
        onsets=scores["onsets"],
        years=(first, last),
    )


def _provenance(outlook: OnsetOutlook, reasons: Reasons) -> Provenance:
    iso3, year = reasons.iso3, reasons.year
    tables = ("societies", "dyads", "battle_deaths", "one_sided", "country_month", "excluded")
    return Provenance(
        Origin.MODEL,
        f"chance that a new mass killing begins in {year + 1} or {year + 2}",
        "forestall.warning.onset",
        f"training rows {outlook.model.version}",
        rows=(
            *(f"{table}: iso3={iso3}, to {year}" for table in tables),
            f"episodes: all countries, begun by {year}",
            f"the average country-year learnt from: {reasons.base:+.2f} log-odds, "
            f"{reasons.correction.log_odds:+.2f} of them by the next row",
            f"{reasons.correction}",
            *(f"{driver.words}: {driver.log_odds:+.2f} log-odds" for driver in reasons.drivers),
        ),
        formula="1 / (1 + exp(-mean log-odds of six models)); the rows of log-odds add up to it",
    )
