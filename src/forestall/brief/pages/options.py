"""Page 5: the four options side by side, and what to find out first."""

from __future__ import annotations

from forestall.brief import figures_options
from forestall.brief.desk import SHORT_ID, Desk
from forestall.brief.document import Block, Cell, Column, Span, Table, say
from forestall.brief.figures_options import SHORT
from forestall.brief.pages.designs import designs, find_out
from forestall.brief.pages.shared import (
    averted_number,
    basis,
    cell,
    cost_number,
    cost_span,
    figure,
    harm_number,
    note,
)
from forestall.brief.words import averted, capital, people
from forestall.options.appraisal import Condition, ConditionState, Option, OptionId

_MARKS = {
    ConditionState.MET: "● met",
    ConditionState.PARTLY: "◐ partly",
    ConditionState.NOT_MET: "○ not met",
    ConditionState.UNKNOWN: "? unknown",
}


def blocks(desk: Desk) -> tuple[Block, ...]:
    """The table, the outcomes, against cost, why, the conditions, the designs, what to ask."""
    options = desk.appraisal.options
    return (
        _side_by_side(desk),
        say("Why", role="label"),
        say("{}{}", desk.appraisal.why, basis(desk, "why", desk.chosen.provenance)),
        *_standing(desk),
        figure(
            "outcomes",
            "What each would change: twenty equally likely outcomes",
            figures_options.outcomes_alt(options),
            lambda width: figures_options.outcomes(options, width=width),
            note("Each dot is one chance in twenty; hollow dots lie on the side of harm."),
        ),
        *_against_cost(desk),
        _conditions(desk),
        *designs(desk),
        *find_out(desk),
    )


def _against_cost(desk: Desk) -> list[Block]:
    """Left out where no option changes a single death: there is nothing to set against cost."""
    options = desk.appraisal.options
    reach = (abs(o.deaths_averted[12].quantile(q)) for o in options for q in (0.05, 0.95))
    if max(reach) < 1:
        return []
    return [
        figure(
            "against-cost",
            "Deaths averted against cost",
            figures_options.against_cost_alt(options),
            lambda width: figures_options.against_cost(options, width=width, height=150),
            note("Points: means. Lines: nine in ten of the simulated futures."),
            share=0.72,
        ),
    ]


def _side_by_side(desk: Desk) -> Table:
    rows = []
    for option in desk.appraisal.options:
        if option.id is OptionId.NONE:
            rows.append(_nothing(desk, option))
            continue
        span, mean = averted_number(desk, option, 12)
        regret = desk.ledger.number(
            f"regret-{SHORT_ID[option.id]}",
            option.regret,
            "deaths",
            people(option.regret),
            option.provenance,
        )
        rows.append(
            (
                _name(desk, option),
                cell(option.fit.value),
                cell(mean),
                cell(span, sort=mean.value),
                cell(cost_number(desk, option, 12), f" ({cost_span(option, 12)})"),
                cell(harm_number(desk, option)),
                cell(regret),
            )
        )
    return Table(
        "options",
        "Four answers, over twelve months, against doing nothing new",
        (
            Column("option", share=1.7),
            Column("fit", share=0.7),
            Column("deaths, on average", "right", 1.0),
            Column("range", "right", 1.6),
            Column("cost", "right", 1.9),
            Column("chance of harm", "right", 1.2),
            Column("regret", "right", 0.7),
        ),
        tuple(rows),
        note(
            "Harm: at least one death more than without. Regret: deaths that the best choice "
            "would have spared, on average.",
            *_two_years(desk),
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
    mark = " (recommended)" if option.id is desk.appraisal.recommended else ""
    return cell(SHORT[option.id] + mark)


def _nothing(desk: Desk, option: Option) -> tuple[Cell, ...]:
    regret = desk.ledger.number(
        "regret-none", option.regret, "deaths", people(option.regret), option.provenance
    )
    dash = ("none", "–", "nothing", "–")
    return (
        _name(desk, option),
        cell(option.fit.value),
        *(cell(word, sort=0.0) for word in dash),
        cell(regret),
    )


def _standing(desk: Desk) -> list[Block]:
    draws = desk.appraisal.standing_averts
    if draws is None:
        return []
    low, high = draws.quantile(0.05), draws.quantile(0.95)
    number = desk.ledger.number(
        "standing-averts",
        draws.mean,
        "deaths averted a year",
        averted(low, high),
        desk.appraisal.option(OptionId.PREVENTIVE_DEPLOYMENT).provenance,
        low=low,
        high=high,
    )
    return [
        say(
            "The force already there counts for {} a year if the studies hold for it. The "
            "options above add to that; its leaving would put that at risk.",
            number,
        )
    ]


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
