"""United Nations missions: where and when, with which tasks, and how strong in which cell."""

from __future__ import annotations

import polars as pl

from forestall.curation.ged_pieces import gid
from forestall.curation.materials import Materials, number
from forestall.curation.states import gw_numbers, iso3_of

UNPMM = "missions/UNPMM_V2.0.xlsx"
UNPMM_SHEET = "Peace Missions"
GEOPKO = "missions/geopko_v2_3_FrontMap_site_year.csv"
GEOPKO_MAPS = "missions/geopko_v2_site_map_1994_2020_full.csv.gz"
PKO_LIST = "missions/DPPADPOSS-PKO_missions_2024.csv"

# Missions whose only listed country is the seat of a regional office (codebook, section 6).
SEAT_ONLY = {("UNOAU", "ETH"), ("UNOCA", "GAB"), ("UNOWAS", "SEN"), ("UNRGID", "CHE")}

# UNPMM leaves the number of this mission's country blank.
BLANK_COUNTRY = {"UNOSOM I": "SOM"}

# Operations of the departments' list that UNPMM has under another name, not at all, or with a
# party to the conflict as its first country.
LISTED_COUNTRY = {
    "IPTF": "BIH",
    "UNAVEM": "AGO",
    "UNCPSG": "HRV",
    "UNEF": "EGY",
    "UNEF II": "EGY",
    "UNFOR": "HRV",
    "UNGCI": "IRQ",
    "UNMIK": "XKX",
    "UNMISET": "TLS",
    "UNMIT": "TLS",
    "UNOHCI": "IRQ",
    "UNOSOM": "SOM",
    "UNPF": "HRV",
    "UNSCOB": "GRC",
    "UNTAET": "TLS",
}

# UNPMM carries rows of 2023 in which nothing was coded.
LAST_CODED_YEAR = 2022

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
    blank = pl.col("acronym").replace_strict(BLANK_COUNTRY, default=None, return_dtype=pl.String)
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
    coded = long.filter(pl.col("year") <= LAST_CODED_YEAR)
    since = pl.col("value").cum_max().over("mission_id", "task", order_by="year")
    return (
        coded.with_columns(since=since, before=since.shift(1).over("mission_id", "task"))
        .filter(pl.col("since") == 1)
        .select("mission_id", "acronym", "year", "task", new=pl.col("before").fill_null(0) == 0)
        .sort("mission_id", "year", "task")
    )


def tasks(materials: Materials) -> pl.DataFrame:
    """The task codes of UNPMM with labels in our words; ``materials`` is not read."""
    del materials
    rows = [(task, label, CLASSES[task[:3]]) for task, label in TASKS.items()]
    return pl.DataFrame(rows, schema=["task", "label", "class"], orient="row").sort("task")


def _time_there(materials: Materials) -> pl.DataFrame:
    """The share of a mission-year's maps that show a site, 1994–2020: mission, year, place, share.

    The source's yearly mean is over the maps that show the site; a battalion that moved in June
    would count in both places all year.
    """
    raw = materials.folder.csv(GEOPKO_MAPS)
    sheets = raw.select(
        "mission",
        number("year", pl.Int16),
        sheet=pl.concat_str("source", "month", separator="|", ignore_nulls=True),
        place=_place(),
    )
    maps = sheets.group_by("mission", "year").agg(maps=pl.col("sheet").n_unique())
    shown = sheets.group_by("mission", "year", "place").agg(shown=pl.col("sheet").n_unique())
    return shown.join(maps, on=["mission", "year"]).select(
        "mission", "year", "place", share=pl.col("shown") / pl.col("maps")
    )


def _place() -> pl.Expr:
    """Coordinates to 3 decimals (100 m) as one key; versions differ in the digits after."""
    rounded = (number(c, pl.Float64).round(3).cast(pl.String) for c in ("latitude", "longitude"))
    return pl.concat_str(*rounded, separator=" ")


def _sites(materials: Materials) -> pl.DataFrame:
    """Each site once a year, with troops as a mean over all of the mission's maps.

    The source repeats a site's row for every distinct strength on the year's maps; the yearly
    mean is the same on all of them.
    """
    raw = materials.folder.csv(GEOPKO)
    key = ["mission", "year", "country", "location", "latitude", "longitude"]
    sites = raw.group_by(key).agg(
        mean=number("ave.no.troops", pl.Float64).mean(),
        police=(number("UNPOL") > 0).any(),
        observers=(number("UNMO") > 0).any(),
        headquarters=(number("hq") == 3).any(),
    )
    placed = sites.sort(key).with_columns(number("year", pl.Int16), place=_place())
    timed = placed.join(
        _time_there(materials), on=["mission", "year", "place"], how="left", maintain_order="left"
    )
    lat, lon = number("latitude", pl.Float64), number("longitude", pl.Float64)
    return timed.with_columns(lat, lon).with_columns(
        gid=gid("latitude", "longitude"), troops=pl.col("mean") * pl.col("share").fill_null(1.0)
    )


def mission_strength(materials: Materials) -> pl.DataFrame:
    """Peacekeepers by mission, year and cell."""
    sites = _sites(materials)
    owner = materials.made["grid"].select("gid", grid_iso3="iso3")
    codes = {n: iso3_of(n) for n in sites["country"].unique() if n is not None and "/" not in n}
    named = pl.col("country").replace_strict(codes, default=None, return_dtype=pl.String)
    located = sites.join(owner, on="gid", how="left", maintain_order="left").with_columns(
        iso3=pl.coalesce(named, "grid_iso3")
    )
    known = pl.col("troops").is_not_null()
    return (
        located.group_by("mission", "iso3", "year", "gid", maintain_order=True)
        .agg(
            troops=pl.when(known.any()).then(pl.col("troops").sum().round(1)),
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
    listed = _mission_years(materials).select("mission_abbrev", "gwno_1").drop_nulls().unique()
    codes = {name.strip(): gw_numbers()[int(float(gw))] for name, gw in listed.iter_rows()}
    iso3 = pl.col("mission_acronym").replace_strict(
        codes | BLANK_COUNTRY | LISTED_COUNTRY, default=None, return_dtype=pl.String
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
