"""MUC-4: the documents, the templates of the key, and how a template is scored.

Sundheim (1992, MUC-4 overview) describes the task. Five slots of the 24 are scored here, those a
record of an event needs: type, country, place below the country, date, number killed. Alternatives
in the key (``A / B``) all count as right; a fill marked ``?`` may be given or left out.

Predicted templates are aligned with those of the key so that the sum of matched slots is largest
(Kuhn 1955, by ``linear_sum_assignment``); a pair that matches in no slot stays apart. Templates of
the key without a partner are misses in each slot they fill, predicted ones false alarms.
"""

from __future__ import annotations

import calendar
import gzip
import json
import re
from dataclasses import dataclass, field
from datetime import date
from difflib import SequenceMatcher
from functools import cache
from pathlib import Path

import numpy as np
from scipy.optimize import linear_sum_assignment

FOLDER = Path(__file__).resolve().parents[2] / "shared" / "text" / "muc4"
MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
SLOTS = ("type", "country", "place", "date strict", "date lenient", "killed")
NEAR = 7
"""Days two intervals may lie apart and still agree leniently."""
HEADER = re.compile(r"(?m)^(DEV-MUC3-\d{4})\b.*$")
LINE = re.compile(r"\d+\.\s+([A-Z ]+: [A-Z ]+?)\s{2,}(.*)")
NUMBER = re.compile(r"[\d,]+")
LEFT_OUT = frozenset(
    {"THE", "OF", "DE", "LA", "EL", "LOS", "LAS", "DEL", "CITY", "DEPARTMENT", "TOWN", "NORTHERN"}
    | {"SOUTHERN", "EASTERN", "WESTERN", "CENTRAL", "DOWNTOWN", "GREATER"}
)
"""Words that do not tell one place from another."""
QUOTED = re.compile(r'"([^"]+)"')


@dataclass(frozen=True)
class Day:
    """A date of the key: first and last day; ``opened``: the key says "on or before"."""

    first: date
    last: date
    opened: bool = False


@dataclass(frozen=True)
class Template:
    """One incident: each slot holds the fills that count as right; empty where none is told.

    ``places`` are sub-country names, ``killed`` numbers; ``killed_free``: the key tells of deaths
    without a number, so that the slot is not scored. ``free`` names slots whose fill is marked
    "?". ``strings`` are the words the key quotes: they show which sentences tell the incident.
    """

    types: frozenset[str]
    countries: frozenset[str] = frozenset()
    places: frozenset[str] = frozenset()
    dates: tuple[Day, ...] = ()
    killed: frozenset[int] = frozenset()
    killed_free: bool = False
    free: frozenset[str] = frozenset()
    optional: bool = False
    strings: tuple[tuple[str, ...], ...] = ()
    dead: tuple[tuple[tuple[str, ...], int], ...] = ()


@dataclass
class Guess:
    """One predicted incident."""

    type: str
    country: str = ""
    place: str = ""
    date: Day | None = None
    killed: int | None = None
    anchor: int = 0
    score: float = field(default=0.0)


def development() -> tuple[dict[str, str], dict[str, list[Template]]]:
    """Texts and templates of the 1,300 development documents."""
    texts: dict[str, str] = {}
    for path in sorted((FOLDER / "dev").glob("dev-muc3-*.gz")):
        pieces = HEADER.split(_text(path))
        texts.update(zip(pieces[1::2], pieces[2::2], strict=True))
    raw: dict[str, list[dict[str, list[str]]]] = {}
    for path in sorted((FOLDER / "dev").glob("key-*.gz")):
        slot, current = "", {}
        for line in _text(path).split("\n"):
            match = LINE.match(line)
            if line.startswith(";") or not line.strip():
                continue
            if match and match[1] == "MESSAGE: ID":
                current = {}
                raw.setdefault(match[2].split()[0], []).append(current)
            elif match:
                slot = match[1]
                current[slot] = [match[2].strip()]
            else:
                current[slot].append(line.strip())
    return texts, {name: _templates(raw.get(name, [])) for name in texts}


