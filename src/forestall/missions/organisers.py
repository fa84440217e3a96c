"""Who could send a mission: the United Nations and the regional bodies a country belongs to."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from forestall import snapshot
from forestall.provenance import Origin, Provenance
from forestall.vocabulary import Country


@dataclass(frozen=True, slots=True)
class Organiser:
    """An organisation, what it has fielded before, how fast, and why it may act here."""

    name: str
    why: str
    political_missions: str
    deployments: str
    fastest: str
    notes: str
    verified: bool
    provenance: Provenance


def organisers_for(country: Country) -> tuple[Organiser, ...]:
    """The organisers that may act in a country, the UN first, then the narrowest region first.

    Facts about what each has fielded come from the packaged table ``organisers``; memberships
    from ``evidence/memberships.toml`` (general knowledge, unverified).

    >>> from forestall.vocabulary import country
    >>> [o.name for o in organisers_for(country("MKD"))]
    ['UN', 'OSCE', 'EU']
    """
    table = {row["organiser"]: row for row in snapshot.table("organisers").iter_rows(named=True)}
    names = ["UN", *(n for n, iso3s in _members().items() if country.iso3 in iso3s)]
    if country.region == "Africa":
        names.append("AU")
    if country.region in _near_europe() or country.iso3 in _members()["OSCE"]:
        names.append("EU")
    return tuple(_organiser(table[name], country) for name in names if name in table)


@cache
def _members() -> dict[str, frozenset[str]]:
    path = files("forestall") / "evidence" / "memberships.toml"
    lists = tomllib.loads(path.read_text(encoding="utf-8"))["members"]
    return {name: frozenset(codes.split()) for name, codes in lists.items()}


def _near_europe() -> frozenset[str]:
    return frozenset({"Europe", "Africa"})


def _organiser(row: dict[str, str | None], country: Country) -> Organiser:
    verified = row["verified"] == "seen"
    name = row["organiser"] or ""
    why = {
        "UN": "acts worldwide, by the Security Council or the Secretary-General's good offices",
        "EU": "acts beyond its members, so far in Europe and Africa most",
    }.get(name, f"{country.name} lies in its region ({row['scope']})")
    return Organiser(
        name=name,
        why=why,
        political_missions=row["political_missions"] or "",
        deployments=row["deployments"] or "",
        fastest=row["fastest"] or "",
        notes=row["notes"] or "",
        verified=verified,
        provenance=Provenance(
            origin=Origin.DATA if verified else Origin.JUDGMENT,
            what=f"what {name} has fielded before",
            source="organisers" if verified else "general knowledge",
            rows=(f"organisers: organiser={name}",),
            verified=verified,
        ),
    )
