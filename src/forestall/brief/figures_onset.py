"""The figure of what moves the chance that a mass killing begins: a bar for each reason."""

from __future__ import annotations

from math import exp
from typing import TYPE_CHECKING, Any

from forestall.brief.look import (
    ACCENT,
    GREY,
    GREY_MID,
    Spec,
    page,
    quantity,
    values,
    words,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from forestall.warning.onset_reasons import Driver

_LONGEST = 40
_ROW = 23


def drivers(reasons: Sequence[Driver], *, width: int) -> Spec:
    """Reasons down the page, each a bar to the right (raises the odds) or left (lowers them).

    Lengths are log-odds, so that bars add up; the words at their ends say by how many times the
    odds grow (×) or shrink (÷).
    """
    labels = round(0.6 * width)
    sizes = [driver.log_odds for driver in reasons]
    most, least = max(0.0, *sizes), min(0.0, *sizes)
    unit = (width - labels - (72 if most > 0 > least else 40)) / max(most - least, 0.2)
    left, right = 32 if least < 0 else 4, width - labels - 36
    zero = left - least * unit if least < 0 else left
    x = quantity(
        "x",
        scale={"domain": [-labels, width - labels], "nice": False, "zero": False},
        axis=None,
    )
    y = quantity("y", scale={"domain": [len(sizes), 0], "nice": False}, axis=None)
    rows = [
        {
            "x": zero,
            "x2": min(zero + size * unit, right + 36),
            "y": place + 0.2,
            "y2": place + 0.8,
            "c": ACCENT if size > 0 else GREY_MID,
        }
        for place, size in enumerate(sizes)
    ]
    layers = [_bars(rows, x, y), _middle(zero, len(sizes), x, y), *_names(reasons, labels, x, y)]
    layers += _ends(sizes, rows, x, y)
    return page(layers, width=width, height=_ROW * len(sizes) + 6)


def _bars(rows: list[dict[str, Any]], x: Spec, y: Spec) -> Spec:
    return {
        "data": values(rows),
        "mark": {"type": "rect"},
        "encoding": {
            "x": x,
            "x2": {"field": "x2"},
            "y": y,
            "y2": {"field": "y2"},
            "color": {"field": "c", "type": "nominal", "scale": None},
        },
    }


def _middle(zero: float, rows: int, x: Spec, y: Spec) -> Spec:
    return {
        "data": values([{"x": zero, "y": 0, "y2": rows}]),
        "mark": {"type": "rule", "color": GREY, "strokeWidth": 0.8},
        "encoding": {"x": x, "y": y, "y2": {"field": "y2"}},
    }


def _names(reasons: Sequence[Driver], labels: int, x: Spec, y: Spec) -> list[Spec]:
    rows = [
        {"x": -labels, "y": place + 0.5, "text": _wrapped(driver.words.removeprefix("the "))}
        for place, driver in enumerate(reasons)
    ]
    return [words(rows, x=x, y=y, align="left", baseline="middle", lineHeight=11, fontSize=10.5)]


def _wrapped(name: str) -> str:
    """A long name on two lines, broken near its middle."""
    if len(name) <= _LONGEST:
        return name
    spaces = [i for i, letter in enumerate(name) if letter == " "]
    at = min(spaces, key=lambda i: abs(i - len(name) / 2))
    return f"{name[:at]}\n{name[at + 1 :]}"


def _ends(sizes: list[float], rows: list[dict[str, Any]], x: Spec, y: Spec) -> list[Spec]:
    ends = [
        {"x": row["x2"], "y": place + 0.5, "text": times(size)}
        for place, (row, size) in enumerate(zip(rows, sizes, strict=True))
    ]
    up = [end for end, size in zip(ends, sizes, strict=True) if size > 0]
    down = [end for end, size in zip(ends, sizes, strict=True) if size <= 0]
    return [
        words(up, x=x, y=y, color=ACCENT, align="left", baseline="middle", dx=4),
        words(down, x=x, y=y, color=GREY, align="right", baseline="middle", dx=-4),
    ]


def times(log_odds: float) -> str:
    """By how many times the odds grow or shrink.

    >>> times(0.59), times(-0.25), times(0.01)
    ('×1.8', '÷1.3', '×1.0')
    """
    return f"{'×' if log_odds > 0 else '÷'}{exp(abs(log_odds)):.1f}"


def drivers_alt(reasons: Sequence[Driver]) -> str:
    """What the bars show, in words."""
    told = [
        f"{driver.words} {'raises' if driver.log_odds > 0 else 'lowers'} the odds "
        f"{exp(abs(driver.log_odds)):.1f}-fold"
        for driver in reasons
    ]
    return f"What moves the chance, against the average country-year: {'; '.join(told)}."
