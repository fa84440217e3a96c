"""Many futures, with a mission and without it: what it does to the killing, and how.

Each month, in each future of a :class:`~.world.World`:

1. *Presence.* The force is there from its first arrival, rising in a line to the share of its
   ceiling that missions reach, until consent is withdrawn or the mandate is not renewed. The host's
   consent decides how much of it counts; consent may harden while the mission is there.
2. *Talks.* A political mission may bring an agreed pause, which stops part of the killing until it
   collapses (:mod:`.persuasion`). Where talks backfire, killing rises instead.
3. *Choice.* Each planned attack goes ahead with chance Λ(inclination − fear)/Λ(inclination)
   (:mod:`.deterrence`). Fear grows with belief, presence, and reach × capability at the place.
4. *Turning elsewhere.* An attack kept from its cell may be tried in a cell next to it.
5. *Force.* An attack in reach is met with the force's resolve; part of its victims are saved. What
   the perpetrator sees moves its belief. An attack left alone costs the force its credibility.
6. *Provocation.* Where the studies' draw says that missions raise killing, it rises with presence
   (not with strength), and unarmed observers draw fire.

A future ends as one of four, never added together:

- ``never_arrived``: nobody was ever there;
- ``failed``: less than ``success_share`` of the killing that would have come was kept away;
- ``compelled``: more of it was stopped by force than was never tried: deterrence had failed;
- ``deterred``: the rest. Futures in which no killing would have come anyway count here, and are
  told as ``untested``.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field, fields, replace
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np

from forestall.errors import BadValue
from forestall.missions.tasks import PROTECTION_OF_CIVILIANS
from forestall.parameters import parameter
from forestall.strategy import calibration, persuasion
from forestall.strategy.deterrence import belief, chance, contest
from forestall.strategy.persuasion import Talks
from forestall.strategy.reach import bases_for, greedy_bases, reach
from forestall.strategy.world import (
    CHUNK,
    DEPLOYMENT,
    KINDS,
    PERSUASION,
    TOOLS,
    World,
    log_split_normal,
)
from forestall.vocabulary import ConsentState, PerpetratorKind

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from forestall.missions.designs import Plan, PoliticalMission, PreventiveDeployment
    from forestall.strategy.arena import Arena
    from forestall.strategy.calibration import Fear

    Floats = NDArray[np.float64]
    Singles = NDArray[np.float32]
    Ints = NDArray[np.int64]
    Places = NDArray[np.int32]

TOGETHER = 4 * CHUNK
"""Futures played side by side: what a processor's cache holds."""
BOLDEST = 2.0
"""A belief in the force may grow to twice the reference's, no more."""

Progress = Callable[[int, int, str], None]


class Outcome(StrEnum):
    """How a future ends."""

    DETERRED = "deterred"
    COMPELLED = "compelled"
    FAILED = "failed"
    NEVER_ARRIVED = "never_arrived"


OUTCOMES = tuple(Outcome)


@dataclass(frozen=True, slots=True, eq=False)
class Campaign:
    """A plan played through every future; arrays are over futures (n) unless said otherwise.

    ``without``, ``with_mission``: (months, n) civilian deaths; ``presence``: (months, n) per tool,
    share of its full strength; ``kept``: deaths averted because an attack was not tried or a pause
    held; ``stopped``: deaths averted by force; ``moved``: deaths that took place elsewhere
    instead; ``added``: deaths by provocation or backfire; ``outcome``: index into
    :data:`OUTCOMES`; ``untested``: no killing would have come while it was there; ``met`` and
    ``left``: challenges in reach that were met, and left alone; ``paused``: months of pause.
    """

    without: Floats
    with_mission: Floats
    presence: dict[str, Floats]
    kept: Floats
    stopped: Floats
    moved: Floats
    added: Floats
    outcome: Ints
    untested: NDArray[np.bool_]
    met: Floats
    left: Floats
    paused: Floats

    @property
    def n(self) -> int:
        return int(self.outcome.size)

    def averted(self, months: int) -> Floats:
        """Civilian deaths averted over the first ``months``; negative where the mission harms."""
        return np.asarray((self.without - self.with_mission)[:months].sum(axis=0))

    def shares(self) -> dict[Outcome, float]:
        """The share of futures that end in each way; they sum to 1."""
        counts = np.bincount(self.outcome, minlength=len(OUTCOMES))
        return {o: float(counts[i] / self.n) for i, o in enumerate(OUTCOMES)}

    def displaced_share(self) -> float:
        """Of the killing kept from its place, the share that took place elsewhere."""
        before = float((self.kept + self.moved).sum())
        return float(self.moved.sum()) / before if before > 0 else 0.0


