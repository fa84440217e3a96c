"""The same campaign here and on a Ray cluster with two workers: the same bytes?

    pip install forestall[cluster]
    python benchmarks/campaign_ray.py [--futures 10000]

Starts a cluster on this machine, runs ``forestall campaign --json`` here and with ``--ray``, and
compares what they print. Also: what is said where no cluster answers, and how long that takes.
Prints JSON; exits 1 if the bytes differ.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import subprocess
import sys
import time

try:
    import ray
except ImportError:
    sys.exit("Not installed: pip install forestall[cluster]")

COUNTRY = "Haiti"
NOBODY = "127.0.0.1:1"


def campaign(*words: str) -> tuple[bytes, float, int, str]:
    """What the command prints, seconds of the clock, its exit code, and what it says of errors."""
    line = [sys.executable, "-m", "forestall.cli", "campaign", COUNTRY, "--json", *words]
    started = time.perf_counter()
    done = subprocess.run(line, check=False, capture_output=True)
    seconds = time.perf_counter() - started
    return done.stdout, seconds, done.returncode, done.stderr.decode()


def main() -> int:
    """Run both and compare."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--futures", type=int, default=10_000)
    asked = ("--futures", str(parser.parse_args().futures), "--seed", "7")
    here, seconds_here, code, error = campaign(*asked)
    if code:
        sys.exit(error)
    started = ray.init(num_cpus=2, include_dashboard=False, logging_level="error")
    try:
        address = started.address_info["gcs_address"]
        there, seconds_there, code, error = campaign(*asked, "--ray", address)
        if code:
            sys.exit(error)
    finally:
        ray.shutdown()
    _, seconds_nobody, nobody_code, said = campaign(*asked, "--ray", NOBODY)
    result = {
        "ray": ray.__version__,
        "futures": int(asked[1]),
        "same_bytes": here == there,
        "sha256": [hashlib.sha256(answer).hexdigest() for answer in (here, there)],
        "seconds": {"here": round(seconds_here, 2), "two_workers": round(seconds_there, 2)},
        "nobody_answers": {
            "seconds": round(seconds_nobody, 2),
            "exit_code": nobody_code,
            "said": said.splitlines()[:1],
        },
    }
    print(json.dumps(result, indent=2))
    return 0 if here == there else 1


if __name__ == "__main__":
    sys.exit(main())
