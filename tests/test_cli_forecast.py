"""Forecasts and their scores from the command line: files, columns, and what is refused."""

from __future__ import annotations

import json
import math
from pathlib import Path

import polars as pl
import pytest
from typer.testing import CliRunner

import forestall as fs
from forestall import cli
from forestall.records.holdings import Holdings
from forestall.vocabulary import Month
from forestall.warning import fatalities, one_sided, trained
from forestall.warning.outlook import Outlook, UnitKind

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


def test_cells_as_views_takes_them_and_as_outlook_reads_them(
    tmp_path: Path, runner: CliRunner
) -> None:
    file = tmp_path / "cells.parquet"
    line = ["forecast", "Central African Republic", "--level", "grid", "--as-of", "2022-12"]
    line += ["--months", "2", "--draws", "100"]
    shown = runner.invoke(cli.app, [*line, "--format", "views", "--out", str(file)])
    assert shown.exit_code == 0, shown.output
    assert "event points cover 1989-01 to 2022-12" in shown.stderr
    frame = pl.read_parquet(file)
    assert frame.columns == ["month_id", "priogrid_gid", "draw", "outcome"]
    # January 2023 is month 12 · 43 + 1 = 517.
    assert frame["month_id"].unique().sort().to_list() == [517, 518]
    after = Outlook.read_views(file, model="m", series="total")
    assert after.unit is UnitKind.CELL
    assert after.draws.shape == (frame["priogrid_gid"].n_unique(), 2, 100)
    # Draw k of all cells adds up to draw k of the country.
    whole = trained.forecast_at_once(Holdings.open(), Month(2022, 12), 2, 100, 1, ["CAF"])
    assert (after.draws.values.sum(axis=0) == whole.draws_of("CAF")).all()


def test_cells_in_csv_and_json_have_centres(runner: CliRunner) -> None:
    line = ["forecast", "CAF", "--level", "grid", "--months", "1", "--draws", "100"]
    rows = pl.read_csv(runner.invoke(cli.app, line).stdout.encode())
    assert rows.columns[:5] == ["priogrid_gid", "latitude", "longitude", "month", "month_id"]
    # Cell 137213: row 190, column 412; 190 / 2 − 89.75 = 5.25 and 412 / 2 − 179.75 = 26.25.
    at = rows.filter(pl.col("priogrid_gid") == 137_213).row(0, named=True)
    assert (at["latitude"], at["longitude"]) == (5.25, 26.25)
    content = json.loads(runner.invoke(cli.app, [*line, "--format", "json"]).stdout)
    assert content["event_points"].startswith("event points cover")
    assert content["rows"][0]["priogrid_gid"] == rows["priogrid_gid"][0]


def test_civilians_by_kind_and_twelve_months(runner: CliRunner) -> None:
    line = ["forecast", "Sudan", "--series", "one-sided", "--by-kind", "--as-of", "2024-12"]
    line += ["--months", "24", "--draws", "400"]
    shown = runner.invoke(cli.app, line)
    assert shown.exit_code == 0, shown.output
    rows = pl.read_csv(shown.stdout.encode())
    assert rows["perpetrator_kind"].to_list() == [
        *("host government", "host government"),
        *("non-state inside", "non-state inside"),
        *("hostile neighbour", "hostile neighbour"),
    ]
    assert rows["first_month"].to_list()[:2] == ["2025-01", "2026-01"]
    assert rows["last_month"].to_list()[:2] == ["2025-12", "2026-12"]
    # The kinds' means add up to the country's mean of each twelve months.
    whole = fs.forecast("Sudan", 24, "one-sided", as_of="2024-12", draws=400)
    first = rows.filter(pl.col("first_month") == "2025-01")["mean"].sum()
    assert first == pytest.approx(whole.total("SDN", 12).mean())


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (["Sudan", "--level", "grid"], 1, "held of Central African Republic, Mexico, Myanmar"),
        (["Sudan", "--level", "grid"], 1, "forestall data add"),
        (["CAF", "--level", "grid", "--as-of", "2099-01"], 1, "2026-05"),
        (["all", "--level", "grid"], 2, "of one country"),
        (["all", "--series", "one-sided", "--by-kind"], 2, "of one country"),
        (["CAF", "--level", "grid", "--series", "one-sided"], 2, "not forecast by cell"),
        (["CAF", "--by-kind"], 2, "--series one-sided"),
        (["CAF", "--by-kind", "--series", "one-sided", "--months", "18"], 2, "24 months"),
        (["CAF", "--by-kind", "--series", "one-sided", "--format", "views"], 2, "csv or json"),
        (["MEX", "--level", "grid", "--months", "36", "--draws", "50000"], 2, "3,300 draws"),
    ],
)
def test_what_there_is_no_forecast_of(
    words: list[str], code: int, says: str, runner: CliRunner
) -> None:
    shown = runner.invoke(cli.app, ["forecast", *words])
    assert shown.exit_code == code, shown.output
    assert says in shown.stderr
    assert shown.stdout == ""


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


