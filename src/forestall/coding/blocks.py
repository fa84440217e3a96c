"""Which pairs of reports are worth weighing: those that share a month, a country and a name.

A national archive of 100,000 reports has five thousand million pairs. Two reports are looked at
only if their days come near, in one country (or one unknown), and they share a district, the sound
of a place's or a group's name, or the day itself (blocking, Fellegi & Sunter 1969, section 4).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from functools import cache
from typing import TYPE_CHECKING

from forestall.coding.name_forms import sound

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from forestall.coding.sketch import Days, Sketch

Key = tuple[str, int, str]
SLACK = 7
"""Days by which a told day may be off, on either side."""
MONTHS = 13
"""An event told less precisely than this many months is compared as undated."""
UNDATED = -1
DAYS_TOLD = 6
"""Days of an event of which each is a block of its own."""
COMMON = 300
"""A name in more reports of a month than this says nothing; they are looked up by their others."""
ANY = "*"


def candidates(sketches: Sequence[Sketch]) -> Iterator[tuple[int, int]]:
    """Pairs (lower number first) that share a block, each once, in order of the higher number."""
    anywhere = any(not each.spot.iso3 for each in sketches)
    undated = any(_months(each.days) == (UNDATED,) for each in sketches)
    all_keys = [_keys(each, anywhere, undated) for each in sketches]
    sizes = Counter(key for keys in all_keys for key in keys)
    blocks: defaultdict[Key, list[int]] = defaultdict(list)
    for number, keys in enumerate(all_keys):
        met = {each for key in keys for each in blocks.get(key, ())}
        for each in sorted(met):
            yield each, number
        for key in keys:
            if 1 < sizes[key] <= COMMON:
                blocks[key].append(number)


def _keys(each: Sketch, anywhere: bool, undated: bool) -> list[Key]:
    """Blocks a report is in.

    One without a country is in those of any country, and so are all others where there is such a
    one; the same for one without a date.
    """
    own = each.spot.iso3 or ANY
    lands = (own, ANY) if anywhere and own != ANY else (own,)
    months = _months(each.days)
    spans = (*months, UNDATED) if undated and months != (UNDATED,) else months
    names = _names(each)
    days = _single_days(each.days)
    keys = {(land, month, name) for land in lands for month in spans for name in names}
    keys |= {(land, day, name) for land in lands for day in days for name in ("", *names)}
    return sorted(keys)


def _names(each: Sketch) -> tuple[str, ...]:
    spot = each.spot
    places = {sound(word) for word in (*spot.village.split(), spot.village.replace(" ", ""))}
    units = {f"district {spot.district}"} if spot.district else set()
    groups = {sound(word) for name in each.names for word in name.split()}
    actors = {f"ucdp {number}" for number in each.actors}
    return tuple(sorted({name for name in places | units | groups | actors if name}))


def _months(days: Days | None) -> tuple[int, ...]:
    """Months (counted from year 0) an event may lie in."""
    if days is None:
        return (UNDATED,)
    first, last = _month(days.first - SLACK), _month(days.last + SLACK)
    return (UNDATED,) if last - first > MONTHS else tuple(range(first, last + 1))


@cache
def _month(ordinal: int) -> int:
    from datetime import date

    day = date.fromordinal(max(1, ordinal))
    return day.year * 12 + day.month


def _single_days(days: Days | None) -> range:
    """Days as negative numbers, apart from months."""
    if days is None or days.precision > 2 or days.last - days.first >= DAYS_TOLD:
        return range(0)
    return range(-days.last - 1000, -days.first - 999)
