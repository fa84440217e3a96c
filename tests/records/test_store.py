"""The store: immutable versions, written whole or not at all."""

from __future__ import annotations

import errno
import json
import os
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest
from ged_files import event, events, write_csv

from forestall.errors import BadValue, NoData, OutputError, StoreError, UnreadableFile
from forestall.records.lock import only_writer
from forestall.records.store import Store


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "store")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return write_csv(tmp_path / "GEDEvent_v25_1.csv", events(3))


def test_what_goes_in_comes_out(store: Store, file: Path) -> None:
    steps: list[tuple[int, int, str]] = []
    added = store.add(file, progress=lambda *step: steps.append(step))
    assert added.new
    assert (added.version.source, added.version.version) == ("UCDP GED", "25.1")
    assert (added.version.rows, added.version.licence) == (3, "CC BY 4.0")
    assert "Sundberg & Melander (2013)" in added.version.citation
    assert store.list() == (added.version,)
    assert store.events()["event_id"].to_list() == ["900001", "900002", "900003"]
    (folder,) = (store.root / "events").iterdir()
    assert folder.name == f"ucdp-ged-25.1-{added.version.sha256[:12]}"
    assert sorted(path.name for path in folder.iterdir()) == ["data.parquet", "manifest.json"]
    assert [done for done, _, _ in steps] == sorted(done for done, _, _ in steps)
    assert steps[-1][:2] == (4, 4)


def test_the_same_file_again_changes_nothing_and_says_so(store: Store, file: Path) -> None:
    first = store.add(file)
    again = store.add(file)
    assert not again.new
    assert again.version == first.version
    assert "already in the store" in again.report.lines()[-1]
    assert len(store.list()) == 1


def test_the_same_file_as_another_version_is_another_version(store: Store, file: Path) -> None:
    store.add(file)
    assert store.add(file, version="24.1").new
    assert [version.version for version in store.list()] == ["24.1", "25.1"]
    assert store.events().height == 6


def test_yearly_tables_have_a_place_of_their_own(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "ucdp-dyadic-251.csv"
    path.write_text(
        "dyad_id,conflict_id,side_a,side_b,year,intensity_level,start_date,gwno_loc\n"
        "5,6,Government of Uruguay,River Front,1999,1,1999-01-01,165\n"
    )
    store.add(path)
    (held,) = store.stored("dyadic")
    assert store.table(held)["countries"].to_list() == [["URY"]]
    with pytest.raises(NoData, match="No events in the store"):
        store.events()


def test_a_refused_file_leaves_no_trace(store: Store, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "x_v25_1.csv", [event(best=-1), event(id=2)])
    with pytest.raises(BadValue, match="nothing was stored"):
        store.add(path)
    assert not store.root.exists()
    assert store.add(path, drop_bad_rows=True).version.rows == 1


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes of this kind here")
def test_a_pipe_is_refused_without_waiting_for_its_end(store: Store, tmp_path: Path) -> None:
    pipe = tmp_path / "GEDEvent_v25_1.csv"
    os.mkfifo(pipe)  # nobody writes to it: to open it would be to wait for ever
    with pytest.raises(UnreadableFile, match="neither a file nor a folder"):
        store.add(pipe)


def test_an_empty_store_is_no_error() -> None:
    assert Store(Path("no") / "such" / "folder").list() == ()


def test_the_root_comes_from_the_environment(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("FORESTALL_DATA", str(tmp_path / "elsewhere"))
    assert Store().root == tmp_path / "elsewhere"


def test_a_root_that_is_a_file_is_named(tmp_path: Path, file: Path) -> None:
    (tmp_path / "taken").write_text("")
    with pytest.raises(OutputError, match="FORESTALL_DATA"):
        Store(tmp_path / "taken").add(file)


def test_a_full_disk_leaves_nothing(
    store: Store, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: pl.DataFrame, path: Path, **__: object) -> None:
        path.write_bytes(b"half")
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(pl.DataFrame, "write_parquet", full)
    with pytest.raises(OutputError, match="No space left on device") as caught:
        store.add(file)
    assert "free some space" in caught.value.remedy
    assert store.list() == ()
    assert not list(store.root.glob(".partial-*"))


_LIMITED = """
import resource, sys
from forestall.records.store import Store
resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000))
Store(sys.argv[1]).add(sys.argv[2])
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no file-size limits there")
def test_a_disk_that_takes_no_more_bytes(store: Store, file: Path) -> None:
    # The system itself refuses the bytes, as a full disk does.
    ran = _python(_LIMITED, store.root, file)
    assert "OutputError" in ran.stderr
    assert store.list() == ()
    assert not list(store.root.glob(".partial-*"))


_KILLED = """
import os, signal, sys
from pathlib import Path
import polars as pl
from forestall.records.store import Store

def die(*_, **__):
    os.kill(os.getpid(), signal.SIGKILL)

def half(self, path, **_):
    Path(path).write_bytes(b"PAR1 and no more")
    die()

if sys.argv[3] == "writing":
    pl.DataFrame.write_parquet = half
else:
    Path.rename = die
Store(sys.argv[1]).add(sys.argv[2])
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL there")
@pytest.mark.parametrize("moment", ["writing", "naming"])
def test_a_writer_killed_in_the_middle_loses_nothing(
    store: Store, file: Path, tmp_path: Path, moment: str
) -> None:
    before = store.add(write_csv(tmp_path / "older_v24_1.csv", events(2)))
    ran = _python(_KILLED, store.root, file, moment)
    assert ran.returncode == -9
    assert len(list(store.root.glob(".partial-*"))) == 1  # the leftover, which nobody reads
    assert store.list() == (before.version,)
    assert store.events().height == 2
    assert store.add(file).new
    assert not list(store.root.glob(".partial-*"))
    assert store.events().height == 5


def test_two_writers_do_not_meet(store: Store, file: Path) -> None:
    store.root.mkdir()
    with only_writer(store.root), pytest.raises(StoreError, match="another process"):
        store.add(file)
    assert store.add(file).new


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"format": 1}', '{"format": 2}', '{"format": 1, "report": 3}']
)
def test_a_damaged_manifest_is_named(store: Store, file: Path, text: str) -> None:
    store.add(file)
    (folder,) = (store.root / "events").iterdir()
    (folder / "manifest.json").write_text(text)
    with pytest.raises(StoreError) as caught:
        store.list()
    assert str(folder) in str(caught.value)
    assert "delete the folder" in caught.value.remedy


def test_every_byte_of_a_table_is_checked(store: Store, file: Path) -> None:
    store.add(file)
    (folder,) = (store.root / "events").iterdir()
    data = folder / "data.parquet"
    data.write_bytes(data.read_bytes()[:-1] + b"?")
    with pytest.raises(StoreError, match="other bytes than were written"):
        store.events()
    data.unlink()
    with pytest.raises(StoreError, match=str(folder)):
        store.events()


def test_the_manifest_tells_the_whole_story(store: Store, file: Path) -> None:
    store.add(file)
    (held,) = store.stored()
    told = json.loads((held.folder / "manifest.json").read_text())
    assert told["file"] == "GEDEvent_v25_1.csv"
    assert told["size"] == file.stat().st_size
    assert told["report"]["taken"] == 3
    assert told["coverage"]["countries"] == ["CAF"]


def _python(code: str, *arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", code, *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False)
