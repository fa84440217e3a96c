"""The build as a whole: same bytes, nothing half-written, named errors."""

from __future__ import annotations

import hashlib
import shutil
import tomllib
from pathlib import Path

import polars as pl
import pytest
from tiny_sources import write_sources

from forestall.curation import build, catalogue
from forestall.curation.catalogue import MAKERS, OUTLINES
from forestall.errors import ForestallError, OutputError, UnreadableFile


def _bytes(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_same_inputs_same_bytes(sources: Path, atlas: Path, tmp_path: Path) -> None:
    build(sources, tmp_path / "a", atlas)
    build(sources, tmp_path / "b", atlas)
    assert _bytes(tmp_path / "a") == _bytes(tmp_path / "b")


def test_every_table_is_made_and_described(sources: Path, atlas: Path, tmp_path: Path) -> None:
    report = build(sources, tmp_path / "s", atlas)
    names = {table.name for table in report.tables}
    assert names == {*MAKERS, OUTLINES} == set(catalogue.catalogue()["tables"])
    described = tomllib.loads((tmp_path / "s" / "SOURCES.toml").read_text(encoding="utf-8"))
    for table in report.tables:
        data = (tmp_path / "s" / f"{table.name}.parquet").read_bytes()
        assert described["tables"][table.name]["sha256"] == hashlib.sha256(data).hexdigest()
        assert described["tables"][table.name]["rows"] == table.rows
    assert report.bytes == sum(table.bytes for table in report.tables)
    # the newest month of the tiny series is February 2010
    assert described["snapshot"]["newest_data"] == "2010-02"
    files = {f["name"] for s in described["sources"].values() for f in s.get("files", [])}
    assert files == set(catalogue.source_files())


def test_without_an_atlas_the_packaged_outlines_stay(sources: Path, tmp_path: Path) -> None:
    build(sources, tmp_path / "s")
    kept = pl.read_parquet(tmp_path / "s" / "outlines.parquet")
    assert "FRA" in kept["iso3"].to_list()


def test_progress_counts_up_to_all(sources: Path, atlas: Path, tmp_path: Path) -> None:
    seen: list[tuple[str, int, int]] = []
    build(sources, tmp_path / "s", atlas, lambda name, done, all_: seen.append((name, done, all_)))
    count = len(MAKERS) + 1
    assert [done for _, done, _ in seen] == [*range(count), count]
    assert {all_ for _, _, all_ in seen} == {count}


def test_missing_files_are_all_named(tmp_path: Path) -> None:
    data = write_sources(tmp_path)
    (data / "ucdp/OneSided_v25_1.csv").unlink()
    (data / "../evidence/cases.csv").unlink()
    with pytest.raises(UnreadableFile) as caught:
        build(data, tmp_path / "s")
    assert "OneSided_v25_1.csv" in caught.value.came
    assert "cases.csv" in caught.value.came
    assert not (tmp_path / "s").exists()


def test_no_folder_at_all(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="--from"):
        build(tmp_path / "nowhere", tmp_path / "s")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("ucdp/OneSided_v25_1.csv", b"other,columns\n1,2\n"),
        ("ucdp/ged_candidate_2025_global_slim.csv.gz", b"\x1f\x8bnot a gzip"),
        ("missions/UNPMM_V2.0.xlsx", b"not a workbook"),
        ("missions/mend_peace_processes.csv", b""),
    ],
)
def test_a_damaged_file_leaves_the_old_snapshot(
    name: str, content: bytes, atlas: Path, tmp_path: Path
) -> None:
    data = write_sources(tmp_path)
    build(data, tmp_path / "s", atlas)
    before = _bytes(tmp_path / "s")
    (data / name).write_bytes(content)
    with pytest.raises(ForestallError):
        build(data, tmp_path / "s", atlas)
    assert _bytes(tmp_path / "s") == before
    assert not (tmp_path / ".s-building").exists()


def test_what_a_killed_build_left_is_swept_away(sources: Path, atlas: Path, tmp_path: Path) -> None:
    (tmp_path / ".s-building").mkdir()
    (tmp_path / ".s-building" / "half.parquet").write_bytes(b"half")
    build(sources, tmp_path / "s", atlas)
    assert not (tmp_path / ".s-building").exists()
    assert not (tmp_path / "s" / "half.parquet").exists()


def test_a_table_no_longer_made_goes(sources: Path, atlas: Path, tmp_path: Path) -> None:
    out = tmp_path / "s"
    out.mkdir()
    (out / "old.parquet").write_bytes(b"old")
    build(sources, out, atlas)
    assert not (out / "old.parquet").exists()


def test_an_unwritable_place_is_named(sources: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    with pytest.raises(OutputError, match="--out"):
        build(sources, tmp_path / "file" / "s")


def test_no_prose_is_carried_over(built: dict[str, pl.DataFrame]) -> None:
    assert "what_happened" not in built["cases"].columns
    assert "full_citation" not in built["tool_findings"].columns
    words = built["cases"].write_csv()
    assert "A long story" not in words


def test_an_interrupted_copy_is_found_by_its_checksum(
    sources: Path, atlas: Path, tmp_path: Path
) -> None:
    build(sources, tmp_path / "s", atlas)
    shutil.copyfile(tmp_path / "s" / "tasks.parquet", tmp_path / "s" / "cases.parquet")
    described = tomllib.loads((tmp_path / "s" / "SOURCES.toml").read_text(encoding="utf-8"))
    data = (tmp_path / "s" / "cases.parquet").read_bytes()
    assert described["tables"]["cases"]["sha256"] != hashlib.sha256(data).hexdigest()
