"""Forecasts and their scores from the command line: files, columns, and what is refused."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl
import pytest
from typer.testing import CliRunner

from forestall import cli
from forestall.warning import fatalities, one_sided, trained

ONSET = ["iso3", "year", "probability", "probability_state_led", "probability_non_state_led"]


@pytest.fixture
def runner(tmp_path: Path) -> CliRunner:
    """A runner whose store is empty, whatever the user of this machine has stored."""
    return CliRunner(env={"FORESTALL_DATA": str(tmp_path / "store")})


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Models of two rounds and one seed: enough to see where data go, learnt in a second."""
    monkeypatch.setattr(fatalities, "ROUNDS", 2)
    monkeypatch.setattr(fatalities, "SEEDS", (1,))


@pytest.mark.usefixtures("quick")
def test_every_country_as_views_takes_them(tmp_path: Path, runner: CliRunner) -> None:
    file = tmp_path / "f.parquet"
    line = ["forecast", "all", "--series", "state-based", "--as-of", "2022-10", "--months", "14"]
    shown = runner.invoke(
        cli.app, [*line, "--draws", "100", "--format", "views", "--out", str(file)]
    )
    assert shown.exit_code == 0, shown.output
    frame = pl.read_parquet(file)
    assert frame.columns == ["month_id", "country_id", "draw", "outcome"]
    # November 2022 is month 12 · 42 + 11 = 515; fourteen months end with 528.
    assert frame["month_id"].unique().sort().to_list() == list(range(515, 529))
    assert (frame["country_id"].n_unique(), frame["draw"].n_unique()) == (191, 100)
    assert frame.height == 191 * 14 * 100


@pytest.mark.usefixtures("quick")
def test_one_country_in_json_and_csv(tmp_path: Path, runner: CliRunner) -> None:
    line = ["forecast", "Sudan", "--as-of", "2023-03", "--months", "2", "--draws", "100"]
    shown = runner.invoke(cli.app, [*line, "--series", "state-based", "--format", "json"])
    content = json.loads(shown.stdout)
    assert (content["series"], content["as_of"]) == ("state-based", "2023-03")
    assert content["model"] == fatalities.MODEL
    assert [row["month"] for row in content["rows"]] == ["2023-04", "2023-05"]
    file = tmp_path / "f.csv"
    shown = runner.invoke(cli.app, [*line, "--out", str(file)])
    assert shown.exit_code == 0
    assert pl.read_csv(file)["iso3"].to_list() == ["SDN", "SDN"]


def test_all_deaths_are_forecast_as_in_the_brief(runner: CliRunner) -> None:
    line = ["forecast", "Sudan", "--draws", "100", "--format", "json"]
    assert json.loads(runner.invoke(cli.app, line).stdout)["model"] == fatalities.MODEL


def test_one_sided_keeps_its_yearly_model(runner: CliRunner) -> None:
    line = ["forecast", "Sudan", "--series", "one-sided", "--draws", "100", "--format", "json"]
    assert json.loads(runner.invoke(cli.app, line).stdout)["model"] == one_sided.MODEL


