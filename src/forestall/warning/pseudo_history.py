"""Months of state-based deaths made from months of all kinds, where no record tells them apart.

A year of pseudo-history has the sum of the country's battle deaths (UCDP's yearly figures) and the
roughness of true months: in some months all deaths are of other kinds, and the state-based share
moves from month to month. Every constant describes the country-months of November 2016 to December
2018 whose state-based deaths are known (VIEWS challenge): 616 in years of mixed kinds, 133 in wars
that had ended. Against plain rescaling, forecasts of those months (14 ahead from October 2016,
April and October 2017; two draws of the random months, averaged) had a CRPS of 13.75 in place of
13.80, a CRPS of log(1 + deaths) of 0.1366 in place of 0.1372 and an IGN of 0.544 in place of 0.546:
a small gain, which the constants had seen.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Random = np.random.Generator

MINOR = 25.0
"""UCDP counts battle deaths of a pair of foes from 25 a year on: below, it shows no row."""
ALL = 0.999
"""From this state-based share on a year counts as wholly state-based."""
EMPTY = (-0.95, -0.48, -0.43)
"""Log odds that a month of a mixed year has no state-based deaths: constant, per log of its deaths
of all kinds, per log odds of the year's share (a logistic regression)."""
SHARES = (0.005, 0.97)
"""Shares are held within these before their log odds are taken."""
ENDED = 0.59
"""Share of months with deaths of any kind that had no state-based ones (78 of 133), in a year
without battle deaths within ten years of some."""
SCATTER = 0.9
"""Spread of the log of a month's share around the year's, per part of the year that is of other
kinds; 0.91 at shares of 0.25 to 0.5 in months above 50 deaths, 0.2 to 0.3 above 0.75."""


def battle_year(every: Floats, yearly: float, rng: Random) -> Floats:
    """A year's months of state-based deaths, whole numbers, from its deaths of all kinds.

    Their sum is ``yearly`` up to rounding, unless that is more than the months left hold. A year
    without any monthly record is spread evenly.

    >>> rng = np.random.default_rng(1)
    >>> battle_year(np.array([30.0, 0.0, 10.0]), 80.0, rng).tolist()
    [60.0, 0.0, 20.0]
    >>> battle_year(np.array([0.0, 0.0]), 9.0, rng).tolist()
    [4.0, 4.0]
    """
    total = float(every.sum())
    if yearly == 0:
        return np.zeros(len(every))
    if total == 0:
        return np.asarray(np.rint(np.full(len(every), yearly / len(every))))
    share = yearly / total
    if share >= ALL:
        return np.where(every > 0, np.maximum(np.rint(every * share), 1.0), 0.0)
    kept = (every > 0) & (rng.random(len(every)) >= empty_chance(every, share))
    if not kept.any():
        kept[np.argmax(every)] = True
    scatter = rng.standard_normal(len(every)) * SCATTER * (1 - share)
    weights = np.where(kept, every * np.exp(scatter), 0.0)
    made = np.rint(np.minimum(weights * (yearly / weights.sum()), every))
    return np.where(kept, np.maximum(made, 1.0), 0.0)


def ended_war_year(every: Floats, rng: Random) -> Floats:
    """A year after a war has sunk below what UCDP counts: at most 25 deaths, in few months.

    >>> ended_war_year(np.array([0.0, 0.0]), np.random.default_rng(1)).tolist()
    [0.0, 0.0]
    """
    share = min(1.0, MINOR / max(float(every.sum()), 1.0))
    kept = (every > 0) & (rng.random(len(every)) >= ENDED)
    return np.where(kept, np.maximum(np.rint(every * share), 1.0), 0.0)


def empty_chance(every: Floats, share: float) -> Floats:
    """Chance that a month with deaths has no state-based ones, in a year of that share.

    >>> empty_chance(np.array([1.0, 100.0]), 0.5).round(2).tolist()  # log odds −0.95, −3.16
    [0.28, 0.04]
    """
    held = min(max(share, SHARES[0]), SHARES[1])
    odds = EMPTY[0] + EMPTY[1] * np.log(np.maximum(every, 1)) + EMPTY[2] * np.log(held / (1 - held))
    return np.asarray(1 / (1 + np.exp(-odds)))
