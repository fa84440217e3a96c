"""Noun phrases of a sentence and how many people each stands for."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from forestall.coding.harm_words import Word, listed
from forestall.coding.number_words import MORE, Quantity

if TYPE_CHECKING:
    from collections.abc import Sequence

ONE = Quantity.of(1)
SEVERAL = Quantity(2, None, None)
NOBODY = Quantity.of(0)
DETERMINERS = frozenset("Q1toN*")
PARTICIPLES = frozenset("vgIDE")


@dataclass(frozen=True, slots=True)
class Phrase:
    """A noun phrase. ``count`` is how many people it stands for.

    ``article`` is the letter of its first determiner ("Q", "1", "t", "o", "N", "*"), of a pronoun
    ("h", "r", "n", "0") or empty; ``told`` says that a number or article fixes the count;
    ``harmed`` has the letters E and I of "dead" or "injured" before the noun; ``numbered`` says
    that a number stands in it; ``of`` is the noun after "of" ("relatives of a patient").
    """

    head: str
    count: Quantity
    article: str
    start: int
    end: int
    told: bool
    plural: bool
    name: bool = False
    possessive: bool = False
    more: bool = False
    harmed: str = ""
    numbered: bool = False
    of: str = ""

    @property
    def person(self) -> bool:
        """Whether it may stand for people."""
        return (
            self.article != "n"
            and self.head not in listed("thing")
            and self.head not in listed("animal")
        )


@dataclass(frozen=True, slots=True)
class Element:
    """A noun phrase (part ``M``) or a word between."""

    part: str
    low: str
    start: int
    end: int
    phrase: Phrase | None = None


def elements(words: Sequence[Word]) -> list[Element]:
    """Noun phrases and the words between them, in order; "six of the men" is one phrase."""
    out: list[Element] = []
    at = 0
    while at < len(words):
        found = _phrase(words, at)
        if found is None:
            word = words[at]
            out.append(Element(word.part, word.low, word.start, word.end))
            at += 1
        else:
            phrase, at = found
            out.append(Element("M", phrase.head, phrase.start, phrase.end, phrase))
    return _joined(out)


def _phrase(words: Sequence[Word], at: int) -> tuple[Phrase, int] | None:
    word = words[at]
    part = word.part
    if part in "hrn0" or (part == "t" and word.low == "her" and not _noun_follows(words, at + 1)):
        return _pronoun(word), at + 1
    start, quantity, determiners = at, None, ""
    while at < len(words) and words[at].part in DETERMINERS:
        determiners += words[at].part
        quantity = words[at].quantity or quantity
        at += 1
    first = at
    harmed = ""
    while at < len(words) and _belongs(words, first, at, determiners):
        if words[at].part in "IE":
            harmed += words[at].part
        at += 1
    if at == first and not (
        quantity is not None or determiners[-1:] in {"o", "*"} or determiners == "N"
    ):
        return None
    heads = words[first:at]
    return _counted(words[start:at], heads, determiners, quantity, harmed), at


def _noun_follows(words: Sequence[Word], at: int) -> bool:
    return at < len(words) and words[at].part in "xCQvgoF"


def _belongs(words: Sequence[Word], first: int, at: int, determiners: str) -> bool:
    part = words[at].part
    if part in "xCBF":
        return True
    if part == "J":
        return bool(determiners) and at == first
    nouns = at + 1 < len(words) and words[at + 1].part in ("xCB" if part in "IED" else "xCvB")
    if part == "E" and determiners and words[at + 1 : at + 2] and words[at + 1].part == "B":
        return True
    if part in PARTICIPLES and nouns:
        opened = bool(determiners) or part in "IDE"
        return (at == first and opened) or (at > first and words[at - 1].part in PARTICIPLES)
    return (
        part in "vg"
        and at == first
        and determiners[-1:] in tuple("1t")
        and at + 1 < len(words)
        and words[at + 1].part in "xC"
    )


def _pronoun(word: Word) -> Phrase:
    part = "h" if word.part == "t" else word.part
    if part == "0":
        return Phrase(word.low, NOBODY, "N", word.start, word.end, True, False)
    count = ONE if part == "h" else SEVERAL
    return Phrase(word.low, count, part, word.start, word.end, False, part == "r")


def _counted(
    span: Sequence[Word],
    heads: Sequence[Word],
    determiners: str,
    quantity: Quantity | None,
    harmed: str,
) -> Phrase:
    head = heads[-1].low if heads else ""
    possessor = len(heads) > 1 and any(w.low.endswith(("'s", "s'")) for w in heads[:-1])
    name = bool(heads) and all(w.part == "C" for w in heads) and not determiners
    single = "1" in determiners and quantity is None
    plural = (_plural(head) and not name and not single) or (
        name and len(heads) == 1 and head.endswith("s")
    )
    if len(heads) > 1 and not determiners and heads[0].low.rstrip(".") in listed("title"):
        name, plural = True, False  # "Inspector Flores"
    if name and len(heads) == 1 and plural:
        name = False
    if head in {"other", "others"}:
        plural = head == "others"
    article = determiners[:1]
    count, told = ONE, True
    if "N" in determiners and (quantity is None or quantity.low == 0):
        count, article = NOBODY, "N"
    elif head in listed("group") and (quantity is not None or not plural):
        low = 2 * (quantity.low if quantity else 1)
        count, told, plural = Quantity(max(low, 2), None, None), False, True
    elif quantity is not None:
        count, plural = quantity, quantity.best != 1
    elif (head in listed("pair") and (head == "twins" or not plural)) or span[0].low == "both":
        count, plural = Quantity.of(2), True
    elif plural or "*" in determiners:
        count, told = SEVERAL, False
    else:
        told = article in {"1", "o"} or name or (not article and not possessor)
    mine = (
        any(w.part == "t" and w.low not in listed("definite", "words") for w in span) or possessor
    )
    adds = ("o" in determiners and article != "t") or _further(span)
    return Phrase(
        head, count, article, span[0].start, span[-1].end, told, plural, name, mine,
        adds or head in {"other", "others"}, harmed,
        quantity is not None,
    )  # fmt: skip


def _further(span: Sequence[Word]) -> bool:
    """Whether a number adds to others: "at least another six"."""
    return any(w.part == "Q" and not MORE.isdisjoint(w.low.split()) for w in span)


def _plural(head: str) -> bool:
    if head in listed("plural"):
        return True
    if head in listed("singular") or len(head) < 4:
        return head in {"men", "idps"}
    return (head.endswith("s") and not head.endswith(("ss", "us", "is", "'s"))) or head.endswith(
        ("men", "women", "children")
    )


def _joined(found: list[Element]) -> list[Element]:
    """Phrase, "of", phrase made one: "six members of the family", "a family of five"."""
    out: list[Element] = []
    at = 0
    while at < len(found):
        here = found[at]
        if (
            here.part == "O"
            and out
            and out[-1].phrase is not None
            and at + 1 < len(found)
            and found[at + 1].phrase is not None
        ):
            joined = _of(out[-1].phrase, found[at + 1].phrase)
            if joined is not None:
                out[-1] = Element("M", joined.head, joined.start, joined.end, joined)
                at += 2
                continue
        if here.low == "" and here.phrase is not None and _floating(here.phrase, out):
            who = out[-2].phrase
            if who is not None and who.article == "r":
                out[-2] = replace(out[-2], phrase=replace(who, count=here.phrase.count))
            at += 1
            continue
        out.append(here)
        at += 1
    return out


def _floating(phrase: Phrase, before: Sequence[Element]) -> bool:
    """Whether "both" stands behind the verb: "they were both killed"."""
    return (
        phrase.article == "*"
        and len(before) > 1
        and before[-1].part == "b"
        and before[-2].phrase is not None
    )


def _of(first: Phrase | None, second: Phrase | None) -> Phrase | None:
    """What "first of second" stands for; None where "first" is a thing of harm ("deaths")."""
    if first is None or second is None or first.head in listed("deaths", "words"):
        return None
    if first.head in listed("body", "words") | listed("bodies", "words") | listed(
        "injuries", "words"
    ):
        return None
    if not first.head:  # "two of the men", "one of them"
        harmed = first.harmed + second.harmed
        return replace(first, head=second.head, end=second.end, harmed=harmed)
    if first.head in listed("group") and (second.article == "Q" or second.plural):
        known = second.article == "Q"
        count = second.count if known else first.count
        return replace(
            first, head=second.head or first.head, count=count, told=known, plural=True,
            end=second.end,
        )  # fmt: skip
    return replace(first, end=second.end, of=second.head)
