"""Who may kill next: chances by hand from a few made-up records."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forestall.parameters import Parameter
from forestall.situation import perpetrators as room
from forestall.situation.assessment import Perpetrator
from forestall.situation.perpetrators import perpetrators
from forestall.vocabulary import Country, Month, PerpetratorKind

HOST, INSIDE, NEIGHBOUR = PerpetratorKind
HERE = Country("XAA", "Examplia", None, None, "Africa")
DECEMBER = Month(2024, 12)
Row = tuple[int, str, bool, str | None, int, float]
ONE_SIDED = {
    "actor_id": pl.Int32,
    "actor": pl.String,
    "is_government": pl.Boolean,
    "government_iso3": pl.String,
    "year": pl.Int16,
    "best": pl.Float64,
}
CELLS = {"kind": pl.String, "side_a": pl.String, "month_id": pl.Int32}


@dataclass(frozen=True)
class Records:
    """One-sided violence in Examplia, and sightings by month."""

    rows: tuple[Row, ...] = ()
    seen: tuple[tuple[str, str, int], ...] = ()

    def one_sided(self, until: Month | None = None) -> pl.DataFrame:
        assert until is not None
        last = until.year if until.month == 12 else until.year - 1
        frame = pl.DataFrame(self.rows, schema=ONE_SIDED, orient="row")
        return frame.filter(pl.col("year") <= last).with_columns(
            iso3=pl.lit("XAA"), allocated=pl.lit(False)
        )

    def cells(self, iso3: str, until: Month | None = None) -> pl.DataFrame:
        assert (iso3, until) != ("XAA", None)
        return pl.DataFrame(self.seen, schema=CELLS, orient="row")


@pytest.fixture(autouse=True)
def round_figures(monkeypatch: pytest.MonkeyPatch) -> None:
    """Memory one half, exponent one half, newcomer 2, of whom 20%, 60% and 20% of each kind."""
    values = {
        "perpetrator_memory": 0.5,
        "perpetrator_exponent": 0.5,
        "newcomer_weight": 2.0,
        "newcomer_host_government": 0.2,
        "newcomer_non_state": 0.6,
        "newcomer_hostile_neighbour": 0.2,
    }
    monkeypatch.setattr(
        room,
        "parameter",
        lambda file, name: Parameter(file, name, values[name], None, None, "", "", "", True),
    )


def found(records: Records, as_of: Month = DECEMBER) -> dict[str, Perpetrator]:
    return {p.name: p for p in perpetrators(HERE, as_of, records)}


FRONT: tuple[Row, ...] = (
    (901, "Front", False, None, 2022, 400.0),
    (901, "Front", False, None, 2024, 100.0),
)
STATE: tuple[Row, ...] = ((902, "Government of Examplia", True, "XAA", 2023, 16.0),)


def test_chances_by_hand() -> None:
    who = found(Records(FRONT + STATE))
    # as of December 2024: 100 deaths in 2024, age 0, score sqrt(100) = 10; 400 in 2022, age 2,
    # 0.25 x 20 = 5; together 15. The government: 16 deaths in 2023, age 1, 0.5 x 4 = 2.
    # A newcomer 2; all 19.
    assert who["Front"].probability == pytest.approx(15 / 19)
    assert who["Government of Examplia"].probability == pytest.approx(2 / 19)
    # the government is on record, so a newcomer is not it: 0.6 and 0.2 of 0.8
    inside = who["an actor with no record here, inside"]
    assert inside.probability == pytest.approx(2 / 19 * 0.75)
    abroad = who["an actor with no record here, from another country"]
    assert abroad.probability == pytest.approx(2 / 19 * 0.25)
    assert who["Front"].recent_deaths == ((2022, 400.0), (2024, 100.0))


def test_a_record_fades_with_the_months() -> None:
    who = found(Records(FRONT), Month(2025, 6))
    # half a year later: 2^-0.5 x 10 + 2^-2.5 x 20 = 7.0710678 + 3.5355339 = 10.6066017
    assert who["Front"].probability == pytest.approx(10.6066017 / 12.6066017)


def test_without_any_record_the_kinds_are_those_of_newcomers() -> None:
    who = perpetrators(HERE, DECEMBER, Records())
    chances = {p.kind: p.probability for p in who}
    assert chances == pytest.approx({HOST: 0.2, INSIDE: 0.6, NEIGHBOUR: 0.2})
    assert {p.name for p in who if p.kind is HOST} == {"Government of Examplia"}


def test_what_is_older_than_fifteen_years_is_forgotten() -> None:
    old = ((901, "Front", False, None, 2009, 1e6),)
    assert "Front" not in found(Records(old))
    # 2010 is the fifteenth year back: 2^-14 x 10,000 / (the same + 2)
    kept = ((901, "Front", False, None, 2010, 1e8),)
    assert found(Records(kept))["Front"].probability == pytest.approx(0.6103516 / 2.6103516)


def test_the_future_changes_nothing() -> None:
    planted = ((903, "Later", False, None, 2025, 1e6),)
    assert found(Records(FRONT + planted)) == found(Records(FRONT))


def test_small_actors_are_added_up_by_kind_and_one_alone_keeps_its_name() -> None:
    small: tuple[Row, ...] = (
        (911, "Band A", False, None, 2012, 1.0),
        (912, "Band B", False, None, 2012, 1.0),
        (913, "Government of Chad", True, "TCD", 2012, 1.0),
    )
    who = perpetrators(HERE, DECEMBER, Records(FRONT + small))
    lumped = next(p for p in who if p.name == "others on record")
    # each 2^-12 of 17.0 and a little: 2 / 4096 / 17.0007324
    assert lumped.probability == pytest.approx(2 / 4096 / (17 + 3 / 4096))
    assert lumped.note == "Band A; Band B"
    assert lumped.recent_deaths == ((2012, 2.0),)
    assert "Government of Chad" in {p.name for p in who if p.kind is NEIGHBOUR}


def test_a_sighting_counts_only_if_it_is_no_older_than_the_record() -> None:
    # month 540 is December 2024, month 500 August 2021
    seen = (("one-sided", "Front", 540), ("state-based", "Front", 541))
    assert found(Records(FRONT, seen))["Front"].last_seen == Month(2024, 12)
    old = (("one-sided", "Front", 500),)
    assert found(Records(FRONT, old))["Front"].last_seen is None


ACTOR_YEARS = st.tuples(
    st.integers(1, 6), st.booleans(), st.integers(2005, 2026), st.floats(0.01, 1e6)
)


@settings(max_examples=60, deadline=None)
@given(st.lists(ACTOR_YEARS, max_size=20), st.integers(1, 12))
def test_chances_always_sum_to_one(drawn: list[tuple[int, bool, int, float]], month: int) -> None:
    rows = tuple(
        (900 + n, f"Actor {n}{'g' * state}", state, "XAA" if state else None, year, deaths)
        for n, state, year, deaths in drawn
    )
    who = perpetrators(HERE, Month(2024, month), Records(rows))
    assert sum(p.probability for p in who) == pytest.approx(1)
    assert all(p.probability >= 0 for p in who)
    assert [p.probability for p in who] == sorted((p.probability for p in who), reverse=True)
