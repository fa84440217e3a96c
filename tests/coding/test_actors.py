"""Who is named in a sentence, and who faces whom."""

from __future__ import annotations

import pytest

from forestall.coding import actors, ucdp_actors
from forestall.coding.report import ActorKind


def kinds(sentence: str) -> list[str]:
    return [m.actor.kind.value for m in actors.find(sentence)]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Soldiers fired on farmers.", ["army", "civilians"]),
        ("A mob dragged out a woman accused of sorcery.", ["crowd", "accused of sorcery"]),
        ("Hired gunmen shot a teacher.", ["communal group", "civilians"]),
        ("Supporters of the People's Party burned shops.", ["party or its supporters"]),
        ("It rained.", []),
    ],
)
def test_kinds(sentence, expected):
    assert kinds(sentence) == expected


def test_children_of_a_mother_are_nobody():
    assert [m.actor.name for m in actors.find("A mother of seven children fled.")] == ["mother"]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Kala tribe of Amala fought the Kii tribe of Teremanda.", ("Kala", "Kii")),
        ("Fighting between the Agara and Tapu clans went on.", ("Agara", "Tapu")),
        ("The Sakar clan and the Pianda clan clashed.", ("Sakar", "Pianda")),
        ("Two tribes met. Police came.", ()),
        ("Supporters of John Kaupa cheered.", ()),
        ("The road between Tari and Mendi is open.", ()),
    ],
)
def test_group_names(text, names):
    assert actors.group_names(text) == names


def test_allies_are_one_side():
    groups = ("Siki", "Kaiki", "Ambu")
    sentence = "The Siki and Kaiki tribes fought against the Ambu tribe."
    assert actors.opposed(sentence, groups) == ("Siki and Kaiki", "Ambu")
    assert actors.opposed("The Siki and Kaiki tribes made peace.", groups) is None
    assert actors.opposed(sentence, ()) is None


def test_known_names_have_ucdp_numbers():
    (mention,) = (m for m in actors.find("Boko Haram raided a village.") if m.named)
    assert (mention.actor.kind, mention.actor.ucdp_id) == (ActorKind.ARMED_GROUP, 1051)


def test_acronyms_count_only_where_the_group_fought():
    assert [f[3] for f in ucdp_actors.named_in("The LRA came.", ("UGA",))] == [488]
    assert ucdp_actors.named_in("The LRA came.", ("PNG",)) == []
    assert ucdp_actors.named_in("THE LRA CAME.", ("UGA",)) == []


def test_ucdp_numbers_are_never_guessed():
    assert ucdp_actors.actor_id("Agarabi people of the east") is None
    assert ucdp_actors.actor_id("BRA") is None, "two groups have that name"
    assert ucdp_actors.government_id("") is None
    assert ucdp_actors.government_id("XYZ") is None
