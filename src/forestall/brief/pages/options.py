"""The four options side by side: what each averts, how it ends, and what to find out first."""

from __future__ import annotations

from forestall.brief import figures_options, figures_strategy
from forestall.brief.desk import SHORT_ID, Desk
from forestall.brief.document import Block, Cell, Column, Span, Table, Text, say
from forestall.brief.figures_options import SHORT
from forestall.brief.pages import stance
from forestall.brief.pages.designs import designs, find_out, others_that_could_act
from forestall.brief.pages.shared import (
    averted_number,
    basis,
    cell,
    cost_number,
    figure,
    harm_number,
    note,
)
from forestall.brief.words import capital, money, percent
from forestall.options.appraisal import Condition, ConditionState, Option, OptionId
from forestall.options.flips import Flip
from forestall.provenance import Origin, Provenance

_ENDS = ("0%", "under 1%", "over 99%", "100%")
_MARKS = {
    ConditionState.MET: "● met",
    ConditionState.PARTLY: "◐ partly",
    ConditionState.NOT_MET: "○ not met",
    ConditionState.UNKNOWN: "? unknown",
}


def blocks(desk: Desk) -> tuple[Block, ...]:
    """The table, why, outcomes, endings, designs, conditions, places, flips, what to ask."""
    options = desk.appraisal.options
    return (
        _side_by_side(desk),
        say("Why", role="label"),
        say("{}{}", desk.appraisal.why, basis(desk, "why", desk.chosen.provenance)),
        figure(
            "outcomes",
            "What each would change: twenty equally likely outcomes",
            figures_options.outcomes_alt(options),
            lambda width: figures_options.outcomes(options, width=width),
            note(
                "Each dot is one chance in twenty; hollow dots lie on the side of harm.",
                *_two_years(desk),
            ),
            share=0.7,
        ),
        *_endings(desk),
        *designs(desk),
        _conditions(desk),
        *_places_and_flips(desk),
        *find_out(desk),
    )


def _side_by_side(desk: Desk) -> Table:
    rows = []
    for option in desk.appraisal.options:
        if option.id is OptionId.NONE:
            rows.append(_nothing(desk, option))
            continue
        span, mean = averted_number(desk, option, 12)
        rows.append(
            (
                _name(desk, option),
                cell(option.fit.value),
                cell(mean),
                cell(span, sort=mean.value),
                cell(cost_number(desk, option, 12)),
                cell(harm_number(desk, option)),
                _per_death(desk, option),
            )
        )
    return Table(
        "options",
        "Four answers, over twelve months, against doing nothing new",
        (
            Column("option", share=1.7),
            Column("fit", share=0.6),
            Column("deaths, on average", "right", 1.0),
            Column("range", "right", 3.0),
            Column("cost", "right", 1.2),
            Column("chance of harm", "right", 1.5),
            Column("cost of a death averted", "right", 1.2),
        ),
        tuple(rows),
        note(
            "Harm: at least one death more than without. Cost of a death averted: mean cost by "
            "mean deaths averted, none where none is averted on average.",
        ),
    )


def _two_years(desk: Desk) -> list[Span]:
    spans: list[Span] = []
    for option in desk.appraisal.options:
        if option.id is not OptionId.NONE and 24 in option.deaths_averted:
            opening = "; " if spans else " Over 24 months: "
            span, _ = averted_number(desk, option, 24)
            spans += [opening + SHORT[option.id].lower() + " ", span]
    return [*spans, "."] if spans else []


def _name(desk: Desk, option: Option) -> Cell:
    mark = ", recommended" if option.id is desk.appraisal.recommended else ""
    return cell(SHORT[option.id] + mark)


def _nothing(desk: Desk, option: Option) -> tuple[Cell, ...]:
    dash = ("none", "–", "nothing", "–", "–")
    return (
        _name(desk, option),
        cell(option.fit.value),
        *(cell(word, sort=0.0) for word in dash),
    )


def _per_death(desk: Desk, option: Option) -> Cell:
    value = option.cost_per_death_averted
    if value is None or option.deaths_averted[12].mean < 0.5:
        return cell("–", sort=float("inf"))
    id = f"cost-per-death-{SHORT_ID[option.id]}"
    return cell(desk.ledger.number(id, value, "USD million", money(value), option.provenance))


