"""Page 6: what the studies say for and against, and the UN Framework's risk factors."""

from __future__ import annotations

import re
from math import expm1

from forestall.brief.desk import Desk
from forestall.brief.document import Block, Cell, Column, Span, Table, Text, say
from forestall.brief.pages.shared import basis, cell, note
from forestall.brief.words import capital, percent
from forestall.evidence.effects import Contribution, Estimate, Spread, Study
from forestall.situation.assessment import RiskFactor

_SHORT = {"preventive_deployment": "deployment", "political_mission": "mission", "both": "both"}
_KILLERS = {"non-state inside": "armed group inside", "hostile neighbour": "force from next door"}
_SEEN = {
    "seen": "read at the source",
    "coded": "coded by its publisher",
    "own": "made again by a benchmark",
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
    "unclear": "cannot tell",
}
_CODED = {
    "fewer deaths": "fewer deaths",
    "no effect": "none, mixed or less well",
    "more deaths": "more deaths",
}


def blocks(desk: Desk) -> tuple[Block, ...]:
    """The estimates, then the studies behind them, those against beside those for."""
    if not desk.appraisal.effects:
        return (say("No study at hand speaks to these tools and these perpetrators."),)
    return (
        say(
            "Studies disagree, and both sides stay in the numbers. Each simulated future draws the "
            "effect of one new mission from what all studies together allow: fewer deaths, no "
            "change, or more. Most studies give only a direction, so sizes rest on few of them "
            "and on judgment."
        ),
        _estimates(desk),
        _studies(desk),
    )


def _estimates(desk: Desk) -> Table:
    rows = tuple(
        _estimate_row(desk, estimate, order)
        for order, estimate in enumerate(desk.appraisal.effects, 1)
    )
    return Table(
        "effects",
        "What a new mission would do to killing, if the studies are put together",
        (
            Column("tool", share=1.2),
            Column("main killer", share=1.3),
            Column("change in civilian deaths", "right", 1.8),
            Column("average of missions", "right", 1.6),
            Column("chance of more deaths", "right", 1.1),
            Column("studies for, against", "right", 1.1),
            Column("weight of prior", "right", 0.8),
        ),
        rows,
        note(
            "Middle and 90% range for one new mission, then for the average mission. Deployments: "
            "for each thousand troops; political missions and containment of a neighbour: with a "
            "mission present. Against counts findings of no, mixed or more killing. The prior "
            "holds help and harm to be level; its weight is its share in the average."
        ),
    )


def _estimate_row(desk: Desk, estimate: Estimate, order: int) -> tuple[Cell, ...]:
    def number(name: str, value: float, unit: str, text: str, spread: Spread | None = None) -> Cell:
        low, high = (None, None) if spread is None else (spread.p05, spread.p95)
        return cell(
            desk.ledger.number(
                f"effect-{order}-{name}", value, unit, text, estimate.provenance, low=low, high=high
            )
        )

    new, average, harm = estimate.predicted, estimate.average, estimate.p_harm
    count = f"{len(estimate.studies_for)}, {len(estimate.studies_against)}"
    return (
        cell(_SHORT.get(estimate.tool, estimate.tool)),
        cell(_KILLERS.get(estimate.perpetrator, estimate.perpetrator)),
        number("new", new.p50, estimate.unit, _range(new), new),
        number("average", average.p50, estimate.unit, _range(average), average),
        number("harm", harm, "probability", percent(harm)),
        cell(count, sort=float(len(estimate.studies_for))),
        number("prior", estimate.prior_weight, "share", percent(estimate.prior_weight)),
    )


def _range(spread: Spread) -> str:
    """``−11% (−32 to +14)`` from the log scale."""
    low, middle, high = (_signed(100 * expm1(v)) for v in (spread.p05, spread.p50, spread.p95))
    return f"{middle}% ({low} to {high})"


def _signed(value: float) -> str:
    rounded = round(value)
    return "0" if rounded == 0 else f"{rounded:+d}".replace("-", "−")


def _studies(desk: Desk) -> Table:
    """Studies on this very killer and on killing, those with a size, and the project's own list."""
    found: dict[str, tuple[Study, list[str]]] = {}
    for estimate in desk.appraisal.effects:
        for c in estimate.contributions:
            if not _only_coded(c):
                side = "for" if c.study.direction == "lower" else "against"
                side = side if c.camp else "unclear"
                known = found.setdefault(c.study.id, (c.study, []))
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
        _coded(desk),
    )


def _coded(desk: Desk) -> Text:
    """How many studies only a coded direction is known of; ``brief.json`` names every one."""
    found: dict[str, dict[str, set[str]]] = {}
    for estimate in desk.appraisal.effects:
        for c in estimate.contributions:
            if _only_coded(c):
                by_camp = found.setdefault(c.study.tool, {camp: set() for camp in _CODED})
                by_camp[c.camp].add(c.study.source)
    if not found:
        return note("Every study behind these estimates is named here.")
    counts = "; ".join(
        f"{_SHORT.get(tool, tool)}s, "
        + ", ".join(f"{len(names)} {_CODED[camp]}" for camp, names in by_camp.items())
        for tool, by_camp in sorted(found.items())
    )
    return note(
        "Further studies of which only the direction is known, as coded by the U.S. Holocaust "
        f"Memorial Museum: {counts}. They count for less: most are on armed conflict, and "
        "mediation stands in for political missions. brief.json names each with its weight."
    )


def _only_coded(c: Contribution) -> bool:
    return c.study.evidence == "tool_findings"


def _study_row(study: Study, sides: list[str]) -> tuple[Cell, ...]:
    finds = _FINDS.get(study.direction, study.direction)
    checked = _SEEN.get(study.verified, f"{study.verified}; not verified")
    return (
        cell(_short(study), sort=study.source.casefold()),
        cell(f"{_SHORT.get(study.tool, study.tool)}, {study.perpetrator or 'not said'}"),
        cell(finds, sort=f"{sides[0]} {finds}"),
        cell(study.identification or "not said"),
        cell(checked),
    )


def _short(study: Study) -> str:
    """Authors and year; the journal stands in the effects table and in ``brief.json``'s paths."""
    if study.evidence == "own_studies":
        return "forestall, our own estimate"
    found = re.match(r".*?\b(1[89]|20)\d\d\)?", study.source)
    return found[0] if found else study.source


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
