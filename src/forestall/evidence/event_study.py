"""Killing near bases before and after they open: staggered difference-in-differences.

Every unit (a base) opens at some month, at different times. Months well before an opening show
what killing is like without a base; from them a two-way model is fitted and carried forward into
the months after the opening, and what was observed is set beside it (the imputation estimator:
Borusyak, Jaravel & Spiess 2024, Review of Economic Studies 91(6); with a log link, a Poisson
quasi-likelihood and a ratio effect: Wooldridge 2023, Econometrics Journal 26(3)). Units that opened
never serve as controls for others, so no effect is subtracted from another effect.

How far the answer can be trusted is asked in ``event_study_checks``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import polars as pl
from numpy.typing import NDArray

from forestall.errors import BadValue, DuplicateIds, EmptyInput, NoData, WrongColumns

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Link = Literal["log", "identity"]
COLUMNS = ("unit", "month", "opened", "cluster")
NEVER = 10**6
_SWEEPS, _TOLERANCE = 5000, 1e-10


@dataclass(frozen=True, slots=True)
class EventPanel:
    """A balanced panel of units by months.

    ``outcome`` (units, months); ``opened`` (units,) the column in which each unit opened,
    :data:`NEVER` if it does not; ``cluster`` (units,) codes of ``clusters``; ``period`` (units,
    months) codes of the time effect a cell falls under; ``seen`` (units, months) whether it counts.
    """

    outcome: Floats
    opened: Ints
    cluster: Ints
    period: Ints
    seen: Bools
    clusters: tuple[str, ...]

    @property
    def since(self) -> Ints:
        """Months since the opening, (units, months): 0 in the month of it, negative before."""
        columns = np.arange(self.outcome.shape[1], dtype=np.int64)
        return np.asarray(columns[None, :] - self.opened[:, None])

    def only(self, units: Bools) -> EventPanel:
        """The same panel with some of its units."""
        return replace(
            self,
            outcome=self.outcome[units],
            opened=self.opened[units],
            cluster=self.cluster[units],
            period=self.period[units],
            seen=self.seen[units],
        )


@dataclass(frozen=True, slots=True)
class Window:
    """Which months count: ``horizon`` months from the opening on, in bins of ``step`` months.

    The ``anticipation`` months before an opening are neither before nor after: openings are dated
    by maps that appear months apart, and killing near them may be why a base was opened.
    """

    horizon: int = 36
    anticipation: int = 6
    step: int = 12


@dataclass(frozen=True, slots=True)
class Imputed:
    """What was observed after openings and what the untreated months led to expect, by bin."""

    observed: Floats
    expected: Floats
    months: Ints
    units: int

    def effect(self, link: Link) -> Floats:
        """Effect over the whole horizon, then by bin, shape (1 + bins,).

        ``log``: ln(observed / expected), the log rate ratio; ``identity``: (observed - expected)
        per unit-month. A bin in which nobody was killed is minus infinity on the log scale.
        """
        observed = np.concatenate([[self.observed.sum()], self.observed])
        expected = np.concatenate([[self.expected.sum()], self.expected])
        with np.errstate(divide="ignore", invalid="ignore"):
            if link == "log":
                return np.asarray(np.log(observed) - np.log(expected))
            months = np.concatenate([[self.months.sum()], self.months])
            return np.asarray((observed - expected) / months)


def event_panel(
    table: pl.DataFrame, outcome: str, *, period_months: int = 12, within_cluster: bool = False
) -> EventPanel:
    """A checked panel from a table of unit-months.

    Parameters
    ----------
    table : columns ``unit``, ``month`` (whole numbers), ``opened`` (the month of the first opening,
        null if never), ``cluster`` and the outcome, one row for each unit and month.
    outcome : the column of the outcome, zero or more.
    period_months : months that share one time effect, counted from the first month of the table.
    within_cluster : each cluster has time effects of its own, so that a unit is compared only with
        units of its own cluster that have not opened yet.

    Raises
    ------
    WrongColumns, EmptyInput : columns or rows are missing.
    DuplicateIds : a unit-month stands on two rows.
    BadValue : a unit-month is missing, an outcome is negative or not a number, or a unit has
        two openings or two clusters.
    """
    _refuse_columns(table, outcome)
    table = table.sort("unit", "month")
    units = table.group_by("unit", maintain_order=True).agg(
        pl.col("opened").first(),
        pl.col("cluster").first(),
        ((pl.col("opened").n_unique() > 1) | (pl.col("cluster").n_unique() > 1)).alias("torn"),
    )
    first = int(table["month"].min())  # type: ignore[arg-type]
    months = int(table["month"].max()) - first + 1  # type: ignore[arg-type]
    _refuse_rows(table, units, months)
    values = table[outcome].cast(pl.Float64).to_numpy().reshape(units.height, months)
    if not np.isfinite(values).all() or (values < 0).any():
        raise BadValue(
            f"The outcome {outcome} cannot be a count",
            expected="finite numbers, zero or more",
            came="a negative value or none",
            remedy="drop or mend those unit-months",
        )
    names = tuple(units["cluster"].unique().sort().to_list())
    cluster = np.array([names.index(c) for c in units["cluster"]], dtype=np.int64)
    period = np.tile(np.arange(months, dtype=np.int64) // period_months, (units.height, 1))
    if within_cluster:
        period = period + cluster[:, None] * (period.max() + 1)
    return EventPanel(
        outcome=values,
        opened=(units["opened"].fill_null(first + NEVER) - first).to_numpy().astype(np.int64),
        cluster=cluster,
        period=period,
        seen=np.ones(values.shape, dtype=bool),
        clusters=names,
    )


def impute(panel: EventPanel, window: Window, link: Link) -> Imputed:
    """Observed and imputed outcomes after openings.

    The model ``E Y = exp(a_unit + g_period)`` (log) or ``a_unit + g_period`` (identity) is fitted
    on the months more than ``anticipation`` before an opening. A month after an opening is
    compared if its unit and its period both have such months. With the log link, a period or a
    unit in which nobody was killed is expected to stay at zero.

    Source: Borusyak, Jaravel & Spiess (2024), the imputation estimator; Wooldridge (2023), the
    Poisson version, for which unit effects and cohort effects give the same ratio.

    Raises
    ------
    NoData : no month before or after an opening can be compared.
    """
    since = panel.since
    before = panel.seen & (since < -window.anticipation)
    after = panel.seen & (since >= 0) & (since < window.horizon)
    months, killed = cells(panel, before), cells(panel, before, panel.outcome)
    known = (months.sum(axis=1) > 0)[:, None] & (months.sum(axis=0) > 0)[panel.period]
    after &= known
    if not after.any():
        raise NoData(
            "No month after an opening has a comparison",
            expected="months before the openings, and units that have not opened yet",
            came=f"{int(before.sum())} months before and none after that share a unit and a period",
            remedy="take a longer panel, wider periods, or units that open later",
        )
    mean = two_way(months, killed, link)
    rows = np.arange(len(panel.opened))[:, None]
    expected = mean[rows, panel.period]
    bins = since[after] // window.step
    size = -(-window.horizon // window.step)
    return Imputed(
        observed=np.bincount(bins, weights=panel.outcome[after], minlength=size).astype(np.float64),
        expected=np.bincount(bins, weights=expected[after], minlength=size).astype(np.float64),
        months=np.bincount(bins, minlength=size),
        units=int(after.any(axis=1).sum()),
    )


def cells(panel: EventPanel, chosen: Bools, weights: Floats | None = None) -> Floats:
    """Months, or the sum of ``weights`` over months, by unit and period: (units, periods)."""
    size = int(panel.period.max()) + 1
    rows = np.broadcast_to(np.arange(len(panel.opened))[:, None], chosen.shape)
    flat = (rows * size + panel.period)[chosen]
    total = np.bincount(
        flat, weights=None if weights is None else weights[chosen], minlength=rows.shape[0] * size
    )
    return total.reshape(-1, size).astype(np.float64)


def two_way(months: Floats, total: Floats, link: Link) -> Floats:
    """Fitted mean per month of every unit in every period, (units, periods).

    Log link: Poisson likelihood, solved by proportional fitting (Deming & Stephan 1940); a unit
    or period without killing gets zero. Identity link: least squares over months.

    >>> months = np.array([[1.0, 0.0], [1.0, 1.0]])
    >>> two_way(months, np.array([[2.0, 0.0], [4.0, 6.0]]), "log").round(6).tolist()
    [[2.0, 3.0], [4.0, 6.0]]
    """
    if link == "identity":
        return _least_squares(months, total)
    by_unit, by_period = total.sum(axis=1), total.sum(axis=0)
    period = np.where(by_period > 0, 1.0, 0.0)
    for _ in range(_SWEEPS):
        unit = _share(by_unit, months @ period)
        new = _share(by_period, unit @ months)
        still = bool((np.abs(new - period) <= _TOLERANCE * new).all())
        period = new
        if still:
            break
    return np.outer(unit, period)


def _share(total: Floats, exposure: Floats) -> Floats:
    return np.divide(total, exposure, out=np.zeros_like(total), where=exposure > 0)


def _least_squares(months: Floats, total: Floats) -> Floats:
    """Unit effects are profiled out; period effects are the least-norm solution."""
    per_unit = months.sum(axis=1)
    inverse = _share(np.ones_like(per_unit), per_unit)
    normal = np.diag(months.sum(axis=0)) - (months * inverse[:, None]).T @ months
    right = total.sum(axis=0) - (total.sum(axis=1) * inverse) @ months
    period = np.linalg.lstsq(normal, right, rcond=1e-10)[0]
    unit = (total.sum(axis=1) - months @ period) * inverse
    return np.asarray(unit[:, None] + period[None, :])


def _refuse_columns(table: pl.DataFrame, outcome: str) -> None:
    missing = [c for c in (*COLUMNS, outcome) if c not in table.columns]
    if missing:
        raise WrongColumns(
            "The event-study table lacks columns",
            expected=", ".join((*COLUMNS, outcome)),
            came="no " + ", ".join(missing),
            remedy="rename or add them",
        )
    if table.is_empty():
        raise EmptyInput(
            "The event-study table is empty",
            expected="one row for each unit and month",
            came="no rows",
            remedy="check the selection that made it",
        )


def _refuse_rows(table: pl.DataFrame, units: pl.DataFrame, months: int) -> None:
    doubles = int(table.select(pl.struct("unit", "month").is_duplicated().sum()).item())
    if doubles:
        raise DuplicateIds(
            "Unit-months stand on more than one row",
            expected="one row for each unit and month",
            came=f"{doubles} rows that share a unit and a month",
            remedy="keep one of each",
        )
    if table.height != units.height * months:
        raise BadValue(
            "The panel has gaps",
            expected=f"{units.height} units in each of {months} months",
            came=f"{table.height} rows",
            remedy="add the missing unit-months, with zero where nobody was killed",
        )
    if units["torn"].any():
        raise BadValue(
            "A unit opens twice or changes cluster",
            expected="one month of first opening and one cluster for each unit",
            came=f"{int(units['torn'].sum())} units with several",
            remedy="keep the first opening",
        )


def bin_names(window: Window) -> Sequence[str]:
    """``months 0-11`` and so on, in the order of :meth:`Imputed.effect` after the first.

    >>> list(bin_names(Window(horizon=24)))
    ['months 0-11', 'months 12-23']
    """
    starts = range(0, window.horizon, window.step)
    return [f"months {s}-{min(s + window.step, window.horizon) - 1}" for s in starts]
