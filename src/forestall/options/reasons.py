"""The appraisal in words: the one sentence, what to expect, and why the first is first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from forestall.options.appraisal import (
    Condition,
    ConditionState,
    Draws,
    Fit,
    Option,
    OptionId,
)
from forestall.options.conditions import CONSENT, CREDIBLE, PROPORTION
from forestall.options.information import change, people
from forestall.parameters import parameter
from forestall.vocabulary import ConsentState, Country, PerpetratorKind

if TYPE_CHECKING:
    from forestall.situation.assessment import Assessment

WITH_ARTICLE = frozenset(
    (
        "ARE",
        "BHS",
        "CAF",
        "COD",
        "COG",
        "COM",
        "DOM",
        "GBR",
        "GMB",
        "MDV",
        "MHL",
        "NLD",
        "PHL",
        "SLB",
        "SYC",
        "USA",
    )
)
MANY = 10
"""So many times the one-sided deaths, deaths of all kinds are told beside them."""
STUDIED_TROOPS = 10_000


def of_option(id_: OptionId, fit: Fit, tested: tuple[Condition, ...]) -> tuple[str, ...]:
    """Why an option fits as it does: first what speaks against it, then what speaks for it."""
    if id_ is OptionId.NONE:
        return ("No new action: the forecast stands, and nothing is spent.",)
    order = (
        ConditionState.NOT_MET,
        ConditionState.PARTLY,
        ConditionState.UNKNOWN,
        ConditionState.MET,
    )
    ranked = sorted(tested, key=lambda c: order.index(c.state))
    return (
        f"The fit is {fit.value}.",
        *(f"{c.name}: {c.state.value}. {c.reason}" for c in ranked),
    )


def headline(
    assessment: Assessment,
    options: tuple[Option, ...],
    recommended: OptionId,
    expected: Draws,
) -> str:
    """One sentence that answers what should we do."""
    name = in_sentence(assessment.country)
    if recommended is OptionId.NONE:
        return _headline_of_none(assessment, options, expected)
    option = _get(options, recommended)
    stands = option.deployment is not None and option.deployment.standing_troops > 0
    political = [m.acronym for m in assessment.presence if m.type == "SPM"]
    act = _act(recommended, name, political[-1] if political else None)
    if stands:
        little = option.deaths_averted[12].mean < 0.1 * expected.mean
        act = f"{'keep' if little else 'reinforce'} the force that stands in {name}"
        if recommended is OptionId.BOTH:
            act += " and put mediators beside it"
        if little:
            return f"{_if_consent(assessment, stands)}, {act}; more troops would add little."
    caution = "" if option.fit is Fit.GOOD else "; expect little, for the fit is limited"
    return f"{_if_consent(assessment, stands)}, {act}{caution}."


def _act(recommended: OptionId, name: str, there: str | None) -> str:
    """What to do; ``there`` is a political mission that stands in the country already."""
    if there and recommended is OptionId.POLITICAL_MISSION:
        return f"keep {there} in {name} and strengthen its mediation"
    if there and recommended is OptionId.BOTH:
        return f"strengthen {there} in {name} and put a deployment behind it"
    return {
        OptionId.POLITICAL_MISSION: f"send mediators to {name}",
        OptionId.PREVENTIVE_DEPLOYMENT: f"deploy early in {name}",
        OptionId.BOTH: f"send mediators to {name} with a deployment behind them",
    }[recommended]


def _if_consent(assessment: Assessment, stands: bool) -> str:
    if assessment.consent.probabilities[ConsentState.REFUSED] >= 0.4:
        return "If the government can be brought to consent"
    return "While the government's consent holds" if stands else "If the government consents"


def _headline_of_none(assessment: Assessment, options: tuple[Option, ...], expected: Draws) -> str:
    name = in_sentence(assessment.country)
    tools = [o for o in options if o.id is not OptionId.NONE]
    if is_quiet(assessment, expected):
        sign = "little sign" if assessment.threat_on_record else "no sign"
        return f"There is {sign} of risk to civilians in {name} in these data; watch, do not send."
    why = _main_obstacle(assessment, tools)
    return f"Neither tool is likely to help in {name} now, because {why}."


def _main_obstacle(assessment: Assessment, tools: list[Option]) -> str:
    refused = assessment.consent.probabilities[ConsentState.REFUSED]
    by_host = assessment.main_kind is PerpetratorKind.HOST_GOVERNMENT
    if by_host and refused >= 0.35:
        return "the government is itself the likeliest killer and would probably refuse a mission"
    if by_host:
        return "the government whose consent they need is itself the likeliest killer"
    if refused >= 0.5:
        return "the government would probably refuse a mission"
    if not assessment.threat_on_record:
        return "nobody is on record as threatening civilians"
    states = {c.name: c.state for option in tools for c in option.conditions}
    if states.get(CREDIBLE) is ConditionState.NOT_MET:
        return "the war is beyond what a force of this size can deter or mediators can forestall"
    if states.get(PROPORTION) is ConditionState.NOT_MET:
        return (
            "the threat these data show is too small for a force, and by the studies talks could "
            "as easily harm as help"
        )
    if states.get(CONSENT) is ConditionState.NOT_MET:
        return "the government would probably not let a mission in and let it work"
    if all(o.score <= 0 for o in tools):
        return "each could too easily do harm"
    return "what they would change is lost in what nobody knows"


def is_quiet(assessment: Assessment, expected: Draws) -> bool:
    """True if nobody was named a threat and 25 civilian deaths in a year are very unlikely."""
    named = any(p.set_by_person for p in assessment.perpetrators) or assessment.baseline
    risk = float((expected.values >= 25).mean())
    return not named and risk < parameter("options", "quiet").value


def why(
    assessment: Assessment,
    options: tuple[Option, ...],
    recommended: OptionId,
    expected: Draws,
    standing_averts: Draws | None,
) -> str:
    """One paragraph: why the first is first, and when it would not be."""
    if recommended is OptionId.NONE:
        return _why_none(assessment, options, expected)
    option = _get(options, recommended)
    averted = option.deaths_averted[12]
    text = (
        f"{_expected(assessment, expected)} {_cap(recommended.in_words())} would "
        f"{change(averted.mean)} on average ({_range(averted)}) for about USD "
        f"{option.cost[12].mean:,.0f} million; the chance that it costs lives is "
        f"{option.p_harm:.0%}."
    )
    for rival in (o for o in options if o.id not in (recommended, OptionId.NONE)):
        text += f" {_cap(rival.id.in_words())} would {change(rival.deaths_averted[12].mean)}"
        text += f" for USD {rival.cost[12].mean:,.0f} million; its fit is {rival.fit.value}."
        text += _passed_over(rival, option)
    force = option.deployment
    if force is not None and standing_averts is not None:
        text += _standing(force.standing_troops, standing_averts)
    return text + _unseen(assessment, expected)


def _passed_over(rival: Option, first: Option) -> str:
    """Why an option that averts more on average does not go first; nothing if it averts less."""
    if rival.deaths_averted[12].mean <= first.deaths_averted[12].mean:
        return ""
    near = parameter("options", "near_tie").value
    if (1 - near) * rival.score <= first.score < rival.score:
        return (
            f" With a death added weighing as much as two averted it is ahead by less than "
            f"{near:.0%}, a near tie, and the cheaper goes first."
        )
    if rival.score <= first.score:
        return " With a death added weighing as much as two averted it is not ahead."
    return ""


def _expected(assessment: Assessment, expected: Draws) -> str:
    """What to expect without new action; the mean and the middle differ where risk is skewed."""
    middle = people(expected.quantile(0.5))
    text = (
        f"Without new action {people(expected.mean)} civilians are expected to be killed in "
        f"one-sided violence in the next 12 months: as likely as not {_at_most(middle)}, with a "
        f"90% range from {people(expected.quantile(0.05))} to {people(expected.quantile(0.95))}."
    )
    everybody = assessment.scale_12m
    if everybody is not None and everybody >= MANY * max(expected.mean, 25.0):
        text += (
            f" Organised violence of every kind killed {people(everybody)} in the last 12 months; "
            "civilians killed in battles and by shelling are among these, not in the figures here."
        )
    return text


def _at_most(count: str) -> str:
    return "none" if count == "0" else f"no more than {count}"


def _range(draws: Draws) -> str:
    low, high = (draws.quantile(q) for q in (0.05, 0.95))
    if people(low) == people(high):
        return f"90% of futures lie at {people(low)}"
    text = f"90% range {people(low)} to {people(high)}"
    return (
        f"{text}, where less than nothing is deaths added" if people(low).startswith("-") else text
    )


def _standing(troops: int, averts: Draws) -> str:
    middle, span = people(averts.quantile(0.5)), _range(averts)
    text = (
        f" A force of about {round(troops, -2):,} already stands there, and the forecast holds its "
        "effect; what is appraised is a reinforcement. "
    )
    if middle == "0":
        text += (
            f"By the same studies nobody can say what the force there averts in a year ({span})."
        )
    else:
        text += (
            f"By the same studies the force there averts about {middle} deaths a year ({span}), "
            "which is what its leaving would put at risk."
        )
    if troops > STUDIED_TROOPS:
        text += " The studies reach no further than 8,000 to 10,000 troops."
    return text


def _unseen(assessment: Assessment, expected: Draws) -> str:
    """A warning where a person names a threat of which the forecast knows nothing."""
    risk = float((expected.values >= 25).mean())
    if assessment.baseline is not None or risk >= parameter("options", "quiet").value:
        return ""
    return (
        " The forecast knows nothing of the threat that a person named, so these figures are of "
        "little use: set [baseline] in the assessment file to what that threat could do."
    )


def _why_none(assessment: Assessment, options: tuple[Option, ...], expected: Draws) -> str:
    if is_quiet(assessment, expected):
        return (
            "Nothing in the records points to killing of civilians on the scale these data count; "
            "that is not proof of safety, since they see only what was reported and coded."
        )
    tools = [o for o in options if o.id is not OptionId.NONE]
    best = max(tools, key=lambda o: o.deaths_averted[12].mean)
    averted = best.deaths_averted[12]
    text = (
        f"Neither tool is recommended, because {_main_obstacle(assessment, tools)}. "
        f"{_expected(assessment, expected)} The most that can be hoped for is "
        f"{best.id.in_words()}, which would {change(averted.mean)} on average "
        f"({_range(averted)}), with a chance of {best.p_harm:.0%} that it costs lives."
    )
    if assessment.main_kind is PerpetratorKind.HOST_GOVERNMENT:
        text += (
            " There is a little evidence the other way: naming by NGOs and the UN was followed by "
            "less government killing, more by keeping it from starting than by stopping it "
            "(DeMeritt 2012), and about half of ten coded findings on peace operations saw less "
            "violence where the government was principally responsible (USHMM 2025); the two "
            "studies with the strongest designs found no protection from the government "
            "(Fjelde et al. 2019; Carnegie & Mikulaschek 2020)."
        )
    return text


def _get(options: tuple[Option, ...], id_: OptionId) -> Option:
    return next(o for o in options if o.id is id_)


def in_sentence(country: Country) -> str:
    """The country's name as a sentence wants it: the Philippines, Chad.

    >>> from forestall.vocabulary import country
    >>> in_sentence(country("CAF")), in_sentence(country("TCD"))
    ('the Central African Republic', 'Chad')
    """
    return f"the {country.name}" if country.iso3 in WITH_ARTICLE else country.name


def _cap(text: str) -> str:
    return text[0].upper() + text[1:]
