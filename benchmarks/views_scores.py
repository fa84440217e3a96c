"""Our scores on the VIEWS challenge's own benchmark forecasts, beside the figures quoted for them.

    python benchmarks/views_scores.py [--data ../shared/data]

Prints a table and one JSON object, and exits with 1 if a figure cannot be reproduced.

Windows are calendar years, 191 countries. What the figures depend on:
- CRPS is the plain estimator. The fair one gives 13.26, 8.55, … instead of 14.48, 9.15, ….
- IGN of conflictology is of its 12 draws repeated to 1,000. Of the 12 raw draws it is about 1.2:
  eleven pseudo-draws weigh as much as the forecast.
- The 2022 last-Poisson file has been described as a copy of 2021's. The run compares the two and
  prints ``last_poisson_2022_is_a_copy``; in the files at hand their draws differ.
- The draws of conflictology 2018 and 2019 stand in time order (November 2016 to October 2018), so
  they can be read as observations. The order of draws changes none of the scores.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
import polars as pl

from forestall.warning.scoring import crps, ign, mis

YEARS = range(2018, 2024)
QUOTED_CRPS = dict(zip(YEARS, (14.48, 9.15, 21.34, 76.85, 124.0, 50.36), strict=True))
QUOTED_IGN = {2019: 0.69, 2020: 0.63, 2021: 0.74, 2022: 0.73, 2023: 0.78}
REPEATED_TO = 1000
KEYS = ["month_id", "country_id"]


def draws_of(path: Path) -> tuple[pl.DataFrame, np.ndarray]:
    """The country-months of a benchmark file, sorted, and their draws."""
    frame = pl.read_parquet(path).sort(*KEYS, "draw")
    cells = frame.select(KEYS).unique(maintain_order=True)
    return cells, frame["outcome"].to_numpy().reshape(cells.height, -1)


def scores(folder: Path, name: str, year: int) -> dict[str, float]:
    """Mean scores of one benchmark in one window."""
    cells, draws = draws_of(folder / f"bm_{name}_cm_{year}.parquet")
    actuals = pl.read_parquet(folder / f"cm_actuals_{year}.parquet")
    observed = cells.join(actuals, on=KEYS, how="left", maintain_order="left")["outcome"]
    y = observed.cast(pl.Float64).to_numpy()
    repeats = -(-REPEATED_TO // draws.shape[1])
    repeated = np.tile(draws, repeats)[:, :REPEATED_TO]
    return {
        "crps": float(crps(y, draws).mean()),
        "ign": float(ign(y, repeated).mean()),
        "ign_raw": float(ign(y, draws).mean()),
        "mis": float(mis(y, draws).mean()),
        "n": len(y),
        "draws": draws.shape[1],
    }


def copied(folder: Path) -> bool:
    """Whether the 2022 last-Poisson file repeats 2021's draws."""
    one, two = (draws_of(folder / f"bm_last_poisson_cm_{y}.parquet")[1] for y in (2021, 2022))
    return bool(np.array_equal(one, two))


def main() -> int:
    """Print the table and the JSON; 0 if every quoted figure is met."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    folder = parser.parse_args().data / "forecasts" / "views_challenge"
    result = {
        name: {year: scores(folder, name, year) for year in YEARS}
        for name in ("conflictology", "last_poisson")
    }
    print(
        f"{'benchmark':<14}{'year':>6}{'CRPS':>10}{'quoted':>9}{'IGN':>8}{'quoted':>8}{'MIS':>10}"
    )
    good = True
    for name, windows in result.items():
        for year, s in windows.items():
            quoted = (QUOTED_CRPS.get(year), QUOTED_IGN.get(year))
            quoted = quoted if name == "conflictology" else (None, None)
            good &= quoted[0] is None or abs(s["crps"] - quoted[0]) <= 0.0005 * quoted[0] + 0.005
            good &= quoted[1] is None or abs(s["ign"] - quoted[1]) <= 0.01
            print(
                f"{name:<14}{year:>6}{s['crps']:>10.2f}{quoted[0] or '':>9}"
                f"{s['ign']:>8.3f}{quoted[1] or '':>8}{s['mis']:>10.1f}"
            )
    summary = {"scores": result, "reproduced": good, "last_poisson_2022_is_a_copy": copied(folder)}
    print(json.dumps(summary))
    return 0 if good else 1


if __name__ == "__main__":
    raise SystemExit(main())
