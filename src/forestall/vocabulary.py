"""The field's words: countries, months, grid cells, kinds of violence and of perpetrator."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from forestall import snapshot
from forestall.errors import BadValue, UnknownCountry, UnknownMonth
from forestall.spelling import (
    COUNTED_WITH,
    SHARED,
    WORTH_NAMING,
    named_within,
    nearest,
    no_doubt,
    plain_name,
)

LONGEST_NAME = 100
"""No country's name comes near this; comparing a whole text with every spelling takes long."""


class ViolenceKind(StrEnum):
    """UCDP's three kinds of organised violence (``type_of_violence`` 1, 2, 3)."""

    STATE_BASED = "state-based"
    NON_STATE = "non-state"
    ONE_SIDED = "one-sided"

    @classmethod
    def from_ucdp(cls, code: int) -> ViolenceKind:
        """1, 2 or 3 as UCDP writes them."""
        try:
            return (cls.STATE_BASED, cls.NON_STATE, cls.ONE_SIDED)[(1, 2, 3).index(code)]
        except ValueError:
            raise BadValue(
                "Unknown type_of_violence",
                expected="1, 2 or 3",
                came=str(code),
                remedy="check that the file is UCDP GED or Candidate",
            ) from None


class PerpetratorKind(StrEnum):
    """Who kills, as seen from the country where they kill."""

    HOST_GOVERNMENT = "host government"
    NON_STATE = "non-state inside"
    HOSTILE_NEIGHBOUR = "hostile neighbour"


class ConsentState(StrEnum):
    """How far the host government would let a mission in, from shut to open."""

    REFUSED = "refused"
    NOMINAL = "nominal"
    OBSTRUCTED = "obstructed"
    WILLING = "willing"


@dataclass(frozen=True, order=True, slots=True)
class Month:
    """A calendar month; ``id`` is the VIEWS ``month_id`` (January 1980 is 1).

    >>> Month(2026, 5).id, str(Month.from_id(557)), str(Month(2026, 12) + 1)
    (557, '2026-05', '2027-01')
    """

    year: int
    month: int

    def __post_init__(self) -> None:
        if not 1 <= self.month <= 12:
            raise UnknownMonth(
                "Not a month",
                expected="a month from 1 to 12",
                came=str(self.month),
                remedy="write months as YYYY-MM, e.g. 2026-05",
            )

    @property
    def id(self) -> int:
        return (self.year - 1980) * 12 + self.month

    @classmethod
    def from_id(cls, month_id: int) -> Month:
        return cls(1980 + (month_id - 1) // 12, (month_id - 1) % 12 + 1)

    @classmethod
    def parse(cls, text: str) -> Month:
        """``YYYY-MM``; anything else raises :class:`UnknownMonth`."""
        match = re.fullmatch(r"(\d{4})-(\d{2})", text.strip())
        if match is None:
            raise UnknownMonth(
                "Not a month",
                expected="YYYY-MM",
                came=repr(text),
                remedy="write it like 2026-05",
            )
        if int(match[1]) == 0:
            raise UnknownMonth(
                "The calendar has no year 0",
                expected="0001-01 or later",
                came=repr(text),
                remedy="write it like 2026-05",
            )
        return cls(int(match[1]), int(match[2]))

    def __add__(self, months: int) -> Month:
        return Month.from_id(self.id + months)

    def __sub__(self, months: int) -> Month:
        return Month.from_id(self.id - months)

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.month:02d}"

    def in_words(self) -> str:
        """``May 2026``."""
        names = (
            "January February March April May June July August September October November December"
        )
        return f"{names.split()[self.month - 1]} {self.year}"


@dataclass(frozen=True, slots=True)
class Country:
    """A country of today, with its Gleditsch–Ward number and VIEWS country id."""

    iso3: str
    name: str
    gw: int | None
    views_id: int | None
    region: str

    def __str__(self) -> str:
        return self.name


@cache
def countries() -> dict[str, Country]:
    """Every country, by ISO 3166-1 alpha-3 code."""
    rows = snapshot.table("countries").iter_rows(named=True)
    return {
        r["iso3"]: Country(r["iso3"], r["name"], r["gw"], r["views_id"], r["region"]) for r in rows
    }


@cache
def gw_to_iso3() -> dict[int, str]:
    """Gleditsch–Ward number to ISO3, states that no longer exist given to their main successor."""
    return dict(snapshot.table("country_codes").select("gw", "iso3").iter_rows())


