"""A national archive joined: time and memory of 100,000 made-up reports of 40,000 incidents.

    python benchmarks/linkage_speed.py [--reports 100000]

One country, twenty years, 22 provinces, 90 districts, 3,000 villages and 800 clans. Each incident
has one report to four; outlets misspell a name, leave out the village or one clan, misdate by a
day, and tell another toll. Says how much processor time joining took, the peak memory, and pair
precision and recall, which speak for the made-up noise alone. Exits 1 above five minutes of
processor time or 4 GB.
"""

from __future__ import annotations

import argparse
import json
import resource
import sys
import time
from datetime import date, timedelta

import numpy as np

from forestall.coding.deduplicate import incidents, undo
from forestall.coding.report import Actor, ActorKind, Count, Place, Quote, Report, Told, Toll, When
from forestall.compute import stream
from forestall.vocabulary import ViolenceKind

SEED = 20261122
FIRST = date(2004, 1, 1)
DAYS = 365 * 20
SYLLABLES = "ka po wa bi ni ma ru ta li so ge du yo mu la ke pi sa na ro".split()  # noqa: SIM905
SENTENCES = (
    "Police said {killed} people died when {one} and {other} men fought near {place}.",
    "Houses were burned at {place} and women fled to the mission.",
    "A leader of {one} said that {other} gunmen came before dawn over a land dispute.",
    "The fight between {one} and {other} began after a killing in the market of {district}.",
    "Provincial police asked for more men from the capital to stop the fighting at {place}.",
    "{killed} bodies were counted along the road by villagers of {place}, a pastor said.",
)
LIMITS = {"cpu_seconds": 300.0, "gigabytes": 4.0}


def names(rng: np.random.Generator, count: int) -> list[str]:
    """Made-up names, each once."""
    made: dict[str, None] = {}
    while len(made) < count:
        made["".join(rng.choice(SYLLABLES, rng.integers(3, 5))).capitalize()] = None
    return list(made)


def misspelt(rng: np.random.Generator, name: str) -> str:
    """One time in five with another vowel."""
    if rng.random() > 0.2:
        return name
    place = int(rng.integers(1, len(name)))
    return name[:place] + str(rng.choice(list("aeiou"))) + name[place + 1 :]


def archive(rng: np.random.Generator, count: int) -> tuple[list[Report], list[int]]:
    """Reports, and the number of the incident of each."""
    districts, villages, clans = (names(rng, each) for each in (90, 3000, 800))
    reports: list[Report] = []
    gold: list[int] = []
    number = 0
    while len(reports) < count:
        home = int(rng.integers(3000))
        district = home % 90
        # clans live in one district and fight their neighbours
        one, other = (clans[(district * 9 + int(each)) % 800] for each in rng.choice(9, 2, False))
        day = FIRST + timedelta(days=int(rng.integers(DAYS)))
        killed = int(rng.geometric(0.25))
        for telling in range(int(rng.integers(1, 5))):
            told = max(1, killed + int(rng.integers(-1, 3)) * telling)
            where = misspelt(rng, villages[home]), districts[district]
            sides = [misspelt(rng, one), misspelt(rng, other)]
            made = report(rng, len(reports), day, telling, told, where, sides, district % 22)
            reports.append(made)
            gold.append(number)
        number += 1
    return reports[:count], gold[:count]


def report(
    rng: np.random.Generator,
    number: int,
    day: date,
    telling: int,
    killed: int,
    where: tuple[str, str],
    sides: list[str],
    province: int,
) -> Report:
    """One outlet's telling."""
    village = where[0] if rng.random() < 0.7 else ""
    place = Place(
        village or where[1], "PNG", f"Province {province}", where[1], precision=1 if village else 3
    )
    off = int(rng.choice([0, 0, 0, 0, 1]))
    happened = day + timedelta(days=off)
    actors = tuple(
        Told(Actor(each, ActorKind.COMMUNAL), (0,)) for each in sides if rng.random() < 0.8
    )
    text = " ".join(
        SENTENCES[each].format(
            killed=killed, one=sides[0], other=sides[1], place=place.name, district=where[1]
        )
        for each in rng.choice(len(SENTENCES), 3, False)
    )
    return Report(
        report_id=f"{number}#0",
        doc_id=str(number),
        outlet=f"paper {telling}",
        published=day + timedelta(days=1 + 2 * telling),
        kind=Told(ViolenceKind.NON_STATE),
        sub_kind=Told("intergroup"),
        when=Told(When(happened, happened, 1)),
        place=Told(place),
        perpetrator=actors[0] if actors else None,
        target=actors[1] if len(actors) > 1 else None,
        sides=actors,
        killed=Told(Toll(Count(killed, killed, killed))),
        injured=None,
        displaced=None,
        weapons=(),
        causes=(),
        responses=(),
        claims=(),
        quotes=(Quote(0, 0, len(text), text),),
    )


def main() -> int:
    """Join, undo once, and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--reports", type=int, default=100_000)
    asked = parser.parse_args()
    reports, gold = archive(stream(SEED, "linkage_speed"), asked.reports)
    began = time.process_time()
    joined = incidents(reports)
    seconds = time.process_time() - began
    began = time.process_time()
    undo(joined, joined.links[0].one, joined.links[0].other)
    undone = time.process_time() - began
    of = {each.report_id: number for each, number in zip(reports, gold, strict=True)}
    sizes = np.bincount(gold)
    right = wrong = 0
    for each in joined.incidents:
        counts = np.unique([of[r.report_id] for r in each.reports], return_counts=True)[1]
        inside = int((counts * (counts - 1) // 2).sum())
        right += inside
        wrong += len(each.reports) * (len(each.reports) - 1) // 2 - inside
    figures = {
        "reports": len(reports),
        "incidents": len(joined.incidents),
        "incidents_made_up": len(sizes),
        "links": len(joined.links),
        "cpu_seconds": round(seconds, 1),
        "cpu_seconds_to_undo": round(undone, 1),
        "gigabytes": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6, 2),
        "pair_precision": round(right / max(right + wrong, 1), 3),
        "pair_recall": round(right / max(int((sizes * (sizes - 1) // 2).sum()), 1), 3),
    }
    for key, value in figures.items():
        print(f"{key:22}{value:>12}")
    print(json.dumps(figures))
    return int(any(figures[key] > limit for key, limit in LIMITS.items()))


if __name__ == "__main__":
    sys.exit(main())
