"""Page 6: what the studies say for and against, and the UN Framework's risk factors."""

from __future__ import annotations

import re
from math import exp

from forestall.brief.desk import Desk
from forestall.brief.document import Block, Cell, Column, Span, Table, say
from forestall.brief.pages.shared import basis, cell, note
from forestall.brief.words import capital, percent
from forestall.evidence.effects import Camp, Estimate, Study
from forestall.situation.assessment import RiskFactor

_TOOLS = {
    "preventive_deployment": "preventive deployment",
    "political_mission": "political mission",
    "both": "both together",
}
_SHORT = {"preventive_deployment": "deployment", "political_mission": "mission", "both": "both"}
_KILLERS = {"non-state inside": "armed group inside", "hostile neighbour": "force from next door"}
_SEEN = {
    "seen": "read at the source",
    "coded": "coded by its publisher",
    "abstract": "abstract read; not verified",
    "secondary": "second-hand; not verified",
    "derived": "derived by us; not verified",
}
_FINDS = {
    "lower": "fewer deaths",
    "none": "no effect",
    "higher": "more deaths",
    "mixed": "mixed",
    "displaced": "moves elsewhere",
}


def blocks(desk: Desk) -> tuple[Block, ...]:
    """The camps with their weights, then every study, those against beside those for."""
    if not desk.appraisal.effects:
        return (say("No study at hand speaks to these tools and these perpetrators."),)
    return (
        say(
            "Studies disagree, and both camps stay in the numbers: each simulated future is lived "
            "in one of three worlds, where the tool means fewer deaths, no change, or more deaths. "
            "How often each world comes up is the weight of the studies for it."
        ),
        _camps(desk),
        _studies(desk),
    )


def _camps(desk: Desk) -> Table:
    names = list(dict.fromkeys(c.name for e in desk.appraisal.effects for c in e.camps))
    rows = tuple(
        _camps_row(desk, estimate, order, names)
        for order, estimate in enumerate(desk.appraisal.effects, 1)
    )
    return Table(
        "camps",
        "Evidence for and against: weight of each world, and the change in civilian deaths in it",
        (
            Column("tool", share=1.3),
            Column("main killer", share=1.2),
            *(Column(name, "right", 1.6) for name in names),
        ),
        rows,
        note(
            "Weight of the findings, then the change: middle and range. Deployments: for each "
            "thousand troops; political missions and containment: with a mission present. Most "
            "sizes are judgments guided by studies, because the studies give a direction only."
        ),
    )


def _camps_row(desk: Desk, estimate: Estimate, order: int, names: list[str]) -> tuple[Cell, ...]:
    camps = {camp.name: camp for camp in estimate.camps}
    return (
        cell(_TOOLS.get(estimate.tool, estimate.tool)),
        cell(_KILLERS.get(estimate.perpetrator, estimate.perpetrator)),
        *(
            _camp_cell(desk, estimate, camps[name], f"camp-{order}-{place}")
            if name in camps
            else cell("–", sort=0.0)
            for place, name in enumerate(names, 1)
        ),
    )


def _camp_cell(desk: Desk, estimate: Estimate, camp: Camp, id: str) -> Cell:
    weight = desk.ledger.number(
        id, camp.weight, "weight", percent(camp.weight), estimate.provenance
    )
    low, middle, high = (100 * (exp(size) - 1) for size in camp.size)
    return cell(weight, f": {_signed(middle)}% ({_signed(low)} to {_signed(high)})")


def _signed(value: float) -> str:
    rounded = round(value)
    return "0" if rounded == 0 else f"{rounded:+d}".replace("-", "−")


def _studies(desk: Desk) -> Table:
    found: dict[str, tuple[Study, list[str]]] = {}
    for estimate in desk.appraisal.effects:
        for side, studies in (("for", estimate.studies_for), ("against", estimate.studies_against)):
            for study in studies:
                known = found.setdefault(study.id, (study, []))
                if side not in known[1]:
                    known[1].append(side)
    rows = tuple(_study_row(study, sides) for study, sides in found.values())
    return Table(
        "studies",
        "The studies that point one way, and those that point the other way",
        (
            Column("source", share=3.4),
            Column("tool, and on whom", share=2.7),
            Column("finds", share=1.3),
            Column("design", share=1.8),
            Column("how far checked", share=2.2),
        ),
        rows,
    )


def _study_row(study: Study, sides: list[str]) -> tuple[Cell, ...]:
    finds = _FINDS.get(study.direction, study.direction)
    checked = _SEEN.get(study.verified, f"{study.verified}; not verified")
    return (
        cell(_short(study.source), sort=study.source.casefold()),
        cell(f"{_SHORT.get(study.tool, study.tool)}, {study.perpetrator or 'not said'}"),
        cell(finds, sort=f"{sides[0]} {finds}"),
        cell(study.identification or "not said"),
        cell(checked),
    )


def _short(source: str) -> str:
    """Authors and year; the journal stands in the effects table and in ``brief.json``'s paths."""
    found = re.match(r".*?\b(1[89]|20)\d\d\)?", source)
    return found[0] if found else source


def _seen(desk: Desk, factor: RiskFactor) -> tuple[Span, ...]:
    if not factor.observations:
        return ()
    return (basis(desk, f"risk-factor-{factor.number}", factor.provenance),)


def framework(desk: Desk) -> tuple[Block, ...]:
    """The 14 risk factors: what the data show, and what is left to judge. Never a score."""
    rows = []
    for factor in desk.assessment.framework:
        shown = " ".join([f"{capital(factor.status)}.", *factor.observations])
        if factor.note:
            shown = f"{shown} Note: “{factor.note}”"
        rows.append(
            (
                cell(str(factor.number), sort=float(factor.number)),
                cell(factor.name),
                cell(shown, *_seen(desk, factor), by_hand=bool(factor.note)),
                cell(factor.still_to_judge),
            )
        )
    supported = sum(f.supported for f in desk.assessment.framework)
    total = len(desk.assessment.framework)
    return (
        say(
            f"Of the {total} risk factors of the UN Framework of Analysis for Atrocity Crimes "
            f"(2014), data at hand speak to {supported}. The rest need somebody’s judgment. This "
            "is a checklist; it has no sum."
        ),
        Table(
            "framework",
            "Risk factors, what the data show, what is left to judge",
            (
                Column("", "right", 0.25),
                Column("risk factor", share=2.6),
                Column("status, and what the data show", share=3.8),
                Column("still to judge", share=2.8),
            ),
            tuple(rows),
        ),
    )
