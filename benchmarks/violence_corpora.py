"""Sentences with labels for the house's own set, from the corpora that give them honestly.

What a corpus does not say is unknown (weight 0), never 0. ``MODEL_CARD.md`` tells the rules.
"""

from __future__ import annotations

import csv
import gzip
import json
import re
import tomllib
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import india_folds
import numpy as np

from forestall.coding.detect import LABELS
from forestall.coding.features import mend, pieces
from forestall.compute import stream

SEED = 20261122
ROWS_OF_ATTACKS = 3000
SENTENCES_OF_MUC = 4000
SENTENCES_OF_ECB = 5000
VIOLENT_TOPICS = {3, 8, 12, 14, 16, 18, 19, 21, 22, 24, 32, 33, 41, 45}
"""Topics of ECB+ on killing, assault, robbery, piracy or arson: not used as news without any."""
ARREST_TOPICS = {26, 35, 36}
DATE_BEFORE = re.compile(r"^[^:]{0,40}\d{4}:\s*")
HARMED = re.compile(r"kill|dead|die[ds]|death|murder|execut|bod(?:y|ies)|shot|fatal|casualt", re.I)
PEACEFUL = {
    *("AGREE", "DEMAND", "REJECT", "DISAPPROVE", "RETREAT", "SANCTION", "SUPPORT", "CONCEDE"),
    *("CONSULT", "AID", "INVESTIGATE", "COOPERATE"),
}


@dataclass(frozen=True, slots=True)
class Told:
    """A sentence, the corpus and text it is of, and what is known of it: label -> (0 or 1)."""

    corpus: str
    text: str
    sentence: str
    known: dict[str, int]
    weight: float = 1.0


def nothing(but: tuple[str, ...] = ()) -> dict[str, int]:
    """Known to have no label, but for some of which nothing is known."""
    return {label: 0 for label in LABELS if label not in but}


def india(shared: Path) -> Iterator[Told]:
    """Arrest, failure to act and force of every sentence; violence and killing where police did."""
    corpus = india_folds.read(shared)
    for place, sentence in enumerate(corpus.sentences):
        has = dict(zip(india_folds.LABELS, map(int, corpus.labels[place]), strict=True))
        known = {
            "arrest": has["ARREST"],
            "failure to act": has["FAIL"],
            "force used": has["FORCE"],
        }
        known |= {"killing": 1} if has["KILL"] else {}
        known |= {"violence": 1} if has["KILL"] or has["FORCE"] else {}
        yield Told("india", f"india{corpus.document[place]}", mend(sentence), known)


def plover(shared: Path) -> Iterator[Told]:
    """Fights and assaults, threats, and the types without either."""
    path = shared / "text" / "plover" / "PLOVER_GSR_CAMEO.txt"
    for row in json.loads(path.read_text("utf-8")):
        kind = row["event"]
        if kind in ("FIGHT", "ASSAULT"):
            known = {"violence": 1}
        elif kind == "THREATEN":
            known = {"threat": 1}
        elif kind in PEACEFUL:
            known = nothing(but=("arrest",))
        else:
            continue
        yield Told("plover", row["id"], mend(row["text"]), known)


def attacks(shared: Path) -> Iterator[Told]:
    """Descriptions of one sentence of attacks on care, aid and schools, by their counts."""
    for path in sorted((shared / "text" / "insecurity_insight").glob("*.csv.gz")):
        with gzip.open(path, "rt", encoding="utf-8", errors="replace") as lines:
            rows = list(csv.DictReader(lines))
        for place, row in enumerate(rows):
            description = row.get("Event Description") or row.get("") or ""
            told, _ = pieces(DATE_BEFORE.sub("", description))
            if len(told) != 1 or len(told[0]) < 20:
                continue
            known = _of_attack(row, path.name, told[0])
            if known:
                yield Told("attacks", f"{path.stem}{place}", told[0], known)


def _of_attack(row: dict[str, str], name: str, sentence: str) -> dict[str, int]:
    def counted(word: str) -> bool:
        return any(
            word in (column or "") and str(value).strip() not in ("", "0", "0.0", "False")
            for column, value in row.items()
            if "Outcome" not in (column or "")
        )

    killed, hurt = counted("Killed"), counted("Injured") or counted("Assaulted")
    explosive = "explosive" in name
    known: dict[str, int] = {}
    wrecked = counted("Destr") or counted("Damag") or counted("Arson")
    if killed or hurt or wrecked or explosive or "crsv" in name:
        known["violence"] = 1
    if killed:
        known["killing"] = 1
    elif not HARMED.search(sentence):
        known["killing"] = 0
    if counted("Arrested"):
        known["arrest"] = 1
    elif explosive:
        known |= {"arrest": 0, "threat": 0, "failure to act": 0}
    if counted("Threatened"):
        known["threat"] = 1
    return known


