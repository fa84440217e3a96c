"""Past country-months that resemble this one, each with the year before it and the year after."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from forestall.errors import BadValue, NoData
from forestall.vocabulary import Month
from forestall.warning import analogues, baseline
from forestall.warning.past import Floats

WINDOWS = (1, 3, 12, 36)
YEAR = 12
APART = 48
"""Months between a country's own look-alike and now: the year after it, and the three years by
which now is known, do not overlap."""
QUIET = 36
"""Months without a death after which a country has no look-alikes: any quiet month is one."""
MANY = 25


@dataclass(frozen=True, slots=True)
class LookAlike:
    """A country-month like the one asked about, and the deaths on both sides of it."""

    iso3: str
    month: Month
    distance: float  # 0 for the same history, by the likeness of the look-alike forecast
    before: int  # deaths in the twelve months up to ``month``
    after: int  # deaths in the twelve months after it

    def __str__(self) -> str:
        """In words, e.g. ``MLI 2013-04: 310 deaths in the 12 months before, 240 after``."""
        return self.told(self.iso3)

    def told(self, place: str) -> str:
        """The same, the country called ``place``."""
        deaths = "death" if self.before == 1 else "deaths"
        return (
            f"{place} {self.month}: {self.before:,} {deaths} in the 12 months before, "
            f"{self.after:,} after"
        )


def find(
    deaths: Floats, units: tuple[str, ...], first: Month, iso3: str, count: int = 3
) -> tuple[LookAlike, ...]:
    """The nearest look-alikes of a country's last month, nearest first, one for each country.

    None for a country without a death in three years: see :func:`quiet_past`.

    Likeness is that of :mod:`.baseline`: means over 1, 3, 12 and 36 months and months since the
    last death, as logarithms. Only months whose next twelve are known stand for choice.

    Parameters
    ----------
    deaths : shape (countries, months), from ``first`` on, nothing later than the as-of month.
    units : ISO3 codes of the rows.
    count : how many; fewer come back where fewer countries are left.

    Raises
    ------
    NoData : fewer than 24 months.
    BadValue : a country without a row, or a ``count`` below 1.
    """
    if iso3 not in units or count < 1:
        raise BadValue(
            "No look-alikes can be sought",
            expected="a country with a series, and one look-alike or more",
            came=f"{iso3!r}, {count}",
            remedy="check the code, e.g. CAF",
        )
    last = deaths.shape[1] - YEAR
    if last < YEAR:
        raise NoData(
            "Too little history for look-alikes",
            expected=f"{2 * YEAR} months",
            came=f"{deaths.shape[1]}",
            remedy="choose a later as-of month",
        )
    row = units.index(iso3)
    if not deaths[row, -QUIET:].any():
        return ()
    means = [np.log1p(analogues.trailing_mean(deaths, window)) for window in WINDOWS]
    since = np.log1p(analogues.months_since(deaths, baseline.LONGEST))
    features = np.stack([*means, since], axis=-1) * baseline.SCALES
    distance = np.sqrt(np.square(features - features[row, -1]).sum(axis=-1))
    distance[:, : YEAR - 1] = np.inf
    distance[:, last:] = np.inf
    distance[row, max(0, deaths.shape[1] - APART) :] = np.inf
    nearest = distance.argmin(axis=1)
    best = distance.min(axis=1)
    order = [i for i in np.argsort(best, kind="stable")[:count] if np.isfinite(best[i])]
    return tuple(
        LookAlike(
            iso3=units[i],
            month=first + int(nearest[i]),
            distance=float(best[i]),
            before=round(deaths[i, nearest[i] - YEAR + 1 : nearest[i] + 1].sum()),
            after=round(deaths[i, nearest[i] + 1 : nearest[i] + 1 + YEAR].sum()),
        )
        for i in order
    )


@dataclass(frozen=True, slots=True)
class QuietPast:
    """What followed the past country-months before which nobody was killed for three years."""

    months: int
    any_killed: float  # share of them with a death in the twelve months after
    many_killed: float  # share with MANY deaths or more

    def __str__(self) -> str:
        """In words, e.g. ``Of 9,000 past country-months …``."""
        return (
            f"Of {self.months:,} past country-months with no death in three years, "
            f"{self.any_killed:.1%} saw one in the next twelve months, and {self.many_killed:.1%} "
            f"saw {MANY} or more"
        )


def quiet_past(deaths: Floats, units: tuple[str, ...], iso3: str) -> QuietPast | None:
    """What followed histories as quiet as a country's; None if it had a death in three years.

    ``deaths`` and ``units`` as in :func:`find`.
    """
    if deaths[units.index(iso3), -QUIET:].any() or deaths.shape[1] < QUIET + YEAR:
        return None
    behind = QUIET * analogues.trailing_mean(deaths, QUIET)[:, QUIET - 1 : -YEAR]
    after = YEAR * analogues.trailing_mean(deaths, YEAR)[:, QUIET - 1 + YEAR :]
    followed = after[behind == 0]
    if followed.size == 0:
        return None
    return QuietPast(
        months=int(followed.size),
        any_killed=float((followed > 0.5).mean()),
        many_killed=float((followed > MANY - 0.5).mean()),
    )
