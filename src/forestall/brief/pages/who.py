"""Page 3: who, where, whom, and whether the host is manifestly failing."""

from __future__ import annotations

import polars as pl

from forestall.brief import figures_who, maps
from forestall.brief.desk import Desk, packaged
from forestall.brief.document import Block, Column, Span, Table, Text, say
from forestall.brief.pages import ahead
from forestall.brief.pages.shared import basis, cell, figure, note
from forestall.brief.words import chance_words, counted, percent
from forestall.situation.assessment import Perpetrator

_RECENT_YEARS = 5
_FEWEST_CELLS = 6


def blocks(desk: Desk) -> tuple[Block, ...]:
    """Perpetrators, killing by kind over the years, the map, groups, the failing test."""
    return (
        ahead.by_kind(desk),
        _perpetrators(desk),
        *_by_kind(desk),
        *_where(desk),
        *_groups(desk),
        *_failing(desk),
    )


def _perpetrators(desk: Desk) -> Table:
    newest = desk.assessment.as_of.year - _RECENT_YEARS
    rows, notes = [], []
    for order, who in enumerate(desk.assessment.perpetrators, 1):
        chance = desk.ledger.number(
            f"p-perpetrator-{order}",
            who.probability,
            "probability",
            percent(who.probability),
            who.provenance,
            by_hand=who.set_by_person,
        )
        recent = [(y, d) for y, d in who.recent_deaths if y >= newest]
        total = sum(d for _, d in recent)
        last = max((y for y, d in who.recent_deaths if d), default=None)
        rows.append(
            (
                cell(who.name, sort=who.name.casefold(), by_hand=who.set_by_person),
                cell(who.kind.value),
                cell(chance),
                cell(*_killed(desk, who, order, total, bool(recent)), sort=total),
                cell(str(last) if last else "–", sort=last or 0),
            )
        )
        if who.note:
            remark = who.note.rstrip(". ")
            notes.append(say("{}: {}", who.name, remark, role="note", by_hand=who.set_by_person))
    return Table(
        "perpetrators",
        "Who may kill the most civilians in the next twelve months",
        (
            Column("who", share=2.6),
            Column("kind", share=1.5),
            Column("chance", "right", 0.9),
            Column(f"civilians killed since {newest}", "right", 1.3),
            Column("last year on record", "right", 1.1),
        ),
        tuple(rows),
        _joined(notes),
    )


def _killed(
    desk: Desk, who: Perpetrator, order: int, total: float, any_year: bool
) -> tuple[Span, ...]:
    if not any_year:
        return ("–",)
    id, text = f"killed-by-perpetrator-{order}", counted(total)
    return (desk.ledger.number(id, total, "deaths", text, who.provenance),)


def _joined(notes: list[Text]) -> Text | None:
    if not notes:
        return None
    spans = [s for n in notes for s in (*n.spans, ". ")][:-1]
    return Text((*spans, "."), "note", any(n.by_hand for n in notes))


def _by_kind(desk: Desk) -> list[Block]:
    totals: figures_who.YearKind = {}
    for who in desk.assessment.perpetrators:
        for year, deaths in who.recent_deaths:
            totals[year, who.kind] = totals.get((year, who.kind), 0.0) + deaths
    if not any(totals.values()):
        return [note("No killing of civilians is on record by anybody named above.")]
    return [
        figure(
            "by-kind",
            "Civilians killed in one-sided violence a year, by kind of killer",
            figures_who.by_kind_alt(totals),
            lambda width: figures_who.by_kind(totals, width=width, height=150),
        )
    ]


def _where(desk: Desk) -> list[Block]:
    exposure, country = desk.assessment.exposure, desk.assessment.country
    places = maps.cells_by_place(exposure.cells)
    if places.is_empty():
        return [
            say(
                "No map: no located event in {} is held. {}",
                desk.place,
                exposure.coverage,
            ),
            *ahead.where(desk),
        ]
    outlines = packaged("outlines")
    tall = maps.is_tall(country.iso3, places, outlines)
    names = _neighbour_names(country.iso3, maps.view(country.iso3, places, outlines))
    marks = [] if desk.by_cell is None else desk.by_cell.marks
    beside = ahead.where(desk)
    return [
        figure(
            "map",
            "Where people were killed: half-degree cells, deaths of all kinds on record",
            maps.map_alt(country.name, exposure.cells, len(marks)),
            lambda width: maps.country_map(
                country.iso3, exposure.cells, outlines, names, marks, width=width
            ),
            note(exposure.coverage, basis(desk, "map", exposure.provenance)),
            share=0.55 if beside else 0.7 if tall else 1.0,
            aside=beside,
        )
    ]


