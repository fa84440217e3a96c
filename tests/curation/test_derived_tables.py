"""Each table from the tiny sources, against figures worked out by hand."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from forestall.vocabulary import gid_of

Tables = dict[str, pl.DataFrame]


def rows(frame: pl.DataFrame, *columns: str) -> list[tuple[object, ...]]:
    return frame.select(columns).rows()


def test_one_sided_is_shared_by_that_years_deaths(built: Tables) -> None:
    # deaths of all kinds 2010: CAF 9, COD 29; plus one each: 10 and 30 of 40
    shared = built["one_sided"].filter(pl.col("actor_id") == 1)
    assert rows(shared, "iso3", "best", "low", "high", "allocated", "countries") == [
        ("CAF", 25.0, 0.0, 130.0, True, 2),
        ("COD", 75.0, 0.0, 130.0, True, 2),
    ]


def test_one_sided_by_one_country_keeps_its_figure(built: Tables) -> None:
    # high was below best in the source: raised to it
    alone = built["one_sided"].filter(pl.col("actor_id") == 2)
    assert rows(alone, "iso3", "government_iso3", "best", "low", "high", "allocated") == [
        ("MMR", "MMR", 30.0, 30.0, 30.0, False)
    ]


def test_battle_deaths_go_where_the_fighting_was(built: Tables) -> None:
    # India has 0 deaths in the series and Bangladesh none at all: weights 1 and 1
    assert rows(built["battle_deaths"], "iso3", "best", "low", "high", "shared") == [
        ("BGD", 30.0, 0.0, 70.0, True),
        ("IND", 30.0, 0.0, 70.0, True),
    ]


def test_dyads_lie_where_the_issue_is(built: Tables) -> None:
    war = built["dyads"].filter(pl.col("dyad_id") == 8)
    assert rows(war, "iso3", "side_a_iso3", "side_b_iso3", "locations", "best") == [
        ("IND", "IND", "PAK", 2, None),
        ("PAK", "IND", "PAK", 2, None),
    ]
    rebels = built["dyads"].filter(pl.col("dyad_id") == 9)
    assert rows(rebels, "iso3", "side_b_iso3", "best", "low", "high") == [
        ("IND", None, 60.0, 50.0, 70.0)
    ]


def test_conflicts_without_a_known_name_get_place_and_issue(built: Tables) -> None:
    assert rows(built["conflicts"], "name", "iso3", "started") == [
        ("India: Garoland", "IND", date(1997, 5, 29))
    ]


def test_actors_by_country(built: Tables) -> None:
    assert rows(built["actors"], "actor_id", "iso3", "kind") == [
        (144, "MMR", "government"),
        (488, "CAF", "non-state"),
        (488, "UGA", "non-state"),
    ]


def test_country_month_drops_the_noise_column_and_keeps_zeros(built: Tables) -> None:
    series = built["country_month"].filter(pl.col("kind") == "all")
    assert set(series["iso3"]) == {"CAF", "COD", "IND"}
    # 2010-01 is month 361
    assert rows(series.filter(pl.col("iso3") == "CAF"), "month_id", "deaths") == [
        (361, 9),
        (362, 0),
    ]
    state_based = built["country_month"].filter(pl.col("kind") == "state-based")
    assert state_based["deaths"].to_list() == [0, 1, 2, 3, 4, 5, 6]


def test_cells_sum_events_and_mend_bounds(built: Tables) -> None:
    # two events in one cell and month: best 3 + 1, low 3 + min(2, 1), high 3 + max(0, 1)
    cells = built["cells"].filter(pl.col("coverage") == "ged23-caf")
    names = ("gid", "best", "low", "high", "civilians", "events", "vague", "month_id")
    # 2009-02 is month 350; one-sided: civilians are the best estimate
    assert rows(cells, *names) == [(gid_of(5.4, 26.49), 4, 4, 4, 4, 2, 1, 350)]
    assert gid_of(5.4, 26.49) == 137213


def test_cells_of_state_based_violence_count_civilians_apart(built: Tables) -> None:
    cells = built["cells"].filter(pl.col("iso3") == "MMR")
    assert rows(cells, "kind", "best", "civilians") == [("state-based", 9, 4)]


def test_unidentified_actors_get_plain_words(built: Tables) -> None:
    cells = built["cells"].filter(pl.col("iso3") == "NGA")
    assert cells["side_a"].to_list() == ["unidentified actor"]


def test_newest_weeks_know_no_civilians_and_are_not_complete(built: Tables) -> None:
    cells = built["cells"].filter(pl.col("coverage") == "newest-weeks")
    assert rows(cells, "best", "high", "civilians", "vague") == [(0, 2, None, None)]
    newest = built["coverage"].filter(pl.col("coverage") == "newest-weeks")
    assert newest["complete"].to_list() == [False]


def test_deaths_by_kind(built: Tables) -> None:
    # 2025-01 is month 541
    assert built["deaths_by_kind"].rows() == [
        ("HTI", 541, "one-sided", 7, 2),
        ("HTI", 542, "non-state", 0, 1),
    ]


def test_totals_put_bounds_in_order(built: Tables) -> None:
    assert rows(built["totals_12m"], "iso3", "best", "low", "high") == [("LBN", 4543, 4243, 4543)]


def test_a_task_stays_once_mandated_and_ends_with_the_coding(built: Tables) -> None:
    assert rows(built["mandates"], "year", "task", "new") == [
        (2014, "mod11", True),
        (2015, "min05", True),
        (2015, "mod11", False),
        (2016, "min05", False),
        (2016, "mod11", False),
    ]


def test_missions(built: Tables) -> None:
    names = ("acronym", "iso3", "type", "start", "end", "seat_only")
    assert rows(built["missions"], *names) == [
        ("MISSA", "CAF", "PKO", date(2014, 4, 10), None, False)
    ]


def test_mission_strength_counts_a_site_once_and_by_its_maps(built: Tables) -> None:
    # Bangui is on both maps: 500 × 2/2, its suburb in the same cell is unknown;
    # Birao is on one map of two: 100 × 1/2
    strength = built["mission_strength"]
    names = ("gid", "troops", "sites", "sites_unknown", "police", "observers", "headquarters")
    assert rows(strength, *names) == [
        (gid_of(4.39, 18.56), 500.0, 2, 1, True, True, True),
        (gid_of(10.29, 22.78), 50.0, 1, 0, False, False, False),
    ]


def test_pko_list(built: Tables) -> None:
    assert rows(built["pko_list"], "acronym", "iso3", "active", "end") == [
        ("MISSA", "CAF", False, None)
    ]


def test_mediations_read_years_from_words(built: Tables) -> None:
    assert rows(built["mediations"], "process", "start", "end", "important") == [
        ("More talks", 2018, None, False),
        ("Talks", 2023, 2024, True),
    ]


def test_societies_keep_open_figures_of_states_of_today(built: Tables) -> None:
    # East Germany has no row: its successor has its own. Coups have no open source here.
    table = built["societies"]
    assert table.select("iso3", "year", "infant_mortality").rows() == [
        ("SRB", 1991, 4.5),
        ("YEM", 2010, None),
    ]
    assert not [column for column in table.columns if "coup" in column]
    assert table.width == 20


def test_episodes_use_correlates_of_war_numbers(built: Tables) -> None:
    # 679 is Yemen for the Correlates of War, 678 the former north
    assert built["episodes"].rows() == [
        ("yem1962s1", "YEM", 1962, 1970, True, "YEM", 0),
        ("caf2013ns1", "CAF", 2013, None, False, None, 2),
    ]


def test_groups_by_year_from_1989_one_state_a_year(built: Tables) -> None:
    assert rows(built["groups"], "iso3", "year", "group", "excluded", "discriminated") == [
        ("DEU", 1989, "Germans", False, False),
        ("DEU", 1990, "Germans", False, False),
        ("MMR", 1990, "Rohingya", True, True),
        ("MMR", 1991, "Rohingya", True, True),
    ]


def test_excluded(built: Tables) -> None:
    assert built["excluded"].rows() == [("MMR", 2020, 12, 11, 0.2935, 0.06)]


def test_an_inverted_factor_warns_of_the_practitioners_sign(built: Tables) -> None:
    findings = built["study_findings"]
    assert findings.height == 2  # the tool without a factor is left out
    names = ("factor", "original_factor", "greater", "votes", "family")
    sign = ("practitioner_share", "practitioner_sign_follows_factor", "practitioner_only")
    inverted = findings.filter(pl.col("original_factor") == "Biased implementer")
    assert rows(inverted, *names, *sign) == [
        ("Unbiased implementer", "Biased implementer", 13, 6.0, "Choices", -0.54, False, False)
    ]
    alone = findings.filter("practitioner_only")
    assert rows(alone, "factor", "greater", "strength", "practitioner_share") == [
        ("Unified Council", None, None, 0.38)
    ]


def test_tool_findings(built: Tables) -> None:
    names = ("effect", "factor", "citation", "method", "direction", "mass_atrocity", "quantitative")
    average, factor = rows(built["tool_findings"], *names)
    assert average[:4] == ("average", None, "Fjelde & Hultman 2019", "Regression")
    assert average[4:] == ("greater", True, True)
    assert factor[:4] == ("factor", "Biased implementer", "United Nations 2001", "Process tracing")
    assert factor[4:] == ("lesser", False, False)


def test_cases_simplify_consent(built: Tables) -> None:
    assert rows(built["cases"], "iso3", "consent", "strength") == [("KEN", "nominal", 0)]


def test_outside_forecasts(built: Tables) -> None:
    assert rows(built["outside_forecasts"], "source", "iso3", "month_id", "quantity", "value") == [
        ("EWP", "YEM", None, "probability", 0.05),
        ("FAST-cm", "YEM", 550, "deaths", 12.5),
        ("FAST-cm", "YEM", 550, "probability", 0.9),
    ]


def test_neighbours_touch_in_both_directions(built: Tables) -> None:
    # states stand two cells apart in one row; Burundi's second cell 1001 touches 1000 and 1002
    pairs = built["neighbours"].rows()
    assert ("BDI", "USA") in pairs
    assert ("USA", "BDI") in pairs
    assert ("BDI", "CAN") in pairs
    assert len(pairs) == 4


def test_country_names_hold_every_scheme(built: Tables) -> None:
    names = built["country_names"]
    assert ("Dem. Rep. Congo", "COD", "pace") in names.rows()
    assert ("Burma", "MMR", "common") in names.rows()
    schemes = {"ucdp", "pace", "views", "ewp", "geopko", "epr", "common"}
    assert set(names["scheme"]) == schemes


@pytest.mark.parametrize(("gw", "iso3"), [(345, "SRB"), (678, "YEM"), (817, "VNM"), (260, "DEU")])
def test_former_states_have_successors(built: Tables, gw: int, iso3: str) -> None:
    assert built["country_codes"].filter(pl.col("gw") == gw)["iso3"].to_list() == [iso3]
