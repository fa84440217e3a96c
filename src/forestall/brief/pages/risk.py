"""Page 2: what was, what may be, and how others see it."""

from __future__ import annotations

import numpy as np

from forestall.brief import figures_risk, figures_years
from forestall.brief.desk import Desk
from forestall.brief.document import Block, Column, Number, Table, Text, say
from forestall.brief.pages import onset, outside, why
from forestall.brief.pages.shared import (
    cell,
    civilians_number,
    figure,
    last_year_number,
    note,
    recorded_number,
)
from forestall.brief.words import between, counted, people
from forestall.vocabulary import ViolenceKind

_MONTHS_BACK = 60


def blocks(desk: Desk) -> tuple[Block, ...]:
    """Deaths recorded and expected, by month and year, onset, outside forecasts, limits."""
    parts: list[Block] = [*_recorded(desk)]
    if not desk.quiet and _anything(desk):
        parts += _fan(desk)
    else:
        parts += why.in_short(desk)
    parts.append(_expected(desk))
    parts += _years(desk)
    parts += onset.blocks(desk)
    parts += outside.blocks(desk)
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
    facts: list[Text] = []
    deaths = recorded_number(desk)
    if deaths is not None:
        end = desk.history[-1][0] if desk.history else assessment.as_of
        plural = "death" if assessment.deaths_12m == 1 else "deaths"
        facts.append(
            say(
                "In the twelve months to {}, {} " + plural + " in organised violence of all kinds "
                "are on record in {}.",
                end.in_words(),
                deaths,
                desk.place,
            )
        )
    facts += _one_sided(desk)
    kinds, notes = _by_kind(desk)
    facts += kinds
    return [*parts, *_paragraph(facts), *notes]


def _paragraph(facts: list[Text]) -> list[Block]:
    """The sentences as one paragraph."""
    spans = [span for text in facts for span in (*text.spans, " ")]
    return [Text(tuple(spans[:-1]))] if spans else []


def _by_kind(desk: Desk) -> tuple[list[Text], list[Text]]:
    """What kind of violence it was; warnings where most of it is not what the tools are for."""
    found = desk.assessment.by_kind
    total = sum(found.deaths.values()) if found else 0
    if found is None or total == 0:
        return [], []
    numbers = [
        desk.ledger.number(
            f"by-kind-{kind.value}", deaths, "deaths", counted(deaths), found.provenance
        )
        for kind, deaths in found.deaths.items()
    ]
    kinds = [
        say(
            "By kind, {} to {}: {} died in fights with a state, {} in fights between groups that "
            "are no state’s, {} in killing of civilians.",
            found.first.in_words(),
            found.last.in_words(),
            *numbers,
        )
    ]
    warnings: list[Text] = []
    monthly = sum(d for m, d in desk.history if found.first <= m <= found.last)
    if total > 1.25 * monthly:
        warnings.append(
            note(
                f"The monthly series has {counted(monthly)} for these months: it leaves out events "
                "that span months. The forecast of deaths by month is therefore too low here."
            )
        )
    if found.deaths[ViolenceKind.NON_STATE] > total / 2:
        warnings.append(
            note(
                "Most of it is fighting between groups or communities. The forecast of civilian "
                "deaths and the effects below are not about that kind of violence."
            )
        )
    return kinds, warnings


def _one_sided(desk: Desk) -> list[Text]:
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
    reasons = why.aside(desk)
    height = 195 if reasons else 140
    return [
        figure(
            "fan",
            f"Deaths by month, five years back and {len(months)} months ahead",
            figures_risk.fan_alt(history, months, draws),
            lambda width: figures_risk.fan(history, months, draws, width=width, height=height),
            share=0.56 if reasons else 1.0,
            aside=reasons,
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
    horizons = [months for months in (12, 24) if months in desk.appraisal.civilian_deaths]
    pairs = {
        "Civilians killed directly": [civilians_number(desk, months) for months in horizons],
        "Organised violence of all kinds": [
            both for months in (12, 24) if (both := _all_kinds(desk, months)) is not None
        ],
    }
    most = max(map(len, pairs.values()))
    rows = [
        (
            cell(what),
            *(part for span, middle in found for part in (cell(middle), cell(span))),
            *(cell("–") for _ in range(2 * (most - len(found)))),
        )
        for what, found in pairs.items()
        if found
    ]
    heads = [
        column
        for months in (12, 24)[:most]
        for column in (Column(f"{months} months", "right"), Column("range", "right", 1.5))
    ]
    return Table(
        "expected",
        "Deaths to be expected if nothing new is done: middle estimates and ranges",
        (Column("", share=2.2), *heads),
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
            lambda width: figures_years.by_year(years, ahead, width=width, height=125),
            note(
                "Thin lines: UCDP’s low to high count; one that reaches the top goes on. "
                "Blue: range and middle estimate ahead."
                + (" The newest year is a first count." if years[-1][0] >= 2025 else "")
            ),
        )
    ]


def _limits(desk: Desk) -> list[Block]:
    newest = f" The newest month held is {desk.history[-1][0].in_words()}." if desk.history else ""
    return [
        Text(
            (
                "Deaths in battle are not the risk of atrocity: wars can be fought without "
                "massacres, and massacres happen without war. Read the civilians’ figures first. "
                "The monthly series leaves out events that span several months; its newest months "
                "are first counts and usually rise." + newest,
            ),
            "note",
        )
    ]
