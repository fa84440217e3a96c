"""Who could send a mission."""

from __future__ import annotations

from forestall.missions.organisers import organisers_for
from forestall.vocabulary import country


def _names(iso3: str) -> list[str]:
    return [o.name for o in organisers_for(country(iso3))]


def test_the_un_first_then_the_region() -> None:
    assert _names("CAF") == ["UN", "ECCAS", "AU", "EU"]
    assert _names("SLB") == ["UN", "Pacific Islands Forum"]
    assert _names("HTI") == ["UN", "OAS"]
    assert _names("MMR") == ["UN", "ASEAN"]
    assert "OSCE" in _names("UKR")
    assert "ECOWAS" not in _names("MLI")  # left in January 2025


def test_what_nobody_checked_is_marked() -> None:
    united_nations, regional, *_ = organisers_for(country("CAF"))
    assert united_nations.verified
    assert not regional.verified
    assert regional.provenance.unverified()
    assert "MICOPAX" in regional.deployments
