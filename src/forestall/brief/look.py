"""How figures look: one accent colour and greys, faint gridlines, no boxes, labels in place."""

from __future__ import annotations

from typing import Any

ACCENT = "#0b5c78"
ACCENT_MID = "#5b9bb0"
ACCENT_PALE = "#bcd9e2"
INK = "#222222"
GREY = "#6b6b6b"
GREY_MID = "#a3a3a3"
GREY_PALE = "#dcdcdc"
PAPER = "#ffffff"

WIDE = 620
NARROW = 350
SANS = "Lato"

Spec = dict[str, Any]

TOP_TITLE: Spec = {
    "titleAngle": 0,
    "titleAlign": "left",
    "titleAnchor": "end",
    "titleX": 0,
    "titleY": -8,
    "titleBaseline": "bottom",
}


def page(layers: list[Spec], *, width: int, height: int, **more: Any) -> Spec:
    """A Vega-Lite spec of these layers, ``width`` × ``height`` pixels over all, in house style."""
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "width": width,
        "height": height,
        "autosize": {"type": "fit", "contains": "padding"},
        "background": None,
        "padding": {"left": 2, "right": 4, "top": 4, "bottom": 2},
        "layer": layers,
        "config": _CONFIG,
        **more,
    }


_CONFIG: Spec = {
    "font": SANS,
    "view": {"stroke": None},
    "axis": {
        "domain": False,
        "ticks": False,
        "gridColor": "#e9e9e9",
        "gridWidth": 0.7,
        "labelColor": GREY,
        "labelFontSize": 11,
        "labelPadding": 5,
        "titleColor": GREY,
        "titleFontSize": 11,
        "titleFontWeight": "normal",
    },
    "axisX": {"grid": False},
    "text": {"fontSize": 11, "color": INK, "lineBreak": "\n"},
    "legend": {"disable": True},
    "scale": {"barBandPaddingInner": 0.2},
}


def values(rows: list[dict[str, Any]]) -> Spec:
    """Inline data."""
    return {"values": rows}


def quantity(field: str, **more: Any) -> Spec:
    """A quantitative channel; ``title`` off unless given."""
    return {"field": field, "type": "quantitative", "title": None, **more}


def words(rows: list[dict[str, Any]], *, x: Spec, y: Spec, color: str = INK, **mark: Any) -> Spec:
    """A layer of text: each row's ``text`` at its place."""
    return {
        "data": values(rows),
        "mark": {"type": "text", "color": color, **mark},
        "encoding": {"x": x, "y": y, "text": {"field": "text", "type": "nominal"}},
    }


def haloed(rows: list[dict[str, Any]], **how: Any) -> list[Spec]:
    """:func:`words` on a white edge, readable across lines."""
    return [words(rows, stroke=PAPER, strokeWidth=3.5, **how), words(rows, **how)]


def nice_top(value: float) -> float:
    """A round number a little above ``value`` to end an axis on.

    >>> nice_top(412), nice_top(0)
    (500.0, 1.0)
    """
    from math import ceil, floor, log10

    if value <= 0:
        return 1.0
    unit = 10.0 ** floor(log10(value))
    for step in (1, 1.5, 2, 3, 4, 5, 6, 8, 10):
        if step * unit >= value * 1.02:
            return float(step * unit)
    return float(ceil(value / unit) * unit)
