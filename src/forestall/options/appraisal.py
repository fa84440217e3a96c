"""The options held side by side: none, political mission, preventive deployment, both."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np

from forestall.missions.designs import PoliticalMission, PreventiveDeployment
from forestall.provenance import Provenance

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from forestall.evidence.effects import Estimate
    from forestall.options.flips import Flip
    from forestall.options.onset import OnsetFinding
    from forestall.situation.assessment import Assessment
    from forestall.warning.outlook import Outlook


class OptionId(StrEnum):
    """The four answers to *what should we do?*"""

    NONE = "none"
    POLITICAL_MISSION = "political_mission"
    PREVENTIVE_DEPLOYMENT = "preventive_deployment"
    BOTH = "both"

    def in_words(self) -> str:
        return {
            OptionId.NONE: "neither tool",
            OptionId.POLITICAL_MISSION: "a political mission",
            OptionId.PREVENTIVE_DEPLOYMENT: "a preventive deployment",
            OptionId.BOTH: "a political mission and a preventive deployment together",
        }[self]


class Fit(StrEnum):
    """Does the tool fit the situation, by the conditions of the source brief?"""

    GOOD = "good"
    LIMITED = "limited"
    POOR = "poor"


class ConditionState(StrEnum):
    MET = "met"
    PARTLY = "partly met"
    NOT_MET = "not met"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition of the source brief, its state here, and why."""

    name: str
    state: ConditionState
    reason: str
    claim: int
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class Draws:
    """A quantity as Monte Carlo draws; summaries are of these draws."""

    values: NDArray[np.float64]
    unit: str

    @property
    def mean(self) -> float:
        return float(self.values.mean())

    def quantile(self, q: float) -> float:
        return float(np.quantile(self.values, q))

    def summary(self) -> dict[str, float]:
        """``p05``, ``p50``, ``p95`` and ``mean``."""
        return {
            "p05": self.quantile(0.05),
            "p50": self.quantile(0.5),
            "p95": self.quantile(0.95),
            "mean": self.mean,
        }


@dataclass(frozen=True, slots=True)
class Endings:
    """How an option's futures end over 24 months; the four shares sum to 1.

    ``untested`` is the part of ``deterred`` in which no killing would have come anyway;
    ``displaced``: of the killing kept from its place, the share that took place elsewhere.
    """

    deterred: float
    compelled: float
    failed: float
    never_arrived: float
    untested: float
    displaced: float


@dataclass(frozen=True, slots=True)
class Option:
    """One answer, appraised. Deaths are civilian (one-sided), against doing nothing new."""

    id: OptionId
    fit: Fit
    conditions: tuple[Condition, ...]
    political_mission: PoliticalMission | None
    deployment: PreventiveDeployment | None
    deaths_averted: dict[int, Draws]  # by horizon in months: 12, 24
    cost: dict[int, Draws]  # USD million over the horizon
    p_harm: float  # over 12 months: chance of at least one death more than without
    score: float  # mean deaths averted over 12 months with harm weighing more; ranks the options
    regret: float  # mean over draws, deaths over 12 months
    worst_regret: float  # largest mean regret over the disputed worlds
    worst_world: str
    cost_per_death_averted: (
        float | None
    )  # USD million, ratio of 12-month means; None if none averted
    reasons: tuple[str, ...]
    provenance: Provenance
    name: str = ""  # what it is called among the options; the usual ones by their id
    endings: Endings | None = None  # None where nothing is sent

    def __post_init__(self) -> None:
        if not self.name:
            object.__setattr__(self, "name", self.id.value)


@dataclass(frozen=True, slots=True)
class Question:
    """Something to find out first: how far the answer moves with it."""

    question: str
    swing: (
        float  # deaths averted over 12 months by the best option: most minus least over its states
    )
    information_value: float  # deaths averted gained by knowing before choosing (EVPI)
    text: str
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class Appraisal:
    """The whole answer, with everything it rests on."""

    assessment: Assessment
    seed: int
    draws: int
    deaths: Outlook | None  # all organised violence, by month; None for a person's baseline only
    civilian_deaths: dict[int, Draws]  # one-sided deaths without new action, by horizon
    civilian_provenance: Provenance
    standing_averts: Draws | None  # deaths a year the force already there averts, if studies hold
    options: tuple[Option, ...]
    recommended: OptionId
    headline: str
    why: str
    would_change: tuple[str, ...]
    find_out_first: tuple[Question, ...]
    effects: tuple[Estimate, ...]
    data_versions: tuple[tuple[str, str], ...]
    onset: OnsetFinding | None = None  # whether a new mass killing begins; None: no forecast
    why_no_onset: str = ""  # one sentence where there is none
    flips: tuple[Flip, ...] = ()  # where the order by score changes, nearest first

    def option(self, id: OptionId) -> Option:
        return next(o for o in self.options if o.id == id)
