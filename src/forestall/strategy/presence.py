"""When a mission is there, and how much of it counts: arrival, consent, and the mandate's end."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from forestall.strategy.world import STATES, World, log_split_normal
from forestall.vocabulary import ConsentState

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from forestall.missions.designs import PoliticalMission, PreventiveDeployment

    Floats = NDArray[np.float64]


def presence(
    world: World, tool: str, mission: PoliticalMission | PreventiveDeployment | None
) -> Floats:
    """(months, n): share of a mission's strength that is there, before consent is weighed.

    A straight line from first arrival to the share of the ceiling that is reached; nothing where
    consent is refused, once it is withdrawn, or once the mandate ended.
    """
    months, n = world.deaths.shape
    if mission is None:
        return np.zeros((months, n))
    late = 0 if mission.start is None else max(mission.start.id - world.as_of.id, 0)
    ceiling = getattr(mission, "share_of_ceiling", 1.0)
    first = log_split_normal(world.arrival[tool], *mission.months_to_start)
    last = log_split_normal(world.arrival[tool], *mission.months_to_strength)
    last = np.maximum(last, first + 0.5)
    middle = np.arange(months)[:, None] + 0.5 - late
    there = ceiling * np.clip((middle - first) / (last - first), 0.0, 1.0)
    there *= world.consent != STATES.index(ConsentState.REFUSED)
    stays = np.minimum(world.withdrawn, world.unrenewed)
    since = _since_arrival(there)
    return np.asarray(there * (since < stays), dtype=np.float64)


def access(world: World, tool: str, there: Floats) -> Floats:
    """(months, n): share of the effect that consent allows, falling a state when it hardens."""
    hardened = _since_arrival(there) >= world.hardens
    lower = np.where(world.consent >= 2, world.consent - 1, world.consent)
    state = np.where(hardened, lower, world.consent)
    return np.asarray(np.take_along_axis(world.access[tool], state, axis=0))


def _since_arrival(there: Floats) -> Floats:
    """Months since a mission first arrived, (months, n); 0 before."""
    arrived = there > 0
    return np.asarray(np.maximum(arrived.cumsum(axis=0) - 1, 0), dtype=np.float64)
