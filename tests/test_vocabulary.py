"""Months, countries, cells and kinds."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forestall.errors import BadValue, UnknownCountry, UnknownMonth
from forestall.vocabulary import (
    Month,
    ViolenceKind,
    cell_centre,
    countries,
    country,
    gid_of,
    gw_to_iso3,
)


def test_month_ids_count_from_january_1980() -> None:
    assert Month(1980, 1).id == 1
    assert Month(1989, 1).id == 109
    assert Month(2026, 5).id == 557


@given(st.integers(-500, 2000))
def test_month_ids_go_both_ways(number: int) -> None:
    month = Month.from_id(number)
    assert month.id == number
    assert (month + 7) - 7 == month
    assert Month.parse(str(month)) == month


@pytest.mark.parametrize(
    "text", ["2026", "2026-13", "2026-00", "26-05", "2026-5", "May 2026", "", "0000-05"]
)
def test_what_is_no_month(text: str) -> None:
    with pytest.raises(UnknownMonth):
        Month.parse(text)


def test_month_in_words() -> None:
    assert Month(2026, 5).in_words() == "May 2026"


@pytest.mark.parametrize(
    ("text", "iso3"),
    [
        ("Central African Rep.", "CAF"),
        ("CAR", "CAF"),
        ("cental african republic", "CAF"),
        ("DR Congo (Zaire)", "COD"),
        ("DRC", "COD"),
        ("Republic of Congo", "COG"),
        ("Congo-Brazzaville", "COG"),
        ("Myanmar (Burma)", "MMR"),
        ("Burma", "MMR"),
        ("Ivory Coast", "CIV"),
        ("Côte d’Ivoire", "CIV"),
        ("North Macedonia", "MKD"),
        ("Macedonia", "MKD"),
        ("South Sudan", "SSD"),
        ("Republic of South Sudan", "SSD"),
        ("Sudan", "SDN"),
        ("Swaziland", "SWZ"),
        ("Kosovo", "XKX"),
        ("Niger", "NER"),
        ("Nigeria", "NGA"),
        ("Guinea", "GIN"),
        ("Guinea-Bissau", "GNB"),
        ("Guinea Bissau", "GNB"),
        ("Equatorial Guinea", "GNQ"),
        ("Papua New Guinea", "PNG"),
        ("Turkiye", "TUR"),
        ("tr", "TUR"),
        ("Afganistan", "AFG"),
        ("  uruguay ", "URY"),
    ],
)
def test_a_country_by_any_common_name(text: str, iso3: str) -> None:
    assert country(text).iso3 == iso3


@pytest.mark.parametrize(
    ("text", "remedy"),
    [
        ("Congo", "Republic of the Congo (COG) or DR Congo (COD)"),
        ("Korea", "South Korea (KOR) or North Korea (PRK)"),
        ("Nigera", "did you mean Nigeria (NGA) or Niger (NER)"),
        ("New Guinea", "did you mean Papua New Guinea (PNG) or Guinea (GIN)"),
        ("Dominican", "Dominican Republic (DOM)"),
        ("Lybia", "did you mean Libya (LBY)"),
        ("Palestine", "under Israel: ask for ISR"),
        ("Western Sahara", "under Morocco: ask for MAR"),
        ("Chad and Sudan", "Sudan"),
        ("xyz", "ISO code"),
        ("", "ISO code"),
        ("Sudan" * 1000, "ISO code"),
    ],
)
def test_a_name_that_leaves_doubt_is_asked_about(text: str, remedy: str) -> None:
    with pytest.raises(UnknownCountry) as caught:
        country(text)
    assert remedy in caught.value.remedy
    assert len(caught.value.came) < 200


def test_every_country_answers_to_its_own_name_and_code() -> None:
    for iso3, known in countries().items():
        assert country(iso3).iso3 == iso3
        assert country(known.name.upper()).iso3 == iso3


def test_former_states_belong_to_someone() -> None:
    assert gw_to_iso3()[345] == "SRB"
    assert gw_to_iso3()[680] == "YEM"


def test_cells_at_the_corners_of_the_globe() -> None:
    # 360 rows of 720 cells, counted from the south-west
    assert gid_of(-90, -180) == 1
    assert gid_of(-90, 180) == 720
    assert gid_of(90, 180) == 360 * 720
    # floor((5.399784 + 90) · 2) = 190, floor((26.486881 + 180) · 2) = 412: 190 · 720 + 413
    assert gid_of(5.399784, 26.486881) == 190 * 720 + 413 == 137213


@given(st.integers(1, 360 * 720))
def test_a_cells_centre_lies_in_it(gid: int) -> None:
    assert gid_of(*cell_centre(gid)) == gid


@pytest.mark.parametrize("point", [(91.0, 0.0), (0.0, 181.0), (float("nan"), 0.0)])
def test_points_off_the_globe(point: tuple[float, float]) -> None:
    with pytest.raises(BadValue, match="swapped"):
        gid_of(*point)


def test_kinds_of_violence() -> None:
    assert [ViolenceKind.from_ucdp(c) for c in (1, 2, 3)] == list(ViolenceKind)
    with pytest.raises(BadValue):
        ViolenceKind.from_ucdp(4)
