"""Resolving place names: accuracy on TR-News, LGL and GeoWebNews, given the gold spans.

A name counts as right where the place lies within 161 km of the gold coordinates (Gritta,
Pilehvar & Collier 2019). The ranker is learnt on the other two corpora and tried on the third.
Printed beside it: the gazetteer's ceiling (any candidate within 161 km), the most populous
candidate, names found by the finder, and the places of Papua New Guinea's reported incidents.
Intervals: 2,000 bootstrap samples of documents.

    python benchmarks/geoparsing.py            # measure
    python benchmarks/geoparsing.py --train    # also learn on all three and write the weights
"""

from __future__ import annotations

import csv
import gzip
import json
import re
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from forestall import output
from forestall.coding import geo_ranker
from forestall.coding.gazetteer import Gazetteer
from forestall.coding.geo_ranker import ALONE, COMPANY, Asked, Document, Weights, kilometres
from forestall.coding.geocode import Geocoder, Toponym
from forestall.compute import stream

SHARED = Path(__file__).resolve().parents[2] / "shared" / "text"
FILES = {"TR-News": "TR-News.xml.gz", "LGL": "lgl.xml.gz", "GeoWebNews": "GWN.xml.gz"}
BARS = {"TR-News": 0.90, "LGL": 0.79, "GeoWebNews": 0.77}
KM = 161.0
PENALTY = 0.5
WEIGHTS = Path(geo_ranker.__file__).parent / "geo_ranker.toml"
Floats = NDArray[np.float64]


@dataclass
class Gold:
    """A document: its text, its place names and where they truly are (latitude, longitude)."""

    text: str
    toponyms: list[Toponym]
    points: Floats
    ids: list[int]


@dataclass
class Case:
    """A document as the ranker sees it; ``right`` marks candidates within 161 km, per mention."""

    asked: list[Asked]
    question: list[int]
    right: list[NDArray[np.bool_]]
    same_id: list[NDArray[np.bool_]]


def read(corpus: str) -> list[Gold]:
    """Documents of a corpus, with the toponyms that have a GeoNames id."""
    with gzip.open(SHARED / "geoparsing" / FILES[corpus]) as stream_:
        root = ElementTree.fromstring(stream_.read())
    found = []
    for article in root.findall("article"):
        text, names, points, ids = article.findtext("text") or "", [], [], []
        for t in article.iter("toponym"):
            told = _point(t)
            if told is None:
                continue
            name = t.findtext("phrase") or t.findtext("extractedName") or ""
            start = _start(text, name, int(t.findtext("start") or 0))
            names.append(Toponym(start, start + len(name), name))
            points.append(told[1:])
            ids.append(told[0])
        found.append(Gold(text, names, np.array(points).reshape(-1, 2), ids))
    return found


def _point(t: ElementTree.Element) -> tuple[int, float, float] | None:
    tag = t.find("gaztag")
    if tag is not None:
        key, lat, lon = tag.get("geonameid"), tag.findtext("lat"), tag.findtext("lon")
    else:
        key, lat, lon = (t.findtext(k) for k in ("geonamesID", "latitude", "longitude"))
    if not key or not key.strip().isdigit() or lat is None or lon is None:
        return None
    return int(key), float(lat), float(lon)


def _start(text: str, name: str, told: int) -> int:
    """Where a name stands: the files' own offsets are some characters off in places."""
    at = [m.start() for m in re.finditer(re.escape(name), text)]
    return min(at, key=lambda a: abs(a - told)) if at else told


def case(gold: Gold, geocoder: Geocoder) -> Case:
    asked, question = geocoder.asked(gold.text, gold.toponyms)
    right, same = [], []
    for k, (lat, lon), key in zip(question, gold.points, gold.ids, strict=True):
        entries = [c.entry for c in asked[k].candidates]
        at = np.array([(e.latitude, e.longitude) for e in entries], dtype=float).reshape(-1, 2)
        right.append(kilometres(at[:, 0], at[:, 1], lat, lon) <= KM)
        same.append(np.array([e.key == key for e in entries], dtype=bool))
    return Case(asked, question, right, same)


