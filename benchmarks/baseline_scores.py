"""The two baselines against simple references, out of sample, on the packaged data.

    python benchmarks/baseline_scores.py [--draws 1000]

Monthly deaths of all kinds: windows are calendar years, forecasts know nothing after October of
the year before; the reference is *conflictology*, each country's own last twelve months (its
draws repeated to 1,000 for IGN); "active" countries had a death in the last 36 months. One-sided
deaths: forecasts from each December, sums over 12 and 24 months; the references are a Poisson
around the country's last year, and its last five years resampled; "active" countries had a
one-sided death in five years or 25 deaths of any kind in the last twelve months. "log" is CRPS of
log(1 + deaths). Prints tables and one JSON object.
"""

from __future__ import annotations

import argparse
import json
import time

import numpy as np
import polars as pl
from numpy.typing import NDArray

from forestall.compute import stream
from forestall.records.holdings import Holdings
from forestall.vocabulary import Month
from forestall.warning.baseline import forecast_deaths
from forestall.warning.one_sided import forecast_one_sided
from forestall.warning.scoring import crps, ign, mis

SEED = 20261122
WINDOWS = range(2016, 2026)
DECEMBERS = range(2005, 2023)
Floats = NDArray[np.float64]


def log_crps(y: Floats, draws: Floats) -> Floats:
    """CRPS after log(1 + x)."""
    return crps(np.log1p(y), np.log1p(draws))


def covered(y: Floats, draws: Floats) -> float:
    """Share of observations within the central 90% of the draws."""
    low, high = np.quantile(draws, [0.05, 0.95], axis=1)
    return float(((y >= low) & (y <= high)).mean())


