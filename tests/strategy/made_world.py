"""Worlds made by hand: an arena of two cells, one attack a month, every dice as told.

The force stands at the first cell, which it reaches with chance one half; the second lies a
thousand kilometres off, out of its reach, yet is where killers turned away from the first one go.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from forestall.missions.designs import PoliticalMission, PreventiveDeployment
from forestall.parameters import Parameter
from forestall.provenance import Origin, Provenance
from forestall.strategy.arena import Arena, neighbours
from forestall.strategy.calibration import Fear
from forestall.strategy.campaign import Campaign, Outcome
from forestall.strategy.world import DEPLOYMENT, TOOLS, Attacks, World
from forestall.vocabulary import Month

PROVENANCE = Provenance(Origin.JUDGMENT, "made up for a test")
HOST, INSIDE, NEIGHBOUR = range(3)
REFUSED, NOMINAL, OBSTRUCTED, WILLING = range(4)
FIRST, SECOND = 0, 1
AT_ONCE = (1e-9, 1e-9, 1e-9)
Floats = NDArray[np.float64]

POINTS = {
    "strategy": {
        "inclination": 0.0,
        "presence_share": 0.0,
        "presence_share_neighbour": 0.0,
        "presence_people": 1e-9,
        "opponents_inside": 1.0,
        "opponents_government": 1.0,
        "resolve_robust": 0.5,
        "resolve_mobile": 0.5,
        "resolve_static": 0.5,
        "resolve_observe": 0.5,
        "resolve_spread": 0.0,
        "reputation": 1e9,
        "reach_mobile": 25 / np.log(2),  # exp(-25 / R) = 1/2 within the base's own cell
        "reach_static": 25 / np.log(2),
        "people_per_base": 1000.0,
        "displacement": 0.2,
        "success_share": 0.25,
        "attacks_a_month": 1.0,
        "observers_draw_fire": 0.01,
    },
    "missions": {
        "without_protection": 0.5,
        "police_per_troop": 0.0,
        "pm_usual_staff": 100.0,
        "pm_staff_elasticity": 0.5,
        "pm_usual_women_share": 0.1,
        "women_hold": 0.5,
    },
}
"""Figures that make sums easy; those of the package may change without these tests."""


def point(**changed: float) -> Any:
    """A stand-in for :func:`forestall.parameters.parameter` that knows :data:`POINTS`."""

    def parameter(file: str, name: str) -> Parameter:
        value = changed.get(name, POINTS.get(file, {}).get(name, 1.0))
        return Parameter(file, name, value, value, value, "", "", "made up", False)

    return parameter


def arena(cells: int = 2) -> Arena:
    """Cells on the equator, ten degrees apart, the last next to the first and so on."""
    east = 0.25 + 10.0 * np.arange(cells)
    gids = 180 * 720 + 360 + 1 + 20 * np.arange(cells)
    return Arena(
        iso3="XAA",
        gids=gids,
        latitude=np.full(cells, 0.25),
        longitude=east,
        weights=np.full(cells, 1 / cells),
        border_weights=np.eye(cells)[-1],
        neighbours=np.tile(((np.arange(cells) + 1) % cells)[:, None], (1, 8)),
        known=True,
        provenance=PROVENANCE,
    )


def block(side: int = 4) -> Arena:
    """Adjoining cells of half a degree, the western ones the most dangerous and on a border."""
    row, column = np.divmod(np.arange(side * side), side)
    gids = (180 + row) * 720 + 360 + column + 1
    weights = (side - column).astype(float)
    border = np.where(column == 0, 1.0, 0.0)
    return replace(
        arena(),
        gids=gids,
        latitude=0.25 + row / 2,
        longitude=0.25 + column / 2,
        weights=weights / weights.sum(),
        border_weights=border / border.sum(),
        neighbours=neighbours(gids),
    )


def attacks(n: int, months: int, **dice: float) -> Attacks:
    """One attack a month by whoever ``who`` says, in the first cell, that would go ahead."""
    shape = (n, months, 1)
    told = {"who": 0.5, "cell": FIRST, "border_cell": SECOND, "go": 0.4, "go_elsewhere": 0.0}
    told |= {"met": 0.9, "size": 1.0} | dice
    filled = {name: np.full(shape, value, dtype=np.float32) for name, value in told.items()}
    places = {name: filled[name].astype(np.int32) for name in ("cell", "border_cell")}
    return Attacks(**(filled | places | {"turn": np.zeros(shape, dtype=np.int8)}))


def world(n: int = 1, months: int = 4, *, dice: Attacks | None = None, **more: Any) -> World:
    """Ten deaths a month, all by armed groups inside; consent willing; nothing ever ends."""
    zeros = np.zeros(n)
    shares = np.zeros((3, n))
    shares[INSIDE] = 1.0
    fields: dict[str, Any] = {
        "as_of": Month(2024, 12),
        "seed": 1,
        "arena": arena(),
        "deaths": np.full((months, n), 10.0),
        "shares": shares,
        "consent": np.full(n, WILLING),
        "main_kind": np.full(n, INSIDE),
        "camp": np.zeros(n, dtype=np.int64),
        "effects": {tool: np.zeros((3, n)) for tool in TOOLS},
        "credible": np.ones((3, n)),
        "saturation": np.full(n, 10.0),
        "synergy": zeros,
        "access": {tool: np.tile([[0.0], [0.25], [0.5], [1.0]], n) for tool in TOOLS},
        "hardens": np.full(n, np.inf),
        "withdrawn": np.full(n, np.inf),
        "unrenewed": np.full(n, np.inf),
        "arrival": {tool: zeros for tool in TOOLS},
        "costing": {tool: zeros for tool in TOOLS},
        "resolve": zeros,
        "bound": np.full(n, 0.8),
        "collapse": np.full(n, 0.1),
        "talks": np.full((months, n), 0.5),
        "attacks": attacks(n, months) if dice is None else dice,
    }
    return World(**(fields | more))


def raising(log_rate: float, n: int = 1, tool: str = DEPLOYMENT) -> dict[str, Floats]:
    """Effects by which a tool raises killing by armed groups: deployments per 1,000 troops."""
    effects = {each: np.zeros((3, n)) for each in TOOLS}
    effects[tool][INSIDE] = log_rate
    return effects


def fears(size: float, n: int = 1, met: float = 1.0, share: float = 0.0) -> tuple[Fear, ...]:
    """What each kind fears of a reference with capability and resolve of one half each.

    A force of 1,000 against ``opponents`` of 1,000 is as strong as the reference, so that in a
    cell reached with chance r the log odds of going ahead fall by ``size`` x r.
    """
    one = Fear(np.full(n, size), np.full(n, met), share, 1.0, 0.5, 0.5)
    return (one, one, one)


def force(troops: int = 1000, **more: Any) -> PreventiveDeployment:
    """A robust force, based in the first cell, fully there on the first day."""
    fields: dict[str, Any] = {
        "organiser": "UN",
        "troops": troops,
        "police": 0,
        "observers": 0,
        "posture": "robust",
        "mandate": (),
        "cost": (50.0, 50.0, 50.0),
        "months_to_start": AT_ONCE,
        "months_to_strength": AT_ONCE,
        "share_of_ceiling": 1.0,
        "standing_troops": 0,
        "precedents": (),
        "provenance": PROVENANCE,
        "bases": (int(arena().gids[FIRST]),),
    }
    return PreventiveDeployment(**(fields | more))


def team(**more: Any) -> PoliticalMission:
    """Mediators at work on the first day."""
    fields: dict[str, Any] = {
        "organiser": "UN",
        "staff": None,
        "mandate": (),
        "cost": (12.0, 12.0, 12.0),
        "months_to_start": AT_ONCE,
        "months_to_strength": AT_ONCE,
        "precedents": (),
        "provenance": PROVENANCE,
    }
    return PoliticalMission(**(fields | more))


def ending(run: Campaign) -> Outcome:
    """How all futures of a run end."""
    (found,) = (outcome for outcome, share in run.shares().items() if share == 1)
    return found
