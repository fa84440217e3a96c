"""What a sentence tells: harm done, or feared, denied, accidental, or none."""

from __future__ import annotations

import pytest

from forestall.coding import harm_told


def told(sentence: str) -> list[str]:
    return [sentence[w.start : w.end] for w in harm_told.harm_words(sentence) if w.told]


@pytest.mark.parametrize(
    ("sentence", "words"),
    [
        ("Six men were shot dead at Kokas.", ["were shot", "shot dead"]),
        ("Police warned of attacks.", []),
        ("Police warned of attacks after six men were killed.", ["killed"]),
        ("Nobody was killed.", []),
        ("Without police they would have been killed.", []),
        ("The fight against corruption goes on.", []),
        ("He suffered a heart attack.", []),
        ("Violence could spread.", []),
        ("", []),
    ],
)
def test_words_told(sentence, words):
    assert [w for w in told(sentence) if w in words] == words
    assert bool(told(sentence)) == bool(words)


@pytest.mark.parametrize(
    ("cue", "sentence", "expected"),
    [
        ("accident", "A bus crashed.", True),
        ("accident", "A clan attacked.", False),
        ("separate", "In a separate incident two men died.", True),
        ("sorcery", "They called her sanguma.", True),
        ("crime", "It was a robbery.", True),
        ("rate", "Two hundred die every year.", True),
    ],
)
def test_cues(cue, sentence, expected):
    assert harm_told.has(cue, sentence) is expected


def test_quiet_keeps_every_place():
    sentence = "The title fight ended; a clan fight began."
    assert len(harm_told.quiet(sentence)) == len(sentence)
    assert harm_told.quiet(sentence).index("clan") == sentence.index("clan")
