"""Forecasts a user adds: what is refused, what is kept, and when a brief may show it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest

from forestall.errors import (
    BadInput,
    BadValue,
    EmptyInput,
    UnknownCountry,
    UnknownMonth,
    WrongColumns,
)
from forestall.records.holdings import Holdings
from forestall.records.store import Store
from forestall.vocabulary import Month, countries
from forestall.warning import outside_store
from forestall.warning.outside import DEATHS, RISK

MALI = countries()["MLI"].views_id
JUNE = 558  # June 2026: 12 · 46 + 6


def views(first: int = JUNE, months: int = 3, draws: int = 20, deaths: int = 0) -> pl.DataFrame:
    """Draw k of every month is k deaths, and so many more."""
    grid = [(m, MALI, k, deaths + k) for m in range(first, first + months) for k in range(draws)]
    return pl.DataFrame(grid, ["month_id", "country_id", "draw", "outcome"], orient="row")


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "store")


def written(frame: pl.DataFrame, path: Path) -> Path:
    frame.write_parquet(path)
    return path


def mine(store: Store, as_of: Month) -> tuple[outside_store.Shown, ...]:
    return outside_store.shown(Holdings.open(store), "MLI", as_of)


def test_draws_come_back_as_they_went_in_whatever_their_order(store: Store, tmp_path: Path) -> None:
    frame = views().sample(fraction=1, shuffle=True, seed=3)
    added = outside_store.add(store, written(frame, tmp_path / "their draws.parquet"))
    # By default: the file's name, and the month before the first.
    assert str(added.version) == "their draws state-based, issued 2026-05"
    assert added.report.rows == 60
    (one,) = mine(store, Month(2026, 5))
    assert one.forecast.of("MLI", DEATHS)["month_id"].to_list() == [558, 559, 560]
    assert one.forecast.of("MLI", DEATHS)["value"].to_list() == [9.5] * 3  # mean of 0 to 19
    drawn = one.forecast.draws_of("MLI")
    assert drawn is not None
    assert np.array_equal(drawn, np.tile(np.arange(20.0), (3, 1)))
    assert (one.file, one.version) == ("their draws.parquet", added.version)


def test_the_same_file_again_changes_nothing(store: Store, tmp_path: Path) -> None:
    path = written(views(), tmp_path / "v.parquet")
    assert outside_store.add(store, path).new
    again = outside_store.add(store, path)
    assert not again.new
    assert "already in the store" in again.report.lines()[-1]
    assert outside_store.add(store, path, issued="2026-06").new
    assert outside_store.add(store, path, series="total").new


def changed(**values: Any) -> pl.DataFrame:
    """The hand-made file with the first row changed."""
    rows = views().to_dicts()
    rows[0] |= values
    return pl.DataFrame(rows, schema_overrides={"outcome": pl.Float64})


@pytest.mark.parametrize(
    ("frame", "error", "says"),
    [
        (views(draws=19), BadValue, "at least 20 draws"),
        (views(draws=1), BadValue, "Too few draws"),
        (views().filter(pl.col("month_id") != JUNE + 1), BadValue, "Months are missing"),
        (changed(outcome=float("nan")), BadValue, "cannot be deaths"),
        (changed(outcome=None), BadValue, "cannot be deaths"),
        (changed(outcome=-1.0), BadValue, "cannot be deaths"),
        (changed(outcome=2e10), BadValue, "cannot be a forecast"),
        (changed(country_id=9999), BadValue, "not balanced"),
        (changed(draw=1), BadValue, "not balanced"),  # draw 1 of June twice, draw 0 never
        (pl.concat([views(), views()]), BadValue, "not balanced"),
        (views().with_columns(country_id=pl.lit(9999)), UnknownCountry, "9999"),
        (views(first=202606), BadValue, "cannot be a forecast"),  # a calendar month as an id
        (views().rename({"country_id": "priogrid_gid"}), BadValue, "by country_id"),
        (views().with_columns(outcome=pl.lit([1, 2])), WrongColumns, "is not a VIEWS file"),
        (views().clear(), EmptyInput, "no rows"),
    ],
)
def test_a_file_that_cannot_be_used_leaves_no_trace(
    frame: pl.DataFrame, error: type[BadInput], says: str, store: Store, tmp_path: Path
) -> None:
    with pytest.raises(error, match=says):
        outside_store.add(store, written(frame, tmp_path / "v.parquet"))
    assert not store.root.exists()


def fast(months: list[int], **other: Any) -> pl.DataFrame:
    rows = {"country_id": MALI, "outcome_n": months, "predicted": 10.0, "outcome_p": 0.25} | other
    return pl.DataFrame(rows)


@pytest.mark.parametrize(
    ("frame", "says"),
    [
        (fast([558, 558]), "twice"),
        (fast([558, 560]), "Months are missing"),
        (fast([558, 559], predicted=[1.0, -1.0]), "cannot be a forecast"),
        (fast([0, 1]), "cannot be a forecast"),
    ],
)
def test_fast_files_are_checked_too(
    frame: pl.DataFrame, says: str, store: Store, tmp_path: Path
) -> None:
    with pytest.raises(BadValue, match=says):
        outside_store.add(store, written(frame, tmp_path / "f.parquet"))
    assert not store.root.exists()


def test_fast_is_known_by_its_columns(store: Store, tmp_path: Path) -> None:
    frame = fast([558, 559])
    frame.write_csv(tmp_path / "f.csv")
    added = outside_store.add(store, tmp_path / "f.csv")
    assert str(added.version) == "FAST-cm state-based, issued 2026-05"
    assert added.report.taken == 2
    (one,) = mine(store, Month(2026, 5))
    assert one.forecast.of("MLI", DEATHS)["value"].to_list() == [10.0, 10.0]
    assert one.forecast.draws_of("MLI") is None


def test_risk_by_cell_leaves_out_places_that_are_no_country(store: Store, tmp_path: Path) -> None:
    rows = ["year,month,isocode,gid,risk", "2026,4,MLI,1,0.5", "2026,4,XXK,2,0.25"]
    (tmp_path / "grid.csv").write_text("\n".join(rows) + "\n")
    added = outside_store.add(store, tmp_path / "grid.csv")
    assert (added.report.taken, added.report.rows) == (1, 2)
    assert "no country of today" in added.report.lines()[1]
    # An index of April is shown for April, May and June.
    for month, count in ((3, 0), (4, 1), (6, 1), (7, 0)):
        assert len(mine(store, Month(2026, month))) == count
    assert mine(store, Month(2026, 5))[0].forecast.of("MLI", RISK)["value"].to_list() == [0.5]


def test_no_brief_sees_a_forecast_before_its_month_of_issue_or_after_its_last(
    store: Store, tmp_path: Path
) -> None:
    path = written(views(), tmp_path / "v.parquet")  # June to August 2026
    outside_store.add(store, path, source="VIEWS", issued="2026-06")
    assert mine(store, Month(2026, 5)) == ()
    assert len(mine(store, Month(2026, 6))) == 1
    assert len(mine(store, Month(2026, 7))) == 1
    assert mine(store, Month(2026, 8)) == ()  # nothing in it lies ahead any more
    assert outside_store.shown(Holdings.open(store), "FRA", Month(2026, 6)) == ()


def test_of_one_source_the_newest_that_was_out_is_shown(store: Store, tmp_path: Path) -> None:
    for first, name in ((JUNE, "old"), (JUNE + 1, "new")):
        path = written(views(first), tmp_path / f"{name}.parquet")
        outside_store.add(store, path, source="VIEWS")
    assert [one.file for one in mine(store, Month(2026, 5))] == ["old.parquet"]
    assert [one.file for one in mine(store, Month(2026, 6))] == ["new.parquet"]
    outside_store.add(store, tmp_path / "old.parquet", source="A second one")
    sources = [one.forecast.source for one in mine(store, Month(2026, 6))]
    assert sources == ["A second one", "VIEWS"]


@pytest.mark.parametrize(
    ("options", "error"),
    [
        ({"issued": "May 2026"}, UnknownMonth),
        ({"issued": "2026-09"}, BadInput),  # its last month is August
        ({"source": "a, b"}, BadInput),
        ({"source": "x" * 61}, BadInput),
        ({"source": ""}, BadInput),
        ({"drop_bad_rows": True}, BadInput),
        ({"version": "3"}, BadInput),
    ],
)
def test_options_that_make_no_sense(
    options: dict[str, Any], error: type[BadInput], store: Store, tmp_path: Path
) -> None:
    with pytest.raises(error):
        outside_store.add(store, written(views(), tmp_path / "v.parquet"), **options)
    assert not store.root.exists()


def test_options_of_forecasts_are_refused_for_other_files(store: Store, tmp_path: Path) -> None:
    (tmp_path / "events.csv").write_text("id,type_of_violence,date_start,best\n")
    with pytest.raises(BadInput, match="--issued"):
        outside_store.add(store, tmp_path / "events.csv", issued="2026-05")
    path = written(fast([558]), tmp_path / "f.parquet")
    with pytest.raises(BadInput, match="--series"):
        outside_store.add(store, path, series="total")


def test_a_damaged_file_is_refused_by_name(store: Store, tmp_path: Path) -> None:
    path = written(views(), tmp_path / "v.parquet")
    good = path.read_bytes()
    for kept in (0, 3, 4, len(good) // 2, len(good) - 1):
        path.write_bytes(good[:kept])
        with pytest.raises(BadInput):
            outside_store.add(store, path)
    text = views().write_csv().encode()
    for bad in (text.replace(b"558", b"5\xff8"), text.replace(b",7\n", b",seven\n")):
        (tmp_path / "v.csv").write_bytes(bad)
        with pytest.raises(BadInput):
            outside_store.add(store, tmp_path / "v.csv")
    assert not store.root.exists()
