"""The inputs of the learnt forecast as six things an analyst knows, each of which can be swapped.

A driver is told by asking what the forecast would be if one thing were as in another country, or
as it was last month, and the rest as it is. Features of :mod:`.features` cannot be swapped one by
one: with the level of a war and the twelve-month mean of a peace they would describe nothing that
ever was. So those that follow from another are kept as their distance from it: means and extremes
from the recent level (what is left says whether killing rises or falls), deaths of all kinds from
those of the series. Put together again from one country, they are that country's features.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from forestall.errors import BadValue

Floats = NDArray[np.float64]

LEVEL, TREND, STEADINESS = "level", "trend", "steadiness"
OTHER_KINDS, NEXT_DOOR, PAST_WARS = "other kinds", "next door", "past wars"
GROUPS = (LEVEL, TREND, STEADINESS, OTHER_KINDS, NEXT_DOOR, PAST_WARS)

_STARTS = {
    "mean, half-life": TREND,
    "last month": TREND,
    "mean of logs": TREND,
    "largest of": TREND,
    "least of": TREND,
    "months above": LEVEL,
    "months since more than": STEADINESS,
    "active": STEADINESS,
    "spread of": STEADINESS,
    "all kinds": OTHER_KINDS,
    "months since any kind": OTHER_KINDS,
    "other kinds": OTHER_KINDS,
    "neighbours": NEXT_DOOR,
    "years of conflict": PAST_WARS,
}
_ALL_KINDS = {
    "all kinds, half-life 2": ("mean, half-life 2", "other kinds, half-life 2"),
    "all kinds, half-life 12": ("mean, half-life 9", "other kinds, half-life 12"),
}
_SINCE_ANY, _SINCE = "months since any kind", "months since more than 0"


def group_of(feature: str) -> str:
    """The group a feature is told under.

    Raises
    ------
    BadValue : a feature that no group knows.

    >>> group_of("neighbours, half-life 3")
    'next door'
    """
    for start, group in _STARTS.items():
        if feature.startswith(start):
            return group
    raise BadValue(
        "A feature that belongs to no group of drivers",
        expected=f"a name that begins with one of {', '.join(_STARTS)}",
        came=repr(feature),
        remedy="name its group in warning/driver_groups.py",
    )


@dataclass(frozen=True, slots=True)
class Parts:
    """How features and level are cut into parts and put together again.

    Parts are, along the last axis: each of the features ``names``; what each would be by what it
    follows from (0 where it follows from nothing); and the recent level. ``alone`` says that the
    series is of all kinds: there are no other kinds then, and what is told of all kinds is its own
    course.
    """

    names: tuple[str, ...]
    alone: bool = False

    @property
    def groups(self) -> tuple[str, ...]:
        """The group of each part, shape (2 × features + 1,)."""
        found = tuple(map(group_of, self.names))
        if self.alone:
            found = tuple(TREND if group == OTHER_KINDS else group for group in found)
        return (*found, *found, LEVEL)

    def cut(self, values: NDArray[np.float32], level: Floats) -> Floats:
        """Parts of each row, shape (rows, 2 × features + 1).

        Parameters
        ----------
        values : features, shape (rows, features).
        level : the recent level in deaths a month, shape (rows,).
        """
        whole = values.astype(np.float64)
        follows = np.column_stack([self._follows(name, whole, level) for name in self.names])
        return np.column_stack([whole, follows, level])

    def whole(self, parts: Floats) -> tuple[NDArray[np.float32], Floats]:
        """Features, never below zero, and level of each row.

        Where all parts of a row were cut from one row, its own features come back exactly.
        """
        width, level = len(self.names), parts[:, -1]
        values = parts[:, :width].copy()
        late = [name in _ALL_KINDS or name == _SINCE_ANY for name in self.names]
        for place in np.argsort(late, kind="stable"):  # what follows from other features, last
            moved = self._follows(self.names[place], values, level) - parts[:, width + place]
            values[:, place] = np.maximum(values[:, place] + moved, 0)
        return values.astype(np.float32), level

    def _follows(self, name: str, values: Floats, level: Floats) -> Floats:
        """What the feature would be if only what it follows from were known, shape (rows,)."""
        if group_of(name) == TREND:
            return np.log1p(level)
        if name in _ALL_KINDS:
            own, other = (values[:, self.names.index(one)] for one in _ALL_KINDS[name])
            return np.asarray(np.log1p(np.expm1(own) + np.expm1(other)))
        if name == _SINCE_ANY:
            return values[:, self.names.index(_SINCE)]
        return np.zeros(len(values))
