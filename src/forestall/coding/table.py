"""The table of incidents: a row each, to work with, and all that is behind it, to come back to."""

from __future__ import annotations

import io
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import msgspec
import polars as pl

from forestall.coding.incident import Evidence, Found, Incident, Link
from forestall.errors import UnreadableFile, WrongColumns
from forestall.output import write_bytes
from forestall.vocabulary import country

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from forestall.coding.report import Count

LAYOUT = "forestall incidents 1"
"""Says what a file is, and which version of these columns it has."""

TEXTS: Any = pl.List(pl.String)
SENTENCES: Any = pl.List(
    pl.Struct(
        {
            "doc_id": pl.String,
            "outlet": pl.String,
            "published": pl.Date,
            "index": pl.Int32,
            "fields": TEXTS,
            "text": pl.String,
        }
    )
)
TOLLS: Any = pl.List(
    pl.Struct(
        {
            "published": pl.Date,
            "outlet": pl.String,
            "doc_id": pl.String,
            "low": pl.Int64,
            "best": pl.Int64,
            "high": pl.Int64,
        }
    )
)
COUNTS: dict[str, Any] = {
    f"{harm}_{end}": pl.Int64()
    for harm in ("killed", "injured", "displaced")
    for end in ("low", "best", "high")
}
SCHEMA = pl.Schema(
    {
        "incident_id": pl.String,
        "status": pl.String,
        "kind": pl.String,
        "sub_kind": pl.String,
        "date_start": pl.Date,
        "date_end": pl.Date,
        "date_precision": pl.Int8,
        "iso3": pl.String,
        "country": pl.String,
        "province": pl.String,
        "district": pl.String,
        "place": pl.String,
        "pcode": pl.String,
        "latitude": pl.Float64,
        "longitude": pl.Float64,
        "place_precision": pl.Int8,
        "place_note": pl.String,
        **COUNTS,
        "killed_civilians": pl.Int64,
        "killed_women": pl.Int64,
        "killed_children": pl.Int64,
        "perpetrator": pl.String,
        "perpetrator_kind": pl.String,
        "target": pl.String,
        "target_kind": pl.String,
        "sides": TEXTS,
        "weapons": TEXTS,
        "causes": TEXTS,
        "responses": TEXTS,
        "score": pl.Float64,
        "reports": pl.Int32,
        "doc_ids": TEXTS,
        "outlets": TEXTS,
        "tolls": TOLLS,
        "sentences": SENTENCES,
        "record": pl.String,
    }
)
"""Columns of the table. Null: not told. ``record`` holds the incident whole, for review."""


@dataclass(frozen=True, slots=True)
class Run:
    """What a table was made from: counts of articles, by outlet and year, and what was skipped.

    ``read``: (outlet, year, articles) for all articles read, an empty outlet or a year 0 where
    none is told. ``skipped``: (reason, articles). ``reports``: articles' tellings of incidents.
    """

    countries: tuple[str, ...] = ()
    articles: int = 0
    copies: int = 0
    undated: int = 0
    without_violence: int = 0
    reports: int = 0
    read: tuple[tuple[str, int, int], ...] = ()
    skipped: tuple[tuple[str, int], ...] = ()
    version: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """Incidents with the links between their reports, and the run that made them."""

    incidents: tuple[Incident, ...]
    links: tuple[Link, ...]
    run: Run

    def frame(self) -> pl.DataFrame:
        """One row an incident, columns as :data:`SCHEMA`."""
        return pl.DataFrame([row(each) for each in self.incidents], schema=SCHEMA, orient="row")

    def write(self, path: Path) -> None:
        """Write the table as Parquet, whole or not at all.

        Raises
        ------
        OutputError : it cannot be written.
        """
        buffer = io.BytesIO()
        told = {
            "layout": LAYOUT,
            "links": msgspec.json.encode(self.links).decode(),
            "run": msgspec.json.encode(self.run).decode(),
        }
        self.frame().write_parquet(buffer, metadata=told)
        write_bytes(path, buffer.getvalue())

    def with_incidents(self, incidents: Iterable[Incident]) -> Table:
        """The same run with other incidents."""
        return Table(tuple(incidents), self.links, self.run)


