"""One telling of harm, and what the sentence around it makes of it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from forestall.coding.harm_clauses import Party
    from forestall.coding.noun_phrases import Element, Phrase
    from forestall.coding.number_words import Quantity


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
    ``aside`` that it is no part of what the text reports (long ago, an illness, a number put right
    since); ``toll`` that it is a state of the death toll; ``claimed`` that those who did it boast.
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
    toll: bool = False
    claimed: bool = False
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
SICK = re.compile(
    r"\s*(?:\w+\s){0,2}?(?:of|from|with|due to)\s(?:\w+\s){0,2}?"
    r"(?:covid|corona|cancer|malaria|cholera|ebola"
    r"|measles|illness|disease|natural causes|old age|aids|hiv|typhoid|tuberculosis|diabetes)",
    re.IGNORECASE,
)
CUMULATIVE = re.compile(
    r"\b(?P<since>since\s(?:the\s)?(?:start|beginning|outbreak|early|late|mid|last|\d"
    r"|january|february|march|april|may|june|july|august|september|october|november|december|then|war|conflict|violence|fighting)[^,.;]*"
    r"|so\sfar\sthis\s(?:year|month)|this\syear(?:\salone)?|to\sdate"
    r"|(?:in|over|within|during)\s(?:the\s)?(?:past|last|previous|recent)\s(?:\w+\s)?"
    r"(?:days|weeks|months|years|year|month|week|decade)"
    r"|(?:in|over|within)\s(?:just\s|less\sthan\s|about\s|only\s)?"
    r"(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\d+|several)\s"
    r"(?:weeks|months|years|decades)"
    r"|(?:over|in)\sthe\syears)",
    re.IGNORECASE,
)
LONG_AGO = re.compile(
    r"\b(?:years?\sago|decades?\sago|years?\searlier|last\syear|anniversary"
    r"|(?:in|of)\s(?:the\s)?(?:19\d\d)s?\b|(?:retaliation|revenge|retribution|reprisal)s?\s(?:\w+\s)?for|to\savenge|avenging|commemorat\w+)",
    re.IGNORECASE,
)
BOAST = re.compile(
    r"\b(?:said|claimed|claims|says|boasted)\s(?:that\s)?(?:they|it|its|their)\b[^,.;]{0,40}\bkill",
    re.IGNORECASE,
)
SINCE_REVISED = re.compile(
    r"\b(?:initially|at first|originally|earlier|previously)\b.*"
    r"\b(?:revised|lowered|corrected|cut)\b",
    re.IGNORECASE,
)
BOTH_SIDES = re.compile(r"\b(?:on|from) (?:each|both|either) sides?\b(?! of)", re.IGNORECASE)
IF = re.compile(r"^(?:\W*)(?:even\s)?if\b|\bif\s(?:he|she|they|it|the|we|you)\b", re.IGNORECASE)
SPEAKER = re.compile(
    r"\b[Aa]ccording to (?P<by>(?:the |a |an )?[\w'’ -]{2,60}?)"
    r"(?=[,.;]|\s(?:on|in|at|that|who)\b|$)"
    r"|(?:^|[,.;]\s)(?P<says>(?:the |a |an )?[\w'’ -]{2,60}?)"
    r" (?:said|says|claimed|claims|alleged|stated|reported|announced|told|confirmed)\b"
)


def telling_of(
    harm: Harm,
    party: Party,
    element: Element,
    hypothetical: bool = False,
    *,
    whole: bool = False,
    toll: bool = False,
    aside: bool = False,
) -> Telling:
    first = party.first
    refers = first.article in {"h", "r", "*"} or (
        len(party.phrases) == 1 and first.article == "t" and not first.possessive
    )
    start = min([p.start for p in party.phrases] + [element.start])
    end = max([p.end for p in party.phrases] + [element.end])
    return Telling(
        harm, party.count, start, end, party.phrases, hypothetical, refers,
        whole=whole, toll=toll, more=party.more, aside=aside,
    )  # fmt: skip


def judged(telling: Telling, sentence: str) -> Telling:
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
    more = telling.more or bool(
        re.search(r"\b(?:also|separately|elsewhere|additionally|meanwhile)\b", near, re.IGNORECASE)
    )
    whole = telling.whole or bool(
        re.search(
            r"\b(?:in total|a total of|total of|altogether|overall|in all)\b", near, re.IGNORECASE
        )
    )
    return replace(
        telling,
        hypothetical=unreal,
        aside=aside or long_ago is not None or _put_right(telling, sentence),
        claimed=BOAST.search(sentence) is not None,
        cumulative=cumulative,
        since=since.group("since") if since else "",
        more=more,
        whole=whole,
    )


def _put_right(telling: Telling, sentence: str) -> bool:
    """Whether it is the number that the sentence goes on to revise."""
    revised = SINCE_REVISED.search(sentence)
    return revised is not None and telling.end < revised.end()
