"""Figures of the options: deaths averted as dots on one axis."""

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
    page,
    quantity,
    values,
    words,
)
from forestall.brief.words import averted, change, listed
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
    lane = 44 if width > 420 else 70
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
