"""The word lists of ``actors.toml``, compiled once."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from forestall.coding.report import ActorKind

NAME = r"[A-Z][\w’'-]+(?: [A-Z][\w’'-]+){0,2}"
"""One to three capitalised words."""
NAMES = rf"{NAME}(?:(?:, | and |, and | & )(?:the )?{NAME}){{0,4}}"
"""A list of such names."""


@cache
def lists() -> dict[str, Any]:
    """``actors.toml`` as it stands."""
    text = (files("forestall.coding") / "actors.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@cache
def kinds() -> tuple[tuple[ActorKind, re.Pattern[str]], ...]:
    """What a text calls each kind of actor."""
    return tuple(
        (ActorKind(kind), re.compile(rf"(?<![\w-])(?:{'|'.join(pieces)})(?![\w-])", re.IGNORECASE))
        for kind, pieces in lists()["kinds"].items()
    )


@cache
def word(which: str) -> str:
    """Words for a group as one alternation: ``any``, ``strong``, ``weak`` or ``after`` a name."""
    groups = lists()["groups"]
    if which in ("weak", "after"):
        return "|".join(groups[which])
    chosen = [w for w in groups["words"] if which == "any" or w not in groups["weak"]]
    return "|".join(chosen)


@cache
def conflict() -> re.Pattern[str]:
    """Words that say two sides are at odds."""
    return re.compile(rf"\b(?:{'|'.join(lists()['groups']['conflict'])})\b", re.IGNORECASE)


@cache
def not_names() -> frozenset[str]:
    """Capitalised words that name no group."""
    return frozenset(lists()["groups"]["not_names"])


@cache
def known() -> dict[str, str]:
    """Well-known short names, and UCDP's name of the same actor."""
    return dict(lists()["known"])


@cache
def known_in(iso3: str) -> dict[str, str]:
    """Names that mean another group in a country, and UCDP's name of that group."""
    return dict(lists()["known_in"].get(iso3, {}))


@cache
def nations() -> dict[str, str]:
    """Words for the people of a country ("Malian"), and its ISO3, by ``place_words.toml``."""
    text = (files("forestall.coding") / "place_words.toml").read_text(encoding="utf-8")
    told = tomllib.loads(text)["demonyms"]
    return {name: iso3 for iso3, names in told.items() for name in names}


def demonym(name: str) -> bool:
    """Whether a name is only that of a country's people, and no group's within one.

    >>> demonym("Nigerian"), demonym("Nuer"), demonym("Somali")
    (True, False, False)
    """
    return name in nations() and name not in PEOPLES_TOO


PEOPLES_TOO = frozenset({"Somali", "Serb", "Croat", "Turkmen", "Tajik", "Uzbek", "Kyrgyz", "Thai"})
"""Peoples of a country who are a people in others too."""
