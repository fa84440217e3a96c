"""How likely two reports tell of one incident: probabilistic record linkage.

Each comparison (place, time, actors, kind, toll, text) falls into a level; each level has a weight,
the log of how much oftener it is met in two reports of one incident than of two (Fellegi & Sunter
1969, "A theory for record linkage"). An agreement on a name that much of the archive shares is
worth less (Winkler 2000, "Frequency-based matching in Fellegi-Sunter model of record linkage").
Levels and weights stand in ``linkage.toml``. They are set by judgment, except for the text, so the
probability orders pairs for review and is not calibrated.
"""

from __future__ import annotations

import math
import tomllib
from array import array
from collections import Counter
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import numpy as np

from forestall.coding.blocks import candidates
from forestall.coding.linkage_text import TextModel, Texts
from forestall.coding.name_forms import same_name
from forestall.coding.sketch import Sketch, sketch

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from forestall.coding.report import Report
    from forestall.coding.sketch import Spot

EARTH_KM = 6371.0
FAR_KM = 1e9
COMPARISONS = ("place", "time", "actors", "roles", "kind", "sub_kind", "toll")


@dataclass(frozen=True, slots=True)
class Weights:
    """``linkage.toml``: weights by comparison and level, and what else is set there."""

    levels: Mapping[str, Mapping[str, float]]
    limits: Mapping[str, float]
    text: Mapping[str, float]
    prior: float
    join: float
    kept: float
    pseudo_reports: float

    @classmethod
    def packaged(cls) -> Weights:
        """As packaged."""
        return _packaged()


@cache
def _packaged() -> Weights:
    file = files("forestall.coding") / "linkage.toml"
    told: dict[str, Any] = tomllib.loads(file.read_text(encoding="utf-8"))
    return Weights(
        levels={each: told[each] for each in COMPARISONS},
        limits=told["limits"],
        text=told["text"],
        prior=told["prior"],
        join=told["join"],
        kept=told["kept"],
        pseudo_reports=told["pseudo_reports"],
    )


class Linkage:
    """Reports made ready to be weighed in pairs."""

    def __init__(self, reports: Sequence[Report], weights: Weights | None = None) -> None:
        self.weights = weights or Weights.packaged()
        self._articles = [frozenset((each.doc_id, *each.copies)) for each in reports]
        self._sketches = [sketch(each) for each in reports]
        self._model = TextModel.packaged()
        self._held = Counter(
            name
            for each in self._sketches
            for name in {*each.names, each.spot.village, each.spot.district}
        )

    def weighed(self) -> dict[tuple[int, int], float]:
        """Probability by pair of places in ``reports``; pairs less likely than ``kept`` left out.

        Pairs that share no block, and pairs of one article, are not weighed at all.
        """
        one, other, odds = self._plausible()
        told = np.array([bool(each.text) for each in self._sketches], dtype=bool)
        texts = Texts([each.text for each in self._sketches], self._model.background, (one, other))
        text = self.weights.text
        worth = text["scale"] * self._model.evidence(texts.likeness(one, other))
        worth = np.clip(worth, text["lowest"], text["highest"])
        worth = np.where(told[one] & told[other], worth, 0.0)
        probability = np.round(1 / (1 + np.exp(-(odds + worth))), 6)
        kept = probability >= self.weights.kept
        pairs = zip(one[kept].tolist(), other[kept].tolist(), strict=True)
        return dict(zip(pairs, probability[kept].tolist(), strict=True))

    def _plausible(self) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
        """Pairs that the text could still make likely enough, and their log odds without it."""
        ones, others, odds = array("q"), array("q"), array("d")
        least = math.log(self.weights.kept / (1 - self.weights.kept))
        least -= self.weights.text["highest"]
        for one, other in candidates(self._sketches):
            if self._articles[one] & self._articles[other]:
                continue
            weight = self.weights.prior + self._facts(one, other)
            if weight >= least:
                ones.append(one)
                others.append(other)
                odds.append(weight)
        return (
            np.array(ones, dtype=np.int64),
            np.array(others, dtype=np.int64),
            np.array(odds, dtype=np.float64),
        )

    def _facts(self, one: int, other: int) -> float:
        """Summed weights of everything but the text."""
        first, second = self._sketches[one], self._sketches[other]
        levels = self.weights.levels
        time = time_level(first, second, int(self.weights.limits["close_days"]))
        place = place_level(first.spot, second.spot, self.weights.limits)
        if place == "near" and time not in ("same_day", "overlap", "loose"):
            place = "near_other_day"
        actors, shared = actors_level(first, second)
        where = [first.spot.village or first.spot.district] if place in ("same", "within") else []
        return (
            levels["time"][time]
            + self._rare(levels["place"][place], where)
            + self._rare(levels["actors"][actors], shared)
            + sum(levels[each][level] for each, level in plain_levels(first, second, self.weights))
        )

    def _rare(self, weight: float, names: Iterable[str]) -> float:
        """A weight, at most the log of one over the share of reports that have the name."""
        if weight <= 0:
            return weight
        count = len(self._sketches) + self.weights.pseudo_reports
        held = [self._held[each] for each in names if each]
        return min(weight, math.log(count / (min(held) + 1))) if held else weight