def joined(parts: list[Campaign]) -> Campaign:
    """Campaigns over consecutive futures as one."""
    if len(parts) == 1:
        return parts[0]
    whole: dict[str, object] = {}
    for each in fields(Campaign):
        values = [getattr(part, each.name) for part in parts]
        if each.name == "presence":
            whole[each.name] = {t: np.concatenate([v[t] for v in values], axis=-1) for t in TOOLS}
        else:
            whole[each.name] = np.concatenate(values, axis=-1)
    return Campaign(**whole)  # type: ignore[arg-type]


def simulate(
    world: World,
    plan: Plan,
    *,
    months: int | None = None,
    provocation: bool = True,
    fears: tuple[Fear, ...] | None = None,
    progress: Progress | None = None,
) -> Campaign:
    """Play a plan through every future of a world.

    Parameters
    ----------
    world : from :func:`.world.draw_world`.
    plan : the mission or missions; with neither, nothing changes.
    months : how many to play; all of the world's by default.
    provocation : False leaves out every way in which a mission raises killing.
    fears : from :func:`.calibration.fears` for this world; made here if not given.
    progress : called with (done, all, words).
    """
    fitted = calibration.fears(world) if fears is None else fears
    world = world if months is None else replace(world, deaths=world.deaths[:months])
    ground = _ground(world, plan.deployment)
    parts = []
    for first in range(0, world.n, TOGETHER):
        last = min(first + TOGETHER, world.n)
        part = [_cut(fear, first, last) for fear in fitted]
        run = _Run(world.part(first, last), plan, part, ground, provocation)
        parts.append(run.played())
        if progress is not None:
            progress(last, world.n, "Playing the futures")
    return joined(parts)


@dataclass(frozen=True, slots=True, eq=False)
class _Ground:
    """Reach of the force in each cell as it builds up, shape (steps + 1, cells).

    The first row is the force that stood there before; the last all bases of it and of the new one.
    """

    reach: Singles

    @property
    def steps(self) -> int:
        return len(self.reach) - 1

    def before(self, place: Places) -> Singles:
        return np.asarray(self.reach[0][place], dtype=np.float32)

    def at(self, place: Places, arrived: Singles) -> Singles:
        """Reach in places, (n, attacks), when the share ``arrived`` (n, 1) of the new force is."""
        step = np.clip(arrived, 0, 1) * np.float32(self.steps)
        low = np.minimum(step.astype(np.int32), self.steps - 1)
        between = step - low
        reached = (1 - between) * self.reach[low, place] + between * self.reach[low + 1, place]
        return np.asarray(reached, dtype=np.float32)


STEPS = 4


def _ground(world: World, deployment: PreventiveDeployment | None) -> _Ground:
    arena = world.arena
    if deployment is None:
        return _Ground(np.zeros((2, arena.cells), dtype=np.float32))
    people = deployment.troops + deployment.police
    standing = deployment.standing_troops
    old = bases_for(standing) if standing else 0
    new = bases_for(people) if people else 0
    if deployment.bases:
        places = np.concatenate([_best(world, old, deployment), _named(arena, deployment.bases)])
    else:
        places = _best(world, old + new, deployment)
    fresh = len(places) - old
    # upwards: a force with one base opens it with its first people
    ends = [old + math.ceil(fresh * step / STEPS) for step in range(STEPS + 1)]
    reaches = [reach(arena, places[:end], deployment.posture) for end in ends]
    return _Ground(np.stack(reaches).astype(np.float32))


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


