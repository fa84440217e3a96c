"""Country outlines for drawing, decoded from a TopoJSON atlas and thinned."""

from __future__ import annotations

import csv
import json
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from forestall.curation.states import iso3_of
from forestall.errors import BadValue, UnreadableFile

Points = NDArray[np.float64]

TOLERANCE = 0.04  # degrees; about 4 km, less than a pixel on a page-wide country map
SMALLEST = 0.02  # square degrees; smaller islands are left out unless they are all there is

SCHEMA = {
    "iso3": pl.String,
    "part": pl.Int32,
    "ring": pl.Int32,
    "longitude": pl.Float32,
    "latitude": pl.Float32,
}


def outlines(atlas: Path) -> pl.DataFrame:
    """iso3, part, ring, longitude, latitude: simplified outlines of today's states.

    Parameters
    ----------
    atlas : ``countries-50m.json`` of the npm package world-atlas (Natural Earth, TopoJSON).

    Raises
    ------
    UnreadableFile : not a TopoJSON of countries.
    """
    topology = _topology(atlas)
    arcs = _decoded_arcs(topology)
    rows: list[tuple[str, int, int, float, float]] = []
    for iso3, polygons in sorted(_polygons(topology).items()):
        kept = _kept([[_ring(r, arcs) for r in polygon] for polygon in polygons])
        for part, rings in enumerate(kept):
            for ring, points in enumerate(rings):
                rows += [(iso3, part, ring, float(x), float(y)) for x, y in points]
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")


def _topology(atlas: Path) -> dict[str, Any]:
    try:
        topology: dict[str, Any] = json.loads(atlas.read_text(encoding="utf-8"))
        topology["objects"]["countries"]["geometries"], topology["arcs"], topology["transform"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UnreadableFile(
            "The atlas cannot be read",
            expected="countries-50m.json of the npm package world-atlas",
            came=f"{atlas.name}: {error}",
            remedy="run 'npm pack world-atlas' and give the file in package/",
        ) from error
    return topology


def _decoded_arcs(topology: dict[str, Any]) -> list[Points]:
    scale, shift = (np.array(topology["transform"][k]) for k in ("scale", "translate"))
    return [simplified(np.cumsum(arc, axis=0) * scale + shift) for arc in topology["arcs"]]


def simplified(line: Points, tolerance: float = TOLERANCE) -> Points:
    """A line without the points that stand off it by less than ``tolerance``.

    Douglas & Peucker (1973); ends are kept, so that neighbours go on sharing their border.
    """
    keep = np.zeros(len(line), dtype=bool)
    keep[[0, -1]] = True
    spans = [(0, len(line) - 1)]
    while spans:
        first, last = spans.pop()
        if last - first < 2:
            continue
        off = _distance(line[first + 1 : last], line[first], line[last])
        worst = int(off.argmax())
        if off[worst] > tolerance:
            middle = first + 1 + worst
            keep[middle] = True
            spans += [(first, middle), (middle, last)]
    return line[keep]


def _distance(points: Points, start: Points, end: Points) -> Points:
    along = end - start
    length = float(np.hypot(*along))
    gap = points - start
    if length == 0:
        return np.hypot(gap[:, 0], gap[:, 1])
    return np.asarray(np.abs(along[0] * gap[:, 1] - along[1] * gap[:, 0]) / length)


def _polygons(topology: dict[str, Any]) -> dict[str, list[list[list[int]]]]:
    numeric = _numeric_codes()
    found: dict[str, list[list[list[int]]]] = {}
    for shape in topology["objects"]["countries"]["geometries"]:
        iso3 = numeric.get(str(shape.get("id", ""))) or _by_name(shape)
        if iso3 is None or shape.get("type") not in ("Polygon", "MultiPolygon"):
            continue
        arcs = shape["arcs"]
        found.setdefault(iso3, []).extend([arcs] if shape["type"] == "Polygon" else arcs)
    return found


def _numeric_codes() -> dict[str, str]:
    text = (files("forestall.curation") / "iso_numeric.csv").read_text(encoding="utf-8")
    return {r["number"]: r["iso3"] for r in csv.DictReader(text.splitlines())}


def _by_name(shape: dict[str, Any]) -> str | None:
    """Kosovo and Somaliland carry no number; the latter is drawn with Somalia."""
    name = str(shape.get("properties", {}).get("name", ""))
    if shape.get("id") is not None:
        return None
    try:
        return {"Somaliland": "SOM", "N. Cyprus": "CYP"}.get(name) or iso3_of(name)
    except BadValue:
        return None


def _ring(indices: list[int], arcs: list[Points]) -> Points:
    """A ring from its arcs; ``~i`` stands for arc ``i`` run backwards.

    A ring over the date line (Russia, Fiji) goes on beyond 180° instead of jumping to −180°.
    """
    lines = [arcs[i] if i >= 0 else arcs[~i][::-1] for i in indices]
    joined: Points = np.concatenate([lines[0], *(line[1:] for line in lines[1:])])
    longitude = np.unwrap(joined[:, 0], period=360)
    beyond = 360.0 if longitude.min() < -180 else 0.0
    return np.column_stack([longitude + beyond, joined[:, 1]]).round(2)


def _area(ring: Points) -> float:
    x, y = ring[:, 0], ring[:, 1]
    return abs(float(np.dot(x[:-1], y[1:]) - np.dot(x[1:], y[:-1]))) / 2


def _kept(polygons: list[list[Points]]) -> list[list[Points]]:
    """Polygons by area, largest first, without specks; holes stay if they are not specks."""
    ordered = sorted(polygons, key=lambda rings: -_area(rings[0]))
    large = [p for i, p in enumerate(ordered) if i == 0 or _area(p[0]) >= SMALLEST]
    return [[r for i, r in enumerate(p) if i == 0 or _area(r) >= SMALLEST] for p in large]
