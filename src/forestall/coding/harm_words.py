"""The words of a sentence, each with the part it plays in telling of harm.

One letter for each part keeps the reading of clauses short: see ``PARTS``. Dates, ages, money,
lengths of time and adverbs are left out, since they only stand between the words that count.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache

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
    "displaced": "D", "displacing": "d", "body": "B", "bodies": "B", "be": "b", "have": "H",
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

HARM = re.compile(
    r"kill|dead|die[sd]?\b|dying|death|fatal|murder|execut|slain|slay|massacr|slaughter|lynch"
    r"|assassin|behead|decapitat|succumb|corpse|casualt|lives\b|life\b|perish|alive|drown|hang"
    r"|bod(?:y|ies)\b|gunned|passed away|suicide|martyr|butcher|electrocut|suffocat|toll"
    r"|remains|suicide|liquidat|immolat|exterminat|deceased|lifeless|mow|cut down|slay"
    r"|injur|wound|hurt\b|hurting|maim|displac|uproot|homeless|\bfle[de]|from their homes"
    r"|concussion|burns",
    re.IGNORECASE,
)
"""Where none of these stands, no harm is told: most sentences end here."""

MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
FEW = (
    r"(?:\d[\d,.]*(?:\s?[-–]\s?\d+)?|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven"
    r"|twelve|fifteen|twenty|thirty|forty|fifty|several|few|many|couple\sof|half\san|the|past"
    r"|last|next|recent|first|dozens\sof|hundreds\sof)"
)
TIME = (
    r"(?:seconds?|minutes?|hours?|days?|weeks?|weekends?|months?|years?|decades?|centur(?:y|ies)"
    r"|nights?|evenings?|mornings?|afternoons?)\b"
)
WEEKDAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)days?\b"
SPELLED = (
    r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen"
    r"|sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)"
)
NOUN_NEXT = r"\b(?=\s+(?!(?:was|were|is|has|had|who|and|or|from|in|at|to|by|died|killed)\b)[\w(])"
MEASURE = (
    r"(?:percent|per\s?cent|%|km|kms|kilomet\w+|met(?:re|er)s?|m|miles?|tons?|tonnes?|kg|kilos?"
    r"|hectares?|acres?|dollars?|euros?|pounds?|usd|fcfa|kyats?|rupees?|kina|naira|francs?|mm"
    r"|feet|foot|litres?|liters?|rounds?|times|bullets?|shots?|o'clock|am|pm|a\.m\.?|p\.m\.?"
    r"|degrees|storeys?|stor(?:y|ies)|houses?|homes?|huts?|vehicles?|homesteads?|points?|votes?)"
)
SKIP = "|".join(
    (
        r"https?://\S+|www\.\S+|\S+@\S+|_x000d_",
        r"\(\s?(?:aged\s)?\d{1,3}(?:\s?(?:years?|yrs?)(?:\sold)?)?\s?\)",
        r"(?:" + SPELLED + r"[- ])+(?:years?|months?)[- ]olds?\b" + NOUN_NEXT,
        r"\d[\d/,]*(?:\s?(?:-|and|or|to)\s?\d+)?[-\s]*(?:years?|months?|weeks?|days?|yrs?|y)[-\s]+olds?\b" + NOUN_NEXT,
        r",?\s?(?:aged|ages|age)\s(?:of\s)?(?:only\s|just\s|about\s|around\s|between\s)*\w+(?:,\s\d+)*(?:,?\s?(?:-|–|and|to)\s?\d+)?(?:[- ](?:years?|months?)(?:[- ]old)?)?\b",
        r",\s\d{1,2}(?=,)",
        r"(?:the\s)?\d{1,2}(?:st|nd|rd|th)?\s(?:of\s)?" + MONTH + r"(?:,?\s(?:19|20)\d\d)?(?!\w)",
        MONTH + r"\s\d{1,2}(?:st|nd|rd|th)?(?:\s?[-–]\s?\d{1,2})?(?:,?\s(?:19|20)\d\d)?(?!\w)",
        MONTH + r",?\s(?:19|20)\d\d(?!\w)",
        r"\d{1,4}[-/.]\d{1,2}[-/.]\d{2,4}",
        r"\d{1,2}:\d\d(?:\s?(?:am|pm|a\.m\.|p\.m\.|hrs|hours))?",
        r"(?:in|since|during|of|by|until|from|late|early|mid|year)[\s-](?:19|20)\d\d(?:s|[-–/]\d{2,4})?(?!\w)",
        r"\b(?:19[4-9]\d|20[0-3]\d)s?\b(?=\s?[,:;.)]|\s(?:when|after|and\s(?:19|20)\d\d|while|attack|riots|war|election))",
        r"(?:[$€£₹]|us\$|rs\.?\s?)\s?\d[\d,.]*(?:\s?(?:k|m|bn|million|billion|thousand|lakh|crore))?(?:\sdollars)?\b",
        r"\+?\d{2,4}[\s-]\d{3}[\s-]?\d{3,4}",
        r"(?:no\.|number|camp|compound|block|route|highway|brigade|battalion|division|unit|section"
        r"|article|chapter|ward|room|zone|sector|phase|level|flight|lib|resolution|ward|grade|step"
        r"|covid|channel|class|line|article|base)(?:\s|-)\d+\w*",
        r"(?:(?:about|around|some|at\sleast|more\sthan|over|nearly|almost|within|only|just)\s)?"
        + r"(?:the\s)?" + FEW + r"(?:\s|-)(?:(?:two|three|four|five|six|ten|few|more|couple\sof|\d+)\s)?"
        + TIME + r"(?:\s(?:ago|later|earlier|after|before(?=[,.])))?",
        r"(?:on\s|last\s|next\s|this\s|that\s|early\s|late\s|by\s)*" + WEEKDAY
        + r"(?:\s(?:night|morning|evening|afternoon))?",
        r"\d[\d,.]*(?:\s?[-–]\s?\d[\d,.]*)?\s?(?:million\s|thousand\s|hundred\s)?" + MEASURE + r"(?!\w)",
        r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty"
        r"|fifty|hundred|several|dozens\sof|hundreds\sof)\s" + MEASURE + r"(?!\w)",
        r"(?:same|that|this|the\ssame|the\sfollowing|the\snext)\s(?:day|week|month|year|night|morning|time)\b",
        r"(?:,\s)?(?:said|according\sto)(?=\s*$)",
    )
)  # fmt: skip


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


@cache
def _pattern() -> re.Pattern[str]:
    phrases = lexicon()["phrases"]
    groups = []
    for name, told in phrases.items():
        longest = sorted(told, key=len, reverse=True)
        groups.append(rf"(?P<{name}>\b(?:{'|'.join(re.escape(p) for p in longest)})\b)")
    return re.compile(
        rf"(?P<SKIP>\b(?:{SKIP})|[$€£]\s?\d[\d,.]*(?:\s?(?:million|billion|k|m)\b)?)"
        r"|(?P<BRACKET>\([^()]*\)|\[[^\[\]]*\])"
        rf"|{'|'.join(groups)}"
        r"|(?P<NUMBER>\d+(?:,\d{2,3})*(?:\.\d+)?(?:\s?[-–/]\s?\d+(?:,\d{2,3})*)?(?![\w]|-[a-z]))"
        r"|(?P<WORD>[^\W_][^\W_]*(?:[-'’./&][^\W_]+)*)"
        r"|(?P<STOP>[,;:.!?…—–-]|\n)",
        re.IGNORECASE,
    )


@cache
def _parts() -> dict[str, str]:
    found: dict[str, str] = {}
    for name, listed in lexicon()["words"].items():
        letter = LETTER.get(name)
        for word in listed if letter else ():
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
    if sentence.isupper() and len(sentence) > 20 and len(sentence.lower()) == len(sentence):
        sentence = sentence.lower()  # wire reports in capitals
    for match in _pattern().finditer(sentence):
        kind = match.lastgroup or ""
        if kind == "SKIP":
            continue
        text, start = match.group(), match.start()
        if kind == "BRACKET":
            if HARM.search(text):
                inner = words(text[1:-1])
                raw.append(Word(";", "(", "(", start, start + 1))
                raw += [
                    Word(w.part, w.low, w.text, w.start + start + 1, w.end + start + 1, w.quantity)
                    for w in inner
                ]
                raw.append(Word(";", ")", ")", match.end() - 1, match.end()))
            continue
        raw.append(_word(kind, text, start, first=not raw))
    return _nouns_apart([w for w in _quantities(raw) if w.part != "-"])


def _nouns_apart(found: list[Word]) -> list[Word]:
    """"The murder of" is a noun, "to murder" is none."""
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
    if kind != "WORD":
        return Word(PHRASE_LETTER[kind], low, text, start, end)
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
