"""Names and numbers of states."""

from __future__ import annotations

import pytest

from forestall.curation.states import cow_numbers, gw_numbers, iso3_of, states
from forestall.errors import BadValue


@pytest.mark.parametrize(
    ("name", "iso3"),
    [
        ("DR Congo (Zaire)", "COD"),
        ("Congo", "COG"),
        ("Côte d’Ivoire", "CIV"),
        ("Kingdom of eSwatini (Swaziland)", "SWZ"),
        ("Yemen (North Yemen)", "YEM"),
        ("S. Sudan", "SSD"),
    ],
)
def test_spellings_of_the_sources(name: str, iso3: str) -> None:
    assert iso3_of(name) == iso3


def test_an_unknown_spelling_is_never_guessed() -> None:
    with pytest.raises(BadValue, match=r"aliases\.csv"):
        iso3_of("Nigerria")


def test_the_two_numberings_differ_where_they_should() -> None:
    # Gleditsch–Ward 260 and Correlates of War 255 are Germany; Yemen is 678 and 679
    assert gw_numbers()[260] == cow_numbers()[255] == "DEU"
    assert gw_numbers()[678] == cow_numbers()[679] == "YEM"
    # 970 is Kiribati to one and Nauru to the other
    assert gw_numbers()[970] == "KIR"
    assert cow_numbers()[970] == "NRU"
    assert gw_numbers()[340] == gw_numbers()[345] == cow_numbers()[345] == "SRB"


def test_members_of_the_united_nations_kosovo_and_taiwan() -> None:
    assert len(states()) == 193 + 2
    assert len({s.gw for s in states().values()}) == 195
    assert len({s.cow for s in states().values()}) == 195
