"""The parts of the brief's forecasts: cells that add up, kinds that add up, and silence."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import sample
from sample_situation import AS_OF

import forestall as fs
from forestall.brief.compose import compose
from forestall.brief.document import Brief, Figure
from forestall.brief.pages import ahead
from forestall.brief.pdf import MOST_PAGES, pages
from forestall.options.appraisal import Appraisal
from forestall.records.holdings import Holdings
from forestall.vocabulary import PerpetratorKind
from forestall.warning.outlook import Outlook

HERE, FAR = 137_213, 50_000
MORE = (HERE, AS_OF.id, "one-sided", 90, 2, 0, "mine")
LESS = (FAR, AS_OF.id - 30, "one-sided", 2, 2, 0, "mine")


def appraisal(**changed: Any) -> Appraisal:
    """Twelve deaths a month in every draw."""
    deaths = Outlook.of(
        np.full((1, 24, 300), 12),
        ["XAA"],
        AS_OF + 1,
        model="by hand",
        data_version="v1",
        seed=1,
        series="all kinds",
    )
    return replace(sample.appraisal(), deaths=deaths, **changed)


def holdings(complete: bool = True) -> Any:
    made = sample.holdings()
    made.points = (MORE, LESS)
    made.pieces = (("mine", AS_OF.id - 35, AS_OF.id, complete),)
    return made


def figure(made: Brief) -> Figure:
    return next(f for f in made.figures if f.id == "map")


def edges(made: Brief) -> list[dict[str, float]]:
    layers = figure(made).spec["layer"]
    orange = [layer for layer in layers if layer["mark"].get("stroke") == "#c2410c"]
    return [row for layer in orange for row in layer["data"]["values"]]


def test_cells_add_up_to_the_country_over_six_months() -> None:
    found = ahead.by_cell(appraisal(), holdings())
    assert found is not None
    assert found.gids == (HERE, FAR)
    assert (found.deaths.sum(axis=0) == 6 * 12).all()
    assert (found.share, found.others) == (1.0, 0)
    assert (found.first, found.last) == (AS_OF + 1, AS_OF + 6)
    assert f"cover {AS_OF - 35} to {AS_OF}, and 0% of their deaths" in found.reach


def test_the_page_names_the_middle_of_cells_and_edges_them() -> None:
    made = compose(appraisal(), holdings())
    told = [text.plain for text in figure(made).aside]
    assert "June 2026 to November 2026" in told[0]
    # Cell 137213 is row 190 and column 412 from the south-west: 5.25 and 26.25 degrees.
    assert told[1].startswith("1: 5.25° N, 26.25° E: ")
    assert "wrong where the violence has moved since" in told[-1]
    number = made.numbers["cell-ahead-1"]
    assert number.value is not None
    assert number.value + float(made.numbers["cell-ahead-2"].value or 0) == pytest.approx(72)
    assert "event points cover" in number.provenance.what
    assert {"x": 26.0, "x2": 26.5, "y": 5.0, "y2": 5.5} in edges(made)
    assert "orange edge marks 2" in figure(made).alt


@pytest.mark.parametrize("held", [holdings(complete=False), sample.holdings(), None])
def test_without_event_points_nothing_is_said_of_where(held: Any) -> None:
    made = compose(appraisal(), held)
    assert figure(made).aside == ()
    assert edges(made) == []
    assert not [id for id in made.numbers if id.startswith("cell")]


def test_a_forecast_too_short_says_nothing() -> None:
    short = appraisal()
    assert short.deaths is not None
    cut = Outlook(short.deaths.draws[:, :5], short.deaths.basis)
    assert ahead.by_cell(replace(short, deaths=cut), holdings()) is None


def test_kinds_are_those_of_the_forecast_by_kind() -> None:
    drawn = fs.appraise(fs.assess("Sudan", "2024-12"), draws=300)
    made = compose(drawn, Holdings.open())
    # The appraisal looks 24 months ahead, so its first twelve are those of such a forecast.
    by_kind = fs.forecast("Sudan", 24, "one-sided", by_kind=True, as_of="2024-12", draws=300)
    for kind, id in zip(PerpetratorKind, ("host", "inside", "neighbour"), strict=True):
        low, middle, high = np.quantile(by_kind.total(kind.value, 12), (0.05, 0.5, 0.95))
        number = made.numbers[f"civilians-12m-{id}"]
        assert (number.low, number.value, number.high) == pytest.approx((low, middle, high))


def test_kinds_of_a_forecast_set_by_hand_say_so() -> None:
    by_hand = compose(sample.appraisal(hand=True), None).numbers
    assert by_hand["civilians-12m-inside"].by_hand
    assert not compose(sample.appraisal(), None).numbers["civilians-12m-inside"].by_hand


def test_the_longest_brief_keeps_to_six_pages_on_us_paper(tmp_path: Path) -> None:
    file = tmp_path / "b.pdf"
    fs.brief("DR Congo", draws=300).save(file, paper="us-letter")
    assert pages(file.read_bytes()) <= MOST_PAGES
