"""The commands that code newspapers, as somebody in a hurry gives them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from forestall import cli
from forestall.coding.table import read as read_table

STORY = (
    "Police said 26 men were killed when gunmen of the Sikin tribe ambushed the Ambulin tribe near "
    "Wapenamanda in Enga Province on Sunday."
)


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(cli.app, ["code", *map(str, words)])


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    path = tmp_path / "articles.jsonl"
    path.write_text(json.dumps({"doc_id": "a", "text": STORY, "date": "2024-02-19"}) + "\n")
    return path


@pytest.mark.parametrize("command", ["run", "detect", "extract"])
def test_nothing_is_written_over_the_articles(command: str, articles: Path) -> None:
    before = articles.read_bytes()
    shown = run(command, articles, "--out", articles)
    assert shown.exit_code != 0
    assert articles.read_bytes() == before
    assert not list(articles.parent.glob(".*"))


def test_the_table_is_not_written_over_another_file(articles: Path, tmp_path: Path) -> None:
    notes = tmp_path / "notes.txt"
    notes.write_text("a year of work")
    assert run(articles, "--out", notes).exit_code != 0
    assert notes.read_text() == "a year of work"


def test_a_place_that_cannot_be_written_is_said_before_the_work(
    articles: Path, tmp_path: Path
) -> None:
    for out in (tmp_path, articles / "t.parquet"):
        assert run(articles, "--out", out).exit_code != 0
    assert [each.name for each in tmp_path.iterdir()] == ["articles.jsonl"]


def test_leftovers_of_a_killed_run_are_taken_away(articles: Path, tmp_path: Path) -> None:
    out = tmp_path / "t.parquet"
    parts = tmp_path / ".t.parquet.parts"
    parts.mkdir()
    (parts / ".abc.json.x1").write_text("half")
    assert run(articles, "--out", out).exit_code == 0
    assert not parts.exists()
    assert len(read_table(out).incidents) == 1


def test_a_device_keeps_no_parts(articles: Path) -> None:
    assert run(articles, "--out", "/dev/null").exit_code == 0
    assert not Path("/dev/.null.parts").exists()


def test_a_sample_is_not_written_over_one_that_may_be_filled(
    articles: Path, tmp_path: Path
) -> None:
    table, sample = tmp_path / "t.parquet", tmp_path / "second.csv"
    assert run(articles, "--out", table).exit_code == 0
    assert run("sample", table, "--out", sample).exit_code == 0
    filled = sample.read_text().replace(",,", ",none,", 1)
    sample.write_text(filled)
    again = run("sample", table, "--out", sample)
    assert again.exit_code != 0
    assert sample.read_text() == filled
    assert run("agreement", table, sample, "--out", sample).exit_code != 0
    assert sample.read_text() == filled
    assert run("retrain", table, "--out", table).exit_code != 0
    assert len(read_table(table).incidents) == 1


def test_a_gold_file_that_is_not_there_is_said(articles: Path) -> None:
    shown = run(articles, "--gold", "nowhere.jsonl")
    assert shown.exit_code != 0
    assert "no such file of decisions" in shown.stderr
