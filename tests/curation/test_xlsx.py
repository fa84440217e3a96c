"""The small workbook reader."""

from __future__ import annotations

from pathlib import Path

import pytest
from tiny_sources import write_xlsx

from forestall.curation.xlsx import read_sheet
from forestall.errors import UnreadableFile


def test_gaps_blanks_and_nameless_columns(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    write_xlsx(path, "One", [["a ", None, "c"], [1, "x", "NA"], [None, "y", None], [2, "z", "w"]])
    header, rows = read_sheet(path, "One")
    assert header == ["a", "c"]
    # the row with a value in the nameless column alone is empty for us
    assert rows == [["1", None], ["2", "w"]]


def test_columns_beyond_z(tmp_path: Path) -> None:
    path = tmp_path / "wide.xlsx"
    write_xlsx(path, "One", [[f"c{i}" for i in range(30)], list(range(30))])
    header, rows = read_sheet(path, "One")
    assert header[29] == "c29"
    assert rows[0][29] == "29"


def test_a_missing_sheet_is_named(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    write_xlsx(path, "One", [["a"], [1]])
    with pytest.raises(UnreadableFile, match="Two"):
        read_sheet(path, "Two")
