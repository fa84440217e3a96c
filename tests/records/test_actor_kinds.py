"""The kind of an actor, as seen from the country where it kills."""

from __future__ import annotations

import polars as pl
import pytest

from forestall import snapshot
from forestall.records.actor_kinds import KindOf
from forestall.vocabulary import Month, PerpetratorKind

HOST, INSIDE, NEIGHBOUR = PerpetratorKind
DECEMBER = Month(2024, 12)
DYADS = {"side_b_id": pl.Int32, "iso3": pl.String, "year": pl.Int16}
SUPPORTERS = {
    "iso3": pl.String,
    "year": pl.Int16,
    "side": pl.String,
    "supporter_iso3": pl.String,
    "actor_id": pl.Int32,
}


def tables(monkeypatch: pytest.MonkeyPatch, **made: pl.DataFrame) -> None:
    empty = {"dyads": pl.DataFrame(schema=DYADS), "supporters": pl.DataFrame(schema=SUPPORTERS)}
    packaged = snapshot.table

    def table(name: str) -> pl.DataFrame:
        return (empty | made)[name] if name in empty else packaged(name)

    monkeypatch.setattr(snapshot, "table", table)


def kind(row: dict[str, object], as_of: Month = DECEMBER) -> tuple[PerpetratorKind, str]:
    return KindOf("XAA", as_of).of(row)


def armed(actor_id: int) -> dict[str, object]:
    return {"actor_id": actor_id, "is_government": False, "government_iso3": None}


def government(iso3: str) -> dict[str, object]:
    return {"actor_id": 1, "is_government": True, "government_iso3": iso3}


def test_kinds_by_dyads(monkeypatch: pytest.MonkeyPatch) -> None:
    dyads = pl.DataFrame([(901, "XAA", 2020), (904, "TCD", 2020)], schema=DYADS, orient="row")
    tables(monkeypatch, dyads=dyads)
    assert kind(armed(901)) == (INSIDE, "")
    abroad, why = kind(armed(904))
    assert abroad is NEIGHBOUR
    assert why == "has fought the government of Chad, not this one (UCDP dyads)"
    assert kind(armed(905)) == (INSIDE, "")  # without a dyad anywhere, where it kills is its home
    assert kind(government("XAA"))[0] is HOST
    assert kind(government("TCD"))[0] is NEIGHBOUR


def test_allies_of_the_host_are_its_kind_and_backers_are_named(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    supporters = pl.DataFrame(
        [
            ("XAA", 2022, "government", "RUS", 1),
            ("XAA", 2022, "opposition", "RWA", 901),
            ("XAA", 2015, "government", "FRA", 1),  # more than five years back
        ],
        schema=SUPPORTERS,
        orient="row",
    )
    tables(monkeypatch, supporters=supporters)
    assert kind(government("RUS"))[0] is HOST
    assert kind(government("FRA"))[0] is NEIGHBOUR
    assert kind(armed(901)) == (INSIDE, "on its side in UCDP's dyads: Rwanda")


def test_dyads_of_a_year_not_yet_over_are_not_known(monkeypatch: pytest.MonkeyPatch) -> None:
    tables(monkeypatch, dyads=pl.DataFrame([(904, "TCD", 2024)], schema=DYADS, orient="row"))
    assert kind(armed(904), Month(2024, 12))[0] is NEIGHBOUR
    assert kind(armed(904), Month(2024, 11))[0] is INSIDE
