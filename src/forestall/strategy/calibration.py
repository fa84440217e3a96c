"""Fitted to the studies: how much a perpetrator must fear for a mission to do what they found.

The synthesis says what a mission does to killing in a whole country. Here a *reference mission*
(the usual first-year strength, the usual posture, bases where most victims are in reach, willing
consent, fully there) is put into the arena, and the size of fear X is chosen in each future and
for each kind of perpetrator so that the expected killing with it is exp(effect) times that without:

    G(X) = Σ_c w_c [ m_c s_c + (1 − m_c) δ m̄_c s̄_c ] = exp(effect),

m_c = share still tried in cell c (:func:`.deterrence.still_tried`), s_c = 1 − resolve · reach_c ·
capability (what force lets through), δ the share displaced, bars the mean over the cells around.
Where the effect is smaller than what force alone would stop, force is scaled down and X is 0;
where it is larger than the reference mission's reach allows, X stops at the largest value.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import exp
from typing import TYPE_CHECKING

import numpy as np

from forestall.missions.strength import first_full_year
from forestall.missions.typical import posture
from forestall.parameters import parameter
from forestall.strategy.deterrence import contest, still_tried
from forestall.strategy.reach import bases_for, greedy_bases, reach
from forestall.strategy.world import DEPLOYMENT, KINDS, World
from forestall.vocabulary import PerpetratorKind

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from forestall.missions.designs import PreventiveDeployment
    from forestall.strategy.arena import Arena

    Floats = NDArray[np.float64]

LARGEST = 8.0
_GRID = np.concatenate([[0.0], np.geomspace(0.01, LARGEST, 120)])
NEIGHBOUR_TROOPS = 1.05
"""Thousand: UNPREDEP, the force the studies of containment have in mind."""


@dataclass(frozen=True, slots=True, eq=False)
class Fear:
    """What one kind of perpetrator fears of the reference mission.

    ``size``: X, shape (n,); ``met``: the share of its resolve a force really shows, shape (n,);
    ``presence_share``, ``opponents`` (thousand), ``capability`` and ``resolve`` of the reference.
    """

    size: Floats
    met: Floats
    presence_share: float
    opponents: float
    capability: float
    resolve: float

    def part(self, first: int, last: int) -> Fear:
        """Of the futures from ``first`` up to ``last``."""
        return replace(self, size=self.size[first:last], met=self.met[first:last])


def dose(thousands: Floats | float, saturation: Floats) -> Floats:
    """Effective strength S(1 − exp(−T/S)), in thousands: T small counts in full, T ≫ S as S."""
    return np.asarray(-saturation * np.expm1(-thousands / saturation), dtype=np.float64)


def reference_thousands(kind: PerpetratorKind) -> float:
    """Strength of the reference mission, thousand troops."""
    if kind is PerpetratorKind.HOSTILE_NEIGHBOUR:
        return NEIGHBOUR_TROOPS
    return first_full_year().median / 1000


def target(world: World, kind: PerpetratorKind) -> Floats:
    """Log effect of the reference mission on killing by a kind, as drawn from the studies, (n,)."""
    row = KINDS.index(kind)
    drawn = world.effects[DEPLOYMENT][row]
    if kind is not PerpetratorKind.HOSTILE_NEIGHBOUR:
        drawn = drawn * dose(reference_thousands(kind), world.saturation)
    return np.asarray(np.where(drawn < 0, drawn * world.credible[row], drawn), dtype=np.float64)


def raised(world: World, kind: PerpetratorKind, deployment: PreventiveDeployment) -> Floats:
    """By how much a deployment fully there raises killing by a kind, log, where it harms; (n,).

    As the studies have it: by the troops added to those that stand, or, against a neighbour, by a
    force being there where none was.
    """
    harm = np.maximum(world.effects[DEPLOYMENT][KINDS.index(kind)], 0.0)
    standing, added = deployment.standing_troops / 1000, deployment.troops / 1000
    if kind is PerpetratorKind.HOSTILE_NEIGHBOUR:
        people = deployment.troops + deployment.police
        return np.asarray(harm * (0.0 if standing else noticed(people)), dtype=np.float64)
    more = dose(standing + added, world.saturation) - dose(standing, world.saturation)
    return np.asarray(harm * more, dtype=np.float64)


def noticed(people: int) -> float:
    """How much of a presence so many people are: 1 − exp(−people / ``presence_people``)."""
    return 1 - exp(-people / parameter("strategy", "presence_people").value)


@dataclass(frozen=True, slots=True, eq=False)
class Reference:
    """The reference mission against one kind of perpetrator, on one arena.

    ``remaining``: share of the killing left at each point of the grid of X, falling, shape
    (points,); the rest as in :class:`Fear`.
    """

    kind: PerpetratorKind
    remaining: Floats
    capability: float
    resolve: float


def references(arena: Arena) -> tuple[Reference, ...]:
    """The reference missions against each kind of :data:`KINDS`."""
    return tuple(_reference(arena, kind) for kind in KINDS)


def fears(world: World, against: tuple[Reference, ...] | None = None) -> tuple[Fear, ...]:
    """What each kind of :data:`KINDS` fears of the reference mission, fitted in each future."""
    return tuple(_fitted(world, r) for r in against or references(world.arena))


def opponents(kind: PerpetratorKind) -> float:
    """Strength of a kind of perpetrator at which a force of the same size has even chances."""
    inside = kind is PerpetratorKind.NON_STATE
    return parameter("strategy", "opponents_inside" if inside else "opponents_government").value


def presence_share(kind: PerpetratorKind) -> float:
    """Part of fear that comes from a force being there at all."""
    next_door = kind is PerpetratorKind.HOSTILE_NEIGHBOUR
    return parameter("strategy", f"presence_share{'_neighbour' if next_door else ''}").value


def resolve(posture_: str) -> float:
    """Chance that a force of a posture fights when civilians in its reach are attacked."""
    return parameter("strategy", f"resolve_{posture_}").value


def weights_of(arena: Arena, kind: PerpetratorKind) -> Floats:
    """Where a kind of perpetrator kills, shape (cells,)."""
    next_door = kind is PerpetratorKind.HOSTILE_NEIGHBOUR
    return arena.border_weights if next_door else arena.weights


def _fitted(world: World, against: Reference) -> Fear:
    wanted = np.exp(np.minimum(target(world, against.kind), 0.0))
    by_force = against.remaining[0]
    weak = wanted >= by_force
    size = np.interp(-wanted, -against.remaining, _GRID)
    met = np.where(weak, (1 - wanted) / max(1 - by_force, 1e-12), 1.0)
    return Fear(
        size=np.where(weak, 0.0, size),
        met=np.clip(met, 0.0, 1.0),
        presence_share=presence_share(against.kind),
        opponents=opponents(against.kind),
        capability=against.capability,
        resolve=against.resolve,
    )


def _reference(arena: Arena, kind: PerpetratorKind) -> Reference:
    # the police that go with the troops of the studies count as strength here, as in designs
    thousands = reference_thousands(kind) * (1 + parameter("missions", "police_per_troop").value)
    capability = float(contest(thousands, opponents(kind)))
    remaining = _remaining(arena, kind, thousands, capability)
    return Reference(kind, remaining, capability, resolve(posture(kind)))


def _remaining(arena: Arena, kind: PerpetratorKind, thousands: float, capability: float) -> Floats:
    """G at each point of the grid of X: the share of killing left, falling."""
    weights, style = weights_of(arena, kind), posture(kind)
    bases = greedy_bases(arena, bases_for(1000 * thousands), style, weights)
    reached = reach(arena, bases, style)
    share = presence_share(kind)
    moved = parameter("strategy", "displacement").value
    inclination = parameter("strategy", "inclination").value
    through = 1 - resolve(style) * reached * capability
    scaled = share + (1 - share) * reached
    tried = still_tried(inclination, _GRID[:, None] * scaled[None, :])
    here = tried * through
    elsewhere = here[:, arena.neighbours].mean(axis=2)
    left: Floats = (here + (1 - tried) * moved * elsewhere) @ weights
    return np.minimum.accumulate(left)
