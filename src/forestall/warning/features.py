"""What is known about each country in each month, as numbers a tree can split on.

Every column at month *t* is made of months up to *t* only: a forecast as of *t* and a training row
of *t* read the same numbers, whatever came later.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from forestall import snapshot
from forestall.vocabulary import Month
from forestall.warning import analogues

Floats = NDArray[np.float64]

MEANS = (0.7, 2.0, 4.0, 9.0, 24.0, 72.0)
SPELLS = (0.0, 25.0, 1000.0)
ACTIVE = (6, 12, 36)
LEVELS = (0.0, 5.0, 25.0, 100.0, 500.0)
LONGEST = 240
FIRST_WAR = 1946


@dataclass(frozen=True, slots=True)
class Features:
    """Values, shape (countries, months, features), and the name of each feature."""

    values: NDArray[np.float32]
    names: tuple[str, ...]


def fading_mean(values: Floats, half_life: float) -> Floats:
    """Exponentially weighted mean of each row up to each column, half-life in columns.

    >>> fading_mean(np.array([[4.0, 1.0]]), 1.0).tolist()  # (4 · ½ + 1) / 1½
    [[4.0, 2.0]]
    """
    fade = 0.5 ** (1 / half_life)
    result = np.empty(values.shape)
    total, weight = np.zeros(len(values)), 0.0
    for column in range(values.shape[1]):
        total = total * fade + values[:, column]
        weight = weight * fade + 1
        result[:, column] = total / weight
    return result


def build(deaths: Floats, every: Floats, units: tuple[str, ...], first: Month) -> Features:
    """All features of every country and month.

    Parameters
    ----------
    deaths : the series forecast, shape (countries, months), January of ``first``'s year first.
    every : deaths of all kinds, the same shape.
    units : ISO3 codes of the rows.
    """
    return _built(deaths.tobytes(), every.tobytes(), deaths.shape, units, first)


@lru_cache(maxsize=3)  # a forecast and its reasons ask for the same
def _built(
    deaths_: bytes, every_: bytes, shape: tuple[int, int], units: tuple[str, ...], first: Month
) -> Features:
    deaths, every = (np.frombuffer(one).reshape(shape) for one in (deaths_, every_))
    columns = _own(deaths) | _around(deaths, every, units) | _long_ago(deaths, units, first)
    values = np.stack(list(columns.values()), axis=-1).astype(np.float32)
    return Features(values, tuple(columns))


def _own(deaths: Floats) -> dict[str, Floats]:
    """The series itself: means, spells, activity, spread."""
    columns = {f"mean, half-life {h:g}": np.log1p(fading_mean(deaths, h)) for h in MEANS}
    columns["last month"] = np.log1p(deaths)
    for least in SPELLS:
        since = analogues.months_since(np.where(deaths > least, deaths, 0), LONGEST)
        columns[f"months since more than {least:g}"] = np.log1p(since)
    active = (deaths > 0).astype(np.float64)
    for window in ACTIVE:
        columns[f"active of {window}"] = analogues.trailing_mean(active, window)
    columns["active, half-life 60"] = fading_mean(active, 60)
    columns["largest of 12"] = np.log1p(_trailing(deaths, 12).max(axis=2))
    columns["least of 6"] = np.log1p(_trailing(deaths, 6).min(axis=2))
    columns["spread of 12"] = _trailing(np.log1p(deaths), 12).std(axis=2)
    for half_life in (6.0, 24.0):
        for least in LEVELS:
            share = fading_mean((deaths > least).astype(np.float64), half_life)
            columns[f"months above {least:g}, half-life {half_life:g}"] = share
    for half_life in (1.5, 3.0, 6.0, 18.0):
        columns[f"mean of logs, half-life {half_life:g}"] = fading_mean(np.log1p(deaths), half_life)
    return columns


def _around(deaths: Floats, every: Floats, units: tuple[str, ...]) -> dict[str, Floats]:
    """Other violence in the country, and the same violence next door."""
    columns = {f"all kinds, half-life {h:g}": np.log1p(fading_mean(every, h)) for h in (2.0, 12.0)}
    columns["months since any kind"] = np.log1p(analogues.months_since(every, LONGEST))
    other = np.maximum(every - deaths, 0)
    for half_life in (2.0, 12.0, 60.0):
        columns[f"other kinds, half-life {half_life:g}"] = np.log1p(fading_mean(other, half_life))
    next_door = _neighbours(units) @ deaths
    for half_life in (3.0, 24.0):
        columns[f"neighbours, half-life {half_life:g}"] = np.log1p(
            fading_mean(next_door, half_life)
        )
    return columns


def _long_ago(deaths: Floats, units: tuple[str, ...], first: Month) -> dict[str, Floats]:
    """Years of armed conflict since 1946 that had ended before the month's own year."""
    place = {iso3: row for row, iso3 in enumerate(units)}
    years = first.year + np.arange(deaths.shape[1]) // 12
    fought = np.zeros((len(units), int(years[-1]) - FIRST_WAR + 1))
    for iso3, year in snapshot.table("dyads").select("iso3", "year").iter_rows():
        if iso3 in place and year <= years[-1]:
            fought[place[iso3], year - FIRST_WAR] = 1
    before = np.concatenate([np.zeros((len(units), 1)), fought.cumsum(axis=1)], axis=1)
    return {"years of conflict since 1946": before[:, years - FIRST_WAR]}


def _neighbours(units: tuple[str, ...]) -> Floats:
    """1 where two countries share a land border, shape (countries, countries)."""
    place = {iso3: row for row, iso3 in enumerate(units)}
    matrix = np.zeros((len(units), len(units)))
    for one, other in snapshot.table("neighbours").iter_rows():
        if one in place and other in place:
            matrix[place[one], place[other]] = 1
    return matrix


def _trailing(values: Floats, window: int) -> Floats:
    """The last ``window`` columns up to each column; before the first, the first repeats."""
    padded = np.concatenate([np.repeat(values[:, :1], window - 1, axis=1), values], axis=1)
    return np.lib.stride_tricks.sliding_window_view(padded, window, axis=1)
