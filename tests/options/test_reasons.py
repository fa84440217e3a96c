"""The answer in words, and what would change it."""

from __future__ import annotations

import numpy as np
import pytest
from made_up import INSIDE, WILLING, assessment, condition, of, option, perpetrator

from forestall.options import reasons
from forestall.options.appraisal import ConditionState, Draws, Fit, Option, OptionId
from forestall.options.conditions import CONSENT, CREDIBLE, PROPORTION, THREAT
from forestall.options.information import Dispute, Weighed
from forestall.options.would_change import would_change
from forestall.vocabulary import country

MET, PARTLY, NOT_MET, UNKNOWN = ConditionState
NONE, TALKS, FORCE, BOTH = OptionId
HUNDRED = Draws(np.full(100, 100.0), "civilian deaths")
NOTHING = Draws(np.zeros(100), "civilian deaths")


def options(force: Option | None = None, talks: Option | None = None) -> tuple[Option, ...]:
    return (
        option(NONE, np.zeros(100), cost=0.0),
        talks or option(TALKS, np.full(100, 5.0)),
        force or option(FORCE, np.full(100, 40.0), cost=200.0),
        option(BOTH, np.full(100, 41.0), cost=210.0),
    )


def test_of_option_says_first_what_speaks_against() -> None:
    tested = (condition("a", MET), condition("b", NOT_MET), condition("c", PARTLY))
    said = reasons.of_option(FORCE, Fit.LIMITED, tested)
    assert said == (
        "The fit is limited.",
        "b: not met. Because b.",
        "c: partly met. Because c.",
        "a: met. Because a.",
    )
    assert len(reasons.of_option(NONE, Fit.POOR, ())) == 1


@pytest.mark.parametrize(
    ("chances", "recommended", "fit", "said"),
    [
        (WILLING, FORCE, Fit.GOOD, "If the government consents, deploy early in Examplia."),
        (
            (0.4, 0.0, 0.0, 0.6),
            BOTH,
            Fit.LIMITED,
            "If the government can be brought to consent, send mediators to Examplia with a "
            "deployment behind them.",
        ),
        (
            WILLING,
            TALKS,
            Fit.LIMITED,
            "If the government consents, send mediators to Examplia; expect little, for the fit "
            "is limited.",
        ),
    ],
)
def test_headlines(chances: tuple[float, ...], recommended: OptionId, fit: Fit, said: str) -> None:
    listed = options(talks=option(TALKS, np.full(100, 5.0), fit=fit))
    known = assessment(chances=chances)
    assert reasons.headline(known, listed, recommended, HUNDRED) == said


@pytest.mark.parametrize(("averted", "verb"), [(9.0, "keep"), (11.0, "reinforce")])
def test_a_force_that_stands_is_kept_or_reinforced(averted: float, verb: str) -> None:
    # the line is a tenth of the 100 deaths expected
    listed = options(option(FORCE, np.full(100, averted), standing=8000))
    said = reasons.headline(assessment(), listed, FORCE, HUNDRED)
    assert said.startswith(f"While the government's consent holds, {verb} the force that stands in")
    assert ("more troops would add little" in said) == (verb == "keep")


def test_quiet_is_said_and_a_named_threat_is_not_quiet() -> None:
    unseen = assessment(perpetrators=(perpetrator(INSIDE, 1.0, recent_deaths=()),))
    assert reasons.is_quiet(unseen, NOTHING)
    assert "no sign of risk" in reasons.headline(unseen, options(), NONE, NOTHING)
    assert "not proof of safety" in reasons.why(unseen, options(), NONE, NOTHING, None)
    # somebody killed here before, so there is a sign
    assert "little sign of risk" in reasons.headline(assessment(), options(), NONE, NOTHING)
    named = assessment(perpetrators=(perpetrator(INSIDE, 1.0, set_by_person=True),))
    assert not reasons.is_quiet(named, NOTHING)
    # 5 of 100 draws reach 25 deaths: on the line of 0.05, which is not below it
    at_line = Draws(np.array([25.0] * 5 + [0.0] * 95), "civilian deaths")
    assert not reasons.is_quiet(unseen, at_line)


