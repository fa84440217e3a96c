"""The source brief's conditions as rules: every expected answer is read off the brief's claims."""

from __future__ import annotations

from dataclasses import replace

import pytest

from forestall.options.appraisal import Fit, OptionId
from forestall.options.brief_rules import Says, brief_says
from forestall.options.cases import packaged_cases
from forestall.vocabulary import ConsentState, PerpetratorKind

HOST, INSIDE, NEIGHBOUR = PerpetratorKind
REFUSED, NOMINAL, OBSTRUCTED, WILLING = ConsentState
NONE, TALKS, FORCE, BOTH = OptionId
GOOD, LIMITED, POOR = Fit


@pytest.mark.parametrize(
    ("kinds", "consent", "deaths", "says", "options", "claim"),
    [
        ((INSIDE,), REFUSED, 500, Says.NEITHER, {NONE}, 6),
        ((HOST,), REFUSED, 500, Says.NEITHER, {NONE}, 6),
        ((HOST,), WILLING, 500, Says.LIMITED, {NONE, TALKS}, 10),
        ((INSIDE,), NOMINAL, 500, Says.LIMITED, {NONE, TALKS}, 6),
        ((HOST, INSIDE), NOMINAL, 500, Says.LIMITED, {NONE, TALKS}, 6),
        ((HOST, INSIDE), WILLING, 0, Says.FITS, {TALKS, BOTH}, 10),
        ((INSIDE,), WILLING, 24, Says.FITS, {TALKS, BOTH}, 9),
        ((INSIDE,), WILLING, 25, Says.FITS, {FORCE, BOTH}, 11),
        ((NEIGHBOUR,), OBSTRUCTED, 0, Says.FITS, {TALKS, BOTH}, 9),
        ((NEIGHBOUR,), WILLING, None, Says.FITS, {TALKS, FORCE, BOTH}, 9),
    ],
)
def test_the_first_rule_that_holds_answers(
    kinds: tuple[PerpetratorKind, ...],
    consent: ConsentState,
    deaths: int | None,
    says: Says,
    options: set[OptionId],
    claim: int,
) -> None:
    case = replace(packaged_cases()[0], kinds=kinds, consent=consent)
    found = brief_says(case, deaths)
    assert (found.says, set(found.options)) == (says, options)
    assert claim in found.claims


def test_what_happened_changes_nothing() -> None:
    for case in packaged_cases():
        for other in packaged_cases():
            turned = replace(case, outcome=other.outcome, tool=other.tool, strength=other.strength)
            assert brief_says(turned, 10) == brief_says(case, 10)


@pytest.mark.parametrize(
    ("kinds", "verdict", "fit", "agrees", "strictly"),
    [
        # limited: none, or talks of no good fit; strictly: none alone
        ((HOST,), NONE, LIMITED, True, True),
        ((HOST,), TALKS, LIMITED, True, False),
        ((HOST,), TALKS, GOOD, False, False),
        ((HOST,), FORCE, LIMITED, False, False),
        ((HOST,), BOTH, LIMITED, False, False),
        # a tool fits: any tool, whichever
        ((INSIDE,), NONE, LIMITED, False, False),
        ((INSIDE,), FORCE, GOOD, True, True),
        ((INSIDE,), TALKS, LIMITED, True, True),
    ],
)
def test_agreement_is_tool_or_no_tool(
    kinds: tuple[PerpetratorKind, ...], verdict: OptionId, fit: Fit, agrees: bool, strictly: bool
) -> None:
    says = brief_says(replace(packaged_cases()[0], kinds=kinds, consent=WILLING), 500)
    assert says.agrees(verdict, fit) is agrees
    assert says.agrees_strictly(verdict) is strictly


def test_the_twenty_cases_by_hand() -> None:
    """Read off the coding of the cases with the brief in hand: 4 refused; the host is the threat
    in 7 more; in the other 9 it consents, and somebody else is the threat or part of it."""
    found = {c.id: brief_says(c, None).says for c in packaged_cases()}
    assert {id_ for id_, says in found.items() if says is Says.NEITHER} == {
        "bdi-2015",
        "lby-2011",
        "lka-2009",
        "mmr-2017",
    }
    assert {id_ for id_, says in found.items() if says is Says.FITS} == {
        "bih-1995",
        "cod-2003",
        "ken-2008",
        "lso-2017",
        "mkd-1992",
        "npl-2007",
        "png-1997",
        "slb-2003",
        "sle-2000",
    }
    assert sum(says is Says.LIMITED for says in found.values()) == 7
