"""The loader of literature figures and judgments."""

from __future__ import annotations

from typing import Any

import pytest

from forestall.errors import BadValue, NoData, SnapshotError
from forestall.parameters import checked, parameter, parameters
from forestall.provenance import Origin

GOOD: dict[str, Any] = {
    "value": 2.0,
    "low90": 1.0,
    "high90": 4.0,
    "unit": "months",
    "scope": "somewhere",
    "source": "Rappa 2016",
    "verified": True,
}


def test_a_judgment_says_that_it_is_one_and_that_nobody_checked_it() -> None:
    step = parameter("missions", "pm_months_to_start").provenance()
    assert step.origin is Origin.JUDGMENT
    assert not step.verified
    assert "pm_months_to_start = 1 months, 90% range 0.25 to 3" in step.rows[0]


def test_a_study_is_a_study() -> None:
    # Rappa 2016: average peak 92.5% of the ceiling
    share = parameter("missions", "share_of_ceiling")
    assert share.value == 0.925
    assert share.provenance().origin is Origin.STUDY
    with pytest.raises(NoData, match="share_of_ceiling"):
        share.spread()


def test_spread_is_low_middle_high() -> None:
    assert checked("f", "x", GOOD).spread() == (1.0, 2.0, 4.0)


def test_unknown_names_are_named() -> None:
    with pytest.raises(SnapshotError, match="no_such"):
        parameter("missions", "no_such")
    with pytest.raises(SnapshotError, match=r"no_such\.toml"):
        parameter("no_such", "x")


@pytest.mark.parametrize(
    "change",
    [{"low90": 3.0}, {"high90": 1.5}, {"value": float("nan")}, {"low90": None}, {"sorce": "x"}],
)
def test_what_cannot_be_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(BadValue):
        checked("f", "x", {**GOOD, **change})


def test_a_missing_field_is_named() -> None:
    with pytest.raises(BadValue, match="no unit"):
        checked("f", "x", {k: v for k, v in GOOD.items() if k != "unit"})


def test_every_packaged_parameter_of_missions_is_sound() -> None:
    assert {p.name for p in parameters("missions")} >= {"pm_months_to_strength", "lead_africa"}


def test_a_figure_fitted_here_is_no_study() -> None:
    fields = {"value": 1.0, "unit": "u", "scope": "s", "source": "fitted by x", "verified": True}
    assert checked("made_up", "p", fields).provenance().origin is Origin.MODEL
