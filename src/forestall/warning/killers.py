"""Who was on record for killing civilians, and the chance that each kind does the most next.

The chance that an actor is the main killer in the coming year is proportional to

    s_i = Σ_years  λ^age · deaths_i^γ

over the actor's one-sided killings of the last 15 years, against a newcomer's fixed score s_0.
λ, γ and s_0 are fitted to which actor did kill most in 639 country-years (``situation.toml``;
``benchmarks/perpetrators.py`` refits them and prints the reliability of the result).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol, Self

import polars as pl

from forestall.parameters import parameter
from forestall.records.actor_kinds import KindOf
from forestall.vocabulary import Month, PerpetratorKind

MEMORY_YEARS = 15
NEWCOMER_PARAMETERS = {
    PerpetratorKind.HOST_GOVERNMENT: "newcomer_host_government",
    PerpetratorKind.NON_STATE: "newcomer_non_state",
    PerpetratorKind.HOSTILE_NEIGHBOUR: "newcomer_hostile_neighbour",
}


class Records(Protocol):
    """What is asked of the records; :class:`forestall.records.holdings.Holdings` has it."""

    def one_sided(self, until: Month | None = ...) -> pl.DataFrame:
        """One-sided violence by actor, country and year."""
        ...


@dataclass(slots=True)
class Killer:
    """One actor's record of killing civilians in one country, as it is gathered."""

    name: str
    kind: PerpetratorKind
    note: str
    host: bool
    shared: bool
    deaths: list[tuple[int, float]]

    def score(self, as_of: Month, memory: float, exponent: float) -> float:
        """Σ memory^age · deaths^exponent, ages in years since the end of each year."""
        now = as_of.year + as_of.month / 12
        return float(
            sum(
                memory ** max(now - (year + 1), 0.0) * deaths**exponent
                for year, deaths in self.deaths
            )
        )


@dataclass(frozen=True, slots=True)
class Weights:
    """The model of the main killer.

    Attributes
    ----------
    memory : weight that a year's killing keeps per year.
    exponent : power of deaths.
    newcomer : score of an actor with no record.
    newcomers : kinds of newcomers, shares that sum to 1.
    concentration : Dirichlet total of the shares of killing by kind.
    """

    memory: float
    exponent: float
    newcomer: float
    newcomers: Mapping[PerpetratorKind, float]
    concentration: float

    @classmethod
    def packaged(cls) -> Self:
        """The values of ``situation.toml``."""
        named = ("perpetrator_memory", "perpetrator_exponent", "newcomer_weight")
        memory, exponent, newcomer = (parameter("situation", name).value for name in named)
        newcomers = {k: parameter("situation", n).value for k, n in NEWCOMER_PARAMETERS.items()}
        concentration = parameter("situation", "kind_concentration").value
        return cls(memory, exponent, newcomer, newcomers, concentration)


def on_record(iso3: str, as_of: Month, records: Records) -> dict[str, Killer]:
    """Every actor that killed civilians in a country within 15 years, by UCDP's name."""
    found = records.one_sided(until=as_of).filter(
        (pl.col("iso3") == iso3)
        & (pl.col("year") > as_of.year - MEMORY_YEARS)
        & (pl.col("best") > 0)
    )
    kinds = KindOf(iso3, as_of)
    killers: dict[str, Killer] = {}
    for row in found.sort("year").iter_rows(named=True):
        if row["actor"] not in killers:
            kind, note = kinds.of(row)
            host = row["is_government"] and row["government_iso3"] == iso3
            killers[row["actor"]] = Killer(row["actor"], kind, note, host, False, [])
        killers[row["actor"]].deaths.append((row["year"], row["best"]))
        killers[row["actor"]].shared |= row["allocated"]
    return killers


def newcomer_shares(
    shares: Mapping[PerpetratorKind, float], host_on_record: bool
) -> dict[PerpetratorKind, float]:
    """Kinds of newcomers, summing to 1; a government on record cannot be one."""
    left = {
        kind: share
        for kind, share in shares.items()
        if not (host_on_record and kind is PerpetratorKind.HOST_GOVERNMENT)
    }
    total = sum(left.values())
    return {kind: share / total for kind, share in left.items()}


def kind_chances(
    iso3: str, as_of: Month, records: Records, weights: Weights | None = None
) -> dict[PerpetratorKind, float]:
    """Chance that each kind holds the main killer of the coming year; the three sum to 1.

    The same as the sums by kind of :func:`forestall.situation.perpetrators.perpetrators`.
    """
    weights = weights or Weights.packaged()
    killers = on_record(iso3, as_of, records).values()
    scores = dict.fromkeys(PerpetratorKind, 0.0)
    for killer in killers:
        scores[killer.kind] += killer.score(as_of, weights.memory, weights.exponent)
    for kind, share in newcomer_shares(weights.newcomers, any(k.host for k in killers)).items():
        scores[kind] += weights.newcomer * share
    total = sum(scores.values())
    return {kind: score / total for kind, score in scores.items()}
