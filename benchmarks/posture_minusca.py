"""Where to stand against where MINUSCA stood: expected victims in reach, ours over theirs.

    python benchmarks/posture_minusca.py [--years 2015-2022] [--sweep]

For each year, our posture from the forecast made the December before, with as many people and as
many bases as Geo-PKO's cells with troops, against those cells by the same rule: the real troops get
the best mix of companies and patrols, parts of companies included, so that only places differ. Our
companies are whole. *expected* is by the forecast both are weighed with, which favours us: we were
placed by it and they were not. *came* is by the deaths that then came (UCDP GED 23.1: one-sided,
and of all kinds, of events placed within a district), which neither side knew; so it is the figure
to judge by. *heaviest* puts the same people in equal parts into as many cells with the highest
expected victims; *hindsight* is our posture for what came. "share" columns are shares of the
victims in reach.

Forecasts read the records as released in 2023, cut at their month: later corrections of earlier
months are in them. ``--sweep`` changes the judgments about units, for the first year given.

Prints tables and one JSON object; exits 1 if ours brings fewer expected victims in reach than
theirs in 2020.
"""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict, dataclass, replace

import numpy as np
from numpy.typing import NDArray

from forestall.records.holdings import Holdings
from forestall.strategy import posture_model, standing
from forestall.strategy.posture import Problem, posture, solve
from forestall.vocabulary import Month, country
from forestall.warning.placed_deaths import placed

Floats = NDArray[np.float64]
CAR = country("CAF")
KINDS = ("one-sided", "all kinds")


@dataclass(frozen=True)
class Year:
    """Shares of victims in reach by posture: by the forecast, and by what came."""

    name: str
    troops: float
    bases: int
    gap: float
    victims_expected: float
    expected: dict[str, float]
    came: dict[str, dict[str, float]]
    deaths: dict[str, float]

    @property
    def ratio(self) -> float:
        return self.expected["ours"] / self.expected["theirs"]

    def ratio_came(self, kind: str) -> float:
        theirs = self.came[kind]["theirs"]
        return self.came[kind]["ours"] / theirs if theirs else float("nan")


def came(problem: Problem, year: int, kind: str, holdings: Holdings) -> tuple[Floats, float]:
    """Deaths of the year by cell of the problem, and those in other cells too."""
    truth = placed(holdings, CAR.iso3, Month(year, 12), kind)
    ours = (truth.months >= Month(year, 1).id) & (truth.months <= Month(year, 12).id)
    deaths = truth.deaths[:, ours].sum(axis=1)
    by_gid = dict(zip(truth.gids.tolist(), deaths.tolist(), strict=True))
    return np.array([by_gid.get(int(gid), 0.0) for gid in problem.gids]), float(deaths.sum())


def heaviest(problem: Problem) -> Floats:
    """Reach of the same people in equal parts in the cells with the most expected victims."""
    where = problem.gids[np.argsort(-problem.victims, kind="stable")[: problem.bases]]
    found = problem.pairs(where)
    people = np.full(len(where), problem.troops / len(where))
    mix = posture_model.best_mix(problem.weights, found, problem.units, people, problem.money)
    return posture(problem, where, found, mix).map.reach


def one_year(name: str, year: int, problem: Problem, holdings: Holdings) -> Year:
    """Ours, theirs and the references of one year."""
    real = standing.actual(problem, CAR, year)
    assert real is not None
    ours = solve(problem)
    reach = {
        "ours": ours.map.reach,
        "theirs": real.posture.map.reach,
        "heaviest": heaviest(problem),
    }
    by_kind: dict[str, dict[str, float]] = {}
    deaths: dict[str, float] = {}
    for kind in KINDS:
        victims, total = came(problem, year, kind, holdings)
        deaths[kind] = total
        best = solve(replace(problem, victims=victims, candidates=problem.gids), gap=0.01)
        share = {who: float(victims @ one) / total for who, one in reach.items()}
        by_kind[kind] = {**share, "hindsight": best.victims_in_reach / total}
    expected = {who: float(problem.weights @ one) for who, one in reach.items()}
    return Year(
        name, problem.troops, problem.bases, ours.gap, problem.total, expected, by_kind, deaths
    )


