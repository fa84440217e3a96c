"""Page 1: four findings with their footing, and one figure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from forestall.brief import figures_risk, figures_years
from forestall.brief.desk import Desk
from forestall.brief.document import Block, Finding, Number, Text, say
from forestall.brief.figures_who import KIND_WORDS
from forestall.brief.ledger import footing, steps
from forestall.brief.pages.onset import chance_number, past_words
from forestall.brief.pages.shared import (
    averted_number,
    basis,
    civilians_number,
    consent_number,
    cost_number,
    cost_span,
    figure,
    harm_number,
    kind_number,
    last_year_number,
    recorded_number,
    standing_number,
)
from forestall.brief.words import capital, chance_words, odds, people, percent
from forestall.options.appraisal import OptionId
from forestall.options.reasons import MANY
from forestall.vocabulary import ConsentState

if TYPE_CHECKING:
    from forestall.options.appraisal import Option
    from forestall.provenance import Provenance


def findings(desk: Desk) -> tuple[Finding, ...]:
    """What is likely · who would do it · would they let us in · what it would save and cost."""
    return _likely(desk), _who(desk), _let_in(desk), _save(desk)


def _likely(desk: Desk) -> Finding:
    number, middle = civilians_number(desk, 12)
    low, high = people(number.low or 0.0), people(number.high or 0.0)
    some = middle.text != "0"
    return Finding(
        "likely",
        "What is likely",
        number,
        f"about {middle.text}" if some else number.text,
        f"civilians killed{'' if number.by_hand else ' deliberately'} in 12 months; "
        + (f"range {low} to {high}" if some else "middle estimate 0"),
        _likely_sentence(desk, number, middle),
        footing(desk.appraisal.civilian_provenance),
        _weakest_likely(desk),
    )


def _likely_sentence(desk: Desk, number: Number, middle: Number) -> Text:
    """Civilians killed, what is on record beside it, and the chance of a new mass killing."""
    told = _killed_sentence(desk, number, middle)
    onset = desk.appraisal.onset
    if onset is None:
        return told
    new = say(
        " Chance that a new mass killing begins by the end of {}: {}.",
        str(onset.as_of_year + 2),
        chance_number(desk, onset),
    )
    return Text(told.spans + new.spans, told.role, told.by_hand)


def _killed_sentence(desk: Desk, number: Number, middle: Number) -> Text:
    if number.text == "none":
        return say(
            "Nothing in this record points to deliberate killing of civilians in the next 12 "
            "months: {} expected, even at the top of the range; the middle estimate is {}.",
            number,
            middle,
        )
    how = "" if number.by_hand else " deliberately"
    apart = "" if number.by_hand else ", not counting battles and shelling"
    told = (
        f"If nothing new is done, {{}} civilians would be killed{how} over the next 12 months"
        f"{apart}; the middle estimate is {{}}."
    )
    recorded, mean = recorded_number(desk), desk.appraisal.civilian_deaths[12].mean
    if recorded is not None and (recorded.value or 0.0) >= MANY * max(mean, 25.0):
        return say(
            told + " Violence of every kind killed {} in the last 12 months.",
            number,
            middle,
            recorded,
        )
    last = desk.assessment.one_sided_last_year
    if last is not None and desk.assessment.baseline is None and last[1] >= 1:
        return say(told + f" In {last[0]}, {{}} were.", number, middle, last_year_number(desk))
    return say(told, number, middle)


def _weakest_likely(desk: Desk) -> str:
    if desk.assessment.baseline is not None:
        return "a person set the baseline"
    last, onset = desk.assessment.one_sided_last_year, desk.appraisal.onset
    if last is not None and onset is not None:
        return f"yearly counts end in {last[0]}; {past_words(onset)}"
    newest = desk.history[-1][0].in_words() if desk.history else desk.assessment.as_of.in_words()
    if last is None:
        return f"records to {newest} show no such killing to learn from"
    return f"yearly counts of such killing end in {last[0]}; deaths of all kinds in {newest}"


def _who(desk: Desk) -> Finding:
    kind = desk.assessment.main_kind
    number = kind_number(desk, kind)
    top = max(desk.assessment.perpetrators, key=lambda p: p.probability)
    chance = desk.assessment.kind_probabilities()[kind]
    if desk.quiet:
        sentence = say(
            "Nobody is on record as killing civilians here; were it to begin, {} would most often "
            "be the main killers: {}.",
            KIND_WORDS[kind],
            number,
        )
    elif top.kind is kind and top.probability > 0.9 * chance:
        sentence = say(
            "The main killer of civilians would most likely be {} ({}): {}.",
            KIND_WORDS[kind],
            top.name,
            number,
        )
    elif top.kind is kind:
        first = desk.ledger.number(
            "p-likeliest",
            top.probability,
            "probability",
            chance_words(top.probability),
            top.provenance,
            by_hand=top.set_by_person,
        )
        sentence = say(
            "The main killer of civilians would most likely be {}: {}. The likeliest single one "
            "is {}: {}.",
            KIND_WORDS[kind],
            number,
            top.name,
            first,
        )
    else:
        sentence = say(
            "The main killer of civilians would most likely be {}: {}.", KIND_WORDS[kind], number
        )
    return Finding(
        "who",
        "Who would do it",
        number,
        percent(chance),
        f"{odds(chance)} that the main killer is {_singular(KIND_WORDS[kind])}",
        sentence,
        footing(*(p.provenance for p in desk.assessment.perpetrators)),
        _weakest_who(desk),
    )


def _singular(words: str) -> str:
    return {"armed groups inside": "an armed group inside", "forces from next door": "a force "
            "from next door"}.get(words, words)  # fmt: skip


def _weakest_who(desk: Desk) -> str:
    unnamed = sum(
        p.probability
        for p in desk.assessment.perpetrators
        if not p.recent_deaths and not p.set_by_person
    )
    if desk.quiet:
        return "no record here: what happened elsewhere stands in"
    if any(p.set_by_person for p in desk.assessment.perpetrators):
        return "a person named some of them"
    return f"who killed before may not kill next; somebody with no record: {percent(unnamed)}"


def _let_in(desk: Desk) -> Finding:
    consent = desk.assessment.consent
    state = max(ConsentState, key=consent.probabilities.__getitem__)
    willing = consent_number(desk, ConsentState.WILLING)
    shut = consent_number(desk, ConsentState.REFUSED)
    if state is ConsentState.WILLING:
        sentence = say(
            "The government would most likely let a mission in and let it work: {}; it would "
            "refuse one: {}.",
            willing,
            shut,
        )
    elif state is ConsentState.REFUSED:
        sentence = say(
            "The government would most likely refuse a mission: {}; it would let one in and let "
            "it work: {}.",
            shut,
            willing,
        )
    else:
        likely = consent_number(desk, state)
        sentence = say(
            "The government would most likely give consent that is worth little ({}): {}; it "
            "would let a mission work: {}.",
            state.value,
            likely,
            willing,
        )
    chance = consent.probabilities[ConsentState.WILLING]
    return Finding(
        "consent",
        "Would they let us in",
        willing,
        percent(chance),
        f"{odds(chance)} that the host is willing",
        sentence,
        footing(consent.provenance),
        "a person set it"
        if consent.set_by_person
        else f"{consent.case_count:g} well-known cases of this kind, chosen by hand",
    )


def _save(desk: Desk) -> Finding:
    option = desk.chosen
    averted, mean = averted_number(desk, option, 12)
    cost = cost_number(desk, option, 12)
    moves = mean.text != "none"
    return Finding(
        "save",
        "What it would save and cost",
        mean,
        mean.text if moves else "no change",
        "deaths in 12 months" + ("" if desk.quiet else f", for {cost.text}; both averages"),
        _save_sentence(desk, option, averted, mean),
        footing(option.provenance, *_effects(desk)),
        _weakest_save(desk),
    )


def _save_sentence(desk: Desk, option: Option, averted: Number, mean: Number) -> Text:
    if desk.quiet:
        return say(
            "Neither tool is called for: there is nothing on record to avert. Deaths averted on "
            "average, whatever is sent: {}.",
            mean,
        )
    told = f"{capital(_deed(option))} would mean "
    if desk.appraisal.recommended is OptionId.NONE:
        told = f"Neither tool is advised. At most, {_deed(option)} would mean "
    told += "{} over 12 months"
    numbers = [averted]
    if averted.text != "no change":
        told += " ({} on average)"
        numbers.append(mean)
    told += (
        f", for {{}} on average ({cost_span(option, 12)}); the chance that it costs lives: {{}}."
    )
    numbers += [cost_number(desk, option, 12), harm_number(desk, option)]
    force = standing_number(desk)
    if force is not None:
        told += " The force already there counts for {} a year."
        numbers.append(force)
    return say(told, *numbers)


def _deed(option: Option) -> str:
    """What is appraised, in words: beside a force that stands, only what is added to it."""
    force = option.deployment
    if force is None or not force.standing_troops:
        return option.id.in_words()
    beside = ", with a political mission beside it," if option.id is OptionId.BOTH else ""
    return f"reinforcing the force there{beside}"


def _effects(desk: Desk) -> list[Provenance]:
    return [estimate.provenance for estimate in desk.appraisal.effects]


def _weakest_save(desk: Desk) -> str:
    studies = {
        s.id: s for e in desk.appraisal.effects for s in (*e.studies_for, *e.studies_against)
    }
    sized = sum(1 for s in studies.values() if s.estimate is not None)
    judged = sum(1 for p in _effects(desk) for step in steps(p) if not step.verified)
    if not studies:
        return "no study at hand"
    tail = "; sizes lean on judgment" if judged else ""
    return f"{sized} of {len(studies)} findings give a size at all{tail}"


def would_change(desk: Desk) -> tuple[Text, ...]:
    """What would change our mind, each line leading to the simulation behind it."""
    mark = basis(desk, "would-change", desk.chosen.provenance)
    return tuple(say("{}{}", w, mark, role="bullet") for w in desk.appraisal.would_change)


def lead(desk: Desk) -> tuple[Block, ...]:
    """The one figure of page 1: twelve months back, twelve ahead."""
    draws, history = desk.ahead, list(desk.history[-12:])
    if draws is None or desk.assessment.baseline is not None:
        return (_civilians_only(desk),)
    months, ahead = desk.months[:12], draws[:12]
    title = f"Deaths in organised violence, twelve months back and {len(months)} ahead"
    return (
        figure(
            "lead",
            title,
            figures_risk.fan_alt(history, months, ahead),
            lambda width: figures_risk.fan(history, months, ahead, width=width, height=212),
            Text(
                (
                    "All kinds together: battles, fights between groups and killing of civilians. "
                    "Line: the middle estimate; dark band: half of the simulated futures; pale "
                    "band: nine in ten.",
                ),
                "note",
            ),
        ),
    )


def _civilians_only(desk: Desk) -> Block:
    number, middle = civilians_number(desk, 12)
    ahead = (number.low or 0.0, middle.value or 0.0, number.high or 0.0)
    years = list(desk.years[-20:])
    until = desk.assessment.as_of.year
    return figure(
        "lead",
        "Civilians killed, and expected over 12 months",
        figures_years.by_year_alt(years, ahead),
        lambda width: figures_years.by_year(years, ahead, width=width, height=212, until=until),
    )
