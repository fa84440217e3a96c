"""The event: one row of violence as the house knows it, whatever file it came from."""

from __future__ import annotations

import polars as pl

from forestall.errors import BadValue, DuplicateIds, EmptyInput, WrongColumns
from forestall.vocabulary import ViolenceKind

EVENT_SCHEMA = pl.Schema(
    {
        "event_id": pl.String,
        "source": pl.String,
        "version": pl.String,
        "iso3": pl.String,
        "date_start": pl.Date,
        "date_end": pl.Date,
        "date_precision": pl.Int8,
        "latitude": pl.Float64,
        "longitude": pl.Float64,
        "place_precision": pl.Int8,
        "gid": pl.Int32,
        "kind": pl.String,
        "sub_kind": pl.String,
        "side_a": pl.String,
        "side_b": pl.String,
        "side_a_id": pl.Int64,
        "side_b_id": pl.Int64,
        "perpetrator": pl.String,
        "target": pl.String,
        "best": pl.Int64,
        "low": pl.Int64,
        "high": pl.Int64,
        "civilians": pl.Int64,
        "clear": pl.Boolean,
        "row": pl.String,
    }
)
"""Columns and types of an events frame, in order.

Deaths are counts of people; ``civilians`` are those of ``best`` known to be civilians.
``perpetrator`` and ``target`` are set where one side kills another that does not fight back
(one-sided violence). ``clear`` is False where the source still checks the event, null where it
does not say. ``row`` points into the file: ``file.csv:123``, rows numbered as a spreadsheet
numbers them.
"""

NEVER_NULL = (
    "event_id", "source", "version", "iso3", "date_start", "date_end", "kind",
    "best", "low", "high", "row",
)  # fmt: skip


def check_events(frame: pl.DataFrame) -> pl.DataFrame:
    """The same frame, once it is known to be a sound events frame.

    Raises
    ------
    WrongColumns : columns or types differ from :data:`EVENT_SCHEMA`.
    EmptyInput : no rows.
    BadValue : a null where none may be, dates or deaths out of order, an unknown kind, a point
        off the globe.
    DuplicateIds : an ``event_id`` stands twice.
    """
    if frame.schema != EVENT_SCHEMA:
        odd = sorted(set(frame.schema.items()) ^ set(EVENT_SCHEMA.items()), key=str)
        raise WrongColumns(
            "Not an events frame",
            expected="the columns and types of EVENT_SCHEMA, in order",
            came=", ".join(f"{name} {kind}" for name, kind in odd) or "another order of columns",
            remedy="frame.select(EVENT_SCHEMA.names()).cast(EVENT_SCHEMA)",
        )
    if frame.is_empty():
        raise EmptyInput(
            "An events frame without events",
            expected="at least one row",
            came="none",
            remedy="check the file or the selection it was made from",
        )
    _check_values(frame)
    if (distinct := frame["event_id"].n_unique()) < frame.height:
        raise DuplicateIds(
            "Event ids stand more than once",
            expected=f"{frame.height} ids for {frame.height} events",
            came=f"{distinct} ids",
            remedy="drop the repeated rows, or renumber the events",
        )
    return frame


def _check_values(frame: pl.DataFrame) -> None:
    rules = {
        **{f"{name} is null": pl.col(name).is_null() for name in NEVER_NULL},
        "date_end before date_start": pl.col("date_end") < pl.col("date_start"),
        "deaths out of order (0 ≤ low ≤ best ≤ high)": (pl.col("low") < 0)
        | (pl.col("low") > pl.col("best"))
        | (pl.col("best") > pl.col("high")),
        "unknown kind of violence": ~pl.col("kind").is_in([k.value for k in ViolenceKind]),
        "a point off the globe": ~on_globe("latitude", "longitude"),
    }
    counts = frame.select(
        rule.fill_null(False).sum().alias(reason) for reason, rule in rules.items()
    ).row(0, named=True)
    broken = [f"{rows} × {reason}" for reason, rows in counts.items() if rows]
    if broken:
        raise BadValue(
            "Events that cannot be true",
            expected="every rule of an event to hold",
            came="; ".join(broken),
            remedy="mend or leave out these rows where the frame is made",
        )


def on_globe(latitude: str, longitude: str) -> pl.Expr:
    """True where a point is on the globe, or where there is no point at all."""
    point = (
        pl.col(latitude).is_between(-90, 90) & pl.col(longitude).is_between(-180, 180)
    ).fill_null(False)
    return point | (pl.col(latitude).is_null() & pl.col(longitude).is_null())
