"""The same articles coded here and on a Ray cluster with two workers: the same rows?

    pip install forestall[cluster]
    python benchmarks/coding_ray.py

Starts a cluster on this machine, runs ``forestall code --json`` on the articles of
``benchmarks/gold`` here and with ``--ray``, and compares what they print. Prints JSON; exits 1 if
the rows differ.
"""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import time
from pathlib import Path

try:
    import ray
except ImportError:
    sys.exit("Not installed: pip install forestall[cluster]")

GOLD = Path(__file__).parent / "gold"


def coded(*words: str) -> tuple[bytes, float]:
    """What the command prints, and seconds of the clock."""
    files = [str(each) for each in sorted(GOLD.glob("*/articles.jsonl"))]
    line = [sys.executable, "-m", "forestall.cli", "code", *files, "--country", "PNG", "--json"]
    started = time.perf_counter()
    done = subprocess.run([*line, *words], check=False, capture_output=True)
    if done.returncode:
        sys.exit(done.stderr.decode())
    return done.stdout, time.perf_counter() - started


def main() -> int:
    """Run both and compare."""
    here, seconds_here = coded()
    started = ray.init(num_cpus=2, include_dashboard=False, logging_level="error")
    try:
        there, seconds_there = coded("--ray", started.address_info["gcs_address"])
    finally:
        ray.shutdown()
    rows = json.loads(here)
    result = {
        "ray": ray.__version__,
        "articles": rows["articles"],
        "incidents": len(rows["incidents"]),
        "same_rows": here == there,
        "sha256": [hashlib.sha256(answer).hexdigest() for answer in (here, there)],
        "seconds": {"here": round(seconds_here, 2), "two_workers": round(seconds_there, 2)},
    }
    print(json.dumps(result, indent=2))
    return 0 if here == there else 1


if __name__ == "__main__":
    sys.exit(main())
