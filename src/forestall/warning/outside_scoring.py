"""Scores of means and chances of "more than 25 deaths", ours beside those another publishes.

Two losses, lower is better: the Brier score of the event, and the *log error*, the mean of
|log(1 + forecast deaths) − log(1 + deaths)|. The log error rewards a forecast's centre on that
scale and punishes the mean of a distribution with a long tail, however right that mean is; so that
of two other centres of ours, the mean of log(1 + deaths) and the median, is given beside it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from forestall.warning.comparison import picked, span
from forestall.warning.scoring import Floats

MORE_THAN = 25
"""UCDP's threshold of a conflict year, read here of a month or of months summed."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A loss of ours and of theirs, and 5% and 95% of ours less theirs over resampled countries."""

    forestall: float
    theirs: float
    difference_90: tuple[float, float]


@dataclass(frozen=True, slots=True)
class WindowScores:
    """Losses by name on ``n`` country-months or country-sums; ``events`` had more than 25."""

    n: int
    events: int
    losses: dict[str, Pair]


def paired(ours: Floats, theirs: Floats, countries: int) -> Pair:
    """Means of two losses whose rows run country by country.

    >>> paired(np.array([1.0, 3.0]), np.array([2.0, 2.0]), 2).difference_90
    (-1.0, 1.0)
    """
    a, b = (loss.reshape(countries, -1).mean(axis=1) for loss in (ours, theirs))
    resampled = (a - b)[picked(countries)].mean(axis=1)
    return Pair(float(a.mean()), float(b.mean()), span(resampled))


def chances_of_sum(mean: Floats, chance: Floats, months: Sequence[int]) -> dict[str, Floats]:
    """Readings of a monthly chance of more than 25 deaths as one of the sum of ``months``.

    ``mean`` and ``chance`` have shape (countries, all months). Who publishes a chance for each
    month says nothing of sums, so three readings are given: the largest of the months', months
    independent, and the curve of the published chances over the published means, read at the
    summed mean.

    >>> read = chances_of_sum(np.array([[10.0, 30.0]]), np.array([[0.1, 0.5]]), [0, 1])
    >>> {name: chance.round(2).tolist() for name, chance in read.items()}
    {'largest': [0.5], 'independent': [0.55], 'curve': [0.5]}
    """
    some, likely = mean[:, months], chance[:, months]
    order = np.argsort(some, axis=None)
    curve = np.maximum.accumulate(likely.ravel()[order])
    return {
        "largest": np.asarray(likely.max(axis=1)),
        "independent": np.asarray(1 - np.prod(1 - likely, axis=1)),
        "curve": np.interp(some.sum(axis=1), some.ravel()[order], curve),
    }


def window_scores(
    y: Floats, draws: Floats, mean: Floats, chances: Mapping[str, Floats]
) -> WindowScores:
    """Both losses of one window, ours from ``draws``, theirs from a mean and readings of a chance.

    ``y`` and ``mean`` have countries first and any further axes; ``draws`` has one more axis.
    """
    event = (y > MORE_THAN).astype(np.float64)
    ours = (draws > MORE_THAN).mean(axis=-1)
    losses = {
        f"brier ({name})": paired((ours - event) ** 2, (chance - event) ** 2, len(y))
        for name, chance in chances.items()
    }
    came = np.log1p(y)
    theirs = np.abs(np.log1p(mean) - came)
    logs = np.log1p(draws)
    centres = {
        "log_error": np.log1p(draws.mean(axis=-1)),
        "log_error, our mean of logs": logs.mean(axis=-1),
        "log_error, our median": np.median(logs, axis=-1),
    }
    for name, centre in centres.items():
        losses[name] = paired(np.abs(centre - came), theirs, len(y))
    return WindowScores(int(y.size), int(event.sum()), losses)


def runs(months: Sequence[int]) -> list[list[int]]:
    """Places of ``months`` (ids, rising) whose sums are scored: each run, then all together.

    A run of one month is no sum.

    >>> runs([550, 551, 552, 554])
    [[0, 1, 2], [0, 1, 2, 3]]
    """
    found: list[list[int]] = []
    for place, month in enumerate(months):
        if found and months[found[-1][-1]] == month - 1:
            found[-1].append(place)
        else:
            found.append([place])
    whole = [list(range(len(months)))] if len(found) > 1 else []
    return [run for run in found if len(run) > 1] + whole
