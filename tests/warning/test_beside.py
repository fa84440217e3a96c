"""Ours beside theirs: the packaged model where it fits, and no training where it does not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from forestall.records.holdings import Holdings
from forestall.records.store import Store
from forestall.vocabulary import Month
from forestall.warning import beside, fatalities, model_file, trained


@pytest.fixture
def records(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Holdings:
    def never(*_: Any, **__: Any) -> None:
        raise AssertionError("a brief does not wait for a model to be trained")

    monkeypatch.setattr(fatalities, "train", never)
    return Holdings.open(Store(tmp_path / "store"))


def test_state_based_deaths_come_from_the_packaged_model(records: Holdings) -> None:
    known = model_file.load(trained.packaged_path("state-based"))
    made = beside.ours(records, "state-based", "MLI", known.trained_to, 100, 1)
    assert made is not None
    assert (made.series, made.units, made.draws.shape) == ("state-based", ("MLI",), (1, 12, 100))
    assert made.months[0] == known.trained_to + 1
    same = trained.forecast_learnt(
        records, known.trained_to, 12, 100, 1, ["MLI"], "state-based", known
    )
    assert made.draws.equals(same.draws)


def test_there_is_none_for_another_month_or_series(records: Holdings) -> None:
    assert beside.ours(records, "state-based", "MLI", Month(2024, 6), 100, 1) is None
    assert beside.ours(records, "state-based", "MLI", Month(2099, 1), 100, 1) is None
    assert beside.ours(records, "armed conflict", "MLI", Month(2024, 6), 100, 1) is None


def test_civilian_deaths_need_no_model(records: Holdings) -> None:
    made = beside.ours(records, "one-sided", "MLI", Month(2024, 12), 100, 1)
    assert made is not None
    assert (made.series, made.months[0]) == ("one-sided", Month(2025, 1))
