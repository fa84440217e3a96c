"""Forecasts of others in the store: told by their columns, kept once, found by month of issue."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import polars as pl
import pytest
from ged_files import events, write_csv

from forestall.errors import UnreadableFile, WrongColumns
from forestall.records.holdings import Holdings
from forestall.records.published import FORECAST_SCHEMA, Published
from forestall.records.report import ReadReport
from forestall.records.sniff import FORECAST, kind_of, layout_of, read_any
from forestall.records.store import Store
from forestall.vocabulary import Month

VIEWS = {"month_id": [558], "country_id": [245], "draw": [0], "outcome": [3]}
FAST = {"country_id": [245], "outcome_n": [558], "predicted": [3.0], "outcome_p": [0.1]}
GRID = {"year": [2026], "month": [6], "isocode": ["MLI"], "gid": [1], "risk": [0.1]}
TERMS = Published("VIEWS draws", "state-based", Month(2026, 5), Month(2026, 6), Month(2026, 7))


def table() -> pl.DataFrame:
    rows = [
        ("MLI", None, 558, "deaths", 2.0, [1.0, 3.0]),
        ("NER", None, 558, "deaths", 5.0, [5.0, 5.0]),
    ]
    return pl.DataFrame(rows, FORECAST_SCHEMA, orient="row")


def report(source: str = "VIEWS") -> ReadReport:
    return ReadReport(source, TERMS.version, 4)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "store")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    pl.DataFrame(VIEWS).write_parquet(tmp_path / "views.parquet")
    return tmp_path / "views.parquet"


@pytest.mark.parametrize(
    ("columns", "layout"),
    [(VIEWS, "VIEWS draws"), (FAST, "FAST-cm"), (GRID, "conflictforecast.org")],
)
def test_a_forecast_is_told_by_its_columns(
    tmp_path: Path, columns: dict[str, list[object]], layout: str
) -> None:
    frame = pl.DataFrame(columns)
    frame.write_parquet(tmp_path / "without a suffix")
    frame.write_csv(tmp_path / "f.csv")
    (tmp_path / "f.csv.gz").write_bytes(gzip.compress(frame.write_csv().encode()))
    for name in ("without a suffix", "f.csv", "f.csv.gz"):
        assert layout_of(tmp_path / name) == layout
        assert kind_of(tmp_path / name) == FORECAST


def test_other_tables_are_no_forecasts(tmp_path: Path) -> None:
    assert layout_of(write_csv(tmp_path / "GEDEvent_v25_1.csv", events(1))) is None
    points = tmp_path / "points.parquet"  # one figure a month, without draws
    pl.DataFrame({"month_id": [1], "country_id": [1], "outcome": [1]}).write_parquet(points)
    with pytest.raises(WrongColumns, match="month_id, country_id, outcome"):
        kind_of(points)
    (tmp_path / "cut.parquet").write_bytes(b"PAR1 and no more")
    with pytest.raises(UnreadableFile, match=r"cut\.parquet"):
        layout_of(tmp_path / "cut.parquet")


def test_readers_of_events_do_not_take_forecasts(store: Store, file: Path) -> None:
    with pytest.raises(WrongColumns, match="is a forecast"):
        read_any(file)
    with pytest.raises(WrongColumns, match="is a forecast"):
        store.add(file)
    assert not store.root.exists()


def test_a_forecast_is_kept_once(store: Store, file: Path) -> None:
    added = store.keep_forecast(file, table(), report(), TERMS)
    assert added.new
    assert str(added.version) == "VIEWS state-based, issued 2026-05"
    (folder,) = (store.root / "forecast").iterdir()
    assert folder.name.startswith("views-state-based-issued-2026-05-")
    told = json.loads((folder / "manifest.json").read_text())
    assert told["published"] == {
        "layout": "VIEWS draws",
        "series": "state-based",
        "issued": "2026-05",
        "first": "2026-06",
        "last": "2026-07",
    }
    assert not store.keep_forecast(file, table(), report(), TERMS).new
    assert store.keep_forecast(file, table(), report("another"), TERMS).new
    assert len(store.list()) == 2


def test_holdings_find_it_from_its_month_of_issue_on(store: Store, file: Path) -> None:
    store.keep_forecast(file, table(), report(), TERMS)
    holdings = Holdings.open(store)
    assert holdings.forecasts(until=Month(2026, 4)) == ()
    (held,) = holdings.forecasts(until=Month(2026, 5))
    assert held.manifest.published == TERMS
    assert holdings.forecast_rows(held, "MLI").rows() == table().head(1).rows()
    assert holdings.forecast_rows(held, "FRA").is_empty()


def test_a_forecast_is_listed_but_no_figure_rests_on_it(store: Store, file: Path) -> None:
    version = store.keep_forecast(file, table(), report(), TERMS).version
    holdings = Holdings.open(store)
    assert version in holdings.versions(forecasts=True)
    assert version not in holdings.versions()
    untouched = Holdings.open(Store(store.root / "none"))
    assert holdings.monthly_deaths().equals(untouched.monthly_deaths())
