"""Deaths by cell: shares by hand, sums that hold exactly, and nothing from the future."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import polars as pl
import pytest
from records_by_hand import RecordsByHand

from forestall.compute import stream
from forestall.errors import BadValue, NoData
from forestall.vocabulary import Month
from forestall.warning import grid
from forestall.warning.baseline import forecast_deaths
from forestall.warning.grid import forecast_grid, share_out, shares
from forestall.warning.outlook import Outlook, UnitKind
from forestall.warning.placed_deaths import Placed, placed, with_points

AS_OF = Month(2000, 12)
HERE, BESIDE, FAR = 1000, 1001, 50_000
CELLS = {
    "gid": pl.Int32,
    "month_id": pl.Int32,
    "kind": pl.String,
    "best": pl.Int64,
    "events": pl.Int64,
    "vague": pl.Int64,
    "coverage": pl.String,
}
COVERAGE = {
    "coverage": pl.String,
    "first_month": pl.Int32,
    "last_month": pl.Int32,
    "complete": pl.Boolean,
}
Row = tuple[int, int, str, int, int, int, str]
PIECES = (("mine", AS_OF.id - 23, AS_OF.id + 24, True), ("sample", 1, 600, False))


@dataclass(frozen=True)
class Points(RecordsByHand):
    """One country, XAA, of which the packaged grid knows no cell, and event points of it."""

    rows: tuple[Row, ...] = ()
    pieces: tuple[tuple[str, int, int, bool], ...] = PIECES

    def cells(self, iso3: str, until: Month | None = None) -> pl.DataFrame:
        """Everything, whatever ``until``: the forecast must not look beyond it by itself."""
        assert (iso3, until) != ("XAA", None)
        return pl.DataFrame(self.rows, schema=CELLS, orient="row")

    def coverage(self, iso3: str, until: Month | None = None) -> pl.DataFrame:
        assert (iso3, until) != ("XAA", None)
        return pl.DataFrame(self.pieces, schema=COVERAGE, orient="row")


def row(gid: int, back: int, best: int, kind: str = "one-sided", vague: int = 0) -> Row:
    """An aggregate of two events, ``back`` months before the as-of month."""
    return (gid, AS_OF.id - back, kind, best, 2, vague, "mine")


def points(*rows: Row) -> Points:
    months = AS_OF.id - Month(1989, 1).id + 37
    deaths = {"XAA": np.full(months, 40.0)}
    return Points(deaths, rows=rows)


TWO = points(row(HERE, 0, 90), row(FAR, 3, 10, "state-based"))


def test_shares_by_hand() -> None:
    # 16 months are the half-life, and 1^0.35 is 1: weights 1, 0 and 1/2. HERE gives a tenth of
    # its weight to BESIDE; FAR has no neighbour and keeps its own: 0.9, 0.1, 0.5, out of 1.5.
    # Four fifths go by these, and each of three cells gets a third of the last fifth.
    deaths = np.array([[0.0, 1.0], [0.0, 0.0], [1.0, 0.0]])
    known = Placed(
        np.array([HERE, BESIDE, FAR]), np.array([AS_OF.id - 16, AS_OF.id]), deaths, 0.0, ()
    )
    expected = [0.8 * w / 1.5 + 0.2 / 3 for w in (0.9, 0.1, 0.5)]
    assert shares(known, AS_OF).tolist() == pytest.approx(expected)


def test_without_events_every_cell_is_alike() -> None:
    known = Placed(np.array([1, 2, 3, 4]), np.arange(12), np.zeros((4, 12)), 0.0, ())
    assert shares(known, AS_OF).tolist() == [0.25] * 4


def test_neighbours_lie_across_the_date_line_and_not_across_a_pole() -> None:
    # 1 and 720 are the two ends of the southernmost row.
    moved = grid.spread_to_neighbours(np.array([0.0, 4.0]), np.array([1, 720]))
    assert moved.tolist() == [4, 0]
    # 259,200 is the last cell of the northernmost row: neither the first row nor 1 adjoins it.
    moved = grid.spread_to_neighbours(np.array([0.0, 0.0, 4.0]), np.array([1, 720, 259_200]))
    assert moved.tolist() == [0, 0, 4]


def test_cells_add_up_to_the_country_in_every_draw_and_month() -> None:
    outlook = forecast_grid(TWO, AS_OF, 12, 200, 1, "XAA")
    country = forecast_deaths(TWO, AS_OF, 12, 200, 1, ["XAA"])
    assert np.array_equal(outlook.draws.values.sum(axis=0), country.draws_of("XAA"))
    assert (outlook.unit, outlook.units) == (UnitKind.CELL, (str(HERE), str(FAR)))
    assert (outlook.series, outlook.months) == ("all kinds", country.months)


def test_draws_lie_around_the_shares_and_scatter_more_than_a_multinomial() -> None:
    totals = np.full((3, 4000), 100)
    drawn = share_out(totals, np.array([0.6, 0.3, 0.1]), stream(1, "test"))
    assert np.array_equal(drawn.sum(axis=0), totals)
    assert drawn.mean(axis=(1, 2)) == pytest.approx([60, 30, 10], abs=2)
    # One month: variance N p (1 − p) (N + A) / (1 + A) of the Dirichlet-multinomial, where
    # A = 100^0.3 = 3.98: 24 · 103.98 / 4.98 = 501 for p = 0.6.
    assert drawn[0, 0].var() == pytest.approx(501, rel=0.08)
    # The path's total is 100^0.5 = 10, so months share 1 / 11 of p (1 − p) N²: 218.
    assert np.cov(drawn[0, 0], drawn[0, 2])[0, 1] == pytest.approx(218, rel=0.2)


def test_a_month_without_deaths_has_none_anywhere() -> None:
    drawn = share_out(np.array([[0, 5], [0, 0]]), np.array([0.5, 0.5]), stream(1, "test"))
    assert drawn[:, 0, 0].tolist() == [0, 0]
    assert drawn[:, 1].sum() == 0
    assert drawn[:, 0, 1].sum() == 5


def test_what_is_vague_or_a_sample_or_not_covered_is_left_out() -> None:
    sample = (FAR, AS_OF.id, "one-sided", 70, 2, 0, "sample")
    before = (FAR, AS_OF.id - 24, "one-sided", 70, 2, 0, "mine")
    known = placed(
        points(row(HERE, 0, 30, vague=1), row(HERE, 1, 10, vague=2), sample, before),
        "XAA",
        AS_OF,
        "all kinds",
    )
    # One of two events vague: half of 30 counts; both vague: none of 10. 15 of 40 deaths remain.
    assert known.gids.tolist() == [HERE]
    assert known.deaths[0, -2:].tolist() == [0, 15]
    assert known.vague == pytest.approx(25 / 40)
    assert len(known.months) == 24
    assert known.pieces == ("mine",)


def test_nothing_after_as_of_matters() -> None:
    later = replace(TWO, rows=(*TWO.rows, row(BESIDE, -1, 10**6), row(HERE, -2, 10**6)))
    seen = forecast_grid(TWO, AS_OF, 6, 50, 1, "XAA")
    blind = forecast_grid(later, AS_OF, 6, 50, 1, "XAA")
    assert seen.units == blind.units
    assert np.array_equal(seen.draws.values, blind.draws.values)


def test_another_forecast_of_the_country_is_shared_out_by_events_of_its_kind() -> None:
    args = {"model": "by hand", "data_version": "v1", "seed": 4}
    fought = Outlook.of(np.full((1, 2, 30), 7), ["XAA"], AS_OF + 1, series="state-based", **args)
    outlook = forecast_grid(TWO, AS_OF, 2, 30, 1, "XAA", fought)
    assert (outlook.series, outlook.units) == ("state-based", (str(FAR),))
    assert (outlook.draws_of(str(FAR)) == 7).all()
    parts = Outlook.of(np.full((1, 2, 30), 0.5), ["XAA"], AS_OF + 1, series="one-sided", **args)
    with pytest.raises(BadValue, match="fractions"):
        forecast_grid(TWO, AS_OF, 2, 30, 1, "XAA", parts)
    with pytest.raises(BadValue, match="2 months"):
        forecast_grid(TWO, AS_OF, 3, 30, 1, "XAA", fought)


@pytest.mark.parametrize("pieces", [(), PIECES[1:], (("mine", AS_OF.id - 10, AS_OF.id, True),)])
def test_too_few_months_of_points(pieces: tuple[tuple[str, int, int, bool], ...]) -> None:
    with pytest.raises(NoData, match="event points"):
        forecast_grid(replace(TWO, pieces=pieces), AS_OF, 6, 50, 1, "XAA")


def test_no_more_draws_than_memory_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    # Two cells, 6 months, 200 draws: 2,400; a limit of 2,399 leaves room for 199, said as 100.
    monkeypatch.setattr(grid, "MOST", 2399)
    with pytest.raises(BadValue, match=r"2 cells x 6 months x 200 draws.*100 draws or fewer"):
        forecast_grid(TWO, AS_OF, 6, 200, 1, "XAA")


def test_countries_with_points_are_named() -> None:
    # The made-up pieces know every country, so all of them could be shared out.
    assert "CAF" in with_points(TWO, AS_OF)
    assert with_points(replace(TWO, pieces=PIECES[1:]), AS_OF) == ()
    with pytest.raises(NoData, match="held of no country"):
        placed(replace(TWO, pieces=PIECES[1:]), "XAA", AS_OF, "all kinds")


def test_the_basis_says_how_far_the_points_reach() -> None:
    outlook = forecast_grid(
        points(row(HERE, 0, 30), row(HERE, 2, 10, vague=2)), AS_OF, 6, 50, 1, "XAA"
    )
    why = outlook.provenance(str(HERE))
    assert "event points cover 1999-01 to 2000-12, and" in why.what
    assert "25% of their deaths are placed by province" in why.what
    assert why.rows == (f"cells: gid={HERE}, last 24 covered months, placed deaths=30",)


def test_a_gap_in_the_points_is_told() -> None:
    pieces = (("mine", AS_OF.id - 40, AS_OF.id - 20, True), ("new", AS_OF.id - 1, AS_OF.id, True))
    new = (FAR, AS_OF.id, "one-sided", 9, 1, 0, "new")
    records = replace(TWO, rows=(row(HERE, 22, 30), new), pieces=pieces)
    outlook = forecast_grid(records, AS_OF, 6, 50, 1, "XAA")
    # 40 months before December 2000 is August 1997, 20 before it April 1999.
    assert "cover 1997-08 to 1999-04 and 2000-11 to 2000-12" in outlook.provenance(str(FAR)).what
