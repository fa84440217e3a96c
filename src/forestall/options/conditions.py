"""Does the tool fit? The conditions of the source brief (USIP 2012), one by one, each with why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from forestall.missions.designs import PoliticalMission, PreventiveDeployment
from forestall.options.appraisal import Condition, ConditionState, Draws, Fit
from forestall.parameters import parameter
from forestall.provenance import Origin, Provenance
from forestall.vocabulary import ConsentState, PerpetratorKind

if TYPE_CHECKING:
    from forestall.situation.assessment import Assessment

MET, PARTLY, NOT_MET, UNKNOWN = (
    ConditionState.MET,
    ConditionState.PARTLY,
    ConditionState.NOT_MET,
    ConditionState.UNKNOWN,
)
THREAT, CONSENT = "The threat fits", "The host government consents"
_GATES = (THREAT, CONSENT)
PERMANENT_MEMBERS = frozenset(("CHN", "FRA", "GBR", "RUS", "USA"))
"""Of the Security Council (UN Charter, articles 23 and 27): each can veto what is sent to it."""
PROPORTION = "A force is in proportion to the threat"
CREDIBLE = "The force can threaten credibly"


def for_political_mission(
    assessment: Assessment, design: PoliticalMission
) -> tuple[Condition, ...]:
    """The conditions of persuasion: claims 1, 6, 8 and 9 of the source brief, and arrival."""
    return (
        _threat(assessment),
        _consent(assessment),
        _failing(assessment),
        _somebody_to_persuade(assessment),
        _before_war(assessment),
        _in_time(assessment, design, "political mission"),
    )


def for_deployment(
    assessment: Assessment, design: PreventiveDeployment, expected: Draws
) -> tuple[Condition, ...]:
    """The conditions of deterrence: claims 6, 8, 9, 10 and 11 of the source brief, and arrival.

    ``expected`` is the civilian deaths of the next 12 months without new action.
    """
    return (
        _threat(assessment),
        _consent(assessment),
        _failing(assessment),
        _in_proportion(assessment, expected),
        credible(assessment, design),
        _in_time(assessment, design, "deployment"),
    )


def fit(conditions: tuple[Condition, ...], assessment: Assessment) -> Fit:
    """Good, limited or poor.

    Poor: refusal is likelier than the parameter ``refusal_rules_out``, or nobody is on record or
    named as a threat. Good: threat and consent are met and no condition is not met. Else limited.
    """
    refused = assessment.consent.probabilities[ConsentState.REFUSED]
    if refused >= _value("refusal_rules_out") or not assessment.threat_on_record:
        return Fit.POOR
    gates = all(c.state is MET for c in conditions if c.name in _GATES)
    return Fit.GOOD if gates and all(c.state is not NOT_MET for c in conditions) else Fit.LIMITED


def shut(conditions: tuple[Condition, ...]) -> bool:
    """True if the option is not to be recommended whatever the draws say: see :func:`shut_by`."""
    return bool(shut_by(conditions))


def shut_by(conditions: tuple[Condition, ...]) -> tuple[Condition, ...]:
    """The conditions of an option that keep it from being recommended whatever the draws say.

    Consent gates everything: without it neither tool is let in. A force may also be out of
    proportion to the threat, or the war beyond what it could credibly deter. And a force is not
    sent against the host that lets it in (claims 9 and 10 of the source brief; the studies that
    tell killers apart find no fewer killed by governments): talks at most.
    """
    with_force = any(c.name == CREDIBLE for c in conditions)
    gates = (CONSENT, PROPORTION, CREDIBLE, *((THREAT,) if with_force else ()))
    return tuple(c for c in conditions if c.name in gates and c.state is NOT_MET)


def _threat(assessment: Assessment) -> Condition:
    chances = assessment.kind_probabilities()
    host = chances[PerpetratorKind.HOST_GOVERNMENT]
    others = 1 - host
    if not assessment.threat_on_record:
        state, reason = UNKNOWN, "Nobody is on record as killing civilians here."
    else:
        state = _graded(others, "threat_fits")
        reason = _threat_in_words(assessment, host, others)
    return Condition(THREAT, state, reason, 9, _derived("1 - P(host government)", "threat_fits"))


def _threat_in_words(assessment: Assessment, host: float, others: float) -> str:
    main = assessment.main_kind
    if main is PerpetratorKind.HOST_GOVERNMENT:
        return (
            f"The government is itself the likeliest main killer ({host:.0%}); both tools are "
            "built for killers the host wants stopped."
        )
    who = (
        "killers are armed groups inside"
        if main is PerpetratorKind.NON_STATE
        else "killer is a force from another country"
    )
    return f"The likeliest main {who}; the chance that it is not the government is {others:.0%}."


def _consent(assessment: Assessment) -> Condition:
    chances = assessment.consent.probabilities
    willing, obstructed = chances[ConsentState.WILLING], chances[ConsentState.OBSTRUCTED]
    state = _graded(willing + obstructed, "let_in")
    if state is MET and willing < obstructed:
        state = PARTLY
    if assessment.country.iso3 in PERMANENT_MEMBERS and not assessment.consent.set_by_person:
        reason = "A permanent member of the Security Council can veto a mission to its own soil, "
        reason += "and none has ever been sent to one."
        return Condition(CONSENT, NOT_MET, reason, 6, _derived("permanent member", "let_in"))
    reason = (
        f"Willing {willing:.0%}, obstructed {obstructed:.0%}, nominal or coerced "
        f"{chances[ConsentState.NOMINAL]:.0%}, refused {chances[ConsentState.REFUSED]:.0%}"
        + (" (set by hand)." if assessment.consent.set_by_person else ".")
    )
    provenance = _derived("P(willing) + P(obstructed)", "let_in", assessment.consent.provenance)
    return Condition(CONSENT, state, reason, 6, provenance)


def _failing(assessment: Assessment) -> Condition:
    failing = assessment.failing
    by_host = assessment.main_kind is PerpetratorKind.HOST_GOVERNMENT
    if failing.state is True:
        state = PARTLY if by_host else MET
        reason = f"Civilians keep being killed, and {failing.by_whom}."
        if failing.set_by_person:
            reason = f"A person judges that it is, and {failing.by_whom}."
    elif failing.set_by_person:
        state, reason = NOT_MET, "A person judges that it is not."
    elif failing.state is None:
        state, reason = UNKNOWN, "The records neither show it nor rule it out."
    elif any(p.set_by_person for p in assessment.perpetrators):
        state = UNKNOWN
        reason = "No mass killing is on record yet; a person judges that it threatens."
    else:
        state, reason = NOT_MET, "The records show no killing on that scale in three years."
    steps = tuple(i.provenance for i in failing.indicators)
    provenance = Provenance(
        Origin.MODEL,
        "The manifestly-failing test",
        "forestall.situation.protection",
        inputs=steps,
    )
    return Condition("The host is manifestly failing to protect", state, reason, 8, provenance)


def credible(assessment: Assessment, design: PreventiveDeployment) -> Condition:
    """Can the force keep up a credible threat of offensive action (claim 11)?"""
    name = CREDIBLE
    deaths = assessment.scale_12m
    provenance = _derived("deaths of all kinds in 12 months against two lines", "war")
    if deaths is None:
        reason = "No record of how large the violence is."
        return Condition(name, UNKNOWN, reason, 11, provenance)
    if deaths >= _value("war_not_met"):
        state, why = NOT_MET, "a war beyond what any force of this size can deter"
    elif deaths >= _value("war_partly"):
        state, why = PARTLY, "a war that a force of this size can deter only in places"
    elif assessment.main_kind is PerpetratorKind.NON_STATE:
        state, why = MET, "within what past forces of this size have faced"
    else:
        state = PARTLY
        why = "small enough, but a state's army may stand opposite, and the studies quarrel over "
        why += "whether a small force deters one"
    force = f"{design.troops:,} troops"
    if design.standing_troops:
        force = f"{design.troops:,} more troops beside the {design.standing_troops:,} there"
    reason = f"{force} against violence of {deaths:,} deaths in 12 months: {why}."
    return Condition(name, state, reason, 11, provenance)


def _in_proportion(assessment: Assessment, expected: Draws) -> Condition:
    line = parameter("options", "scale_deaths")
    chance = float((expected.values >= line.value).mean())
    state = _graded(chance, "scale")
    reason = f"The chance of {line.value:.0f} or more civilian deaths in 12 months is {chance:.0%}."
    by_person = any(p.set_by_person for p in assessment.perpetrators)
    if state is NOT_MET and by_person and assessment.baseline is None:
        state = UNKNOWN
        reason += " A person judges that a threat hangs over the country that is not in the data."
    provenance = _derived("share of draws at or above the line", "scale")
    return Condition(PROPORTION, state, reason, 4, provenance)


def _before_war(assessment: Assessment) -> Condition:
    """Is there still an escalation to prevent? Diplomacy's best evidence is of that."""
    deaths = assessment.scale_12m
    provenance = _derived("deaths of all kinds in 12 months against two lines", "war")
    if deaths is None:
        state, why_ = UNKNOWN, "no record of how large the violence is"
    elif deaths >= _value("war_not_met"):
        state, why_ = NOT_MET, f"a war with {deaths:,} deaths in 12 months is under way"
    elif deaths >= _value("war_partly"):
        state, why_ = PARTLY, f"{deaths:,} deaths in 12 months: already at the scale of war"
    else:
        state, why_ = MET, f"{deaths:,} deaths in 12 months: below the scale of war"
    reason = (
        f"{why_[0].upper()}{why_[1:]}. The best evidence for persuasion is of keeping disputes "
        "from becoming wars (Beardsley, Cunningham & White 2017)."
    )
    return Condition("It comes before a war", state, reason, 4, provenance)


