"""Onset forecasts scored from rolling origins: by hand, and with leaks that are refused."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from forestall.errors import BadInput, BadValue, FutureLeak, NoData, UnreadableFile, WrongColumns
from forestall.records.holdings import Holdings
from forestall.vocabulary import Month
from forestall.warning import evaluate_onset as room
from forestall.warning import onset_published
from forestall.warning.evaluate_onset import OnsetForecast, evaluate_onset
from forestall.warning.no_future import EndingAt
from forestall.warning.onset import as_of_year, check_model, rows_of
from forestall.warning.onset_file import packaged
from forestall.warning.onset_panel import Panel, panel, refuse_future
from forestall.warning.onset_tables import seen


def small() -> Panel:
    """Two countries, 1995 to 2000: B kills in every year and has an onset ahead of 1996, 1997."""
    years = np.tile(np.arange(1995, 2001), 2)
    values = np.column_stack([np.zeros(12), np.repeat([0.0, 30.0], 6)])
    outcomes = np.zeros((12, 4))
    outcomes[7:9, 0] = 1
    outcomes[years > 1998] = np.nan
    names = ("killed_by_government", "killed_by_others")
    return Panel(2000, ("A",) * 6 + ("B",) * 6, years, names, values, outcomes)


def test_benchmarks_by_hand() -> None:
    # Known outcomes: 1995 to 1998 of both, two of eight with an onset.
    assert room.base_rate(small()).chances == {"A": 0.25, "B": 0.25}
    # A: (0 + 0.25) / (4 + 1); B: (2 + 0.25) / (4 + 1).
    assert room.killing_rate(small()).chances == {"A": 0.05, "B": 0.45}


def test_a_constant_by_hand() -> None:
    """A constant c: Brier r (1 − c)² + (1 − r) c², AUC one half, mean forecast c."""

    def tenth(known: Panel) -> OnsetForecast:
        return OnsetForecast(dict.fromkeys(rows_of(known, known.as_of).iso3, 0.1), known.as_of)

    models = {"rate": room.base_rate, "tenth": tenth}
    found = evaluate_onset(Holdings.open(), 2012, 2013, models=models)
    scores = found.windows["2012-2013"]["tenth"]
    rate = scores.onsets / scores.n
    assert scores.onsets > 0
    assert scores.base_rate == pytest.approx(rate)
    assert (scores.auc, scores.mean_forecast) == (0.5, pytest.approx(0.1))
    assert scores.brier == pytest.approx(rate * 0.81 + (1 - rate) * 0.01)
    assert found.reference == "rate"


def test_a_model_that_knows_a_later_year_is_refused() -> None:
    def planted(known: Panel) -> OnsetForecast:
        return OnsetForecast(room.base_rate(known).chances, known.as_of + 2)

    with pytest.raises(FutureLeak, match="2014-12"):
        evaluate_onset(Holdings.open(), 2012, 2012, models={"planted": planted})


def test_a_trained_model_of_a_later_year_and_a_panel_with_later_outcomes_are_refused() -> None:
    later = replace(packaged().model, as_of=2013)
    known = panel(seen(Holdings.open(), 2012))
    with pytest.raises(FutureLeak, match="2013"):
        check_model(later, known)
    with pytest.raises(FutureLeak):
        refuse_future(replace(small(), as_of=1999, outcomes=np.zeros((12, 4))))


def test_records_cut_at_the_year_give_the_same_panel() -> None:
    cut = EndingAt(Holdings.open(), Month(2012, 12))
    assert panel(seen(cut, 2012)).fingerprint() == panel(seen(Holdings.open(), 2012)).fingerprint()
    with pytest.raises(NoData):
        seen(cut, 2013)


@pytest.mark.parametrize(("first", "last"), [(2013, 2012), (1980, 2012), (2012, 2023)])
def test_years_that_cannot_be_scored(first: int, last: int) -> None:
    with pytest.raises(BadInput, match="as-of years"):
        evaluate_onset(Holdings.open(), first, last)


def test_published_forecasts_lead_the_comparison(tmp_path: Path) -> None:
    rows = ["ewp_name,prev_year,risk_prev", "Egypt,2012,0.9", "Norway,2012,0.1", "Chad,2012,NA"]
    (tmp_path / room.PUBLISHED_FILE).write_text("\n".join(rows), encoding="utf-8")
    models = {"rate": room.base_rate}
    found = evaluate_onset(Holdings.open(), 2012, 2012, models=models, folder=tmp_path)
    scores = found.windows["2012-2012"][room.PUBLISHED]
    # Egypt: a state-led mass killing began in 2013. Norway: none. Chad has no forecast.
    assert (found.reference, scores.n, scores.onsets) == ("published", 2, 1)
    assert scores.brier == pytest.approx((0.1**2 + 0.1**2) / 2)


THEIR_COLUMNS = ",".join(onset_published.THEIRS.values())


def project(folder: Path, outcome: str = "1") -> Path:
    """Two forecasts of 2023, and the project's own outcomes of them."""
    rows = ["ewp_name,prev_year,risk_prev", "Egypt,2023,0.9", "Norway,2023,0.1", "Chad,2023,NA"]
    (folder / room.PUBLISHED_FILE).write_text("\n".join(rows), encoding="utf-8")
    rest = ",".join(["0.5"] * len(onset_published.THEIRS))
    rows = [f"ewp_name,year,mk_onset_1or2,mk_onset_1,{THEIR_COLUMNS}"]
    rows += [f"Egypt,2023,{outcome},0,{rest}", f"Norway,2023,0,0,{rest}"]
    (folder / onset_published.PREDICTORS_FILE).write_text("\n".join(rows), encoding="utf-8")
    return folder


