"""Figures of what was and what may be: deaths by month with the fan, civilians by year."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from forestall.brief.look import (
    ACCENT,
    ACCENT_MID,
    ACCENT_PALE,
    GREY,
    GREY_MID,
    Spec,
    haloed,
    nice_top,
    page,
    quantity,
    values,
    words,
)
from forestall.brief.words import between, counted, people
from forestall.vocabulary import Month

if TYPE_CHECKING:
    from numpy.typing import NDArray

_SQUEEZE = 7.0


def fan(
    history: list[tuple[Month, float]],
    months: tuple[Month, ...],
    draws: NDArray[np.float64],
    *,
    width: int,
    height: int,
) -> Spec:
    """Months behind as bars, months ahead as a fan of 50% and 90% bands and the median line.

    ``draws`` is (months ahead × draws). Where the widest draw stands far above anything recorded
    the vertical axis is a square-root scale, and says so.
    """
    ahead = _bands(months, draws)
    seen = max((v for _, v in history), default=0.0)
    highest = max(seen, max(r["p95"] for r in ahead))
    squeezed = highest > _SQUEEZE * max(seen, max(r["p50"] for r in ahead), 1.0)
    x, y = _fan_axes(history, months, highest, squeezed, width)
    return page(
        [
            *_history_layers(history, x, y),
            *_fan_layers(ahead, x, y),
            *_fan_labels(history, ahead, x, y, highest, width),
        ],
        width=width,
        height=height,
    )


def _bands(months: tuple[Month, ...], draws: NDArray[np.float64]) -> list[dict[str, Any]]:
    levels = np.quantile(draws, (0.05, 0.25, 0.5, 0.75, 0.95), axis=1)
    names = ("p05", "p25", "p50", "p75", "p95")
    return [
        {"m": month.id, **{n: round(float(v), 2) for n, v in zip(names, levels[:, i], strict=True)}}
        for i, month in enumerate(months)
    ]


def _fan_axes(
    history: list[tuple[Month, float]],
    months: tuple[Month, ...],
    highest: float,
    squeezed: bool,
    width: int,
) -> tuple[Spec, Spec]:
    first = (history[0][0] if history else months[0]).id
    last = months[-1].id
    step = 3 if last - first < 30 else 12
    ticks = [m for m in range(first, last + 1) if (m - 1) % step == 0]
    if width < 420 and len(ticks) > 7:
        ticks = ticks[::2]
    label = (
        "(datum.value - 1) % 12 == 0 ? '' + (1980 + (datum.value - 1) / 12)"
        " : substring('JanFebMarAprMayJunJulAugSepOctNovDec',"
        " ((datum.value - 1) % 12) * 3, ((datum.value - 1) % 12) * 3 + 3)"
    )
    x = quantity(
        "m",
        scale={"domain": [first - 0.8, last + 0.8], "nice": False},
        axis={"values": ticks, "labelExpr": label, "labelOverlap": False},
    )
    kind = {"type": "sqrt"} if squeezed else {}
    title = "deaths a month" + (", square-root scale" if squeezed else "")
    y = quantity(
        "v",
        scale={"domain": [0, max(nice_top(highest), 5)], "nice": False, **kind},
        axis={"tickCount": 4, "format": ",~f", "title": title, **_TOP_TITLE},
    )
    return x, y


_TOP_TITLE: Spec = {
    "titleAngle": 0,
    "titleAlign": "left",
    "titleAnchor": "end",
    "titleX": 0,
    "titleY": -8,
    "titleBaseline": "bottom",
}


def _history_layers(history: list[tuple[Month, float]], x: Spec, y: Spec) -> list[Spec]:
    if not history:
        return []
    rows = [{"m": m.id - 0.36, "m2": m.id + 0.36, "v": v} for m, v in history]
    return [
        {
            "data": values(rows),
            "mark": {"type": "rect", "color": GREY_MID},
            "encoding": {
                "x": x,
                "x2": {"field": "m2"},
                "y": y,
                "y2": {"datum": 0},
            },
        }
    ]


def _fan_layers(ahead: list[dict[str, Any]], x: Spec, y: Spec) -> list[Spec]:
    def band(low: str, high: str, color: str) -> Spec:
        return {
            "data": values(ahead),
            "mark": {"type": "area", "color": color, "interpolate": "monotone"},
            "encoding": {"x": x, "y": {**y, "field": low}, "y2": {"field": high}},
        }

    line = {
        "data": values(ahead),
        "mark": {"type": "line", "color": ACCENT, "strokeWidth": 2, "interpolate": "monotone"},
        "encoding": {"x": x, "y": {**y, "field": "p50"}},
    }
    return [band("p05", "p95", ACCENT_PALE), band("p25", "p75", ACCENT_MID), line]


def _fan_labels(
    history: list[tuple[Month, float]],
    ahead: list[dict[str, Any]],
    x: Spec,
    y: Spec,
    highest: float,
    width: int,
) -> list[Spec]:
    edge = ahead[0]["m"] - 0.5
    top = max(nice_top(highest), 5)
    rule = {
        "data": values([{"m": edge, "v": 0, "w": top}]),
        "mark": {"type": "rule", "color": GREY, "strokeWidth": 0.8, "strokeDash": [2, 2]},
        "encoding": {"x": x, "y": y, "y2": {"field": "w"}},
    }
    behind = [{"m": edge, "v": top, "text": "recorded"}] if history else []
    layers = [
        rule,
        words(behind, x=x, y=y, color=GREY, align="right", baseline="top", dx=-5),
        words(
            [
                {
                    "m": edge,
                    "v": top,
                    "text": "expected" + (", nothing new done" if width > 420 else ""),
                }
            ],
            x=x,
            y=y,
            color=ACCENT,
            align="left",
            baseline="top",
            dx=5,
        ),
    ]
    return layers


def by_year(
    years: list[tuple[int, float, float, float]],
    ahead: tuple[float, float, float] | None,
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
    highest = max([h for *_, h in years] + ([ahead[2]] if ahead else []), default=1.0)
    squeezed = highest > _SQUEEZE * max(1.0, float(np.median([b for _, b, _, _ in years] or [1])))
    first = years[0][0] if years else last - 5
    step = 5 if last - first > 14 and width > 420 else 10 if last - first > 14 else 2
    x = quantity(
        "x",
        scale={"domain": [first - 0.8, spot + (3.2 if width > 420 else 1.5)], "nice": False},
        axis={"values": [t for t in range(first, last + 1) if t % step == 0], "format": "d"},
    )
    y = quantity(
        "v",
        scale={
            "domain": [0, max(nice_top(highest), 5)],
            "nice": False,
            **({"type": "sqrt"} if squeezed else {}),
        },
        axis={
            "tickCount": 4,
            "format": ",~f",
            "title": "civilians killed in one-sided violence, a year"
            + (" (square-root scale)" if squeezed else ""),
            **_TOP_TITLE,
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
        "data": values([{"x": t, "v": lo, "w": hi} for t, _, lo, hi in years if hi > lo]),
        "mark": {"type": "rule", "color": GREY, "strokeWidth": 0.8},
        "encoding": {"x": x, "y": y, "y2": {"field": "w"}},
    }
    layers = [bars, spreads]
    if ahead:
        layers += _next_year(ahead, spot, x, y, width)
    return page(layers, width=width, height=height)


def _next_year(
    ahead: tuple[float, float, float], spot: float, x: Spec, y: Spec, width: int
) -> list[Spec]:
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


def _next_year_label(
    ahead: tuple[float, float, float], spot: float, x: Spec, y: Spec, width: int
) -> list[Spec]:
    """Beside the point where there is room, above the range on a phone."""
    _, middle, high = ahead
    count = people(middle)
    if width > 420:
        row = {"x": spot + 0.55, "v": middle, "text": f"next 12\nmonths:\n{count}"}
        return [words([row], x=x, y=y, color=ACCENT, align="left", baseline="middle", dy=-13)]
    row = {"x": spot + 1.4, "v": high, "text": f"next 12 months: {count}"}
    return haloed([row], x=x, y=y, color=ACCENT, align="right", dy=-8)


def fan_alt(history: list[tuple[Month, float]], months: tuple[Month, ...], draws: Any) -> str:
    """What the fan shows, in words."""
    low, middle, high = (float(q) for q in np.quantile(draws.sum(axis=0), (0.05, 0.5, 0.95)))
    past = (
        f"{counted(sum(v for _, v in history))} deaths recorded over {len(history)} months to "
        f"{history[-1][0].in_words()}"
        if history
        else "no months on record"
    )
    return (
        f"Deaths from organised violence by month: {past}; over the {len(months)} months ahead "
        f"{between(low, high)} deaths in all, middle estimate {people(middle)}."
    )


def by_year_alt(years: list[tuple[int, float, float, float]], ahead: Any) -> str:
    """What the yearly figure shows, in words."""
    if not years:
        return "No civilians on record as killed in one-sided violence."
    worst = max(years, key=lambda r: r[1])
    tail = f"; next twelve months {between(ahead[0], ahead[2])}" if ahead else ""
    return (
        f"Civilians killed in one-sided violence by year, {years[0][0]} to {years[-1][0]}: most in "
        f"{worst[0]} ({counted(worst[1])}), {counted(years[-1][1])} in {years[-1][0]}{tail}."
    )
