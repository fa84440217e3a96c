"""The campaign model once more, future by future, in the agent-based framework Mesa.

Written from the equations, not from the arrays: cells, perpetrators and the force are agents that
step by month, with Mesa's own random numbers. What a mission does not choose (deaths, consent, the
studies' draw, arrival) is drawn by forestall with another seed, so that the two samples are
independent.

    pip install mesa
    python benchmarks/campaign_mesa.py [--futures 600]

Prints how likely differences as large as those found are by chance (two-sample Kolmogorov-Smirnov
on deaths with the mission and on the share of killing left, chi-square on how futures end), as
JSON; exits 1 if one of them is below 0.001.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
import time
from dataclasses import dataclass

try:
    import mesa
except ImportError:
    sys.exit("Not installed: pip install mesa")
import numpy as np
from scipy.stats import chi2_contingency, ks_2samp

from forestall.missions.designs import Plan
from forestall.missions.typical import default_deployment, default_political_mission
from forestall.options.appraisal import ConditionState
from forestall.options.baseline import civilian_deaths
from forestall.options.futures import Futures, draw_futures
from forestall.parameters import parameter
from forestall.records.holdings import Holdings
from forestall.situation.assess import assess
from forestall.strategy import attacks, calibration, persuasion
from forestall.strategy.campaign import OUTCOMES
from forestall.strategy.presence import access, presence
from forestall.strategy.world import DEPLOYMENT, KINDS, PERSUASION
from forestall.vocabulary import country

MONTHS = 24
OURS, MESAS = 1, 2  # seeds
FUTURES, OUR_FUTURES = 600, 4000
COUNTRIES = ("CAF", "HTI")
LEAST_P = 0.001


def drawn(iso3: str, n: int, seed: int, months: int = MONTHS, *, rolled: bool = True) -> Futures:
    """Futures of a country with its usual political mission and deployment, ``plan``."""
    records = Holdings.open()
    situation = assess(country(iso3), None, records)
    where = (situation.country, situation.as_of, situation.main_kind)
    plan = Plan(default_political_mission(*where), default_deployment(*where))
    deaths, _ = civilian_deaths(situation, records, months, n, seed)
    state = ConditionState.PARTLY
    return draw_futures(situation, records, deaths, {"plan": plan}, state, seed, rolled=rolled)


def logistic(z: float) -> float:
    """1 / (1 + exp(-z))."""
    return 1 / (1 + math.exp(-z))


class Cell(mesa.Agent):
    """A cell, with how well the force reaches it as it builds up, stage by stage."""

    def __init__(self, model: Land, stages: list[float]) -> None:
        super().__init__(model)
        self.stages, self.before, self.reached = stages, stages[0], stages[0]
        self.around: list[Cell] = []

    def step(self) -> None:
        """The chance that the force comes in time this month."""
        stage = min(max(self.model.force.there, 0.0), 1.0) * (len(self.stages) - 1)
        low = min(int(stage), len(self.stages) - 2)
        self.reached = self.stages[low] + (stage - low) * (self.stages[low + 1] - self.stages[low])


class Force(mesa.Agent):
    """The deployment."""

    def __init__(self, model: Land, plan: Plan) -> None:
        super().__init__(model)
        sent = plan.deployment
        self.people = attacks.people(sent) / 1000
        self.standing = sent.standing_troops / 1000
        self.resolve = attacks.resolve(sent)
        self.there = self.strength = self.own = 0.0
        self.met = self.left = 0

    def step(self) -> None:
        """Arrive, or leave."""
        s, month = self.model.future, self.model.month
        self.there = s.force_there[month]
        talking = 1 + s.synergy * (s.team_there[month] > 0)
        self.strength = self.people * self.there * talking


class Team(mesa.Agent):
    """The political mission: pauses come and collapse."""

    paused = False

    def step(self) -> None:
        """One month of talks."""
        s, dice = self.model.future, self.model.random
        rate = s.pause_rate * s.team_there[self.model.month]
        hazard = s.collapse if self.paused else rate
        changes = dice.random() < 1 - math.exp(-hazard)
        self.paused = self.paused != changes


class Perpetrator(mesa.Agent):
    """One kind of killer of civilians."""

    def __init__(self, model: Land, kind: int, weights: np.ndarray) -> None:
        super().__init__(model)
        self.kind, self.ends = kind, np.cumsum(weights).tolist()
        self.planned: list[float] = []

    def step(self) -> None:
        """Try, turn elsewhere or refrain, attack by attack."""
        model, force = self.model, self.model.force
        if not model.force_somewhere:
            model.through += sum(self.planned)
            return
        fear = model.future.fears[self.kind]
        weight = model.reputation
        trust = (force.resolve * weight + model.met) / (weight + model.met + model.left)
        bold = min(trust / fear.resolve, attacks.BOLDEST)
        prevails = (force.standing + force.strength) / (
            force.standing + force.strength + fear.opponents
        )
        before = force.standing / (force.standing + fear.opponents)
        for size in self.planned:
            self.attack(size, fear, bold, prevails, before)

    def attack(self, size: float, fear: object, bold: float, prevails: float, before: float):
        """One attack."""
        model, dice = self.model, self.model.random
        cell = dice.choices(model.cells, cum_weights=self.ends)[0]
        here, go = self.tried(cell, fear, bold, prevails, before), dice.random()
        moved = False
        if go >= here:
            if go - here >= model.displacement * (1 - here):
                return
            cell = dice.choice(cell.around)
            if dice.random() >= self.tried(cell, fear, bold, prevails, before):
                return
            moved = True
        model.challenge(size, cell, moved, fear.met, prevails, before)

    def tried(self, cell: Cell, fear: object, bold: float, prevails: float, before: float) -> float:
        """Share of planned attacks that go ahead in a cell."""
        there, standing = self.model.force.there, self.model.force.standing
        local = fear.size * (1 - fear.presence_share) / fear.capability * bold
        feared = local * (prevails * cell.reached - before * cell.before)
        if not standing:
            feared += fear.size * fear.presence_share * bold * there
        inclination = self.model.inclination
        return logistic(inclination - max(feared, 0.0)) / logistic(inclination)


@dataclass
class Fear:
    """A kind's fear in one future."""

    size: float
    met: float
    resolve: float
    capability: float
    presence_share: float
    opponents: float


