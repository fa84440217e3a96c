"""How many incidents no outlet reported: capture–recapture, with what it takes for granted."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

LEAST_TWICE = 7
"""Incidents reported twice or more from which an estimate is made: below, its bias and spread are
of the size of the estimate (seven recaptures: Robson & Regier 1964)."""
Z = 1.959964

ASSUMPTIONS = (
    "Assumes that what is an incident to one outlet is one to the others, that reports are joined "
    "rightly, that the period is one, and that outlets find incidents independently of each other. "
    "Outlets copy each other and all miss the same far places, so the true number unreported is "
    "more likely higher than lower."
)


@dataclass(frozen=True, slots=True)
class Unreported:
    """An estimate of incidents in all, with its 95% interval; None where it is refused (``why``).

    ``reported`` incidents were found, ``once`` by one outlet alone, ``twice`` by two. ``method``
    is the estimator, ``lists`` what served as lists.
    """

    method: str
    lists: tuple[str, ...]
    reported: int
    once: int
    twice: int
    total: float | None = None
    interval: tuple[float, float] | None = None
    why: str = ""

    @property
    def unreported(self) -> float | None:
        """Incidents that no outlet reported, as estimated."""
        return None if self.total is None else self.total - self.reported


def estimates(outlets: Sequence[Collection[str]]) -> tuple[Unreported, ...]:
    """What capture–recapture says, by Chapman for two lists, by Chao's lower bound for many.

    Parameters
    ----------
    outlets : for each incident, the outlets that reported it.

    Returns
    -------
    tuple
        Chapman, then Chao; each refused, with the reason, where it would mislead.
    """
    told = [set(each) for each in outlets if each]
    return chapman(told), chao(told)


def chapman(told: Sequence[set[str]]) -> Unreported:
    """Two lists: the outlet that reported most incidents, and all others together.

    N = (n₁ + 1)(n₂ + 1)/(m + 1) − 1 (Chapman 1951, Univ. California Publ. Statistics 1), with the
    variance of Seber (1970, Biometrika 57): (n₁+1)(n₂+1)(n₁−m)(n₂−m)/((m+1)²(m+2)); interval
    log-normal on the number unreported, after Chao (1987).

    >>> chapman([{"a"}] * 20 + [{"b"}] * 10 + [{"a", "b"}] * 9).total
    59.0
    """
    counts = Counter(chain.from_iterable(told))
    once, twice = _frequencies(told)
    if len(counts) < 2:
        return Unreported("Chapman", tuple(counts), len(told), once, twice, why=_too_few(counts))
    first = min(counts, key=lambda each: (-counts[each], each))
    n1 = counts[first]
    n2 = sum(bool(each - {first}) for each in told)
    m = sum(first in each and len(each) > 1 for each in told)
    lists = (first, "all other outlets")
    if m < LEAST_TWICE:
        return Unreported("Chapman", lists, len(told), once, twice, why=_recaptures(m))
    total = (n1 + 1) * (n2 + 1) / (m + 1) - 1
    variance = (n1 + 1) * (n2 + 1) * (n1 - m) * (n2 - m) / ((m + 1) ** 2 * (m + 2))
    interval = _log_normal(len(told), total, variance)
    return Unreported("Chapman", lists, len(told), once, twice, total, interval)


def chao(told: Sequence[set[str]]) -> Unreported:
    """Every outlet a list: the least number of incidents that the overlaps allow.

    N ≥ S + Σ n_i n_j / (f₂ + 1) over pairs of outlets, where n_i incidents are reported by outlet i
    alone and f₂ by exactly two. This is the argument of Chao (1987, Biometrics 43) with outlets of
    unequal reach: with independent outlets the sum over f₂ is the number unreported itself, and
    less than it where some incidents are easier to hear of than others. For t outlets of equal
    reach it is her f₁²/(2 f₂), corrected for bias, times (t − 1)/t; for two outlets it is Chapman's
    estimate. Variance by the delta method as in hers; interval log-normal on the number unreported.

    >>> chao([{"a"}] * 20 + [{"b"}] * 10 + [{"a", "b"}] * 9).total
    59.0
    """
    counts = Counter(chain.from_iterable(told))
    f1, f2 = _frequencies(told)
    lists, n = tuple(sorted(counts)), len(told)
    if len(counts) < 2:
        return Unreported("Chao", lists, n, f1, f2, why=_too_few(counts))
    if f2 < LEAST_TWICE:
        return Unreported("Chao", lists, n, f1, f2, why=_recaptures(f2))
    alone = Counter(next(iter(each)) for each in told if len(each) == 1).values()
    unseen = (f1**2 - sum(each**2 for each in alone)) / 2 / (f2 + 1)
    variance = (
        unseen
        + sum(each * ((f1 - each) / (f2 + 1)) ** 2 for each in alone)
        + f2 * (unseen / (f2 + 1)) ** 2
    )
    total = n + unseen
    return Unreported("Chao", lists, n, f1, f2, total, _log_normal(n, total, variance))


def _frequencies(told: Sequence[set[str]]) -> tuple[int, int]:
    sizes = Counter(map(len, told))
    return sizes[1], sizes[2]


def _log_normal(reported: int, total: float, variance: float) -> tuple[float, float]:
    """95% of the total: the number unreported is never below 0 (Chao 1987)."""
    unseen = total - reported
    if unseen <= 0:
        return float(reported), float(reported)
    spread = math.exp(Z * math.sqrt(math.log1p(variance / unseen**2)))
    return reported + unseen / spread, reported + unseen * spread


def _too_few(counts: Counter[str]) -> str:
    return f"{len(counts)} outlet{'s' * (len(counts) != 1)} named; two are needed"


def _recaptures(found: int) -> str:
    return f"{found} incident{'s' * (found != 1)} reported twice; {LEAST_TWICE} are needed"
