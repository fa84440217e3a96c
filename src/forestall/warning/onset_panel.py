"""Country-years with what was known at their end and what began in the two years after."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import polars as pl
from numpy.typing import NDArray

from forestall.errors import FutureLeak, WrongColumns
from forestall.warning.onset_tables import CARRIED, EPISODES_UNTIL, RECORDED, Tables
from forestall.warning.onset_yearly import Floats, Grid, features, killed_after

AHEAD = 2
"""Years within which an onset counts."""

OUTCOMES = ("state_led", "others", "government_kills", "others_kill")
"""What is learnt about the years ahead: onset of a state-led mass killing, onset of one by
another group, and whether each side kills 25 civilians or more in a year (UCDP's threshold)."""


@dataclass(frozen=True, slots=True)
class Panel:
    """Country-years as rows.

    ``values`` has shape (rows, names); missing is NaN. ``outcomes`` has shape (rows, 4), the
    columns of :data:`OUTCOMES`; NaN where the two years after had not ended by ``as_of``.
    """

    as_of: int
    iso3: tuple[str, ...]
    year: NDArray[np.int64]
    names: tuple[str, ...]
    values: Floats
    outcomes: Floats

    def columns(self, names: Sequence[str]) -> Floats:
        """Values of the named predictors, shape (rows, names).

        Raises
        ------
        WrongColumns : the panel has no predictor of that name.
        """
        unknown = [name for name in names if name not in self.names]
        if unknown:
            raise WrongColumns(
                "The panel lacks predictors",
                expected=", ".join(names),
                came=f"none named {', '.join(unknown)}",
                remedy="add them with Panel.with_predictors, or use another recipe",
            )
        return self.values[:, [self.names.index(name) for name in names]]

    def onset(self) -> Floats:
        """1 where a mass killing of either kind began within two years, 0 where none, NaN open."""
        either: Floats = np.max(self.outcomes[:, :2], axis=1)
        return either

    def learnable(self) -> NDArray[np.bool_]:
        """Rows whose two years had ended by the as-of year and are in the list of episodes."""
        ended: NDArray[np.bool_] = self.year + AHEAD <= min(self.as_of, EPISODES_UNTIL)
        return ended

    def rows_of(self, year: int) -> NDArray[np.bool_]:
        """Rows of one year."""
        rows: NDArray[np.bool_] = self.year == year
        return rows

    def with_predictors(self, frame: pl.DataFrame) -> Panel:
        """The panel with further columns, joined on ``iso3`` and ``year``; null is missing.

        Raises
        ------
        FutureLeak : the frame holds a year after the panel's as-of year.
        """
        newest = max(frame["year"].to_list(), default=self.as_of)
        if newest > self.as_of:
            raise _future(f"predictors to {self.as_of}", f"predictors of {newest}")
        names = tuple(c for c in frame.columns if c not in ("iso3", "year"))
        keys = pl.DataFrame({"iso3": list(self.iso3), "year": self.year})
        typed = frame.with_columns(pl.col("year").cast(pl.Int64), pl.col(names).cast(pl.Float64))
        more = keys.join(typed, on=["iso3", "year"], how="left", maintain_order="left")
        added = more.select(names).fill_null(float("nan")).to_numpy()
        return replace(self, names=self.names + names, values=np.column_stack([self.values, added]))

    def fingerprint(self) -> str:
        """A digest of the rows a model may learn from: the training data's version."""
        rows = self.learnable()
        digest = hashlib.sha256(repr((self.names, self.as_of)).encode())
        for array in (self.year[rows], self.values[rows], self.outcomes[rows]):
            digest.update(np.ascontiguousarray(np.round(array.astype("<f8"), 6)).tobytes())
        return digest.hexdigest()[:16]


def panel(tables: Tables) -> Panel:
    """The panel of all country-years to the as-of year, from tables cut there.

    The last :data:`CARRIED` years without figures on societies take the newest there are.
    """
    rows = _societies(tables)
    grid = Grid.of(tables)
    made = features(tables, grid)
    place = np.array([grid.units.index(iso3) for iso3 in rows["iso3"]])
    column = rows["year"].to_numpy().astype(np.int64) - grid.first
    social = [c for c in rows.columns if c not in ("iso3", "year")]
    values = np.column_stack(
        [
            rows.select(pl.col(social).cast(pl.Float64).fill_null(float("nan"))).to_numpy(),
            *(matrix[place, column] for matrix in made.values()),
        ]
    )
    ahead = np.stack(
        [grid.begun(tables, state_led) for state_led in (True, False)]
        + [killed_after(tables, grid, government, RECORDED) for government in (True, False)]
    )
    outcomes = np.stack([_ahead(matrix)[place, column] for matrix in ahead], axis=1)
    year = rows["year"].to_numpy().astype(np.int64)
    outcomes[year + AHEAD > min(tables.as_of, EPISODES_UNTIL)] = np.nan
    return Panel(tables.as_of, tuple(rows["iso3"]), year, (*social, *made), values, outcomes)


def refuse_future(panel: Panel) -> None:
    """Raise unless the panel knows nothing after its as-of year.

    Raises
    ------
    FutureLeak : a row is from a later year, or tells an outcome that had not ended.
    """
    if len(panel.year) and panel.year.max() > panel.as_of:
        raise _future(f"country-years to {panel.as_of}", f"one of {panel.year.max()}")
    early = (panel.year + AHEAD > panel.as_of) & np.isfinite(panel.outcomes).any(axis=1)
    if early.any():
        raise _future(
            f"outcomes of country-years to {panel.as_of - AHEAD}",
            f"an outcome of {panel.year[early].max()}",
        )


def _future(expected: str, came: str) -> FutureLeak:
    return FutureLeak(
        "The training data know the future",
        expected=expected,
        came=came,
        remedy="cut the data at the as-of year before they are learnt from",
    )


def _ahead(matrix: Floats) -> Floats:
    """1 where any of the next two columns is above zero."""
    later = np.zeros_like(matrix)
    for step in range(1, AHEAD + 1):
        later[:, :-step] = np.maximum(later[:, :-step], matrix[:, step:] > 0)
    return later


def _societies(tables: Tables) -> pl.DataFrame:
    known = tables.societies
    newest = max(known["year"].to_list())
    parts = [known]
    for year in range(newest + 1, min(tables.as_of, newest + CARRIED) + 1):
        last = known.filter(pl.col("year") == newest)
        parts.append(last.with_columns(year=pl.lit(year, known["year"].dtype)))
    return pl.concat(parts).sort("iso3", "year")
