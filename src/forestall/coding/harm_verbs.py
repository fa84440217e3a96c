"""Verbs that tell harm: killed, died, killing, to kill, left dead, fled."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from forestall.coding.harm_clauses import (
    NUMBER,
    Party,
    added,
    antecedent,
    joined_left,
    objects,
    subject,
)
from forestall.coding.harm_words import listed
from forestall.coding.noun_phrases import NOBODY, ONE, Element, Phrase
from forestall.coding.number_words import Quantity
from forestall.coding.telling import HARM_OF, Harm, Telling, telling_of

if TYPE_CHECKING:
    from collections.abc import Sequence


def _auxiliaries(found: Sequence[Element], at: int) -> tuple[int, bool, bool | None, bool, bool]:
    """Left end of "could have been"; whether passive; singular or plural; unreal; denied."""
    here, parts, number = at, "", None
    while here > 0 and found[here - 1].part in "bHm!2":
        here -= 1
        parts = found[here].part + parts
        low = found[here].low
        number = NUMBER.get(low, number)
    unreal = "m" in parts
    if "2" in parts and not (here and found[here - 1].low in listed("believed", "verbs")):
        unreal = True
    if parts == "b" and found[here].low == "being" and here and found[here - 1].part in "OP":
        unreal = True
    if (
        here > 1
        and found[here - 1].low in listed("believed", "verbs")
        and found[here - 2].part in "b"
    ):
        here -= 2  # "were reported to have been killed", "was reported killed"
        number = found[here].low == "was"
        parts = "b" + parts
        while here > 0 and found[here - 1].part in "bHm":
            here -= 1
    return here, "b" in parts, number, unreal, "!" in parts


def participle(found: Sequence[Element], at: int) -> list[Telling]:
    """Killed, injured, displaced: of whom stands right where it acts, else of whom stands left."""
    element = found[at]
    harm = HARM_OF[element.part]
    left, passive, number, unreal, denied = _auxiliaries(found, at)
    if (
        at
        and left == at
        and found[at - 1].part == "t"
        and found[at - 1].low not in {"those", "that"}
    ):
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
        told = telling_of(harm, party, element, unreal)
        return [replace(told, count=NOBODY, more=False) if denied else told]
    if element.part == "V":
        return []  # "gunshot wounds"
    joined = not passive and left == at and at > 0 and found[at - 1].part in "&,"
    if (
        joined
        and following is not None
        and following.part == "&"
        and harm == Harm.KILLED
        and (at + 2 < len(found) and found[at + 2].part in "KI" and objects(found, at + 2))
    ):
        return []
    party = _who(found, left, number)
    if party is None:
        if passive and not joined:
            return []
        return []
    if element.part == "Z":
        party = Party(Quantity(0, None, None), party.phrases)
    party = Party(NOBODY, party.phrases) if denied else _with_added(found, at, party)
    return [telling_of(harm, party, element, unreal, **_background(found, left))]


def _who(found: Sequence[Element], left: int, number: bool | None) -> Party | None:
    if left > 0 and found[left - 1].part == "w":
        one = found[left - 3].phrase if left > 2 and found[left - 2].part == "O" else None
        if one is not None and one.article == "Q":  # "one of whom"
            return Party(one.count, (one,))
        party = antecedent(found, left - 1)
        if party is not None and number and party.count.best != 1 and party.first.of:
            return Party(ONE, party.phrases)  # "the family of a man who was killed"
        return party
    return subject(found, left, number)


def _background(found: Sequence[Element], left: int) -> dict[str, bool]:
    """ "a patient who had died": told of someone from before."""
    if not (0 < left < len(found) and found[left - 1].part == "w"):
        return {}
    phrase = found[left - 2].phrase if left > 1 else None
    patient = phrase is not None and bool({phrase.head, phrase.of} & {"patient", "patients"})
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


def intransitive(found: Sequence[Element], at: int) -> list[Telling]:
    """Died, lost their lives; suffered injuries."""
    element = found[at]
    left, _, number, unreal, denied = _auxiliaries(found, at)
    if (
        element.part == "e"
        and not unreal
        and number is None
        and at
        and found[at - 1].phrase is None
    ):
        return []
    party = _who(found, left, number)
    if party is None:
        return []
    party = Party(NOBODY, party.phrases) if denied else _with_added(found, at, party)
    return [telling_of(HARM_OF[element.part], party, element, unreal, **_background(found, left))]


def acting(found: Sequence[Element], at: int) -> list[Telling]:
    """Killing, injuring, "the killing of"."""
    element = found[at]
    following = found[at + 1].part if at + 1 < len(found) else ""
    party = objects(found, at + 1, True) if following == "O" else objects(found, at)
    if party is None:
        return []
    before = found[at - 1] if at else None
    unreal = before is not None and before.low in listed("dread", "verbs")
    if before is not None and before.part == "O" and at > 1 and found[at - 2].low == "suspicion":
        unreal = True  # "on suspicion of murdering his wife"
    return [telling_of(HARM_OF[element.part], party, element, unreal)]


def base_form(found: Sequence[Element], at: int) -> list[Telling]:
    """Kill: threatened or able to, unless done ("went on to kill") or a headline."""
    element = found[at]
    party = objects(found, at)
    if party is None:
        return []
    before = found[at - 1] if at else None
    real = before is None or before.phrase is not None or before.low in {"and", "did"}
    if before is not None and before.part == "2" and at > 1:
        real = found[at - 2].low in listed("really", "verbs") or (
            at > 2 and found[at - 3].low in listed("really", "verbs")
        )
    told = telling_of(HARM_OF[element.part], party, element, not real)
    if before is not None and before.part == "!":
        return [replace(told, count=NOBODY, hypothetical=False)]
    return [told]


def either(found: Sequence[Element], at: int) -> list[Telling]:
    """Killed or injured: nobody knows how many of each."""
    element = found[at]
    left, passive, number, unreal, _ = _auxiliaries(found, at)
    party = None if passive and element.part == "A" else objects(found, at)
    party = party or _who(found, left, number)
    if party is None:
        return []
    told = telling_of(Harm.KILLED, party, element, unreal)
    if party.count.best == 0:
        return [told, replace(told, harm=Harm.INJURED)]
    if party.count.best is not None:
        told = replace(told, count=Quantity(0, None, party.count.high), either=True)
    return [told, replace(told, harm=Harm.INJURED)]


def dead(found: Sequence[Element], at: int) -> list[Telling]:
    """Left three dead, two were dead, five dead."""
    element = found[at]
    left, passive, number, unreal, denied = _auxiliaries(found, at)
    before = found[left - 1].phrase if left else None
    struck = left > 1 and found[left - 2].low in listed("struck", "verbs")
    if element.low in {"to death", "alive"}:
        here = left - 1
        while here > 0 and (found[here].phrase is not None or found[here].part in ",&"):
            here -= 1
        struck = here >= 0 and found[here].low in listed("struck", "verbs")
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
    return [telling_of(Harm.KILLED, party, element, unreal)]


def fled(found: Sequence[Element], at: int) -> list[Telling]:
    """So many fled; forced so many to flee. Told only with a number: who fled else may be armed."""
    element = found[at]
    if element.low == "flee":
        phrase = found[at - 2].phrase if at > 1 and found[at - 1].part == "2" else None
        party = None if phrase is None else Party(phrase.count, (phrase,))
    else:
        left, _, number, _, _ = _auxiliaries(found, at)
        party = subject(found, left, number)
    if party is None or not party.first.numbered:
        return []
    return [telling_of(Harm.DISPLACED, party, element)]