def _cut(fear: Fear, first: int, last: int) -> Fear:
    return calibration.Fear(
        fear.size[first:last],
        fear.met[first:last],
        fear.presence_share,
        fear.opponents,
        fear.capability,
        fear.resolve,
    )


@dataclass(slots=True, eq=False)
class _Run:
    """One chunk of futures being played."""

    world: World
    plan: Plan
    fears: list[Fear]
    ground: _Ground
    provocation: bool
    presence: dict[str, Floats] = field(init=False)
    weighed: dict[str, Floats] = field(init=False)
    met: Floats = field(init=False)
    left: Floats = field(init=False)
    pause: NDArray[np.bool_] = field(init=False)
    effect: Floats = field(init=False)
    rate: Floats = field(init=False)
    talks: Talks = field(init=False)

    def __post_init__(self) -> None:
        n = self.world.n
        missions = {PERSUASION: self.plan.political, DEPLOYMENT: self.plan.deployment}
        self.presence, self.weighed = {}, {}
        for tool, mission in missions.items():
            there = presence(self.world, tool, mission)
            self.presence[tool] = there
            self.weighed[tool] = there * _access(self.world, tool, there)
        self.met, self.left = np.zeros(n), np.zeros(n)
        self.pause = np.zeros(n, dtype=bool)
        world, team = self.world, self.plan.political
        self.effect = (world.shares * world.effects[PERSUASION]).sum(axis=0)
        self.talks = Talks(0.0, 1.0) if team is None else persuasion.talks(team)
        self.rate = self.talks.rate * persuasion.pause_rate(
            self.effect, world.bound, world.collapse
        )

    def played(self) -> Campaign:
        world, n = self.world, self.world.n
        killed = np.empty((world.months, n))
        totals = {name: np.zeros(n) for name in ("kept", "stopped", "moved", "added")}
        paused = np.zeros(n)
        for month in range(world.months):
            factor, raised = self._around(month)
            shares = self._attacks(month)
            deaths = world.deaths[month]
            paused += self.pause
            tried = shares["through"] + shares["moved"]
            killed[month] = deaths * tried * factor * raised
            totals["added"] += deaths * tried * factor * (raised - 1)
            totals["stopped"] += deaths * shares["stopped"] * factor
            totals["moved"] += deaths * shares["moved"] * factor
            totals["kept"] += deaths * (1 - factor * (1 - shares["kept"]))
        outcome, untested = self._outcome(killed, totals)
        return Campaign(
            without=world.deaths,
            with_mission=killed,
            presence=self.presence,
            **totals,
            outcome=outcome,
            untested=untested,
            met=self.met,
            left=self.left,
            paused=paused,
        )

    def _around(self, month: int) -> tuple[Floats, Floats]:
        """What a pause leaves of the killing, and by how much it is raised, both (n,)."""
        world, there = self.world, self.weighed[PERSUASION][month]
        if self.plan.political is not None:
            self.pause = persuasion.step(
                self.pause,
                rate=self.rate * there,
                collapse=world.collapse * self.talks.hold,
                uniform=world.talks[month],
            )
        factor = np.where(self.pause, 1 - world.bound, 1.0)
        raised = np.zeros(world.n)
        if self.provocation:
            raised += np.where(self.pause, 0.0, np.maximum(self.effect, 0.0) * there)
            raised += self._draws_fire(month)
        return factor, np.exp(raised)

    def _draws_fire(self, month: int) -> Floats:
        deployment = self.plan.deployment
        if deployment is None:
            return np.zeros(self.world.n)
        world, there = self.world, self.weighed[DEPLOYMENT][month]
        aims = np.stack([np.maximum(calibration.target(world, kind), 0.0) for kind in KINDS])
        rate = parameter("strategy", "observers_draw_fire").value * deployment.observers / 100
        new = 0.0 if deployment.standing_troops else 1.0
        armed = new * (world.shares * aims).sum(axis=0) if _people(deployment) else 0.0
        return np.asarray((armed + rate) * there, dtype=np.float64)

    def _attacks(self, month: int) -> dict[str, Floats]:
        """Shares of the month's deaths: through, kept away, moved and stopped; they sum to 1."""
        deployment, there = self.plan.deployment, self.weighed[DEPLOYMENT][month]
        n = self.world.n
        if deployment is None or not _people(deployment) or not there.any():
            nothing = np.zeros(n)
            return {"through": np.ones(n), "kept": nothing, "moved": nothing, "stopped": nothing}
        dice, size = self.world.attacks.met[:, month], self.world.attacks.size[:, month]
        who, cell, other = self._planned(month)
        choices = self._choices(deployment, month, who)
        here, beyond = (choices.at(self.ground, place) for place in (cell, other))
        go = self.world.attacks.go[:, month]
        moving = np.float32(parameter("strategy", "displacement").value)
        tried = go < here.tried
        moved = ~tried & (go - here.tried < moving * (1 - here.tried))
        moved &= self.world.attacks.go_elsewhere[:, month] < beyond.tried
        where = _Choice(*(np.where(moved, getattr(beyond, f), getattr(here, f)) for f in _FIELDS))
        met, happens = dice < where.met, tried | moved
        challenged = happens & (dice < where.reach)
        self.met += (challenged & met).sum(axis=1)
        self.left += (challenged & ~met).sum(axis=1)
        saved = size * met * where.saved
        parts = {
            "kept": size * ~happens,
            "moved": (size - saved) * moved,
            "stopped": saved * happens,
        }
        shares = {
            name: np.where(there > 0, part.sum(axis=1, dtype=np.float64), 0.0)
            for name, part in parts.items()
        }
        # by what is left, so that where nothing changes exactly all goes through
        return {"through": np.maximum(1 - sum(shares.values()), 0.0)} | shares

    def _planned(self, month: int) -> tuple[NDArray[np.int8], Places, Places]:
        """Who plans each attack, in which cell, and where they would turn, each (n, attacks)."""
        attacks = self.world.attacks
        ends = self.world.shares.cumsum(axis=0).astype(np.float32)
        dice = attacks.who[:, month]
        who = (dice >= ends[0, :, None]).astype(np.int8)
        who += dice >= ends[1, :, None]
        next_door = who == KINDS.index(PerpetratorKind.HOSTILE_NEIGHBOUR)
        cell = np.where(next_door, attacks.border_cell[:, month], attacks.cell[:, month])
        other = self.world.arena.neighbours[cell, attacks.turn[:, month]]
        return who, cell, other.astype(np.int32)

    def _choices(
        self, deployment: PreventiveDeployment, month: int, who: NDArray[np.int8]
    ) -> _Choices:
        """What each attack's planner weighs, before the place is known."""
        world, there = self.world, self.weighed[DEPLOYMENT][month]
        talking = self.weighed[PERSUASION][month] > 0
        force = _people(deployment) / 1000 * there * (1 + world.synergy * talking)
        resolve = _resolve(deployment)
        weight = parameter("strategy", "reputation").value
        trust = belief(resolve, weight, self.met, self.left)
        rows = [self._of_kind(fear, deployment, force, trust, there) for fear in self.fears]
        picked = {
            name: np.take_along_axis(
                np.stack([row[name] for row in rows], axis=1).astype(np.float32), who, axis=1
            )
            for name in rows[0]
        }
        return _Choices(**picked, arrived=_tall(there))

    def _of_kind(
        self,
        fear: Fear,
        deployment: PreventiveDeployment,
        force: Floats,
        trust: Floats,
        there: Floats,
    ) -> dict[str, Floats]:
        """What one kind of perpetrator fears and loses, before reach, each (n,)."""
        n, share, size = self.world.n, fear.presence_share, fear.size
        standing = deployment.standing_troops / 1000
        resolve = _resolve(deployment)
        bold = np.minimum(trust / fear.resolve, BOLDEST)
        saves = contest(standing + force, fear.opponents)
        before = np.full(n, float(contest(standing, fear.opponents)))
        stood = bold * share * (1.0 if standing else 0.0)
        local = size * (1 - share) / fear.capability
        spread = parameter("strategy", "resolve_spread").value * self.world.resolve
        own = chance(np.log(resolve / (1 - resolve)) + spread)
        return {
            "everywhere": size * (bold * share * (1.0 if standing else there) - stood),
            "in_reach": local * bold * saves,
            "in_reach_before": local * bold * before,
            "fights": own * fear.met,
            "saves": saves,
            "saves_before": before,
        }

    def _outcome(self, killed: Floats, totals: dict[str, Floats]) -> tuple[Ints, NDArray[np.bool_]]:
        world = self.world
        there = (self.presence[PERSUASION] + self.presence[DEPLOYMENT]) > 0
        there &= (self.weighed[PERSUASION] + self.weighed[DEPLOYMENT]) > 0
        arrived = there.any(axis=0)
        would = (world.deaths * there).sum(axis=0)
        came = (killed * there).sum(axis=0)
        least = parameter("strategy", "success_share").value
        untested = arrived & (would < 1)
        failed = ~untested & (came > (1 - least) * would)
        compelled = ~untested & ~failed & (totals["stopped"] > totals["kept"])
        names = [OUTCOMES.index(o) for o in (Outcome.NEVER_ARRIVED, Outcome.FAILED)]
        outcome = np.select(
            [~arrived, failed, compelled],
            [*names, OUTCOMES.index(Outcome.COMPELLED)],
            OUTCOMES.index(Outcome.DETERRED),
        )
        return outcome.astype(np.int64), untested


