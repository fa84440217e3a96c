"""What is said to a person: short lines, and a bar only where somebody looks."""

from __future__ import annotations

import threading
from datetime import date

import pytest

from forestall import terminal
from forestall.errors import BadInput
from forestall.records.report import DataVersion


def test_an_error_is_four_lines() -> None:
    error = BadInput("Wrong", expected="this", came="that", remedy="do so")
    assert terminal.error_lines(error).splitlines() == [
        "Wrong.",
        "  expected: this",
        "  came:     that",
        "  remedy:   do so",
    ]


def test_what_an_error_quotes_is_cut_and_cannot_command_the_terminal() -> None:
    error = BadInput("Wrong", expected="this", came="\x1b[2J" + "x" * 100_000, remedy="do so")
    came = terminal.error_lines(error).splitlines()[2]
    assert came.startswith("  came:     \\x1b[2Jxxx")
    assert came.endswith("x…")
    assert len(came) < 1000


def test_no_bar_where_nobody_looks(capsys: pytest.CaptureFixture[str]) -> None:
    before = threading.active_count()
    with terminal.Bar("Working") as bar:
        assert threading.active_count() == before  # no timer is running either
        bar(1, 2, "Half done")
    assert capsys.readouterr() == ("", "")


def test_quick_work_shows_no_bar_even_on_a_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    with terminal.Bar("Working", live=True) as bar:
        bar(1, 2)
    assert capsys.readouterr() == ("", "")


def test_slow_work_shows_what_is_being_done(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")  # rich then takes the captured stream for a terminal
    with terminal.Bar("Working", live=True) as bar:
        bar.show()  # what the timer does after a second
        bar(1, 2, "Half done")
    shown = capsys.readouterr()
    assert "Half done" in shown.err
    assert shown.out == ""


def test_a_version_is_one_line() -> None:
    version = DataVersion("UCDP GED", "25.1", date(2026, 6, 30), 385918, "0" * 64, "Cite", "CC")
    packaged = DataVersion("VIEWS", "2018", None, 0, "0" * 64, "Cite", "CC")
    assert terminal.version_lines([version, packaged]) == [
        "2026-06-30  UCDP GED 25.1 (385,918 rows)",
        "packaged    VIEWS 2018",
    ]
    assert terminal.version_fields(version)["added"] == "2026-06-30"
    assert terminal.version_fields(packaged)["added"] is None


def test_an_appraisal_marks_the_option_it_recommends() -> None:
    import forestall as fs

    appraisal = fs.appraise("Uruguay", draws=200)
    lines = terminal.appraisal_lines(appraisal)
    marked = [line for line in lines if line.startswith("* ")]
    assert [line.split()[1] for line in marked] == [appraisal.recommended.value]
    assert not any("-0 " in line or "(-0" in line for line in lines)
