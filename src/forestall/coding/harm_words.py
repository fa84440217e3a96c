"""The words of a sentence, each with the part it plays in telling of harm.

One letter for each part keeps the reading of clauses short: see ``PARTS``. Dates, ages, money,
lengths of time and adverbs are left out, since they only stand between the words that count.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache

from forestall.coding.left_out import LEFT_OUT
from forestall.coding.number_words import Quantity, lexicon, read

PARTS = {
    "K": "killed, shot dead",
    "Z": "feared dead",
    "V": "kills (present)",
    "y": "kill (base form)",
    "k": "killing",
    "X": "died, lost their lives",
    "e": "die (base form)",
    "E": "dead",
    "F": "deaths, murder, casualties",
    "A": "killed or injured",
    "a": "killing or injuring",
    "I": "injured",
    "i": "injuring",
    "Y": "suffered injuries",
    "J": "injuries",
    "D": "displaced",
    "d": "displacing",
    "f": "fled, flee",
    "B": "body",
    "T": "death toll",
    "Q": "a quantity",
    "1": "a, an",
    "t": "the, his",
    "o": "another, other",
    "N": "no",
    "0": "nobody",
    "*": "each, both",
    "h": "he, she",
    "r": "they",
    "n": "it",
    "b": "was",
    "H": "has",
    "m": "could",
    "!": "not",
    "2": "to",
    "O": "of",
    "P": "another preposition",
    "U": "including, among",
    "&": "and",
    "w": "who",
    "s": "when, after: a clause starts",
    "q": "said",
    "v": "another verb, past",
    "g": "another verb, -ing",
    "C": "a word with a capital",
    "x": "any other word",
    ",": "comma",
    ";": "another stop",
    ":": "colon",
}
"""The letters, and what each stands for."""

LETTER = {
    "killed": "K", "kills": "V", "kill": "y", "killing": "k", "died": "X", "die": "e",
    "dead": "E", "deaths": "F", "injured": "I", "injures": "i", "injuring": "i", "injuries": "J",
    "fled": "f", "displaced": "D", "displacing": "d", "body": "B", "bodies": "B",
    "be": "b", "have": "H",
    "modal": "m", "not": "!", "article": "1", "definite": "t", "possessive": "t",
    "another": "o", "no": "N", "nobody": "0", "each": "*", "he": "h", "they": "r", "it": "n",
    "of": "O", "including": "U", "preposition": "P", "to": "2", "and": "&", "who": "w",
    "when": "s", "said": "q", "verb": "v",
}  # fmt: skip
PHRASE_LETTER = {
    "killed": "K", "uncertain": "Z", "died": "X", "killing": "k", "killed_or_injured": "A",
    "killing_or_injuring": "a", "injured": "I", "injured_self": "Y", "toll": "T",
    "fatally": "E", "displaced": "D", "and": "&", "no": "0", "not_harm": "x",
}  # fmt: skip

STEMS = (
    "kill", "dead", " die", "died", "dies", "dying", "death", "fatal", "murder", "execut", "slain",
    "slay", "massacr", "slaughter", "lynch", "assassin", "behead", "decapit", "succumb", "corpse",
    "casualt", " lives", " life", "perish", "alive", "drown", "hanged", "bodies", "body", "gunned",
    "mowed", "mown", "passed away", "suicide", "martyr", "butcher", "electrocut", "suffocat",
    "toll", "remains", "liquidat", "immolat", "extermin", "deceased", "injur", "wound", "hurt",
    "maim", "displac", "uproot", "homeless", "fled", "flee", "their homes", "concussion", "burns",
)  # fmt: skip
"""Where none of these stands, no harm is told: most sentences end here."""


def may_tell_harm(text: str) -> bool:
    """Whether any word that tells of harm may stand in the text."""
    low = text.lower()
    return any(stem in low for stem in STEMS)


@dataclass(frozen=True, slots=True)
class Word:
    """One word or phrase: its part, small letters, what stands in the text, and where.

    ``quantity`` is that of a quantity, else None.
    """

    part: str
    low: str
    text: str
    start: int
    end: int
    quantity: Quantity | None = None


VERB_AND_NOUN = {"murder", "slaughter", "massacre", "lynch"}
STARTS_QUANTITY = frozenset("x1PUCoNts!-v")


TOKEN = re.compile(
    rf"(?P<SKIP>\b(?:{LEFT_OUT})|[$€£]\s?\d[\d,.]*(?:\s?(?:million|billion|k|m)\b)?)"
    r"|(?P<BRACKET>\([^()]*\)|\[[^\[\]]*\])"
    r"|(?P<NUMBER>\d+(?:,\d{2,3})*(?:\.\d+)?(?:\s?[-–/]\s?\d+(?:,\d{2,3})*)?(?![\w]|-[a-z]))"
    r"|(?P<WORD>[^\W_][^\W_]*(?:[-'’./&][^\W_]+)*)"
    r"|(?P<STOP>[,;:.!?…—–-]|\n)"
)


@cache
def _phrases() -> dict[str, list[tuple[tuple[str, ...], str]]]:
    """Phrases by their first word, the longest first."""
    found: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for name, told in lexicon()["phrases"].items():
        for phrase in told:
            key = tuple(phrase.split())
            found.setdefault(key[0], []).append((key, PHRASE_LETTER[name]))
    for listed_first in found.values():
        listed_first.sort(key=lambda entry: -len(entry[0]))
    return found


@cache
def _parts() -> dict[str, str]:
    found: dict[str, str] = {}
    for name, letter in LETTER.items():
        for word in lexicon()["words"][name]:
            found.setdefault(word, letter)
    return found


@cache
def _listed(table: str, name: str) -> frozenset[str]:
    return frozenset(lexicon()[table][name])


def listed(name: str, table: str = "nouns") -> frozenset[str]:
    """One list of the lexicon."""
    return _listed(table, name)


def words(sentence: str) -> list[Word]:
    """The words that count, in order; quantities are one word each.

    >>> [w.part for w in words("At least 12 people were killed on Sunday.")]
    ['Q', 'x', 'b', 'K', ';']
    """
    raw: list[Word] = []
    small = sentence.lower()
    if len(small) != len(sentence):  # a letter whose small form is longer
        small = "".join(c.lower() if len(c.lower()) == 1 else c for c in sentence)
    if len(sentence) > 20 and sentence.isupper():
        sentence = small  # wire reports in capitals
    for match in TOKEN.finditer(small):
        kind = match.lastgroup or ""
        if kind == "SKIP":  # and the preposition before it: "on Sunday two men"
            if raw and raw[-1].part == "P" and small[raw[-1].end : match.start()].isspace():
                raw.pop()
            continue
        start = match.start()
        text = sentence[start : match.end()]
        if kind == "BRACKET":
            if may_tell_harm(text):
                inner = words(text[1:-1])
                raw.append(Word(";", "(", "(", start, start + 1))
                raw += [
                    Word(w.part, w.low, w.text, w.start + start + 1, w.end + start + 1, w.quantity)
                    for w in inner
                ]
                raw.append(Word(";", ")", ")", match.end() - 1, match.end()))
            continue
        raw.append(_word(kind, text, start, first=not raw))
    return _nouns_apart([w for w in _quantities(_merged(raw)) if w.part != "-"])


def _merged(raw: list[Word]) -> list[Word]:
    """With phrases as one word."""
    known = _phrases()
    out: list[Word] = []
    at = 0
    while at < len(raw):
        for key, letter in known.get(raw[at].low, ()):
            end = at + len(key)
            if tuple(w.low for w in raw[at:end]) == key:
                text = " ".join(w.text for w in raw[at:end])
                out.append(Word(letter, " ".join(key), text, raw[at].start, raw[end - 1].end))
                at = end
                break
        else:
            out.append(raw[at])
            at += 1
    return out


def _nouns_apart(found: list[Word]) -> list[Word]:
    """ "The murder of" is a noun, "to murder" is none."""
    for at, word in enumerate(found):
        if word.part == "y" and word.low in VERB_AND_NOUN:
            before = found[at - 1].part if at else ""
            if before not in {"2", "m", "!"}:
                found[at] = replace(word, part="F")
    return found


def _word(kind: str, text: str, start: int, first: bool) -> Word:
    low = text.lower().replace("’", "'")
    end = start + len(text)
    if kind == "STOP":
        part = text if text in ",:" else ";"
        return Word("," if text in "–—" else "-" if text == "-" else part, text, text, start, end)
    if kind == "NUMBER":
        return Word("x", low.replace("–", "-"), text, start, end)
    return Word(_part(low, text, first), low, text, start, end)


def _part(low: str, text: str, first: bool) -> str:
    if text.isupper() and 1 < len(text) < 6 and low in {"us", "it", "who", "may", "un", "he"}:
        return "C"
    known = _parts().get(low)
    capital = text[0].isupper() and not first
    if known and not (capital and known in "xvg" and len(low) > 3):
        return known
    if low in listed("adverb", "words") or (
        low.endswith("ly") and low not in listed("not_adverb", "words") and not capital
    ):
        return "-"
    if low.endswith(("n't",)):
        return "!"
    if capital:
        return "C"
    if low.endswith("ed") and low not in listed("adjective_ed", "words") and len(low) > 3:
        return "x" if "-" in low else "v"
    if low.endswith("ing") and low not in listed("noun_ing", "words") and len(low) > 4:
        return "x" if "-" in low else "g"
    return "x"


def _quantities(raw: list[Word]) -> list[Word]:
    lows = [w.low for w in raw]
    out: list[Word] = []
    at = 0
    while at < len(raw):
        word = raw[at]
        found = read(lows, at) if word.part in STARTS_QUANTITY else None
        if found is None:
            out.append(word)
            at += 1
            continue
        quantity, end = found
        last = raw[end - 1]
        text = " ".join(w.text for w in raw[at:end])
        out.append(Word("Q", " ".join(lows[at:end]), text, word.start, last.end, quantity))
        at = end
    return out
