"""Designing missions and playing them from the command line."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from forestall import cli

SITUATION = """
country = "HTI"
as_of = "2024-12"
[consent]
refused = 0.25
nominal = 0.25
obstructed = 0.25
willing = 0.25
[baseline]
low = 100
best = 400
high = 1200
"""
FORCE = 'tool = "preventive_deployment"\ntroops = {troops}\n'
SPREAD = {"p05", "p50", "p95", "mean"}


@pytest.fixture
def runner(tmp_path: Path) -> CliRunner:
    """A runner whose store is empty, whatever the user of this machine has stored."""
    return CliRunner(env={"FORESTALL_DATA": str(tmp_path / "store")})


@pytest.fixture
def situation(tmp_path: Path) -> str:
    return written(tmp_path / "situation.toml", SITUATION)


def written(file: Path, text: str) -> str:
    file.write_text(text, encoding="utf-8")
    return str(file)


def failed(shown: Result, says: str) -> None:
    """Four lines on standard error, nothing on standard output, exit code 2."""
    assert shown.exit_code == 2, shown.output
    lines = shown.stderr.strip().splitlines()
    assert len(lines) == 4, shown.stderr
    assert says in shown.stderr
    assert [line.split(":")[0].strip() for line in lines[1:]] == ["expected", "came", "remedy"]
    assert shown.stdout == ""


def played(runner: CliRunner, *words: str) -> dict[str, Any]:
    line = ["campaign", *words, "--futures", "200", "--months", "12", "--json"]
    shown = runner.invoke(cli.app, line)
    assert shown.exit_code == 0, shown.output
    face: dict[str, Any] = json.loads(shown.stdout)
    return face


@pytest.mark.parametrize("command", ["design", "campaign", "compare"])
def test_help_shows_an_example_that_names_the_command(command: str, runner: CliRunner) -> None:
    shown = runner.invoke(cli.app, [command, "--help"])
    assert shown.exit_code == 0
    assert f"  forestall {command} " in shown.output.split("Example")[1]


@pytest.mark.parametrize("tool", ["political_mission", "preventive_deployment", "both"])
def test_a_design_is_written_and_played(
    tool: str, tmp_path: Path, situation: str, runner: CliRunner
) -> None:
    file = tmp_path / "design.toml"
    line = ["design", "--assessment", situation, "--tool", tool, "--out", str(file)]
    shown = runner.invoke(cli.app, line)
    assert shown.exit_code == 0, shown.output
    assert shown.stdout == ""
    assert tomllib.loads(file.read_text(encoding="utf-8"))["tool"] == tool
    face = played(runner, "--assessment", situation, "--design", str(file))
    assert face["country"] == "HTI"
    # a person's edits are not overwritten
    file.write_text(file.read_text(encoding="utf-8") + "# mine\n", encoding="utf-8")
    assert runner.invoke(cli.app, line).exit_code == 1


def test_a_campaign_answers_with_the_promised_names(situation: str, runner: CliRunner) -> None:
    face = played(runner, "--assessment", situation, "--seed", "4")
    assert set(face["shares"]) == {"deterred", "compelled", "failed", "never_arrived"}
    assert sum(face["shares"].values()) == pytest.approx(1, abs=1e-5)
    for name in ("deaths_without", "deaths_with", "deaths_averted"):
        assert set(face[name]) == SPREAD
    assert 0 <= face["displaced_share"] <= 1
    assert 0 <= face["p_harm"] <= 1
    assert (face["futures"], face["months"], face["seed"]) == (200, 12, 4)
    apart = face["deaths_without"]["mean"] - face["deaths_with"]["mean"]
    assert face["deaths_averted"]["mean"] == pytest.approx(apart, abs=1e-3)
    again = played(runner, "--assessment", situation, "--seed", "4")
    assert face == again


def test_without_provocation_nobody_is_harmed(situation: str, runner: CliRunner) -> None:
    face = played(runner, "--assessment", situation, "--no-provocation")
    assert face["p_harm"] == 0
    assert face["provocation"] is False


def test_a_campaign_in_words(situation: str, runner: CliRunner) -> None:
    line = ["campaign", "--assessment", situation, "--futures", "200", "--months", "12"]
    shown = runner.invoke(cli.app, line)
    assert shown.exit_code == 0, shown.output
    assert "Haiti" in shown.stdout
    for word in ("deterred", "failed"):
        assert word in shown.stdout.lower()


def test_designs_are_compared(tmp_path: Path, situation: str, runner: CliRunner) -> None:
    files = [written(tmp_path / f"f{n}.toml", FORCE.format(troops=n)) for n in (500, 9000)]
    line = ["compare", "--assessment", situation, "--draws", "200"]
    line += [word for file in files for word in ("--design", file)]
    shown = runner.invoke(cli.app, [*line, "--json"])
    assert shown.exit_code == 0, shown.output
    face = json.loads(shown.stdout)
    assert isinstance(face, list)
    assert [row["name"] for row in face] == ["none", "f500", "f9000"]
    for row in face:
        assert {"cost_per_death_averted", "flips", "information_value"} <= set(row)
        assert all({"thing", "if", "now", "at", "to"} == set(flip) for flip in row["flips"])
        assert all(value >= 0 for value in row["information_value"].values())
    assert face[0]["cost_per_death_averted"] is None
    words = runner.invoke(cli.app, line)
    assert words.exit_code == 0, words.output
    assert "f9000" in words.stdout


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        ("troops = -5", "number of troops"),
        ("women_share = 1.5", "women_share"),
        ('start = "2024-01"', "before the assessment"),
        ('organiser = "NATO"', "does not act in Haiti"),
        ('mandate = ["peace"]', "mandate task"),
        ("cost_usd_million_a_year = 250000000", "USD million"),
        ("troops = 0\npolice = 0\nobservers = 0", "troops"),
        ("bases = [1]", "outside the country"),
        ("soldiers = 5", "key"),
        ("troops = ", "cannot be read as a design"),
    ],
)
def test_a_bad_design_is_refused_in_four_lines(
    lines: str, says: str, tmp_path: Path, situation: str, runner: CliRunner
) -> None:
    file = written(tmp_path / "bad.toml", f'tool = "both"\n{lines}\n')
    given = ["--assessment", situation, "--design", file]
    failed(runner.invoke(cli.app, ["campaign", *given, "--futures", "100"]), says)
    failed(runner.invoke(cli.app, ["compare", *given, "--draws", "100"]), says)


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--futures", "10"], "futures"),
        (["--futures", "1000000"], "fit in memory"),
        (["--design", "none.toml"], "cannot be read as a design"),
    ],
)
def test_a_campaign_that_cannot_be_played(
    words: list[str], says: str, situation: str, runner: CliRunner
) -> None:
    failed(runner.invoke(cli.app, ["campaign", "--assessment", situation, *words]), says)


@pytest.mark.parametrize("months", ["0", "40"])
def test_months_out_of_range_are_bad_input(months: str, situation: str, runner: CliRunner) -> None:
    shown = runner.invoke(cli.app, ["campaign", "--assessment", situation, "--months", months])
    assert shown.exit_code == 2
    assert "--months" in shown.stderr
    assert shown.stdout == ""


def test_comparing_takes_designs_of_different_names(
    tmp_path: Path, situation: str, runner: CliRunner
) -> None:
    failed(runner.invoke(cli.app, ["compare", "--assessment", situation]), "cannot be compared")
    (tmp_path / "sub").mkdir()
    files = [written(tmp_path / where / "a.toml", FORCE.format(troops=9)) for where in (".", "sub")]
    line = ["compare", "--assessment", situation, "--design", files[0], "--design", files[1]]
    failed(runner.invoke(cli.app, line), "same name")


@pytest.mark.parametrize("command", ["design", "campaign", "compare"])
def test_somewhere_must_be_named(command: str, runner: CliRunner) -> None:
    failed(runner.invoke(cli.app, [command]), "No country")


@pytest.mark.parametrize("command", ["campaign", "compare"])
def test_consent_certain_and_refused_at_once(
    command: str, tmp_path: Path, runner: CliRunner
) -> None:
    text = SITUATION.replace("refused = 0.25", "refused = 1").replace(
        "willing = 0.25", "willing = 1"
    )
    file = written(tmp_path / "both.toml", text.replace("0.25", "0.0"))
    shown = runner.invoke(cli.app, [command, "--assessment", file])
    failed(shown, "certain and refused at once")
