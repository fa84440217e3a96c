"""Made-up appraisals to write briefs from: armed groups, a government that kills, a quiet country.

Nothing here is true of any country; the names only make the pages look like pages.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray
from sample_situation import (
    AS_OF,
    DATA,
    EFFECT,
    HOSTILE,
    JUDGED,
    MODEL,
    PERSON,
    STUDY,
    assessment,
)

from forestall.evidence.effects import Camp, Contribution, Estimate, Spread, Study
from forestall.missions.designs import PoliticalMission, PreventiveDeployment
from forestall.options.appraisal import (
    Appraisal,
    Condition,
    ConditionState,
    Draws,
    Endings,
    Fit,
    Option,
    OptionId,
    Question,
)
from forestall.options.flips import Flip
from forestall.options.onset import OnsetFinding, PastForecasts, Precedent, UnderWay
from forestall.provenance import Provenance
from forestall.records.newspapers import NEWSPAPER_SCHEMA
from forestall.vocabulary import (
    Month,
)
from forestall.warning.onset_reasons import Driver


@dataclass(frozen=True)
class FakeOutlook:
    """What the brief asks of an Outlook."""

    months: tuple[Month, ...]
    values: NDArray[np.float64]

    def draws_of(self, iso3: str) -> NDArray[np.float64]:  # noqa: ARG002
        return self.values

    def provenance(self, iso3: str) -> Provenance:  # noqa: ARG002
        return MODEL


CELLS = {
    "gid": pl.Int32,
    "month_id": pl.Int32,
    "kind": pl.String,
    "best": pl.Int64,
    "events": pl.Int64,
    "vague": pl.Int64,
    "coverage": pl.String,
}
COVERAGE = {
    "coverage": pl.String,
    "first_month": pl.Int32,
    "last_month": pl.Int32,
    "complete": pl.Boolean,
}


class FakeHoldings:
    """Monthly deaths and yearly one-sided totals for one country; event points where given."""

    points: tuple[tuple[Any, ...], ...] = ()
    pieces: tuple[tuple[str, int, int, bool], ...] = ()

    def cells(self, iso3: str, until: Month | None = None) -> pl.DataFrame:  # noqa: ARG002
        return pl.DataFrame(self.points, schema=CELLS, orient="row")

    def coverage(self, iso3: str, until: Month | None = None) -> pl.DataFrame:  # noqa: ARG002
        return pl.DataFrame(self.pieces, schema=COVERAGE, orient="row")

    def __init__(self, iso3: str, level: float, as_of: Month) -> None:
        rng = np.random.default_rng(5)
        ids = np.arange(109, as_of.id + 7)
        trend = level * (1 + np.sin(ids / 14)) * rng.gamma(1.2, 1, ids.size)
        self.monthly = pl.DataFrame(
            {"iso3": iso3, "month_id": ids, "deaths": rng.poisson(trend)},
            schema={"iso3": pl.Utf8, "month_id": pl.Int32, "deaths": pl.Int64},
        )
        years = np.arange(1989, as_of.year)
        best = rng.poisson(level * 5 * rng.gamma(1, 1, years.size)).astype(float)
        self.yearly = pl.DataFrame(
            {"iso3": iso3, "year": years, "best": best, "low": best * 0.8, "high": best * 1.4}
        ).with_columns(source=pl.lit("ucdp-onesided"))

    def monthly_deaths(self, kind: str = "all", until: Month | None = None) -> pl.DataFrame:
        del kind
        return (
            self.monthly if until is None else self.monthly.filter(pl.col("month_id") <= until.id)
        )

    def incidents(self, iso3: str, until: Month | None = None) -> pl.DataFrame:
        del iso3, until
        return NEWSPAPER_SCHEMA.to_frame()

    def deaths_by_kind(self, iso3: str, until: Month | None = None) -> pl.DataFrame:
        del iso3, until
        schema = {"month_id": pl.Int32, "kind": pl.Utf8, "best": pl.Int64}
        return pl.DataFrame(schema=schema)

    def one_sided_totals(self, until: Month | None = None) -> pl.DataFrame:
        del until
        return self.yearly

    def known_until(self) -> Month:
        return AS_OF


def _designs() -> tuple[PoliticalMission, PreventiveDeployment]:
    mission = PoliticalMission(
        "UN",
        220,
        ("mod11",),
        (5.0, 19.0, 90.0),
        (0.5, 1.5, 4.0),
        (2.0, 4.0, 8.0),
        ("EXPOL 2007–2010",),
        DATA,
    )
    force = PreventiveDeployment(
        "UN",
        4000,
        300,
        0,
        "mobile",
        ("mod11",),
        (240.0, 310.0, 420.0),
        (3.0, 6.0, 9.0),
        (7.0, 10.0, 12.0),
        0.92,
        14_400,
        ("EXMIS 2014–",),
        DATA,
    )
    return mission, force


def _option(id: OptionId, base: NDArray[np.float64], share: NDArray[np.float64]) -> Option:
    mission, force = _designs()
    averted = base * share
    price = {OptionId.NONE: 0.0, OptionId.POLITICAL_MISSION: 19.0}.get(id, 330.0)
    rng = np.random.default_rng(11)
    cost = price * rng.lognormal(0, 0.25, base.size)
    talks = id in (OptionId.POLITICAL_MISSION, OptionId.BOTH)
    troops = id in (OptionId.PREVENTIVE_DEPLOYMENT, OptionId.BOTH)
    conditions = (
        Condition("The host consents", ConditionState.MET, "willing in 63 of 100", 6, DATA),
        Condition("The threat comes from others", ConditionState.PARTLY, "79 in 100", 9, DATA),
        Condition("A credible threat of force", ConditionState.UNKNOWN, "not measured", 11, JUDGED),
    )
    mean = float(averted.mean())
    return Option(
        id=id,
        fit=Fit.GOOD if troops else Fit.LIMITED,
        conditions=() if id is OptionId.NONE else conditions,
        political_mission=mission if talks else None,
        deployment=force if troops else None,
        deaths_averted={12: Draws(averted, "deaths"), 24: Draws(averted * 2.1, "deaths")},
        cost={12: Draws(cost, "USD million"), 24: Draws(cost * 2, "USD million")},
        p_harm=float((averted < -1).mean()),
        score=mean,
        regret=max(0.0, 90 - mean),
        worst_regret=max(0.0, 140 - mean),
        worst_world="the studies that find no effect are right",
        cost_per_death_averted=None if mean <= 0 else price / mean,
        reasons=("it reaches the main killers where they are",),
        provenance=EFFECT,
        endings=None
        if id is OptionId.NONE
        else Endings(0.30, 0.15, 0.45, 0.10, untested=0.12, displaced=0.05),
    )


def _estimates() -> tuple[Estimate, ...]:
    good = Study(
        "fhn2019_rebel",
        "preventive_deployment",
        "non-state inside",
        "civilian killings",
        "lower",
        None,
        "sign",
        "matching",
        "Fjelde, Hultman & Nilsson 2019",
        "abstract",
        "",
    )
    bad = Study(
        "hks2013_observers",
        "preventive_deployment",
        "pooled",
        "civilians killed",
        "higher",
        None,
        "sign",
        "regression",
        "Hultman, Kathman & Shannon 2013",
        "secondary",
        "unarmed observers are followed by more killing",
    )
    found_for = Contribution(good, 0.13, False, 0.14, 0.2, "fewer deaths", True)
    found_against = Contribution(bad, 0.13, False, 0.2, 0.05, "more deaths", False)
    camps = (
        Camp("fewer deaths", 0.62, (-0.9, -0.45, -0.1), ("fhn2019_rebel",)),
        Camp("no effect", 0.26, (-0.05, 0.0, 0.05), ("kocher_reanalysis",)),
        Camp("more deaths", 0.12, (0.02, 0.2, 0.5), ("hks2013_observers",)),
    )
    return tuple(
        Estimate(
            tool=tool,
            perpetrator="non-state inside",
            outcome="civilians killed",
            unit="log rate",
            average=Spread(-0.3, -0.5, -0.3, -0.1),
            between=Spread(0.1, 0.02, 0.1, 0.2),
            predicted=Spread(-0.3, -0.8, -0.3, 0.2),
            p_harm=0.14,
            negligible=0.05,
            quantiles=tuple(np.linspace(-0.9, 0.3, 1000).tolist()),
            prior_weight=0.3,
            camps=camps,
            contributions=(found_for, found_against),
            studies_for=(good,),
            studies_against=(bad,),
            provenance=STUDY,
        )
        for tool in ("preventive_deployment", "political_mission")
    )


def onset(which: str = "groups") -> OnsetFinding:
    """A chance of 1 in 14 (a tenth of it in the quiet country), one in 67 on average."""
    share = 0.1 if which == "quiet" else 1.0
    return OnsetFinding(
        as_of_year=2025,
        probability=0.0714 * share,
        state_led=0.02 * share,
        non_state_led=0.0524 * share,
        probability_1y=0.0364 * share,
        state_led_1y=0.01 * share,
        non_state_led_1y=0.0266 * share,
        lowest=0.03 * share,
        highest=0.21 * share,
        year_before=0.05 * share,
        rank=150 if which == "quiet" else 11,
        countries=168,
        base_rate=0.0149,
        base_years=20,
        drivers=(
            Driver("deaths", "the level and growth of deaths of all kinds", 0.62),
            Driver("killed_by_others", "civilians killed by other armed groups", 0.41),
            Driver("infant_mortality", "the level of infant mortality", -0.22),
            Driver("rest", "everything else taken together", 0.1),
        ),
        changes=(Driver("killed_by_others", "civilians killed by other armed groups", 0.34),),
        look_alikes=(
            Precedent("XAB", "Otherland", 2004, True, False, 2150.0),
            Precedent("XAC", "Thirdland", 1999, False, False, 40.0),
            Precedent("XAD", "Oldland", 1985, False, False, None),
        ),
        under_way=() if which == "quiet" else (UnderWay("xaa2013ns1", 2013, False),),
        under_way_until=2024,
        past=PastForecasts(0.018, 0.015, 1.1, 5000, 75, (1993, 2023)),
        provenance=replace(MODEL, what="chance of onset", source="forestall.warning.onset"),
    )


def appraisal(which: str = "groups", *, hand: bool = False, draws: int = 2000) -> Appraisal:
    """A whole made-up appraisal; the same arguments give the same numbers."""
    rng = np.random.default_rng(7)
    level = {"groups": 220.0, "state": 1500.0, "quiet": 0.05}[which]
    base = rng.negative_binomial(1.2, 1.2 / (1.2 + level), draws).astype(float)
    helps = {"groups": 1.0, "state": 0.25, "quiet": 1.0}[which]
    let_in = rng.random(draws) < (0.85 if which != "state" else 0.25)
    sizes = rng.choice([0.35, 0.0, -0.12], draws, p=[0.62, 0.26, 0.12]) * rng.gamma(4, 0.25, draws)
    shares = {
        OptionId.NONE: np.zeros(draws),
        OptionId.POLITICAL_MISSION: helps * 0.4 * sizes * let_in,
        OptionId.PREVENTIVE_DEPLOYMENT: helps * np.minimum(sizes, 0.8) * let_in,
        OptionId.BOTH: helps * np.minimum(1.2 * sizes, 0.9) * let_in,
    }
    months = tuple(AS_OF + i for i in range(1, 25))
    monthly = rng.negative_binomial(1, 1 / (1 + level / 6), (24, draws)).astype(float)
    situation = assessment(which, hand=hand)
    best = OptionId.NONE if which == "quiet" else OptionId.PREVENTIVE_DEPLOYMENT
    return Appraisal(
        assessment=situation,
        seed=1,
        draws=draws,
        deaths=FakeOutlook(months, monthly),  # type: ignore[arg-type]
        civilian_deaths={12: Draws(base, "deaths"), 24: Draws(base * 2.2, "deaths")},
        standing_averts=None,
        civilian_provenance=PERSON if hand else MODEL,
        options=tuple(_option(id, base, share) for id, share in shares.items()),
        recommended=best,
        headline="Deploy early while the government's consent holds; send the mediators first"
        if which == "groups"
        else "Neither tool will do much here, because the government kills"
        if which == "state"
        else "No sign of risk in these data; neither tool is called for",
        why="The deployment reaches the armed groups that do most of the killing, and the "
        "government would probably let it in. It would not be first if consent were withdrawn.",
        would_change=(
            "Consent withdrawn: the deployment falls behind a political mission",
            "Evidence that state forces, not armed groups, kill most",
        ),
        find_out_first=(
            Question(
                "Would the government let a force into the north-east?",
                120.0,
                34.0,
                "Ask the host at the highest level before the force is planned.",
                EFFECT,
            ),
            Question(
                "Who commands the Example Front?", 40.0, 6.0, "Ask those who talk to them.", EFFECT
            ),
        ),
        effects=_estimates(),
        data_versions=(("UCDP One-sided", "25.1"), ("PACE country-month deaths", "2026-05")),
        onset=onset(which),
        flips=(
            Flip("camp", "deployments raise killing here", 0.12, 0.31, "none"),
            Flip("camp", "deployments lower killing here", 0.62, 0.20, "none"),
            Flip("consent", "consent is refused", 0.05, 1.0, "political_mission"),
        ),
    )


def holdings(which: str = "groups") -> Any:
    """Holdings that go with :func:`appraisal`."""
    level = {"groups": 40.0, "state": 260.0, "quiet": 0.0}[which]
    return FakeHoldings("XAA", level, AS_OF)


def with_hostile_names(made: Appraisal) -> Appraisal:
    """The same appraisal with every name turned against the page."""
    people = tuple(
        replace(p, name=f"{HOSTILE} {i}") for i, p in enumerate(made.assessment.perpetrators)
    )
    return replace(
        made,
        assessment=replace(made.assessment, perpetrators=people, notes=(HOSTILE,)),
        headline=HOSTILE,
        why=HOSTILE,
        would_change=(HOSTILE,),
    )
