"""Why a forecast of deaths by month is what it is: what drives it, and what changed since.

The learnt forecast (:mod:`.fatalities`) is explained by the log of (1 + expected deaths a month
over the next twelve). Against a background of countries, and against the country's own last
month, the difference is split over the six groups of :mod:`.driver_groups` by exact Shapley
values (Shapley 1953; Lundberg & Lee 2017, doi:10.48550/arXiv.1705.07874, of groups of features):
they add up to it, and each exponential is a factor. They explain what is learnt across countries,
not the share of the forecast that repeats a country's own months, and they are associations, not
causes.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import exp

import numpy as np

from forestall.errors import NoData, UnknownCountry
from forestall.provenance import Origin, Provenance
from forestall.vocabulary import Month
from forestall.warning import driver_groups, driver_words, fatalities, features, ratio_bins
from forestall.warning.fatalities import FatalityModel
from forestall.warning.past import Floats
from forestall.warning.shapley import coalitions, shapley
from forestall.warning.splice import Spliced

AHEAD = (2, 5, 8, 11)
"""The middle month of each of the four quarters ahead stands for the quarter."""
BACKGROUND = 8
"""Countries of the background: evenly spaced by rank of their learnt forecast two months ahead,
calmest to deadliest."""


@dataclass(frozen=True, slots=True)
class Driver:
    """One group of inputs, in words, and what it adds to the log of (1 + expected deaths)."""

    name: str
    words: str
    log_factor: float

    @property
    def factor(self) -> float:
        """By how many times it moves (1 + expected deaths)."""
        return exp(self.log_factor)

    @property
    def telling(self) -> bool:
        """Whether it moves the forecast by 3% or more."""
        return abs(self.log_factor) >= driver_words.LEAST

    def __str__(self) -> str:
        """In words, e.g. ``killing next door (86 deaths in 12 months) raises it by a quarter``."""
        return f"{self.words} {driver_words.size(self.log_factor)}"


@dataclass(frozen=True, slots=True)
class Learnt:
    """What moves the learnt forecast of one country.

    Attributes
    ----------
    series : whose deaths it forecasts.
    as_of : the last month it knows.
    expected, expected_before : expected deaths a month over the next twelve, and the same from
        the inputs of the month before (the same model, and data as known now).
    base : the background's mean of log(1 + expected deaths).
    background : ISO3 codes, calmest first.
    drivers : largest first; with ``base`` they add up to log(1 + ``expected``).
    changes : since the month before, largest first; they add up to the difference of the logs.
    provenance : the path behind these numbers.
    """

    series: str
    as_of: Month
    expected: float
    expected_before: float
    base: float
    background: tuple[str, ...]
    drivers: tuple[Driver, ...]
    changes: tuple[Driver, ...]
    provenance: Provenance


def explain(model: FatalityModel, recorded: Spliced, iso3: str) -> Learnt:
    """Drivers and changes of one country's learnt forecast at the last month of ``recorded``.

    Parameters
    ----------
    model : a model of these very data (:func:`fits`).
    recorded : the model's series to its last month, as :func:`.splice.series` gives it.

    Raises
    ------
    UnknownCountry : no series for the country.
    NoData : the model is not of these data.
    """
    if iso3 not in recorded.units:
        raise UnknownCountry(
            "No series for this country",
            expected="ISO 3166-1 alpha-3 code of a country of today",
            came=repr(iso3),
            remedy="check the code, e.g. CAF",
        )
    if not fits(model, recorded):
        raise NoData(
            "The trained model is not of these data",
            expected=model.data_version,
            came=f"data to {recorded.last}",
            remedy="train it again on the data at hand",
        )
    row = recorded.units.index(iso3)
    inputs = _Inputs.of(recorded)
    parts = driver_groups.Parts(inputs.names, np.array_equal(recorded.deaths, recorded.every))
    now = inputs.parts(-1)
    before = inputs.parts(-2)[row]
    rest = _background(_log_expected(model, parts, now, AHEAD[:1]))
    wars = float(inputs.values[row, -1, inputs.names.index("years of conflict since 1946")])
    words = driver_words.facts(recorded, row, wars)
    drivers, base, end = _split(model, parts, now[rest], now[row], words)
    changes, start, _ = _split(model, parts, before[None, :], now[row], driver_words.SHORT)
    background = tuple(recorded.units[place] for place in rest)
    return Learnt(
        series=model.series,
        as_of=recorded.last,
        expected=float(np.expm1(end)),
        expected_before=float(np.expm1(start)),
        base=base,
        background=background,
        drivers=drivers,
        changes=changes,
        provenance=_provenance(
            model,
            recorded,
            iso3,
            background,
            _sum("background", base, drivers, end),
            _sum("the month before", start, changes, end),
        ),
    )


def fits(model: FatalityModel, recorded: Spliced) -> bool:
    """Whether a model has learnt from exactly these data."""
    return model.trained_to == recorded.last and (
        fatalities._version(_drawn_back(recorded)) == model.data_version
    )


@dataclass(frozen=True, slots=True)
class _Inputs:
    """Features and recent levels of every country and month."""

    names: tuple[str, ...]
    values: np.ndarray[tuple[int, ...], np.dtype[np.float32]]
    level: Floats

    @classmethod
    def of(cls, recorded: Spliced) -> _Inputs:
        known = _drawn_back(recorded)
        made = features.build(known.deaths, known.every, known.units, known.first)
        level = features.fading_mean(known.deaths, fatalities.LEVEL_HALF_LIFE)
        return cls(made.names, made.values, level)

    def parts(self, column: int) -> Floats:
        """Every country's parts at one month."""
        cutter = driver_groups.Parts(self.names)
        return cutter.cut(self.values[:, column], self.level[:, column])


