"""Checksums and missing tables."""

from __future__ import annotations

from pathlib import Path

import pytest

from forestall import snapshot
from forestall.errors import SnapshotError


def test_a_missing_table_is_named() -> None:
    with pytest.raises(SnapshotError, match=r"no_such_table\.parquet"):
        snapshot.table("no_such_table")


def test_a_changed_table_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "tasks.parquet").write_bytes(b"changed")
    described = {"tables": {"tasks": {"sha256": "0" * 64}, "gone": {"sha256": "1" * 64}}}
    monkeypatch.setattr(snapshot, "files", lambda _: tmp_path)
    monkeypatch.setattr(snapshot, "sources", lambda: described)
    with pytest.raises(SnapshotError) as caught:
        snapshot.verify()
    assert "tasks" in caught.value.came
    assert "gone" in caught.value.came
