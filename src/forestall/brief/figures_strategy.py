"""Figures of the campaigns: how each option's futures end, and how far a force would reach."""

from __future__ import annotations

from math import cos, radians
from typing import TYPE_CHECKING

import polars as pl

from forestall.brief import maps
from forestall.brief.figures_options import SHORT
from forestall.brief.look import (
    ACCENT,
    ACCENT_MID,
    GREY_MID,
    INK,
    PAPER,
    Spec,
    page,
    quantity,
    values,
    words,
)
from forestall.brief.words import listed, people, percent

if TYPE_CHECKING:
    from forestall.options.appraisal import Endings, Option
    from forestall.strategy.posture import Posture

ENDINGS = (
    ("deterred", "deterred", ACCENT, PAPER),
    ("untested", "untested", "#d3e5eb", INK),
    ("compelled", "compelled", ACCENT_MID, INK),
    ("failed", "failed", GREY_MID, INK),
    ("never_arrived", "never arrived", "#f3f3f3", INK),
)
"""Name, words, shade and ink of each part of a bar; *deterred* here without the untested part."""
REACH = ((0.01, "barely"), (0.25, "partly"), (0.75, "mostly"))
SHADES = ("#dbe9ee", "#7fb3c4", "#1f6f8b")
_LANE = 34


def parts(endings: Endings) -> dict[str, float]:
    """The five parts of a bar, which sum to 1: *untested* is cut out of *deterred*."""
    return {
        "deterred": max(endings.deterred - endings.untested, 0.0),
        "untested": endings.untested,
        "compelled": endings.compelled,
        "failed": endings.failed,
        "never_arrived": endings.never_arrived,
    }


def endings(options: tuple[Option, ...], *, width: int) -> Spec:
    """One bar an option, its futures over 24 months by how they end."""
    rows, names, figures = [], [], []
    for lane, (option, end) in enumerate(_with_endings(options)):
        top, at = lane * _LANE + 17, 0.0
        names.append({"y": top - 8, "text": SHORT[option.id]})
        for (_, _, shade, ink), share in zip(ENDINGS, parts(end).values(), strict=True):
            rows.append({"x": at, "x2": at + share, "y": top, "y2": top + 16, "c": shade})
            if share >= (0.05 if width > 420 else 0.06):
                row = {"x": at + share / 2, "y": top + 8, "text": percent(share), "ink": ink}
                figures.append(row)
            at += share
    height = _LANE * len(names)
    x = quantity("x", scale={"domain": [0, 1], "nice": False}, axis=None)
    y = quantity("y", scale={"domain": [height, 0], "nice": False}, axis=None)
    bars: Spec = {
        "data": values(rows),
        "mark": {"type": "rect", "stroke": GREY_MID, "strokeWidth": 0.5},
        "encoding": {
            "x": x, "x2": {"field": "x2"}, "y": y, "y2": {"field": "y2"},
            "fill": {"field": "c", "type": "nominal", "scale": None},
        },
    }  # fmt: skip
    left = {"align": "left", "baseline": "middle", "fontWeight": "bold"}
    layers = [bars, words(names, x={"value": 0}, y=y, **left)]
    for ink in (PAPER, INK):
        some = [row for row in figures if row["ink"] == ink]
        layers.append(words(some, x=x, y=y, color=ink, baseline="middle", fontSize=10))
    return page([*layers, *_key(width)], width=width, height=height + (28 if width > 380 else 46))


def _with_endings(options: tuple[Option, ...]) -> list[tuple[Option, Endings]]:
    return [(o, o.endings) for o in options if o.endings is not None]


def _key(width: int) -> list[Spec]:
    layers: list[Spec] = []
    across, line = 8.0, 14
    for _, text, shade, _ in ENDINGS:
        step = 5.0 * len(text) + 24
        if across + step > width:
            across, line = 8.0, line + 17
        below = {"signal": f"height + {line}"}
        layers += [
            maps.swatch(across, below, shade, 0.4),
            words([{"text": text}], x={"value": across + 9}, y={"value": below}, align="left",
                  baseline="middle", fontSize=10.5),
        ]  # fmt: skip
        across += step
    return layers


def endings_alt(options: tuple[Option, ...]) -> str:
    """What the bars show, in words."""
    told = []
    for option, end in _with_endings(options):
        shares = [
            f"{text} {percent(share)}"
            for (_, text, _, _), share in zip(ENDINGS, parts(end).values(), strict=True)
        ]
        told.append(f"{SHORT[option.id].lower()}: {listed(shares)}")
    return f"How the simulated futures end within 24 months. {'; '.join(told)}."


def reach_map(iso3: str, posture: Posture, outlines: pl.DataFrame | None, *, width: int) -> Spec:
    """Cells shaded by how surely a killing there is in reach, cells with a base edged."""
    drawn = posture.map
    places = pl.DataFrame({"longitude": drawn.longitude, "latitude": drawn.latitude})
    west, east, south, north = maps.view(iso3, places, outlines)
    height = round(width * (north - south) / ((east - west) * cos(radians((south + north) / 2))))
    x = quantity("x", scale={"domain": [west, east], "nice": False, "zero": False}, axis=None)
    y = quantity("y", scale={"domain": [south, north], "nice": False, "zero": False}, axis=None)
    half = maps.HALF
    rows = [
        {
            "x": lon - half, "x2": lon + half, "y": lat - half, "y2": lat + half,
            "c": SHADES[sum(reach >= edge for edge, _ in REACH) - 1],
        }
        for lat, lon, reach in zip(
            drawn.latitude.tolist(), drawn.longitude.tolist(), drawn.reach.tolist(), strict=True
        )
        if reach >= REACH[0][0]
    ]  # fmt: skip
    cells: Spec = {
        "data": values(rows),
        "mark": {"type": "rect", "stroke": PAPER, "strokeWidth": 0.3, "clip": True},
        "encoding": {
            "x": x, "x2": {"field": "x2"}, "y": y, "y2": {"field": "y2"},
            "fill": {"field": "c", "type": "nominal", "scale": None},
        },
    }  # fmt: skip
    layers: list[Spec] = []
    if outlines is not None:
        layers += maps.land(iso3, outlines, (west, east, south, north), x, y)
    layers.append(cells)
    if outlines is not None:
        own = outlines.filter(pl.col("iso3") == iso3)
        layers += maps.outline(own, x, y, INK, None, 1.1)
    bases = [("", base.latitude, base.longitude) for base in posture.bases]
    layers += [*maps.marked(bases, x, y, 0.0), *_reach_key()]
    return page(layers, width=width, height=height + 34)


def _reach_key() -> list[Spec]:
    layers: list[Spec] = []
    across, below = 8.0, {"signal": "height + 18"}
    entries = [(shade, text) for shade, (_, text) in zip(SHADES, REACH, strict=True)]
    for shade, text in [*entries, (None, "base")]:
        square = maps.swatch(across, below, shade or PAPER, 0.4 if shade else 2.0)
        if shade is None:
            square["mark"]["stroke"] = maps.MARK
        layers += [
            square,
            words([{"text": text}], x={"value": across + 9}, y={"value": below}, align="left",
                  baseline="middle", fontSize=10),
        ]  # fmt: skip
        across += 4.6 * len(text) + 22
    return layers


def reach_alt(country: str, posture: Posture) -> str:
    """What the map shows, in words."""
    return (
        f"Map of {country}: {len(posture.bases)} half-degree cells with a base, "
        f"{people(sum(base.troops for base in posture.bases))} troops; "
        f"{percent(posture.share_in_reach)} of expected victims are in reach."
    )
