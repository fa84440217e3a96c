"""The deaths to expect without new action: from the forecasts, or from a person's own range."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from forestall.compute import stream
from forestall.errors import BadValue, NoData
from forestall.evidence.synthesis import split_normal
from forestall.provenance import Origin, Provenance
from forestall.warning.one_sided import forecast_one_sided
from forestall.warning.past import MOST_DRAWS, MOST_MONTHS
from forestall.warning.trained import forecast_at_once

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from forestall.records.holdings import Holdings
    from forestall.situation.assessment import Assessment, PersonBaseline
    from forestall.vocabulary import Month
    from forestall.warning.outlook import Outlook


def civilian_deaths(
    assessment: Assessment, records: Holdings, months: int, draws: int, seed: int
) -> tuple[NDArray[np.float64], Provenance]:
    """(months, draws) one-sided deaths after the as-of month, and where they come from.

    A person's baseline replaces the forecast: its range is that of 12 months, spread evenly, and
    every further year is taken to be like the first.

    Raises
    ------
    NoData : no baseline is set and the data do not reach the as-of month.
    BadValue : no baseline is set, and more futures or months than a forecast can have.
    """
    if assessment.baseline is not None:
        return _from_person(assessment, months, draws, seed), _person(assessment.baseline)
    start, gap = _start(assessment.as_of, records)
    _check_forecast(months, gap, draws)
    iso3 = assessment.country.iso3
    try:
        outlook = forecast_one_sided(records, start, gap + months, draws, seed, countries=[iso3])
    except NoData as error:
        raise NoData(
            "No forecast of civilian deaths can be made for that month",
            expected=error.expected,
            came=error.came,
            remedy="set [baseline] with low, best and high in an assessment file",
        ) from error
    drawn = np.asarray(outlook.draws_of(iso3)[gap:], dtype=np.float64)
    return drawn, outlook.provenance(iso3)


def _check_forecast(months: int, gap: int, draws: int) -> None:
    """Refuse in the words of the question what a forecast would refuse in its own."""
    for what, value, most, why in (
        ("futures", draws, MOST_DRAWS, ""),
        ("months", months, MOST_MONTHS - gap, f": the data end {gap} months before as-of"),
    ):
        if value > most:
            raise BadValue(
                f"Deaths are not forecast over that many {what}",
                expected=f"at most {most:,}{why}",
                came=f"{value:,}",
                remedy="ask for fewer, or set [baseline] in an assessment file",
            )


def monthly_deaths(
    assessment: Assessment, records: Holdings, months: int, draws: int, seed: int
) -> Outlook | None:
    """Deaths of all kinds by month, from the last month of data on; None before the data.

    From the packaged model if it has seen exactly these data; else from look-alikes alone.
    """
    start, gap = _start(assessment.as_of, records)
    try:
        return forecast_at_once(
            records, start, gap + months, draws, seed, countries=[assessment.country.iso3]
        )
    except NoData:
        return None


def _start(as_of: Month, records: Holdings) -> tuple[Month, int]:
    """The month forecasts start after, and how many months the data end before ``as_of``."""
    known = records.known_until()
    start = min(as_of, known)
    return start, as_of.id - start.id


def _from_person(assessment: Assessment, months: int, draws: int, seed: int) -> NDArray[np.float64]:
    baseline = assessment.baseline
    if baseline is None:
        raise NoData(
            "No baseline is set",
            expected="low, best and high",
            came="nothing",
            remedy="set [baseline] in the assessment file",
        )
    rng = stream(seed, "options", "baseline", assessment.country.iso3, str(assessment.as_of))
    ends = np.log1p([baseline.low, baseline.best, baseline.high])
    yearly = np.expm1(split_normal(rng.standard_normal(draws), *ends)).clip(min=0.0)
    return np.tile(yearly / 12, (months, 1))


def _person(baseline: PersonBaseline) -> Provenance:
    return Provenance(
        origin=Origin.PERSON,
        what="Civilian deaths over 12 months without new action, set by a person"
        + (f": {baseline.note}" if baseline.note else ""),
        source="assessment file",
        rows=(f"baseline: low {baseline.low:g}, best {baseline.best:g}, high {baseline.high:g}",),
        formula="split normal of log(1 + deaths) through the three, spread evenly over the months",
        verified=False,
    )
