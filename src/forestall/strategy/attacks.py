"""One month of attacks under a force: which are tried, where, and which are met.

Arrays here are (attacks, futures), so that what a future holds once is spread along rows without
copies. Only futures with some force there are looked at, and the place to turn to only for attacks
that turn: elsewhere nothing changes.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from math import ceil
from typing import TYPE_CHECKING, Any

import numpy as np

from forestall.errors import BadValue
from forestall.missions.tasks import PROTECTION_OF_CIVILIANS
from forestall.parameters import parameter
from forestall.strategy import calibration
from forestall.strategy.deterrence import belief, chance
from forestall.strategy.reach import bases_for, greedy_bases, reach
from forestall.strategy.world import KINDS, World
from forestall.vocabulary import PerpetratorKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from forestall.missions.designs import PreventiveDeployment
    from forestall.strategy.arena import Arena
    from forestall.strategy.calibration import Fear

    Floats = NDArray[np.float64]
    Singles = NDArray[np.float32]
    Ints = NDArray[np.int64]
    Rows = Ints | slice

BOLDEST = 2.0
"""A belief in the force may grow to twice the reference's, no more."""
STRONGEST = 2.0
"""Nor does the fear of its strength: the studies say nothing of forces beyond."""
NEXT_DOOR = KINDS.index(PerpetratorKind.HOSTILE_NEIGHBOUR)


@dataclass(frozen=True, slots=True, eq=False)
class Ground:
    """Reach of the force in each cell as it builds up, shape (steps + 1, cells).

    The first row is the force that stood there before; the last all bases of it and of the new one.
    """

    reach: Singles

    def before(self, place: NDArray[np.int32]) -> Singles:
        """Reach of the force there before."""
        return np.asarray(self.reach[0].take(place), dtype=np.float32)

    def at(self, place: NDArray[np.int32], arrived: Singles) -> Singles:
        """Reach in places, (attacks, n) or (n,), when the share ``arrived`` (n,) of the new is."""
        steps, cells = len(self.reach) - 1, self.reach.shape[1]
        step = np.clip(arrived, 0, 1) * np.float32(steps)
        low = np.minimum(step.astype(np.intp), steps - 1)
        between = step - low.astype(np.float32)
        below = place + low * cells
        reached: Singles = self.reach.take(below)
        reached += between * (self.reach.take(below + cells) - reached)
        return reached


STEPS = 4
"""Stages in which bases open: reach is known at each, and runs in a line between them."""


def ground_of(world: World, deployment: PreventiveDeployment | None) -> Ground:
    """Where a deployment's bases reach; those it does not name are put where they reach most."""
    arena = world.arena
    if deployment is None:
        return Ground(np.zeros((2, arena.cells), dtype=np.float32))
    people = deployment.troops + deployment.police
    standing = deployment.standing_troops
    old = bases_for(standing) if standing else 0
    new = bases_for(people) if people else 0
    if deployment.bases:
        places = np.concatenate([_best(world, old, deployment), _named(arena, deployment.bases)])
    else:
        places = _best(world, old + new, deployment)
    fresh = len(places) - old
    ends = [old + ceil(fresh * step / STEPS) for step in range(STEPS + 1)]
    reaches = [reach(arena, places[:end], deployment.posture) for end in ends]
    return Ground(np.stack(reaches).astype(np.float32))


def _best(world: World, count: int, deployment: PreventiveDeployment) -> Ints:
    mean, arena = world.shares.mean(axis=1), world.arena
    weights = [mean[i] * calibration.weights_of(arena, kind) for i, kind in enumerate(KINDS)]
    return greedy_bases(arena, count, deployment.posture, np.sum(weights, axis=0))


def _named(arena: Arena, gids: tuple[int, ...]) -> Ints:
    place = {int(gid): row for row, gid in enumerate(arena.gids)}
    if outside := [str(gid) for gid in gids if gid not in place]:
        raise BadValue(
            "Bases lie outside the country",
            expected=f"PRIO-GRID cells of {arena.iso3}",
            came=", ".join(outside[:10]),
            remedy="leave them out, or leave bases out for the best places",
        )
    return np.array([place[gid] for gid in gids], dtype=np.int64)


