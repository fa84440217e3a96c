"""How well the coder counts the dead and the injured, against rows coded by hand.

    python benchmarks/casualties.py [--gold test|dev|FILE] [--shared ../shared] [--show]

The text is that of Insecurity Insight's incident descriptions. The gold has for each row (its file
and its number from 0 among the data rows) how many people the text tells killed and injured:
``low``, ``best``, ``high``. All three 0: none told. An empty ``best``: told without a number.

- ``killed exact``: ``best`` equals, over rows whose gold has one; a row that tells no death counts
  as 0 on both sides;
- ``killed exact, two or more``: the same where the gold's ``best`` is 2 or more;
- ``any death F1``: over all rows, whether a death is told at all;
- ``injured exact``: as the first, for the injured.

Intervals: 95%, 2,000 bootstrap samples of rows. ``--show`` names the rows that differ, for the
development set alone: the test set is not to be looked at. Prints a table and one JSON object.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import json
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from forestall.coding.counts import totals
from forestall.coding.report import Count
from forestall.coding.sentences import sentences
from forestall.compute import stream

SEED = 20261122
DRAWS = 2000
HERE = Path(__file__).resolve()
SHARED = HERE.parents[2] / "shared"
GOLD = HERE.parent / "gold"
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Row:
    """One row: where it stands, the gold's best counts (None without a number), the coder's."""

    file: str
    number: int
    killed: int | None
    any_death: bool
    injured: int | None
    told_killed: Count | None
    told_injured: Count | None


def descriptions(folder: Path) -> dict[tuple[str, int], str]:
    """Every row's text, by file and number."""
    found: dict[tuple[str, int], str] = {}
    for path in sorted(folder.glob("*.csv.gz")):
        with gzip.open(path, "rt", encoding="utf-8-sig", newline="") as lines:
            for number, row in enumerate(csv.DictReader(lines)):
                found[path.name, number] = row["Event Description"] or ""
    return found


def rows(gold: Path, texts: dict[tuple[str, int], str]) -> list[Row]:
    """The gold's rows, coded."""
    coded: list[Row] = []
    with gold.open(encoding="utf-8", newline="") as lines:
        for line in csv.DictReader(lines):
            key = (line["file"], int(line["row"]))
            told = totals(texts[key])
            any_death = (line["killed_low"], line["killed_best"]) != ("0", "0")
            coded.append(
                Row(
                    *key, _number(line["killed_best"]), any_death, _number(line["injured_best"]),
                    told.killed, told.injured,
                )
            )  # fmt: skip
    return coded


def _number(cell: str) -> int | None:
    return int(cell) if cell else None


def best(count: Count | None) -> int | None:
    """The coder's number; 0 where it found nothing told, None where no number is told."""
    return 0 if count is None else count.best


def found_death(count: Count | None) -> bool:
    """Whether the coder found a death told."""
    return count is not None and count.best != 0


def exact(told: list[tuple[int, int | None]]) -> Floats:
    """1 where the numbers are equal, else 0."""
    return np.array([gold == ours for gold, ours in told], dtype=np.float64)


def f1(pairs: Floats) -> float:
    """F1 of the columns (gold, ours)."""
    gold, ours = pairs[:, 0], pairs[:, 1]
    both = float((gold * ours).sum())
    return 2 * both / float(gold.sum() + ours.sum()) if gold.sum() + ours.sum() else 0.0


def mean(values: Floats) -> float:
    """The mean, nan of nothing."""
    return float(values.mean()) if len(values) else float("nan")


def interval(values: Floats, score: str) -> tuple[float, float, float]:
    """A score and its 95% bootstrap interval over rows."""
    of = f1 if score == "any death F1" else mean
    random = stream(SEED, "casualties", score)
    drawn = [of(values[random.integers(0, len(values), len(values))]) for _ in range(DRAWS)]
    low, high = np.quantile(drawn, [0.025, 0.975])
    return of(values), float(low), float(high)


def scores(coded: list[Row]) -> dict[str, dict[str, float]]:
    """All figures: value, interval, number of rows."""
    killed = [(r.killed, best(r.told_killed)) for r in coded if r.killed is not None]
    injured = [(r.injured, best(r.told_injured)) for r in coded if r.injured is not None]
    deaths = np.array([(r.any_death, found_death(r.told_killed)) for r in coded], dtype=np.float64)
    values = {
        "killed exact": exact(killed),
        "killed exact, two or more": exact([k for k in killed if k[0] >= 2]),
        "killed exact, one or more": exact([k for k in killed if k[0] >= 1]),
        "any death F1": deaths,
        "injured exact": exact(injured),
    }
    out: dict[str, dict[str, float]] = {}
    for name, of in values.items():
        value, low, high = interval(of, name)
        out[name] = {"value": value, "low": low, "high": high, "rows": len(of)}
    return out


def differs(row: Row) -> str:
    """In what a row differs from the gold; empty where in nothing."""
    killed = (
        best(row.told_killed) != row.killed
        if row.killed is not None
        else not (found_death(row.told_killed) and best(row.told_killed) is None)
    )
    injured = row.injured is not None and best(row.told_injured) != row.injured
    return " ".join(["killed"] * killed + ["injured"] * injured)


def main() -> None:
    """Read, code, score, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--gold", default="test")
    parser.add_argument("--shared", type=Path, default=SHARED)
    parser.add_argument("--show", action="store_true")
    told = parser.parse_args()
    named = told.gold in {"test", "dev"}
    gold = GOLD / f"casualties_{told.gold}.csv" if named else Path(told.gold)
    texts = descriptions(told.shared / "text" / "insecurity_insight")
    coded = rows(gold, texts)
    found = scores(coded)
    for name, score in found.items():
        print(
            f"{name:28} {score['value']:.3f}  [{score['low']:.3f}, {score['high']:.3f}]"
            f"  {score['rows']:.0f} rows"
        )
    pieces = [s.text for text in list(texts.values())[:3000] for s in sentences(text)]
    start = time.process_time()
    for piece in pieces:
        totals(piece)
    speed = len(pieces) / (time.process_time() - start)
    print(f"{speed:,.0f} sentences a second of processor time, of all kinds")
    if told.show and gold.name == "casualties_dev.csv":
        for row in coded:
            if differs(row):
                print(row.file, row.number, differs(row))
    print(json.dumps({"gold": gold.name, "scores": found, "sentences_per_second": round(speed)}))


if __name__ == "__main__":
    main()
