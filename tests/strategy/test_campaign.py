"""A campaign of two cells and one attack a month, every number worked by hand.

The force of 1,000 has even chances against its opponents, as the reference mission has: an attack
it meets loses half of its victims. It reaches the first cell with chance 1/2 and the second not at
all, fights with 1/2, and is feared with log odds 2 ln 3 x reach: ln 3 in the first cell, where
2 / (1 + 3) = 1/2 of the attacks are still tried. Ten people a month would die.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from made_world import (
    HOST,
    INSIDE,
    NEIGHBOUR,
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

from forestall.missions.designs import Plan
from forestall.strategy import attacks as attacks_room
from forestall.strategy import calibration, campaign, persuasion, reach
from forestall.strategy.campaign import Campaign, Outcome, simulate
from forestall.strategy.world import PERSUASION, Attacks, World

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


def test_no_mission_changes_nothing() -> None:
    run = played(world(), Plan())
    assert (run.with_mission == run.without).all()
    assert ending(run) is Outcome.NEVER_ARRIVED


def test_an_attack_feared_too_much_is_not_tried() -> None:
    run = played(world(dice=dice(go=0.9)))  # 0.9 is above the half still tried
    assert run.with_mission.sum() == 0
    assert run.kept[0] == pytest.approx(40)
    assert ending(run) is Outcome.DETERRED
    assert run.displaced_share() == 0


def test_an_attack_out_of_reach_goes_ahead() -> None:
    run = played(world(dice=dice(go=0.4, met=0.6)))  # reached with 1/2 only
    assert run.averted(4)[0] == pytest.approx(0)
    assert (run.met[0], run.left[0]) == (0, 0)
    assert ending(run) is Outcome.FAILED


def test_an_attack_turned_away_is_tried_next_door() -> None:
    # of the half kept away one fifth moves: go from 0.5 to 0.6, if it goes ahead over there
    moved = played(world(dice=dice(go=0.55)))
    assert moved.with_mission.sum() == pytest.approx(40)
    assert moved.moved[0] == pytest.approx(40)
    assert moved.displaced_share() == pytest.approx(1)
    assert ending(moved) is Outcome.FAILED
    kept = played(world(dice=dice(go=0.61)))
    assert kept.moved[0] == 0
    # where the cell next door is in reach as well, half of those turned away go ahead there
    near = world(
        dice=dice(go=0.55, go_elsewhere=0.4), arena=replace(arena(), longitude=np.zeros(2))
    )
    assert played(near).moved[0] == pytest.approx(40)
    cowed = replace(near, attacks=dice(go=0.55, go_elsewhere=0.6))
    assert played(cowed).kept[0] == pytest.approx(40)
    met = replace(near, attacks=dice(go=0.55, go_elsewhere=0.4, met=0.2))
    assert (played(met).moved[0], played(met).stopped[0]) == pytest.approx((20, 20))


def test_an_attack_met_is_stopped_in_part() -> None:
    # met with reach 1/2 x resolve 1/2: half the victims are saved
    run = played(world(dice=dice(go=0.4, met=0.2)))
    assert run.with_mission[:, 0] == pytest.approx([5, 5, 5, 5])
    assert run.stopped[0] == pytest.approx(20)
    assert (run.met[0], run.left[0], run.kept[0]) == (4, 0, 0)
    assert ending(run) is Outcome.COMPELLED


def one_then(first: dict[str, float], then: dict[str, float]) -> Attacks:
    """Dice of two months."""
    parts = [dice(months=1, **told) for told in (first, then)]
    names = Attacks.__slots__
    return Attacks(*(np.concatenate([getattr(p, n) for p in parts], axis=1) for n in names))


def test_a_force_that_backs_down_loses_credibility(monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch, reputation=2.0)
    # in reach, left alone: the belief falls from 1/2 to 1 / 3, so the fear to 2/3 ln 3, and
    # 2 / (1 + 3^(2/3)) = 0.649 of the attacks are tried where half were
    left = one_then({"met": 0.3}, {"met": 0.9, "go": 0.64})
    run = played(world(months=2, dice=left))
    assert run.left[0] == 1
    assert run.with_mission[:, 0] == pytest.approx([10, 10])
    unseen = one_then({"met": 0.6}, {"met": 0.9, "go": 0.64})
    assert played(world(months=2, dice=unseen)).with_mission[1, 0] == 0


def test_a_force_that_fights_earns_credibility(monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch, reputation=2.0, displacement=0.0)
    # met: the belief rises to 2/3, the fear to 4/3 ln 3: 2 / (1 + 3^(4/3)) = 0.375 are tried
    met = one_then({"met": 0.2}, {"met": 0.9, "go": 0.4})
    run = played(world(months=2, dice=met))
    assert run.with_mission[:, 0] == pytest.approx([5, 0])


def test_resolve_differs_from_force_to_force(monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch, resolve_spread=1.0)
    # odds three times as good: 3/4 x reach 1/2 = 0.375 are met, where 0.25 were
    there = world(dice=dice(met=0.3))
    assert played(replace(there, resolve=np.log([3.0]))).stopped[0] == pytest.approx(20)
    assert played(there).stopped[0] == 0
    # but no more of them than the studies leave room for
    half = fears(2 * np.log(3), met=0.5)
    assert played(replace(there, resolve=np.log([3.0])), fears=half).stopped[0] == 0


def test_a_force_not_told_to_protect_is_half_as_resolute() -> None:
    told, other = (Plan(None, force(mandate=(task,))) for task in ("mod11", "min11"))
    there = world(dice=dice(met=0.2))  # met with 0.25, or with half of it
    assert played(there, told).stopped[0] == pytest.approx(20)
    assert played(there, other).stopped[0] == 0
    # and half as feared: 2 / (1 + 3^(1/2)) = 0.732 are tried
    there = world(dice=dice(go=0.7))
    assert played(there, told).averted(4)[0] == pytest.approx(40)
    assert played(there, other).averted(4)[0] == pytest.approx(0)


def test_killers_from_next_door_strike_at_the_border() -> None:
    by_neighbour = np.zeros((3, 1))
    by_neighbour[NEIGHBOUR] = 1.0
    run = played(world(dice=dice(go=0.9), shares=by_neighbour))
    assert run.averted(4)[0] == pytest.approx(0)  # the second cell, out of reach


def test_a_kind_that_cannot_be_plans_nothing() -> None:
    """Even where the dice fall on zero."""
    bold = (replace(FEARED[HOST], size=np.zeros(1)), FEARED[INSIDE], FEARED[NEIGHBOUR])
    run = played(world(dice=dice(who=0.0, go=0.9)), fears=bold)
    assert run.averted(4)[0] == pytest.approx(40)


def test_provocation_is_that_of_the_studies() -> None:
    # 0.1 per 1,000 of a force that counts 10 (1 - exp(-T / 10)) thousand
    there = world(effects=raising(0.1))
    for troops, counts in ((1000, 0.9516258), (2000, 1.8126925)):
        run = played(there, Plan(None, force(troops)))
        assert run.with_mission[:, 0] == pytest.approx([10 * np.exp(0.1 * counts)] * 4)
    assert run.added[0] == pytest.approx(40 * (np.exp(0.18126925) - 1))
    assert ending(run) is Outcome.FAILED
    assert played(there, provocation=False).averted(4)[0] == pytest.approx(0)
    # beside 1,000 that stand only what they add counts: 1.8126925 less 0.9516258
    more = Plan(None, force(standing_troops=1000))
    assert played(there, more).added[0] == pytest.approx(40 * (np.exp(0.08610667) - 1))


def test_observers_draw_fire() -> None:
    run = played(world(), Plan(None, force(observers=200)))
    assert run.with_mission[:, 0] == pytest.approx([10 * np.exp(0.02)] * 4)
    unarmed = played(world(), Plan(None, force(0, observers=100, posture="observe")))
    assert unarmed.with_mission[:, 0] == pytest.approx([10 * np.exp(0.01)] * 4)


def test_a_pause_stops_what_it_binds_until_it_collapses() -> None:
    # ln 2 both ways spends half of the time in pauses, which bind 0.8: exp(effect) = 0.6
    effects = raising(np.log(0.6), tool=PERSUASION)
    there = world(
        effects=effects,
        collapse=np.log([2.0]),
        talks=np.array([[0.4], [0.6], [0.4], [0.6]]),  # comes, holds, collapses, none
    )
    run = played(there, TALKS)
    assert run.with_mission[:, 0] == pytest.approx([2, 2, 10, 10])
    assert run.paused[0] == 2
    assert run.kept[0] == pytest.approx(16)
    assert ending(run) is Outcome.DETERRED  # 0.4 of it kept away, 0.25 is success
    # a team of women: 30 points more than one in ten halves the hazard, 1 - 2^-0.5 = 0.293
    held = played(there, Plan(team(women_share=0.4), None))
    assert held.with_mission[:, 0] == pytest.approx([2, 2, 2, 2])
    # a quarter of the staff halves the rate: no pause comes with 0.4
    assert played(there, Plan(team(staff=25), None)).paused[0] == 0


def test_talks_that_backfire_raise_killing() -> None:
    effects = raising(0.2, tool=PERSUASION)
    run = played(world(effects=effects), TALKS)
    assert run.with_mission[:, 0] == pytest.approx([10 * np.exp(0.2)] * 4)
    assert played(world(effects=effects), TALKS, provocation=False).averted(4)[0] == 0


def test_talks_make_a_force_count_for_more(monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch, displacement=0.0)
    # doubled: 2 / (2 + 1) where 1/2 was, so a fear of 4/3 ln 3: 0.375 are tried
    there = world(dice=dice(go=0.4), synergy=np.ones(1))
    assert played(there, Plan(team(), force())).with_mission.sum() == pytest.approx(0)
    assert played(there).with_mission.sum() == pytest.approx(40)
