"""What the dead of one incident come to, when outlets and days tell different numbers.

The rule, a researcher's:

- Later numbers replace earlier ones, up or down. The numbers that count are those published within
  two days of the last one; of these the one that most reports tell is the best estimate. Where two
  are told equally often, that told last; on one day the lower (UCDP's best estimate is the more
  conservative one in doubt).
- "At least 30" is a lower bound. It leaves a number from before standing if it is not above it, and
  replaces it if it is. Among bounds alone the highest holds.
- "As many as 50" is the most there may be, and counts only where no other number is told.
- Deaths told without a number replace nothing. Without any number, the best estimate is unknown.
- A report without a date of publication counts only where no other tells a number.
- Low and high are the lowest and highest of the numbers that count.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from forestall.coding.report import Count

if TYPE_CHECKING:
    from collections.abc import Sequence

FRESH = 2
"""Days before the last number within which another still counts."""


@dataclass(frozen=True, slots=True)
class Stated:
    """One report's number, the day it was published and the report's place in a list."""

    published: date | None
    place: int
    count: Count

    @property
    def bound(self) -> bool:
        """Whether it is a lower bound ("at least 30")."""
        return self.count.best is not None and self.count.high is None

    @property
    def ceiling(self) -> bool:
        """Whether it is only the most there may be ("as many as 50")."""
        return self.count.low == 0 and self.count.best == self.count.high != 0


def settled(told: Sequence[Stated]) -> tuple[Count, tuple[int, ...]]:
    """The number they come to, and the places of the reports that tell its best estimate.

    ``told`` must not be empty.

    >>> days = [date(2024, 2, 18), date(2024, 2, 19), date(2024, 2, 22), date(2024, 3, 1)]
    >>> one = [Stated(d, n, Count(k, k, k)) for n, (d, k) in enumerate(zip(days, (53, 26, 49, 64)))]
    >>> settled(one)
    (Count(low=64, best=64, high=64), (3,))
    """
    numbers = [each for each in told if each.count.best is not None]
    dated = [each for each in numbers if each.published is not None] or numbers
    firm = [each for each in dated if not each.ceiling]
    dated = firm or dated
    closed = _fresh([each for each in dated if not each.bound])
    bounds = [each for each in dated if each.bound]
    if not numbers:
        return _vague(told)
    if not closed:
        return _highest(_fresh(bounds))
    best, last = _most_told(closed)
    above = [e for e in bounds if _best(e) > best and _day(e) >= last]
    if above and max(map(_day, above)) > last:
        return _highest(above)
    low = min(each.count.low for each in closed)
    high = max(each.count.high or 0 for each in closed)
    return Count(low, best, high), tuple(e.place for e in closed if e.count.best == best)


def _fresh(told: Sequence[Stated]) -> list[Stated]:
    last = max((_day(each) for each in told), default=date.min)
    return [each for each in told if (last - _day(each)).days <= FRESH]


def _most_told(told: Sequence[Stated]) -> tuple[int, date]:
    """The number most told, and the last day on which it was."""
    votes = Counter(_best(each) for each in told)
    last = {n: max(_day(each) for each in told if _best(each) == n) for n in votes}
    best = max(votes, key=lambda number: (votes[number], last[number], -number))
    return best, last[best]


def _highest(bounds: Sequence[Stated]) -> tuple[Count, tuple[int, ...]]:
    best = max(_best(each) for each in bounds)
    tellers = [each for each in bounds if _best(each) == best]
    return Count(min(e.count.low for e in tellers), best, None), tuple(e.place for e in tellers)


def _vague(told: Sequence[Stated]) -> tuple[Count, tuple[int, ...]]:
    low = max(each.count.low for each in told)
    highs = [each.count.high for each in told]
    high = max((each for each in highs if each is not None), default=None)
    return Count(low, None, None if None in highs else high), tuple(each.place for each in told)


def _best(each: Stated) -> int:
    return each.count.best or 0


def _day(each: Stated) -> date:
    return each.published or date.min
