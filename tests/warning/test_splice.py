"""Pseudo-history and records joined into one series of state-based deaths, by hand."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import polars as pl
import pytest
from records_by_hand import FIRST, RecordsByHand

from forestall import snapshot
from forestall.errors import NoData
from forestall.vocabulary import Month
from forestall.warning import splice

YEARS = 3


@dataclass(frozen=True)
class ByKind(RecordsByHand):
    """Records with months of known kinds: ISO3 and month id to state-based deaths."""

    state_based: dict[tuple[str, int], int] = field(default_factory=dict)
    from_month: int = 9999

    def monthly_deaths(self, kind: str = "all", until: Month | None = None) -> pl.DataFrame:
        if kind == "all":
            return super().monthly_deaths(kind, until)
        last = min(self.known_until().id, 9999 if until is None else until.id)
        if self.from_month > last:
            raise NoData("none", expected="", came="", remedy="")
        rows = [
            (iso3, month, self.state_based.get((iso3, month), 0))
            for iso3 in self.deaths
            for month in range(self.from_month, last + 1)
        ]
        schema = {"iso3": pl.String, "month_id": pl.Int32, "deaths": pl.Int64}
        return pl.DataFrame(rows, schema=schema, orient="row")

    def deaths_by_kind(self, iso3: str, until: Month | None = None) -> pl.DataFrame:
        _ = iso3, until
        schema = {"month_id": pl.Int32, "kind": pl.String, "best": pl.Int64}
        return pl.DataFrame(schema=schema)


def months(**years: list[float]) -> dict[str, np.ndarray]:
    """Series in which a year's deaths all fall in its January and February, half each."""
    result = {}
    for iso3, totals in years.items():
        series = np.zeros(12 * YEARS)
        series[::12] = series[1::12] = np.array(totals) / 2
        result[iso3] = series
    return result


@pytest.fixture(autouse=True)
def battle_deaths(monkeypatch: pytest.MonkeyPatch) -> None:
    """Battle deaths by hand: AAA 50 in 1989, none after; BBB 10 in 1990."""
    rows = [("AAA", 1989, 50.0), ("BBB", 1990, 10.0), ("CCC", 1993, 1.0)]
    table = pl.DataFrame(rows, schema=["iso3", "year", "best"], orient="row")
    monkeypatch.setattr(snapshot, "table", lambda _: table)


WORLD = months(AAA=[100, 100, 40], BBB=[0, 0, 0], CCC=[80, 0, 0])


def test_years_are_rescaled_to_their_battle_deaths() -> None:
    found = splice.series(ByKind(WORLD), "state-based", Month(1991, 12))
    # 1989: 100 deaths of all kinds, 50 in battle, in January and February only.
    assert found.deaths[0, :12].sum() == pytest.approx(50, abs=1)
    assert not found.deaths[0, 2:12].any()
    # 1990: no battle deaths, but a recent war: 100 capped at 25, so 12.5 a month, rounded to 12,
    # or a month without any.
    assert set(found.deaths[0, 12:14]) <= {0.0, 12.0}
    # BBB 1990: 10 battle deaths without any month: 10 / 12 = 0.83 each, rounded to 1.
    assert found.deaths[1, 12:24].tolist() == [1] * 12
    # CCC never fought before: its 80 deaths in 1989 are of other kinds.
    assert not found.deaths[2].any()
    assert not found.observed.any()


def test_a_year_is_scaled_only_once_it_has_ended() -> None:
    found = splice.series(ByKind(WORLD), "state-based", Month(1990, 6))
    # 1989 sums to 50 of 100, give or take one by rounding; 1990 has not ended:
    # (50 + 5) / (100 + 5) of 50 deaths = 26.2, and 25.7 or 26.7 with one less or more.
    assert found.deaths[0, 12:14] == pytest.approx([26, 26], abs=1)
    assert found.deaths.shape == (3, 18)


def test_records_replace_pseudo_history_from_their_first_month() -> None:
    first = FIRST.id + 13  # February 1990
    records = ByKind(WORLD, state_based={("CCC", first): 7}, from_month=first)
    found = splice.series(records, "state-based", Month(1991, 12))
    assert found.deaths[2, 13] == 7
    assert found.deaths[0, 12] in (0, 12)
    assert found.deaths[0, 13] == 0
    assert found.observed.tolist() == [False] * 13 + [True] * 23


def test_the_total_is_the_panel_itself() -> None:
    found = splice.series(ByKind(WORLD), "total", Month(1991, 12))
    assert np.array_equal(found.deaths, np.stack(list(WORLD.values())))


def test_another_series_is_refused() -> None:
    with pytest.raises(NoData, match="No such series"):
        splice.series(ByKind(WORLD), "one-sided", Month(1991, 12))
