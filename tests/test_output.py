"""Files appear whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from forestall.errors import OutputError
from forestall.output import folder, write_bytes, write_text


def test_text_is_written_in_utf8_and_missing_folders_are_made(tmp_path: Path) -> None:
    file = tmp_path / "new" / "file.txt"
    write_text(file, "Côte d'Ivoire\n")
    assert file.read_bytes() == b"C\xc3\xb4te d'Ivoire\n"
    assert [p.name for p in file.parent.iterdir()] == ["file.txt"]


def test_a_file_that_is_there_is_replaced(tmp_path: Path) -> None:
    file = tmp_path / "file.txt"
    write_bytes(file, b"old")
    write_bytes(file, b"new")
    assert file.read_bytes() == b"new"


@pytest.mark.parametrize("stopped", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_a_writer_that_is_stopped_leaves_the_old_file_and_no_scraps(
    stopped: BaseException, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "file.txt"
    write_bytes(file, b"old")

    def full(_: int) -> None:
        raise stopped

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises((OutputError, KeyboardInterrupt)):
        write_bytes(file, b"new")
    assert file.read_bytes() == b"old"
    assert [p.name for p in tmp_path.iterdir()] == ["file.txt"]


def test_a_full_disk_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OutputError, match="No space left on device"):
        write_bytes(tmp_path / "file.txt", b"new")


def test_a_file_in_the_way_of_a_folder_is_named(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("", encoding="utf-8")
    with pytest.raises(OutputError, match="taken"):
        folder(tmp_path / "taken")
    with pytest.raises(OutputError, match="taken"):
        write_text(tmp_path / "taken" / "file.txt", "")


def test_a_folder_is_made_with_those_above_it(tmp_path: Path) -> None:
    made = folder(tmp_path / "a" / "b")
    assert made.is_dir()
    assert list(made.iterdir()) == []


def test_a_disk_that_fills_as_the_file_takes_its_name_leaves_the_old_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "file.txt"
    write_bytes(file, b"old")

    def full(self: Path, target: Path) -> None:
        raise OSError(28, "No space left on device", str(self), None, str(target))

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(OutputError, match="No space left on device") as caught:
        write_bytes(file, b"new")
    assert "free some space" in caught.value.remedy
    assert file.read_bytes() == b"old"
    assert [p.name for p in tmp_path.iterdir()] == ["file.txt"]


def test_a_folder_that_may_not_be_written_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("tempfile.mkstemp", refused)
    monkeypatch.setattr("tempfile.TemporaryFile", refused)
    with pytest.raises(OutputError, match="Permission denied"):
        write_bytes(tmp_path / "file.txt", b"new")
    with pytest.raises(OutputError, match="Permission denied"):
        folder(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_does_not_give_way_to_a_file(tmp_path: Path) -> None:
    (tmp_path / "taken").mkdir()
    with pytest.raises(OutputError):
        write_bytes(tmp_path / "taken", b"new")
    assert [p.name for p in tmp_path.iterdir()] == ["taken"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes of this kind here")
def test_a_pipe_is_written_to_and_not_replaced(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)  # so that the writer need not wait
    try:
        write_bytes(pipe, b"through")
        assert os.read(reader, 100) == b"through"
    finally:
        os.close(reader)
    assert pipe.is_fifo()
