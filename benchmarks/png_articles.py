"""The whole coder on articles about violence in Papua New Guinea, against gold coded by hand.

    python benchmarks/png_articles.py [--articles DIR] [--coded FILE] [--show] [--draws 2000]
    python benchmarks/png_articles.py --self-check

Runs ``forestall code articles.jsonl --country PNG --json``, or reads its answer from FILE. The
coder is not told the language of an article. How incidents are matched is told in
``png_scoring.py``. Prints a table with bootstrap intervals (90%, over incidents) and one JSON
object; 1 if a bar is missed. "unmatched" counts split incidents as well as invented ones.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

from png_scoring import (
    Coded,
    Gold,
    Scores,
    figures,
    province_names,
    read_coded,
    read_gold,
    score,
)

GOLD = Path(__file__).resolve().parent / "gold" / "png_test"
RUN = "import sys; from forestall.cli import main; sys.exit(main())"
BARS = {
    "found": 0.90,
    "invented": 0.05,
    "joined": 0.90,
    "merged": 0,
    "toll": 0.85,
    "province": 0.95,
    "kind": 0.95,
}
LOW_IS_GOOD = ("invented", "merged")


def run_coder(articles: dict[str, dict[str, str]]) -> dict[str, Any]:
    """What ``forestall code`` answers; the articles go in without their language."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "articles.jsonl"
        rows = [
            json.dumps({k: v for k, v in r.items() if k != "language"}) for r in articles.values()
        ]
        path.write_text("\n".join(rows) + "\n", encoding="utf-8")
        command = [sys.executable, "-c", RUN, "code", str(path), "--country", "PNG", "--json"]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"the coder stopped with {done.returncode}:\n{done.stderr[-2000:]}")
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def missed(found: dict[str, dict[str, Any]]) -> list[str]:
    """The measures that miss their bar; one that cannot be taken misses it."""
    out = []
    for key, bar in BARS.items():
        value = found[key]["value"]
        if value is None or (value > bar if key in LOW_IS_GOOD else value < bar):
            out.append(key)
    return out


def show_errors(gold: list[Gold], coded: list[Coded], scores: Scores) -> None:
    """Every miss, by name and article ids; no text."""
    for g in gold:
        c, row = scores.match[g.name], scores.right[g.name]
        if c is None:
            print(f"not found  {g.name}: {sorted(g.docs)}")
            continue
        told: dict[str, tuple[Any, Any]] = {"toll": (c.deaths, g.deaths)}
        told |= {"province": (c.province, g.provinces)}
        told |= {"kind": (c.kind, g.kind), "sub_kind": (c.sub_kind, g.sub_kind)}
        told |= {"date": (c.date, (g.first, g.last))}
        for key in (k for k in told if row[k] is False):
            print(f"{key:<10} {g.name}: came {told[key][0]!r}, wanted {told[key][1]!r} ({c.name})")
        if g.docs - c.docs:
            print(f"lacks      {g.name}: {sorted(g.docs - c.docs)} ({c.name})")
    for c in coded:
        if scores.invented[c.name]:
            where = f"{c.date} {c.province} {c.kind} {c.deaths}"
            print(f"invented   {c.name}: {sorted(c.docs)} {where}")
        if c.name in scores.merged:
            print(f"merged     {c.name}: {', '.join(scores.merged[c.name])} {sorted(c.docs)}")
        if c.name in scores.stray:
            print(f"stray      {c.name}: {sorted(scores.stray[c.name])}")
    print(f"split      {', '.join(scores.split) or 'none'}\n")


def print_table(found: dict[str, dict[str, Any]]) -> None:
    """One line for each measure."""
    print(f"{'measure':<11}{'value':>7}  {'90% interval':<14}{'of':>5}  bar")
    for key, row in found.items():
        value = "-" if row["value"] is None else f"{row['value']:.3f}"
        value = str(row["value"]) if key == "merged" else value
        span = f"{row['low']:.3f}-{row['high']:.3f}" if "low" in row else ""
        bar = f"{'<=' if key in LOW_IS_GOOD else '>='}{BARS[key]}" if key in BARS else ""
        print(f"{key:<11}{value:>7}  {span:<14}{row['of']:>5}  {bar}".rstrip())


