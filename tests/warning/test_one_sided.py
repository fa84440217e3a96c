"""The yearly baseline for one-sided deaths on a world written by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from records_by_hand import world

from forestall.errors import NoData
from forestall.vocabulary import Month
from forestall.warning import one_sided, past
from forestall.warning.one_sided import forecast_one_sided

AS_OF = Month(2000, 12)
WORLD = world()


def test_shape_and_labels() -> None:
    outlook = forecast_one_sided(WORLD, AS_OF, 24, 50, 1, ["WAR", "Q00"])
    assert outlook.draws.shape == (2, 24, 50)
    assert outlook.series == "one-sided"
    assert outlook.months[0] == Month(2001, 1)


def test_months_share_their_windows_evenly() -> None:
    draws = forecast_one_sided(WORLD, AS_OF, 24, 50, 1, ["WAR"]).draws_of("WAR")
    assert np.array_equal(draws[0], draws[11])
    assert np.array_equal(draws[12], draws[23])
    assert not np.array_equal(draws[11], draws[12])
    assert np.allclose(draws[:12].sum(axis=0), np.rint(draws[:12].sum(axis=0)))


def test_nothing_after_as_of_matters() -> None:
    as_of = Month(2000, 6)
    later = tuple(row for row in WORLD.yearly if row[1] < 2000)
    planted = tuple(
        (iso3, year, 1e6, "one_sided") for iso3 in WORLD.deaths for year in (2000, 2001)
    )
    series = {iso3: values.copy() for iso3, values in WORLD.deaths.items()}
    for values in series.values():
        values[as_of.id - Month(1989, 1).id + 1 :] = 1_000_000
    seen = forecast_one_sided(WORLD, as_of, 24, 200, 1)
    blind = forecast_one_sided(
        replace(WORLD, deaths=series, yearly=later + planted), as_of, 24, 200, 1
    )
    assert np.array_equal(seen.draws.values, blind.draws.values)


def test_the_last_full_year_matters() -> None:
    less = tuple(r for r in WORLD.yearly if r[:2] != ("WAR", 2000))
    seen = forecast_one_sided(WORLD, AS_OF, 12, 500, 1, ["WAR"]).total("WAR")
    other = forecast_one_sided(replace(WORLD, yearly=less), AS_OF, 12, 500, 1, ["WAR"]).total("WAR")
    assert np.median(other) < np.median(seen)


def test_same_seed_same_draws_whoever_else_is_asked_for() -> None:
    together = forecast_one_sided(WORLD, AS_OF, 24, 100, 3)
    alone = forecast_one_sided(WORLD, AS_OF, 24, 100, 3, ["T03"])
    assert together.draws_of("T03").tobytes() == alone.draws_of("T03").tobytes()


def test_a_quiet_country_stays_quiet() -> None:
    total = forecast_one_sided(WORLD, AS_OF, 12, 2000, 1, ["Q00"]).total("Q00")
    assert np.quantile(total, 0.75) == 0
    assert (total > 0).any()


def test_steady_killing_goes_on() -> None:
    # A quarter of about 6,000 deaths a year: 1,500.
    total = forecast_one_sided(WORLD, AS_OF, 12, 2000, 1, ["WAR"]).total("WAR")
    low, high = np.quantile(total, [0.05, 0.95])
    assert low < 1500 < high
    assert high < 15_000


def test_two_years_sum_along_one_path() -> None:
    outlook = forecast_one_sided(WORLD, AS_OF, 24, 3000, 1, ["T01"])
    first = outlook.total("T01", 12)
    second = outlook.total("T01") - first
    assert np.corrcoef(first, second)[0, 1] > 0.1


def test_windows_that_straddle_years_are_weighed_by_months() -> None:
    # As of March 1994 window 0 is 9/12 of year B and 3/12 of year B + 1. Of 1989–1993, origins
    # 1990, 1991 and 1992 have both: for WAR, 0.75 · O[B] + 0.25 · O[B + 1].
    as_of = Month(1994, 3)
    known = past.monthly(WORLD, as_of)
    civilians = past.yearly(WORLD, as_of, known.units, 1989)
    pool = one_sided._pool(known, civilians, as_of, 1)
    war = known.row("WAR")
    o = civilians.deaths[war]
    expected = [0.75 * o[b] + 0.25 * o[b + 1] for b in (1, 2, 3)]
    assert pool.windows.reshape(len(known.units), 3)[war] == pytest.approx(expected)


def test_candidate_figures_below_25_count_as_unrecorded_and_are_not_learnt_from() -> None:
    rows = (*WORLD.yearly, ("Q00", 2004, 24.0, "candidate"), ("Q01", 2004, 30.0, "candidate"))
    records = replace(world(16), yearly=rows)
    known = past.monthly(records, Month(2004, 12))
    totals = past.yearly(records, Month(2004, 12), known.units, 1989)
    assert totals.deaths[known.row("Q00"), -1] == 0
    assert totals.deaths[known.row("Q01"), -1] == 30
    assert (totals.deaths.shape[1], totals.final) == (16, 15)


def test_the_version_behind_each_year_is_named() -> None:
    mine = tuple((*r[:3], "UCDP GED 99.1") if r[1] == 1999 else r for r in WORLD.yearly)
    outlook = forecast_one_sided(replace(WORLD, yearly=mine), AS_OF, 12, 50, 1, ["WAR"])
    by_year = outlook.provenance("WAR").inputs[0]
    assert [row.endswith(", UCDP GED 99.1") for row in by_year.rows] == [False] * 3 + [True, False]
    assert by_year.source == "one_sided, UCDP GED 99.1"


def test_a_year_that_is_missing_is_named() -> None:
    early = tuple(row for row in WORLD.yearly if row[1] < 1999)
    with pytest.raises(NoData, match=r"totals to 1998.*1998-12"):
        forecast_one_sided(replace(WORLD, yearly=early), AS_OF, 12, 50, 1)


def test_1992_works_two_years_ahead() -> None:
    for as_of in (Month(1992, 1), Month(1992, 11)):
        assert forecast_one_sided(WORLD, as_of, 24, 20, 1, ["WAR"]).draws.shape == (1, 24, 20)
    with pytest.raises(NoData, match="fewer months"):
        forecast_one_sided(WORLD, Month(1992, 6), 36, 20, 1, ["WAR"])


def test_provenance_lists_the_years() -> None:
    outlook = forecast_one_sided(WORLD, AS_OF, 12, 20, 1, ["WAR"])
    rows = outlook.provenance("WAR").inputs[0].rows
    best = next(b for iso3, year, b, _ in WORLD.yearly if (iso3, year) == ("WAR", 2000))
    assert len(rows) == 5
    assert rows[-1] == f"one_sided: iso3=WAR, year=2000, best={best:.0f}"
