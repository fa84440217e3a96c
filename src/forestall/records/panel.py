"""Panels: every unit in every month, zeros as rows, with the month up to which they are known."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Literal

import polars as pl

from forestall import vocabulary
from forestall.errors import BadValue, EmptyInput, UnknownCountry, WrongColumns
from forestall.vocabulary import Month, ViolenceKind

Spread = Literal["start", "even", "inside"]
ESTIMATES = ("best", "low", "high")
DEATH_COLUMNS = (
    *ESTIMATES,
    *(f"{name}_{kind.name.lower()}" for kind in ViolenceKind for name in ESTIMATES),
)
"""``best``, ``low``, ``high`` of all kinds, then the same three for each kind of violence."""


@dataclass(frozen=True, slots=True)
class Panel:
    """Deaths by unit and time, complete: a unit-month without events is a row of zeros.

    Attributes
    ----------
    frame : ``unit``, the time column (``month_id`` Int32 or ``year`` Int32), then
        ``DEATH_COLUMNS`` (Float64, people); one row per unit and time, in that order.
    unit : name of the unit's column, ``iso3`` or ``gid``.
    known_until : the last month the panel speaks for.
    source : what it was made from, e.g. ``UCDP GED 25.1``.

    Raises
    ------
    WrongColumns, EmptyInput : not a panel's frame.
    BadValue : out of order, a unit-month twice, or a gap.
    UnknownCountry : a country code nobody knows.
    """

    frame: pl.DataFrame
    unit: str
    known_until: Month
    source: str

    def __post_init__(self) -> None:
        _check_panel(self.frame, self.unit, self.time)

    @property
    def time(self) -> str:
        """``month_id`` or ``year``."""
        return "month_id" if "month_id" in self.frame.columns else "year"


def by_month(events: pl.DataFrame, spread: Spread = "start") -> pl.DataFrame:
    """The events with a ``month_id`` (Int32), ``best``, ``low`` and ``high`` as Float64.

    Parameters
    ----------
    events : a frame of ``EVENT_SCHEMA``.
    spread : what to do with an event that spans months. ``start`` counts it in the month it
        began; ``even`` shares its deaths among its months by days, so it stands on several
        rows; ``inside`` leaves it out.
    """
    first, last = _month_id("date_start"), _month_id("date_end")
    rows = events.with_columns(pl.col(*ESTIMATES).cast(pl.Float64), month_id=first)
    if spread == "start":
        return rows
    spans = first != last
    if spread == "inside":
        return rows.filter(~spans)
    pieces = (
        rows.filter(spans)
        .with_columns(month_id=pl.int_ranges(first, last + 1, dtype=pl.Int32))
        .explode("month_id")
    )
    month_start = pl.date(
        1980 + (pl.col("month_id") - 1) // 12, (pl.col("month_id") - 1) % 12 + 1, 1
    )
    begins = pl.max_horizontal("date_start", month_start)
    ends = pl.min_horizontal("date_end", month_start.dt.month_end())
    days = (ends - begins).dt.total_days() + 1
    span = (pl.col("date_end") - pl.col("date_start")).dt.total_days() + 1
    shared = pieces.with_columns(pl.col(*ESTIMATES) * days / span)
    return pl.concat([rows.filter(~spans), shared])


def country_month(
    events: pl.DataFrame,
    *,
    spread: Spread = "start",
    countries: Sequence[str] | None = None,
    first: Month | None = None,
    known_until: Month | None = None,
) -> Panel:
    """Deaths per country and month.

    Parameters
    ----------
    events : a frame of ``EVENT_SCHEMA``.
    spread : see :func:`by_month`.
    countries : ISO3 codes of the panel; None for every country of today.
    first, known_until : the panel's months; by default those of the first and the newest event.
        Events outside them, or of other countries, are left out.

    Raises
    ------
    EmptyInput : no events.
    UnknownCountry : an event or ``countries`` names a country that nobody knows.
    """
    _check_countries(set(events["iso3"]) | set(countries or ()))
    units = sorted(countries if countries is not None else vocabulary.countries())
    return _monthly(events, "iso3", pl.Series("iso3", units), spread, first, known_until)


def grid_month(
    events: pl.DataFrame,
    *,
    spread: Spread = "start",
    cells: Sequence[int] | None = None,
    first: Month | None = None,
    known_until: Month | None = None,
) -> Panel:
    """Deaths per PRIO-GRID cell and month; parameters as in :func:`country_month`.

    ``cells`` defaults to the cells that have events: a cell that is not in the panel is a zero.
    Events without a point are left out.
    """
    placed = events.filter(pl.col("gid").is_not_null())
    gids = placed["gid"] if cells is None else pl.Series("gid", cells)
    units = gids.cast(pl.Int32).unique().sort().alias("gid")
    return _monthly(placed, "gid", units, spread, first, known_until)


def country_year(
    events: pl.DataFrame,
    *,
    spread: Spread = "start",
    countries: Sequence[str] | None = None,
    first: Month | None = None,
    known_until: Month | None = None,
) -> Panel:
    """Deaths per country and calendar year, only years known to their December.

    Parameters and errors as in :func:`country_month`; EmptyInput also where no year is complete.
    """
    begin = first or _first_month(events)
    end = known_until or _last_month(events)
    last_year = end.year if end.month == 12 else end.year - 1
    if last_year < begin.year:
        raise EmptyInput(
            "No complete year",
            expected="events known to a December",
            came=f"{begin} to {end}",
            remedy="pass known_until, or use country_month",
        )
    monthly = country_month(
        events,
        spread=spread,
        countries=countries,
        first=Month(begin.year, 1),
        known_until=Month(last_year, 12),
    )
    year = (1980 + (pl.col("month_id") - 1) // 12).cast(pl.Int32)
    yearly = monthly.frame.group_by("iso3", year.alias("year")).agg(pl.col(*DEATH_COLUMNS).sum())
    return Panel(yearly.sort("iso3", "year"), "iso3", monthly.known_until, monthly.source)


def _monthly(
    events: pl.DataFrame,
    unit: str,
    units: pl.Series,
    spread: Spread,
    first: Month | None,
    known_until: Month | None,
) -> Panel:
    begin, end = first or _first_month(events), known_until or _last_month(events)
    months = pl.int_range(begin.id, end.id + 1, dtype=pl.Int32, eager=True).alias("month_id")
    deaths = by_month(events, spread).group_by(unit, "month_id").agg(
        pl.col(*ESTIMATES).sum(),
        *(
            pl.col(name).filter(pl.col("kind") == kind.value).sum().alias(
                f"{name}_{kind.name.lower()}"
            )
            for kind in ViolenceKind
            for name in ESTIMATES
        ),
    )  # fmt: skip
    frame = (
        units.to_frame()
        .join(months.to_frame(), how="cross")
        .join(deaths, on=[unit, "month_id"], how="left", maintain_order="left")
        .with_columns(pl.col(*DEATH_COLUMNS).fill_null(0.0))
    )
    names = events.select((pl.col("source") + " " + pl.col("version")).unique().sort())
    return Panel(frame, unit, end, ", ".join(names.to_series()))


def _month_id(name: str) -> pl.Expr:
    date = pl.col(name).dt
    return ((date.year() - 1980) * 12 + date.month()).cast(pl.Int32)


def _first_month(events: pl.DataFrame) -> Month:
    return _edge(events, pl.col("date_start").min())


def _last_month(events: pl.DataFrame) -> Month:
    return _edge(events, pl.col("date_end").max())


def _edge(events: pl.DataFrame, edge: pl.Expr) -> Month:
    if events.is_empty():
        raise EmptyInput(
            "A panel of no events",
            expected="at least one event",
            came="none",
            remedy="check the selection the events were made from",
        )
    day = events.select(edge).item()
    return Month(day.year, day.month)


def _check_panel(frame: pl.DataFrame, unit: str, time: str) -> None:
    expected = [unit, time, *DEATH_COLUMNS]
    if frame.columns != expected:
        raise WrongColumns(
            "Not a panel",
            expected=", ".join(expected),
            came=", ".join(frame.columns),
            remedy="make panels with country_month, country_year or grid_month",
        )
    if frame.is_empty():
        raise EmptyInput(
            "A panel without rows",
            expected="at least one unit and month",
            came="none",
            remedy="check the units and months asked for",
        )
    keys = frame.select(unit, time)
    if not keys.equals(keys.sort(unit, time)):
        raise _broken("out of order", f"rows sorted by {unit} and {time}")
    if keys.is_duplicated().any():
        raise _broken("a unit and time twice", "one row each")
    span = frame.select(pl.col(time).max() - pl.col(time).min() + 1).item()
    if frame[unit].n_unique() * span != frame.height:
        raise _broken("a gap", f"every {unit} in every {time}, zeros as rows")
    if unit == "iso3":
        _check_countries(set(frame["iso3"]))


def _broken(came: str, expected: str) -> BadValue:
    return BadValue(
        "A panel that is not complete",
        expected=expected,
        came=came,
        remedy="make panels with country_month, country_year or grid_month",
    )


def _check_countries(codes: Collection[str]) -> None:
    if unknown := sorted(set(codes) - set(vocabulary.countries())):
        raise UnknownCountry(
            "Unknown country codes",
            expected="ISO 3166-1 alpha-3 codes of countries of today",
            came=", ".join(unknown[:5]),
            remedy="map the source's country numbers with vocabulary.gw_to_iso3()",
        )
