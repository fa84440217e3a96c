"""State-based deaths of October–December 2025 and February 2026, ours beside FAST-cm's.

    python benchmarks/fast_cm.py [--data ../shared/data] [--draws 2000]

Both forecasts are made from data to September 2025: FAST-cm's as published in October 2025 (mean
deaths and a probability, by month; 191 countries), ours trained by
``fatalities.train``, which reads nothing later. Observed: UCDP Candidate events of kind 1, by the
month they begin, all of 2025 and February 2026 (January 2026 is not at hand). Candidate figures are
what was known first; final releases count more.

Scores, lower is better: ``brier`` of "more than 25 deaths", and ``log_error``, the mean of
|log(1 + mean forecast) − log(1 + observed)|. Windows: each of the four months; October–December
summed; all four summed. FAST-cm publishes no probability for sums. Its monthly ones follow its
means (0.53 at 27 deaths, 0.99 at 63), so three readings are given: the largest of the months' (
``largest``), months independent (``independent``), and the curve of its own probabilities over its
own means, read at the summed mean (``curve``). Ours must beat the best of the three. Intervals are
the central 90% of 2,000 resamples of countries, of ours minus theirs.

An error of logs rewards a forecast's centre on that scale, and punishes the mean of a distribution
with a long tail, however right: in countries without deaths for three years (windows 2000–2018) our
mean was 0.36 deaths a month and 0.37 came, yet |log(1 + 0.36) − 0| is what nearly every such month
costs. FAST-cm publishes 0.00 there. So the error of two other centres of ours, the mean of
log(1 + deaths) and the median, is given beside that of the mean; the bar is on the mean.

Prints a table and one JSON object; exits 1 unless Brier score and log-scale error of the mean are
better in every window.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from forestall import snapshot
from forestall.compute import stream
from forestall.records.ged import read_ged
from forestall.records.holdings import Holdings
from forestall.vocabulary import Month
from forestall.warning import fatalities

SEED = 20261122
AS_OF = Month(2025, 9)
MONTHS = (Month(2025, 10), Month(2025, 11), Month(2025, 12), Month(2026, 2))
WINDOWS = {"single months": None, "Oct–Dec 2025": (0, 1, 2), "Oct–Dec 2025, Feb 2026": (0, 1, 2, 3)}
MORE_THAN = 25
FEBRUARY = "ged_candidate_v26_0_2_global_feb2026.csv.gz"
Floats = NDArray[np.float64]


def observed(units: list[str], data: Path) -> Floats:
    """State-based deaths, shape (countries, months of ``MONTHS``)."""
    late = snapshot.table("deaths_by_kind").filter(pl.col("kind") == "state-based")
    events, _ = read_ged(data / "ucdp" / FEBRUARY)
    events = events.filter(pl.col("kind") == "state-based")
    start = pl.col("date_start")
    month = ((start.dt.year().cast(pl.Int32) - 1980) * 12 + start.dt.month()).cast(pl.Int32)
    february = events.select("iso3", month.alias("month_id"), "best")
    february = february.group_by("iso3", "month_id").agg(pl.col("best").sum())
    both = pl.concat([late.select("iso3", "month_id", "best"), february])
    known = {(iso3, m): deaths for iso3, m, deaths in both.iter_rows()}
    return np.array([[known.get((u, m.id), 0) for m in MONTHS] for u in units], dtype=np.float64)


def theirs(units: list[str], quantity: str) -> Floats:
    """FAST-cm's published values, shape (countries, months of ``MONTHS``)."""
    table = snapshot.table("outside_forecasts").filter(
        (pl.col("source") == "FAST-cm") & (pl.col("quantity") == quantity)
    )
    known = {(iso3, m): v for iso3, m, v in table.select("iso3", "month_id", "value").iter_rows()}
    return np.array([[known[u, m.id] for m in MONTHS] for u in units])


