"""Levels of agreement between two reports: place, time, actors, roles, kind, toll.

Each function names the level of one comparison; its weight stands in ``linkage.toml``.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from forestall.coding.name_forms import same_name

if TYPE_CHECKING:
    from collections.abc import Mapping

    from forestall.coding.sketch import Sketch, Spot

EARTH_KM = 6371.0
FAR_KM = 1e9


def time_level(one: Sketch, other: Sketch, close: int) -> str:
    """Level of the comparison of days (``[time]`` in the weights).

    Where one report tells no day, all that counts is how long after the day of the other it came
    out: soon, if it is news; at any time, if it looks back.
    """
    a, b = one.days, other.days
    if a is None or b is None:
        return "unknown"
    if not (a.told and b.told):
        return _untold_level(one, other)
    gap = max(a.first, b.first) - min(a.last, b.last)
    if a.precision <= 2 and b.precision <= 2:
        if gap <= 0:
            return "same_day" if a == b or (a.exact and b.exact) else "overlap"
        if gap <= 3:
            return "next_day" if gap == 1 else "days_2_3"
        return "week" if 7 in (abs(a.first - b.first), abs(a.last - b.last)) else _later(gap)
    if gap <= 0:
        told = one.published, other.published
        near = None not in told and abs(told[0] - told[1]) <= close  # type: ignore[operator]
        wide = max(a.precision, b.precision)
        return "overlap" if wide == 3 else "unknown_close" if near else "loose"
    if gap < 7:
        return "next_day" if gap <= 3 else "vague_week"
    return "vague_month" if max(a.precision, b.precision) == 4 and gap <= 31 else _later(gap)


def _untold_level(one: Sketch, other: Sketch) -> str:
    """Level where one of them, or both, tell no day at all."""
    a, b = one.days, other.days
    if a is None or b is None:
        return "unknown"
    if a.told or b.told:
        told, untold = (a, b) if a.told else (b, a)
        if untold.published is None:
            return "unknown"
        after = untold.published - told.last
        if untold.published < told.first - 1:
            return "later"
        return _ago(after, looks_back=untold.looks_back)
    if a.published is None or b.published is None:
        return "unknown"
    return _ago(abs(a.published - b.published), looks_back=a.looks_back or b.looks_back)


def _ago(days: int, *, looks_back: bool) -> str:
    if days <= 7:
        return "told_within_week"
    span = "month" if days <= 45 else "half_year" if days <= 200 else "longer"
    return f"back_{span}" if looks_back else "days_8_14" if days <= 14 else "later"


def _later(gap: int) -> str:
    return "days_4_7" if gap < 7 else "days_8_14" if gap <= 14 else "later"


def place_level(one: Spot, other: Spot, limits: Mapping[str, float]) -> str:
    """Level of the comparison of places (``[place]`` in the weights)."""
    if one.iso3 and other.iso3 and one.iso3 != other.iso3:
        return "other_country"
    km = distance_km(one, other)
    if one.province and other.province and one.province != other.province:
        return "near" if km <= limits["near_km"] else "other_province"
    one_district = bool(one.district and other.district)
    same_district = one_district and one.district == other.district
    if one.village and other.village:
        if same_name(one.village, other.village) and (same_district or not one_district):
            return "same"
        if same_district or km <= limits["near_km"]:
            return "near"
        return "far" if one_district or one.province == other.province != "" else "unknown"
    if same_district or (one.fine and other.fine and km <= limits["same_km"]):
        return "within"
    if one_district:
        return "other_district"
    if limits["far_km"] < km < FAR_KM:
        return "towns_apart"
    return "same_province" if one.province and other.province else "unknown"


def actors_level(one: Sketch, other: Sketch) -> tuple[str, tuple[str, ...]]:
    """Level of the comparison of groups (``[actors]``), and the names both share."""
    if one.actors & other.actors:
        return "one_name", ()
    if not one.names or not other.names:
        return "unknown", ()
    shared = tuple(a for a in one.names if any(same_name(a, b) for b in other.names))
    if not shared:
        two = len(one.names) > 1 and len(other.names) > 1
        return ("other_sides" if two else "other_names"), ()
    if len(shared) > 1:
        return "two_names", shared
    every = len(one.names) == 1 or len(other.names) == 1
    return ("one_name" if every else "some_shared"), shared


def plain_levels(
    one: Sketch, other: Sketch, limits: Mapping[str, float]
) -> tuple[tuple[str, str], ...]:
    """Levels of the other comparisons: roles, kind, sub-kind and toll, in this order."""
    roles = "unknown"
    if one.roles and other.roles:
        roles = "meet" if one.roles & other.roles else "apart"
    return (
        ("roles", roles),
        ("kind", _either(one.kind, other.kind)),
        ("sub_kind", _either(one.sub_kind, other.sub_kind)),
        ("toll", _toll(one.killed, other.killed, int(limits["many"]))),
    )


def _either(one: str, other: str) -> str:
    return "unknown" if not one or not other else "same" if one == other else "other"


def _toll(one: int | None, other: int | None, many: int) -> str:
    if one is None or other is None:
        return "unknown"
    if one == other:
        return "same_many" if one >= many else "same_few"
    if max(one, other) >= many and max(one, other) <= 1.4 * min(one, other):
        return "near_many"
    return "close" if max(one, other) <= 2 * min(one, other) else "other"


def distance_km(one: Spot, other: Spot) -> float:
    """Great-circle distance of two points; a billion where one is not known."""
    if one.latitude is None or other.latitude is None:
        return FAR_KM
    if one.longitude is None or other.longitude is None:
        return FAR_KM
    a, b = math.radians(one.latitude), math.radians(other.latitude)
    east = math.radians(other.longitude - one.longitude)
    half = math.sin((b - a) / 2) ** 2 + math.cos(a) * math.cos(b) * math.sin(east / 2) ** 2
    return 2 * EARTH_KM * math.asin(math.sqrt(min(1.0, half)))
