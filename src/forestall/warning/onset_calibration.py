"""Calibration in the large: odds scaled by what came of what past forecasts expected.

Mass killings became rarer after the years the models learn most from, so their forecasts, added
up, expected more onsets than came. For a forecast from the end of year t, let E be the sum of the
models' own forecasts from as-of years whose two years had ended by t, each made from what was
known then, and O the onsets that came. The odds are multiplied by (O + 10) / (E + 10): ten onsets
expected and come are put in front, so that a short record moves little.

The ten was chosen from 10, 20 and 40 by the log loss of as-of years 1993 to 2005, with E and O
from earlier years alone. What the models expected as of each past year is stored with the packaged
model; what came is read from the panel, which holds no outcome that had not ended.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from math import log

import numpy as np

from forestall.errors import UnreadableFile
from forestall.warning.onset_panel import Panel

FILE = "onset_model.json"
AHEAD_OF_ALL = 10.0
"""Onsets taken as expected and come before the first forecast."""

Record = Mapping[int, float]
"""Onsets expected by the uncorrected models over all countries, by as-of year."""


@dataclass(frozen=True, slots=True)
class Correction:
    """Past forecasts added up, against what came; without any, odds stay as they are.

    Both count country-years before an onset, so that one onset may count for two as-of years.
    """

    expected: float = 0.0
    came: float = 0.0
    first: int | None = None  # as-of years compared
    last: int | None = None

    @property
    def factor(self) -> float:
        """What the odds are multiplied by: (came + 10) / (expected + 10).

        >>> Correction(30.0, 20.0, 1993, 2005).factor
        0.75
        """
        return (self.came + AHEAD_OF_ALL) / (self.expected + AHEAD_OF_ALL)

    @property
    def log_odds(self) -> float:
        """The same as a step on the log-odds scale."""
        return log(self.factor)

    def __str__(self) -> str:
        """In words.

        >>> str(UNCORRECTED)
        "none of the models' forecasts has a known outcome yet: odds not scaled"
        """
        if self.first is None:
            return "none of the models' forecasts has a known outcome yet: odds not scaled"
        return (
            f"the models' forecasts since {self.first} expected {self.expected:.0f} onsets within "
            f"two years, {self.came:.0f} came: odds scaled by {self.factor:.2f}"
        )


UNCORRECTED = Correction()
"""No past forecasts: odds stay."""


def correction(record: Record, known: Panel) -> Correction:
    """The correction as of the panel's year, from past years whose outcome was known by then.

    Years of the record that end later are left unread: those after ``known.as_of`` − 2.

    >>> from forestall.warning.onset_panel import Panel
    >>> years, none = np.array([2000, 2001, 2002]), np.zeros((3, 0))
    >>> came = np.array([[1.0, 0.0, 1.0, 0.0], [np.nan] * 4, [np.nan] * 4])
    >>> known = Panel(2002, ("AAA",) * 3, years, (), none, came)
    >>> correction({2000: 3.0, 2001: 90.0, 2002: 90.0}, known)
    Correction(expected=3.0, came=1.0, first=2000, last=2000)
    """
    ended = known.learnable() & np.isfinite(known.outcomes[:, :2]).all(axis=1)
    years = sorted({int(year) for year in known.year[ended]} & set(record))
    if not years:
        return UNCORRECTED
    onset = known.onset()[ended & np.isin(known.year, years)]
    return Correction(
        float(sum(record[year] for year in years)), float(onset.sum()), years[0], years[-1]
    )


@cache
def packaged_record() -> Record:
    """What the models expected as of each past year, as stored with the packaged model.

    Raises
    ------
    UnreadableFile : the model's file has none.
    """
    try:
        content = json.loads((files("forestall.warning") / FILE).read_text(encoding="utf-8"))
        return {int(year): float(expected) for year, expected in content["record"].items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise UnreadableFile(
            "The onset model lacks its record of past forecasts",
            expected="onsets expected by as-of year, under 'record'",
            came=f"{FILE}: {error}",
            remedy="reinstall forestall, or train the model anew",
        ) from error
