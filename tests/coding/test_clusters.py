"""Groups out of pairs: what waits, and whom it joins."""

from __future__ import annotations

from forestall.coding.clusters import clustered


def free(count: int) -> list[frozenset[str]]:
    return [frozenset()] * count


def test_a_vague_item_joins_by_its_likeliest_partner() -> None:
    pairs = {(0, 1): 0.9, (1, 2): 0.8}
    assert clustered(free(3), pairs) == [[0, 1], [2]]  # on average 0.4
    assert clustered(free(3), pairs, vague=[2]) == [[0, 1, 2]]


def test_a_vague_item_with_two_groups_near_each_other_joins_none() -> None:
    rivals = {(0, 2): 0.8, (1, 2): 0.7}  # odds 4 and 2.3
    assert clustered(free(3), rivals, vague=[2]) == [[0], [1], [2]]
    clear = {(0, 2): 0.9, (1, 2): 0.6}  # odds 9 and 1.5: a sixth
    assert clustered(free(3), clear, vague=[2]) == [[0, 2], [1]]


def test_a_vague_item_may_join_through_another() -> None:
    pairs = {(0, 1): 0.9, (1, 2): 0.9}
    assert clustered(free(3), pairs, vague=[1, 2]) == [[0, 1, 2]]


def test_vague_items_alone_are_grouped_as_any_others() -> None:
    assert clustered(free(2), {(0, 1): 0.9}, vague=[0, 1]) == [[0, 1]]


def test_a_vague_item_keeps_out_of_its_own_article_and_of_what_it_must() -> None:
    colours = [frozenset({"x"}), frozenset({"y"}), frozenset({"x"})]
    assert clustered(colours, {(0, 2): 0.9}, vague=[2]) == [[0], [1], [2]]
    assert clustered(free(2), {(0, 1): 0.9}, apart=[(0, 1)], vague=[1]) == [[0], [1]]
