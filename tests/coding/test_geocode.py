"""Finding place names and telling which places they mean."""

from __future__ import annotations

import numpy as np
import pytest

from forestall.coding.gazetteer import Gazetteer
from forestall.coding.geo_ranker import kilometres
from forestall.coding.geocode import Geocoder, Toponym
from forestall.errors import UnknownCountry


@pytest.fixture(scope="module")
def geocoder() -> Geocoder:
    return Geocoder(Gazetteer.packaged())


@pytest.fixture(scope="module")
def in_png() -> Geocoder:
    return Geocoder(Gazetteer.packaged(), countries=("PNG",))


def names(geocoder: Geocoder, text: str) -> list[str]:
    return [t.name for t in geocoder.find(text)]


def places(geocoder: Geocoder, text: str) -> dict:
    found = geocoder.find(text)
    return {t.name: p for t, p in zip(found, geocoder.resolve(text, found), strict=True) if p}


def test_spans_are_where_the_names_stand(geocoder):
    text = "Two men died in Wabag, Enga Province. Nigeria’s army left Kano."
    found = geocoder.find(text)
    assert [t.name for t in found] == ["Wabag", "Enga Province", "Nigeria", "Kano"]
    assert all(text[t.start : t.end] == t.name for t in found)


def test_persons_months_and_ordinary_words_are_no_places(geocoder):
    text = (
        "Police Commissioner David Manning spoke in May. Mr Hagen and Paris Hilton met "
        "President Hamid Karzai. Reading the list, Most agreed. Of them, Clinton said nothing."
    )
    assert names(geocoder, text) == []


def test_a_tribe_is_no_place(in_png):
    text = "The Kala and Kii tribes fought near Wabag. Agarabi clansmen burnt houses."
    assert names(in_png, text) == ["Wabag"]


def test_the_longest_name_is_taken(geocoder):
    assert names(geocoder, "Fighting went on in Papua New Guinea.") == ["Papua New Guinea"]
    assert names(geocoder, "They fled South Sudan and the Central African Republic.") == [
        "South Sudan",
        "Central African Republic",
    ]


def test_short_forms_are_found_where_they_mean_a_place(geocoder):
    text = "A man from Detroit, Mich., was held. The UK and the U.S. agreed. Give us the TNT."
    assert names(geocoder, text) == ["Detroit", "Mich.", "UK", "U.S."]


def test_a_dateline_in_capitals_is_found(geocoder):
    found = places(geocoder, "KABUL (Reuters) - Gunmen killed 12 people.")
    assert found["KABUL"].iso3 == "AFG"


def test_empty_text_holds_nothing(geocoder):
    assert geocoder.find("") == []
    assert geocoder.resolve("", []) == []
    assert geocoder.find("   \n 12 %% \ud800 ") == []


def test_wabag_and_enga_are_in_papua_new_guinea(geocoder):
    found = places(geocoder, "Nine men were killed in Wabag, Enga Province, on Sunday.")
    wabag, enga = found["Wabag"], found["Enga Province"]
    assert (wabag.iso3, wabag.province, wabag.district, wabag.precision) == (
        "PNG", "Enga", "Wabag", 1,
    )  # fmt: skip
    assert wabag.pcode.startswith("PG0804")
    assert (enga.iso3, enga.pcode, enga.district, enga.precision) == ("PNG", "PG08", "", 4)


def test_precision_follows_ucdp(in_png):
    text = (
        "Men died near the town of Tari, Hela. Others fled Wapenamanda district. "
        "Papua New Guinea mourned. A ship sank in the Indian Ocean."
    )
    found = places(in_png, text)
    precision = {name: p.precision for name, p in found.items()}
    assert precision == {
        "Tari": 2, "Hela": 4, "Wapenamanda": 3, "Papua New Guinea": 6, "Indian Ocean": 7,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "name", "iso3", "province"),
    [
        ("He lives in Paris, Texas.", "Paris", "USA", "Texas"),
        ("A bomb went off in Paris, France.", "Paris", "FRA", None),
        ("Tripoli and Benghazi in Libya saw clashes.", "Tripoli", "LBY", None),
        ("Lebanon sent the army from Beirut to Tripoli.", "Tripoli", "LBN", None),
        ("Floods hit Atlanta and Augusta in Georgia.", "Georgia", "USA", "Georgia"),
        ("Troops left Tbilisi and Gori in Georgia.", "Georgia", "GEO", ""),
    ],
)
def test_a_name_is_known_by_its_company(geocoder, text, name, iso3, province):
    place = places(geocoder, text)[name]
    assert place.iso3 == iso3
    assert province in (None, place.province)


def test_peoples_stand_for_their_country(geocoder):
    found = places(geocoder, "Nigerian troops fought Chadians.")
    assert {n: (p.iso3, p.precision) for n, p in found.items()} == {
        "Nigerian": ("NGA", 6),
        "Chadians": ("TCD", 6),
    }


def test_an_unknown_village_is_put_in_the_unit_named_and_said_so(in_png):
    akom = places(in_png, "At Akom village in Wapenamanda district, 49 men died.")["Akom"]
    assert (akom.iso3, akom.province, akom.district) == ("PNG", "Enga", "Wapenamanda")
    assert akom.precision == 3
    assert akom.pcode == "PG0805"
    assert akom.geonames_id is None
    assert "Wapenamanda" in akom.note


def test_an_unknown_village_near_a_town_is_put_there(in_png):
    found = places(in_png, "Three died at Gavien village near Angoram, East Sepik.")
    gavien = found["Gavien"]
    assert (gavien.precision, gavien.province) == (2, "East Sepik")
    assert gavien.latitude == found["Angoram"].latitude
    assert "near Angoram" in gavien.note


def test_a_village_one_letter_off_is_taken_for_its_namesake(in_png):
    karida = places(in_png, "Sixteen were killed at Karida village in Hela Province.")["Karida"]
    assert "Karita" in karida.note
    assert (karida.province, karida.precision) == ("Hela", 1)


def test_an_unknown_village_without_any_company_is_none(geocoder):
    text = "They died at Qwxyzra village."
    found = geocoder.find(text)
    assert [t.name for t in found] == ["Qwxyzra"]
    assert geocoder.resolve(text, found) == [None]


def test_told_spans_are_resolved_in_their_order(geocoder):
    text = "from Texas to Paris"
    told = [Toponym(14, 19, "Paris"), Toponym(5, 10, "Texas")]
    assert [p.name for p in geocoder.resolve(text, told)] == ["Paris", "Texas"]


def test_the_country_told_is_preferred(geocoder, in_png):
    # A Southampton of a quarter of a million people lies in England; Mount Hagen has no rival.
    text = "Police reached Kundiawa and Kup on Monday."
    assert {p.iso3 for p in places(in_png, text).values()} == {"PNG"}
    assert "Kup" not in places(geocoder, text)


def test_an_unknown_code_is_refused():
    with pytest.raises(UnknownCountry):
        Geocoder(Gazetteer.packaged(), countries=("PG",))


def test_distance_is_along_the_great_circle():
    # A quarter of the equator of a sphere of 6,371 km: pi / 2 * 6371 = 10007.5 km.
    zero, east = np.array([0.0]), np.array([90.0])
    assert kilometres(zero, zero, zero, east)[0] == pytest.approx(10007.5, abs=0.1)