@dataclass
class Future:
    """What a mission does not choose, in one future."""

    deaths: list[float]
    shares: list[float]
    team_there: list[float]
    force_there: list[float]
    fears: list[Fear]
    synergy: float
    own: float
    bound: float
    collapse: float
    pause_rate: float
    effect: float
    fire: float


class Land(mesa.Model):
    """A country through one future after the other."""

    def __init__(self, futures: Futures, seed: int) -> None:
        super().__init__(seed=seed)
        plan, arena = futures.plans["plan"], futures.world.arena
        ground = futures.ground("plan")
        self.cells = [Cell(self, stages) for stages in ground.reach.T.tolist()]
        for cell, around in zip(self.cells, arena.neighbours.tolist(), strict=True):
            cell.around = [self.cells[place] for place in around]
        self.force, self.team = Force(self, plan), Team(self)
        self.perpetrators = [
            Perpetrator(self, place, calibration.weights_of(arena, kind))
            for place, kind in enumerate(KINDS)
        ]
        for name in ("inclination", "displacement", "reputation", "success_share"):
            setattr(self, name, parameter("strategy", name).value)
        self.attacks = int(parameter("strategy", "attacks_a_month").value)

    def run(self, future: Future) -> tuple[float, str]:
        """Deaths with the mission, and how the future ends."""
        self.future, self.team.paused = future, False
        self.met = self.left = 0
        self.killed, self.kept, self.stopped_in_all = [], 0.0, 0.0
        self.force.own = future.own
        self.force_somewhere = False
        for self.month in range(len(future.deaths)):
            self.step()
        return sum(self.killed), self.ending()

    def step(self) -> None:
        """A month."""
        s = self.future
        deaths = s.deaths[self.month]
        self.force.step()
        self.team.step()
        self.agents_by_type[Cell].do("step")
        self.force_somewhere = self.force.there > 0 or self.force.standing > 0
        self.through = self.moved = self.stopped = 0.0
        self.new_met = self.new_left = 0
        sizes = [self.random.expovariate(1) for _ in range(self.attacks)]
        whole = sum(sizes)
        kinds = self.random.choices(self.perpetrators, weights=s.shares, k=self.attacks)
        for perpetrator in self.perpetrators:
            perpetrator.planned = []
        for size, perpetrator in zip(sizes, kinds, strict=True):
            perpetrator.planned.append(size / whole)
        self.agents_by_type[Perpetrator].do("step")
        self.met, self.left = self.met + self.new_met, self.left + self.new_left
        factor = 1 - s.bound if self.team.paused else 1.0
        raised = s.fire * self.force.there
        if not self.team.paused:
            raised += max(s.effect, 0.0) * s.team_there[self.month]
        tried = self.through + self.moved
        self.killed.append(deaths * tried * factor * math.exp(raised))
        self.stopped_in_all += deaths * self.stopped * factor
        self.kept += deaths * (1 - factor * (tried + self.stopped))

    def challenge(
        self, size: float, cell: Cell, moved: bool, met: float, prevails: float, before: float
    ) -> None:
        """An attack that goes ahead, and what the force makes of it."""
        reach, dice = cell.reached, self.random.random()
        fights = dice < self.force.own * met * reach
        if dice < reach:
            self.new_met, self.new_left = self.new_met + fights, self.new_left + (not fights)
        saved = 0.0
        if fights:
            credit = before * cell.before / reach
            saved = size * min(max(prevails - credit, 0.0), 1.0)
        self.stopped += saved
        if moved:
            self.moved += size - saved
        else:
            self.through += size - saved

    def ending(self) -> str:
        """One of the four."""
        s = self.future
        months = range(len(s.deaths))
        there = [m for m in months if s.team_there[m] + s.force_there[m] > 0]
        if not there:
            return "never_arrived"
        would, came = sum(s.deaths[m] for m in there), sum(self.killed[m] for m in there)
        if would >= 1 and came > (1 - self.success_share) * would:
            return "failed"
        if would >= 1 and self.stopped_in_all > self.kept:
            return "compelled"
        return "deterred"


