"""A campaign played in parts, here or elsewhere: the same bytes."""

from __future__ import annotations

import json
import pickle
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from forestall import compute
from forestall.missions.designs import Plan
from forestall.missions.typical import default_deployment, default_political_mission
from forestall.options import campaigns
from forestall.options.appraisal import ConditionState
from forestall.options.futures import Futures, draw_futures
from forestall.records.holdings import Holdings
from forestall.situation.assess import assess
from forestall.situation.assessment import Assessment, PersonBaseline
from forestall.strategy import campaign
from forestall.vocabulary import Month, country

FUTURES = 2300  # a whole part of 2,000 and a rest that is not a whole chunk


def elsewhere(function: Callable[[Any], Any], jobs: Sequence[Any]) -> Iterator[tuple[int, Any]]:
    """A runner that sends jobs and answers as bytes, the last job first."""
    sent = [pickle.dumps(job) for job in jobs]
    for place in reversed(range(len(jobs))):
        yield place, pickle.loads(pickle.dumps(function(pickle.loads(sent[place]))))


@pytest.fixture(scope="module")
def haiti() -> Assessment:
    """Haiti with a person's baseline: no forecast need be made."""
    known = assess(country("HTI"), Month(2024, 12), Holdings.open())
    return replace(known, baseline=PersonBaseline(100.0, 400.0, 1200.0))


def futures(known: Assessment, *, rolled: bool) -> Futures:
    where = (known.country, known.as_of, known.main_kind)
    plan = Plan(default_political_mission(*where), default_deployment(*where))
    deaths = np.full((6, FUTURES), 20.0)
    plans = {campaigns.PLAN: plan}
    return draw_futures(known, Holdings.open(), deaths, plans, ConditionState.MET, 4, rolled=rolled)


def same(one: campaign.Campaign, other: campaign.Campaign) -> bool:
    names = ("without", "with_mission", "kept", "stopped", "moved", "added", "outcome", "met")
    return all(getattr(one, n).tobytes() == getattr(other, n).tobytes() for n in names)


def test_parts_joined_are_the_whole(haiti: Assessment) -> None:
    whole = futures(haiti, rolled=True).played(campaigns.PLAN)
    bare = futures(haiti, rolled=False)
    assert whole.n == FUTURES
    assert same(campaigns.play_apart(bare), whole)
    assert same(campaigns.play_apart(bare, elsewhere), whole)


def test_a_cluster_gives_the_same_bytes(haiti: Assessment, monkeypatch: pytest.MonkeyPatch) -> None:
    def play(address: str | None) -> str:
        asked = {"futures": FUTURES, "months": 6, "ray": address}
        return json.dumps(campaigns.as_dict(campaigns.play(haiti, Holdings.open(), **asked)))

    monkeypatch.setattr(compute, "cluster", lambda _address: elsewhere)
    assert play("auto") == play(None)


def test_progress_ends_at_all_futures(haiti: Assessment) -> None:
    told: list[tuple[int, int, str]] = []
    drawn = replace(futures(haiti, rolled=False), progress=lambda *at: told.append(at))
    campaigns.play_apart(drawn)
    assert [at[:2] for at in told] == [(2000, FUTURES), (FUTURES, FUTURES)]


def test_ctrl_c_goes_through(haiti: Assessment) -> None:
    def interrupted(*_at: object) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        campaigns.play(haiti, Holdings.open(), futures=200, months=6, progress=interrupted)
