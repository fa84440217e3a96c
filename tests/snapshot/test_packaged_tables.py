"""The packaged tables against published and hand-countable facts."""

from __future__ import annotations

from importlib.resources import files

import polars as pl
import pytest

from forestall import snapshot
from forestall.curation.catalogue import MAKERS, OUTLINES
from forestall.vocabulary import Month, cell_centre

table = snapshot.table


def test_they_match_their_checksums() -> None:
    assert set(snapshot.verify()) == {*MAKERS, OUTLINES}


def test_they_stay_under_15_mb() -> None:
    sizes = [
        len(path.read_bytes())
        for path in files("forestall.snapshot").iterdir()
        if path.name.endswith(".parquet")
    ]
    assert sum(sizes) < 15_000_000
    assert sum(sizes) == snapshot.sources()["snapshot"]["bytes"]


@pytest.mark.parametrize("name", sorted(MAKERS))
def test_rows_and_columns_are_as_described(name: str) -> None:
    about = snapshot.sources()["tables"][name]
    assert table(name).height == about["rows"]
    assert {c: str(t) for c, t in table(name).schema.items()} == about["columns"]


@pytest.mark.parametrize("name", sorted({*MAKERS} - {"grid"}))
def test_every_iso3_is_a_known_state(name: str) -> None:
    known = set(table("countries")["iso3"])
    for column in (c for c in table(name).columns if c.endswith("iso3") or c == "neighbour"):
        assert set(table(name)[column].drop_nulls()) <= known


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("countries", ["iso3"]),
        ("country_codes", ["gw"]),
        ("country_month", ["iso3", "month_id", "kind"]),
        ("one_sided", ["actor_id", "year", "iso3"]),
        ("dyads", ["dyad_id", "year", "iso3"]),
        ("battle_deaths", ["dyad_id", "year", "iso3"]),
        ("conflicts", ["conflict_id", "year", "iso3"]),
        ("actors", ["actor_id", "iso3"]),
        ("deaths_by_kind", ["iso3", "month_id", "kind"]),
        ("cells", ["coverage", "gid", "iso3", "month_id", "kind", "side_a", "side_b"]),
        ("missions", ["mission_id", "iso3"]),
        ("mandates", ["mission_id", "year", "task"]),
        ("mission_strength", ["mission", "year", "gid", "iso3"]),
        ("episodes", ["episode"]),
        ("excluded", ["iso3", "year"]),
        ("grid", ["gid"]),
        ("country_names", ["name", "iso3", "scheme"]),
    ],
)
def test_keys_are_unique(name: str, key: list[str]) -> None:
    assert table(name).select(key).is_duplicated().sum() == 0


def test_states_of_today() -> None:
    # 193 members of the United Nations, Kosovo and Taiwan; VIEWS counts 191 of them
    states = table("countries")
    assert states.height == 195
    assert states["views_id"].drop_nulls().n_unique() == 191
    assert states.filter(iso3="PNG")["region"].item() == "Oceania"
    assert states.filter(iso3="EGY")["region"].item() == "Middle East"
    assert states.filter(iso3="XKX")["gw"].item() == 347


def test_neighbours_are_mutual() -> None:
    pairs = set(table("neighbours").rows())
    assert pairs == {(b, a) for a, b in pairs}
    of_caf = {b for a, b in pairs if a == "CAF"}
    assert of_caf == {"TCD", "SDN", "SSD", "COD", "COG", "CMR"}  # its six neighbours


def test_the_monthly_series_is_whole() -> None:
    series = table("country_month").filter(kind="all")
    # 133 countries from January 1989 to May 2026: 37 years and 5 months
    assert series["iso3"].n_unique() == 133
    assert series.height == 133 * (37 * 12 + 5)
    assert series["month_id"].max() == Month(2026, 5).id == 557
    assert series["deaths"].null_count() == 0
    state_based = table("country_month").filter(kind="state-based")
    assert state_based.height == 191 * (6 * 12 + 4)


