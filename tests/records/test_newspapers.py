"""Incidents coded from newspapers as events: shown, traceable, never totalled."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from made_incidents import ONE_SIDED, QUOTE, file

from forestall.errors import EmptyInput, WrongColumns
from forestall.records.holdings import Holdings
from forestall.records.newspapers import read_incidents
from forestall.records.store import Store
from forestall.vocabulary import Month


def test_an_incident_is_an_event_by_hand(tmp_path: Path) -> None:
    frame, report = read_incidents(file(tmp_path))
    (event,) = frame.rows(named=True)
    assert (event["best"], event["low"], event["high"]) == (49, 26, 64)
    assert (event["side_a"], event["side_b"], event["perpetrator"]) == ("Sikin", "Ambulin", None)
    # floor((−5.64 + 90) · 2) · 720 + floor((143.89 + 180) · 2) + 1 = 168 · 720 + 647 + 1
    assert event["gid"] == 121_608
    assert event["row"] == "incidents.parquet:a1#1"
    assert event["sentences"] == [QUOTE]
    assert (event["injured"], event["clear"]) == (2, False)
    assert report.taken == 1
    assert report.version == "up to 2024-02-18"


def test_dead_without_a_number_count_as_the_least_and_it_is_said(tmp_path: Path) -> None:
    frame, report = read_incidents(file(tmp_path, ONE_SIDED))
    (event,) = frame.rows(named=True)
    assert (event["low"], event["best"], event["high"], event["civilians"]) == (1, 1, 1, 1)
    assert (event["perpetrator"], event["target"]) == ("crowd", "accused of sorcery")
    assert "number not told" in str(report.repaired[0])


def test_what_cannot_be_used_is_left_out_and_counted(tmp_path: Path) -> None:
    path = file(
        tmp_path,
        {},
        {"incident_id": "2", "status": "rejected"},
        {"incident_id": "3", "iso3": None},
        {"incident_id": "4", "date_start": None},
        {"incident_id": "5", "kind": None},
    )
    frame, report = read_incidents(path)
    assert frame["event_id"].to_list() == ["a1#1"]
    assert [note.example[-1] for note in report.dropped] == ["2", "3", "4", "5"]
    with pytest.raises(EmptyInput, match="rejected"):
        read_incidents(file(tmp_path, {"status": "rejected"}))


def test_a_country_known_alone_gives_no_cell(tmp_path: Path) -> None:
    frame, _ = read_incidents(file(tmp_path, {"place_precision": 6}))
    assert frame["gid"].to_list() == [None]


def test_another_parquet_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.parquet"
    pl.DataFrame({"a": [1]}).write_parquet(path)
    with pytest.raises(WrongColumns, match="forestall code"):
        read_incidents(path)


def test_in_the_store_they_show_and_are_never_totalled(tmp_path: Path) -> None:
    store = Store(tmp_path / "store")
    before = Holdings.open(Store(tmp_path / "empty")).monthly_deaths()
    added = store.add(file(tmp_path, {}, ONE_SIDED))
    assert "never totalled" in " ".join(added.report.remarks)
    held = Holdings.open(store)
    assert held.monthly_deaths().equals(before)
    assert held.incidents("PNG")["event_id"].to_list() == ["a1#1", "b#1"]
    assert held.incidents("PNG", Month(2024, 1)).is_empty()
    assert held.incidents("SDN").is_empty()
    coverage = held.coverage("PNG").filter(source="Newspaper incidents")
    assert coverage["complete"].to_list() == [False]
    assert coverage["note"].to_list() == ["newspapers: what they reported, not all that happened"]


def test_a_reviewed_table_replaces_the_one_it_was_made_from(tmp_path: Path) -> None:
    store = Store(tmp_path / "store")
    store.add(file(tmp_path, {}, ONE_SIDED))
    store.add(file(tmp_path, {"status": "rejected"}, ONE_SIDED, name="reviewed.parquet"))
    store.add(file(tmp_path, {"incident_id": "other#1"}, name="elsewhere.parquet"))
    held = Holdings.open(store).incidents("PNG")
    assert sorted(held["event_id"]) == ["b#1", "other#1"]
