"""What the strategy commands say to a person at a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from forestall.strategy.posture import Base
    from forestall.strategy.standing import Actual, Standing


def posture_lines(standing: Standing) -> list[str]:
    """Where to stand, what fewer people would do, and where the mission really stood."""
    best, asked, ground = standing.posture, standing.problem, standing.ground
    ceiling = (
        f"{asked.troops:,.0f} people, at most {asked.bases} base{'s' if asked.bases > 1 else ''}"
    )
    if asked.money is not None:
        ceiling += f", USD {asked.money:,.0f} million a year"
    hours = best.response_hours
    lines = [
        f"{ground.country}, twelve months after {ground.as_of.in_words()}: {ceiling}",
        f"  expected civilian deaths in reach: {best.victims_in_reach:,.1f} of "
        f"{best.victims_total:,.1f} ({best.share_in_reach:.0%}); proven within {best.gap:.2%} "
        f"of the best on {len(asked.candidates)} candidate cells",
        f"  people placed: {best.troops:,.0f}; USD {best.cost:,.0f} million a year; help comes in "
        f"{'—' if hours is None else f'{hours:.1f} hours'} on average",
        "  in reach is not saved; speeds, companies and standards of reach are judgments",
    ]
    if not ground.arena.known:
        lines.append(f"  no complete event points; {ground.arena.provenance.what}")
    lines += ["", f"  {'cell':>8}{'latitude':>10}{'longitude':>11}{'people':>8}  companies"]
    lines += [_base(base) for base in best.bases]
    lines += ["", "  people and expected deaths in reach:"]
    lines += [f"  {people:>8,.0f}{reached:>12,.1f}" for people, reached in standing.curve]
    return [*lines, "", _actual(standing.actual)]


def _base(base: Base) -> str:
    companies = ", ".join(f"{count:g} {name}" for name, count in base.units)
    place = f"  {base.gid:>8}{base.latitude:>10.2f}{base.longitude:>11.2f}"
    return f"{place}{base.troops:>8,.0f}  {companies}"


def _actual(real: Actual | None) -> str:
    if real is None:
        return "  real sites: none known"
    return (
        f"  real sites of {', '.join(real.missions)} in {real.year}, {real.troops:,.0f} troops in "
        f"{len(real.posture.bases)} cells: {real.posture.victims_in_reach:,.1f} "
        f"({real.posture.share_in_reach:.0%}) in reach by the same rule"
    )
