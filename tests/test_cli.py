"""The command line as a stranger meets it: exit codes, messages, and what goes to which stream."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from forestall import cli
from forestall.errors import OutputError

COMMANDS = (
    "brief",
    "assess",
    "appraise",
    "design",
    "campaign",
    "compare",
    "posture",
    "backtest",
    "forecast",
    "evaluate",
    "data add",
    "data list",
    "snapshot build",
    "explain",
    "code",
    "code run",
    "code detect",
    "code extract",
    "code review",
    "code sample",
    "code agreement",
    "code retrain",
    "code report",
)
GOOD_FILE = """
country = "BDI"
as_of = "2015-11"
[consent]
refused = 0.9
nominal = 0.06
obstructed = 0.03
willing = 0.01
"""


@pytest.fixture
def runner(tmp_path: Path) -> CliRunner:
    """A runner whose store is empty, whatever the user of this machine has stored."""
    return CliRunner(env={"FORESTALL_DATA": str(tmp_path / "store")})


def run(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    line = [sys.executable, "-m", "forestall.cli", *words]
    env = {**os.environ, **environment}
    return subprocess.run(line, capture_output=True, text=True, env=env, check=False)


@pytest.mark.parametrize("command", COMMANDS)
def test_help_shows_an_example_that_names_the_command(command: str, runner: CliRunner) -> None:
    shown = runner.invoke(cli.app, [*command.split(), "--help"])
    assert shown.exit_code == 0
    assert f"  forestall {command} " in shown.output.replace("\n", " \n").split("Example")[1]


def test_help_loads_no_room() -> None:
    """--help must start at once: nothing heavy, and no room, may be imported for it."""
    code = (
        "import sys; sys.argv = ['forestall', '--help']\n"
        "from forestall.cli import main\n"
        "try: main()\n"
        "except SystemExit: sys.stderr.write(' '.join(sorted(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = set(done.stderr.split())
    heavy = {"numpy", "polars", "rich", "xarray", "altair", "typst", "countryguess"}
    rooms = {"forestall.records", "forestall.situation", "forestall.options", "forestall.brief"}
    rooms |= {"forestall.coding", "forestall.warning", "forestall.strategy"}
    assert "typer" in loaded
    assert not loaded & (heavy | rooms)


def test_a_misspelled_command_is_met_with_the_near_one() -> None:
    done = run("breif", "Sudan")
    assert done.returncode == 2
    assert "did you mean brief?" in done.stderr
    assert done.stdout == ""


USAGE = (
    (["--nope"], "Unknown option", "--debug, --version", "--nope", "forestall --help"),
    (["frob"], "Unknown command", "appraise, assess", "'frob'", "forestall --help"),
    (["data", "ad"], "Unknown command", "add, list", "'ad'", "did you mean add?"),
    (["assess", "Sudan", "--as-off", "2020-01"], "Unknown option", "--json", "--as-off", "--as-of"),
    (["appraise", "Sudan", "--draws", "0"], "--draws", "100", "'0'", "forestall appraise --help"),
    (["appraise", "Sudan", "--draws=9x"], "--draws", "whole number", "'9x'", "--help"),
    (["appraise", "Sudan", "--seed", "1", "--seed", "-1"], "--seed", "0", "'-1'", "--help"),
    (["forecast", "Sudan", "--format", "xml"], "--format", "'csv'", "'xml'", "--help"),
    (["forecast", "Sudan", "--months"], "without its value", "a value", "--months", "--help"),
    (["forecast", "Sudan", "Chad"], "Too many words", "[OPTIONS]", "Chad", "forestall forecast"),
    (["assess"], "COUNTRY is missing", "forestall assess", "nothing", "forestall assess --help"),
    (["snapshot", "build"], "--from is missing", "[OPTIONS]", "nothing", "snapshot build --help"),
)


@pytest.mark.parametrize("case", USAGE, ids=lambda case: " ".join(case[0]))
def test_a_line_that_cannot_be_read_ends_in_four_lines(
    case: tuple[list[str], str, str, str, str], runner: CliRunner
) -> None:
    line, *told = case
    shown = runner.invoke(cli.app, line)
    assert shown.exit_code == 2
    assert shown.stdout == ""
    said = shown.stderr.splitlines()
    assert [row.split(":")[0].strip() for row in said[1:]] == ["expected", "came", "remedy"]
    assert all(word in row for word, row in zip(told, said, strict=True)), shown.stderr


def test_a_line_with_nothing_on_it_ends_in_the_help(runner: CliRunner) -> None:
    for line in ([], ["data"]):
        shown = runner.invoke(cli.app, line)
        assert shown.exit_code == 2
        assert "Commands" in shown.output
        assert "expected:" not in shown.output


def test_debug_shows_the_traceback_of_a_line_that_cannot_be_read() -> None:
    done = run("assess", "Sudan", "--nope", "--debug")
    assert done.returncode != 0
    assert "Traceback" in done.stderr
    assert "Unknown option" in done.stderr


def test_a_misspelled_country_is_met_with_the_near_one() -> None:
    done = run("assess", "Nigerria")
    assert done.returncode == 2
    assert "Unknown country" in done.stderr
    assert "did you mean Nigeria" in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


def test_debug_shows_the_traceback_wherever_it_stands() -> None:
    for words in (("--debug", "assess", "Nigerria"), ("assess", "Nigerria", "--debug")):
        done = run(*words)
        assert done.returncode != 0
        assert "Traceback" in done.stderr
        assert "UnknownCountry" in done.stderr


@pytest.mark.parametrize("month", ["2023-13", "March 2023", "2099-01", ""])
def test_a_month_that_is_none_or_too_far_is_bad_input(month: str, runner: CliRunner) -> None:
    shown = runner.invoke(cli.app, ["assess", "Sudan", "--as-of", month])
    assert shown.exit_code == 2
    assert "expected:" in shown.stderr


def test_brief_and_appraise_need_a_country_or_a_file(runner: CliRunner) -> None:
    for command in ("brief", "appraise"):
        shown = runner.invoke(cli.app, [command])
        assert shown.exit_code == 2
        assert "No country" in shown.stderr


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("country = 'BDI'\nas_of = '2015-11'\n[consent\n", "not TOML"),
        (GOOD_FILE.replace("0.9", "0.5"), "do not sum to 1"),
        (GOOD_FILE.replace("refused", "refussed"), "did you mean 'refused'"),
        (GOOD_FILE.replace("country", "#"), "country"),
        (GOOD_FILE + "[baseline]\nlow = 9\nbest = 5\nhigh = 20\n", "out of order"),
        (GOOD_FILE.replace("0.9", "nan"), "not usable"),
    ],
)
def test_a_bad_assessment_file_is_refused_with_the_remedy(
    text: str, says: str, tmp_path: Path, runner: CliRunner
) -> None:
    file = tmp_path / "assessment.toml"
    file.write_text(text, encoding="utf-8")
    shown = runner.invoke(cli.app, ["appraise", "--assessment", str(file), "--json"])
    assert shown.exit_code == 2
    assert says in shown.stderr
    assert "remedy:" in shown.stderr
    assert shown.stdout == ""


def test_a_missing_assessment_file_is_bad_input(tmp_path: Path, runner: CliRunner) -> None:
    shown = runner.invoke(cli.app, ["appraise", "--assessment", str(tmp_path / "none")])
    assert shown.exit_code == 2
    assert "cannot be read" in shown.stderr


def test_a_file_about_another_country_or_month_is_refused(
    tmp_path: Path, runner: CliRunner
) -> None:
    file = tmp_path / "assessment.toml"
    file.write_text(GOOD_FILE, encoding="utf-8")
    given = ["--assessment", str(file)]
    for extra in (["Sudan"], ["--as-of", "2016-01"]):
        shown = runner.invoke(cli.app, ["appraise", *extra, *given])
        assert shown.exit_code == 2
        assert "about something else" in shown.stderr
    agrees = ["appraise", "Burundi", "--as-of", "2015-11", "--draws", "200", *given]
    assert runner.invoke(cli.app, agrees).exit_code == 0


def test_an_unwritable_folder_is_named_before_any_work(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    done = run("brief", "Uruguay", "--out", str(tmp_path / "file" / "brief"))
    assert done.returncode == OutputError.exit_code == 1
    assert "could not be written" in done.stderr
    assert "remedy:" in done.stderr
    assert done.stdout == ""


def test_assess_writes_a_file_that_appraise_takes(tmp_path: Path, runner: CliRunner) -> None:
    file = tmp_path / "assessment.toml"
    assert runner.invoke(cli.app, ["assess", "Mali", "--write", str(file)]).exit_code == 0
    few = ["--draws", "200", "--json"]
    from_file = runner.invoke(cli.app, ["appraise", "--assessment", str(file), *few])
    from_data = runner.invoke(cli.app, ["appraise", "Mali", *few])
    assert from_file.exit_code == from_data.exit_code == 0
    one, other = json.loads(from_file.stdout), json.loads(from_data.stdout)
    assert one["country"] == other["country"]
    # Not edited, so nobody set anything: the two differ by the file's four decimals at most.
    for state, chance in one["consent"].items():
        if isinstance(chance, float):
            assert chance == pytest.approx(other["consent"][state], abs=1e-3)


def test_the_machine_readable_face_has_its_names(runner: CliRunner) -> None:
    shown = runner.invoke(cli.app, ["appraise", "CAF", "--draws", "300", "--json"])
    assert shown.exit_code == 0
    answer = json.loads(shown.stdout)
    assert {
        "country",
        "as_of",
        "seed",
        "data_versions",
        "perpetrators",
        "consent",
        "manifestly_failing",
        "options",
        "recommended",
        "find_out_first",
    } <= set(answer)
    ids = [option["id"] for option in answer["options"]]
    assert sorted(ids) == ["both", "none", "political_mission", "preventive_deployment"]
    assert answer["recommended"] in ids
    for option in answer["options"]:
        assert option["fit"] in {"good", "limited", "poor"}
        assert {"conditions", "p_harm", "regret", "reasons"} <= set(option)
        for quantity in ("deaths_averted", "cost_usd_million"):
            assert {"p05", "p50", "p95", "mean"} <= set(option[quantity])


def test_the_same_seed_gives_the_same_bytes_and_another_seed_does_not(runner: CliRunner) -> None:
    line = ["appraise", "Sudan", "--draws", "300", "--json", "--seed"]
    first, again = (runner.invoke(cli.app, [*line, "7"]).stdout for _ in range(2))
    assert first == again
    assert json.loads(first)["seed"] == 7
    assert first != runner.invoke(cli.app, [*line, "8"]).stdout


def test_forecast_writes_csv_json_and_views(tmp_path: Path, runner: CliRunner) -> None:
    line = ["forecast", "Sudan", "--months", "3", "--draws", "200"]
    csv = runner.invoke(cli.app, line).stdout.splitlines()
    assert len(csv) == 1 + 3  # a header, and a row for each month
    assert csv[0].startswith("iso3,month,")
    answer = json.loads(runner.invoke(cli.app, [*line, "--format", "json"]).stdout)
    assert [row["iso3"] for row in answer["rows"]] == ["SDN"] * 3
    needs_file = runner.invoke(cli.app, [*line, "--format", "views"])
    assert needs_file.exit_code == 2
    out = tmp_path / "f.csv"
    assert runner.invoke(cli.app, [*line, "--format", "views", "--out", str(out)]).exit_code == 0
    assert len(out.read_text(encoding="utf-8").splitlines()) == 1 + 3 * 200


def test_forecast_all_covers_every_country(runner: CliRunner) -> None:
    from forestall.vocabulary import countries

    shown = runner.invoke(cli.app, ["forecast", "all", "--months", "1", "--draws", "100"])
    assert {row.split(",")[0] for row in shown.stdout.splitlines()[1:]} == set(countries())


def test_brief_leaves_three_files_and_one_line(tmp_path: Path, runner: CliRunner) -> None:
    out = tmp_path / "brief"
    shown = runner.invoke(cli.app, ["brief", "Mali", "--draws", "300", "--out", str(out)])
    assert shown.exit_code == 0
    assert sorted(p.name for p in out.iterdir()) == ["brief.html", "brief.json", "brief.pdf"]
    assert (out / "brief.pdf").read_bytes().startswith(b"%PDF")
    json.loads((out / "brief.json").read_text(encoding="utf-8"))
    assert len(shown.stdout.splitlines()) == 1
    assert str(out) in shown.stderr


def test_explain_lists_ids_and_follows_one(tmp_path: Path, runner: CliRunner) -> None:
    out = tmp_path / "brief"
    runner.invoke(cli.app, ["brief", "Mali", "--draws", "300", "--out", str(out)])
    file = str(out / "brief.json")
    listed = runner.invoke(cli.app, ["explain", file])
    assert listed.exit_code == 0
    first = listed.stdout.split()[0]
    told = runner.invoke(cli.app, ["explain", file, first])
    assert told.exit_code == 0
    assert len(told.stdout) > 20
    assert runner.invoke(cli.app, ["explain", file, "no-such-number"]).exit_code == 2
    assert runner.invoke(cli.app, ["explain", file, "no-such", "--json"]).exit_code == 2
    every = json.loads(runner.invoke(cli.app, ["explain", file, "--json"]).stdout)
    assert every[0]["id"] == first
    assert all({"id", "text", "unit"} <= set(one) and "provenance" not in one for one in every)
    one = json.loads(runner.invoke(cli.app, ["explain", file, first, "--json"]).stdout)
    assert {key: one[key] for key in every[0]} == every[0]
    assert one["provenance"]["what"] in told.stdout
    assert runner.invoke(cli.app, ["explain", str(out / "none.json")]).exit_code == 2


def test_data_list_names_version_licence_and_citation(runner: CliRunner) -> None:
    shown = runner.invoke(cli.app, ["data", "list", "--json"])
    assert shown.exit_code == 0
    versions = json.loads(shown.stdout)
    assert any("UCDP" in v["source"] for v in versions)
    assert all(v["licence"] and v["citation"] for v in versions)


def test_data_add_refuses_what_is_no_data(tmp_path: Path, runner: CliRunner) -> None:
    file = tmp_path / "events.csv"
    file.write_text("a,b\n1,2\n", encoding="utf-8")
    shown = runner.invoke(cli.app, ["data", "add", str(file)])
    assert shown.exit_code == 2
    assert "expected:" in shown.stderr
    assert runner.invoke(cli.app, ["data", "add", str(tmp_path / "none.csv")]).exit_code == 2


def test_snapshot_build_names_a_folder_without_sources(tmp_path: Path, runner: CliRunner) -> None:
    line = ["snapshot", "build", "--from", str(tmp_path / "none"), "--out", str(tmp_path / "out")]
    shown = runner.invoke(cli.app, line)
    assert shown.exit_code in {1, 2}
    assert "remedy:" in shown.stderr


def test_ctrl_c_ends_in_one_line(monkeypatch: pytest.MonkeyPatch, runner: CliRunner) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("forestall.assess", interrupted)
    shown = runner.invoke(cli.app, ["assess", "Sudan"])
    assert shown.exit_code == 130
    assert shown.stderr.splitlines() == ["Stopped by Ctrl-C; no file was left half-written."]


def test_an_unforeseen_error_ends_in_two_lines(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("of our own making")

    monkeypatch.setattr("forestall.assess", broken)
    monkeypatch.setattr(sys, "argv", ["forestall", "assess", "Sudan"])
    with pytest.raises(SystemExit) as end:
        cli.main()
    assert end.value.code == 1
    said = capsys.readouterr().err
    assert "ZeroDivisionError: of our own making" in said
    assert "--debug" in said
    assert "Traceback" not in said


@pytest.mark.skipif(not hasattr(signal, "SIGPIPE"), reason="no pipes of this kind here")
def test_a_reader_that_goes_away_is_no_error() -> None:
    line = [sys.executable, "-m", "forestall.cli", "forecast", "all", "--draws", "100"]
    process = subprocess.Popen(line, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.readline()
    process.stdout.close()
    said = process.stderr.read()
    process.stderr.close()
    assert process.wait() == 0
    assert said == ""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
def test_no_room_for_the_answer_is_named() -> None:
    line = [sys.executable, "-m", "forestall.cli", "data", "list"]
    with Path("/dev/full").open("w") as full:
        ended = subprocess.run(line, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert ended.returncode == 1
    assert ended.stderr.splitlines()[0] == "The answer could not be written."
    assert "free some space" in ended.stderr
