"""Published forecasts beside ours: losses and known months by hand, and what is refused."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import log
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from records_by_hand import FIRST, RecordsByHand

from forestall.errors import BadInput, BadValue, FutureLeak, NoData, UnreadableFile
from forestall.vocabulary import Month, countries
from forestall.warning import evaluate_outside as room
from forestall.warning.evaluate_outside import evaluate_outside
from forestall.warning.known_deaths import known_deaths
from forestall.warning.outlook import Outlook
from forestall.warning.outside_scoring import chances_of_sum, runs, window_scores

IDS = {iso3: countries()[iso3].views_id for iso3 in ("CAF", "TCD")}
LAST = Month(2000, 12)


@dataclass(frozen=True)
class Records(RecordsByHand):
    """Monthly state-based deaths are those of all kinds; deaths by kind as given."""

    kinds: pl.DataFrame = field(default_factory=lambda: by_kind([]))

    def monthly_deaths(self, kind: str = "all", until: Month | None = None) -> pl.DataFrame:
        assert kind in ("all", "state-based")
        return super().monthly_deaths("all", until)

    def deaths_by_kind(self, iso3: str, until: Month | None = None) -> pl.DataFrame:
        limit = 9999 if until is None else until.id
        return self.kinds.filter(pl.col("iso3") == iso3, pl.col("month_id") <= limit).drop("iso3")


def by_kind(rows: list[tuple[str, int, str, int]]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=["iso3", "month_id", "kind", "best"], orient="row").cast(
        {"iso3": pl.String, "month_id": pl.Int32, "kind": pl.String, "best": pl.Int64}
    )


MONTHS = LAST.id - FIRST.id + 1
RECORDS = Records({"CAF": np.full(MONTHS, 30.0), "TCD": np.zeros(MONTHS)})


def always(caf: float, tcd: float) -> room.Forecaster:
    def forecast(
        records: object,  # noqa: ARG001
        last: Month,
        months: int,
        units: Sequence[str],
    ) -> Outlook:
        deaths = {"CAF": caf, "TCD": tcd}
        values = np.array([[[deaths[u]] * 10] * months for u in units])
        given = {"model": "m", "data_version": "v", "seed": 1, "series": "state-based"}
        return Outlook.of(values, list(units), last + 1, **given)  # type: ignore[arg-type]

    return forecast


def fast(path: Path, first: Month = LAST, months: int = 2) -> Path:
    """CAF: 29 deaths, chance 0.8; TCD: none, 0.1."""
    rows = [
        (IDS[iso3], first.id + m, deaths, chance)
        for iso3, deaths, chance in (("CAF", 29.0, 0.8), ("TCD", 0.0, 0.1))
        for m in range(months)
    ]
    names = ["country_id", "outcome_n", "predicted", "outcome_p"]
    pl.DataFrame(rows, schema=names, orient="row").write_parquet(path)
    return path


def views(path: Path, first: Month, months: int, caf: float) -> Path:
    rows = [
        (first.id + m, IDS[iso3], draw, value)
        for iso3, value in (("CAF", caf), ("TCD", 0.0))
        for m in range(months)
        for draw in range(10)
    ]
    names = ["month_id", "country_id", "draw", "outcome"]
    pl.DataFrame(rows, schema=names, orient="row").write_parquet(path)
    return path


def test_means_and_chances_by_hand(tmp_path: Path) -> None:
    """December 2000 alone is known: 30 deaths in CAF, none in TCD.

    Brier: ours says 0 of 25 in CAF (1), right in TCD: 1/2. Theirs: (0.2² + 0.1²)/2. Log error:
    ours log 31 − log 11 in CAF; theirs log 31 − log 30.
    """
    path = fast(tmp_path / "f.parquet")
    (found,) = evaluate_outside(RECORDS, [path], forecaster=always(10, 0))  # type: ignore[arg-type]
    assert (found.source, found.as_of, found.months) == ("FAST-cm", "2000-11", ("2000-12",))
    assert (found.countries, found.draws, list(found.windows)) == (2, None, ["single months"])
    scores = found.windows["single months"]
    brier, error = scores.losses["brier (published)"], scores.losses["log_error"]
    assert (scores.n, scores.events) == (2, 1)
    assert (brier.forestall, brier.theirs) == (0.5, pytest.approx(0.025))
    assert error.forestall == pytest.approx((log(31) - log(11)) / 2)
    assert error.theirs == pytest.approx((log(31) - log(30)) / 2)
    # Ours less theirs is 1 − 0.04 in CAF and 0 − 0.01 in TCD; a resample may hold one of them only.
    assert brier.difference_90 == (pytest.approx(-0.01), pytest.approx(0.96))


def test_months_summed_by_hand() -> None:
    """Two months of 20: a sum of 40 is over 25, single months are not."""
    y, draws = np.array([[20.0, 20.0]]), np.full((1, 2, 4), 10.0)
    single = window_scores(y, draws, y, {"published": np.zeros((1, 2))})
    assert (single.n, single.events) == (2, 0)
    summed = window_scores(y.sum(1), draws.sum(1), y.sum(1), {"largest": np.array([0.5])})
    assert (summed.n, summed.events) == (1, 1)
    assert summed.losses["brier (largest)"].forestall == 1.0  # 20 of ours is not over 25
    assert summed.losses["brier (largest)"].theirs == 0.25


def test_readings_of_a_sum_by_hand() -> None:
    """Independent: 1 − 0.9 · 0.5. The curve goes from 0.1 at 10 to 0.5 at 30; at 40 it is 0.5."""
    read = chances_of_sum(np.array([[10.0, 30.0, 99.0]]), np.array([[0.1, 0.5, 1.0]]), [0, 1])
    assert {name: chance.tolist() for name, chance in read.items()} == {
        "largest": [0.5],
        "independent": [pytest.approx(0.55)],
        "curve": [0.5],
    }
    assert runs([1, 3]) == [[0, 1]]
    assert runs([7]) == []


def test_draws_and_their_pool(tmp_path: Path) -> None:
    """Ours says 10 in CAF (20 off) and 2 in TCD, theirs 30 and 0 (right). A half of each:

    CRPS of the pool in CAF: mean distance 10, less half of 10, = 5; in TCD 1 less half of 1.
    """
    path = views(tmp_path / "v.parquet", LAST, 1, 30.0)
    (found,) = evaluate_outside(RECORDS, [path], forecaster=always(10, 2))  # type: ignore[arg-type]
    assert found.draws is not None
    assert (found.draws.pool_weight, found.draws.pool_chosen_on) == (0.5, ())
    ours, theirs, pool = found.draws.scores.values()
    assert (ours.crps, theirs.crps, pool.crps) == (11.0, 0.0, 2.75)
    assert found.draws.ratios["v"]["all"].ratio["crps"] == 0.0


def test_the_weight_is_chosen_on_earlier_files_only(tmp_path: Path) -> None:
    """In June theirs was right, so the pool of December is all theirs, though wrong there."""
    later = views(tmp_path / "b.parquet", LAST, 1, 500.0)
    early = views(tmp_path / "a.parquet", Month(2000, 6), 1, 30.0)
    first, second = evaluate_outside(RECORDS, [later, early], forecaster=always(10, 0))  # type: ignore[arg-type]
    assert (first.file, second.file) == ("a.parquet", "b.parquet")
    assert first.draws is not None
    assert second.draws is not None
    assert (first.draws.pool_weight, first.draws.pool_chosen_on) == (0.5, ())
    assert (second.draws.pool_weight, second.draws.pool_chosen_on) == (1.0, ("a.parquet",))


def test_a_challenge_file_knew_the_october_before(tmp_path: Path) -> None:
    path = views(tmp_path / "bm_last_cm_2000.parquet", Month(2000, 1), 12, 30.0)
    (found,) = evaluate_outside(RECORDS, [path], forecaster=always(30, 0))  # type: ignore[arg-type]
    assert (found.as_of, len(found.months)) == ("1999-10", 12)
    assert list(found.windows) == ["single months", "2000-01 to 2000-12, summed"]
    assert found.windows["single months"].losses["brier (published)"].theirs == 0.0


def test_an_earlier_file_whose_months_had_not_ended_chooses_nothing(tmp_path: Path) -> None:
    later = views(tmp_path / "b.parquet", LAST, 1, 500.0)
    early = views(tmp_path / "a.parquet", Month(2000, 11), 2, 30.0)
    _, second = evaluate_outside(RECORDS, [later, early], forecaster=always(10, 0))  # type: ignore[arg-type]
    assert second.draws is not None
    assert second.draws.pool_chosen_on == ()


def test_leaks_are_refused(tmp_path: Path) -> None:
    path = fast(tmp_path / "f.parquet")

    def planted(records: room.Records, last: Month, months: int, units: Sequence[str]) -> Outlook:
        records.monthly_deaths("all", last + 1)
        return always(1, 1)(records, last, months, units)

    with pytest.raises(FutureLeak, match="2000-12"):
        evaluate_outside(RECORDS, [path], forecaster=planted)  # type: ignore[arg-type]
    with pytest.raises(FutureLeak, match="before 2000-12"):
        evaluate_outside(RECORDS, [path], as_of=LAST, forecaster=always(1, 1))  # type: ignore[arg-type]


def test_files_that_cannot_be_scored(tmp_path: Path) -> None:
    path = fast(tmp_path / "f.parquet")
    with pytest.raises(BadInput, match="--series state-based"):
        evaluate_outside(RECORDS, [path], "total", forecaster=always(1, 1))  # type: ignore[arg-type]
    with pytest.raises(BadInput, match="2 files"):
        evaluate_outside(RECORDS, [path, path], as_of=Month(2000, 1))  # type: ignore[arg-type]
    with pytest.raises(UnreadableFile):
        evaluate_outside(RECORDS, [tmp_path / "none.parquet"])  # type: ignore[arg-type]
    late = fast(tmp_path / "late.parquet", LAST + 1)
    with pytest.raises(NoData, match="known yet"):
        evaluate_outside(RECORDS, [late], forecaster=always(1, 1))  # type: ignore[arg-type]
    gap = tmp_path / "gap.parquet"
    pl.read_parquet(path)[1:].write_parquet(gap)
    with pytest.raises(BadValue, match="Months are missing"):
        evaluate_outside(RECORDS, [gap], forecaster=always(1, 1))  # type: ignore[arg-type]


def test_known_deaths_come_from_the_first_record_that_has_the_month(tmp_path: Path) -> None:
    """January and February 2001 by kind, of twenty countries and of one; March in a file."""
    january, february, march = (LAST + ahead for ahead in (1, 2, 3))
    codes = [c.iso3 for c in countries().values() if c.views_id is not None][:19]
    codes = [*(code for code in codes if code not in IDS), "CAF", "TCD", "SDN", "SSD"]
    rows = [(code, january.id, "state-based", 7) for code in codes]
    rows += [("TCD", january.id, "non-state", 50), ("CAF", february.id, "state-based", 9)]
    records = Records(RECORDS.deaths, kinds=by_kind(rows))
    asked = [LAST, january, february, march]
    months, deaths = known_deaths(records, codes, asked, "state-based")
    assert months == (LAST, january)
    assert deaths[codes.index("CAF")].tolist() == [30, 7]
    assert deaths[codes.index("TCD")].tolist() == [0, 7]
    with pytest.raises(UnreadableFile, match="No such folder"):
        known_deaths(records, codes, asked, "state-based", tmp_path / "none")


def test_a_candidate_file_tells_the_month_of_its_name(tmp_path: Path) -> None:
    """Of March 2001: an event of 4 deaths that began in March, one that began in February."""
    march = LAST + 3
    frame = pl.DataFrame(
        {
            "id": [1, 2],
            "type_of_violence": [1, 1],
            "conflict_name": ["a", "a"],
            "side_a": ["x", "x"],
            "side_b": ["y", "y"],
            "country": ["Chad", "Chad"],
            "country_id": [483, 483],
            "date_prec": [1, 1],
            "date_start": ["2001-03-05", "2001-02-27"],
            "date_end": ["2001-03-05", "2001-03-02"],
            "where_prec": [1, 1],
            "latitude": [12.0, 12.0],
            "longitude": [15.0, 15.0],
            "priogrid_gid": [1, 1],
            "deaths_a": [4, 5],
            "deaths_b": [0, 0],
            "deaths_civilians": [0, 0],
            "deaths_unknown": [0, 0],
            "best": [4, 5],
            "low": [4, 5],
            "high": [4, 5],
        }
    )
    (tmp_path / "deep").mkdir()
    frame.write_csv(tmp_path / "deep" / "ged_candidate_v01_0_3_global.csv")
    months, deaths = known_deaths(
        RECORDS, ["CAF", "TCD"], [march - 1, march], "state-based", tmp_path
    )
    assert months == (march,)
    assert deaths.tolist() == [[0], [4]]
