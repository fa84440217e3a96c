"""From an appraisal to a brief: which pages, in which order, resting on what."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from forestall.brief.desk import Desk, gather
from forestall.brief.document import Brief, Section, Text, say
from forestall.brief.pages import (
    ahead,
    consent,
    evidence,
    front,
    limits,
    newspapers,
    options,
    risk,
    stance,
    who,
)

if TYPE_CHECKING:
    from forestall.options.appraisal import Appraisal
    from forestall.records.holdings import Holdings

__all__ = ["Brief", "compose"]


def compose(appraisal: Appraisal, holdings: Holdings | None = None) -> Brief:
    """The brief an appraisal calls for.

    Parameters
    ----------
    appraisal : what to say.
    holdings : where the months and years behind come from; without them the brief shows only
        what lies ahead.

    Returns
    -------
    Brief : findings first, then the pages behind them; every number carries its provenance.
    The same input gives the same brief.
    """
    desk = gather(appraisal, holdings)
    if not desk.quiet:
        by_cell, place = ahead.by_cell(appraisal, holdings), stance.stance(appraisal, holdings)
        desk = replace(desk, by_cell=by_cell, stance=place)
    findings = front.findings(desk)
    lead = front.lead(desk)
    would_change = front.would_change(desk)
    sections = _quiet(desk) if desk.quiet else _full(desk)
    sources = desk.ledger.sources()
    assessment = appraisal.assessment
    return Brief(
        country=assessment.country,
        as_of=assessment.as_of,
        title=appraisal.headline,
        seed=appraisal.seed,
        draws=appraisal.draws,
        data_versions=appraisal.data_versions,
        findings=findings,
        lead=lead,
        would_change=would_change,
        sections=sections,
        numbers=dict(desk.ledger.numbers),
        sources=sources,
        quiet=desk.quiet,
        appraisal=appraisal,
        set_by_hand=limits.set_by_hand(assessment),
        reasons=desk.reasons,
        stance=desk.stance,
    )


def _full(desk: Desk) -> tuple[Section, ...]:
    return (
        Section("risk", "What is likely", risk.blocks(desk)),
        Section("who", "Who, and where", who.blocks(desk)),
        *_newspapers(desk),
        Section("consent", "Would they let us in", consent.blocks(desk)),
        Section("options", "The options", options.blocks(desk)),
        Section("evidence", "Evidence, and its limits", evidence.blocks(desk)),
        Section("framework", "The United Nations’ risk factors", evidence.framework(desk)),
        Section("limits", "What these data cannot see", limits.blocks(desk)),
    )


def _quiet(desk: Desk) -> tuple[Section, ...]:
    """A short brief: nothing seen, what that does not mean, and where we looked."""
    return (
        Section("quiet", "No sign of risk in these data", _no_sign(desk)),
        *_newspapers(desk),
        Section("risk", "What is on record, and what lies ahead", risk.blocks(desk)),
        Section("framework", "The United Nations’ risk factors", evidence.framework(desk)),
        Section("limits", "What these data cannot see", limits.blocks(desk)),
    )


def _newspapers(desk: Desk) -> tuple[Section, ...]:
    """What newspapers reported, where the user had articles of the country coded."""
    told = newspapers.blocks(desk)
    return (Section("newspapers", "What newspapers reported", told),) if told else ()


def _no_sign(desk: Desk) -> tuple[Text, ...]:
    return (
        say(
            "Nobody is on record as having killed civilians in {} in numbers that these data "
            "count, and nobody has named a threat. Neither tool is called for.",
            desk.place,
        ),
        say("That does not mean that nothing can happen:", role="label"),
        say(
            "Mass killings have begun in places with no record of one. A record shows what "
            "happened, not what is being planned.",
            role="bullet",
        ),
        say(
            "UCDP counts a killer of civilians from 25 deaths a year. Smaller killings, "
            "disappearances, detention, expulsion and incitement leave no trace here.",
            role="bullet",
        ),
        say(
            "Most of the risk factors below need judgment, not data. Somebody who knows the "
            "country can set them in an assessment file, and this brief will follow.",
            role="bullet",
        ),
    )
