"""One-sided deaths split by kind of perpetrator, and the chances they are split by."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
import pytest
from records_by_hand import RecordsByHand, world

from forestall.compute import stream
from forestall.errors import UnknownCountry
from forestall.vocabulary import Month, PerpetratorKind
from forestall.warning import killers
from forestall.warning.killers import Killer, Weights, kind_chances, newcomer_shares
from forestall.warning.one_sided import forecast_one_sided
from forestall.warning.one_sided_kinds import forecast_one_sided_by_kind, split
from forestall.warning.outlook import UnitKind

HOST, INSIDE, NEIGHBOUR = PerpetratorKind
AS_OF = Month(2000, 12)
WEIGHTS = Weights(0.5, 0.5, 2.0, {HOST: 0.2, INSIDE: 0.6, NEIGHBOUR: 0.2}, 1.25)
ACTORS = {
    "iso3": pl.String,
    "actor_id": pl.Int32,
    "actor": pl.String,
    "is_government": pl.Boolean,
    "government_iso3": pl.String,
    "year": pl.Int16,
    "best": pl.Float64,
    "allocated": pl.Boolean,
}
Row = tuple[str, int, str, bool, str | None, int, float, bool]
FRONT: Row = ("WAR", 900_001, "Front", False, None, 2000, 100.0, False)
OLD_FRONT: Row = ("WAR", 900_001, "Front", False, None, 1998, 400.0, False)
STATE: Row = ("WAR", 900_002, "Government of War", True, "WAR", 1999, 16.0, False)
LONG_AGO: Row = ("WAR", 900_003, "Old Front", False, None, 1985, 900.0, False)
ELSEWHERE: Row = ("Q00", 900_004, "Other Front", False, None, 2000, 900.0, False)
LATER: Row = ("WAR", 900_005, "New Front", False, None, 2001, 900.0, False)


@dataclass(frozen=True)
class WithActors(RecordsByHand):
    """The world by hand with one-sided violence by actor."""

    actors: tuple[Row, ...] = ()

    def one_sided(self, until: Month | None = None) -> pl.DataFrame:
        assert until is not None
        last = until.year if until.month == 12 else until.year - 1
        return pl.DataFrame(self.actors, schema=ACTORS, orient="row").filter(pl.col("year") <= last)


def with_actors(*rows: Row) -> WithActors:
    made = world()
    return WithActors(made.deaths, made.yearly, rows)


def test_chances_by_hand() -> None:
    # As of the end of 2000 the Front scores √100 + 0.25 · √400 = 15, the government 0.5 · √16 = 2
    # and newcomers 2: with the host on record, 3/4 of those inside and 1/4 from abroad.
    records = with_actors(FRONT, OLD_FRONT, STATE, LONG_AGO, ELSEWHERE, LATER)
    chances = kind_chances("WAR", AS_OF, records, WEIGHTS)
    assert chances == pytest.approx({HOST: 2 / 19, INSIDE: 16.5 / 19, NEIGHBOUR: 0.5 / 19})


def test_without_a_record_only_newcomers() -> None:
    chances = kind_chances("WAR", AS_OF, with_actors(), WEIGHTS)
    assert chances == pytest.approx({HOST: 0.2, INSIDE: 0.6, NEIGHBOUR: 0.2})


def test_a_government_on_record_is_no_newcomer() -> None:
    shares = {HOST: 0.2, INSIDE: 0.6, NEIGHBOUR: 0.2}
    assert newcomer_shares(shares, False) == pytest.approx(shares)
    assert newcomer_shares(shares, True) == pytest.approx({INSIDE: 0.75, NEIGHBOUR: 0.25})


def test_a_year_not_over_has_no_age() -> None:
    front = Killer("Front", INSIDE, "", False, False, [(2000, 25.0)])
    assert front.score(Month(2000, 12), 0.25, 0.5) == 5
    assert front.score(Month(2001, 6), 0.25, 0.5) == 2.5  # half a year: 0.25^½ = ½
    assert front.score(Month(2000, 1), 0.25, 0.5) == 5


def test_the_packaged_weights_are_those_of_the_file() -> None:
    weights = Weights.packaged()
    assert 0 < weights.memory < 1
    assert sum(weights.newcomers.values()) == pytest.approx(1)
    assert weights.concentration == killers.parameter("situation", "kind_concentration").value


def test_kinds_add_up_to_the_country() -> None:
    records = with_actors(FRONT, STATE)
    by_kind = forecast_one_sided_by_kind(records, AS_OF, 24, 300, 1, "WAR")
    whole = forecast_one_sided(records, AS_OF, 24, 300, 1, ["WAR"])
    assert np.allclose(by_kind.draws.values.sum(axis=0), whole.draws_of("WAR"))
    assert by_kind.units == ("host government", "non-state inside", "hostile neighbour")
    assert (by_kind.unit, by_kind.series) == (UnitKind.PERPETRATOR, "one-sided")
    assert by_kind.months == whole.months


def test_shares_lie_around_the_chances_and_scatter_as_a_dirichlet() -> None:
    deaths = np.full((12, 20_000), 100_000 / 12)
    parts = split(deaths, np.array([0.5, 0.3, 0.2]), 1.25, stream(1, "test"))
    share = parts.sum(axis=1) / 100_000
    assert share.mean(axis=1) == pytest.approx([0.5, 0.3, 0.2], abs=0.01)
    # p (1 − p) / (1 + 1.25), and little more from dealing 4,000 lumps.
    assert share.var(axis=1) == pytest.approx([0.25 / 2.25, 0.21 / 2.25, 0.16 / 2.25], rel=0.03)


def test_deaths_come_in_lumps_of_what_a_year_must_have_to_be_counted() -> None:
    # 50 deaths are two lumps, and 30 one: kinds get 0, 25 or 50 of the former, all of the latter.
    deaths = np.repeat([[50 / 12], [30 / 12]], [12, 12], axis=0) * np.ones(500)
    parts = split(deaths, np.array([0.5, 0.3, 0.2]), 1.25, stream(1, "test"))
    first, second = parts[:, :12].sum(axis=1), parts[:, 12:].sum(axis=1)
    assert set(first.round(6).ravel()) == {0, 25, 50}
    assert set(second.round(6).ravel()) == {0, 30}


def test_who_kills_stays_along_a_path() -> None:
    deaths = np.full((24, 4000), 10_000 / 12)
    parts = split(deaths, np.array([0.5, 0.5]), 1.25, stream(1, "test"))
    first, second = parts[0, :12].sum(axis=0), parts[0, 12:].sum(axis=0)
    assert np.corrcoef(first, second)[0, 1] > 0.95


def test_no_deaths_are_nobodys() -> None:
    parts = split(np.zeros((12, 5)), np.array([1.0, 0.0, 0.0]), 1.25, stream(1, "test"))
    assert parts.sum() == 0


def test_what_came_later_does_not_matter() -> None:
    seen = forecast_one_sided_by_kind(with_actors(FRONT), AS_OF, 12, 100, 1, "WAR")
    blind = forecast_one_sided_by_kind(with_actors(FRONT, LATER), AS_OF, 12, 100, 1, "WAR")
    assert np.array_equal(seen.draws.values, blind.draws.values)


def test_the_basis_names_the_chance() -> None:
    # Scores 10 and 2 · (0.2, 0.6, 0.2): of 12, the Front and newcomers inside hold 11.2, 93%.
    outlook = forecast_one_sided_by_kind(with_actors(FRONT), AS_OF, 12, 100, 1, "WAR", WEIGHTS)
    assert outlook.provenance("non-state inside").what.endswith("kills the most 93%")
    with pytest.raises(UnknownCountry):
        forecast_one_sided_by_kind(with_actors(FRONT), AS_OF, 12, 100, 1, "XXX")
