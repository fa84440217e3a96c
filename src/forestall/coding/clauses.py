"""An article as the coder reads it: clauses, each with its harm, numbers, days, places and actors.

A sentence is one clause, unless it tells of two incidents at two places ("seven were killed at
Munima, a day before 16 were killed at Karida"): then it is cut between them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol, TypeVar

from forestall.coding import actors, counts, dates, harm_told
from forestall.coding.place_roles import PlaceMention, place_mentions
from forestall.coding.sentences import sentences

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from forestall.coding.article import Article
    from forestall.coding.report import Place


class Spot(Protocol):
    """A place name in a text: ``text[start:end]``."""

    @property
    def start(self) -> int:
        """Where it starts."""
        ...

    @property
    def end(self) -> int:
        """Where it ends."""
        ...

    @property
    def name(self) -> str:
        """The name as told."""
        ...


S = TypeVar("S", bound=Spot)


class Finder(Protocol[S]):
    """Whatever finds place names in a text and says where they are, as a geocoder does."""

    def find(self, text: str) -> list[S]:
        """Place names in a text, in order."""
        ...

    def resolve(self, text: str, toponyms: Sequence[S]) -> list[Place | None]:
        """The place each name means; None where nothing is known of it."""
        ...


class Sense(StrEnum):
    """What a clause is about, as far as incidents go."""

    EVENT = "harm that was done"
    PAST = "an earlier event, long before publication"
    GENERAL = "how things are in general, or many events together"
    OTHER = "no violence: an accident, an illness, sport, or nothing of the kind"
    AFTER = "a court, a peace or a memorial after an earlier event"


NEWS_DAYS = 31
"""Harm told to have ended longer before publication is an earlier event."""
TO_THE_PROGRAM = re.compile(
    r"\b(?:(?:previous|prior|above|earlier) (?:instructions?|prompts?)|system prompt|"
    r"language model|"
    r"you are an? (?:\w+ )?(?:assistant|model|program)|output (?:an?|the|only) |as an ai)\b",
    re.IGNORECASE,
)
"""Words addressed to a program: text like any other, and no report of harm."""
ACCUSED = re.compile(
    r"(?<!was )(?<!were )(?<!been )(?<!being )(?<!are )\b(?:who (?:was|were|had been|is|are) )?"
    r"(?:falsely |wrongly |allegedly )?(?:accused|suspected) of (?:being |practi\w+ |using |"
    r"performing )?"
    r"(?:an? )?(?:[\w-]+ )?(?:sorcery|sorcerers?|witchcraft|witch(?:es)?|sanguma|black magic|"
    r"puri-?puri)"
    r"(?= (?:was|were|has|have|had|died|is|are|and)\b)",
    re.IGNORECASE,
)
ALL_OF_THEM = re.compile(
    r"(?<=[a-z]),\s+(?:all|most|mostly|many|nearly all|almost all)\s+(?:of (?:them|whom)\s+)?"
    r"(?:women|children|girls|mothers|civilians|elderly)(?:\s+(?:and|or)\s+(?:women|children|girls|"
    r"babies|elderly))?(?=[,.;]|\s+(?:have|has|were|are)\b)",
    re.IGNORECASE,
)
CHARGED = re.compile(r"\bcharge[sd]? (?:with|of|over)\b", re.IGNORECASE)
"""A charge of murder tells of no other one."""
OWNER = re.compile(r"['’]s (?=[A-Z])")
"""In "Papua New Guinea's Enga" two places stand, no character moves when they are set apart."""
BRINGING = re.compile(r",?\s(?:taking|bringing|raising|pushing|which (?:takes|brings))\s")
LONG_TIME = re.compile(
    r"\b(?:months?|years?|decade|since|so far|(?:January|February|March|April|May|June|July|August|"
    r"September|October|November|December))\b|-month|-year|-week",
    re.IGNORECASE,
)
LONGEST = 1000
"""Characters of a sentence read at once; none that is written to be read is longer."""
YEAR_WHEN = re.compile(r"\b(?P<year>(?:19|20)\d\d),? when\b")
TIME_SINCE = re.compile(
    r"\W*(?:[A-Z]+:\s+)?(?:it\W?s|it is|it was|it has been)\s+(?:[a-z]+\s+){0,4}"
    r"(?:days?|weeks?|months?)\s+since\b",
    re.IGNORECASE,
)
"""How long ago something was: "it is two weeks since gunmen killed nine" counts no longer time."""
SHORT = 2
"""UCDP date precision of up to six days."""
ALIGHT = re.compile(
    r"\bset(?= (?:[\w’'-]+ ){0,4}(?:alight|ablaze|fire|upon|on fire)\b)", re.IGNORECASE
)
CUT = re.compile(
    r";\s+|,?\s+(?:while|whereas)\s+|,\s+(?:and|but|before|followed by|(?:a|one|two) days? "
    r"(?:before|after)|the day (?:before|after))\s+|\s+and\s+(?=(?:another|\d+|[a-z]+) )"
)
GRIEVANCE = re.compile(
    r"\b(?:blam\w+|accus\w+|suspect\w+|responsible|held)\b[^.;]{0,50}?\b(?:for|of|"
    r"over)\b[^.;]{0,30}?"
    r"\b(?:deaths?|killing|murder|illness|dying|drowning|sickness)\b(?: of)?(?:[^.;,]{0,45})|"
    r"\b(?:using (?:\w+ )?(?:sorcery|magic|witchcraft)|caus(?:ed|ing)|(?:goes|went|dates?|"
    r"dating|going) back|stem\w+|spark\w+|trigger\w+|"
    r"(?:retaliation|revenge|pay-?back|response|return) (?:for|to)|aveng\w+|since (?:a|an|"
    r"the)|over (?:the|an?) (?:\w+ )?(?:death|killing|murder)|"
    r"after (?:the|a|an) (?:\w+ ){0,3}(?:sudden |recent )?death of|(?:died|death) (?:of|"
    r"from) (?:an? )?(?:\w+ )?(?:illness|sickness|typhoid|malaria|disease|natural))\b"
    r"[^.;]{0,90}?\b(?:death|deaths|died|dying|kill(?:ed|ing)?|murder(?:ed|s)?|dead|illness|"
    r"drown\w+|speared|stabbed|shot)\b(?: of)?(?:[^.;,]{0,45})",
    re.IGNORECASE,
)
"""Deaths told as the grievance: "blamed for the death of a teacher", "in revenge for a killing"."""
BY_MAGIC = re.compile(
    r"\b(?:they|she|he|who|both) (?:had |have |has )?(?:killed|murdered|caused)\b[^.;]{0,50}?"
    r"\b(?:with|by|using|through) (?:\w+ )?(?:sorcery|magic|witchcraft|sanguma|spells?)\b",
    re.IGNORECASE,
)
DAYS_AFTER = re.compile(
    r"(?P<what>\b(?:(?:\w+ ){0,3}(?:days?|weeks?|months?)) after\b[^.;]{0,110})", re.IGNORECASE
)
SPEECH = re.compile(
    r"\b(?:said|says|told|reported|confirmed|announced|statement|speaking|spoke|interview\w*|"
    r"according to)\b[^.;]{0,40}$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Clause:
    """A sentence or part of one: ``text`` is ``article.text[start:end]``.

    Spans of ``words``, ``harm`` and ``actors`` count within ``text``; those of ``days`` and
    ``places`` within the article. ``days`` leave out the dateline and days of speaking.
    """

    sentence: int
    start: int
    end: int
    text: str
    words: tuple[harm_told.HarmWord, ...]
    harm: tuple[counts.Mention, ...]
    days: tuple[dates.DateMention, ...]
    places: tuple[PlaceMention, ...]
    actors: tuple[actors.ActorMention, ...]
    sense: Sense

    @property
    def told(self) -> tuple[harm_told.HarmWord, ...]:
        """Harm words that the clause says happened."""
        return tuple(w for w in self.words if w.told)

    def people(self, harm: counts.Harm) -> tuple[counts.Mention, ...]:
        """Numbers of people of one harm that count towards an incident."""
        return tuple(
            m
            for m in self.harm
            if m.harm == harm
            and m.high != 0
            and not (m.hypothetical or m.background)
            and not (m.cumulative and not _of_late(self.days))
            and not _grievance(self.text, m.start, m.end)
        )


ACCUSED_ON = re.compile(
    r"\b(?:accus\w+|blam\w+|named)\b[^.;]{0,30}\bon\s+(?:the\s+)?$", re.IGNORECASE
)
SAID_ON = re.compile(
    r",[^.;,]{0,40}\b(?:said|says|confirmed|announced|reported)\s+(?:late\s+|early\s+)?"
    r"(?:on\s+)?$",
    re.IGNORECASE,
)
"""After the news itself: "14 men were killed, police confirmed yesterday"."""
COUNTED_ON = re.compile(
    r"\b(?:up|down) from (?:about |around |at least )?[\w-]+\s+(?:on\s+)?$", re.IGNORECASE
)
"""The day of an older count: "up from 20 a day ago"."""


def clauses(article: Article, geocoder: Finder[S]) -> tuple[Clause, ...]:
    """The clauses of an article, in order."""
    text = article.text
    # "set alight last Thursday" is no day to come, as "set for Thursday" would be
    days = dates.mentions(ALIGHT.sub("put", text), article.published)
    apart = OWNER.sub(",  ", text)
    spots = geocoder.find(apart)
    places = place_mentions(text, spots, geocoder.resolve(apart, spots))
    groups = actors.group_names(f"{article.title}. {text}" if article.title else text)
    countries = tuple(sorted({p.place.iso3 for p in places if p.place and p.place.iso3}))
    found: list[Clause] = []
    for index, offset, sentence in _windows(text):
        mentions = _mentions(_plain(sentence))
        for start, end in _cut(sentence, offset, places, mentions):
            first, last = offset + start, offset + end
            piece = text[first:last]
            own = tuple(
                replace(m, start=m.start - start, end=m.end - start)
                for m in mentions
                if start <= m.start < end
            )
            dated = [d for d in days if first <= d.start_char < last and not d.dateline]
            dated = [d for d in dated if not _of_words(text, first, d)]
            dated = [d for d in dated if not _spoken(text, first, d)] or (
                dated if harm_told.has("separate", piece) else []
            )
            found.append(
                Clause(
                    index,
                    first,
                    last,
                    piece,
                    harm_told.harm_words(piece),
                    own,
                    tuple(dated),
                    tuple(p for p in places if first <= p.start < last),
                    actors.find(piece, groups, countries),
                    _sense(piece, own, dated, article.published),
                )
            )
    return tuple(found)


def _windows(text: str) -> Iterator[tuple[int, int, str]]:
    """Sentences with their number and start; one without end is read in pieces."""
    for sentence in sentences(text):
        start = 0
        while len(sentence.text) - start > LONGEST:
            blank = sentence.text.rfind(" ", start, start + LONGEST)
            cut = blank if blank > start else start + LONGEST
            yield sentence.index, sentence.start + start, sentence.text[start:cut]
            start = cut
        yield sentence.index, sentence.start + start, sentence.text[start:]


def _cut(
    sentence: str,
    offset: int,
    places: Sequence[PlaceMention],
    mentions: Sequence[counts.Mention],
) -> list[tuple[int, int]]:
    """Where to cut a sentence: between two parts that each have victims and their own place."""
    killed = [m for m in mentions if m.harm == counts.Harm.KILLED and not m.cumulative]
    spots = [(p.start - offset, p.name) for p in places if p.site]
    spots = [(s, n) for s, n in spots if 0 <= s < len(sentence)]
    if len(killed) < 2 or len({n for _, n in spots}) < 2:
        return [(0, len(sentence))]
    pieces, start = [], 0
    for cut in CUT.finditer(sentence):
        left, right = (start, cut.start()), (cut.end(), len(sentence))
        if all(_whole(part, killed, spots) for part in (left, right)) and _differ(
            left, right, spots
        ):
            pieces.append(left)
            start = cut.start() + (1 if sentence[cut.start()] in ",;" else 0)
    return [*pieces, (start, len(sentence))]


def _whole(
    part: tuple[int, int], killed: Sequence[counts.Mention], spots: Sequence[tuple[int, str]]
) -> bool:
    return any(part[0] <= m.start < part[1] for m in killed) and any(
        part[0] <= s < part[1] for s, _ in spots
    )


def _differ(
    left: tuple[int, int], right: tuple[int, int], spots: Sequence[tuple[int, str]]
) -> bool:
    one = {n for s, n in spots if left[0] <= s < left[1]}
    other = {n for s, n in spots if right[0] <= s < right[1]}
    return not one & other


def _of_words(text: str, start: int, day: dates.DateMention) -> bool:
    """Whether a day is plainly that of what was said or counted, not of what happened."""
    return any(each.search(text, start, day.start_char) for each in (SAID_ON, COUNTED_ON))


def _spoken(text: str, start: int, day: dates.DateMention) -> bool:
    """Whether a day is only the day somebody spoke, or was accused."""
    if ACCUSED_ON.search(text, start, day.start_char):
        return True
    return SPEECH.search(text, start, day.start_char) is not None and not harm_told.harm_words(
        text[max(start, day.start_char - 60) : day.start_char]
    )


def _sense(
    text: str,
    harm: Sequence[counts.Mention],
    days: Sequence[dates.DateMention],
    published: date | None,
) -> Sense:
    told = [w for w in harm_told.harm_words(text) if w.told]
    if not told or harm_told.has("sport", text):
        return Sense.OTHER
    if TO_THE_PROGRAM.search(text):
        return Sense.OTHER
    if harm_told.has("drill", text):
        return Sense.OTHER
    if harm_told.has("rate", text) or _summed(text, days):
        return Sense.GENERAL
    if harm_told.has("accident", text) and not _assailed(text):
        return Sense.OTHER
    if _old(days, published) or _year_past(text, published):
        return Sense.PAST
    firm = any(not w.noun for w in told)
    numbers = [m for m in harm if not m.hypothetical]
    if numbers and all(m.cumulative for m in numbers) and not _of_late(days):
        return Sense.GENERAL
    if harm_told.has("general", text) and not (firm and (days or numbers)):
        return Sense.GENERAL
    if harm_told.has("court", text):
        return Sense.AFTER
    if not (firm or numbers or days or harm_told.occurred(text)):
        return Sense.AFTER if CHARGED.search(text) else Sense.GENERAL
    if harm_told.has("peace", text) and not (firm and numbers):
        return Sense.AFTER
    return Sense.EVENT


def _summed(text: str, days: Sequence[dates.DateMention]) -> bool:
    """Whether a sentence sums up a war or a year: no one day's violence."""
    if harm_told.has("long_war", text):
        return True
    return harm_told.has("year_of_fights", text) and not any(d.precision <= SHORT for d in days)


