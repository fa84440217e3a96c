"""The onset finding of an appraisal: from packaged data, at its edges, and for machines."""

from __future__ import annotations

import math
from dataclasses import replace
from functools import cache

import pytest
from made_up import assessment

from forestall.options.appraise import appraise
from forestall.options.face import as_dict
from forestall.options.onset import OnsetFinding, find_onset, under_way
from forestall.records.holdings import Holdings
from forestall.situation.assess import assess
from forestall.vocabulary import Country, Month, country
from forestall.warning.onset import forecast_onset
from forestall.warning.onset_file import packaged


@cache
def records() -> Holdings:
    return Holdings.open()


def finding(iso3: str, as_of: Month) -> tuple[OnsetFinding | None, str]:
    place = Country(iso3, iso3, None, None, "Africa")
    return find_onset(assessment(country=place, as_of=as_of), records())


@cache
def newest() -> OnsetFinding:
    found, why = finding("CAF", records().known_until())
    assert found is not None, why
    return found


def test_it_says_what_the_forecast_says() -> None:
    row = forecast_onset(records(), countries=["CAF"]).row(0, named=True)
    found = newest()
    assert found.probability == row["probability"]
    assert found.state_led == row["probability_state_led"]
    assert found.probability_1y == row["probability_1y"]
    assert (found.rank, found.base_rate) == (row["rank"], row["base_rate"])
    # either or both: 1 - (1 - s)(1 - o) = p
    either = 1 - (1 - found.state_led) * (1 - found.non_state_led)
    assert either == pytest.approx(found.probability)
    assert found.lowest <= found.probability <= found.highest


def test_the_reasons_add_up_and_the_path_tells_them() -> None:
    found = newest()
    odds = math.log(found.probability / (1 - found.probability))
    base = next(r for r in found.provenance.rows if r.startswith("the average country-year"))
    said = float(base.split(": ")[1].split()[0])
    # the base is told to two decimals
    assert said + sum(d.log_odds for d in found.drivers) == pytest.approx(odds, abs=0.006)
    assert any(r.startswith("one_sided: iso3=CAF") for r in found.provenance.rows)


def test_the_path_and_the_face_tell_the_correction() -> None:
    found = newest()
    assert found.correction == packaged().model.correction
    assert str(found.correction) in found.provenance.rows
    # (came + 10) / (expected + 10), on 1993 to 2022: outcomes of later years are not known
    factor = (found.correction.came + 10) / (found.correction.expected + 10)
    assert f"odds scaled by {factor:.2f}" in str(found.correction)
    assert (found.correction.first, found.correction.last) == (1993, 2022)


def test_past_accuracy_is_that_stored_with_the_model() -> None:
    scores, past = packaged().scores, newest().past
    assert (past.mean, past.observed) == (scores["mean_forecast"], scores["base_rate"])
    assert past.too_high == pytest.approx(past.mean / past.observed - 1)
    assert past.calibrated is (abs(past.too_high) <= 0.1)


def test_a_month_within_a_year_sees_only_the_years_before() -> None:
    december, before = finding("SDN", Month(2012, 12))[0], finding("SDN", Month(2013, 11))[0]
    assert december is not None
    assert december == before
    assert december.as_of_year == 2012
    assert all(one.year <= 2010 for one in december.look_alikes)


def test_a_past_before_the_records_is_told_in_one_sentence() -> None:
    found, why = finding("RWA", Month(1993, 11))
    assert found is None
    assert "before the end of 1993" in why
    assert why.count(".") == 1
    assert finding("RWA", Month(1993, 12))[0] is not None


def test_a_small_state_is_told_in_one_sentence() -> None:
    found, why = finding("ISL", records().known_until())
    assert found is None
    assert "half a million" in why


def test_what_is_under_way_is_read_from_the_list() -> None:
    # the list: Rwanda's state-led killing of 1990 to 1994, and the rebels' from 1993
    assert [(e.start, e.state_led) for e in under_way("RWA", 1993)] == [(1990, True), (1993, False)]
    assert under_way("NOR", 2024) == ()
    # beyond the list's last year its last year stands
    assert under_way("SDN", 2030) == under_way("SDN", 2024)


def test_machines_get_the_finding_or_why_there_is_none() -> None:
    made = appraise(assess(country("CAF"), None, records()), records(), draws=200)
    face = as_dict(made)
    assert face["onset"]["probability"] == pytest.approx(newest().probability, abs=1e-6)
    assert {"rank", "countries", "base_rate", "drivers", "look_alikes", "under_way"} <= set(
        face["onset"]
    )
    assert len(face["onset"]["look_alikes"]) == 3
    told = face["onset"]["correction"]
    assert told["odds_factor"] == pytest.approx((told["came"] + 10) / (told["expected"] + 10))
    assert face["why_no_onset"] is None
    bare = as_dict(replace(made, onset=None, why_no_onset="Because."))
    assert bare["onset"] is None
    assert bare["why_no_onset"] == "Because."
