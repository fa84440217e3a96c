"""What missions cost."""

from __future__ import annotations

import math

import pytest

from forestall.errors import SnapshotError
from forestall.missions.cost import deployment_cost, expected_largest, figure, political_cost


def test_a_force_costs_77000_dollars_a_head() -> None:
    # 2,000 × 77,000 = 154 million; 67,000 and 85,000 give 134 and 170
    spread, step = deployment_cost(2000)
    assert spread == pytest.approx((134.0, 154.0, 170.0))
    assert "effects: id=un_cost_per_person" in step.inputs[0].rows


def test_political_budgets_keep_the_mean_and_are_heavy_tailed() -> None:
    # z = Φ⁻¹(36.625/37.25) = 2.125; σ = ln(242/0.7)/(2 × 2.125) = 5.8456/4.251 = 1.375
    # μ = ln 19 − 1.375²/2 = 2.9444 − 0.9451 = 1.9993; median e^1.9993 = 7.38
    (low, middle, high), _ = political_cost()
    sigma = math.log(high / low) / (2 * 1.6449)
    assert sigma == pytest.approx(1.375, abs=0.002)
    assert middle == pytest.approx(7.38, abs=0.02)
    assert middle * math.exp(sigma**2 / 2) == pytest.approx(19, rel=1e-3)


def test_blom_for_two_draws() -> None:
    # the expected larger of two standard normals is 1/√π = 0.564; Blom gives Φ⁻¹(1.625/2.25)
    assert expected_largest(2) == pytest.approx(1 / math.sqrt(math.pi), abs=0.03)


def test_a_study_without_a_range_is_no_figure() -> None:
    with pytest.raises(SnapshotError):
        figure("hks2013_troops")
    with pytest.raises(SnapshotError):
        figure("no_such_row")
