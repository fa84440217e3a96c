"""UCDP's georeferenced events: the final release (GED) and the monthly candidates.

Sundberg & Melander (2013), Journal of Peace Research 50(4); Hegre, Croicu, Eck & Högbladh
(2020), Research & Politics 7(3).
"""

from __future__ import annotations

from pathlib import Path

import polars as pl

from forestall.errors import DuplicateIds, WrongColumns
from forestall.records.country_of import countries_of
from forestall.records.csv_file import CsvFile, open_csv
from forestall.records.edition import CANDIDATE, edition_of
from forestall.records.fields import FIRST_YEAR, LAST_YEAR, bad_count, code, day, number, whole
from forestall.records.report import Note, ReadReport
from forestall.records.row_checks import (
    UNKNOWN_COUNTRY,
    RowCheck,
    disorder_check,
    mend_order,
    note,
    sift,
    without_blank_lines,
)
from forestall.records.schema import EVENT_SCHEMA, check_events, on_globe
from forestall.vocabulary import ViolenceKind

_IN_ORDER = """
    id relid year active_year code_status type_of_violence conflict_dset_id conflict_new_id
    conflict_name dyad_dset_id dyad_new_id dyad_name side_a_dset_id side_a_new_id side_a
    side_b_dset_id side_b_new_id side_b number_of_sources source_article source_office source_date
    source_headline source_original where_prec where_coordinates where_description adm_1 adm_2
    latitude longitude geom_wkt priogrid_gid country country_id region event_clarity date_prec
    date_start date_end deaths_a deaths_b deaths_civilians deaths_unknown best high low gwnoa
    gwnob
"""
GED_COLUMNS = tuple(_IN_ORDER.split())
"""The 49 columns in UCDP's order; files without a header have them in this order."""

UNIDENTIFIED = "unidentified actor"
"""What UCDP codes as three X and a country number."""

_NEEDED = """
    id code_status type_of_violence side_a_new_id side_a side_b_new_id side_b where_prec latitude
    longitude priogrid_gid country country_id date_prec date_start date_end deaths_civilians best
    high low
"""
_WANTED = tuple(_NEEDED.split())
_NUMBERS = tuple(
    set(_WANTED) - {"id", "code_status", "side_a", "side_b", "country", "date_start", "date_end"}
)
_CODES = {
    "date_prec": "date_precision",
    "where_prec": "place_precision",
    "side_a_new_id": "side_a_id",
    "side_b_new_id": "side_b_id",
}
_RANGE = ("low", "best", "high")
_REQUIRED = ("id", "type_of_violence", "date_start", "best")


def read_ged(
    path: Path | str, *, drop_bad_rows: bool = False, version: str | None = None
) -> tuple[pl.DataFrame, ReadReport]:
    """Events of a UCDP GED or Candidate file, checked, and the account of the read.

    Columns may come in any order and optional ones may be missing. Rows whose low, best and high
    are out of order are mended (low = the least of the three, high = the largest, best as it is)
    while they are at most 2% of the file. Rows that repeat another in every column read here are
    dropped. Headlines and sentences of the sources are not read.

    Parameters
    ----------
    path : plain, .gz or .zip; with or without a header.
    drop_bad_rows : leave out rows that cannot be true instead of raising; the report counts them.
    version : the release, e.g. ``25.1``, where the file name does not tell it.

    Returns
    -------
    (frame, report) : one row per event with the columns of ``EVENT_SCHEMA``, deaths in people.

    Raises
    ------
    UnreadableFile, EmptyInput, WrongColumns : the file as a whole cannot be used.
    BadValue, UnknownCountry : some rows cannot, and ``drop_bad_rows`` is off.
    DuplicateIds : one id stands on rows that differ.
    """
    path = Path(path)
    with open_csv(path) as file:
        _check_columns(file)
        points = {"latitude", "longitude"} <= set(file.columns or GED_COLUMNS)
        wanted = [name for name in _WANTED if name != "priogrid_gid" or not points]
        raw = file.read(wanted, GED_COLUMNS, _NUMBERS)
    rows, blank = without_blank_lines(raw, file)
    rows = _parsed(rows)
    checks = [*_checks(), *disorder_check(rows, _RANGE)]
    kept, refused = sift(rows, checks, file, drop_bad_rows)
    kept, copies = _without_copies(kept, file)
    source, release = _edition(kept, path, version)
    kept, mended = mend_order(kept, file, _RANGE)
    frame = check_events(_events(kept, file, source, release))
    emptied = _unread_codes(kept, frame, file)
    report = ReadReport(
        source, release, frame.height, (*blank, *refused, *copies), (*mended, *emptied)
    )
    return frame, report


