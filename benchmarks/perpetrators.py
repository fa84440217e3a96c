"""Who kills next: refit the perpetrator model and print how far its chances can be trusted.

For every country-year from 1995 to 2024 with 25 or more one-sided deaths, the actor that killed the
most is told from the 15 years before, exactly as ``situation.perpetrators`` tells it. Fitted by
maximum likelihood: the memory, the exponent and the newcomer's score; counted: the kinds of main
killers without a record; profiled: the Dirichlet total of the shares of killing by kind.

Printed beside the values in ``evidence/situation.toml``, then the reliability of the chances by
kind in the sample, and out of it: fitted to years up to 2012, tried on 2013 to 2024.
"""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import gammaln

from forestall import snapshot
from forestall.parameters import parameter
from forestall.records.actor_kinds import KindOf
from forestall.vocabulary import Month, PerpetratorKind, countries
from forestall.warning.killers import MEMORY_YEARS

FIRST, LAST, SPLIT = 1995, 2024, 2012
FEWEST = 25.0
KINDS = tuple(PerpetratorKind)
BINS = (0.0, 0.1, 0.3, 0.5, 0.7, 0.9, 1.0001)
TOTALS = (0.5, 0.75, 1.0, 1.25, 1.5, 1.75, 2.0, 2.5, 3.0, 4.0, 6.0, 8.0)
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Target:
    """One country-year: what was on record before it, and what happened in it.

    ``years``, ``deaths`` and ``actor`` run over the actor-years on record; ``kinds`` over actors.
    ``main`` is the main killer's place among the actors, -1 for one without a record.
    """

    iso3: str
    year: int
    age: Floats
    deaths: Floats
    actor: NDArray[np.int64]
    kinds: NDArray[np.int64]
    host_on_record: bool
    main: int
    main_kind: int
    units: Floats  # (kinds,) killing by kind, in units of 25 deaths


@dataclass(frozen=True)
class Fit:
    """Parameters with the newcomers counted by kind."""

    memory: float
    exponent: float
    newcomer: float
    counts: tuple[int, int, int]

    @property
    def shares(self) -> Floats:
        """Kinds of newcomers, one added to each."""
        counts = np.array(self.counts) + 1.0
        return np.asarray(counts / counts.sum())


@cache
def kind_of(iso3: str, year: int) -> KindOf:
    """The kinds of actors as known at the end of a year."""
    return KindOf(iso3, Month(year, 12))


def targets() -> list[Target]:
    """Every country-year with enough killing."""
    rows = snapshot.table("one_sided").filter((pl.col("best") > 0) & pl.col("iso3").is_not_null())
    rows = rows.filter(pl.col("iso3").is_in(list(countries()))).sort("iso3", "year", "actor")
    sums = rows.group_by("iso3", "year").agg(pl.col("best").sum()).sort("iso3", "year")
    wanted = sums.filter((pl.col("best") >= FEWEST) & pl.col("year").is_between(FIRST, LAST))
    by_country = {k[0]: f for k, f in rows.partition_by("iso3", as_dict=True).items()}
    return [_target(by_country[iso3], iso3, year) for iso3, year, _ in wanted.iter_rows()]


def _target(rows: pl.DataFrame, iso3: str, year: int) -> Target:
    now = rows.filter(pl.col("year") == year)
    before = rows.filter(pl.col("year").is_between(year - MEMORY_YEARS, year - 1))
    names = before["actor"].unique(maintain_order=True).to_list()
    first = before.unique("actor", keep="first", maintain_order=True)
    known, then = kind_of(iso3, year - 1), kind_of(iso3, year)
    kinds = [KINDS.index(known.of(row)[0]) for row in first.iter_rows(named=True)]
    units = np.zeros(len(KINDS))
    for row in now.iter_rows(named=True):
        units[KINDS.index(then.of(row)[0])] += row["best"] / FEWEST
    main = now.sort("best", "actor", descending=[True, False]).row(0, named=True)
    return Target(
        iso3=iso3,
        year=year,
        age=(year - 1 - before["year"].cast(pl.Float64)).to_numpy(),
        deaths=before["best"].to_numpy(),
        actor=np.array([names.index(a) for a in before["actor"]], dtype=np.int64),
        kinds=np.array(kinds, dtype=np.int64),
        host_on_record=bool(((first["is_government"]) & (first["government_iso3"] == iso3)).any()),
        main=names.index(main["actor"]) if main["actor"] in names else -1,
        main_kind=KINDS.index(then.of(main)[0]),
        units=units.round(),
    )


def fit(sample: list[Target]) -> Fit:
    """Maximum likelihood of which actor killed the most."""

    def loss(x: Floats) -> float:
        memory, exponent, newcomer = 1 / (1 + np.exp(-x[0])), np.exp(x[1]), np.exp(x[2])
        total = 0.0
        for t in sample:
            scores = scored(t, memory, exponent)
            chance = newcomer if t.main < 0 else scores[t.main]
            total -= np.log(chance / (scores.sum() + newcomer))
        return float(total)

    found = minimize(loss, [0.5, -0.8, 0.9], method="Nelder-Mead", options={"xatol": 1e-4})
    new = [t.main_kind for t in sample if t.main < 0]
    return Fit(
        memory=float(1 / (1 + np.exp(-found.x[0]))),
        exponent=float(np.exp(found.x[1])),
        newcomer=float(np.exp(found.x[2])),
        counts=(new.count(0), new.count(1), new.count(2)),
    )