def _assailed(text: str) -> bool:
    """Whether somebody does the harm, so that an accident word is only by the way."""
    return any(harm_told.has(scope, text) for scope in ("sorcery", "armed")) or any(
        w.told and w.kind in ("attack", "killing") and w.start >= 0
        for w in harm_told.harm_words(text)
        if re.match(
            r"attack|ambush|raid|shot|gunn|hack|murder|massacr|burn|chop|stabb|clash|behead",
            text[w.start :],
            re.IGNORECASE,
        )
    )


def _mentions(sentence: str) -> tuple[counts.Mention, ...]:
    """Numbers of people; "three died, bringing the toll since May to 33" tells three of one day."""
    if harm_told.has("in_the_dispute", sentence):
        return tuple(replace(m, cumulative=True) for m in counts.mentions(sentence))
    if TIME_SINCE.match(sentence):
        return tuple(replace(m, cumulative=False) for m in counts.mentions(sentence))
    cut = BRINGING.search(sentence)
    if cut is None or not LONG_TIME.search(sentence, cut.end()):
        return tuple(counts.mentions(sentence))
    tail = [
        replace(m, start=m.start + cut.start(), end=m.end + cut.start(), cumulative=True)
        for m in counts.mentions(sentence[cut.start() :])
    ]
    return (*counts.mentions(sentence[: cut.start()]), *tail)


