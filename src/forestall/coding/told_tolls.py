"""What one clause tells of the dead or injured: how many, who says so, and in what way."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from forestall.coding import harm_told, number_words
from forestall.coding.clauses import LONG_TIME
from forestall.coding.counts import Harm
from forestall.coding.report import Count

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from forestall.coding.clauses import Clause
    from forestall.coding.counts import Mention

PARTS = re.compile(
    r"\b(?:includ(?:ing|es?|ed)|among (?:the|them|those)|of (?:them|these|those|"
    r"the (?:\w+ )?(?:dead|victims|killed|"
    r"deceased|bodies|\w+))|both|were women|were children)\b",
    re.IGNORECASE,
)
NTH = re.compile(
    r"\b(?:a|an|the|becomes?|became|as)\s+(?:the\s+)?(?P<nth>second|third|fourth|fifth|sixth|"
    r"seventh|eighth|ninth|"
    r"tenth|eleventh|twelfth)\s+(?:\w+\s+)?(?:person|man|woman|victim|death|fatality|boy|girl|"
    r"child|villager|student|body)\b",
    re.IGNORECASE,
)
ORDINALS = (
    "second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth".split()  # noqa: SIM905
)
TOLL_TALK = re.compile(
    r"\b(?:toll|however|but|other (?:reports|sources|accounts)|while|put(?:s|ting)? (?:it|"
    r"the)|estimate[sd]?|as many as|"
    r"claim(?:s|ed)?|up to|dispute[sd]?|according to|says?|said|believe[sd]?|reported)\b",
    re.IGNORECASE,
)
TAKING_TO = re.compile(
    r"\b(?:tak|bring|rais|push)(?:ing|es|s|en)\s+to\s+(?P<n>[\w-]+)\s+the\s+(?:number|death|"
    r"toll|total)",
    re.IGNORECASE,
)
ITS_OWN = re.compile(
    r"(?P<who>[A-Z][^.;]{3,120}?)\s+(?:said|says|claimed|claims)\s+(?:that\s+)?(?:its|it|they|"
    r"their)\b"
)
ACROSS = re.compile(
    r"\b(?:over|in|within|during|after)\s+(?:the (?:past|last) )?(?:two|three|four|five|six|"
    r"\d)\s+(?:days|weeks)\b|"
    r"\b(?:two|three|four|both|series of|several|string of|spate of)\s+(?:\w+\s+){0,2}"
    r"(?:attacks|incidents|killings|clashes|raids|ambushes|massacres|provinces|districts|"
    r"villages)\b|"
    r"\b(?:in all|in total|altogether|combined|our people)\b",
    re.IGNORECASE,
)
FROM_TO = re.compile(
    r"\bfrom\s+(?P<was>[\w-]+)\s+to\s+(?:at least |about |more than )?(?P<now>[\w-]+)\b",
    re.IGNORECASE,
)
BODIES = re.compile(
    r"(?P<n>[\w-]+)\s+(?:(?:more|dead|other|further|burnt|charred)\s+)*(?:bodies|corpses)\b",
    re.IGNORECASE,
)
AND_ON = re.compile(
    r"\band\s+(?:another\s+|a further\s+)?(?P<n>[\w-]+)(?:\s+(?:more|others?))?\s+on\s+"
    r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b"
)
TO_DEATH = re.compile(
    r"\b(?:burn(?:ed|t)|beat(?:en)?|hacked|stoned|chopped|stabbed|clubbed|tortured|kicked|slashed|"
    r"bashed|cut|starved)\s+(?P<who>[^.;]{2,80}?)\s+to death\b",
    re.IGNORECASE,
)
SPOKESMAN = re.compile(
    r"(?P<who>(?:A|The)\s+(?:[\w-]+\s+)?(?:spokes(?:man|woman|person)|leader)\s+(?:for|of)\s[^.;]{3,120}?)\s+"
    r"(?:said|says|claimed|claims)\b"
)
PUTS = re.compile(
    r"(?P<who>[A-Z][^.;]{1,60}?)\s+(?:has |have |had )?(?:puts?|estimated?|placed|counted|gave)\b"
)
TOLL_AT = re.compile(
    r"\b(?:toll\s+(?:\w+\s+)?|dead (?:of|at|in) (?:\w+ ){1,3}(?:are|is) (?:now )?put )(?:at|of)\s+"
    r"(?:at least |about |more than |up to )?(?P<n>[\w-]+)",
    re.IGNORECASE,
)
HEAD = re.compile(
    r"\b(?P<n>[\w-]+)\s+(?:\w+\s+)?(?:people|persons|men|women|villagers|others|members|"
    r"tribesmen),(?! including)"
    r"[^.;]{3,140}?,\s+(?:were|have been|had been|was)\s+(?:\w+\s+){0,2}?"
    r"(?:killed|hacked|murdered|shot|burn\w+|behead\w+|chopped|slain|massacred|lynched)\b",
    re.IGNORECASE,
)
HALVES = re.compile(
    r"\b(?P<n>[\w-]+)\s+(?:\w+\s+)?(?:people|men|tribesmen|"
    r"lives)\b[^.;]{0,50},?\s+(?P<half>[\w-]+)\s+(?:men\s+|people\s+)?"
    r"(?:from|on|in)\s+(?:each|either|both)\b",
    re.IGNORECASE,
)
GATHERED = re.compile(r"\b(?:bod(?:y|ies)|corpses?)\b", re.IGNORECASE)
COUPLE = re.compile(r"\b(?:couple|pair)\b(?! of)[^.;,]{0,60}$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ClauseToll:
    """What one clause tells of a harm, and how.

    ``revised``: it replaces an earlier number; ``total``: it sums up; ``more``: it adds;
    ``part``: it is part of another; ``across``: it may cover other incidents; ``contrast``: it is
    set against another; ``found``: bodies found on ``day``.
    """

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
    day: date | None = None
    found: bool = False

    @property
    def size(self) -> int:
        return self.count.best if self.count.best is not None else self.count.low

    @property
    def numbered(self) -> bool:
        return self.count.best is not None


def clause_toll(clause: Clause, harm: Harm) -> ClauseToll | None:
    people = list(clause.people(harm))
    told_total = _told_total(clause) if harm is Harm.KILLED else 0
    if told_total:
        speaker = people[0].speaker if people else _own_voice(clause.text)
        other = TOLL_AT.search(clause.text) is not None and speaker != ""
        doubt = other or re.match(r"\W*(?:but|however)\b", clause.text, re.IGNORECASE) is not None
        count = Count(told_total, told_total, told_total)
        return ClauseToll(
            count, clause.sentence, speaker, "", revised=not doubt, total=not doubt, contrast=doubt
        )
    if not people and harm is Harm.KILLED:
        to_death = _to_death(clause)
        if to_death:
            return to_death
    if not people:
        firm = any(w.kind == "killing" and not w.noun for w in clause.told)
        if harm is Harm.KILLED and firm and not clause.harm:
            return ClauseToll(Count(1, None, None), clause.sentence, "", "")
        return None
    text = clause.text
    chosen, summed = _combined(text, people)
    chosen = _headed(text, _spelt_out(text, chosen, people[0]))
    lead = people[0]
    alone = len(people) == 1 or summed
    return ClauseToll(
        chosen,
        clause.sentence,
        lead.speaker or _own_voice(text),
        lead.group if alone else "",
        victims=text[lead.start : lead.end] if alone else "",
        across=ACROSS.search(text) is not None,
        revised=harm_told.has("revised", text),
        total=harm_told.has("total", text),
        more=_more(text, lead),
        part=PARTS.search(text[: lead.end + 40]) is not None and alone,
        contrast=TOLL_TALK.search(text) is not None,
        day=clause.days[0].first if clause.days else None,
        found=GATHERED.search(text) is not None,
    )


def _to_death(clause: Clause) -> ClauseToll | None:
    """A killing told as "burned a woman to death": how many, by the words for whom."""
    match = TO_DEATH.search(clause.text)
    if match is None or not any(w.told for w in clause.words):
        return None
    words = match["who"].lower().split()
    n = _number(words[0]) or (None if words[0] in {"them", "people", "villagers"} else 1)
    count = Count(n or 2, n, n)
    return ClauseToll(
        count, clause.sentence, "", "", day=clause.days[0].first if clause.days else None
    )


def _spelt_out(text: str, count: Count, lead: Mention) -> Count:
    """A number of bodies, or a second day's number, that stands apart from its noun."""
    best = count.best
    if best is None:
        match = BODIES.search(text, max(0, lead.start - 25))
        best = _number(match["n"]) if match else None
        count = Count(best, best, best) if best else count
    later = AND_ON.search(text, lead.end)
    listed = later and any(map(_number, text[lead.end : later.start()].split()))
    more = _number(later["n"]) if later and not listed else 0
    if best and more:
        return Count(count.low + more, best + more, count.high and count.high + more)
    return count


