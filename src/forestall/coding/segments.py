"""Which clauses of an article tell of the same incident.

Clauses are read in order. A clause stays with the incident told last unless it has victims or an
attack of its own and a site, or a day, of its own: another village, or a cue such as "in a
separate incident" or "the day before". A clause that returns to the site of an incident told
earlier goes back to it. Numbers alone never start an incident.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from math import asin, cos, radians, sin, sqrt
from typing import TYPE_CHECKING

from forestall.coding import harm_told
from forestall.coding.clauses import Clause, Sense
from forestall.coding.counts import Harm
from forestall.spelling import plain_name

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from forestall.coding.place_roles import PlaceMention

SAME_SITE_KM = 1.0
"""Two named spots so near each other are taken for one site."""
NEAR_KM = 25.0
"""A village may be the one that was said to lie near a town, if it is no further from it."""
FINE = 2
"""A place that something is at, and not near."""
WHY = re.compile(
    r"\b(?:feud|dispute|quarrel|argument|goes back|stem\w*|retaliat\w+|revenge|pay-?back|"
    r"spark\w+|trigger\w+)\b",
    re.IGNORECASE,
)
SAME_PERSON = re.compile(
    r"\b(?:she|he|they|who)\s+(?:had\s+)?(?:later\s+|also\s+)?(?:died|succumbed|was killed|"
    r"were killed)\b",
    re.IGNORECASE,
)
MOST_RECALLED = 4
"""Sentences about one earlier event in a report of a court."""
LEAD = 2
"""Sentences in which a report of a court or a peace says what it is about."""
PARTITIVE = re.compile(
    r"\b(?:most|many|some|half|the rest)(?: of (?:them|these|those|the (?:dead|victims)))? "
    r"(?:have |had )?(?:died|were|was|been|are)\b",
    re.IGNORECASE,
)
NOW_MORE = re.compile(r"\bnow\b[^.;]{0,40}\bmore\b", re.IGNORECASE)
"""What is the news again, after an earlier event: "they have now killed three more"."""
UMBRELLA = re.compile(
    r"\b(?:in|by|across|after) (?:two|three|four|several) (?:\w+ )?"
    r"(?:separate|different|unrelated) (?:\w+ )?"
    r"(?:attacks|incidents|killings|clashes|raids|ambushes|fights|events|shootings|cases)\b",
    re.IGNORECASE,
)
"""Incidents announced together: what this sentence tells is no incident's own."""
KNOWN_EVENT = re.compile(
    r"\b(?:in|during|from|since) (?:the|this|that) (?:same )?(?:attacks?|ambush|raid|massacre|"
    r"clash(?:es)?|fight(?:ing)?|battle|shooting|violence|killings?)\b",
    re.IGNORECASE,
)
"""An event spoken of as known: "eleven died in the attack"."""


@dataclass(slots=True)
class Segment:
    """The clauses of one incident: those that tell it, and those around them that add to it."""

    events: list[Clause]
    around: list[Clause] = field(default_factory=list)

    @property
    def clauses(self) -> list[Clause]:
        """All clauses in the order of the article."""
        return sorted([*self.events, *self.around], key=lambda c: c.start)


def segments(clauses: Sequence[Clause]) -> tuple[Segment, ...]:
    """The incidents of an article, in the order they are first told.

    An article with nothing of late is read again for earlier events that it tells in full: with
    a site, a day or month, and victims. So is one that tells them in several sentences, as reports
    of a trial do.
    """
    found = _grouped(clauses, lambda c: c.sense is Sense.EVENT)
    return found or _grouped(clauses, _full_past) or _recalled(clauses)


def _recalled(clauses: Sequence[Clause]) -> tuple[Segment, ...]:
    """The one earlier event that sentences about a court tell together; days of the court aside."""
    court = [c for c in clauses if c.sense is Sense.AFTER and harm_told.has("court", c.text)]
    past = [c for c in clauses if (c.sense is Sense.PAST and c.told) or c in court]
    if not court or court[0].sentence >= LEAD or len(past) > MOST_RECALLED:
        return ()
    old = [d for c in past if c.sense is Sense.PAST for d in c.days if d.precision <= 4]
    told = [replace(c, days=tuple(d for d in c.days if d in old)) for c in past]
    sites = {plain_name(p.name) for c in told for p in fine_sites(c)}
    months = {(d.first.year, d.first.month) for d in old}
    dead = any(w.kind == "killing" or w.noun for c in court for w in c.told)
    if len(sites) != 1 or len(months) != 1 or not dead:
        return ()
    rest = [c for c in clauses if c not in past]
    return (Segment(told, rest),)


def fine_sites(clause: Clause) -> tuple[PlaceMention, ...]:
    """Villages and towns where a clause sets an event."""
    return tuple(p for p in clause.places if p.site and p.village)


def same_site(one: PlaceMention, other: PlaceMention) -> bool:
    """Whether two names are of one site: the same name, or spots a few kilometres apart."""
    if plain_name(one.name) == plain_name(other.name):
        return True
    if one.place is None or other.place is None:
        return False
    apart = _kilometres(one, other)
    return apart is not None and apart <= SAME_SITE_KM


