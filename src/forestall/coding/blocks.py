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
    from collections.abc import Iterable, Iterator, Sequence

    from forestall.coding.sketch import Days, Sketch

Key = tuple[str, int, str]
SLACK = 7
"""Days by which a told day may be off, on either side."""
MONTHS = 13
"""An event told less precisely than this many months is compared as undated."""
UNDATED = -1
DAYS_TOLD = 6
"""Days of an event of which each is a block of its own."""
WEEK_TOLD = 7
"""The same for a report that names no province."""
COMMON = 300
"""A block of more reports than this is left out: what they share says too little."""
ANY = "*"


def candidates(sketches: Sequence[Sketch]) -> Iterator[tuple[int, int]]:
    """Pairs (lower number first) that share a block, each once, in order of the higher number.

    A report without a country or a date is looked at with those of any country or date that share
    a name with it, but those are not looked at with each other for its sake.
    """
    anywhere = any(not each.spot.iso3 for each in sketches)
    undated = any(_months(each.days) == (UNDATED,) for each in sketches)
    keys = [_keys(each, anywhere, undated) for each in sketches]
    sizes = Counter(key for own, wide in keys for key in (*own, *wide))
    by_own: defaultdict[Key, list[int]] = defaultdict(list)
    by_wide: defaultdict[Key, list[int]] = defaultdict(list)
    for number, (own, wide) in enumerate(keys):
        met = {each for key in own for each in (*by_own.get(key, ()), *by_wide.get(key, ()))}
        met.update(each for key in wide for each in by_own.get(key, ()))
        for each in sorted(met):
            yield each, number
        for kept, blocks in ((own, by_own), (wide, by_wide)):
            for key in kept:
                if 1 < sizes[key] <= COMMON:
                    blocks[key].append(number)


def _keys(each: Sketch, anywhere: bool, undated: bool) -> tuple[list[Key], list[Key]]:
    """A report's own blocks, and those it is in for reports without a country or a date."""
    land = each.spot.iso3 or ANY
    lands = (land, ANY) if anywhere and land != ANY else (land,)
    months = _months(each.days)
    spans = (*months, UNDATED) if undated and months != (UNDATED,) else months
    names = _names(each)
    days = _single_days(each.days, wide=not each.spot.province)

    def keys(lands: Iterable[str], spans: Iterable[int]) -> set[Key]:
        spans = tuple(spans)
        found = {(land, month, name) for land in lands for month in spans for name in names}
        return found | {
            (land, day, name) for land in lands for day in days for name in ("", *names)
        }

    own = keys((land,), months)
    return sorted(own), sorted(keys(lands, spans) - own)


def _names(each: Sketch) -> tuple[str, ...]:
    spot = each.spot
    places = {sound(word) for word in (*spot.village.split(), spot.village.replace(" ", ""))}
    units = {f"district {spot.district}"} if spot.district else set()
    units |= {f"province {spot.province}"} if spot.province else set()
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


def _single_days(days: Days | None, *, wide: bool) -> range:
    """Days as negative numbers, apart from months; ``wide``: those of a week too.

    A report that names no province shares nothing but its days with others.
    """
    most = WEEK_TOLD if wide else DAYS_TOLD
    if days is None or days.precision > (3 if wide else 2) or days.last - days.first >= most:
        return range(0)
    return range(-days.last - 1000, -days.first - 999)
