"""On page 2, beside the deaths by month: why the forecast is what it is."""

from __future__ import annotations

from math import exp
from typing import TYPE_CHECKING

from forestall.brief.document import Number, Span, Text, say
from forestall.brief.words import counted, listed, people, percent
from forestall.warning.driver_words import TOLD, times
from forestall.warning.reasons_face import KINDS, name_of

if TYPE_CHECKING:
    from forestall.brief.desk import Desk
    from forestall.warning.drivers import Driver, Learnt
    from forestall.warning.forecast_reasons import ForecastReasons
    from forestall.warning.look_alikes import LookAlike

_DRIVERS = 3
_CHANGES = 2


def aside(desk: Desk) -> tuple[Text, ...]:
    """Drivers with sizes, look-alikes with what came next, and what changed since last month."""
    reasons = desk.reasons
    if reasons is None:
        return ()
    return (
        *_drivers(desk, reasons),
        *_alike(desk, reasons),
        say("Since last month", role="label"),
        _since(desk, reasons),
    )


def in_short(desk: Desk) -> list[Text]:
    """One sentence where there is no figure to stand beside: what such quiet was followed by."""
    reasons = desk.reasons
    if reasons is None or reasons.quiet_past is None:
        return []
    quiet, source = reasons.quiet_past, reasons.provenance
    shares = [
        desk.ledger.number(id, share, "probability", percent(share), source)
        for id, share in (
            ("quiet-past-any", quiet.any_killed),
            ("quiet-past-many", quiet.many_killed),
        )
    ]
    return [
        say(
            "Nobody is on record as killed in three years. In any country’s past, such quiet was "
            "followed by a death within twelve months in {} of country-months, by 25 or more in "
            "{}.",
            *shares,
        )
    ]


def _drivers(desk: Desk, reasons: ForecastReasons) -> list[Text]:
    learnt = reasons.learnt
    if learnt is None:
        return [say(reasons.why_not_learnt)]
    told, rest = learnt.drivers[:_DRIVERS], learnt.drivers[_DRIVERS:]
    return [
        say(f"What drives the learnt forecast of {KINDS[learnt.series]}", role="label"),
        say(
            f"{{}} a month; against {len(learnt.background)} countries from calm to deadly:",
            _expected(desk, learnt, "learnt-expected", learnt.expected),
        ),
        *(
            say(f"{driver.words}: {{}}", _factor(desk, learnt, driver, "driver"), role="bullet")
            for driver in told
        ),
        say(
            "all else: {}",
            _size(desk, learnt, "driver-rest", sum(driver.log_factor for driver in rest)),
            role="bullet",
        ),
    ]


def _alike(desk: Desk, reasons: ForecastReasons) -> list[Text]:
    if not reasons.look_alikes:
        return []
    return [
        say("Most alike in the past: deaths in the 12 months before, and after", role="label"),
        *(
            _look_alike(desk, reasons, one, place)
            for place, one in enumerate(reasons.look_alikes, 1)
        ),
    ]


def _look_alike(desk: Desk, reasons: ForecastReasons, one: LookAlike, place: int) -> Text:
    numbers = [
        desk.ledger.number(
            f"alike-{place}-{side}",
            deaths,
            "deaths",
            counted(deaths),
            desk.recorded(
                f"deaths of all kinds in the twelve months {side} the end of {one.month} in "
                f"{name_of(one.iso3)}, look-alike {place} of {reasons.iso3} in {reasons.as_of} "
                f"(distance {one.distance:.2f})",
                f"country_month: iso3={one.iso3}, kind=all, {first} to {first + 11}",
                *reasons.provenance.rows,
                source="country_month",
            ),
        )
        for side, deaths, first in (
            ("before", one.before, one.month - 11),
            ("after", one.after, one.month + 1),
        )
    ]
    where = f"{name_of(one.iso3)}, {one.month.in_words()}"
    return say("{}: {}, then {}", where, *numbers, role="bullet")


def _since(desk: Desk, reasons: ForecastReasons) -> Text:
    recent, learnt = reasons.recent, reasons.learnt
    last, before = (
        desk.ledger.number(
            id,
            deaths,
            "deaths",
            counted(deaths),
            desk.recorded(
                f"deaths of all kinds in {month}",
                f"country_month: iso3={reasons.iso3}, kind=all, {month}",
                source="country_month",
            ),
        )
        for id, deaths, month in (
            ("deaths-last-month", recent.last, recent.month),
            ("deaths-month-before", recent.before, recent.month - 1),
        )
    )
    deaths = "death" if recent.last == 1 else "deaths"
    told = f"{{}} {deaths} of all kinds in {recent.month.in_words()} after {{}} the month before."
    parts: list[Span] = [last, before]
    if learnt is not None:
        moved = [change for change in learnt.changes if abs(change.log_factor) >= TOLD][:_CHANGES]
        parts += [
            _expected(desk, learnt, "learnt-expected-before", learnt.expected_before),
            _expected(desk, learnt, "learnt-expected", learnt.expected),
        ]
        told += " The learnt forecast went from {} to {} a month"
        told += f": {listed([f'{change.words} {{}}' for change in moved])}." if moved else "."
        parts += [_factor(desk, learnt, change, "change") for change in moved]
    return say(told, *parts)


def _expected(desk: Desk, learnt: Learnt, id: str, deaths: float) -> Number:
    text = people(deaths) if deaths >= 9.5 else f"{deaths:.1f}"
    return desk.ledger.number(id, deaths, "deaths a month", text, learnt.provenance)


def _factor(desk: Desk, learnt: Learnt, driver: Driver, of: str) -> Number:
    return _size(desk, learnt, f"{of}-{driver.name.replace(' ', '-')}", driver.log_factor)


def _size(desk: Desk, learnt: Learnt, id: str, log_factor: float) -> Number:
    unit = "times 1 + expected deaths a month"
    return desk.ledger.number(id, exp(log_factor), unit, times(log_factor), learnt.provenance)
