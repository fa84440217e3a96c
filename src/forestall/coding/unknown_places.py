"""Villages that no gazetteer knows: seen as such, and put in the unit the text names."""

from __future__ import annotations

import re
import string
from typing import TYPE_CHECKING

import numpy as np

from forestall.coding.gazetteer import UNITS, Kind
from forestall.coding.geo_ranker import kilometres
from forestall.coding.place_names import normal, possessed
from forestall.coding.report import Place

if TYPE_CHECKING:
    from collections.abc import Sequence

    from forestall.coding.gazetteer import Entry, Gazetteer
    from forestall.coding.geo_ranker import Asked
    from forestall.coding.toponyms import Toponym

FARTHEST = 80
"""Characters between an unknown village and the unit after it that it is put in."""
SMALL = 100_000
"""People from which a place is known well enough to be named without its unit."""
NEAR_KM = 60.0
STOP = re.compile(r"[.!?]\s+[A-Z]|\n\s*\n")
NEAR_AFTER = re.compile(r"\s*(?:village|town|hamlet)?,?\s*(?:near|outside|close to)\s+(?:the\s+)?$")
SHORTEST = 5
"""Letters of the shortest name that another spelling is sought for."""


def elsewhere(asked: Asked, entry: Entry, told: frozenset[str], named: frozenset[str]) -> bool:
    """Whether the best candidate is only a namesake of the place meant.

    So it is of a small place that lies outside the country of the unit named right after it
    ("Akom in Wapenamanda district": there is an Akom in Cameroon), and where countries are
    expected (``told``), outside these and those the text names (``named``).
    """
    if entry.kind in UNITS or entry.population >= SMALL or not entry.iso3:
        return False
    beside = {c.entry.iso3 for c in asked.beside}
    if beside and entry.iso3 not in beside:
        return True
    return bool(told) and entry.iso3 not in told | named


def far_from_neighbour(
    text: str, toponyms: Sequence[Toponym], n: int, found: Sequence[Place | None]
) -> bool:
    """Whether the text puts a place near another that it does not lie near ("Tole near Wabag")."""
    mine = found[n]
    if mine is None or n + 1 >= len(toponyms) or mine.latitude is None or mine.longitude is None:
        return False
    theirs = found[n + 1]
    if theirs is None or theirs.latitude is None or theirs.longitude is None:
        return False
    if not NEAR_AFTER.match(text[toponyms[n].end : toponyms[n + 1].start]):
        return False
    points = (
        np.array([v]) for v in (mine.latitude, mine.longitude, theirs.latitude, theirs.longitude)
    )
    return mine.precision == 1 and theirs.precision <= 2 and kilometres(*points)[0] > NEAR_KM


def put(
    text: str,
    toponyms: Sequence[Toponym],
    n: int,
    found: Sequence[Place | None],
    gazetteer: Gazetteer,
) -> Place | None:
    """An unknown place, put where the text says it lies; None where the text says nothing.

    A place in that unit whose name differs by one letter is taken for it, and so said. Near a
    town, it gets the town's point and precision 2; otherwise the unit's point and precision.
    """
    name = toponyms[n].name
    unit = _named_beside(text, toponyms, n, found, gazetteer)
    if unit is None:
        return None
    spelt = spelt_otherwise(name, unit, gazetteer)
    if spelt is not None:
        return _within(name, unit, spelt, gazetteer)
    where = unit.name if unit.precision <= 2 else unit.district or unit.province or unit.name
    near = unit.precision <= 2
    return Place(
        name=name,
        iso3=unit.iso3,
        province=unit.province,
        district=unit.district,
        pcode=unit.pcode,
        latitude=unit.latitude,
        longitude=unit.longitude,
        precision=2 if near else unit.precision,
        note=f"not in the gazetteer: put {'near' if near else 'in'} {where}",
    )


