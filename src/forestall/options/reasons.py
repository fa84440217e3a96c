"""The appraisal in words: the one sentence, why the first is first, and what would change it."""

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
from forestall.options.conditions import CREDIBLE, PROPORTION
from forestall.options.information import conditional_scores, disputes
from forestall.parameters import parameter
from forestall.vocabulary import ConsentState, PerpetratorKind

if TYPE_CHECKING:
    from forestall.options.futures import Futures
    from forestall.situation.assessment import Assessment


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
    name = assessment.country.name
    if recommended is OptionId.NONE:
        return _headline_of_none(assessment, options, expected)
    option = _get(options, recommended)
    hold = "if the government's consent holds"
    if assessment.consent.probabilities[ConsentState.REFUSED] >= 0.4:
        hold = "only if the government can be brought to consent"
    force = option.deployment
    act = {
        OptionId.POLITICAL_MISSION: f"Send mediators to {name}",
        OptionId.PREVENTIVE_DEPLOYMENT: f"Deploy early in {name}",
        OptionId.BOTH: f"Send mediators to {name}, with a deployment behind them",
    }[recommended]
    if force is not None and force.standing_troops:
        little = option.deaths_averted[12].mean < 0.1 * expected.mean
        act = f"{'Keep' if little else 'Reinforce'} the force that stands in {name}"
        if recommended is OptionId.BOTH:
            act += " and put mediators beside it"
        if little:
            return f"{act} {hold}; more troops would add little to what it does."
    caution = "" if option.fit is Fit.GOOD else ", but expect little: the fit is limited"
    return f"{act} {hold}{caution}."


def _headline_of_none(assessment: Assessment, options: tuple[Option, ...], expected: Draws) -> str:
    name = assessment.country.name
    tools = [o for o in options if o.id is not OptionId.NONE]
    if is_quiet(assessment, expected):
        return f"There is no sign of risk to civilians in {name} in these data; watch, do not send."
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
        return "the threat these data show is too small for a force and no evidence favours talks"
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
    unseen = _unseen(assessment, expected)
    rivals = [o for o in options if o.id not in (recommended, OptionId.NONE)]
    text = (
        f"Without new action about {_people(expected.quantile(0.5))} may be killed in the next 12 "
        f"months ({_people(expected.quantile(0.05))} to {_people(expected.quantile(0.95))}). "
        f"{_cap(recommended.in_words())} would avert {_people(averted.mean)} of these deaths on "
        f"average, with a range from {_people(averted.quantile(0.05))} to "
        f"{_people(averted.quantile(0.95))}, for about USD {option.cost[12].mean:,.0f} million; "
        f"the chance that it does harm is {option.p_harm:.0%}."
    )
    for rival in rivals:
        text += f" {_cap(rival.id.in_words())}: {_people(rival.deaths_averted[12].mean)} "
        text += f"for USD {rival.cost[12].mean:,.0f} million, fit {rival.fit.value}."
    force = option.deployment
    if force is not None and standing_averts is not None:
        text += (
            f" A force of about {force.standing_troops:,} already stands there, and the forecast "
            "holds its effect; what is appraised is a reinforcement. By the same studies the force "
            f"there averts about {_people(standing_averts.quantile(0.5))} deaths a year "
            f"({_people(standing_averts.quantile(0.05))} to "
            f"{_people(standing_averts.quantile(0.95))}), which is what its leaving would put at "
            "risk."
        )
    return text + unseen


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
        f"Neither tool is recommended, because {_main_obstacle(assessment, tools)}. The most that "
        f"can be hoped for is {best.id.in_words()}: {_people(averted.mean)} deaths averted on "
        f"average in 12 months ({_people(averted.quantile(0.05))} to "
        f"{_people(averted.quantile(0.95))}), of about {_people(expected.mean)} expected, with a "
        f"chance of harm of {best.p_harm:.0%}."
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


def would_change(
    futures: Futures,
    assessment: Assessment,
    options: tuple[Option, ...],
    recommended: OptionId,
    expected: Draws,
) -> tuple[str, ...]:
    """What would change the advice: states of the disputed things in which another is better.

    Left out are states already likelier than not (unless the advice fails there) and differences
    below ``smallest_benefit`` of the expected deaths.
    """
    if is_quiet(assessment, expected):
        return (
            "Killing of civilians that these data do not hold: newer, unreported or uncounted.",
            "A threat an analyst can name: write it into an assessment file and appraise again.",
        )
    considered = [o for o in options if _states(o).get(PROPORTION) is not ConditionState.NOT_MET]
    averted = {o.id: o.deaths_averted[12].values for o in considered}
    cost = {o.id: o.cost[12].mean for o in considered}
    margin = parameter("options", "smallest_benefit").value * expected.mean
    found = []
    for dispute in disputes(futures):
        shares = dispute.shares()
        for state, scores in conditional_scores(dispute, averted).items():
            best = max(scores, key=lambda o: (scores[o], -cost[o]))
            gain = scores[best] - scores[recommended]
            wasted = recommended is not OptionId.NONE and scores[best] <= 0
            unlikely = shares[state] < 0.5 and gain > margin
            if best is not recommended and (wasted or unlikely):
                found.append(
                    (-gain * shares[state], _switch(dispute.states[state], shares[state], best))
                )
    sentences = [sentence for _, sentence in sorted(found)[:4]]
    if len(considered) < len(options):
        line = parameter("options", "scale_deaths").value
        chance = float((expected.values >= line).mean())
        sentences.append(
            f"If {line:.0f} or more civilian deaths in a year became likely (now {chance:.0%}), a "
            "force would be in proportion."
        )
    return tuple(sentences)


def _states(option: Option) -> dict[str, ConditionState]:
    return {c.name: c.state for c in option.conditions}


def _switch(state: str, share: float, best: OptionId) -> str:
    return f"If {state} (now {share:.0%} likely), {best.in_words()} would be the better choice."


def _get(options: tuple[Option, ...], id_: OptionId) -> Option:
    return next(o for o in options if o.id is id_)


def _people(count: float) -> str:
    """A count as it can honestly be said: two figures above 100, none of them decimals."""
    if abs(count) < 100:
        return f"{round(count) or 0:,}"
    digits = len(str(int(abs(count)))) - 2
    return f"{round(count, -digits):,.0f}"


def _cap(text: str) -> str:
    return text[0].upper() + text[1:]
