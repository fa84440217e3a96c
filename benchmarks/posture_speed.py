"""How fast where to stand is solved, and to what proven gap.

    python benchmarks/posture_speed.py [--instances 6]

Made-up countries of 500 half-degree cells (20 rows of 25 about the equator) with log-normal
expected victims (sigma 1.5) and 60 candidate bases drawn at random, the package's three kinds of
unit, and three ceilings: people, bases, USD million. Then two real ones: the Central African
Republic as of December 2019 with MINUSCA's troops, and the 800 cells of Mexico as of December 2022
with 10,000. Every instance runs in the same process; seconds are those of the clock, CPU seconds
those of this process: on a busy machine only the second say how hard the search was.

Prints a table and one JSON object; exits 1 if a gap is above 0.1% or a search took over 20 s
of CPU.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from dataclasses import asdict, dataclass

import numpy as np

from forestall.compute import stream
from forestall.records.holdings import Holdings
from forestall.strategy import standing
from forestall.strategy.posture import Problem, solve
from forestall.vocabulary import Month, country

SEED = 20261122
LIMIT_GAP, LIMIT_SECONDS = 1e-3, 20.0
CELLS, ACROSS, CANDIDATES = 500, 25, 60
CEILINGS = ((3000, 10, None), (10000, 25, None), (10000, 25, 800.0))


@dataclass(frozen=True)
class Run:
    """One instance solved."""

    name: str
    cells: int
    candidates: int
    troops: float
    bases: int
    money: float | None
    share_in_reach: float
    gap: float
    seconds: float
    cpu_seconds: float


def made_up(number: int, troops: float, bases: int, money: float | None) -> Problem:
    """A seeded random country."""
    rng = stream(SEED, "posture", str(number))
    row, column = np.divmod(np.arange(CELLS), ACROSS)
    return Problem.of(
        (row + 170) * 720 + column + 380,
        row / 2 - 4.75,
        column / 2 + 9.75,
        rng.lognormal(0, 1.5, CELLS),
        troops=troops,
        bases=bases,
        money=money,
        candidates=rng.choice((row + 170) * 720 + column + 380, CANDIDATES, replace=False),
    )


def real() -> list[tuple[str, Problem]]:
    """Real ground, from the packaged data."""
    asked = (("CAF", Month(2019, 12), 12384, 11), ("MEX", Month(2022, 12), 10000, 25))
    holdings = Holdings.open()
    return [
        (
            f"{iso3} {as_of}",
            standing.problem(standing.ground(country(iso3), as_of, holdings), n, bases=k),
        )
        for iso3, as_of, n, k in asked
    ]


def timed(name: str, problem: Problem) -> Run:
    """Solve and time it."""
    clock, cpu = time.perf_counter(), time.process_time()
    answer = solve(problem, gap=LIMIT_GAP)
    return Run(
        name,
        len(problem.gids),
        len(problem.candidates),
        problem.troops,
        problem.bases,
        problem.money,
        answer.share_in_reach,
        answer.gap,
        time.perf_counter() - clock,
        time.process_time() - cpu,
    )


def main() -> int:
    """Table, JSON, and whether the limits were kept."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--instances", type=int, default=6)
    count = parser.parse_args().instances
    problems = [(f"random {i}", made_up(i, *ceiling)) for i in range(count) for ceiling in CEILINGS]
    runs = []
    heads = ("people", "bases", "money", "in reach", "gap", "s", "CPU s")
    widths = (8, 7, 7, 10, 9, 8, 8)
    print(f"{'':<14}" + "".join(f"{h:>{w}}" for h, w in zip(heads, widths, strict=True)))
    for name, problem in [*problems, *real()]:
        run = timed(name, problem)
        runs.append(run)
        money = "-" if run.money is None else f"{run.money:.0f}"
        print(
            f"{run.name:<14}{run.troops:>8,.0f}{run.bases:>7}{money:>7}{run.share_in_reach:>10.4f}"
            f"{run.gap:>9.5f}{run.seconds:>8.1f}{run.cpu_seconds:>8.1f}",
            flush=True,
        )
    print(json.dumps({"runs": [asdict(run) for run in runs]}))
    kept = all(r.gap <= LIMIT_GAP * 1.0001 and r.cpu_seconds <= LIMIT_SECONDS for r in runs)
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
