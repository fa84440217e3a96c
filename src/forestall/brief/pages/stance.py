"""Where the deployment appraised would best stand, if anybody knows where killing is likely."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import polars as pl

from forestall.brief import figures_strategy
from forestall.brief.document import Block, Number, Text, say
from forestall.brief.pages.shared import figure, note
from forestall.brief.words import counted, percent
from forestall.options.appraisal import OptionId
from forestall.provenance import Origin, Provenance

if TYPE_CHECKING:
    from forestall.brief.desk import Desk
    from forestall.options.appraisal import Appraisal
    from forestall.records.holdings import Holdings
    from forestall.strategy.posture import Posture

CANDIDATES = 20
GAP = 0.01
_RESTS_ON = {
    "cells": "the recorded deaths of the months behind",
    "grid": "an outside index of risk (conflictforecast.org, July 2025), which is not verified",
}


@dataclass(frozen=True, slots=True, eq=False)
class Stance:
    """The places of a deployment; ``rests_on`` says in words why these cells."""

    posture: Posture
    troops: int
    standing: int
    rests_on: str
    provenance: Provenance


def stance(appraisal: Appraisal, holdings: Holdings | None) -> Stance | None:
    """The best places for the deployment appraised and the troops there.

    None without a deployment, and where nobody knows in which cells killing is likely. The
    expected victims are the appraisal's own, shared out by the arena's weights.
    """
    from forestall.brief.desk import packaged
    from forestall.strategy import posture, standing
    from forestall.strategy.arena import arena
    from forestall.strategy.posture_units import units

    assessment = appraisal.assessment
    force = appraisal.option(OptionId.BOTH).deployment
    grid = packaged("grid")
    if holdings is None or force is None or grid is None:
        return None
    if grid.filter(pl.col("iso3") == assessment.country.iso3).is_empty():
        return None
    cells = arena(assessment.country, assessment.as_of, holdings)
    people = force.troops + force.standing_troops
    smallest = min(unit.people for unit in units())
    if cells.provenance.source not in _RESTS_ON or people < smallest:
        return None
    victims = appraisal.civilian_deaths[12].mean * cells.weights
    ground = standing.Ground(
        assessment.country,
        assessment.as_of,
        cells,
        victims,
        Provenance(
            Origin.MODEL,
            "civilian deaths expected in 12 months, shared out among cells",
            "forestall.strategy.standing",
            formula="mean of the appraisal's civilian deaths × the cell's share of killing",
            inputs=(appraisal.civilian_provenance, cells.provenance),
        ),
    )
    asked = standing.problem(ground, people, candidates=CANDIDATES)
    best = posture.solve(asked, gap=GAP)
    return Stance(
        best,
        force.troops,
        force.standing_troops,
        _RESTS_ON[cells.provenance.source],
        standing.resting_on(ground, asked, best),
    )


def blocks(desk: Desk, beside: tuple[Text, ...] = ()) -> list[Block]:
    """The map of reach with words beside it, or one sentence that nobody knows where."""
    here = desk.stance
    force = desk.appraisal.option(OptionId.BOTH).deployment
    if here is None:
        if force is None or desk.holdings is None:
            return [*beside]
        return [
            *beside,
            note("Where in the country killing would come, nobody knows: no map of bases."),
        ]
    from forestall.brief.desk import packaged

    one, iso3 = here.posture, desk.assessment.country.iso3
    outlines = packaged("outlines")
    share = desk.ledger.number(
        "posture-share", one.share_in_reach, "share of expected victims",
        percent(one.share_in_reach), here.provenance,
    )  # fmt: skip
    bases = desk.ledger.number(
        "posture-bases", float(len(one.bases)), "bases", str(len(one.bases)), here.provenance
    )
    return [
        figure(
            "posture",
            "Where it would best stand",
            figures_strategy.reach_alt(desk.place, one),
            lambda width: figures_strategy.reach_map(iso3, one, outlines, width=width),
            note(
                f"Chosen by {here.rests_on}. Being in reach is not yet being saved. Proven within "
                f"{percent(max(one.gap, 0.01))} of the best on the {CANDIDATES} cells looked at.",
            ),
            share=0.3,
            aside=(
                say(
                    "{} in {} cells with a base would have {} of expected victims in reach{}.",
                    _force(here), bases, share, _hours(desk, here),
                ),
                *beside,
            ),
        )
    ]  # fmt: skip


def _force(here: Stance) -> str:
    new = f"{counted(here.troops)} troops"
    if not here.standing:
        return new
    return f"The {new} and the {counted(here.standing)} there now, placed afresh,"


def _hours(desk: Desk, here: Stance) -> Number | str:
    hours = here.posture.response_hours
    if hours is None:
        return ""
    return desk.ledger.number(
        "posture-hours", hours, "hours", f", {hours:.2g} hours away on average", here.provenance
    )


def as_dict(here: Stance) -> dict[str, Any]:
    """The object ``posture`` of ``brief.json``: cells by number and centre, never points."""
    from forestall.strategy import standing

    return {
        "troops": here.troops,
        "standing_troops": here.standing,
        "rests_on": here.rests_on,
        "gap": here.posture.gap,
        **standing.figures(here.posture),
        "provenance": here.provenance.as_dict(),
    }