@dataclass(frozen=True, slots=True, eq=False)
class _Choice:
    """At each attack's place: share still tried, chance it is met, share saved then, reach."""

    tried: Singles
    met: Singles
    saved: Singles
    reach: Singles


_FIELDS = tuple(each.name for each in fields(_Choice))


@dataclass(frozen=True, slots=True, eq=False)
class _Choices:
    """What planners weigh before the place is known: see :meth:`_Run._of_kind`."""

    everywhere: Singles
    in_reach: Singles
    in_reach_before: Singles
    fights: Singles
    saves: Singles
    saves_before: Singles
    arrived: Singles

    def at(self, ground: _Ground, place: Places) -> _Choice:
        """The choice in each place. What the force there before is feared for is in the record."""
        before, reached = ground.before(place), ground.at(place, self.arrived)
        feared = self.everywhere + self.in_reach * reached - self.in_reach_before * before
        saved = self.saves - self.saves_before * before / np.maximum(reached, np.float32(1e-6))
        return _Choice(
            _still_tried(np.maximum(feared, 0)),
            self.fights * reached,
            np.clip(saved, 0, 1),
            reached,
        )


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
    there *= world.consent != list(ConsentState).index(ConsentState.REFUSED)
    stays = np.minimum(world.withdrawn, world.unrenewed)
    since = _since_arrival(there)
    return np.asarray(there * (since < stays), dtype=np.float64)


