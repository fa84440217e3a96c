"""Tables of an outlook for people and spreadsheets: its draws by month, or by twelve months."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from forestall.errors import BadValue
from forestall.vocabulary import cell_centre
from forestall.warning.past import RECORDED

if TYPE_CHECKING:
    from forestall.warning.outlook import Floats, Outlook

WINDOW = 12


def by_month(outlook: Outlook) -> pl.DataFrame:
    """One row per unit and month; see :meth:`forestall.warning.outlook.Outlook.summary`."""
    months = outlook.months
    return pl.DataFrame(
        {
            **_units(outlook, len(months)),
            "month": [str(month) for month in months] * len(outlook.units),
            "month_id": pl.Series([m.id for m in months] * len(outlook.units), dtype=pl.Int32),
            **_figures(outlook.draws.values),
        }
    )


def by_window(outlook: Outlook) -> pl.DataFrame:
    """One row per unit and twelve months, sorted as the draws are.

    Columns ``iso3`` (or what the outlook's unit says), ``first_month`` and ``last_month``
    (YYYY-MM), ``mean``, ``p05``, ``p50``, ``p95`` (deaths in those twelve months) and
    ``p_25_or_more`` (chance of 25 or more, from which on UCDP counts an actor's year).

    Raises
    ------
    BadValue : the outlook's months are not whole windows of twelve.

    >>> from forestall.vocabulary import Month
    >>> from forestall.warning.outlook import Outlook
    >>> one = Outlook.of([[[2, 4]] * 12], ["CAF"], Month(2026, 6), model="m", data_version="v",
    ...                  seed=0, series="one-sided")
    >>> by_window(one).select("first_month", "last_month", "mean").row(0)
    ('2026-06', '2027-05', 36.0)
    """
    months = outlook.months
    if len(months) % WINDOW:
        raise BadValue(
            "Deaths of civilians are summed over twelve months",
            expected="12, 24 or 36 months ahead",
            came=str(len(months)),
            remedy=f"ask for {WINDOW * -(-len(months) // WINDOW)} months",
        )
    n, _, draws = outlook.draws.shape
    starts = months[::WINDOW]
    sums = outlook.draws.values.reshape(n, len(starts), WINDOW, draws).sum(axis=2)
    return pl.DataFrame(
        {
            **_units(outlook, len(starts)),
            "first_month": [str(month) for month in starts] * n,
            "last_month": [str(month + (WINDOW - 1)) for month in starts] * n,
            **_figures(sums),
        }
    )


def _units(outlook: Outlook, times: int) -> dict[str, pl.Series]:
    """The column of the units, each repeated; of cells also their centres, in degrees."""
    from forestall.warning.outlook import UnitKind

    names = np.repeat(outlook.units, times)
    if outlook.unit is not UnitKind.CELL:
        return {outlook.unit.value: pl.Series(names, dtype=pl.String)}
    centres = np.repeat([cell_centre(int(gid)) for gid in outlook.units], times, axis=0)
    return {
        outlook.unit.value: pl.Series(names).cast(pl.Int32),
        "latitude": pl.Series(centres[:, 0]),
        "longitude": pl.Series(centres[:, 1]),
    }


def _figures(values: Floats) -> dict[str, Floats]:
    """Mean, quantiles and the chance of 25 or more of draws on the last axis, each raveled."""
    p05, p50, p95 = np.quantile(values, [0.05, 0.5, 0.95], axis=2)
    return {
        "mean": values.mean(axis=2).ravel(),
        "p05": p05.ravel(),
        "p50": p50.ravel(),
        "p95": p95.ravel(),
        "p_25_or_more": (values >= RECORDED).mean(axis=2).ravel(),
    }