def futures_of(futures: Futures) -> list[Future]:
    """What a mission does not choose, future by future."""
    world, plan = futures.world, futures.plans["plan"]
    there = {t: presence(world, t, m) for t, m in _missions(plan)}
    weighed = {t: values * access(world, t, values) for t, values in there.items()}
    effect = (world.shares * world.effects[PERSUASION]).sum(axis=0)
    talks = persuasion.talks(plan.political)
    rate = talks.rate * persuasion.pause_rate(effect, world.bound, world.collapse)
    own = attacks.resolve(plan.deployment)
    spread = parameter("strategy", "resolve_spread").value
    fire = parameter("strategy", "observers_draw_fire").value * plan.deployment.observers / 100
    aims = [np.maximum(calibration.target(world, kind), 0.0) for kind in KINDS]
    harm = (world.shares * np.stack(aims)).sum(axis=0)
    new = 0.0 if plan.deployment.standing_troops else 1.0
    return [
        Future(
            deaths=world.deaths[:, i].tolist(),
            shares=world.shares[:, i].tolist(),
            team_there=weighed[PERSUASION][:, i].tolist(),
            force_there=weighed[DEPLOYMENT][:, i].tolist(),
            fears=[_fear(fear, i) for fear in futures.fears],
            synergy=float(world.synergy[i]),
            own=logistic(math.log(own / (1 - own)) + spread * float(world.resolve[i])),
            bound=float(world.bound[i]),
            collapse=float(world.collapse[i] * talks.hold),
            pause_rate=float(rate[i]),
            effect=float(effect[i]),
            fire=fire + new * float(harm[i]),
        )
        for i in range(world.n)
    ]


