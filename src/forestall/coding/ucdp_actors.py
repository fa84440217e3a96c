"""UCDP's actor ids, by exact names of the packaged table and well-known short names only."""

from __future__ import annotations

import re
from functools import cache

from forestall import snapshot, vocabulary
from forestall.coding.actor_words import known
from forestall.spelling import plain_name

ACRONYM = re.compile(r"\b[A-Z][A-Z0-9]{1,}(?:-[A-Z0-9]+)?\b")
LEAST = 3
"""Shorter acronyms (IS, SO) are words or titles too often."""


def actor_id(name: str, countries: tuple[str, ...] = ()) -> int | None:
    """UCDP's id of a group of that name; None where none or several have it.

    ``countries`` (ISO3) are those where the actor must have fought; empty: any.

    >>> actor_id("Agarabi", ("PNG",)), actor_id("Nobody at all")
    (8021, None)
    """
    looked_up = plain_name(_known_plain().get(plain_name(name), name))
    found = {
        number
        for number, iso3 in _by_name().get(looked_up, ())
        if not countries or iso3 in countries
    }
    return found.pop() if len(found) == 1 else None


def government_id(iso3: str) -> int | None:
    """UCDP's id of the government of a country, by where governments have fought.

    >>> government_id("PNG")
    157
    """
    country = vocabulary.countries().get(iso3)
    return actor_id(f"Government of {country.name}") if country else None


def named_in(sentence: str, countries: tuple[str, ...] = ()) -> list[tuple[int, int, str, int]]:
    """UCDP actors a sentence names: start, end, the name as told, the id.

    Well-known names count anywhere; an acronym of the table counts only where the countries are
    told and it fought in one of them, and never in a sentence all in capitals.
    """
    found = []
    for match in _known_pattern().finditer(sentence):
        number = actor_id(match.group())
        if number is not None:
            found.append((match.start(), match.end(), match.group(), number))
    if countries and not sentence.isupper():
        for match in ACRONYM.finditer(sentence):
            number = actor_id(match.group(), countries)
            if number is not None and len(match.group()) >= LEAST:
                found.append((match.start(), match.end(), match.group(), number))
    return found


@cache
def _by_name() -> dict[str, list[tuple[int, str]]]:
    names: dict[str, list[tuple[int, str]]] = {}
    table = snapshot.table("actors")
    for number, name, iso3 in table.select("actor_id", "actor", "iso3").iter_rows():
        names.setdefault(plain_name(name), []).append((number, iso3))
    return names


@cache
def _known_plain() -> dict[str, str]:
    return {plain_name(short): name for short, name in known().items()}


@cache
def _known_pattern() -> re.Pattern[str]:
    names = sorted(known(), key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, names))})\b", re.IGNORECASE)
