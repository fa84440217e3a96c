"""Drivers in the words of an analyst: what each thing is now, and how far it moves the forecast."""

from __future__ import annotations

from math import exp

import numpy as np

from forestall import snapshot
from forestall.warning import driver_groups as groups
from forestall.warning.splice import Spliced

LEAST = 0.03
"""Contributions (of logs) below this are said to move hardly anything: less than 3%."""
STEADY = 1.25
"""Rates that differ by less are called steady."""
TOLD = 0.0488
"""log of 1.05: a smaller factor reads as "×1.0"."""
_SHARES = {1 / 10: "a tenth", 1 / 5: "a fifth", 1 / 4: "a quarter", 1 / 3: "a third", 1 / 2: "half"}
_NEAR = 0.015


SHORT = {
    groups.LEVEL: "recent level of killing",
    groups.TREND: "rising or falling deaths",
    groups.STEADINESS: "how steady killing is",
    groups.OTHER_KINDS: "other kinds of violence here",
    groups.NEXT_DOOR: "killing next door",
    groups.PAST_WARS: "past wars",
}
"""Each group in words, without its state: for changes."""


def times(log_factor: float) -> str:
    """A contribution as a factor.

    >>> times(0.22), times(-0.29), times(4.6), times(0.01)
    ('×1.2', '÷1.3', '×99', '×1.0')
    """
    return f"{'÷' if log_factor <= -TOLD else '×'}{_figures(exp(abs(log_factor)))}"


def size(log_factor: float) -> str:
    """How far a contribution moves the forecast, sign and size.

    >>> size(0.22), size(0.34), size(1.1), size(-0.29), size(-1.6), size(0.01)
    ... # doctest: +NORMALIZE_WHITESPACE
    ('raises it by a quarter', 'raises it by 40%', 'raises it 3.0-fold', 'lowers it by a quarter',
     'divides it by 5.0', 'hardly moves it')
    """
    if abs(log_factor) < LEAST:
        return "hardly moves it"
    factor = exp(log_factor)
    if factor >= 1.95:
        return f"raises it {_figures(factor)}-fold"
    if factor <= 1 / 1.95:
        return f"divides it by {_figures(1 / factor)}"
    verb, change = ("raises", factor - 1) if factor > 1 else ("lowers", 1 - factor)
    return f"{verb} it by {_share(change)}"


def _share(change: float) -> str:
    near = min(_SHARES, key=lambda share: abs(share - change))
    return _SHARES[near] if abs(near - change) <= _NEAR else f"{change:.0%}"


def _figures(times: float) -> str:
    return f"{times:.1f}" if times < 9.95 else f"{times:,.0f}"


def facts(known: Spliced, row: int, wars: float) -> dict[str, str]:
    """Each group with its state at the last month, in words.

    Parameters
    ----------
    known : the series as recorded, up to the month asked about.
    row : the country's row.
    wars : its years of armed conflict since 1946.
    """
    deaths, every = known.deaths[row], known.every[row]
    other = float(np.maximum(every - deaths, 0)[-12:].sum())
    beside = _beside(known, row)
    return {
        groups.LEVEL: f"recent level of killing ({_deaths(deaths[-3:].sum())} in 3 months)",
        groups.TREND: _trend(float(deaths[-3:].mean()), float(deaths[-36:].mean())),
        groups.STEADINESS: _steadiness(known, row),
        groups.OTHER_KINDS: f"other kinds of violence here ({_deaths(other)} in 12 months)",
        groups.NEXT_DOOR: f"killing next door ({_deaths(beside)} in 12 months)",
        groups.PAST_WARS: f"past wars ({_years(wars)} of conflict since 1946)",
    }


def _deaths(count: float) -> str:
    whole = round(count)
    return "no deaths" if whole == 0 else "1 death" if whole == 1 else f"{whole:,} deaths"


def _years(count: float) -> str:
    return "1 year" if round(count) == 1 else f"{count:.0f} years"


def _trend(lately: float, long: float) -> str:
    """Whether killing rises or falls: three months against three years.

    Rates below one a month say nothing about a trend.
    """
    if max(lately, long) < 1:
        return "no trend (next to no killing in 3 years)"
    ratio = lately / long if long > 0 else STEADY + 1
    how = "rising" if ratio > STEADY else "falling" if ratio < 1 / STEADY else "steady"
    return f"deaths {how} ({_rate(lately)} a month in 3 months, {_rate(long)} in 3 years)"


def _rate(deaths: float) -> str:
    return f"{deaths:,.0f}" if deaths >= 9.5 or deaths == 0 else f"{deaths:.1f}"


def _steadiness(known: Spliced, row: int) -> str:
    deaths = known.deaths[row]
    killed = np.flatnonzero(deaths > 0)
    if killed.size == 0:
        return f"how long since killing (none since {known.first.year})"
    since = len(deaths) - 1 - int(killed[-1])
    if since > 0:
        months = "1 month" if since == 1 else f"{since} months"
        return f"how long since killing ({months})"
    active = int((deaths[-12:] > 0).sum())
    return f"how steady it is (killing in {active} of 12 months)"


def _beside(known: Spliced, row: int) -> float:
    """Deaths of the series in the countries that share a border, in the last twelve months."""
    here = known.units[row]
    pairs = snapshot.table("neighbours").iter_rows()
    beside = {other for one, other in pairs if one == here}
    rows = [place for place, iso3 in enumerate(known.units) if iso3 in beside]
    return float(known.deaths[rows, -12:].sum())
