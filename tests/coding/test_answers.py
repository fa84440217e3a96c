"""JSON lines in, JSON lines out: a row for each, whatever the rows hold."""

from __future__ import annotations

import json
import os
import threading
from pathlib import Path
from typing import Any

import pytest

from forestall.coding.answers import Rows, answered, extracted
from forestall.coding.rows import LONGEST
from forestall.errors import EmptyInput, UnreadableFile

STORY = "Police said on Sunday that 26 men were killed when two tribes fought near Wapenamanda."


def lengths(texts: list[str]) -> list[dict[str, Any]]:
    """A step that weighs nothing, so that only the rows are looked at."""
    return [{"length": len(each)} for each in texts]


def rows_of(told: Rows) -> list[dict[str, Any]]:
    def never(constant: str) -> None:
        raise AssertionError(f"{constant} is not JSON")

    return [json.loads(each, parse_constant=never) for each in told.lines.splitlines()]


def write(path: Path, *lines: str) -> Path:
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def test_ids_come_back_as_they_were_given(tmp_path: Path) -> None:
    ids: list[object] = [1, 1.5, None, [1, "a"], {"a": 1}, True, "", "x", "x", "a\nb", 10**30]
    lines = [json.dumps({"doc_id": each, "text": STORY}) for each in ids]
    found = rows_of(answered(write(tmp_path / "a.jsonl", *lines), lengths))
    assert [each["doc_id"] for each in found] == ids
    assert [type(each["doc_id"]) for each in found] == [type(each) for each in ids]


def test_half_a_letter_in_an_id_or_a_text_stops_nothing(tmp_path: Path) -> None:
    lines = [
        f'{{"doc_id": "\\ud800", "text": "{STORY}"}}',
        f'{{"doc_id": 2, "text": "\\ud83d {STORY}"}}',
    ]
    told = answered(write(tmp_path / "a.jsonl", *lines), extracted)
    assert told.lines.encode()
    one, two = rows_of(told)
    assert one["doc_id"] == "\ud800"
    assert one["killed"]["best"] == two["killed"]["best"] == 26


def test_a_number_that_is_not_json_comes_back_as_null(tmp_path: Path) -> None:
    lines = [f'{{"doc_id": {each}, "text": "{STORY}"}}' for each in ("NaN", "-Infinity", "1e999")]
    found = rows_of(answered(write(tmp_path / "a.jsonl", *lines), lengths))
    assert [each["doc_id"] for each in found] == [None, None, None]


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ('{"doc_id": 1}', "no text"),
        ('{"doc_id": 1, "text": null}', "no text"),
        ('{"doc_id": 1, "text": 26}', "no text"),
        ('{"doc_id": 1, "text": "  "}', "no text"),
        ("{bad", "not JSON"),
        ("[" * 100_000, "not JSON"),
        ("[1]", "not a JSON object"),
        (
            json.dumps({"doc_id": 1, "text": "a" * (LONGEST + 1)}),
            "500,001 characters; 500,000 are read",
        ),
        (
            json.dumps(
                {"doc_id": 1, "text": "La policía dijo que 53 hombres murieron en la pelea."}
            ),
            "not English; reads most like es",
        ),
    ],
)
def test_a_row_that_cannot_be_coded_says_why(tmp_path: Path, line: str, why: str) -> None:
    told = answered(write(tmp_path / "a.jsonl", line), lengths)
    assert rows_of(told) == [{"doc_id": 1, "skipped": why}]
    assert (told.rows, told.skipped) == (1, 1)


@pytest.mark.parametrize("device", ["/dev/zero", "/dev/null"])
def test_a_device_is_no_file_of_texts(device: str) -> None:
    with pytest.raises(UnreadableFile, match="a device"):
        answered(Path(device), lengths)


def test_a_pipe_that_nobody_writes_to_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(EmptyInput):
        answered(tmp_path / "pipe", lengths)


def test_a_pipe_with_a_writer_is_read_to_its_end() -> None:
    reader, writer = os.pipe()

    def fill() -> None:
        with os.fdopen(writer, "w") as out:
            for each in range(2000):
                out.write(json.dumps({"doc_id": each, "text": STORY}) + "\n")

    thread = threading.Thread(target=fill)
    thread.start()
    told = answered(Path(f"/dev/fd/{reader}"), lengths)
    thread.join()
    os.close(reader)
    assert told.rows == 2000


def test_a_folder_is_no_file_of_texts(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="directory"):
        answered(tmp_path, lengths)


def test_json_lines_in_utf_16_are_read(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    rows = [json.dumps({"doc_id": each, "text": STORY}) for each in (1, 2)]
    path.write_text("\n".join(rows), encoding="utf-16")
    assert [each["doc_id"] for each in rows_of(answered(path, lengths))] == [1, 2]
