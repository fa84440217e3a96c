"""What stands in a MUC-4 document: sentences, dates, names of places, countries, numbers.

All that is read here is independent of any key; what is learnt from keys stands in ``muc4_coder``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import cache

from forestall.coding import counts
from forestall.coding.counts import Harm, Mention
from forestall.coding.dates import DateMention, mentions
from forestall.coding.sentences import sentences

KILLED = Harm.KILLED
COUNTRIES = {
    "EL SALVADOR": r"EL SALVADOR|SALVADORAN|SALVADORAN?S|FMLN|ARENA|ATLACATL|CRISTIANI",
    "COLOMBIA": r"COLOMBIA|COLOMBIANS?|MEDELLIN CARTEL|BARCO|ELN|M-19|FARC",
    "PERU": r"PERU|PERUVIANS?|SHINING PATH|TUPAC AMARU|MRTA|ALAN GARCIA",
    "GUATEMALA": r"GUATEMALA|GUATEMALANS?|CEREZO|URNG",
    "HONDURAS": r"HONDURAS|HONDURANS?|AZCONA",
    "CHILE": r"CHILE|CHILEANS?|PINOCHET|MAPU LAUTARO|MANUEL RODRIGUEZ PATRIOTIC FRONT",
    "BOLIVIA": r"BOLIVIA|BOLIVIANS?|ZARATE WILLKA",
    "ECUADOR": r"ECUADOR|ECUADORANS?|ECUADOREANS?|BORJA",
    "ARGENTINA": r"ARGENTINA|ARGENTINES?|MENEM",
    "PANAMA": r"PANAMA|PANAMANIANS?|NORIEGA",
    "NICARAGUA": r"NICARAGUA|NICARAGUANS?|SANDINISTS?|CONTRAS?",
    "VENEZUELA": r"VENEZUELA|VENEZUELANS?",
    "BRAZIL": r"BRAZIL|BRAZILIANS?",
    "COSTA RICA": r"COSTA RICANS?|COSTA RICA",
    "MEXICO": r"MEXICO|MEXICANS?",
}
COUNTRY = {c: re.compile(rf"\b(?:{p})\b") for c, p in COUNTRIES.items()}
UNIT = (
    "DEPARTMENT|CITY|TOWN|VILLAGE|MUNICIPALITY|NEIGHBORHOOD|HAMLET|PROVINCE|DISTRICT|JURISDICTION|"
    "CANTON|VALLEY|SECTOR|REGION|AREA|ZONE|AIRPORT|UNIVERSITY|FARM|HIGHWAY|COLONY|SUBURB|STATE|"
    "COMMUNITY|LOCALITY|PORT|REFUGEE CAMP"
)
NAME = r"[A-Z][A-Z'-]+(?:\s+(?:DE|DEL|LA|LAS|LOS|EL|Y|OF)){0,2}(?:\s+[A-Z][A-Z'-]+){0,2}?"
PATTERNS = (
    re.compile(rf"\b(?:{UNIT})S?\s+OF\s+({NAME})(?=[\s,.;:)\]])"),
    re.compile(rf"(?:\b(?:IN|AT|NEAR|FROM|OF|THE)|,)\s+({NAME})\s+(?:{UNIT})\b"),
    re.compile(
        rf"\b(?:IN|AT|NEAR|OUTSIDE|AROUND)\s+({NAME})(?=\s*[,.;:)\]]|\s+(?:AND|ON|IN|WHEN)\b)"
    ),
    re.compile(rf",\s+({NAME})(?=\s*[,.;:)\]])"),
)
STOPS = frozenset(
    "THE A AN THIS THAT THESE THOSE HIS HER ITS THEIR OUR MY IN ON AT OF BY TO FOR WITH AND OR "  # noqa: SIM905
    "BUT AS IT HE SHE THEY WE I YOU WHO WHICH WAS WERE IS ARE BE BEEN HAS HAVE HAD NOT NO ALL "
    "SOME ANY ACCORDANCE FACT ORDER FRONT CASE CONNECTION RESPONSE VIEW FAVOR PROGRESS JAIL EXILE "
    "TURN PARTICULAR GENERAL ADDITION SAID MEANWHILE HOWEVER TODAY YESTERDAY COURT WASHINGTON "
    "EUROPE LEAST ONCE FIRST PEACE POWER CHARGE".split()
)  # fmt: skip
WORDS = {
    w: i
    for i, w in enumerate(
        "ZERO ONE TWO THREE FOUR FIVE SIX SEVEN EIGHT NINE TEN ELEVEN TWELVE THIRTEEN FOURTEEN "  # noqa: SIM905
        "FIFTEEN SIXTEEN SEVENTEEN EIGHTEEN NINETEEN TWENTY".split()
    )
    if i
}
FIGURE = re.compile(
    rf"(?<![\w.,$-])(\d{{1,3}}(?:,\d{{3}})+|\d{{1,4}}|{'|'.join(WORDS)})\b(?![.,]\d|-[A-Z\d]|%)"
)
DEATH = re.compile(
    r"\b(?:KILL(?:ED|ING|S)?|DEAD|DIED|DEATHS?|MURDER(?:ED|S|ING)?|ASSASSINAT(?:ED|ION|IONS|ING)|"
    r"BOD(?:Y|IES)|CORPSES?|MASSACRED?|EXECUTED|SLAIN|LIVES|SHOT)\b"
)
HURT = re.compile(r"\b(?:WOUND(?:ED|ING|S)|INJUR(?:ED|IES|ING)|HURT|KIDNAPPED|ARRESTED|CAPTURED)\b")
SINGLE = re.compile(
    r"\b(?:MURDER|ASSASSINATION|KILLING|DEATH)\s+OF\b|\bWAS\s+(?:\w+\s+)?(?:KILLED|MURDERED|"
    r"ASSASSINATED|SHOT|EXECUTED)|\b(?:KILLED|MURDERED|ASSASSINATED)\s+(?:A|AN|ONE|THE)\b|\bDIED\b"
)


@dataclass(frozen=True)
class Reading:
    """A document read: sentences, and what stands in which of them."""

    name: str
    sentences: tuple[str, ...]
    dates: tuple[tuple[int, DateMention], ...]
    dateline: date | None
    dateline_place: str
    places: tuple[tuple[int, str, str, bool], ...]  # sentence, name, cue, known to a gazetteer
    countries: tuple[tuple[int, str], ...]
    figures: tuple[tuple[int, int, str, int], ...]  # sentence, value, word after, gap to DEATH
    killed: tuple[tuple[int, Mention], ...]


def read(name: str, text: str, gazetteer: frozenset[str]) -> Reading:
    """Read a document; ``gazetteer`` holds names in capitals."""
    body = re.sub(r"(?<!\n)\n(?!\s*\n)\s*", " ", text.strip())
    found = sentences(body)
    at = [s.start for s in found]

    def sentence_of(place: int) -> int:
        return max((i for i, s in enumerate(at) if s <= place), default=0)

    told = mentions(body, None)
    line = next((m for m in told if m.dateline), None)
    head = body[: line.start_char if line else 40]
    return Reading(
        name,
        tuple(s.text for s in found),
        tuple((sentence_of(m.start_char), m) for m in told),
        line.first if line else None,
        re.split(r"[,(\d-]", head.strip() or "NONE")[0].strip()[:30],
        tuple(p for s in found for p in _places(s.index, s.text, gazetteer)),
        tuple((s.index, c) for s in found for c, p in COUNTRY.items() for _ in p.finditer(s.text)),
        tuple(f for s in found for f in _figures(s.index, s.text)),
        tuple((s.index, m) for s in found for m in counts.mentions(s.text) if m.harm == KILLED),
    )


def _places(index: int, text: str, gazetteer: frozenset[str]) -> list[tuple[int, str, str, bool]]:
    found: dict[str, tuple[str, bool]] = {}
    plain = re.sub(r"\[[^\]]{0,60}\]|\"", " ", text)
    for cue, pattern in enumerate(PATTERNS):
        for match in pattern.finditer(plain):
            name = _without_unit(match[1])
            if name and name.split()[0] not in STOPS and name not in COUNTRIES:
                found.setdefault(name, (f"p{cue}", name in gazetteer))
    tokens = list(re.finditer(r"[A-Z][A-Z'-]*", plain))
    taken = -1
    for i, token in enumerate(tokens):
        for size in (5, 4, 3, 2, 1):
            if i + size > len(tokens) or i <= taken:
                continue
            name = plain[token.start() : tokens[i + size - 1].end()]
            if " ".join(name.split()) in gazetteer and not re.search(r"[.,;:()]", name):
                before = plain[: token.start()].split()[-1:] or [""]
                after = plain[tokens[i + size - 1].end() :].split()[:1] or [""]
                cue = before[0] if before[0] in _cues() else "-"
                unit = after[0].strip(".,") if re.fullmatch(UNIT, after[0].strip(".,")) else ""
                found[" ".join(name.split())] = (f"{cue}+{unit}", True)
                taken = i + size - 1
                break
    return [(index, name, cue, known) for name, (cue, known) in found.items()]


def _without_unit(name: str) -> str:
    return re.sub(rf"\s+(?:{UNIT})S?$", "", " ".join(name.split()))


@cache
def _cues() -> frozenset[str]:
    return frozenset(("IN", "AT", "NEAR", "OF", "FROM", "OUTSIDE", "TO"))


def _figures(index: int, text: str) -> list[tuple[int, int, str, int]]:
    deaths = [m.start() for m in DEATH.finditer(text)]
    found = []
    for match in FIGURE.finditer(text):
        word = match[1]
        value = WORDS.get(word) or int(word.replace(",", ""))
        after = re.findall(r"[A-Z]+", text[match.end() : match.end() + 40])[:1] or [""]
        gap = min((d - match.start() for d in deaths), key=abs, default=999)
        found.append((index, value, after[0], gap))
    return found
