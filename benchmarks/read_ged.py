"""How long it takes to read a GED-sized file into the store, against a bare Polars read of it.

    python benchmarks/read_ged.py [--ucdp FOLDER] [--rows 390000] [--runs 5]

The file is made from UCDP's own pieces (whole rows of the 49-column files, drawn with replacement,
event ids renumbered) in a temporary folder. Both are timed in the same run, turn and turn about;
each run stores into a new store. The figure is the ratio of the medians; it may be 1.5 at most.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import tempfile
import time
from pathlib import Path

import polars as pl

from forestall.records.ged import GED_COLUMNS
from forestall.records.store import Store

LIMIT = 1.5
PIECES = "ged_*.csv.gz"


def make_file(ucdp: Path, rows: int, folder: Path) -> Path:
    """A CSV of ``rows`` events with the 49 columns, resampled from the pieces in ``ucdp``."""
    pieces = [pl.read_csv(path, infer_schema=False) for path in sorted(ucdp.glob(PIECES))]
    whole = [piece for piece in pieces if tuple(piece.columns) == GED_COLUMNS]
    if not whole:
        raise SystemExit(f"No 49-column pieces of GED in {ucdp}; pass --ucdp FOLDER")
    drawn = pl.concat(whole).sample(rows, with_replacement=True, seed=1)
    path = folder / "GEDEvent_v25_1.csv"
    drawn.with_columns(id=pl.int_range(rows).cast(pl.String)).write_csv(path)
    return path


def bare(path: Path) -> float:
    """Seconds of a plain ``polars.read_csv``, which needs to look far to guess the types."""
    begin = time.perf_counter()
    pl.read_csv(path, infer_schema_length=10_000)
    return time.perf_counter() - begin


def stored(path: Path, root: Path) -> float:
    """Seconds of ``Store.add``."""
    begin = time.perf_counter()
    Store(root).add(path)
    return time.perf_counter() - begin


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    ucdp = Path(__file__).resolve().parents[2] / "shared" / "data" / "ucdp"
    parser.add_argument("--ucdp", type=Path, default=ucdp)
    parser.add_argument("--rows", type=int, default=390_000)
    parser.add_argument("--runs", type=int, default=5)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = make_file(asked.ucdp, asked.rows, Path(folder))
        bare(path), stored(path, Path(folder) / "warm")  # the first of each warms the disk's cache
        pairs = [(bare(path), stored(path, Path(folder) / str(run))) for run in range(asked.runs)]
        size = path.stat().st_size
    bare_s, store_s = (statistics.median(times) for times in zip(*pairs, strict=True))
    figures = {
        "benchmark": "read_ged",
        "rows": asked.rows,
        "columns": len(GED_COLUMNS),
        "megabytes": round(size / 1e6, 1),
        "runs": asked.runs,
        "bare_read_seconds": round(bare_s, 3),
        "into_store_seconds": round(store_s, 3),
        "ratio": round(store_s / bare_s, 2),
        "limit": LIMIT,
        "within_limit": store_s <= LIMIT * bare_s,
    }
    print(json.dumps(figures, indent=2))
    print()
    for run, (plain, kept) in enumerate(pairs, 1):
        print(
            f"run {run}   bare {plain:6.3f} s   into the store {kept:6.3f} s   {kept / plain:5.2f}"
        )
    print(f"median  bare {bare_s:6.3f} s   into the store {store_s:6.3f} s   "
          f"{store_s / bare_s:5.2f} (at most {LIMIT})")  # fmt: skip
    return 0 if figures["within_limit"] else 1


if __name__ == "__main__":
    sys.exit(main())
