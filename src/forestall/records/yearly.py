"""UCDP's yearly tables: one-sided violence by actor, dyads of armed conflict, battle deaths.

Davies, Pettersson & Öberg (2025), Journal of Peace Research 62(4), and the codebooks of v25.1.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from forestall.errors import DuplicateIds, WrongColumns
from forestall.records.country_of import governments_in, iso3_of_number
from forestall.records.csv_file import CsvFile, open_csv
from forestall.records.edition import edition_of
from forestall.records.fields import FIRST_YEAR, LAST_YEAR, bad_count, number, whole, yes
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

Read = tuple[pl.DataFrame, ReadReport]


@dataclass(frozen=True, slots=True)
class YearlyTable:
    """One of the three tables: what it is called, and how its columns become ours."""

    kind: str
    source: str
    needs: tuple[str, ...]
    key: tuple[str, str]
    deaths: tuple[str, str, str] | None
    locations: str
    columns: Mapping[str, pl.Expr]


def _text(*names: str) -> dict[str, pl.Expr]:
    return {name: pl.col(name) for name in names}


def _ids(*names: str) -> dict[str, pl.Expr]:
    return {name: whole(name) for name in names}


_DYAD = {
    **_ids("dyad_id", "conflict_id", "side_a_id", "side_b_id"),
    **_text("side_a", "side_b"),
    "type_of_conflict": whole("type_of_conflict", pl.Int8),
}
ONE_SIDED = YearlyTable(
    "one_sided",
    "UCDP One-sided Violence",
    ("actor_id", "actor_name", "year", "is_government_actor", "gwno_location"),
    ("actor_id", "year"),
    ("best_fatality_estimate", "low_fatality_estimate", "high_fatality_estimate"),
    "gwno_location",
    {
        **_ids("actor_id"),
        "actor": pl.col("actor_name"),
        "is_government": yes("is_government_actor"),
    },
)
DYADIC = YearlyTable(
    "dyadic",
    "UCDP Dyadic",
    ("dyad_id", "conflict_id", "year", "side_a", "side_b", "intensity_level", "gwno_loc"),
    ("dyad_id", "year"),
    None,
    "gwno_loc",
    {**_DYAD, "intensity": whole("intensity_level", pl.Int8)},
)
BATTLE_DEATHS = YearlyTable(
    "battle_deaths",
    "UCDP Battle-related Deaths",
    ("dyad_id", "conflict_id", "year", "side_a", "side_b", "bd_best", "gwno_loc"),
    ("dyad_id", "year"),
    ("bd_best", "bd_low", "bd_high"),
    "gwno_loc",
    _DYAD,
)
TABLES = (ONE_SIDED, DYADIC, BATTLE_DEATHS)


def read_one_sided(
    path: Path | str, *, drop_bad_rows: bool = False, version: str | None = None
) -> Read:
    """One-sided violence by actor and year.

    Returns
    -------
    (frame, report) : ``actor_id`` (Int64), ``actor``, ``is_government`` (Boolean),
        ``government_iso3`` (null for other actors; of a coalition, the first), ``year`` (Int16),
        ``countries`` (list of ISO3: where it happened, not shared out), ``best``, ``low``,
        ``high`` (Int64, civilians killed), ``row``.

    Raises
    ------
    UnreadableFile, EmptyInput, WrongColumns, BadValue, UnknownCountry, DuplicateIds : as
        :func:`forestall.records.ged.read_ged`; the id is an actor and a year.
    """
    frame, report = _read(ONE_SIDED, path, drop_bad_rows, version)
    home = _each(frame["actor"], lambda name: next(iter(governments_in(name)), None))
    government = pl.when("is_government").then(pl.Series("government_iso3", home, pl.String))
    frame = frame.with_columns(government.alias("government_iso3"))
    order = ["actor_id", "actor", "is_government", "government_iso3"]
    return frame.select(*order, pl.exclude(order)), report


def read_dyadic(
    path: Path | str, *, drop_bad_rows: bool = False, version: str | None = None
) -> Read:
    """Dyads of state-based conflict by year, 1946 onwards.

    Returns
    -------
    (frame, report) : ``dyad_id``, ``conflict_id``, ``side_a_id``, ``side_b_id`` (Int64),
        ``side_a``, ``side_b``, ``type_of_conflict`` (1 extrasystemic, 2 interstate, 3 intrastate,
        4 internationalised), ``intensity`` (1 minor, 2 war), ``year``, ``countries`` (list of
        ISO3: whose government or territory is fought over), ``row``.

    Raises
    ------
    As :func:`read_one_sided`; the id is a dyad and a year.
    """
    return _read(DYADIC, path, drop_bad_rows, version)


def read_battle_deaths(
    path: Path | str, *, drop_bad_rows: bool = False, version: str | None = None
) -> Read:
    """Battle-related deaths by dyad and year, 1989 onwards: the columns of :func:`read_dyadic`
    without ``intensity``, and ``best``, ``low``, ``high`` (Int64, people).

    Raises
    ------
    As :func:`read_one_sided`; the id is a dyad and a year.
    """
    return _read(BATTLE_DEATHS, path, drop_bad_rows, version)


def _read(table: YearlyTable, path: Path | str, drop_bad_rows: bool, version: str | None) -> Read:
    path = Path(path)
    optional = ("side_a_id", "side_b_id", "type_of_conflict", "version", *(table.deaths or ()))
    with open_csv(path) as file:
        _check_columns(table, file)
        raw = file.read(tuple(dict.fromkeys((*table.needs, *optional))))
    raw, blank = without_blank_lines(raw, file)
    absent = [name for name in optional if name not in raw.columns]
    raw = raw.with_columns(pl.lit(None, pl.String).alias(name) for name in absent)
    deaths = {f"n_{to}": number(name) for to, name in _estimates(table)}
    rows = raw.with_columns(
        pl.Series("countries", _each(raw[table.locations], _iso3s), dtype=pl.List(pl.String)),
        n_year=number("year"),
        **deaths,
    )
    mixed = disorder_check(rows, table.deaths) if table.deaths else ()
    kept, refused = sift(rows, [*_checks(table), *mixed], file, drop_bad_rows)
    kept, copies = _without_copies(table, kept, file)
    kept, mended = mend_order(kept, file, table.deaths) if table.deaths else (kept, ())
    stated = kept["version"].drop_nulls().first()
    release = version or edition_of(path.name).version or stated
    release = str(release or f"unversioned-{kept.select(whole('year').max()).item()}")
    frame = _frame(table, kept, file)
    return frame, ReadReport(
        table.source, release, frame.height, (*blank, *refused, *copies), mended
    )


def _estimates(table: YearlyTable) -> Iterator[tuple[str, str]]:
    """Our name and the file's name of each estimate."""
    return zip(("best", "low", "high"), table.deaths or (), strict=False)


