"""Figures of what was and what may be: deaths by month with the fan."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from forestall.brief.look import (
    ACCENT,
    ACCENT_MID,
    ACCENT_PALE,
    GREY,
    GREY_MID,
    TOP_TITLE,
    Spec,
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
        axis={"tickCount": 4, "format": ",~f", "title": title, **TOP_TITLE},
    )
    return x, y


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
