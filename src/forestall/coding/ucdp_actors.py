"""UCDP's actor ids, by exact names of the packaged table and well-known short names only."""

from __future__ import annotations

import re
from functools import cache

from forestall import snapshot, vocabulary
from forestall.coding.actor_words import known, known_in, word
from forestall.spelling import plain_name

ACRONYM = re.compile(r"\b[A-Z][A-Z0-9]{1,}(?:-[A-Z0-9]+)?\b")
PEOPLE = re.compile(r"[A-Z][a-zé’'-]{2,}(?: [A-Z][a-zé’'-]{2,})?")
OTHERWISE = {
    "Ivory Coast": "Côte d'Ivoire",
    "eSwatini": "Eswatini",
    "Bosnia-Herzegovina": "Bosnia and Herzegovina",
    "United States of America": "United States",
    "Czech Republic": "Czechia",
    "Congo": "Republic of the Congo",
}
"""Countries that UCDP calls otherwise than the country list."""
PEOPLE_AFTER = r"wom[ae]n|man|families|youths?|chiefs?|civilians|refugees|tribes?|clans?|cattle"
"""Words that, after a name, say it is a people's, besides those of ``actors.toml``."""
LEAST = 3
"""Shorter acronyms (IS, SO) are words or titles too often."""


def actor_id(name: str, countries: tuple[str, ...] = ()) -> int | None:
    """UCDP's id of a group of that name; None where none or several have it.

    ``countries`` (ISO3) are those where the actor must have fought; empty: any.

    >>> actor_id("Agarabi", ("PNG",)), actor_id("Nobody at all")
    (8021, None)
    """
    looked_up = plain_name(_meant(name, countries))
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
    return _governments().get(plain_name(country.name)) if country else None


def people_in(sentence: str, countries: tuple[str, ...]) -> list[tuple[int, int, str, int]]:
    """Communal groups of UCDP's table a sentence names: start, end, the name as told, the id.

    A name counts only where the group fought in one of ``countries`` and a word for people stands
    with it ("Pokot raiders", "ethnic Amhara") or it stands in the plural ("the Meiteis"): most
    are places or persons' names too.

    >>> [found[2] for found in people_in("Pokot raiders attacked Turkana herders.", ("KEN",))]
    ['Pokot', 'Turkana']
    """
    found = []
    for name, number in _peoples(countries):
        escaped = re.escape(name)
        pattern = (
            rf"(?:\b[Ee]thnic {escaped}s?\b)|\b{escaped}(?:s\b|"
            rf" (?:\w+ )?(?:{word('any')}|{PEOPLE_AFTER})(?![\w-]))"
        )
        found += [(m.start(), m.end(), name, number) for m in re.finditer(pattern, sentence)]
    return found


def named_in(
    sentence: str, countries: tuple[str, ...] = ()
) -> list[tuple[int, int, str, int | None]]:
    """UCDP actors a sentence names: start, end, the name as told, the id (None: unknown which).

    Well-known names count anywhere; an acronym of the table counts only where the countries are
    told and it fought in one of them, and never in a sentence all in capitals.
    """
    found: list[tuple[int, int, str, int | None]] = []
    for match in known_names().finditer(sentence):
        here = _meant(match.group(), countries)
        number = actor_id(here) or actor_id(here, countries)
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
def _peoples(countries: tuple[str, ...]) -> tuple[tuple[str, int], ...]:
    """Names of groups of a single word or two that have fought in these countries, with ids."""
    table = snapshot.table("actors")
    rows = table.select("actor_id", "actor", "iso3", "kind").iter_rows()
    return tuple(
        sorted(
            {
                (name, number)
                for number, name, iso3, kind in rows
                if kind != "government" and iso3 in countries and PEOPLE.fullmatch(name)
            }
        )
    )


@cache
def _governments() -> dict[str, int]:
    """Ids of governments by the country's name, older names in brackets left out."""
    found: dict[str, int] = {}
    for number, name, _ in snapshot.table("actors").select("actor_id", "actor", "iso3").iter_rows():
        if name.startswith("Government of "):
            country = re.sub(r" \(.*\)$", "", name.removeprefix("Government of "))
            found[plain_name(OTHERWISE.get(country, country))] = number
    return found


def _meant(name: str, countries: tuple[str, ...]) -> str:
    """UCDP's name of a well-known name, which may mean another group in one of the countries."""
    for iso3 in countries:
        for short, meant in known_in(iso3).items():
            if plain_name(short) == plain_name(name):
                return meant
    return _known_plain().get(plain_name(name), name)


@cache
def _known_plain() -> dict[str, str]:
    return {plain_name(short): name for short, name in known().items()}


@cache
def known_names() -> re.Pattern[str]:
    """Well-known names of armed organisations, as ``actors.toml`` lists them."""
    names = sorted(known(), key=len, reverse=True)
    pieces = [re.escape(n) if n.isupper() else rf"(?i:{re.escape(n)})" for n in names]
    return re.compile(rf"(?<![\w-])(?:{'|'.join(pieces)})(?!\w)")
