"""How long a stranger waits: ``forestall --help`` and ``forestall brief`` from a cold start.

Also: the same seed gives the same bytes of JSON, twice and with one or two threads. Prints JSON,
then a table; exits 1 if a limit is missed.

    python benchmarks/cold_start.py
"""

from __future__ import annotations

import hashlib
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

COUNTRY = "Central African Republic"
RUNS = 5
LIMITS = {"help_seconds": 0.4, "brief_seconds": 5.0, "brief_peak_mb": 1000.0}

# Run in a child, so that the peak memory is of the brief alone and not of what ran before it.
MEASURE = """
import json, os, resource, subprocess, sys, time
start = time.perf_counter()
done = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
seconds = time.perf_counter() - start
sys.stderr.buffer.write(done.stderr if done.returncode else b"")
peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
unit = 1 if sys.platform == "darwin" else 1024  # kilobytes, but bytes on macOS
print(json.dumps([seconds, peak * unit / 1e6]))
sys.exit(done.returncode)
"""


def forestall(*words: str) -> list[str]:
    """The command, by this interpreter."""
    return [sys.executable, "-m", "forestall.cli", *words]


def measured(command: list[str]) -> tuple[float, float]:
    """Wall seconds and peak megabytes of a command."""
    line = [sys.executable, "-c", MEASURE, *command]
    done = subprocess.run(line, check=True, stdout=subprocess.PIPE, text=True)
    seconds, megabytes = json.loads(done.stdout)
    return seconds, megabytes


def median_of(command: list[str]) -> tuple[float, float]:
    """Median wall seconds and largest peak megabytes over several cold starts."""
    runs = [measured(command) for _ in range(RUNS)]
    return statistics.median(seconds for seconds, _ in runs), max(peak for _, peak in runs)


def digest(threads: int) -> str:
    """SHA-256 of the JSON of an appraisal and a brief, made with so many Polars threads."""
    environment = {**os.environ, "POLARS_MAX_THREADS": str(threads)}
    with tempfile.TemporaryDirectory() as folder:
        command = forestall("brief", COUNTRY, "--seed", "11", "--out", folder)
        subprocess.run(command, check=True, capture_output=True, env=environment)
        brief = (Path(folder) / "brief.json").read_bytes()
    command = forestall("appraise", COUNTRY, "--seed", "11", "--json")
    done = subprocess.run(command, check=True, capture_output=True, env=environment)
    return hashlib.sha256(brief + done.stdout).hexdigest()


def main() -> int:
    """Measure, print, and say whether every limit is kept."""
    with tempfile.TemporaryDirectory() as folder:
        help_seconds, _ = median_of(forestall("--help"))
        started = time.perf_counter()
        brief_seconds, peak = median_of(forestall("brief", COUNTRY, "--out", folder))
    figures = {
        "help_seconds": round(help_seconds, 3),
        "brief_seconds": round(brief_seconds, 2),
        "brief_peak_mb": round(peak),
    }
    digests = [digest(2), digest(2), digest(1)]
    same = len(set(digests)) == 1
    kept = same and all(figures[name] <= limit for name, limit in LIMITS.items())
    result = {
        **figures,
        "limits": LIMITS,
        "runs": RUNS,
        "cores": os.cpu_count(),
        "same_seed_same_bytes": same,
        "seconds_in_all": round(time.perf_counter() - started, 1),
        "kept": kept,
    }
    print(json.dumps(result, indent=2))
    print(f"\n{'figure':<24}{'measured':>10}{'limit':>10}")
    for name, value in figures.items():
        print(f"{name:<24}{value:>10}{LIMITS[name]:>10}")
    print(f"{'same seed, same bytes':<24}{'yes' if same else 'no':>10}{'yes':>10}")
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
