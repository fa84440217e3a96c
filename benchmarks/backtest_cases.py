"""The advice tried on past cases: how often it agrees with the source brief, and what happened.

    python benchmarks/backtest_cases.py [--cases FILE] [--draws 4000] [--seeds 3]

Prints the table of ``forestall backtest`` for the first seed and one JSON object for all of them;
1 if, with any seed, the verdict agrees with the brief's own conditions in fewer than 18 of the 20
packaged cases, or a disagreement goes unexplained. What happened has no limit: twenty well-known
cases are no sample to score skill on.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from forestall.options import backtest_face
from forestall.options.backtest import DRAWS, backtest
from forestall.options.cases import packaged_cases, read_cases
from forestall.records.holdings import Holdings

LEAST = 0.9


def main() -> int:
    """Print the table and the JSON."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--cases", type=Path)
    parser.add_argument("--draws", type=int, default=DRAWS)
    parser.add_argument("--seeds", type=int, default=3)
    options = parser.parse_args()
    cases = packaged_cases() if options.cases is None else read_cases(options.cases)
    records = Holdings.open()
    results = []
    for seed in range(1, options.seeds + 1):
        found = backtest(cases, records, draws=options.draws, seed=seed)
        if seed == 1:
            print("\n".join(backtest_face.lines(found)), flush=True)
        results.append(
            {
                "seed": seed,
                **backtest_face.agreement(found),
                "disagree": [t.case.id for t in found.cases if not t.agrees],
                "unexplained": [t.case.id for t in found.cases if not t.agrees and not t.desk.why],
                "verdicts": {t.case.id: t.desk.option for t in found.cases},
            }
        )
    print("\nseed  agree  disagree")
    for one in results:
        disagree = ", ".join(str(id_) for id_ in one["disagree"])
        print(f"{one['seed']:<6}{one['with_the_brief']:<7}{disagree}")
    print(json.dumps({"draws": options.draws, "seeds": results}))
    enough = all(one["with_the_brief"] >= LEAST * len(cases) for one in results)
    return int(not enough or any(one["unexplained"] for one in results))


if __name__ == "__main__":
    raise SystemExit(main())
