"""Rolling-origin scores by hand, leaks that are planted and refused, and files that are broken."""

from __future__ import annotations

from dataclasses import replace
from math import log, log2
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from records_by_hand import FIRST, RecordsByHand

from forestall.errors import (
    BadInput,
    BadValue,
    FutureLeak,
    NoData,
    UnknownCountry,
    UnreadableFile,
    WrongColumns,
)
from forestall.records.holdings import Holdings
from forestall.vocabulary import Month, countries
from forestall.warning import challenge_files, evaluate, past, trained, views_format
from forestall.warning.evaluate import Forecaster, Window, windows
from forestall.warning.fatalities import FatalityModel
from forestall.warning.no_future import EndingAt, refuse_leak
from forestall.warning.outlook import Outlook

YEAR = Window(1999)
LAST = Month(2000, 12)
MONTHS = LAST.id - FIRST.id + 1
RECORDS = RecordsByHand({"CAF": np.full(MONTHS, 3.0), "TCD": np.zeros(MONTHS)})


def constant(caf: list[float], tcd: list[float], **changes: object) -> Forecaster:
    """The same draws for every month."""

    def forecast(records: object, as_of: Month, months: int) -> Outlook:  # noqa: ARG001
        values = np.repeat(np.array([caf, tcd])[:, None, :], months, axis=1)
        given = {"model": "m", "data_version": "v", "seed": 0, "series": "all kinds"}
        return Outlook.of(values, ["CAF", "TCD"], as_of + 1, **{**given, **changes})

    return forecast


ZERO = constant([0, 0], [0, 0])
WIDE = constant([0, 4], [2, 2])


def run(models: dict[str, Forecaster], over: tuple[Window, ...] = (YEAR,)) -> evaluate.Evaluation:
    return evaluate.evaluate(RECORDS, over, "total", models=models)  # type: ignore[arg-type]


def test_windows_are_years_from_the_october_before() -> None:
    assert [w.year for w in windows("2019-2021")] == [2019, 2020, 2021]
    assert windows("2023")[0].known == Month(2022, 10)
    assert list(Window(1980).months) == list(range(1, 13))


@pytest.mark.parametrize("text", ["2023-2019", "19-23", "", "2019-", "2019,2020"])
def test_years_that_are_none_or_out_of_order(text: str) -> None:
    with pytest.raises(BadInput, match="row of years"):
        windows(text)


def test_scores_by_hand() -> None:
    """CAF has 3 deaths in each month, TCD none.

    CRPS of draws 0, 4 at 3: (3 + 1)/2 − ½ · 4/2 = 1; of 2, 2 at 0: 2. MIS: the 90% interval of
    0, 4 is 0.2 to 3.8 and holds 3, so 3.6; of 2, 2 it is a point, missed by 2, so 20 · 2 = 40.
    """
    found = run({"zero": ZERO, "wide": WIDE}).windows["1999"]
    zero, wide = found["zero"], found["wide"]
    assert (zero.n, wide.n) == (24, 24)
    assert wide.crps == pytest.approx((1 + 2) / 2)
    assert zero.crps == pytest.approx(3 / 2)
    assert wide.mis == pytest.approx((3.6 + 40) / 2)
    assert zero.log_crps == pytest.approx(log(4) / 2)
    assert zero.tail_crps == 0
    # The two draws are repeated to 1,000: CAF none in the bin of 3, TCD all in the bin of 0.
    assert zero.ign == pytest.approx((-log2(1 / 1011) - log2(1001 / 1011)) / 2)
    assert wide.coverage_90 == 0.5
    # CAF lies at P(X < 3) = 1/2 and P(X ≤ 3) = 1/2, TCD at 0: twelve months each.
    assert wide.pit == (12, 0, 0, 0, 0, 12, 0, 0, 0, 0)


def test_intervals_are_over_whole_countries() -> None:
    """Of two countries with means 1 and 2, a resample has 1, 1.5 or 2; a quarter are all one.

    The reference scores 3 and 1: the ratio is 3/4, and 1/3 or 2 where one country is all.
    """
    found = run({"low": constant([0, 0], [1, 1]), "wide": WIDE})
    assert found.windows["1999"]["wide"].intervals["crps"] == (1.0, 2.0)
    ratio = found.ratios["wide"]["all"]
    assert ratio.ratio["crps"] == pytest.approx(3 / 4)
    assert ratio.intervals["crps"] == (pytest.approx(1 / 3), 2.0)
    assert "tail_crps" not in ratio.ratio  # the reference makes no error there
    assert ratio.n == 24


