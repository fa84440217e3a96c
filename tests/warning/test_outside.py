"""Published forecasts read and pooled, from files written by hand."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl
import pytest

from forestall.errors import BadValue, UnknownCountry, UnreadableFile, WrongColumns
from forestall.vocabulary import Month
from forestall.warning.outlook import Outlook
from forestall.warning.outside import (
    DEATHS,
    MORE_THAN_25,
    RISK,
    OutsideForecast,
    pool,
    read_conflictforecast,
    read_fast,
)

UKRAINE = 117


def outlook(value: float, units: list[str], draws: int, months: int = 2, **other: str) -> Outlook:
    values = np.full((len(units), months, draws), value)
    return Outlook.of(
        values,
        units,
        Month(2025, 10),
        model=other.get("model", "ours"),
        data_version="v",
        seed=1,
        series=other.get("series", "state-based"),
    )


def fast(path: Path, **changed: object) -> Path:
    row = {"country_id": UKRAINE, "outcome_n": 550, "predicted": 5073.0, "outcome_p": 1.0}
    rows = [row, row | {"outcome_n": 551, "predicted": 30.0, "outcome_p": 0.6} | changed]
    pl.DataFrame(rows).write_parquet(path)
    return path


def test_fast_is_read_by_country_and_month(tmp_path: Path) -> None:
    found = read_fast(fast(tmp_path / "f.parquet"), Month(2025, 10))
    assert found.of("UKR", DEATHS)["value"].to_list() == [5073.0, 30.0]
    assert found.of("UKR", MORE_THAN_25)["month_id"].to_list() == [550, 551]
    assert (found.source, found.issued, found.series) == ("FAST-cm", Month(2025, 10), "state-based")
    assert found.of("FRA", DEATHS).is_empty()


@pytest.mark.parametrize("changed", [{"predicted": float("nan")}, {"outcome_p": 1.5}])
def test_values_that_cannot_be_a_forecast_are_refused(
    tmp_path: Path, changed: dict[str, float]
) -> None:
    with pytest.raises(BadValue, match="1 rows"):
        read_fast(fast(tmp_path / "f.parquet", **changed))


def test_a_file_of_something_else_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnknownCountry, match="9999"):
        read_fast(fast(tmp_path / "f.parquet", country_id=9999))
    (tmp_path / "noise.parquet").write_bytes(b"noise")
    with pytest.raises(UnreadableFile, match=r"noise\.parquet"):
        read_fast(tmp_path / "noise.parquet")
    with pytest.raises(WrongColumns, match="risk"):
        read_conflictforecast(fast(tmp_path / "f.parquet"))


def test_risk_by_cell(tmp_path: Path) -> None:
    path = tmp_path / "grid.csv"
    path.write_text(
        "ym,year,month,isocode,Longitude,Latitude,risk,gid,countryname\n"
        "2025m7,2025,7,CHL,-69.25,-55.75,0.25,49182,Chile\n"
    )
    found = read_conflictforecast(path)
    # July 2025 is (2025 − 1980) · 12 + 7 = 547.
    assert found.of("CHL", RISK).rows() == [(49182, 547, 0.25)]
    assert found.issued == Month(2025, 7)


def test_draws_become_means_and_chances() -> None:
    mixed = Outlook.of(
        [[[0, 20, 40, 60]]],
        ["UKR"],
        Month(2025, 10),
        model="m",
        data_version="v",
        seed=0,
        series="state-based",
    )
    found = OutsideForecast.of_draws(mixed)
    assert found.of("UKR", DEATHS)["value"].to_list() == [30.0]
    assert found.of("UKR", MORE_THAN_25)["value"].to_list() == [0.5]


def test_a_pool_takes_its_share_of_whole_paths() -> None:
    pooled = pool(outlook(1, ["UKR", "FRA"], 100), outlook(9, ["UKR"], 12, 3, model="theirs"), 0.3)
    values = pooled.draws_of("UKR")
    assert ((values == 9).sum(axis=1) == 30).all()
    assert np.array_equal(values[0], values[1])
    assert (pooled.draws_of("FRA") == 1).all()
    assert pooled.model == "ours, pooled with theirs (30%)"


def test_a_pool_with_no_weight_is_ours() -> None:
    ours = outlook(1, ["UKR"], 20)
    pooled = pool(ours, outlook(9, ["UKR"], 12, 2), 0)
    assert np.array_equal(pooled.draws.values, ours.draws.values)


@pytest.mark.parametrize(
    ("other", "weight"),
    [
        (outlook(9, ["UKR"], 12, 1), 0.5),
        (outlook(9, ["UKR"], 12, series="all kinds"), 0.5),
        (outlook(9, ["UKR"], 12), 1.5),
    ],
)
def test_forecasts_that_do_not_match_are_not_pooled(other: Outlook, weight: float) -> None:
    with pytest.raises(BadValue, match="cannot be pooled"):
        pool(outlook(1, ["UKR"], 20), other, weight)
