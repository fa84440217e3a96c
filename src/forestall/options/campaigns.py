"""One mission played through many futures: what ``forestall campaign`` answers."""

from __future__ import annotations

from dataclasses import dataclass, replace
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from forestall import compute
from forestall.errors import BadValue, ClusterError
from forestall.missions import design_file
from forestall.missions.designs import Plan
from forestall.missions.typical import default_deployment
from forestall.options import conditions
from forestall.options.appraisal import Draws
from forestall.options.baseline import civilian_deaths
from forestall.options.futures import Futures, draw_futures
from forestall.provenance import Origin, Provenance
from forestall.strategy import campaign
from forestall.strategy.world import check_size

if TYPE_CHECKING:
    from collections.abc import Callable

    from forestall.compute import Runner
    from forestall.missions.design_file import Design
    from forestall.records.holdings import Holdings
    from forestall.situation.assessment import Assessment
    from forestall.strategy.campaign import Campaign

    Progress = Callable[[int, int, str], None]

MOST_MONTHS = 36
PLAN = "plan"
LEAST_FUTURES, MOST_FUTURES = 100, 1_000_000


@dataclass(frozen=True, slots=True, eq=False)
class CampaignReport:
    """A plan's campaign, summed up over its months.

    ``shares`` of futures by how they end, summing to 1; ``untested``: the part of *deterred* in
    which no killing would have come anyway; deaths are civilian (one-sided), over all months.
    """

    assessment: Assessment
    plan: Plan
    futures: int
    months: int
    seed: int
    provocation: bool
    shares: dict[campaign.Outcome, float]
    untested: float
    deaths_without: Draws
    deaths_with: Draws
    deaths_averted: Draws
    displaced_share: float
    p_harm: float
    cost: Draws
    provenance: Provenance


def play(
    assessment: Assessment,
    records: Holdings,
    design: Design | None = None,
    *,
    futures: int = 4000,
    months: int = 24,
    seed: int = 1,
    provocation: bool = True,
    progress: Progress | None = None,
    ray: str | None = None,
) -> CampaignReport:
    """Play a mission through futures with it and without it.

    Parameters
    ----------
    assessment : who threatens whom, and what the host would allow.
    records : where the forecasts of deaths learn from.
    design : the mission; the usual political mission and deployment together by default.
    futures, months : how many futures of how many months (1 to 36).
    provocation : False leaves out every way in which a mission raises killing.
    progress : called with (done, all, words).
    ray : address of a Ray cluster to play them on; the answer is the same to the byte.

    Raises
    ------
    BadValue : futures, months or seed out of range, too many for memory, or a design that cannot
        be.
    ClusterError : the cluster does not answer, or failed.
    NoData : the data do not reach the month and the assessment sets no baseline.
    """
    _check(futures, months, seed)
    check_size(futures, months)
    by = None if ray is None else compute.cluster(ray)
    chosen = design or design_file.Design(design_file.BOTH)
    plan = design_file.plan(chosen, assessment.country, assessment.as_of, assessment.main_kind)
    deaths, baseline = civilian_deaths(assessment, records, months, futures, seed)
    usual = default_deployment(assessment.country, assessment.as_of, assessment.main_kind)
    credible = conditions.credible(assessment, plan.deployment or usual)
    drawn = draw_futures(
        assessment, records, deaths, {PLAN: plan}, credible.state, seed, rolled=False
    )
    run = play_apart(replace(drawn, provocation=provocation, progress=progress), by)
    drawn = replace(drawn, _played={PLAN: run})
    averted = run.averted(months)
    return CampaignReport(
        assessment=assessment,
        plan=plan,
        futures=futures,
        months=months,
        seed=seed,
        provocation=provocation,
        shares=run.shares(),
        untested=float(run.untested.mean()),
        deaths_without=Draws(run.without.sum(axis=0), "civilian deaths"),
        deaths_with=Draws(run.with_mission.sum(axis=0), "civilian deaths"),
        deaths_averted=Draws(averted, "civilian deaths"),
        displaced_share=run.displaced_share(),
        p_harm=float((averted <= -1).mean()),
        cost=Draws(drawn.cost(PLAN, months), "USD million"),
        provenance=_provenance(drawn, plan, baseline, assessment),
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Shard:
    """Futures to play apart: all but the attacks, which are rolled where they are played."""

    first: int
    futures: Futures
    version: str


def play_apart(drawn: Futures, by: Runner | None = None) -> Campaign:
    """The only plan of futures without attacks, played part by part, here or elsewhere.

    Parts are whole chunks of :data:`forestall.strategy.dice.CHUNK` futures, so the answer does not
    hang on where or in which order they are played.
    """
    drawn.ground(PLAN)
    parts = compute.shards(drawn.n, campaign.TOGETHER)
    bare = replace(drawn, progress=None)
    jobs = [_Shard(first, bare.part(first, last), version("forestall")) for first, last in parts]

    def done(count: int, _of: int) -> None:
        if drawn.progress is not None:
            drawn.progress(parts[count - 1][1], drawn.n, "Playing the futures")

    return campaign.joined(compute.each(_play_shard, jobs, by=by, done=done))


def _play_shard(shard: _Shard) -> Campaign:
    if shard.version != version("forestall"):
        raise ClusterError(
            "The cluster has another version of forestall",
            expected=shard.version,
            came=version("forestall"),
            remedy="install the same version on its machines",
        )
    rolled = shard.futures.world.rolled(shard.first)
    return replace(shard.futures, world=rolled).played(PLAN)


def as_dict(report: CampaignReport) -> dict[str, Any]:
    """The object ``forestall campaign --json`` prints."""
    return {
        "country": report.assessment.country.iso3,
        "as_of": str(report.assessment.as_of),
        "futures": report.futures,
        "months": report.months,
        "seed": report.seed,
        "provocation": report.provocation,
        "shares": {outcome.value: round(v, 6) for outcome, v in report.shares.items()},
        "untested": round(report.untested, 6),
        "deaths_without": _rounded(report.deaths_without),
        "deaths_with": _rounded(report.deaths_with),
        "deaths_averted": _rounded(report.deaths_averted),
        "displaced_share": round(report.displaced_share, 6),
        "p_harm": round(report.p_harm, 6),
        "cost_usd_million": _rounded(report.cost),
    }


def _rounded(draws: Draws) -> dict[str, float]:
    return {key: round(value, 4) for key, value in draws.summary().items()}


def _check(futures: int, months: int, seed: int) -> None:
    for name, value, least, most in (
        ("many futures", futures, LEAST_FUTURES, MOST_FUTURES),
        ("many months", months, 1, MOST_MONTHS),
        ("seed", seed, 0, 2**63),
    ):
        if not least <= value <= most:
            raise BadValue(
                f"A campaign cannot have that {name}",
                expected=f"{least} to {most:,}",
                came=str(value),
                remedy=f"change {name.split()[-1]}",
            )


def _provenance(
    drawn: Futures, plan: Plan, baseline: Provenance, assessment: Assessment
) -> Provenance:
    missions = (plan.political, plan.deployment)
    return Provenance(
        origin=Origin.MODEL,
        what="how futures end, and deaths with and without the mission",
        source="forestall.strategy.campaign",
        formula="the same futures played with the mission and without it, calibrated to the "
        "synthesis of studies",
        verified=False,
        inputs=(
            baseline,
            assessment.consent.provenance,
            assessment.consent.hazard_provenance,
            drawn.world.arena.provenance,
            *(mission.provenance for mission in missions if mission is not None),
        ),
    )