def _check_columns(table: YearlyTable, file: CsvFile) -> None:
    missing = [name for name in (*table.needs, *(table.deaths or ())) if name not in file.columns]
    if missing:
        raise WrongColumns(
            f"{file.name} is not the table {table.source}",
            expected=", ".join(table.needs),
            came="no " + ", no ".join(missing),
            remedy="download the table as CSV from ucdp.uu.se/downloads",
        )


def _checks(table: YearlyTable) -> list[RowCheck]:
    first, second = table.key
    year = pl.col("n_year")
    checks = [
        RowCheck(f"{first} is not a number", whole(first).is_null(), (first,)),
        RowCheck(
            f"{second} is not a year from {FIRST_YEAR} to {LAST_YEAR}",
            year.is_null() | ~year.is_between(FIRST_YEAR, LAST_YEAR) | (year != year.floor()),
            (second,),
        ),
        *(
            RowCheck(f"{name} is not a count (whole, 0 or more)", bad_count(f"n_{to}"), (name,))
            for to, name in _estimates(table)
        ),
        RowCheck(UNKNOWN_COUNTRY, pl.col("countries").is_null(), (table.locations,)),
    ]
    if (flag := "is_government_actor") in table.needs:
        checks.append(RowCheck(f"{flag} is neither 0 nor 1", yes(flag).is_null(), (flag,)))
    return checks


def _without_copies(
    table: YearlyTable, rows: pl.DataFrame, file: CsvFile
) -> tuple[pl.DataFrame, tuple[Note, ...]]:
    kept = rows.unique(pl.exclude("line"), keep="first", maintain_order=True)
    again = kept.filter(pl.struct(whole(name) for name in table.key).is_duplicated())
    if again.height:
        raise DuplicateIds(
            f"{file.name} has more than one row for a {' and '.join(table.key)}",
            expected="one row each",
            came=f"{again.height} rows, the first at {file.pointer(again['line'][0])}",
            remedy="keep one row each, or add the releases as separate files",
        )
    copies = rows.join(kept, on="line", how="anti")
    reason = "exact copy of another row"
    return kept, (note(reason, copies, file, table.key),) if copies.height else ()


def _frame(table: YearlyTable, rows: pl.DataFrame, file: CsvFile) -> pl.DataFrame:
    deaths = {to: pl.col(f"n_{to}").cast(pl.Int64) for to, _ in _estimates(table)}
    return rows.select(
        **table.columns,
        year=pl.col("n_year").cast(pl.Int16),
        countries="countries",
        **deaths,
        row=pl.concat_str(pl.lit(file.name + ":"), pl.col("line")),
    )


def _each(column: pl.Series, function: Callable[[str], object]) -> list[object]:
    known = {value: function(value) for value in column.unique() if value is not None}
    return [None if value is None else known[value] for value in column]


def _iso3s(numbers: str) -> list[str] | None:
    """``"750, 751"`` as ISO3 codes; None where a number is unknown."""
    codes = [iso3_of_number(part) for part in numbers.split(",")]
    known = {code for code in codes if code is not None}
    return None if None in codes else sorted(known)
