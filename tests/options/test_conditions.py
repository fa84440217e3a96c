"""The conditions of the source brief, at and about their lines."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from made_up import (
    HOST,
    INSIDE,
    REFUSED,
    WILLING,
    assessment,
    condition,
    deployment,
    perpetrator,
    political,
)

from forestall.options import conditions
from forestall.options.appraisal import Condition, ConditionState, Draws, Fit
from forestall.options.conditions import (
    CONSENT,
    CREDIBLE,
    PROPORTION,
    THREAT,
    credible,
    fit,
    for_deployment,
    for_political_mission,
    shut,
    shut_by,
)
from forestall.provenance import Origin, Provenance
from forestall.situation.assessment import Assessment, ByKind, ManifestlyFailing, PersonBaseline
from forestall.vocabulary import Country, Month, ViolenceKind

MET, PARTLY, NOT_MET, UNKNOWN = ConditionState


def expected(chance_of_100: float) -> Draws:
    values = np.zeros(1000)
    values[: round(1000 * chance_of_100)] = 100.0
    return Draws(values, "civilian deaths")


def named(known: Assessment, name: str, chance_of_100: float = 1.0) -> Condition:
    tested = for_deployment(known, deployment(), expected(chance_of_100))
    return next(c for c in tested if c.name == name)


@pytest.mark.parametrize(
    ("host", "state"), [(0.35, MET), (0.36, PARTLY), (0.60, PARTLY), (0.61, NOT_MET)]
)
def test_the_threat_fits_by_the_chance_that_it_is_not_the_government(
    host: float, state: ConditionState
) -> None:
    # 1 - host against the lines 0.65 and 0.40
    assert named(assessment((host, 1 - host, 0.0)), THREAT).state is state


def test_the_threat_in_words() -> None:
    by_host = named(assessment((0.7, 0.3, 0.0)), THREAT).reason
    assert "The government is itself the likeliest main killer (70%)" in by_host
    abroad = named(assessment((0.1, 0.1, 0.8)), THREAT).reason
    assert abroad == (
        "The likeliest main killer is a force from another country; the chance that it is not the "
        "government is 90%."
    )


def test_a_threat_nobody_has_seen_is_unknown() -> None:
    unseen = (perpetrator(INSIDE, 1.0, recent_deaths=()),)
    assert named(assessment(perpetrators=unseen), THREAT).state is UNKNOWN
    by_person = (perpetrator(INSIDE, 1.0, recent_deaths=(), set_by_person=True),)
    assert named(assessment(perpetrators=by_person), THREAT).state is MET


@pytest.mark.parametrize(
    ("chances", "state"),
    [
        (WILLING, MET),
        ((0.3, 0.0, 0.2, 0.5), MET),
        ((0.3, 0.0, 0.5, 0.2), PARTLY),  # let in, but more likely to be hemmed in
        ((0.5, 0.1, 0.1, 0.3), PARTLY),
        ((0.5, 0.2, 0.1, 0.2), NOT_MET),
        (REFUSED, NOT_MET),
    ],
)
def test_consent_by_the_chance_of_being_let_in(
    chances: tuple[float, ...], state: ConditionState
) -> None:
    assert named(assessment(chances=chances), CONSENT).state is state


@pytest.mark.parametrize(
    ("chance", "state"), [(0.40, MET), (0.39, PARTLY), (0.10, PARTLY), (0.09, NOT_MET)]
)
def test_a_force_is_in_proportion_by_the_chance_of_100_deaths(
    chance: float, state: ConditionState
) -> None:
    assert named(assessment(), PROPORTION, chance).state is state


def test_a_threat_outside_the_data_is_not_out_of_proportion() -> None:
    who = (perpetrator(INSIDE, 1.0, set_by_person=True),)
    known = assessment(perpetrators=who)
    assert named(known, PROPORTION, 0.0).state is UNKNOWN
    with_figures = replace(known, baseline=PersonBaseline(0, 1, 2))
    assert named(with_figures, PROPORTION, 0.0).state is NOT_MET


@pytest.mark.parametrize(
    ("deaths", "kinds", "state"),
    [
        (999, (0.0, 1.0, 0.0), MET),
        (999, (0.0, 0.0, 1.0), PARTLY),  # small, but an army may stand opposite
        (1000, (0.0, 1.0, 0.0), PARTLY),
        (9999, (0.0, 1.0, 0.0), PARTLY),
        (10_000, (0.0, 1.0, 0.0), NOT_MET),
        (None, (0.0, 1.0, 0.0), UNKNOWN),
    ],
)
def test_a_credible_threat_by_the_size_of_the_war(
    deaths: int | None, kinds: tuple[float, float, float], state: ConditionState
) -> None:
    assert credible(assessment(kinds, deaths_12m=deaths), deployment()).state is state


def test_a_reinforcement_is_told_beside_the_force_there() -> None:
    reason = credible(assessment(), deployment(1900, standing=15_007)).reason
    assert reason.startswith("1,900 more troops beside the 15,007 there against violence of 500")


@pytest.mark.parametrize(
    ("failing", "by_person", "state", "words"),
    [
        (True, False, MET, "Civilians keep being killed"),
        (True, True, MET, "A person judges that it is"),
        (None, False, UNKNOWN, "neither show it"),
        (False, False, NOT_MET, "no killing on that scale"),
        (False, True, NOT_MET, "A person judges that it is not"),
    ],
)
def test_manifestly_failing(
    failing: bool | None, by_person: bool, state: ConditionState, words: str
) -> None:
    test = ManifestlyFailing(failing, "somebody kills", (), set_by_person=by_person)
    found = named(assessment(failing=test), "The host is manifestly failing to protect")
    assert found.state is state
    assert words in found.reason


def test_a_host_that_fails_by_killing_meets_the_condition_only_in_part() -> None:
    test = ManifestlyFailing(True, "the government is itself the likeliest killer", ())
    known = assessment((1.0, 0.0, 0.0), failing=test)
    assert named(known, "The host is manifestly failing to protect").state is PARTLY


def test_mediators_come_before_a_war_and_soon() -> None:
    at_war = for_political_mission(assessment(deaths_12m=20_000), political(8.0))
    states = {c.name: c.state for c in at_war}
    assert states["It comes before a war"] is NOT_MET
    assert states["It arrives in time"] is PARTLY
    assert states["There is somebody to persuade"] is MET
    early = for_political_mission(assessment(deaths_12m=10), political(6.0))
    assert {c.name: c.state for c in early}["It arrives in time"] is MET


def test_a_mission_decided_later_arrives_later() -> None:
    known = assessment(deaths_12m=10)
    # 3 months to strength and 4 of waiting: 7 months, above the 6 of "met"
    late = replace(political(3.0), start=known.as_of + 4)
    found = {c.name: c for c in for_political_mission(known, late)}["It arrives in time"]
    assert found.state is PARTLY
    assert (known.as_of + 4).in_words() in found.reason
    later = replace(deployment(), start=known.as_of + 24)
    tested = for_deployment(known, later, expected(1.0))
    assert next(c for c in tested if c.name == "It arrives in time").state is NOT_MET
    soon = replace(political(3.0), start=known.as_of + 1)
    states = {c.name: c.state for c in for_political_mission(known, soon)}
    assert states["It arrives in time"] is MET


def test_nobody_known_by_name_is_nobody_to_persuade() -> None:
    unseen = (
        perpetrator(INSIDE, 0.6, recent_deaths=()),
        perpetrator(HOST, 0.4),
    )
    tested = for_political_mission(assessment(perpetrators=unseen), political())
    found = next(c for c in tested if c.name == "There is somebody to persuade")
    assert found.state is PARTLY  # 40% is below one half
    assert "40% of the risk: some host government" in found.reason


def test_fit_and_its_limits() -> None:
    gates = (condition(THREAT, MET), condition(CONSENT, MET))
    assert fit((*gates, condition("other", PARTLY)), assessment()) is Fit.GOOD
    assert fit((*gates, condition("other", NOT_MET)), assessment()) is Fit.LIMITED
    half = (condition(THREAT, PARTLY), condition(CONSENT, MET))
    assert fit(half, assessment()) is Fit.LIMITED
    # the line of refusal is 0.70
    assert fit(gates, assessment(chances=(0.70, 0.0, 0.0, 0.30))) is Fit.POOR
    assert fit(gates, assessment(chances=(0.69, 0.0, 0.0, 0.31))) is Fit.GOOD
    unseen = (perpetrator(INSIDE, 1.0, recent_deaths=()),)
    assert fit(gates, assessment(perpetrators=unseen)) is Fit.POOR


def test_shut_by_both_gates_or_by_proportion() -> None:
    both = (condition(THREAT, NOT_MET), condition(CONSENT, NOT_MET))
    one = (condition(THREAT, NOT_MET), condition(CONSENT, PARTLY))
    assert shut(both)
    assert not shut(one)
    assert shut((*one, condition(PROPORTION, NOT_MET)))


def test_a_force_is_not_sent_against_its_host_but_talks_may_be() -> None:
    talks = (condition(THREAT, NOT_MET), condition(CONSENT, MET))
    assert shut_by(talks) == ()
    assert [c.name for c in shut_by((*talks, condition(CREDIBLE, MET)))] == [THREAT]


def test_every_condition_names_its_claim_and_its_lines() -> None:
    tested = for_deployment(assessment(), deployment(), expected(1.0))
    assert {c.claim for c in tested} <= set(range(1, 15))
    threat = next(c for c in tested if c.name == THREAT)
    assert any("threat_fits_met = 0.65" in row for p in threat.provenance.inputs for row in p.rows)
    assert conditions.PROPORTION in {c.name for c in tested}


def test_the_scale_of_a_war_is_the_higher_of_two_counts() -> None:
    kinds = ByKind(
        Month(2025, 1),
        Month(2025, 12),
        {ViolenceKind.STATE_BASED: 847, ViolenceKind.NON_STATE: 17, ViolenceKind.ONE_SIDED: 884},
        Provenance(Origin.DATA, "made up"),
    )
    # 847 + 17 + 884 = 1,748 against 548 in the monthly series
    assert replace(assessment(), deaths_12m=548, by_kind=kinds).scale_12m == 1748
    assert replace(assessment(), deaths_12m=2000, by_kind=kinds).scale_12m == 2000
    assert replace(assessment(), deaths_12m=None, by_kind=None).scale_12m is None


def test_nobody_is_sent_to_a_permanent_member() -> None:
    russia = Country("RUS", "Russia", 365, None, "Europe")
    (consent,) = (
        c
        for c in for_political_mission(assessment(country=russia), political())
        if c.name == CONSENT
    )
    assert consent.state is NOT_MET
    assert "veto" in consent.reason
