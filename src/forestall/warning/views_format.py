"""The VIEWS prediction format: ``month_id``, ``country_id``, ``draw``, ``outcome``, long.

Format of the VIEWS 2023/24 prediction challenge (Hegre et al. 2024, arXiv:2407.11045): one row
per country, month and draw; outcomes are whole numbers of deaths. Files by PRIO-GRID cell have
``priogrid_gid`` in place of ``country_id``; where a file has both, its rows are cells.
"""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from forestall.errors import (
    BadInput,
    BadValue,
    UnknownCountry,
)
from forestall.output import write_bytes
from forestall.vocabulary import Month, countries
from forestall.warning import forecast_file
from forestall.warning.outlook import UnitKind

if TYPE_CHECKING:
    from forestall.warning.outlook import Outlook

COUNTRY, CELL = "country_id", "priogrid_gid"
FILE = "a VIEWS file"
CELLS = 360 * 720
LEAST_DRAWS = 10
"""Fewer draws than this cannot show a 90% interval."""


def to_frame(outlook: Outlook) -> tuple[pl.DataFrame, tuple[str, ...]]:
    """The draws in long form, sorted, and the countries VIEWS has no id for (left out).

    Raises
    ------
    BadInput : VIEWS has no id for any of the outlook's countries, or units are perpetrators.
    """
    ids = list(enumerate(_ids(outlook)))
    kept = sorted((views_id, row) for row, views_id in ids if views_id is not None)
    left_out = tuple(outlook.units[row] for row, views_id in ids if views_id is None)
    if not kept:
        raise BadInput(
            "Nothing to write in the VIEWS format",
            expected="at least one country with a VIEWS country id",
            came=", ".join(left_out),
            remedy="write CSV or JSON instead",
        )
    values = np.rint(outlook.draws.values[[row for _, row in kept]]).astype(np.int64)
    n, months, draws = values.shape
    first = outlook.months[0].id
    month = np.repeat(np.arange(first, first + months, dtype=np.int32), n * draws)
    unit = np.tile(np.repeat(np.array([i for i, _ in kept], dtype=np.int32), draws), months)
    columns = {
        "month_id": month,
        CELL if outlook.unit is UnitKind.CELL else COUNTRY: unit,
        "draw": np.tile(np.arange(draws, dtype=np.int32), n * months),
        "outcome": values.transpose(1, 0, 2).ravel(),
    }
    return pl.DataFrame(columns), left_out


def _ids(outlook: Outlook) -> list[int | None]:
    """The id of each unit in the format; None for a country without one."""
    if outlook.unit is UnitKind.CELL:
        return [int(gid) for gid in outlook.units]
    if outlook.unit is not UnitKind.COUNTRY:
        raise BadInput(
            "Nothing to write in the VIEWS format",
            expected="a forecast by country or by PRIO-GRID cell",
            came=f"a forecast by {outlook.unit.value}",
            remedy="write its summary as CSV or JSON instead",
        )
    known = countries()
    return [known[u].views_id if u in known else None for u in outlook.units]


def write(outlook: Outlook, path: str | Path) -> tuple[str, ...]:
    """Write Parquet or CSV by the suffix; see :meth:`Outlook.write_views`."""
    frame, left_out = to_frame(outlook)
    target = Path(path)
    content = io.BytesIO()
    if target.suffix == ".csv":
        frame.write_csv(content)
    elif target.suffix == ".parquet":
        frame.write_parquet(content)
    else:
        raise BadInput(
            "Not a VIEWS file",
            expected="a name ending in .parquet or .csv",
            came=target.name,
            remedy=f"write to {target.stem or 'forecast'}.parquet",
        )
    write_bytes(target, content.getvalue())
    return left_out


def read(
    path: str | Path,
) -> tuple[np.ndarray[Any, np.dtype[np.float64]], list[str], Month, UnitKind]:
    """Draws (units, months, draws), ISO3 codes or gids, the first month and what units are.

    Errors as :meth:`Outlook.read_views`.
    """
    frame, column = _read_columns(Path(path))
    months = frame["month_id"].unique().sort()
    if (gap := set(range(months[0], months[-1] + 1)) - set(months)) or months[0] < 1:
        raise BadValue(
            "Months are missing",
            expected=f"every month from {months[0]} to {months[-1]}, ids from 1 (January 1980)",
            came=f"no month {sorted(gap)[:5]}" if gap else f"month {months[0]}",
            remedy="ask the publisher for the whole file",
        )
    frame, draws = _complete(frame, len(months))
    ids = frame["unit"].unique(maintain_order=True).to_list()
    units = _gids(ids) if column == CELL else iso3_of(ids)
    values = frame["outcome"].cast(pl.Float64).to_numpy()
    shaped = values.reshape(len(units), len(months), draws)
    kind = UnitKind.CELL if column == CELL else UnitKind.COUNTRY
    return shaped, units, Month.from_id(int(months[0])), kind