def scored(t: Target, memory: float, exponent: float) -> Floats:
    """The score of every actor on record: sum of memory^age × deaths^exponent."""
    weights = memory**t.age * t.deaths**exponent
    return np.bincount(t.actor, weights=weights, minlength=len(t.kinds))


def chances(t: Target, fitted: Fit) -> Floats:
    """Probability of each kind; a government on record cannot be a newcomer."""
    scores = scored(t, fitted.memory, fitted.exponent)
    of_kind = np.bincount(t.kinds, weights=scores, minlength=len(KINDS))
    shares = fitted.shares.copy()
    if t.host_on_record:
        shares[KINDS.index(PerpetratorKind.HOST_GOVERNMENT)] = 0.0
    summed = of_kind + fitted.newcomer * shares / shares.sum()
    return np.asarray(summed / summed.sum())


def log_loss(sample: list[Target], forecast: Floats) -> float:
    """Mean of −ln P(kind of the main killer)."""
    of_main = forecast[np.arange(len(sample)), [t.main_kind for t in sample]]
    return float(-np.log(np.clip(of_main, 1e-12, 1)).mean())


def reliability(sample: list[Target], forecast: Floats) -> list[dict[str, float]]:
    """Of the kinds given such a chance, how many were the main killer; all three kinds pooled."""
    came = np.zeros_like(forecast)
    came[np.arange(len(sample)), [t.main_kind for t in sample]] = 1
    table = []
    for low, high in pairwise(BINS):
        there = (forecast >= low) & (forecast < high)
        if there.any():
            said, saw = float(forecast[there].mean()), float(came[there].mean())
            table.append({"from": low, "said": said, "came": saw, "n": int(there.sum())})
    return table


def profile(sample: list[Target], forecast: Floats) -> dict[float, float]:
    """Mean log likelihood of the shares of killing by kind, by Dirichlet total.

    Dirichlet-multinomial in units of 25 deaths: UCDP's floor for an actor's year, below which
    killing is not recorded, so that a zero is a count of zero and not an impossible share.
    """
    counts = np.stack([t.units for t in sample])
    n = counts.sum(axis=1)
    found = {}
    for total in TOTALS:
        alpha = total * np.clip(forecast, 1e-4, None)
        each = gammaln(total) - gammaln(n + total)
        each += (gammaln(counts + alpha) - gammaln(alpha)).sum(axis=1)
        found[total] = float(each.mean())
    return found


def verdict(sample: list[Target], forecast: Floats, base: Floats) -> dict[str, object]:
    """Log loss beside that of constant base rates, and the reliability table."""
    return {
        "n": len(sample),
        "log_loss": log_loss(sample, forecast),
        "log_loss_of_base_rates": log_loss(sample, np.tile(base, (len(sample), 1))),
        "reliability": reliability(sample, forecast),
    }


def base_rates(sample: list[Target]) -> Floats:
    """How often each kind was the main killer."""
    return np.bincount([t.main_kind for t in sample], minlength=len(KINDS)) / len(sample)


def main() -> int:
    """Print the tables and the JSON; 1 if the model tells no more than base rates."""
    sample = targets()
    whole = fit(sample)
    forecast = np.stack([chances(t, whole) for t in sample])
    likelihoods = profile(sample, forecast)
    fitted = {
        "perpetrator_memory": whole.memory,
        "perpetrator_exponent": whole.exponent,
        "newcomer_weight": whole.newcomer,
        "newcomer_host_government": float(whole.shares[0]),
        "newcomer_non_state": float(whole.shares[1]),
        "newcomer_hostile_neighbour": float(whole.shares[2]),
        "kind_concentration": max(likelihoods, key=likelihoods.__getitem__),
    }
    early = [t for t in sample if t.year <= SPLIT]
    late = [t for t in sample if t.year > SPLIT]
    before = fit(early)
    results = {
        "in_sample": verdict(sample, forecast, base_rates(sample)),
        "out_of_sample": verdict(
            late, np.stack([chances(t, before) for t in late]), base_rates(early)
        ),
    }
    print(f"{len(sample)} country-years {FIRST}-{LAST}; newcomers by kind {whole.counts}")
    print(f"{'parameter':<28}{'fitted':>10}{'in use':>10}")
    for name, value in fitted.items():
        print(f"{name:<28}{value:>10.3f}{parameter('situation', name).value:>10.3f}")
    print("Dirichlet total: " + ", ".join(f"{c:g} {v:.3f}" for c, v in likelihoods.items()))
    for name, result in results.items():
        print(
            f"\n{name}: n = {result['n']}, log loss {result['log_loss']:.3f} against "
            f"{result['log_loss_of_base_rates']:.3f} of base rates"
        )
        for row in result["reliability"]:  # type: ignore[attr-defined]
            print(f"  said {row['said']:.2f}  came {row['came']:.2f}  n {row['n']}")
    print(
        json.dumps(
            {"n": len(sample), "newcomers": whole.counts, "fitted": fitted}
            | {"dirichlet": {str(k): v for k, v in likelihoods.items()}}
            | results
        )
    )
    told = results["out_of_sample"]
    return int(told["log_loss"] >= told["log_loss_of_base_rates"])  # type: ignore[operator]


if __name__ == "__main__":
    sys.exit(main())
