"""Does the campaign do what the studies found, and what hangs on what nobody has measured?

*Calibration.* For each kind of perpetrator and several strengths, a force that is fully there from
the first day, with willing consent that never hardens, in a country where that kind does all the
killing: mean and 90% of the simulated log ratio of killing with it to killing without, beside what
the synthesis of studies predicts at that strength. *Sensitivity.* Each parameter of
``evidence/strategy.toml`` is put at its ``low90`` and its ``high90``, the campaign fitted to the
studies anew, and the usual mission of a country (political mission and deployment) played again.

    python benchmarks/campaign_calibration.py [--futures 4000]

Prints one JSON object and Markdown tables; exits 1 if the mean of the reference mission lies
outside the synthesis' 90%.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

import numpy as np

from forestall import parameters
from forestall.missions.designs import Plan
from forestall.missions.typical import default_deployment, default_political_mission, posture
from forestall.options import conditions
from forestall.options.appraisal import ConditionState
from forestall.options.baseline import civilian_deaths
from forestall.options.futures import Futures, draw_futures
from forestall.records.holdings import Holdings
from forestall.situation.assess import assess
from forestall.situation.assessment import Assessment
from forestall.strategy import calibration
from forestall.strategy.campaign import simulate
from forestall.strategy.world import DEPLOYMENT, KINDS, STATES, World
from forestall.vocabulary import ConsentState, PerpetratorKind, country

MONTHS, SEED = 24, 1
COUNTRIES = ("CAF", "HTI")
AT_ONCE = (1e-6, 1e-6, 1e-6)


@dataclass(frozen=True, slots=True)
class Strength:
    """A force to try, in people; ``standing`` were there before."""

    name: str
    troops: int
    standing: int = 0


def strengths(kind: PerpetratorKind) -> tuple[Strength, ...]:
    """Those tried against a kind."""
    reference = round(1000 * calibration.reference_thousands(kind))
    return (
        Strength("1,000", 1000),
        Strength("3,000", 3000),
        Strength(f"reference ({reference:,})", reference),
        Strength("10,000", 10_000),
        Strength("2,000 on 15,000", 2000, 15_000),
    )


def ideal(futures: Futures, kind: PerpetratorKind) -> World:
    """The world where one kind does all the killing and a force is welcome for good."""
    world, n = futures.world, futures.n
    shares = np.zeros((len(KINDS), n))
    shares[KINDS.index(kind)] = 1.0
    never = np.full(n, np.inf)
    return replace(
        world,
        deaths=np.full((MONTHS, n), 100.0),
        shares=shares,
        main_kind=np.full(n, KINDS.index(kind)),
        consent=np.full(n, STATES.index(ConsentState.WILLING)),
        hardens=never,
        withdrawn=never,
        unrenewed=never,
        credible=np.ones((len(KINDS), n)),
        access={tool: np.ones((len(STATES), n)) for tool in world.access},
    )


def log_ratios(futures: Futures, kind: PerpetratorKind, sent: Strength) -> np.ndarray:
    """Log of the killing with the force over that without, future by future."""
    world, usual = ideal(futures, kind), futures.plans["plan"].deployment
    force = replace(
        usual,
        troops=sent.troops,
        police=0,
        observers=0,
        posture=posture(kind),
        months_to_start=AT_ONCE,
        months_to_strength=AT_ONCE,
        share_of_ceiling=1.0,
        standing_troops=sent.standing,
    )
    fears = calibration.fears(world, futures.against)
    run = simulate(world, Plan(None, force), fears=fears)
    ratio = run.with_mission.sum(axis=0) / run.without.sum(axis=0)
    return np.log(np.maximum(ratio, 1e-3))


def predicted(futures: Futures, kind: PerpetratorKind, sent: Strength) -> np.ndarray:
    """Log effects of such a force as drawn from the synthesis."""
    world = futures.world
    drawn = world.effects[DEPLOYMENT][KINDS.index(kind)]
    if kind is PerpetratorKind.HOSTILE_NEIGHBOUR:
        return drawn * (0.0 if sent.standing else 1.0)
    whole, before = (
        calibration.dose(people / 1000, world.saturation)
        for people in (sent.standing + sent.troops, sent.standing)
    )
    return drawn * (whole - before)


def spread(values: np.ndarray) -> dict[str, float]:
    """Mean and 90%."""
    low, high = np.quantile(values, [0.05, 0.95])
    return {
        "mean": round(float(values.mean()), 3),
        "p05": round(float(low), 3),
        "p95": round(float(high), 3),
    }


def calibrated(futures: Futures) -> list[dict[str, object]]:
    """A row for each kind and strength."""
    rows = []
    for kind in KINDS:
        for sent in strengths(kind):
            studies = predicted(futures, kind, sent)
            simulated = spread(log_ratios(futures, kind, sent))
            row = {"kind": str(kind), "force": sent.name, "simulated": simulated}
            rows.append({**row, "synthesis": spread(studies)})
    return rows


@contextmanager
def held_at(name: str, value: float) -> Iterator[None]:
    """A parameter of ``strategy.toml`` at one value, without a range."""
    fields = parameters._tables("strategy")[name]
    before = dict(fields)
    fields.update(value=value, low90=value, high90=value)
    try:
        yield
    finally:
        fields.clear()
        fields.update(before)


def usual_mission(situation: Assessment, records: Holdings, deaths: np.ndarray) -> dict[str, float]:
    """What the usual political mission and deployment do."""
    where = (situation.country, situation.as_of, situation.main_kind)
    plan = Plan(default_political_mission(*where), default_deployment(*where))
    state = conditions.credible(situation, plan.deployment).state
    run = draw_futures(situation, records, deaths, {"plan": plan}, state, SEED).played("plan")
    averted = run.averted(MONTHS)
    return {
        "averted": round(float(averted.mean()), 1),
        **{str(o): round(share, 3) for o, share in run.shares().items()},
        "p_harm": round(float((averted <= -1).mean()), 3),
        "displaced": round(run.displaced_share(), 3),
    }


def swept(iso3: str, records: Holdings, n: int) -> dict[str, object]:
    """The usual mission as judged, and with each parameter at the ends of its range."""
    situation = assess(country(iso3), None, records)
    deaths, _ = civilian_deaths(situation, records, MONTHS, n, SEED)
    rows = {}
    for p in parameters.parameters("strategy"):
        if p.low90 is None:
            continue
        rows[p.name] = {}
        for end, value in (("low90", p.low90), ("high90", p.high90)):
            with held_at(p.name, value):
                found = usual_mission(situation, records, deaths)
            rows[p.name][end] = {"value": value, **found}
    return {
        "as_of": str(situation.as_of),
        "deaths_without": round(float(deaths.sum(axis=0).mean()), 1),
        "as_judged": usual_mission(situation, records, deaths),
        "parameters": rows,
    }


def calibration_table(rows: list[dict[str, object]]) -> list[str]:
    """Markdown."""
    lines = [
        "| perpetrator | force | simulated: mean (90%) | synthesis: mean (90%) |",
        "|---|---|---|---|",
    ]
    for row in rows:
        cells = (
            "{mean:+.2f} ({p05:+.2f} to {p95:+.2f})".format(**row[c])
            for c in ("simulated", "synthesis")
        )
        lines.append(f"| {row['kind']} | {row['force']} | {' | '.join(cells)} |")
    return lines


def sweep_table(iso3: str, found: dict[str, object]) -> list[str]:
    """Markdown; the largest movers of deaths averted first."""
    names = ("averted", "deterred", "compelled", "failed", "never_arrived", "p_harm")
    lines = [f"| {iso3}: parameter | at | {' | '.join(names)} |", "|---|---|" + "--:|" * len(names)]

    def line(name: str, at: str, values: dict[str, float]) -> str:
        return f"| {name} | {at} | {' | '.join(f'{values[n]:g}' for n in names)} |"

    lines.append(line("as judged", "", found["as_judged"]))
    moved = {
        name: abs(ends["high90"]["averted"] - ends["low90"]["averted"])
        for name, ends in found["parameters"].items()
    }
    for name in sorted(moved, key=lambda name: -moved[name]):
        ends = found["parameters"][name].values()
        lines.extend(line(name, f"{end['value']:g}", end) for end in ends)
    return lines


def main() -> int:
    """Fit, sweep and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--futures", type=int, default=4000)
    n = parser.parse_args().futures
    records = Holdings.open()
    situation = assess(country("CAF"), None, records)
    plan = Plan(None, default_deployment(situation.country, situation.as_of))
    deaths = np.full((MONTHS, n), 100.0)
    futures = draw_futures(situation, records, deaths, {"plan": plan}, ConditionState.MET, SEED)
    rows = calibrated(futures)
    sweeps = {iso3: swept(iso3, records, n) for iso3 in COUNTRIES}
    result = {"futures": n, "months": MONTHS, "seed": SEED, "calibration": rows, "sweep": sweeps}
    print(json.dumps(result, indent=2))
    print("\n" + "\n".join(calibration_table(rows)))
    for iso3, found in sweeps.items():
        print("\n" + "\n".join(sweep_table(iso3, found)))
    return 0 if all(_within(row) for row in rows if "reference" in row["force"]) else 1


def _within(row: dict[str, object]) -> bool:
    return row["synthesis"]["p05"] <= row["simulated"]["mean"] <= row["synthesis"]["p95"]


if __name__ == "__main__":
    sys.exit(main())
