"""Where the deaths fall: forecasts by PRIO-GRID cell against two references, out of sample.

    python benchmarks/grid_scores.py [--draws 500]
    python benchmarks/grid_scores.py --choosing
    python benchmarks/grid_scores.py --gap 36

Central African Republic 2020–2022 and Myanmar 2021–2023; forecasts from each December, March, June
and September, months 1 to 12 ahead while they are within the window. What came are the deaths of
events placed within a district or better; events known by province only are no cell's. Cells in
which no forecast could put deaths count with draws of zero.

*allocation*: CRPS per cell-month given what truly came in the country that month, so that only the
sharing out is scored. *unconditional*: the country's draws (all kinds, packaged series, which
leaves out events that span months) shared out; these hold the vague events' deaths too. References
share out the same totals as multinomials: *uniform* over the country's cells, and *last 12 months*
by the cells' shares in the last twelve covered months (uniform without deaths); *last 12,
scattered* draws around those shares as the package does. "likeliest" is the share of the country's
deaths that fell in the tenth of cells with the highest expected share (a tenth, if told blindly);
"log" is CRPS of log(1 + deaths), "coverage" how often the sum of the forecast's months in a cell
that had deaths in the last 36 covered months lies in the central 90% of the allocation's draws.

``--choosing`` scores windows before these, on which the constants were chosen; ``--gap`` hides the
points of the last months before each forecast, as where the packaged pieces end years ago. Prints a
table and one JSON object; exits 1 if the allocation is not better than every reference in both
countries.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from forestall.compute import stream
from forestall.errors import NoData
from forestall.records.holdings import Holdings
from forestall.vocabulary import Month
from forestall.warning import grid
from forestall.warning.baseline import forecast_deaths
from forestall.warning.placed_deaths import Placed, placed
from forestall.warning.scoring import crps

SEED = 20261122
WINDOWS = {"CAF": (2020, 2022), "MMR": (2021, 2023)}
CHOOSING = {"CAF": (2008, 2019), "MMR": (2010, 2020), "MEX": (2008, 2020)}
MODELS = ("ours", "last 12 months", "uniform", "last 12, scattered")
STEP = 3
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Origin:
    """One forecast: scores by model and kind of total, each a list over cell-months."""

    scores: dict[tuple[str, str], Floats]
    log_scores: dict[tuple[str, str], Floats]
    likeliest: dict[str, tuple[float, float]]  # deaths in the likeliest tenth, all deaths
    covered: NDArray[np.bool_]


def multinomial(totals: Ints, expected: Floats, rng: np.random.Generator) -> Floats:
    """Totals (months, draws) shared out with fixed shares: (cells, months, draws)."""
    return np.moveaxis(rng.multinomial(totals, expected), 2, 0).astype(np.float64)


def scattered(totals: Ints, expected: Floats, rng: np.random.Generator) -> Floats:
    """The same with the package's Dirichlet scatter."""
    return grid.share_out(totals, expected, rng).astype(np.float64)


def last_twelve(known: Placed) -> Floats:
    """Shares of the last twelve covered months."""
    recent = known.deaths[:, -12:].sum(axis=1)
    even = np.full(len(recent), 1 / len(recent))
    return recent / recent.sum() if recent.sum() else even


def observed(truth: Placed, known: Placed, first: int, months: int) -> Floats:
    """Whole deaths by cell, those of ``known`` first and then cells it did not have."""
    new = np.setdiff1d(truth.gids, known.gids)
    rows = np.searchsorted(truth.gids, np.concatenate([known.gids, new]))
    columns = np.searchsorted(truth.months, np.arange(first, first + months))
    return np.rint(truth.deaths[rows][:, columns])