def people(deployment: PreventiveDeployment) -> int:
    """Troops and police."""
    return deployment.troops + deployment.police


def resolve(deployment: PreventiveDeployment) -> float:
    """Chance that the force fights for civilians in its reach, by its posture and its mandate."""
    told = PROTECTION_OF_CIVILIANS in deployment.mandate or not deployment.mandate
    factor = 1.0 if told else parameter("missions", "without_protection").value
    return calibration.resolve(deployment.posture) * factor


@dataclass(frozen=True, slots=True, eq=False)
class Fate:
    """Shares of the month's deaths, (n,), summing to 1.

    They go through in their place, are kept away, move, or are stopped by force.
    """

    through: Floats
    kept: Floats
    moved: Floats
    stopped: Floats

    @classmethod
    def untouched(cls, n: int) -> Fate:
        """Every attack goes through."""
        return cls(np.ones(n), np.zeros(n), np.zeros(n), np.zeros(n))


@dataclass(slots=True, eq=False)
class Force:
    """A deployment in a world, and what it has shown so far.

    ``there``: (months, n) presence weighed by consent; ``talking``: (months, n), is a political
    mission there; ``met`` and ``left``: challenges in reach that were met, and left alone, (n,).
    """

    world: World
    deployment: PreventiveDeployment
    fears: Sequence[Fear]
    ground: Ground
    there: Floats
    talking: NDArray[np.bool_]
    met: Floats = field(init=False)
    left: Floats = field(init=False)
    _resolve: float = field(init=False)
    _standing: float = field(init=False)
    _strength: Floats = field(init=False)
    _ends: Singles = field(init=False)
    _known: _Known = field(init=False)
    _figures: dict[str, float] = field(init=False)
    _noticed: float = field(init=False)

    def __post_init__(self) -> None:
        world, sent = self.world, self.deployment
        self.met, self.left = np.zeros(world.n), np.zeros(world.n)
        self._resolve = resolve(sent)
        self._standing = sent.standing_troops / 1000
        self._strength = people(sent) / 1000 * self.there * (1 + world.synergy * self.talking)
        self._ends = world.shares.cumsum(axis=0).astype(np.float32)
        self._noticed = calibration.noticed(people(sent))
        names = ("displacement", "inclination", "reputation", "resolve_spread")
        self._figures = {name: parameter("strategy", name).value for name in names}
        self._known = _Known.of(self.fears, self._own_resolve(), self._standing)

    def _own_resolve(self) -> Floats:
        """The chance that this future's force fights, (n,)."""
        spread = self._figures["resolve_spread"] * self.world.resolve
        return chance(np.log(self._resolve / (1 - self._resolve)) + spread)

    def month(self, month: int) -> Fate:
        """Play one month and remember what the perpetrators saw."""
        there, n = self.there[month], self.world.n
        if not people(self.deployment) or not there.any():
            return Fate.untouched(n)
        rows = self._looked_at(there)
        attacks = self.world.attacks
        size, go = (_of(values, month, rows) for values in (attacks.size, attacks.go))
        who, cell = self._planned(month, rows)
        weighed = self._weighed(month, rows, who)
        here = weighed.at(self.ground, cell)
        tried = go < here.tried
        turned = self._turn(month, rows, ~tried & self._turning(go, here.tried), weighed, cell)
        moved = np.zeros(tried.shape, dtype=bool)
        moved.reshape(-1)[turned.which] = True
        reached, saves = turned.put(here)
        dice = _of(attacks.met, month, rows)
        met, happens = dice < weighed.fights * reached, tried | moved
        challenged = happens & (dice < reached)
        answered = (challenged & met).sum(axis=0)
        self.met[rows] += answered
        self.left[rows] += challenged.sum(axis=0) - answered
        saved = size * happens * met * saves
        fate, arrived = Fate.untouched(n), there[rows] > 0
        for share, part in (
            (fate.kept, size * ~happens),
            (fate.moved, (size - saved) * moved),
            (fate.stopped, saved),
        ):
            share[rows] = np.where(arrived, part.sum(axis=0, dtype=np.float64), 0.0)
        # by what is left, so that where nothing changes exactly all goes through
        fate.through[:] = np.maximum(1 - fate.kept - fate.moved - fate.stopped, 0.0)
        return fate

    def _looked_at(self, there: Floats) -> Rows:
        """Futures in which something may change; a force there before shows itself everywhere."""
        if self._standing or there.all():
            return slice(None)
        return np.flatnonzero(there)

    def _planned(self, month: int, rows: Rows) -> tuple[NDArray[np.int8], NDArray[np.int32]]:
        """Who plans each attack, and in which cell."""
        attacks, ends = self.world.attacks, self._ends[:, rows]
        dice = _of(attacks.who, month, rows)
        who = (dice >= ends[0]).astype(np.int8)
        who += dice >= ends[1]
        cell = _of(attacks.cell, month, rows)
        border = _of(attacks.border_cell, month, rows)
        return who, np.where(who == NEXT_DOOR, border, cell)

    def _weighed(self, month: int, rows: Rows, who: NDArray[np.int8]) -> _Weighed:
        """What each attack's planner weighs, before the place is known."""
        there, strength = self.there[month, rows], self._strength[month, rows]
        known = self._known.take(rows)
        trust = belief(self._resolve, self._figures["reputation"], self.met[rows], self.left[rows])
        bold = np.minimum(trust / known.resolve, BOLDEST)
        saves = (self._standing + strength) / (self._standing + strength + known.opponents)
        strong = np.minimum(saves, STRONGEST * known.capability)
        key = who * np.intp(trust.size)
        key += np.arange(trust.size)

        def of(by_kind: Floats) -> Singles:
            return by_kind.astype(np.float32).take(key)

        old = bool(self._standing)
        return _Weighed(
            everywhere=None if old else of(known.present * bold * there * self._noticed),
            in_reach=of(known.local * bold * strong),
            in_reach_before=of(known.local * bold * known.strong_before) if old else None,
            fights=of(known.fights),
            saves=of(saves),
            saves_before=of(np.broadcast_to(known.before, saves.shape)) if old else None,
            arrived=there.astype(np.float32),
            inclination=np.float32(self._figures["inclination"]),
        )

    def _turning(self, go: Singles, tried: Singles) -> NDArray[np.bool_]:
        moving = np.float32(self._figures["displacement"])
        return go - tried < moving * (1 - tried)

    def _turn(
        self,
        month: int,
        rows: Rows,
        turning: NDArray[np.bool_],
        weighed: _Weighed,
        cell: NDArray[np.int32],
    ) -> _Turned:
        """The attacks that turn to the cell next to theirs and are tried there."""
        which = np.flatnonzero(turning)
        attack, future = np.divmod(which, turning.shape[1])
        place = future if isinstance(rows, slice) else rows[future]
        attacks = self.world.attacks
        side = attacks.turn[place, month, attack]
        other = self.world.arena.neighbours[cell.reshape(-1)[which], side]
        there = weighed.some(which, future).at(self.ground, other)
        tried = attacks.go_elsewhere[place, month, attack] < there.tried
        saves = there.saves[tried] if self._standing else None
        return _Turned(which[tried], there.reach[tried], saves)


