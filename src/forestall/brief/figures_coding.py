"""Figures of a study of newspapers: bars by year, bars by name, and the map of cells."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from forestall.brief import maps
from forestall.brief.look import (
    ACCENT,
    ACCENT_MID,
    INK,
    Spec,
    nice_top,
    page,
    quantity,
    values,
    words,
)
from forestall.vocabulary import cell_centre

if TYPE_CHECKING:
    from collections.abc import Sequence

    from forestall.coding.study import Cell, Tally

WIDTH = 300
HEIGHT = 170
ROW = 21
MOST_BARS = 14
_BARS_DRAWN = 0.36


def by_year(rows: Sequence[tuple[int, float, float, float]], last: int | None = None) -> Spec:
    """Bars by year of (year, middle, low, high), a thin line from low to high.

    ``last`` keeps two figures side by side on the same years.
    """
    first, until = rows[0][0], rows[-1][0] if last is None else last
    step = max(1, -(-(until - first + 1) // 6))
    ticks = [t for t in range(first, until + 1) if (t - first) % step == 0]
    x = quantity(
        "x",
        scale={"domain": [first - 0.6, until + 0.6], "nice": False, "zero": False},
        axis={"values": ticks, "format": "d"},
    )
    top = nice_top(max((high for *_, high in rows), default=1))
    y = quantity(
        "v",
        scale={"domain": [0, max(top, 4)], "nice": False},
        axis={"tickCount": 4, "format": ",~f"},
    )
    bars: Spec = {
        "data": values(
            [{"x": t - _BARS_DRAWN, "x2": t + _BARS_DRAWN, "v": v} for t, v, _, _ in rows]
        ),
        "mark": {"type": "rect", "color": ACCENT_MID},
        "encoding": {"x": x, "x2": {"field": "x2"}, "y": y, "y2": {"datum": 0}},
    }
    spreads: Spec = {
        "data": values([{"x": t, "v": low, "w": high} for t, _, low, high in rows if high > low]),
        "mark": {"type": "rule", "color": INK, "strokeWidth": 1},
        "encoding": {"x": x, "y": y, "y2": {"field": "w"}},
    }
    return page([bars, spreads], width=WIDTH, height=HEIGHT)


def years(tallies: Sequence[Tally]) -> tuple[list[tuple[int, float, float, float]], ...]:
    """Incidents by year, and deaths by year; a year between without any is there with 0."""
    told = {int(t.name): t for t in tallies if t.name.isdigit()}
    incidents, dead = [], []
    for year in range(min(told, default=0), max(told, default=-1) + 1):
        tally = told.get(year)
        n = float(len(tally.numbers)) if tally else 0.0
        d = tally.deaths if tally else None
        incidents.append((year, n, n, n))
        dead.append((year, *(map(float, (d.best, d.low, d.high)) if d else (0.0, 0.0, 0.0))))
    return incidents, dead


def bars(rows: Sequence[tuple[str, float, str]], *, top: float | None = None) -> Spec:
    """Level bars of (name, length, what is written at its end), one a row, the name above."""
    shown = list(rows[:MOST_BARS])
    end = max((length for _, length, _ in shown), default=0) if top is None else top
    x = quantity("x", scale={"domain": [0, max(end, 1e-9) * 1.0], "nice": False}, axis=None)
    height = ROW * len(shown)
    y = quantity("y", scale={"domain": [height, 0], "nice": False}, axis=None)
    drawn: list[dict[str, Any]] = []
    names: list[dict[str, Any]] = []
    told: list[dict[str, Any]] = []
    for place, (name, length, text) in enumerate(shown):
        middle = place * ROW + ROW / 2
        drawn.append({"x": 0, "x2": length, "y": middle - 7, "y2": middle + 7})
        names.append({"y": middle, "text": name})
        told.append({"y": middle, "x": length, "text": text})
    left, right = _NAMES, WIDTH - _ENDS
    scale: Spec = {**x, "scale": {**x["scale"], "range": [left, right]}}
    layers: list[Spec] = [
        {
            "data": values(drawn),
            "mark": {"type": "rect", "color": ACCENT_MID},
            "encoding": {"x": scale, "x2": {"field": "x2"}, "y": y, "y2": {"field": "y2"}},
        },
        words(names, x={"value": left - 6}, y=y, align="right", baseline="middle", limit=left - 6),
        words(told, x=scale, y=y, color=ACCENT, align="left", baseline="middle", dx=4),
    ]
    return page(layers, width=WIDTH, height=max(height, ROW))


_NAMES = 128
_ENDS = 44


def cells_of(cells: Sequence[Cell]) -> pl.DataFrame:
    """Cells as :func:`.maps.country_map` takes them; deaths whose number is not told count as 1."""
    rows = [
        (
            each.gid,
            *cell_centre(each.gid),
            tally.name,
            float(tally.deaths.best + tally.deaths.untold),
        )
        for each in cells
        for tally in each.tallies
    ]
    names = {"gid": pl.Int64, "latitude": pl.Float64, "longitude": pl.Float64,
             "kind": pl.String, "deaths": pl.Float64}  # fmt: skip
    return pl.DataFrame(rows, schema=names, orient="row")


def cell_map(iso3: str, cells: pl.DataFrame, outlines: pl.DataFrame, *, width: int) -> Spec:
    """The country with its cells shaded by deaths."""
    return maps.country_map(iso3, cells, outlines, width=width)


def years_alt(what: str, rows: Sequence[tuple[int, float, float, float]]) -> str:
    """What the bars show, in words."""
    return f"{what} by year: " + ", ".join(f"{y}: {v:,.0f}" for y, v, _, _ in rows) + "."


def bars_alt(what: str, rows: Sequence[tuple[str, float, str]]) -> str:
    """What the bars show, in words."""
    return f"{what}: " + ", ".join(f"{name} {text}" for name, _, text in rows) + "."
