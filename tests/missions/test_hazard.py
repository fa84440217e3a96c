"""How often missions end."""

from __future__ import annotations

import pytest

from forestall.errors import NoData
from forestall.missions.hazard import Z95, _gamma_quantile, hazard_of_ending


def test_wilson_hilferty_against_the_chi_square_table() -> None:
    # chi-square with 10 degrees of freedom: 5% 3.940, 95% 18.307; Gamma(5) is half of it
    assert _gamma_quantile(5, -Z95) == pytest.approx(3.940 / 2, rel=0.01)
    assert _gamma_quantile(5, Z95) == pytest.approx(18.307 / 2, rel=0.01)


def test_hazard_is_leavings_and_a_half_over_mission_years() -> None:
    for kind in ("PKO", "SPM"):
        found = hazard_of_ending(kind)
        assert found.hazard == pytest.approx((found.left + 0.5) / found.mission_years)
        assert found.low90 < found.hazard < found.high90
        assert found.left <= found.ended <= found.missions
        assert found.hazard < found.hazard_of_any_end


def test_counts_agree_with_unpmm() -> None:
    # UNPMM 2.0: 72 operations ever, 12 of them over before 1991; 52 political missions,
    # 17 of them still active at the end of 2022
    assert hazard_of_ending("PKO").missions == 60
    spm = hazard_of_ending("SPM")
    assert spm.missions - spm.ended == 17


def test_a_handover_is_not_a_departure() -> None:
    gone = hazard_of_ending("PKO").provenance.rows[0]
    assert "UNPREDEP" in gone  # vetoed, and nothing came after
    assert "MONUC" not in gone  # MONUSCO took over
    assert "UNAVEM II" not in gone  # UNAVEM III took over


def test_unknown_kind() -> None:
    with pytest.raises(NoData, match="GOE"):
        hazard_of_ending("XYZ")
