"""United Nations missions: where and when, with which tasks, and how strong in which cell."""

from __future__ import annotations

import polars as pl

from forestall.curation.ged_pieces import gid
from forestall.curation.materials import Materials, number
from forestall.curation.states import gw_numbers, iso3_of

UNPMM = "missions/UNPMM_V2.0.xlsx"
UNPMM_SHEET = "Peace Missions"
GEOPKO = "missions/geopko_v2_3_FrontMap_site_year.csv"
PKO_LIST = "missions/DPPADPOSS-PKO_missions_2024.csv"

# Missions whose only listed country is the seat of a regional office (codebook, section 6).
SEAT_ONLY = {("UNOAU", "ETH"), ("UNOCA", "GAB"), ("UNOWAS", "SEN"), ("UNRGID", "CHE")}

# UNPMM leaves the number of this mission's country blank.
BLANK_COUNTRY = {"UNOSOM I": "SOM"}

# Operations of the departments' list that UNPMM has under another name or not at all.
LISTED_ONLY = {
    "IPTF": "BIH",
    "UNAVEM": "AGO",
    "UNCPSG": "HRV",
    "UNEF": "EGY",
    "UNFOR": "HRV",
    "UNGCI": "IRQ",
    "UNOHCI": "IRQ",
    "UNOSOM": "SOM",
    "UNPF": "HRV",
    "UNSCOB": "GRC",
}

TASKS = {
    "min01": "coordinating partners and donors",
    "min02": "demilitarization",
    "min03": "demining",
    "min04": "removing chemical weapons",
    "min05": "good offices and mediation",
    "min06": "humanitarian assistance",
    "min07": "monitoring military arrangements",
    "min08": "monitoring the police",
    "min09": "helping refugees and the displaced",
    "min10": "small arms control",
    "min11": "security for aid",
    "mod01": "early warning",
    "mod02": "disarming and reintegrating fighters",
    "mod03": "electoral assistance",
    "mod04": "electoral security",
    "mod05": "public information",
    "mod06": "monitoring rights violations",
    "mod07": "recovery and reconstruction",
    "mod08": "international criminal justice",
    "mod09": "protecting children",
    "mod10": "protection from sexual violence in conflict",
    "mod11": "protecting civilians",
    "max01": "civil society",
    "max02": "local reconciliation",
    "max03": "national reconciliation",
    "max04": "regional reconciliation",
    "max05": "economic reform",
    "max06": "good governance",
    "max07": "promoting human rights",
    "max08": "transitional institutions",
    "max09": "independent media",
    "max10": "judicial reform",
    "max11": "legal reform",
    "max12": "prison reform",
    "max13": "gender-based violence",
    "max14": "army reform",
    "max15": "police reform",
    "max16": "state administration",
    "max17": "transitional justice",
    "max18": "women's rights and participation",
    "ocat01": "use of force",
}
CLASSES = {"min": "minimalist", "mod": "moderate", "max": "maximalist", "oca": "overarching"}


def _mission_years(materials: Materials) -> pl.DataFrame:
    return materials.folder.sheet(UNPMM, UNPMM_SHEET)


def _day(column: str) -> pl.Expr:
    return pl.col(column).str.to_date("%d.%m.%Y", strict=False)


def missions(materials: Materials) -> pl.DataFrame:
    """The missions of UNPMM, one row per mission and country concerned."""
    raw = _mission_years(materials)
    numbers = [f"gwno_{i}" for i in range(1, 6)]
    rows = raw.select(
        *numbers,
        mission_id=number("mission_id"),
        acronym=pl.col("mission_abbrev").str.strip_chars(),
        name=pl.col("mission_fullname").str.strip_chars(),
        type=pl.col("mission_type"),
        region=pl.col("mission_regionclass"),
        start=_day("mission_startdate"),
        end=_day("mission_enddate"),
        organisations=pl.col("mission_orgs"),
    ).unique()
    index = [c for c in rows.columns if c not in numbers]
    long = rows.unpivot(numbers, index=index, value_name="gw").with_columns(
        iso3=number("gw").replace_strict(gw_numbers(), return_dtype=pl.String)
    )
    blank = pl.col("acronym").replace_strict(
        BLANK_COUNTRY, default=None, return_dtype=pl.String
    )
    placed = long.with_columns(iso3=pl.coalesce("iso3", blank)).drop_nulls("iso3")
    seat = pl.concat_str("acronym", "iso3", separator="|").is_in(
        [f"{acronym}|{iso3}" for acronym, iso3 in SEAT_ONLY]
    )
    first = ["mission_id", "acronym", "name", "type", "iso3", "region", "start", "end"]
    return (
        placed.with_columns(seat_only=seat)
        .select(*first, "organisations", "seat_only")
        .unique()
        .sort("mission_id", "iso3")
    )


