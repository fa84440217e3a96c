"""Sentences: cut where a reader would cut them, nothing lost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forestall.coding.sentences import sentences


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Mr. Wapo died on Jan. 3. Police came.", ["Mr. Wapo died on Jan. 3.", "Police came."]),
        ("At 5 p.m. Police came.", ["At 5 p.m.", "Police came."]),
        ("At 5 p.m. police came.", ["At 5 p.m. police came."]),
        ("Station No. 3 fell. J. Smith left.", ["Station No. 3 fell.", "J. Smith left."]),
        (
            'He said "Stop!" and ran. "Why?" she asked.',
            ['He said "Stop!" and ran.', '"Why?" she asked.'],
        ),
        ("Three died\n\nPolice came", ["Three died", "Police came"]),
        ("Three died!! Where? Here.", ["Three died!!", "Where?", "Here."]),
        (
            "mr. patel fled. police came at 5 p.m. yesterday. two died.",
            ["mr. patel fled.", "police came at 5 p.m. yesterday.", "two died."],
        ),
        ("  \n\n ", []),
        ("", []),
    ],
)
def test_sentences_by_hand(text: str, expected: list[str]) -> None:
    found = [each.text for each in sentences(text)]
    assert found == expected


@given(st.text(alphabet="aB .!?\n\"'3é。", max_size=60))
def test_only_blanks_lie_between_sentences(text: str) -> None:
    found = sentences(text)
    assert "".join(each.text for each in found).split() == [] or found
    end = 0
    for number, each in enumerate(found):
        assert each.index == number
        assert text[each.start : each.end] == each.text
        assert not text[end : each.start].strip()
        end = each.end
    assert not text[end:].strip()
