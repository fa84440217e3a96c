"""Predictors from the records, as matrices of countries × years."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np
import polars as pl
from numpy.typing import NDArray

from forestall.warning.onset_tables import Tables

Floats = NDArray[np.float64]

FIRST = 1946
LONGEST = 40
"""Years after which peace counts as lasting."""
FADES = 8.0
"""Years in which the mark of an onset fades to 1/e."""


@dataclass(frozen=True, slots=True)
class Grid:
    """Countries as rows and years, from ``first`` to the as-of year, as columns."""

    units: tuple[str, ...]
    first: int
    years: int

    @classmethod
    def of(cls, tables: Tables) -> Self:
        """All countries with figures on their society, 1946 to the as-of year."""
        units = tuple(sorted(tables.societies["iso3"].unique()))
        return cls(units, FIRST, tables.as_of - FIRST + 1)

    def zeros(self) -> Floats:
        """A matrix of zeros."""
        return np.zeros((len(self.units), self.years))

    def fill(self, frame: pl.DataFrame, column: str) -> Floats:
        """Sums of a column by ``iso3`` and ``year``; rows of other countries are passed over."""
        matrix = self.zeros()
        place = {iso3: row for row, iso3 in enumerate(self.units)}
        for iso3, year, value in frame.select("iso3", "year", column).iter_rows():
            if iso3 in place and self.first <= year < self.first + self.years:
                matrix[place[iso3], year - self.first] += value or 0
        return matrix

    def begun(self, tables: Tables, state_led: bool) -> Floats:
        """Mass killings begun in each year."""
        rows = tables.episodes.filter(pl.col("state_led") == state_led)
        return self.fill(rows.select("iso3", year="start", one=pl.lit(1)), "one")

    def going_on(self, tables: Tables, state_led: bool) -> Floats:
        """Mass killings under way in each year, the first and the last included."""
        matrix = self.zeros()
        place = {iso3: row for row, iso3 in enumerate(self.units)}
        rows = tables.episodes.filter(pl.col("state_led") == state_led)
        for iso3, start, end in rows.select("iso3", "start", "end").iter_rows():
            if iso3 in place:
                last = tables.as_of if end is None else end
                matrix[place[iso3], max(start - self.first, 0) : last - self.first + 1] += 1
        return matrix


def trailing(matrix: Floats, window: int) -> Floats:
    """Sum of the last ``window`` columns up to each, of those there are.

    >>> trailing(np.array([[1.0, 2.0, 4.0]]), 2).tolist()
    [[1.0, 3.0, 6.0]]
    """
    sums = np.concatenate([np.zeros((len(matrix), 1)), matrix.cumsum(axis=1)], axis=1)
    end = np.arange(1, matrix.shape[1] + 1)
    spans: Floats = sums[:, end] - sums[:, np.maximum(end - window, 0)]
    return spans


def since(matrix: Floats, longest: int = LONGEST) -> Floats:
    """Columns since the last value above zero, at most ``longest``.

    >>> since(np.array([[0.0, 3.0, 0.0, 0.0]]), 9).tolist()
    [[9.0, 0.0, 1.0, 2.0]]
    """
    here = np.arange(matrix.shape[1])
    last = np.maximum.accumulate(np.where(matrix > 0, here, -longest), axis=1)
    return np.minimum(here - last, longest).astype(np.float64)


def earlier(matrix: Floats) -> Floats:
    """The matrix one year before; zeros in the first year."""
    return np.concatenate([np.zeros((len(matrix), 1)), matrix[:, :-1]], axis=1)


def features(tables: Tables, grid: Grid) -> dict[str, Floats]:
    """Every predictor made from the records, by name (:mod:`.onset_words`)."""
    return {
        **_conflict(tables, grid),
        **_episodes(tables, grid),
        **_killing(tables, grid),
        **_exclusion(tables, grid),
        **_places(tables, grid),
    }


def killed_after(tables: Tables, grid: Grid, government: bool, least: float) -> Floats:
    """1 in years in which a side killed at least so many civilians in the country."""
    rows = tables.killed.filter(pl.col("is_government") == government)
    return (grid.fill(rows, "best") >= least).astype(np.float64)


def _fights(tables: Tables, grid: Grid) -> tuple[Floats, Floats]:
    """Whether there is conflict, and whether there is war, within each state."""
    conflict = grid.fill(tables.dyads.select("iso3", "year", one=pl.lit(1)), "one") > 0
    wars = tables.dyads.filter(pl.col("intensity") == 2)
    war = grid.fill(wars.select("iso3", "year", one=pl.lit(1)), "one") > 0
    return conflict.astype(np.float64), war.astype(np.float64)


def _conflict(tables: Tables, grid: Grid) -> dict[str, Floats]:
    conflict, war = _fights(tables, grid)
    known = tables.dyads.filter(pl.col("dyad_id") >= 0)
    first = known.group_by("iso3", "dyad_id").agg(pl.col("year").min())
    new = grid.fill(first.select("iso3", "year", one=pl.lit(1)), "one")
    battle = grid.fill(tables.battle, "best")
    deaths = grid.fill(tables.deaths, "best")
    return {
        "conflict": conflict,
        "war": war,
        "peace_years": np.log1p(since(conflict)),
        "new_dyads": np.log1p(trailing(new, 3)),
        "battle": np.log1p(battle),
        "battle_3y": np.log1p(trailing(battle, 3) / 3),
        "deaths": np.log1p(deaths),
        "deaths_growth": np.log1p(deaths) - np.log1p(trailing(earlier(deaths), 3) / 3),
    }


def _episodes(tables: Tables, grid: Grid) -> dict[str, Floats]:
    begun = grid.begun(tables, True) + grid.begun(tables, False)
    state, others = grid.going_on(tables, True), grid.going_on(tables, False)
    return {
        "ever": (begun.cumsum(axis=1) > 0).astype(np.float64),
        "past_onsets": np.log1p(begun.cumsum(axis=1)),
        "onset_recent": np.exp(-since(begun, 60) / FADES),
        "ongoing": np.minimum(state + others, 2),
        "ongoing_state": np.minimum(state, 1),
        "ongoing_others": np.minimum(others, 1),
    }


def _killing(tables: Tables, grid: Grid) -> dict[str, Floats]:
    made = {}
    for name, government in (("government", True), ("others", False)):
        killed = grid.fill(tables.killed.filter(pl.col("is_government") == government), "best")
        made[f"killed_by_{name}"] = np.log1p(killed)
        made[f"killed_by_{name}_3y"] = np.log1p(trailing(killed, 3) / 3)
    return made


def _exclusion(tables: Tables, grid: Grid) -> dict[str, Floats]:
    """Ethnic groups' place in the state; after the last year of data, that year's."""
    made = {}
    newest = max(tables.excluded["year"].to_list(), default=grid.first) - grid.first
    for name in ("excluded_share", "discriminated_share", "excluded_groups"):
        matrix = grid.fill(tables.excluded, name)
        matrix[:, newest + 1 :] = matrix[:, [newest]]
        made[name] = np.log1p(matrix) if name == "excluded_groups" else matrix
    return made


def _places(tables: Tables, grid: Grid) -> dict[str, Floats]:
    place = {iso3: row for row, iso3 in enumerate(grid.units)}
    beside = np.zeros((len(grid.units), len(grid.units)))
    for iso3, other in tables.neighbours.iter_rows():
        if iso3 in place and other in place:
            beside[place[iso3], place[other]] = 1
    ongoing = (grid.going_on(tables, True) + grid.going_on(tables, False)) > 0
    war = _fights(tables, grid)[1]
    made = {
        "neighbours_ongoing": np.minimum(beside @ ongoing.astype(np.float64), 3),
        "neighbours_war": beside @ war / np.maximum(beside.sum(axis=1, keepdims=True), 1),
    }
    region = dict(tables.regions.iter_rows())
    for name in ("Americas", "Asia", "Europe", "Middle East", "Oceania"):
        here = np.array([[region.get(iso3) == name] for iso3 in grid.units], dtype=np.float64)
        made[f"in_{name.lower().replace(' ', '_')}"] = np.repeat(here, grid.years, axis=1)
    return made
