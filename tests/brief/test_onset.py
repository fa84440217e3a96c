"""Whether a new mass killing begins, on page 1, on page 2 and for machines."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import sample
import sample_situation

from forestall.brief import figures_onset
from forestall.brief.compose import compose
from forestall.brief.document import Brief, Figure, Table, Text
from forestall.brief.explain import explain
from forestall.brief.pages import outside
from forestall.brief.pages.onset import past_words
from forestall.brief.pdf import pages
from forestall.options.onset import PastForecasts
from forestall.warning.onset_calibration import Correction
from forestall.warning.onset_reasons import Driver

FORECASTS = pl.DataFrame(
    {
        "source": ["EWP", "EWP", "EWP"],
        "iso3": ["XAA", "XAB", "XAC"],
        "month_id": pl.Series([None] * 3, dtype=pl.Int32),
        "quantity": ["probability"] * 3,
        "value": [0.05, 0.01, 0.09],
        "issued": ["2025"] * 3,
    }
)


@pytest.fixture(autouse=True)
def published(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outside, "packaged", lambda _: FORECASTS)


def made(which: str = "groups", **changed: Any) -> Brief:
    given = sample.appraisal(which)
    assert given.onset is not None
    given = replace(given, onset=replace(given.onset, **changed))
    return compose(given, sample.holdings(which))


def risk(brief: Brief) -> str:
    """The words of page 2, asides and tables too."""
    section = next(s for s in brief.sections if s.id == "risk")
    words: list[str] = []
    for block in section.blocks:
        if isinstance(block, Text):
            words.append(block.plain)
        elif isinstance(block, Figure):
            words += [text.plain for text in block.aside]
        else:
            words += [cell.text.plain for row in block.rows for cell in row]
            words += [block.note.plain] if block.note else []
    return "\n".join(words)


def test_the_chance_is_said_with_rank_base_rate_and_by_whose_hand() -> None:
    words = risk(made())
    # 1 / 0.0714 = 14.0; 1 / 0.0149 = 67.1, beyond 20 said to the nearest five
    assert "by the end of 2027, as seen from the end of 2025, is 7% (about 1 in 14)" in words
    assert "in 2026 alone 4% (about 1 in 25)" in words
    assert "State-led: 2% (about 1 in 50); led by others: 5% (about 1 in 19)" in words
    assert "11th largest of 168 countries" in words
    assert "1% (about 1 in 65) of country-years" in words


def test_the_first_page_carries_the_chance_and_how_such_chances_did() -> None:
    first = made().findings[0]
    assert first.sentence.plain.endswith("by the end of 2027: 7% (about 1 in 14).")
    # 0.018 / 0.015 = 1.2
    assert first.weakest.endswith("past chances of mass killing ran 20% too high")


def test_calibration_is_said_as_it_was_found() -> None:
    assert "averaged 1.8% where 1.5% came: 20% too high" in risk(made())
    fine = PastForecasts(0.0155, 0.015, 1.0, 5000, 75, (1993, 2023))
    assert fine.calibrated
    assert "averaged 1.6% where 1.5% came: in line" in risk(made(past=fine))
    low = PastForecasts(0.009, 0.015, 1.0, 5000, 75, (1993, 2023))
    assert past_words(replace(sample.onset(), past=low)).endswith("ran 40% too low")


def test_the_correction_of_the_odds_is_said_where_there_is_one() -> None:
    # (70 + 10) / (90 + 10) = 0.8
    brief = made(correction=Correction(90.0, 70.0, 1993, 2022))
    assert (
        "Odds are scaled by 0.80, since earlier forecasts from 1993 on expected 90 country-years "
        "before an onset and 70 came."
    ) in risk(brief)
    assert brief.numbers["onset-correction"].value == pytest.approx(0.8)
    assert "Odds are scaled" not in risk(made())


def test_what_is_under_way_stands_beside_the_chance_of_a_new_one() -> None:
    told = "1 was already under way here at the end of 2024"
    assert told in risk(made())
    assert "led by others since 2013" in risk(made())
    assert "already under way" not in risk(made(under_way=()))


def test_look_alikes_say_what_came_next_and_what_changed() -> None:
    words = risk(made())
    assert (
        "Otherland, from the end of 2004: a mass killing began, state-led, 2,150 civilians killed."
    ) in words
    assert "Oldland, from the end of 1985: no mass killing began." in words
    # exp(0.34) = 1.40
    assert "From 5% (about 1 in 20) at the end of 2024" in words
    assert "civilians killed by other armed groups (×1.4)" in words


def test_the_bars_have_the_signs_and_order_of_the_reasons() -> None:
    figure = next(f for f in made().figures if f.id == "onset-drivers")
    bars = figure.spec["layer"][0]["data"]["values"]
    lengths = [bar["x2"] - bar["x"] for bar in bars]
    assert [length > 0 for length in lengths] == [True, True, False, True]
    # lengths are log-odds on one scale: 0.62 to 0.41
    assert lengths[0] / lengths[1] == pytest.approx(0.62 / 0.41)
    # exp(0.22) = 1.25, one decimal
    assert "the level of infant mortality lowers the odds 1.2-fold" in figure.alt


def test_bars_stay_on_the_page() -> None:
    for sizes in ((3.0, -2.0, 0.1), (-4.0, -0.5), (0.01,)):
        reasons = [Driver(str(size), "a reason", size) for size in sizes]
        spec = figures_onset.drivers(reasons, width=350)
        low, high = -210, 140  # six tenths of the width for the words
        for bar in spec["layer"][0]["data"]["values"]:
            assert low < bar["x2"] < high - 20  # its label needs room
            assert low < bar["x"] < high


def outside_row(brief: Brief) -> list[str]:
    table = next(b for b in brief.blocks() if isinstance(b, Table) and b.id == "outside")
    return [cell.text.plain for cell in table.rows[0]]


def test_the_published_risk_stands_beside_ours() -> None:
    row = outside_row(made())
    assert row[0] == "Early Warning Project, 2025"
    assert row[2] == "5% (about 1 in 20); 2nd of 3"
    # odds 0.05/0.95 = 0.0526 against 0.0714/0.9286 = 0.0769: a factor of 1.5
    assert row[4].startswith("yes")
    assert "they averaged 2.5% where 1.5% came; this list averages 5.0%" in risk(made())


def test_a_risk_twice_as_large_is_a_disagreement() -> None:
    # odds 0.2/0.8 = 0.25 against 0.0526: 4.75 times
    assert outside_row(made(probability=0.2))[4] == "no: ours are 4.8 times the odds"
    assert outside_row(made(probability=0.02))[4] == "no: theirs are 2.6 times the odds"


def test_a_forecast_published_later_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    later = FORECASTS.with_columns(issued=pl.lit("2026"))
    monkeypatch.setattr(outside, "packaged", lambda _: later)
    assert "Early Warning Project, 2026" not in risk(made())


def test_without_a_forecast_one_sentence_says_why() -> None:
    given = replace(sample.appraisal(), onset=None, why_no_onset="There is none, because.")
    brief = compose(given, sample.holdings())
    words = risk(brief)
    assert "There is none, because." in words
    assert "Will a new mass killing begin?" not in words
    assert "onset" not in brief.numbers
    assert "mass killing begins" not in brief.findings[0].sentence.plain


def test_machines_get_the_same_finding(tmp_path: Path) -> None:
    made().save(tmp_path / "b.json")
    found = json.loads((tmp_path / "b.json").read_text(encoding="utf-8"))
    assert found["appraisal"]["onset"]["probability"] == found["numbers"]["onset"]["value"]
    assert found["appraisal"]["why_no_onset"] is None
    assert found["figures"]["onset-drivers"]["aside"]


def test_explain_follows_the_chance_to_its_rows(tmp_path: Path) -> None:
    made().save(tmp_path / "b.json")
    told = explain(tmp_path / "b.json", "onset")
    assert "from forestall.warning.onset" in told
    assert sample_situation.ROWS[0] in told


def test_a_quiet_country_has_no_figure_and_three_pages(tmp_path: Path) -> None:
    brief = made("quiet")
    assert "onset-drivers" not in {f.id for f in brief.figures}
    assert "Most alike in the past were Otherland 2004, Thirdland 1999 and Oldland 1985" in risk(
        brief
    )
    brief.save(tmp_path / "b.pdf")
    assert pages((tmp_path / "b.pdf").read_bytes()) == 3
