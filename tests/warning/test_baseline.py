"""The monthly baseline on a world written by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from records_by_hand import RecordsByHand, world

from forestall.errors import BadValue, NoData, UnknownCountry
from forestall.vocabulary import Month
from forestall.warning import splice
from forestall.warning.baseline import forecast_deaths
from forestall.warning.splice import Spliced

AS_OF = Month(2000, 12)
WORLD = world()


def test_shape_months_and_labels() -> None:
    outlook = forecast_deaths(WORLD, AS_OF, 14, 50, 1, ["WAR", "Q00"])
    assert outlook.draws.shape == (2, 14, 50)
    assert outlook.units == ("WAR", "Q00")
    assert (outlook.months[0], outlook.months[-1]) == (Month(2001, 1), Month(2002, 2))
    assert (outlook.as_of, outlook.seed, outlook.series) == (AS_OF, 1, "all kinds")


def test_every_country_by_default() -> None:
    assert len(forecast_deaths(WORLD, AS_OF, 2, 5, 1).units) == 60


def test_nothing_after_as_of_matters() -> None:
    planted = {iso3: series.copy() for iso3, series in WORLD.deaths.items()}
    for series in planted.values():
        series[AS_OF.id - Month(1989, 1).id + 1 :] = 1_000_000
    seen = forecast_deaths(WORLD, AS_OF, 12, 200, 1)
    blind = forecast_deaths(replace(WORLD, deaths=planted), AS_OF, 12, 200, 1)
    assert np.array_equal(seen.draws.values, blind.draws.values)
    assert seen.data_version == blind.data_version


def test_the_last_known_month_matters() -> None:
    changed = {iso3: series.copy() for iso3, series in WORLD.deaths.items()}
    changed["WAR"][AS_OF.id - Month(1989, 1).id] = 0
    seen = forecast_deaths(WORLD, AS_OF, 12, 200, 1, ["WAR"])
    other = forecast_deaths(replace(WORLD, deaths=changed), AS_OF, 12, 200, 1, ["WAR"])
    assert not np.array_equal(seen.draws.values, other.draws.values)
    assert seen.data_version != other.data_version


def test_same_seed_same_draws_whoever_else_is_asked_for() -> None:
    together = forecast_deaths(WORLD, AS_OF, 12, 100, 3)
    alone = forecast_deaths(WORLD, AS_OF, 12, 100, 3, ["WAR"])
    swapped = forecast_deaths(WORLD, AS_OF, 12, 100, 3, ["T03", "WAR"])
    assert together.draws_of("WAR").tobytes() == alone.draws_of("WAR").tobytes()
    assert swapped.draws_of("WAR").tobytes() == alone.draws_of("WAR").tobytes()


def test_another_seed_gives_other_draws() -> None:
    one, two = (forecast_deaths(WORLD, AS_OF, 12, 100, seed, ["WAR"]) for seed in (1, 2))
    assert not np.array_equal(one.draws.values, two.draws.values)


def test_a_quiet_country_stays_quiet_yet_never_at_zero() -> None:
    total = forecast_deaths(WORLD, AS_OF, 12, 2000, 1, ["Q00"]).total("Q00")
    assert np.median(total) == 0
    assert 0 < (total > 0).mean() < 0.25


def test_a_steady_war_goes_on() -> None:
    # 300 to 700 a month, 500 on average: 6,000 a year if nothing changes.
    total = forecast_deaths(WORLD, AS_OF, 12, 2000, 1, ["WAR"]).total("WAR")
    low, middle, high = np.quantile(total, [0.05, 0.5, 0.95])
    assert low < 6000 < high
    assert 4000 < middle < 8000
    assert high < 60_000


def test_sums_spread_wider_than_independent_months_would() -> None:
    # A wandering level: months of one draw hang together, so the sum's variance exceeds the
    # sum of the months' variances.
    draws = forecast_deaths(WORLD, AS_OF, 24, 2000, 1, ["T01"]).draws_of("T01")
    assert draws.sum(axis=0).var() > 2 * draws.var(axis=1).sum()


def test_a_month_of_extreme_deaths_is_drawn_back() -> None:
    extreme = {iso3: series.copy() for iso3, series in WORLD.deaths.items()}
    extreme["WAR"][AS_OF.id - Month(1989, 1).id] = 600_000
    records = replace(WORLD, deaths=extreme)
    draws = forecast_deaths(records, AS_OF, 12, 1000, 1, ["WAR"]).draws_of("WAR")
    assert draws.max() < 600_000


def test_provenance_names_the_rows() -> None:
    outlook = forecast_deaths(WORLD, AS_OF, 12, 50, 1, ["WAR"])
    recent = int(WORLD.deaths["WAR"][12 * 12 - 12 : 12 * 12].sum())
    rows = outlook.provenance("WAR").inputs[0].rows
    assert rows[0] == f"country_month: iso3=WAR, kind=all, 2000-01 to 2000-12, deaths={recent}"


@pytest.mark.parametrize("as_of", [Month(1991, 12), Month(2004, 1)])
def test_an_as_of_month_outside_the_data_is_refused(as_of: Month) -> None:
    with pytest.raises(NoData, match=str(as_of)):
        forecast_deaths(WORLD, as_of, 12, 50, 1)


def test_1992_works_for_two_years_ahead_and_says_so_for_three() -> None:
    assert forecast_deaths(WORLD, Month(1992, 1), 24, 20, 1, ["WAR"]).draws.shape == (1, 24, 20)
    with pytest.raises(NoData, match="fewer months"):
        forecast_deaths(WORLD, Month(1992, 1), 36, 20, 1, ["WAR"])


@pytest.mark.parametrize(
    ("months", "draws", "seed"), [(0, 9, 1), (37, 9, 1), (3, 0, 1), (3, 9, -1)]
)
def test_impossible_requests_are_refused(months: int, draws: int, seed: int) -> None:
    with pytest.raises(BadValue):
        forecast_deaths(WORLD, AS_OF, months, draws, seed)


def test_an_unknown_country_is_refused() -> None:
    with pytest.raises(UnknownCountry, match="XYZ"):
        forecast_deaths(WORLD, AS_OF, 3, 9, 1, ["XYZ"])


def test_another_series_has_its_own_draws_made_of_its_own_deaths(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """State-based deaths are a tenth of all: WAR has 30 to 70 a month, 50 on average."""
    units = tuple(sorted(WORLD.deaths))
    every = np.stack([WORLD.deaths[iso3] for iso3 in units])[:, : AS_OF.id - Month(1989, 1).id + 1]
    tenth = Spliced(units, Month(1989, 1), np.rint(every / 10), every, np.ones(every.shape[1]) > 0)
    whole = splice.series
    monkeypatch.setattr(
        splice, "series", lambda r, name, to: tenth if name == "state-based" else whole(r, name, to)
    )
    total = forecast_deaths(WORLD, AS_OF, 12, 1000, 1, ["WAR"])
    some = forecast_deaths(WORLD, AS_OF, 12, 1000, 1, ["WAR"], "state-based")
    assert (total.series, some.series) == ("all kinds", "state-based")
    assert 400 < np.median(some.total("WAR")) < 800  # 600 a year, where the total has 6,000
    assert total.data_version != some.data_version
    recent = int(tenth.deaths[units.index("WAR"), -12:].sum())
    rows = some.provenance("WAR").inputs[0].rows
    expected = f"country_month: iso3=WAR, kind=state-based, 2000-01 to 2000-12, deaths={recent}"
    assert rows[0] == expected


def test_a_series_that_does_not_exist_is_refused() -> None:
    with pytest.raises(NoData, match="No such series"):
        forecast_deaths(WORLD, AS_OF, 12, 50, 1, series="one-sided")


class WithGap(RecordsByHand):
    """A panel that lacks one month of one country."""

    def monthly_deaths(self, kind="all", until=None):  # type: ignore[no-untyped-def]
        whole = super().monthly_deaths(kind, until)
        return whole.filter((whole["iso3"] != "WAR") | (whole["month_id"] != 130))


def test_a_panel_with_a_gap_is_refused() -> None:
    with pytest.raises(BadValue, match="gaps"):
        forecast_deaths(WithGap(WORLD.deaths), AS_OF, 3, 9, 1)


def test_a_panel_with_negative_deaths_is_refused() -> None:
    bad = {iso3: series.copy() for iso3, series in WORLD.deaths.items()}
    bad["T05"][20] = -1
    with pytest.raises(BadValue, match="negative"):
        forecast_deaths(replace(WORLD, deaths=bad), AS_OF, 3, 9, 1)
