"""In which language an article is written, and whether the coder can read it."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

READ = frozenset({"en"})
"""Languages the coder reads, ISO 639-1."""
FUNCTION_WORDS = frozenset(
    "a an and as at been but by for from had has have he his in is it its not of on or said she "  # noqa: SIM905
    "that the their they this to was were which who with".split()
)
ENGLISH_SHARE = 0.18
"""Of function words in English prose, at the least. News has about 0.4, headlines 0.2; texts in
Tok Pisin and other creoles of English fall below it although their words look English."""
SHORT = 60
"""Words: a shorter text has too few for the share to say much."""
PIDGIN = "pcm"
"""Nigerian Pidgin, for which English headlines are taken."""
LOOKED_AT = 4000
"""Characters from the start that decide."""


def language(text: str) -> str:
    """ISO 639-1 code of the language of a text, ``und`` where it cannot be told.

    A text is English only where English function words are as common as in English prose, so that
    Tok Pisin, which no identifier knows, is not taken for it.

    >>> language("Police said that 53 men were killed in the fight.")
    'en'
    >>> language("La policía dijo que 53 hombres murieron en la pelea.")
    'es'
    """
    start = text[:LOOKED_AT]
    words = re.findall(r"[^\W\d_]+", start.lower())
    if not words:
        return "und"
    share = sum(word in FUNCTION_WORDS for word in words) / len(words)
    if share >= ENGLISH_SHARE:
        return "en"
    found = str(_identifier().classify(start.lower())[0])
    if found == PIDGIN and len(words) < SHORT:  # a headline has no words that tell the two apart
        return "en"
    return "und" if found == "en" and len(words) >= SHORT else found


def unread(spoken: str) -> str:
    """Why a text in this language is not coded.

    >>> unread("es"), unread("und")
    ('not English; reads most like es', 'not English, nor another language that is known')
    """
    if spoken == "und":
        return "not English, nor another language that is known"
    return f"not English; reads most like {spoken}"


@cache
def _identifier() -> Any:
    import py3langid

    return py3langid