def read(path: Path) -> Table:
    """A table as :meth:`Table.write` wrote it.

    Raises
    ------
    UnreadableFile : there is no such file, or it is no Parquet.
    WrongColumns : it is Parquet of another make.
    """
    try:
        told = pl.read_parquet_metadata(path)
        records = pl.read_parquet(path, columns=["record"])["record"].to_list()
    except (OSError, pl.exceptions.PolarsError) as error:
        if isinstance(error, pl.exceptions.ColumnNotFoundError):
            raise _other(path) from error
        raise UnreadableFile(
            "The table cannot be read",
            expected="a file of incidents, as `forestall code --out` writes it",
            came=f"{path}: {str(error).splitlines()[0]}",
            remedy="check the path, or code the articles again",
        ) from error
    if told.get("layout") != LAYOUT:
        raise _other(path)
    return Table(
        tuple(msgspec.json.decode(each, type=Incident) for each in records),
        msgspec.json.decode(told["links"], type=tuple[Link, ...]),
        msgspec.json.decode(told["run"], type=Run),
    )


def _other(path: Path) -> WrongColumns:
    return WrongColumns(
        "Not a table of incidents",
        expected=f"Parquet with the layout “{LAYOUT}”",
        came=str(path),
        remedy="name the file that `forestall code --out` wrote",
    )


def row(incident: Incident) -> dict[str, Any]:
    """An incident as a row of :data:`SCHEMA`."""
    when = incident.when.value if incident.when else None
    place = incident.place.value if incident.place else None
    killed = incident.killed.value if incident.killed else None
    injured = incident.injured.value.total if incident.injured else None
    return {
        "incident_id": incident.incident_id,
        "status": incident.status.value,
        "kind": incident.kind.value,
        "sub_kind": incident.sub_kind.value or None,
        "date_start": when and when.start,
        "date_end": when and when.end,
        "date_precision": when and when.precision,
        "iso3": (place and place.iso3) or None,
        "country": country(place.iso3).name if place and place.iso3 else None,
        **{
            name: (place and getattr(place, of)) or None
            for name, of in (
                ("province", "province"),
                ("district", "district"),
                ("place", "name"),
                ("pcode", "pcode"),
                ("place_note", "note"),
            )
        },
        "latitude": place and place.latitude,
        "longitude": place and place.longitude,
        "place_precision": place and place.precision,
        **_ends("killed", killed.total if killed else None),
        **_ends("injured", injured),
        **_ends("displaced", incident.displaced.value if incident.displaced else None),
        "killed_civilians": killed and killed.civilians,
        "killed_women": killed and killed.women,
        "killed_children": killed and killed.children,
        "perpetrator": (incident.perpetrator and incident.perpetrator.value.name) or None,
        "perpetrator_kind": incident.perpetrator and incident.perpetrator.value.kind.value,
        "target": (incident.target and incident.target.value.name) or None,
        "target_kind": incident.target and incident.target.value.kind.value,
        "sides": [each.value.name or each.value.kind.value for each in incident.sides],
        "weapons": [each.value for each in incident.weapons],
        "causes": [each.value for each in incident.causes],
        "responses": [each.value for each in incident.responses],
        "score": incident.score,
        "reports": len(incident.reports),
        "doc_ids": list(incident.doc_ids),
        "outlets": list(incident.outlets),
        "tolls": _tolls(incident),
        "sentences": sentences(incident),
        "record": msgspec.json.encode(incident).decode(),
    }


def _ends(harm: str, count: Count | None) -> dict[str, int | None]:
    return {
        f"{harm}_low": count.low if count else None,
        f"{harm}_best": count.best if count else None,
        f"{harm}_high": count.high if count else None,
    }


def _tolls(incident: Incident) -> list[dict[str, Any]]:
    doc_id = {each.report_id: each.doc_id for each in incident.reports}
    return [
        {
            "published": each.published,
            "outlet": each.outlet,
            "doc_id": doc_id[each.report_id],
            "low": each.killed.low,
            "best": each.killed.best,
            "high": each.killed.high,
        }
        for each in incident.tolls
    ]


def sentences(incident: Incident) -> list[dict[str, Any]]:
    """Every sentence behind the incident, once, with the fields it stands behind."""
    fields: defaultdict[Evidence, list[str]] = defaultdict(list)
    for name, found in _founds(incident):
        for evidence in found.evidence:
            if name not in fields[evidence]:
                fields[evidence].append(name)
    return [
        {
            "doc_id": report.doc_id,
            "outlet": report.outlet,
            "published": report.published,
            "index": quote.index,
            "fields": fields.get(Evidence(report.report_id, quote.index), []),
            "text": quote.text,
        }
        for report in incident.reports
        for quote in report.quotes
    ]


def _founds(incident: Incident) -> Sequence[tuple[str, Found[Any]]]:
    single = ("kind", "sub_kind", "when", "place", "perpetrator", "target")
    harms = ("killed", "injured", "displaced")
    named: list[tuple[str, Found[Any]]] = [
        (name, found) for name in (*single, *harms) if (found := getattr(incident, name))
    ]
    for name in ("sides", "weapons", "causes", "responses"):
        named.extend((name, found) for found in getattr(incident, name))
    return named