def _somebody_to_persuade(assessment: Assessment) -> Condition:
    named = [p for p in assessment.perpetrators if p.recent_deaths or p.set_by_person]
    chance = sum(p.probability for p in named)
    names = ", ".join(p.name for p in named[:3])
    if not named:
        state, reason = UNKNOWN, "No armed actor is on record to talk to."
    else:
        state = MET if chance >= 0.5 else PARTLY
        reason = f"Actors known by name hold {chance:.0%} of the risk: {names}."
    provenance = _derived("probability of named perpetrators, met from one half", None)
    return Condition("There is somebody to persuade", state, reason, 1, provenance)


def _in_time(
    assessment: Assessment, design: PoliticalMission | PreventiveDeployment, what: str
) -> Condition:
    late = 0 if design.start is None else max(design.start.id - assessment.as_of.id, 0)
    months = late + design.months_to_strength[1]
    state = MET if months <= 6 else PARTLY if months <= 12 else NOT_MET
    reason = (
        f"A {what} takes about {design.months_to_strength[1]:.0f} months to full strength "
        f"({design.months_to_strength[0]:.0f} to {design.months_to_strength[2]:.0f})."
    )
    if late > 1 and design.start is not None:
        reason += f" It is decided only in {design.start.in_words()}."
    return Condition("It arrives in time", state, reason, 2, design.provenance)


def _graded(chance: float, stem: str) -> ConditionState:
    if chance >= _value(f"{stem}_met"):
        return MET
    return PARTLY if chance >= _value(f"{stem}_partly") else NOT_MET


def _derived(formula: str, stem: str | None, *inputs: Provenance) -> Provenance:
    ends = {"war": ("partly", "not_met"), None: ()}
    names = ends.get(stem, ("met", "partly"))
    lines = tuple(parameter("options", f"{stem}_{end}").provenance() for end in names)
    return Provenance(
        Origin.MODEL,
        "A condition of the source brief",
        "forestall.options.conditions",
        formula=formula,
        inputs=(*inputs, *lines),
    )


def _value(name: str) -> float:
    return parameter("options", name).value
