"""The futures every design is held against."""

from __future__ import annotations

import numpy as np
import pytest
from made_up import REFUSED, WILLING, assessment
from made_world import HOST, INSIDE, NEIGHBOUR, block, world

from forestall.errors import BadValue
from forestall.strategy.world import (
    CHUNK,
    DEPLOYMENT,
    KINDS,
    TOOLS,
    Attacks,
    World,
    check_size,
    draw_world,
    log_split_normal,
)
from forestall.vocabulary import PerpetratorKind

MIXED = (0.2, 0.6, 0.2)


def drawn(n: int, seed: int = 1, months: int = 3, **more: object) -> World:
    known = assessment(**({"kinds": MIXED, "chances": (0.25,) * 4, "hazard": 0.5} | more))  # type: ignore[arg-type]
    return draw_world(known, block(), np.full((months, n), 10.0), "met", seed)


def test_the_same_seed_gives_the_same_world_and_another_another() -> None:
    one, two, other = drawn(50), drawn(50), drawn(50, seed=2)
    for name in Attacks.__slots__:
        assert (getattr(one.attacks, name) == getattr(two.attacks, name)).all()
    for name in ("shares", "consent", "withdrawn", "talks", "resolve"):
        assert (getattr(one, name) == getattr(two, name)).all()
    assert (one.talks != other.talks).any()
    assert (one.attacks.go != other.attacks.go).any()


def test_attacks_of_the_first_chunk_do_not_hang_on_how_many_follow() -> None:
    few, many = drawn(CHUNK), drawn(2 * CHUNK + 7)
    for name in Attacks.__slots__:
        assert (getattr(few.attacks, name) == getattr(many.attacks, name)[:CHUNK]).all()


def test_attacks_share_out_the_months_deaths() -> None:
    attacks = drawn(200).attacks
    assert attacks.size.sum(axis=2) == pytest.approx(np.ones((200, 3)), abs=1e-5)
    assert attacks.cell.max() < block().cells
    # where killing is likely: the western column has 4/10 of the weight; 200 x 3 x 12 attacks,
    # three standard errors of a share of 0.4 are 3 x sqrt(0.24 / 7200) = 0.017
    west = np.isin(attacks.cell, np.flatnonzero(block().longitude == 0.25))
    assert west.mean() == pytest.approx(0.4, abs=0.017)
    assert set(np.unique(attacks.border_cell)) == {0, 4, 8, 12}


def test_shares_sum_to_one_and_a_kind_that_cannot_be_has_none() -> None:
    there = drawn(300, kinds=(0.5, 0.5, 0.0))
    assert there.shares.sum(axis=0) == pytest.approx(np.ones(300))
    assert not there.shares[NEIGHBOUR].any()
    assert tuple(KINDS) == tuple(PerpetratorKind)
    assert (there.main_kind == there.shares.argmax(axis=0)).all()


def test_consent_is_drawn_as_often_as_it_is_likely() -> None:
    there = drawn(10_000, months=1, chances=(0.5, 0.2, 0.1, 0.2))
    shares = np.bincount(there.consent, minlength=4) / 10_000
    # three standard errors of a share of one half: 3 x sqrt(0.25 / 10,000) = 0.015
    assert shares == pytest.approx([0.5, 0.2, 0.1, 0.2], abs=0.015)
    for chances, state in ((WILLING, 3), (REFUSED, 0)):
        assert (drawn(50, chances=chances).consent == state).all()


def test_waits_are_as_long_as_their_hazards() -> None:
    there = drawn(10_000, months=1, hazard=0.5)
    # half a year's hazard, half of which ends by mandate: out within 12 months with
    # 1 - exp(-0.25) = 0.221 each; mandates end at whole years
    assert (there.withdrawn < 12).mean() == pytest.approx(0.221, abs=0.015)
    assert (there.unrenewed <= 12).mean() == pytest.approx(0.221, abs=0.015)
    assert (there.unrenewed % 12 == 0).all()
    assert np.isinf(drawn(50, hazard=0.0).withdrawn).all()


def test_firmer_consent_never_allows_less() -> None:
    for tool in TOOLS:
        access = drawn(300).access[tool]
        assert (np.diff(access, axis=0) >= 0).all()
        assert not access[0].any()
        assert access.max() <= 1


def test_a_state_is_held_against_the_same_deaths() -> None:
    there = world(2, deaths=np.tile([10.0, 99.0], (4, 1)), consent=np.array([3, 0]))
    refused = there.given("consent", np.array([1]))
    assert refused.consent.tolist() == [0, 0]
    assert (refused.deaths == there.deaths).all()


def test_a_camp_is_taken_with_the_killers_it_was_drawn_for() -> None:
    shares = np.array([[0.0, 1.0], [1.0, 0.0], [0.0, 0.0]])
    effects = {tool: np.array([[0.1, 0.2], [0.3, 0.4], [0.5, 0.6]]) for tool in TOOLS}
    kinds, camps = np.array([INSIDE, HOST]), np.array([0, 2])
    there = world(2, shares=shares, effects=effects, main_kind=kinds, camp=camps)
    camp = there.given("camp", np.array([1]))
    assert camp.camp.tolist() == [2, 2]
    assert camp.shares[:, 0].tolist() == [1.0, 0.0, 0.0]
    assert camp.effects[DEPLOYMENT][:, 0].tolist() == [0.2, 0.4, 0.6]
    # told only who kills, the reading of the studies stays that of each future
    who = there.given("perpetrator", np.array([1]))
    assert who.main_kind.tolist() == [HOST, HOST]
    assert who.effects[DEPLOYMENT][:, 0].tolist() == [0.1, 0.3, 0.5]


def test_more_than_fits_in_memory_is_refused_with_how_to_split_it() -> None:
    check_size(100_000, 24)
    # 1,000,000 x 24 months x 12 attacks x 32 bytes = 9.2 GB; 3 GB hold 325,520 futures
    with pytest.raises(BadValue, match=r"need 9.2 GB") as caught:
        check_size(1_000_000, 24)
    assert "325,500 futures or fewer, several times" in caught.value.remedy


def test_log_split_normal_goes_through_its_three_points() -> None:
    z = np.array([-1.6448536, 0.0, 1.6448536])
    assert log_split_normal(z, 0.25, 1.0, 3.0) == pytest.approx([0.25, 1.0, 3.0])
