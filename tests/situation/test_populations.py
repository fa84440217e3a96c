"""Where and whom they threaten."""

from __future__ import annotations

import polars as pl

from forestall.records.holdings import Holdings
from forestall.situation.assessment import Exposure
from forestall.situation.populations import covered_window, exposure, shut_out_groups
from forestall.vocabulary import Month, cell_centre, country

MAY = Month(2026, 5)


def _exposure(iso3: str, as_of: Month) -> Exposure:
    return exposure(country(iso3), as_of, Holdings.open())


def _coverage(*rows: tuple[str, Month, Month, bool]) -> pl.DataFrame:
    return pl.DataFrame(
        [(key, first.id, last.id, complete) for key, first, last, complete in rows],
        schema=["coverage", "first_month", "last_month", "complete"],
        orient="row",
    )


NO_POINTS = pl.DataFrame(schema={"month_id": pl.Int32, "coverage": pl.String})


def test_months_wholly_covered_fill_the_window() -> None:
    window = covered_window(
        _coverage(("a", Month(1989, 1), Month(2022, 12), True)), NO_POINTS, Month(2014, 4)
    )
    assert (window.whole[0], window.whole[-1]) == (Month(2011, 5).id, Month(2014, 4).id)
    assert len(window.whole) == 36
    assert window.missing == 0


def test_older_months_take_the_place_of_missing_ones() -> None:
    # as the snapshot has the Central African Republic: 2022, then February 2026 alone
    frame = _coverage(
        ("a", Month(1989, 1), Month(2022, 12), True), ("b", Month(2026, 2), Month(2026, 2), True)
    )
    window = covered_window(frame, NO_POINTS, MAY)
    assert window.whole[-2:] == (Month(2022, 12).id, Month(2026, 2).id)
    assert window.whole[0] == Month(2020, 2).id  # 35 months back from December 2022
    assert window.missing == 35


def test_a_sample_counts_only_where_it_has_points() -> None:
    frame = _coverage(("s", Month(2025, 12), Month(2026, 6), False))
    points = pl.DataFrame({"month_id": [Month(2025, 12).id], "coverage": ["s"]})
    window = covered_window(frame, points, MAY)
    assert (window.whole, window.partial) == ((), (Month(2025, 12).id,))


def test_central_africa_2013_is_complete_and_shows_bangui() -> None:
    found = _exposure("CAF", Month(2013, 12))
    assert found.complete
    worst = found.cells.row(0, named=True)
    # Bangui lies at 4.36° N, 18.56° E
    assert (worst["latitude"], worst["longitude"]) == (4.25, 18.75)
    assert worst["kind"] == "one-sided"
    assert found.cells["last_month"].max() == Month(2013, 12).id


def test_nothing_after_the_month_is_on_the_map() -> None:
    found = _exposure("CAF", Month(2013, 6))
    assert int(str(found.cells["last_month"].max())) <= Month(2013, 6).id


def test_today_it_says_what_is_missing() -> None:
    found = _exposure("CAF", MAY)
    assert not found.complete
    assert "35 of the 36 months June 2023 to May 2026 are not fully covered" in found.coverage
    assert "December 2022" in found.coverage
    assert "forestall data add" in found.coverage


def test_no_points_is_not_no_violence() -> None:
    found = _exposure("MKD", Month(1992, 11))
    assert found.cells.is_empty()
    assert not found.complete
    assert found.coverage.startswith("No event points of North Macedonia are held")


def test_one_row_per_cell_and_kind_at_the_cells_centre() -> None:
    cells = _exposure("MMR", MAY).cells
    assert cells.select("gid", "kind").is_duplicated().sum() == 0
    for gid, latitude, longitude in cells.select("gid", "latitude", "longitude").iter_rows():
        assert cell_centre(gid) == (latitude, longitude)


def test_events_placed_no_better_than_a_region_are_left_off_and_counted() -> None:
    holdings = Holdings.open()
    found = _exposure("UKR", MAY)
    vague = holdings.cells("UKR", until=MAY).filter(pl.col("vague") == pl.col("events"))
    assert f"{vague['best'].sum():,} deaths placed no better than a region" in found.coverage
    # February 2026 has an event of thousands of deaths known to the country only
    assert int(str(found.cells["deaths"].max())) < int(str(vague["best"].max()))


def test_groups_shut_out_of_power() -> None:
    groups, year = shut_out_groups("MMR", MAY)
    assert year == 2017  # the last year of EPR Core 2019
    status = dict(groups.select("group", "status").iter_rows())
    assert status["Muslim Arakanese"] == "discriminated"
    assert groups["size"].is_sorted(descending=True)
    # the ruling Bamar are not shut out
    assert not any("Bamar" in name for name in status)


def test_groups_of_a_year_not_yet_over_do_not_count() -> None:
    assert shut_out_groups("MMR", Month(2010, 6))[1] == 2009
    assert shut_out_groups("MMR", Month(2010, 12))[1] == 2010
    assert shut_out_groups("MMR", Month(1989, 6))[1] is None
