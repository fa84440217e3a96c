"""What a place name does in its sentence: where it happened, where somebody is from, or neither."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from forestall.coding.report import Place

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from forestall.coding.clauses import Spot

SITE = re.compile(
    r"(?:\b(?:in|at|near|outside|inside|around|along|throughout|across|towards|above|below|"
    r"within|on|into|entered|raided|"
    r"attacked|stormed|outskirts of|edge of|north of|south of|east of|west of|part of|"
    r"parts of|village of|town of|city of|suburb of|camp of|township of|"
    r"district of|province of|settlement of|area of|capital of|region of|between)\s+)"
    r"(?:(?:the|a|remote|nearby|neighbou?ring|rural|upper|lower|central|northern|southern|"
    r"eastern|western|"
    r"restive|troubled|volatile|mountainous|coastal|its|gold-mining|mining|town|village|city|"
    r"township|district|province|island|provincial capital,?|capital,?|(?!from\b|of\b|to\b|"
    r"way\b)[a-z]+(?:-[a-z]+)?)\s+){0,3}$",
    re.IGNORECASE,
)
FROM = re.compile(r"\b(?:from|of|between|and|to|by|for)\s+(?:the\s+)?$", re.IGNORECASE)
CHAIN = re.compile(
    r"^(?:['’]s?\s+(?:[a-z-]+\s+){0,3}|(?:\s+(?:village|town|station|district|province|valley|settlement|area|LLG|ward|"
    r"region|highlands|government station))*(?:,\s*|\s+in\s+(?:the\s+)?|\s+of\s+(?:the\s+)?|"
    r"\s*\())$",
    re.IGNORECASE,
)
DATELINE = re.compile(
    r"^(?:,\s+(?:[A-Z][\w’'-]*\.?\s?){1,5})?(?:,?\s+[A-Z][a-z]{2,8}\.?\s+\d{1,2})?(?:\s*\([^)\n]{1,40}\))?"
    r"\s*(?:—|–|-{1,2}|:)\s*"
)
"""After a name in capitals that begins a line: it says where the article was written."""
CARE = re.compile(
    r"^(?:\W+(?:General|Provincial|Memorial|District|Rural|Base|Hospital|National|"
    r"University|Teaching|Referral|Central|Military|Regional|County|State)){0,3}\W+"
    r"(?:hospital|clinic|morgue|health|airport|court|jail|prison|university|high school|newspaper)",
    re.IGNORECASE,
)
AWAY = re.compile(
    r"\b(?:told|said|reporters|journalists|flown|rushed|evacuated|transferred|airlifted|fled|flee|"
    r"fleeing|sent|arrive[sd]?|return(?:ed|ing)|taken|moved|based|admitted|"
    r"treated|hospital|spoke|speaking|asked|doctors?|nurses?|surgeons?|stringer|correspondent|"
    r"reporter|officials?|(?<!opening of an )office|"
    r"headquarters|walked|deployed|detained|custody|safe|"
    r"safety|driven|relatives|reinforcements|operating|meeting|held|(?:told|in|to) parliament)\b"
    r"(?:\s+[\w’'-]+){0,4}\s+(?:in|to|at|from|into|towards)\s+(?:the\s+)?(?:[a-z]+,?\s+){0,2}$",
    re.IGNORECASE,
)
VILLAGE = re.compile(
    r"^\s+(?:villages?|settlement|hamlet|station|mission|market|camp|plantation)\b", re.I
)
VILLAGE_OF = re.compile(r"\b(?:villages?|settlement|hamlet|town|city)\s+of\s+$", re.IGNORECASE)
UNIT = re.compile(
    r"^\s+(?:districts?|provinces?|region|highlands|area|valley|electorate|LLG|zone|territory|"
    r"county|state|woreda|governorate|department)\b",
    re.I,
)
BESIDE = re.compile(
    r"\b(?:near|outside|from|of|between|road to|to|towards|drive|walk|km|"
    r"kilomet\w+)\s+(?:the\s+)?$",
    re.I,
)
UNKNOWN = re.compile(
    r"\b(?:in|at|near|outside|"
    r"of)\s+(?P<called>[A-Z][\w’'-]+(?: [A-Z][\w’'-]+)?)(?=\s+(?:village|settlement|"
    r"hamlet)\b)|"
    r"\b(?P<known>[A-Z][\w’'-]+)(?=, an? (?:[a-z]+ )?(?:village|settlement|hamlet)\b)|"
    r"\b(?:dead|survivors|victims|massacre|killings) (?:of|at|in)\s+(?P<dead>[A-Z][\w’-]+)"
    r"(?=\s+(?:are|were|have|has|was|is|said|say))|"
    r"\b(?:raids?|attacks?|assault) on\s+(?P<on>[A-Z][\w’-]+)(?=,|\s+in\s+(?:the\s+)?[A-Z])|"
    r"\bin\s+(?P<said>[A-Z][\w’'-]+(?: [A-Z][\w’'-]+)?)(?=,\s+(?:(?:outside|near|close to|"
    r"on the outskirts|(?:\w+ )?(?:north|south|east|west) of)\b|(?:a|the)\s+(?:\w+\s+)?"
    r"(?:village|town|settlement|hamlet)\b))|"
    r"\b(?:at|near)\s+(?P<at>[A-Z][\w’-]+)(?=[\s,.;])|"
    r"\b[Ii]n\s+(?P<in>[A-Z][\w’-]+)(?=,\s+[A-Z]|\s+in\s+(?:the\s+)?[A-Z]|,\s+where\b)"
)
NO_PLACE = frozenset(
    "The A An Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March "  # noqa: SIM905
    "April May June July August September October November December Christmas Easter Parliament "
    "Government Police National Supreme District Grade University High Saint St New Mr Mrs Dr "
    "Angau Nine Ten Eight Seven Six Five Four Three Two One Least Catholic Lutheran".split()
)
FINE = 2
"""UCDP place precision of a village or town, or near one."""
OFFICE = re.compile(
    r"^(?:\W+(?:and\s+\w+))?\W+(?:provincial|metropolitan|deputy|acting|police|governor|"
    r"commander|MP|"
    r"administrator|open|member|premier|station commander|government|hospital)\b",
    re.IGNORECASE,
)
POLICE_IN = re.compile(r"\b(?:police|officers|authorities)\s+(?:in|at|from)\s+(?:the\s+)?$", re.I)
POLICE_DO = re.compile(
    r"^\s+(?:have |has |had |are )?(?:arrest|charg|said|say|confirm|detain|told|report|"
    r"investigat|hunt)",
    re.IGNORECASE,
)
SAID_THERE = re.compile(r"^\s+(?:has |have )?(?:said|says|told|confirmed|warned)\b", re.IGNORECASE)
"""After the place of somebody who speaks: "an adviser in Mendi said"."""
WHERE_HARM = re.compile(
    r"^,?\s+where\b[^.;]{0,80}\b(?:killed|murdered|died|shot|massacred|attacked|ambushed|hacked|"
    r"wounded|burn\w+)\b",
    re.IGNORECASE,
)
"""After a place where it happened: "they fled from Aku, where seven were killed"."""
GROUP = re.compile(
    r"^\W+(?:tribe|clan|sub-?clan|people|men|man|villagers|tribesmen|clansmen|woman|women)", re.I
)


@dataclass(frozen=True, slots=True)
class PlaceMention:
    """A place name at ``text[start:end]``, and where it is.

    ``weight``: 3 where the words set an event there, 2 where nothing says, 1 where they speak of
    an office or of somebody's home, 0 where somebody was taken or spoke elsewhere. ``fine``: 3 for
    what the text calls a village, 2 for a plain name, 1 for one that something is near, 0 for a
    unit.
    """

    start: int
    end: int
    name: str
    place: Place | None
    weight: int
    fine: int = 2

    @property
    def village(self) -> bool:
        """Whether it is a village or town, one known or one placed in its unit."""
        if self.place is None or self.fine == 0:
            return False
        return self.place.precision <= FINE or bool(self.place.note)

    @property
    def site(self) -> bool:
        """Whether the words set an event there."""
        return self.weight >= 3


def place_mentions(
    text: str, spots: Sequence[Spot], places: Sequence[Place | None]
) -> tuple[PlaceMention, ...]:
    """Each place name with its place and its part in the sentence.

    A village that is known to nobody ("killed at Fiyako village") is put in the unit named in its
    sentence, or else in the one the article names most, and its note says so.
    """
    found: list[PlaceMention] = []
    for spot, place in sorted(zip(spots, places, strict=True), key=lambda pair: pair[0].start):
        weight = _weight(text, spot)
        if found and CHAIN.match(text[found[-1].end : spot.start]):
            weight = found[-1].weight
        fine = _fine(text, spot)
        found.append(PlaceMention(spot.start, spot.end, spot.name, place, weight, fine))
    found = [
        replace(m, place=_placed(text, m.start, m.name, found)) if m.place is None else m
        for m in found
    ]
    named = Counter(m.place.province for m in found if m.place)
    found = [_in_company(text, m, found, named) for m in found]
    found = [_in_district(text, m, found[n + 1 : n + 3]) for n, m in enumerate(found)]
    return tuple(sorted([*found, *_unknown(text, found)], key=lambda m: m.start))


def _in_company(
    text: str, mention: PlaceMention, found: Sequence[PlaceMention], named: Mapping[str, int]
) -> PlaceMention:
    """A village found in a unit that the article never names, while its sentence names another.

    It is then another village of that name, and is put in the unit its sentence names.
    """
    place = mention.place
    if place is None or place.precision > FINE or not place.province or mention.weight < 3:
        return mention
    if named[place.province] > 1:
        return mention
    others = [m for m in found if m is not mention and m.place and m.place.province]
    first = max(text.rfind(". ", 0, mention.start), text.rfind("\n", 0, mention.start))
    end = text.find(". ", mention.end)
    last = end if end > 0 else len(text)
    if any(len(w) > 5 and w in text[first + 1 : last] for w in re.findall(r"\w+", place.district)):
        return mention
    beside = [m for m in others if first <= m.start <= last]
    near = [m for m in beside if m.weight > 0 and m.start > mention.start]
    if len({m.place.province for m in near if m.place}) != 1:
        return mention
    return replace(mention, place=_placed(text, mention.start, mention.name, near))


def _in_district(text: str, mention: PlaceMention, after: Sequence[PlaceMention]) -> PlaceMention:
    """A village known in one district while its own sentence says "in the X district", another.

    It is another village of that name, or the gazetteer errs; the text is believed.
    """
    place, end = mention.place, mention.end
    if place is None or place.precision > FINE or not place.district or not mention.village:
        return mention
    for other in after:
        if not CHAIN.match(text[end : other.start]) or other.place is None:
            return mention
        unit, end = other.place, other.end
        if other.fine == 0 and unit.district:
            if unit.district == place.district:
                return mention
            note = f"known in {place.district}; placed in {unit.district}, as told"
            told = replace(unit, name=mention.name, latitude=None, longitude=None, note=note)
            return replace(mention, place=replace(told, precision=3, geonames_id=None))
    return mention


def _unknown(text: str, found: Sequence[PlaceMention]) -> list[PlaceMention]:
    """Villages that only the words around them show to be villages."""
    new = []
    for match in UNKNOWN.finditer(text):
        group = match.lastgroup or "at"
        name, start = match[group], match.start(group)
        taken = any(m.start < start + len(name) and start < m.end for m in found)
        if taken or name.split()[0] in NO_PLACE or CARE.match(text[match.end() :]):
            continue
        place = _placed(text, start, name, found)
        if place is not None:
            fine = 3 if match["called"] or match["said"] or match["known"] else 2
            new.append(PlaceMention(start, start + len(name), name, place, 3, fine))
    return new


def _placed(text: str, start: int, name: str, found: Sequence[PlaceMention]) -> Place | None:
    """The unit an unknown village is put in: that of its sentence, or the commonest."""
    known = [m for m in found if m.place is not None and m.place.province]
    if not known:
        return None
    first = max(text.rfind(". ", 0, start), text.rfind("\n", 0, start))
    last = next((n for n in (text.find(". ", start), text.find("\n", start)) if n > 0), len(text))
    beside = [m for m in known if first <= m.start <= last and m.weight > 0]
    common = Counter(m.place.province for m in known if m.place).most_common(1)[0][0]
    others = [m for m in known if m.place and m.place.province == common]
    unit = min(beside or others, key=lambda m: abs(m.start - start)).place
    if unit is None:
        return None
    district = unit.district if beside else ""
    where = district or unit.province
    return Place(
        name, unit.iso3, unit.province, district, precision=3 if district else 4,
        note=f"not in the gazetteer; placed in {where}",
    )  # fmt: skip


def _fine(text: str, spot: Spot) -> int:
    before = text[max(0, spot.start - 30) : spot.start]
    if VILLAGE.match(text[spot.end : spot.end + 20]):
        return 3
    if VILLAGE_OF.search(before):
        return 3
    if UNIT.match(text[spot.end : spot.end + 20]):
        return 0
    return 1 if BESIDE.search(before) else 2


def _weight(text: str, spot: Spot) -> int:
    before = re.split(r"[.!?]\s|\n", text[max(0, spot.start - 90) : spot.start])[-1]
    after = text[spot.end : spot.end + 60]
    if not before.strip() and spot.name.isupper() and DATELINE.match(text[spot.end :]):
        return 0
    if CARE.match(after) or (AWAY.search(before) and not WHERE_HARM.match(after)):
        return 0
    if POLICE_IN.search(before) and POLICE_DO.match(after):
        return 1
    if WHERE_HARM.match(after):
        return 3
    if GROUP.match(after) or SAID_THERE.match(after):
        return 1
    if OFFICE.match(after):
        return 1
    if SITE.search(before):
        return 3
    return 1 if FROM.search(before) else 2