def test_one_sided_shares_add_up() -> None:
    # UCDP One-sided 25.1: 1,330 actor-years of 363 actors, 463 of governments
    shares = table("one_sided")
    years = shares.group_by("actor_id", "year").agg(
        pl.col("best").sum(), pl.col("is_government").first(), pl.col("allocated").first()
    )
    assert years.height == 1330
    assert years["is_government"].sum() == 463
    assert shares["actor_id"].n_unique() == 363
    whole = (years["best"] - years["best"].round()).abs().max()
    assert isinstance(whole, float)
    assert whole < 1e-6
    assert shares.filter(~pl.col("allocated")).height == 1330 - 215
    assert (shares["low"] <= shares["best"] + 1e-9).all()
    assert (shares["best"] <= shares["high"] + 1e-9).all()


def test_rwanda_1994_stays_in_rwanda() -> None:
    killed = table("one_sided").filter(year=1994, iso3="RWA", government_iso3="RWA")
    assert killed["best"].item() > 500_000


def test_battle_deaths_add_up_to_the_dyads() -> None:
    fought = table("battle_deaths").group_by("dyad_id", "year").agg(pl.col("best").sum())
    assert fought.height == 1995  # rows of UCDP Battle-related Deaths 25.1
    stated = table("dyads").select("dyad_id", "year", stated="best").unique().drop_nulls()
    both = fought.join(stated, on=["dyad_id", "year"])
    assert both.height == 1995
    assert ((both["best"] - both["stated"]).abs() < 1e-6).all()


def test_cells_of_the_central_african_republic() -> None:
    cells = table("cells").filter(coverage="ged23-caf")
    assert cells["events"].sum() == 1848
    assert 137213 in cells["gid"].to_list()
    latitude, longitude = cell_centre(137213)
    assert (latitude, longitude) == (5.25, 26.25)
    assert table("grid").filter(gid=137213)["iso3"].item() == "CAF"


def test_every_event_of_the_pieces_is_in_the_cells() -> None:
    events = dict(table("cells").group_by("coverage").agg(pl.col("events").sum()).iter_rows())
    assert events == {
        "ged23-caf": 1848,
        "ged24-mmr": 7374,
        "ged24-mex": 18957,
        "ged19-syr": 16566,
        "candidate-2026-02": 1298,
        "newest-weeks": 2000,
    }
    assert table("coverage").filter(~pl.col("complete"))["coverage"].to_list() == ["newest-weeks"]


def test_cells_name_no_placeholders_and_keep_order() -> None:
    cells = table("cells")
    assert not cells["side_a"].str.starts_with("XXX").any()
    assert not cells["side_b"].str.starts_with("XXX").any()
    assert (cells["low"] <= cells["best"]).all()
    assert (cells["best"] <= cells["high"]).all()
    assert (cells["low"] >= 0).all()


def test_deaths_of_2025() -> None:
    assert table("deaths_by_kind")["events"].sum() == 28396
    assert table("deaths_by_kind")["iso3"].n_unique() == 77


def test_missions_of_the_united_nations() -> None:
    # UNPMM 2.0: 72 peacekeeping operations, 52 special political missions, 17 good offices
    kinds = table("missions").unique("mission_id")["type"].value_counts().sort("type").rows()
    assert kinds == [("GOE", 17), ("PKO", 72), ("SPM", 52)]
    preventive = table("missions").filter(acronym="UNPREDEP")
    assert preventive["iso3"].to_list() == ["MKD"]
    somalia = table("missions").filter(acronym="UNOSOM I")
    assert somalia["iso3"].to_list() == ["SOM"]  # blank in the source


def test_minusca_goes_on_protecting_civilians() -> None:
    task = table("mandates").filter(acronym="MINUSCA", task="mod11")
    assert task.filter(year=2014)["new"].to_list() == [True]
    assert task.filter(year=2015)["new"].to_list() == [False]
    assert task["year"].to_list() == list(range(2014, 2023))
    assert table("mandates")["year"].max() == 2022


