"""The map: half-degree cells where people were killed, never points."""

from __future__ import annotations

from math import cos, radians
from typing import TYPE_CHECKING, Any

import polars as pl

from forestall.brief.look import GREY, GREY_MID, INK, Spec, haloed, page, quantity, values, words
from forestall.brief.words import counted

if TYPE_CHECKING:
    from collections.abc import Iterable

STEPS = ((1, "1–4"), (5, "5–24"), (25, "25–99"), (100, "100–499"), (500, "500 or more"))
SHADES = ("#dbe9ee", "#9fc6d3", "#5b9bb0", "#1f6f8b", "#073e52")
MARK = "#c2410c"
_READABLE = 9.0
HALF = 0.25
_TALLEST = 0.9
_LEAST_VIEW = 7.0


def cells_by_place(cells: pl.DataFrame) -> pl.DataFrame:
    """One row a cell: gid, latitude, longitude, deaths of all kinds, one-sided deaths."""
    return (
        cells.group_by("gid", "latitude", "longitude")
        .agg(
            pl.col("deaths").sum(),
            pl.col("deaths").filter(pl.col("kind") == "one-sided").sum().alias("one_sided"),
        )
        .filter(pl.col("deaths") > 0)
        .sort("gid")
    )


def country_map(
    iso3: str,
    cells: pl.DataFrame,
    outlines: pl.DataFrame | None,
    names: Iterable[tuple[str, float, float]] = (),
    marks: Iterable[tuple[str, float, float]] = (),
    *,
    width: int,
) -> Spec:
    """Cells shaded by deaths over the country's outline; a bold edge marks one-sided killing.

    Longitudes are shrunk by the cosine of the middle latitude, so that cells keep their shape.
    ``names`` are neighbours' names with latitude and longitude; ``marks`` are cells to be
    edged in orange, each with a short word, likewise.
    """
    places = cells_by_place(cells)
    west, east, south, north = view(iso3, places, outlines)
    height = round(width * (north - south) / ((east - west) * cos(radians((south + north) / 2))))
    x = quantity("x", scale={"domain": [west, east], "nice": False, "zero": False}, axis=None)
    y = quantity("y", scale={"domain": [south, north], "nice": False, "zero": False}, axis=None)
    layers: list[Spec] = []
    if outlines is not None:
        box = (west, east, south, north)
        layers += land(iso3, outlines, box, x, y)
    layers += _squares(places, x, y)
    if outlines is not None:
        layers += outline(outlines.filter(pl.col("iso3") == iso3), x, y, INK, None, 1.1)
    reach = 2.6 * (east - west) / width
    placed = [
        {"x": min(max(lon, west + reach * len(n)), east - reach * len(n)), "y": lat, "text": n}
        for n, lat, lon in names
        if west < lon < east and south < lat < north
    ]
    layers += haloed(placed, x=x, y=y, color=GREY, fontStyle="italic", fontSize=10)
    layers += marked(list(marks), x, y, 2 * HALF * width / (east - west))
    layers += _scale(width)
    return page(layers, width=width, height=height + 34)


def view(
    iso3: str, places: pl.DataFrame, outlines: pl.DataFrame | None
) -> tuple[float, float, float, float]:
    """West, east, south, north of the map: never taller than nine tenths of its width."""
    west, east, south, north = _frame(iso3, places, outlines)
    shrink = cos(radians((south + north) / 2))
    if (north - south) / ((east - west) * shrink) > _TALLEST:
        middle, half = (west + east) / 2, (north - south) / _TALLEST / shrink / 2
        west, east = middle - half, middle + half
    return west, east, south, north


def is_tall(iso3: str, places: pl.DataFrame, outlines: pl.DataFrame | None) -> bool:
    """True where the country stands upright, so that a map of full width would waste the page."""
    west, east, south, north = _frame(iso3, places, outlines)
    return (north - south) > 0.72 * (east - west) * cos(radians((south + north) / 2))


def _frame(
    iso3: str, places: pl.DataFrame, outlines: pl.DataFrame | None
) -> tuple[float, float, float, float]:
    """West, east, south, north of country and cells, with a margin."""
    longitudes = list(places["longitude"])
    latitudes = list(places["latitude"])
    if outlines is not None:
        own = outlines.filter(pl.col("iso3") == iso3)
        main = _main_part(own)
        longitudes += list(main["longitude"])
        latitudes += list(main["latitude"])
    west, east = min(longitudes), max(longitudes)
    south, north = min(latitudes), max(latitudes)
    margin = 0.06 * max(east - west, north - south, 2.0) + HALF
    wide = max(margin, (_LEAST_VIEW - (east - west)) / 2)
    high = max(margin, (_LEAST_VIEW * 0.8 - (north - south)) / 2)
    return west - wide, east + wide, south - high, north + high


def _main_part(own: pl.DataFrame) -> pl.DataFrame:
    """The largest ring and what is near it in size: far islands would shrink the map to a stamp."""
    if own.is_empty():
        return own
    spans = own.group_by("part", "ring").agg(
        ((pl.col("longitude").max() - pl.col("longitude").min())
         * (pl.col("latitude").max() - pl.col("latitude").min())).alias("span"),
    )  # fmt: skip
    largest = spans["span"].max()
    keep = spans.filter(pl.col("span") >= 0.08 * largest)  # type: ignore[operator]
    return own.join(keep.select("part", "ring"), on=["part", "ring"])


