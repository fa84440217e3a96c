"""The packaged tables and the user's events over them: complete, and nothing twice."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from ged_files import Row, event, write_csv

from forestall import snapshot
from forestall.errors import NoData
from forestall.records.holdings import Holdings
from forestall.records.store import Store
from forestall.vocabulary import Month, countries, gw_to_iso3

# Uruguay is quiet in every packaged table, so all that is found there is the user's.
URUGUAY = {"country": "Uruguay", "country_id": 165, "latitude": -33.1, "longitude": -56.2}


def uruguay(at: int, day: str, **fields: object) -> Row:
    return event(id=at, date_start=day, date_end=day, **{**URUGUAY, **fields})


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "store")


@pytest.fixture
def packaged(tmp_path: Path) -> Holdings:
    return Holdings.open(Store(tmp_path / "empty"))


def _add(store: Store, name: str, *rows: Row) -> None:
    path = store.root.parent / name
    store.add(write_csv(path, rows))


def _deaths(holdings: Holdings, iso3: str, month: Month, kind: str = "all") -> int:
    frame = holdings.monthly_deaths(kind)
    return int(frame.filter(iso3=iso3, month_id=month.id)["deaths"].item())


def test_the_packaged_series_is_complete_and_ordered(packaged: Holdings) -> None:
    frame = packaged.monthly_deaths()
    assert frame.schema == {"iso3": pl.String, "month_id": pl.Int32, "deaths": pl.Int64}
    months = packaged.known_until().id - Month(1989, 1).id + 1
    assert frame.height == len(countries()) * months
    assert frame.equals(frame.sort("iso3", "month_id"))
    assert frame["deaths"].null_count() == 0
    table = snapshot.table("country_month").filter(kind="all")
    assert frame["deaths"].sum() == table["deaths"].sum()


def test_until_hides_the_future(packaged: Holdings) -> None:
    past = Month(2015, 6)
    assert packaged.known_until(past) == past
    assert packaged.monthly_deaths(until=past)["month_id"].max() == past.id
    assert packaged.one_sided(past)["year"].max() == 2014
    assert packaged.one_sided(Month(2015, 12))["year"].max() == 2015
    assert packaged.one_sided_totals(past)["year"].max() == 2014
    assert packaged.cells("CAF", past)["month_id"].max() <= past.id
    reach = packaged.coverage("CAF", past)
    assert reach["last_month"].to_list() == [past.id]
    assert packaged.deaths_by_kind("CAF", past).is_empty()


def test_before_the_first_month_nothing_is_known(packaged: Holdings) -> None:
    with pytest.raises(NoData, match="1988-12"):
        packaged.monthly_deaths(until=Month(1988, 12))
    with pytest.raises(NoData, match="sorcery"):
        packaged.monthly_deaths("sorcery")


def test_state_based_deaths_have_their_own_months(packaged: Holdings) -> None:
    frame = packaged.monthly_deaths("state-based")
    # VIEWS actuals: 2018-01 to 2024-04.
    assert (frame["month_id"].min(), frame["month_id"].max()) == (457, 532)


def test_totals_are_the_sum_of_the_actors(packaged: Holdings) -> None:
    actors = packaged.one_sided().filter(iso3="MMR", year=2021)
    total = packaged.one_sided_totals().filter(iso3="MMR", year=2021).row(0, named=True)
    assert total["best"] == pytest.approx(actors["best"].sum())
    assert total["source"] == "one_sided"
    newest = packaged.one_sided_totals().filter(year=2025)
    assert set(newest["source"]) == {"candidate"}
    assert (newest["low"] == newest["best"]).all()


def test_a_final_release_replaces_the_months_it_speaks_for(store: Store) -> None:
    spanning = {"date_start": "2020-03-31", "date_end": "2020-04-01", "best": 10, "high": 10}
    _add(store, "ged_v25_1_uruguay.csv", event(id=1, **{**URUGUAY, **spanning}))
    holdings = Holdings.open(store)
    # Two days, one in each month: 5 and 5.
    assert _deaths(holdings, "URY", Month(2020, 3)) == 5
    assert _deaths(holdings, "URY", Month(2020, 4)) == 5
    other = holdings.monthly_deaths().filter(pl.col("iso3") != "URY")
    plain = Holdings.open(Store(store.root / "none")).monthly_deaths()
    assert other.equals(plain.filter(pl.col("iso3") != "URY"))
    assert [str(version) for version in holdings.versions()][-1] == "UCDP GED 25.1"


def test_a_final_release_speaks_before_a_candidate(store: Store) -> None:
    _add(store, "GEDEvent_v24_0_5.csv", uruguay(1, "2024-05-03", best=7, low=7, high=7))
    assert _deaths(Holdings.open(store), "URY", Month(2024, 5)) == 7
    _add(store, "ged_v25_1_uruguay.csv", uruguay(1, "2024-05-03", best=10, high=10))
    holdings = Holdings.open(store)
    assert _deaths(holdings, "URY", Month(2024, 5)) == 10
    kinds = holdings.deaths_by_kind("URY")
    assert kinds.rows() == [("URY", Month(2024, 5).id, "state-based", 10, "UCDP GED 25.1")]
    assert holdings.cells("URY")["best"].to_list() == [10]


def test_the_newer_final_release_speaks(store: Store) -> None:
    _add(store, "ged_v24_1_uruguay.csv", uruguay(1, "2022-05-03", best=8, high=8))
    _add(store, "ged_v25_1_uruguay.csv", uruguay(1, "2022-05-03", best=10, high=10))
    assert _deaths(Holdings.open(store), "URY", Month(2022, 5)) == 10


def test_candidate_events_that_began_earlier_count_in_the_candidates_month(store: Store) -> None:
    early = event(id=1, **URUGUAY, date_start="2026-01-20", date_end="2026-02-03")
    _add(store, "GEDEvent_v26_0_2.csv", early)
    holdings = Holdings.open(store)
    assert _deaths(holdings, "URY", Month(2026, 1)) == 0
    assert _deaths(holdings, "URY", Month(2026, 2)) == 4


def _world(month: str) -> list[Row]:
    codes = sorted(gw_to_iso3())[:40]
    return [
        event(id=at, country_id=gw, date_start=f"{month}-02", date_end=f"{month}-02")
        for at, gw in enumerate(codes, 1)
    ]


def test_a_month_of_candidates_of_the_world_moves_the_end_of_the_series(store: Store) -> None:
    end = Holdings.open(store).known_until()
    after, later = end + 1, end + 3
    name = "GEDEvent_v{}_0_{}.csv"
    _add(store, name.format(later.year - 2000, later.month), *_world(str(later)))
    assert Holdings.open(store).known_until() == end  # two months between are not known
    _add(store, name.format(after.year - 2000, after.month), *_world(str(after)))
    holdings = Holdings.open(store)
    assert holdings.known_until() == after
    known = {gw_to_iso3()[gw] for gw in sorted(gw_to_iso3())[:40]}
    frame = holdings.monthly_deaths().filter(month_id=after.id)
    assert frame["deaths"].sum() == 40 * 4
    assert set(frame.filter(pl.col("deaths") > 0)["iso3"]) == known


def test_kinds_are_known_for_twelve_months_without_a_gap(store: Store) -> None:
    plain = Holdings.open(store)
    assert plain.kinds_known_until("URY") == Month(2025, 12)  # the packaged candidates of 2025
    assert plain.kinds_known_until("URY", Month(2025, 11)) is None
    name = "GEDEvent_v26_0_{}.csv"
    _add(store, name.format(2), uruguay(1, "2026-02-03"))
    assert Holdings.open(store).kinds_known_until("URY") == Month(2025, 12)  # January is unknown
    _add(store, name.format(1), uruguay(2, "2026-01-03"))
    assert Holdings.open(store).kinds_known_until("URY") == Month(2026, 2)


def test_a_sample_is_shown_and_never_totalled(store: Store) -> None:
    # One event of Sudan's thousands, in a file that calls itself a release.
    rows = [
        event(id=1, country="Sudan", country_id=625, date_start="2015-05-02", date_end="2015-05-02")
    ]
    _add(store, "ged_v25_1_sudan.csv", *rows)
    (held,) = store.stored()
    assert held.manifest.coverage is not None
    assert not held.manifest.coverage.complete
    assert "of the deaths the package counts" in store.stored()[0].manifest.coverage.note
    holdings = Holdings.open(store)
    plain = Holdings.open(Store(store.root / "none"))
    assert holdings.monthly_deaths().equals(plain.monthly_deaths())
    assert holdings.one_sided_totals().equals(plain.one_sided_totals())
    mine = holdings.cells("SDN").filter(coverage=held.folder.name)
    assert mine["events"].to_list() == [1]
    reach = holdings.coverage("SDN").filter(coverage=held.folder.name)
    assert reach["complete"].to_list() == [False]


def test_a_file_that_names_no_release_is_a_sample(store: Store) -> None:
    _add(store, "uruguay.csv", uruguay(1, "2020-05-03"))
    assert _deaths(Holdings.open(store), "URY", Month(2020, 5)) == 0


def test_an_event_in_two_samples_is_shown_once(store: Store) -> None:
    _add(store, "one.csv", uruguay(1, "2020-05-03"))
    _add(store, "two.csv", uruguay(1, "2020-05-03"), uruguay(2, "2020-06-03"))
    assert Holdings.open(store).cells("URY")["events"].sum() == 2


def test_whole_pieces_of_the_package_go_before_a_users_sample(store: Store) -> None:
    packaged = Holdings.open(store).cells("CAF")
    busy = Month.from_id(packaged["month_id"][0])
    _add(store, "some.csv", event(date_start=f"{busy}-02", date_end=f"{busy}-02"))
    assert Holdings.open(store).cells("CAF").equals(packaged)


def test_one_sided_rows_from_whole_years_of_events(store: Store) -> None:
    government = {"type_of_violence": 3, "side_a": "Government of Uruguay", "side_a_new_id": 77}
    band = {"type_of_violence": 3, "side_a": "Hill Brigade", "side_a_new_id": 78}
    _add(
        store,
        "ged_v25_1_uruguay.csv",
        uruguay(1, "2018-02-03", best=20, low=10, high=20, **government),
        uruguay(2, "2018-08-03", best=5, low=5, high=9, **government),
        uruguay(3, "2018-08-04", best=24, low=24, high=24, **band),  # below UCDP's 25 a year
        uruguay(4, "2019-08-04", best=40, low=40, high=40),  # a battle, not one-sided
    )
    holdings = Holdings.open(store)
    found = holdings.one_sided().filter(iso3="URY")
    assert found.schema == snapshot.table("one_sided").schema
    assert found.rows(named=True) == [
        {
            "actor_id": 77,
            "actor": "Government of Uruguay",
            "is_government": True,
            "government_iso3": "URY",
            "year": 2018,
            "iso3": "URY",
            "countries": 1,
            "best": 25.0,
            "low": 15.0,
            "high": 29.0,
            "allocated": False,
        }
    ]
    total = holdings.one_sided_totals().filter(iso3="URY").row(0, named=True)
    assert (total["best"], total["source"]) == (25.0, "UCDP GED 25.1")


HEADER = (
    "actor_id,actor_name,year,best_fatality_estimate,low_fatality_estimate,"
    "high_fatality_estimate,is_government_actor,gwno_location\n"
)


def test_a_later_yearly_table_replaces_the_packaged_one(store: Store) -> None:
    path = store.root.parent / "OneSided_v99_1.csv"
    # No deaths of any kind in either country in 2030, so each weighs 1 and gets a half.
    path.write_text(HEADER + '77,Government of Uruguay,2030,30,28,40,1,"165, 160"\n')
    store.add(path)
    holdings = Holdings.open(store)
    columns = ["iso3", "government_iso3", "best", "low", "high", "countries", "allocated"]
    assert holdings.one_sided().select(columns).sort("iso3").rows() == [
        ("ARG", "URY", 15.0, 0.0, 40.0, 2, True),
        ("URY", "URY", 15.0, 0.0, 40.0, 2, True),
    ]
    sources = holdings.one_sided_totals()["source"].unique().to_list()
    assert sources == ["UCDP One-sided Violence 99.1"]


def test_of_a_coalition_the_host_government_is_named(store: Store) -> None:
    path = store.root.parent / "OneSided_v99_1.csv"
    both = '"Government of Argentina, Government of Uruguay"'
    path.write_text(HEADER + f'77,{both},2030,30,28,40,1,"165, 140"\n')
    store.add(path)
    found = Holdings.open(store).one_sided().sort("iso3").select("iso3", "government_iso3")
    # In Brazil, which is not among them, the first stands for all.
    assert found.rows() == [("BRA", "ARG"), ("URY", "URY")]


def test_an_older_yearly_table_does_not(store: Store, packaged: Holdings) -> None:
    path = store.root.parent / "OneSided_v20_1.csv"
    path.write_text(HEADER + "77,Government of Uruguay,2010,30,28,40,1,165\n")
    store.add(path)
    assert Holdings.open(store).one_sided().equals(packaged.one_sided())


def test_part_of_a_year_makes_no_one_sided_rows(store: Store) -> None:
    row = uruguay(1, "2026-02-03", type_of_violence=3, side_a_new_id=78, best=90, high=90)
    _add(store, "GEDEvent_v26_0_2.csv", row)
    assert Holdings.open(store).one_sided().filter(iso3="URY").is_empty()


def test_every_packaged_source_is_listed(packaged: Holdings) -> None:
    versions = packaged.versions()
    assert len(versions) == len(snapshot.sources()["sources"])
    assert all(version.source and version.added is None for version in versions)
