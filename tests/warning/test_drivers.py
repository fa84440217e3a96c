"""What moves a learnt forecast: groups of inputs, contributions and words, worked by hand."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from records_by_hand import world

from forestall.errors import BadValue, NoData, UnknownCountry
from forestall.vocabulary import Month
from forestall.warning import (
    driver_groups,
    driver_words,
    drivers,
    fatalities,
    features,
    ratio_bins,
    splice,
)
from forestall.warning.driver_groups import Parts
from forestall.warning.fatalities import FatalityModel
from forestall.warning.splice import Spliced

AS_OF = Month(2000, 12)
WORLD = world()
STEADY = 7  # the class of ratios from e^-0.15 to e^0.15


@pytest.fixture(scope="module")
def known() -> Spliced:
    return splice.series(WORLD, "total", AS_OF)


@pytest.fixture(scope="module")
def model() -> FatalityModel:
    """Trees of four rounds: enough to split on many inputs, learnt in a second."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(fatalities, "ROUNDS", 4)
        patch.setattr(fatalities, "SEEDS", (1,))
        return fatalities.train(WORLD, AS_OF, "total")


@dataclass
class ByHand:
    """A booster that sorts every row into one class, two higher where ``place`` is above zero."""

    place: int | None = None

    def predict(self, rows: NDArray[np.float32], num_threads: int) -> NDArray[np.float64]:
        assert num_threads == 2
        shares = np.zeros((len(rows), ratio_bins.CLASSES))
        up = np.zeros(len(rows), int) if self.place is None else 2 * (rows[:, self.place] > 0)
        shares[np.arange(len(rows)), STEADY + up] = 1.0
        return shares


def by_hand(model: FatalityModel, booster: Any) -> FatalityModel:
    return replace(model, boosters=(booster,))


def test_every_feature_has_a_group(known: Spliced) -> None:
    made = features.build(known.deaths, known.every, known.units, known.first)
    assert {driver_groups.group_of(name) for name in made.names} == set(driver_groups.GROUPS)
    with pytest.raises(BadValue, match="belongs to no group"):
        driver_groups.group_of("rainfall")


def test_cut_and_put_together_again_features_are_the_same(known: Spliced) -> None:
    made = features.build(known.deaths, known.every, known.units, known.first)
    level = features.fading_mean(known.deaths, 3.0)[:, -1]
    parts = Parts(made.names)
    values, again = parts.whole(parts.cut(made.values[:, -1], level))
    assert np.array_equal(values, made.values[:, -1])
    assert np.array_equal(again, level)


def test_means_keep_their_distance_from_the_level() -> None:
    parts = Parts(("mean, half-life 24", "neighbours, half-life 3"))
    values = np.log1p(np.array([[3.0, 5.0]], dtype=np.float32))
    cut = parts.cut(values, np.array([1.0]))  # a long mean of 3 beside a level of 1
    assert cut[0] == pytest.approx([np.log(4), np.log(6), np.log(2), 0, 1])
    cut[0, -1] = 7  # twice the level then, and twice the level now: 2 · (1 + 7) − 1 = 15
    whole, level = parts.whole(cut)
    assert np.expm1(whole[0]) == pytest.approx([15, 5], rel=1e-5)
    assert level.tolist() == [7]
    cut[0, [2, -1]] = [np.log1p(99), 0]  # a long mean far below the level, at no level, is none
    assert parts.whole(cut)[0][0, 0] == 0


def test_deaths_of_all_kinds_follow_from_their_parts() -> None:
    names = ("mean, half-life 2", "other kinds, half-life 2", "all kinds, half-life 2")
    parts = Parts(names)
    values = np.log1p(np.array([[4.0, 6.0, 10.0]], dtype=np.float32))
    cut = parts.cut(values, np.array([4.0]))
    assert cut[0, 5] == pytest.approx(np.log(11))  # 4 + 6
    cut[0, -1] = 9  # at a level of 9 the mean is 9 too, and all kinds are 9 + 6
    assert np.expm1(parts.whole(cut)[0][0]) == pytest.approx([9, 6, 15], rel=1e-5)


def test_what_keeps_to_the_level_is_moved_by_the_level_alone(
    model: FatalityModel, known: Spliced
) -> None:
    learnt = drivers.explain(by_hand(model, ByHand()), known, "WAR")
    level = features.fading_mean(known.deaths, 3.0)[known.units.index("WAR"), -1]
    # Mass spread evenly over z from −0.15 to 0.15: mean factor sinh(0.15) / 0.15 = 1.004.
    assert 1 + learnt.expected == pytest.approx((1 + level) * 1.004, rel=0.003)
    first, *others = learnt.drivers
    assert first.name == driver_groups.LEVEL
    assert first.log_factor == pytest.approx(np.log1p(learnt.expected) - learnt.base)
    assert [one.log_factor for one in others] == pytest.approx([0] * 4, abs=1e-12)


