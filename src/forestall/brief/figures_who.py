"""Figures of who kills and who would be let in: deaths by kind over time, a hundred squares."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from forestall.brief.look import (
    ACCENT,
    ACCENT_MID,
    GREY_MID,
    GREY_PALE,
    INK,
    Spec,
    nice_top,
    page,
    quantity,
    values,
    words,
)
from forestall.brief.words import counted, listed, percent
from forestall.vocabulary import ConsentState, PerpetratorKind

if TYPE_CHECKING:
    from collections.abc import Sequence

KIND_COLOURS = {
    PerpetratorKind.HOST_GOVERNMENT: INK,
    PerpetratorKind.NON_STATE: ACCENT_MID,
    PerpetratorKind.HOSTILE_NEIGHBOUR: GREY_PALE,
}
KIND_WORDS = {
    PerpetratorKind.HOST_GOVERNMENT: "the government",
    PerpetratorKind.NON_STATE: "armed groups inside",
    PerpetratorKind.HOSTILE_NEIGHBOUR: "forces from next door",
}
_KIND_SHORT = {
    PerpetratorKind.HOST_GOVERNMENT: "government",
    PerpetratorKind.NON_STATE: "armed groups",
    PerpetratorKind.HOSTILE_NEIGHBOUR: "next door",
}
STATE_COLOURS = {
    ConsentState.REFUSED: "#f2f2f2",
    ConsentState.NOMINAL: "#bfbfbf",
    ConsentState.OBSTRUCTED: ACCENT_MID,
    ConsentState.WILLING: ACCENT,
}
STATE_WORDS = {
    ConsentState.REFUSED: "refused",
    ConsentState.NOMINAL: "coerced or nominal",
    ConsentState.OBSTRUCTED: "let in but obstructed",
    ConsentState.WILLING: "willing",
}
YearKind = dict[tuple[int, PerpetratorKind], float]


def by_kind(totals: YearKind, *, width: int, height: int) -> Spec:
    """Stacked bars of one-sided deaths a year, by kind of killer, each kind named in its colour."""
    years = sorted({year for year, _ in totals})
    first, last = years[0], years[-1]
    rows, tallest = [], 1.0
    for year in years:
        base = 0.0
        for kind in KIND_COLOURS:
            deaths = totals.get((year, kind), 0.0)
            if deaths:
                rows.append(
                    {"x": year - 0.38, "x2": year + 0.38, "v": base, "w": base + deaths, "k": kind}
                )
            base += deaths
        tallest = max(tallest, base)
    x = quantity(
        "x",
        scale={"domain": [first - 0.7, last + 0.7], "nice": False},
        axis={"values": _year_ticks(first, last, width), "format": "d"},
    )
    y = quantity(
        "v",
        scale={"domain": [0, nice_top(tallest)], "nice": False},
        axis={"tickCount": 4, "format": ",~f"},
    )
    bars = {
        "data": values([{**r, "k": str(r["k"])} for r in rows]),
        "mark": {"type": "rect", "stroke": INK, "strokeWidth": 0.4},
        "encoding": {
            "x": x,
            "x2": {"field": "x2"},
            "y": y,
            "y2": {"field": "w"},
            "color": {
                "field": "k",
                "type": "nominal",
                "scale": {
                    "domain": [str(k) for k in KIND_COLOURS],
                    "range": list(KIND_COLOURS.values()),
                },
            },
        },
    }
    return page([bars, *_key(totals, width)], width=width, height=height)


def _key(totals: YearKind, width: int) -> list[Spec]:
    """Small squares with names along the top: only the kinds that occur."""
    present = [k for k in KIND_COLOURS if any(kind is k for _, kind in totals)]
    layers: list[Spec] = []
    across = 6.0
    for kind in present:
        text = KIND_WORDS[kind] if width > 420 else _KIND_SHORT[kind]
        layers += [
            {
                "data": values([{}]),
                "mark": {
                    "type": "square",
                    "size": 90,
                    "color": KIND_COLOURS[kind],
                    "stroke": INK,
                    "strokeWidth": 0.4,
                    "opacity": 1,
                },
                "encoding": {"x": {"value": across}, "y": {"value": -14}},
            },
            words(
                [{"text": text}],
                x={"value": across + 9},
                y={"value": -14},
                align="left",
                baseline="middle",
            ),
        ]
        across += (5.6 if width > 420 else 5.2) * len(text) + 30
    return layers


def _year_ticks(first: int, last: int, width: int) -> list[int]:
    room = 10 if width > 420 else 6
    step = next(s for s in (1, 2, 5, 10, 20) if (last - first) / s <= room)
    return [y for y in range(first, last + 1) if y % step == 0]


def by_kind_alt(totals: YearKind) -> str:
    """What the stacked bars show, in words."""
    years = sorted({year for year, _ in totals})
    sums = {
        k: sum(v for (_, kind), v in totals.items() if kind is k)
        for k in KIND_COLOURS
        if any(kind is k for _, kind in totals)
    }
    parts = [f"{KIND_WORDS[k]} {counted(v)}" for k, v in sums.items()]
    return f"One-sided deaths by year, {years[0]} to {years[-1]}, by killer: {listed(parts)}."


def hundred(shares: dict[ConsentState, float], *, width: int) -> Spec:
    """A hundred squares, one for each in a hundred chances, in order from refused to willing."""
    counts = whole_hundred([shares[s] for s in ConsentState])
    columns, size = (25, 24) if width > 420 else (20, 17)
    deep = 100 // columns
    rows: list[dict[str, Any]] = []
    labels: list[tuple[float, int, str]] = []
    at = 0
    for number, (state, count) in enumerate(zip(ConsentState, counts, strict=True)):
        places = [(at + i) // deep for i in range(count)]
        rows += [
            {"x": (at + i) // deep * size, "y": (at + i) % deep * size, "s": str(state)}
            for i in range(count)
        ]
        at += count
        if count:
            middle = (places[0] + places[-1] + 1) / 2 * size
            labels.append((middle, number, f"{count} {STATE_WORDS[state]}"))
    x = quantity("x", scale={"domain": [0, columns * size], "nice": False}, axis=None)
    y = quantity("y", scale={"domain": [deep * size, 0], "nice": False}, axis=None)
    squares = {
        "data": values([{**r, "x2": r["x"] + size - 3, "y2": r["y"] + size - 3} for r in rows]),
        "mark": {"type": "rect", "stroke": INK, "strokeWidth": 0.4, "cornerRadius": 1},
        "encoding": {
            "x": x,
            "x2": {"field": "x2"},
            "y": y,
            "y2": {"field": "y2"},
            "color": {
                "field": "s",
                "type": "nominal",
                "scale": {
                    "domain": [str(s) for s in STATE_COLOURS],
                    "range": list(STATE_COLOURS.values()),
                },
            },
        },
    }
    span, deep_px = columns * size, deep * size
    layers = [squares, *_labels(labels, x, span, deep_px)]
    spec = page(layers, width=span, height=deep_px)
    del spec["autosize"]
    spec["padding"] = 2
    return spec


def _labels(labels: list[tuple[float, int, str]], x: Spec, span: float, deep: float) -> list[Spec]:
    """Each state's count and name above or below its squares, a row further out where crowded."""
    layers: list[Spec] = []
    taken: dict[int, tuple[float, float]] = {}
    for middle, number, text in labels:
        half = 3.1 * len(text)
        align = "left" if middle < half else "right" if middle > span - half else "center"
        left = {"left": 0.0, "right": span - 2 * half, "center": middle - half}[align]
        rows = (1, -1, 2, -2) if number % 2 else (-1, 1, -2, 2)
        row = next((r for r in rows if taken.get(r, (0.0, -9.0))[1] < left - 6), 2)
        taken[row] = (left, left + 2 * half)
        layers.append(_label(middle, row, align, text, x, span, deep))
        inner = taken.get(row // 2, (0.0, -9.0))
        if abs(row) > 1 and not inner[0] < middle < inner[1]:
            layers.append(_leader(middle, row, x, deep))
    return layers


def _label(
    middle: float, row: int, align: str, text: str, x: Spec, span: float, deep: float
) -> Spec:
    place = {"left": 0.0, "right": span - 3, "center": middle}[align]
    out = 6 + 14 * (abs(row) - 1)
    return words(
        [{"x": place, "text": text}],
        x=x,
        y={"value": -out if row > 0 else deep + out - 3},
        align=align,
        baseline="bottom" if row > 0 else "top",
    )


def _leader(middle: float, row: int, x: Spec, deep: float) -> Spec:
    """A hair from the squares to a label a row further out."""
    near, far = (-2, -18) if row > 0 else (deep, deep + 15)
    return {
        "data": values([{"x": middle}]),
        "mark": {"type": "rule", "color": GREY_MID, "strokeWidth": 0.7},
        "encoding": {"x": x, "y": {"value": near}, "y2": {"value": far}},
    }


def whole_hundred(shares: Sequence[float]) -> list[int]:
    """Whole numbers that sum to 100, by largest remainders.

    >>> whole_hundred([1 / 3, 1 / 3, 1 / 3])
    [34, 33, 33]
    """
    total = sum(shares) or 1.0
    exact = [100 * s / total for s in shares]
    counts = [int(e) for e in exact]
    order = sorted(range(len(exact)), key=lambda i: (counts[i] - exact[i], i))
    for i in order[: 100 - sum(counts)]:
        counts[i] += 1
    return counts


def hundred_alt(shares: dict[ConsentState, float]) -> str:
    """What the squares show, in words."""
    parts = [f"{STATE_WORDS[s]} {percent(shares[s])}" for s in ConsentState]
    return f"Chances of each state of host consent, as 100 squares: {listed(parts)}."
