"""Where and whom they threaten: cells with recent killing, and groups shut out of power."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from forestall import snapshot
from forestall.provenance import Origin, Provenance
from forestall.records.holdings import Holdings
from forestall.situation.assessment import Exposure
from forestall.vocabulary import Country, Month

WINDOW_MONTHS = 36
SHUT_OUT = pl.col("excluded") | pl.col("discriminated")


@dataclass(frozen=True, slots=True)
class Window:
    """Which months the points of an exposure come from (month ids, ascending).

    ``whole`` are fully covered; ``partial`` hold only a sample; ``first_wanted``
    to ``last_wanted`` is what one would like to see.
    """

    whole: tuple[int, ...]
    partial: tuple[int, ...]
    first_wanted: int
    last_wanted: int

    @property
    def missing(self) -> int:
        """How many of the wanted months are not wholly covered."""
        return sum(m not in self.whole for m in range(self.first_wanted, self.last_wanted + 1))


def exposure(country: Country, as_of: Month, holdings: Holdings) -> Exposure:
    """Cells with deaths in the last 36 months that points cover, and groups shut out of power.

    ``cells``: one row per PRIO-GRID cell and kind of violence: gid, latitude, longitude (centre),
    deaths (best), civilians, events, kind, last_month (month_id). If the 36 months to ``as_of``
    are not all covered, earlier covered months take their place and ``coverage`` says so: the
    map is then no picture of the present. Events placed no better than a first-level region are
    left off and counted in ``coverage``. ``groups``: group, size (share of the population),
    status, year: groups excluded from power or discriminated in the latest year of EPR up to
    ``as_of``.
    """
    points = holdings.cells(country.iso3, until=as_of)
    window = covered_window(holdings.coverage(country.iso3), points, as_of)
    recent = points.filter(pl.col("month_id").is_in([*window.whole, *window.partial]))
    placed = recent.filter(pl.col("vague").fill_null(0) < pl.col("events"))
    cells = _cells(placed)
    groups, year = shut_out_groups(country.iso3, as_of)
    coverage = _in_words(window, country) + _unplaced(recent, placed)
    return Exposure(
        cells=cells,
        complete=window.missing == 0,
        coverage=coverage,
        groups=groups,
        groups_year=year,
        provenance=_provenance(country, window, cells, coverage, year),
    )


def covered_window(coverage: pl.DataFrame, points: pl.DataFrame, as_of: Month) -> Window:
    """The latest 36 months up to ``as_of`` that points cover, wholly or in part.

    ``coverage`` and ``points``: the frames of :meth:`Holdings.coverage` and
    :meth:`Holdings.cells`. Of an incomplete series only the months that it has points in count.
    """
    whole: set[int] = set()
    for first, last in coverage.filter("complete").select("first_month", "last_month").iter_rows():
        whole.update(range(int(first), min(int(last), as_of.id) + 1))
    samples = coverage.filter(~pl.col("complete"))["coverage"].to_list()
    partial = set(points.filter(pl.col("coverage").is_in(samples))["month_id"].to_list()) - whole
    # a month only partly covered still shows places, so it takes its turn among the 36
    kept = sorted(whole | partial)[-WINDOW_MONTHS:]
    return Window(
        whole=tuple(m for m in kept if m in whole),
        partial=tuple(m for m in kept if m not in whole),
        first_wanted=as_of.id - WINDOW_MONTHS + 1,
        last_wanted=as_of.id,
    )


def shut_out_groups(iso3: str, as_of: Month) -> tuple[pl.DataFrame, int | None]:
    """Groups excluded or discriminated in the latest EPR year up to ``as_of``, largest first.

    Returns the frame group, size, status, year, and that year (None if EPR holds no such year
    for the country). A year counts once it is over. Source: EPR Core 2019 (Vogt et al. 2015).
    """
    last_year = as_of.year if as_of.month == 12 else as_of.year - 1
    known = snapshot.table("groups").filter(
        (pl.col("iso3") == iso3) & (pl.col("year") <= last_year)
    )
    columns = ["group", "size", "status", "year"]
    if known.is_empty():
        return known.select(columns), None
    year = int(known["year"].max())  # type: ignore[arg-type]
    latest = known.filter((pl.col("year") == year) & SHUT_OUT)
    return latest.select(columns).sort(["size", "group"], descending=[True, False]), year


def _unplaced(recent: pl.DataFrame, placed: pl.DataFrame) -> str:
    """Events known to a region only would paint one cell of it as a hot spot."""
    deaths = int(recent["best"].sum()) - int(placed["best"].sum())
    return f" {deaths:,} deaths placed no better than a region are left off." if deaths else ""


def _cells(points: pl.DataFrame) -> pl.DataFrame:
    row, column = (pl.col("gid") - 1) // 720, (pl.col("gid") - 1) % 720
    return (
        points.group_by("gid", "kind")
        .agg(
            pl.col("best").sum().alias("deaths"),
            pl.col("civilians").sum(),
            pl.col("events").sum(),
            pl.col("month_id").max().alias("last_month"),
        )
        .with_columns(latitude=row / 2 - 90 + 0.25, longitude=column / 2 - 180 + 0.25)
        .select(
            "gid", "latitude", "longitude", "deaths", "civilians", "events", "kind", "last_month"
        )
        .sort(["deaths", "gid", "kind"], descending=[True, False, False])
    )


def _in_words(window: Window, country: Country) -> str:
    wanted = f"{_name(window.first_wanted)} to {_name(window.last_wanted)}"
    if not window.whole and not window.partial:
        return f"No event points of {country.name} are held for {wanted} or earlier."
    text = f"Event points cover {_spans(window.whole)} in full" if window.whole else ""
    if window.partial:
        sample = f"{_spans(window.partial)} only in part (a sample)"
        text = f"{text}, and {sample}" if text else f"Event points cover {sample}"
    if window.missing == 0:
        return f"{text}: every month of {wanted}."
    return (
        f"{text}; {window.missing} of the {WINDOW_MONTHS} months {wanted} are not fully covered, "
        "so the map may miss places and its totals are too low. "
        "'forestall data add' takes UCDP's full files."
    )


def _spans(months: tuple[int, ...]) -> str:
    """Consecutive months as spans: ``January 2020 to December 2022 and February 2026``."""
    spans: list[list[int]] = []
    for month in months:
        if spans and month == spans[-1][1] + 1:
            spans[-1][1] = month
        else:
            spans.append([month, month])
    words = [_name(a) if a == b else f"{_name(a)} to {_name(b)}" for a, b in spans]
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def _name(month_id: int) -> str:
    return Month.from_id(month_id).in_words()


def _provenance(
    country: Country, window: Window, cells: pl.DataFrame, coverage: str, year: int | None
) -> Provenance:
    seen = sorted({*window.whole, *window.partial})
    months = f"months {Month.from_id(seen[0])} to {Month.from_id(seen[-1])}" if seen else "none"
    groups = (f"groups: iso3={country.iso3}, year={year}",) if year is not None else ()
    return Provenance(
        origin=Origin.DATA,
        what=f"{cells['gid'].n_unique()} cells with recorded violence. {coverage}",
        source="cells, groups",
        rows=(f"cells: iso3={country.iso3}, {months}, {cells.height} cell-kinds", *groups),
        formula="sums of best estimates by cell and kind over the covered months",
    )