def test_a_mean_over_windows_weighs_them_equally() -> None:
    over = (YEAR, Window(2000))
    found = run({"zero": ZERO, "wide": WIDE}, over)
    assert found.means["wide"]["crps"] == pytest.approx(1.5)
    assert found.ratios["wide"]["all"].n == 48


def test_means_without_some_countries() -> None:
    """Without CAF the wide draws are 2 off in each month of TCD; zero is right there."""
    models = {"wide": WIDE, "zero": ZERO}
    found = evaluate.evaluate(
        RECORDS, [YEAR], "total", models=models, without=[["Central African Republic"]]
    )  # type: ignore[arg-type]
    assert list(found.means_without) == ["without CAF"]
    assert found.means_without["without CAF"]["wide"]["crps"] == 2.0
    assert found.ratios["zero"]["without CAF"].ratio["crps"] == 0.0
    with pytest.raises(UnknownCountry):
        evaluate.evaluate(RECORDS, [YEAR], "total", models=models, without=[["Atlantis"]])  # type: ignore[arg-type]


def test_a_forecast_that_says_it_knows_the_window_is_refused() -> None:
    planted = constant([3, 3], [0, 0], as_of=Month(1999, 1))
    with pytest.raises(FutureLeak, match="1999-01"):
        run({"zero": ZERO, "leak": planted})


def test_a_forecast_that_asks_for_the_window_is_refused() -> None:
    def planted(records: RecordsByHand, as_of: Month, months: int) -> Outlook:
        records.monthly_deaths("all", as_of + 3)
        return ZERO(records, as_of, months)  # type: ignore[arg-type]

    with pytest.raises(FutureLeak, match="1999-01"):
        run({"zero": ZERO, "leak": planted})  # type: ignore[dict-item]


def test_records_end_where_the_forecast_stands_whoever_forgets_to_say_so() -> None:
    cut = EndingAt(RECORDS, Month(1998, 10))  # type: ignore[arg-type]
    assert cut.known_until() == Month(1998, 10)
    assert cut.monthly_deaths()["month_id"].max() == Month(1998, 10).id
    packaged = EndingAt(Holdings.open(), Month(2020, 6))
    assert packaged.one_sided()["year"].max() == 2019
    assert packaged.one_sided_totals()["year"].max() == 2019
    assert packaged.deaths_by_kind("SDN").is_empty()


def test_a_trained_model_of_another_month_or_series_is_refused() -> None:
    model = FatalityModel((), "total", Month(1999, 2), "v", 0, ())
    with pytest.raises(FutureLeak, match="1999-02"):
        trained.forecast_learnt(RECORDS, Month(1998, 10), 3, 10, 1, model=model)  # type: ignore[arg-type]
    with pytest.raises(NoData, match="older"):
        trained.check_model(model, Month(1999, 3), "total")
    with pytest.raises(BadValue, match="another series"):
        trained.check_model(model, Month(1999, 2), "state-based")
    with pytest.raises(FutureLeak):
        refuse_leak("planted", model.trained_to, YEAR.known)


def test_a_forecast_that_lacks_months_is_named() -> None:
    def short(records: object, as_of: Month, months: int) -> Outlook:
        return ZERO(records, as_of, months - 1)  # type: ignore[arg-type]

    with pytest.raises(NoData, match="1999-12"):
        run({"zero": ZERO, "short": short})


def test_a_window_without_actuals_is_named() -> None:
    with pytest.raises(NoData, match="2001"):
        run({"zero": ZERO}, (Window(2001),))


def test_models_are_compared_on_the_countries_all_of_them_have() -> None:
    def one(records: object, as_of: Month, months: int) -> Outlook:  # noqa: ARG001
        values = np.full((1, months, 2), 3)
        given = {"model": "m", "data_version": "v", "seed": 0, "series": "s"}
        return Outlook.of(values, ["CAF"], as_of + 1, **given)

    found = run({"zero": ZERO, "one": one}).windows["1999"]
    assert (found["zero"].n, found["zero"].crps, found["one"].crps) == (12, 3.0, 0.0)


def test_own_months_reproduce_the_published_benchmark() -> None:
    """VIEWS publishes CRPS 21.34 and IGN 0.63 for conflictology in 2020 (191 countries)."""
    models = evaluate.forecasters("state-based", 100, 1)
    own = {evaluate.OWN_MONTHS: models[evaluate.OWN_MONTHS]}
    found = evaluate.evaluate(Holdings.open(), windows("2020"), models=own)
    scores = found.windows["2020"][evaluate.OWN_MONTHS]
    assert scores.n == 191 * 12
    assert scores.crps == pytest.approx(21.34, abs=0.005)
    assert scores.ign == pytest.approx(0.63, abs=0.01)


