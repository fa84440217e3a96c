"""What an events frame must hold."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from ged_files import events, write_csv

from forestall.errors import BadValue, DuplicateIds, EmptyInput, ForestallError, WrongColumns
from forestall.records.ged import read_ged
from forestall.records.schema import check_events


@pytest.fixture
def sound(tmp_path: Path) -> pl.DataFrame:
    return read_ged(write_csv(tmp_path / "x_v25_1.csv", events(3)))[0]


def test_a_sound_frame_passes_unchanged(sound: pl.DataFrame) -> None:
    assert check_events(sound) is sound


@pytest.mark.parametrize(
    ("change", "error", "said"),
    [
        ({"best": pl.lit(None, pl.Int64)}, BadValue, "best is null"),
        ({"low": pl.lit(5, pl.Int64)}, BadValue, "deaths out of order"),
        ({"high": pl.lit(3, pl.Int64)}, BadValue, "deaths out of order"),
        ({"low": pl.lit(-1, pl.Int64)}, BadValue, "deaths out of order"),
        ({"kind": pl.lit("unrest")}, BadValue, "unknown kind"),
        ({"longitude": pl.lit(180.5)}, BadValue, "off the globe"),
        ({"date_end": pl.date(2019, 1, 1)}, BadValue, "date_end before date_start"),
        ({"event_id": pl.lit("1")}, DuplicateIds, "1 ids"),
        ({"best": pl.lit(1.5)}, WrongColumns, "best Float64"),
    ],
)
def test_broken_rules_are_named(
    sound: pl.DataFrame, change: dict[str, pl.Expr], error: type[ForestallError], said: str
) -> None:
    with pytest.raises(error, match=said):
        check_events(sound.with_columns(**change))


def test_no_events_is_an_error(sound: pl.DataFrame) -> None:
    with pytest.raises(EmptyInput):
        check_events(sound.clear())
