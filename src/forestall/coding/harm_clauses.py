"""Who was harmed: the subject left of "were killed", the object right of "killing".

A clause is read by the letters of its words (``harm_words.PARTS``), not by a parser: step over
what only describes ("in Gaza", "who worked there", ", a dentist,") to the noun that is meant,
then take in what is joined to it by commas and "and".
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from forestall.coding.harm_words import listed
from forestall.coding.noun_phrases import ONE, Element, Phrase
from forestall.coding.number_words import Quantity

if TYPE_CHECKING:
    from collections.abc import Sequence

STEPS = frozenset("vgKkIiXYDdbHAaJ!2")
PREPOSITIONS = frozenset("PU2O")
NUMBER = {"was": True, "is": True, "has": True, "were": False, "are": False, "have": False}
VERBS = frozenset("bHmKXVIvYZDqe")


@dataclass(frozen=True, slots=True)
class Party:
    """People joined in one telling: "a doctor, his wife and two guards"."""

    count: Quantity
    phrases: tuple[Phrase, ...]

    @property
    def first(self) -> Phrase:
        """The first of them, by which the others are told."""
        return self.phrases[0]

    @property
    def more(self) -> bool:
        """Whether they come on top of others: "another two"."""
        return self.first.more


def subject(found: Sequence[Element], at: int, singular: bool | None = None) -> Party | None:
    """Who stands left of the verb at ``at`` (its auxiliaries included), None where nobody does.

    ``singular`` is what the verb says of the number: True for "was", False for "were".
    """
    here = at - 1
    if here >= 0 and found[here].part == ",":
        here = _before_aside(found, here)
    few = _among_those(found, here)
    if few is not None:
        return few
    fallback: Phrase | None = None
    start, aided = here, at - 1 >= 0 and at < len(found) and found[at].part in "bHm"
    while here >= 0:
        element = found[here]
        part = element.part
        if element.phrase is not None:
            left = _left_of(found, here)
            if left == "U" and here == at - 1 and found[here - 1].low.startswith("among"):
                return Party(element.phrase.count, (element.phrase,))
            near = here == start and singular is None and element.phrase.article == "Q"
            absolute = here == start and left == "P" and found[at].low == "being"
            if absolute or (left in PREPOSITIONS and near and not aided):
                return joined_left(found, here, singular)
            if left in PREPOSITIONS:
                here = _preposition(found, here) - 1
                continue
            if _fits(element.phrase, singular) and (left not in STEPS or left == "J"):
                party = joined_left(found, here, singular)
                if singular is not False or party.count.best != 1 or left == "":
                    return party  # else one person where "were" tells of more
            if fallback is None and _fits(element.phrase, singular):
                fallback = element.phrase
            if left not in STEPS and left not in ",&wM":
                break
        elif part == "s" and here == at - 1 and element.low in {"but", "before", "until"}:
            pass  # "was taken away but died"
        elif part == "s" and found[here + 1].part == "g":
            pass  # "while picking up the bag"
        elif part in "s;:qm":
            break
        elif part == "," and found[here + 1].part in "bH":
            here = _before_aside(found, here)
            continue
        elif part == "," and _clause_left(found, here):
            break
        here -= 1
    if fallback is None:
        return None
    return Party(fallback.count, (fallback,))


def those_named(found: Sequence[Element]) -> Quantity | None:
    """How many people a sentence is about, by those whom something was done to; None if unclear.

    They are whom "they" and "the victims" of the next sentence stand for.
    """
    for letters in ("b", "KXIv"):
        for at in range(1, len(found)):
            if found[at].part not in letters:
                continue
            party = subject(found, at, NUMBER.get(found[at].low))
            if party is not None and party.count.best is not None and party.count.best > 1:
                return party.count
    return None


def _among_those(found: Sequence[Element], at: int) -> Party | None:
    """The least that "two women were among those" stands for."""
    if at < 2 or found[at].low not in {"those", "the"} or not found[at - 1].low.startswith("among"):
        return None
    party = subject(found, at - 1)
    if party is None:
        return None
    return Party(Quantity(max(party.count.low, 2), None, None), party.phrases)


def antecedent(found: Sequence[Element], at: int) -> Party | None:
    """Who the "who" at ``at`` stands for."""
    here = at - 1
    if here >= 0 and found[here].part == ",":
        here -= 1
    while here >= 0 and found[here].phrase is None and found[here].part in "PU":
        here -= 1
    if here < 0 or found[here].phrase is None:
        return None
    return joined_left(found, here, None)


def _left_of(found: Sequence[Element], at: int) -> str:
    """The letter left of a phrase, or left of all that is joined to it by "including"."""
    return found[at - 1].part if at else ""


def _preposition(found: Sequence[Element], at: int) -> int:
    here = at - 1
    while here > 0 and found[here - 1].part in PREPOSITIONS:
        here -= 1
    return here


def _fits(phrase: Phrase, singular: bool | None) -> bool:
    """Whether "was" or "were" agrees with the phrase."""
    if not phrase.person and phrase.article != "N":
        return False
    return not (singular and phrase.plural and phrase.head not in listed("group"))


def _before_aside(found: Sequence[Element], comma: int) -> int:
    """Left of ", a dentist," that ends at ``comma``; the comma's left where nothing is set off."""
    here = comma - 1
    while here >= 0 and found[here].part not in ";:":
        if found[here].part == ",":
            listed_last = found[here + 1].part == "&" or here == 0
            return comma - 1 if listed_last or _clause_left(found, here) else here - 1
        here -= 1
    relative = [at for at in range(here + 1, comma) if found[at].part == "w"]
    return relative[0] - 1 if relative else comma - 1


