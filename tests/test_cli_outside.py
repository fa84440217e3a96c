"""A forecast of others, from the command line into the store, the list and the brief."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl
import pytest
from typer.testing import CliRunner

from forestall import cli
from forestall.vocabulary import countries


@pytest.fixture
def runner(tmp_path: Path) -> CliRunner:
    """A runner with a store of its own."""
    return CliRunner(env={"FORESTALL_DATA": str(tmp_path / "store")})


def views(path: Path, deaths: int = 3) -> Path:
    """Twenty draws of June 2026 to May 2027 (months 558 to 569) in Uruguay."""
    where = countries()["URY"].views_id
    rows = [(month, where, draw, deaths) for month in range(558, 570) for draw in range(20)]
    columns = ["month_id", "country_id", "draw", "outcome"]
    pl.DataFrame(rows, columns, orient="row").write_parquet(path)
    return path


def test_what_was_added_is_listed_and_shown(tmp_path: Path, runner: CliRunner) -> None:
    file = str(views(tmp_path / "v.parquet"))
    line = ["data", "add", file, "--source", "VIEWS", "--issued", "2026-05"]
    shown = runner.invoke(cli.app, line)
    assert shown.exit_code == 0, shown.output
    assert shown.stdout.splitlines()[0] == "VIEWS state-based, issued 2026-05: took 240 of 240 rows"
    assert "Stored: VIEWS state-based, issued 2026-05" in shown.stdout
    listed = runner.invoke(cli.app, ["data", "list", "--json"])
    added = [one for one in json.loads(listed.stdout) if one["added"]]
    assert [(one["source"], one["rows"]) for one in added] == [("VIEWS", 240)]


def test_a_bad_forecast_is_refused_by_name(tmp_path: Path, runner: CliRunner) -> None:
    file = str(views(tmp_path / "v.parquet", deaths=-1))
    shown = runner.invoke(cli.app, ["data", "add", file])
    assert shown.exit_code == 2
    assert "Draws that cannot be deaths" in shown.stderr
    assert "remedy:" in shown.stderr
    assert not (tmp_path / "store").exists()