def _headed(text: str, count: Count) -> Count:
    """A total told ahead of its parts: "three people, a woman and two boys, were killed"."""
    for pattern in (HEAD, HALVES):
        match = pattern.search(text)
        n = _number(match["n"]) if match else 0
        if match and n > 1 and (pattern is HEAD or n == 2 * _number(match["half"])):
            return Count(n, n, n)
    return count


def _number(word: str) -> int:
    """What a word counts; 0 where it is no number."""
    found = number_words.read([word.lower()], 0)
    return (found[0].best or 0) if found else 0


def _told_total(clause: Clause) -> int:
    """The toll that a clause counts up to: "a third person died", "taking to six the number"."""
    taking = TAKING_TO.search(clause.text)
    if taking and not LONG_TIME.search(clause.text, taking.end()):
        return _number(taking["n"])
    turned = FROM_TO.search(clause.text)
    killing = any(w.kind == "killing" and w.told for w in clause.words)
    if turned and killing and harm_told.has("revised", clause.text) and _number(turned["was"]):
        return _number(turned["now"])
    at = TOLL_AT.search(clause.text)
    if at and not clause.harm:
        return _number(at["n"])
    nth = NTH.search(clause.text)
    if nth and any(w.kind == "killing" for w in clause.told):
        return ORDINALS.index(nth["nth"].lower()) + 2
    return 0


