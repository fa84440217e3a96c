"""Panels: complete, ordered, and adding up."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest
from ged_files import Row, event, write_csv

from forestall.errors import BadValue, EmptyInput, UnknownCountry, WrongColumns
from forestall.records.ged import read_ged
from forestall.records.panel import (
    DEATH_COLUMNS,
    Panel,
    Spread,
    by_month,
    country_month,
    country_year,
    grid_month,
)
from forestall.vocabulary import Month, countries


@pytest.fixture
def read(tmp_path: Path) -> Callable[..., pl.DataFrame]:
    def _read(*rows: Row) -> pl.DataFrame:
        numbered = [row | {"id": str(at)} for at, row in enumerate(rows, 1)]
        return read_ged(write_csv(tmp_path / "x_v25_1.csv", numbered))[0]

    return _read


Reader = Callable[..., pl.DataFrame]
SPANNING = event(date_start="2020-01-30", date_end="2020-02-02", best=8, low=4, high=12)
"""Four days, two of them in each month."""


def test_country_months_are_complete_and_add_up(read: Reader) -> None:
    frame = read(
        event(date_start="2020-01-05", date_end="2020-01-05"),
        event(date_start="2020-03-05", date_end="2020-03-05", type_of_violence=3),
    )
    panel = country_month(frame, countries=["TCD", "CAF"])
    assert panel.frame.select("iso3", "month_id", "best", "best_one_sided").rows() == [
        ("CAF", 481, 4.0, 0.0),  # 2020-01: (2020 - 1980) * 12 + 1
        ("CAF", 482, 0.0, 0.0),
        ("CAF", 483, 4.0, 4.0),
        ("TCD", 481, 0.0, 0.0),
        ("TCD", 482, 0.0, 0.0),
        ("TCD", 483, 0.0, 0.0),
    ]
    assert (panel.known_until, panel.source, panel.unit) == (
        Month(2020, 3),
        "UCDP GED 25.1",
        "iso3",
    )


def test_every_country_of_today_by_default(read: Reader) -> None:
    panel = country_month(read(event()))
    assert panel.frame["iso3"].n_unique() == len(countries())
    assert panel.frame["best"].sum() == 4


@pytest.mark.parametrize(
    ("spread", "january", "february"),
    [("start", 8.0, 0.0), ("even", 4.0, 4.0), ("inside", 0.0, 0.0)],
)
def test_events_that_span_months(
    read: Reader, spread: Spread, january: float, february: float
) -> None:
    panel = country_month(
        read(SPANNING),
        spread=spread,
        countries=["CAF"],
        first=Month(2020, 1),
        known_until=Month(2020, 2),
    )
    assert panel.frame["best"].to_list() == [january, february]


def test_sharing_by_days_keeps_every_death_and_the_order_of_the_estimates(read: Reader) -> None:
    # 2019-11-16 to 2020-02-14: 15 + 31 + 31 + 14 = 91 days.
    frame = read(event(date_start="2019-11-16", date_end="2020-02-14", best=91, low=0, high=182))
    shared = by_month(frame, "even").sort("month_id")
    assert shared["best"].to_list() == pytest.approx([15, 31, 31, 14])
    assert shared["high"].to_list() == pytest.approx([30, 62, 62, 28])
    assert shared["low"].to_list() == [0, 0, 0, 0]


def test_country_years_are_whole_years(read: Reader) -> None:
    frame = read(
        event(date_start="2018-06-01", date_end="2018-06-01"),
        event(date_start="2020-05-01", date_end="2020-05-01"),
    )
    panel = country_year(frame, countries=["CAF"])
    assert panel.frame.select("year", "best").rows() == [(2018, 4.0), (2019, 0.0)]
    assert panel.known_until == Month(2019, 12)
    with pytest.raises(EmptyInput, match="No complete year"):
        country_year(frame, first=Month(2020, 1))


def test_grid_months_leave_out_what_has_no_point(read: Reader) -> None:
    panel = grid_month(read(event(), event(latitude="", longitude="")))
    assert panel.frame.select("gid", "month_id", "best").rows() == [(137213, 483, 4.0)]
    with_empty = grid_month(read(event()), cells=[137214, 137213])
    assert with_empty.frame.select("gid", "best").rows() == [(137213, 4.0), (137214, 0.0)]


def test_unknown_countries_are_named(read: Reader) -> None:
    with pytest.raises(UnknownCountry, match="ZZZ"):
        country_month(read(event()), countries=["CAF", "ZZZ"])
    with pytest.raises(UnknownCountry, match="ZZZ"):
        country_month(read(event()).with_columns(iso3=pl.lit("ZZZ")))


def test_no_events_make_no_panel(read: Reader) -> None:
    with pytest.raises(EmptyInput):
        country_month(read(event()).clear())


def _frame(*keys: tuple[str, int]) -> pl.DataFrame:
    frame = pl.DataFrame(keys, schema={"iso3": pl.String, "month_id": pl.Int32}, orient="row")
    return frame.with_columns(pl.lit(0.0).alias(name) for name in DEATH_COLUMNS)


@pytest.mark.parametrize(
    ("frame", "error", "said"),
    [
        (_frame(("CAF", 2), ("CAF", 1)), BadValue, "out of order"),
        (_frame(("CAF", 1), ("CAF", 1)), BadValue, "twice"),
        (_frame(("CAF", 1), ("CAF", 3)), BadValue, "a gap"),
        (_frame(("CAF", 1), ("CAF", 2), ("TCD", 1)), BadValue, "a gap"),
        (_frame(("ZZZ", 1)), UnknownCountry, "ZZZ"),
        (_frame(("CAF", 1)).drop("low"), WrongColumns, "iso3, month_id, best, high"),
        (_frame(("CAF", 1)).clear(), EmptyInput, "without rows"),
    ],
)
def test_a_panel_checks_itself(frame: pl.DataFrame, error: type[Exception], said: str) -> None:
    with pytest.raises(error, match=said):
        Panel(frame, "iso3", Month(2020, 1), "by hand")
