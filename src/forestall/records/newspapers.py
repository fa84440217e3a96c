"""Incidents coded from newspapers as events: what was reported, with the sentences that say so.

Newspaper counts are not incidence: these events show where, when and between whom, and are never
totalled with those of a publisher that counts a whole country.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl

from forestall.errors import EmptyInput, UnreadableFile, WrongColumns
from forestall.records.coverage import Coverage
from forestall.records.report import Note, ReadReport
from forestall.records.schema import EVENT_SCHEMA, check_events
from forestall.vocabulary import Month, ViolenceKind

SOURCE = "Newspaper incidents"
KIND = "newspapers"
"""What the store calls such tables."""
MARKS = frozenset({"incident_id", "date_start", "killed_low", "sentences", "doc_ids"})
"""Columns by which such a file is known."""
NOTE = "newspapers: what they reported, not all that happened"
COUNTRY_ONLY = 6
"""``place_precision`` from which nothing below the country is known."""

_TEXTS: Any = pl.List(pl.String)
_SENTENCES: Any = pl.List(
    pl.Struct(
        {
            "doc_id": pl.String,
            "outlet": pl.String,
            "published": pl.Date,
            "index": pl.Int32,
            "fields": _TEXTS,
            "text": pl.String,
        }
    )
)
EXTRA: dict[str, Any] = {
    "status": pl.String,
    "province": pl.String,
    "district": pl.String,
    "place": pl.String,
    "pcode": pl.String,
    "injured": pl.Int64,
    "displaced": pl.Int64,
    "weapons": _TEXTS,
    "causes": _TEXTS,
    "responses": _TEXTS,
    "outlets": _TEXTS,
    "doc_ids": _TEXTS,
    "sentences": _SENTENCES,
}
NEWSPAPER_SCHEMA = pl.Schema({**EVENT_SCHEMA, **EXTRA})
"""Columns of an event, then what the reports tell besides; ``sentences`` are those behind it."""


def read_incidents(
    path: Path | str, *, drop_bad_rows: bool = False, version: str | None = None
) -> tuple[pl.DataFrame, ReadReport]:
    """Events of a table of incidents, as ``forestall code --out`` writes it.

    Incidents that a reviewer rejected, and those without a country, a day or a kind, are left out
    and counted. Where deaths are told without a number the least that the words allow is taken,
    and said. ``clear`` is true of incidents that a reviewer accepted or corrected.

    Parameters
    ----------
    drop_bad_rows : nothing changes: what cannot be used is left out in any case.
    version : a name for this table; by default the day of its newest incident.

    Returns
    -------
    (frame, report) : one row an event, columns as :data:`NEWSPAPER_SCHEMA`.

    Raises
    ------
    UnreadableFile, WrongColumns : the file is no table of incidents.
    EmptyInput : no incident can be used.
    BadValue, DuplicateIds : an incident cannot be true.
    """
    del drop_bad_rows
    path = Path(path)
    table = _table(path)
    causes = {
        "a reviewer rejected it": pl.col("status") == "rejected",
        "no country is told": pl.col("iso3").is_null(),
        "no day is told, not even about": pl.col("date_start").is_null(),
        "its kind of violence is not clear": pl.col("kind").is_null(),
    }
    dropped: list[Note] = []
    for reason, bad in causes.items():
        left = table.filter(bad)
        if left.height:
            dropped.append(_note(reason, left, path))
        table = table.filter(~bad)
    if table.is_empty():
        raise EmptyInput(
            f"{path.name} holds no incident that can be used",
            expected="at least one with a country, a day and a kind",
            came="; ".join(map(str, dropped)) or "a table without rows",
            remedy="code more articles, or name the country with --country",
        )
    unnumbered = table.filter(pl.col("killed_best").is_null() & (pl.col("killed_low") > 0))
    repaired = [_note("dead, number not told: the least is taken", unnumbered, path)]
    newest: Any = table["date_end"].max()
    frame = _events(table, path, version or f"up to {newest!s}")
    check_events(frame.select(EVENT_SCHEMA.names()))
    report = ReadReport(
        SOURCE,
        frame["version"][0],
        frame.height,
        tuple(dropped),
        tuple(repaired if unnumbered.height else ()),
    )
    return frame, report


def coverage_of_incidents(frame: pl.DataFrame) -> Coverage:
    """The countries and months that the incidents fall in; a sample, never totalled."""
    oldest, newest = frame.select(pl.col("date_start").min(), pl.col("date_end").max()).row(0)
    return Coverage(
        Month(oldest.year, oldest.month),
        Month(newest.year, newest.month),
        tuple(frame["iso3"].unique().sort()),
        False,
        NOTE,
    )


def _table(path: Path) -> pl.DataFrame:
    try:
        table = pl.read_parquet(path)
    except (OSError, pl.exceptions.PolarsError, pl.exceptions.PanicException) as error:
        raise UnreadableFile(
            f"Cannot read {path.name}",
            expected="a whole Parquet file of incidents",
            came=str(error).splitlines()[0][:200],
            remedy="code the articles again with 'forestall code ARTICLES --out FILE'",
        ) from error
    if missing := sorted({*MARKS, "status", "killed_best", "killed_high"} - set(table.columns)):
        raise WrongColumns(
            f"{path.name} is no table of incidents",
            expected="the columns that 'forestall code --out' writes",
            came="no " + ", no ".join(missing),
            remedy="code the articles again with 'forestall code ARTICLES --out FILE'",
        )
    return table


def _note(reason: str, rows: pl.DataFrame, path: Path) -> Note:
    example = f"{path.name}:{rows['incident_id'][0]}" if rows.height else ""
    return Note(reason, rows.height, example)


def _events(table: pl.DataFrame, path: Path, version: str) -> pl.DataFrame:
    one_sided = pl.col("kind") == ViolenceKind.ONE_SIDED.value
    side_a, side_b = (pl.col("sides").list.get(at, null_on_oob=True) for at in (0, 1))
    killer = pl.coalesce("perpetrator", "perpetrator_kind", pl.lit("unknown"))
    victim = pl.coalesce("target", "target_kind", pl.lit("civilians"))
    low = pl.col("killed_low").fill_null(0)
    best = pl.coalesce("killed_best", low)
    high = pl.max_horizontal(best, pl.coalesce("killed_high", best))
    cell = (
        ((pl.col("latitude") + 90) * 2).floor().clip(0, 359) * 720
        + ((pl.col("longitude") + 180) * 2).floor().clip(0, 719)
        + 1
    )
    known = pl.col("place_precision") < COUNTRY_ONLY
    made = table.with_columns(
        event_id=pl.col("incident_id"),
        source=pl.lit(SOURCE),
        version=pl.lit(version),
        gid=pl.when(known).then(cell.cast(pl.Int32)),
        side_a=pl.when(one_sided).then(killer).otherwise(side_a),
        side_b=pl.when(one_sided).then(victim).otherwise(side_b),
        side_a_id=pl.lit(None, pl.Int64),
        side_b_id=pl.lit(None, pl.Int64),
        perpetrator=pl.when(one_sided).then(killer),
        target=pl.when(one_sided).then(victim),
        best=best,
        low=pl.min_horizontal(low, best),
        high=high,
        civilians=pl.when(one_sided).then(best).otherwise("killed_civilians"),
        clear=pl.col("status").is_in(["accepted", "corrected"]),
        row=pl.concat_str(pl.lit(f"{path.name}:"), "incident_id"),
        injured=pl.coalesce("injured_best", "injured_low"),
        displaced=pl.coalesce("displaced_best", "displaced_low"),
    )
    return made.select(pl.col(name).cast(kind) for name, kind in NEWSPAPER_SCHEMA.items())
