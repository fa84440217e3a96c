"""Causes, weapons and responses that a sentence tells, by the words of ``topics.toml``."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files

DENIED = re.compile(
    r"\b(?:no|not|never|nobody|none|no one|without|nor|yet to|rather than|ruled out|denied)"
    r"(?:\s+(?!but\b|and\b)[\w'’-]+){0,3}\s*$",
    re.IGNORECASE,
)
"""Words that, just before a cause or a response, say that it was not so."""


def causes(sentence: str) -> tuple[str, ...]:
    """Why the violence came, as far as the sentence says; in the order of ``topics.toml``.

    >>> causes("The fight began over a land dispute after a drunken brawl.")
    ('land', 'alcohol')
    """
    return _found("causes", sentence, deniable=True)


def weapons(sentence: str) -> tuple[str, ...]:
    """With what harm was done. "Shot" and "gunmen" tell guns, "hacked" bush knives.

    >>> weapons("They were hacked with bush knives and axes.")
    ('bush knives', 'axes')
    """
    return _found("weapons", sentence, deniable=False)


def responses(sentence: str) -> tuple[str, ...]:
    """What was done about it: police or army sent, arrests, courts, mediation, compensation.

    >>> responses("Police have made no arrests but church leaders are mediating.")
    ('mediation', 'church')
    """
    return _found("responses", sentence, deniable=True)


def _found(topic: str, sentence: str, *, deniable: bool) -> tuple[str, ...]:
    return tuple(
        name
        for name, pattern in _patterns(topic)
        if any(
            not (deniable and DENIED.search(sentence, 0, match.start()))
            for match in pattern.finditer(sentence)
        )
    )


@cache
def _patterns(topic: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    text = (files("forestall.coding") / "topics.toml").read_text(encoding="utf-8")
    return tuple(
        (name, re.compile(rf"(?<!\w)(?:{'|'.join(pieces)})(?!\w)", re.IGNORECASE))
        for name, pieces in tomllib.loads(text)[topic].items()
    )