def ecb(shared: Path) -> Iterator[Told]:
    """News of topics without violence: sport, film, firms, earthquakes, elections."""
    texts: dict[str, set[str]] = {}
    with zipfile.ZipFile(shared / "text" / "ecb_plus" / "ecb.zip") as packed:
        for part in ("train", "dev", "test"):
            for row in json.loads(packed.read(f"ecb/{part}/Event_gold_mentions.json")):
                texts.setdefault(row["doc_id"], set()).add(" ".join(row["mention_context"]))
    for name in sorted(texts):
        topic = int(name.split("_")[0])
        if topic in VIOLENT_TOPICS:
            continue
        known = nothing(but=("arrest",) if topic in ARREST_TOPICS else ())
        for part in {p: None for t in sorted(texts[name]) for p in pieces(_untokenised(t))[0]}:
            yield Told("ecb", f"topic{topic}", part, known)


def _untokenised(text: str) -> str:
    text = text.replace("``", '"').replace("''", '"')
    return re.sub(r" (?=[.,;:!?%)]|n't|'s|'re)", "", text)


def muc(shared: Path) -> Iterator[Told]:
    """Of articles with an incident, the sentences that name its victims or weapons.

    Articles without one are left out: many tell of fights between army and guerrillas.
    """
    folder = shared / "text" / "muc4" / "dev"
    texts = dict(re.findall(ARTICLE, _whole(folder, "dev-muc3-*.gz"), FLAGS))
    strings: dict[str, list[str]] = {}
    for key in re.split(r"^0\. +MESSAGE: ID +", _whole(folder, "key-dev-*.gz"), flags=re.M)[1:]:
        name = key[:13]
        if _slot(key, "INCIDENT: TYPE") in ("ATTACK", "BOMBING", "KIDNAPPING", "ARSON"):
            for slot in ("HUM TGT: NAME", "HUM TGT: DESCRIPTION", "INCIDENT: INSTRUMENT ID"):
                strings.setdefault(name, []).extend(re.findall('"([^"]{4,})"', _slot(key, slot)))
    for name in sorted(texts):
        yield from _of_muc(name, texts[name], strings.get(name, []))


FLAGS = re.S | re.M
ARTICLE = r"^(DEV-MUC3-\d{4})[^\n]*\n(.*?)(?=^DEV-MUC3|\Z)"


def _whole(folder: Path, names: str) -> str:
    parts = []
    for path in sorted(folder.glob(names)):
        with gzip.open(path, "rt", encoding="latin-1") as lines:
            parts.append(lines.read())
    return "\n".join(parts)


def _of_muc(name: str, text: str, strings: list[str]) -> Iterator[Told]:
    for sentence in pieces(text.capitalize())[0]:
        upper = sentence.upper()
        if any(string in upper for string in strings):
            yield Told("muc", name, sentence, {"violence": 1}, 0.5)


def _slot(key: str, slot: str) -> str:
    found = re.search(rf"^\d+\. +{re.escape(slot)} +(.*?)(?=^\d+\. |\Z)", key, FLAGS)
    return found.group(1).strip() if found else ""


def plain() -> Iterator[Told]:
    """Our own sentences of news without violence."""
    rows = tomllib.loads((Path(__file__).parent / "plain_news.toml").read_text("utf-8"))
    for place, sentence in enumerate(rows["sentences"]):
        yield Told("plain", f"plain{place}", sentence, nothing(), 3.0)
    quiet = (Path(__file__).parent / "gold" / "quiet_sentences.txt").read_text("utf-8")
    for place, sentence in enumerate(quiet.splitlines()):
        yield Told("plain", f"quiet{place}", sentence, nothing(), 3.0)


def read(shared: Path) -> list[Told]:
    """All of them; of the large corpora a sample drawn by the seed."""
    found = [*india(shared), *plover(shared), *plain()]
    draws = ((attacks, ROWS_OF_ATTACKS), (ecb, SENTENCES_OF_ECB), (muc, SENTENCES_OF_MUC))
    for corpus, count in draws:
        rows = list(corpus(shared))
        random = stream(SEED, "detector", corpus.__name__)
        kept = np.sort(random.permutation(len(rows))[:count])
        found += [rows[place] for place in kept]
    return found
