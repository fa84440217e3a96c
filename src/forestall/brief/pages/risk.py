"""Page 2: what was, what may be, and how others see it."""

from __future__ import annotations

import numpy as np
import polars as pl

from forestall.brief import figures_risk, figures_years
from forestall.brief.desk import Desk, packaged
from forestall.brief.document import Block, Cell, Column, Number, Table, Text, say
from forestall.brief.pages.shared import (
    cell,
    civilians_number,
    figure,
    last_year_number,
    note,
    recorded_number,
)
from forestall.brief.words import between, counted, people
from forestall.vocabulary import Month, ViolenceKind

_MONTHS_BACK = 60


def blocks(desk: Desk) -> tuple[Block, ...]:
    """Recorded and expected deaths, the fan, civilians by year, outside forecasts, limits."""
    parts: list[Block] = [*_recorded(desk)]
    if not desk.quiet and _anything(desk):
        parts += _fan(desk)
    parts.append(_expected(desk))
    parts += _years(desk)
    parts += _outside(desk)
    parts += _limits(desk)
    return tuple(parts)


def _recorded(desk: Desk) -> list[Block]:
    assessment = desk.assessment
    parts: list[Block] = []
    if assessment.baseline is not None:
        base = assessment.baseline
        number, middle = civilians_number(desk, 12)
        parts.append(
            say(
                "A person set how many civilians would be killed in twelve months if nothing new "
                "is done: {}, best guess {}. The forecast of civilian deaths below is theirs.",
                number,
                middle,
            )
        )
        if base.note:
            parts.append(say("Their note: “{}”", base.note, role="note", by_hand=True))
    deaths = recorded_number(desk)
    if deaths is not None:
        end = desk.history[-1][0] if desk.history else assessment.as_of
        plural = "death" if assessment.deaths_12m == 1 else "deaths"
        parts.append(
            say(
                "In the twelve months to {}, {} " + plural + " in organised violence of all kinds "
                "are on record in {}.",
                end.in_words(),
                deaths,
                desk.place,
            )
        )
    parts += _one_sided(desk)
    parts += _by_kind(desk)
    return parts


def _by_kind(desk: Desk) -> list[Block]:
    """What kind of violence it was; a warning where most of it is not what the tools are for."""
    found = desk.assessment.by_kind
    total = sum(found.deaths.values()) if found else 0
    if found is None or total == 0:
        return []
    numbers = [
        desk.ledger.number(
            f"by-kind-{kind.value}", deaths, "deaths", counted(deaths), found.provenance
        )
        for kind, deaths in found.deaths.items()
    ]
    blocks: list[Block] = [
        say(
            "By kind, {} to {}: {} died in fights with a state, {} in fights between groups that "
            "are no state’s, {} in killing of civilians.",
            found.first.in_words(),
            found.last.in_words(),
            *numbers,
        )
    ]
    monthly = sum(d for m, d in desk.history if found.first <= m <= found.last)
    if total > 1.25 * monthly:
        blocks.append(
            note(
                f"The monthly series has {counted(monthly)} for these months: it leaves out events "
                "that span months. The forecast of deaths by month is therefore too low here."
            )
        )
    if found.deaths[ViolenceKind.NON_STATE] > total / 2:
        blocks.append(
            note(
                "Most of it is fighting between groups or communities. The forecast of civilian "
                "deaths and the effects below are not about that kind of violence."
            )
        )
    return blocks


def _one_sided(desk: Desk) -> list[Block]:
    assessment = desk.assessment
    if assessment.one_sided_last_year is None:
        return []
    year, deaths = assessment.one_sided_last_year
    killed = last_year_number(desk)
    noun = " civilians" if deaths else ""
    return [
        say(
            "In {}, the last full year, {}" + noun + " are on record as killed directly and "
            "deliberately (one-sided violence, in UCDP’s words).",
            str(year),
            killed,
        )
    ]


def _fan(desk: Desk) -> list[Block]:
    draws = desk.ahead
    if draws is None:
        return [
            note("No forecast of deaths by month: the records at hand do not reach this month.")
        ]
    history, months = list(desk.history[-_MONTHS_BACK:]), desk.months
    return [
        figure(
            "fan",
            f"Deaths by month, five years back and {len(months)} months ahead",
            figures_risk.fan_alt(history, months, draws),
            lambda width: figures_risk.fan(history, months, draws, width=width, height=165),
        )
    ]


def _anything(desk: Desk) -> bool:
    """False where a fan would show an empty frame: no death behind, hardly one ahead."""
    draws = desk.ahead
    behind = any(deaths for _, deaths in desk.history[-_MONTHS_BACK:])
    return draws is None or behind or float(np.quantile(draws.sum(axis=0), 0.95)) >= 1


