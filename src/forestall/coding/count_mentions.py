"""Each telling of people killed, injured or displaced in a sentence."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from forestall.coding.harm_clauses import (
    NUMBER,
    Party,
    added,
    antecedent,
    joined_left,
    objects,
    subject,
    those_named,
)
from forestall.coding.harm_words import listed, may_tell_harm, words
from forestall.coding.noun_phrases import NOBODY, ONE, SEVERAL, Element, Phrase, elements
from forestall.coding.number_words import Quantity

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


class Harm(StrEnum):
    """What was done to people."""

    KILLED = "killed"
    INJURED = "injured"
    DISPLACED = "displaced"


@dataclass(frozen=True, slots=True)
class Telling:
    """One telling of harm as read, with what the sum over a text needs to know of it.

    ``refers`` says that it may stand for people told before ("he", "the victims"); ``whole`` that
    it is a sum over others ("the toll rose to 26"); ``more`` that it comes on top ("another two");
    ``aside`` that it is no part of what the text reports (long ago, an illness).
    """

    harm: Harm
    count: Quantity
    start: int
    end: int
    phrases: tuple[Phrase, ...] = ()
    hypothetical: bool = False
    refers: bool = False
    whole: bool = False
    more: bool = False
    aside: bool = False
    either: bool = False
    cumulative: bool = False
    since: str = ""

    @property
    def head(self) -> str:
        """The noun by which they are told."""
        return self.phrases[0].head if self.phrases else ""


HARM_OF = {
    **dict.fromkeys("KZVykXeEFT", Harm.KILLED),
    **dict.fromkeys("IiYJ", Harm.INJURED),
    **dict.fromkeys("Dd", Harm.DISPLACED),
}
BELIEVED = {"believed", "thought", "reported", "said", "known", "confirmed", "claimed", "alleged"}
REALLY = {"managed", "went", "going", "proceeded", "continued"}
DREAD = {"fear", "fears", "risk", "threat", "threats", "avoid", "avoided", "escape", "escaped",
         "narrowly", "danger", "prevent", "prevented", "without", "fearing", "instead", "against"}  # fmt: skip
STRUCK = {"shot", "shooting", "stabbed", "stabbing", "beat", "beating", "hacked", "hacking", "struck",
          "strangled", "strangling", "stoned", "stoning", "burned", "burnt", "burning", "clubbed",
          "tortured", "torturing", "knifed", "slashed", "choked", "trampled", "bludgeoned"}  # fmt: skip
CAUSE = {"causing", "caused", "causes", "cause", "resulting", "resulted", "leading", "led", "with",
         "inflicting", "inflicted", "claimed", "reported", "suffered", "reporting"}  # fmt: skip
SICK = re.compile(
    r"\s*(?:\w+\s){0,2}?(?:of|from|with|due to)\s(?:\w+\s){0,2}?(?:covid|corona|cancer|malaria|cholera|ebola"
    r"|measles|illness|disease|natural causes|old age|aids|hiv|typhoid|tuberculosis|diabetes)",
    re.IGNORECASE,
)
ILLNESS_BEFORE = re.compile(r"covid|ebola|cholera|coronavirus|malaria", re.IGNORECASE)
CUMULATIVE = re.compile(
    r"\b(?P<since>since\s(?:the\s)?(?:start|beginning|outbreak|early|late|mid|last|\d|january|february|march|april|may|june"
    r"|july|august|september|october|november|december|then|war|conflict|violence|fighting)[^,.;]*"
    r"|so\sfar\sthis\s(?:year|month)|this\syear(?:\salone)?|to\sdate"
    r"|(?:in|over|within|during)\s(?:the\s)?(?:past|last|previous|recent)\s(?:\w+\s)?(?:days|weeks|months|years|year|month|week|decade)"
    r"|(?:in|over|within)\s(?:just\s|less\sthan\s|about\s|only\s)?(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\d+|several)\s"
    r"(?:weeks|months|years|decades)"
    r"|(?:over|in)\sthe\syears)",
    re.IGNORECASE,
)
LONG_AGO = re.compile(
    r"\b(?:years?\sago|decades?\sago|years?\searlier|last\syear|(?:in|of)\s(?:the\s)?(?:19\d\d)s?\b|anniversary"
    r"|(?:in\s|as\s)?(?:retaliation|revenge|retribution|reprisal)s?\s(?:\w+\s)?for|to\savenge|avenging|commemorat\w+)",
    re.IGNORECASE,
)
BOTH_SIDES = re.compile(r"\b(?:on|from) (?:each|both|either) sides?\b(?! of)", re.IGNORECASE)
IF = re.compile(r"^(?:\W*)(?:even\s)?if\b|\bif\s(?:he|she|they|it|the|we|you)\b", re.IGNORECASE)
SPEAKER = re.compile(
    r"\b[Aa]ccording to (?P<by>(?:the |a |an )?[\w'’ -]{2,60}?)(?=[,.;]|\s(?:on|in|at|that|who)\b|$)"
    r"|(?:^|[,.;]\s)(?P<says>(?:the |a |an )?[\w'’ -]{2,60}?) (?:said|says|claimed|claims|alleged|stated|reported|announced|told|confirmed)\b"
)


def tellings(sentence: str) -> list[Telling]:
    """All tellings of harm in a sentence, in order."""
    if not may_tell_harm(sentence):
        return []
    found = elements(words(sentence))
    out: list[Telling] = []
    for at, element in enumerate(found):
        read = PHRASE_READER if element.phrase is not None else READERS.get(element.part)
        if read is not None:
            out += read(found, at)
    return [_judged(t, sentence) for t in _without_repeats(out)]


def those_named_in(text: str) -> Quantity | None:
    """How many people a sentence, or the beginning of one, is about; None if unclear."""
    return those_named(elements(words(text)))


def _without_repeats(found: list[Telling]) -> Iterator[Telling]:
    """A noun counts once for one harm: "was wounded and later died of his wounds"."""
    seen: set[tuple[Harm, int]] = set()
    for telling in found:
        keys = {(telling.harm, p.start) for p in telling.phrases if p.article != "U"}
        if keys & seen:
            continue
        seen |= keys
        yield telling


def _telling(
    harm: Harm,
    party: Party,
    element: Element,
    hypothetical: bool = False,
    **flags: bool,
) -> Telling:
    first = party.first
    refers = first.article in {"h", "r", "*"} or (
        len(party.phrases) == 1 and first.article == "t" and not first.possessive
    )
    start = min([p.start for p in party.phrases] + [element.start])
    end = max([p.end for p in party.phrases] + [element.end])
    return Telling(
        harm, party.count, start, end, party.phrases, hypothetical, refers, more=party.more, **flags
    )


def _auxiliaries(found: Sequence[Element], at: int) -> tuple[int, bool, bool | None, bool, bool]:
    """Left end of "could have been"; whether passive; singular or plural; unreal; denied."""
    here, parts, number = at, "", None
    while here > 0 and found[here - 1].part in "bHm!2":
        here -= 1
        parts = found[here].part + parts
        low = found[here].low
        number = NUMBER.get(low, number)
    unreal = "m" in parts
    if "2" in parts and not (here and found[here - 1].low in BELIEVED):
        unreal = True
    if parts == "b" and found[here].low == "being" and here and found[here - 1].part in "OP":
        unreal = True
    if here > 1 and found[here - 1].low in BELIEVED and found[here - 2].part in "b":
        here -= 2  # "were reported to have been killed", "was reported killed"
        number = found[here].low == "was"
        parts = "b" + parts
        while here > 0 and found[here - 1].part in "bHm":
            here -= 1
    return here, "b" in parts, number, unreal, "!" in parts


def _participle(found: Sequence[Element], at: int) -> list[Telling]:
    """Killed, injured, displaced: with what it acts on at its right, or told of whom stands left."""
    element = found[at]
    harm = HARM_OF[element.part]
    left, passive, number, unreal, denied = _auxiliaries(found, at)
    if at and left == at and found[at - 1].part == "t" and found[at - 1].low not in {"those", "that"}:
        return []  # "the wounded"
    if element.part == "Z":
        unreal = False
    following = found[at + 1] if at + 1 < len(found) else None
    if (
        not passive
        and following is not None
        and following.phrase is not None
        and (element.part in "KV" or following.phrase.article or following.phrase.name)
    ):
        party = objects(found, at)
        if party is None:
            return []
        told = _telling(harm, party, element, unreal)
        return [replace(told, count=NOBODY, more=False) if denied else told]
    if element.part == "V":
        return []  # "gunshot wounds"
    joined = not passive and left == at and at > 0 and found[at - 1].part in "&,"
    if joined and following is not None and following.part == "&" and harm == Harm.KILLED and (
        at + 2 < len(found) and found[at + 2].part in "KI" and objects(found, at + 2)
    ):
        return []
    party = _who(found, left, number)
    if party is None:
        if passive and not joined:
            return []
        return []
    if element.part == "Z":
        party = Party(Quantity(0, None, None), party.phrases)
    if denied:
        party = Party(NOBODY, party.phrases)
    else:
        party = _with_added(found, at, party)
    return [_telling(harm, party, element, unreal, **_background(found, left))]


def _who(found: Sequence[Element], left: int, number: bool | None) -> Party | None:
    if left > 0 and found[left - 1].part == "w":
        one = found[left - 3].phrase if left > 2 and found[left - 2].part == "O" else None
        if one is not None and one.article == "Q":  # "one of whom"
            return Party(one.count, (one,))
        return antecedent(found, left - 1)
    return subject(found, left, number)


def _background(found: Sequence[Element], left: int) -> dict[str, bool]:
    """"a patient who had died": told of someone from before."""
    if not (0 < left < len(found) and found[left - 1].part == "w"):
        return {}
    patient = left > 1 and found[left - 2].low in {"patient", "patients"}
    ill = patient and found[left].part == "X"
    return {"aside": True} if ill or found[left].low == "had" else {}


def _with_added(found: Sequence[Element], at: int, party: Party) -> Party:
    whole = _among(found, at)
    if whole is not None and (party.count.best or 0) <= (whole.count.best or 0):
        return Party(whole.count, (whole,))
    others = added(found, at)
    if others is None:
        return party
    return Party(party.count + others.count, party.phrases + others.phrases)


def _among(found: Sequence[Element], at: int) -> Phrase | None:
    """The twelve of "two were killed among 12 civilians"."""
    if at + 2 < len(found) and found[at + 1].part == "U" and found[at + 1].low.startswith("among"):
        phrase = found[at + 2].phrase
        if phrase is not None and phrase.count.best is not None and phrase.article == "Q":
            return phrase
    return None


def _intransitive(found: Sequence[Element], at: int) -> list[Telling]:
    """Died, lost their lives; suffered injuries."""
    element = found[at]
    left, _, number, unreal, denied = _auxiliaries(found, at)
    if element.part == "e" and not unreal and number is None and at and found[at - 1].phrase is None:
        return []
    party = _who(found, left, number)
    if party is None:
        return []
    party = Party(NOBODY, party.phrases) if denied else _with_added(found, at, party)
    return [_telling(HARM_OF[element.part], party, element, unreal, **_background(found, left))]


def _acting(found: Sequence[Element], at: int) -> list[Telling]:
    """Killing, injuring, "the killing of"."""
    element = found[at]
    following = found[at + 1].part if at + 1 < len(found) else ""
    party = objects(found, at + 1, True) if following == "O" else objects(found, at)
    if party is None:
        return []
    before = found[at - 1] if at else None
    unreal = before is not None and before.low in DREAD
    return [_telling(HARM_OF[element.part], party, element, unreal)]


def _base_form(found: Sequence[Element], at: int) -> list[Telling]:
    """Kill: threatened or able to, unless done ("went on to kill") or a headline."""
    element = found[at]
    party = objects(found, at)
    if party is None:
        return []
    before = found[at - 1] if at else None
    real = before is None or before.phrase is not None or before.low in {"and", "did"}
    if before is not None and before.part == "2" and at > 1:
        real = found[at - 2].low in REALLY or (at > 2 and found[at - 3].low in REALLY)
    told = _telling(HARM_OF[element.part], party, element, not real)
    if before is not None and before.part == "!":
        return [replace(told, count=NOBODY, hypothetical=False)]
    return [told]


def _either(found: Sequence[Element], at: int) -> list[Telling]:
    """Killed or injured: nobody knows how many of each."""
    element = found[at]
    left, passive, number, unreal, _ = _auxiliaries(found, at)
    party = None if passive and element.part == "A" else objects(found, at)
    party = party or _who(found, left, number)
    if party is None:
        return []
    told = _telling(Harm.KILLED, party, element, unreal)
    if party.count.best == 0:
        return [told, replace(told, harm=Harm.INJURED)]
    if party.count.best is not None:
        told = replace(told, count=Quantity(0, None, party.count.high), either=True)
    return [told, replace(told, harm=Harm.INJURED)]


def _dead(found: Sequence[Element], at: int) -> list[Telling]:
    """Left three dead, two were dead, five dead."""
    element = found[at]
    left, passive, number, unreal, denied = _auxiliaries(found, at)
    before = found[left - 1].phrase if left else None
    struck = left > 1 and found[left - 2].low in STRUCK
    if element.low in {"to death", "alive"}:
        here = left - 1
        while here > 0 and (found[here].phrase is not None or found[here].part in ",&"):
            here -= 1
        struck = here >= 0 and found[here].low in STRUCK
        if element.low == "alive" and not struck:
            return []
        party = objects(found, here, True) if struck else subject(found, left, number)
    elif struck and before is not None:
        party = Party(before.count, (before,))
    elif not passive and (before is None or not before.told):
        return []
    else:
        party = subject(found, left, number) if passive else joined_left(found, left - 1, number)
    if party is None:
        return []
    if denied:
        party = Party(NOBODY, party.phrases)
    return [_telling(Harm.KILLED, party, element, unreal)]


def _toll(found: Sequence[Element], at: int) -> list[Telling]:
    """The death toll rose to 26; a toll of 26."""
    element = found[at]
    best: Phrase | None = None
    for here in range(at + 1, min(at + 14, len(found))):
        if found[here].part in ";:w":
            break
        phrase = found[here].phrase
        if phrase is not None and phrase.article == "Q" and phrase.count.best:
            if best is None or found[here - 1].low == "to":
                best = phrase
            if found[here - 1].low == "to":
                break
    if best is None:
        return []
    told = best.count
    if told.low == 0 and told.best is not None:  # "went up to 488" is no bound
        told = Quantity.of(told.best)
    return [_telling(Harm.KILLED, Party(told, (best,)), element, whole=True)]


def _noun(found: Sequence[Element], at: int) -> list[Telling]:
    """A noun phrase that tells harm by itself: 12 deaths, three bodies, 30 wounded soldiers."""
    phrase = found[at].phrase
    if phrase is None:
        return []
    if phrase.head in listed("deaths", "words"):
        return _deaths(found, at, phrase)
    if phrase.head in listed("injuries", "words"):
        return _injuries(found, at, phrase)
    if phrase.head in listed("body", "words") | listed("bodies", "words"):
        return _bodies(found, at, phrase)
    if phrase.head in {"lives", "life"}:
        return _lives(found, at, phrase)
    alone = phrase.article == "1" and found[at + 1 : at + 2] and found[at + 1].part == "b"
    if phrase.harmed and (phrase.article == "Q" or (alone and "E" in phrase.harmed)):
        harm = Harm.KILLED if "E" in phrase.harmed else Harm.INJURED
        return [_telling(harm, Party(phrase.count, (phrase,)), found[at])]
    return []


def _deaths(found: Sequence[Element], at: int, phrase: Phrase) -> list[Telling]:
    casualties = phrase.head in {"casualty", "casualties"}
    of = at + 1 < len(found) and found[at + 1].part == "O"
    if phrase.head == "massacre" and phrase.article == "1" and not of:
        return [_telling(Harm.KILLED, Party(SEVERAL, (phrase,)), found[at])]
    if of and not casualties:
        party = objects(found, at + 1, True)
        if party is None:
            return []
        if phrase.article == "Q" and phrase.count.best is not None:
            party = Party(phrase.count, party.phrases)
        return [_telling(Harm.KILLED, party, found[at])]
    if phrase.article in {"Q", "N", "1", "o"} and phrase.head not in {"murder", "execution", "massacre", "assassination", "killing", "lynching"} | ({"casualties"} if phrase.article == "1" else set()) or (phrase.article in {"Q", "N"}):
        party = Party(phrase.count, (phrase,))
        told = _telling(Harm.KILLED, party, found[at])
        if casualties and phrase.count.best:
            contrast = any(e.part in "IiJ" or (e.phrase is not None and (e.phrase.head in listed("injuries", "words"))) for e in found)
            if not contrast:
                told = replace(told, count=Quantity(0, None, phrase.count.high), either=True)
        if casualties and phrase.article == "N":
            return [told, replace(told, harm=Harm.INJURED)]
        return [told]
    if phrase.possessive and phrase.head in {"death", "killing", "murder", "deaths", "execution", "assassination"}:
        one = ONE if phrase.head != "deaths" else SEVERAL
        if phrase.head == "death" or phrase.head == "deaths" or (at and found[at - 1].low in {"in", "to"}):
            return [replace(_telling(Harm.KILLED, Party(one, (phrase,)), found[at]), refers=True)]
        return []
    after = [e.low for e in found[at + 1 : at + 3]]
    told = bool(after) and after[0] in {"were", "was"} and after[-1] in BELIEVED
    here = at - 2 if at > 1 and found[at - 1].low in {"in", "to"} else at - 1
    caused = told or (here >= 0 and found[here].low in CAUSE)
    if phrase.plural and caused and phrase.head in {"deaths", "fatalities", "casualties"}:
        return [replace(_telling(Harm.KILLED, Party(Quantity(1, None, None), (phrase,)), found[at]), refers=True)]
    return []


def _injuries(found: Sequence[Element], at: int, phrase: Phrase) -> list[Telling]:
    if at + 1 < len(found) and found[at + 1].part in "OP" and found[at + 1].low in {"of", "to"}:
        party = objects(found, at + 1, True)
        return [] if party is None else [_telling(Harm.INJURED, party, found[at])]
    if phrase.article in {"Q", "N"}:
        return [_telling(Harm.INJURED, Party(phrase.count, (phrase,)), found[at])]
    return []


def _bodies(found: Sequence[Element], at: int, phrase: Phrase) -> list[Telling]:
    near = listed("body_found")
    seen = any(e.low in near for e in found)
    dead = "E" in phrase.harmed
    if not (seen or dead or (phrase.head in {"corpse", "corpses"})):
        return []
    if phrase.article == "N":
        return []
    of = at + 1 < len(found) and found[at + 1].part == "O"
    party = objects(found, at + 1, True) if of else None
    if party is None:
        count = phrase.count if phrase.article == "Q" else (SEVERAL if phrase.plural else ONE)
        party = Party(count, (phrase,))
    told = _telling(Harm.KILLED, party, found[at])
    refers = not of and phrase.article != "Q" and not (phrase.possessive and phrase.article != "t")
    return [replace(told, refers=told.refers or refers)]


def _lives(found: Sequence[Element], at: int, phrase: Phrase) -> list[Telling]:
    before = found[at - 1].low if at else ""
    after = {e.low for e in found[at + 1 : at + 5]}
    if phrase.article in {"Q", "N"} and (
        before in {"claimed", "claiming", "took", "taking", "cost", "costing", "claim", "claims", "of"}
        or "lost" in after
    ):
        return [_telling(Harm.KILLED, Party(phrase.count, (phrase,)), found[at])]
    return []


def _fled(found: Sequence[Element], at: int) -> list[Telling]:
    return _participle(found, at)


READERS = {
    "K": _participle, "Z": _participle, "V": _participle, "I": _participle, "D": _participle,
    "X": _intransitive, "e": _intransitive, "Y": _intransitive, "k": _acting, "i": _acting,
    "d": _acting, "y": _base_form, "A": _either, "a": _either, "E": _dead, "T": _toll,
}  # fmt: skip
PHRASE_READER = _noun


def _judged(telling: Telling, sentence: str) -> Telling:
    """With what the sentence around says: whether unreal, over a longer time, or long ago."""
    before = sentence[max(0, telling.start - 60) : telling.start]
    rest = sentence[telling.end :]
    unreal = telling.hypothetical or bool(IF.search(before + sentence[telling.start : telling.end]))
    aside = telling.aside or (telling.harm == Harm.KILLED and bool(SICK.match(rest)))
    near = before[-40:] + "\x00" + sentence[telling.start : telling.end + 60]
    since = CUMULATIVE.search(sentence)
    cumulative = since is not None
    long_ago = LONG_AGO.search(near)
    if BOTH_SIDES.search(sentence[telling.start : telling.end + 40]):
        telling = replace(telling, count=telling.count + telling.count)
    more = telling.more or bool(re.search(r"\b(?:also|separately|elsewhere|additionally|meanwhile)\b", near, re.IGNORECASE))
    whole = telling.whole or bool(re.search(r"\b(?:in total|a total of|total of|altogether|overall|in all)\b", near, re.IGNORECASE))
    return replace(
        telling,
        hypothetical=unreal,
        aside=aside or long_ago is not None,
        cumulative=cumulative,
        since=since.group("since") if since else "",
        more=more,
        whole=whole,
    )
