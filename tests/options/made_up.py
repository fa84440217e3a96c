"""Assessments, designs and options made by hand; nothing here is true of any country."""

from __future__ import annotations

from typing import Any

import made_world
import numpy as np
import polars as pl
from numpy.typing import NDArray

from forestall.evidence.effects import Estimate, Spread
from forestall.missions.designs import Plan, PoliticalMission, PreventiveDeployment
from forestall.options.appraisal import (
    Condition,
    ConditionState,
    Draws,
    Fit,
    Option,
    OptionId,
)
from forestall.options.futures import Futures, usual_plans
from forestall.provenance import Origin, Provenance
from forestall.situation.assessment import (
    Assessment,
    Consent,
    Exposure,
    ManifestlyFailing,
    Perpetrator,
)
from forestall.vocabulary import ConsentState, Country, Month, PerpetratorKind

HOST, INSIDE, NEIGHBOUR = PerpetratorKind
PROVENANCE = Provenance(Origin.JUDGMENT, "made up for a test")
WILLING = (0.0, 0.0, 0.0, 1.0)
REFUSED = (1.0, 0.0, 0.0, 0.0)
Floats = NDArray[np.float64]


def perpetrator(kind: PerpetratorKind, chance: float, **more: Any) -> Perpetrator:
    fields: dict[str, Any] = {
        "name": f"some {kind.value}",
        "recent_deaths": ((2024, 100.0),),
        "last_seen": None,
        "provenance": PROVENANCE,
    }
    return Perpetrator(kind=kind, probability=chance, **(fields | more))


def consent(chances: tuple[float, ...], weight: float = 10.0, hazard: float = 0.0) -> Consent:
    return Consent(
        probabilities=dict(zip(ConsentState, chances, strict=True)),
        weight=weight,
        withdrawal_hazard=hazard,
        cases=dict.fromkeys(ConsentState, 1.0),
        base_rate_hosting=(1, 4),
        history=(),
        provenance=PROVENANCE,
        hazard_provenance=PROVENANCE,
    )


def assessment(
    kinds: tuple[float, float, float] = (0.0, 1.0, 0.0),
    chances: tuple[float, ...] = WILLING,
    *,
    hazard: float = 0.0,
    weight: float = 10.0,
    **more: Any,
) -> Assessment:
    """Chances of host government, non-state inside and hostile neighbour; and of consent."""
    who = tuple(perpetrator(k, p) for k, p in zip(PerpetratorKind, kinds, strict=True) if p)
    fields: dict[str, Any] = {
        "country": Country("XAA", "Examplia", None, None, "Africa"),
        "as_of": Month(2024, 12),
        "perpetrators": who,
        "kind_weight": weight,
        "consent": consent(chances, hazard=hazard),
        "failing": ManifestlyFailing(True, "the likeliest killers are armed groups inside", ()),
        "framework": (),
        "exposure": Exposure(pl.DataFrame(), False, "none", pl.DataFrame(), None, PROVENANCE),
        "presence": (),
        "deaths_12m": 500,
        "by_kind": None,
        "one_sided_last_year": (2024, 100.0),
    }
    return Assessment(**(fields | more))


def certain_estimate(tool: str, kind: PerpetratorKind, size: float) -> Estimate:
    """An effect of which everything is known: every new mission has this size."""
    point = Spread(size, size, size, size)
    return Estimate(
        tool=tool,
        perpetrator=kind.value,
        outcome="civilians killed",
        unit="",
        average=point,
        between=Spread(0.0, 0.0, 0.0, 0.0),
        predicted=point,
        p_harm=float(size > 0),
        negligible=0.01,
        quantiles=(size,) * 1000,
        prior_weight=0.0,
        camps=(),
        contributions=(),
        studies_for=(),
        studies_against=(),
        provenance=PROVENANCE,
    )


def deployment(troops: int = 5000, standing: int = 0) -> PreventiveDeployment:
    """Starts in two months, stands at full strength in six, costs 50 million a year."""
    return PreventiveDeployment(
        organiser="UN",
        troops=troops,
        police=0,
        observers=0,
        posture="robust",
        mandate=(),
        cost=(50.0, 50.0, 50.0),
        months_to_start=(2.0, 2.0, 2.0),
        months_to_strength=(6.0, 6.0, 6.0),
        share_of_ceiling=1.0,
        standing_troops=standing,
        precedents=(),
        provenance=PROVENANCE,
    )


def political(strength: float = 1.0) -> PoliticalMission:
    """Starts half a month after the decision, costs 10 million a year."""
    return PoliticalMission(
        organiser="UN",
        staff=None,
        mandate=(),
        cost=(10.0, 10.0, 10.0),
        months_to_start=(0.5, 0.5, 0.5),
        months_to_strength=(strength, strength, strength),
        precedents=(),
        provenance=PROVENANCE,
    )


def condition(name: str, state: ConditionState) -> Condition:
    return Condition(name, state, f"Because {name}.", 1, PROVENANCE)


def option(
    id_: OptionId,
    averted: Floats | list[float],
    *,
    fit: Fit = Fit.GOOD,
    cost: float = 10.0,
    conditions: tuple[Condition, ...] = (),
    score: float | None = None,
    standing: int = 0,
) -> Option:
    values = np.asarray(averted, dtype=np.float64)
    draws = Draws(values, "civilian deaths")
    money = Draws(np.full(values.size, cost), "USD million")
    military = id_ in (OptionId.PREVENTIVE_DEPLOYMENT, OptionId.BOTH)
    return Option(
        id=id_,
        fit=fit,
        conditions=conditions,
        political_mission=None,
        deployment=deployment(standing=standing) if military else None,
        deaths_averted={12: draws, 24: draws},
        cost={12: money, 24: money},
        p_harm=float((values <= -1).mean()),
        score=float(values.mean()) if score is None else score,
        regret=0.0,
        worst_regret=0.0,
        worst_world="",
        cost_per_death_averted=None,
        reasons=(),
        provenance=PROVENANCE,
    )


def of(options: tuple[Option, ...], id_: OptionId) -> Option:
    """The option of that id."""
    return next(o for o in options if o.id is id_)


def futures(n: int = 1, plans: dict[str, Plan] | None = None, **more: Any) -> Futures:
    """Ten deaths a month for a year, all by armed groups; consent willing; see :mod:`made_world`.

    The usual four options by default, there on the first day: mediators at 12 million a year and a
    force of 1,000 at 50 million, feared with log odds 2 ln 3 in reach.
    """
    usual = usual_plans(made_world.team(), made_world.force())
    there = made_world.world(n, 12, **more)
    return Futures(there, plans or usual, (), made_world.fears(2 * np.log(3), n))
