"""The VIEWS prediction format: ``month_id``, ``country_id``, ``draw``, ``outcome``, long.

Format of the VIEWS 2023/24 prediction challenge (Hegre et al. 2024, arXiv:2407.11045): one row
per country, month and draw; outcomes are whole numbers of deaths.
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
    EmptyInput,
    UnknownCountry,
    UnreadableFile,
    WrongColumns,
)
from forestall.output import write_bytes
from forestall.vocabulary import Month, countries

if TYPE_CHECKING:
    from forestall.warning.outlook import Outlook

COLUMNS = ("month_id", "country_id", "draw", "outcome")
LEAST_DRAWS = 10
"""Fewer draws than this cannot show a 90% interval."""


def to_frame(outlook: Outlook) -> tuple[pl.DataFrame, tuple[str, ...]]:
    """The draws in long form, sorted, and the countries VIEWS has no id for (left out).

    Raises
    ------
    BadInput : VIEWS has no id for any of the outlook's countries.
    """
    known = countries()
    ids = [(i, known[u].views_id if u in known else None) for i, u in enumerate(outlook.units)]
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
        "country_id": unit,
        "draw": np.tile(np.arange(draws, dtype=np.int32), n * months),
        "outcome": values.transpose(1, 0, 2).ravel(),
    }
    return pl.DataFrame(columns), left_out


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


def read(path: str | Path) -> tuple[np.ndarray[Any, np.dtype[np.float64]], list[str], Month]:
    """Draws (units, months, draws), their ISO3 codes and first month, checked.

    Errors as :meth:`Outlook.read_views`.
    """
    frame = _read_columns(Path(path))
    months = frame["month_id"].unique().sort()
    if (gap := set(range(months[0], months[-1] + 1)) - set(months)) or months[0] < 1:
        raise BadValue(
            "Months are missing",
            expected=f"every month from {months[0]} to {months[-1]}, ids from 1 (January 1980)",
            came=f"no month {sorted(gap)[:5]}" if gap else f"month {months[0]}",
            remedy="ask the publisher for the whole file",
        )
    frame, draws = _complete(frame, len(months))
    units = iso3_of(frame["country_id"].unique(maintain_order=True).to_list())
    values = frame["outcome"].cast(pl.Float64).to_numpy()
    return values.reshape(len(units), len(months), draws), units, Month.from_id(int(months[0]))


def _read_columns(path: Path) -> pl.DataFrame:
    """The four columns, without missing or impossible values."""
    try:
        frame = pl.read_csv(path) if path.suffix == ".csv" else pl.read_parquet(path)
    except (OSError, pl.exceptions.PolarsError) as problem:
        raise UnreadableFile(
            f"Cannot read {path.name}",
            expected="a VIEWS prediction file, Parquet or CSV",
            came=str(problem).splitlines()[0][:200],
            remedy="check the path, and fetch the file again if it is truncated",
        ) from problem
    if missing := [name for name in COLUMNS if name not in frame.columns]:
        raise WrongColumns(
            f"{path.name} is not a VIEWS country prediction file",
            expected=f"columns {', '.join(COLUMNS)}",
            came=f"no {', '.join(missing)}; it has {', '.join(frame.columns[:8])}",
            remedy="give a country-month file of draws (grid files are not read here)",
        )
    if frame.is_empty():
        raise EmptyInput(
            f"{path.name} holds no rows",
            expected="draws",
            came="a header only",
            remedy="fetch the file again",
        )
    return _finite(frame.select(COLUMNS))


def _finite(frame: pl.DataFrame) -> pl.DataFrame:
    whole = pl.col(*COLUMNS[:3])
    typed = frame.with_columns(
        whole.cast(pl.Int64, strict=False), pl.col("outcome").cast(pl.Float64, strict=False)
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
    """Sorted rows with as many draws for every country and month, and that number."""
    cells = frame.group_by("country_id", "month_id").agg(
        pl.len().alias("draws"), pl.col("draw").n_unique().alias("different")
    )
    draws = int(cells["draws"][0])
    even = cells.filter((pl.col("draws") != draws) | (pl.col("different") != draws)).is_empty()
    found = cells["draws"].unique().sort().to_list()
    if not even or cells.height != frame["country_id"].n_unique() * months:
        raise BadValue(
            "The draws are not balanced",
            expected="the same draws for every country and month, each once",
            came=f"{cells.height} country-months with {found[:5]} rows",
            remedy="ask the publisher for the whole file",
        )
    if draws < LEAST_DRAWS:
        raise BadValue(
            "Too few draws",
            expected=f"at least {LEAST_DRAWS} per country and month",
            came=str(draws),
            remedy="read a file of draws, not of point forecasts",
        )
    return frame.sort("country_id", "month_id", "draw"), draws


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