def _endings(desk: Desk) -> list[Block]:
    """How the futures end; every part of a bar stands in the ledger."""
    options = desk.appraisal.options
    marks = []
    for option in options:
        if option.endings is None:
            continue
        for name, share in figures_strategy.parts(option.endings).items():
            id, unit = f"{name.replace('_', '-')}-{SHORT_ID[option.id]}", "share of futures"
            desk.ledger.number(id, share, unit, percent(share), option.provenance)
        marks.append(basis(desk, f"endings-{SHORT_ID[option.id]}", option.provenance))
    if not marks:
        return []
    return [
        figure(
            "endings",
            "How it would end: the simulated futures within 24 months",
            figures_strategy.endings_alt(options),
            lambda width: figures_strategy.endings(options, width=width),
            note(
                "Deterred: attacks not tried, or a pause held. Untested: no killing would "
                "have come anyway. Compelled: more was stopped by force than kept from being "
                "tried. Failed: killing went on much as without. Never arrived: refused, or too "
                "late.",
                marks[0],
            ),
            share=0.62,
        )
    ]


def _places_and_flips(desk: Desk) -> list[Block]:
    """The map, with what else is short beside it; without a map one after the other."""
    short = _flips(desk)
    others = None if desk.stance is None else others_that_could_act(desk)
    return stance.blocks(desk, (*short, *([others] if others else [])))


def _flips(desk: Desk) -> list[Text]:
    """The nearest change of order for each uncertain thing, three at most."""
    appraisal = desk.appraisal
    nearest: dict[str, Flip] = {}
    for flip in appraisal.flips:
        if percent(flip.at) not in _ENDS:  # at an end all are level: nothing goes first
            nearest.setdefault(flip.thing, flip)
    first = max(appraisal.options, key=lambda o: o.score)
    parts: list[Text] = []
    for order, flip in enumerate(list(nearest.values())[:3], 1):
        at = desk.ledger.number(
            f"flip-{order}", flip.at, "probability", percent(flip.at), _flip_basis(desk, flip)
        )
        name = capital(_called(appraisal.option(OptionId(flip.to))))
        words = f"{name} would go first if the chance that {flip.state} were {{}}"
        parts.append(say(words + f" (now {percent(flip.now)}).", at, role="bullet"))
    label = f"What would change the order (by deaths, {_called(first)} goes first now)"
    if not parts:
        parts = [say("No chance of any one thing would, if it alone were another.")]
    return [say(label, role="label"), *parts]


def _called(option: Option) -> str:
    return "doing nothing new" if option.id is OptionId.NONE else option.id.in_words()


def _flip_basis(desk: Desk, flip: Flip) -> Provenance:
    return Provenance(
        Origin.MODEL,
        f"chance that {flip.state} at which {flip.to.replace('_', ' ')} leads",
        "forestall.options.flips",
        formula="score(p) = p score(state) + (1 - p) score(others); lines cross",
        inputs=(desk.appraisal.option(OptionId(flip.to)).provenance,),
    )


def _conditions(desk: Desk) -> Table:
    talks = desk.appraisal.option(OptionId.POLITICAL_MISSION)
    troops = desk.appraisal.option(OptionId.PREVENTIVE_DEPLOYMENT)
    first = {c.name: c for c in talks.conditions}
    second = {c.name: c for c in troops.conditions}
    rows = []
    for order, name in enumerate(dict.fromkeys([*second, *first]), 1):
        one, other = first.get(name), second.get(name)
        known = other or one
        rows.append(
            (
                cell(name, sort=float(order)),
                cell(_mark(one), sort=_mark(one)),
                cell(_mark(other), sort=_mark(other)),
                cell(
                    _reasons(one, other),
                    *(basis(desk, f"condition-{order}", c.provenance) for c in (known,) if c),
                    sort=known.reason if known else "",
                ),
            )
        )
    return Table(
        "conditions",
        "Do the tools fit? The conditions of the source brief (USIP 2012)",
        (
            Column("condition", share=1.5),
            Column("political mission", share=0.9),
            Column("preventive deployment", share=0.9),
            Column("why", share=3.4),
        ),
        tuple(rows),
    )


def _mark(condition: Condition | None) -> str:
    return "–" if condition is None else _MARKS[condition.state]


def _reasons(one: Condition | None, other: Condition | None) -> str:
    reasons = list(dict.fromkeys(capital(c.reason) for c in (other, one) if c is not None))
    return " ".join(r if r.endswith(".") else r + "." for r in reasons)
