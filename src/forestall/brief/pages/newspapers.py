"""What newspapers reported: the incidents the user coded, each number down to its sentences.

Public pages blur: districts and provinces, never villages; groups, never private persons; where a
sentence stands, not its words, which ``forestall explain`` shows to whoever holds the table.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import polars as pl

from forestall.brief.document import Block, Column, Number, Table, Text, say
from forestall.brief.pages.shared import cell
from forestall.brief.words import counted, listed
from forestall.provenance import Origin, Provenance
from forestall.records.newspapers import SOURCE

if TYPE_CHECKING:
    from forestall.brief.desk import Desk

LARGEST = 8
"""Incidents in the table, those with most dead first."""
COMMONEST = 4
JUSTICE = ("arrest", "charge", "trial", "conviction")
Row = dict[str, Any]


def blocks(desk: Desk) -> tuple[Block, ...]:
    """What was reported, how it was, the largest incidents, and what it does not tell.

    Empty where the user added no incidents of the country.
    """
    if desk.holdings is None:
        return ()
    assessment = desk.assessment
    told = desk.holdings.incidents(assessment.country.iso3, assessment.as_of)
    if told.is_empty():
        return ()
    page = _Page(desk, told)
    return (page.lead(), *page.bullets(), page.largest(), _limits(told))


class _Page:
    def __init__(self, desk: Desk, told: pl.DataFrame) -> None:
        self.desk, self.told = desk, told

    def number(self, id: str, value: float, unit: str, text: str, rows: pl.DataFrame) -> Number:
        """A number of the page, resting on the sentences behind some incidents."""
        provenance = Provenance(
            Origin.DATA,
            f"counted over {rows.height} newspaper incidents",
            self.version,
            rows=tuple(pointers(rows)),
        )
        return self.desk.ledger.number(f"newspapers-{id}", value, unit, text, provenance)

    @property
    def version(self) -> str:
        names = dict.fromkeys(f"{SOURCE} {each}" for each in self.told["version"])
        return ", ".join(names)

    def incidents(self, id: str, rows: pl.DataFrame) -> Number:
        return self.number(f"{id}-incidents", rows.height, "incidents", str(rows.height), rows)

    def dead(self, id: str, rows: pl.DataFrame) -> Number:
        low, best, high = (int(rows[name].sum()) for name in ("low", "best", "high"))
        text = counted(best) if low == high else f"{counted(best)} ({counted(low)}–{counted(high)})"
        return self.number(f"{id}-dead", best, "deaths reported", text, rows)

    def lead(self) -> Text:
        told = self.told
        first, last = (f"{day:%B %Y}" for day in (told["date_start"].min(), told["date_end"].max()))  # type: ignore[str-bytes-safe]
        articles = told["doc_ids"].explode().n_unique()
        outlets = told["outlets"].explode().drop_nulls().n_unique()
        read = told.filter("clear").height
        return say(
            "The articles you had coded tell of {} incidents of violence from {} to {}, in {} of "
            "{}, with {} dead as reported. A reviewer checked {} of the incidents.",
            self.incidents("all", told),
            first,
            last,
            f"{counted(articles)} articles" if articles != 1 else "one article",
            f"{outlets} outlets" if outlets != 1 else "one outlet",
            self.dead("all", told),
            self.number("checked", read, "incidents", counted(read), told),
        )

    def bullets(self) -> tuple[Text, ...]:
        """By kind, by province, why, with what, and what was done."""
        said = [self.kinds(), self.provinces(), *self.words("causes", "Reported causes")]
        return (*said, *self.words("weapons", "Weapons told"), self.justice())

    def kinds(self) -> Text:
        parts: list[tuple[str, pl.DataFrame]] = []
        named = self.told.with_columns(
            name=pl.coalesce(pl.when(pl.col("sub_kind") != "").then("sub_kind"), "kind")
        )
        for (name,), rows in named.group_by("name", maintain_order=True):
            parts.append((str(name), rows))
        return self.counts("By kind", "kind", parts, dead=True)

    def provinces(self) -> Text:
        named = self.told.with_columns(pl.col("province").fill_null("province not told"))
        parts = [(str(n), rows) for (n,), rows in named.group_by("province", maintain_order=True)]
        return self.counts("By province", "province", parts, dead=True)

    def words(self, column: str, title: str) -> list[Text]:
        """How many incidents name each cause or weapon; one incident may name several."""
        each = self.told.explode(column).drop_nulls(column)
        parts = [(str(n), rows) for (n,), rows in each.group_by(column, maintain_order=True)]
        return [self.counts(title, column, parts, dead=False)] if parts else []

    def justice(self) -> Text:
        said: list[Any] = []
        for name in JUSTICE:
            mark = pl.col("responses").list.contains(name)
            rows = self.told.filter(mark)
            said += [f"{', ' if said else ''}{name} in ", self.incidents(f"justice-{name}", rows)]
        return Text(
            ("What courts and police did, as told: ", *said, ". Not told is not “did not happen”."),
            "bullet",
        )

    def counts(
        self, title: str, of: str, parts: list[tuple[str, pl.DataFrame]], *, dead: bool
    ) -> Text:
        parts.sort(key=lambda part: (-part[1].height, part[0]))
        spans: list[Any] = [f"{title}: "]
        for order, (name, rows) in enumerate(parts[:COMMONEST], 1):
            spans += ["; " if order > 1 else "", f"{name} ", self.incidents(f"{of}-{order}", rows)]
            if dead:
                spans += [" with ", self.dead(f"{of}-{order}", rows), " dead"]
        rest = len(parts) - COMMONEST
        return Text((*spans, f"; {rest} more." if rest > 0 else "."), "bullet")

    def largest(self) -> Table:
        order = ["best", "date_start", "event_id"]
        rows = self.told.sort(order, descending=[True, True, False]).head(LARGEST)
        cells = []
        for at, row in enumerate(rows.iter_rows(named=True), 1):
            one = rows.slice(at - 1, 1)
            cells.append(
                (
                    cell(when(row), sort=row["date_start"].isoformat()),
                    cell(where(row)),
                    cell(row["sub_kind"] or row["kind"]),
                    cell(between(row)),
                    cell(self.dead(f"largest-{at}", one), sort=row["best"]),
                    cell(listed(row["causes"][:2]) or "–"),
                    cell(str(len(row["doc_ids"])), sort=len(row["doc_ids"])),
                )
            )
        return Table(
            "newspapers",
            "The incidents with most dead, as newspapers told them",
            (
                Column("when", share=1.1),
                Column("where", share=1.8),
                Column("kind", share=1.4),
                Column("between", share=2.0),
                Column("dead (range told)", "right", 1.1),
                Column("reported causes", share=1.3),
                Column("articles", "right", 0.7),
            ),
            tuple(cells),
        )


def pointers(rows: pl.DataFrame) -> Iterable[str]:
    """Where each sentence behind some incidents stands, without its words."""
    return quoted(rows)


def quoted(rows: pl.DataFrame) -> dict[str, str]:
    """The words of each sentence behind some incidents, by where it stands."""
    words: dict[str, str] = {}
    for row in rows.iter_rows(named=True):
        for quote in row["sentences"] or []:
            day = f", {quote['published']}" if quote["published"] else ""
            outlet = f" ({quote['outlet'] or 'outlet not told'}{day})"
            sentence = f"article {quote['doc_id']}{outlet}, sentence {quote['index'] + 1}"
            words[f"{row['row']}: {sentence}"] = quote["text"]
    return words


def when(row: Row) -> str:
    """The day, or as much of it as is known."""
    start = row["date_start"]
    if (row["date_precision"] or 5) <= 2:
        return f"{start.day} {start:%b %Y}"
    return f"{start:%b %Y}" if row["date_precision"] <= 4 else f"{start:%Y}"


def where(row: Row) -> str:
    """District and province; never the village."""
    return ", ".join(filter(None, (row["district"], row["province"]))) or "not told"


def between(row: Row) -> str:
    """The sides by the groups' names."""
    sides = [side for side in (row["side_a"], row["side_b"]) if side]
    if row["perpetrator"]:
        return f"{row['perpetrator']} against {row['target'] or 'civilians'}"
    return " and ".join(sides) or "not told"


def _limits(told: pl.DataFrame) -> Text:
    alone = told.filter(pl.col("outlets").list.len() <= 1).height
    return say(
        "Newspaper counts are not incidence: what no outlet printed is not here, and incidents "
        "are not victims. {} of the {} incidents were told by one outlet or none that is named. "
        "No forecast and no total of this brief counts them.",
        counted(alone),
        counted(told.height),
        role="note",
    )
