"""What somebody says happened, or denies, kept apart from what the article tells."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from forestall.coding.report import Claim

if TYPE_CHECKING:
    from collections.abc import Sequence

    from forestall.coding.clauses import Clause

DENIAL = re.compile(
    r"(?P<speaker>[\w’' -]{3,60}?)\s+(?:has |have |had )?(?:also )?(?:denied|denies|deny|rejected|"
    r"rejects|dismissed|disputed (?:the|that|this)|disputes (?:the|that|this)|denying)\b",
    re.IGNORECASE,
)
SPEAKERS = re.compile(
    r"\b(?:police|army|military|government|rebels?|residents|villagers|families|leaders|"
    r"commander|spokes(?:man|woman|person)|minister|governor|officials?|group|clan|tribe|"
    r"witnesses|survivors|hospital|church|UN|United Nations|Red Cross)\b",
    re.IGNORECASE,
)


def claims(read: Sequence[Clause], tolls: Sequence[Claim]) -> tuple[Claim, ...]:
    """Claims of tolls, and denials, in the order of the sentences.

    A speaker is a body or an office ("police", "residents"), never a person's name.
    """
    found = [Claim(_office(c.speaker), c.sentence, c.killed, c.denies) for c in tolls]
    for clause in read:
        match = DENIAL.search(clause.text)
        if match:
            found.append(Claim(_office(match["speaker"]), clause.sentence, None, denies=True))
    return tuple(sorted(dict.fromkeys(found), key=lambda c: c.sentence))


def _office(speaker: str) -> str:
    """The body or office in a speaker's words; empty where only a name is left."""
    match = SPEAKERS.search(speaker)
    return (
        match.group().lower()
        if match and len(match.group()) > 2
        else (match.group() if match else "")
    )
