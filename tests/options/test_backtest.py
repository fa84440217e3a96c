"""Advice on past cases: what the desk knows, that nothing later leaks in, and how it is counted."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest
from made_up import option
from typer.testing import CliRunner

from forestall import cli, snapshot
from forestall.errors import BadValue
from forestall.options import backtest_face
from forestall.options.appraisal import Fit, OptionId
from forestall.options.backtest import (
    AdvisedCase,
    Backtest,
    Cell,
    Verdict,
    backtest,
    cell,
    close_call,
)
from forestall.options.cases import COLUMNS, Case, Ending, packaged_cases
from forestall.options.desk import at_the_desk
from forestall.records.holdings import Holdings
from forestall.records.store import Store
from forestall.situation.assess import assess
from forestall.vocabulary import ConsentState, Month, PerpetratorKind

HOST, INSIDE, NEIGHBOUR = PerpetratorKind
NONE, TALKS, FORCE, BOTH = OptionId
DRAWS = 100
# of the mission's own design the whole record is used, which the output says
DESIGNS = ("mission_strength", "mandates", "effects", "study_findings", "tool_findings")


def packaged(*ids: str) -> tuple[Case, ...]:
    return tuple(c for c in packaged_cases() if c.id in ids)


@pytest.fixture(scope="module")
def records(tmp_path_factory: pytest.TempPathFactory) -> Holdings:
    return Holdings.open(Store(tmp_path_factory.mktemp("store")))


@pytest.fixture(scope="module")
def found(records: Holdings) -> dict[str, AdvisedCase]:
    """Three cases whose verdicts follow from the rules of the gates alone."""
    cases = packaged("mkd-1992", "gin-2009", "lka-2009")
    return {t.case.id: t for t in backtest(cases, records, draws=DRAWS).cases}


def test_a_case_is_seen_from_the_december_before(found: dict[str, AdvisedCase]) -> None:
    assert found["lka-2009"].as_of == Month(2008, 12)


def test_refusal_at_the_desk_rules_both_tools_out(found: dict[str, AdvisedCase]) -> None:
    # refused 0.85 is beyond the 0.70 of refusal_rules_out: the fit of every tool is poor
    lanka = found["lka-2009"]
    assert lanka.desk.option is NONE
    assert {lanka.desk.fits[id_] for id_ in (TALKS, FORCE, BOTH)} == {Fit.POOR}
    assert lanka.agrees
    assert lanka.cell is Cell.WARNED


def test_nominal_consent_shuts_both_and_talks_that_worked_are_a_miss(
    found: dict[str, AdvisedCase],
) -> None:
    # willing or obstructed is 0.05 + 0.05, below the 0.40 of let_in_partly: the gate is shut
    guinea = found["gin-2009"]
    assert guinea.desk.option is NONE
    assert guinea.agrees
    assert guinea.cell is Cell.MISSED
    assert "The host government consents: not met" in guinea.explanation
    assert "In history:" in guinea.explanation
    assert guinea.desk.baseline.startswith("feared")  # no civilian killed on record in 2008


def test_before_the_forecasts_begin_only_the_desk_can_say(found: dict[str, AdvisedCase]) -> None:
    macedonia = found["mkd-1992"]
    assert macedonia.data_only.option is None
    assert "1991-12" in macedonia.data_only.why
    assert cell(macedonia.data_only, macedonia.case) is Cell.UNSAID
    assert not macedonia.data_only_agrees
    assert macedonia.desk.option is not None


def test_what_the_desk_knows(records: Holdings) -> None:
    (kenya,) = packaged("ken-2008")
    known = assess(kenya.country, Month(2007, 12), records)
    desk = at_the_desk(known, kenya, records)
    # 0.85 half and half, the other 0.15 to the one kind that is left
    assert desk.kind_probabilities() == pytest.approx({HOST: 0.425, INSIDE: 0.425, NEIGHBOUR: 0.15})
    # 0.85 on the coded state, the rest in three
    willing = dict.fromkeys(ConsentState, 0.05) | {ConsentState.WILLING: 0.85}
    assert desk.consent.probabilities == pytest.approx(willing)
    assert desk.threat_on_record
    # 134 civilians killed in 2007 are on record, so nothing feared stands in for the forecast
    assert desk.baseline is None
    (lesotho,) = packaged("lso-2017")
    quiet = assess(lesotho.country, Month(2016, 12), records)
    feared = at_the_desk(quiet, lesotho, records)
    assert feared.baseline is not None
    assert (feared.baseline.low, feared.baseline.best, feared.baseline.high) == (25, 250, 5000)
    # (1 - 0.85) / 2 to each of the kinds not coded
    assert feared.kind_probabilities() == pytest.approx(
        {HOST: 0.075, INSIDE: 0.85, NEIGHBOUR: 0.075}
    )


def test_the_desk_knows_nothing_of_what_happened(records: Holdings) -> None:
    (lesotho,) = packaged("lso-2017")
    known = assess(lesotho.country, Month(2016, 12), records)
    told = at_the_desk(known, lesotho, records)
    other = replace(lesotho, outcome=Ending.FAILED, tool=NONE, strength=0.0, what_happened="all")
    assert at_the_desk(known, other, records).consent == told.consent
    assert at_the_desk(known, other, records).perpetrators == told.perpetrators


def hidden(last: Month, own: str) -> dict[str, pl.DataFrame]:
    """The tables as they would be if time had stopped, and the case itself had never been."""
    tables = {}
    for name in snapshot.sources()["tables"]:
        frame = snapshot.table(name)
        if name == "cases":
            frame = frame.filter((pl.col("id") != own) & (pl.col("year") <= last.year))
        elif "month_id" in frame.columns:
            frame = frame.filter(pl.col("month_id") <= last.id)
        elif "year" in frame.columns and name not in DESIGNS:
            frame = frame.filter(pl.col("year") <= last.year)
        tables[name] = frame
    return tables


@pytest.mark.parametrize("id_", ["bih-1995", "rwa-1994", "cod-2003", "tls-1999"])
def test_who_threatens_and_consent_come_from_before_and_not_from_the_case_itself(
    id_: str, records: Holdings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (case,) = packaged(id_)
    last = Month(case.year - 1, 12)
    whole = assess(case.country, last, records)
    whole_desk = at_the_desk(whole, case, records)
    tables = hidden(last, id_)
    monkeypatch.setattr(snapshot, "table", tables.__getitem__)
    cut = Holdings.open(Store(tmp_path))
    assert cut.known_until() == last
    known = assess(case.country, last, cut)
    assert known.consent == whole.consent
    assert known.perpetrators == whole.perpetrators
    assert known.scale_12m == whole.scale_12m
    assert at_the_desk(known, case, cut).consent == whole_desk.consent


def test_the_verdict_is_the_same_where_nothing_later_was_ever_recorded(
    records: Holdings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    cases = packaged("bih-1995")
    whole = backtest_face.as_dict(backtest(cases, records, draws=DRAWS))
    monkeypatch.setattr(snapshot, "table", hidden(Month(1994, 12), "bih-1995").__getitem__)
    cut = Holdings.open(Store(tmp_path))
    assert backtest_face.as_dict(backtest(cases, cut, draws=DRAWS)) == whole


def verdict(option: OptionId | None) -> Verdict:
    return Verdict(option, dict.fromkeys(OptionId, Fit.LIMITED), (), "", "")


@pytest.mark.parametrize(
    ("option", "outcome", "expected"),
    [
        (BOTH, Ending.PREVENTED, Cell.HELD),
        (TALKS, Ending.CONTAINED, Cell.HELD),
        (FORCE, Ending.FAILED, Cell.FAILED),
        (FORCE, Ending.COMPELLED, Cell.FAILED),
        (FORCE, Ending.NOT_TRIED, Cell.UNTRIED),
        (NONE, Ending.NOT_TRIED, Cell.WARNED),
        (NONE, Ending.COMPELLED, Cell.WARNED),
        (NONE, Ending.CONTAINED, Cell.MISSED),
        (None, Ending.CONTAINED, Cell.UNSAID),
    ],
)
def test_a_verdict_against_what_happened(
    option: OptionId | None, outcome: Ending, expected: Cell
) -> None:
    case = replace(packaged_cases()[0], outcome=outcome)
    assert cell(verdict(option), case) is expected


@pytest.mark.parametrize(
    ("averted", "fit", "if_none", "if_sent"),
    [
        # harm weighs twice: 10 and -8, mean 1, deviation 9, error 9 / sqrt(100) = 0.9;
        # none: 1 + 1.8 > 0; sent: 1 < 3.6
        ([10.0, -4.0] * 50, Fit.LIMITED, True, True),
        # 10 and 2: mean 6, deviation 4, error 0.4; sent: 6 > 1.6
        ([10.0, 2.0] * 50, Fit.LIMITED, True, False),
        # 2 and -20: mean -9, deviation 11, error 1.1; none: -9 + 2.2 < 0
        ([2.0, -10.0] * 50, Fit.LIMITED, False, True),
        # a poor fit is not in question
        ([10.0, -4.0] * 50, Fit.POOR, False, True),
    ],
)
def test_a_close_call_is_one_that_other_draws_could_turn(
    averted: list[float], fit: Fit, if_none: bool, if_sent: bool
) -> None:
    nothing, force = option(NONE, [0.0] * 100), option(FORCE, averted, fit=fit)
    assert close_call(nothing, (nothing, force)) is if_none
    assert close_call(force, (nothing, force)) is if_sent


def test_counts_and_table(found: dict[str, AdvisedCase]) -> None:
    # both agree with the brief; only in Guinea did what was not recommended work
    two = Backtest((found["gin-2009"], found["lka-2009"]), DRAWS, 1)
    counts = backtest_face.agreement(two)
    assert (counts["cases"], counts["with_the_brief"]) == (2, 2)
    assert counts["what_happened"][Cell.MISSED.value] == ["gin-2009"]
    assert counts["what_happened"][Cell.WARNED.value] == ["lka-2009"]
    shown = "\n".join(backtest_face.lines(two))
    assert "2 of 2 agree" in shown
    assert "gin-2009 (not recommended, prevented or contained): By the brief: limited." in shown
    assert "lka-2009 (" not in shown
    assert "accuracy" not in shown


@pytest.mark.parametrize("year", [1989, 2099])
def test_a_year_outside_the_data_is_refused_before_any_work(year: int, records: Holdings) -> None:
    first, second = packaged("gin-2009", "lka-2009")
    called: list[int] = []
    with pytest.raises(BadValue, match="lka-2009"):
        backtest(
            (first, replace(second, year=year)),
            records,
            progress=lambda done, _total, _what: called.append(done),
        )
    assert not called


def test_the_command_reads_a_file(tmp_path: Path) -> None:
    runner = CliRunner(env={"FORESTALL_DATA": str(tmp_path / "store")})
    file = tmp_path / "mine.csv"
    row = 'mine,Sri Lanka,2009,"war, and after",host government,refused,none,none,0,not tried,,me'
    file.write_text(",".join(COLUMNS) + f"\n{row}\n", encoding="utf-8")
    line = ["backtest", "--cases", str(file), "--draws", "100", "--json"]
    shown = runner.invoke(cli.app, line)
    assert shown.exit_code == 0
    fields = json.loads(shown.stdout)
    (mine,) = fields["cases"]
    assert (mine["id"], mine["country"], mine["verdict"]) == ("mine", "LKA", "none")
    assert mine["agrees"] is True
    assert mine["brief_says"]["says"] == "neither"
    assert "In history" not in mine["explanation"]
    assert fields["agreement"]["with_the_brief"] == 1
    file.write_text(",".join(COLUMNS) + "\n", encoding="utf-8")
    assert runner.invoke(cli.app, line).exit_code == 2