def _missions(plan: Plan) -> tuple[tuple[str, object], ...]:
    return ((PERSUASION, plan.political), (DEPLOYMENT, plan.deployment))


def _fear(fear: calibration.Fear, i: int) -> Fear:
    fixed = (fear.resolve, fear.capability, fear.presence_share, fear.opponents)
    return Fear(float(fear.size[i]), float(fear.met[i]), *fixed)


def played(iso3: str, n: int) -> tuple[np.ndarray, np.ndarray, list[str]]:
    """Deaths without and with the mission, and endings, by Mesa."""
    futures = drawn(iso3, n, MESAS, rolled=False)
    answers, _ = run_all(futures, fresh=False)
    with_mission = np.array([killed for killed, _ in answers])
    without = futures.world.deaths.sum(axis=0)
    return without, with_mission, [ending for _, ending in answers]


def run_all(futures: Futures, *, fresh: bool) -> tuple[list[tuple[float, str]], float]:
    """What came of each future, and CPU seconds a future, by Mesa.

    ``fresh``: a model is made for each future, as Mesa's own batch runs do; else one serves all.
    """
    futures.ground("plan")
    all_of_them = futures_of(futures)
    started = time.process_time()
    land, answers = Land(futures, MESAS), []
    for place, future in enumerate(all_of_them):
        if fresh and place:
            land = Land(futures, MESAS + place)
        answers.append(land.run(future))
    return answers, (time.process_time() - started) / len(all_of_them)


def compared(iso3: str, n: int) -> dict[str, object]:
    """Both models on one country: p values, figures of both, and Mesa's speed."""
    run = drawn(iso3, OUR_FUTURES, OURS).played("plan")
    without, with_mission, endings = played(iso3, n)
    ours = run.with_mission.sum(axis=0)
    left = [_left(run.without.sum(axis=0), ours), _left(without, with_mission)]
    counts = [_counts([OUTCOMES[o] for o in run.outcome]), _counts(endings)]
    table = np.array([row for row in zip(*counts, strict=True) if sum(row)])
    return {
        "country": iso3,
        "futures": {"forestall": run.n, "mesa": n},
        "p_deaths_with": float(ks_2samp(ours, with_mission).pvalue),
        "p_share_left": float(ks_2samp(*left).pvalue),
        "p_endings": float(chi2_contingency(table).pvalue),
        "mean_share_left": [round(float(values.mean()), 4) for values in left],
        "mean_deaths_with": [round(float(v.mean()), 1) for v in (ours, with_mission)],
        "endings": {
            str(o): [round(c[k] / sum(c), 4) for c in counts] for k, o in enumerate(OUTCOMES)
        },
    }


def _left(without: np.ndarray, with_mission: np.ndarray) -> np.ndarray:
    some = without > 0
    return with_mission[some] / without[some]


def _counts(endings: list[str]) -> list[int]:
    return [sum(ending == str(o) for ending in endings) for o in OUTCOMES]


def main() -> int:
    """Compare and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--futures", type=int, default=FUTURES)
    n = parser.parse_args().futures
    found = [compared(iso3, n) for iso3 in COUNTRIES]
    result = {"mesa": mesa.__version__, "seeds": [OURS, MESAS], "months": MONTHS, "found": found}
    print(json.dumps(result, indent=2))
    least = min(one[p] for one in found for p in one if p.startswith("p_"))
    return 0 if least >= LEAST_P else 1


if __name__ == "__main__":
    sys.exit(main())
