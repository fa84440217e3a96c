"""The four options held side by side, one of them recommended, and what to find out first."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from forestall.errors import BadValue
from forestall.evidence import synthesis
from forestall.missions.typical import default_deployment, default_political_mission
from forestall.options import conditions, reasons
from forestall.options.appraisal import (
    Appraisal,
    Condition,
    Draws,
    Endings,
    Fit,
    Option,
    OptionId,
)
from forestall.options.baseline import civilian_deaths, monthly_deaths
from forestall.options.flips import flips
from forestall.options.futures import (
    DEPLOYMENT,
    PERSUASION,
    USES,
    Futures,
    draw_futures,
    usual_plans,
)
from forestall.options.information import Weighed, questions, score_of, weigh, worst_world
from forestall.options.onset import find_onset
from forestall.options.would_change import would_change
from forestall.parameters import parameter, parameters
from forestall.provenance import Origin, Provenance

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from forestall.missions.designs import Plan, PreventiveDeployment
    from forestall.records.holdings import Holdings
    from forestall.situation.assessment import Assessment

HORIZONS = (12, 24)
DRAWS = 4000
SEED = 1


def appraise(
    assessment: Assessment, records: Holdings, *, draws: int = DRAWS, seed: int = SEED
) -> Appraisal:
    """Appraise no new action, a political mission, a preventive deployment and both.

    Parameters
    ----------
    assessment : from :func:`forestall.situation.assess.assess` or an assessment file.
    records : where the forecasts of deaths learn from.
    draws : Monte Carlo draws; the same are used for every option.
    seed : 0 or larger; the same seed gives the same bytes.

    Returns
    -------
    Appraisal : deaths averted and cost over 12 and 24 months as draws, regret, the recommended
        option and why, and what to find out first.

    Raises
    ------
    NoData : the data do not reach the month and the assessment sets no baseline.
    BadValue : fewer than 100 draws, or a negative seed.
    """
    country, as_of, kind = assessment.country, assessment.as_of, assessment.main_kind
    deployment = default_deployment(country, as_of, kind)
    plans = usual_plans(default_political_mission(country, as_of, kind), deployment)
    weighed = hold(assessment, records, plans, deployment, draws=draws, seed=seed)
    options, expected, disputed = weighed.options, weighed.expected, weighed.disputed
    standing = _standing(weighed.futures, deployment)
    recommended = recommend(options, assessment, expected[12])
    kinds = sorted(assessment.kind_probabilities().items(), key=lambda item: -item[1])
    onset, why_no_onset = find_onset(assessment, records)
    return Appraisal(
        assessment=assessment,
        seed=seed,
        draws=draws,
        deaths=monthly_deaths(assessment, records, max(HORIZONS), draws, seed),
        civilian_deaths=expected,
        civilian_provenance=weighed.baseline,
        standing_averts=standing,
        options=options,
        recommended=recommended.id,
        headline=reasons.headline(assessment, options, recommended.id, expected[12]),
        why=reasons.why(assessment, options, recommended.id, expected[12], standing),
        would_change=would_change(disputed, assessment, options, recommended, expected[12]),
        find_out_first=questions(disputed, options, recommended),
        effects=tuple(
            synthesis.estimate(tool, kind)
            for kind, chance in kinds
            if chance >= 0.1
            for tool in (PERSUASION, DEPLOYMENT)
        ),
        data_versions=tuple((v.source, v.version) for v in records.versions()),
        onset=onset,
        why_no_onset=why_no_onset,
        flips=flips(disputed, max(options, key=lambda o: o.score).name),
    )


@dataclass(frozen=True, slots=True, eq=False)
class Held:
    """Plans held against the same futures."""

    options: tuple[Option, ...]
    expected: dict[int, Draws]
    disputed: tuple[Weighed, ...]
    futures: Futures
    baseline: Provenance


def hold(
    assessment: Assessment,
    records: Holdings,
    plans: Mapping[str, Plan],
    usual: PreventiveDeployment,
    *,
    draws: int,
    seed: int,
) -> Held:
    """Every plan as an option, in the plans' order, appraised in the same futures.

    ``usual`` is the deployment whose credibility stands for all of them where a plan has none.
    """
    _check(draws, seed)
    deaths, provenance = civilian_deaths(assessment, records, max(HORIZONS), draws, seed)
    expected = {h: Draws(deaths[:h].sum(axis=0), "civilian deaths") for h in HORIZONS}
    credibility = conditions.credible(assessment, usual)
    futures = draw_futures(assessment, records, deaths, plans, credibility.state, seed)
    tests = {name: _conditions(assessment, plan, expected[12]) for name, plan in plans.items()}
    disputed = weigh(futures)
    options = _options(_Table(assessment, futures, disputed, tests, provenance))
    return Held(options, expected, disputed, futures, provenance)


def _conditions(
    assessment: Assessment, plan: Plan, expected: Draws
) -> dict[str, tuple[Condition, ...]]:
    found = {}
    if plan.political is not None:
        found[PERSUASION] = conditions.for_political_mission(assessment, plan.political)
    if plan.deployment is not None:
        found[DEPLOYMENT] = conditions.for_deployment(assessment, plan.deployment, expected)
    return found


def _check(draws: int, seed: int) -> None:
    for name, value, least, most in (("draws", draws, 100, 100_000), ("seed", seed, 0, 2**63)):
        if not least <= value <= most:
            raise BadValue(
                f"An appraisal cannot have that {name}",
                expected=f"{name} from {least:,} to {most:,}",
                came=str(value),
                remedy=f"change {name}",
            )


def recommend(options: tuple[Option, ...], assessment: Assessment, expected: Draws) -> Option:
    """The option to recommend.

    Left out are options whose fit is poor, those for which neither gate (threat, consent) is even
    partly met, and those whose mean benefit is too small to tell (parameter
    ``smallest_benefit``, and the sampling error of the draws). Of the rest the one with the best
    score, in which harm weighs more than help (``harm_weight``); a cheaper one within ``near_tie``
    of it goes first. None if nothing is left, or if there is no sign of risk.
    """
    floor = parameter("options", "smallest_benefit").value * expected.mean
    worth_it = [
        o
        for o in options
        if o.id is not OptionId.NONE
        and o.fit is not Fit.POOR
        and not conditions.shut(o.conditions)
        and o.score > 0
        and o.deaths_averted[12].mean > max(floor, _sampling_error(o))
    ]
    if not worth_it or reasons.is_quiet(assessment, expected):
        return next(o for o in options if o.id is OptionId.NONE)
    best = max(o.score for o in worth_it)
    near = parameter("options", "near_tie").value
    tied = [o for o in worth_it if o.score >= (1 - near) * best]
    return min(tied, key=lambda o: o.cost[12].mean)


def _sampling_error(option: Option) -> float:
    """Two standard errors of the mean."""
    values = option.deaths_averted[12].values
    return 2 * float(values.std()) / float(np.sqrt(values.size))


def _standing(futures: Futures, deployment: PreventiveDeployment) -> Draws | None:
    """Deaths a year that the force already there averts, by the same studies; None if none."""
    if not deployment.standing_troops:
        return None
    return Draws(futures.standing_averts(deployment.standing_troops, 12), "civilian deaths")


@dataclass(frozen=True, slots=True)
class _Table:
    """What every option is made from."""

    assessment: Assessment
    futures: Futures
    disputed: tuple[Weighed, ...]
    tests: dict[str, dict[str, tuple[Condition, ...]]]
    baseline: Provenance


def _options(table: _Table) -> tuple[Option, ...]:
    plans = table.futures.plans
    averted = {name: {h: table.futures.averted(name, h) for h in HORIZONS} for name in plans}
    best = np.max([averted[name][12] for name in plans], axis=0)
    ids = {name: OptionId(plan.tool) for name, plan in plans.items()}
    fits = {name: _fit(name, id_, table) for name, id_ in ids.items() if USES[id_]}
    nothing = _fit_of_nothing(table.assessment, fits)
    return tuple(
        _option(name, id_, table, averted[name], best, fits.get(name, nothing))
        for name, id_ in ids.items()
    )


def _option(
    name: str,
    id_: OptionId,
    table: _Table,
    averted: dict[int, NDArray[np.float64]],
    best: NDArray[np.float64],
    fit: Fit,
) -> Option:
    cost = {h: Draws(table.futures.cost(name, h), "USD million") for h in HORIZONS}
    mean = float(averted[12].mean())
    worst, world = worst_world(table.disputed, name)
    tested, plan = _tested(name, id_, table), table.futures.plans[name]
    return Option(
        id=id_,
        fit=fit,
        conditions=tested,
        political_mission=plan.political,
        deployment=plan.deployment,
        deaths_averted={h: Draws(averted[h], "civilian deaths") for h in HORIZONS},
        cost=cost,
        p_harm=float((averted[12] <= -1).mean()),
        score=score_of(averted[12]),
        regret=float((best - averted[12]).mean()),
        worst_regret=worst,
        worst_world=world,
        cost_per_death_averted=cost[12].mean / mean if mean > 0 else None,
        reasons=reasons.of_option(id_, fit, tested),
        provenance=_provenance(id_, plan, table),
        name=name,
        endings=_endings(name, table) if USES[id_] else None,
    )


def _endings(name: str, table: _Table) -> Endings:
    run = table.futures.played(name)
    shares = {outcome.value: share for outcome, share in run.shares().items()}
    return Endings(**shares, untested=float(run.untested.mean()), displaced=run.displaced_share())


def _tested(name: str, id_: OptionId, table: _Table) -> tuple[Condition, ...]:
    """The conditions of the option's tools, those they share once."""
    found: dict[str, Condition] = {}
    for tool in USES[id_]:
        for condition in table.tests[name][tool]:
            called = condition.name
            if called in found and found[called].reason != condition.reason:
                called = f"{called} ({tool.replace('_', ' ')})"
                condition = replace(condition, name=called)
            found.setdefault(called, condition)
    return tuple(found.values())


