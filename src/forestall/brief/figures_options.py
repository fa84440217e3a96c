"""Figures of the options: deaths averted as dots on one axis, and against what they cost."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from forestall.brief.look import (
    ACCENT,
    GREY,
    GREY_MID,
    INK,
    PAPER,
    Spec,
    haloed,
    page,
    quantity,
    values,
    words,
)
from forestall.brief.words import averted, change, listed, money
from forestall.options.appraisal import OptionId

if TYPE_CHECKING:
    from forestall.options.appraisal import Option

DOTS = 20
_LEAST_SPAN = 10.0  # deaths: below that a difference is no difference
SHORT = {
    OptionId.NONE: "Neither",
    OptionId.POLITICAL_MISSION: "Political mission",
    OptionId.PREVENTIVE_DEPLOYMENT: "Preventive deployment",
    OptionId.BOTH: "Both together",
}


def quantile_dots(draws: Any, count: int = DOTS) -> list[float]:
    """``count`` equally likely values: the (i + ½)/count quantiles of the draws."""
    return [float(v) for v in np.quantile(draws, (np.arange(count) + 0.5) / count)]


def outcomes(options: tuple[Option, ...], *, width: int) -> Spec:
    """Deaths averted over 12 months, twenty dots an option, on one axis with zero and harm marked.

    Each dot is one chance in twenty. Hollow dots lie on the side of harm.
    """
    dots = {o.id: quantile_dots(o.deaths_averted[12].values) for o in options if _is_tool(o)}
    low, high = _reach(dots)
    lane = 58 if width > 420 else 70
    height = lane * len(dots)
    x = quantity(
        "x",
        scale={"domain": [low, high], "nice": False, "zero": False},
        axis={
            "tickCount": 6 if width > 420 else 4,
            "format": ",~f",
            "labelExpr": "replace(datum.label, '-', '−')",
            "grid": True,
            "title": "deaths averted over 12 months, against doing nothing new",
            "titlePadding": 8,
        },
    )
    y = quantity("y", scale={"domain": [height, 0], "nice": False}, axis=None)
    layers: list[Spec] = [*_zero(low, high, x, y, height, width)]
    bin_width = (high - low) * 8.5 / width
    for lane_number, (id, spots) in enumerate(dots.items()):
        base = (lane_number + 1) * lane - 8
        layers += _lane(id, spots, base, lane, bin_width, x, y)
    return page(layers, width=width, height=height + 44)


def _is_tool(option: Option) -> bool:
    return option.id is not OptionId.NONE


def _reach(dots: dict[OptionId, list[float]]) -> tuple[float, float]:
    """An axis that holds every dot, with zero well inside and room for both words."""
    low = min((min(d) for d in dots.values()), default=0.0)
    high = max((max(d) for d in dots.values()), default=1.0)
    span = max(high - min(low, 0.0), _LEAST_SPAN)
    return min(low - 0.04 * span, -0.16 * span), max(high + 0.06 * span, 0.5 * span)


def _zero(low: float, high: float, x: Spec, y: Spec, height: float, width: int) -> list[Spec]:
    shade = {
        "data": values([{"x": low, "x2": 0, "y": 0, "y2": height}]),
        "mark": {"type": "rect", "color": "#f1f1f1"},
        "encoding": {"x": x, "x2": {"field": "x2"}, "y": y, "y2": {"field": "y2"}},
    }
    rule = {
        "data": values([{"x": 0, "y": 0, "y2": height}]),
        "mark": {"type": "rule", "color": INK, "strokeWidth": 1},
        "encoding": {"x": x, "y": y, "y2": {"field": "y2"}},
    }
    room = width * -low / (high - low)
    sides = (
        ("harm: more deaths" if room > 100 else "harm", "right", -6),
        ("fewer deaths" + (" than with nothing new" if width > 420 else ""), "left", 6),
    )
    return [shade, rule, *(_side(*side, x) for side in sides)]


def _side(text: str, align: str, dx: int, x: Spec) -> Spec:
    style = {"fontSize": 10.5, "fontStyle": "italic", "baseline": "bottom"}
    above = {"value": -4}
    return words([{"x": 0, "text": text}], x=x, y=above, color=GREY, align=align, dx=dx, **style)


def _lane(
    id: OptionId,
    spots: list[float],
    base: float,
    lane: float,
    bin_width: float,
    x: Spec,
    y: Spec,
) -> list[Spec]:
    stacks: dict[int, int] = {}
    bins = [round(s / bin_width) for s in spots]
    tallest = max(bins.count(b) for b in bins)
    rise = min(8.2, (lane - 26) / max(tallest - 1, 1))
    rows = []
    for spot, slot in zip(spots, bins, strict=True):
        level = stacks.get(slot, 0)
        stacks[slot] = level + 1
        rows.append(
            {"x": slot * bin_width, "y": base - 5 - level * rise, "harm": slot < 0, "at": spot}
        )
    dots = {
        "data": values(rows),
        "mark": {"type": "circle", "size": 46, "stroke": ACCENT, "strokeWidth": 1.1, "opacity": 1},
        "encoding": {
            "x": x,
            "y": y,
            "color": {
                "condition": {"test": "datum.harm", "value": PAPER},
                "value": ACCENT,
            },
        },
    }
    line = {
        "data": values([{"y": base}]),
        "mark": {"type": "rule", "color": GREY_MID, "strokeWidth": 0.6},
        "encoding": {"y": y, "x": {"value": 0}, "x2": {"value": "width"}},
    }
    name = words(
        [{"y": base - lane + 20, "text": SHORT[id]}],
        x={"value": "width"},
        y=y,
        align="right",
        baseline="middle",
        fontWeight="bold",
    )
    return [line, dots, name]


def against_cost(options: tuple[Option, ...], *, width: int, height: int) -> Spec:
    """Deaths averted against cost over 12 months: a cross of 90% ranges through each median."""
    rows = [_cross(o) for o in options]
    top = max(r["y95"] for r in rows)
    bottom = min(r["y05"] for r in rows)
    span = max(top - min(bottom, 0.0), _LEAST_SPAN)
    top = max(top, 0.5 * _LEAST_SPAN)
    right = max(r["x95"] for r in rows) or 1.0
    x = quantity(
        "xm",
        scale={"domain": [-0.02 * right, right * 1.12], "nice": False},
        axis={
            "tickCount": 5,
            "format": ",~f",
            "title": "cost over 12 months, million US dollars",
            "titlePadding": 8,
        },
    )
    y = quantity(
        "ym",
        scale={
            "domain": [min(bottom - 0.02 * span, -0.14 * span), top + 0.2 * span],
            "nice": False,
        },
        axis={
            "tickCount": 5,
            "format": ",~f",
            "labelExpr": "replace(datum.label, '-', '−')",
            "title": "deaths averted over 12 months",
            "titleAngle": 0,
            "titleAlign": "left",
            "titleAnchor": "end",
            "titleX": 0,
            "titleY": -10,
            "titleBaseline": "bottom",
        },
    )
    scale = (width * 0.9 / (right * 1.14), height * 0.75 / (1.18 * span))
    zero = {
        "data": values([{"ym": 0}]),
        "mark": {"type": "rule", "color": INK, "strokeWidth": 1},
        "encoding": {"y": y, "x": {"value": 0}, "x2": {"value": "width"}},
    }
    data = values(rows)
    down = {
        "data": data,
        "mark": {"type": "rule", "color": GREY_MID, "strokeWidth": 1.6},
        "encoding": {"x": x, "y": {**y, "field": "y05"}, "y2": {"field": "y95"}},
    }
    along = {
        "data": data,
        "mark": {"type": "rule", "color": GREY_MID, "strokeWidth": 1.6},
        "encoding": {"x": {**x, "field": "x05"}, "x2": {"field": "x95"}, "y": y},
    }
    points = {
        "data": data,
        "mark": {"type": "circle", "size": 80, "color": ACCENT, "opacity": 1},
        "encoding": {"x": x, "y": y},
    }
    return page(
        [zero, down, along, points, *_names(rows, x, y, right, scale)], width=width, height=height
    )


def _cross(option: Option) -> dict[str, Any]:
    averted_, cost = option.deaths_averted[12], option.cost[12]
    row: dict[str, Any] = {"text": SHORT[option.id]}
    row |= {"xm": round(cost.mean, 3), "ym": round(averted_.mean, 3)}
    for name, q in (("05", 0.05), ("95", 0.95)):
        row["x" + name] = round(cost.quantile(q), 3)
        row["y" + name] = round(averted_.quantile(q), 3)
    return row


def _names(
    rows: list[dict[str, Any]], x: Spec, y: Spec, right: float, scale: tuple[float, float]
) -> list[Spec]:
    """Each name at the top of its line, lifted clear of names already there.

    ``scale`` is pixels per unit of cost and of deaths.
    """
    layers: list[Spec] = []
    taken: list[tuple[float, float, float]] = []
    for row in sorted(rows, key=lambda r: float(r["y95"])):
        if row["x95"] == 0:  # nothing done: below the line, out of the others' way
            layers += haloed([row], x=x, y=y, align="left", dx=-3, dy=14)
            continue
        half = 3.3 * len(row["text"])
        across, up = row["xm"] * scale[0], row["y95"] * scale[1] + 10
        align = "left" if across < half else "right" if row["xm"] > 0.85 * right else "center"
        middle = across + {"left": half, "right": -half, "center": 0.0}[align]
        while any(abs(middle - m) < half + h and abs(up - u) < 13 for m, u, h in taken):
            up += 13
        taken.append((middle, up, half))
        layers += haloed(
            [row],
            x=x,
            y={**y, "field": "y95"},
            align=align,
            dx={"left": -4, "right": 4, "center": 0}[align],
            dy=-round(up - row["y95"] * scale[1]),
            baseline="middle",
        )
    return layers


def outcomes_alt(options: tuple[Option, ...]) -> str:
    """What the dots show, in words."""
    parts = []
    for option in options:
        if _is_tool(option):
            draws = option.deaths_averted[12]
            span = averted(draws.quantile(0.05), draws.quantile(0.95))
            parts.append(f"{option.id.in_words()} {span}, middle {change(draws.quantile(0.5))}")
    opening = f"Deaths averted over 12 months by option, {DOTS} equally likely outcomes each"
    return f"{opening}: {listed(parts)}."


def against_cost_alt(options: tuple[Option, ...]) -> str:
    """What the crosses show, in words."""
    parts = [
        f"{SHORT[o.id].lower()} {change(o.deaths_averted[12].mean)} for {money(o.cost[12].mean)}"
        for o in options
    ]
    return f"Deaths over 12 months against cost, means: {listed(parts)}."
