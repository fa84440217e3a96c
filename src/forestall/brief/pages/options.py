"""Page 5: the four options side by side, and what to find out first."""

from __future__ import annotations

from forestall.brief import figures_options
from forestall.brief.desk import SHORT_ID, Desk
from forestall.brief.document import Block, Cell, Column, Number, Span, Table, say
from forestall.brief.figures_options import SHORT
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
from forestall.missions.designs import PoliticalMission, PreventiveDeployment
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
        figure(
            "against-cost",
            "Deaths averted against cost",
            figures_options.against_cost_alt(options),
            lambda width: figures_options.against_cost(options, width=width, height=180),
            note("Points: means. Lines: nine in ten of the simulated futures."),
        ),
        _conditions(desk),
        *_designs(desk),
        *_find_out(desk),
    )


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


def _designs(desk: Desk) -> list[Block]:
    both = desk.appraisal.option(OptionId.BOTH)
    mission, force = both.political_mission, both.deployment
    rows = []
    if mission is not None:
        size = f"{mission.staff:,} staff" if mission.staff else "size not on record"
        mark = basis(desk, "design-political", mission.provenance)
        rows.append(_design("Political mission", mark, size, mission))
    if force is not None:
        size = f"{force.troops:,} troops, {force.police:,} police, {force.posture}"
        if force.observers:
            size += f", {force.observers:,} observers"
        if force.standing_troops:
            size += f" (beside {force.standing_troops:,} there now)"
        mark = basis(desk, "design-deployment", force.provenance)
        rows.append(_design("Preventive deployment", mark, size, force))
    if not rows:
        return []
    return [
        Table(
            "designs",
            "What was appraised",
            (
                Column("tool", share=1.2),
                Column("organiser", share=0.8),
                Column("size", share=2.0),
                Column("first there, months", "right", 1.0),
                Column("full strength, months", "right", 1.1),
                Column("after the example of", share=2.0),
            ),
            tuple(rows),
        )
    ]


def _design(
    name: str, mark: Number, size: str, made: PoliticalMission | PreventiveDeployment
) -> tuple[Cell, ...]:
    return (
        cell(name, mark, sort=name),
        cell(made.organiser),
        cell(size),
        cell(_months(made.months_to_start), sort=made.months_to_start[1]),
        cell(_months(made.months_to_strength), sort=made.months_to_strength[1]),
        cell(", ".join(made.precedents[:4]) or "–"),
    )


def _months(spread: tuple[float, float, float]) -> str:
    low, middle, high = spread
    return f"{middle:.2g} ({low:.2g} to {high:.2g})"


def _find_out(desk: Desk) -> list[Block]:
    rows = []
    for order, question in enumerate(desk.appraisal.find_out_first, 1):
        swing = desk.ledger.number(
            f"swing-{order}",
            float(question.swing),
            "deaths averted",
            people(question.swing),
            question.provenance,
        )
        worth = float(question.information_value)
        value = desk.ledger.number(
            f"worth-{order}",
            worth,
            "deaths averted",
            people(worth) if worth >= 1 or worth <= 0 else "under 1",
            question.provenance,
        )
        rows.append((cell(question.question), cell(question.text), cell(swing), cell(value)))
    if not rows:
        return []
    return [
        Table(
            "find-out",
            "What to find out first",
            (
                Column("question", share=1.8),
                Column("why it matters", share=3.0),
                Column("swing", "right", 0.7),
                Column("worth knowing", "right", 0.8),
            ),
            tuple(rows),
            note(
                "Swing: how far deaths averted over 12 months move with the answer. Worth "
                "knowing: deaths averted gained by knowing before choosing."
            ),
        )
    ]
