"""Rows for page 2: deaths and risk as others forecast them, packaged or added by the user."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from forestall.brief.pages.shared import cell
from forestall.brief.words import between, people
from forestall.provenance import Origin, Provenance
from forestall.vocabulary import Month
from forestall.warning.agreement import Comparison, Expected, Verdict, compare, expected
from forestall.warning.outside import DEATHS, RISK, OutsideForecast

if TYPE_CHECKING:
    from forestall.brief.desk import Desk
    from forestall.brief.document import Cell, Number
    from forestall.warning.outlook import Outlook

FAST = "FAST-cm"
WHAT = {
    "state-based": "deaths in fights with a state",
    "all kinds": "deaths in violence of all kinds",
    "one-sided": "civilians killed directly",
}
RULE = (
    "Deaths are compared only where months and kind of violence are the same: expected deaths (the "
    "mean), with 90% ranges. They agree within a factor of two, fewer than one counting as one; in "
    "part, if the ranges still meet, or if theirs, given without a range, lies in ours."
)


@dataclass(frozen=True, slots=True)
class _Theirs:
    """One outside forecast: ``id`` for its numbers, ``provenance`` of what it says."""

    id: str
    forecast: OutsideForecast
    provenance: Provenance


def rows(desk: Desk, packaged: pl.DataFrame | None) -> tuple[tuple[Cell, ...], ...]:
    """One row per forecast that this month may know, ordered by source.

    ``packaged`` holds the country's rows of the snapshot's table of outside forecasts.
    """
    found = _added(desk)
    named = {one.forecast.source for one in found}
    fast = None if packaged is None else _fast(desk, packaged)
    if fast is not None and FAST not in named:  # the user's is at least as new, or was chosen
        found.append(fast)
    found.sort(key=lambda one: (one.forecast.source.lower(), one.forecast.series))
    outlooks: dict[str, Outlook | None] = {}
    made = [row for one in found for row in (_deaths(desk, one, outlooks), _risk(desk, one))]
    return tuple(row for row in made if row is not None)


def _added(desk: Desk) -> list[_Theirs]:
    if not hasattr(desk.holdings, "forecasts") or desk.holdings is None:
        return []
    from forestall.warning import outside_store

    iso3 = desk.assessment.country.iso3
    found = []
    shown = outside_store.shown(desk.holdings, iso3, desk.assessment.as_of)
    for place, one in enumerate(shown, 1):
        version = one.version
        provenance = Provenance(
            Origin.DATA,
            f"forecast by {version.source}, as its file has it",
            f"{version.source} (forecast added to the local store on {version.added})",
            version.version,
            rows=(f"{one.file}: iso3={iso3}",),
        )
        found.append(_Theirs(f"added-{place}", one.forecast, provenance))
    return found


def _fast(desk: Desk, packaged: pl.DataFrame) -> _Theirs | None:
    """The packaged FAST-cm, if it was out by the as-of month and looks beyond it."""
    as_of = desk.assessment.as_of
    table = packaged.filter(
        (pl.col("source") == FAST)
        & (pl.col("quantity") == DEATHS)
        & (pl.col("issued").str.slice(0, 7) <= str(as_of))
    )
    if table.is_empty() or int(table["month_id"].max()) <= as_of.id:  # type: ignore[arg-type]
        return None
    provenance = desk.recorded(
        "expected state-based deaths by the FAST-cm forecast",
        f"outside_forecasts: source=FAST-cm, iso3={desk.assessment.country.iso3}",
        source="fast",
    )
    issued = Month.parse(str(table["issued"][0])[:7])
    whole = table.with_columns(gid=None, draws=None)
    return _Theirs("fast", OutsideForecast(FAST, issued, "state-based", whole), provenance)


def _deaths(
    desk: Desk, one: _Theirs, outlooks: dict[str, Outlook | None]
) -> tuple[Cell, ...] | None:
    iso3, series = desk.assessment.country.iso3, one.forecast.series
    if one.forecast.of(iso3, DEATHS).is_empty():
        return None
    if series not in outlooks:
        outlooks[series] = _ours(desk, series)
    outlook = outlooks[series]
    found = None if outlook is None else compare(one.forecast, outlook, iso3)
    if found is None or outlook is None:
        return _alone(desk, one, outlook)
    mine = _number(desk, f"ours-beside-{one.id}", found.ours, outlook.provenance(iso3))
    return (
        cell(_head(one)),
        cell(_what(series, found.first, found.last)),
        cell(_number(desk, f"outside-{one.id}", found.theirs, one.provenance)),
        cell(mine),
        cell(words(found)),
    )


def _ours(desk: Desk, series: str) -> Outlook | None:
    """Our forecast of that series, if it can be had without training a model."""
    from forestall.warning import beside

    known = desk.appraisal.deaths
    if known is not None and series == "all kinds":
        return known
    if desk.holdings is None or not hasattr(desk.holdings, "deaths_by_kind"):
        return None
    appraisal, assessment = desk.appraisal, desk.assessment
    return beside.ours(
        desk.holdings,
        series,
        assessment.country.iso3,
        assessment.as_of,
        appraisal.draws,
        appraisal.seed,
    )


def _alone(desk: Desk, one: _Theirs, outlook: Outlook | None) -> tuple[Cell, ...] | None:
    """Their figures for their next twelve months, with why ours do not stand beside them."""
    iso3, as_of = desk.assessment.country.iso3, desk.assessment.as_of
    after = [m for m in one.forecast.of(iso3, DEATHS)["month_id"] if m > as_of.id]
    if not after:
        return None
    first = Month.from_id(after[0])
    found = expected(one.forecast, iso3, first, first + 11)
    if found is None:
        return None
    theirs, begin, end = found
    why = "not compared: no forecast of ours of this kind of violence for this month"
    if outlook is not None:
        why = f"not compared: ours ends in {outlook.months[:12][-1].in_words()}"
    return (
        cell(_head(one)),
        cell(_what(one.forecast.series, begin, end)),
        cell(_number(desk, f"outside-{one.id}", theirs, one.provenance)),
        cell("–"),
        cell(why),
    )


def _risk(desk: Desk, one: _Theirs) -> tuple[Cell, ...] | None:
    """The highest of the country's cells in a publisher's own index."""
    rows = one.forecast.of(desk.assessment.country.iso3, RISK)
    if rows.is_empty():
        return None
    month = Month.from_id(int(rows["month_id"][-1]))
    newest = rows.filter(pl.col("month_id") == month.id)
    top = float(newest["value"].max() or 0.0)  # type: ignore[arg-type]
    number = desk.ledger.number(
        f"outside-{one.id}", top, "index from 0 to 1", f"{top:.2f}", one.provenance
    )
    return (
        cell(_head(one)),
        cell(f"its index of conflict risk, 0 to 1, by half-degree cell, {month.in_words()}"),
        cell(number, f" in the highest of {newest.height:,} cell{'s' * (newest.height > 1)}"),
        cell("–"),
        cell("not compared: an index, not deaths"),
    )


def _head(one: _Theirs) -> str:
    issued = one.forecast.issued
    return one.forecast.source if issued is None else f"{one.forecast.source}, {issued.in_words()}"


def _what(series: str, first: Month, last: Month) -> str:
    span = first.in_words() if first == last else f"{first.in_words()} to {last.in_words()}"
    return f"{WHAT.get(series, series)}, {span}"


def _number(desk: Desk, id: str, deaths: Expected, provenance: Provenance) -> Number:
    """``120 (between 40 and 300)``."""
    text = people(deaths.mean) if round(deaths.mean) >= 1 else "fewer than one"
    if deaths.low is not None and deaths.high is not None and round(deaths.high) >= 1:
        text += f" ({between(deaths.low, deaths.high)})"
    return desk.ledger.number(
        id, deaths.mean, "deaths", text, provenance, low=deaths.low, high=deaths.high
    )


def words(found: Comparison) -> str:
    """The verdict, with by how much the larger passes the smaller."""
    if found.verdict is Verdict.AGREE:
        if found.theirs.mean < 1 and found.ours.mean < 1:
            return "yes: both expect fewer than one"
        return "yes: within a factor of two"
    more, less = ("theirs", "ours") if found.ratio > 1 else ("ours", "theirs")
    factor = max(found.ratio, 1 / found.ratio)
    size = (
        "a little over 2" if factor < 2.05 else f"{factor:.1f}" if factor < 10 else people(factor)
    )
    gap = f"{more} is {size} times {less}"
    if min(found.theirs.mean, found.ours.mean) < 1:
        gap = f"{less} is fewer than one, {more} is not"
    if found.verdict is Verdict.IN_PART:
        meets = "theirs lies in our range" if found.theirs.low is None else "the ranges meet"
        return f"in part: {gap}, but {meets}"
    apart = (
        "theirs lies outside our range" if found.theirs.low is None else "the ranges do not meet"
    )
    return f"no: {gap}, and {apart}"
