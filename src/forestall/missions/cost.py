"""What missions cost: USD a person-year for a force, a heavy-tailed budget for political ones."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache
from statistics import NormalDist
from typing import Any

from forestall import snapshot
from forestall.errors import SnapshotError
from forestall.provenance import Origin, Provenance

Z95 = NormalDist().inv_cdf(0.95)
# how many missions' budgets the range of un_spm_budget spans (its note: 37 missions in 2024)
BUDGETS_IN_RANGE = 37


@dataclass(frozen=True, slots=True)
class Figure:
    """A row of the table ``effects``: a central figure and its 90% range, with its source."""

    estimate: float
    low90: float
    high90: float
    provenance: Provenance


@cache
def figure(row_id: str) -> Figure:
    """One figure of ``effects`` that has a range, e.g. ``figure("un_cost_per_person")``.

    Raises
    ------
    SnapshotError : no such row, or the row has no figure and range.
    """
    rows = [r for r in snapshot.table("effects").iter_rows(named=True) if r["id"] == row_id]
    if not rows or rows[0]["estimate"] is None or rows[0]["low90"] is None:
        raise SnapshotError(
            "A figure from the literature is missing",
            expected=f"effects: id={row_id} with estimate, low90 and high90",
            came="no such row" if not rows else "a row without them",
            remedy="rebuild with 'forestall snapshot build'",
        )
    return Figure(rows[0]["estimate"], rows[0]["low90"], rows[0]["high90"], _step(rows[0]))


def deployment_cost(people: int) -> tuple[tuple[float, float, float], Provenance]:
    """USD million a year (p05, p50, p95) for a number of uniformed people, and where from.

    people × 77,000 USD (67,000–85,000): UN peacekeeping budgets over people in the field.

    >>> deployment_cost(1000)[0][1]
    77.0
    """
    rate = figure("un_cost_per_person")
    spread = tuple(people * usd / 1e6 for usd in (rate.low90, rate.estimate, rate.high90))
    step = Provenance(
        origin=Origin.MODEL,
        what=f"cost of {people:,} uniformed people for a year, USD million",
        source="forestall.missions.cost",
        formula="people × USD per person-year / 1,000,000",
        inputs=(rate.provenance,),
    )
    return (spread[0], spread[1], spread[2]), step


def political_cost() -> tuple[tuple[float, float, float], Provenance]:
    """USD million a year (p05, p50, p95) of a political mission, and where from.

    Lognormal with the mean of the UN's special political missions and a spread such that the
    least and the greatest of 37 draws lie as far apart as theirs did:
    σ = ln(greatest / least) / (2 z), z = Φ⁻¹((n − 3/8) / (n + 1/4)), the expected largest of n
    standard normals (Blom 1958); μ = ln(mean) − σ²/2. The median exp(μ) lies far below the mean.
    """
    budget = figure("un_spm_budget")
    sigma = math.log(budget.high90 / budget.low90) / (2 * expected_largest(BUDGETS_IN_RANGE))
    mu = math.log(budget.estimate) - sigma**2 / 2
    spread = (math.exp(mu - Z95 * sigma), math.exp(mu), math.exp(mu + Z95 * sigma))
    step = Provenance(
        origin=Origin.MODEL,
        what="yearly budget of a special political mission, USD million: from an envoy's office "
        "to a country mission of hundreds",
        source="forestall.missions.cost",
        formula=f"lognormal, mean {budget.estimate:g}, σ = {sigma:.2f} from the range of "
        f"{BUDGETS_IN_RANGE} missions, median {spread[1]:.1f}",
        inputs=(budget.provenance,),
    )
    return spread, step


def expected_largest(cases: int) -> float:
    """Blom's approximation to the expected largest of ``cases`` standard normal draws.

    >>> round(expected_largest(37), 3)
    2.125
    """
    return NormalDist().inv_cdf((cases - 0.375) / (cases + 0.25))


def _step(row: dict[str, Any]) -> Provenance:
    return Provenance(
        origin=Origin.STUDY,
        what=f"{row['outcome']}: {row['estimate']:g} {row['unit']} "
        f"({row['low90']:g} to {row['high90']:g}); {row['note'] or row['scope']}",
        source=row["source"],
        rows=(f"effects: id={row['id']}",),
        verified=row["verified"] in ("seen", "derived", "coded"),
    )
