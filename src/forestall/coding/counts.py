"""People killed, injured and displaced, as English news tells them.

``mentions`` reads one sentence, ``totals`` a whole text. Both work from word lists
(``counts.toml``) and the order of words alone: no model, some thousands of sentences a second.
"""

from __future__ import annotations

from dataclasses import dataclass

from forestall.coding.count_mentions import tellings
from forestall.coding.harm_words import listed
from forestall.coding.telling import SPEAKER, Harm, Telling
from forestall.coding.totals import Totals, totals

__all__ = ["Harm", "Mention", "Totals", "mentions", "totals"]

GROUPS = ("children", "women", "police", "fighters", "civilians")


@dataclass(frozen=True, slots=True)
class Mention:
    """One telling of harm in ``sentence[start:end]``.

    ``best`` is None where no number is told, ``high`` where nothing bounds it; all three are 0
    where harm is denied. ``group`` is "children", "women", "police", "fighters", "civilians" or
    empty. ``cumulative`` says that it sums a longer time, in the words of ``since``;
    ``hypothetical`` that it was threatened, feared or possible. ``speaker`` is who says so, empty
    where the text itself does. ``background`` marks what happened long ago or by illness.
    """

    harm: Harm
    low: int
    best: int | None
    high: int | None
    start: int
    end: int
    group: str
    cumulative: bool
    hypothetical: bool
    speaker: str
    since: str
    background: bool = False


def mentions(sentence: str) -> list[Mention]:
    """Every telling of people killed, injured or displaced in a sentence, in order.

    >>> [(m.harm.value, m.best) for m in mentions("A nurse was shot dead and two others wounded.")]
    [('killed', 1), ('injured', 2)]
    """
    told = tellings(sentence)
    speaker = _speaker(sentence) if told else ""
    return [_mention(t, speaker) for t in told]


def _mention(told: Telling, speaker: str) -> Mention:
    count = told.count
    return Mention(
        told.harm, count.low, count.best, count.high, told.start, told.end, _group(told),
        told.cumulative, told.hypothetical, speaker, told.since, told.aside,
    )  # fmt: skip


def _group(told: Telling) -> str:
    heads = [p.head for p in told.phrases]
    for group in GROUPS:
        if heads and all(head in listed(group, "groups") for head in heads):
            return group
    return ""


def _speaker(sentence: str) -> str:
    found = SPEAKER.search(sentence)
    return (found.group("by") or found.group("says") or "").strip() if found else ""
