"""The toll of one incident, out of all the numbers its sentences tell.

The first number told is the article's own (a lead tells the whole). A later one replaces it where
the text revises or adds up; a smaller one is a part of it; one that somebody else claims widens
the range and is kept as a claim. Numbers of parts are added up only where no total is told.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from forestall.coding import number_words
from forestall.coding.counts import Harm
from forestall.coding.report import Claim, Count, Told, Toll
from forestall.coding.told_tolls import ClauseToll, clause_toll

if TYPE_CHECKING:
    from collections.abc import Sequence

    from forestall.coding.clauses import Clause

NOBODY = re.compile(
    r"\b(?:no(?:body|[- ]one| one| deaths?| fatalities| casualties| lives? (?:was|were) lost)"
    r"(?: \w+){0,4}(?: (?:killed|died|dead|hurt|reported|lost))?|without (?:loss of life|"
    r"any deaths))\b",
    re.IGNORECASE,
)
FORCES = re.compile(r"\b(?:soldiers?|troops|police\w*|officers?|guards?|marines)\b", re.IGNORECASE)
FIGHTERS = re.compile(
    r"\b(?:rebels?|terrorists?|militants?|insurgents?|guerrillas?|jihadi\w*|separatists?|"
    r"subversives?|"
    r"extremists?|attackers|assailants|gunmen|fighters?)\b",
    re.IGNORECASE,
)
WHO = re.compile(
    r"\b(?:including|among (?:them|the dead|the victims)(?: were)?|of (?:them|"
    r"whom) (?:were )?|were|and)\s+"
    r"(?P<n>[\w-]+)\s+(?:(?:pregnant|young|small|school|elderly|of them)\s+)?"
    r"(?P<who>women|mothers|children|girls|boys|babies|infants|pupils)\b(?! and (?:women|"
    r"children))",
    re.IGNORECASE,
)
AT_FIRST = re.compile(r"\b(?:first|at first|initially|originally)$", re.IGNORECASE)
WOMEN = frozenset({"women", "mothers"})
FEW = 3
"""Sentences of the lead."""


def toll(
    events: Sequence[Clause], harm: Harm, elsewhere: int = 0
) -> tuple[Told[Toll] | None, tuple[Claim, ...]]:
    """The toll of one harm, and what others claim of it; None where no such harm is told.

    ``elsewhere`` is what the article's other incidents cost together: a number that covers them
    too is no toll of this one.
    """
    values = [v for v in (clause_toll(c, harm) for c in events) if v is not None]
    sited = [c.sentence for c in events if any(p.site and p.fine > 1 for p in c.places)]
    if not values:
        return _nobody(events, harm), ()
    numbered = _own([v for v in values if v.numbered], elsewhere, min(sited, default=0))
    if not numbered:
        first = values[0]
        return Told(Toll(Count(first.count.low, None, None)), (first.sentence,), 0.4), ()
    best, used, others = _settled(numbered)
    count = _ranged(best, others)
    groups = _groups(events, harm, best.size)
    score = 0.9 if not others and (best.total or best.revised or len(used) > 1) else 0.7
    if others:
        score = 0.5
    return Told(replace(groups, total=count), tuple(sorted(set(used))), score), _claims(
        values, best, harm
    )


def _own(values: list[ClauseToll], elsewhere: int, site: int) -> list[ClauseToll]:
    """Values without those that also count the article's other incidents."""
    if not elsewhere or len(values) < 2:
        return values
    whole = [v for v in values if not v.part]
    least = min((v.size for v in whole), default=0)
    kept = [
        v
        for v in values
        if v.size == least
        or v.revised
        or v.size < least + elsewhere
        or not (v.across or v.sentence < site)
    ]
    return kept or values


