"""Reasons of a monthly forecast for people (plain lines) and for machines (plain JSON types)."""

from __future__ import annotations

from typing import Any

from forestall import snapshot
from forestall.warning.drivers import Driver, Learnt
from forestall.warning.forecast_reasons import ForecastReasons
from forestall.warning.splice import TOTAL

KINDS = {TOTAL: "deaths of all kinds", "state-based": "deaths in fights with a state"}


def lines(reasons: ForecastReasons) -> list[str]:
    """Everything said about one country's forecast, a dozen or two short lines."""
    found = [
        f"{name_of(reasons.iso3)}, as of {reasons.as_of}: why the forecast of "
        f"{KINDS[reasons.series]} is what it is",
        "",
    ]
    found += _learnt(reasons.learnt) if reasons.learnt else [reasons.why_not_learnt]
    found += ["", "Most alike in the past:"]
    if reasons.look_alikes:
        found += [f"  {one.told(name_of(one.iso3))}" for one in reasons.look_alikes]
    else:
        found.append(f"  {reasons.quiet_past or 'no country-month'}.")
    found += ["", "Since last month:", f"  {reasons.recent}."]
    found.append(
        f"  A month: {reasons.recent.three:,.0f} lately (3 months), "
        f"{reasons.recent.year:,.0f} over the year."
    )
    return found + (_changes(reasons.learnt) if reasons.learnt else [])


def _learnt(learnt: Learnt) -> list[str]:
    heads = [
        f"What is learnt across countries expects {_count(learnt.expected)} a month over the next "
        f"twelve, of {KINDS[learnt.series]}.",
        f"Against {len(learnt.background)} countries from the calmest to the deadliest:",
    ]
    end = [
        "  (Sizes are factors of 1 + expected deaths and multiply. No driver is proof of cause.)"
    ]
    return heads + [f"  {driver}" for driver in learnt.drivers] + end


def _changes(learnt: Learnt) -> list[str]:
    told = [str(change) for change in learnt.changes if change.telling]
    went = (
        f"  The learnt forecast ({KINDS[learnt.series]}) went from "
        f"{_count(learnt.expected_before)} to {_count(learnt.expected)} a month"
    )
    return [f"{went}:", *(f"    {one}" for one in told)] if told else [f"{went}."]


def as_dict(reasons: ForecastReasons) -> dict[str, Any]:
    """The reasons as plain JSON types."""
    recent, quiet, learnt = reasons.recent, reasons.quiet_past, reasons.learnt
    return {
        "iso3": reasons.iso3,
        "as_of": str(reasons.as_of),
        "series": reasons.series,
        "learnt": None if learnt is None else _learnt_fields(learnt),
        "why_not_learnt": reasons.why_not_learnt,
        "look_alikes": [
            {
                "iso3": one.iso3,
                "month": str(one.month),
                "distance": round(one.distance, 4),
                "deaths_12_months_before": one.before,
                "deaths_12_months_after": one.after,
                "words": one.told(name_of(one.iso3)),
            }
            for one in reasons.look_alikes
        ],
        "quiet_past": None
        if quiet is None
        else {
            "country_months": quiet.months,
            "any_killed": quiet.any_killed,
            "many_killed": quiet.many_killed,
            "words": f"{quiet}.",
        },
        "recent": {
            "month": str(recent.month),
            "deaths": recent.last,
            "deaths_month_before": recent.before,
            "monthly_mean_3": recent.three,
            "monthly_mean_12": recent.year,
        },
    }


def _learnt_fields(learnt: Learnt) -> dict[str, Any]:
    return {
        "series": learnt.series,
        "expected_a_month": learnt.expected,
        "expected_a_month_before": learnt.expected_before,
        "base_log": learnt.base,
        "background": list(learnt.background),
        "drivers": [_fields(driver) for driver in learnt.drivers],
        "changes": [_fields(change) for change in learnt.changes],
    }


def _fields(driver: Driver) -> dict[str, Any]:
    return {
        "name": driver.name,
        "words": str(driver),
        "log_factor": driver.log_factor,
        "factor": driver.factor,
    }


def _count(deaths: float) -> str:
    return f"{deaths:,.0f}" if deaths >= 9.5 else f"{deaths:.1f}"


def name_of(iso3: str) -> str:
    """A country's name; its code where the packaged tables have none."""
    names = snapshot.table("countries")
    found = names.filter(names["iso3"] == iso3)["name"].to_list()
    return str(found[0]) if found else iso3
