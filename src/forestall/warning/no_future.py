"""Records that end at a month, and the refusal of any forecast that has seen beyond it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import polars as pl

from forestall.errors import FutureLeak
from forestall.vocabulary import Month
from forestall.warning import onset_tables, splice


class Records(splice.Records, onset_tables.Records, Protocol):
    """What all forecasts together ask of the data; ``records.holdings.Holdings`` answers it."""


@dataclass(frozen=True, slots=True)
class EndingAt:
    """Records cut at ``last``: what came later is not in them, and asking for it is refused.

    A forecast made from these cannot look ahead by accident: left without ``until`` it gets what
    ends at ``last``.
    """

    records: Records
    last: Month

    def known_until(self) -> Month:
        """``last``, or the end of the data if that is earlier."""
        return min(self.last, self.records.known_until())

    def monthly_deaths(self, kind: str = "all", until: Month | None = None) -> pl.DataFrame:
        """As the records, to ``last``."""
        return self.records.monthly_deaths(kind, self._within(until))

    def deaths_by_kind(self, iso3: str, until: Month | None = None) -> pl.DataFrame:
        """As the records, to ``last``."""
        return self.records.deaths_by_kind(iso3, self._within(until))

    def one_sided(self, until: Month | None = None) -> pl.DataFrame:
        """As the records, of the years that had ended by ``last``."""
        return self.records.one_sided(self._within(until))

    def one_sided_totals(self, until: Month | None = None) -> pl.DataFrame:
        """As the records, of the years that had ended by ``last``."""
        return self.records.one_sided_totals(self._within(until))

    def _within(self, until: Month | None) -> Month:
        if until is not None and until > self.last:
            raise _leak(f"months to {self.last}", f"a question about {until}")
        return self.last if until is None else until


def refuse_leak(model: str, trained_to: Month, known: Month) -> None:
    """Raise if a forecast that may know the months to ``known`` has learnt from later ones.

    Raises
    ------
    FutureLeak : it has.

    >>> refuse_leak("mine", Month(2018, 10), Month(2018, 10))
    >>> refuse_leak("mine", Month(2019, 1), Month(2018, 10))
    Traceback (most recent call last):
    ...
    forestall.errors.FutureLeak: ...
    """
    if trained_to > known:
        raise _leak(f"nothing after {known} in {model}", f"data to {trained_to}")


def _leak(expected: str, came: str) -> FutureLeak:
    return FutureLeak(
        "A forecast knows the months it is to be scored on",
        expected=expected,
        came=came,
        remedy="train it on data that end before the window",
    )
