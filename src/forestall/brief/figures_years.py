"""The figure of civilians killed by year, and the twelve months ahead beside them."""

from __future__ import annotations

import numpy as np

from forestall.brief.look import (
    ACCENT,
    ACCENT_MID,
    GREY,
    GREY_MID,
    TOP_TITLE,
    Spec,
    haloed,
    nice_top,
    page,
    quantity,
    values,
    words,
)
from forestall.brief.words import between, counted, people

_SQUEEZE = 7.0

Ahead = tuple[float, float, float]


def by_year(
    years: list[tuple[int, float, float, float]],
    ahead: Ahead | None,
    *,
    width: int,
    height: int,
    until: int = 2024,
) -> Spec:
    """Civilians killed directly by year (best, with UCDP's low to high), and the next 12 months.

    ``years`` holds (year, best, low, high); ``ahead`` the 5%, 50% and 95% draws.
    """
    last = years[-1][0] if years else until
    spot = last + 2.2
    counted_most = max([b for _, b, _, _ in years], default=1.0)
    # a high count shared with a neighbour's genocide must not flatten every other year
    spreads_most = max([min(h, 2.5 * counted_most) for *_, h in years], default=0.0)
    highest = max(counted_most, spreads_most, ahead[2] if ahead else 0.0)
    squeezed = highest > _SQUEEZE * max(1.0, float(np.median([b for _, b, _, _ in years] or [1])))
    first = years[0][0] if years else last - 5
    step = 5 if last - first > 14 and width > 420 else 10 if last - first > 14 else 2
    x = quantity(
        "x",
        scale={"domain": [first - 0.8, spot + (3.2 if width > 420 else 1.5)], "nice": False},
        axis={"values": [t for t in range(first, last + 1) if t % step == 0], "format": "d"},
    )
    top = max(nice_top(highest), 5)
    y = quantity(
        "v",
        scale={
            "domain": [0, top],
            "nice": False,
            **({"type": "sqrt"} if squeezed else {}),
        },
        axis={
            "tickCount": 4,
            "format": ",~f",
            "title": "civilians killed in one-sided violence, a year"
            + (" (square-root scale)" if squeezed else ""),
            **TOP_TITLE,
        },
    )
    bars = {
        "data": values(
            [{"x": t - 0.36, "x2": t + 0.36, "v": b} for t, b, _, _ in years],
        ),
        "mark": {"type": "rect", "color": GREY_MID},
        "encoding": {"x": x, "x2": {"field": "x2"}, "y": y, "y2": {"datum": 0}},
    }
    spreads = {
        "data": values([{"x": t, "v": lo, "w": min(hi, top)} for t, _, lo, hi in years if hi > lo]),
        "mark": {"type": "rule", "color": GREY, "strokeWidth": 0.8},
        "encoding": {"x": x, "y": y, "y2": {"field": "w"}},
    }
    layers = [bars, spreads]
    if ahead:
        layers += _next_year(ahead, spot, x, y, width)
    return page(layers, width=width, height=height)


def _next_year(ahead: Ahead, spot: float, x: Spec, y: Spec, width: int) -> list[Spec]:
    low, middle, high = ahead
    return [
        {
            "data": values([{"x": spot, "v": low, "w": high}]),
            "mark": {"type": "rule", "color": ACCENT_MID, "strokeWidth": 7},
            "encoding": {"x": x, "y": y, "y2": {"field": "w"}},
        },
        {
            "data": values([{"x": spot, "v": middle}]),
            "mark": {"type": "point", "filled": True, "color": ACCENT, "size": 70, "opacity": 1},
            "encoding": {"x": x, "y": y},
        },
        *_next_year_label(ahead, spot, x, y, width),
    ]


def _next_year_label(ahead: Ahead, spot: float, x: Spec, y: Spec, width: int) -> list[Spec]:
    """Beside the point where there is room, above the range on a phone."""
    _, middle, high = ahead
    count = people(middle)
    if width > 420:
        row = {"x": spot + 0.55, "v": middle, "text": f"next 12\nmonths:\n{count}"}
        return [words([row], x=x, y=y, color=ACCENT, align="left", baseline="middle", dy=-13)]
    row = {"x": spot + 1.4, "v": high, "text": f"next 12 months: {count}"}
    return haloed([row], x=x, y=y, color=ACCENT, align="right", dy=-8)


def by_year_alt(years: list[tuple[int, float, float, float]], ahead: Ahead | None) -> str:
    """What the yearly figure shows, in words."""
    if not years:
        return "No civilians on record as killed in one-sided violence."
    worst = max(years, key=lambda r: r[1])
    tail = f"; next twelve months {between(ahead[0], ahead[2])}" if ahead else ""
    return (
        f"Civilians killed in one-sided violence by year, {years[0][0]} to {years[-1][0]}: most in "
        f"{worst[0]} ({counted(worst[1])}), {counted(years[-1][1])} in {years[-1][0]}{tail}."
    )
