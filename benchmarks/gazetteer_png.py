"""Papua New Guinea's part of the gazetteer: OCHA's units and OpenStreetMap's populated places."""

from __future__ import annotations

import gzip
import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from forestall.coding.gazetteer import PLACE_COLUMNS, Kind, unit_key
from forestall.coding.place_names import normal

SHARED = Path(__file__).resolve().parents[2] / "shared" / "text" / "png"
LAYERS = {2: "png_admbnda_adm2_nso_20190508", 3: "png_admbnda_adm3_nso_20190508"}
ISO3 = "PNG"
TYPES = re.compile(r" (?:Province|District|(?:Rural|Urban) LLG|LLG)$")
SAME_DEGREES = 0.1
PEOPLE = {"city": 50_000, "town": 5_000, "village": 300, "hamlet": 60, "isolated_dwelling": 10}
OTHER_PROVINCES = {
    "PG01": ("Western", "Fly River"),
    "PG04": ("Port Moresby", "NCD", "National Capital District"),
    "PG06": ("Northern", "Oro"),
    "PG10": ("Simbu", "Chimbu"),
    "PG15": ("West Sepik", "Sandaun"),
    "PG20": ("Bougainville", "Autonomous Region of Bougainville", "North Solomons"),
}
Ring = NDArray[np.float64]


@cache
def _units(level: int) -> list[tuple[dict[str, Any], list[Ring]]]:
    """(properties, rings) of each unit of a level."""
    with gzip.open(SHARED / "png_admin_boundaries.json.gz") as stream:
        topology = json.load(stream)
    scale, move = (np.array(topology["transform"][k]) for k in ("scale", "translate"))
    arcs = [np.cumsum(np.array(a), axis=0) * scale + move for a in topology["arcs"]]

    def ring(numbers: list[int]) -> Ring:
        parts = [arcs[n] if n >= 0 else arcs[~n][::-1] for n in numbers]
        return np.concatenate(parts)

    found = []
    for unit in topology["objects"][LAYERS[level]]["geometries"]:
        polygons = unit["arcs"] if unit["type"] == "MultiPolygon" else [unit["arcs"]]
        found.append((unit["properties"], [ring(r) for polygon in polygons for r in polygon]))
    return found


def _centre(rings: list[Ring]) -> tuple[float, float, float]:
    """Area, latitude and longitude of the centre; holes wind the other way and count off."""
    total, lat, lon = 0.0, 0.0, 0.0
    for r in rings:
        x, y = r[:, 0], r[:, 1]
        nx, ny = np.roll(x, -1), np.roll(y, -1)
        cross = x * ny - nx * y
        total += cross.sum() / 2
        lon += ((x + nx) * cross).sum() / 6
        lat += ((y + ny) * cross).sum() / 6
    return abs(total), lat / total, lon / total


def ocha_units(provinces: list[Any]) -> pl.DataFrame:
    """Provinces (GeoNames ids kept), districts and local-level governments with their p-codes."""
    known = {normal(n): p for p in provinces for n in (p.name, *p.names)}
    rows: list[dict[str, Any]] = []
    inside: dict[str, list[tuple[float, float, float]]] = {}
    names: dict[str, str] = {}
    for about, rings in _units(2):
        inside.setdefault(about["ADM1_PCODE"], []).append(_centre(rings))
        names[about["ADM1_PCODE"]] = about["ADM1_EN"]
    for pcode, pieces in sorted(inside.items()):
        area = sum(a for a, _, _ in pieces)
        lat, lon = (sum(p[0] * p[k] for p in pieces) / area for k in (1, 2))
        full = names[pcode]
        short = TYPES.sub("", full)
        spellings = {full, short, *OTHER_PROVINCES.get(pcode, ())}
        gn = next((known[normal(s)] for s in sorted(spellings) if normal(s) in known), None)
        key = gn.key if gn else unit_key(pcode)
        others = spellings | (set(gn.names) | {gn.name} if gn else set())
        rows.append(_row(key, OTHER_PROVINCES.get(pcode, (short,))[-1] if "(" in short else short,
                         Kind.ADM1, key, 0, lat, lon, pcode, others))  # fmt: skip
    of_province = {r["pcode"]: r["key"] for r in rows}
    for level in (2, 3):
        for about, rings in _units(level):
            full, pcode = about[f"ADM{level}_EN"], about[f"ADM{level}_PCODE"]
            _, lat, lon = _centre(rings)
            key = unit_key(pcode)
            adm2 = key if level == 2 else unit_key(pcode[:6])
            short = TYPES.sub("", full)
            others = {full, short, *(p for p in re.split(r"[/-]", short) if len(p) > 3)}
            others |= {f"{short} District"} if level == 2 else {f"{short} LLG"}
            others |= {about.get(f"ADM{level}ALT1EN") or "", about.get(f"ADM{level}ALT2EN") or ""}
            kind = Kind.ADM2 if level == 2 else Kind.ADM3
            rows.append(_row(key, short, kind, of_province[pcode[:4]], adm2, lat, lon, pcode,
                             others))  # fmt: skip
    return pl.DataFrame(rows, schema={**PLACE_COLUMNS, "names": pl.List(pl.String)})