def asked(year: int, holdings: Holdings) -> Problem:
    """Same people, same number of bases as the cells that held troops."""
    here = standing.ground(CAR, Month(year - 1, 12), holdings)
    first = standing.problem(here, 3000, bases=1)
    real = standing.actual(first, CAR, year)
    assert real is not None
    return standing.problem(here, real.troops, bases=len(real.posture.bases))


def variants(problem: Problem) -> dict[str, Problem]:
    """The same question under other judgments."""

    def units(**change: float) -> Problem:
        changed = tuple(
            replace(u, **{k: type(getattr(u, k))(getattr(u, k) * f) for k, f in change.items()})
            for u in problem.units
        )
        return replace(problem, units=changed)

    patrols = tuple(unit for unit in problem.units if unit.on_call == 1)
    tight = replace(
        problem.standard, full=problem.standard.full / 2, part=problem.standard.part / 2
    )
    return {
        "as judged": problem,
        "no reserve": replace(problem, units=patrols),
        "light companies only": replace(problem, units=patrols[:1]),
        "half the speed": units(speed_kmh=0.5),
        "half the hours": replace(problem, standard=tight),
        "twice the cells": units(cells=2),
        "half the companies": units(people=2),
        "USD 77,000 a person": replace(problem, money=problem.troops * 0.077),
        "23 bases": replace(problem, bases=23),
    }


def show(rows: list[Year]) -> None:
    """A table of shares in reach."""
    print(
        f"{'':<22}{'people':>8}{'bases':>6}{'gap':>8} | expected: ours theirs heaviest ratio |"
        " one-sided came: deaths ours theirs heaviest hindsight ratio | all kinds: the same"
    )
    for row in rows:
        line = f"{row.name:<22}{row.troops:>8,.0f}{row.bases:>6}{row.gap:>8.4f} | "
        line += "".join(f"{row.expected[k]:>7.3f}" for k in ("ours", "theirs", "heaviest"))
        line += f"{row.ratio:>7.2f}"
        for kind in KINDS:
            line += f" |{row.deaths[kind]:>6.0f}"
            shares = ("ours", "theirs", "heaviest", "hindsight")
            line += "".join(f"{row.came[kind][k]:>7.3f}" for k in shares)
            line += f"{row.ratio_came(kind):>7.2f}"
        print(line, flush=True)


def pooled(rows: list[Year]) -> dict[str, float]:
    """Ours over theirs by deaths that came in all years together."""
    return {
        kind: sum(r.deaths[kind] * r.came[kind]["ours"] for r in rows)
        / sum(r.deaths[kind] * r.came[kind]["theirs"] for r in rows)
        for kind in KINDS
    }


def main() -> int:
    """Tables, JSON, and whether the limit was kept."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--years", default="2020-2020")
    parser.add_argument("--sweep", action="store_true")
    options = parser.parse_args()
    first, last = (int(year) for year in options.years.split("-"))
    holdings = Holdings.open()
    years = [one_year(str(y), y, asked(y, holdings), holdings) for y in range(first, last + 1)]
    show(years)
    together = pooled(years)
    print("by deaths that came, ours over theirs, all years together:", together)
    swept = []
    if options.sweep:
        cases = variants(asked(first, holdings))
        swept = [one_year(name, first, case, holdings) for name, case in cases.items()]
        show(swept)
    found = {"years": [asdict(y) for y in years], "sweep": [asdict(y) for y in swept]}
    print(json.dumps({**found, "together": together}))
    missed = [y for y in [*years, *swept] if y.name == "2020" and y.ratio < 1]
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
