"""Why deaths are forecast as they are, beside the fan of page 2 and for machines."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import sample
import sample_situation

from forestall.brief import desk
from forestall.brief.compose import compose
from forestall.brief.document import Brief, Figure, Text
from forestall.brief.explain import explain
from forestall.errors import NoData
from forestall.provenance import Origin, Provenance
from forestall.warning.drivers import Driver, Learnt
from forestall.warning.forecast_reasons import ForecastReasons, Recent
from forestall.warning.look_alikes import LookAlike, QuietPast

AS_OF = sample_situation.AS_OF
SOURCE = Provenance(
    Origin.DATA, "monthly deaths", "country_month", rows=("country_month: iso3=XAA",)
)
LEARNT = Learnt(
    series="state-based",
    as_of=AS_OF,
    expected=31.4,
    expected_before=8.2,
    base=1.3,
    background=("XAB", "XAC"),
    drivers=(
        Driver("level", "recent level of killing (26 deaths in 3 months)", 2.28),
        Driver("next door", "killing next door (40 deaths in 12 months)", -0.29),
        Driver("trend", "deaths rising (9 a month in 3 months, 4.0 in 3 years)", 0.22),
        Driver("steadiness", "how steady it is (killing in 9 of 12 months)", 0.1),
        Driver("other kinds", "other kinds of violence here (no deaths in 12 months)", 0.05),
        Driver("past wars", "past wars (3 years of conflict since 1946)", 0.01),
    ),
    changes=(
        Driver("level", "recent level of killing", 1.2),
        Driver("trend", "rising or falling deaths", 0.01),
    ),
    provenance=Provenance(
        Origin.MODEL,
        "what moves the learnt forecast",
        "forestall.warning.drivers",
        formula="exact Shapley values",
    ),
)
REASONS = ForecastReasons(
    iso3="XAA",
    as_of=AS_OF,
    series="total",
    recent=Recent(AS_OF, 30, 6, 12.0, 9.0),
    look_alikes=(LookAlike("MLI", AS_OF - 157, 0.1, 310, 2240),),
    quiet_past=None,
    learnt=LEARNT,
    why_not_learnt="",
    provenance=SOURCE,
)


def made(monkeypatch: pytest.MonkeyPatch, which: str = "groups", **changed: Any) -> Brief:
    reasons = replace(REASONS, **changed)
    monkeypatch.setattr(desk, "forecast_reasons", lambda *_: reasons)
    return compose(sample.appraisal(which), sample.holdings(which))


def aside(brief: Brief) -> str:
    found = next(f for f in brief.figures if f.id == "fan")
    return "\n".join(text.plain for text in found.aside)


def test_drivers_look_alikes_and_changes_stand_beside_the_fan(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    words = aside(made(monkeypatch))
    assert "forecast of deaths in fights with a state" in words
    assert "31 a month; against 2 countries from calm to deadly:" in words
    assert "recent level of killing (26 deaths in 3 months): ×9.8" in words  # e^2.28
    assert "killing next door (40 deaths in 12 months): ÷1.3" in words  # e^0.29
    assert "all else: ×1.2" in words  # e^0.16
    # 157 months, thirteen years and one month, before May 2026
    assert "Mali, April 2013: 310, then 2,240" in words
    assert "30 deaths of all kinds in May 2026 after 6 the month before" in words
    assert "from 8.2 to 31 a month: recent level of killing ×3.3." in words  # e^1.2
    assert "rising or falling" not in words


def test_every_size_leads_to_its_source(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    brief = made(monkeypatch)
    (file,) = brief.save(tmp_path / "brief.json")
    assert "exact Shapley values" in explain(file, "driver-next-door")
    assert "iso3=MLI, kind=all, 2013-05 to 2014-04" in explain(file, "alike-1-after")
    assert "iso3=XAA, kind=all, 2026-04" in explain(file, "deaths-month-before")
    fields = json.loads(file.read_text(encoding="utf-8"))["forecast_reasons"]
    assert fields["learnt"]["drivers"][1]["words"].endswith("lowers it by a quarter")
    assert fields["look_alikes"][0]["deaths_12_months_after"] == 2240


def test_without_a_model_the_brief_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    words = aside(made(monkeypatch, learnt=None, why_not_learnt="Not shown, for want of a model."))
    assert "Not shown, for want of a model." in words
    assert "Mali, April 2013" in words
    assert "The learnt forecast went" not in words


def test_where_no_reasons_can_be_given_the_figure_keeps_its_width(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def none(*_: object) -> ForecastReasons:
        raise NoData("Too early", expected="1992-01", came="1989-01", remedy="later")

    monkeypatch.setattr(desk, "forecast_reasons", none)
    brief = compose(sample.appraisal(), sample.holdings())
    fan = next(f for f in brief.figures if f.id == "fan")
    assert isinstance(fan, Figure)
    assert (fan.share, fan.aside) == (1.0, ())
    assert brief.reasons is None


def test_a_quiet_country_gets_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    quiet = QuietPast(50_171, 0.0441, 0.0123)
    brief = made(monkeypatch, "quiet", look_alikes=(), quiet_past=quiet)
    risk = next(s for s in brief.sections if s.id == "risk")
    words = [b.plain for b in risk.blocks if isinstance(b, Text)]
    (told,) = [text for text in words if "in three years" in text]
    assert "in 4% of country-months, by 25 or more in 1%" in told
