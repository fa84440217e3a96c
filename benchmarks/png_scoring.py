"""Gold incidents and coded ones: who matches whom, and what was right. Used by png_articles.py.

A coded incident is matched to at most one of the gold by shared articles (Jaccard), with a little
weight on province, date and deaths; the assignment is the best over all. A coded incident without
a match is *split* where it holds an article of a gold incident that the matched one does not, and
*invented* otherwise. Two gold incidents are *merged* where no single one of them explains all the
articles of a coded one. Articles that are not in English count for nothing.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from scipy.optimize import linear_sum_assignment

TIE = 0.1
Docs = frozenset[str]


@dataclass(frozen=True, slots=True)
class Gold:
    """An incident of the gold; ``passing`` are articles that no more than mention it."""

    name: str
    docs: Docs
    passing: Docs
    kind: str
    sub_kind: str
    first: str
    last: str
    provinces: tuple[str, ...]
    deaths: tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class Coded:
    """An incident of the coder."""

    name: str
    docs: Docs
    kind: str
    sub_kind: str
    date: str
    province: str
    deaths: int | None


@dataclass(frozen=True, slots=True)
class Scores:
    """For each gold incident what was right (None: not asked), and what the coder added."""

    match: dict[str, Coded | None]
    right: dict[str, dict[str, bool | None]]
    pairs: dict[str, tuple[int, int]]
    invented: dict[str, bool]
    split: list[str] = field(default_factory=list)
    merged: dict[str, tuple[str, ...]] = field(default_factory=dict)
    stray: dict[str, Docs] = field(default_factory=dict)


def read_gold(folder: Path) -> tuple[list[Gold], dict[str, dict[str, str]]]:
    """The gold incidents with their articles in English, and all articles by id."""
    lines = (folder / "articles.jsonl").read_text(encoding="utf-8").splitlines()
    articles = {row["doc_id"]: row for row in map(json.loads, lines)}
    english = {id_ for id_, row in articles.items() if row.get("language", "en") in ("", "en")}
    rows = json.loads((folder / "incidents.json").read_text(encoding="utf-8"))
    missing = {d for r in rows for d in [*r["doc_ids"], *r.get("also_in", [])]} - set(articles)
    if missing:
        raise SystemExit(f"gold names articles that do not exist: {sorted(missing)}")
    return [_gold(row, english) for row in rows if english & set(row["doc_ids"])], articles


def _gold(row: dict[str, Any], english: set[str]) -> Gold:
    best = (row.get("killed") or {}).get("best")
    first = row.get("date_first") or ""
    return Gold(
        row["incident"],
        frozenset(row["doc_ids"]) & english,
        frozenset(row.get("also_in", [])) & english,
        row["kind"],
        row.get("sub_kind") or "",
        first,
        row.get("date_last") or first,
        tuple(row.get("province_accepted") or [row.get("province") or ""]),
        tuple(row.get("best_accepted") or [best]),
    )


def read_coded(answer: dict[str, Any], left_out: set[str]) -> list[Coded]:
    """The coder's incidents, without the articles left out; those of no other article are gone."""
    coded = []
    for n, row in enumerate(answer["incidents"]):
        docs = frozenset(row["doc_ids"]) - left_out
        if docs:
            deaths = (row.get("deaths") or {}).get("best")
            coded.append(
                Coded(
                    str(row.get("incident_id", n)),
                    docs,
                    row.get("kind") or "",
                    row.get("sub_kind") or "",
                    str(row.get("date") or ""),
                    row.get("province") or "",
                    None if deaths is None else int(deaths),
                )
            )
    return coded


def province_names(name: str) -> set[str]:
    """Spellings under which a province is the same: ``Chimbu (Simbu)`` is chimbu and simbu."""
    plain = name.lower().replace("autonomous region of", "").replace("ncd", "national capital")
    plain = re.sub(r"\b(province|district|region)\b", "", plain)
    return {" ".join(part.split()) for part in re.split(r"[()/]", plain)} - {""}


def province_right(gold: Gold, coded: Coded) -> bool:
    """Whether the coder's province is one that the gold accepts."""
    wanted = set().union(*(province_names(name) for name in gold.provinces))
    return bool(wanted & province_names(coded.province)) or not (wanted or coded.province)


def date_right(gold: Gold, coded: Coded) -> bool:
    """Whether the day, or the month where no day is told, lies in the span of the gold."""
    size = len(coded.date[:10])
    return size >= 7 and gold.first[:size] <= coded.date[:10] <= gold.last[:size]