def _grouped(clauses: Sequence[Clause], tells: Callable[[Clause], bool]) -> tuple[Segment, ...]:
    found: list[Segment] = []
    ahead: list[Clause] = []
    several = any(UMBRELLA.search(c.text) for c in clauses)
    for clause in clauses:
        if not tells(clause) or (not found and UMBRELLA.search(clause.text)):
            if not found and (clause.sense is Sense.AFTER or _charge(clause)):
                ahead.append(clause)
            kept = clause.sense in (Sense.OTHER, Sense.AFTER) or _why(clause)
            kept = kept or (clause.sense is Sense.GENERAL and bool(fine_sites(clause)))
            if found and kept:
                _home(clause, found, found[-1]).around.append(clause)
        elif not found:
            if _opens(clause):
                found.append(Segment([clause]))
        elif NOW_MORE.search(clause.text) and not clause.days and not fine_sites(clause):
            found[0].events.append(clause)
        elif (back := _back(clause, found)) is not None:
            back.events.append(clause)
        elif _starts(clause, found[-1]) or (
            several and _own_harm(clause) and _elsewhere(clause, found[-1])
        ):
            found.append(Segment([clause]))
        else:
            found[-1].events.append(clause)
    if found:
        found[0].around[:0] = ahead
    return tuple(found)


def _charge(clause: Clause) -> bool:
    """Whether the lead tells what came of an earlier event: what follows is of that event."""
    return (
        clause.sense is Sense.PAST
        and clause.sentence < LEAD
        and harm_told.has("aftermath", clause.text)
    )


def _why(clause: Clause) -> bool:
    """Whether an earlier event is told as what this one came of."""
    return clause.sense is Sense.PAST and (
        WHY.search(clause.text) is not None or not clause.people(Harm.KILLED)
    )


def _full_past(clause: Clause) -> bool:
    return (
        clause.sense is Sense.PAST
        and bool(clause.people(Harm.KILLED))
        and bool(fine_sites(clause))
        and any(d.precision <= 4 for d in clause.days)
    )


def _opens(clause: Clause) -> bool:
    """Whether a clause can be the first to tell an incident: "most died of wounds" cannot."""
    if PARTITIVE.search(clause.text) and not (clause.days or fine_sites(clause)):
        return False
    return any(w.kind != "rescue" for w in clause.told)


def _home(clause: Clause, found: Sequence[Segment], last: Segment) -> Segment:
    """The incident whose site a clause names, else the one told last."""
    return _back(clause, found) or last


def _back(clause: Clause, found: Sequence[Segment]) -> Segment | None:
    """An incident told before the last one, whose site this clause names."""
    if len(found) < 2:
        return None
    sites = [p for p in clause.places if p.village]
    if not sites:
        return None
    for segment in reversed(found):
        known = [p for c in segment.events for p in fine_sites(c)]
        if any(same_site(a, b) for a in sites for b in known):
            return segment
    return None


def _starts(clause: Clause, last: Segment) -> bool:
    """Whether a clause begins another incident than the one told last."""
    if not _own_harm(clause):
        return False
    elsewhere = _elsewhere(clause, last)
    if harm_told.has("separate", clause.text):
        return elsewhere or (bool(clause.people(Harm.KILLED)) and _another_day(clause, last))
    return (
        elsewhere and not _refers(clause) and (_victims(clause) or _own_day_and_site(clause, last))
    )


def _own_day_and_site(clause: Clause, last: Segment) -> bool:
    """Whether a clause tells a village and a day, and the incident told last another of each."""
    told = [c for c in last.events if fine_sites(c)]
    dated = any(d.precision == 1 for c in last.events for d in c.days)
    return bool(fine_sites(clause) and told) and dated and _another_day(clause, last)


def _own_harm(clause: Clause) -> bool:
    return any(not w.noun and w.kind in ("killing", "injury", "attack") for w in clause.told)


def _victims(clause: Clause) -> bool:
    return bool(clause.people(Harm.KILLED)) or bool(clause.people(Harm.INJURED))


def _refers(clause: Clause) -> bool:
    """Whether a clause speaks of an event as known: "the killings", "the bodies"."""
    if KNOWN_EVENT.search(clause.text):
        return True
    head = clause.text[: max(40, len(clause.text) // 3)]
    found = harm_told.pattern("cues", "same").search(head)
    return (found is not None and found.start() < 12) or SAME_PERSON.search(clause.text) is not None


def _elsewhere(clause: Clause, last: Segment) -> bool:
    """Whether a clause has a site and none that can be that of the incident told last."""
    sites = fine_sites(clause)
    known = [p for c in last.events for p in fine_sites(c)]
    if sites and known:
        return not any(same_site(a, b) or _beside(a, b) for a in sites for b in known)
    provinces = {p.place.province for p in clause.places if p.site and p.place} - {""}
    before = {p.place.province for c in last.events for p in c.places if p.site and p.place} - {""}
    return bool(provinces) and bool(before) and not provinces & before


def _beside(one: PlaceMention, other: PlaceMention) -> bool:
    """Whether a village may be the one told before as "near" a town."""
    if one.place is None or other.place is None or one.fine < FINE or other.fine != 1:
        return False
    apart = _kilometres(one, other)
    if apart is not None:
        return apart <= NEAR_KM
    return "" != one.place.district == other.place.district


def _another_day(clause: Clause, last: Segment) -> bool:
    days = [d for d in clause.days if d.precision == 1]
    known = [d for c in last.events for d in c.days if d.precision == 1]
    return bool(days) and not any(a.first == b.first for a in days for b in known)


def _kilometres(one: PlaceMention, other: PlaceMention) -> float | None:
    a, b = one.place, other.place
    if a is None or b is None or None in (a.latitude, a.longitude, b.latitude, b.longitude):
        return None
    lat1, lon1 = radians(a.latitude or 0.0), radians(a.longitude or 0.0)
    lat2, lon2 = radians(b.latitude or 0.0), radians(b.longitude or 0.0)
    h = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin((lon2 - lon1) / 2) ** 2
    return 2 * 6371.0 * asin(sqrt(h))
