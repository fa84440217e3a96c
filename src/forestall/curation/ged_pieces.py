"""The pieces of georeferenced event data at hand, summed by cell, month, kind and actors."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from forestall.curation.materials import Materials, month_id, number
from forestall.curation.monthly import KINDS
from forestall.curation.states import iso3_of

SLIM = "ucdp/ged_candidate_2025_global_slim.csv.gz"
TOTALS = "ucdp/ged_country_totals_12m_to_jun2026.csv"

# UCDP's where_prec: 4 first-level region, 5 stretch or fuzzy area, 6 country, 7 sea or air.
FIRST_VAGUE = 4


@dataclass(frozen=True, slots=True)
class Piece:
    """One file of events and how far it reaches; months are VIEWS ids."""

    key: str
    file: str
    source: str
    version: str
    iso3: str | None
    first_month: int
    last_month: int
    complete: bool
    note: str


REVISED = "every event of the country in this release; later releases revise it"

PIECES = (
    Piece(
        key="ged23-caf",
        file="ucdp/ged_v23_1_central_african_republic_1989_2022.csv.gz",
        source="UCDP GED",
        version="23.1",
        iso3="CAF",
        first_month=109,
        last_month=516,
        complete=True,
        note=REVISED,
    ),
    Piece(
        key="ged24-mmr",
        file="ucdp/ged_v24_1_myanmar_1989_2023.csv.gz",
        source="UCDP GED",
        version="24.1",
        iso3="MMR",
        first_month=109,
        last_month=528,
        complete=True,
        note=REVISED,
    ),
    Piece(
        key="ged24-mex",
        file="ucdp/ged_v24_1_mexico_1989_2023.csv.gz",
        source="UCDP GED",
        version="24.1",
        iso3="MEX",
        first_month=109,
        last_month=528,
        complete=True,
        note=REVISED,
    ),
    Piece(
        key="ged19-syr",
        file="ucdp/ged_v19_syria_2016_2019.csv.gz",
        source="UCDP GED",
        version="19",
        iso3="SYR",
        first_month=433,
        last_month=479,
        complete=True,
        note="an old vintage of four years that ends in November 2019; later releases differ",
    ),
    Piece(
        key="candidate-2026-02",
        file="ucdp/ged_candidate_v26_0_2_global_feb2026.csv.gz",
        source="UCDP Candidate",
        version="26.0.2",
        iso3=None,
        first_month=554,
        last_month=554,
        complete=True,
        note=(
            "candidate events, 783 of 1,298 marked Clear; rows of January 2026 are events that "
            "began then, not that month's total"
        ),
    ),
    Piece(
        key="newest-weeks",
        file="ucdp/ged_recent_dec2025_jun2026_2000events.csv.gz",
        source="UCDP Candidate",
        version="2026-06",
        iso3=None,
        first_month=552,
        last_month=558,
        complete=False,
        note="500 events of late December 2025 and 1,500 of June 2026: never to be totalled",
    ),
)


def coverage(materials: Materials) -> pl.DataFrame:
    """What each piece in ``cells`` covers; ``materials`` is not read."""
    del materials
    rows = [
        (p.key, p.source, p.version, p.iso3, p.first_month, p.last_month, p.complete, p.note)
        for p in PIECES
    ]
    schema = {
        "coverage": pl.String,
        "source": pl.String,
        "version": pl.String,
        "iso3": pl.String,
        "first_month": pl.Int32,
        "last_month": pl.Int32,
        "complete": pl.Boolean,
        "note": pl.String,
    }
    return pl.DataFrame(rows, schema=schema, orient="row").sort("coverage")


def gid(latitude: str, longitude: str) -> pl.Expr:
    """The PRIO-GRID cell of two columns of degrees, as ``vocabulary.gid_of`` computes it."""
    row = ((pl.col(latitude) + 90) * 2).floor().cast(pl.Int32).clip(0, 359)
    column = ((pl.col(longitude) + 180) * 2).floor().cast(pl.Int32).clip(0, 719)
    return row * 720 + column + 1


def actor_name(column: str) -> pl.Expr:
    """A side's name; UCDP's placeholders (three X and a number) become plain words."""
    side = pl.col(column).str.strip_chars()
    return (
        pl.when(side.str.contains(r"^X{3}\d+$")).then(pl.lit("unidentified actor")).otherwise(side)
    )


def read_piece(materials: Materials, piece: Piece) -> pl.DataFrame:
    """The events of a piece with the columns ``cells`` needs, one row per event."""
    raw = materials.folder.csv(piece.file)
    full = "deaths_civilians" in raw.columns
    kind = number("type_of_violence").cast(pl.String).replace_strict(KINDS)
    counts = {name: number(name, pl.Int64) for name in ("best", "low", "high")}
    civilians = number("deaths_civilians", pl.Int64) if full else pl.lit(None, dtype=pl.Int64)
    place = number("where_prec") if full else pl.lit(None, dtype=pl.Int32)
    codes = {name: iso3_of(name) for name in raw["country"].unique().drop_nulls()}
    events = raw.select(
        iso3=pl.col("country").replace_strict(codes, return_dtype=pl.String),
        month_id=month_id(pl.col("date_start").str.slice(0, 10).str.to_date("%Y-%m-%d")),
        kind=kind,
        side_a=actor_name("side_a"),
        side_b=actor_name("side_b"),
        latitude=number("latitude", pl.Float64),
        longitude=number("longitude", pl.Float64),
        civilians=civilians,
        vague=place >= FIRST_VAGUE,
        coverage=pl.lit(piece.key),
        **counts,
    )
    one_sided = pl.col("kind") == "one-sided"
    return events.with_columns(
        gid=gid("latitude", "longitude"),
        civilians=pl.when(one_sided).then("best").otherwise("civilians"),
        low=pl.min_horizontal("low", "best"),
        high=pl.max_horizontal("high", "best"),
    ).drop("latitude", "longitude")


def cells(materials: Materials) -> pl.DataFrame:
    """Deaths and events by cell, month, kind and both sides, for every piece."""
    events = pl.concat([read_piece(materials, piece) for piece in PIECES])
    keys = ["coverage", "iso3", "gid", "month_id", "kind", "side_a", "side_b"]

    def total(column: str) -> pl.Expr:
        known = pl.col(column).is_not_null().all()
        return pl.when(known).then(pl.col(column).cast(pl.Int64).sum())

    summed = events.group_by(keys).agg(
        *(pl.col(c).sum() for c in ("best", "low", "high")),
        civilians=total("civilians"),
        events=pl.len().cast(pl.Int64),
        vague=total("vague"),
    )
    return summed.select(
        *("gid", "iso3", "month_id", "kind", "side_a", "side_b", "best", "low", "high"),
        *("civilians", "events", "vague", "coverage"),
    ).sort(keys)


def deaths_by_kind(materials: Materials) -> pl.DataFrame:
    """Candidate deaths of 2025 by country, month and kind; no row means no event."""
    raw = materials.folder.csv(SLIM, ("country", "best", "type_of_violence", "date"))
    codes = {name: iso3_of(name) for name in raw["country"].unique().drop_nulls()}
    events = raw.select(
        iso3=pl.col("country").replace_strict(codes, return_dtype=pl.String),
        month_id=month_id(pl.col("date").str.slice(0, 10).str.to_date("%Y-%m-%d")),
        kind=number("type_of_violence").cast(pl.String).replace_strict(KINDS),
        best=number("best", pl.Int64),
    )
    keys = ["iso3", "month_id", "kind"]
    summed = events.group_by(keys).agg(pl.col("best").sum(), events=pl.len().cast(pl.Int64))
    return summed.sort(keys)


def totals_12m(materials: Materials) -> pl.DataFrame:
    """Candidate totals by country for July 2025 to June 2026; bounds put in order."""
    raw = materials.folder.csv(TOTALS)
    codes = {name: iso3_of(name) for name in raw["country"].unique().drop_nulls()}
    figures = ("deaths", "deathsLow", "deathsHigh")
    counts = raw.with_columns(number(c, pl.Int64) for c in ("events", *figures))
    return counts.select(
        iso3=pl.col("country").replace_strict(codes, return_dtype=pl.String),
        first_month=pl.lit(547, dtype=pl.Int32),
        last_month=pl.lit(558, dtype=pl.Int32),
        events="events",
        best="deaths",
        low=pl.min_horizontal(*figures),
        high=pl.max_horizontal(*figures),
    ).sort("iso3")
