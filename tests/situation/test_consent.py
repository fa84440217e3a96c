"""Consent: its base rate counted by hand, and what a country's own past adds."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forestall.missions.history import PastMission
from forestall.provenance import Origin, Provenance
from forestall.situation import consent as room
from forestall.situation.assessment import Consent
from forestall.situation.consent import cases_by_kind, consent, dominance
from forestall.vocabulary import ConsentState, Country, Month, PerpetratorKind

HOST, INSIDE, NEIGHBOUR = PerpetratorKind
REFUSED, NOMINAL, OBSTRUCTED, WILLING = ConsentState
NOWHERE = Country("XAA", "Examplia", None, None, "Africa")
MAY = Month(2026, 5)
ONLY_INSIDE = {HOST: 0.0, INSIDE: 1.0, NEIGHBOUR: 0.0}
SCHEMA = {
    "iso3": pl.String,
    "year": pl.Int16,
    "best": pl.Float64,
    "government_iso3": pl.String,
}


def killing(*rows: tuple[int, float, str | None]) -> pl.DataFrame:
    return pl.DataFrame([("XAA", *r) for r in rows], schema=SCHEMA, orient="row")


def mission(
    acronym: str, since: date, until: date | None, kind: str = "SPM", seen: date | None = None
) -> PastMission:
    return PastMission(
        acronym=acronym,
        name=acronym,
        type=kind,
        since=since,
        until=until,
        last_seen=until or seen or date(2022, 12, 31),
        troops=None,
        troops_year=None,
        tasks=(),
        text=f"{acronym} was here",
        provenance=Provenance(Origin.DATA, "made up"),
    )


@pytest.fixture
def missions(monkeypatch: pytest.MonkeyPatch) -> list[PastMission]:
    """What the history of Examplia holds; none of its missions is a buffer or has troops."""
    held: list[PastMission] = []
    monkeypatch.setattr(room, "history", lambda *_: tuple(held))
    monkeypatch.setattr(room, "is_no_buffer", lambda m, _: m.acronym != "BUFFER")
    monkeypatch.setattr(room, "standing_force", lambda *_: None)
    return held


def asked(deaths: pl.DataFrame | None = None, as_of: Month = MAY) -> Consent:
    return consent(NOWHERE, as_of, ONLY_INSIDE, killing() if deaths is None else deaths)


def added(found: Consent) -> dict[ConsentState, float]:
    """What history added to the base rate, in cases."""
    base = asked_base()
    return {s: round(found.probabilities[s] * found.weight - base[s], 6) for s in ConsentState}


def asked_base() -> dict[ConsentState, float]:
    # Armed groups inside: six willing cases (DR Congo, Lesotho, Nepal, Papua New Guinea, Solomon
    # Islands, Sierra Leone) and half of Kenya's. All twenty: refused 4, nominal 5, obstructed 2,
    # willing 9; with half a case added to each 22, weighed as two cases.
    return {
        REFUSED: 2 * 4.5 / 22,
        NOMINAL: 2 * 5.5 / 22,
        OBSTRUCTED: 2 * 2.5 / 22,
        WILLING: 6.5 + 2 * 9.5 / 22,
    }


def test_the_twenty_cases_by_hand() -> None:
    counts = {k: v.tolist() for k, v in cases_by_kind(2026).items()}
    # refused: Burundi, Libya, Sri Lanka, Myanmar; nominal: Guinea, the Gambia, Rwanda, East Timor,
    # Kosovo; obstructed: Côte d'Ivoire, Sudan; half of Kenya
    assert counts[HOST] == [4, 5, 2, 0.5]
    assert counts[INSIDE] == [0, 0, 0, 6.5]
    assert counts[NEIGHBOUR] == [0, 0, 0, 2]  # Bosnia, Macedonia
    assert sum(sum(c) for c in counts.values()) == 20


def test_later_cases_are_not_known() -> None:
    before = {k: v.tolist() for k, v in cases_by_kind(1995).items()}
    # Macedonia 1992 and Rwanda 1994
    assert before[NEIGHBOUR] == [0, 0, 0, 1]
    assert before[HOST] == [0, 1, 0, 0]
    assert sum(cases_by_kind(1992)[HOST]) == 0


@pytest.mark.usefixtures("missions")
def test_the_base_rate_by_hand() -> None:
    found = asked()
    assert found.weight == pytest.approx(8.5)
    for state, count in asked_base().items():
        assert found.probabilities[state] == pytest.approx(count / 8.5)
    assert found.history == ()
    assert found.case_count == 6.5


@pytest.mark.usefixtures("missions")
def test_kinds_are_mixed_by_squared_chances() -> None:
    # 0.6 and 0.4: 0.36 / 0.52 and 0.16 / 0.52
    shares = dominance({HOST: 0.6, INSIDE: 0.4, NEIGHBOUR: 0.0})
    assert shares == pytest.approx({HOST: 0.6923077, INSIDE: 0.3076923, NEIGHBOUR: 0.0})
    found = consent(NOWHERE, MAY, {HOST: 0.6, INSIDE: 0.4, NEIGHBOUR: 0.0}, killing())
    # refused: 0.6923 of the host's 4 + 9/22 and 0.3077 of the groups' 9/22
    refused = 0.6923077 * 4 + 9 / 22
    assert found.probabilities[REFUSED] * found.weight == pytest.approx(refused, abs=1e-6)


def test_years_of_killing_without_a_mission_count_against(missions: list[PastMission]) -> None:
    deaths = killing((2024, 25.0, None), (2023, 30.0, None), (2022, 24.9, None), (2010, 99.0, None))
    # two years of 25 or more in the last fifteen, at 0.75 cases each
    assert added(asked(deaths)) == {REFUSED: 1.5, NOMINAL: 0, OBSTRUCTED: 0, WILLING: 0}
    missions.append(mission("M", date(2023, 6, 1), date(2024, 2, 1)))
    shares = added(asked(deaths))
    # nothing for years with a mission; two cases for its end amid the killing of 2024
    assert shares[REFUSED] == 2.0


def test_the_end_of_the_records_is_not_the_end_of_a_mission(missions: list[PastMission]) -> None:
    missions.append(mission("OFFICE", date(2019, 1, 1), None))
    shares = added(asked(killing((2024, 50.0, None), (2023, 50.0, None))))
    assert shares[REFUSED] == 0
    # two cases' worth of a mission that stands: obstructed 2.5 and willing 9.5 of 12
    assert shares[OBSTRUCTED] == pytest.approx(2 * 2.5 / 12)
    assert shares[WILLING] == pytest.approx(2 * 9.5 / 12)


def test_a_buffer_between_two_countries_says_nothing(missions: list[PastMission]) -> None:
    missions.append(mission("BUFFER", date(1974, 1, 1), None, "PKO", date(2024, 12, 31)))
    assert added(asked(killing((2024, 50.0, None))))[REFUSED] == 0.75
    assert added(asked(killing((2024, 50.0, None))))[WILLING] == 0


def test_a_hand_over_is_no_refusal(missions: list[PastMission]) -> None:
    deaths = killing((2017, 81.0, None))
    missions.append(mission("FIRST", date(2016, 9, 13), date(2017, 9, 14)))
    assert added(asked(deaths))[REFUSED] == 2.0
    missions.append(mission("SECOND", date(2017, 9, 14), None))
    assert added(asked(deaths))[REFUSED] == 0


def test_a_host_that_asked_a_mission_to_go_counts_more(
    missions: list[PastMission], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room, "endings", lambda: {"GONE": {"host_asked": True}})
    missions.append(mission("GONE", date(2013, 1, 1), date(2023, 12, 31)))
    assert added(asked())[REFUSED] == 8.0
    assert added(asked(as_of=Month(2034, 5)))[REFUSED] == 0  # more than ten years ago


@pytest.mark.usefixtures("missions")
def test_a_government_that_kills_behind_a_shut_door() -> None:
    by_host = killing((2024, 40.0, "XAA"))
    # two cases, and 0.75 for the year without a mission
    assert added(asked(by_host))[REFUSED] == pytest.approx(2.75)
    assert added(asked(killing((2024, 40.0, "TCD"))))[REFUSED] == pytest.approx(0.75)


def test_the_countrys_own_case_fades_by_half_in_ten_years() -> None:
    burundi = Country("BDI", "Burundi", 516, None, "Africa")
    found = consent(burundi, Month(2025, 5), ONLY_INSIDE, killing())
    assert "Consent here in 2015 was refused" in " ".join(found.history)
    plain = consent(burundi, Month(2015, 5), ONLY_INSIDE, killing())
    assert "Consent here in" not in " ".join(plain.history)
    own = found.probabilities[REFUSED] * found.weight - 2 * 4.5 / 22
    # four cases' worth, halved once
    assert own == pytest.approx(2.0, abs=1e-6)


def test_provenance_holds_the_cases_and_the_history() -> None:
    found = asked(killing((2024, 50.0, None)))
    rows = " ".join(found.provenance.rows)
    assert "perpetrator_kind=non-state inside" in rows
    assert "willing 6.5" in rows
    assert "no UN mission is known to have been here" in rows


@settings(max_examples=40, deadline=None)
@given(
    st.tuples(*[st.floats(0.001, 1)] * 3),
    st.lists(st.tuples(st.integers(1989, 2025), st.floats(0, 5000)), max_size=10),
)
def test_probabilities_sum_to_one(
    raw: tuple[float, float, float], years: list[tuple[int, float]]
) -> None:
    kinds = dict(zip(PerpetratorKind, (r / sum(raw) for r in raw), strict=True))
    found = consent(NOWHERE, MAY, kinds, killing(*((y, d, None) for y, d in years)))
    assert sum(found.probabilities.values()) == pytest.approx(1)
    assert all(0 < p < 1 for p in found.probabilities.values())
    assert found.weight > 0
