"""The two tools as things one can design: a political mission and a preventive deployment."""

from __future__ import annotations

from dataclasses import dataclass

from forestall.provenance import Provenance
from forestall.vocabulary import Month


@dataclass(frozen=True, slots=True)
class PoliticalMission:
    """A multilateral, mostly civilian team that works by persuasion (USIP 2012, claim 1).

    ``staff`` is people; ``mandate`` holds task codes of UNPMM; ``cost`` USD million a year as
    (p05, p50, p95); ``months_to_start`` and ``months_to_strength`` likewise (p05, p50, p95).
    ``women_share`` is the share of women in the mediation team, 0 to 1, None if nothing is said;
    ``start`` the month of the decision, None for the month of the assessment.
    """

    organiser: str
    staff: int | None
    mandate: tuple[str, ...]
    cost: tuple[float, float, float]
    months_to_start: tuple[float, float, float]
    months_to_strength: tuple[float, float, float]
    precedents: tuple[str, ...]
    provenance: Provenance
    women_share: float | None = None
    start: Month | None = None


@dataclass(frozen=True, slots=True)
class PreventiveDeployment:
    """A defensive military mission whose main aim is to deter (USIP 2012, claim 2).

    ``troops``, ``police``, ``observers`` are people at full strength; ``posture`` is observe,
    static, mobile or robust; the rest as in :class:`PoliticalMission`. ``standing_troops`` are
    those of a mission already there: the design is then a reinforcement. ``start`` as above;
    ``bases`` PRIO-GRID cells of the bases, empty for those that put most victims in reach.
    """

    organiser: str
    troops: int
    police: int
    observers: int
    posture: str
    mandate: tuple[str, ...]
    cost: tuple[float, float, float]
    months_to_start: tuple[float, float, float]
    months_to_strength: tuple[float, float, float]
    share_of_ceiling: float
    standing_troops: int
    precedents: tuple[str, ...]
    provenance: Provenance
    start: Month | None = None
    bases: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """What is done: either tool, both, or (with neither) nothing new."""

    political: PoliticalMission | None = None
    deployment: PreventiveDeployment | None = None
    name: str = ""

    @property
    def tool(self) -> str:
        """``none``, ``political_mission``, ``preventive_deployment`` or ``both``."""
        if self.political is None:
            return "none" if self.deployment is None else "preventive_deployment"
        return "political_mission" if self.deployment is None else "both"
