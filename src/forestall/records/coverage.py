"""Which countries and months an events file speaks for: where a missing event means none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

import polars as pl

from forestall import snapshot
from forestall.records.edition import CANDIDATE, edition_of
from forestall.records.panel import by_month
from forestall.vocabulary import Month

WORLD_COUNTRIES = 30
"""A release with events of this many countries is the world's; fewer, an extract of some.

A month of candidates names about 47 countries (v26.0.2); one country's extract names one.
"""

SAMPLE_SHARE = 0.8
"""A file with less than this share of the deaths the package counts is a sample.

UCDP's own revisions stay well above it; 1,000 random events of the world hold less than 1%.
"""


@dataclass(frozen=True, slots=True)
class Coverage:
    """The reach of one events file.

    Attributes
    ----------
    first, last : the months it speaks for.
    countries : ISO3 codes it speaks for; None for the whole world.
    complete : False for a sample: its events are shown and never totalled.
    note : why it is not complete; empty otherwise.
    """

    first: Month
    last: Month
    countries: tuple[str, ...] | None
    complete: bool
    note: str = ""

    def __str__(self) -> str:
        where = "all countries" if self.countries is None else ", ".join(self.countries[:5])
        where += f" and {n} more" if (n := len(self.countries or ()) - 5) > 0 else ""
        state = "" if self.complete else f"; a sample, never totalled: {self.note}"
        return f"speaks for {where}, {self.first} to {self.last}{state}"

    def as_dict(self) -> dict[str, Any]:
        """Plain JSON types."""
        return {
            "first": str(self.first),
            "last": str(self.last),
            "countries": None if self.countries is None else list(self.countries),
            "complete": self.complete,
            "note": self.note,
        }

    @classmethod
    def from_dict(cls, fields: Mapping[str, Any]) -> Self:
        """The inverse of :meth:`as_dict`."""
        return cls(
            first=Month.parse(fields["first"]),
            last=Month.parse(fields["last"]),
            countries=None if fields["countries"] is None else tuple(fields["countries"]),
            complete=bool(fields["complete"]),
            note=str(fields["note"]),
        )


def coverage_of(events: pl.DataFrame) -> Coverage:
    """The reach of the events of one file.

    A candidate release speaks for its months. A final one speaks for whole years, from that of
    its first event to that of its last, not beyond the release's own. Without a release in its
    version, or with too few of the deaths that the package counts, a file is a sample.

    Parameters
    ----------
    events : a frame of ``EVENT_SCHEMA``, one source and version, with at least one row.
    """
    oldest, newest = events.select(pl.col("date_start").min(), pl.col("date_end").max()).row(0)
    codes = tuple(events["iso3"].unique().sort())
    countries = None if len(codes) >= WORLD_COUNTRIES else codes
    release = edition_of(events["version"][0])
    if release.first is None or release.last is None or not release.version:
        first, last = Month(oldest.year, oldest.month), Month(newest.year, newest.month)
        return Coverage(first, last, countries, False, "its version names no release")
    first, last = release.first, release.last
    if release.source != CANDIDATE:
        first = max(first, Month(oldest.year, 1))
        last = min(last, Month(newest.year, 12))
    if first > last or not _within(events, first, last).height:
        return Coverage(release.first, release.last, countries, False, "no event in its months")
    share = _share_of_packaged(events, first, last, codes)
    if share < SAMPLE_SHARE:
        note = f"it holds {share:.1%} of the deaths the package counts there"
        return Coverage(first, last, countries, False, note)
    return Coverage(first, last, countries, True)


def _within(events: pl.DataFrame, first: Month, last: Month) -> pl.DataFrame:
    """The events that touch the months, in time."""
    start, end = _first_day(first), _first_day(last + 1)
    return events.filter((pl.col("date_end") >= start) & (pl.col("date_start") < end))


def clipped(events: pl.DataFrame, first: Month, last: Month) -> pl.DataFrame:
    """Events that touch the months, their dates cut to them, so that each counts once in them."""
    start, end = _first_day(first), _first_day(last + 1).dt.offset_by("-1d")
    return _within(events, first, last).with_columns(
        date_start=pl.max_horizontal("date_start", start),
        date_end=pl.min_horizontal("date_end", end),
    )


def _first_day(month: Month) -> pl.Expr:
    return pl.date(month.year, month.month, 1)


def _share_of_packaged(
    events: pl.DataFrame, first: Month, last: Month, codes: tuple[str, ...]
) -> float:
    # The packaged series leaves out events that span months, so those are left out here too.
    columns = ["date_start", "date_end", "best", "low", "high"]
    here = by_month(events.select(columns), "inside").filter(
        pl.col("month_id").is_between(first.id, last.id)
    )
    packaged = snapshot.table("country_month").filter(
        (pl.col("kind") == "all")
        & pl.col("month_id").is_between(first.id, last.id)
        & pl.col("iso3").is_in(codes)
    )
    expected = float(packaged["deaths"].sum())
    return 1.0 if expected == 0 else float(here["best"].sum()) / expected
