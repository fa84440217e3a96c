"""Readers of UCDP's yearly tables, and telling the tables apart."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from ged_files import event, write_csv

from forestall.errors import BadValue, DuplicateIds, UnknownCountry, WrongColumns
from forestall.records.sniff import kind_of, read_any
from forestall.records.yearly import read_battle_deaths, read_dyadic, read_one_sided

ONE_SIDED = {
    "conflict_id": "1.0",
    "actor_id": "77.0",
    "actor_name": "Government of Uruguay",
    "year": "1999.0",
    "best_fatality_estimate": "30.0",
    "low_fatality_estimate": "28.0",
    "high_fatality_estimate": "41.0",
    "is_government_actor": "1.0",
    "gwno_location": "165, 160",
    "version": "25.1",
}
DYAD = {
    "dyad_id": "5",
    "conflict_id": "6",
    "side_a": "Government of Uruguay",
    "side_a_id": "77",
    "side_b": "River Front",
    "side_b_id": "78",
    "year": "1999",
    "intensity_level": "2",
    "type_of_conflict": "3",
    "start_date": "1998-01-01",
    "gwno_loc": "165",
    "version": "25.1",
}
BATTLE = {name: DYAD[name] for name in DYAD if name not in ("intensity_level", "start_date")} | {
    "bd_best": "90",
    "bd_low": "80",
    "bd_high": "120",
}


def _write(path: Path, *rows: dict[str, str]) -> Path:
    return write_csv(path, rows, tuple(rows[0]))


def test_one_sided(tmp_path: Path) -> None:
    path = _write(tmp_path / "OneSided_v25_1.csv", ONE_SIDED)
    frame, report = read_one_sided(path)
    assert frame.row(0, named=True) == {
        "actor_id": 77,
        "actor": "Government of Uruguay",
        "is_government": True,
        "government_iso3": "URY",
        "year": 1999,
        "countries": ["ARG", "URY"],
        "best": 30,
        "low": 28,
        "high": 41,
        "row": "OneSided_v25_1.csv:2",
    }
    assert report.lines() == ("UCDP One-sided Violence 25.1: took 1 of 1 rows",)


def test_other_actors_have_no_government(tmp_path: Path) -> None:
    row = ONE_SIDED | {"actor_name": "Hill Brigade", "is_government_actor": "0.0"}
    frame, _ = read_one_sided(_write(tmp_path / "x.csv", row))
    assert frame["government_iso3"].to_list() == [None]


def test_dyadic(tmp_path: Path) -> None:
    frame, report = read_dyadic(_write(tmp_path / "ucdp-dyadic-251.csv", DYAD))
    row = frame.row(0, named=True)
    assert (row["dyad_id"], row["intensity"], row["type_of_conflict"]) == (5, 2, 3)
    assert (row["year"], row["countries"], row["side_b_id"]) == (1999, ["URY"], 78)
    assert (report.source, report.version) == ("UCDP Dyadic", "25.1")


def test_battle_deaths(tmp_path: Path) -> None:
    frame, _ = read_battle_deaths(_write(tmp_path / "BattleDeaths_v25_1.csv", BATTLE))
    assert frame.select("best", "low", "high").row(0) == (90, 80, 120)
    assert frame.schema["year"] == pl.Int16


@pytest.mark.parametrize(
    ("fields", "error", "said"),
    [
        ({"best_fatality_estimate": "-1"}, BadValue, "best_fatality_estimate is not a count"),
        ({"year": "1999.5"}, BadValue, "year is not a year"),
        ({"year": "19"}, BadValue, "year is not a year"),
        ({"is_government_actor": "perhaps"}, BadValue, "neither 0 nor 1"),
        ({"actor_id": "x"}, BadValue, "actor_id is not a number"),
        ({"gwno_location": "165, 9999"}, UnknownCountry, "9999"),
        ({"low_fatality_estimate": "50"}, BadValue, "out of order"),
    ],
)
def test_rows_that_cannot_be_true(
    tmp_path: Path, fields: dict[str, str], error: type[Exception], said: str
) -> None:
    path = _write(tmp_path / "x.csv", ONE_SIDED, ONE_SIDED | {"actor_id": "78"} | fields)
    with pytest.raises(error, match=said):
        read_one_sided(path)
    frame, report = read_one_sided(path, drop_bad_rows=True)
    assert (frame["actor_id"].to_list(), report.rows) == ([77], 2)


def test_an_actor_year_stands_once(tmp_path: Path) -> None:
    again = ONE_SIDED | {"best_fatality_estimate": "31"}
    with pytest.raises(DuplicateIds, match=r"x\.csv:2"):
        read_one_sided(_write(tmp_path / "x.csv", ONE_SIDED, again))
    _, report = read_one_sided(_write(tmp_path / "y.csv", ONE_SIDED, ONE_SIDED))
    assert (report.taken, report.rows) == (1, 2)


def test_blank_lines_are_counted(tmp_path: Path) -> None:
    path = _write(tmp_path / "x.csv", ONE_SIDED)
    path.write_text(path.read_text() + "\n")
    _, report = read_one_sided(path)
    assert [(note.reason, note.rows) for note in report.dropped] == [("blank line", 1)]


def test_another_table_is_refused(tmp_path: Path) -> None:
    with pytest.raises(WrongColumns, match="no actor_id"):
        read_one_sided(_write(tmp_path / "x.csv", DYAD))


def test_the_kind_is_told_by_the_columns(tmp_path: Path) -> None:
    files = {
        "one_sided": _write(tmp_path / "a.csv", ONE_SIDED),
        "dyadic": _write(tmp_path / "b.csv", DYAD),
        "battle_deaths": _write(tmp_path / "c.csv", BATTLE),
        "events": write_csv(tmp_path / "d.csv", [event()], header=False),
    }
    for kind, path in files.items():
        assert kind_of(path) == kind
        assert read_any(path)[2] == kind


def test_an_unknown_table_is_named_by_its_columns(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("name,size\na,1\n")
    with pytest.raises(WrongColumns, match="2 columns: name, size"):
        read_any(path)
