"""The futures every option is held against, played by the campaign model.

Every option meets the same futures (common random numbers, :mod:`forestall.strategy.world`): the
same deaths, the same consent, the same reading of the studies, the same dice. Deaths averted are
those of the future without new action less those with the mission (:mod:`..strategy.campaign`).
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from forestall.evidence import synthesis
from forestall.missions.designs import Plan
from forestall.options.appraisal import ConditionState, OptionId
from forestall.parameters import parameter
from forestall.strategy import calibration, campaign
from forestall.strategy.arena import arena
from forestall.strategy.world import KINDS, STATES, World, draw_world, log_split_normal
from forestall.vocabulary import PerpetratorKind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from forestall.missions.designs import PoliticalMission, PreventiveDeployment
    from forestall.records.holdings import Holdings
    from forestall.situation.assessment import Assessment
    from forestall.strategy.calibration import Fear, Reference
    from forestall.strategy.campaign import Campaign, Progress

    Floats = NDArray[np.float64]

__all__ = ["DEPLOYMENT", "KINDS", "PERSUASION", "STATES", "USES", "Futures", "draw_futures"]

PERSUASION, DEPLOYMENT = synthesis.POLITICAL_MISSION, synthesis.PREVENTIVE_DEPLOYMENT
USES = {
    OptionId.NONE: (),
    OptionId.POLITICAL_MISSION: (PERSUASION,),
    OptionId.PREVENTIVE_DEPLOYMENT: (DEPLOYMENT,),
    OptionId.BOTH: (PERSUASION, DEPLOYMENT),
}
INFORMED = 1000
"""Futures in which a disputed thing is held fixed: differences between states need no more."""
CREDIBLE = {
    ConditionState.MET: "met",
    ConditionState.PARTLY: "partly",
    ConditionState.NOT_MET: "not_met",
    ConditionState.UNKNOWN: "partly",
}


@dataclass(frozen=True, slots=True, eq=False)
class Futures:
    """A world with the plans held against it; arrays are over its futures (n).

    ``plans`` by name; for the four usual options the names are those of :class:`OptionId`.
    """

    world: World
    plans: Mapping[str, Plan]
    against: tuple[Reference, ...]
    fears: tuple[Fear, ...]
    provocation: bool = True
    months: int | None = None
    progress: Progress | None = None
    _played: dict[str, Campaign] = field(default_factory=dict)

    @property
    def n(self) -> int:
        return self.world.n

    def played(self, name: str) -> Campaign:
        """The campaign of a plan; played once."""
        if name not in self._played:
            self._played[name] = campaign.simulate(
                self.world,
                self.plans[name],
                months=self.months,
                provocation=self.provocation,
                fears=self.fears,
                progress=self.progress,
            )
        return self._played[name]

    def averted(self, name: str, months: int) -> Floats:
        """Civilian deaths averted over the first ``months``: one value per future."""
        return self.played(name).averted(months)

    def cost(self, name: str, months: int) -> Floats:
        """USD million over the first ``months``; nothing is spent where nobody is let in."""
        plan, run, total = self.plans[name], self.played(name), np.zeros(self.n)
        for tool, mission in ((PERSUASION, plan.political), (DEPLOYMENT, plan.deployment)):
            if mission is not None:
                yearly = log_split_normal(self.world.costing[tool], *mission.cost)
                total += yearly * run.presence[tool][:months].sum(axis=0) / 12
        return total

    def standing_averts(self, troops: int, months: int) -> Floats:
        """Deaths the force already there averts: those that would be added if it were gone.

        The forecast holds its effect, so deaths without it are deaths / exp(effect), but no more
        than ``standing_limit`` times as many: the studies do not reach so far.
        """
        most = parameter("effects", "standing_limit").value
        without = np.minimum(np.exp(-self._standing_effects(troops)), most)
        added = (self.world.shares * (without - 1)).sum(axis=0)
        return np.asarray(self.world.deaths[:months].sum(axis=0) * added, dtype=np.float64)

    def given(self, tied: str, draws: NDArray[np.int64]) -> Futures:
        """The first futures, over a year, with one disputed thing as in some of the draws.

        See :meth:`forestall.strategy.world.World.given`.
        """
        held = self.world.given(tied, draws).part(0, min(self.n, INFORMED))
        fears = calibration.fears(held, self.against)
        return replace(self, world=held, fears=fears, months=12, _played={})

    def _standing_effects(self, troops: int) -> Floats:
        there = calibration.dose(troops / 1000, self.world.saturation)
        logs = []
        rows = zip(KINDS, self.world.effects[DEPLOYMENT], self.world.credible, strict=True)
        for kind, drawn, credible in rows:
            credited = np.where(drawn < 0, drawn * credible, drawn)
            next_door = kind is PerpetratorKind.HOSTILE_NEIGHBOUR
            logs.append(credited * (1.0 if next_door else there))
        return np.stack(logs)


def usual_plans(political: PoliticalMission, deployment: PreventiveDeployment) -> dict[str, Plan]:
    """The four options as plans."""
    return {
        OptionId.NONE: Plan(None, None, OptionId.NONE),
        OptionId.POLITICAL_MISSION: Plan(political, None, OptionId.POLITICAL_MISSION),
        OptionId.PREVENTIVE_DEPLOYMENT: Plan(None, deployment, OptionId.PREVENTIVE_DEPLOYMENT),
        OptionId.BOTH: Plan(political, deployment, OptionId.BOTH),
    }


def draw_futures(
    assessment: Assessment,
    records: Holdings,
    civilian_deaths: Floats,
    plans: Mapping[str, Plan],
    credibility: ConditionState,
    seed: int,
) -> Futures:
    """Futures for one country.

    Parameters
    ----------
    assessment : perpetrators and consent to draw from.
    records : where killing has been, by cell.
    civilian_deaths : (months, n) one-sided deaths without new action.
    plans : what to hold against them, by name.
    credibility : state of the credible-threat condition.
    seed : the run's seed.
    """
    ground = arena(assessment.country, assessment.as_of, records)
    world = draw_world(assessment, ground, civilian_deaths, CREDIBLE[credibility], seed)
    against = calibration.references(ground)
    return Futures(world, plans, against, calibration.fears(world, against))
