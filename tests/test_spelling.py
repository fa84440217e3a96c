"""Near misses of country names."""

from __future__ import annotations

from forestall.spelling import named_within, nearest, no_doubt, plain_name

SPELLINGS = {"niger": "NER", "nigeria": "NGA", "uruguay": "URY", "paraguay": "PRY", "libya": "LBY"}


def test_plain_names_drop_accents_case_dots_and_blanks() -> None:
    assert plain_name("  São  Tomé ") == "sao tome"
    assert plain_name("U.S.A.") == "u s a"


def test_a_clear_slip_is_taken() -> None:
    # "uruguy" and "uruguay": 6 letters match of 6 + 7, so 12/13 = 0.92; Paraguay is far
    assert nearest("Uruguy", SPELLINGS)[0] == (12 / 13, "URY")
    assert no_doubt("Uruguy", SPELLINGS) == "URY"


def test_a_slip_between_two_names_is_not() -> None:
    # "nigera": 12/13 to Nigeria, 10/11 to Niger
    assert no_doubt("Nigera", SPELLINGS) is None
    # nearest to Nigeria by far, yet it begins like Niger
    assert no_doubt("Nigerria", SPELLINGS) is None


def test_letters_in_another_order_rank_first_but_are_not_taken() -> None:
    assert nearest("Lybia", SPELLINGS)[0][1] == "LBY"
    assert no_doubt("Lybia", SPELLINGS) is None


def test_names_within_a_text() -> None:
    known = {"sudan": "SDN", "south sudan": "SSD", "chad": "TCD", "guinea": "GIN"}
    assert named_within("Chad and Sudan", known) == {"TCD", "SDN"}
    assert named_within("the Republic of South Sudan", known) == {"SSD"}
    assert named_within("Guinea-Bissau", known) == set()
