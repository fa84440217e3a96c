"""Outlooks: sums, quantiles, and the VIEWS format there and back."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl
import pytest

from forestall.errors import (
    BadInput,
    BadValue,
    EmptyInput,
    NoData,
    OutputError,
    UnknownCountry,
    UnreadableFile,
    WrongColumns,
)
from forestall.vocabulary import Month, countries
from forestall.warning.outlook import Outlook, UnitKind
from forestall.warning.summaries import by_window

ARGS = {"model": "by hand", "data_version": "v1", "seed": 4, "series": "all kinds"}


def small() -> Outlook:
    """Two countries, three months, four draws: CAF has draw + 10 · month, URY zeros."""
    caf = [[draw + 10 * month for draw in range(4)] for month in range(3)]
    return Outlook.of([caf, np.zeros((3, 4))], ["CAF", "URY"], Month(2025, 11), **ARGS)


def wide(units: list[str], draws: int = 12) -> Outlook:
    values = np.arange(len(units) * 2 * draws).reshape(len(units), 2, draws)
    return Outlook.of(values, units, Month(2025, 12), **ARGS)


def test_labels() -> None:
    outlook = small()
    assert outlook.months == (Month(2025, 11), Month(2025, 12), Month(2026, 1))
    assert (outlook.model, outlook.data_version, outlook.seed) == ("by hand", "v1", 4)
    assert outlook.as_of == Month(2025, 10)
    assert outlook.draws.dims == ("unit", "month", "draw")
    assert outlook.draws.sel(unit="CAF", month=Month(2025, 12).id).values.tolist() == [
        10,
        11,
        12,
        13,
    ]


def test_totals_run_along_a_draw() -> None:
    # Draw d: d + (10 + d) + (20 + d) = 30 + 3d; over two months 10 + 2d.
    assert small().total("CAF").tolist() == [30, 33, 36, 39]
    assert small().total("CAF", 2).tolist() == [10, 12, 14, 16]
    with pytest.raises(BadValue):
        small().total("CAF", 4)


def test_quantiles_interpolate() -> None:
    # Draws 0, 1, 2, 3 of the first month: the median is 1.5.
    assert small().quantiles("CAF", [0, 0.5, 1]).tolist() == [
        [0, 1.5, 3],
        [10, 11.5, 13],
        [20, 21.5, 23],
    ]


def test_summary() -> None:
    table = small().summary()
    third = table.row(2, named=True)
    assert third["month"] == "2026-01"
    assert (third["mean"], third["p50"], third["p_25_or_more"]) == (21.5, 21.5, 0)
    assert third["p05"] == pytest.approx(20.15)  # 20 + 0.05 · 3
    assert table["iso3"].to_list() == ["CAF"] * 3 + ["URY"] * 3


def test_a_cell_has_its_centre() -> None:
    # Cell 1 is the most southern and western: its centre lies a quarter of a degree from both.
    one = Outlook.of([[[1.0] * 10]], ["1"], Month(2025, 12), unit=UnitKind.CELL, **ARGS)
    row = one.summary().row(0, named=True)
    assert (row["priogrid_gid"], row["latitude"], row["longitude"]) == (1, -89.75, -179.75)


def test_twelve_months_are_summed_along_a_draw() -> None:
    # Draws 1 and 4 a month: 12 and 48 in the first twelve months, 24 and 96 in the second.
    values = np.repeat([[1.0, 4.0], [2.0, 8.0]], 12, axis=0)[None]
    table = by_window(Outlook.of(values, ["CAF"], Month(2025, 12), **ARGS))
    assert table.columns[:3] == ["iso3", "first_month", "last_month"]
    assert table["mean"].to_list() == [30, 60]
    assert table["p_25_or_more"].to_list() == [0.5, 0.5]
    assert table.row(1)[1:3] == ("2026-12", "2027-11")
    with pytest.raises(BadValue, match="12, 24 or 36"):
        by_window(Outlook.of(values[:, :7], ["CAF"], Month(2025, 12), **ARGS))


def test_a_country_not_held() -> None:
    with pytest.raises(UnknownCountry, match="SDN"):
        small().draws_of("SDN")
    with pytest.raises(UnknownCountry):
        small().provenance("SDN")


@pytest.mark.parametrize("bad", [np.nan, np.inf, -1])
def test_draws_that_cannot_be_deaths(bad: float) -> None:
    with pytest.raises(BadValue, match="1 NaN, infinite or negative"):
        Outlook.of([[[1, bad]]], ["CAF"], Month(2025, 1), **ARGS)


def test_shapes_that_do_not_fit() -> None:
    with pytest.raises(BadValue):
        Outlook.of(np.ones((2, 3, 4)), ["CAF"], Month(2025, 1), **ARGS)
    with pytest.raises(BadValue):
        Outlook.of(np.ones((2, 3, 4)), ["CAF", "CAF"], Month(2025, 1), **ARGS)
    with pytest.raises(NoData):
        Outlook.of(np.ones((1, 3, 0)), ["CAF"], Month(2025, 1), **ARGS)


@pytest.mark.parametrize("suffix", ["parquet", "csv"])
def test_views_there_and_back(tmp_path: Path, suffix: str) -> None:
    before = wide(["URY", "CAF"])
    assert before.write_views(tmp_path / f"f.{suffix}") == ()
    after = Outlook.read_views(tmp_path / f"f.{suffix}", model="m", series="all kinds")
    assert after.months == before.months
    assert set(after.units) == {"URY", "CAF"}
    for iso3 in before.units:
        assert np.array_equal(after.draws_of(iso3), before.draws_of(iso3))


def test_views_columns_and_ids(tmp_path: Path) -> None:
    wide(["CAF"]).write_views(tmp_path / "f.parquet")
    frame = pl.read_parquet(tmp_path / "f.parquet")
    assert frame.columns == ["month_id", "country_id", "draw", "outcome"]
    assert frame.row(0) == (552, countries()["CAF"].views_id, 0, 0)  # December 2025 is 552
    assert frame["outcome"].to_list() == list(range(24))


def test_views_rounds_to_whole_deaths(tmp_path: Path) -> None:
    values = np.full((1, 1, 10), 2.6)
    Outlook.of(values, ["CAF"], Month(2025, 1), **ARGS).write_views(tmp_path / "f.csv")
    assert pl.read_csv(tmp_path / "f.csv")["outcome"].to_list() == [3] * 10


def test_countries_without_a_views_id_are_reported(tmp_path: Path) -> None:
    without = next(c.iso3 for c in countries().values() if c.views_id is None)
    assert wide(["CAF", without]).write_views(tmp_path / "f.parquet") == (without,)
    assert pl.read_parquet(tmp_path / "f.parquet")["country_id"].n_unique() == 1
    with pytest.raises(BadInput, match=without):
        wide([without]).write_views(tmp_path / "g.parquet")


def test_views_needs_a_known_suffix_and_a_folder(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="parquet"):
        wide(["CAF"]).write_views(tmp_path / "f.xlsx")
    (tmp_path / "file").write_text("x")
    with pytest.raises(OutputError):
        wide(["CAF"]).write_views(tmp_path / "file" / "f.csv")
    assert [p.name for p in tmp_path.iterdir()] == ["file"]


def views_file(path: Path, frame: pl.DataFrame) -> Path:
    frame.write_parquet(path)
    return path


def good() -> pl.DataFrame:
    """Two countries × two months × ten draws."""
    ids = [countries()[iso3].views_id for iso3 in ("CAF", "URY")]
    return pl.DataFrame(
        [(m, c, d, d) for m in (500, 501) for c in ids for d in range(10)],
        schema=["month_id", "country_id", "draw", "outcome"],
        orient="row",
    )


BROKEN = {
    "NaN": (good().with_columns(outcome=pl.lit(float("nan"))), BadValue),
    "negative": (good().with_columns(outcome=pl.lit(-1)), BadValue),
    "null": (good().with_columns(outcome=pl.lit(None, pl.Int64)), BadValue),
    "few draws": (good().filter(pl.col("draw") < 9), BadValue),
    "uneven draws": (good()[1:], BadValue),
    "a draw twice": (good().with_columns(draw=pl.col("draw").replace(9, 8)), BadValue),
    "missing month": (good().with_columns(pl.col("month_id").replace(501, 502)), BadValue),
    "country-month missing": (
        good().filter((pl.col("month_id") == 500) | (pl.col("country_id") == 70)),
        BadValue,
    ),
    "month 0": (good().with_columns(pl.col("month_id") - 500), BadValue),
    "unknown id": (good().with_columns(pl.col("country_id") + 10_000), UnknownCountry),
    "no outcome": (good().drop("outcome"), WrongColumns),
    "no unit": (good().rename({"country_id": "place"}), WrongColumns),
    "off the globe": (
        good().with_columns(pl.col("country_id") + 259_200).rename({"country_id": "priogrid_gid"}),
        BadValue,
    ),
    "half a gid": (
        good().with_columns(pl.col("country_id") + 0.5).rename({"country_id": "priogrid_gid"}),
        BadValue,
    ),
    "half a month": (good().with_columns(pl.col("month_id") + 0.5), BadValue),
    "empty": (good().clear(), EmptyInput),
}
BROKEN |= {
    f"{name}, by cell": (BROKEN[name][0].rename({"country_id": "priogrid_gid"}), BROKEN[name][1])
    for name in ("NaN", "null", "few draws", "uneven draws", "missing month", "month 0", "empty")
}


@pytest.mark.parametrize("name", BROKEN)
def test_broken_views_files_are_named_errors(tmp_path: Path, name: str) -> None:
    frame, error = BROKEN[name]
    with pytest.raises(error):
        Outlook.read_views(views_file(tmp_path / "f.parquet", frame), model="m", series="s")


def test_the_unbroken_file_reads(tmp_path: Path) -> None:
    path = views_file(tmp_path / "f.parquet", good())
    outlook = Outlook.read_views(path, model="m", series="s", as_of=Month(2021, 6))
    assert outlook.draws_of("URY").tolist() == [list(range(10))] * 2
    assert outlook.as_of == Month(2021, 6)
    assert "f.parquet" in outlook.provenance("URY").version


def test_unreadable_files(tmp_path: Path) -> None:
    (tmp_path / "f.parquet").write_bytes(b"PAR1 cut short")
    for name in ("f.parquet", "absent.parquet", "absent.csv"):
        with pytest.raises(UnreadableFile):
            Outlook.read_views(tmp_path / name, model="m", series="s")


def cells() -> Outlook:
    """Cells 137213 and 999, in that order: draws 0 … 11 and 12 … 23."""
    values = np.arange(24).reshape(2, 1, 12)
    return Outlook.of(values, ["137213", "999"], Month(2025, 12), unit=UnitKind.CELL, **ARGS)


@pytest.mark.parametrize("suffix", ["parquet", "csv"])
def test_cells_there_and_back(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"f.{suffix}"
    assert cells().write_views(path) == ()
    frame = pl.read_csv(path) if suffix == "csv" else pl.read_parquet(path)
    assert frame.columns == ["month_id", "priogrid_gid", "draw", "outcome"]
    assert frame.row(0) == (552, 999, 0, 12)  # sorted by gid
    after = Outlook.read_views(path, model="m", series="all kinds")
    assert (after.unit, after.units) == (UnitKind.CELL, ("999", "137213"))
    assert np.array_equal(after.draws_of("137213"), cells().draws_of("137213"))


def test_rows_with_both_ids_are_cells(tmp_path: Path) -> None:
    both = good().with_columns(priogrid_gid=pl.col("country_id") + 1000)
    path = views_file(tmp_path / "f.parquet", both)
    outlook = Outlook.read_views(path, model="m", series="s")
    assert outlook.unit is UnitKind.CELL
    assert outlook.units == tuple(str(gid) for gid in sorted(set(both["priogrid_gid"])))


def test_units_other_than_countries_say_so(tmp_path: Path) -> None:
    assert small().unit is UnitKind.COUNTRY
    assert cells().summary().columns[0] == "priogrid_gid"
    assert cells().summary()["priogrid_gid"].to_list() == [137213, 999]
    with pytest.raises(BadValue, match="priogrid_gid"):
        cells().draws_of("1")
    kinds = Outlook.of(
        np.ones((1, 1, 10)), ["host"], Month(2025, 1), unit=UnitKind.PERPETRATOR, **ARGS
    )
    with pytest.raises(BadInput, match="perpetrator_kind"):
        kinds.write_views(tmp_path / "f.csv")
