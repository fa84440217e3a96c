"""Each telling of people killed, injured or displaced in a sentence."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from forestall.coding.harm_clauses import those_named
from forestall.coding.harm_nouns import noun_of_harm, toll
from forestall.coding.harm_reading import Harm, Telling, judged
from forestall.coding.harm_verbs import (
    acting,
    base_form,
    dead,
    either,
    fled,
    intransitive,
    participle,
)
from forestall.coding.harm_words import may_tell_harm, words
from forestall.coding.noun_phrases import elements

if TYPE_CHECKING:
    from collections.abc import Iterator

    from forestall.coding.number_words import Quantity

DATELINE = re.compile(
    r"\s*[A-Z][A-Z.'’ -]{2,30}(?:[,(/][^—–\n]{0,40}?)?\s*"
    r"(?:—|–|\s--?\s|(?<=[A-Z]):\s)(?=\s*[\w“\"])"
)
LONGEST = 3000
"""Characters of a sentence that are read: no sentence of a report is longer."""

READERS = {
    "K": participle, "Z": participle, "V": participle, "I": participle, "D": participle,
    "X": intransitive, "e": intransitive, "Y": intransitive, "k": acting, "i": acting,
    "d": acting, "y": base_form, "A": either, "a": either, "E": dead, "T": toll, "f": fled,
}  # fmt: skip


def tellings(sentence: str) -> list[Telling]:
    """All tellings of harm in a sentence, in order; of one that never ends, in its beginning."""
    sentence = sentence[:LONGEST]
    if not may_tell_harm(sentence):
        return []
    found = elements(words(_without_dateline(sentence)))
    out: list[Telling] = []
    for at, element in enumerate(found):
        read = noun_of_harm if element.phrase is not None else READERS.get(element.part)
        if read is not None:
            out += read(found, at)
    return [judged(t, sentence) for t in _without_repeats(out)]


def _without_dateline(sentence: str) -> str:
    """The sentence with the place it was written at blanked ("BANGUI — Five soldiers ...")."""
    match = DATELINE.match(sentence)
    return " " * match.end() + sentence[match.end() :] if match else sentence


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
