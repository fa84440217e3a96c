"""The two tools as first sketched."""

from __future__ import annotations

import pytest

from forestall.missions.strength import first_full_year, growth
from forestall.missions.typical import (
    default_deployment,
    default_political_mission,
    months_to_strength,
    standing_force,
)
from forestall.vocabulary import Month, PerpetratorKind, country

NOW = Month(2026, 5)
GROUPS = PerpetratorKind.NON_STATE


def test_where_a_force_stands_the_design_is_a_reinforcement() -> None:
    design = default_deployment(country("CAF"), NOW, GROUPS)
    force = standing_force(country("CAF"), NOW)
    assert force is not None
    assert force.acronym == "MINUSCA"
    assert design.standing_troops > 10_000
    assert design.troops == pytest.approx(growth().median, abs=25)
    assert design.posture == "robust"


def test_where_none_stands_it_has_the_usual_strength() -> None:
    design = default_deployment(country("MMR"), NOW, PerpetratorKind.HOST_GOVERNMENT)
    assert design.standing_troops == 0
    assert design.troops == pytest.approx(first_full_year().median, abs=25)
    assert design.posture == "mobile"


def test_a_force_in_one_corner_is_not_reinforced() -> None:
    assert standing_force(country("SDN"), NOW) is None  # UNISFA holds Abyei only
    assert standing_force(country("SYR"), NOW) is None  # UNDOF parts two armies on the Golan


def test_a_force_all_over_the_country_counts_though_sent_to_several() -> None:
    force = standing_force(country("BIH"), Month(1995, 3))
    assert force is not None
    assert force.acronym == "UNPROFOR"


def test_a_force_that_left_is_not_reinforced() -> None:
    assert standing_force(country("MLI"), Month(2022, 12)) is not None
    assert standing_force(country("MLI"), NOW) is None


def test_macedonia_1992_gets_a_force_like_the_one_it_had() -> None:
    # cases: 1,050 troops, the only deployment against a hostile neighbour that held
    design = default_deployment(country("MKD"), Month(1992, 11), PerpetratorKind.HOSTILE_NEIGHBOUR)
    assert design.troops == 1050
    assert design.standing_troops == 0
    assert "n = 1 of" in design.provenance.inputs[0].what


def test_cost_covers_everybody_in_uniform() -> None:
    design = default_deployment(country("MMR"), NOW)
    people = design.troops + design.police + design.observers
    assert design.cost[1] == pytest.approx(people * 0.077)
    assert design.provenance.unverified()  # police and observers rest on judgment


@pytest.mark.parametrize(
    ("iso3", "expected"),
    [
        # Rappa 2016: Africa 12, Europe 9, elsewhere 7; times 7/10 and 12/10
        ("CAF", (8.4, 12.0, 14.4)),
        ("MKD", (6.3, 9.0, 10.8)),
        ("MMR", (4.9, 7.0, 8.4)),
    ],
)
def test_months_to_strength_by_region(iso3: str, expected: tuple[float, float, float]) -> None:
    assert months_to_strength(country(iso3))[0] == pytest.approx(expected)


def test_political_mission_starts_sooner_and_costs_less() -> None:
    political = default_political_mission(country("MMR"), NOW)
    force = default_deployment(country("MMR"), NOW)
    assert political.months_to_start[1] < force.months_to_strength[1]
    assert political.cost[1] < force.cost[1]
    assert "min05" in political.mandate
    assert political.staff is None


def test_precedents_are_the_countrys_own() -> None:
    assert default_political_mission(country("NPL"), NOW).precedents == ("UNMIN (2007)",)
    assert default_deployment(country("URY"), NOW).precedents == ("UNPREDEP (1995)",)


def test_no_precedent_is_later_than_the_month() -> None:
    # MINURCA 1998 to 2000; MINURCAT came in 2007 and MINUSCA in 2014
    design = default_deployment(country("CAF"), Month(2005, 12))
    assert design.precedents == ("MINURCA (1998)",)
