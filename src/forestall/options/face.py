"""The appraisal as plain JSON types, for machines. The names here are a promise to others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from forestall.options.appraisal import Appraisal, Condition, Draws, Option, Question
from forestall.options.flips import as_dict as flip_as_dict

if TYPE_CHECKING:
    from forestall.missions.designs import PoliticalMission, PreventiveDeployment
    from forestall.options.onset import OnsetFinding
    from forestall.situation.assessment import Assessment, Perpetrator
    from forestall.warning.onset_reasons import Driver


ENDINGS = ("deterred", "compelled", "failed", "never_arrived", "untested", "displaced")


def as_dict(appraisal: Appraisal) -> dict[str, Any]:
    """The object ``forestall appraise --json`` prints; see ``docs/cli.md`` for its keys."""
    assessment = appraisal.assessment
    return {
        **assessment_as_dict(assessment),
        "seed": appraisal.seed,
        "draws": appraisal.draws,
        "data_versions": [
            {"source": source, "version": version} for source, version in appraisal.data_versions
        ],
        "civilian_deaths_without": {
            f"{months}m": _rounded(draws) for months, draws in appraisal.civilian_deaths.items()
        },
        "onset": None if appraisal.onset is None else _onset(appraisal.onset),
        "why_no_onset": appraisal.why_no_onset or None,
        "standing_force_averts": None
        if appraisal.standing_averts is None
        else _rounded(appraisal.standing_averts),
        "options": [option_as_dict(option) for option in appraisal.options],
        "recommended": appraisal.recommended.value,
        "headline": appraisal.headline,
        "why": appraisal.why,
        "would_change": list(appraisal.would_change),
        "flips": [flip_as_dict(flip) for flip in appraisal.flips],
        "find_out_first": [_question(question) for question in appraisal.find_out_first],
    }


def assessment_as_dict(assessment: Assessment) -> dict[str, Any]:
    """The object ``forestall assess --json`` prints."""
    consent, failing = assessment.consent, assessment.failing
    baseline = assessment.baseline
    return {
        "country": assessment.country.iso3,
        "country_name": assessment.country.name,
        "as_of": str(assessment.as_of),
        "perpetrators": [_perpetrator(p) for p in assessment.perpetrators],
        "consent": {state.value: round(p, 6) for state, p in consent.probabilities.items()},
        "consent_basis": {
            "withdrawal_hazard": round(consent.withdrawal_hazard, 6),
            "cases": {state.value: n for state, n in consent.cases.items()},
            "case_count": consent.case_count,
            "hosting": {
                "with_mission": consent.base_rate_hosting[0],
                "of": consent.base_rate_hosting[1],
            },
            "history": list(consent.history),
            "set_by_person": consent.set_by_person,
        },
        "manifestly_failing": failing.state,
        "manifestly_failing_basis": {
            "by_whom": failing.by_whom,
            "indicators": [
                {"name": i.name, "value": i.value, "unit": i.unit, "met": i.met, "text": i.text}
                for i in failing.indicators
            ],
            "set_by_person": failing.set_by_person,
        },
        "risk_factors": [
            {
                "number": f.number,
                "name": f.name,
                "status": f.status,
                "observations": list(f.observations),
                "note": f.note,
            }
            for f in assessment.framework
        ],
        "presence": [
            {
                "acronym": m.acronym,
                "type": m.type,
                "since": m.since,
                "troops": m.troops,
                "troops_year": m.troops_year,
            }
            for m in assessment.presence
        ],
        "deaths_12m": assessment.deaths_12m,
        "deaths_by_kind": None
        if assessment.by_kind is None
        else {
            "first": str(assessment.by_kind.first),
            "last": str(assessment.by_kind.last),
            **{kind.value: deaths for kind, deaths in assessment.by_kind.deaths.items()},
        },
        "baseline": None
        if baseline is None
        else {"low": baseline.low, "best": baseline.best, "high": baseline.high},
    }


def _perpetrator(who: Perpetrator) -> dict[str, Any]:
    return {
        "name": who.name,
        "kind": who.kind.value,
        "probability": round(who.probability, 6),
        "recent_deaths": {str(year): deaths for year, deaths in who.recent_deaths},
        "last_seen": None if who.last_seen is None else str(who.last_seen),
        "set_by_person": who.set_by_person,
        "note": who.note,
    }


def option_as_dict(option: Option) -> dict[str, Any]:
    """One option as the commands print it."""
    endings = option.endings
    per_death = option.cost_per_death_averted
    return {
        "id": option.id.value,
        "fit": option.fit.value,
        "conditions": [_condition(c) for c in option.conditions],
        "deaths_averted": _rounded(option.deaths_averted[12]),
        "deaths_averted_24m": _rounded(option.deaths_averted[24]),
        "cost_usd_million": _rounded(option.cost[12]),
        "cost_usd_million_24m": _rounded(option.cost[24]),
        "p_harm": round(option.p_harm, 6),
        "score": round(option.score, 4),
        "regret": round(option.regret, 4),
        "worst_regret": round(option.worst_regret, 4),
        "worst_world": option.worst_world,
        "cost_per_death_averted_usd_million": None if per_death is None else round(per_death, 4),
        "political_mission": _political(option.political_mission),
        "preventive_deployment": _deployment(option.deployment),
        "endings": None
        if endings is None
        else {name: round(getattr(endings, name), 6) for name in ENDINGS},
        "reasons": list(option.reasons),
    }


def _condition(condition: Condition) -> dict[str, Any]:
    return {
        "name": condition.name,
        "state": condition.state.value,
        "reason": condition.reason,
        "claim": condition.claim,
    }


def _political(design: PoliticalMission | None) -> dict[str, Any] | None:
    if design is None:
        return None
    return {
        "organiser": design.organiser,
        "staff": design.staff,
        "mandate": list(design.mandate),
        "cost_usd_million_a_year": _triple(design.cost),
        "months_to_strength": _triple(design.months_to_strength),
    }


def _deployment(design: PreventiveDeployment | None) -> dict[str, Any] | None:
    if design is None:
        return None
    return {
        "organiser": design.organiser,
        "troops": design.troops,
        "police": design.police,
        "observers": design.observers,
        "posture": design.posture,
        "standing_troops": design.standing_troops,
        "mandate": list(design.mandate),
        "cost_usd_million_a_year": _triple(design.cost),
        "months_to_strength": _triple(design.months_to_strength),
    }


def _question(question: Question) -> dict[str, Any]:
    return {
        "question": question.question,
        "information_value": round(question.information_value, 4),
        "swing": round(question.swing, 4),
        "text": question.text,
    }


def _onset(onset: OnsetFinding) -> dict[str, Any]:
    before, past = onset.year_before, onset.past
    return {
        "as_of_year": onset.as_of_year,
        "probability": round(onset.probability, 6),
        "probability_state_led": round(onset.state_led, 6),
        "probability_non_state_led": round(onset.non_state_led, 6),
        "probability_1y": round(onset.probability_1y, 6),
        "probability_1y_state_led": round(onset.state_led_1y, 6),
        "probability_1y_non_state_led": round(onset.non_state_led_1y, 6),
        "lowest_of_models": round(onset.lowest, 6),
        "highest_of_models": round(onset.highest, 6),
        "probability_year_before": None if before is None else round(before, 6),
        "rank": onset.rank,
        "countries": onset.countries,
        "base_rate": round(onset.base_rate, 6),
        "base_years": onset.base_years,
        "drivers": [_driver(d) for d in onset.drivers],
        "changes": [_driver(d) for d in onset.changes],
        "look_alikes": [
            {
                "country": one.iso3,
                "year": one.year,
                "state_led": one.state_led,
                "non_state_led": one.non_state_led,
                "civilians_killed_after": None
                if one.killed_after is None
                else round(one.killed_after, 1),
            }
            for one in onset.look_alikes
        ],
        "under_way": [
            {"episode": one.episode, "start": one.start, "state_led": one.state_led}
            for one in onset.under_way
        ],
        "under_way_until": onset.under_way_until,
        "correction": {
            "expected": round(onset.correction.expected, 4),
            "came": round(onset.correction.came, 4),
            "first_year": onset.correction.first,
            "last_year": onset.correction.last,
            "odds_factor": round(onset.correction.factor, 6),
        },
        "past_forecasts": {
            "mean_forecast": round(past.mean, 6),
            "observed": round(past.observed, 6),
            "calibration_slope": round(past.calibration_slope, 6),
            "country_years": past.country_years,
            "onsets": past.onsets,
            "first_year": past.years[0],
            "last_year": past.years[1],
            "calibrated": past.calibrated,
        },
    }


def _driver(driver: Driver) -> dict[str, Any]:
    return {"name": driver.name, "words": driver.words, "log_odds": round(driver.log_odds, 6)}


def _triple(spread: tuple[float, float, float]) -> dict[str, float]:
    return dict(zip(("p05", "p50", "p95"), (round(v, 4) for v in spread), strict=True))


def _rounded(draws: Draws) -> dict[str, float]:
    return {key: round(value, 4) for key, value in draws.summary().items()}