@dataclass(frozen=True, slots=True, eq=False)
class _Known:
    """What does not change from month to month, per kind of perpetrator, (kinds, n) or (kinds, 1).

    ``present`` and ``local``: fear of a full presence, and of full reach and strength;
    ``fights``: chance that the force fights; ``before``: chance that the force there before
    prevails; ``resolve``, ``opponents`` and ``capability``: of the reference mission.
    """

    present: Floats
    local: Floats
    fights: Floats
    before: Floats
    resolve: Floats
    opponents: Floats
    capability: Floats

    @property
    def strong_before(self) -> Floats:
        """As much of ``before`` as is feared."""
        return np.minimum(self.before, STRONGEST * self.capability)

    @classmethod
    def of(cls, fears: Sequence[Fear], own: Floats, standing: float) -> _Known:
        def column(name: str) -> Floats:
            return np.array([[getattr(fear, name)] for fear in fears])

        share, opponents = column("presence_share"), column("opponents")
        size = np.stack([fear.size for fear in fears])
        return cls(
            present=size * share,
            local=size * (1 - share) / column("capability"),
            fights=own * np.stack([fear.met for fear in fears]),
            before=standing / (standing + opponents),
            resolve=column("resolve"),
            opponents=opponents,
            capability=column("capability"),
        )

    def take(self, rows: Rows) -> _Known:
        """Of some futures."""
        if isinstance(rows, slice):
            return self
        big = (self.present[:, rows], self.local[:, rows], self.fights[:, rows])
        return _Known(*big, self.before, self.resolve, self.opponents, self.capability)


