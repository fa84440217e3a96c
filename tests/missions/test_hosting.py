"""Who hosted a UN mission while civilians were killed."""

from __future__ import annotations

import polars as pl

from forestall.missions.hosting import hosting_rate, hosting_rates, killing_years
from forestall.vocabulary import PerpetratorKind

HOST, ARMED_GROUP = PerpetratorKind.HOST_GOVERNMENT, PerpetratorKind.NON_STATE


def _kind(iso3: str, year: int) -> str | None:
    row = killing_years().filter((pl.col("iso3") == iso3) & (pl.col("year") == year))
    return row["kind"].item() if row.height else None


def test_well_known_years_have_their_main_killer() -> None:
    assert _kind("RWA", 1994) == HOST.value
    assert _kind("MMR", 2017) == HOST.value
    assert _kind("NGA", 2014) == ARMED_GROUP.value  # Boko Haram
    assert _kind("URY", 2000) is None


def test_hosting_is_the_exception_whoever_kills() -> None:
    """Claim 7 of the source brief, that consent is rare, in the record."""
    government = hosting_rate(HOST, "preventive_deployment")
    groups = hosting_rate(ARMED_GROUP, "preventive_deployment")
    assert government.total > 100
    assert groups.total > 100
    assert 0 < government.hosting / government.total < 1 / 3
    assert 0 < groups.hosting / groups.total < 1 / 3
    # Myanmar never hosted one, so none of its years counts as hosting or arrival
    assert "MMR" not in government.provenance.rows[0]


def test_counts_hang_together() -> None:
    for rate in hosting_rates():
        assert 0 <= rate.hosting <= rate.total
        assert 0 <= rate.arrived <= rate.without <= rate.total - rate.hosting
    per_tool = {
        tool: sum(r.total for r in hosting_rates() if r.tool == tool)
        for tool in ("preventive_deployment", "political_mission")
    }
    assert set(per_tool.values()) == {killing_years().height}


def test_central_africa_2013_got_a_force_within_two_years() -> None:
    # Séléka killed in 2013; MINUSCA was mandated in April 2014 (BINUCA, there before, had none)
    kind = PerpetratorKind(str(_kind("CAF", 2013)))
    assert "CAF 2013" in hosting_rate(kind, "preventive_deployment").provenance.rows[0]