def _row(
    key: int, name: str, kind: Kind, adm1: int, adm2: int, lat: float, lon: float, pcode: str,
    others: set[str], population: int = 0,
) -> dict[str, Any]:  # fmt: skip
    return {
        "key": key, "name": name, "kind": int(kind), "iso3": ISO3, "adm1": adm1, "adm2": adm2,
        "latitude": round(lat, 4), "longitude": round(lon, 4), "population": population,
        "pcode": pcode, "names": sorted(others - {"", name}),
    }  # fmt: skip


def _within(points: Ring, rings: list[Ring]) -> NDArray[np.bool_]:
    """Which points lie inside, by the even-odd rule."""
    inside = np.zeros(len(points), dtype=bool)
    px, py = points[:, 0], points[:, 1]
    for r in rings:
        low, high = r.min(axis=0), r.max(axis=0)
        near = np.flatnonzero((px >= low[0]) & (px <= high[0]) & (py >= low[1]) & (py <= high[1]))
        if not len(near):
            continue
        x, y = r[:, 0], r[:, 1]
        nx, ny = np.roll(x, -1), np.roll(y, -1)
        qx, qy = px[near, None], py[near, None]
        with np.errstate(divide="ignore", invalid="ignore"):
            crosses = ((y > qy) != (ny > qy)) & (qx < (nx - x) * (qy - y) / (ny - y) + x)
        inside[near] ^= crosses.sum(axis=1) % 2 == 1
    return inside


def pcodes(points: Ring) -> list[str]:
    """The local-level government each (longitude, latitude) lies in; empty outside all."""
    found = np.full(len(points), "", dtype=object)
    for about, rings in _units(3):
        found[_within(points, rings)] = about["ADM3_PCODE"]
    return [str(f) for f in found]


def place_in_units(rows: list[Any], units: pl.DataFrame) -> None:
    """Give GeoNames' places in the country the district and p-code they lie in."""
    province = dict(units.filter(pl.col("kind") == int(Kind.ADM1)).select("pcode", "key").rows())
    points = [r for r in rows if r.kind not in (Kind.COUNTRY, Kind.REGION)]
    for row, pcode in zip(
        points, pcodes(np.array([(r.longitude, r.latitude) for r in points])), strict=True
    ):
        if pcode:
            row.pcode, row.adm1 = pcode, province[pcode[:4]]
            row.adm2 = unit_key(pcode[:6])
        else:
            row.adm2 = 0


def osm_places(units: pl.DataFrame, geonames: list[Any]) -> pl.DataFrame:
    """Named populated places, each with the unit it lies in, but those GeoNames has too."""
    province = dict(units.filter(pl.col("kind") == int(Kind.ADM1)).select("pcode", "key").rows())
    with gzip.open(SHARED / "osm_png_populated_places.geojson.gz") as stream:
        features = [f for f in json.load(stream)["features"] if f["properties"]["name"]]
    points = np.array([f["geometry"]["coordinates"] for f in features])
    rows = []
    for feature, (lon, lat), pcode in zip(features, points, pcodes(points), strict=True):
        about = feature["properties"]
        others = {about.get(k) or "" for k in ("name:en", "name:tpi", "name:ho")}
        people = int(about["population"]) if str(about["population"]).isdigit() else 0
        rows.append(_row(-int(about["osm_id"]), about["name"], Kind.TOWN,
                         province.get(pcode[:4], 0), unit_key(pcode[:6]) if pcode else 0,
                         lat, lon, pcode, others, people or PEOPLE[about["place"]]))  # fmt: skip
    held: dict[str, list[Any]] = {}
    for place in geonames:
        for name in {normal(n) for n in (place.name, *place.names)}:
            held.setdefault(name, []).append(place)
    rows = [
        r
        for r in rows
        if not any(
            abs(p.latitude - r["latitude"]) + abs(p.longitude - r["longitude"]) < SAME_DEGREES
            for p in held.get(normal(r["name"]), ())
        )
    ]
    rows.sort(key=lambda r: (r["pcode"], r["name"], r["key"]))
    return pl.DataFrame(rows, schema={**PLACE_COLUMNS, "names": pl.List(pl.String)})