def _clause_left(found: Sequence[Element], comma: int) -> bool:
    """Whether a comma ends an opening: "In Gaza, ..."."""
    here = comma - 1
    while here >= 0 and found[here].part not in ",;:s":
        here -= 1
    opening = here < 0 or found[here].part != ","
    return opening and found[here + 1].part in "PUg"


def joined_left(found: Sequence[Element], at: int, singular: bool | None) -> Party:
    phrases = [found[at].phrase]
    if singular is not True:
        here, listing = at, False
        while here >= 2 and found[here - 1].part in ",&":
            link = here - 1
            if found[link].part == "&":
                listing = True
            if found[link].part == "," and not listing:
                break
            if link >= 2 and found[link].part == "&" and found[link - 1].part == ",":
                link -= 1
            base = _base(found, link - 1)
            if base is None:
                break
            phrases.append(found[base].phrase)
            here = base
    parts = [p for p in reversed(phrases) if p is not None]
    including = _included(found, at, parts)
    if including is not None:
        return Party(including.count, (including,))
    return Party(_sum(parts, singular), tuple(parts))


def _included(found: Sequence[Element], at: int, parts: Sequence[Phrase]) -> Phrase | None:
    """The whole of "16 people including eight women and five children"."""
    start = parts[0].start
    for index in range(at, 0, -1):
        if found[index].start == start and found[index - 1].part == "U":
            before = index - 2
            if before >= 0 and found[before].part == ",":
                before -= 1
            while before >= 0:
                phrase = found[before].phrase
                if phrase is not None and _left_of(found, before) not in PREPOSITIONS:
                    return phrase
                before -= 1
    return None


def _base(found: Sequence[Element], at: int) -> int | None:
    """The phrase a link joins to, prepositions stepped over; None where none may be meant."""
    here = at
    while here >= 0:
        phrase = found[here].phrase
        if phrase is None:
            return None
        left = _left_of(found, here)
        if left == "U":
            return here
        if left in PREPOSITIONS:
            here = _preposition(found, here) - 1
            if here >= 0 and found[here].part in "vgIK":
                return None
            continue
        leaving = here > 0 and found[here - 1].low in {"left", "leaving", "leaves"}
        if (left in STEPS and not leaving) or not phrase.person:
            return None
        return here
    return None


def _sum(parts: Sequence[Phrase], singular: bool | None) -> Quantity:
    if singular is True:
        known = parts[0].told and parts[0].count.best in {None, 0}
        return parts[0].count if known else ONE
    counted: list[Phrase] = []
    for index, phrase in enumerate(parts):
        if not phrase.person:
            continue
        role = (
            index > 0
            and not phrase.article
            and not phrase.plural
            and not phrase.name
            and parts[index - 1].article in {"1", "t"}
            and not parts[index - 1].possessive
            and not parts[index - 1].plural
            and singular is None
        )
        shares = (
            index > 0
            and phrase.plural
            and not phrase.article
            and not phrase.more
            and parts[index - 1].numbered
        )
        if not (role or shares):  # "a teacher and community leader" is one person
            counted.append(phrase)
    if not counted:
        return ONE
    total = counted[0].count
    for phrase in counted[1:]:
        total = total + phrase.count
    whole, rest = counted[0], counted[1:]
    if rest and whole.article == "Q" and whole.head in listed("people") and whole.count.best:
        told = sum(p.count.best or 0 for p in rest)
        if len(rest) > 1 and told == whole.count.best:
            return whole.count
    return total


