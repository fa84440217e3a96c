"""How fast campaigns are played: appraisals, one design after a change, ten thousand futures, Mesa.

    python benchmarks/campaign_speed.py

Each figure is measured in a process of its own, in seconds of processor time (user + system, all
threads) and of the clock, the median of several runs after one that warms up; the limits hold the
processor time, which other programs on the machine disturb least. *redesign* is the call that a
slider makes: futures and fears kept, one changed deployment played through 4,000 futures × 24
months. *ten_thousand* draws 10,000 futures × 24 months of the Central African Republic, every
attack with its cell, and plays them without a mission and with one. *mesa* needs ``pip install
mesa``: the same model written for it (``campaign_mesa.py``), futures a second of both; ours
includes rolling every die.

Prints JSON, then a table; exits 1 if a limit is missed.
"""

from __future__ import annotations

import json
import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace

from forestall.missions.designs import Plan
from forestall.missions.typical import default_deployment, default_political_mission
from forestall.options import campaigns
from forestall.options.appraisal import ConditionState
from forestall.options.appraise import appraise
from forestall.options.baseline import civilian_deaths
from forestall.options.futures import Futures, draw_futures
from forestall.records.holdings import Holdings
from forestall.situation.assess import assess
from forestall.strategy.campaign import simulate
from forestall.vocabulary import country

MONTHS, SEED = 24, 1
LARGE, USUAL, FEW = 10_000, 4_000, 300
RUNS = 5
COUNTRIES = ("CAF", "HTI", "NGA", "COD")
LIMITS = {
    **{f"appraise_{iso3}": 1.5 for iso3 in COUNTRIES},
    "redesign_CAF": 0.3,
    "redesign_HTI": 0.3,
    "ten_thousand": 10.0,
}
MOST_MB, LEAST_RATIO = 1500, 50


def processor() -> float:
    """Seconds of processor time so far."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def timed(call: Callable[[], object], runs: int = RUNS) -> dict[str, float]:
    """Median processor and clock seconds of a call after one that warms up; peak memory."""
    call()
    spent = []
    for _ in range(runs):
        before = processor(), time.perf_counter()
        call()
        spent.append((processor() - before[0], time.perf_counter() - before[1]))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return {
        "processor": round(statistics.median(one for one, _ in spent), 3),
        "clock": round(statistics.median(one for _, one in spent), 3),
        "peak_mb": round(peak * (1 if sys.platform == "darwin" else 1024) / 1e6),
    }


def drawn(iso3: str, n: int, seed: int = SEED, *, rolled: bool = True) -> Futures:
    """Futures of a country with nothing new and with its usual missions, ``none`` and ``plan``."""
    records = Holdings.open()
    situation = assess(country(iso3), None, records)
    where = (situation.country, situation.as_of, situation.main_kind)
    plans = {
        "none": Plan(),
        "plan": Plan(default_political_mission(*where), default_deployment(*where)),
    }
    deaths, _ = civilian_deaths(situation, records, MONTHS, n, seed)
    state = ConditionState.PARTLY
    return draw_futures(situation, records, deaths, plans, state, seed, rolled=rolled)


def appraisal(iso3: str) -> dict[str, float]:
    """An appraisal with default draws."""
    records = Holdings.open()
    situation = assess(country(iso3), None, records)
    return timed(lambda: appraise(situation, records))


def redesign(iso3: str) -> dict[str, float]:
    """One deployment after a change of its strength, in futures already drawn."""
    futures = drawn(iso3, USUAL)
    force = futures.plans["plan"].deployment
    assert force is not None
    changed = Plan(None, replace(force, troops=force.troops + 500))
    return timed(lambda: simulate(futures.world, changed, fears=futures.fears))


def ten_thousand() -> dict[str, float]:
    """Draw the futures, and play them without a mission and with one."""

    def call() -> None:
        futures = drawn("CAF", LARGE)
        for name in futures.plans:
            futures.played(name)

    return timed(call, 3)


def beside_mesa(iso3: str) -> dict[str, float]:
    """Futures a second of processor time: ours, Mesa with a model a future, and with one model."""
    import campaign_mesa

    futures = drawn(iso3, LARGE, rolled=False)
    ours = LARGE / timed(lambda: campaigns.play_apart(futures))["processor"]
    few = drawn(iso3, FEW, rolled=False)
    usual, kind = (
        1 / statistics.median(campaign_mesa.run_all(few, fresh=fresh)[1] for _ in range(3))
        for fresh in (True, False)
    )
    return {
        "ours": round(ours),
        "mesa": round(usual, 1),
        "mesa_one_model_for_all": round(kind, 1),
        "ratio": round(ours / usual, 1),
        "ratio_one_model_for_all": round(ours / kind, 1),
    }


def measure(name: str) -> dict[str, float]:
    """One figure, by name."""
    what, _, iso3 = name.partition("_")
    if name == "ten_thousand":
        return ten_thousand()
    by_country = {"appraise": appraisal, "redesign": redesign, "mesa": beside_mesa}
    return by_country[what](iso3)


def apart(name: str) -> dict[str, float]:
    """The figure measured in a process of its own."""
    line = [sys.executable, __file__, name]
    done = subprocess.run(line, check=True, stdout=subprocess.PIPE, text=True)
    return json.loads(done.stdout)


def main() -> int:
    """Measure, print, and say whether every limit is kept."""
    load = os.getloadavg()[0]
    figures = {name: apart(name) for name in LIMITS}
    mesa = {}
    try:
        import mesa as _  # noqa: F401

        mesa = {iso3: apart(f"mesa_{iso3}") for iso3 in COUNTRIES[:2]}
    except ImportError:
        print("Mesa is not installed: no comparison with it.", file=sys.stderr)
    kept = all(figures[name]["processor"] <= limit for name, limit in LIMITS.items())
    kept &= figures["ten_thousand"]["peak_mb"] <= MOST_MB
    kept &= all(one["ratio"] >= LEAST_RATIO for one in mesa.values())
    result = {
        "figures": figures,
        "limits_processor_seconds": LIMITS,
        "limit_peak_mb": MOST_MB,
        "mesa": mesa,
        "least_ratio": LEAST_RATIO,
        "runs": RUNS,
        "cores": os.cpu_count(),
        "load_before_and_after": [round(load, 1), round(os.getloadavg()[0], 1)],
        "kept": bool(kept),
    }
    print(json.dumps(result, indent=2))
    print(f"\n{'figure':<16}{'processor s':>12}{'clock s':>10}{'peak MB':>10}{'limit s':>10}")
    for name, one in figures.items():
        cells = f"{one['processor']:>12}{one['clock']:>10}{one['peak_mb']:>10}"
        print(f"{name:<16}{cells}{LIMITS[name]:>10}")
    for iso3, one in mesa.items():
        print(
            f"{iso3}: {one['ours']:,} futures a second, {one['ratio']} times Mesa's {one['mesa']}"
        )
    return 0 if kept else 1


if __name__ == "__main__":
    if len(sys.argv) > 1:
        print(json.dumps(measure(sys.argv[1])))
        sys.exit(0)
    sys.exit(main())