def learn(cases: list[Case]) -> Weights:
    """Weights by maximum likelihood: the first round, then the later ones twice over."""
    documents = [Document(c.asked) for c in cases]
    first = _fit([d.alone for d in documents], cases)
    later = np.zeros(len(ALONE) + len(COMPANY))
    for turn in range(3):
        inputs = []
        for document in documents:
            now = [geo_ranker.softmax(x @ first) for x in document.alone]
            for _ in range(turn):
                company = document.company(now)
                now = [
                    geo_ranker.softmax(np.hstack([x, y]) @ later)
                    for x, y in zip(document.alone, company, strict=True)
                ]
            company = document.company(now)
            inputs.append([np.hstack([x, y]) for x, y in zip(document.alone, company, strict=True)])
        later = _fit(inputs, cases)
    return Weights(first, later)


def _fit(inputs: list[list[Floats]], cases: list[Case]) -> Floats:
    """Conditional logit: the chance of the right candidates against all of a name."""
    rows, owner, good, weight = [], [], [], []
    n = 0
    for x, c in zip(inputs, cases, strict=True):
        seen: Counter[tuple[int, bytes]] = Counter()
        held: dict[tuple[int, bytes], NDArray[np.bool_]] = {}
        for k, right in zip(c.question, c.right, strict=True):
            if right.any() and not right.all():
                seen[k, right.tobytes()] += 1
                held[k, right.tobytes()] = right
        for (k, bits), count in seen.items():
            rows.append(x[k])
            owner.append(np.full(len(x[k]), n))
            good.append(held[k, bits])
            weight.append(np.sqrt(count))
            n += 1
    matrix, group, ok = np.vstack(rows), np.concatenate(owner), np.concatenate(good)
    scale = np.maximum(matrix.std(axis=0), 1e-6)
    matrix = matrix / scale
    starts = np.flatnonzero(np.r_[True, group[1:] != group[:-1]])
    w = np.array(weight)

    def loss(beta: Floats) -> tuple[float, Floats]:
        score = matrix @ beta
        score -= np.maximum.reduceat(score, starts)[group]
        power = np.exp(score)
        total = np.add.reduceat(power, starts)
        mine = np.add.reduceat(power * ok, starts)
        value = -(w * np.log(mine / total)).sum() + PENALTY * (beta**2).sum()
        slope = power / total[group] - power * ok / mine[group]
        return float(value), matrix.T @ (slope * w[group]) + 2 * PENALTY * beta

    answer = minimize(loss, np.zeros(matrix.shape[1]), jac=True, method="L-BFGS-B")
    return np.asarray(answer.x / scale)


@dataclass
class Scores:
    """Of each document: names, and how many are right by each way."""

    counts: Floats
    WAYS = ("ranker", "ceiling", "most populous", "ranker, or the same id")

    def table(self) -> dict[str, list[float]]:
        """(share, 2.5%, 97.5%) of each way."""
        rng = stream(7, "geoparsing")
        drawn = rng.integers(0, len(self.counts), (2000, len(self.counts)))
        sums = self.counts[drawn].sum(axis=1)
        shares = sums[:, 1:] / sums[:, :1]
        total = self.counts.sum(axis=0)
        return {
            way: [
                round(float(total[k + 1] / total[0]), 4),
                *(round(float(q), 3) for q in np.quantile(shares[:, k], (0.025, 0.975))),
            ]
            for k, way in enumerate(self.WAYS)
        }


def score(cases: list[Case], weights: Weights) -> Scores:
    rows = []
    for c in cases:
        chances = geo_ranker.chances(c.asked, weights)
        count = np.zeros(5)
        for k, right, same in zip(c.question, c.right, c.same_id, strict=True):
            count[0] += 1
            if len(right):
                best = int(np.argmax(chances[k]))
                count[1:] += (right[best], right.any(), right[0], right[best] or same[best])
        rows.append(count)
    return Scores(np.array(rows))


