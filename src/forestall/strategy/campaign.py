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
6. *Provocation.* Where the studies' draw says that missions raise killing, it rises with the troops
   there as the studies have it, and unarmed observers draw fire.

A future ends as one of four, never added together:

- ``never_arrived``: nobody was ever there;
- ``failed``: less than ``success_share`` of the killing that would have come was kept away;
- ``compelled``: more of it was stopped by force than was never tried: deterrence had failed;
- ``deterred``: the rest. Futures in which no killing would have come anyway count here, and are
  told as ``untested``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, fields, replace
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np

from forestall.parameters import parameter
from forestall.strategy import calibration, persuasion
from forestall.strategy.attacks import Fate, Force, Ground, ground_of, people
from forestall.strategy.dice import CHUNK
from forestall.strategy.persuasion import Talks
from forestall.strategy.presence import access, presence
from forestall.strategy.world import DEPLOYMENT, KINDS, PERSUASION, TOOLS, World

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from forestall.missions.designs import Plan
    from forestall.strategy.calibration import Fear

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

TOGETHER = 4 * CHUNK
"""Futures played side by side: what a processor's cache holds."""
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
    ground: Ground | None = None,
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
    ground : from :func:`.attacks.ground_of` for the plan's deployment; made here if not given.
    progress : called with (done, all, words).
    """
    if plan.political is None and plan.deployment is None:
        return _nothing_new(world.deaths[:months])
    fitted = calibration.fears(world) if fears is None else fears
    world = world if months is None else replace(world, deaths=world.deaths[:months])
    where = ground or ground_of(world, plan.deployment)
    parts = []
    for first in range(0, world.n, TOGETHER):
        last = min(first + TOGETHER, world.n)
        part = [fear.part(first, last) for fear in fitted]
        run = _Run(world.part(first, last), plan, part, where, provocation)
        parts.append(run.played())
        if progress is not None:
            progress(last, world.n, "Playing the futures")
    return joined(parts)


def _nothing_new(deaths: Floats) -> Campaign:
    """The futures as they are: nobody comes, nothing changes."""
    n = deaths.shape[1]
    there = {tool: np.zeros(deaths.shape) for tool in TOOLS}
    none = OUTCOMES.index(Outcome.NEVER_ARRIVED)
    names = ("kept", "stopped", "moved", "added", "met", "left", "paused")
    return Campaign(
        without=deaths,
        with_mission=deaths,
        presence=there,
        outcome=np.full(n, none, dtype=np.int64),
        untested=np.zeros(n, dtype=bool),
        **{name: np.zeros(n) for name in names},
    )


@dataclass(slots=True, eq=False)
class _Run:
    """One chunk of futures being played."""

    world: World
    plan: Plan
    fears: list[Fear]
    ground: Ground
    provocation: bool
    presence: dict[str, Floats] = field(init=False)
    weighed: dict[str, Floats] = field(init=False)
    force: Force | None = field(init=False)
    pause: NDArray[np.bool_] = field(init=False)
    effect: Floats = field(init=False)
    rate: Floats = field(init=False)
    fire: Floats = field(init=False)
    talks: Talks = field(init=False)

    def __post_init__(self) -> None:
        world, team, deployment = self.world, self.plan.political, self.plan.deployment
        self.presence, self.weighed = {}, {}
        for tool, mission in ((PERSUASION, team), (DEPLOYMENT, deployment)):
            there = presence(world, tool, mission)
            self.presence[tool] = there
            self.weighed[tool] = there if mission is None else there * access(world, tool, there)
        self.pause = np.zeros(world.n, dtype=bool)
        self.talks, self.rate = Talks(0.0, 1.0), np.zeros(world.n)
        self.effect = (world.shares * world.effects[PERSUASION]).sum(axis=0)
        if team is not None:
            self.talks = persuasion.talks(team)
            rate = persuasion.pause_rate(self.effect, world.bound, world.collapse)
            self.rate = self.talks.rate * rate
        self.fire = self._draws_fire()
        self.force = None
        if deployment is not None and people(deployment):
            there, talking = self.weighed[DEPLOYMENT], self.weighed[PERSUASION] > 0
            self.force = Force(world, deployment, self.fears, self.ground, there, talking)

    def played(self) -> Campaign:
        world, n = self.world, self.world.n
        killed = np.empty((world.months, n))
        totals = {name: np.zeros(n) for name in ("kept", "stopped", "moved", "added")}
        paused, untouched = np.zeros(n), Fate.untouched(n)
        for month in range(world.months):
            factor, raised = self._around(month)
            fate = untouched if self.force is None else self.force.month(month)
            deaths = world.deaths[month]
            paused += self.pause
            tried = fate.through + fate.moved
            killed[month] = deaths * tried * factor * raised
            totals["added"] += deaths * tried * factor * (raised - 1)
            totals["stopped"] += deaths * fate.stopped * factor
            totals["moved"] += deaths * fate.moved * factor
            totals["kept"] += deaths * (1 - factor * (1 - fate.kept))
        outcome, untested = self._outcome(killed, totals)
        return Campaign(
            without=world.deaths,
            with_mission=killed,
            presence=self.presence,
            **totals,
            outcome=outcome,
            untested=untested,
            met=np.zeros(n) if self.force is None else self.force.met,
            left=np.zeros(n) if self.force is None else self.force.left,
            paused=paused,
        )

    def _around(self, month: int) -> tuple[Floats, Floats]:
        """What a pause leaves of the killing, and by how much it is raised, both (n,)."""
        world, there = self.world, self.weighed[PERSUASION][month]
        raised = np.zeros(world.n)
        if self.provocation and self.plan.deployment is not None:
            raised = self.fire * self.weighed[DEPLOYMENT][month]
        if self.plan.political is None:
            return np.ones(world.n), np.exp(raised)
        self.pause = persuasion.step(
            self.pause,
            rate=self.rate * there,
            collapse=world.collapse * self.talks.hold,
            uniform=world.talks[month],
        )
        if self.provocation:
            raised = raised + np.where(self.pause, 0.0, np.maximum(self.effect, 0.0) * there)
        return np.where(self.pause, 1 - world.bound, 1.0), np.exp(raised)

    def _draws_fire(self) -> Floats:
        """By how much a deployment in full presence raises killing, log, (n,)."""
        deployment, world = self.plan.deployment, self.world
        if deployment is None:
            return np.zeros(world.n)
        rate = parameter("strategy", "observers_draw_fire").value * deployment.observers / 100
        raised = np.stack([calibration.raised(world, kind, deployment) for kind in KINDS])
        return np.asarray((world.shares * raised).sum(axis=0) + rate, dtype=np.float64)

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