def _own_voice(text: str) -> str:
    """Who tells of deeds of their own: "the army said its men had killed five"."""
    found = ITS_OWN.search(text) or PUTS.search(text) or SPOKESMAN.match(text)
    return found["who"].strip() if found else ""


def _more(text: str, lead: Mention) -> bool:
    near = text[max(0, lead.start - 12) : lead.end + 50]
    return harm_told.pattern("cues", "more").search(near) is not None


def _combined(text: str, people: Sequence[Mention]) -> tuple[Count, bool]:
    """One number for a clause with several: the total, the revised one, or the sum."""
    counted = [m for m in people if m.best is not None]
    if len(counted) < 2:
        return _count(counted[0] if counted else people[0], text), False
    if harm_told.has("revised", text) or harm_told.has("total", text):
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
            None if any(m.high is None for m in counted) else sum(m.high or 0 for m in counted),
        ),
        True,
    )


def _latest(text: str, people: Sequence[Mention]) -> Mention:
    """The number a revision ends at: the one after "to", else the largest."""
    for mention in people:
        if re.search(r"\bto\s+(?:at least |about |more than |some )?$", text[: mention.start]):
            return mention
    return max(people, key=lambda m: m.best or 0)


def _count(mention: Mention, text: str) -> Count:
    if mention.best == 1 and COUPLE.search(text[: mention.end]):
        return Count(2, 2, 2)
    return Count(mention.low, mention.best, mention.high)
