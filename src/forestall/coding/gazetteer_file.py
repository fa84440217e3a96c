"""The user's own places: a CSV, GeoJSON or Parquet file."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from forestall.coding.gazetteer import PLACE_COLUMNS, Kind
from forestall.coding.place_names import normal
from forestall.errors import BadValue, EmptyInput, UnreadableFile, WrongColumns
from forestall.vocabulary import country

if TYPE_CHECKING:
    from forestall.coding.gazetteer import Gazetteer

NEEDED = ("name", "latitude", "longitude")
OTHERS = ("country", "adm1", "adm2", "pcode", "kind", "population", "alternate_names")
SAME = {
    "lat": "latitude",
    "y": "latitude",
    "lon": "longitude",
    "lng": "longitude",
    "long": "longitude",
    "x": "longitude",
    "iso3": "country",
    "admin1": "adm1",
    "admin2": "adm2",
    "alternate names": "alternate_names",
    "alternatenames": "alternate_names",
}
KINDS = {
    "region": Kind.REGION, "country": Kind.COUNTRY, "adm1": Kind.ADM1, "province": Kind.ADM1,
    "state": Kind.ADM1, "adm2": Kind.ADM2, "district": Kind.ADM2, "county": Kind.ADM2,
    "adm3": Kind.ADM3, "llg": Kind.ADM3, "capital": Kind.CAPITAL, "seat": Kind.SEAT,
    "city": Kind.TOWN, "town": Kind.TOWN, "village": Kind.TOWN, "hamlet": Kind.TOWN,
    "part": Kind.PART, "suburb": Kind.PART, "": Kind.TOWN,
}  # fmt: skip
FIRST_KEY = -(10**15)


def user_places(path: Path | str, gazetteer: Gazetteer) -> tuple[pl.DataFrame, list[list[str]]]:
    """Rows of a user's file in the form of the gazetteer, and each one's other names.

    Units are looked up in ``gazetteer`` by name within the country; one it lacks stays unknown.

    Raises
    ------
    UnreadableFile : missing, or no CSV, GeoJSON or Parquet.
    EmptyInput : it holds no rows.
    WrongColumns : name, latitude or longitude is missing.
    BadValue : a point off the globe, no number, an unknown country or kind.
    """
    rows = _rows(Path(path))
    if not rows:
        raise EmptyInput(
            "A gazetteer holds no places",
            expected="at least one row",
            came=str(path),
            remedy="check the file",
        )
    held = {SAME.get(k.strip().lower(), k.strip().lower()) for k in rows[0]}
    if missing := [c for c in NEEDED if c not in held]:
        raise WrongColumns(
            "A gazetteer lacks columns",
            expected=f"{', '.join(NEEDED)}; and if you have them {', '.join(OTHERS)}",
            came=", ".join(sorted(held)) or "none",
            remedy=f"add or rename: {', '.join(missing)}",
        )
    places, others = [], []
    for number, raw in enumerate(rows, 1):
        row = {SAME.get(k.strip().lower(), k.strip().lower()): v for k, v in raw.items()}
        places.append(_place(row, number, gazetteer))
        names = row.get("alternate_names") or ""
        split = names if isinstance(names, list) else re.split(r"[;|]", str(names))
        others.append([str(n).strip() for n in split if str(n).strip()])
    return pl.DataFrame(places, schema=dict(PLACE_COLUMNS)), others


def _rows(path: Path) -> list[dict[str, Any]]:
    try:
        if path.suffix.lower() == ".parquet":
            return pl.read_parquet(path).to_dicts()
        if path.suffix.lower() in (".geojson", ".json"):
            return [_feature(f) for f in json.loads(path.read_text("utf-8"))["features"]]
        if path.suffix.lower() in (".csv", ".tsv", ".txt"):
            tab = "\t" if path.suffix.lower() == ".tsv" else ","
            return pl.read_csv(path, separator=tab, infer_schema=False).to_dicts()
    except (OSError, ValueError, KeyError, TypeError, pl.exceptions.PolarsError) as error:
        raise _unreadable(path, str(error).splitlines()[0] if str(error) else "nothing") from error
    raise _unreadable(path, f"the ending {path.suffix or 'none'}")


def _unreadable(path: Path, came: str) -> UnreadableFile:
    return UnreadableFile(
        "A gazetteer cannot be read",
        expected="a CSV, TSV, GeoJSON or Parquet file of places",
        came=f"{path.name}: {came}",
        remedy="save it in one of these formats, in UTF-8",
    )


def _feature(feature: dict[str, Any]) -> dict[str, Any]:
    """Properties of a GeoJSON point, its place among them."""
    longitude, latitude = feature["geometry"]["coordinates"][:2]
    return {**feature["properties"], "latitude": latitude, "longitude": longitude}


def _place(row: dict[str, Any], number: int, gazetteer: Gazetteer) -> dict[str, Any]:
    latitude, longitude = (
        _degrees(row, "latitude", 90, number),
        _degrees(row, "longitude", 180, number),
    )
    name, iso3 = str(row["name"] or "").strip(), ""
    if not name:
        raise _bad(number, "a name", "none")
    if told := str(row.get("country") or "").strip():
        iso3 = country(told).iso3
    kind = KINDS.get(str(row.get("kind") or "").strip().lower())
    if kind is None:
        raise _bad(number, f"a kind among {', '.join(k for k in KINDS if k)}", str(row["kind"]))
    adm1 = _unit(row.get("adm1"), Kind.ADM1, iso3, gazetteer)
    adm2 = _unit(row.get("adm2"), Kind.ADM2, iso3, gazetteer)
    people = str(row.get("population") or "0").strip()
    if not re.fullmatch(r"\d+(?:\.0*)?", people):
        raise _bad(number, "population as a whole number", people)
    return {
        "key": FIRST_KEY - number,
        "name": name,
        "kind": int(kind),
        "iso3": iso3,
        "adm1": adm1,
        "adm2": adm2,
        "latitude": latitude,
        "longitude": longitude,
        "population": int(float(people)),
        "pcode": str(row.get("pcode") or "").strip(),
    }


def _degrees(row: dict[str, Any], column: str, most: int, number: int) -> float:
    value = str(row[column] if row[column] is not None else "").strip()
    if not re.fullmatch(r"[+-]?\d+(?:\.\d*)?(?:[eE][+-]?\d+)?", value) or abs(float(value)) > most:
        raise _bad(number, f"{column} as degrees within ±{most}", value or "nothing")
    return float(value)


def _bad(number: int, expected: str, came: str) -> BadValue:
    return BadValue(
        f"Place {number} of a gazetteer cannot be used",
        expected=expected,
        came=came,
        remedy="correct the row",
    )


def _unit(name: object, kind: Kind, iso3: str, gazetteer: Gazetteer) -> int:
    """Key of a unit by its name; 0 where it is not told or not known."""
    text = str(name or "").strip()
    for entry in gazetteer.named(text) if normal(text) else ():
        if entry.kind is kind and iso3 in ("", entry.iso3):
            return entry.key
    return 0