def _plain(sentence: str) -> str:
    """The sentence with "accused of sorcery" blanked, where it only says who somebody is.

    No place moves: "a woman accused of sorcery was killed" is read as "a woman was killed". Who
    they all were ("16 people, all women and children") adds nobody to them.
    """
    bare = ACCUSED.sub(lambda match: " " * len(match.group()), sentence)
    return ALL_OF_THEM.sub(lambda match: " " * len(match.group()), bare)


def _grievance(text: str, start: int, end: int) -> bool:
    """Whether a death is what the violence was about, or came before it, and not what it did."""
    return any(
        found.start() <= start < found.end() or found.start() < end <= found.end()
        for found in (*GRIEVANCE.finditer(text), *BY_MAGIC.finditer(text), *_earlier(text))
    )


def _earlier(text: str) -> Iterator[re.Match[str]]:
    """Deaths of an earlier event: "shot on Friday, days after three tribesmen were killed"."""
    for found in DAYS_AFTER.finditer(text):
        if harm_told.after_harm(text, found.start("what")):
            yield found


def _of_late(days: Sequence[dates.DateMention]) -> bool:
    """Whether a clause with a toll of some time names only a short time: a weekend's fighting."""
    return bool(days) and all(d.precision <= SHORT for d in days)


def _year_past(text: str, published: date | None) -> bool:
    """Whether a sentence tells of a year gone by: "no repeat of 2017, when scores died"."""
    told = YEAR_WHEN.search(text)
    return told is not None and published is not None and int(told["year"]) < published.year


def _old(days: Sequence[dates.DateMention], published: date | None) -> bool:
    if published is None or not days:
        return False
    return max(d.last for d in days) < published - timedelta(days=NEWS_DAYS)