def _since_arrival(there: Floats) -> Floats:
    """Months since a mission first arrived, (months, n); 0 before."""
    arrived = there > 0
    return np.asarray(np.maximum(arrived.cumsum(axis=0) - 1, 0), dtype=np.float64)


def _access(world: World, tool: str, there: Floats) -> Floats:
    """(months, n): share of the effect that consent allows, falling a state when it hardens."""
    hardened = _since_arrival(there) >= world.hardens
    lower = np.where(world.consent >= 2, world.consent - 1, world.consent)
    state = np.where(hardened, lower, world.consent)
    return np.asarray(np.take_along_axis(world.access[tool], state, axis=0))


def _resolve(deployment: PreventiveDeployment) -> float:
    """Chance that the force fights for civilians in its reach, by its posture and its mandate."""
    told = PROTECTION_OF_CIVILIANS in deployment.mandate or not deployment.mandate
    factor = 1.0 if told else parameter("missions", "without_protection").value
    return calibration.resolve(deployment.posture) * factor


def _people(deployment: PreventiveDeployment) -> int:
    return deployment.troops + deployment.police


def _tall(values: Floats) -> Singles:
    return values.astype(np.float32)[:, None]


def _still_tried(feared: Singles) -> Singles:
    """:func:`.deterrence.still_tried` in single precision."""
    inclination = np.float32(parameter("strategy", "inclination").value)
    going = np.tanh((inclination - feared) / 2) + 1
    return np.asarray(going / (np.tanh(inclination / 2) + 1), dtype=np.float32)