def _check_columns(file: CsvFile) -> None:
    names = set(file.columns or GED_COLUMNS)
    missing = [name for name in _REQUIRED if name not in names]
    if not names & {"side_a", "conflict_new_id"}:
        missing.append("side_a (or conflict_new_id)")
    if not names & {"country_id", "country"}:
        missing.append("country_id (or country)")
    if not file.columns and file.width != len(GED_COLUMNS):
        missing = [f"{len(GED_COLUMNS)} fields in a file without header, not {file.width}"]
    if missing:
        raise WrongColumns(
            f"{file.name} is not a UCDP event file",
            expected="the columns of UCDP GED, " + ", ".join(_REQUIRED) + " among them",
            came="no " + ", no ".join(missing),
            remedy="download GED or Candidate events as CSV from ucdp.uu.se/downloads",
        )


def _parsed(raw: pl.DataFrame) -> pl.DataFrame:
    """The text columns of ``_WANTED`` (missing ones null), with parsed twins beside them."""
    ranges = [c for c in ("low", "high") if c not in raw.columns]
    raw = raw.with_columns(pl.col("best").alias(name) for name in ranges)
    absent = [name for name in _WANTED if name not in raw.columns]
    raw = raw.with_columns(pl.lit(None, pl.String).alias(name) for name in absent)
    if "date_end" in absent:
        raw = raw.with_columns(date_end=pl.col("date_start"))
    raw = raw.with_columns(
        event_id=code("id"),
        kind=number("type_of_violence"),
        start=day("date_start"),
        end=day("date_end"),
        lat=number("latitude"),
        lon=number("longitude"),
        n_best=number("best"),
        n_low=number("low"),
        n_high=number("high"),
        n_civilians=number("deaths_civilians"),
    )
    return raw.with_columns(countries_of(raw["country_id"], raw["country"]))


def _checks() -> list[RowCheck]:
    start, end = pl.col("start"), pl.col("end")
    year = start.dt.year()
    civilians = pl.col("deaths_civilians").is_not_null()
    half_point = pl.col("lat").is_null() & pl.col("latitude").is_not_null()
    half_point |= pl.col("lon").is_null() & pl.col("longitude").is_not_null()
    place = ("latitude", "longitude")
    return [
        RowCheck("no id", pl.col("event_id").is_null(), ("id",)),
        RowCheck(
            "unknown type_of_violence (not 1, 2 or 3)",
            ~pl.col("kind").is_in([1.0, 2.0, 3.0]) | pl.col("kind").is_null(),
            ("type_of_violence",),
        ),
        RowCheck("date_start does not parse", start.is_null(), ("date_start",)),
        RowCheck("date_end does not parse", end.is_null(), ("date_end",)),
        RowCheck(
            f"date outside {FIRST_YEAR}–{LAST_YEAR}",
            ~year.is_between(FIRST_YEAR, LAST_YEAR) | (end.dt.year() > LAST_YEAR),
            ("date_start", "date_end"),
        ),
        RowCheck("date_end before date_start", end < start, ("date_start", "date_end")),
        *(
            RowCheck(f"{name} is not a count (whole, 0 or more)", bad_count(f"n_{name}"),
                     (name,))
            for name in ("best", "low", "high")
        ),
        RowCheck(
            "deaths_civilians is not a count (whole, 0 or more)",
            civilians & bad_count("n_civilians"),
            ("deaths_civilians",),
        ),
        RowCheck("coordinates off the globe", half_point | ~on_globe("lat", "lon"), place),
        RowCheck(UNKNOWN_COUNTRY, pl.col("iso3").is_null(), ("country_id", "country")),
    ]  # fmt: skip