def test_the_projects_outcomes_reach_a_year_further(tmp_path: Path) -> None:
    """2023 is scored though its second year is open: Egypt as the file says, not as it was."""
    models = {"rate": room.base_rate}
    found = evaluate_onset(Holdings.open(), 2023, models=models, folder=project(tmp_path)).windows[
        "2023-2023"
    ]
    assert (found[room.PUBLISHED].n, found[room.PUBLISHED].onsets) == (2, 1)
    assert found[room.PUBLISHED].brier == pytest.approx(0.01)


def test_the_projects_predictors_are_cut_at_the_as_of_year(tmp_path: Path) -> None:
    _, theirs = onset_published.read(project(tmp_path))
    assert theirs.height == 2
    assert onset_published.with_theirs(small(), theirs).names[2:] == tuple(onset_published.THEIRS)
    with pytest.raises(FutureLeak, match="2023"):
        small().with_predictors(theirs)


def test_project_files_that_do_not_fit(tmp_path: Path) -> None:
    with pytest.raises(BadValue, match="1 forecasts without one"):
        onset_published.read(project(tmp_path, "NA"))
    with pytest.raises(BadValue, match="words where numbers"):
        onset_published.read(project(tmp_path, "yes"))
    project(tmp_path)
    rows = ["ewp_name,prev_year,risk_prev", "Egypt,2023,0.9", "Egypt,2023,1.1"]
    (tmp_path / room.PUBLISHED_FILE).write_text("\n".join(rows), encoding="utf-8")
    with pytest.raises(BadValue, match="1 other values, 1 country-years twice"):
        onset_published.read(tmp_path)


def test_broken_published_files(tmp_path: Path) -> None:
    models = {"rate": room.base_rate}
    with pytest.raises(UnreadableFile):
        evaluate_onset(Holdings.open(), 2012, 2012, models=models, folder=tmp_path / "none")
    (tmp_path / room.PUBLISHED_FILE).write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(WrongColumns, match="risk_prev"):
        evaluate_onset(Holdings.open(), 2012, 2012, models=models, folder=tmp_path)


def test_as_of_years() -> None:
    assert [as_of_year(t) for t in ("2012", "2012-12", "2013-01")] == [2012, 2012, 2012]
