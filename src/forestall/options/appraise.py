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
    Fit,
    Option,
    OptionId,
)
from forestall.options.baseline import civilian_deaths, monthly_deaths
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
    from numpy.typing import NDArray

    from forestall.missions.designs import PoliticalMission, PreventiveDeployment
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
    _check(draws, seed)
    deaths, provenance = civilian_deaths(assessment, records, max(HORIZONS), draws, seed)
    country, as_of = assessment.country, assessment.as_of
    expected = {h: Draws(deaths[:h].sum(axis=0), "civilian deaths") for h in HORIZONS}
    political = default_political_mission(country, as_of, assessment.main_kind)
    deployment = default_deployment(country, as_of, assessment.main_kind)
    credibility = conditions.credible(assessment, deployment)
    plans = usual_plans(political, deployment)
    futures = draw_futures(assessment, records, deaths, plans, credibility.state, seed)
    tests = {
        PERSUASION: conditions.for_political_mission(assessment, political),
        DEPLOYMENT: conditions.for_deployment(assessment, deployment, expected[12]),
    }
    disputed = weigh(futures)
    options = _options(
        _Table(assessment, futures, disputed, political, deployment, tests, provenance)
    )
    recommended = recommend(options, assessment, expected[12])
    kinds = sorted(assessment.kind_probabilities().items(), key=lambda item: -item[1])
    asked = questions(disputed, options, recommended)
    onset, why_no_onset = find_onset(assessment, records)
    return Appraisal(
        assessment=assessment,
        seed=seed,
        draws=draws,
        deaths=monthly_deaths(assessment, records, max(HORIZONS), draws, seed),
        civilian_deaths=expected,
        civilian_provenance=provenance,
        standing_averts=_standing(futures, deployment),
        options=options,
        recommended=recommended,
        headline=reasons.headline(assessment, options, recommended, expected[12]),
        why=reasons.why(
            assessment, options, recommended, expected[12], _standing(futures, deployment)
        ),
        would_change=would_change(disputed, assessment, options, recommended, expected[12]),
        find_out_first=asked,
        effects=tuple(
            synthesis.estimate(tool, kind)
            for kind, chance in kinds
            if chance >= 0.1
            for tool in (PERSUASION, DEPLOYMENT)
        ),
        data_versions=tuple((v.source, v.version) for v in records.versions()),
        onset=onset,
        why_no_onset=why_no_onset,
    )


def _check(draws: int, seed: int) -> None:
    for name, value, least, most in (("draws", draws, 100, 100_000), ("seed", seed, 0, 2**63)):
        if not least <= value <= most:
            raise BadValue(
                f"An appraisal cannot have that {name}",
                expected=f"{name} from {least:,} to {most:,}",
                came=str(value),
                remedy=f"change {name}",
            )


def recommend(options: tuple[Option, ...], assessment: Assessment, expected: Draws) -> OptionId:
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
        return OptionId.NONE
    best = max(o.score for o in worth_it)
    near = parameter("options", "near_tie").value
    tied = [o for o in worth_it if o.score >= (1 - near) * best]
    return min(tied, key=lambda o: o.cost[12].mean).id


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
    political: PoliticalMission
    deployment: PreventiveDeployment
    tests: dict[str, tuple[Condition, ...]]
    baseline: Provenance


def _options(table: _Table) -> tuple[Option, ...]:
    averted = {o: {h: table.futures.averted(o, h) for h in HORIZONS} for o in OptionId}
    best = np.max([averted[o][12] for o in OptionId], axis=0)
    fits: dict[OptionId, Fit] = {o: _fit(o, table) for o in OptionId if USES[o]}
    fits[OptionId.NONE] = _fit_of_nothing(table.assessment, fits)
    return tuple(_option(o, table, averted[o], best, fits[o]) for o in OptionId)


def _option(
    id_: OptionId,
    table: _Table,
    averted: dict[int, NDArray[np.float64]],
    best: NDArray[np.float64],
    fit: Fit,
) -> Option:
    cost = {h: Draws(table.futures.cost(id_, h), "USD million") for h in HORIZONS}
    mean = float(averted[12].mean())
    worst, world = worst_world(table.disputed, id_)
    tested = _tested(id_, table)
    return Option(
        id=id_,
        fit=fit,
        conditions=tested,
        political_mission=table.political if PERSUASION in USES[id_] else None,
        deployment=table.deployment if DEPLOYMENT in USES[id_] else None,
        deaths_averted={h: Draws(averted[h], "civilian deaths") for h in HORIZONS},
        cost=cost,
        p_harm=float((averted[12] <= -1).mean()),
        score=score_of(averted[12]),
        regret=float((best - averted[12]).mean()),
        worst_regret=worst,
        worst_world=world,
        cost_per_death_averted=cost[12].mean / mean if mean > 0 else None,
        reasons=reasons.of_option(id_, fit, tested),
        provenance=_provenance(id_, table),
    )


def _tested(id_: OptionId, table: _Table) -> tuple[Condition, ...]:
    """The conditions of the option's tools, those they share once."""
    found: dict[str, Condition] = {}
    for tool in USES[id_]:
        for condition in table.tests[tool]:
            name = condition.name
            if name in found and found[name].reason != condition.reason:
                name = f"{name} ({tool.replace('_', ' ')})"
                condition = replace(condition, name=name)
            found.setdefault(name, condition)
    return tuple(found.values())


def _fit(id_: OptionId, table: _Table) -> Fit:
    """An option fits as well as the worst-fitting of its tools."""
    order = (Fit.GOOD, Fit.LIMITED, Fit.POOR)
    found = [conditions.fit(table.tests[tool], table.assessment) for tool in USES[id_]]
    return max(found, key=order.index)


def _fit_of_nothing(assessment: Assessment, fits: dict[OptionId, Fit]) -> Fit:
    """Doing nothing new fits where nobody threatens, and badly where a tool fits well."""
    if not assessment.threat_on_record:
        return Fit.GOOD
    return Fit.POOR if Fit.GOOD in fits.values() else Fit.LIMITED


def _provenance(id_: OptionId, table: _Table) -> Provenance:
    kinds = table.assessment.kind_probabilities()
    estimates = tuple(
        synthesis.estimate(tool, kind).provenance
        for tool in USES[id_]
        for kind, chance in kinds.items()
        if chance >= 0.05
    )
    designs = {PERSUASION: table.political.provenance, DEPLOYMENT: table.deployment.provenance}
    access = tuple(
        p.provenance() for p in parameters("options") if p.name.startswith(("access_", "credible_"))
    )
    return Provenance(
        origin=Origin.MODEL,
        what=f"Deaths averted, cost and harm of {id_.in_words()}",
        source="forestall.options.futures",
        formula="sum over months and kinds of deaths x (1 - exp(access x credibility x presence "
        "x effect)), on the same draws for every option",
        verified=False,
        inputs=(
            table.baseline,
            table.assessment.consent.provenance,
            table.assessment.consent.hazard_provenance,
            *(p.provenance for p in table.assessment.perpetrators[:5]),
            *(designs[tool] for tool in USES[id_]),
            *estimates,
            *(access if USES[id_] else ()),
        ),
    )