def read_actuals(path: str | Path) -> pl.DataFrame:
    """What came, from a VIEWS file of actuals: ``iso3``, ``month_id``, ``deaths``, sorted.

    Raises
    ------
    UnreadableFile, EmptyInput, WrongColumns : not a file of country-months with outcomes.
    BadValue : NaN or negative outcomes, a country-month twice or missing, or months missing.
    UnknownCountry : an id that VIEWS does not use for a current state.
    """
    columns = ("month_id", COUNTRY, "outcome")
    frame = _finite(forecast_file.read(Path(path), columns, FILE))
    ids = frame[COUNTRY].unique().sort().to_list()
    months = frame["month_id"].unique().sort().to_list()
    pairs = frame.select(COUNTRY, "month_id").n_unique()
    whole = len(ids) * (months[-1] - months[0] + 1)
    if not pairs == frame.height == whole:
        raise _gaps(months)
    names = dict(zip(ids, iso3_of(ids), strict=True))
    return frame.select(
        iso3=pl.col(COUNTRY).replace_strict(names, return_dtype=pl.String),
        month_id=pl.col("month_id").cast(pl.Int32),
        deaths=pl.col("outcome"),
    ).sort("iso3", "month_id")


def _gaps(months: list[int]) -> BadValue:
    return BadValue(
        "The actuals have gaps",
        expected=f"every country and month from {months[0]} to {months[-1]}, each once",
        came="country-months missing, or there twice",
        remedy="ask the publisher for the whole file",
    )


def _read_columns(path: Path) -> tuple[pl.DataFrame, str]:
    """``month_id``, ``unit``, ``draw``, ``outcome``, checked, and the column of the units."""
    frame = forecast_file.load(path, FILE)
    column = CELL if CELL in frame.columns else COUNTRY
    wanted = ("month_id", column, "draw", "outcome")
    checked = _finite(forecast_file.columns(frame, wanted, path, FILE))
    return checked.rename({column: "unit"}), column


def _finite(frame: pl.DataFrame) -> pl.DataFrame:
    ids = [c for c in frame.columns if c != "outcome"]
    parts = [pl.col(c) for c in ids if frame.schema[c].is_float()]
    kept = frame.with_columns(pl.when(c == c.round()).then(c) for c in parts)
    typed = kept.with_columns(
        pl.col(ids).cast(pl.Int64, strict=False), pl.col("outcome").cast(pl.Float64, strict=False)
    )
    bad = typed.filter(
        pl.any_horizontal(pl.all().is_null())
        | ~pl.col("outcome").is_finite()
        | (pl.col("outcome") < 0)
    )
    if not bad.is_empty():
        raise BadValue(
            "Draws that cannot be deaths",
            expected="whole ids and finite outcomes, 0 or larger",
            came=f"{bad.height} rows with NaN, missing or negative values, e.g. {bad.row(0)}",
            remedy="drop the forecast or ask its publisher",
        )
    return typed


def _complete(frame: pl.DataFrame, months: int) -> tuple[pl.DataFrame, int]:
    """Sorted rows with as many draws for every unit and month, and that number."""
    cells = frame.group_by("unit", "month_id").agg(
        pl.len().alias("draws"), pl.col("draw").n_unique().alias("different")
    )
    draws = int(cells["draws"][0])
    even = cells.filter((pl.col("draws") != draws) | (pl.col("different") != draws)).is_empty()
    found = cells["draws"].unique().sort().to_list()
    if not even or cells.height != frame["unit"].n_unique() * months:
        raise BadValue(
            "The draws are not balanced",
            expected="the same draws for every unit and month, each once",
            came=f"{cells.height} unit-months with {found[:5]} rows",
            remedy="ask the publisher for the whole file",
        )
    if draws < LEAST_DRAWS:
        raise BadValue(
            "Too few draws",
            expected=f"at least {LEAST_DRAWS} per unit and month",
            came=str(draws),
            remedy="read a file of draws, not of point forecasts",
        )
    return frame.sort("unit", "month_id", "draw"), draws


def _gids(ids: list[int]) -> list[str]:
    if off := [str(gid) for gid in ids if not 1 <= gid <= CELLS]:
        raise BadValue(
            "Cells off the globe",
            expected=f"PRIO-GRID gids from 1 to {CELLS}",
            came=", ".join(off[:10]),
            remedy="check that the file is keyed by PRIO-GRID gid",
        )
    return [str(gid) for gid in ids]


def iso3_of(country_ids: list[int]) -> list[str]:
    """ISO3 codes of VIEWS country ids; :class:`UnknownCountry` if one is of no current state."""
    iso3 = {c.views_id: c.iso3 for c in countries().values() if c.views_id is not None}
    if unknown := [str(i) for i in country_ids if i not in iso3]:
        raise UnknownCountry(
            "Unknown VIEWS country ids",
            expected="ids of current states in the VIEWS country list",
            came=", ".join(unknown[:10]),
            remedy="check that the file is not keyed by Gleditsch–Ward number",
        )
    return [iso3[i] for i in country_ids]
