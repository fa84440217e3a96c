"""A country by any common name or code; where two are near, the program asks."""

from __future__ import annotations

import pytest

from forestall.errors import UnknownCountry
from forestall.vocabulary import country


@pytest.mark.parametrize(
    ("text", "iso3"),
    [
        ("CAF", "CAF"),
        ("cf", "CAF"),
        (" central african republic ", "CAF"),
        ("Burma", "MMR"),
        ("Ivory Coast", "CIV"),
        ("Zaire", "COD"),
        ("Congo-Brazzaville", "COG"),
        ("Niger", "NER"),
        ("Nigeria", "NGA"),
        ("Swaziland", "SWZ"),
        ("Uruguy", "URY"),
    ],
)
def test_common_names_codes_and_slips_of_one_letter(text: str, iso3: str) -> None:
    assert country(text).iso3 == iso3


@pytest.mark.parametrize(
    ("text", "suggested"),
    [("Nigerria", "Nigeria"), ("Central African", "Central African Republic"), ("Irak", "Iraq")],
)
def test_a_name_that_could_be_two_is_asked_about(text: str, suggested: str) -> None:
    with pytest.raises(UnknownCountry) as caught:
        country(text)
    assert caught.value.remedy.startswith(f"did you mean {suggested}")


def test_nothing_is_no_country() -> None:
    with pytest.raises(UnknownCountry, match="ISO code"):
        country("  ")
