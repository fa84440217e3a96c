"""The UN Framework's risk factors: true sentences, no look ahead, never a score."""

from __future__ import annotations

import re

import pytest

from forestall.records.holdings import Holdings
from forestall.situation.assessment import RiskFactor
from forestall.situation.framework import framework
from forestall.vocabulary import Month, country


def _framework(iso3: str, as_of: Month) -> dict[int, RiskFactor]:
    return {f.number: f for f in framework(country(iso3), as_of, Holdings.open())}


def _text(factor: RiskFactor) -> str:
    return " ".join(factor.observations)


def test_there_are_fourteen_in_order_and_each_says_what_to_judge() -> None:
    factors = framework(country("CAF"), Month(2026, 5), Holdings.open())
    assert [f.number for f in factors] == list(range(1, 15))
    assert all(f.still_to_judge for f in factors)
    assert factors[0].name == "Situations of armed conflict or other forms of instability"


def test_what_the_data_cannot_say_needs_judgment() -> None:
    factors = _framework("MMR", Month(2026, 5))
    for number in (3, 7, 10, 12, 13, 14):
        assert factors[number].status == "needs judgment"
        assert factors[number].observations == ()
    for number in (1, 2, 5, 8, 11):
        assert factors[number].status == "supported by data"


def test_nobody_makes_up_a_score() -> None:
    assert not {"score", "level", "weight"} & set(RiskFactor.__dataclass_fields__)


def test_myanmar_names_the_government_and_the_rohingya() -> None:
    factors = _framework("MMR", Month(2026, 5))
    assert "Government of Myanmar" in factors[5].observations[0]
    assert "Muslim Arakanese" in _text(factors[9])  # EPR's name for the Rohingya


def test_central_africa_2013_against_the_tables() -> None:
    factors = _framework("CAF", Month(2013, 12))
    assert "1 armed conflict over the country in 2013" in _text(factors[1])
    assert "up from" in _text(factors[8])  # Bangui, December 2013
    assert "BINUCA" in _text(factors[6])
    assert "MINUSCA" not in _text(factors[6])


@pytest.mark.parametrize(
    ("iso3", "as_of"),
    [("RWA", Month(1994, 3)), ("MKD", Month(1992, 11)), ("BDI", Month(2015, 11))],
)
def test_no_observation_mentions_a_year_after_the_month(iso3: str, as_of: Month) -> None:
    for factor in _framework(iso3, as_of).values():
        for sentence in factor.observations:
            # the names of sources carry years of their own
            text = sentence.replace("EPR 2021", "").replace("EPR 2019", "")
            years = [int(y) for y in re.findall(r"\b(?:19|20)\d\d\b", text)]
            assert all(year <= as_of.year for year in years), sentence


def test_a_year_not_yet_over_is_not_counted() -> None:
    # half a million died in Rwanda from April 1994: nothing of it was known in March
    text = _text(_framework("RWA", Month(1994, 3))[2])
    assert "in 1993" in text
    assert "1994" not in text


def test_a_quiet_country_is_said_to_be_quiet() -> None:
    factors = _framework("URY", Month(2026, 5))
    assert "no armed conflict" in _text(factors[1])
    assert "No mass killing begun" in _text(factors[2])
    assert "No actor on record" in _text(factors[5])


def test_candidate_events_are_named_as_the_source_of_2025() -> None:
    assert "2025 from candidate events" in _text(_framework("SDN", Month(2026, 5))[2])


def test_early_years_begin_where_the_data_do() -> None:
    assert "1989–1991" in _text(_framework("MKD", Month(1992, 11))[11])
