"""Which forecast answers which question: the one door to this room's forecasts of deaths."""

from __future__ import annotations

from enum import StrEnum
from typing import Protocol

from forestall.errors import BadInput
from forestall.vocabulary import Month
from forestall.warning import grid, one_sided_kinds, placed_deaths, splice, trained
from forestall.warning.one_sided import forecast_one_sided
from forestall.warning.outlook import Outlook

TOTAL, STATE_BASED, ONE_SIDED = "total", "state-based", "one-sided"


class Level(StrEnum):
    """What a forecast has a row for."""

    COUNTRY = "country"
    GRID = "grid"


class Records(one_sided_kinds.Records, placed_deaths.Records, splice.Records, Protocol):
    """What the forecasts ask of the data; ``records.holdings.Holdings`` answers it."""


def forecast(
    holdings: Records,
    iso3: str | None,
    months: int,
    series: str = TOTAL,
    *,
    level: str = Level.COUNTRY,
    by_kind: bool = False,
    as_of: Month | None = None,
    seed: int,
    draws: int,
) -> Outlook:
    """Draws of deaths by month, from nothing later than ``as_of`` (by default the newest month).

    Parameters
    ----------
    iso3 : the country; ``None`` for all of them.
    series : ``total``, ``state-based`` or ``one-sided``.
    level : ``country``, or ``grid`` for the PRIO-GRID cells of one country, of total or
        state-based deaths. Total deaths by cell share out the forecast a brief shows
        (:func:`.trained.forecast_at_once`), for which no model is trained.
    by_kind : one country's one-sided deaths by kind of perpetrator.

    Raises
    ------
    BadInput : an unknown series or level, or a forecast by cell or kind that there is not.
    NoData, BadValue, UnknownCountry : as the forecast that answers.

    >>> from forestall.records.holdings import Holdings
    >>> forecast(Holdings.open(), "CAF", 2, level="grid", seed=1, draws=100).unit.value
    'priogrid_gid'
    """
    _check(series, level, by_kind)
    until = as_of or holdings.known_until()
    if level == Level.GRID:
        code = iso3 or _one_country(placed_deaths.with_points(holdings, until))
        placed_deaths.placed(holdings, code, until, series)  # before a model is trained
        made = trained.forecast_learnt if series == STATE_BASED else trained.forecast_at_once
        country = made(holdings, until, months, draws, seed, [code], series)
        return grid.forecast_grid(holdings, until, months, draws, seed, code, country)
    if by_kind:
        code = iso3 or _one_country(())
        return one_sided_kinds.forecast_one_sided_by_kind(
            holdings, until, months, draws, seed, code
        )
    which = None if iso3 is None else [iso3]
    if series == ONE_SIDED:
        return forecast_one_sided(holdings, until, months, draws, seed, which)
    return trained.forecast_learnt(holdings, until, months, draws, seed, which, series)


def points_in_words(holdings: Records, iso3: str, outlook: Outlook) -> str:
    """Which months the event points behind a forecast by cell cover; errors as the forecast."""
    return placed_deaths.placed(holdings, iso3, outlook.as_of, outlook.series).in_words()


def _check(series: str, level: str, by_kind: bool) -> None:
    if series not in (TOTAL, STATE_BASED, ONE_SIDED):
        raise BadInput(
            "Unknown series",
            expected="total (all organised violence), state-based (armed conflict that a state is "
            "part of) or one-sided (killing of civilians)",
            came=repr(series),
            remedy="choose one of the three",
        )
    if level not in list(Level):
        raise BadInput(
            "Unknown level",
            expected="country or grid (PRIO-GRID cells of one country)",
            came=repr(level),
            remedy="choose one of the two",
        )
    if level == Level.GRID and series == ONE_SIDED:
        raise BadInput(
            "Deaths of civilians are not forecast by cell",
            expected="total or state-based deaths, if by cell",
            came=f"{series}: it is forecast by year, too coarse to share among cells and months",
            remedy="choose another series, or the level of the country",
        )
    if by_kind and (series != ONE_SIDED or level == Level.GRID):
        raise BadInput(
            "Only deaths of civilians in a country are split by kind of perpetrator",
            expected="series one-sided, level country",
            came=f"series {series}, level {level}",
            remedy="add --series one-sided, or leave out --by-kind",
        )


def _one_country(held: tuple[str, ...]) -> str:
    """Refuse all countries at once."""
    points = f"; event points are held of {placed_deaths.in_names(held)}" if held else ""
    raise BadInput(
        "A forecast by cell or kind is of one country",
        expected=f"a country{points}",
        came="all countries",
        remedy="name one, e.g. forestall forecast CAF",
    )
