"""The README promises commands and files: each must exist and be understood."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from typer.testing import CliRunner

from forestall import cli

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
KNOWN = {
    "brief",
    "assess",
    "appraise",
    "forecast",
    "evaluate",
    "data",
    "snapshot",
    "explain",
    "design",
    "campaign",
    "compare",
    "posture",
    "backtest",
    "code",
}


OF_CODE = {each.name for each in cli.cli_code.code.registered_commands} | {
    each.callback.__name__.replace("_", "-")
    for each in cli.cli_code.code.registered_commands
    if each.callback is not None
}


def commands(text: str) -> list[str]:
    """Every ``forestall …`` of a code span, an indented block or a console block."""
    blocks = re.findall(r"`(forestall [^`\n]+)`", text)
    lines = re.findall(r"^(?:    |\$ ).*?(?:bin/)?(forestall [a-z].*)$", text, re.MULTILINE)
    return [line.split("  #")[0].strip() for line in (*blocks, *lines)]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_command_on_a_page_is_one_the_program_knows(page: Path) -> None:
    for command in commands(page.read_text(encoding="utf-8")):
        words = shlex.split(command)[1:]
        if words[0].startswith("-") or words[0].isupper():
            continue
        assert words[0] in KNOWN, f"{page.name}: {command}"
        known_options = _help(words)
        for word in words:
            if word.startswith("--"):
                assert word in known_options, f"{page.name}: {command}"


def _help(words: list[str]) -> str:
    depth = 2 if words[0] in {"data", "snapshot"} and len(words) > 1 else 1
    asked = words[:depth]
    if words[0] == "code":  # a line that names articles runs them
        named = words[1] if len(words) > 1 else "run"
        asked = ["code", named if named in OF_CODE else "run"]
    shown = CliRunner().invoke(cli.app, [*asked, "--help"])
    assert shown.exit_code == 0, words
    return shown.output


def test_the_readme_shows_commands_at_all() -> None:
    assert len(commands(README)) >= 8


def test_the_two_lines_a_stranger_runs_are_there() -> None:
    """CI takes these two lines from the README and runs them as they stand."""
    lines = [line.strip() for line in README.splitlines() if line.startswith("    python3 -m venv")]
    assert len(lines) == 2
    assert 'forestall brief "Central African Republic" --out brief' in lines[0]
    assert lines[1].endswith('pip install -q -e ".[dev]" && .venv/bin/pytest')


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text(encoding="utf-8")):
        assert (page.parent / target).exists(), f"{page.name} links to {target}"


def test_the_readme_is_short() -> None:
    assert len(README.splitlines()) <= 135


def test_the_reference_has_every_command_with_every_option() -> None:
    """docs/cli.md holds the real help; 'python docs/cli_reference.py' writes it anew."""
    page = (ROOT / "docs" / "cli.md").read_text(encoding="utf-8")
    sections = dict(re.findall(r"## `forestall ([a-z ]+)`\n\n```text\n(.*?)```", page, re.DOTALL))
    commands = ["brief", "assess", "appraise", "forecast", "data add", "data list", "explain"]
    commands += ["design", "campaign", "compare", "posture", "backtest"]
    for command in commands:
        shown = CliRunner().invoke(cli.app, [*command.split(), "--help"]).output
        options = set(re.findall(r"--[a-z-]+", shown))
        assert set(re.findall(r"--[a-z-]+", sections[command])) == options, command


def test_the_assessment_page_names_every_key() -> None:
    from forestall.situation.assessment_file import KEYS

    page = (ROOT / "docs" / "assessment-file.md").read_text(encoding="utf-8")
    for key in KEYS:
        assert key in page, key


def test_the_layers_name_every_room() -> None:
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contract = project["tool"]["importlinter"]["contracts"][0]
    named = {room.strip() for layer in contract["layers"] for room in layer.split("|")}
    source = ROOT / "src" / "forestall"
    rooms = {p.name for p in source.iterdir() if (p / "__init__.py").exists()}
    modules = {p.stem for p in source.glob("*.py")} - {"__init__"}
    assert named == rooms | modules


def test_the_articles_coded_in_the_readme_are_coded_so(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    line = "forestall code examples/articles --country PNG"
    shown = README.split(f"    {line}\n\n```text\n")[1].split("```")[0]
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("FORESTALL_DATA", str(tmp_path))
    done = CliRunner().invoke(cli.app, shlex.split(line)[1:])
    assert done.exit_code == 0
    assert done.stdout == shown
