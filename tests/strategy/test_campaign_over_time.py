"""A campaign over time: arrival, withdrawal, consent that hardens; see :mod:`test_campaign`."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from made_world import (
    NOMINAL,
    OBSTRUCTED,
    REFUSED,
    arena,
    attacks,
    ending,
    fears,
    force,
    point,
    raising,
    team,
    world,
)

from forestall.errors import BadValue
from forestall.missions.designs import Plan
from forestall.strategy import attacks as attacks_room
from forestall.strategy import calibration, campaign, persuasion, reach
from forestall.strategy.campaign import Campaign, Outcome, simulate
from forestall.strategy.world import DEPLOYMENT, PERSUASION, Attacks, World
from forestall.vocabulary import Month

FEARED = fears(2 * np.log(3))
FORCE, TALKS = Plan(None, force()), Plan(team(), None)


@pytest.fixture(autouse=True)
def points(monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch)


def use(monkeypatch: pytest.MonkeyPatch, **changed: float) -> None:
    for room in (calibration, campaign, persuasion, reach, attacks_room):
        monkeypatch.setattr(room, "parameter", point(**changed))


def played(there: World, plan: Plan = FORCE, **more: object) -> Campaign:
    return simulate(there, plan, **({"fears": FEARED} | more))  # type: ignore[arg-type]


def dice(*, months: int = 4, **told: float) -> Attacks:
    return attacks(1, months, **told)


def test_a_force_arrives_in_a_line() -> None:
    slow = force(months_to_start=(1.0,) * 3, months_to_strength=(3.0,) * 3, share_of_ceiling=0.9)
    there = campaign.presence(world(), DEPLOYMENT, slow)
    # the middles of the months, 0.5, 1.5 and so on: 0, 1/4, 3/4 and all of it, 0.9 at most
    assert there[:, 0] == pytest.approx([0, 0.225, 0.675, 0.9])
    late = replace(slow, start=Month(2025, 1))  # decided a month after the assessment
    assert campaign.presence(world(), DEPLOYMENT, late)[:, 0] == pytest.approx([0, 0, 0.225, 0.675])


def test_half_a_force_does_less_than_half() -> None:
    # half there: its only base is open, and 0.5 / (0.5 + 1) = 1/3: a fear of 4 ln 3 x 1/3 x 1/2 =
    # 2/3 ln 3, so that 2 / (1 + 3^(2/3)) = 0.649 are tried
    half = Plan(None, force(share_of_ceiling=0.5))
    assert played(world(dice=dice(go=0.64)), half).averted(4)[0] == pytest.approx(0)
    # one met, with reach 1/2 x resolve 1/2, loses a third of its victims
    assert played(world(dice=dice(met=0.24)), half).stopped[0] == pytest.approx(40 / 3)


def test_bases_open_as_people_come() -> None:
    # four bases in one cell, one for each quarter of the force; from one on it is in reach
    bases = tuple(int(gid) for gid in (arena().gids[0],) * 4)
    eighth = Plan(None, force(8000, share_of_ceiling=0.125, bases=bases))
    # an eighth is 1,000 with half of a base: reach 1/4, met with 1/2 x 1/4, half of them saved
    assert played(world(dice=dice(met=0.12)), eighth).stopped[0] == pytest.approx(20)
    assert played(world(dice=dice(met=0.13)), eighth).stopped[0] == 0


def test_withdrawal_and_a_mandate_not_renewed_end_it() -> None:
    there = world(months=4, dice=dice(go=0.9), withdrawn=np.array([2.0]))
    run = played(there)
    assert run.with_mission[:, 0] == pytest.approx([0, 0, 10, 10])
    assert ending(run) is Outcome.DETERRED  # of the killing while it was there
    year = world(months=14, dice=dice(months=14, go=0.9), unrenewed=np.array([12.0]))
    assert played(year).with_mission.sum() == pytest.approx(20)


def test_consent_that_hardens_leaves_half_of_it() -> None:
    # from the third month on as obstructed, which allows one half: see above, 0.649 are tried
    there = world(dice=dice(go=0.6), hardens=np.array([2.0]))
    assert played(there).with_mission[:, 0] == pytest.approx([0, 0, 10, 10])
    # nominal consent falls no lower: a quarter is allowed before and after
    low = world(consent=np.array([NOMINAL]), hardens=np.array([2.0]), dice=dice(go=0.999))
    assert np.ptp(played(low).with_mission) == 0


def test_refused_nobody_comes() -> None:
    run = played(world(consent=np.array([REFUSED]), dice=dice(go=0.9)), Plan(team(), force()))
    assert (run.with_mission == run.without).all()
    assert ending(run) is Outcome.NEVER_ARRIVED
    assert not any(there.any() for there in run.presence.values())


def test_a_reinforcement_adds_to_what_is_on_record() -> None:
    # 2 / (2 + 1) = 2/3 with two bases there, 1 - 1/4 = 3/4, less 1/2 with one, 1/2: a fear of
    # 4 ln 3 (2/3 x 3/4 - 1/2 x 1/2) = ln 3, so half are tried; met with 1/2 x 3/4 = 0.375
    more = Plan(None, force(standing_troops=1000))
    assert played(world(dice=dice(go=0.51)), more).displaced_share() == pytest.approx(1)
    assert played(world(dice=dice(go=0.7)), more).kept[0] == pytest.approx(40)
    # of whom 2/3 - (1/2 x 1/2) / (3/4) = 1/3 are saved beyond those saved anyway
    assert played(world(dice=dice(met=0.37)), more).stopped[0] == pytest.approx(40 / 3)


def test_nothing_to_avert_is_told_apart() -> None:
    run = played(world(deaths=np.zeros((4, 1))))
    assert (ending(run), run.untested[0]) == (Outcome.DETERRED, True)


def test_obstruction_allows_part_of_a_pause() -> None:
    # rate ln 2 x 0.5: 1 - 2^-0.5 = 0.293 a month
    effects = raising(np.log(0.6), tool=PERSUASION)
    there = world(effects=effects, collapse=np.log([2.0]), talks=np.full((4, 1), 0.4))
    assert played(there, TALKS).paused[0] == 2
    assert played(replace(there, consent=np.array([OBSTRUCTED])), TALKS).paused[0] == 0


def test_bases_in_another_country_are_refused() -> None:
    with pytest.raises(BadValue, match="outside the country"):
        played(world(), Plan(None, force(bases=(1, 2))))