@dataclass(frozen=True, slots=True, eq=False)
class _Choice:
    """At each attack's place: share still tried, reach, share saved if it is met."""

    tried: Singles
    reach: Singles
    saves: Singles


@dataclass(frozen=True, slots=True, eq=False)
class _Weighed:
    """What planners weigh before the place is known; None where no force was there before.

    With a force there before, fear of its presence is in the record already: only what is added
    counts.
    """

    everywhere: Singles | None
    in_reach: Singles
    in_reach_before: Singles | None
    fights: Singles
    saves: Singles
    saves_before: Singles | None
    arrived: Singles
    inclination: np.float32

    def at(self, ground: Ground, place: NDArray[np.int32]) -> _Choice:
        """The choice in each place."""
        reached = ground.at(place, self.arrived)
        if self.everywhere is not None:
            feared = self.everywhere + self.in_reach * reached
            return _Choice(self._still_tried(feared), reached, self.saves)
        assert self.in_reach_before is not None
        assert self.saves_before is not None
        before = ground.before(place)
        feared = np.maximum(self.in_reach * reached - self.in_reach_before * before, 0)
        saves = self.saves - self.saves_before * before / np.maximum(reached, np.float32(1e-6))
        return _Choice(self._still_tried(feared), reached, np.clip(saves, 0, 1))

    def some(self, which: Ints, future: Ints) -> _Weighed:
        """Of some attacks, each with its future."""

        def of(values: Singles | None) -> Singles | None:
            return None if values is None else values.reshape(-1)[which]

        return _Weighed(
            of(self.everywhere),
            self.in_reach.reshape(-1)[which],
            of(self.in_reach_before),
            self.fights,
            self.saves.reshape(-1)[which],
            of(self.saves_before),
            self.arrived[future],
            self.inclination,
        )

    def _still_tried(self, feared: Singles) -> Singles:
        """:func:`.deterrence.still_tried` in single precision."""
        going = np.tanh((self.inclination - feared) / 2) + 1
        return np.asarray(going / (np.tanh(self.inclination / 2) + 1), dtype=np.float32)


@dataclass(frozen=True, slots=True, eq=False)
class _Turned:
    """Attacks tried elsewhere: which of the flattened ones, reach there, share saved there."""

    which: Ints
    reach: Singles
    saves: Singles | None

    def put(self, here: _Choice) -> tuple[Singles, Singles]:
        """Reach and share saved where each attack takes place."""
        here.reach.reshape(-1)[self.which] = self.reach
        if self.saves is not None:
            here.saves.reshape(-1)[self.which] = self.saves
        return here.reach, here.saves


def _of(values: NDArray[Any], month: int, rows: Rows) -> NDArray[Any]:
    """A month's values of some futures, (attacks, futures)."""
    whole = values[:, month].T
    return whole if isinstance(rows, slice) else whole.take(rows, axis=1)
