"""Which release of UCDP event data a file is, told by its name, and the months it covers."""

from __future__ import annotations

import re
from dataclasses import dataclass

from forestall.vocabulary import Month

GED = "UCDP GED"
CANDIDATE = "UCDP Candidate"

_SPAN = re.compile(r"(?<!\d)(\d{2})[_.](\d{2})[_.](\d{2})[_.](\d{1,2})(?!\d)")
_MONTH = re.compile(r"(?<!\d)(\d{2})[_.]0[_.](\d{1,2})(?!\d)")
_FINAL = re.compile(r"(?<!\d)(\d{2})[_.]([1-9])(?!\d)")
_FINAL_SHORT = re.compile(r"(?:ged|onesided|dyadic|acd|battledeaths)[-_]?v?(\d{2})([1-9])(?!\d)")

_OLDEST = 17
"""UCDP has numbered its releases by year since 17.1; smaller numbers mean something else."""


@dataclass(frozen=True, slots=True)
class Edition:
    """A release.

    Attributes
    ----------
    source : ``UCDP GED`` (final) or ``UCDP Candidate``.
    version : ``25.1``, ``26.0.2``, ``25.01.25.12``; empty where the name does not say.
    first, last : the months the release covers; None where unknown.
    """

    source: str
    version: str
    first: Month | None
    last: Month | None


def edition_of(text: str) -> Edition:
    """The release that a file name or a version number names.

    UCDP writes final releases YY.n (25.1 covers 1989 to 2024), monthly candidates YY.0.m
    (26.0.2 is February 2026) and longer candidates YY.mm.YY.mm (25.01.25.12 is all of 2025).

    >>> edition_of("GEDEvent_v26_0_2.csv").version, str(edition_of("ged251-csv.zip").last)
    ('26.0.2', '2024-12')
    """
    name = text.lower()
    if match := _SPAN.search(name):
        year, month, last_year, last_month = (int(part) for part in match.groups())
        if 1 <= month <= 12 and 1 <= last_month <= 12:
            return Edition(
                CANDIDATE,
                f"{year}.{month:02d}.{last_year}.{last_month:02d}",
                Month(2000 + year, month),
                Month(2000 + last_year, last_month),
            )
    if (match := _MONTH.search(name)) and 1 <= int(match[2]) <= 12:
        month_of = Month(2000 + int(match[1]), int(match[2]))
        return Edition(CANDIDATE, f"{match[1]}.0.{month_of.month}", month_of, month_of)
    match = _FINAL.search(name) or _FINAL_SHORT.search(name)
    if match and int(match[1]) >= _OLDEST:
        last = Month(2000 + int(match[1]) - 1, 12)
        return Edition(GED, f"{match[1]}.{match[2]}", Month(1989, 1), last)
    return Edition(CANDIDATE if "candidate" in name else GED, "", None, None)