def self_check(gold: list[Gold]) -> None:
    """Planted answers get the marks they deserve."""
    best = [
        Coded(g.name, g.docs, g.kind, g.sub_kind, g.first, g.provinces[0], g.deaths[0])
        for g in gold
    ]
    perfect = figures(score(gold, best), 200)
    assert not missed(perfect), perfect
    assert all(perfect[k]["value"] == 1 for k in ("found", "joined", "toll", "kind", "date"))
    assert perfect["unmatched"]["value"] == 0
    nothing = figures(score(gold, []), 200)
    assert nothing["found"]["value"] == 0
    assert "invented" in missed(nothing)

    def plant(*more: Coded, without: int = 0) -> Scores:
        return score(gold, [*best[without:], *more])

    one, other = next(
        (a, b) for a in best for b in best if not a.docs & b.docs and len(a.docs) > 2 < len(b.docs)
    )
    ghost = replace(one, name="ghost", docs=frozenset({"no such article"}))
    assert plant(ghost).invented["ghost"]
    twin = replace(one, name="twin", deaths=999, docs=frozenset(sorted(one.docs)[:1]))
    assert plant(twin).invented["twin"]
    rest = [c for c in best if c.name not in (one.name, other.name)]
    both = score(gold, [*rest, replace(one, docs=one.docs | other.docs)])
    assert list(both.merged) == [one.name]
    assert sum(row["found"] is False for row in both.right.values()) == 1
    half = sorted(one.docs)
    left, right = replace(one, docs=frozenset(half[1:])), replace(one, docs=frozenset(half[:1]))
    rest = [c for c in best if c.name != one.name]
    torn = score(gold, [*rest, left, replace(right, name="torn")])
    assert torn.split == ["torn"]
    assert not any(torn.invented.values())
    n = len(half)
    assert torn.pairs[one.name] == ((n - 1) * (n - 2) // 2, n * (n - 1) // 2)
    wrong = score(gold, [*rest, replace(one, deaths=999, province="Manus", kind="state-based")])
    marks = wrong.right[one.name]
    assert (marks["toll"], marks["province"], marks["kind"]) == (False, False, False)
    _check_same_articles()
    assert province_names("Chimbu (Simbu) Province") == {"chimbu", "simbu"}
    row = {"incident_id": 1, "doc_ids": ["es"], "deaths": None}
    assert read_coded({"incidents": [row]}, {"es"}) == []
    assert read_coded({"incidents": [row]}, set())[0].deaths is None


def _check_same_articles() -> None:
    """Two incidents of one article are told apart by what is said of them, and are no merge."""
    docs = frozenset({"a"})
    pair = [
        Gold("x", docs, frozenset(), "one-sided", "", "2018-10-12", "2018-10-12", ("Enga",), (3,)),
        Gold("y", docs, frozenset(), "non-state", "", "2018-10-14", "2018-10-14", ("Enga",), (2,)),
    ]
    said = [
        Coded("1", docs, "non-state", "", "2018-10-14", "Enga", 2),
        Coded("2", docs, "one-sided", "", "2018-10-12", "Enga Province", 3),
    ]
    apart = score(pair, said)
    assert [c.name for c in apart.match.values() if c] == ["2", "1"]
    assert not apart.merged
    assert all(v for row in apart.right.values() for v in row.values())


def main() -> int:
    """Print the table and the JSON."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--articles", type=Path, default=GOLD)
    parser.add_argument("--coded", type=Path, help="the coder's JSON, in place of a run")
    parser.add_argument("--show", action="store_true")
    parser.add_argument("--self-check", action="store_true")
    parser.add_argument("--draws", type=int, default=2000)
    options = parser.parse_args()
    gold, articles = read_gold(options.articles)
    if options.self_check:
        self_check(gold)
        print("the scorer marks planted answers as it should")
        return 0
    answer = json.loads(options.coded.read_text()) if options.coded else run_coder(articles)
    foreign = {i for i, row in articles.items() if row.get("language", "en") not in ("", "en")}
    coded = read_coded(answer, foreign)
    scores = score(gold, coded)
    found = figures(scores, options.draws)
    if options.show:
        show_errors(gold, coded, scores)
    print_table(found)
    refused = {
        row.get("doc_id")
        for row in answer.get("skipped", [])
        if "language" in str(row.get("reason"))
    }
    tail = {
        "articles": len(articles),
        "gold": len(gold),
        "coded": len(coded),
        "split": len(scores.split),
        "stray_articles": sum(map(len, scores.stray.values())),
        "other_languages": len(foreign),
        "of_these_refused": len(foreign & refused),
        "english_refused": len(refused - foreign),
        "missed": missed(found),
    }
    print(json.dumps({**found, **tail}))
    return int(bool(tail["missed"]))


if __name__ == "__main__":
    raise SystemExit(main())
