"""On page 2: what others forecast, beside ours. Only what was published by the as-of month."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from forestall.brief.desk import packaged
from forestall.brief.document import Block, Cell, Column, Table
from forestall.brief.pages import outside_deaths
from forestall.brief.pages.onset import chance_number, ordinal
from forestall.brief.pages.shared import cell, note
from forestall.brief.words import chance_words

if TYPE_CHECKING:
    from forestall.brief.desk import Desk

EWP_PAST_MEAN = "2.5%"
"""Mean of the Early Warning Project's own published risks on the country-years on which ours are
tested (``benchmarks/onset_scores.py``; note of the source in ``SOURCES.toml``)."""
SMALL = 0.01
"""Below this the factor between two chances says little."""
TWOFOLD = 2.0
"""Odds within this factor of each other are said to agree."""


def blocks(desk: Desk) -> list[Block]:
    """A table of the outside forecasts that this month may know, with where they agree."""
    table = packaged("outside_forecasts")
    here = None
    onset = None
    if table is not None:
        here = table.filter(pl.col("iso3") == desk.assessment.country.iso3)
        onset = _onset(desk, here)
    deaths = outside_deaths.rows(desk, here)
    rows = (*(() if onset is None else (onset,)), *deaths)
    if not rows:
        return []
    notes = [outside_deaths.RULE] if deaths else []
    if onset is not None and table is not None:
        notes.append(_list_words(desk, table))
    return [
        Table(
            "outside",
            "Forecasts of others, beside ours",
            (
                Column("forecast", share=1.7),
                Column("of what", share=2.6),
                Column("theirs", share=1.9),
                Column("ours", share=2.0),
                Column("do they agree?", share=2.0),
            ),
            rows,
            note(" ".join(notes)) if notes else None,
        )
    ]


def _onset(desk: Desk, here: pl.DataFrame) -> tuple[Cell, ...] | None:
    """The Early Warning Project's risk of a new mass killing, beside ours."""
    onset = desk.appraisal.onset
    risks = here.filter((pl.col("source") == "EWP") & (pl.col("quantity") == "probability"))
    if onset is None or risks.is_empty():
        return None
    issued, risk = str(risks["issued"][0]), float(risks["value"][0])
    if f"{issued}-12" > str(desk.assessment.as_of):  # the month of issue is not on record
        return None
    ranked = packaged("outside_forecasts")
    everyone = None if ranked is None else _risks(ranked)
    if everyone is None:
        return None
    theirs = desk.ledger.number(
        "outside-ewp",
        risk,
        "probability",
        chance_words(risk),
        desk.recorded(
            "risk that a new mass killing begins, by the Early Warning Project",
            f"outside_forecasts: source=EWP, iso3={desk.assessment.country.iso3}, issued={issued}",
            source="ewp",
        ),
    )
    place = 1 + int((everyone > risk).sum())
    first = int(issued)
    return (
        cell(f"Early Warning Project, {issued}"),
        cell(f"a new mass killing begins in {first} or {first + 1}"),
        cell(theirs, f"; {ordinal(place)} of {len(everyone)}"),
        cell(
            chance_number(desk, onset),
            f"; {ordinal(onset.rank)} of {onset.countries}, "
            f"{onset.as_of_year + 1} or {onset.as_of_year + 2}",
        ),
        cell(_agreement(risk, onset.probability)),
    )


def _risks(table: pl.DataFrame) -> pl.Series:
    return table.filter((pl.col("source") == "EWP") & (pl.col("quantity") == "probability"))[
        "value"
    ]


def _agreement(theirs: float, ours: float) -> str:
    """Whether two chances are within a factor of two of each other, by their odds."""
    if max(theirs, ours) < SMALL:
        return "yes: both are under 1%"
    ratio = (theirs / (1 - theirs)) / (ours / (1 - ours))
    if 1 / TWOFOLD <= ratio <= TWOFOLD:
        return "yes: the odds are within a factor of two"
    more = max(ratio, 1 / ratio)
    return f"no: {'theirs' if ratio > 1 else 'ours'} are {more:.1f} times the odds"


def _list_words(desk: Desk, table: pl.DataFrame) -> str:
    onset = desk.appraisal.onset
    came = "" if onset is None else f" where {100 * onset.past.observed:.1f}% came"
    return (
        "The Early Warning Project’s risks order countries and are not calibrated: in the past "
        f"they averaged {EWP_PAST_MEAN}{came}; this list averages "
        f"{100 * float(_risks(table).mean() or 0.0):.1f}%."  # type: ignore[arg-type]
    )
