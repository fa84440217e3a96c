"""When and where one incident took place, out of the days and places its clauses name.

The clauses that tell the harm speak first; of the places they name, the finest that keeps the
company of the others wins. Where no day is told, the incident lies in the week up to the day of
publication, with UCDP precision 3; in a report of what came after (a court, a peace, a burial),
in the year up to it, with precision 5. No precision is made up.
"""

from __future__ import annotations

import re
from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING

from forestall.coding import aftermath, harm_told
from forestall.coding.counts import Harm
from forestall.coding.report import Place, Told, When

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from forestall.coding.clauses import Clause
    from forestall.coding.dates import DateMention
    from forestall.coding.place_roles import PlaceMention

WHOLE = 6
"""UCDP place precision of a country."""
FINE = 2
"""UCDP place precision of a village or town, or near one."""
LENGTH = re.compile(
    r"\b(?:over|in|for|after|during|lasted|within|of)?\s*(?P<n>two|three|four|five|six|2|3|4|"
    r"5|6)[ -]days?"
    r"(?:'|’)?\s+(?:of\s+)?(?:[\w-]+\s+){0,2}(?:fight\w*|violence|clash\w*|battle|war\w*|"
    r"killing|unrest|attacks?)|"
    r"\b(?:over|lasted(?: for)?|fought for|raged for|continued for)\s+(?P<m>two|three|four|"
    r"five|six|2|3|4|5|6)\s+days\b",
    re.IGNORECASE,
)
"""How many days the fighting took, as told: "after three days of fighting"."""
DAYS = {"two": 2, "three": 3, "four": 4, "five": 5, "six": 6}
LATE_DEATH = re.compile(
    r"\b(?:in hospital|intensive care|succumb\w+|of (?:his|her|their|gunshot|"
    r"the) (?:\w+ )?(?:wounds|injuries)|doctors?|hospital)\b",
    re.IGNORECASE,
)
"""The day somebody died of wounds is not the day of the violence."""
GATHERED = re.compile(
    r"\b(?:bod(?:y|ies)|corpses?|remains)\b[^.]{0,60}\b(?:found|recovered|collected|retrieved|"
    r"discovered|counted)\b|"
    r"\b(?:found|recovered|collected|retrieved|discovered|counted)\b[^.]{0,60}\b(?:bod(?:y|"
    r"ies)|corpses?|remains)\b",
    re.IGNORECASE,
)
"""Nor is the day bodies were found, where another is told."""
DOING = re.compile(
    r"\b(?:attackers?|assailants|gunmen|came|had come|shots|gunshots|gunfire|"
    r"victims?|fled|incident|took place|happened|"
    r"occurred|seized|rebels|insurgents|militants|bandits|began|started|mob|"
    r"trouble|dragged|held|captured)\b",
    re.IGNORECASE,
)
ORDINAL = re.compile(r"\b(?:first|second|third|fourth|every|each|next)\s+$", re.IGNORECASE)
"""Before a weekday: "the first Sunday" of some month is not the latest Sunday."""
TOGETHER = 7
"""Days told further apart than this do not belong to one incident's span."""
BACK_DAYS = 365
"""Days before publication in which an event lies that a report looks back on, telling no day."""
UNTOLD_DAYS = 6
"""Days before publication in which harm without a date is taken to lie."""


def when(
    events: Sequence[Clause],
    around: Sequence[Clause],
    published: date | None,
    *,
    alone: bool = True,
    article: Sequence[Clause] = (),
    title: str = "",
) -> Told[When] | None:
    """First and last day of an incident; None where neither a day nor publication is told.

    ``alone`` says that the article tells of no other incident, so that "three days of fighting"
    can only be the length of this one, and "three weeks ago" anywhere in the lead of ``article``
    its time.
    """
    told, after = _days_told(events, around, published, article if alone else ())
    told = told or ([found] if alone and (found := aftermath.ago(article)) else [])
    if told:
        best = min(d.precision for _, d in told)
        clause, anchor = next((c, d) for c, d in told if d.precision == best)
        near = [(c, d) for c, d in told if d.precision == best and _near(d, anchor)]
        start = min(d.first for _, d in near)
        end = max(d.last for _, d in near)
        end = _lasting(events, start, end, published) if alone else end
        span = (end - start).days + 1
        precision = max(best, 1 if span == 1 else 2 if span <= 6 else 3 if span == 7 else best)
        sentences = tuple(sorted({c.sentence for c, _ in near} | {clause.sentence}))
        return Told(When(start, end, precision), sentences, 0.9 if best == 1 else 0.6)
    if published is None:
        return None
    if after or aftermath.looks_back([*events, *around], title):
        return Told(When(published - timedelta(days=BACK_DAYS), published, 5), (), 0.1)
    return Told(When(published - timedelta(days=UNTOLD_DAYS), published, 3), (), 0.2)