def objects(found: Sequence[Element], at: int, noun: bool = False) -> Party | None:
    """Who stands right of the verb at ``at``, with all that is joined to it; None where nobody.

    ``noun``: what stands at ``at`` is the "of" of a noun ("the bodies of"), and a verb may follow.
    """
    here = at + 1
    while here < len(found) and found[here].part in "&" and found[here + 1 : here + 2]:
        if found[here + 1].part not in "kKiIaAvg":
            break
        here += 2
    if here >= len(found) or found[here].phrase is None:
        return None
    phrases = [found[here].phrase]
    end = here + 1
    while True:
        following = _next_joined(found, end, phrases, noun)
        if following is None:
            break
        phrases.append(found[following].phrase)
        end = following + 1
    parts = [p for p in phrases if p is not None]
    if not any(p.person for p in parts):
        return None
    if parts and not parts[0].person and parts[0].article != "N":
        parts = [p for p in parts if p.person]
    return Party(_sum(parts, None), tuple(parts))


def _next_joined(
    found: Sequence[Element], at: int, phrases: Sequence[Phrase | None], noun: bool
) -> int | None:
    """The phrase joined next after ``at``: "a doctor [in Gaza] and [three guards]"."""
    link = at
    crossed = False
    while link < len(found) and found[link].part in "P2":
        step = link + 1
        while step < len(found) and found[step].part in "P2":
            step += 1
        if step >= len(found) or found[step].phrase is None:
            if step < len(found) and found[step].part in ",&":
                link = step  # the time that stood here was left out
                crossed = True
                break
            return None
        link, crossed = step + 1, True
    if link + 1 >= len(found) or found[link].part not in ",&":
        return None
    comma = found[link].part == ","
    nxt = link + 1
    if comma and found[nxt].part == "&":
        comma, nxt = False, nxt + 1
    if nxt >= len(found):
        return None
    phrase = found[nxt].phrase
    if phrase is None or not (phrase.person or comma) or phrase.head in _told_by_noun():
        return None
    if crossed and phrase.article not in {"Q", "1", "o", "t"}:
        return None
    if comma and (crossed or not _list_goes_on(found, nxt)):
        return None
    if comma and phrase.article == "1" and phrases[-1] is not None and phrases[-1].name:
        return None  # "John Wapo, a teacher, and his wife"
    return None if not noun and _starts_clause(found, nxt) else nxt


def _told_by_noun() -> frozenset[str]:
    return listed("deaths", "words") | listed("injuries", "words") | listed("bodies", "words")


def _list_goes_on(found: Sequence[Element], at: int) -> bool:
    here = at + 1
    while here < len(found) and (found[here].phrase is not None or found[here].part in ",&PU"):
        if found[here].part == "&":
            after = found[here + 1 : here + 2]
            return (
                bool(after) and after[0].phrase is not None and not _starts_clause(found, here + 1)
            )
        if found[here].part == "U":
            return False
        here += 1
    return False


def _starts_clause(found: Sequence[Element], at: int) -> bool:
    """Whether a verb follows the phrase at ``at``, so that it is a subject and no object."""
    here = at + 1
    while here < len(found) and found[here].part in "PUM" and found[here].part != "M":
        here += 1
        if here < len(found) and found[here].phrase is not None:
            here += 1
    if here >= len(found):
        return False
    if found[here].part in "v" and here + 1 < len(found) and found[here + 1].part == "P":
        # "three women taken from the bus" describes; "a nurse injured in it" is told of herself
        return found[here].low not in {"taken", "travelling", "held"}
    return found[here].part in VERBS or found[here].part == "E"


def added(found: Sequence[Element], at: int) -> Party | None:
    """Who is added behind the verb: "were killed ..., along with six members of their family"."""
    here = at + 1
    while here < len(found) and found[here].part not in ";:s":
        part = found[here].part
        if part == "&" and found[here].low not in {"and", "or", "&"}:
            if here + 1 < len(found) and found[here + 1].phrase is not None:
                if _starts_clause(found, here + 1):
                    return None
                return objects(found, here)
            return None
        if part in VERBS or part in "kiEF&w":
            return None
        here += 1
    return None