def _within(name: str, unit: Place, entry: Entry, gazetteer: Gazetteer) -> Place:
    district = gazetteer.by_key(entry.district) if entry.district else None
    return Place(
        name=name,
        iso3=entry.iso3,
        province=unit.province,
        district=district.name if district else "",
        pcode=entry.pcode,
        latitude=round(entry.latitude, 4),
        longitude=round(entry.longitude, 4),
        precision=1,
        geonames_id=entry.geonames_id,
        note=f"taken for {entry.name}, as the gazetteer spells it",
    )


def spelt_otherwise(name: str, unit: Place, gazetteer: Gazetteer) -> Entry | None:
    """The one populated place of a unit's province whose name differs by a single letter.

    None where there is none, more than one, or the name is shorter than five letters.
    """
    plain = normal(possessed(name))
    if len(plain) < SHORTEST or not unit.province:
        return None
    found: dict[int, Entry] = {}
    for form in _one_letter_off(plain):
        for row, _ in gazetteer.rows(form):
            entry = gazetteer.entry(row)
            if entry.iso3 == unit.iso3 and entry.kind not in UNITS:
                found[entry.key] = entry
    inside = [e for e in found.values() if _province(e, gazetteer) == unit.province]
    return inside[0] if len(inside) == 1 else None


def _province(entry: Entry, gazetteer: Gazetteer) -> str:
    province = gazetteer.by_key(entry.province) if entry.province else None
    return province.name if province else ""


def _one_letter_off(plain: str) -> set[str]:
    """Forms of a name with one letter left out, put in or changed, the first letter kept."""
    forms: set[str] = set()
    for at in range(1, len(plain) + 1):
        head, tail = plain[:at], plain[at:]
        forms.update(head + letter + tail for letter in string.ascii_lowercase)
        if tail:
            forms.add(head + tail[1:])
            forms.update(head + letter + tail[1:] for letter in string.ascii_lowercase)
    return forms - {plain}


def _named_beside(
    text: str,
    toponyms: Sequence[Toponym],
    n: int,
    found: Sequence[Place | None],
    gazetteer: Gazetteer,
) -> Place | None:
    """The place an unknown one is told to lie in or near.

    The first known one after it in its sentence, else the last before it, else any.
    """
    end = toponyms[n].end
    for k in range(n + 1, len(toponyms)):
        gap = text[end : toponyms[k].start]
        if len(gap) > FARTHEST or STOP.search(gap):
            break
        place = found[k]
        if place is not None and place.precision <= 4 and not place.note:
            near = k == n + 1 and NEAR_AFTER.match(gap) is not None
            return place if near or place.precision > 2 else _unit_of(place, gazetteer)
    order = [*reversed(range(n)), *range(n, len(found))]
    order.sort(key=lambda k: written_at(text, toponyms[k]))
    held = [found[k] for k in order]
    known = [p for p in held if p is not None and p.precision <= 4 and not p.note]
    if known and written_at(text, toponyms[found.index(known[0])]):
        return Place(known[0].iso3, known[0].iso3, precision=6)
    return _unit_of(known[0], gazetteer) if known else None


def written_at(text: str, toponym: Toponym) -> bool:
    """Whether a name in capitals begins a line, as the place an article was written at does."""
    line = text.rfind("\n", 0, toponym.start) + 1
    return toponym.name.isupper() and not text[line : toponym.start].strip()


def _unit_of(place: Place, gazetteer: Gazetteer) -> Place:
    """The unit a place lies in, with the unit's own point: its district, else its province."""
    if place.precision > 2:
        return place
    for kind, name, precision in ((Kind.ADM2, place.district, 3), (Kind.ADM1, place.province, 4)):
        for entry in gazetteer.named(name) if name else ():
            if entry.kind is kind and entry.iso3 == place.iso3:
                return Place(
                    name=name,
                    iso3=place.iso3,
                    province=place.province,
                    district=place.district if kind is Kind.ADM2 else "",
                    pcode=entry.pcode,
                    latitude=round(entry.latitude, 4),
                    longitude=round(entry.longitude, 4),
                    precision=precision,
                )
    return place
