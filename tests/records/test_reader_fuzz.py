"""Whatever bytes come, a reader gives checked rows or a named error, and accounts for each row."""

from __future__ import annotations

import csv
import gzip
import io
import tempfile
from datetime import date
from pathlib import Path

import polars as pl
from ged_files import event
from hypothesis import given, settings
from hypothesis import strategies as st

from forestall.errors import ForestallError
from forestall.records.ged import GED_COLUMNS, read_ged
from forestall.records.report import ReadReport
from forestall.records.schema import check_events
from forestall.records.sniff import EVENTS, read_any

FIELDS = st.one_of(
    st.sampled_from(["", "0", "-1", "1.5", "1e400", "nan", "inf", "XXX1", "2020-02-30", "True"]),
    st.sampled_from(["2020-01-01", "2020-01-01T00:00:00", "482", "482.0", "91", "-181", "9" * 40]),
    st.text(st.characters(codec="utf-8", exclude_characters="\r\n\x00"), max_size=8),
)
CHANGES = st.lists(
    st.tuples(st.integers(0, 3), st.sampled_from(GED_COLUMNS), FIELDS), min_size=1, max_size=4
)


def _text(changes: list[tuple[int, str, str]], columns: tuple[str, ...] = GED_COLUMNS) -> str:
    rows = [event(id=at) for at in range(4)]
    for at, name, value in changes:
        rows[at][name] = value
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def _read(content: bytes, name: str = "x_v25_1.csv") -> tuple[pl.DataFrame, ReadReport] | None:
    """What the reader made of the bytes; None where it refused them with a named error."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(content)
        for drop in (False, True):
            try:
                frame, report, kind = read_any(path, drop_bad_rows=drop)
            except ForestallError:
                continue
            assert kind != EVENTS or check_events(frame) is frame
            assert frame.height == report.taken > 0
            return frame, report
    return None


@given(CHANGES)
@settings(max_examples=150, deadline=None)
def test_changed_fields(changes: list[tuple[int, str, str]]) -> None:
    read = _read(_text(changes).encode())
    if read is not None:
        assert read[1].rows == 4


@given(CHANGES, st.permutations(GED_COLUMNS), st.integers(0, 49))
@settings(max_examples=60, deadline=None)
def test_shuffled_and_missing_columns(
    changes: list[tuple[int, str, str]], order: list[str], kept: int
) -> None:
    read = _read(_text(changes, tuple(order[:kept])).encode())
    if read is not None:
        assert read[1].rows == 4


@given(st.binary(max_size=300), st.sampled_from(["x.csv", "x.csv.gz", "x.zip"]))
@settings(max_examples=150, deadline=None)
def test_any_bytes(content: bytes, name: str) -> None:
    assert _read(content, name) is None


@given(st.data())
@settings(max_examples=150, deadline=None)
def test_cut_and_spoiled_bytes(data: st.DataObject) -> None:
    good = bytearray(_text([]).encode())
    packed = data.draw(st.booleans())
    if packed:
        good = bytearray(gzip.compress(bytes(good), mtime=0))
    for _ in range(data.draw(st.integers(0, 3))):
        good[data.draw(st.integers(0, len(good) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, len(good)))
    read = _read(bytes(good[:cut]), "x.csv.gz" if packed else "x.csv")
    assert read is None or cut > 0


YEARLY = {
    "actor_id": "77",
    "actor_name": "Government of Uruguay",
    "year": "1999",
    "best_fatality_estimate": "30",
    "low_fatality_estimate": "28",
    "high_fatality_estimate": "41",
    "is_government_actor": "1",
    "gwno_location": "165, 160",
}


@given(st.lists(st.tuples(st.integers(0, 2), st.sampled_from(sorted(YEARLY)), FIELDS), max_size=3))
@settings(max_examples=150, deadline=None)
def test_changed_fields_of_a_yearly_table(changes: list[tuple[int, str, str]]) -> None:
    rows = [YEARLY | {"actor_id": str(at)} for at in range(3)]
    for at, name, value in changes:
        rows[at][name] = value
    out = io.StringIO()
    writer = csv.DictWriter(out, YEARLY, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    read = _read(out.getvalue().encode(), "OneSided_v25_1.csv")
    if read is not None:
        assert read[1].rows == 3


DEATHS = st.integers(0, 10_000)
EVENTS_OUT = st.lists(
    st.tuples(
        st.dates(min_value=date(1989, 1, 1), max_value=date(2099, 12, 31)),
        st.lists(DEATHS, min_size=3, max_size=3).map(sorted),
        st.floats(-90, 90),
        st.floats(-180, 180),
        st.sampled_from([1, 2, 3]),
    ),
    min_size=1,
    max_size=6,
)


@given(EVENTS_OUT)
@settings(max_examples=60, deadline=None)
def test_what_was_written_is_read_back(rows: list[tuple]) -> None:  # type: ignore[type-arg]
    text = io.StringIO()
    writer = csv.DictWriter(text, GED_COLUMNS, lineterminator="\n")
    writer.writeheader()
    for at, (day, (low, best, high), latitude, longitude, kind) in enumerate(rows):
        fields = {"date_start": day, "date_end": day, "low": low, "best": best, "high": high}
        place = {"latitude": repr(latitude), "longitude": repr(longitude)}
        writer.writerow(event(id=at, type_of_violence=kind, **fields, **place))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x_v25_1.csv"
        path.write_text(text.getvalue())
        frame, report = read_ged(path)
    assert report.dropped == report.repaired == ()
    columns = ["date_start", "low", "best", "high", "latitude", "longitude"]
    expected = [(day, *deaths, latitude, longitude) for day, deaths, latitude, longitude, _ in rows]
    assert frame.select(columns).rows() == expected
    assert frame["gid"].is_between(1, 360 * 720).all()
