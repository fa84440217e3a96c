"""One tiny source folder for all tests of the room."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from tiny_sources import write_atlas, write_sources

from forestall.curation import build


@pytest.fixture(scope="session")
def sources(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_sources(tmp_path_factory.mktemp("tiny"))


@pytest.fixture(scope="session")
def atlas(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_atlas(tmp_path_factory.mktemp("atlas") / "countries-50m.json")


@pytest.fixture(scope="session")
def built(
    sources: Path, atlas: Path, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, pl.DataFrame]:
    """Every table built from the tiny folder."""
    out = tmp_path_factory.mktemp("built") / "snapshot"
    report = build(sources, out, atlas)
    return {t.name: pl.read_parquet(out / f"{t.name}.parquet") for t in report.tables}