@pytest.mark.parametrize(
    ("kinds", "chances", "why"),
    [
        ((1.0, 0.0, 0.0), (0.6, 0.2, 0.1, 0.1), "would probably refuse a mission"),
        ((1.0, 0.0, 0.0), WILLING, "the government whose consent they need"),
        ((0.0, 1.0, 0.0), (0.6, 0.2, 0.1, 0.1), "the government would probably refuse"),
    ],
)
def test_what_stands_in_the_way(
    kinds: tuple[float, float, float], chances: tuple[float, ...], why: str
) -> None:
    known = assessment(kinds, chances)
    assert why in reasons.headline(known, options(), NONE, HUNDRED)


def test_a_war_beyond_a_force_and_a_threat_below_one() -> None:
    big = option(FORCE, np.zeros(100), conditions=(condition(CREDIBLE, NOT_MET),))
    assert "the war is beyond" in reasons.headline(assessment(), options(big), NONE, HUNDRED)
    small = option(FORCE, np.zeros(100), conditions=(condition(PROPORTION, NOT_MET),))
    assert "too small for a force" in reasons.headline(assessment(), options(small), NONE, HUNDRED)


def test_the_evidence_the_other_way_is_told_where_the_government_kills() -> None:
    known = assessment((1.0, 0.0, 0.0), (0.6, 0.2, 0.1, 0.1))
    said = reasons.why(known, options(), NONE, HUNDRED, None)
    assert "evidence the other way" in said
    assert "found no protection" in said
    assert "evidence the other way" not in reasons.why(assessment(), options(), NONE, HUNDRED, None)


def test_why_compares_means_with_means() -> None:
    skewed = Draws(np.array([0.0] * 60 + [250.0] * 40), "civilian deaths")
    said = reasons.why(assessment(), options(), FORCE, skewed, None)
    # mean 100, median 0, p95 250
    assert "100 civilians are expected to be killed" in said
    assert "as likely as not none, with a 90% range from 0 to 250" in said
    assert "A preventive deployment would avert about 40 deaths on average" in said
    assert "for about USD 200 million" in said
    assert "A political mission would avert about 5 deaths for USD 10 million" in said


def test_an_option_that_averts_more_and_comes_second_says_why() -> None:
    said = reasons.why(assessment(), options(), FORCE, HUNDRED, None)  # 41 against 40: within 15%
    assert "ahead by less than 15%, a near tie, and the cheaper goes first" in said
    assert said.count("near tie") == 1  # mediators avert less: nothing to explain
    harmful = option(BOTH, np.full(100, 60.0), cost=210.0, score=30.0)
    said = reasons.why(assessment(), (*options()[:3], harmful), FORCE, HUNDRED, None)
    assert "With a death added weighing as much as two averted it is not ahead." in said


def test_harm_is_said_as_deaths_added() -> None:
    bad = option(TALKS, np.full(100, -11.0))
    said = reasons.why(assessment(), options(talks=bad), FORCE, HUNDRED, None)
    assert "A political mission would add about 11 deaths" in said


def test_wars_are_told_beside_one_sided_deaths() -> None:
    # ten times the 100 expected
    said = reasons.why(assessment(deaths_12m=1000), options(), FORCE, HUNDRED, None)
    assert "Organised violence of every kind killed 1,000" in said
    assert "every kind" not in reasons.why(
        assessment(deaths_12m=999), options(), FORCE, HUNDRED, None
    )


def test_what_the_force_there_does_is_said_with_its_limits() -> None:
    listed = options(option(FORCE, np.full(100, 3.0), standing=15_007))
    said = reasons.why(assessment(), listed, FORCE, HUNDRED, Draws(np.full(9, 98.0), "deaths"))
    assert "about 15,000 already stands there" in said
    assert "averts about 98 deaths a year" in said
    assert "no further than 8,000 to 10,000 troops" in said
    nobody_knows = Draws(np.array([-40.0, 0.0, 2300.0]), "deaths")
    assert "nobody can say" in reasons.why(assessment(), listed, FORCE, HUNDRED, nobody_knows)


