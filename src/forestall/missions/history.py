"""Which UN missions a country has had, which stand there now, and how often missions end."""

from __future__ import annotations

import calendar
import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

import polars as pl

from forestall import snapshot
from forestall.missions.strength import Strength, strength_by_year
from forestall.provenance import Origin, Provenance
from forestall.vocabulary import Month

# UNPMM 2.0 ends on this day; a mission without an end date was still active then
LAST_DAY_OF_MANDATES = date(2022, 12, 31)
# the month in which the UN's own list of operations was last brought up to date
MONTH_OF_LIST = Month(2024, 2)

TYPES = {
    "PKO": "peacekeeping operation",
    "SPM": "special political mission",
    "GOE": "good offices engagement",
}


@dataclass(frozen=True, slots=True)
class PastMission:
    """A UN mission in a country, as far as was known at the as-of month.

    ``until`` is its end, None if it had not ended; ``last_seen`` is the last day on which the
    records show it standing (its end, or the limit of the records); ``troops`` is the yearly mean
    of Geo-PKO for ``troops_year`` over the whole mission, None where it gives no figure.
    ``tasks`` are the mandate tasks in force. ``text`` says all this in a sentence.
    """

    acronym: str
    name: str
    type: str
    since: date
    until: date | None
    last_seen: date
    troops: float | None
    troops_year: int | None
    tasks: tuple[str, ...]
    text: str
    provenance: Provenance


def history(iso3: str, as_of: Month) -> tuple[PastMission, ...]:
    """Every UN mission the country had by the month, oldest first, good offices included.

    Nothing after ``as_of`` is used: a later end is not shown. Regional offices that merely sit
    in the country are left out.
    Sources: UNPMM 2.0 (1948–2022), Geo-PKO 2.3 (1994–2024), DPPA-DPO's list (February 2024).

    >>> [m.acronym for m in history("MKD", Month(1999, 6)) if m.type == "PKO"]
    ['UNPROFOR', 'UNPREDEP']
    """
    rows = (
        snapshot.table("missions")
        .filter(
            (pl.col("iso3") == iso3) & (pl.col("start") <= last_day(as_of)) & ~pl.col("seat_only")
        )
        .sort("start", "acronym")
    )
    return tuple(_mission(row, as_of) for row in rows.iter_rows(named=True))


def presence(iso3: str, as_of: Month) -> tuple[PastMission, ...]:
    """The missions of :func:`history` that had not ended before the month, as far as is known.

    Where the records end before ``as_of``, ``last_seen`` and ``text`` say so.

    >>> [m.acronym for m in presence("NPL", Month(2009, 5))]
    ['UNMIN']
    """
    first = date(as_of.year, as_of.month, 1)
    return tuple(m for m in history(iso3, as_of) if m.until is None or m.until >= first)


def last_day(month: Month) -> date:
    """The last day of a month."""
    return date(month.year, month.month, calendar.monthrange(month.year, month.month)[1])


@cache
def endings() -> dict[str, dict[str, Any]]:
    """Missions known to have ended after 2022, by acronym (unverified general knowledge)."""
    path = files("forestall") / "evidence" / "mission_endings.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _mission(row: dict[str, Any], as_of: Month) -> PastMission:
    acronym, limit = row["acronym"], last_day(as_of)
    ending = endings().get(acronym) if row["end"] is None else None
    end = row["end"] or (ending["ended"] if ending else None)
    until = end if end is not None and end <= limit else None
    strength = _latest_strength(acronym, as_of, until)
    last_seen = until or min(limit, _last_evidence(acronym, end, strength))
    return PastMission(
        acronym=acronym,
        name=row["name"],
        type=row["type"],
        since=row["start"],
        until=until,
        last_seen=last_seen,
        troops=strength.troops if strength else None,
        troops_year=strength.year if strength else None,
        tasks=_tasks(row["mission_id"], as_of.year),
        text=_sentence(row, until, last_seen, limit, strength, ending),
        provenance=_provenance(row, until, strength, ending),
    )


def _latest_strength(acronym: str, as_of: Month, until: date | None) -> Strength | None:
    # a yearly mean of the current year would look ahead, unless the year is over
    last_year = as_of.year if as_of.month == 12 else as_of.year - 1
    if until is not None:  # those still packing up the year after are no force
        last_year = min(last_year, until.year)
    known = [s for s in strength_by_year(acronym) if s.year <= last_year]
    return known[-1] if known else None


def _last_evidence(acronym: str, end: date | None, strength: Strength | None) -> date:
    """The last day on which any of the three sources shows the mission standing."""
    if end is not None:
        return end
    seen = [LAST_DAY_OF_MANDATES]
    if strength is not None:
        seen.append(date(strength.year, 12, 31))
    if acronym in _listed_active():
        seen.append(last_day(MONTH_OF_LIST))
    return max(seen)


@cache
def _listed_active() -> frozenset[str]:
    return frozenset(snapshot.table("pko_list").filter(pl.col("active"))["acronym"])


@cache
def _mandates_by_mission() -> dict[tuple[int, int], tuple[str, ...]]:
    frame = snapshot.table("mandates").group_by("mission_id", "year").agg(pl.col("task").sort())
    return {(mission, year): tuple(tasks) for mission, year, tasks in frame.iter_rows()}


def _tasks(mission_id: int, year: int) -> tuple[str, ...]:
    known = _mandates_by_mission()
    years = [y for m, y in known if m == mission_id and y <= year]
    return known[(mission_id, max(years))] if years else ()


def _sentence(
    row: dict[str, Any],
    until: date | None,
    last_seen: date,
    limit: date,
    strength: Strength | None,
    ending: dict[str, Any] | None,
) -> str:
    kind = TYPES.get(row["type"], row["type"])
    text = f"{row['acronym']} ({kind}), from {_in_words(row['start'])}"
    if until is not None:
        text += f" to {_in_words(until)}"
        text += f": {ending['how']} (general knowledge, not verified)" if ending else ""
    elif last_seen == LAST_DAY_OF_MANDATES and limit > LAST_DAY_OF_MANDATES:
        text += ", active at the end of 2022, the last year of these data"
    elif last_seen < limit:
        text += f", last seen in these data in {_in_words(last_seen)}"
    if strength is not None and strength.troops >= 1:
        text += f"; about {round(strength.troops, -2):,.0f} troops in {strength.year}"
    return text


def _in_words(day: date) -> str:
    return Month(day.year, day.month).in_words()


def _provenance(
    row: dict[str, Any],
    until: date | None,
    strength: Strength | None,
    ending: dict[str, Any] | None,
) -> Provenance:
    inputs = [strength.provenance] if strength is not None else []
    if ending is not None and until is not None:
        inputs.append(
            Provenance(
                origin=Origin.JUDGMENT,
                what=f"{row['acronym']} ended on {ending['ended']}: {ending['how']}",
                source="general knowledge",
                rows=(f"mission_endings.toml: {row['acronym']}",),
                verified=False,
            )
        )
    return Provenance(
        origin=Origin.DATA,
        what=f"{row['acronym']} in the record of UN missions",
        source="unpmm",
        version="2.0",
        rows=(
            f"missions: acronym={row['acronym']}, iso3={row['iso3']}, start={row['start']}, "
            f"end={until or 'not ended'}",
        ),
        inputs=tuple(inputs),
    )
