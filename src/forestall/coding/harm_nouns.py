"""Nouns that tell harm: deaths, bodies, the toll, lives, injuries, "30 wounded soldiers"."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from forestall.coding.harm_clauses import Party, objects
from forestall.coding.harm_words import listed
from forestall.coding.noun_phrases import NOBODY, ONE, SEVERAL, Element, Phrase
from forestall.coding.number_words import Quantity
from forestall.coding.telling import Harm, Telling, telling_of

if TYPE_CHECKING:
    from collections.abc import Sequence


def toll(found: Sequence[Element], at: int) -> list[Telling]:
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
    return [telling_of(Harm.KILLED, Party(told, (best,)), element, whole=True, toll=True)]


def noun_of_harm(found: Sequence[Element], at: int) -> list[Telling]:
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
        return [telling_of(harm, Party(phrase.count, (phrase,)), found[at])]
    return []


def _deaths(found: Sequence[Element], at: int, phrase: Phrase) -> list[Telling]:
    casualties = phrase.head in {"casualty", "casualties"}
    of = at + 1 < len(found) and found[at + 1].part == "O"
    if phrase.head == "massacre" and phrase.article == "1" and not of:
        return [telling_of(Harm.KILLED, Party(SEVERAL, (phrase,)), found[at])]
    if of and not casualties:
        return _deaths_of(found, at, phrase)
    single = phrase.article in {"1", "o"} and phrase.head in {"death", "fatality", "casualty"}
    if phrase.article in {"Q", "N"} or single:
        return _so_many(found, at, phrase, casualties)
    if phrase.possessive and phrase.head in {"death", "deaths"}:
        count = ONE if phrase.head == "death" else SEVERAL
        told = telling_of(Harm.KILLED, Party(count, (phrase,)), found[at])
        return [replace(told, refers=True)]
    if phrase.plural and phrase.head in {"deaths", "fatalities", "casualties"}:
        denied = found[at - 2].phrase if at > 1 and found[at - 1].part == "&" else None
        if denied is not None and denied.article == "N":  # "no injuries or deaths"
            return [telling_of(Harm.KILLED, Party(NOBODY, (phrase,)), found[at])]
        return _caused(found, at, phrase)
    return []


def _deaths_of(found: Sequence[Element], at: int, phrase: Phrase) -> list[Telling]:
    """The murder of two sisters; three deaths of prisoners."""
    party = objects(found, at + 1, True)
    if party is None:
        return []
    if phrase.article == "Q" and phrase.count.best is not None:
        party = Party(phrase.count, party.phrases)
    return [telling_of(Harm.KILLED, party, found[at])]


def _so_many(found: Sequence[Element], at: int, phrase: Phrase, casualties: bool) -> list[Telling]:
    """Four deaths, no casualties. Casualties may be injured, unless set against injuries."""
    told = telling_of(Harm.KILLED, Party(phrase.count, (phrase,)), found[at])
    if casualties and phrase.article == "N":
        return [told, replace(told, harm=Harm.INJURED)]
    if casualties and phrase.count.best and not any(_of_injury(e) for e in found):
        return [replace(told, count=Quantity(0, None, phrase.count.high), either=True)]
    return [told]


def _of_injury(element: Element) -> bool:
    return element.part in "IiJ" or element.low in listed("injuries", "words")


def _caused(found: Sequence[Element], at: int, phrase: Phrase) -> list[Telling]:
    """Deaths without a number: causing deaths, casualties were reported."""
    after = [e.low for e in found[at + 1 : at + 3]]
    said = bool(after) and after[0] in {"were", "was"} and after[-1] in listed("believed", "verbs")
    here = at - 2 if at > 1 and found[at - 1].low in {"in", "to"} else at - 1
    if not said and (here < 0 or found[here].low not in listed("cause", "verbs")):
        return []
    party = Party(Quantity(1, None, None), (phrase,))
    return [replace(telling_of(Harm.KILLED, party, found[at]), refers=True)]


def _injuries(found: Sequence[Element], at: int, phrase: Phrase) -> list[Telling]:
    if at + 1 < len(found) and found[at + 1].part in "OP" and found[at + 1].low in {"of", "to"}:
        party = objects(found, at + 1, True)
        return [] if party is None else [telling_of(Harm.INJURED, party, found[at])]
    if phrase.article in {"Q", "N"}:
        return [telling_of(Harm.INJURED, Party(phrase.count, (phrase,)), found[at])]
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
    told = telling_of(Harm.KILLED, party, found[at])
    again = not of and phrase.article != "Q" and not (phrase.possessive and phrase.article != "t")
    return [replace(told, refers=told.refers or again)]


def _lives(found: Sequence[Element], at: int, phrase: Phrase) -> list[Telling]:
    before = found[at - 1].low if at else ""
    after = {e.low for e in found[at + 1 : at + 5]}
    if phrase.article in {"Q", "N"} and (
        before
        in {"claimed", "claiming", "took", "taking", "cost", "costing", "claim", "claims", "of"}
        or "lost" in after
    ):
        return [telling_of(Harm.KILLED, Party(phrase.count, (phrase,)), found[at])]
    return []
