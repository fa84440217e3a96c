"""Forecasts made by others: read, kept with their source and date of issue, and pooled with ours.

Read here are FAST-cm (country-months: mean state-based deaths and a probability) and
conflictforecast.org's risk by grid cell. Forecasts of draws come in the VIEWS format
(:meth:`.Outlook.read_views`) and can be pooled with ours (:func:`pool`).
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from forestall.compute import stream
from forestall.errors import BadValue
from forestall.records.published import FORECAST_SCHEMA as SCHEMA
from forestall.vocabulary import Month
from forestall.warning import forecast_file, views_format
from forestall.warning.outlook import Outlook, UnitKind

DEATHS = "deaths"
MORE_THAN_25 = "probability of more than 25 deaths"
RISK = "risk"

FAST_COLUMNS = ("country_id", "outcome_n", "predicted", "outcome_p")
GRID_COLUMNS = ("year", "month", "isocode", "gid", "risk")
LAST_ID = Month(2100, 12).id
MOST_DEATHS = 1e9
LEAST_DRAWS = 20
"""With fewer draws not one in twenty lies below the 5% quantile."""


@dataclass(frozen=True, slots=True, eq=False)
class OutsideForecast:
    """One published forecast.

    Attributes
    ----------
    source : who published it.
    issued : the month it was published in, or None if that is not known.
    series : whose deaths it is about, e.g. ``state-based``.
    table : columns of :data:`SCHEMA`; ``gid`` is null for whole countries. ``deaths`` are
        expected deaths in the month, with their draws if it is a forecast of draws; ``risk`` is
        the publisher's own index.
    """

    source: str
    issued: Month | None
    series: str
    table: pl.DataFrame

    def of(self, iso3: str, quantity: str) -> pl.DataFrame:
        """``gid``, ``month_id``, ``value`` of one country, in order; no rows if it has none."""
        rows = self.table.filter((pl.col("iso3") == iso3) & (pl.col("quantity") == quantity))
        return rows.select("gid", "month_id", "value").sort("month_id", "gid")

    def draws_of(self, iso3: str) -> np.ndarray[Any, np.dtype[np.float64]] | None:
        """Draws of one country's deaths, shape (months, draws), in the order of :meth:`of`.

        None if it has none: the forecast is one of expected deaths, or leaves the country out.
        """
        rows = self.table.filter((pl.col("iso3") == iso3) & (pl.col("quantity") == DEATHS))
        if rows.is_empty() or rows["draws"].null_count():
            return None
        drawn = rows.sort("month_id")["draws"].to_list()
        return np.asarray(drawn, dtype=np.float64)

    @classmethod
    def of_draws(cls, outlook: Outlook, issued: Month | None = None) -> OutsideForecast:
        """The means and chances of more than 25 deaths of a forecast of draws."""
        values = outlook.draws.values
        draws = values.reshape(-1, values.shape[2])
        frame = pl.DataFrame(
            {
                "iso3": np.repeat(outlook.units, len(outlook.months)),
                "gid": None,
                "month_id": [m.id for m in outlook.months] * len(outlook.units),
                DEATHS: draws.mean(axis=1, dtype=np.float64),
                MORE_THAN_25: (draws > 25).mean(axis=1),
            }
        )
        with np.errstate(over="ignore"):  # what overflows is infinite, and refused when checked
            kept = draws.astype(np.float32)
        drawn = frame.select("iso3", "month_id", quantity=pl.lit(DEATHS)).with_columns(
            draws=pl.Series(kept).cast(pl.List(pl.Float32))
        )
        return cls(outlook.model, issued, outlook.series, _long(frame, drawn))


def read_fast(path: str | Path, issued: Month | None = None) -> OutsideForecast:
    """FAST-cm's Parquet or CSV file: state-based deaths by country and month.

    Its ``outcome_p`` is read as the probability of more than 25 deaths in the month: it passes one
    half where the expected deaths pass 26.

    Raises
    ------
    UnreadableFile, EmptyInput, WrongColumns : not such a file.
    BadValue : missing, infinite or negative values, a probability above 1, or a country's month
        missing or there twice.
    UnknownCountry : an id that VIEWS does not use for a current state.
    """
    raw = forecast_file.read(Path(path), FAST_COLUMNS, "a FAST-cm forecast")
    ids = raw["country_id"].unique().to_list()
    codes = dict(zip(ids, views_format.iso3_of(ids), strict=True))
    frame = raw.select(
        iso3=pl.col("country_id").replace_strict(codes, return_dtype=pl.String),
        gid=pl.lit(None),
        month_id="outcome_n",
        **{DEATHS: pl.col("predicted"), MORE_THAN_25: pl.col("outcome_p")},
    )
    table = _long(frame)
    _check(table, Path(path), pl.col("quantity") == MORE_THAN_25)
    return OutsideForecast("FAST-cm", issued, "state-based", table)


def read_conflictforecast(path: str | Path, issued: Month | None = None) -> OutsideForecast:
    """conflictforecast.org's CSV of risk by PRIO-GRID cell, with the cells' countries.

    ``issued`` is the file's own month by default.

    Raises
    ------
    UnreadableFile, EmptyInput, WrongColumns : not such a file.
    BadValue : missing, infinite or negative values, a risk above 1, or a cell's month missing or
        there twice.
    """
    raw = forecast_file.read(Path(path), GRID_COLUMNS, "conflictforecast.org's risk by grid cell")
    month = (pl.col("year").cast(pl.Int32) - 1980) * 12 + pl.col("month").cast(pl.Int32)
    frame = raw.select(iso3="isocode", gid="gid", month_id=month, **{RISK: pl.col("risk")})
    table = _long(frame)
    _check(table, Path(path), pl.col("quantity") == RISK)
    last = Month.from_id(_span(table)[1])
    return OutsideForecast("conflictforecast.org", issued or last, "armed conflict", table)


def read_draws(
    path: str | Path, source: str, series: str = "state-based", issued: Month | None = None
) -> OutsideForecast:
    """A VIEWS prediction file of draws by country, Parquet or CSV; rows may stand in any order.

    ``issued`` is the month before the first by default. The file does not say whose deaths it is
    about: ``series`` does.

    Raises
    ------
    UnreadableFile, EmptyInput, WrongColumns, UnknownCountry : as :meth:`.Outlook.read_views`.
    BadValue : as there, or cells in place of countries, or fewer than 20 draws.
    """
    outlook = Outlook.read_views(path, model=source, series=series)
    draws = outlook.draws.values.shape[2]
    problems = (
        (outlook.unit is not UnitKind.COUNTRY, "draws by country_id", "draws by PRIO-GRID cell"),
        (draws < LEAST_DRAWS, f"at least {LEAST_DRAWS} draws of each month", str(draws)),
    )
    for wrong, expected, came in problems:
        if wrong:
            raise BadValue(
                f"{Path(path).name} cannot stand beside our forecasts",
                expected=expected,
                came=came,
                remedy="ask the publisher for the draws by country, or leave this forecast out",
            )
    found = OutsideForecast.of_draws(outlook, issued or outlook.months[0] - 1)
    _check(found.table, Path(path), pl.col("quantity") == MORE_THAN_25)
    return found


def pool(ours: Outlook, outside: Outlook, weight: float) -> Outlook:
    """A linear pool of two forecasts of draws: the mixture of their distributions.

    Of each country's draws the share ``weight`` is taken from ``outside`` (whole paths, as evenly
    as their number allows), the rest from ours; countries that ``outside`` lacks stay ours.

    Raises
    ------
    BadValue : a weight outside 0 to 1, another series, or months that ``outside`` lacks.
    """
    _check_pair(ours, outside, weight)
    months = [outside.months.index(month) for month in ours.months]
    values = np.array(ours.draws.values, dtype=np.float64)
    count = values.shape[2]
    taken = round(weight * count)
    rows = {iso3: row for row, iso3 in enumerate(outside.units)}
    for place, iso3 in enumerate(ours.units):
        if iso3 not in rows:
            continue
        rng = stream(ours.seed, "warning", "pool", outside.model, iso3)
        theirs = outside.draws.values[rows[iso3]][months]
        order = np.argsort(rng.random((-(-taken // theirs.shape[1]), theirs.shape[1])), axis=1)
        slots = rng.permutation(count)[:taken]
        values[place][:, slots] = theirs[:, order.ravel()[:taken]]
    return Outlook.of(
        values,
        ours.units,
        ours.months[0],
        model=f"{ours.model}, pooled with {outside.model} ({weight:.0%})",
        data_version=f"{ours.data_version}; {outside.data_version}",
        seed=ours.seed,
        series=ours.series,
        as_of=ours.as_of,
    )


def _check_pair(ours: Outlook, outside: Outlook, weight: float) -> None:
    lacking = [str(month) for month in ours.months if month not in outside.months]
    problems = (
        (not 0 <= weight <= 1, "a weight from 0 to 1", str(weight)),
        (ours.series != outside.series, f"draws of {ours.series} deaths", outside.series),
        (bool(lacking), f"the months {ours.months[0]} to {ours.months[-1]}", f"no {lacking[:3]}"),
    )
    for wrong, expected, came in problems:
        if wrong:
            raise BadValue(
                "These forecasts cannot be pooled",
                expected=expected,
                came=came,
                remedy="forecast the same series and months, or leave the outside forecast out",
            )


def _long(frame: pl.DataFrame, drawn: pl.DataFrame | None = None) -> pl.DataFrame:
    """One row per quantity; ``drawn`` holds the draws of ``iso3``, ``month_id``, ``quantity``."""
    keys = ["iso3", "gid", "month_id"]
    long = frame.unpivot(index=keys, variable_name="quantity", value_name="value")
    if drawn is None:
        long = long.with_columns(draws=None)
    else:
        long = long.join(drawn, on=["iso3", "month_id", "quantity"], how="left")
    return long.select(pl.col(name).cast(kind, strict=False) for name, kind in SCHEMA.items()).sort(
        "iso3", "gid", "month_id", "quantity"
    )


def _check(table: pl.DataFrame, path: Path, chance: pl.Expr) -> None:
    """Raise :class:`BadValue` unless all is possible, once, and without gaps in the months."""
    value = pl.col("value")
    sound = value.is_finite() & (value >= 0) & (~chance | (value <= 1)) & (value <= MOST_DEATHS)
    sound &= pl.col("month_id").is_between(1, LAST_ID) & pl.col("iso3").is_not_null()
    bad = table.filter(~sound.fill_null(False))
    if not bad.is_empty():
        raise BadValue(
            f"{path.name} holds values that cannot be a forecast",
            expected="countries, VIEWS month ids (January 1980 is 1), deaths of 0 or more and "
            "probabilities from 0 to 1",
            came=f"{bad.height} rows, e.g. {bad.row(0)[:5]}",
            remedy="fetch the file again, or leave this forecast out",
        )
    key = ["iso3", "gid", "month_id", "quantity"]
    twice = table.filter(pl.struct(key).is_duplicated())
    if not twice.is_empty():
        raise BadValue(
            f"{path.name} forecasts the same thing twice",
            expected="each country or cell once in a month",
            came=f"{twice.height} rows, e.g. {twice.row(0)[:5]}",
            remedy="ask the publisher for one forecast a file",
        )
    _check_months(table, path)


def _check_months(table: pl.DataFrame, path: Path) -> None:
    first, last = _span(table)
    held = table.group_by("iso3", "gid", "quantity").agg(pl.len().alias("months"))
    short = held.filter(pl.col("months") != last - first + 1)
    if not short.is_empty():
        raise BadValue(
            f"Months are missing in {path.name}",
            expected=f"every month from {Month.from_id(first)} to {Month.from_id(last)} for each "
            "country or cell",
            came=f"{short['months'][0]} months for {short['iso3'][0]}",
            remedy="ask the publisher for the whole file",
        )


def _span(table: pl.DataFrame) -> tuple[int, int]:
    return int(table["month_id"].min()), int(table["month_id"].max())  # type: ignore[arg-type]
