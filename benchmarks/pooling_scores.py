"""Whether pooling a published forecast with ours scores better, on the VIEWS window of 2018.

    python benchmarks/pooling_scores.py [--data ../shared/data] [--draws 1000]

The published forecasts of draws at hand are the VIEWS challenge's own benchmarks, read with
``Outlook.read_views``. The window is before those on which ours is scored, so a weight may be
chosen here. But ours then knows the months before 2018 only as pseudo-history, while the published
draws of that window are true months: what pooling gains here it gains from better data, and says
nothing for months from 2018 on, which ours knows as well. So nothing is pooled by default.

Prints a table and one JSON object.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
from fatalities_scores import SCORES, SEED, cell_scores, published

from forestall.records.holdings import Holdings
from forestall.vocabulary import Month
from forestall.warning import fatalities
from forestall.warning.outlook import Outlook
from forestall.warning.outside import pool

YEAR = 2018
WEIGHTS = (0.0, 0.1, 0.2, 0.35, 0.5, 1.0)
OTHERS = ("conflictology", "last_poisson")


def main() -> int:
    """Print the table and the JSON."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--draws", type=int, default=1000)
    options = parser.parse_args()
    folder = options.data / "forecasts" / "views_challenge"
    as_of = Month(YEAR - 1, 10)
    others = {
        name: Outlook.read_views(
            folder / f"bm_{name}_cm_{YEAR}.parquet", model=name, series="state-based", as_of=as_of
        )
        for name in OTHERS
    }
    units = sorted(others["conflictology"].units)
    holdings = Holdings.open()
    model = fatalities.train(holdings, as_of)
    whole = fatalities.forecast(model, holdings, 14, options.draws, SEED, units)
    ours = Outlook.of(
        whole.draws.values[:, 2:],
        units,
        Month(YEAR, 1),
        model=whole.model,
        data_version=whole.data_version,
        seed=SEED,
        series=whole.series,
        as_of=as_of,
    )
    y, _ = published(folder, YEAR, units)
    results: dict[str, dict[float, dict[str, float]]] = {}
    print(f"{'pooled with':<16}{'weight':>8}" + "".join(f"{name:>12}" for name in SCORES))
    for name, other in others.items():
        results[name] = {}
        for weight in WEIGHTS:
            draws = pool(ours, other, weight).draws.values.reshape(len(y), -1)
            means = cell_scores(y, np.asarray(draws, dtype=np.float64), len(units)).mean(axis=1)
            results[name][weight] = dict(zip(SCORES, means.tolist(), strict=True))
            print(f"{name:<16}{weight:>8.2f}" + "".join(f"{m:>12.4f}" for m in means), flush=True)
    print(json.dumps({"window": YEAR, "n": len(y), "scores": results}))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