def _all_kinds(desk: Desk, months: int) -> tuple[Number, Number] | None:
    draws, outlook = desk.ahead, desk.appraisal.deaths
    if draws is None or outlook is None or len(draws) < months:
        return None
    total = draws[:months].sum(axis=0)
    low, middle, high = (float(q) for q in np.quantile(total, (0.05, 0.5, 0.95)))
    source = outlook.provenance(desk.assessment.country.iso3)
    return (
        desk.ledger.number(
            f"deaths-{months}m", middle, "deaths", between(low, high), source, low=low, high=high
        ),
        desk.ledger.number(f"deaths-{months}m-middle", middle, "deaths", people(middle), source),
    )


def _expected(desk: Desk) -> Table:
    rows: list[tuple[Cell, ...]] = []
    for months in (12, 24):
        if months in desk.appraisal.civilian_deaths:
            span, middle = civilians_number(desk, months)
            rows.append(
                (cell(f"Civilians killed directly, {months} months"), cell(middle), cell(span))
            )
    rows += [
        (cell(f"Organised violence of all kinds, {months} months"), cell(both[1]), cell(both[0]))
        for months in (12, 24)
        if (both := _all_kinds(desk, months)) is not None
    ]
    return Table(
        "expected",
        "Deaths to be expected if nothing new is done",
        (
            Column("", share=2.2),
            Column("middle estimate", "right"),
            Column("range", "right", 1.4),
        ),
        tuple(rows),
        note("Two forecasts, each from its own series: the first is not a part of the second."),
    )


def _years(desk: Desk) -> list[Block]:
    draws = desk.appraisal.civilian_deaths[12]
    ahead = (draws.quantile(0.05), draws.quantile(0.5), draws.quantile(0.95))
    if not any(best for _, best, _, _ in desk.years):
        return []
    years = list(desk.years)
    return [
        figure(
            "civilians-by-year",
            f"Civilians killed directly, {years[0][0]} to {years[-1][0]}, and the next 12 months",
            figures_years.by_year_alt(years, ahead),
            lambda width: figures_years.by_year(years, ahead, width=width, height=150),
            note(
                "Thin lines: UCDP’s low to high count; one that reaches the top goes on. "
                "Blue: range and middle estimate ahead."
                + (" The newest year is a first count." if years[-1][0] >= 2025 else "")
            ),
        )
    ]


def _outside(desk: Desk) -> list[Block]:
    """FAST-cm beside ours, for the months both have; only what was published by then."""
    table, draws, outlook = packaged("outside_forecasts"), desk.ahead, desk.appraisal.deaths
    if table is None or draws is None or outlook is None:
        return []
    months = desk.months[:12]
    fast = table.filter(
        (pl.col("source") == "FAST-cm")
        & (pl.col("iso3") == desk.assessment.country.iso3)
        & (pl.col("quantity") == "deaths")
        & pl.col("month_id").is_in([m.id for m in months])
        & (pl.col("issued").str.slice(0, 7) <= str(desk.assessment.as_of))
    ).sort("month_id")
    if fast.is_empty():
        return []
    span = [Month.from_id(i) for i in fast["month_id"]]
    total = float(fast["value"].sum())
    ids = {m.id for m in span}
    ours = draws[[i for i, m in enumerate(months) if m.id in ids]].sum(axis=0)
    low, high = (float(q) for q in np.quantile(ours, (0.05, 0.95)))
    theirs = desk.ledger.number(
        "outside-fast",
        total,
        "deaths",
        people(total) if total >= 1 else "fewer than one",
        desk.recorded(
            "expected state-based deaths by the FAST-cm forecast",
            f"outside_forecasts: source=FAST-cm, {span[0]} to {span[-1]}",
            source="fast",
        ),
    )
    mine = desk.ledger.number(
        "ours-beside-fast",
        float(np.median(ours)),
        "deaths",
        between(low, high),
        outlook.provenance(desk.assessment.country.iso3),
        low=low,
        high=high,
    )
    return [
        say(
            "An outside forecast: FAST-cm (issued {}) expects {} deaths in fights with a state "
            "from {} to {}; our forecast for the same months is {}, and counts all kinds.",
            str(fast["issued"][0]),
            theirs,
            span[0].in_words(),
            span[-1].in_words(),
            mine,
        )
    ]


def _limits(desk: Desk) -> list[Block]:
    newest = f" The newest month held is {desk.history[-1][0].in_words()}." if desk.history else ""
    return [
        Text(
            (
                "Deaths in battle are not the risk of atrocity: wars can be fought without "
                "massacres, and massacres happen without war. Read the civilians’ figures first. "
                "The monthly series leaves out events that span several months, and its newest "
                "months are first counts that later releases usually raise." + newest,
            ),
            "note",
        )
    ]