def test_task_codes() -> None:
    # 11 minimalist, 11 moderate, 18 maximalist, and the use of force
    classes = dict(table("tasks")["class"].value_counts().iter_rows())
    assert classes == {"minimalist": 11, "moderate": 11, "maximalist": 18, "overarching": 1}


def test_strength_of_missions_is_of_the_right_size() -> None:
    # UNPREDEP had some 1,050 troops; Geo-PKO counts units at their standard size
    strength = table("mission_strength").filter(mission="UNPREDEP", year=1998)
    assert 1000 < strength["troops"].sum() < 2000
    # MINUSCA's ceiling was 11,650 military personnel in 2020
    minusca = table("mission_strength").filter(mission="MINUSCA", year=2020)
    assert 10_000 < minusca["troops"].sum() < 14_000
    assert table("mission_strength")["mission"].n_unique() == 52


def test_mass_killing_episodes() -> None:
    # base rates since 1990: 40 state-led and 26 not
    episodes = table("episodes")
    assert episodes.height == 157
    since = episodes.filter(pl.col("start") >= 1990)
    assert since["state_led"].sum() == 40
    assert since.height - since["state_led"].sum() == 26
    assert episodes.filter(episode="pak1971s1")["iso3"].item() == "BGD"


def test_study_findings_of_peace_operations() -> None:
    findings = table("study_findings").filter(tool="Peace operations")
    assert findings.height == 101
    assert findings["practitioner_only"].sum() == 26
    host = findings.filter(pl.col("factor").str.starts_with("Government principally"))
    assert host.select("greater", "lesser", "no_mixed").row(0) == (5, 0, 5)
    # inverted: 13 studies favour the unbiased; 7 practitioners too, with the sign of "biased"
    biased = findings.filter(pl.col("original_factor").str.starts_with("Biased"))
    assert biased["factor"].item().startswith("Unbiased")
    assert biased["practitioner_share"].item() == pytest.approx(-7 / 13)
    assert not biased["practitioner_sign_follows_factor"].item()
    assert not findings["family"].drop_nulls().str.contains(r"\s$").any()
    assert table("tool_findings").height == 1606


def test_votes_agree_with_the_strength_words() -> None:
    # more than 3 Stronger, more than 1 Moderate, else Weaker
    votes = table("study_findings").drop_nulls(["votes", "strength"])
    word = (
        pl.when(pl.col("votes").abs() > 3)
        .then(pl.lit("Stronger"))
        .when(pl.col("votes").abs() > 1)
        .then(pl.lit("Moderate"))
        .otherwise(pl.lit("Weaker"))
    )
    assert votes.filter(pl.col("strength") != word).height == 0


def test_evidence_lists() -> None:
    assert table("effects").height == 25
    assert table("cases").height == 20
    assert set(table("cases")["consent"]) == {"refused", "nominal", "obstructed", "willing"}
    assert table("framework")["number"].to_list() == list(range(1, 15))


def test_outlines_are_small_and_cover_the_states() -> None:
    drawn = set(table("outlines")["iso3"])
    assert set(table("countries")["iso3"]) - drawn == {"TUV"}  # smaller than a point at 1:50m
    rings = table("outlines").group_by("iso3", "part", "ring", maintain_order=True)
    ends = rings.agg(
        pl.col("longitude").first() == pl.col("longitude").last(),
        pl.col("latitude").first() == pl.col("latitude").last(),
        n=pl.len(),
    )
    assert ends["longitude"].all()
    assert ends["latitude"].all()
    # no line jumps across the map
    jumps = rings.agg(pl.col("longitude").diff().abs().max())
    assert jumps["longitude"].to_numpy().max() < 60
    assert len((files("forestall.snapshot") / "outlines.parquet").read_bytes()) < 1_000_000
