"""The end of the brief: what the data cannot see, and what a person set by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from forestall.brief.desk import Desk
from forestall.brief.document import Block, Text, say

if TYPE_CHECKING:
    from forestall.situation.assessment import Assessment

_BLIND = (
    "Killing that no report reached. Counts are lowest where reporters cannot go, which is often "
    "where it is worst.",
    "Rape, torture, expulsion, starvation and siege, unless people were killed outright.",
    "Plans. Nothing here reads orders, speeches or arms shipments.",
    "Killers below 25 deaths a year, and killers that nobody named.",
    "Forces and missions that are not the United Nations’: what a regional body or a group of "
    "states has sent is not in these records, and the UN’s own are known to 2022, troops to 2024.",
    "What the two tools do in a country like this one: the studies pool many wars, most in Africa, "
    "and nobody has run the experiment.",
)


def blocks(desk: Desk) -> tuple[Block, ...]:
    """What these data cannot see; notes and marks of what a person set."""
    parts: list[Block] = [Text((line,), "bullet") for line in _BLIND]
    assessment = desk.assessment
    by_hand = set_by_hand(assessment)
    if by_hand:
        parts.append(say("Set by hand in the assessment file:", role="label"))
        parts += [Text((line,), "bullet", by_hand=True) for line in by_hand]
    for line in assessment.notes:
        parts.append(say("Note: {}", line, role="note"))
    return tuple(parts)


def set_by_hand(assessment: Assessment) -> tuple[str, ...]:
    """What of the assessment a person set or overruled, one line each."""
    lines = [
        f"{p.name} as a possible main killer" for p in assessment.perpetrators if p.set_by_person
    ]
    if assessment.consent.set_by_person:
        lines.append("the host’s consent")
    if assessment.failing.set_by_person:
        lines.append("whether the host is manifestly failing to protect")
    if assessment.baseline is not None:
        lines.append("civilian deaths to expect without new action")
    lines += [f"a note on risk factor {f.number}" for f in assessment.framework if f.note]
    return tuple(lines)
