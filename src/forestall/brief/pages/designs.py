"""What was appraised, and what to find out first."""

from __future__ import annotations

from forestall.brief.desk import Desk
from forestall.brief.document import Block, Cell, Column, Number, Table, Text
from forestall.brief.pages.shared import basis, cell, note
from forestall.brief.words import people, significant
from forestall.missions.designs import PoliticalMission, PreventiveDeployment
from forestall.missions.organisers import organisers_for
from forestall.options.appraisal import OptionId


def designs(desk: Desk) -> list[Block]:
    """Both tools as they were appraised: who, how many, when, cost, months to arrive."""
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
                Column("tool", share=1.3),
                Column("who, how many, how they stand", share=3.2),
                Column("decided", share=0.5),
                Column("cost, USD million a year", "right", 1.2),
                Column("months to first there", "right", 1.0),
                Column("months to full strength", "right", 1.0),
                Column("after the example of", share=1.8),
            ),
            tuple(rows),
            others_that_could_act(desk) if desk.stance is None else None,
        )
    ]


def others_that_could_act(desk: Desk) -> Text | None:
    """Regional bodies that could run either tool here, with what they have fielded and how fast."""
    bodies = [o for o in organisers_for(desk.assessment.country) if o.name != "UN"]
    if not bodies:
        return None
    told = []
    for body in bodies:
        fielded = "" if body.deployments == "none" else f"has fielded {body.deployments}"
        fast = f"fastest in {body.fastest.split(':')[0]}" if body.fastest else ""
        about = "; ".join(part for part in (fielded, fast) if part)
        told.append(f"{body.name} ({about})" if about else body.name)
    checked = "" if all(body.verified for body in bodies) else " General knowledge, not verified."
    mark = basis(desk, "organisers", bodies[0].provenance)
    return note(f"Others that could act here: {'; '.join(told)}.{checked}", mark)


def _design(
    name: str, mark: Number, size: str, made: PoliticalMission | PreventiveDeployment
) -> tuple[Cell, ...]:
    return (
        cell(name, mark, sort=name),
        cell(f"{made.organiser}: {size}"),
        cell(str(made.start) if made.start else "now"),
        cell(_spread(made.cost), sort=made.cost[1]),
        cell(_spread(made.months_to_start), sort=made.months_to_start[1]),
        cell(_spread(made.months_to_strength), sort=made.months_to_strength[1]),
        cell(", ".join(made.precedents[:4]) or "–"),
    )


def _spread(spread: tuple[float, float, float]) -> str:
    low, middle, high = spread
    return " ".join((_two(middle), f"({_two(low)} to {_two(high)})"))


def _two(value: float) -> str:
    return f"{significant(value):,g}"


def find_out(desk: Desk) -> list[Block]:
    """What knowing each uncertain thing first is worth; those worth nothing in one sentence."""
    rows, idle = [], []
    for order, question in enumerate(desk.appraisal.find_out_first, 1):
        worth = float(question.information_value)
        value = desk.ledger.number(
            f"worth-{order}", worth, "deaths averted", _lives(worth), question.provenance
        )
        if value.text == "nothing":
            idle.append((question.question, value))
        else:
            rows.append((cell(question.question), cell(question.text), cell(value)))
    parts: list[Block] = []
    if rows:
        columns = Column("question", share=1.8), Column("why it matters", share=3.2)
        worth_column = Column("knowing is worth", "right", 0.8)
        caption = "What to find out first, in deaths averted gained by knowing before choosing"
        parts.append(Table("find-out", caption, (*columns, worth_column), tuple(rows)))
    if idle:
        asked = " ".join(question for question, _ in idle)
        parts.append(
            note(
                "Knowing these is worth ",
                idle[0][1],
                f", for the choice would stay the same: {asked}",
            )
        )
    return parts


def _lives(worth: float) -> str:
    if worth <= 0:
        return "nothing"
    return (
        "under 1 life"
        if worth < 1
        else f"{people(worth)} " + ("life" if people(worth) == "1" else "lives")
    )
