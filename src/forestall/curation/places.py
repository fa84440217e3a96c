"""Countries, the numbers and names they go by, their neighbours and their grid cells."""

from __future__ import annotations

import numpy as np
import polars as pl

from forestall.curation.materials import Materials, number
from forestall.curation.states import (
    common_names,
    former_names,
    gw_numbers,
    iso3_of,
    iso3_of_gw,
    states,
)

GRID = "spatial/conflictforecast_grid_risk_2025-07_with_country.csv.gz"
VIEWS_COUNTRIES = "forecasts/views_challenge/country_list.csv"
PACE = "forecasts/pace_country_month_fatalities_1989-01_2026-05.csv"

# The grid file writes these two otherwise than ISO 3166 and the World Bank do.
GRID_CODES = {"XXK": "XKX", "NAU": "NRU"}

# States too small to own a cell of the grid: their capitals (latitude, longitude).
SMALL_STATES = {
    "AND": (42.51, 1.52),
    "LIE": (47.14, 9.52),
    "MCO": (43.73, 7.42),
    "SMR": (43.94, 12.45),
}


def grid(materials: Materials) -> pl.DataFrame:
    """gid, iso3 and the outside forecast's risk of each PRIO-GRID land cell."""
    raw = materials.folder.csv(GRID, ("gid", "isocode", "risk"))
    return raw.select(
        gid=number("gid"),
        iso3=pl.col("isocode").replace(GRID_CODES),
        risk=number("risk", pl.Float64).cast(pl.Float32),
    ).sort("gid")


def _centres(cells: pl.DataFrame) -> dict[str, tuple[float, float]]:
    """Centre of each country's cells on the sphere, weighted by area.

    Averaging points in space rather than degrees keeps the date line from doing harm.
    """
    row, column = (cells["gid"].to_numpy() - 1) // 720, (cells["gid"].to_numpy() - 1) % 720
    lat, lon = np.radians(row / 2 - 89.75), np.radians(column / 2 - 179.75)
    points = cells.select("iso3").with_columns(
        x=pl.Series(np.cos(lat) ** 2 * np.cos(lon)),
        y=pl.Series(np.cos(lat) ** 2 * np.sin(lon)),
        z=pl.Series(np.cos(lat) * np.sin(lat)),
    )
    means = points.group_by("iso3", maintain_order=True).mean()
    return {
        iso3: (
            round(float(np.degrees(np.arctan2(z, np.hypot(x, y)))), 2),
            round(float(np.degrees(np.arctan2(y, x))), 2),
        )
        for iso3, x, y, z in means.iter_rows()
    }


def countries(materials: Materials) -> pl.DataFrame:
    """Today's states with their numbers, region and centre."""
    views = materials.folder.csv(VIEWS_COUNTRIES, ("country_id", "name"))
    views_id = {iso3_of(name): int(key) for key, name in views.iter_rows()}
    centre = _centres(materials.made["grid"]) | SMALL_STATES
    rows = [
        (s.iso3, s.name, s.gw, s.cow, views_id.get(s.iso3), s.region, *centre[s.iso3])
        for s in states().values()
    ]
    schema = {
        "iso3": pl.String,
        "name": pl.String,
        "gw": pl.Int32,
        "cow": pl.Int32,
        "views_id": pl.Int32,
        "region": pl.String,
        "latitude": pl.Float64,
        "longitude": pl.Float64,
    }
    return pl.DataFrame(rows, schema=schema, orient="row").sort("iso3")


def _ucdp_names(materials: Materials) -> dict[int, str]:
    """UCDP's own name for each number, from rows that list one country only."""
    pairs = (
        ("ucdp/OneSided_v25_1.csv", "gwno_location", "location"),
        ("ucdp/ucdp-dyadic-251.csv", "gwno_loc", "location"),
        ("ucdp/ucdp-actor-221.csv", "GWNOLoc", "Location"),
    )
    names: dict[int, str] = {}
    for file, numbers_in, names_in in reversed(pairs):
        frame = materials.folder.csv(file, (numbers_in, names_in)).drop_nulls()
        single = frame.filter(~pl.col(numbers_in).str.contains(","))
        names |= {int(float(gw)): name for gw, name in single.unique().sort(names_in).iter_rows()}
    return names


def country_codes(materials: Materials) -> pl.DataFrame:
    """Every Gleditsch–Ward number in use, with the state of today it stands for."""
    names = {s.gw: s.name for s in states().values()} | former_names() | _ucdp_names(materials)
    rows = [(gw, iso3, names[gw]) for gw, iso3 in gw_numbers().items()]
    schema = {"gw": pl.Int32, "iso3": pl.String, "ucdp_name": pl.String}
    return pl.DataFrame(rows, schema=schema, orient="row").sort("gw")


def country_names(materials: Materials) -> pl.DataFrame:
    """How each source spells each country: name, iso3, scheme."""
    folder = materials.folder
    found: list[tuple[str, str, str]] = [
        (name, iso3, "ucdp")
        for iso3, name in materials.made["country_codes"].select("iso3", "ucdp_name").iter_rows()
    ]
    spelled = (
        ("ucdp", folder.csv("ucdp/ged_candidate_2025_global_slim.csv.gz")["country"]),
        ("pace", pl.Series(folder.csv(PACE).columns[1:]).filter(_named(folder.csv(PACE)))),
        ("views", folder.csv(VIEWS_COUNTRIES)["name"]),
        ("ewp", folder.csv("atrocity/ewp_2025_published_forecasts_2025_2026.csv")["ewp_name"]),
        ("geopko", folder.csv("missions/geopko_v2_3_FrontMap_site_year.csv")["country"]),
    )
    for scheme, names in spelled:
        known = names.drop_nulls().str.strip_chars().unique()
        found += [(n, iso3_of(n), scheme) for n in known if "/" not in n or scheme == "ewp"]
    found += [(n, iso3_of_gw(gw), "epr") for n, gw in _epr_names(materials)]
    found += [(name, iso3, "common") for name, iso3 in common_names()]
    schema = ["name", "iso3", "scheme"]
    return pl.DataFrame(found, schema=schema, orient="row").unique().sort("scheme", "name", "iso3")


def _named(pace: pl.DataFrame) -> list[bool]:
    return [not c.startswith("Unnamed") for c in pace.columns[1:]]


def _epr_names(materials: Materials) -> list[tuple[str, int]]:
    frame = materials.folder.csv("spatial/EPR-2019_core_groups.csv", ("statename", "gwid"))
    return [(name, int(gw)) for name, gw in frame.unique().iter_rows()]


def neighbours(materials: Materials) -> pl.DataFrame:
    """Pairs of countries with touching cells (eight directions, across the date line too)."""
    owner = dict(materials.made["grid"].select("gid", "iso3").iter_rows())
    pairs: set[tuple[str, str]] = set()
    for gid, iso3 in owner.items():
        row, column = divmod(gid - 1, 720)
        for up, right in ((0, 1), (1, -1), (1, 0), (1, 1)):
            other = owner.get((row + up) * 720 + (column + right) % 720 + 1)
            if other is not None and other != iso3:
                pairs |= {(iso3, other), (other, iso3)}
    return pl.DataFrame(sorted(pairs), schema=["iso3", "neighbour"], orient="row")