@cache
def spellings() -> dict[str, str]:
    """Every known spelling of a country, plain (see ``spelling.plain_name``), with its ISO3."""
    rows = snapshot.table("country_names").select("name", "iso3").sort("name", "iso3").iter_rows()
    known = {plain_name(name): iso3 for name, iso3 in rows}
    known |= {plain_name(c.name): c.iso3 for c in countries().values()}
    return {name: iso3 for name, iso3 in known.items() if name not in SHARED}


def country(text: str) -> Country:
    """The country meant by a common name, an ISO code or a slip of the pen.

    A near miss is taken only if no other country comes near; "Congo" and "Korea", which two
    states share, and places UCDP counts under another state are refused with the choice.

    Raises
    ------
    UnknownCountry : with the nearest names when nothing matches, or more than one does.

    >>> country("Central African Rep.").iso3, country("Cental African Republic").iso3
    ('CAF', 'CAF')
    """
    if len(text) > LONGEST_NAME:
        raise _unknown(text[:LONGEST_NAME], "try the ISO code, e.g. CAF")
    known, wanted = countries(), plain_name(text)
    if wanted.upper() in known:
        return known[wanted.upper()]
    if wanted in SHARED:
        raise _unknown(text, f"say {_choice(SHARED[wanted])}")
    if wanted in COUNTED_WITH:
        state = known[COUNTED_WITH[wanted]]
        raise _unknown(text, f"UCDP counts deaths there under {state}: ask for {state.iso3}")
    if wanted in spellings():
        return known[spellings()[wanted]]
    iso3 = no_doubt(wanted, spellings())
    if iso3 is None and (guess := _guess(wanted)) is not None and _holds(wanted, guess):
        iso3 = guess
    if iso3 is not None:
        return known[iso3]
    raise _unknown(text, _did_you_mean(wanted))


def _unknown(text: str, remedy: str) -> UnknownCountry:
    return UnknownCountry(
        "Unknown country",
        expected="a country's common name or ISO code",
        came=repr(text),
        remedy=remedy,
    )


def _choice(codes: Iterable[str]) -> str:
    return " or ".join(f"{countries()[code]} ({code})" for code in codes)


def _did_you_mean(wanted: str) -> str:
    ranked = nearest(wanted, spellings())
    guess = _guess(wanted)
    near = sorted(ranked[:3], key=lambda r: (-r[0], r[1] != guess))
    worth = [iso3 for score, iso3 in near if score >= WORTH_NAMING]
    return f"did you mean {_choice(worth)}?" if worth else "try the ISO code, e.g. CAF"


def _guess(text: str) -> str | None:
    """What countryguess takes a text for: it knows two-letter codes and official long names."""
    from countryguess import guess_country

    iso3 = guess_country(text, attribute="iso3", default=None) if text else None
    return iso3 if iso3 in countries() else None


def _holds(text: str, iso3: str) -> bool:
    """Whether a text is a two-letter code or holds that country's name and no other's.

    countryguess reaches far ("Republic of" is Peru to it), so it alone is not enough.
    """
    return len(text) == 2 or named_within(text, spellings()) == {iso3}


def gid_of(latitude: float, longitude: float) -> int:
    """The PRIO-GRID cell (0.5° × 0.5°) of a point.

    gid = (floor((lat + 90) · 2)) · 720 + floor((lon + 180) · 2) + 1
    (Tollefsen, Strand & Buhaug 2012, Journal of Peace Research 49(2)).

    Raises
    ------
    BadValue : latitude outside ±90 or longitude outside ±180.

    >>> gid_of(5.399784, 26.486881)
    137213
    """
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise BadValue(
            "A point off the globe",
            expected="latitude within ±90, longitude within ±180",
            came=f"{latitude}, {longitude}",
            remedy="check that latitude and longitude are not swapped",
        )
    row = min(int((latitude + 90) * 2), 359)
    column = min(int((longitude + 180) * 2), 719)
    return row * 720 + column + 1


def cell_centre(gid: int) -> tuple[float, float]:
    """Latitude and longitude of a PRIO-GRID cell's centre, in degrees.

    >>> cell_centre(137213)
    (5.25, 26.25)
    """
    row, column = divmod(gid - 1, 720)
    return row / 2 - 90 + 0.25, column / 2 - 180 + 0.25