def chances(mean: Floats, chance: Floats) -> dict[str, Floats]:
    """Three readings of FAST-cm's probability of more than 25 deaths in months summed."""
    order = np.argsort(mean, axis=None)
    curve = np.maximum.accumulate(chance.ravel()[order])
    return {
        "largest": chance.max(axis=1),
        "independent": 1 - np.prod(1 - chance, axis=1),
        "curve": np.interp(mean.sum(axis=1), mean.ravel()[order], curve),
    }


def compared(ours: Floats, other: Floats, countries: int) -> dict[str, object]:
    """Means of two losses, rows country by country, and the 90% interval of their difference."""
    a, b = (x.reshape(countries, -1).mean(axis=1) for x in (ours, other))
    rng = stream(SEED, "benchmark", "fast-cm")
    picked = rng.integers(0, countries, (2000, countries))
    low, high = np.quantile((a - b)[picked].mean(axis=1), [0.05, 0.95])
    return {
        "forestall": float(a.mean()),
        "fast_cm": float(b.mean()),
        "difference_90": [float(low), float(high)],
    }


def scored(y: Floats, draws: Floats, mean: Floats, chance: dict[str, Floats]) -> dict[str, object]:
    """Both scores of one window; y of any shape, draws with one more axis."""
    event = (y > MORE_THAN).astype(np.float64)
    ours = (draws > MORE_THAN).mean(axis=-1)
    found: dict[str, object] = {"n": int(y.size), "events": int(event.sum())}
    for name, p in chance.items():
        found[f"brier ({name})"] = compared((ours - event) ** 2, (p - event) ** 2, len(y))
    theirs_off = np.abs(np.log1p(mean) - np.log1p(y))
    logs = np.log1p(draws)
    centres = {
        "log_error": np.log1p(draws.mean(axis=-1)),
        "log_error, mean of logs": logs.mean(axis=-1),
        "log_error, median": np.median(logs, axis=-1),
    }
    for name, centre in centres.items():
        found[name] = compared(np.abs(centre - np.log1p(y)), theirs_off, len(y))
    return found


def main() -> int:
    """Print the table and the JSON; 0 if ours is better on both scores in every window."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--draws", type=int, default=2000)
    options = parser.parse_args()
    holdings = Holdings.open()
    fast = snapshot.table("outside_forecasts").filter(pl.col("source") == "FAST-cm")
    units = sorted(fast["iso3"].unique())
    model = fatalities.train(holdings, AS_OF)
    outlook = fatalities.forecast(model, holdings, 5, options.draws, SEED, units)
    draws = outlook.draws.values[:, [m.id - AS_OF.id - 1 for m in MONTHS]].astype(np.float64)
    y = observed(units, options.data)
    mean, chance = theirs(units, "deaths"), theirs(units, "probability")
    results = {}
    for window, places in WINDOWS.items():
        if places is None:
            results[window] = scored(y, draws, mean, {"published": chance})
            continue
        part = list(places)
        readings = chances(mean[:, part], chance[:, part])
        results[window] = scored(
            y[:, part].sum(axis=1), draws[:, part].sum(axis=1), mean[:, part].sum(axis=1), readings
        )
    better = True
    print(f"{'window':<26}{'score':<26}{'n':>5}{'forestall':>11}{'FAST-cm':>9}   difference, 90%")
    for window, found in results.items():
        for name, s in found.items():
            if not isinstance(s, dict):
                continue
            low, high = s["difference_90"]
            better &= "," in name or s["forestall"] < s["fast_cm"]
            print(
                f"{window:<26}{name:<26}{found['n']:>5}{s['forestall']:>11.4f}"
                f"{s['fast_cm']:>9.4f}   {low:+.4f} to {high:+.4f}"
            )
    summary = {"as_of": str(AS_OF), "windows": results, "better_on_all": better}
    print(json.dumps(summary, ensure_ascii=False))
    return 0 if better else 1


if __name__ == "__main__":
    raise SystemExit(main())
