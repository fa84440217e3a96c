"""Votes on factors: the museum's rule by hand, its published strengths, and the sign trap."""

from __future__ import annotations

import pytest

from forestall import snapshot
from forestall.errors import BadValue
from forestall.evidence.factors import (
    Factor,
    counted,
    factors_for,
    strength_of,
    vote,
)
from forestall.evidence.synthesis import POLITICAL_MISSION, PREVENTIVE_DEPLOYMENT


def named(name: str, tool: str = PREVENTIVE_DEPLOYMENT) -> Factor:
    return next(f for f in factors_for(tool) if f.name == name)


@pytest.mark.parametrize(
    ("greater", "lesser", "no_mixed", "expected"),
    [
        ((2, 2), (0, 3), (0, 0), 1.5),  # 2 + 0.5 (2 - 3)
        ((0, 13), (0, 1), (0, 0), 6.0),  # 0.5 x 12
        ((0, 9), (0, 4), (0, 6), 1.0),  # 0.5 x 5, less 0.25 x 6
        ((0, 1), (0, 4), (1, 1), -0.75),  # -1.5, pulled up by 0.5 + 0.25
        ((0, 1), (0, 1), (1, 0), 0.0),  # nothing to pull
        ((0, 1), (0, 0), (1, 0), 0.0),  # 0.5 less 0.5, and never past zero
    ],
)
def test_votes_by_hand(
    greater: tuple[int, int], lesser: tuple[int, int], no_mixed: tuple[int, int], expected: float
) -> None:
    assert vote(greater, lesser, no_mixed) == expected


def test_strength_changes_above_one_and_three() -> None:
    assert [strength_of(v) for v in (1.0, 1.25, -3.0, -3.25)] == [
        "Weaker",
        "Moderate",
        "Moderate",
        "Stronger",
    ]


def test_every_published_vote_and_strength_is_met() -> None:
    rows = snapshot.table("study_findings")
    rows = rows.filter(~rows["practitioner_only"])
    votes = [counted(row) for row in rows.iter_rows(named=True)]
    # the published table holds 393 rows with findings: all 12 tools
    assert len(votes) == 393
    assert votes == pytest.approx(rows["votes"].to_list())
    assert [strength_of(v) for v in votes] == rows["strength"].to_list()


def test_practitioners_of_an_inverted_row_are_turned() -> None:
    # published: "Biased implementer", share -7/13, turned by the research into "Unbiased"
    unbiased = named("Unbiased implementer or intervention")
    assert unbiased.vote == 6.0
    assert unbiased.strength == "Stronger"
    assert unbiased.practitioners == pytest.approx(7 / 13)
    assert unbiased.direction == "succeeds more often, studies find"


def test_practitioners_of_a_row_as_named_are_not_turned() -> None:
    by_groups = named("Non-state armed groups principally responsible for atrocities")
    assert by_groups.vote == 0
    assert by_groups.practitioners == pytest.approx(-2 / 13)
    assert by_groups.direction == "studies do not agree"


def test_rows_only_practitioners_speak_to_are_marked_and_last() -> None:
    factors = factors_for(PREVENTIVE_DEPLOYMENT)
    alone = [f for f in factors if f.practitioner_only]
    # 26 of the 101 rows, by the source's index
    assert (len(factors), len(alone)) == (101, 26)
    assert list(factors[-26:]) == alone
    assert all(f.vote is None and f.strength is None for f in alone)
    council = named("Unified UN Security Council")
    assert council.direction == "practitioners say that it helps; no study"


def test_the_design_choices_that_help_come_first() -> None:
    strong = [f.name for f in factors_for(PREVENTIVE_DEPLOYMENT) if f.strength == "Stronger"]
    assert "Well-informed implementer" in strong
    assert "Domestic cooperation or consent with the tool" in strong
    votes = [abs(f.vote) for f in factors_for(POLITICAL_MISSION) if f.vote is not None]
    assert votes == sorted(votes, reverse=True)


def test_no_family_ends_in_a_space() -> None:
    assert all(f.family == f.family.strip() for f in factors_for(PREVENTIVE_DEPLOYMENT))


def test_bad_input_is_refused() -> None:
    with pytest.raises(BadValue, match="cannot be negative"):
        vote((1, -1), (0, 0), (0, 0))
    with pytest.raises(BadValue, match="No factors"):
        factors_for("sanctions")
