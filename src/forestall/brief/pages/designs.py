"""The end of page 5: what was appraised, and what to find out first."""

from __future__ import annotations

from forestall.brief.desk import Desk
from forestall.brief.document import Block, Cell, Column, Number, Table, Text
from forestall.brief.pages.shared import basis, cell, note
from forestall.brief.words import people
from forestall.missions.designs import PoliticalMission, PreventiveDeployment
from forestall.missions.organisers import organisers_for
from forestall.options.appraisal import OptionId


def designs(desk: Desk) -> list[Block]:
    """Both tools as they were appraised: organiser, size, months to arrive, precedents."""
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
            _others(desk),
        )
    ]


def _others(desk: Desk) -> Text | None:
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
        cell(made.organiser),
        cell(size),
        cell(_months(made.months_to_start), sort=made.months_to_start[1]),
        cell(_months(made.months_to_strength), sort=made.months_to_strength[1]),
        cell(", ".join(made.precedents[:4]) or "–"),
    )


def _months(spread: tuple[float, float, float]) -> str:
    low, middle, high = spread
    return f"{middle:.2g} ({low:.2g} to {high:.2g})"


def find_out(desk: Desk) -> list[Block]:
    """Questions whose answer would move the choice, with what knowing is worth."""
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
