"""The model that comes with the package, on the packaged records."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

import polars as pl
import pytest

from forestall.errors import BadValue
from forestall.records.holdings import Holdings
from forestall.records.store import Store
from forestall.vocabulary import Month
from forestall.warning import fatalities, model_file


@pytest.fixture(scope="module")
def holdings(tmp_path_factory: pytest.TempPathFactory) -> Holdings:
    return Holdings.open(Store(tmp_path_factory.mktemp("empty")))


@pytest.mark.parametrize("series", ["state-based", "total"])
def test_it_is_small_and_knows_its_scores_and_its_data(holdings: Holdings, series: str) -> None:
    model = fatalities.packaged(series)
    size = len((files("forestall.warning") / model_file.FILES[series]).read_bytes())
    assert size < 2_000_000
    assert model.trained_to == holdings.known_until()
    assert model.series == series
    assert model.scores
    for found in model.scores.values():
        assert set(found) >= {"crps", "log_crps", "ign", "mis", "n"}


def test_it_forecasts_from_the_packaged_records(holdings: Holdings) -> None:
    outlook = fatalities.forecast(fatalities.packaged(), holdings, 3, 200, 1, ["UKR", "ISL"])
    assert outlook.as_of == holdings.known_until()
    assert outlook.total("UKR").mean() > 1000
    assert (outlook.draws_of("ISL") == 0).mean() > 0.95


@dataclass(frozen=True)
class Revised:
    """The packaged records with one death more in the last month of every country."""

    whole: Holdings

    def known_until(self) -> Month:
        return self.whole.known_until()

    def monthly_deaths(self, kind: str = "all", until: Month | None = None) -> pl.DataFrame:
        last = pl.col("month_id") == self.known_until().id
        return self.whole.monthly_deaths(kind, until).with_columns(pl.col("deaths") + last)

    def one_sided_totals(self, until: Month | None = None) -> pl.DataFrame:
        return self.whole.one_sided_totals(until)

    def deaths_by_kind(self, iso3: str, until: Month | None = None) -> pl.DataFrame:
        return self.whole.deaths_by_kind(iso3, until)


def test_it_refuses_newer_records(holdings: Holdings) -> None:
    with pytest.raises(BadValue, match="not of these data"):
        fatalities.forecast(fatalities.packaged(), Revised(holdings), 3, 20, 1)


def test_scores_survive_writing_and_reading(tmp_path: Path) -> None:
    model = fatalities.packaged()
    model_file.save(model, tmp_path / "again.zip")
    assert model_file.load(tmp_path / "again.zip").scores == model.scores