def land(
    iso3: str, outlines: pl.DataFrame, box: tuple[float, float, float, float], x: Spec, y: Spec
) -> list[Spec]:
    """Every country that touches the view, the one in question tinted."""
    west, east, south, north = box
    touching = (
        outlines.group_by("iso3", "part", "ring")
        .agg(
            pl.col("longitude").min().alias("w"),
            pl.col("longitude").max().alias("e"),
            pl.col("latitude").min().alias("s"),
            pl.col("latitude").max().alias("n"),
        )
        .filter(
            (pl.col("w") < east) & (pl.col("e") > west) & (pl.col("s") < north)
            & (pl.col("n") > south) & (pl.col("e") - pl.col("w") < 180)
        )
    )  # fmt: skip
    keys = ["iso3", "part", "ring"]
    near = outlines.join(touching.select(keys), on=keys, maintain_order="left")
    others = near.filter(pl.col("iso3") != iso3)
    own = near.filter(pl.col("iso3") == iso3)
    return outline(others, x, y, "#c4c4c4", "#ffffff", 0.7) + outline(
        own, x, y, GREY_MID, "#f0efec", 0.6
    )


def outline(
    rings: pl.DataFrame, x: Spec, y: Spec, stroke: str, fill: str | None, weight: float
) -> list[Spec]:
    """Rings as lines, filled if a colour is given."""
    if rings.is_empty():
        return []
    rows = [
        {"x": round(lon, 2), "y": round(lat, 2), "r": f"{i}-{p}-{r}", "o": order}
        for order, (i, p, r, lon, lat) in enumerate(
            rings.select("iso3", "part", "ring", "longitude", "latitude").iter_rows()
        )
    ]
    mark: dict[str, Any] = {
        "type": "line",
        "stroke": stroke,
        "strokeWidth": weight,
        "clip": True,
        "strokeJoin": "round",
    }
    if fill:
        mark["fill"] = fill
    return [
        {
            "data": values(rows),
            "mark": mark,
            "encoding": {
                "x": x,
                "y": y,
                "detail": {"field": "r", "type": "nominal"},
                "order": {"field": "o", "type": "quantitative"},
            },
        }
    ]


def _step(deaths: float) -> int:
    return max(i for i, (edge, _) in enumerate(STEPS) if deaths >= edge or i == 0)


def _squares(places: pl.DataFrame, x: Spec, y: Spec) -> list[Spec]:
    rows = [
        {
            "x": lon - HALF, "x2": lon + HALF, "y": lat - HALF, "y2": lat + HALF,
            "c": SHADES[_step(deaths)], "b": 1.6 if one_sided else 0.0,
        }
        for _, lat, lon, deaths, one_sided in places.sort("one_sided").iter_rows()
    ]  # fmt: skip
    return [
        {
            "data": values(rows),
            "mark": {"type": "rect", "stroke": INK, "clip": True},
            "encoding": {
                "x": x,
                "x2": {"field": "x2"},
                "y": y,
                "y2": {"field": "y2"},
                "fill": {"field": "c", "type": "nominal", "scale": None},
                "strokeWidth": {"field": "b", "type": "quantitative", "scale": None},
            },
        }
    ]


def marked(marks: list[tuple[str, float, float]], x: Spec, y: Spec, across: float) -> list[Spec]:
    """Cells with an edge of their own colour and, where it can be read, their word inside.

    ``across`` is a cell's width in points.
    """
    if not marks:
        return []
    rows = [
        {"x": lon - HALF, "x2": lon + HALF, "y": lat - HALF, "y2": lat + HALF}
        for _, lat, lon in marks
    ]
    edges: Spec = {
        "data": values(rows),
        "mark": {"type": "rect", "stroke": MARK, "strokeWidth": 2, "fillOpacity": 0, "clip": True},
        "encoding": {"x": x, "x2": {"field": "x2"}, "y": y, "y2": {"field": "y2"}},
    }
    inside = [{"x": lon, "y": lat, "text": mark} for mark, lat, lon in marks]
    if across < _READABLE:
        return [edges]
    return [edges, *haloed(inside, x=x, y=y, color=INK, fontWeight="bold", fontSize=_READABLE)]


def _scale(width: int) -> list[Spec]:
    """The key below the map: five shades, and the bold edge."""
    layers: list[Spec] = []
    wide = width > 360
    labels = [label if wide else label.replace(" or more", "+") for _, label in STEPS]
    entries = [(shade, label, 0.4) for shade, label in zip(SHADES, labels, strict=True)]
    across, below = 8.0, {"signal": "height + 18"}
    for shade, label, edge in [*entries, ("#ffffff", "civilians targeted", 1.8)]:
        beside = {"value": across + 9}
        size = 10.5 if wide else 9
        layers += [
            swatch(across, below, shade, edge),
            words([{"text": label}], x=beside, y={"value": below}, align="left",
                  baseline="middle", fontSize=size),
        ]  # fmt: skip
        across += (5.4 if wide else 4.8) * len(label) + (30 if wide else 21)
    return layers


def swatch(across: float, below: Any, shade: str, edge: float) -> Spec:
    """One square of a key, at so many pixels."""
    return {
        "data": values([{}]),
        "mark": {
            "type": "square", "size": 90, "color": shade, "stroke": INK, "strokeWidth": edge,
            "opacity": 1,
        },
        "encoding": {"x": {"value": across}, "y": {"value": below}},
    }  # fmt: skip


def map_alt(country: str, cells: pl.DataFrame, marked: int = 0) -> str:
    """What the map shows, in words; ``marked`` cells have an edge."""
    places = cells_by_place(cells)
    hit = places.filter(pl.col("one_sided") > 0).height
    return (
        f"Map of {country}: {places.height} half-degree cells with recorded deaths, "
        f"{counted(float(places['deaths'].sum()))} deaths in all; civilians were "
        f"targeted in {hit} of them."
        + (f" An orange edge marks {marked} where most deaths are expected." if marked else "")
    )