def _fit(name: str, id_: OptionId, table: _Table) -> Fit:
    """An option fits as well as the worst-fitting of its tools."""
    order = (Fit.GOOD, Fit.LIMITED, Fit.POOR)
    found = [conditions.fit(table.tests[name][tool], table.assessment) for tool in USES[id_]]
    return max(found, key=order.index)


def _fit_of_nothing(assessment: Assessment, fits: dict[str, Fit]) -> Fit:
    """Doing nothing new fits where nobody threatens, and badly where a tool fits well."""
    if not assessment.threat_on_record:
        return Fit.GOOD
    return Fit.POOR if Fit.GOOD in fits.values() else Fit.LIMITED


def _provenance(id_: OptionId, plan: Plan, table: _Table) -> Provenance:
    kinds = table.assessment.kind_probabilities()
    estimates = tuple(
        synthesis.estimate(tool, kind).provenance
        for tool in USES[id_]
        for kind, chance in kinds.items()
        if chance >= 0.05
    )
    designs = [m.provenance for m in (plan.political, plan.deployment) if m is not None]
    access = tuple(
        p.provenance() for p in parameters("options") if p.name.startswith(("access_", "credible_"))
    )
    return Provenance(
        origin=Origin.MODEL,
        what=f"Deaths averted, cost and harm of {id_.in_words()}",
        source="forestall.strategy.campaign",
        formula="deaths without the mission less deaths with it, in the same simulated futures, "
        "calibrated to the synthesis of studies",
        verified=False,
        inputs=(
            table.baseline,
            table.assessment.consent.provenance,
            table.assessment.consent.hazard_provenance,
            *(p.provenance for p in table.assessment.perpetrators[:5]),
            *designs,
            *([table.futures.world.arena.provenance] if USES[id_] else []),
            *estimates,
            *(access if USES[id_] else ()),
        ),
    )