def mandates(materials: Materials) -> pl.DataFrame:
    """Each mission's tasks by year; a task stays once it has been mandated."""
    raw = _mission_years(materials)
    years = raw.select(
        mission_id=number("mission_id"),
        acronym=pl.col("mission_abbrev").str.strip_chars(),
        year=number("task_yearest", pl.Int16),
        **{task: number(task, pl.Int8) for task in TASKS},
    )
    long = years.unpivot(
        list(TASKS), index=["mission_id", "acronym", "year"], variable_name="task"
    ).sort("mission_id", "task", "year")
    since = pl.col("value").cum_max().over("mission_id", "task", order_by="year")
    return (
        long.with_columns(since=since, before=since.shift(1).over("mission_id", "task"))
        .filter(pl.col("since") == 1)
        .select("mission_id", "acronym", "year", "task", new=pl.col("before").fill_null(0) == 0)
        .sort("mission_id", "year", "task")
    )


def tasks(materials: Materials) -> pl.DataFrame:
    """The task codes of UNPMM with labels in our words; ``materials`` is not read."""
    del materials
    rows = [(task, label, CLASSES[task[:3]]) for task, label in TASKS.items()]
    return pl.DataFrame(rows, schema=["task", "label", "class"], orient="row").sort("task")


def mission_strength(materials: Materials) -> pl.DataFrame:
    """Peacekeepers by mission, year and cell.

    The source repeats a site's row for every distinct strength on the year's maps; the yearly
    mean is the same on all of them, so a site counts once.
    """
    raw = materials.folder.csv(GEOPKO)
    key = ["mission", "year", "country", "location", "latitude", "longitude"]
    sites = raw.group_by(key).agg(
        troops=number("ave.no.troops", pl.Float64).mean(),
        police=(number("UNPOL") > 0).any(),
        observers=(number("UNMO") > 0).any(),
        headquarters=(number("hq") == 3).any(),
    )
    placed = sites.with_columns(
        number("latitude", pl.Float64), number("longitude", pl.Float64), number("year", pl.Int16)
    ).with_columns(gid=gid("latitude", "longitude"))
    owner = materials.made["grid"].select("gid", grid_iso3="iso3")
    codes = {n: iso3_of(n) for n in raw["country"].unique() if n is not None and "/" not in n}
    named = pl.col("country").replace_strict(codes, default=None, return_dtype=pl.String)
    located = placed.join(owner, on="gid", how="left").with_columns(
        iso3=pl.coalesce(named, "grid_iso3")
    )
    known = pl.col("troops").is_not_null()
    return (
        located.sort(key)
        .group_by("mission", "iso3", "year", "gid", maintain_order=True)
        .agg(
            troops=pl.when(known.any()).then(pl.col("troops").sum()),
            sites=pl.len().cast(pl.Int32),
            sites_unknown=(~known).sum().cast(pl.Int32),
            police=pl.col("police").any(),
            observers=pl.col("observers").any(),
            headquarters=pl.col("headquarters").any(),
        )
        .sort("mission", "year", "gid", "iso3")
    )


def pko_list(materials: Materials) -> pl.DataFrame:
    """The peace departments' own list of peacekeeping operations."""
    raw = materials.folder.csv(PKO_LIST)
    first = materials.made["missions"].sort("mission_id", "iso3")
    codes = dict(first.unique("acronym", keep="last").select("acronym", "iso3").iter_rows())
    iso3 = pl.col("mission_acronym").replace_strict(
        codes | LISTED_ONLY, default=None, return_dtype=pl.String
    )
    return raw.select(
        acronym=pl.col("mission_acronym"),
        name=pl.col("mission_name").str.strip_chars(' "'),
        iso3=iso3,
        start=pl.col("start_date").str.to_date("%Y-%m-%d"),
        end=pl.col("end_date").str.to_date("%Y-%m-%d"),
        active=pl.col("mission_isactive").str.to_lowercase() == "yes",
        headquarters=pl.col("mission_location").str.strip_chars(),
    ).sort("acronym")


def mediations(materials: Materials) -> pl.DataFrame:
    """Mediation processes in four countries, with the years as far as they are given."""
    raw = materials.folder.csv("missions/mend_peace_processes.csv").drop_nulls("conflict_country")
    span = pl.concat_str("STARTDATE", pl.lit("-"), "ENDDATE", ignore_nulls=True)
    begins = span.str.extract(r"^\D*(\d{4}|\d{2})\D", 1)
    ends = span.str.extract(r"-\s*[^\d-]*(\d{4}|\d{2})\D*$", 1)

    def year(text: pl.Expr) -> pl.Expr:
        value = text.cast(pl.Int16)
        return pl.when(value < 100).then(value + 2000).otherwise(value)

    return raw.select(
        iso3=pl.col("conflict_country").map_elements(iso3_of, return_dtype=pl.String),
        process=pl.col("groupings_mechanisms").str.strip_chars(),
        start=year(begins),
        end=year(ends),
        third_party=pl.col("third_party").str.strip_chars(),
        important=pl.col("important").is_not_null(),
    ).sort("iso3", "process", "third_party")
