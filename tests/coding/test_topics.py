"""Causes, weapons and responses by their words."""

from __future__ import annotations

import pytest

from forestall.coding import topics


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("The dispute is over a strip of gardening land.", {"land"}),
        ("He was killed in revenge over unpaid compensation.", {"revenge", "compensation"}),
        ("It began after a drunken man stole a pig.", {"alcohol", "theft"}),
        ("They said she had used sorcery.", {"sorcery accusation"}),
        ("Police ruled out revenge.", set()),
        ("The land cruiser was burned.", set()),
    ],
)
def test_causes(sentence, expected):
    assert set(topics.causes(sentence)) == expected


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("They used AK-47 rifles.", {"high-powered guns", "guns"}),
        ("He was hacked with axes.", {"bush knives", "axes"}),
        ("Bows and arrows and spears were used.", {"bows and arrows", "spears"}),
        ("She was burned with hot irons.", {"hot iron"}),
        ("A drone dropped grenades.", {"drones", "explosives"}),
        ("They talked.", set()),
    ],
)
def test_weapons(sentence, expected):
    assert set(topics.weapons(sentence)) == expected


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Extra police were sent to Enga.", {"police deployed"}),
        ("About 60 soldiers were deployed.", {"army deployed"}),
        ("No arrest has been made.", set()),
        ("Nobody was arrested but church leaders mediated.", {"church", "mediation"}),
        ("Two men were arrested and charged.", {"arrest", "charge"}),
        ("A curfew was declared.", {"curfew or emergency"}),
        ("The clan paid compensation.", {"compensation paid"}),
    ],
)
def test_responses(sentence, expected):
    assert set(topics.responses(sentence)) == expected