def found_spans(golds: list[Gold], geocoder: Geocoder) -> dict[str, float]:
    """Of gold names, the share the finder finds; of the found, the share that is gold."""
    gold = found = both = 0
    for g in golds:
        theirs = {(t.start, t.end) for t in g.toponyms}
        ours = [(t.start, t.end) for t in geocoder.find(g.text)]
        gold, found = gold + len(theirs), found + len(ours)
        both += sum(any(s < e2 and s2 < e for s2, e2 in theirs) for s, e in ours)
    return {"recall": round(both / gold, 3), "precision": round(both / found, 3)}


def png() -> dict[str, object]:
    """Place names of the reported incidents: found, and put in the right province."""
    geocoder = Geocoder(Gazetteer.packaged(), countries=("PNG",))
    with (SHARED / "png" / "reported_incidents.csv").open() as stream_:
        rows = list(csv.DictReader(stream_))
    asked = found = right = put = 0
    missed = []
    for row in rows:
        province = row["province"]
        text = f"Police said people died at {row['place'] or province}, {province} Province."
        toponyms = geocoder.find(text)
        places = geocoder.resolve(text, toponyms)
        names = [n for n in re.split(r"[,()]|\bnear\b", row["place"]) if n.strip()]
        for name in names:
            name = re.sub(r"\b(?:village|valley)\b", "", name, flags=re.I).strip()
            asked += 1
            mine = [
                p for t, p in zip(toponyms, places, strict=True) if p and normal_in(name, t.name)
            ]
            hits = [p for p in mine if not p.note]
            put += any(p.note and p.province == row["province"] for p in mine)
            found += bool(hits)
            good = any(p.iso3 == "PNG" and p.province == row["province"] for p in hits)
            right += good
            if not good:
                missed.append(f"{row['event']}: {name}")
    return {
        "names": asked,
        "in the gazetteer": found,
        "and in the right province": right,
        "not in it, put in the right province by the text": put,
        "not in it": missed,
    }


def normal_in(name: str, found: str) -> bool:
    return any(part in found for part in re.split(r"[ -]", name)) or found in name


def main() -> int:
    geocoder = Geocoder(Gazetteer.packaged())
    golds = {name: read(name) for name in FILES}
    cases = {name: [case(g, geocoder) for g in gs] for name, gs in golds.items()}
    answer: dict[str, object] = {}
    for name in FILES:
        weights = learn([c for other in FILES if other != name for c in cases[other]])
        scores = score(cases[name], weights)
        answer[name] = {
            "documents": len(golds[name]),
            "names": int(scores.counts[:, 0].sum()),
            "bar": BARS[name],
            **scores.table(),
            "finder": found_spans(golds[name], geocoder),
        }
        print(f"{name}: {json.dumps(answer[name])}", flush=True)
    if "--train" in sys.argv:
        write(learn([c for cs in cases.values() for c in cs]))
    answer["Papua New Guinea"] = png()
    print(json.dumps(answer, indent=1))
    return 0


def write(weights: Weights) -> None:
    lines = [
        "# Weights of the ranker of place names, by benchmarks/geoparsing.py --train.",
        "# Learnt on TR-News, LGL and GeoWebNews (Gritta, Pilehvar & Collier 2019; a repository",
        "# under GPL-3): only these figures come from them, no text. These weights have seen all",
        "# three; the accuracies told are of weights that had not seen the corpus.",
    ]
    for part, names, values in (
        ("first", ALONE, weights.first),
        ("later", ALONE + COMPANY, weights.later),
    ):
        lines += ["", f"[{part}]"]
        lines += [f'"{n}" = {v:.4f}' for n, v in zip(names, values, strict=True)]
    output.write_text(WEIGHTS, "\n".join(lines) + "\n")


if __name__ == "__main__":
    sys.exit(main())
