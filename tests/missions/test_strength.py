"""Troops of UN operations."""

from __future__ import annotations

import pytest

from forestall.missions import strength


def test_unpredep_was_a_force_of_one_to_two_thousand() -> None:
    # Geo-PKO for 1995: two units at the standard battalion size, 2 × 650
    years = {s.year: s.troops for s in strength.strength_by_year("UNPREDEP")}
    assert years[1995] == 1300
    assert max(years.values()) < 2500


def test_strength_is_that_of_a_force_not_a_count_of_moves() -> None:
    # UN figures for the end of 2015: UNMISS about 11,700 soldiers, UNIFIL about 10,500.
    # Adding up every unit each time it moved would give 35,000 for UNMISS.
    unmiss = {s.year: s.troops for s in strength.strength_by_year("UNMISS")}
    unifil = {s.year: s.troops for s in strength.strength_by_year("UNIFIL")}
    assert unmiss[2015] == pytest.approx(11_700, rel=0.15)
    assert unifil[2015] == pytest.approx(10_500, rel=0.15)


def test_observer_missions_have_no_troops() -> None:
    held = strength.missions_with_troops()
    assert {"MINUSCA", "UNPREDEP", "UNAMIR"} <= held
    assert not {"UNTSO", "UNMOGIP", "UNMIK"} & held


def test_first_full_year_is_the_year_after_the_start_of_each_mission() -> None:
    summary = strength.first_full_year()
    rows = summary.provenance.rows
    assert any("MINUSCA, year=2015" in row for row in rows)  # it began in April 2014
    assert any("UNMIL, year=2004" in row for row in rows)  # September 2003
    assert summary.cases == len(rows) == len(summary.missions)
    assert summary.lower < summary.median < summary.upper
    assert 4_000 < summary.median < 9_000


def test_growth_leaves_out_the_build_up() -> None:
    rows = strength.growth().provenance.rows
    assert not any("MINUSCA, year=2015" in row for row in rows)
    assert any("UNOCI, year=2012" in row for row in rows)  # after the crisis of 2010–11


def test_troops_in_one_country_of_a_mission_that_spans_several() -> None:
    troops, share = strength.troops_in("MINUSCA", "CAF", 2020)
    assert troops > 10_000
    assert 0.02 < share < 0.5
    # Abyei is one corner of Sudan
    assert strength.troops_in("UNISFA", "SDN", 2020)[1] < 0.02
    assert strength.troops_in("MINUSCA", "FRA", 2020) == (0.0, 0.0)