def test_a_threat_the_forecast_does_not_know_asks_for_a_baseline() -> None:
    named = assessment(perpetrators=(perpetrator(INSIDE, 1.0, set_by_person=True),))
    assert "set [baseline]" in reasons.why(named, options(), FORCE, NOTHING, None)


def test_country_names_in_a_sentence() -> None:
    assert reasons.in_sentence(country("CAF")) == "the Central African Republic"
    assert reasons.in_sentence(country("MLI")) == "Mali"


def dispute(name: str, states: tuple[str, ...], drawn: list[int], **by_state: float) -> Weighed:
    """What a force averts in each state, with talks and both averting nothing."""
    averted = {
        int(state[1:]): {
            NONE: np.zeros(100),
            TALKS: np.zeros(100),
            FORCE: np.full(100, force),
            BOTH: np.zeros(100),
        }
        for state, force in by_state.items()
    }
    return Weighed(Dispute(name, f"{name}?", states, np.array(drawn)), averted)


CONSENTS = tuple(f"consent is {s}" for s in ("refused", "nominal", "obstructed", "willing"))
KILLERS = ("the host kills", "a group kills", "a neighbour kills")


def test_a_state_in_which_the_advice_is_wasted_would_change_it() -> None:
    consent = dispute("consent", CONSENTS, [0] * 30 + [3] * 70, s0=0.0, s3=40.0)
    said = would_change((consent,), assessment(), options(), of(options(), FORCE), HUNDRED)
    assert said == (
        "If consent is refused (now 30% likely), doing nothing new would be the better choice.",
    )


def test_what_ruled_the_tools_out_must_go_before_they_are_advised() -> None:
    gates = (condition(THREAT, NOT_MET), condition(CONSENT, NOT_MET))
    out = tuple(
        option(o.id, o.deaths_averted[12].values, cost=o.cost[12].mean, conditions=gates)
        if o.id is not NONE
        else o
        for o in options()
    )
    consent = dispute("consent", CONSENTS, [0] * 80 + [3] * 20, s0=0.0, s3=40.0)
    killer = dispute("perpetrator", KILLERS, [0] * 90 + [1] * 10, s0=30.0, s1=40.0)
    camp = dispute("camp", ("lower", "nothing", "raise"), [0] * 40 + [1] * 60, s0=40.0, s1=0.0)
    known = assessment((0.9, 0.1, 0.0), (0.8, 0.0, 0.0, 0.2))
    said = would_change((consent, killer, camp), known, out, of(out, NONE), HUNDRED)
    assert [s.split(" (")[0] for s in said] == ["If consent is willing"]


def test_luck_changes_no_advice() -> None:
    rng = np.random.default_rng(1)
    consent = dispute("consent", CONSENTS, [0] * 30 + [3] * 70, s3=0.0)
    noise = rng.normal(0.0, 1000.0, 100)
    consent.averted[0] = {
        NONE: np.zeros(100),
        TALKS: noise - noise.mean() + 5.0,
        FORCE: np.full(100, 40.0),
        BOTH: np.zeros(100),
    }
    said = would_change((consent,), assessment(), options(), of(options(), FORCE), HUNDRED)
    assert not [s for s in said if "political mission" in s]


def test_a_force_out_of_proportion_says_when_it_would_not_be() -> None:
    small = option(FORCE, np.full(100, 40.0), conditions=(condition(PROPORTION, NOT_MET),))
    few = Draws(np.array([100.0] * 6 + [20.0] * 94), "civilian deaths")
    (said,) = would_change((), assessment(), options(small), of(options(), TALKS), few)
    assert said == (
        "If 100 or more civilian deaths in a year became likely (now 6%), a force would be in "
        "proportion."
    )


def test_nothing_in_doubt_is_said_too() -> None:
    (said,) = would_change((), assessment(), options(), of(options(), FORCE), HUNDRED)
    assert said == "None of the things in doubt here would change the advice by itself."
