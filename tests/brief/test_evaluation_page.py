"""The page of an evaluation: what it holds, that nothing is fetched, and the same in JSON."""

from __future__ import annotations

import json
import re
from pathlib import Path

import numpy as np
import pytest

from forestall.brief import evaluation_tables, figures_evaluation
from forestall.brief.evaluation_page import Evaluated, as_dict, as_html, save
from forestall.errors import OutputError
from forestall.warning import comparison
from forestall.warning.evaluate import Evaluation
from forestall.warning.evaluate_onset import OnsetEvaluation
from forestall.warning.evaluate_outside import Draws, OutsideEvaluation
from forestall.warning.onset_scoring import differences, score_onsets
from forestall.warning.outside_scoring import window_scores


def deaths() -> Evaluation:
    """Two models in two windows; ``<b>`` in a name must not become a tag."""
    y = np.array([0.0, 30.0])
    draws = {"own": np.array([[0.0, 4.0]] * 2), "<b>ours": np.array([[0.0, 0.0], [20.0, 40.0]])}
    parts = [comparison.scored(("ETH", "TCD"), y, draws)] * 2
    return Evaluation(
        "state-based",
        "own",
        {str(year): comparison.summaries(parts[0]) for year in (2020, 2021)},
        {name: comparison.means(parts, name) for name in draws},
        {"without ETH": {name: comparison.means(parts, name, ["ETH"]) for name in draws}},
        {"<b>ours": comparison.ratios(parts, "<b>ours", "own", [["ETH"]])},
        {name: comparison.calibration(parts, name) for name in draws},
    )


def onset() -> OnsetEvaluation:
    codes, years = ["A", "B", "C", "D"], np.full(4, 2000)
    y, p = np.array([1.0, 0.0, 0.0, 1.0]), np.array([0.3, 0.02, 0.001, 0.1])
    flat = np.full(4, 0.5)
    scores = {"rate": score_onsets(codes, years, y, flat), "ours": score_onsets(codes, years, y, p)}
    better = {"ours": differences(codes, years, y, p, flat)}
    return OnsetEvaluation("rate", {"2000-2000": scores}, better)


def outside() -> OutsideEvaluation:
    y, draws = np.array([[0.0], [30.0]]), np.full((2, 1, 4), 10.0)
    window = window_scores(y, draws, y, {"published": np.array([[0.1], [0.9]])})
    part = comparison.scored(("ETH", "TCD"), y.ravel(), {"forestall": draws[:, 0], "theirs": y})
    scored = Draws(comparison.summaries(part), {}, 0.5, ())
    return OutsideEvaluation(
        "theirs", "f.parquet", "2000-11", ("2000-12",), 2, {"single months": window}, scored
    )


def test_the_page_holds_every_part_and_fetches_nothing() -> None:
    page = as_html(Evaluated(deaths(), onset(), (outside(),)))
    for words in (
        "Monthly deaths, state-based",
        "without ETH",
        "Czado, Gneiting &amp; Held 2009",
        "Onset of mass killing",
        "Clopper &amp; Pearson 1934",
        "A published forecast: theirs",
        "one half by convention",
    ):
        assert words in page
    # Deaths: a histogram and a diagram for each of two models; onset: two diagrams; outside: four.
    assert page.count("<svg") == 4 + 2 + 4
    assert "&lt;b&gt;ours" in page
    assert "<b>ours" not in page
    assert not re.search(r'(src|href)="?(?!#)(http|//)', page)
    assert len(re.findall(r' id="([^"]+)"', page)) == len(set(re.findall(r' id="([^"]+)"', page)))


def test_the_same_evaluation_gives_the_same_page() -> None:
    assert as_html(Evaluated(onset=onset())) == as_html(Evaluated(onset=onset()))


def test_what_was_not_scored_is_left_out(tmp_path: Path) -> None:
    found = Evaluated(onset=onset())
    assert list(as_dict(found)) == ["onset"]
    page, data = save(found, tmp_path / "new")
    assert "Monthly deaths" not in page.read_text(encoding="utf-8")
    held = json.loads(data.read_text(encoding="utf-8"))
    assert held["onset"]["windows"]["2000-2000"]["ours"]["base_rate"] == 0.5


def test_a_folder_that_cannot_be(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(OutputError):
        save(Evaluated(), tmp_path / "file" / "below")


def test_histogram_heights_by_hand() -> None:
    """Ten counts, four in the first of ten bins: 4/10 of the mass on a tenth is a height of 4."""
    counts = [4.0, *[1.0] * 6, 0, 0, 0]
    spec = figures_evaluation.pit(counts, counts, 4.2)
    bars = spec["layer"][0]["data"]["values"]
    assert [bar["y"] for bar in bars] == [4, 1, 1, 1, 1, 1, 1, 0, 0, 0]
    empty = figures_evaluation.pit(counts, [0.0] * 10, 4.2)
    assert empty["layer"][0]["data"]["values"] == []


def test_ratios_stand_under_the_means_they_are_of() -> None:
    """CRPS of own at 0 and 30: 1 and 27 (mean distance 2 or 28, less 1); of ours 0 and 5."""
    table = evaluation_tables.over_windows(deaths())
    own, ours, _, without = table.rows
    assert (own[2].text, own[2].small) == ("14.00", "")
    assert (ours[2].text, ours[2].small[:6]) == ("2.50", "×0.179")
    assert (without[2].text, without[2].small[:6]) == ("5.00", "×0.185")