IDS = {iso3: countries()[iso3].views_id for iso3 in ("CAF", "TCD")}


def actuals(year: int = 2021) -> pl.DataFrame:
    rows = [(m, i, 3) for m in Window(year).months for i in IDS.values()]
    return pl.DataFrame(rows, schema=["month_id", "country_id", "outcome"], orient="row")


def benchmark(year: int = 2021, draws: int = 12) -> pl.DataFrame:
    draw = pl.DataFrame({"draw": range(draws)})
    return actuals(year).join(draw, how="cross").with_columns(outcome=pl.lit(1))


def written(folder: Path, held: pl.DataFrame, forecast: pl.DataFrame) -> Path:
    (folder / "deep").mkdir()
    held.write_parquet(folder / "deep" / "cm_actuals_2021.parquet")
    forecast.write_parquet(folder / "deep" / "bm_conflictology_cm_2021.parquet")
    return folder


def from_files(folder: Path) -> evaluate.Evaluation:
    models = {"wide": constant([3] * 10, [3] * 10)}
    return evaluate.evaluate(Holdings.open(), windows("2021"), models=models, folder=folder)


def test_published_files_join_the_comparison_and_lead_it(tmp_path: Path) -> None:
    found = from_files(written(tmp_path, actuals(), benchmark()))
    assert found.reference == "conflictology"
    # Each month 3 deaths: draws of 1 are 2 off, draws of 3 not at all.
    assert found.windows["2021"]["conflictology"].crps == 2.0
    assert found.windows["2021"]["wide"].crps == 0.0


UNKNOWN = pl.col("country_id").replace(IDS["CAF"], 99_999)
BROKEN = {
    "unknown id": (actuals().with_columns(UNKNOWN), benchmark(), UnknownCountry),
    "a country-month missing": (actuals()[1:], benchmark(), BadValue),
    "a country-month twice": (pl.concat([actuals(), actuals()[:1]]), benchmark(), BadValue),
    "a month missing": (actuals().filter(pl.col("month_id") != 500), benchmark(), BadValue),
    "NaN": (actuals().with_columns(outcome=pl.lit(float("nan"))), benchmark(), BadValue),
    "no outcome": (actuals().drop("outcome"), benchmark(), WrongColumns),
    "another year": (actuals(2020), benchmark(), NoData),
    "too few draws": (actuals(), benchmark(draws=9), BadValue),
    "forecast of another year": (actuals(), benchmark(2020), NoData),
    "forecast with NaN": (
        actuals(),
        benchmark().with_columns(outcome=pl.lit(float("nan"))),
        BadValue,
    ),
    "forecast with a gap": (actuals(), benchmark().filter(pl.col("month_id") != 500), BadValue),
}


@pytest.mark.parametrize("name", BROKEN)
def test_broken_files_are_named_errors(name: str, tmp_path: Path) -> None:
    held, forecast, error = BROKEN[name]
    with pytest.raises(error):
        from_files(written(tmp_path, held, forecast))


def test_actuals_read_in_order(tmp_path: Path) -> None:
    actuals().reverse().write_parquet(tmp_path / "a.parquet")
    frame = views_format.read_actuals(tmp_path / "a.parquet")
    assert frame.columns == ["iso3", "month_id", "deaths"]
    assert frame["iso3"].to_list() == ["CAF"] * 12 + ["TCD"] * 12
    assert frame["month_id"].to_list()[:12] == list(Window(2021).months)


def test_no_folder_and_no_actuals_in_it(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="No such folder"):
        challenge_files.actuals(tmp_path / "none", 2021)
    with pytest.raises(NoData, match="no actuals of 2021"):
        challenge_files.actuals(tmp_path, 2021)
    assert challenge_files.benchmarks(tmp_path, 2021, YEAR.known) == {}


class Shuffled(RecordsByHand):
    """The first two months of the second country change places."""

    def monthly_deaths(self, kind: str = "all", until: Month | None = None) -> pl.DataFrame:
        whole = super().monthly_deaths(kind, until)
        order = list(range(whole.height))
        start = whole.height // 2
        order[start], order[start + 1] = order[start + 1], order[start]
        return whole[order]


def test_a_panel_with_a_month_out_of_order_is_refused() -> None:
    with pytest.raises(BadValue, match="TCD, 1989-01 below a later month"):
        past.monthly(Shuffled(RECORDS.deaths), LAST)
    same = replace(RECORDS)
    assert past.monthly(same, LAST).units == ("CAF", "TCD")