def test3() -> tuple[dict[str, str], dict[str, list[Template]]]:
    """Texts and templates of TST3; its file keeps no mark of optional templates."""
    texts = json.loads(_text(FOLDER / "tst3_text.json.gz"))
    keys = json.loads(_text(FOLDER / "tst3_keys.json.gz"))
    return texts, {name: _templates(keys[name]) for name in texts}


def _text(path: Path) -> str:
    return gzip.decompress(path.read_bytes()).decode("utf-8", "replace")


def _templates(raw: list[dict[str, list[str]]]) -> list[Template]:
    return [
        _template({slot: [f for f in fills if f not in "*-"] for slot, fills in one.items()})
        for one in raw
        if one.get("INCIDENT: TYPE", ["*"])[0] not in {"*", "-"}
    ]


def _template(raw: dict[str, list[str]]) -> Template:
    location = " / ".join(raw.get("INCIDENT: LOCATION", []))
    when = " / ".join(raw.get("INCIDENT: DATE", []))
    free = {s for s, t in (("country", location), ("place", location), ("date", when)) if "?" in t}
    countries, places = _locations(location)
    if countries and any(not re.search(r":", a) for a in location.split(" / ")) and places:
        free.add("place")  # one of the alternatives is the country alone
    killed, unknown, dead = _killed(raw)
    return Template(
        types=frozenset(t.strip(" ?()") for t in raw["INCIDENT: TYPE"][0].split("/")),
        countries=countries,
        places=places,
        dates=_days(when),
        killed=killed,
        killed_free=unknown,
        free=frozenset(free),
        optional="OPTIONAL" in " ".join(raw.get("MESSAGE: TEMPLATE", [])),
        strings=_strings(raw),
        dead=dead,
    )


def _strings(raw: dict[str, list[str]]) -> tuple[tuple[str, ...], ...]:
    slots = (
        "HUM TGT: NAME", "HUM TGT: DESCRIPTION", "PHYS TGT: ID", "PERP: INDIVIDUAL ID",
        "PERP: ORGANIZATION ID", "INCIDENT: INSTRUMENT ID",
    )  # fmt: skip
    return tuple(tuple(QUOTED.findall(f)) for s in slots for f in raw.get(s, []) if '"' in f)


def _locations(text: str) -> tuple[frozenset[str], frozenset[str]]:
    countries, places = set(), set()
    for alternative in re.split(r"\s+/\s+", text.replace("?", "")):
        parts = [p.strip(" ()") for p in re.split(r":|\s-\s", alternative)]
        if parts[0]:
            countries.add(parts[0])
        places.update(re.sub(r"\s*\(.*", "", p) for p in parts[1:])
    return frozenset(countries), frozenset(p for p in places if p)


def _days(text: str) -> tuple[Day, ...]:
    found = []
    for alternative in re.split(r"\s+/\s+", text):
        days = [
            _day(1900 + int(y), MONTHS.index(m.upper()[:3]) + 1, int(d))
            for d, m, y in re.findall(r"(\d{1,2})\s+([A-Za-z]{3,})\s+(\d\d)\b", alternative)
        ]  # fmt: skip
        if days:
            opened = len(days) == 1 and alternative.strip(" ?(").startswith("-")
            found.append(Day(min(days[0], days[-1]), days[-1], opened))
    return tuple(found)


def _day(year: int, month: int, day: int) -> date:
    """A key has 31 APR 89: the last day of the month."""
    return date(year, month, min(day, calendar.monthrange(year, month)[1]))


def _killed(
    raw: dict[str, list[str]],
) -> tuple[frozenset[int], bool, tuple[tuple[tuple[str, ...], int], ...]]:
    """The sum over the targets killed; several sums where a number has alternatives."""
    dead = {}
    for fill in raw.get("HUM TGT: EFFECT OF INCIDENT", []):
        if fill.startswith("DEATH:"):
            dead[frozenset(QUOTED.findall(fill))] = fill
    sums, unknown, parts = {0}, False, []
    for names in dead:
        numbers = [
            f.split(":")[0]
            for f in raw.get("HUM TGT: NUMBER", [])
            if names & frozenset(QUOTED.findall(f))
        ]
        values = {int(n.replace(",", "")) for f in numbers[:1] for n in NUMBER.findall(f)}
        if not values:
            unknown = True
            continue
        parts.append((tuple(names), max(values)))
        sums = {a + b for a in sums for b in values}
    return frozenset(sums - {0}) if not unknown else frozenset(), unknown, tuple(parts)


