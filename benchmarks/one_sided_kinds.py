"""One-sided deaths by kind of perpetrator: are the ranges as wide as they say?

    python benchmarks/one_sided_kinds.py [--draws 1000]

Forecasts from every December of 2004–2021 for every country; what came in the next year (and in the
next two) by kind of perpetrator, as UCDP's dyads of that year tell kinds. Everything is learnt from
years up to the forecast: the model of the main killer and its Dirichlet total are fitted anew at
each December (``perpetrators.py``). "packaged" repeats it with the packaged parameters, which have
seen all years.

Coverage is the share of country-kinds within the central 90% of the draws: all; *active* ones, with
one-sided deaths in the five years before or 25 deaths of any kind in the last twelve months; and
those of country-years that had killing, which is chosen by the outcome and so lies below 90% even
for a perfect forecast. The reference splits every draw by how often each kind was the main killer
in all countries, without scatter. Prints a table and one JSON object; exits 1 if coverage of active
country-kinds is below 85% or the reference has a better CRPS.
"""

from __future__ import annotations

import argparse
import json
import sys

import numpy as np
import polars as pl
from numpy.typing import NDArray
from perpetrators import KINDS, Target, base_rates, chances, fit, kind_of, profile, targets

from forestall.compute import stream
from forestall.records.holdings import Holdings
from forestall.vocabulary import Month
from forestall.warning.killers import Weights, kind_chances
from forestall.warning.one_sided import forecast_one_sided
from forestall.warning.one_sided_kinds import split
from forestall.warning.scoring import crps

SEED = 20261122
DECEMBERS = range(2004, 2022)
LEAST_COVERAGE = 0.85
MODELS = ("refitted", "packaged", "base rates")
Floats = NDArray[np.float64]


def observed(holdings: Holdings, units: tuple[str, ...], year: int) -> Floats:
    """Deaths by country and kind in one year, shape (countries, kinds)."""
    came = np.zeros((len(units), len(KINDS)))
    place = {iso3: row for row, iso3 in enumerate(units)}
    rows = holdings.one_sided().filter((pl.col("year") == year) & (pl.col("best") > 0))
    for row in rows.iter_rows(named=True):
        if row["iso3"] in place:
            kind, _ = kind_of(row["iso3"], year).of(row)
            came[place[row["iso3"]], KINDS.index(kind)] += row["best"]
    return came


def refitted(sample: list[Target]) -> Weights:
    """The model of the main killer, fitted to the country-years given."""
    fitted = fit(sample)
    likelihood = profile(sample, np.stack([chances(t, fitted) for t in sample]))
    return Weights(
        memory=fitted.memory,
        exponent=fitted.exponent,
        newcomer=fitted.newcomer,
        newcomers=dict(zip(KINDS, fitted.shares.tolist(), strict=True)),
        concentration=max(likelihood, key=likelihood.__getitem__),
    )


def active(holdings: Holdings, units: tuple[str, ...], as_of: Month) -> NDArray[np.bool_]:
    """Countries with killing of civilians in five years, or 25 deaths in the last twelve months."""
    totals = holdings.one_sided_totals(as_of).filter(pl.col("year") > as_of.year - 5)
    recent = (
        holdings.monthly_deaths(until=as_of)
        .filter(pl.col("month_id") > as_of.id - 12)
        .group_by("iso3")
        .agg(pl.col("deaths").sum())
        .filter(pl.col("deaths") >= 25)
    )
    some = {*totals["iso3"], *recent["iso3"]}
    return np.array([iso3 in some for iso3 in units])