def test_why_in_words_by_the_packaged_model(
    runner: CliRunner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(fatalities, "train")
    shown = runner.invoke(cli.app, ["forecast", "Sudan", "--why"])
    assert shown.exit_code == 0, shown.stderr
    for words in ("recent level of killing", "deaths in the 12 months before", "Since last month"):
        assert words in shown.stdout
    assert "iso3,month" not in shown.stdout


@pytest.mark.usefixtures("quick")
def test_why_of_a_past_month_learns_a_model(tmp_path: Path, runner: CliRunner) -> None:
    file = tmp_path / "why.json"
    line = ["forecast", "Mali", "--why", "--as-of", "2013-12", "--format", "json"]
    shown = runner.invoke(cli.app, [*line, "--series", "state-based", "--out", str(file)])
    assert shown.exit_code == 0, shown.stderr
    found = json.loads(file.read_text(encoding="utf-8"))
    assert (found["iso3"], found["as_of"], found["series"]) == ("MLI", "2013-12", "state-based")
    learnt = found["learnt"]
    moved = sum(driver["log_factor"] for driver in learnt["drivers"])
    assert learnt["base_log"] + moved == pytest.approx(math.log1p(learnt["expected_a_month"]))
    assert all(one["month"] <= "2012-12" for one in found["look_alikes"])


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["all"], "one country"),
        (["onset"], "one country"),
        (["Sudan", "--format", "views"], "in words or JSON"),
        (["Sudan", "--series", "one-sided"], "No reasons"),
        (["Atlantis"], "Unknown country"),
        (["Sudan", "--as-of", "2012"], "YYYY-MM"),
    ],
)
def test_why_refuses(words: list[str], says: str, runner: CliRunner) -> None:
    shown = runner.invoke(cli.app, ["forecast", *words, "--why"])
    assert shown.exit_code == 2
    assert says in shown.stderr
    assert shown.stdout == ""


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
    assert list(content["means_without"]) == ["without ETH", "without ETH, UKR"]


def test_evaluate_onset_in_json_for_people_and_as_a_page(tmp_path: Path, runner: CliRunner) -> None:
    line = ["evaluate", "--what", "onset", "--windows", "2012"]
    content = json.loads(runner.invoke(cli.app, [*line, "--json"]).stdout)["onset"]
    for scores in content["windows"]["2012-2012"].values():
        wanted = "auc average_precision brier brier_skill recall_at_30 calibration_slope"
        assert {*wanted.split(), "mean_forecast", "base_rate", "reliability"} <= set(scores)
    shown = runner.invoke(cli.app, [*line, "--out", str(tmp_path / "e")])
    assert "forestall" in shown.stdout
    assert "better than base rate so far" in shown.stdout
    assert "Onset of mass killing" in (tmp_path / "e" / "evaluation.html").read_text("utf-8")
    assert json.loads((tmp_path / "e" / "evaluation.json").read_text("utf-8")) == {"onset": content}


@pytest.mark.usefixtures("quick")
def test_evaluate_a_file_beside_ours(tmp_path: Path, runner: CliRunner) -> None:
    """Draws of ten deaths in Sudan in December 2025, scored beside ours of November."""
    file = tmp_path / "f.parquet"
    rows = [(552, 245, draw, 10.0) for draw in range(10)]
    names = ["month_id", "country_id", "draw", "outcome"]
    pl.DataFrame(rows, schema=names, orient="row").write_parquet(file)
    line = ["evaluate", "--forecast", str(file), "--draws", "100"]
    shown = runner.invoke(cli.app, [*line, "--json"])
    (found,) = json.loads(shown.stdout)["outside"]
    assert (found["as_of"], found["months"], found["countries"]) == ("2025-11", ["2025-12"], 1)
    assert set(found["draws"]["scores"]) == {"forestall", "f", "pool, 50% of f"}
    assert (
        "beside forestall as of 2025-09"
        in runner.invoke(cli.app, [*line, "--as-of", "2025-09"]).stdout
    )


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (["--without", "Atlantis"], 2, "Unknown country"),
        (["--forecast", "no-such-file"], 2, "no-such-file"),
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
