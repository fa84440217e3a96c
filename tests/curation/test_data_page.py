"""The page about the data says what SOURCES.toml says."""

from __future__ import annotations

from pathlib import Path

from forestall import snapshot
from forestall.curation import data_page, write_data_page

PAGE = Path(__file__).parents[2] / "docs" / "data.md"


def test_the_committed_page_is_the_generated_one() -> None:
    assert PAGE.read_text(encoding="utf-8") == data_page()


def test_every_table_and_source_has_its_section(tmp_path: Path) -> None:
    write_data_page(tmp_path / "new" / "data.md")
    text = (tmp_path / "new" / "data.md").read_text(encoding="utf-8")
    for name, table in snapshot.sources()["tables"].items():
        assert f"### `{name}`" in text
        assert table["limits"] in text
    for key, source in snapshot.sources()["sources"].items():
        assert f"#source-{key}" in text
        assert source["citation"] in text
        assert source["licence"] in text
