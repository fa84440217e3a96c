"""The toll of one incident, out of all the numbers its sentences tell.

The first number told is the article's own (a lead tells the whole). A later one replaces it where
the text revises or adds up; a smaller one is a part of it; one that somebody else claims widens
the range and is kept as a claim. Numbers of parts are added up only where no total is told.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from forestall.coding import number_words, telling
from forestall.coding.counts import Harm
from forestall.coding.report import Claim, Count, Told, Toll

if TYPE_CHECKING:
    from collections.abc import Sequence

    from forestall.coding.clauses import Clause
    from forestall.coding.counts import Mention

PARTS = re.compile(
    r"\b(?:includ(?:ing|es?|ed)|among (?:the|them|those)|of (?:them|these|those|the (?:\w+ )?(?:dead|victims|killed|"
    r"deceased|bodies|\w+))|both|were women|were children)\b",
    re.IGNORECASE,
)
NTH = re.compile(
    r"\b(?:a|an|the|becomes?|became|as)\s+(?:the\s+)?(?P<nth>second|third|fourth|fifth|sixth|seventh|eighth|ninth|"
    r"tenth|eleventh|twelfth)\s+(?:\w+\s+)?(?:person|man|woman|victim|death|fatality|boy|girl|"
    r"child|villager|student|body)\b",
    re.IGNORECASE,
)
ORDINALS = (
    "second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth".split()  # noqa: SIM905
)
NOBODY = re.compile(
    r"\b(?:no(?:body|[- ]one| one| deaths?| fatalities| casualties| lives? (?:was|were) lost)"
    r"(?: \w+){0,4}(?: (?:killed|died|dead|hurt|reported|lost))?|without (?:loss of life|any deaths))\b",
    re.IGNORECASE,
)
EACH_SIDE = re.compile(
    r"\b(?:(?:on|from|in) (?:each|either|both) (?:sides?|clans?|tribes?|groups?)|each side)\b", re.I
)
TOLL_TALK = re.compile(
    r"\b(?:toll|however|but|other (?:reports|sources|accounts)|while|put(?:s|ting)? (?:it|the)|estimate[sd]?|as many as|"
    r"claim(?:s|ed)?|up to|dispute[sd]?|according to|says?|said|believe[sd]?|reported)\b",
    re.IGNORECASE,
)
TAKING_TO = re.compile(
    r"\b(?:tak|bring|rais|push)(?:ing|es|s|en)\s+to\s+(?P<n>[\w-]+)\s+the\s+(?:number|death|toll|total)",
    re.IGNORECASE,
)
ITS_OWN = re.compile(
    r"(?P<who>[A-Z][^.;]{3,120}?)\s+(?:said|says|claimed|claims)\s+(?:that\s+)?(?:its|it|they|their)\b"
)
ACROSS = re.compile(
    r"\b(?:over|in|within|during|after)\s+(?:the (?:past|last) )?(?:two|three|four|five|six|\d)\s+(?:days|weeks)\b|"
    r"\b(?:two|three|four|both|series of|several|string of|spate of)\s+(?:\w+\s+){0,2}"
    r"(?:attacks|incidents|killings|clashes|raids|ambushes|massacres|provinces|districts|villages)\b|"
    r"\b(?:in all|in total|altogether|combined|our people)\b",
    re.IGNORECASE,
)
FORCES = re.compile(r"\b(?:soldiers?|troops|police\w*|officers?|guards?|marines)\b", re.IGNORECASE)
FIGHTERS = re.compile(
    r"\b(?:rebels?|terrorists?|militants?|insurgents?|guerrillas?|jihadi\w*|separatists?|subversives?|"
    r"extremists?|attackers|assailants|gunmen|fighters?)\b",
    re.IGNORECASE,
)
COUPLE = re.compile(r"\b(?:couple|pair)\b(?! of)[^.;,]{0,60}$", re.IGNORECASE)
FEW = 3


@dataclass(frozen=True, slots=True)
class _Value:
    """What one clause tells of a harm, and how."""

    count: Count
    sentence: int
    speaker: str
    group: str
    victims: str = ""
    across: bool = False
    revised: bool = False
    total: bool = False
    more: bool = False
    part: bool = False
    contrast: bool = False

    @property
    def size(self) -> int:
        return self.count.best if self.count.best is not None else self.count.low

    @property
    def numbered(self) -> bool:
        return self.count.best is not None


def toll(
    events: Sequence[Clause], harm: Harm, elsewhere: int = 0
) -> tuple[Told[Toll] | None, tuple[Claim, ...]]:
    """The toll of one harm, and what others claim of it; None where no such harm is told.

    ``elsewhere`` is what the article's other incidents cost together: a number that covers them
    too is no toll of this one.
    """
    values = [v for v in (_value(c, harm) for c in events) if v is not None]
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


def _value(clause: Clause, harm: Harm) -> _Value | None:
    people = list(clause.people(harm))
    told_total = _told_total(clause) if harm is Harm.KILLED else 0
    if told_total:
        speaker = people[0].speaker if people else ""
        doubt = re.match(r"\W*(?:but|however)\b", clause.text, re.IGNORECASE) is not None
        count = Count(told_total, told_total, told_total)
        return _Value(
            count, clause.sentence, speaker, "", revised=not doubt, total=not doubt, contrast=doubt
        )
    if not people:
        firm = any(w.kind == "killing" and not w.noun for w in clause.told)
        if harm is Harm.KILLED and firm and not clause.harm:
            return _Value(Count(1, None, None), clause.sentence, "", "")
        return None
    text = clause.text
    chosen, summed = _combined(text, people)
    if EACH_SIDE.search(text, people[-1].end, people[-1].end + 40) and chosen.best is not None:
        chosen = Count(chosen.low * 2, chosen.best * 2, chosen.high and chosen.high * 2)
    lead = people[0]
    alone = len(people) == 1 or summed
    return _Value(
        chosen,
        clause.sentence,
        lead.speaker or _own_voice(text),
        lead.group if alone else "",
        victims=text[lead.start : lead.end] if alone else "",
        across=ACROSS.search(text) is not None,
        revised=telling.has("revised", text),
        total=telling.has("total", text),
        more=_more(text, lead),
        part=PARTS.search(text[: lead.end + 40]) is not None and alone,
        contrast=TOLL_TALK.search(text) is not None,
    )


def _told_total(clause: Clause) -> int:
    """The toll that a clause counts up to: "a third person died", "taking to six the number"."""
    taking = TAKING_TO.search(clause.text)
    if taking:
        found = number_words.read([taking["n"].lower()], 0)
        return (found[0].best or 0) if found else 0
    nth = NTH.search(clause.text)
    if nth and any(w.kind == "killing" for w in clause.told):
        return ORDINALS.index(nth["nth"].lower()) + 2
    return 0


def _own_voice(text: str) -> str:
    """Who tells of deeds of their own: "the army said its men had killed five"."""
    found = ITS_OWN.search(text)
    return found["who"].strip() if found else ""


def _more(text: str, lead: Mention) -> bool:
    near = text[max(0, lead.start - 12) : lead.end + 50]
    return telling.pattern("cues", "more").search(near) is not None


def _combined(text: str, people: Sequence[Mention]) -> tuple[Count, bool]:
    """One number for a clause with several: the total, the revised one, or the sum."""
    counted = [m for m in people if m.best is not None]
    if len(counted) < 2:
        return _count(counted[0] if counted else people[0], text), False
    if telling.has("revised", text) or telling.has("total", text):
        return _count(_latest(text, counted), text), False
    largest = max(counted, key=lambda m: m.best or 0)
    rest = sum(m.best or 0 for m in counted) - (largest.best or 0)
    parts = [m for m in counted if m is not largest]
    between = text[largest.end : parts[0].start] if parts[0].start > largest.end else ""
    inside = PARTS.search(between) or PARTS.search(text[parts[0].start : parts[0].end + 30])
    if rest == largest.best or inside or len({m.speaker for m in counted}) > 1:
        return _count(largest, text), False
    return (
        Count(
            sum(m.low for m in counted),
            sum(m.best or 0 for m in counted),
            None
            if any(m.high is None for m in counted)
            else sum(m.high or 0 for m in counted),
        ),
        True,
    )


def _latest(text: str, people: Sequence[Mention]) -> Mention:
    """The number a revision ends at: the one after "to", else the largest."""
    for mention in people:
        if re.search(r"\bto\s+(?:at least |about |more than |some )?$", text[: mention.start]):
            return mention
    return max(people, key=lambda m: m.best or 0)


def _own(values: list[_Value], elsewhere: int, site: int) -> list[_Value]:
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


def _settled(values: list[_Value]) -> tuple[_Value, list[int], list[_Value]]:
    """The number that stands, the sentences behind it, and the claims that differ from it."""
    best = values[0]
    used, others = [best.sentence], []
    stated = best.sentence < FEW and not best.part
    for value in values[1:]:
        if value.size == best.size:
            used.append(value.sentence)
        elif value.revised or (value.total and value.size > best.size):
            best, stated, others = value, True, []
            used.append(value.sentence)
        elif _other_side(best, value):
            best = replace(best, count=_plus(best, value), group="")
            used.append(value.sentence)
        elif value.more:
            if not stated:
                best = replace(best, count=_plus(best, value))
                used.append(value.sentence)
        elif value.part and value.size < best.size:
            used.append(value.sentence)
        elif value.size == 1 and best.size > 2:
            used.append(value.sentence)
        elif value.speaker and value.speaker != best.speaker and value.contrast:
            if value.size > best.size or not value.group:
                others.append(value)
        elif value.size > best.size:
            best = value
            used.append(value.sentence)
    return best, used, [v for v in others if v.size != best.size]


def _other_side(best: _Value, value: _Value) -> bool:
    one, other = best.victims, value.victims
    if FORCES.search(one) and FIGHTERS.search(one):
        return False
    return bool(
        (FORCES.search(one) and FIGHTERS.search(other) and not FORCES.search(other))
        or (FIGHTERS.search(one) and FORCES.search(other) and not FIGHTERS.search(other))
    )


def _plus(best: _Value, value: _Value) -> Count:
    a, b = best.count, value.count
    low = a.low if value.victims and best.victims else a.low + b.low
    high = None if a.high is None or b.high is None else a.high + b.high
    return Count(low, best.size + value.size, high)


def _ranged(best: _Value, others: Sequence[_Value]) -> Count:
    count = best.count
    low = min([count.low, *(v.count.low for v in others)])
    highs = [count.high, *(v.count.high for v in others)]
    high = None if any(h is None for h in highs) else max(h for h in highs if h is not None)
    return Count(low, best.size, high)


def _groups(events: Sequence[Clause], harm: Harm, most: int) -> Toll:
    told: dict[str, int] = {}
    for clause in events:
        for mention in clause.people(harm):
            if mention.best is not None and mention.best <= most:
                told[mention.group] = max(told.get(mention.group, 0), mention.best)
    return Toll(
        Count(0, 0, 0), told.get("civilians"), told.get("women"), told.get("children")
    )


def _claims(values: Sequence[_Value], best: _Value, harm: Harm) -> tuple[Claim, ...]:
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


def _count(mention: Mention, text: str) -> Count:
    if mention.best == 1 and COUPLE.search(text[: mention.end]):
        return Count(2, 2, 2)
    return Count(mention.low, mention.best, mention.high)
