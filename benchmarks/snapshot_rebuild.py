"""Rebuild the snapshot from the source folder and compare it with the packaged one.

    python benchmarks/snapshot_rebuild.py [--from ../shared/data] [--atlas countries-50m.json]

Compares checksums file by file; where they differ (another Polars version writes other bytes)
also the tables themselves. Prints a table and JSON; exits 1 if a table differs in content.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
import tempfile
import time
from pathlib import Path

import polars as pl

from forestall import snapshot
from forestall.curation import build


def compare(built: Path) -> list[dict[str, object]]:
    """One entry per table: rows, bytes, same_bytes, same_content."""
    packaged = snapshot.sources()["tables"]
    rows: list[dict[str, object]] = []
    for path in sorted(built.glob("*.parquet")):
        frame = pl.read_parquet(path)
        known = packaged.get(path.stem)
        same_bytes = known is not None and _sha256(path) == known["sha256"]
        same = same_bytes or (known is not None and frame.equals(snapshot.table(path.stem)))
        size = path.stat().st_size
        rows.append(
            {
                "table": path.stem,
                "rows": frame.height,
                "bytes": size,
                "same_bytes": same_bytes,
                "same_content": same,
            }
        )
    return rows


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--from", dest="source", type=Path, default=Path("../shared/data"))
    parser.add_argument("--atlas", type=Path, default=None)
    options = parser.parse_args()
    snapshot.verify()
    start = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "snapshot"
        report = build(options.source, out, options.atlas)
        seconds = time.perf_counter() - start
        rows = compare(out)
    for row in rows:
        mark = "same bytes" if row["same_bytes"] else "same" if row["same_content"] else "DIFFERS"
        print(f"{row['table']:<20} {row['rows']:>8,} rows {row['bytes']:>9,} bytes  {mark}")
    summary = {
        "seconds": round(seconds, 2),
        "bytes": report.bytes,
        "limit_bytes": 15_000_000,
        "tables": len(rows),
        "same_bytes": sum(bool(row["same_bytes"]) for row in rows),
        "same_content": sum(bool(row["same_content"]) for row in rows),
        "all_packaged_tables_made": len(rows) == len(snapshot.sources()["tables"]),
    }
    print(json.dumps(summary))
    return 0 if summary["same_content"] == len(rows) == summary["tables"] else 1


if __name__ == "__main__":
    sys.exit(main())