def one_origin(
    holdings: Holdings,
    iso3: str,
    as_of: Month,
    months: int,
    draws: int,
    truth: Placed,
    gap: int,
) -> Origin:
    """All scores of one as-of month, from points that end ``gap`` months before it."""
    known = placed(holdings, iso3, as_of - gap, "all kinds")
    came = observed(truth, known, as_of.id + 1, months)
    rng = stream(SEED, "benchmark", iso3, str(as_of))
    expected = grid.shares(known, as_of)
    recent = last_twelve(known)
    even = np.full(len(expected), 1 / len(expected))
    share: dict[str, tuple[Floats, Callable[[Ints, Floats, np.random.Generator], Floats]]] = {
        "ours": (expected, scattered),
        "last 12 months": (recent, multinomial),
        "uniform": (even, multinomial),
        "last 12, scattered": (recent, scattered),
    }
    true = np.repeat(came.sum(axis=0)[:, None], draws, axis=1).astype(np.int64)
    drawn = forecast_deaths(holdings, as_of, months, draws, SEED, [iso3]).draws_of(iso3)
    totals = {"allocation": true, "unconditional": drawn.astype(np.int64)}
    scores, log_scores, likeliest = {}, {}, {}
    covered = np.zeros(0, dtype=bool)
    for model, (shares, share_out) in share.items():
        for what, total in totals.items():
            cells = share_out(total, shares, rng)
            extra = np.zeros((len(came) - len(cells), months, draws))
            x = np.concatenate([cells, extra]).reshape(-1, draws)
            scores[model, what] = crps(came.ravel(), x)
            log_scores[model, what] = crps(np.log1p(came.ravel()), np.log1p(x))
            if (model, what) == ("ours", "allocation"):
                active = known.deaths[:, -36:].any(axis=1)
                sums = cells.sum(axis=1)[active]
                low, high = np.quantile(sums, [0.05, 0.95], axis=1)
                y = came[: len(cells)].sum(axis=1)[active]
                covered = (y >= low) & (y <= high)
        top = np.argsort(-shares, kind="stable")[: -(-len(shares) // 10)]
        likeliest[model] = (float(came[top].sum()), float(came.sum()))
    return Origin(scores, log_scores, likeliest, covered)


def country(
    holdings: Holdings, iso3: str, years: tuple[int, int], draws: int, gap: int
) -> dict[str, object]:
    """Mean scores over all origins of one country."""
    truth = placed(holdings, iso3, Month(years[1], 12), "all kinds")
    end = Month(years[1], 12).id
    origins = []
    for start in range(Month(years[0] - 1, 12).id, end - 2, STEP):
        as_of = Month.from_id(start)
        months = min(12, end - start)
        origins.append(one_origin(holdings, iso3, as_of, months, draws, truth, gap))
    result: dict[str, object] = {"origins": len(origins), "vague": truth.vague}
    for what in ("allocation", "unconditional"):
        for name, field in (("crps", "scores"), ("log_crps", "log_scores")):
            result[f"{what}_{name}"] = {
                model: float(
                    np.concatenate([getattr(o, field)[model, what] for o in origins]).mean()
                )
                for model in MODELS
            }
        ours, reference = (
            [float(o.scores[model, what].mean()) for o in origins] for model in MODELS[:2]
        )
        better = sum(a < b for a, b in zip(ours, reference, strict=True))
        result[f"{what}_better_than_last_12"] = f"{better} of {len(origins)} origins"
    result["likeliest"] = {
        model: sum(o.likeliest[model][0] for o in origins)
        / sum(o.likeliest[model][1] for o in origins)
        for model in MODELS
        if model != "uniform"
    }
    result["coverage_90"] = float(np.concatenate([o.covered for o in origins]).mean())
    result["cell_months"] = sum(len(o.scores["ours", "allocation"]) for o in origins)
    return result


def main() -> int:
    """Print the table and the JSON; 1 if a reference is better."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--draws", type=int, default=500)
    parser.add_argument("--choosing", action="store_true")
    parser.add_argument("--gap", type=int, default=0)
    args = parser.parse_args()
    holdings = Holdings.open()
    results = {}
    missed = False
    for iso3, years in (CHOOSING if args.choosing else WINDOWS).items():
        try:
            found = country(holdings, iso3, years, args.draws, args.gap)
        except NoData as problem:
            print(f"{iso3}: {problem}")
            missed = True
            continue
        results[iso3] = found
        print(
            f"{iso3} {years[0]}–{years[1]}: {found['origins']} origins, {found['cell_months']} "
            f"cell-months, {found['vague']:.0%} of deaths vague, "
            f"coverage {found['coverage_90']:.3f}"
        )
        print(f"  {'':<26}" + "".join(f"{model:>20}" for model in MODELS))
        for name in (
            "allocation_crps",
            "allocation_log_crps",
            "unconditional_crps",
            "unconditional_log_crps",
            "likeliest",
        ):
            values: dict[str, float] = found[name]  # type: ignore[assignment]
            print(f"  {name:<26}" + "".join(f"{values.get(model, 0.1):>20.5f}" for model in MODELS))
        for what in ("allocation", "unconditional"):
            print(
                f"  {what} better than the last 12 months in {found[f'{what}_better_than_last_12']}"
            )
        allocation: dict[str, float] = found["allocation_crps"]  # type: ignore[assignment]
        missed |= min(allocation, key=allocation.__getitem__) != "ours"
    print(json.dumps(results))
    return int(missed)


if __name__ == "__main__":
    sys.exit(main())