def _neighbour_names(
    iso3: str, view: tuple[float, float, float, float]
) -> list[tuple[str, float, float]]:
    """Names with the centres of what the map shows of each country around this one."""
    grid, countries = packaged("grid"), packaged("countries")
    if grid is None or countries is None:
        return []
    west, east, south, north = view
    row, column = (pl.col("gid") - 1) // 720, (pl.col("gid") - 1) % 720
    near = (
        grid.with_columns(lat=row / 2 - 89.75, lon=column / 2 - 179.75)
        .filter(
            pl.col("lat").is_between(south, north)
            & pl.col("lon").is_between(west, east)
            & (pl.col("iso3") != iso3)
        )
        .group_by("iso3")
        .agg(pl.col("lat").mean(), pl.col("lon").mean(), pl.len().alias("n"))
        .filter(pl.col("n") >= _FEWEST_CELLS)
        .join(countries.select("iso3", "name"), on="iso3")
        .sort("iso3")
    )
    return [(str(n), float(a), float(b)) for n, a, b in near.select("name", "lat", "lon").rows()]


def _groups(desk: Desk) -> list[Block]:
    exposure = desk.assessment.exposure
    if exposure.groups_year is None:
        return []
    if exposure.groups.is_empty():
        return [
            note(
                f"Groups at risk: no ethnic group is on record as shut out of power in "
                f"{exposure.groups_year}, the last year held. People may be targeted for other "
                "reasons than ethnicity."
            )
        ]
    rows = tuple(
        (
            cell(str(r["group"])),
            cell(
                desk.ledger.number(
                    f"group-{order}",
                    float(r["size"]),
                    "share of the people",
                    percent(float(r["size"])),
                    exposure.provenance,
                )
            ),
            cell(str(r["status"]).lower()),
        )
        for order, r in enumerate(
            exposure.groups.sort("size", descending=True).head(8).iter_rows(named=True), 1
        )
    )
    return [
        Table(
            "groups",
            f"Ethnic groups shut out of power in {exposure.groups_year}, the last year held",
            (
                Column("group", share=2.5),
                Column("share of the people", "right", 1.2),
                Column("standing", share=1.2),
            ),
            rows,
        )
    ]


def _measured(value: float, unit: str) -> str:
    if unit.startswith("ratio"):
        return f"{value:.2g} times"
    return f"{counted(value)} {unit}" if value == round(value) else f"{value:,.3g} {unit}"


def _failing(desk: Desk) -> list[Block]:
    failing = desk.assessment.failing
    verdict = {
        True: "Is the host manifestly failing to protect its people? By these indicators, yes",
        False: "Is the host manifestly failing to protect its people? By these indicators, no",
        None: "Is the host manifestly failing to protect its people? The data cannot say",
    }[failing.state]
    parts: list[Block] = [
        say(verdict + "{}.", f": {failing.by_whom}" if failing.by_whom else "",
            by_hand=failing.set_by_person)
    ]  # fmt: skip
    rows = []
    for order, one in enumerate(failing.indicators, 1):
        value = one.value
        if value is None:
            shown = cell("not known", sort=-1.0)
        else:
            chance = one.unit == "probability"
            text = chance_words(value) if chance else _measured(value, one.unit)
            number = desk.ledger.number(f"failing-{order}", value, one.unit, text, one.provenance)
            shown = cell(number)
        speaks = {True: "for", False: "against", None: "open"}[one.met]
        rows.append((cell(one.name), shown, cell(speaks), cell(one.text)))
    parts.append(
        Table(
            "failing",
            "Indicators of manifest failure",
            (
                Column("indicator", share=1.6),
                Column("value", "right", 1.1),
                Column("speaks", share=0.7),
                Column("why", share=2.8),
            ),
            tuple(rows),
        )
    )
    if failing.note:
        parts.append(say("“{}”", failing.note, role="note", by_hand=failing.set_by_person))
    return parts
