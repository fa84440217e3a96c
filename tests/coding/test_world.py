"""The coder outside Papua New Guinea: names, kinds, places and numbers of other wars."""

from __future__ import annotations

from datetime import date

import pytest

from forestall.coding import actors, counts, kinds, topics, ucdp_actors
from forestall.coding.article import Article
from forestall.coding.gazetteer import Gazetteer
from forestall.coding.geocode import Geocoder
from forestall.coding.incidents import reports
from forestall.coding.report import ActorKind
from forestall.vocabulary import ViolenceKind

STATE, GROUPS, ONE = ViolenceKind.STATE_BASED, ViolenceKind.NON_STATE, ViolenceKind.ONE_SIDED


@pytest.fixture(scope="module")
def gazetteer():
    return Gazetteer.packaged()


def only(gazetteer, country, text, published):
    geocoder = Geocoder(gazetteer, (country,))
    (report,) = reports(Article("a", text, published=published, language="en"), geocoder)
    return report


@pytest.mark.parametrize(
    ("iso3", "number"), [("MMR", 144), ("RUS", 57), ("YEM", 123), ("XXX", None)]
)
def test_governments_under_older_names(iso3, number):
    assert ucdp_actors.government_id(iso3) == number


@pytest.mark.parametrize(
    ("name", "countries", "same_as"),
    [
        ("ISWAP", (), "IS"),
        ("Pakistani Taliban", (), "TTP"),
        ("Allied Democratic Forces", (), "ADF"),
        ("al-Shabab", ("SOM",), "Al-Shabaab"),
        ("al-Shabab", ("MOZ",), "Ansar al-Sunnah"),
        ("National Liberation Army", ("COL",), "ELN"),
    ],
)
def test_known_names(name, countries, same_as):
    (found,) = ucdp_actors.named_in(f"Fighters of the {name} came.", countries)
    assert found[3] is not None
    assert found[3] == ucdp_actors.actor_id(same_as, countries)


def test_short_names_count_only_as_they_are_written():
    assert not ucdp_actors.named_in("The eln and is a word.")


def test_peoples_need_their_country_and_a_word_for_people():
    sentence = "Pokot raiders attacked Turkana herders in Turkana."
    assert [f[2] for f in ucdp_actors.people_in(sentence, ("KEN",))] == ["Pokot", "Turkana"]
    assert ucdp_actors.people_in(sentence, ("MMR",)) == []


def test_gangs_have_names_and_countries_are_none():
    named = [m.actor for m in actors.find("The gangs Kraze and Vitelo fought.") if m.named]
    assert [(a.name, a.kind) for a in named] == [
        ("Kraze", ActorKind.ARMED_GROUP),
        ("Vitelo", ActorKind.ARMED_GROUP),
    ]
    assert not [m for m in actors.find("A Haitian gang fled.") if m.named]


@pytest.mark.parametrize(
    ("events", "named", "expected"),
    [
        ("Fighting between the army and the Rapid Support Forces left 12 fighters dead.", 1, STATE),
        ("Rebels of the Allied Democratic Forces (ADF) killed 38 people.", 2, ONE),
        ("The Arakan Army killed nine villagers.", 1, ONE),
        ("An air strike killed 64 people at a market.", 0, ONE),
        ("A Russian missile killed 25 people in a house.", 0, ONE),
        ("Six protesters were shot dead when soldiers broke up a roadblock.", 0, ONE),
        ("A bomb killed 14 soldiers on an army bus.", 0, STATE),
        ("Nine soldiers were killed in an ambush by armed men.", 0, STATE),
        ("Hema and Lendu militias fought, leaving 19 people dead.", 0, GROUPS),
        ("Pokot bandits attacked Turkana herders and killed four people.", 0, GROUPS),
    ],
)
def test_kinds(events, named, expected):
    found = kinds.kind(events, "", named, 4)
    assert found is not None
    assert found.kind is expected


def test_killed_by_the_state_is_said():
    for events in ("An air strike killed 64 people.", "Army shelling killed 13 people."):
        assert kinds.kind(events, "").sub_kind == "police or army killing"


def test_old_feuds_of_the_victims_make_no_fight():
    events = "At least 42 people, six of them women, were killed when gunmen opened fire on a bus."
    around = "Sunni and Shia tribes have fought over land for many years."
    assert kinds.kind(events, around, 0, 42).kind is ONE


def test_a_dateline_is_nobody():
    (mention,) = counts.mentions("BANGUI — Five soldiers and two civilians were killed.")
    assert mention.best == 7


def test_the_treated_are_wounded():
    (mention,) = counts.mentions("Doctors said 66 people were being treated for gunshot wounds.")
    assert (mention.harm, mention.best) == (counts.Harm.INJURED, 66)


def test_weapons_of_wars():
    assert topics.weapons("Warplanes and drones came.") == ("aircraft and artillery", "drones")
    assert topics.weapons("They slit their throats.") == ("bush knives",)
    assert topics.weapons("An improvised explosive device went off.") == ("explosives",)
    assert topics.causes("The raiders drove away 120 goats.") == ("resources",)


@pytest.mark.parametrize(
    ("country", "text", "name", "province"),
    [
        ("PAK", "Two men died in the Kurram district.", "Kurram", "Khyber Pakhtunkhwa"),
        ("SDN", "They fled the village of Wad al-Noura in Gezira.", "Wad al-Noura", "Gezira"),
        ("COD", "They attacked a camp in Ituri province.", "Ituri", "Ituri"),
    ],
)  # fmt: skip
def test_places(gazetteer, country, text, name, province):
    geocoder = Geocoder(gazetteer, (country,))
    place = geocoder.resolve(text, geocoder.find(text))[0]
    assert (place.name, place.province) == (name, province)


def test_no_province_comes_from_the_dateline(gazetteer):
    text = "OUAGADOUGOU — Jihadists killed 20 people in the town of Barsalogho on Saturday."
    report = only(gazetteer, "BFA", text, date(2024, 8, 26))
    assert (report.place.value.iso3, report.place.value.province) == ("BFA", "")


def test_the_province_of_the_country_named_before_it(gazetteer):
    text = "An air strike killed 64 people in the town of Togoga in Ethiopia's Tigray region."
    report = only(gazetteer, "ETH", text, date(2021, 6, 25))
    assert report.place.value.name == "Togoga"
    assert report.place.value.province == "Tigrai"


def test_another_countrys_arms(gazetteer):
    text = "A Russian missile killed 25 people in the Ukrainian city of Dnipro on Saturday."
    report = only(gazetteer, "UKR", text, date(2023, 1, 15))
    assert report.perpetrator.value.ucdp_id == ucdp_actors.government_id("RUS")
    assert report.place.value.name == "Dnipro"


def test_whoever_claims_it(gazetteer):
    text = "Gunmen shot dead 30 people in Quetta on Monday. Islamic State claimed responsibility."
    report = only(gazetteer, "PAK", text, date(2023, 1, 31))
    assert report.perpetrator.value.name == "Islamic State"
