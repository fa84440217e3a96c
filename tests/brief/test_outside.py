"""Forecasts of others on page 2: the user's beside ours, and never one from the future."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import sample

from forestall.brief.compose import compose
from forestall.brief.document import Brief, Table
from forestall.brief.pages import outside
from forestall.brief.pages.outside_deaths import words
from forestall.records.holdings import Holdings
from forestall.records.published import FORECAST_SCHEMA, Published
from forestall.records.report import ReadReport
from forestall.records.store import Store, Stored
from forestall.vocabulary import Month
from forestall.warning import beside
from forestall.warning.agreement import Comparison, Expected, Verdict
from forestall.warning.outlook import Outlook

JUNE = Month(2026, 6)  # the made-up briefs are as of May 2026


class WithForecasts(sample.FakeHoldings):
    """The made-up records, and a store that is real."""

    def __init__(self, store: Store) -> None:
        super().__init__("XAA", 40.0, Month(2026, 5))
        self.real = Holdings.open(store)

    def forecasts(self, until: Month | None = None) -> tuple[Stored, ...]:
        return self.real.forecasts(until)

    def forecast_rows(self, held: Stored, iso3: str) -> pl.DataFrame:
        return self.real.forecast_rows(held, iso3)

    def deaths_by_kind(self, *_: Any) -> pl.DataFrame:
        raise AssertionError("our forecast is made by hand here")


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "store")


@pytest.fixture(autouse=True)
def by_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    """No packaged forecast of others; ours is 10 state-based deaths a month in every draw."""

    def ours(_: Any, series: str, *__: Any) -> Outlook | None:
        if series != "state-based":
            return None
        return Outlook.of(
            [[[10.0] * 20] * 12],
            ["XAA"],
            JUNE,
            model="m",
            data_version="v",
            seed=1,
            series=series,
        )

    monkeypatch.setattr(outside, "packaged", lambda _: None)
    monkeypatch.setattr(beside, "ours", ours)


def keep(
    store: Store,
    source: str,
    draws: list[float] | None,
    months: int = 12,
    *,
    issued: Month = JUNE - 1,
    first: Month = JUNE,
    series: str = "state-based",
    quantity: str = "deaths",
    value: float = 0.0,
) -> None:
    """A forecast with the same draws, or the same value, in every month."""
    mean = value if draws is None else sum(draws) / len(draws)
    rows = [("XAA", None, first.id + i, quantity, mean, draws) for i in range(months)]
    frame = pl.DataFrame(rows, FORECAST_SCHEMA, orient="row")
    terms = Published("VIEWS draws", series, issued, first, first + (months - 1))
    store.root.parent.mkdir(exist_ok=True)
    path = store.root.parent / f"{source}.csv"
    path.write_text(f"{source} {terms}")
    store.keep_forecast(path, frame, ReadReport(source, terms.version, 1), terms)


def brief(store: Store, as_of: Month | None = None) -> Brief:
    made = sample.appraisal("groups")
    if as_of is not None:
        made = replace(made, assessment=replace(made.assessment, as_of=as_of))
    return compose(made, WithForecasts(store))  # type: ignore[arg-type]


def rows(made: Brief) -> list[list[str]]:
    tables = [t for t in made.tables if t.id == "outside"]
    return [[cell.text.plain for cell in row] for t in tables for row in t.rows]


def test_theirs_stand_beside_ours_with_the_verdict(store: Store) -> None:
    # Twelve months of 10 or 14 (draw by draw): 120 to 168, mean 144; ours 12 · 10 = 120.
    keep(store, "VIEWS", [10.0] * 10 + [14.0] * 10)
    # Four months of 5: 20; ours for the same four 40, twice as much and no more.
    keep(store, "Point", None, 4, value=5.0)
    # 12 · 100 = 1,200 in every draw, ten times ours.
    keep(store, "Far", [100.0] * 20)
    far, point, views = rows(brief(store))
    assert views == [
        "VIEWS, May 2026",
        "deaths in fights with a state, June 2026 to May 2027",
        "140 (between 120 and 170)",
        "120 (about 120)",
        "yes: within a factor of two",
    ]
    assert point[1:] == [
        "deaths in fights with a state, June 2026 to September 2026",
        "20",
        "40 (about 40)",
        "yes: within a factor of two",
    ]
    assert far[2] == "1,200 (about 1,200)"
    assert far[4] == "no: theirs is 10 times ours, and the ranges do not meet"


def test_the_rule_stands_under_the_table_and_the_source_in_the_list(store: Store) -> None:
    keep(store, "VIEWS", [10.0] * 20)
    made = brief(store)
    (table,) = [t for t in made.tables if isinstance(t, Table) and t.id == "outside"]
    assert table.note is not None
    assert "within a factor of two" in table.note.plain
    number = made.numbers["outside-added-1"]
    assert (number.value, number.low, number.high) == (120.0, 120.0, 120.0)
    assert number.provenance.rows == ("VIEWS.csv: iso3=XAA",)
    (source,) = [s for s in made.sources if s.letter == number.letter]
    assert source.title.startswith("VIEWS (forecast added to the local store on ")
    assert source.version == "state-based, issued 2026-05"


def test_a_forecast_of_the_future_leaves_no_trace_in_a_brief_of_the_past(store: Store) -> None:
    none = brief(store)
    keep(store, "Later", [7.0] * 20, issued=JUNE)
    keep(store, "Stale", [7.0] * 20, 3, issued=JUNE - 6, first=JUNE - 3)  # March to May
    made = brief(store)
    assert rows(made) == []
    assert made.numbers.keys() == none.numbers.keys()
    assert made.sources == none.sources
    assert rows(brief(store, as_of=JUNE)) != []


def test_other_violence_or_other_months_are_shown_but_not_compared(store: Store) -> None:
    keep(store, "Civilians", [1.0] * 20, series="one-sided")
    keep(store, "Far ahead", [1.0] * 20, first=JUNE + 12)
    civilians, ahead = rows(brief(store))
    assert civilians[1:] == [
        "civilians killed directly, June 2026 to May 2027",
        "12 (about 12)",
        "–",
        "not compared: no forecast of ours of this kind of violence for this month",
    ]
    assert ahead[3:] == ["–", "not compared: ours ends in May 2027"]


def test_an_index_is_shown_as_what_it_is(store: Store) -> None:
    keep(store, "Index", None, 1, series="armed conflict", quantity="risk", value=0.31)
    ((_, what, theirs, ours, verdict),) = rows(brief(store))
    assert what == "its index of conflict risk, 0 to 1, by half-degree cell, June 2026"
    assert theirs == "0.31 in the highest of 1 cell"
    assert (ours, verdict) == ("–", "not compared: an index, not deaths")


@pytest.mark.parametrize(
    ("theirs", "ours", "verdict", "said"),
    [
        (Expected(0.2), Expected(0.5, 0, 1), Verdict.AGREE, "yes: both expect fewer than one"),
        (
            Expected(30, 5, 80),
            Expected(10, 2, 20),
            Verdict.IN_PART,
            "in part: theirs is 3.0 times ours, but the ranges meet",
        ),
        (
            Expected(10),
            Expected(20.2, 5, 40),
            Verdict.IN_PART,
            "in part: ours is a little over 2 times theirs, but theirs lies in our range",
        ),
        (
            Expected(0.0),
            Expected(40, 10, 90),
            Verdict.DISAGREE,
            "no: theirs is fewer than one, ours is not, and theirs lies outside our range",
        ),
    ],
)
def test_verdicts_in_words(theirs: Expected, ours: Expected, verdict: Verdict, said: str) -> None:
    ratio = max(theirs.mean, 1) / max(ours.mean, 1)
    assert words(Comparison(JUNE, JUNE, theirs, ours, ratio, verdict)) == said
