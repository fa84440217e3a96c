"""Figures of an evaluation: histograms of where outcomes fell, and chances against frequencies."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from forestall.brief.look import (
    ACCENT,
    ACCENT_MID,
    ACCENT_PALE,
    GREY,
    GREY_MID,
    INK,
    Spec,
    page,
    quantity,
    values,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from forestall.warning.onset_scoring import Bin

WIDTH = 300
HEIGHT = 190


def pit(every: Sequence[float], active: Sequence[float], top: float) -> Spec:
    """Bars: active country-months by tenth of their forecast; line: all of them; 1 is even."""
    axis = {"values": [0, 0.5, 1], "format": "~g", "title": "place in the forecast distribution"}
    x = quantity("x", scale={"domain": [0, 1], "nice": False}, axis=axis)
    y = quantity(
        "y", scale={"domain": [0, top], "nice": False}, axis={"tickCount": 4, "title": None}
    )
    bars = _bars(densities(active))
    steps = [{"x": bar["x"], "y": bar["y"]} for bar in _bars(densities(every))]
    steps = [*steps, {"x": 1.0, "y": steps[-1]["y"]}] if steps else []
    layers: list[Spec] = [
        {
            "data": values(bars),
            "mark": {"type": "rect", "color": ACCENT_MID, "xOffset": 0.5, "x2Offset": -0.5},
            "encoding": {"x": x, "x2": {"field": "x2"}, "y": y, "y2": {"field": "y2"}},
        },
        {
            "data": values([{"y": 1}]),
            "mark": {"type": "rule", "color": GREY, "strokeDash": [3, 3], "strokeWidth": 0.9},
            "encoding": {"y": y},
        },
        {
            "data": values(steps),
            "mark": {"type": "line", "interpolate": "step-after", "color": INK, "strokeWidth": 1.4},
            "encoding": {"x": x, "y": y},
        },
    ]
    return page(layers, width=WIDTH, height=HEIGHT)


def densities(counts: Sequence[float]) -> list[float]:
    """Counts by bin of equal width as densities: 1 everywhere if they are even.

    >>> densities([1, 3])
    [0.5, 1.5]
    """
    whole = sum(counts)
    return [count * len(counts) / whole for count in counts] if whole else []


def _bars(heights: Sequence[float]) -> list[dict[str, Any]]:
    width = 1 / max(len(heights), 1)
    return [
        {"x": place * width, "x2": (place + 1) * width, "y": height, "y2": 0}
        for place, height in enumerate(heights)
    ]


def reliability(bins: Sequence[Bin], top: float, ticks: Sequence[float], *, root: bool) -> Spec:
    """Frequency against mean forecast by bin: dot and 90% interval, on what chance alone allows.

    ``root`` puts both axes on the scale of square roots, where small chances can be told apart.
    """
    scale = {"domain": [0, top], "nice": False, "type": "sqrt" if root else "linear"}
    axis = {"values": list(ticks), "format": ".0%" if ticks[1] >= 0.01 else ".1%"}
    x = quantity("f", scale=scale, axis={**axis, "title": "forecast", "grid": True})
    y = quantity("o", scale=scale, axis=axis)
    rows = [
        {
            "f": one.forecast,
            "o": one.observed,
            "low": one.interval_90[0],
            "high": min(one.interval_90[1], top),
            "from": one.consistent_90[0],
            "to": min(one.consistent_90[1], top),
        }
        for one in bins
    ]
    layers = [
        _rule(rows, x, y, "from", "to", {"color": ACCENT_PALE, "strokeWidth": 9}),
        {
            "data": values([{"f": 0, "o": 0}, {"f": top, "o": top}]),
            "mark": {"type": "line", "color": GREY_MID, "strokeDash": [3, 3], "strokeWidth": 0.9},
            "encoding": {"x": x, "y": y},
        },
        _rule(rows, x, y, "low", "high", {"color": ACCENT, "strokeWidth": 1.2}),
        {
            "data": values(rows),
            "mark": {"type": "point", "filled": True, "color": ACCENT, "size": 34, "opacity": 1},
            "encoding": {"x": x, "y": y},
        },
    ]
    return page(layers, width=WIDTH, height=WIDTH - 20)


def _rule(
    rows: list[dict[str, Any]], x: Spec, y: Spec, low: str, high: str, mark: dict[str, Any]
) -> Spec:
    return {
        "data": values(rows),
        "mark": {"type": "rule", **mark},
        "encoding": {"x": x, "y": {**y, "field": low}, "y2": {"field": high}},
    }


def pit_alt(every: Sequence[float], active: Sequence[float]) -> str:
    """What the histogram shows, in words."""

    def told(counts: Sequence[float]) -> str:
        found = densities(counts)
        return ", ".join(f"{height:.2f}" for height in found) if found else "none"

    return f"By tenth of the forecast, 1 being even: {told(active)}; all months: {told(every)}."


def reliability_alt(bins: Sequence[Bin]) -> str:
    """What the diagram shows, in words."""
    told = [f"{one.forecast:.2%} forecast, {one.observed:.2%} came (of {one.n:,})" for one in bins]
    return f"Mean forecast and frequency by bin: {'; '.join(told)}."
