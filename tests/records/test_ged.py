"""Readers of UCDP events: the forms its files come in, and the rows that cannot be true."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from ged_files import event, events, write_csv

from forestall.errors import BadValue, DuplicateIds, EmptyInput, UnknownCountry, WrongColumns
from forestall.records.ged import GED_COLUMNS, UNIDENTIFIED, read_ged
from forestall.records.schema import EVENT_SCHEMA


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


def test_one_event_becomes_one_checked_row(folder: Path) -> None:
    frame, report = read_ged(write_csv(folder / "GEDEvent_v25_1.csv", [event()]))
    assert frame.schema == EVENT_SCHEMA
    assert frame.row(0, named=True) == {
        "event_id": "900001",
        "source": "UCDP GED",
        "version": "25.1",
        "iso3": "CAF",
        "date_start": date(2020, 3, 5),
        "date_end": date(2020, 3, 5),
        "date_precision": 1,
        "latitude": 5.399784,
        "longitude": 26.486881,
        "place_precision": 1,
        # (floor((5.399784+90)*2) = 190) * 720 + floor((26.486881+180)*2) = 412, + 1
        "gid": 137213,
        "kind": "state-based",
        "sub_kind": None,
        "side_a": "Government of Central African Republic",
        "side_b": "Hill Brigade",
        "side_a_id": 72001,
        "side_b_id": 72002,
        "perpetrator": None,
        "target": None,
        "best": 4,
        "low": 3,
        "high": 6,
        "civilians": 2,
        "clear": True,
        "row": "GEDEvent_v25_1.csv:2",
    }
    assert report.lines() == ("UCDP GED 25.1: took 1 of 1 rows",)


def test_floats_times_and_truth_words_read_the_same(folder: Path) -> None:
    plain = write_csv(folder / "a_v25_1.csv", [event()])
    odd = event(
        id="900001.0",
        active_year="True",
        type_of_violence="1.0",
        side_a_new_id="72001.0",
        side_b_new_id="72002.0",
        country_id="482.0",
        date_start="2020-03-05T00:00:00",
        date_end="2020-03-05 00:00:00.000",
        best="4.0",
        low="3.0",
        high="6.0",
    )
    other = write_csv(folder / "b_v25_1.csv", [odd])
    assert read_ged(plain)[0].drop("row").equals(read_ged(other)[0].drop("row"))


def test_column_order_and_a_byte_order_mark_do_not_matter(folder: Path) -> None:
    plain = write_csv(folder / "a_v25_1.csv", [event()])
    turned = write_csv(
        folder / "b_v25_1.csv", [event()], tuple(reversed(GED_COLUMNS)), encoding="utf-8-sig"
    )
    assert read_ged(plain)[0].drop("row").equals(read_ged(turned)[0].drop("row"))


def test_a_file_without_header_has_the_documented_columns(folder: Path) -> None:
    frame, report = read_ged(write_csv(folder / "c_v26_0_2.csv", [event()], header=False))
    assert frame["iso3"].to_list() == ["CAF"]
    assert frame["row"].to_list() == ["c_v26_0_2.csv:1"]
    assert (report.source, report.version) == ("UCDP Candidate", "26.0.2")


def test_a_file_without_header_and_with_other_columns_is_refused(folder: Path) -> None:
    path = write_csv(folder / "c.csv", [event()], GED_COLUMNS[:-1], header=False)
    with pytest.raises(WrongColumns, match="not 48"):
        read_ged(path)


def test_optional_columns_may_be_missing(folder: Path) -> None:
    columns = ("id", "type_of_violence", "side_a", "country", "date_start", "best")
    frame, _ = read_ged(write_csv(folder / "slim_v25_1.csv", [event()], columns))
    row = frame.row(0, named=True)
    assert (row["low"], row["best"], row["high"]) == (4, 4, 4)
    assert row["iso3"] == "CAF"
    assert row["date_end"] == date(2020, 3, 5)
    absent = ("latitude", "longitude", "gid", "side_b", "clear", "civilians", "place_precision")
    assert [row[name] for name in absent] == [None] * len(absent)


@pytest.mark.parametrize("name", ["id", "type_of_violence", "date_start", "best"])
def test_required_columns_are_named_when_missing(folder: Path, name: str) -> None:
    columns = [column for column in GED_COLUMNS if column != name]
    path = write_csv(folder / "x.csv", [event()], columns)
    with pytest.raises(WrongColumns, match=f"no {name}"):
        read_ged(path)


def test_one_sided_events_have_a_perpetrator_and_a_target(folder: Path) -> None:
    rows = [event(type_of_violence=3, side_b="Civilians"), event(id=900002, type_of_violence=2)]
    frame, _ = read_ged(write_csv(folder / "x_v25_1.csv", rows))
    assert frame["kind"].to_list() == ["one-sided", "non-state"]
    assert frame["perpetrator"].to_list() == ["Government of Central African Republic", None]
    assert frame["target"].to_list() == ["Civilians", None]


def test_placeholder_actors_get_a_name_people_understand(folder: Path) -> None:
    frame, _ = read_ged(write_csv(folder / "x_v25_1.csv", [event(side_a="XXX475")]))
    assert frame["side_a"].to_list() == [UNIDENTIFIED]


def test_candidates_say_which_events_are_still_checked(folder: Path) -> None:
    rows = [event(), event(id=900002, code_status="Check deaths")]
    frame, report = read_ged(write_csv(folder / "newest.csv", rows))
    assert frame["clear"].to_list() == [True, False]
    assert (report.source, report.version) == ("UCDP Candidate", "unversioned-2020-03-05")


def test_the_version_can_be_told(folder: Path) -> None:
    _, report = read_ged(write_csv(folder / "x_v24_1.csv", [event()]), version="25.1")
    assert report.version == "25.1"


BAD_ROWS = {
    "date_start does not parse": {"date_start": "20x0-03-05"},
    "date_end does not parse": {"date_end": "2020-13-05"},
    "date_end before date_start": {"date_end": "2020-03-04"},
    "date outside": {"date_start": "0020-03-05"},
    "best is not a count": {"best": "-4"},
    "low is not a count": {"low": "nan"},
    "high is not a count": {"high": "inf"},
    "deaths_civilians is not a count": {"deaths_civilians": "-1"},
    "coordinates off the globe": {"latitude": "95.0"},
    "unknown type_of_violence": {"type_of_violence": "4"},
    "no id": {"id": ""},
}


@pytest.mark.parametrize(("reason", "fields"), BAD_ROWS.items())
def test_a_row_that_cannot_be_true_stops_the_read(
    folder: Path, reason: str, fields: dict[str, str]
) -> None:
    path = write_csv(folder / "x_v25_1.csv", [event(), event(**{"id": 900002, **fields})])
    with pytest.raises(BadValue) as caught:
        read_ged(path)
    assert reason in caught.value.came
    assert "x_v25_1.csv:3" in caught.value.came
    assert "--drop-bad-rows" in caught.value.remedy


@pytest.mark.parametrize(("reason", "fields"), BAD_ROWS.items())
def test_a_row_that_cannot_be_true_is_dropped_and_counted_on_request(
    folder: Path, reason: str, fields: dict[str, str]
) -> None:
    path = write_csv(folder / "x_v25_1.csv", [event(), event(**{"id": 900002, **fields})])
    frame, report = read_ged(path, drop_bad_rows=True)
    assert frame["event_id"].to_list() == ["900001"]
    assert [(note.rows, reason in note.reason) for note in report.dropped] == [(1, True)]
    assert report.rows == 2


@pytest.mark.parametrize("half", [{"latitude": ""}, {"longitude": ""}, {"longitude": "east"}])
def test_half_a_point_is_no_point(folder: Path, half: dict[str, str]) -> None:
    path = write_csv(folder / "x_v25_1.csv", [event(**half)])
    with pytest.raises(BadValue, match="coordinates off the globe"):
        read_ged(path)


def test_no_point_at_all_is_allowed(folder: Path) -> None:
    path = write_csv(folder / "x_v25_1.csv", [event(latitude="", longitude="")])
    assert read_ged(path)[0]["gid"].to_list() == [None]


def test_an_unknown_country_is_named(folder: Path) -> None:
    path = write_csv(folder / "x_v25_1.csv", [event(country_id=9999, country="Freedonia")])
    with pytest.raises(UnknownCountry, match="Freedonia"):
        read_ged(path)


def test_no_surviving_row_is_an_error(folder: Path) -> None:
    path = write_csv(folder / "x_v25_1.csv", [event(best=-1)])
    with pytest.raises(EmptyInput, match="best is not a count"):
        read_ged(path, drop_bad_rows=True)


def test_a_header_alone_is_an_error(folder: Path) -> None:
    with pytest.raises(EmptyInput, match="a header without rows"):
        read_ged(write_csv(folder / "x_v25_1.csv", []))


def test_a_little_disorder_of_the_estimates_is_mended_and_reported(folder: Path) -> None:
    # 1 of 50 rows is 2%, the most that counts as noise; 10, 10, 6 is a row of UCDP's own kind.
    rows = [*events(49), event(id=1, low=10, best=10, high=6)]
    frame, report = read_ged(write_csv(folder / "x_v25_1.csv", rows))
    assert frame.row(49, named=True) | {"low": 6, "best": 10, "high": 10} == frame.row(
        49, named=True
    )
    assert [note.rows for note in report.repaired] == [1]
    assert "x_v25_1.csv:" in report.repaired[0].example


def test_much_disorder_means_mixed_columns(folder: Path) -> None:
    rows = [*events(48), event(id=1, low=9, best=5, high=2)]  # 1 of 49 is above 2%
    path = write_csv(folder / "x_v25_1.csv", rows)
    with pytest.raises(BadValue, match="low, best and high out of order"):
        read_ged(path)
    frame, report = read_ged(path, drop_bad_rows=True)
    assert (frame.height, report.rows) == (48, 49)


def test_exact_copies_are_dropped_and_counted(folder: Path) -> None:
    frame, report = read_ged(write_csv(folder / "x_v25_1.csv", [event(), event(), event(id=2)]))
    assert frame.height == 2
    assert [(note.reason, note.rows) for note in report.dropped] == [
        ("exact copy of another row", 1)
    ]
    assert report.rows == 3


def test_one_id_on_different_rows_is_an_error(folder: Path) -> None:
    path = write_csv(folder / "x_v25_1.csv", [event(), event(best=5)])
    with pytest.raises(DuplicateIds, match="900001"):
        read_ged(path)


def test_blank_lines_are_counted(folder: Path) -> None:
    path = write_csv(folder / "x_v25_1.csv", [event()])
    path.write_text(path.read_text() + "\n\n")
    _, report = read_ged(path)
    assert [(note.reason, note.rows) for note in report.dropped] == [("blank line", 2)]


def test_a_code_that_cannot_be_read_is_left_empty_and_reported(folder: Path) -> None:
    frame, report = read_ged(write_csv(folder / "x_v25_1.csv", [event(where_prec="near")]))
    assert frame["place_precision"].to_list() == [None]
    assert "where_prec = 'near'" in report.repaired[0].example


def test_states_that_are_gone_belong_to_their_successors(folder: Path) -> None:
    rows = [event(country_id=345), event(id=2, country_id="", country="Yemen (North Yemen)")]
    frame, _ = read_ged(write_csv(folder / "x_v25_1.csv", rows))
    assert frame["iso3"].to_list() == ["SRB", "YEM"]
