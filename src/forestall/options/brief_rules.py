"""The source brief's own conditions as a plain table of rules, with no model behind it.

The Peace Brief (USIP 2012) says when the two tools fit: the host consents (claims 6 and 7), it is
failing to protect its people against somebody else (8), who is a non-state actor inside or comes
from next door (9); where the government is itself responsible, both are of limited use (10); a
force must be able to threaten credibly, and one that has to compel has failed (11, 12). It does not
say which of the two; that persuasion comes before the killing and a force stands against killing
under way is our reading.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from forestall.options.appraisal import Fit, OptionId
from forestall.options.cases import Case
from forestall.vocabulary import ConsentState, PerpetratorKind

FEWEST_DEATHS = 25
"""UCDP's floor: so many deaths in 12 months, and violence is under way."""
_NEITHER = (OptionId.NONE,)
_AT_MOST_TALKS = (OptionId.NONE, OptionId.POLITICAL_MISSION)
_TALKS = (OptionId.POLITICAL_MISSION, OptionId.BOTH)
_FORCE = (OptionId.PREVENTIVE_DEPLOYMENT, OptionId.BOTH)
_ANY = (OptionId.POLITICAL_MISSION, OptionId.PREVENTIVE_DEPLOYMENT, OptionId.BOTH)


class Says(StrEnum):
    """What the brief's conditions come to."""

    FITS = "a tool fits"
    LIMITED = "limited"
    NEITHER = "neither"


@dataclass(frozen=True, slots=True)
class BriefSays:
    """The brief's answer to a case: which options it allows, and by which claims."""

    says: Says
    options: tuple[OptionId, ...]
    claims: tuple[int, ...]
    why: str

    def agrees(self, verdict: OptionId, fit: Fit) -> bool:
        """Tool or no tool. Limited: none, or a political mission that fits no better than that."""
        if self.says is Says.LIMITED:
            talks = verdict is OptionId.POLITICAL_MISSION and fit is not Fit.GOOD
            return talks or verdict is OptionId.NONE
        return (verdict is not OptionId.NONE) is (self.says is Says.FITS)

    def agrees_strictly(self, verdict: OptionId) -> bool:
        """Tool or no tool, where limited counts as no tool."""
        return (verdict is not OptionId.NONE) is (self.says is Says.FITS)


def brief_says(case: Case, deaths_before: int | None) -> BriefSays:
    """What the brief's conditions say of a case, by the first rule that holds.

    Parameters
    ----------
    case : who threatens and the host's stance, as coded; nothing else of it is used.
    deaths_before : deaths in organised violence of every kind in the 12 months before; None if
        unknown.

    >>> from forestall.options.cases import packaged_cases
    >>> [brief_says(c, 0).says.value for c in packaged_cases() if c.id in ("mkd-1992", "bdi-2015")]
    ['a tool fits', 'neither']
    """
    if case.consent is ConsentState.REFUSED:
        return BriefSays(Says.NEITHER, _NEITHER, (6, 7), "The host refuses.")
    if case.kinds == (PerpetratorKind.HOST_GOVERNMENT,):
        why = "The host government is itself the threat: at most talks, with little to expect."
        return BriefSays(Says.LIMITED, _AT_MOST_TALKS, (10,), why)
    if case.consent is ConsentState.NOMINAL:
        why = "Consent is coerced or nominal: at most talks, with little to expect."
        return BriefSays(Says.LIMITED, _AT_MOST_TALKS, (6,), why)
    if case.mixed:
        why = "The host consents, and others than its own forces are among the threat."
        return BriefSays(Says.FITS, _TALKS, (6, 8, 9, 10), why)
    who = "armed groups inside" if PerpetratorKind.NON_STATE in case.kinds else "those next door"
    options, when = _by_time(deaths_before)
    why = f"The host consents against {who}; {when}."
    return BriefSays(Says.FITS, options, (6, 8, 9, 11), why)


def _by_time(deaths_before: int | None) -> tuple[tuple[OptionId, ...], str]:
    if deaths_before is None:
        return _ANY, "nobody knows whether violence is under way"
    if deaths_before >= FEWEST_DEATHS:
        return _FORCE, f"violence is under way ({deaths_before:,} deaths in 12 months)"
    return _TALKS, f"it is before the fact ({deaths_before:,} deaths in 12 months)"
