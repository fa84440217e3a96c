"""Laws of every campaign: over many made-up situations and designs, through public functions."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_up import REFUSED, assessment
from made_world import block, force, team

from forestall.missions.design_file import POSTURES
from forestall.missions.designs import Plan
from forestall.strategy.calibration import fears as fitted
from forestall.strategy.calibration import references
from forestall.strategy.campaign import Campaign, Outcome, simulate
from forestall.strategy.world import CHUNK, World, draw_world
from forestall.vocabulary import Month

MONTHS, N = 12, 120
LAWS = settings(max_examples=25, deadline=None)
ON_AVERAGE = settings(max_examples=25, deadline=None, derandomize=True)
KINDS = st.lists(st.floats(0.01, 1), min_size=3, max_size=3)
STATES = st.lists(st.floats(0.0, 1), min_size=4, max_size=4).filter(lambda c: sum(c) > 0.1)
SEEDS = st.integers(0, 2**31)
MONTHS_TO = st.floats(0.1, 9.0)


@cache
def against() -> tuple[Any, ...]:
    return references(block())


@st.composite
def situations(draw: st.DrawFn, chances: tuple[float, ...] | None = None) -> World:
    """Any mix of killers, any consent, deaths of any size in any month."""
    kinds, states, seed = np.array(draw(KINDS)), np.array(draw(STATES)), draw(SEEDS)
    known = assessment(
        tuple(kinds / kinds.sum()),
        tuple(states / states.sum()) if chances is None else chances,
        hazard=draw(st.sampled_from([0.0, 0.1, 3.0])),
        weight=1.25,
    )
    scale = draw(st.sampled_from([0.0, 1.0, 50.0, 1e6]))
    deaths = scale * np.random.default_rng(seed).gamma(0.5, 1.0, (MONTHS, N))
    credibility = draw(st.sampled_from(["met", "partly", "not_met"]))
    return draw_world(known, block(), deaths, credibility, seed)


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    """Any mission or two, small and large, early and late."""
    which = draw(st.sampled_from(["talks", "force", "both"]))
    start = draw(st.one_of(st.none(), st.integers(0, 8).map(lambda late: Month(2024, 12) + late)))
    first = draw(MONTHS_TO)
    spread = (first, 2 * first, 3 * first)
    shared: dict[str, Any] = {
        "start": start,
        "months_to_start": spread,
        "months_to_strength": tuple(3 * month for month in spread),
    }
    talks = team(
        staff=draw(st.one_of(st.none(), st.integers(1, 900))),
        women_share=draw(st.one_of(st.none(), st.floats(0, 1))),
        **shared,
    )
    troops = draw(st.integers(0, 30_000))
    armed = force(
        troops,
        police=draw(st.integers(0, 2000)),
        observers=draw(st.integers(0, 900)),
        standing_troops=draw(st.sampled_from([0, 0, 800, 15_000])),
        posture=draw(st.sampled_from(POSTURES)),
        mandate=draw(st.sampled_from([(), ("mod11",), ("min11",)])),
        bases=draw(st.sampled_from([(), tuple(block().gids[:3].tolist())])),
        share_of_ceiling=draw(st.floats(0.1, 1.0)),
        **shared,
    )
    return Plan(talks if which != "force" else None, armed if which != "talks" else None)


def played(there: World, plan: Plan, **more: Any) -> Campaign:
    return simulate(there, plan, fears=fitted(there, against()), **more)


@LAWS
@given(situations(), plans(), st.booleans())
def test_laws_of_any_campaign(there: World, plan: Plan, provocation: bool) -> None:
    run = played(there, plan, provocation=provocation)
    assert np.isfinite(run.with_mission).all()
    assert (run.with_mission >= 0).all()
    assert (run.without == there.deaths).all()
    averted = run.averted(MONTHS)
    assert (averted <= run.without.sum(axis=0)).all()
    assert sum(run.shares().values()) == pytest.approx(1)
    assert set(run.shares()) == set(Outcome)
    assert 0 <= run.displaced_share() <= 1
    for part in (run.kept, run.stopped, run.moved, run.added):
        assert (part >= 0).all()
    # what was averted is what was kept away and stopped, less what was added
    parts = run.kept + run.stopped - run.added
    assert averted == pytest.approx(parts, rel=1e-6, abs=1e-6 * max(1.0, there.deaths.max()))
    if not provocation:
        assert (averted >= -1e-9 * run.without.sum(axis=0)).all()
    # nobody is let in where consent is refused: nothing at all changes there
    refused = there.consent == 0
    assert (run.with_mission[:, refused] == there.deaths[:, refused]).all()
    assert (run.outcome[refused] == list(Outcome).index(Outcome.NEVER_ARRIVED)).all()
    # nor before anybody arrives
    before = sum(run.presence.values()).cumsum(axis=0) == 0
    assert (run.with_mission[before] == there.deaths[before]).all()


@LAWS
@given(situations())
def test_no_mission_changes_nothing(there: World) -> None:
    run = played(there, Plan())
    assert (run.with_mission == run.without).all()
    assert run.shares()[Outcome.NEVER_ARRIVED] == 1


@LAWS
@given(situations(REFUSED), plans())
def test_refused_consent_lets_nothing_in(there: World, plan: Plan) -> None:
    run = played(there, plan)
    assert not run.averted(MONTHS).any()
    assert not any(presence.any() for presence in run.presence.values())
    assert run.shares()[Outcome.NEVER_ARRIVED] == 1


@settings(max_examples=10, deadline=None)
@given(situations(), plans(), plans())
def test_designs_meet_the_same_futures_and_the_same_seed_gives_the_same_bytes(
    there: World, plan: Plan, other: Plan
) -> None:
    one, again, rival = played(there, plan), played(there, plan), played(there, other)
    assert one.with_mission.tobytes() == again.with_mission.tobytes()
    assert one.outcome.tobytes() == again.outcome.tobytes()
    assert one.without.tobytes() == rival.without.tobytes()


@settings(max_examples=8, deadline=None)
@given(situations(), plans(), st.integers(1, N - 1))
def test_futures_do_not_touch_each_other(there: World, plan: Plan, cut: int) -> None:
    """Any part of the futures, played alone, ends as it does among the others.

    Given the bases: where a design names none they are put by the killers of all futures together.
    """
    there = replace(there, shares=np.tile(there.shares[:, :1], N))
    whole, part = played(there, plan), played(there.part(0, cut), plan)
    # processors take the tanh of single numbers and of eight at once to another last digit
    assert part.with_mission == pytest.approx(whole.with_mission[:, :cut], rel=1e-4, abs=1e-4)


def test_whole_chunks_of_a_larger_run_are_those_of_a_smaller_one() -> None:
    """The dice of attacks come in chunks; all else is set alike here."""
    few, many = (
        draw_world(assessment(), block(), np.full((3, n), 10.0), "met", 1) for n in (CHUNK, 1100)
    )
    alike = replace(few, attacks=many.part(0, CHUNK).attacks)
    plan = Plan(None, force(5000, bases=()))
    assert (played(few, plan).with_mission == played(alike, plan).with_mission).all()


# On average more of a good thing does no harm, where nothing provokes. Deaths are the same in each
# month here: a mission that comes early also leaves early, so that where killing comes late an
# early start may truly be worse.


def helped(there: World, plan: Plan) -> np.ndarray:
    return played(there, plan, provocation=False).averted(MONTHS)


def no_worse(more: np.ndarray, less: np.ndarray) -> bool:
    """Whether the mean is at least as large, beyond three standard errors of the difference."""
    apart = more - less
    return bool(apart.mean() >= -3 * apart.std() / np.sqrt(apart.size) - 1e-9)


def even(there: World) -> World:
    return replace(there, deaths=np.full((MONTHS, N), 10.0))


@ON_AVERAGE
@given(situations(), plans(), st.floats(1.0, 10.0))
def test_more_troops_avert_no_less(there: World, plan: Plan, times: float) -> None:
    if plan.deployment is None:
        plan = Plan(plan.political, force(500, bases=()))
    assert plan.deployment is not None
    larger = replace(plan.deployment, troops=round(times * plan.deployment.troops))
    more, less = (helped(even(there), Plan(plan.political, f)) for f in (larger, plan.deployment))
    assert no_worse(more, less)


@ON_AVERAGE
@given(situations(), plans(), st.integers(1, 8))
def test_an_earlier_start_averts_no_less(there: World, plan: Plan, months: int) -> None:
    def decided(month: Month) -> Plan:
        return Plan(
            None if plan.political is None else replace(plan.political, start=month),
            None if plan.deployment is None else replace(plan.deployment, start=month),
        )

    as_of = there.as_of
    early, late = (helped(even(there), decided(as_of + m)) for m in (0, months))
    assert no_worse(early, late)


@ON_AVERAGE
@given(situations(), plans(), st.integers(0, 2))
def test_firmer_consent_averts_no_less(there: World, plan: Plan, state: int) -> None:
    less, more = (
        helped(replace(even(there), consent=np.full(N, s)), plan) for s in (state, state + 1)
    )
    assert no_worse(more, less)