def time_level(one: Sketch, other: Sketch, close: int) -> str:
    """Level of the comparison of days (``[time]`` in the weights)."""
    a, b = one.days, other.days
    if a is None or b is None:
        return "unknown"
    gap = max(a.first, b.first) - min(a.last, b.last)
    if a.precision <= 2 and b.precision <= 2:
        if gap <= 0:
            return "same_day" if a == b or (a.exact and b.exact) else "overlap"
        if gap <= 3:
            return "next_day" if gap == 1 else "days_2_3"
        return "week" if 7 in (abs(a.first - b.first), abs(a.last - b.last)) else _later(gap)
    if gap <= 0:
        told = one.published, other.published
        near = None not in told and abs(told[0] - told[1]) <= close  # type: ignore[operator]
        wide = max(a.precision, b.precision)
        return "overlap" if wide == 3 else "unknown_close" if near else "loose"
    return "next_day" if gap <= 3 else _later(gap)


def _later(gap: int) -> str:
    return "days_4_7" if gap < 7 else "days_8_14" if gap <= 14 else "later"


def place_level(one: Spot, other: Spot, limits: Mapping[str, float]) -> str:
    """Level of the comparison of places (``[place]`` in the weights)."""
    if one.iso3 and other.iso3 and one.iso3 != other.iso3:
        return "other_country"
    km = distance_km(one, other)
    if one.province and other.province and one.province != other.province:
        return "near" if km <= limits["near_km"] else "other_province"
    one_district = bool(one.district and other.district)
    same_district = one_district and one.district == other.district
    if one.village and other.village:
        if same_name(one.village, other.village) and (same_district or not one_district):
            return "same"
        if same_district or km <= limits["near_km"]:
            return "near"
        return "far" if one_district or one.province == other.province != "" else "unknown"
    if same_district or (one.fine and other.fine and km <= limits["same_km"]):
        return "within"
    if one_district:
        return "other_district"
    return "same_province" if one.province and other.province else "unknown"


def actors_level(one: Sketch, other: Sketch) -> tuple[str, tuple[str, ...]]:
    """Level of the comparison of groups (``[actors]``), and the names both share."""
    if one.actors & other.actors:
        return "one_name", ()
    if not one.names or not other.names:
        return "unknown", ()
    shared = tuple(a for a in one.names if any(same_name(a, b) for b in other.names))
    if not shared:
        return "other_names", ()
    if len(shared) > 1:
        return "two_names", shared
    every = len(one.names) == 1 or len(other.names) == 1
    return ("one_name" if every else "some_shared"), shared


def plain_levels(one: Sketch, other: Sketch, weights: Weights) -> tuple[tuple[str, str], ...]:
    """Levels of the other comparisons: roles, kind, sub-kind and toll, in this order."""
    roles = "unknown"
    if one.roles and other.roles:
        roles = "meet" if one.roles & other.roles else "apart"
    return (
        ("roles", roles),
        ("kind", _either(one.kind, other.kind)),
        ("sub_kind", _either(one.sub_kind, other.sub_kind)),
        ("toll", _toll(one.killed, other.killed, int(weights.limits["many"]))),
    )


def _either(one: str, other: str) -> str:
    return "unknown" if not one or not other else "same" if one == other else "other"


def _toll(one: int | None, other: int | None, many: int) -> str:
    if one is None or other is None:
        return "unknown"
    if one == other:
        return "same_many" if one >= many else "same_few"
    return "close" if max(one, other) <= 2 * min(one, other) else "other"


def distance_km(one: Spot, other: Spot) -> float:
    """Great-circle distance of two points; a billion where one is not known."""
    if one.latitude is None or other.latitude is None:
        return FAR_KM
    if one.longitude is None or other.longitude is None:
        return FAR_KM
    a, b = math.radians(one.latitude), math.radians(other.latitude)
    east = math.radians(other.longitude - one.longitude)
    half = math.sin((b - a) / 2) ** 2 + math.cos(a) * math.cos(b) * math.sin(east / 2) ** 2
    return 2 * EARTH_KM * math.asin(math.sqrt(min(1.0, half)))