def _drawn_back(recorded: Spliced) -> Spliced:
    deaths = fatalities.drawn_back(recorded.deaths)
    return Spliced(recorded.units, recorded.first, deaths, recorded.every, recorded.observed)


def _background(logs: Floats) -> list[int]:
    """Countries at the middles of equal ranges of ranks."""
    order = np.argsort(logs, kind="stable")
    ranks = (np.arange(BACKGROUND) + 0.5) / BACKGROUND * len(logs)
    return [int(place) for place in order[ranks.astype(int)]]


def _log_expected(
    model: FatalityModel, parts: driver_groups.Parts, rows: Floats, months: tuple[int, ...] = AHEAD
) -> Floats:
    """log(1 + expected deaths a month), mean of the months ahead, as learnt; shape (rows,)."""
    values, level = parts.whole(rows)
    unlike, back = np.unique(np.column_stack([values, level]), axis=0, return_inverse=True)
    values, level = unlike[:, :-1].astype(np.float32), unlike[:, -1]
    ahead = np.tile(np.array(months, dtype=np.float32), len(values))
    inputs = np.column_stack([np.repeat(values, len(months), axis=0), ahead])
    shares = np.mean([np.asarray(b.predict(inputs, num_threads=2)) for b in model.boosters], axis=0)
    shares = shares.reshape(len(values), len(months), -1).mean(axis=1)
    steps = np.diff(ratio_bins.cumulative(shares, level), axis=1, prepend=0)
    logs: Floats = np.log1p(steps @ ratio_bins.GRID)[back.ravel()]
    return logs


def _split(
    model: FatalityModel,
    parts: driver_groups.Parts,
    away: Floats,
    target: Floats,
    words: dict[str, str],
) -> tuple[tuple[Driver, ...], float, float]:
    """Drivers from ``away`` (rows, parts) to ``target`` (parts,), and the value at both ends."""
    place = [driver_groups.GROUPS.index(group) for group in parts.groups]
    taken = coalitions(len(driver_groups.GROUPS))[:, place]
    rows = np.where(taken[:, None, :], target, away)
    logs = _log_expected(model, parts, rows.reshape(-1, rows.shape[-1]))
    worth = logs.reshape(len(taken), -1).mean(axis=1)
    found = [
        Driver(group, words[group], float(share))
        for group, share in zip(driver_groups.GROUPS, shapley(worth), strict=True)
        if group in parts.groups
    ]
    found.sort(key=lambda driver: -abs(driver.log_factor))
    return tuple(found), float(worth[0]), float(worth[-1])


def _sum(of: str, start: float, moved: tuple[Driver, ...], end: float) -> str:
    """Contributions and what they add up to, as a line."""
    terms = " ".join(f"{driver.log_factor:+.3f} {driver.name}" for driver in moved)
    return f"logs: {start:.3f} {of} {terms} = {end:.3f}"


def _provenance(
    model: FatalityModel, recorded: Spliced, iso3: str, background: tuple[str, ...], *sums: str
) -> Provenance:
    recent = recorded.deaths[recorded.units.index(iso3)]
    return Provenance(
        origin=Origin.MODEL,
        what=f"what moves the learnt forecast of monthly deaths ({model.series}) in {iso3}, "
        f"as of {recorded.last}",
        source="forestall.warning.drivers",
        rows=(
            f"data: {model.data_version}",
            f"country_month: iso3={iso3}, {model.series} deaths of the last 12 months: "
            f"{recent[-12:].sum():,.0f}; of the last 36: {recent[-36:].sum():,.0f}",
            f"battle_deaths: iso3={iso3}, by year, for months told by year only",
            f"background: {', '.join(background)}",
            *sums,
        ),
        formula="exact Shapley values of six groups of inputs, on log(1 + expected deaths a month "
        f"over the next 12), mean of months {', '.join(map(str, AHEAD))} ahead; learnt from "
        f"{model.rows:,} country-months",
    )
