"""Train the packaged models of monthly deaths on all the data, with their scores inside.

    python benchmarks/train_models.py [--series state-based] [--without-scores] [--write]

``--write`` puts them where ``forestall.warning.trained`` looks for them. Scores are those of
``forestall evaluate`` on the windows 2019–2023, from models trained the same way on less. Run it
again after any change to the model or to the packaged data: a model of other data is not used.
Prints one JSON object; exits 1 if a file exceeds 5 MB.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from pathlib import Path

from forestall.records.holdings import Holdings
from forestall.warning import evaluate, fatalities, model_file, trained
from forestall.warning.comparison import Ratio

LARGEST = 5_000_000


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--series", choices=list(trained.FILES))
    parser.add_argument("--without-scores", action="store_true")
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        return train(options, Path(folder))


def told(found: evaluate.Evaluation, ratio: Ratio) -> dict[str, object]:
    """Means, ratios and intervals by score, as ``fatalities_scores.py --ship`` keeps them."""
    result: dict[str, object] = {"n": ratio.n, "reference": found.reference}
    for name, value in ratio.ratio.items():
        result[name] = {
            "ours": found.means[evaluate.OURS][name],
            "reference": found.means[found.reference][name],
            "ratio": value,
            "ratio_90": list(ratio.intervals[name]),
        }
    return result


def train(options: argparse.Namespace, folder: Path) -> int:
    """Train, score and save; 0 if the files are small enough."""
    holdings = Holdings.open()
    made = {}
    for series in [options.series] if options.series else trained.FILES:
        start = time.perf_counter()
        model = fatalities.train(holdings, holdings.known_until(), series)
        seconds = time.perf_counter() - start
        scores: dict[str, object] = {}
        if not options.without_scores:
            over = evaluate.windows(evaluate.CHALLENGE)
            found = evaluate.evaluate(holdings, over, series)
            ours = found.ratios[evaluate.OURS]["all"]
            scores = {f"windows {evaluate.CHALLENGE}": told(found, ours)}
        packaged = trained.packaged_path(series)
        path = packaged if options.write else folder / packaged.name
        model_file.save(model, path, scores)
        made[series] = {
            "file": path.name,
            "bytes": path.stat().st_size,
            "trained_to": str(model.trained_to),
            "data_version": model.data_version,
            "train_seconds": round(seconds, 1),
            "scores": scores,
        }
        print(f"{path.name}: {path.stat().st_size:,} bytes, {seconds:.0f} s")
    print(json.dumps(made))
    return int(any(one["bytes"] > LARGEST for one in made.values()))


if __name__ == "__main__":
    raise SystemExit(main())
