"""Names of places and groups as outlets spell them: which are the same."""

from __future__ import annotations

import re
import tomllib
from functools import cache, lru_cache
from importlib.resources import files

from forestall.spelling import plain_name

WORD = re.compile(r"[^\W_]+")
ALIKE = 80.0
"""Similarity of two spellings of a word, of 100 (Indel ratio)."""
SPLIT = 90.0
"""The same for names of which one is written in more words."""
LETTERS = 5
"""A shorter word must be spelt the same."""
MANY = 200_000


@cache
def _words(which: str) -> frozenset[str]:
    file = files("forestall.coding") / "linkage.toml"
    return frozenset(tomllib.loads(file.read_text(encoding="utf-8"))["words"][which].split())


@lru_cache(maxsize=MANY)
def bare(name: str) -> str:
    """A name's words without accents, case and full stops.

    >>> bare("Nipa/Kutubu")
    'nipa kutubu'
    """
    return " ".join(WORD.findall(plain_name(name)))


@lru_cache(maxsize=MANY)
def group_name(name: str) -> str:
    """A group's own name: words with a capital, those such as "Clan" left out.

    Empty where nothing is left: a description ("20 men") names nobody.

    >>> group_name("the Fiyawena clan"), group_name("rival villagers")
    ('fiyawena', '')
    """
    capital = " ".join(word for word in WORD.findall(name) if word[0].isupper())
    return " ".join(word for word in bare(capital).split() if word not in _words("generic"))


@lru_cache(maxsize=MANY)
def sound(name: str) -> str:
    """First letter and consonants, doubled ones once: alike for most spellings of one name.

    >>> sound("fiyawena"), sound("fiyawanna")
    ('fn', 'fn')
    """
    letters = name.replace("ph", "f").replace("c", "k").replace("z", "s").replace("q", "k")
    kept = letters[:1] + re.sub(r"[aeiouyhw\W]", "", letters[1:])
    heard = re.sub(r"(.)\1+", r"\1", kept)
    return heard if len(heard) > 1 else name


@lru_cache(maxsize=MANY)
def same_name(one: str, other: str) -> bool:
    """Whether two names (of :func:`bare` or :func:`group_name`) may be spellings of one.

    Each word must be alike, and directions and numbers the same; a name may be a part of the
    other.

    >>> same_name("fiyawena", "fiyawana"), same_name("western highlands", "eastern highlands")
    (True, False)
    """
    if one == other:
        return True
    few, more = sorted((one.split(), other.split()), key=len)
    if not few:
        return False
    if set(few) <= set(more):
        return True
    if len(few) == len(more):
        return all(_same_word(a, b) for a, b in zip(one.split(), other.split(), strict=True))
    joined = "".join(few), "".join(more)
    return min(map(len, joined)) >= LETTERS and _ratio(*joined) >= SPLIT


def _same_word(one: str, other: str) -> bool:
    if one == other:
        return True
    distinct = _words("distinct")
    if one in distinct or other in distinct or min(len(one), len(other)) < LETTERS:
        return False
    return _ratio(one, other) >= ALIKE


def _ratio(one: str, other: str) -> float:
    from rapidfuzz import fuzz

    return float(fuzz.ratio(one, other))
