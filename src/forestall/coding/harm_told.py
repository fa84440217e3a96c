"""What a sentence tells: harm done, or harm feared, denied, long past, accidental, or none.

Every word list stands in ``harm_told.toml``. A harm word counts as told only when no cue of fear,
threat, plan or denial stands before it in its own clause: "police warned of attacks after five
men were killed" tells the killing and not the attacks.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

REACH = 70
"""A cue counts for the harm words that begin at most so many characters after it."""
NEAR = 4
"""A denial counts for the harm word that follows within so many words."""
LATER_DOUBT = re.compile(
    r"^\W+(?:\w+\W+){0,3}?(?:could|may|might|would|will|(?:is|are|was|were) (?:feared|"
    r"possible|expected"
    r"|planned|averted|prevented|avoided)|looms?)\b",
    re.IGNORECASE,
)
WHOLE = frozenset({"accident", "sport"})
"""Cues looked for in phrases that only sound violent too: a heart attack is an illness."""
OCCURRED = re.compile(
    r"\b(?:broke out|erupted|flared|started|began|took place|happened|occurred|came|lasted|"
    r"continued|raged|spread|left|between|followed|ensued|saw|involving|resulted|in the|at)\b",
    re.IGNORECASE,
)
"""Words that say of an event named by a noun that it took place."""
NOUNS = frozenset(
    "attack attacks raid raids ambush ambushes fight fights fighting killing killings murder "  # noqa: SIM905
    "murders massacre massacres shooting shootings battle battles violence warfare clash clashes "
    "bloodshed carnage slaughter riot riots skirmish skirmishes gunfight gunfights bombing "
    "bombings explosion explosions executions execution assassination lynching beheading".split()
)
"""Harm words that name an event and do not by themselves say that it took place."""


@dataclass(frozen=True, slots=True)
class HarmWord:
    """A word or phrase of harm in a sentence. ``kind``: killing, injury, attack, property, rescue.

    ``told`` is False where the sentence fears, threatens, denies or supposes it; ``noun`` is True
    where the word only names an event ("the attack").
    """

    kind: str
    start: int
    end: int
    told: bool
    noun: bool


def harm_words(sentence: str) -> tuple[HarmWord, ...]:
    """The harm words of a sentence in order, each with whether the sentence says it happened.

    >>> [(w.kind, w.told) for w in harm_words("Police feared revenge after six men were killed.")]
    [('killing', True)]
    """
    text = quiet(sentence)
    found: dict[int, HarmWord] = {}
    for kind in _lists()["harm"]:
        for match in pattern("harm", kind).finditer(text):
            noun = match.group().lower() in NOUNS
            word = HarmWord(kind, match.start(), match.end(), _told(text, match, noun), noun)
            found.setdefault(match.start(), word)
    return tuple(found[start] for start in sorted(found))


def occurred(sentence: str) -> bool:
    """Whether a sentence says that an event it names by a noun took place.

    >>> occurred("The fight broke out at Kokas."), occurred("Clan fights have become deadlier.")
    (True, False)
    """
    return OCCURRED.search(sentence) is not None


def has(cue: str, sentence: str) -> bool:
    """Whether a sentence has a cue of ``harm_told.toml``'s lists ``cues`` or ``scope``.

    >>> has("accident", "Twelve people drowned when a ferry sank.")
    True
    """
    group = "cues" if cue in _lists()["cues"] else "scope"
    text = sentence if cue in WHOLE else quiet(sentence)
    return pattern(group, cue).search(text) is not None


def quiet(sentence: str) -> str:
    """The sentence with phrases that only sound violent blanked out; no place moves.

    >>> quiet("The fight against corruption goes on.").split()
    ['The', 'goes', 'on.']
    """
    return pattern("noise", "phrases").sub(lambda match: " " * len(match.group()), sentence)


def marks(sentence: str) -> tuple[tuple[int, bool], ...]:
    """Where words of harm (False) and of what came after (True) stand; both: what came after.

    >>> marks("Relatives buried two men who were killed.")
    ((10, True), (34, False))
    """
    after = list(pattern("cues", "aftermath").finditer(sentence))
    found = [(match.start(), True) for match in after]
    taken = [(match.start(), match.end()) for match in after]
    found.extend(
        (word.start, False)
        for word in harm_words(sentence)
        if word.kind != "rescue" and not any(a <= word.start < b for a, b in taken)
    )
    return tuple(sorted(found))


def after_harm(sentence: str, at: int) -> bool:
    """Whether harm is what a sentence tells just before a place in it.

    >>> after_harm("Two were killed on Friday, a week after a fight.", 27)
    True
    """
    before = [follows for start, follows in marks(sentence) if start < at]
    return bool(before) and not before[-1]


@cache
def pattern(group: str, name: str) -> re.Pattern[str]:
    """The compiled list ``[group] name`` of ``harm_told.toml``."""
    pieces = "|".join(_lists()[group][name])
    return re.compile(rf"(?<![\w’'-])(?:{pieces})(?![\w-])", re.IGNORECASE)


def _told(text: str, match: re.Match[str], noun: bool) -> bool:
    before = text[max(0, match.start() - REACH) : match.start()]
    for cue in pattern("cues", "hypothetical").finditer(before):
        if _reaches(before[cue.end() :]):
            return False
    for cue in pattern("cues", "negated").finditer(before):
        between = before[cue.end() :]
        if len(between.split()) <= NEAR and _reaches(between):
            return False
    return not (noun and LATER_DOUBT.match(text[match.end() :]))


def _reaches(between: str) -> bool:
    if re.search(r"[,;:—–]", between):
        return False
    words = re.sub(r"^\W*that\b", "", between)
    return pattern("cues", "breaks").search(words) is None


@cache
def _lists() -> dict[str, dict[str, list[str]]]:
    text = (files("forestall.coding") / "harm_told.toml").read_text(encoding="utf-8")
    return {group: dict(lists) for group, lists in tomllib.loads(text).items()}