def test_a_country_nobody_knows_costs_no_training(
    runner: CliRunner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(fatalities, "train")
    shown = runner.invoke(cli.app, ["forecast", "Atlantis", "--as-of", "2020-01"])
    assert shown.exit_code == 2
    assert "Unknown country" in shown.stderr


@pytest.mark.parametrize("series", ["state-based", "total"])
def test_the_packaged_model_fits_the_packaged_data(
    runner: CliRunner, monkeypatch: pytest.MonkeyPatch, series: str
) -> None:
    """If this fails, run benchmarks/train_models.py --write: the data or the model have changed."""
    monkeypatch.delattr(fatalities, "train")
    assert trained.packaged_path(series).stat().st_size < 2_000_000
    line = ["forecast", "Sudan", "--series", series, "--draws", "100", "--months", "1"]
    shown = runner.invoke(cli.app, line)
    assert shown.exit_code == 0, shown.stderr


def test_onset_by_who_leads_it(tmp_path: Path, runner: CliRunner) -> None:
    file = tmp_path / "onset.csv"
    line = ["forecast", "onset", "--as-of", "2012", "--format", "csv", "--out", str(file)]
    assert runner.invoke(cli.app, line).exit_code == 0
    frame = pl.read_csv(file)
    assert frame.columns == ONSET
    assert frame["year"].unique().to_list() == [2012]
    assert frame["iso3"].n_unique() == frame.height > 150
    either = 1 - (1 - pl.col("probability_state_led")) * (1 - pl.col("probability_non_state_led"))
    assert frame.select((either - pl.col("probability")).abs().max()).item() < 1e-6


def test_onset_as_of_a_month_is_as_of_its_last_full_year(runner: CliRunner) -> None:
    by_month = runner.invoke(cli.app, ["forecast", "onset", "--as-of", "2013-11"])
    by_year = runner.invoke(cli.app, ["forecast", "onset", "--as-of", "2012", "--format", "json"])
    content = json.loads(by_year.stdout)
    assert (content["as_of"], content["years"]) == (2012, 2)
    assert list(content["rows"][0]) == ONSET
    first = by_month.stdout.splitlines()[1].split(",")
    assert first[:2] == [content["rows"][0]["iso3"], "2012"]


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (["--as-of", "12"], 2, "YYYY"),
        (["--as-of", "2012-13"], 2, "YYYY"),
        (["--as-of", "1980"], 1, "1993"),
        (["--as-of", "2090"], 1, "1993"),
        (["--format", "views"], 2, "not draws"),
    ],
)
def test_onset_refuses(words: list[str], code: int, says: str, runner: CliRunner) -> None:
    shown = runner.invoke(cli.app, ["forecast", "onset", *words])
    assert shown.exit_code == code
    assert says in shown.stderr
    assert shown.stdout == ""


@pytest.mark.usefixtures("quick")
def test_evaluate_deaths_in_json(runner: CliRunner) -> None:
    line = ["evaluate", "--what", "fatalities", "--windows", "2020", "--draws", "100", "--json"]
    content = json.loads(runner.invoke(cli.app, line).stdout)["fatalities"]
    models = content["windows"]["2020"]
    assert set(models) == {"own last 12 months", "own last 36 months", "forestall"}
    for scores in models.values():
        assert {"crps", "ign", "mis", "n", "log_crps", "tail_crps"} <= set(scores)
        assert scores["n"] == 2292
        assert sum(scores["pit"]) == pytest.approx(2292)
    assert models["own last 12 months"]["crps"] == pytest.approx(21.34, abs=0.005)


def test_evaluate_onset_in_json_and_for_people(runner: CliRunner) -> None:
    line = ["evaluate", "--what", "onset", "--windows", "2012"]
    content = json.loads(runner.invoke(cli.app, [*line, "--json"]).stdout)["onset"]
    for scores in content["windows"]["2012-2012"].values():
        wanted = "auc average_precision brier brier_skill recall_at_30 calibration_slope"
        assert {*wanted.split(), "mean_forecast", "base_rate", "reliability"} <= set(scores)
    shown = runner.invoke(cli.app, line)
    assert "forestall" in shown.stdout
    assert "better than base rate so far" in shown.stdout


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (["--windows", "2023-2019"], 2, "the earlier first"),
        (["--what", "fatalities", "--windows", "2025"], 1, "2018-01 to 2024-04"),
        (["--what", "onset", "--windows", "1980-1990"], 2, "1993"),
        (["--what", "fatalities", "--actuals", "no-such-folder"], 2, "No such folder"),
        (["--what", "onset", "--actuals", "no-such-folder"], 2, "No such folder"),
    ],
)
def test_evaluate_refuses(words: list[str], code: int, says: str, runner: CliRunner) -> None:
    shown = runner.invoke(cli.app, ["evaluate", *words])
    assert shown.exit_code == code
    assert says in shown.stderr