def test_two_reasons_share_what_they_make_together(model: FatalityModel, known: Spliced) -> None:
    spread = model.features.index("spread of 12")
    learnt = drivers.explain(by_hand(model, ByHand(spread)), known, "WAR")
    sizes = {one.name: one.log_factor for one in learnt.drivers}
    # The background's calm countries have no spread: where the group is theirs, class 7 (mean z
    # 0); where it is WAR's, class 9 (z from 0.45 to 0.85). At a high level that is worth 0.65; at
    # none, half of (logs of) counts between 0 and 2. All else moves nothing.
    assert 0 < sizes[driver_groups.STEADINESS] < 0.66
    assert sizes[driver_groups.LEVEL] > 0
    assert driver_groups.OTHER_KINDS not in sizes  # the series is of all kinds
    for name in (driver_groups.TREND, driver_groups.PAST_WARS):
        assert sizes[name] == pytest.approx(0, abs=1e-12)


@pytest.mark.parametrize("iso3", ["WAR", "Q00", "T03"])
def test_contributions_add_up_to_the_difference(
    model: FatalityModel, known: Spliced, iso3: str
) -> None:
    learnt = drivers.explain(model, known, iso3)
    end = np.log1p(learnt.expected)
    moved = sum(one.log_factor for one in learnt.drivers)
    assert learnt.base + moved == pytest.approx(end, abs=1e-9)
    changed = sum(one.log_factor for one in learnt.changes)
    assert np.log1p(learnt.expected_before) + changed == pytest.approx(end, abs=1e-9)
    told = [row for row in learnt.provenance.rows if row.startswith("logs: ")]
    assert [row.endswith(f"= {end:.3f}") for row in told] == [True, True]
    assert len(learnt.background) == drivers.BACKGROUND == len(set(learnt.background))


def test_what_is_explained_is_what_the_model_expects(model: FatalityModel, known: Spliced) -> None:
    made = features.build(known.deaths, known.every, known.units, known.first)
    row = known.units.index("T03")
    level = features.fading_mean(known.deaths, 3.0)[row, -1:]
    expected = []
    for ahead in (2, 5, 8, 11):
        inputs = np.append(made.values[row, -1], np.float32(ahead))[None, :]
        shares = np.asarray(model.boosters[0].predict(inputs))
        at_most = ratio_bins.cumulative(shares, level)[0]
        expected.append((np.diff(at_most, prepend=0) * ratio_bins.GRID).sum())
    assert drivers.explain(model, known, "T03").expected == pytest.approx(np.mean(expected))


def test_where_nothing_changed_nothing_moved(model: FatalityModel, known: Spliced) -> None:
    learnt = drivers.explain(by_hand(model, ByHand()), known, "Q00")  # no death, ever
    assert learnt.expected == learnt.expected_before
    assert not any(change.telling for change in learnt.changes)


def test_bad_requests_are_named(model: FatalityModel, known: Spliced) -> None:
    with pytest.raises(UnknownCountry, match="No series"):
        drivers.explain(model, known, "XXX")
    other = splice.series(WORLD, "total", AS_OF - 1)
    with pytest.raises(NoData, match="not of these data"):
        drivers.explain(model, other, "WAR")


@pytest.mark.parametrize(
    ("factor", "words"),
    [
        (1.25, "raises it by a quarter"),
        (0.64, "lowers it by 36%"),
        (0.67, "lowers it by a third"),
        (1.43, "raises it by 43%"),
        (3.04, "raises it 3.0-fold"),
        (38.2, "raises it 38-fold"),
        (1 / 2.1, "divides it by 2.1"),
        (1.02, "hardly moves it"),
    ],
)
def test_sizes_in_words(factor: float, words: str) -> None:
    assert driver_words.size(float(np.log(factor))) == words


def test_facts_beside_the_drivers() -> None:
    # CAF and TCD share a border; 36 months. CAF: 1 a month, then 5 in each of the last three.
    caf = np.full(36, 1.0)
    caf[-3:] = 5
    tcd = np.full(36, 20.0)
    tcd[-1] = 0
    deaths = np.stack([caf, tcd])
    known = Spliced(("CAF", "TCD"), Month(2020, 1), deaths, deaths + 2, np.ones(36, dtype=bool))
    assert driver_words.facts(known, 0, 1.0) == {
        "level": "recent level of killing (15 deaths in 3 months)",
        # 5 a month lately; (33 + 15) / 36 = 1.33 in three years
        "trend": "deaths rising (5.0 a month in 3 months, 1.3 in 3 years)",
        "steadiness": "how steady it is (killing in 12 of 12 months)",
        "other kinds": "other kinds of violence here (24 deaths in 12 months)",
        "next door": "killing next door (220 deaths in 12 months)",
        "past wars": "past wars (1 year of conflict since 1946)",
    }
    beside = driver_words.facts(known, 1, 2.0)
    assert beside["steadiness"] == "how long since killing (1 month)"
    assert beside["next door"] == "killing next door (24 deaths in 12 months)"  # 9 · 1 + 3 · 5
    quiet = replace(known, deaths=np.zeros((2, 36)))
    assert driver_words.facts(quiet, 0, 0.0)["trend"].startswith("no trend")
    assert "none since 2020" in driver_words.facts(quiet, 0, 0.0)["steadiness"]