def score_matrix(gold: list[Gold], coded: list[Coded]) -> np.ndarray:
    """Jaccard of articles with ties broken by the fields; 0 where none is shared."""
    table = np.zeros((len(gold), len(coded)))
    for i, g in enumerate(gold):
        for j, c in enumerate(coded):
            if g.docs & c.docs:
                same = (province_right(g, c), date_right(g, c), c.deaths in g.deaths)
                shared = len(c.docs & (g.docs | g.passing))
                table[i, j] = shared / len(c.docs | g.docs) + TIE * sum(same)
    return table


def score(gold: list[Gold], coded: list[Coded]) -> Scores:
    """Match, then hold every field of the matched against the gold."""
    table = score_matrix(gold, coded)
    pairs = zip(*linear_sum_assignment(table, maximize=True), strict=True)
    chosen = {int(i): int(j) for i, j in pairs if table[i, j] > 0}
    match = {g.name: coded[chosen[i]] if i in chosen else None for i, g in enumerate(gold)}
    parts: dict[str, list[Coded]] = {g.name: [c] if (c := match[g.name]) else [] for g in gold}
    invented, split = {}, []
    for j, c in enumerate(coded):
        homes = [] if j in chosen.values() else [g for g in gold if _part_of(g, c, match[g.name])]
        for g in homes:
            parts[g.name].append(c)
        if homes:
            split.append(c.name)
        invented[c.name] = j not in chosen.values() and not homes
    return Scores(
        match,
        {g.name: _fields(g, match[g.name]) for g in gold},
        {g.name: _pairs(g, parts[g.name]) for g in gold},
        invented,
        split,
        {c.name: names for c in coded if (names := _mixed(gold, c))},
        {c.name: out for c in coded if not invented[c.name] and (out := _stray(gold, c))},
    )


def _part_of(gold: Gold, coded: Coded, matched: Coded | None) -> bool:
    return bool((coded.docs & (gold.docs | gold.passing)) - (matched.docs if matched else set()))


def _fields(gold: Gold, coded: Coded | None) -> dict[str, bool | None]:
    if coded is None:
        return {"found": False, **dict.fromkeys(("toll", "province", "kind", "sub_kind", "date"))}
    return {
        "found": True,
        "toll": coded.deaths in gold.deaths,
        "province": province_right(gold, coded) if any(gold.provinces) else None,
        "kind": coded.kind == gold.kind,
        "sub_kind": coded.sub_kind == gold.sub_kind,
        "date": date_right(gold, coded) if gold.first else None,
    }


def _pairs(gold: Gold, parts: list[Coded]) -> tuple[int, int]:
    """Pairs of articles in which the incident was found, and how many of them stand together."""
    seen = sorted(gold.docs & frozenset().union(*(c.docs for c in parts)))
    pairs = [(a, b) for n, a in enumerate(seen) for b in seen[n + 1 :]]
    return sum(any({a, b} <= c.docs for c in parts) for a, b in pairs), len(pairs)


def _mixed(gold: list[Gold], coded: Coded) -> tuple[str, ...]:
    """The gold incidents behind articles that no single one of them explains; none: empty."""
    told = [{g.name for g in gold if d in g.docs | g.passing} for d in sorted(coded.docs)]
    told = [names for names in told if names]
    if not told or set.intersection(*told):
        return ()
    return tuple(sorted(set().union(*told)))


def _stray(gold: list[Gold], coded: Coded) -> Docs:
    return coded.docs - frozenset().union(*(g.docs | g.passing for g in gold))


def figures(scores: Scores, draws: int, seed: int = 1) -> dict[str, dict[str, Any]]:
    """Each measure: value, 90% interval, what it is of."""
    out: dict[str, dict[str, Any]] = {}
    rng = np.random.default_rng(seed)
    for key in ("found", "toll", "province", "kind", "sub_kind", "date"):
        asked = [v for row in scores.right.values() if (v := row[key]) is not None]
        out[key] = _ratio([(int(v), 1) for v in asked], draws, rng)
    out["joined"] = _ratio([p for p in scores.pairs.values() if p[1]], draws, rng)
    out["invented"] = _ratio([(int(v), 1) for v in scores.invented.values()], draws, rng)
    unmatched = [(int(v or name in scores.split), 1) for name, v in scores.invented.items()]
    out["unmatched"] = _ratio(unmatched, draws, rng)
    out["merged"] = {"value": len(scores.merged), "of": len(scores.invented)}
    return out


def _ratio(parts: list[tuple[int, int]], draws: int, rng: np.random.Generator) -> dict[str, Any]:
    if not parts:
        return {"value": None, "of": 0}
    table = np.array(parts)
    sums = table[rng.integers(0, len(table), (draws, len(table)))].sum(axis=1)
    low, high = np.quantile(sums[:, 0] / sums[:, 1], [0.05, 0.95])
    top, of = table.sum(axis=0).tolist()
    return {"value": top / of, "low": float(low), "high": float(high), "of": of}
