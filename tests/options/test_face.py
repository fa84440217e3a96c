"""The object machines read: its names are a promise."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest

from forestall.options.appraise import appraise
from forestall.options.face import as_dict
from forestall.records.holdings import Holdings
from forestall.situation.assess import assess
from forestall.vocabulary import country


@cache
def face(iso3: str) -> dict[str, Any]:
    records = Holdings.open()
    return as_dict(appraise(assess(country(iso3), None, records), records, draws=200, seed=3))


def leaves(value: Any) -> Iterator[Any]:
    if isinstance(value, dict):
        for each in value.values():
            yield from leaves(each)
    elif isinstance(value, list):
        for each in value:
            yield from leaves(each)
    else:
        yield value


@pytest.mark.parametrize("iso3", ["CAF", "URY"])
def test_the_promised_names_are_there(iso3: str) -> None:
    answer = face(iso3)
    promised = {
        "country",
        "as_of",
        "seed",
        "data_versions",
        "perpetrators",
        "consent",
        "manifestly_failing",
        "options",
        "recommended",
        "find_out_first",
        "flips",
    }
    assert promised <= set(answer)
    assert (answer["country"], answer["seed"]) == (iso3, 3)
    for option in answer["options"]:
        assert {"id", "fit", "conditions", "p_harm", "regret", "reasons"} <= set(option)
        assert option["fit"] in {"good", "limited", "poor"}
        for spread in ("deaths_averted", "cost_usd_million"):
            assert set(option[spread]) == {"p05", "p50", "p95", "mean"}
            assert option[spread]["p05"] <= option[spread]["p50"] <= option[spread]["p95"]
        assert all({"state", "reason"} <= set(c) for c in option["conditions"])
    ids = [option["id"] for option in answer["options"]]
    assert ids == ["none", "political_mission", "preventive_deployment", "both"]
    assert answer["recommended"] in ids


@pytest.mark.parametrize("iso3", ["CAF", "URY"])
def test_it_is_plain_json_without_nan_and_probabilities_sum_to_one(iso3: str) -> None:
    answer = face(iso3)
    assert json.loads(json.dumps(answer, allow_nan=False)) == answer
    assert all(math.isfinite(v) for v in leaves(answer) if isinstance(v, float))
    assert sum(answer["consent"].values()) == pytest.approx(1, abs=1e-5)
    assert sum(p["probability"] for p in answer["perpetrators"]) == pytest.approx(1, abs=1e-4)
    assert len(answer["risk_factors"]) == 14


def test_doing_nothing_averts_nothing_and_costs_nothing() -> None:
    nothing = face("CAF")["options"][0]
    assert set(nothing["deaths_averted"].values()) == {0}
    assert set(nothing["cost_usd_million"].values()) == {0}
    assert nothing["political_mission"] is nothing["preventive_deployment"] is None
    assert nothing["cost_per_death_averted_usd_million"] is None
