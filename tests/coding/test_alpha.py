"""Krippendorff's alpha against the published example, and cases worked out by hand."""

from __future__ import annotations

import pytest

from forestall.coding.alpha import Metric, alpha, masi

N = None
OBSERVERS = (
    (1, 2, 3, 3, 2, 1, 4, 1, 2, N, N, N),
    (1, 2, 3, 3, 2, 2, 4, 1, 2, 5, N, 3),
    (N, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, N),
    (1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, N),
)
"""Krippendorff (2011), "Computing Krippendorff's Alpha-Reliability", section C: 4 × 12."""
EXAMPLE = list(zip(*OBSERVERS, strict=True))


@pytest.mark.parametrize(
    ("metric", "published"),
    [
        (Metric.NOMINAL, 0.743),
        (Metric.ORDINAL, 0.815),
        (Metric.INTERVAL, 0.849),
        (Metric.RATIO, 0.797),
    ],
)
def test_the_published_example(metric: Metric, published: float) -> None:
    found = alpha(EXAMPLE, metric)
    assert found.value == pytest.approx(published, abs=0.0006)
    assert (found.units, found.values) == (11, 40)  # the twelfth has one value


def test_two_coders_by_hand() -> None:
    # Values a a | b b | a b: n = 6, a 3 times, b 3 times. Observed 2/6, expected 18/30.
    found = alpha([("a", "a"), ("b", "b"), ("a", "b")], Metric.NOMINAL)
    assert found.value == pytest.approx(1 - (2 / 6) / (18 / 30))


def test_perfect_agreement_is_one_and_its_interval_too() -> None:
    found = alpha([("a", "a"), ("b", "b")] * 5, Metric.NOMINAL)
    assert found.value == 1.0
    assert found.interval == (1.0, 1.0)


def test_steady_disagreement_is_below_nought() -> None:
    # n = 4, each 2: observed 4/4, expected 8/12.
    found = alpha([("a", "b"), ("b", "a")], Metric.NOMINAL)
    assert found.value == pytest.approx(1 - 1 / (8 / 12))


@pytest.mark.parametrize(
    ("units", "why"),
    [
        ([("a", "a"), ("a", "a")], "all values are the same"),
        ([("a", None), (None, "b")], "no unit was coded twice"),
        ([], "no unit was coded twice"),
    ],
)
def test_where_nothing_varies_alpha_is_undefined(
    units: list[tuple[str | None, ...]], why: str
) -> None:
    found = alpha(units, Metric.NOMINAL)
    assert (found.value, found.interval, found.why) == (None, None, why)


def test_an_interval_that_resamples_cannot_give_is_none() -> None:
    # One unit in twelve differs: a third of the resamples leave it out and do not vary.
    found = alpha([("a", "a")] * 11 + [("a", "b")], Metric.NOMINAL)
    assert found.value is not None
    assert found.interval is None


def test_intervals_hold_the_value_and_repeat_with_the_seed() -> None:
    first, again = (alpha(EXAMPLE, Metric.NOMINAL, seed=4) for _ in range(2))
    assert first == again
    assert first.interval is not None
    assert first.value is not None
    assert first.interval[0] < first.value < first.interval[1]


def test_sets_are_compared_by_what_they_share() -> None:
    ab, a, b, none = frozenset("ab"), frozenset("a"), frozenset("b"), frozenset()
    assert masi(ab, ab) == 0
    assert masi(none, none) == 0
    assert masi(ab, a) == pytest.approx(1 - 2 / 3 * 1 / 2)
    assert masi(ab, frozenset("bc")) == pytest.approx(1 - 1 / 3 * 1 / 3)
    assert masi(a, none) == 1
    # Jaccard: values ab, a | b, b. Observed (1/2 · 2)/4; pairs: ab–a ½, ab–b ½ ×2, a–b 1 ×2.
    found = alpha([(ab, a), (b, b)], Metric.JACCARD)
    expected = 2 * (0.5 + 2 * 0.5 + 2 * 1) / 12
    assert found.value == pytest.approx(1 - (1 / 4) / expected)


def test_two_noughts_are_no_distance_apart() -> None:
    found = alpha([(0, 0), (4, 4)], Metric.RATIO)
    assert found.value == 1.0
