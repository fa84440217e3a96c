"""What the options do in the same futures: money, the force already there, states held fixed."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from made_up import WILLING, assessment, futures
from made_world import attacks, fears, force, point, raising, team

from forestall.missions.designs import Plan
from forestall.options.appraisal import ConditionState, OptionId
from forestall.options.futures import Futures, draw_futures, usual_plans
from forestall.parameters import parameter
from forestall.records.holdings import Holdings
from forestall.strategy import attacks as attacks_room
from forestall.strategy import calibration, campaign, reach
from forestall.strategy.campaign import Outcome
from forestall.vocabulary import country

NONE, TALKS, FORCE, BOTH = OptionId


@pytest.fixture
def points(monkeypatch: pytest.MonkeyPatch) -> None:
    for room in (calibration, campaign, reach, attacks_room):
        monkeypatch.setattr(room, "parameter", point())


def test_cost_by_hand() -> None:
    there = futures()
    # a force at 50 million and mediators at 12 million a year
    costs = {option: there.cost(option, 12)[0] for option in OptionId}
    assert costs == pytest.approx({NONE: 0, TALKS: 12, FORCE: 50, BOTH: 62})
    assert there.cost(FORCE, 6)[0] == pytest.approx(25)


def test_cost_is_paid_for_the_months_of_presence_and_not_where_nobody_is_let_in() -> None:
    assert futures(withdrawn=np.array([3.0])).cost(BOTH, 12)[0] == pytest.approx(62 / 4)
    assert futures(consent=np.array([0])).cost(BOTH, 12)[0] == 0
    # half of the force for half of the money; hemmed in it costs the same
    half = futures(plans={"half": Plan(None, force(share_of_ceiling=0.5))}, consent=np.array([1]))
    assert half.cost("half", 12)[0] == pytest.approx(25)


def test_cost_is_spread_as_its_range_is() -> None:
    """One draw of luck stands for a tool in every plan: 1.645 is the 95% point."""
    spread = Plan(team(cost=(10.0, 20.0, 80.0)), None)
    z = {tool: np.array([-1.6448536, 0.0, 1.6448536]) for tool in futures().world.costing}
    there = futures(3, plans={"a": spread}, costing=z)
    assert there.cost("a", 12) == pytest.approx([10, 20, 80])


@pytest.mark.usefixtures("points")
def test_averted_by_hand() -> None:
    # feared too much in the first six months, out of the planner's mind in none: see made_world
    there = futures(dice=attacks(1, 12, go=0.9), withdrawn=np.array([6.0]))
    assert there.averted(FORCE, 12)[0] == pytest.approx(60)
    assert there.averted(FORCE, 3)[0] == pytest.approx(30)
    assert there.averted(NONE, 12)[0] == 0
    assert there.played(FORCE).shares()[Outcome.DETERRED] == 1
    assert there.played(FORCE) is there.played(FORCE)  # played once


def test_the_force_there_averts_what_would_be_added_if_it_were_gone() -> None:
    # 5,000 count as 10 (1 - exp(-0.5)) = 3.934693 thousand; x 0.1: exp(0.3934693) = 1.482114
    there = futures(effects=raising(-0.1))
    assert there.standing_averts(5000, 12)[0] == pytest.approx(120 * 0.482114, abs=1e-3)
    # half believed where the war is too large: exp(0.1967347) = 1.217420
    doubted = futures(effects=raising(-0.1), credible=np.full((3, 1), 0.5))
    assert doubted.standing_averts(5000, 12)[0] == pytest.approx(120 * 0.217420, abs=1e-3)
    # where the studies say harm, its going would save lives: exp(-0.3934693) = 0.674713
    harm = futures(effects=raising(0.1))
    assert harm.standing_averts(5000, 12)[0] == pytest.approx(-120 * 0.325287, abs=1e-3)
    assert futures().standing_averts(5000, 12)[0] == 0


def test_no_more_is_said_to_be_averted_than_the_studies_reach() -> None:
    most = parameter("effects", "standing_limit").value
    there = futures(effects=raising(-50.0))
    assert there.standing_averts(5000, 12)[0] == pytest.approx(120 * (most - 1))


def test_a_state_is_held_against_the_same_deaths() -> None:
    there = futures(
        2,
        deaths=np.tile([10.0, 1000.0], (12, 1)),
        consent=np.array([3, 0]),
        effects=raising(-0.2, 2),
        dice=attacks(2, 12, go=0.999),
    )
    willing = there.given("consent", np.array([0]))
    # both futures' deaths, as if both were willing
    averted = willing.averted(FORCE, 12)
    assert averted[1] == pytest.approx(100 * averted[0])
    assert averted[0] > 0
    refused = there.given("consent", np.array([1]))
    assert refused.averted(FORCE, 12).tolist() == [0, 0]
    assert refused.cost(FORCE, 12).tolist() == [0, 0]
    # the futures themselves are as they were
    assert there.world.consent.tolist() == [3, 0]


def test_a_camp_given_brings_its_effects() -> None:
    # the second future: harm of 0.1 per 1,000 of a force that counts 10 (1 - exp(-0.1)) thousand
    effects = raising(0.0, 2)
    effects["preventive_deployment"][1] = [0.0, 0.1]
    there = futures(2, effects=effects, camp=np.array([1, 2]), dice=attacks(2, 12, go=0.0))
    harmed = there.given("camp", np.array([1]))
    assert harmed.averted(FORCE, 12) == pytest.approx([120 * (1 - np.exp(0.09516258))] * 2)


def test_what_differs_between_two_states_is_held_over_a_year() -> None:
    there = futures(3, deaths=np.full((12, 3), 10.0))
    assert there.given("consent", np.array([0])).months == 12


def test_the_usual_plans_bear_their_options_names() -> None:
    plans = usual_plans(team(), force())
    assert list(plans) == list(OptionId)
    assert [plan.tool for plan in plans.values()] == list(OptionId)
    assert [plan.name for plan in plans.values()] == list(OptionId)


@pytest.fixture(scope="module")
def records() -> Holdings:
    return Holdings.open()


def drawn(records: Holdings, seed: int = 1, chances: tuple[float, ...] = WILLING) -> Futures:
    known = assessment((0.2, 0.6, 0.2), chances, country=country("HTI"))
    plans = usual_plans(team(), force(5000, bases=()))
    deaths = np.full((12, 200), 9.0)
    return draw_futures(known, records, deaths, plans, ConditionState.PARTLY, seed)


def test_the_same_seed_gives_the_same_futures(records: Holdings) -> None:
    one, two, other = drawn(records), drawn(records), drawn(records, seed=2)
    assert (one.averted(BOTH, 12) == two.averted(BOTH, 12)).all()
    assert (one.averted(BOTH, 12) != other.averted(BOTH, 12)).any()
    assert one.n == 200


def test_an_unknown_credibility_counts_as_partly_met(records: Holdings) -> None:
    known = assessment(country=country("HTI"))
    worlds = [
        draw_futures(known, records, np.full((12, 200), 9.0), {}, state, 1).world.credible
        for state in (ConditionState.UNKNOWN, ConditionState.PARTLY, ConditionState.NOT_MET)
    ]
    assert (worlds[0] == worlds[1]).all()
    assert worlds[2].mean() < worlds[1].mean()


def test_a_force_more_feared_averts_more() -> None:
    there = futures(200, dice=attacks(200, 12, go=0.7))
    bolder = replace(there, fears=fears(6.0, 200), _played={})
    assert bolder.averted(FORCE, 12).mean() >= there.averted(FORCE, 12).mean()