def _settled(values: list[ClauseToll]) -> tuple[ClauseToll, list[int], list[ClauseToll]]:
    """The number that stands, the sentences behind it, and the claims that differ from it."""
    best = values[0]
    used: list[int] = [best.sentence]
    others: list[ClauseToll] = []
    stated = best.sentence < FEW and not best.part
    for value in values[1:]:
        if value.size == best.size:
            used.append(value.sentence)
        elif value.revised or _overtaken(best, value) or (value.total and value.size > best.size):
            best, stated, others = value, True, []
            used.append(value.sentence)
        elif _other_side(best, value):
            best = replace(best, count=_plus(best, value), group="")
            used.append(value.sentence)
        elif value.more or _next_day(best, value):
            if not stated or _next_day(best, value):
                best = replace(best, count=_plus(best, value))
                used.append(value.sentence)
        elif (value.part and value.size < best.size) or (value.size == 1 and best.size > 2):
            used.append(value.sentence)
        elif value.speaker and value.speaker != best.speaker and value.contrast:
            if value.size > best.size or not value.group:
                others.append(value)
        elif value.size > best.size:
            best = value
            used.append(value.sentence)
    return best, used, [v for v in others if v.size != best.size]


def _overtaken(best: ClauseToll, value: ClauseToll) -> bool:
    """Whether what somebody said at first gives way to what another counts: "police first said"."""
    return (
        AT_FIRST.search(best.speaker) is not None
        and bool(value.speaker)
        and AT_FIRST.search(value.speaker) is None
        and not value.part
    )


def _next_day(best: ClauseToll, value: ClauseToll) -> bool:
    """Whether bodies were found on one day and then on another: the numbers add up."""
    days = {best.day, value.day}
    return best.found and value.found and len(days - {None}) == 2


def _other_side(best: ClauseToll, value: ClauseToll) -> bool:
    one, other = best.victims, value.victims
    if FORCES.search(one) and FIGHTERS.search(one):
        return False
    return bool(
        (FORCES.search(one) and FIGHTERS.search(other) and not FORCES.search(other))
        or (FIGHTERS.search(one) and FORCES.search(other) and not FIGHTERS.search(other))
    )


def _plus(best: ClauseToll, value: ClauseToll) -> Count:
    a, b = best.count, value.count
    low = a.low if value.victims and best.victims else a.low + b.low
    high = None if a.high is None or b.high is None else a.high + b.high
    return Count(low, best.size + value.size, high)


def _ranged(best: ClauseToll, others: Sequence[ClauseToll]) -> Count:
    count = best.count
    low = min([count.low, *(v.count.low for v in others if v.count.low)])
    highs = [count.high, *(v.count.high for v in others)]
    known = [h for h in highs if h is not None]
    open_end = any(h is None for h in highs) and max(known, default=0) <= best.size
    high = None if open_end else max(known)
    return Count(low, best.size, high)


def _groups(events: Sequence[Clause], harm: Harm, most: int) -> Toll:
    told: dict[str, int] = {}
    for clause in events:
        for mention in clause.people(harm):
            if mention.best is not None and mention.best <= most and mention.group:
                told[mention.group] = max(told.get(mention.group, 0), mention.best)
        if clause.people(harm):
            for match in WHO.finditer(clause.text):
                found = number_words.read([match["n"].lower()], 0)
                n = (found[0].best or 0) if found else 0
                group = "women" if match["who"].lower() in WOMEN else "children"
                if 0 < n <= most:
                    told[group] = max(told.get(group, 0), n)
    return Toll(Count(0, 0, 0), told.get("civilians"), told.get("women"), told.get("children"))


def _claims(values: Sequence[ClauseToll], best: ClauseToll, harm: Harm) -> tuple[Claim, ...]:
    if harm is not Harm.KILLED:
        return ()
    return tuple(
        Claim(v.speaker, v.sentence, v.count)
        for v in values
        if v.speaker and not v.part and (v.size != best.size or v.speaker != best.speaker)
    )


def _nobody(events: Sequence[Clause], harm: Harm) -> Told[Toll] | None:
    """A toll of nought, where the text says that nobody died or all were saved."""
    if harm is not Harm.KILLED:
        return None
    for clause in events:
        saved = any(w.kind == "rescue" for w in clause.told)
        if saved or NOBODY.search(clause.text):
            return Told(Toll(Count(0, 0, 0)), (clause.sentence,), 0.6)
    return None