def monthly_scores(y: Floats, draws: Floats, active: NDArray[np.bool_]) -> dict[str, float]:
    """Mean scores of one window."""
    repeated = np.tile(draws, -(-1000 // draws.shape[1]))[:, :1000]
    return {
        "crps": float(crps(y, draws).mean()),
        "log_crps": float(log_crps(y, draws).mean()),
        "ign": float(ign(y, repeated).mean()),
        "mis": float(mis(y, draws).mean()),
        "coverage_90": covered(y, draws),
        "coverage_90_active": covered(y[active], draws[active]),
    }


def matrix(frame: pl.DataFrame, column: str, value: str, columns: range) -> Floats:
    """Values by country (sorted) and column id; what is not listed is 0."""
    units = sorted(frame["iso3"].unique())
    place = {iso3: row for row, iso3 in enumerate(units)}
    values = np.zeros((len(units), len(columns)))
    for iso3, key, number in frame.select("iso3", column, value).iter_rows():
        if key in columns:
            values[place[iso3], key - columns.start] += number
    return values


def monthly(holdings: Holdings, draws: int) -> dict[int, dict[str, dict[str, float]]]:
    """Scores of the monthly baseline and of conflictology, by window."""
    first, last = Month(1989, 1).id, holdings.known_until().id
    deaths = matrix(holdings.monthly_deaths(), "month_id", "deaths", range(first, last + 1))
    result = {}
    for year in WINDOWS:
        as_of = Month(year - 1, 10)
        outlook = forecast_deaths(holdings, as_of, 14, draws, SEED)
        start = Month(year, 1).id - first
        y = deaths[:, start : start + 12].ravel()
        ours = outlook.draws.values[:, 2:].reshape(len(y), -1).astype(np.float64)
        known = deaths[:, as_of.id - first - 11 : as_of.id - first + 1]
        last_twelve = np.repeat(known, 12, axis=0)
        until = as_of.id - first + 1
        active = np.repeat(deaths[:, until - 36 : until].any(axis=1), 12)
        result[year] = {
            "baseline": monthly_scores(y, ours, active),
            "conflictology": monthly_scores(y, last_twelve, active),
        }
    return result


def one_sided(holdings: Holdings, draws: int) -> dict[str, dict[str, object]]:
    """Scores of the one-sided baseline and two references, over all as-of Decembers."""
    units = sorted(holdings.monthly_deaths()["iso3"].unique())
    every = pl.DataFrame({"iso3": units, "year": 1989, "best": 0.0}).cast({"year": pl.Int64})
    totals = holdings.one_sided_totals().select("iso3", pl.col("year").cast(pl.Int64), "best")
    yearly = matrix(pl.concat([every, totals]), "year", "best", range(1989, 2025))
    first, last = Month(1989, 1).id, holdings.known_until().id
    deaths = matrix(holdings.monthly_deaths(), "month_id", "deaths", range(first, last + 1))
    gathered: dict[int, list[tuple[Floats, Floats, Floats, Floats, NDArray[np.bool_]]]]
    gathered = {12: [], 24: []}
    for year in DECEMBERS:
        n = year - 1989 + 1
        outlook = forecast_one_sided(holdings, Month(year, 12), 24, draws, SEED)
        rng = stream(SEED, "benchmark", str(year))
        shape = (len(units), 2, draws)
        poisson = rng.poisson(yearly[:, n - 1][:, None, None], shape).astype(np.float64)
        picked = rng.integers(n - 5, n, shape)
        resampled = yearly[np.arange(len(units))[:, None, None], picked]
        recent = yearly[:, n - 5 : n].any(axis=1)
        active = recent | (deaths[:, 12 * n - 12 : 12 * n].sum(axis=1) >= 25)
        for months in gathered:
            k = months // 12
            ours = outlook.draws.values[:, :months].sum(axis=1)
            y = yearly[:, n : n + k].sum(axis=1)
            references = (poisson[:, :k].sum(axis=1), resampled[:, :k].sum(axis=1))
            gathered[months].append((y, ours, *references, active))
    return {str(months): one_sided_scores(rows) for months, rows in gathered.items()}


def one_sided_scores(
    rows: list[tuple[Floats, Floats, Floats, Floats, NDArray[np.bool_]]],
) -> dict[str, object]:
    """Mean scores over as-of months and countries, coverage, and the PIT of active countries."""
    y, ours, poisson, resampled, active = (np.concatenate(part) for part in zip(*rows, strict=True))
    models = {"baseline": ours, "poisson": poisson, "resampled": resampled}
    result: dict[str, object] = {
        name: {
            "crps": float(crps(y, draws).mean()),
            "log_crps": float(log_crps(y, draws).mean()),
            "coverage_90": covered(y, draws),
            "coverage_90_active": covered(y[active], draws[active]),
        }
        for name, draws in models.items()
    }
    spread = stream(SEED, "benchmark", "pit").random(int(active.sum()))
    below = (ours[active] < y[active, None]).mean(axis=1)
    equal = (ours[active] == y[active, None]).mean(axis=1)
    result["pit_active"] = np.histogram(below + spread * equal, 10, (0, 1))[0].tolist()
    result["mean_forecast"], result["mean_observed"] = float(ours.mean()), float(y.mean())
    result["better_crps_in"] = f"{sum(_better(row) for row in rows)} of {len(rows)} as-of months"
    result["n"], result["n_active"] = len(y), int(active.sum())
    return result


def _better(row: tuple[Floats, Floats, Floats, Floats, NDArray[np.bool_]]) -> bool:
    """Whether the baseline beats both references at one as-of month."""
    y, *models, _ = row
    ours, *references = (crps(y, draws).mean() for draws in models)
    return bool(ours < min(references))


def seconds(holdings: Holdings) -> dict[str, float]:
    """How long the usual requests take, after a first call that loads everything."""
    last = holdings.known_until()
    forecast_deaths(holdings, last, 2, 10, SEED, ["CAF"])
    asked = {
        "one country, 24 months, 2,000 draws": (24, 2000, ["CAF"]),
        "all countries, 14 months, 1,000 draws": (14, 1000, None),
    }
    result = {}
    for name, (months, draws, countries) in asked.items():
        start = time.perf_counter()
        forecast_deaths(holdings, last, months, draws, SEED, countries)
        result[name] = round(time.perf_counter() - start, 3)
    return result


def main() -> None:
    """Print the tables and the JSON."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--draws", type=int, default=1000)
    draws = parser.parse_args().draws
    holdings = Holdings.open()
    windows = monthly(holdings, draws)
    names = ("crps", "log_crps", "ign", "mis", "coverage_90_active")
    print("monthly deaths, all kinds: baseline / conflictology")
    print(f"{'window':<8}" + "".join(f"{name:>22}" for name in names))
    mean = {
        model: {name: float(np.mean([w[model][name] for w in windows.values()])) for name in names}
        for model in ("baseline", "conflictology")
    }
    for label, row in [*windows.items(), ("mean", mean)]:
        cells = (f"{row['baseline'][n]:.3f} / {row['conflictology'][n]:.3f}" for n in names)
        print(f"{label:<8}" + "".join(f"{cell:>22}" for cell in cells))
    ratios = {name: mean["baseline"][name] / mean["conflictology"][name] for name in names[:4]}
    print(f"{'ratio':<8}" + "".join(f"{ratio:>22.3f}" for ratio in ratios.values()))
    yearly = one_sided(holdings, draws)
    print("\none-sided deaths, as of December 2005–2022")
    for months, scores in yearly.items():
        for model in ("baseline", "poisson", "resampled"):
            print(f"{months:>3} months {model:<10} {json.dumps(scores[model])}")
        print(f"{months:>3} months PIT of active countries {scores['pit_active']}")
    result = {"monthly": windows, "monthly_mean": mean, "monthly_ratio": ratios}
    print(json.dumps(result | {"one_sided": yearly, "seconds": seconds(holdings)}))


if __name__ == "__main__":
    main()
