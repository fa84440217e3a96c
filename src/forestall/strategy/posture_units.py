"""The units a force is made of: their people, cost, speed, and how many cells each can keep.

A unit at a base reaches a cell d km away (great circle, at least the mean way within a cell) in

    t = alert + detour · max(d, 25) / speed   hours, if d is within its range,

and the cell's expected victims then count as in reach to the level

    1 if t ≤ hours_full, part_level if t ≤ hours_part, else 0,

times ``on_call`` for a reserve: gradual coverage (Berman, Krass & Drezner 2003). Figures are in
``evidence/posture.toml``; all are judgments.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from forestall.missions.cost import figure
from forestall.parameters import parameter
from forestall.strategy.arena import WITHIN_CELL_KM

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

FILE = "posture"
NAMES = ("light", "motorised", "reserve")


@dataclass(frozen=True, slots=True)
class Unit:
    """A kind of company.

    Attributes
    ----------
    people : taken off the ceiling: the company and those who keep it in the field.
    cost : USD million a year.
    speed_kmh, detour, alert_hours, range_km : how it travels.
    cells : most cells it keeps in reach at once, a whole number.
    on_call : what being in its reach counts, 1 for patrols.
    most_share : largest part of the force's people that can be of this kind.
    """

    name: str
    people: int
    cost: float
    speed_kmh: float
    detour: float
    alert_hours: float
    range_km: float
    cells: int
    on_call: float = 1.0
    most_share: float = 1.0

    def hours(self, km: Floats) -> Floats:
        """Hours from a call to arrival over great-circle distances; infinite beyond the range."""
        way = np.maximum(km, WITHIN_CELL_KM)
        taken = self.alert_hours + self.detour * way / self.speed_kmh
        return np.where(way <= self.range_km, taken, np.inf)


@dataclass(frozen=True, slots=True)
class Standard:
    """In reach wholly if help comes within ``full`` hours, to ``level`` if within ``part``."""

    full: float
    part: float
    level: float

    def levels(self, unit: Unit, hours: Floats) -> Floats:
        """How far cells at these travel times are in a unit's reach, 0 to 1, same shape.

        >>> walk = Unit("walk", 100, 1.0, 10.0, 1.0, 0.0, 1000.0, 1)
        >>> Standard(4, 8, 0.5).levels(walk, np.array([4.0, 6.0, 9.0])).tolist()
        [1.0, 0.5, 0.0]
        """
        graded = np.where(hours <= self.full, 1.0, np.where(hours <= self.part, self.level, 0.0))
        return np.asarray(unit.on_call * graded, dtype=np.float64)


def standard() -> Standard:
    """The standard of ``evidence/posture.toml``."""
    return Standard(_value("hours_full"), _value("hours_part"), _value("part_level"))


@cache
def units() -> tuple[Unit, ...]:
    """Light company, motorised company and air-mobile reserve, from ``evidence/posture.toml``.

    >>> [unit.people for unit in units()]
    [250, 250, 250]
    """
    return tuple(_unit(name) for name in NAMES)


def _unit(name: str) -> Unit:
    people = round(_value("company") / _value("combat_share"))
    person_year = figure("un_cost_per_person").estimate / 1e6
    reserve = name == "reserve"
    return Unit(
        name=name,
        people=people,
        cost=people * person_year * _value(f"{name}_cost"),
        speed_kmh=_value(f"{name}_speed"),
        detour=_value(f"{name}_detour"),
        alert_hours=_value(f"{name}_alert"),
        range_km=_value(f"{name}_range"),
        cells=round(_value(f"{name}_cells")),
        on_call=_value("on_call_level") if reserve else 1.0,
        most_share=_value("reserve_share") if reserve else 1.0,
    )


def _value(name: str) -> float:
    return parameter(FILE, name).value