def _without_copies(rows: pl.DataFrame, file: CsvFile) -> tuple[pl.DataFrame, tuple[Note, ...]]:
    if rows["event_id"].n_unique() == rows.height:
        return rows, ()
    kept = rows.unique(pl.exclude("line"), keep="first", maintain_order=True)
    copies = rows.join(kept, on="line", how="anti")
    again = kept.filter(pl.col("event_id").is_duplicated())
    if again.height:
        first = again.row(0, named=True)
        raise DuplicateIds(
            f"{file.name} uses event ids more than once",
            expected="one row per event id",
            came=f"{again['event_id'].n_unique()} ids on rows that differ, first id "
            f"{first['event_id']} at {file.pointer(first['line'])}",
            remedy="keep one row per id, or add the releases as separate files",
        )
    return kept, (note("exact copy of another row", copies, file, ("id",)),)


def _unread_codes(rows: pl.DataFrame, made: pl.DataFrame, file: CsvFile) -> tuple[Note, ...]:
    """Optional codes that are no whole numbers: left empty, and said."""
    notes = []
    for name, ours in _CODES.items():
        if made[ours].null_count() > rows[name].null_count():
            lost = rows.filter(pl.col(name).is_not_null() & made[ours].is_null())
            notes.append(note(f"{name} is not a whole number: left empty", lost, file, (name,)))
    return tuple(notes)


def _edition(rows: pl.DataFrame, path: Path, version: str | None) -> tuple[str, str]:
    found = edition_of(version or path.name)
    unclear = rows.select((pl.col("code_status") != "Clear").any()).item()
    source = CANDIDATE if unclear and not found.version else found.source
    newest = rows.select(pl.col("start").max().cast(pl.String)).item()
    return source, version or found.version or f"unversioned-{newest}"


def _events(rows: pl.DataFrame, file: CsvFile, source: str, version: str) -> pl.DataFrame:
    kind = pl.col("kind").cast(pl.Int8)
    one_sided = kind == 3
    kinds = [ViolenceKind.from_ucdp(i).value for i in (1, 2, 3)]
    cell = (
        ((pl.col("lat") + 90) * 2).floor().clip(0, 359) * 720
        + ((pl.col("lon") + 180) * 2).floor().clip(0, 719)
        + 1
    )
    side_a, side_b = _side("side_a"), _side("side_b")
    lazy = rows.lazy()  # so that an expression used twice is computed once
    made = lazy.select(
        "event_id",
        pl.lit(source).alias("source"),
        pl.lit(version).alias("version"),
        "iso3",
        pl.col("start").alias("date_start"),
        pl.col("end").alias("date_end"),
        whole("date_prec", pl.Int8).alias("date_precision"),
        pl.col("lat").alias("latitude"),
        pl.col("lon").alias("longitude"),
        whole("where_prec", pl.Int8).alias("place_precision"),
        pl.coalesce(cell.cast(pl.Int32), whole("priogrid_gid", pl.Int32)).alias("gid"),
        pl.when(kind == 1)
        .then(pl.lit(kinds[0]))
        .when(kind == 2)
        .then(pl.lit(kinds[1]))
        .otherwise(pl.lit(kinds[2]))
        .alias("kind"),
        pl.lit(None, pl.String).alias("sub_kind"),
        side_a.alias("side_a"),
        side_b.alias("side_b"),
        whole("side_a_new_id").alias("side_a_id"),
        whole("side_b_new_id").alias("side_b_id"),
        pl.when(one_sided).then(side_a).alias("perpetrator"),
        pl.when(one_sided).then(side_b).alias("target"),
        *(pl.col(f"n_{name}").cast(pl.Int64).alias(name) for name in ("best", "low", "high")),
        pl.col("n_civilians").cast(pl.Int64).alias("civilians"),
        (pl.col("code_status") == "Clear").alias("clear"),
        pl.concat_str(pl.lit(file.name + ":"), pl.col("line")).alias("row"),
    )
    return made.select(EVENT_SCHEMA.names()).collect()


def _side(name: str) -> pl.Expr:
    return (
        pl.when(pl.col(name).str.contains(r"^X{3}\d"))
        .then(pl.lit(UNIDENTIFIED))
        .otherwise(pl.col(name))
    )
