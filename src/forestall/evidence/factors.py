"""Which choices and circumstances help a tool succeed: counts of findings, never effect sizes.

The U.S. Holocaust Memorial Museum's *Tools for Atrocity Prevention* (v3, 2025) counts, for each
tool and factor, findings that the tool worked better with it, worse, or no differently. Its rule,
from the project's data dictionary::

    base = (greater - lesser) on mass atrocities + 0.5 (greater - lesser) on related outcomes
    pull = 0.5 x no-or-mixed on mass atrocities + 0.25 x no-or-mixed on related outcomes
    vote = sign(base) max(|base| - pull, 0)      |vote| > 3 Stronger, > 1 Moderate, else Weaker

Sign trap: where the museum turned a factor into its opposite, the counts already fit the opposite
name, but the practitioners' share keeps the sign of the original. It is turned here.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from forestall import snapshot
from forestall.errors import BadValue
from forestall.evidence.findings import POLITICAL_MISSION, PREVENTIVE_DEPLOYMENT
from forestall.provenance import Origin, Provenance

CODED_AS = {PREVENTIVE_DEPLOYMENT: "Peace operations", POLITICAL_MISSION: "Mediation"}
STRENGTHS = ("Stronger", "Moderate", "Weaker")


@dataclass(frozen=True, slots=True)
class Factor:
    """One factor of a tool.

    ``vote`` is positive where the tool worked better with the factor; None, like ``strength``,
    where only practitioners named it. ``practitioners`` is the share of those asked who said that
    it helps, less the share who said that it hinders; None where nobody was asked of it.
    ``direction`` says both in words.
    """

    tool: str
    name: str
    family: str
    contextual: bool
    greater: int
    lesser: int
    no_mixed: int
    vote: float | None
    strength: str | None
    practitioners: float | None
    practitioner_only: bool
    direction: str
    provenance: Provenance


def vote(greater: tuple[int, int], lesser: tuple[int, int], no_mixed: tuple[int, int]) -> float:
    """The museum's vote from counts (on mass atrocities, on related outcomes).

    Raises
    ------
    BadValue : a negative count.

    >>> vote((1, 4), (0, 1), (0, 2))  # 1 + 0.5 x 3 = 2.5, pulled by 0.25 x 2
    2.0
    >>> vote((0, 1), (0, 0), (2, 0))  # the pull of 1 never goes past zero
    0.0
    """
    if min(*greater, *lesser, *no_mixed) < 0:
        raise BadValue(
            "A count of findings cannot be negative",
            expected="counts of 0 or more",
            came=f"{greater}, {lesser}, {no_mixed}",
            remedy="correct the counts",
        )
    base = (greater[0] - lesser[0]) + 0.5 * (greater[1] - lesser[1])
    left = max(abs(base) - 0.5 * no_mixed[0] - 0.25 * no_mixed[1], 0.0)
    return left if base >= 0 else -left


def strength_of(voted: float) -> str:
    """*Stronger*, *Moderate* or *Weaker*.

    >>> strength_of(-3.25), strength_of(3.0), strength_of(1.0)
    ('Stronger', 'Moderate', 'Weaker')
    """
    size = abs(voted)
    return STRENGTHS[0] if size > 3 else STRENGTHS[1] if size > 1 else STRENGTHS[2]


@cache
def factors_for(tool: str) -> tuple[Factor, ...]:
    """The factors of a tool, those with the largest votes first, practitioners' own last.

    Raises
    ------
    BadValue : an unknown tool.

    >>> factors_for("preventive_deployment")[0].name
    'High quantity of troops'
    """
    if tool not in CODED_AS:
        raise BadValue(
            "No factors are known for this tool",
            expected=" or ".join(sorted(CODED_AS)),
            came=repr(tool),
            remedy="name one of these tools",
        )
    rows = snapshot.table("study_findings")
    rows = rows.filter(rows["tool"] == CODED_AS[tool])
    found = [_factor(tool, row) for row in rows.iter_rows(named=True)]
    return tuple(
        sorted(found, key=lambda f: (f.vote is None, -abs(f.vote or 0.0), f.name.casefold()))
    )


def counted(row: dict[str, Any]) -> float:
    """The vote recomputed from a row of ``study_findings``."""
    return vote(*((row[f"ma_{c}"], row[c] - row[f"ma_{c}"]) for c in _COUNTS))


_COUNTS = ("greater", "lesser", "no_mixed")


def _factor(tool: str, row: dict[str, Any]) -> Factor:
    alone = bool(row["practitioner_only"])
    voted = None if alone else counted(row)
    share = row["practitioner_share"]
    if share is not None and not row["practitioner_sign_follows_factor"]:
        share = -share
    counts = [int(row[c] or 0) for c in _COUNTS]
    return Factor(
        tool=tool,
        name=row["factor"],
        family=row["family"],
        contextual=bool(row["contextual"]),
        greater=counts[0],
        lesser=counts[1],
        no_mixed=counts[2],
        vote=voted,
        strength=None if voted is None else strength_of(voted),
        practitioners=share,
        practitioner_only=alone,
        direction=_in_words(voted, share),
        provenance=Provenance(
            origin=Origin.DATA,
            what=f"Findings on {CODED_AS[tool].casefold()} with: {row['factor']}",
            source="study_findings",
            rows=(
                f"study_findings: tool={CODED_AS[tool]}, original_factor={row['original_factor']}, "
                f"greater={counts[0]}, lesser={counts[1]}, no_mixed={counts[2]}, "
                f"practitioner_share={row['practitioner_share']}",
            ),
            formula="+-1 on mass atrocities, +-0.5 on related outcomes; no or mixed pulls to zero",
        ),
    )


def _in_words(voted: float | None, share: float | None) -> str:
    if voted is None:
        if not share:
            return "practitioners name it, and do not agree"
        return f"practitioners say that it {'helps' if share > 0 else 'hinders'}; no study"
    if voted == 0:
        said = "studies do not agree"
    else:
        said = f"succeeds {'more' if voted > 0 else 'less'} often, studies find"
    if share and voted and (share > 0) != (voted > 0):
        said += "; practitioners say the opposite"
    return said