def words(name: str) -> frozenset[str]:
    """The words of a place name that count: articles and kinds of unit aside."""
    return frozenset(re.findall(r"\w+", name.upper())) - LEFT_OUT


def same_place(guess: str, key: frozenset[str]) -> bool:
    """Whether a predicted name has the same words as one of the key's sub-country names."""
    mine = words(guess)
    return any(
        guess == name or (mine and mine == words(name)) or _spelt(guess, name) for name in key
    )


@cache
def _spelt(a: str, b: str) -> bool:
    """Alike but for a letter or two: the key has TONOCATEPEQUE for the text's TONACATEPEQUE."""
    long = min(len(a), len(b)) > 6 and a[0] == b[0]
    return long and SequenceMatcher(None, a, b).ratio() >= 0.9


def strict(guess: Day, key: Day) -> bool:
    """The same day, or both ends of the same interval; of an open one ("on or before") the end."""
    return guess.last == key.last and (guess.first == key.first or key.opened or guess.opened)


def lenient(guess: Day, key: Day) -> bool:
    """The intervals overlap or lie up to seven days apart."""
    return (guess.first - key.last).days <= NEAR and (key.first - guess.last).days <= NEAR


def compare(guess: Guess | None, key: Template | None) -> np.ndarray:
    """Matched, predicted and expected fills of each slot: an array (3, slots)."""
    out = np.zeros((3, len(SLOTS)))
    if guess is not None:
        told = (1, bool(guess.country), bool(guess.place), guess.date is not None)
        out[1] = [*told, told[3], guess.killed is not None]
    if key is None:
        return out
    told = (1, bool(key.countries), bool(key.places), bool(key.dates))
    out[2] = [*told, told[3], bool(key.killed)]
    if guess is not None:
        dates = [(strict(guess.date, d), lenient(guess.date, d)) for d in key.dates if guess.date]
        out[0] = [
            guess.type in key.types,
            guess.country in key.countries,
            bool(guess.place) and same_place(guess.place, key.places),
            any(s for s, _ in dates),
            any(near for _, near in dates),
            guess.killed in key.killed,
        ]
    # a fill marked "?" costs nothing where it is not given, nor deaths without a number
    for at, slot in enumerate(("type", "country", "place", "date", "date", "killed")):
        if slot in key.free and not out[1, at]:
            out[2, at] = 0
        if slot == "killed" and key.killed_free:
            out[:, at] = 0
    return out


def score(
    guesses: list[Guess], key: list[Template], same_type: bool = False, optional: bool = False
) -> np.ndarray:
    """Matched, predicted and expected fills of a document: an array (3, slots).

    ``same_type`` aligns only templates of one type; ``optional``: templates of the key marked
    optional cost nothing where they have no partner.
    """
    cells = np.zeros((len(guesses), len(key), 3, len(SLOTS)))
    gain = np.zeros((len(guesses), len(key)))
    for i, guess in enumerate(guesses):
        for j, template in enumerate(key):
            cells[i, j] = compare(guess, template)
            # of pairs alike the one of the same type
            gain[i, j] = cells[i, j, 0].sum() + 0.01 * cells[i, j, 0, 0]
            if same_type and not cells[i, j, 0, 0]:
                gain[i, j] = 0
    rows, columns = linear_sum_assignment(-gain) if gain.size else ([], [])
    pairs = [(i, j) for i, j in zip(rows, columns, strict=True) if gain[i, j] > 0]
    total = np.zeros((3, len(SLOTS)))
    for i, j in pairs:
        total += cells[i, j]
    for i in set(range(len(guesses))) - {i for i, _ in pairs}:
        total += compare(guesses[i], None)
    for j in set(range(len(key))) - {j for _, j in pairs}:
        if not (optional and key[j].optional):
            total += compare(None, key[j])
    return total


def f1(total: np.ndarray) -> np.ndarray:
    """F1 of each slot from matched, predicted and expected fills."""
    return 2 * total[0] / np.maximum(total[1] + total[2], 1e-9)