def one_december(
    holdings: Holdings, sample: list[Target], year: int, draws: int
) -> tuple[dict[str, Floats], Floats, NDArray[np.bool_], Weights]:
    """Draws by model, each (countries, kinds, two windows, draws); what came; who was active."""
    as_of = Month(year, 12)
    outlook = forecast_one_sided(holdings, as_of, 24, draws, SEED)
    units = outlook.units
    known = [t for t in sample if t.year <= year]
    weights = {"refitted": refitted(known), "packaged": Weights.packaged()}
    rates = base_rates(known)
    shape = (len(units), len(KINDS), 2, draws)
    drawn = {model: np.empty(shape) for model in MODELS}
    for row, iso3 in enumerate(units):
        deaths = outlook.draws_of(iso3)
        for model, fitted in weights.items():
            by_kind = kind_chances(iso3, as_of, holdings, fitted)
            parts = split(
                deaths,
                np.array([by_kind[kind] for kind in KINDS]),
                fitted.concentration,
                stream(SEED, "benchmark", model, iso3, str(year)),
            )
            drawn[model][row] = parts.reshape(len(KINDS), 2, 12, draws).sum(axis=2)
        windows = deaths.reshape(2, 12, draws).sum(axis=1)
        drawn["base rates"][row] = rates[:, None, None] * windows
    came = np.stack([observed(holdings, units, year + k) for k in (1, 2)], axis=-1)
    return drawn, came, active(holdings, units, as_of), weights["refitted"]


def scores(y: Floats, draws: Floats, busy: NDArray[np.bool_]) -> dict[str, object]:
    """Scores of country-kinds; y (n, kinds), draws (n, kinds, draws), busy (n,)."""
    low, high = np.quantile(draws, [0.05, 0.95], axis=-1)
    inside = (y >= low - 1e-6) & (y <= high + 1e-6)  # sums of twelfths are not quite whole
    bled = y.sum(axis=1) > 0
    flat, rows = y.ravel(), draws.reshape(y.size, -1)
    spread = stream(SEED, "benchmark", "pit").random(y[busy].shape)
    below = (draws[busy] < y[busy][..., None] - 1e-6).mean(axis=-1)
    equal = (np.abs(draws[busy] - y[busy][..., None]) <= 1e-6).mean(axis=-1)
    return {
        "crps": float(crps(flat, rows).mean()),
        "log_crps": float(crps(np.log1p(flat), np.log1p(rows)).mean()),
        "coverage_90": float(inside.mean()),
        "coverage_90_active": float(inside[busy].mean()),
        "coverage_90_active_by_kind": inside[busy].mean(axis=0).round(3).tolist(),
        "coverage_90_with_killing": float(inside[bled].mean()),
        "above_active": float((y > high + 1e-6)[busy].mean()),
        "mean_forecast_by_kind": draws.mean(axis=(0, 2)).round(2).tolist(),
        "mean_observed_by_kind": y.mean(axis=0).round(2).tolist(),
        "pit_active": np.histogram(below + spread * equal, 10, (0, 1))[0].tolist(),
        "n": len(flat),
        "n_active": int(busy.sum()) * y.shape[1],
    }


def main() -> int:
    """Print the table and the JSON; 1 if a limit is missed."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--draws", type=int, default=1000)
    draws = parser.parse_args().draws
    holdings, sample = Holdings.open(), targets()
    gathered = [one_december(holdings, sample, year, draws) for year in DECEMBERS]
    busy = np.concatenate([part[2] for part in gathered])
    came = np.concatenate([part[1] for part in gathered])
    results: dict[str, dict[str, dict[str, object]]] = {}
    for months in (12, 24):
        k = months // 12
        results[str(months)] = {
            model: scores(
                came[..., :k].sum(axis=-1),
                np.concatenate([part[0][model][:, :, :k].sum(axis=2) for part in gathered]),
                busy,
            )
            for model in MODELS
        }
        for model, row in results[str(months)].items():
            print(f"{months} months, {model}: {json.dumps(row)}")
    totals = [part[3].concentration for part in gathered]
    print(json.dumps(results | {"dirichlet_totals": totals}))
    ours, reference = results["12"]["refitted"], results["12"]["base rates"]
    narrow = float(str(ours["coverage_90_active"])) < LEAST_COVERAGE
    return int(narrow or float(str(ours["crps"])) >= float(str(reference["crps"])))


if __name__ == "__main__":
    sys.exit(main())