def _days_told(
    events: Sequence[Clause],
    around: Sequence[Clause],
    published: date | None,
    article: Sequence[Clause],
) -> tuple[list[tuple[Clause, DateMention]], bool]:
    """Days of the harm, best tellers only, and whether days of an aftermath were left out.

    "Three weeks after the raid" says which of several Wednesdays is meant.
    """
    whole = sorted([*events, *around], key=lambda c: c.start)
    window = aftermath.since(article or whole, published)
    every = [(c, aftermath.moved(d, window[1]) if window else d) for c in events for d in c.days]
    every = [(c, d) for c, d in every if not ORDINAL.search(c.text[: d.start_char - c.start])]
    harm = [(c, d) for c, d in every if not aftermath.after(c, d)]
    told = [
        (c, d)
        for c, d in harm
        if (_harmful(c) or harm_told.occurred(c.text)) and not LATE_DEATH.search(c.text)
    ]
    told = [(c, d) for c, d in told if not GATHERED.search(c.text)] or told
    told = told or _day_besides(events, around)
    told = told or sorted(harm, key=lambda pair: (pair[1].precision, pair[1].first))[:1]
    told = told or _back_then(around)
    if window and not any(d.precision <= window[1].precision for _, d in told):
        told = [window]
    return told, len(harm) < len(every)


def _back_then(around: Sequence[Clause]) -> list[tuple[Clause, DateMention]]:
    """A day or month of the harm told in a sentence about what came of it: a charge, a verdict."""
    return [
        (c, d)
        for c in around
        for d in c.days
        if d.precision <= 4 and _harm_before(c, d) and not aftermath.after(c, d)
    ][:1]


def _harm_before(clause: Clause, day: DateMention) -> bool:
    at = day.start_char - clause.start
    return any(w.start < at for w in clause.words if w.kind != "rescue")


def _day_besides(
    events: Sequence[Clause], around: Sequence[Clause]
) -> list[tuple[Clause, DateMention]]:
    """A day told of the incident in a sentence without harm: "the attackers came on Monday"."""
    last = max((c.sentence for c in events), default=0) + 3
    return [
        (c, d)
        for c in around
        for d in c.days
        if d.precision <= 2 and c.sentence <= last and DOING.search(c.text)
    ][:1]


def _lasting(events: Sequence[Clause], start: date, end: date, published: date | None) -> date:
    """The last day, where the text tells how many days it took."""
    for clause in events:
        match = LENGTH.search(clause.text)
        if match and start == end:
            word = (match["n"] or match["m"]).lower()
            last = start + timedelta(days=(DAYS.get(word) or int(word)) - 1)
            return min(last, published) if published else last
    return end


def where(
    events: Sequence[Clause], around: Sequence[Clause], article: Sequence[Clause]
) -> Told[Place] | None:
    """The place of an incident; None where the article names none that is known."""
    named = [(c, p) for c in events for p in c.places if p.place is not None and p.weight > 0]
    ranked = [(c, p) for c, p in named if p.weight >= 3 and not _country(p)] or [*named]
    lead = [] if named else [c for c in article if c.sentence == 0]
    ranked += _said_after(ranked, [*lead, *around])
    if all(_country(p) for _, p in ranked):
        ranked += _finer(ranked, around)
    if not ranked:
        wider = [(c, p) for c in [*around, *article] for p in c.places if p.place is not None]
        ranked = [(c, p) for c, p in wider if p.weight >= 3]
        ranked = ranked or [(c, p) for c, p in wider if p.weight > 0] or wider
        if not ranked:
            return None
        return _chosen(ranked, wider, 0.3)
    return _chosen(ranked, [(c, p) for c in article for p in c.places if p.place], 0.8)


def _country(mention: PlaceMention) -> bool:
    return mention.place is not None and mention.place.precision >= WHOLE


def _finer(
    ranked: Sequence[tuple[Clause, PlaceMention]], around: Sequence[Clause]
) -> list[tuple[Clause, PlaceMention]]:
    """Sites told besides, in the country that is all the clauses of harm name."""
    countries = {p.place.iso3 for _, p in ranked if p.place}
    return [
        (c, p)
        for c in around
        for p in c.places
        if p.site and p.place and p.place.iso3 in countries and not _country(p)
    ]


def _said_after(
    ranked: Sequence[tuple[Clause, PlaceMention]], around: Sequence[Clause]
) -> list[tuple[Clause, PlaceMention]]:
    """A site told in a sentence of its own ("It was at Aku"), where the others are coarse."""
    if any(p.village for _, p in ranked):
        return []
    return [
        (c, p)
        for c in around
        for p in c.places
        if p.site and p.place and (p.place.precision <= 3 or p.village)
    ][:1]


def _chosen(
    ranked: Sequence[tuple[Clause, PlaceMention]],
    company: Sequence[tuple[Clause, PlaceMention]],
    score: float,
) -> Told[Place]:
    countries = Counter(p.place.iso3 for _, p in [*ranked, *company] if p.place)
    provinces = Counter(p.place.province for _, p in company if p.place and p.place.province)

    def worth(pair: tuple[Clause, PlaceMention]) -> tuple[float, ...]:
        clause, mention = pair
        place = mention.place or Place("")
        alone = countries[place.iso3] * 2 <= max(countries.values())
        return (
            -alone,
            -(FINE if mention.village else max(place.precision, FINE + 1)),
            mention.fine,
            _harmful(clause),
            provinces[place.province],
            -mention.start,
        )

    clause, mention = max(ranked, key=worth)
    place = mention.place or Place("")
    used = {c.sentence for c, p in ranked if p.name == mention.name} | {clause.sentence}
    return Told(place, tuple(sorted(used)), score if place.precision <= 3 else score - 0.2)


def _harmful(clause: Clause) -> bool:
    return bool(clause.people(Harm.KILLED)) or any(
        not w.noun and w.kind in ("killing", "attack", "injury") for w in clause.told
    )


def _near(day: DateMention, anchor: DateMention) -> bool:
    return abs((day.first - anchor.first).days) <= TOGETHER
