"""Opening deliveries: compressed, truncated, of another kind."""

from __future__ import annotations

import gzip
import zipfile
from pathlib import Path

import pytest
from ged_files import event, events, write_csv

from forestall.errors import BadValue, EmptyInput, OutputError, UnreadableFile, WrongColumns
from forestall.records import csv_file
from forestall.records.csv_file import open_csv
from forestall.records.ged import read_ged


def test_gzip_and_zip_read_as_the_plain_file(tmp_path: Path) -> None:
    plain = write_csv(tmp_path / "x_v25_1.csv", events(3))
    packed = tmp_path / "x_v25_1.csv.gz"
    packed.write_bytes(gzip.compress(plain.read_bytes()))
    zipped = tmp_path / "ged251-csv.zip"
    with zipfile.ZipFile(zipped, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(plain, "GEDEvent_v25_1.csv")
        archive.writestr("__MACOSX/._GEDEvent_v25_1.csv", "resource fork")
    expected = read_ged(plain)[0].drop("row")
    assert read_ged(packed)[0].drop("row").equals(expected)
    assert read_ged(zipped)[0].drop("row").equals(expected)
    assert read_ged(zipped)[0]["row"][0] == "ged251-csv.zip:2"


@pytest.mark.parametrize("suffix", [".csv.gz", ".zip"])
@pytest.mark.parametrize("kept", [0.3, 0.9])
def test_truncated_archives_are_named(tmp_path: Path, suffix: str, kept: float) -> None:
    plain = write_csv(tmp_path / "x.csv", events(200))
    path = tmp_path / f"x_v25_1{suffix}"
    if suffix == ".zip":
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.write(plain, "x.csv")
    else:
        path.write_bytes(gzip.compress(plain.read_bytes()))
    whole = path.read_bytes()
    path.write_bytes(whole[: int(len(whole) * kept)])
    with pytest.raises(UnreadableFile, match="truncated or damaged"):
        read_ged(path)


def test_a_zip_must_hold_one_table(tmp_path: Path) -> None:
    path = tmp_path / "x.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.csv", "id\n1\n")
        archive.writestr("b.csv", "id\n1\n")
    with pytest.raises(UnreadableFile, match="2 tables"):
        read_ged(path)


@pytest.mark.parametrize("content", [b"", b"\n \n"])
@pytest.mark.parametrize("name", ["x.csv", "x.csv.gz"])
def test_nothing_is_named_nothing(tmp_path: Path, name: str, content: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(gzip.compress(content) if name.endswith(".gz") else content)
    with pytest.raises(EmptyInput):
        read_ged(path)


def test_a_missing_file_and_a_folder(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="no such file"):
        read_ged(tmp_path / "absent.csv")
    with pytest.raises(UnreadableFile, match="a folder"):
        read_ged(tmp_path)


def test_a_gz_that_is_not_one(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "x.csv.gz", [event()])
    with pytest.raises(UnreadableFile, match=r"not \.gz inside"):
        read_ged(path)


def test_other_encodings_are_refused(tmp_path: Path) -> None:
    wide = write_csv(tmp_path / "wide.csv", [event()], encoding="utf-16")
    latin = write_csv(tmp_path / "latin.csv", [event(side_b="Brigade é")], encoding="latin-1")
    for path in (wide, latin):
        with pytest.raises(UnreadableFile, match="UTF-8"):
            read_ged(path)


def test_broken_quotes_are_refused(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "x_v25_1.csv", [event()])
    path.write_text(path.read_text() + '900002,"never closed,2020\n')
    with pytest.raises(UnreadableFile):
        read_ged(path)


def test_a_stray_comma_does_not_shift_a_row_unnoticed(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "x_v25_1.csv", [event(id=2), event(relid="stray")])
    path.write_text(path.read_text().replace("stray", "stray,comma"))
    with pytest.raises(BadValue, match="type_of_violence"):
        read_ged(path)


def test_column_names_may_be_in_capitals(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "x_v25_1.csv", [event()])
    header, rest = path.read_text().split("\n", 1)
    loud = header.upper().replace(",", '","')
    path.write_text(f'"{loud}"\n{rest}', encoding="utf-8-sig")
    assert read_ged(path)[0]["iso3"].to_list() == ["CAF"]


def test_a_column_named_twice_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("id,best,ID\n1,2,3\n")
    with pytest.raises(WrongColumns, match="'id'"):
        read_ged(path)


def test_what_was_unpacked_is_gone_afterwards(tmp_path: Path) -> None:
    path = tmp_path / "x.csv.gz"
    path.write_bytes(gzip.compress(b"id,best\n1,2\n"))
    with open_csv(path) as file:
        unpacked = file.path
        assert unpacked.read_bytes() == b"id,best\n1,2\n"
    assert not unpacked.exists()


def test_no_space_to_unpack_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    path = tmp_path / "x.csv.gz"
    path.write_bytes(gzip.compress(b"id,best\n1,2\n"))
    monkeypatch.setattr(csv_file.shutil, "copyfileobj", full)
    with pytest.raises(OutputError, match="No space left"), open_csv(path):
        raise AssertionError
