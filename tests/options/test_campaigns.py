"""One mission played: what it answers, and what cannot be played."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from forestall.errors import BadValue, NoData
from forestall.missions.design_file import Design
from forestall.options.campaigns import CampaignReport, as_dict, play
from forestall.records.holdings import Holdings
from forestall.situation.assess import assess
from forestall.situation.assessment import Assessment, PersonBaseline
from forestall.vocabulary import ConsentState, Month, country

SPREAD = {"p05", "p50", "p95", "mean"}


@pytest.fixture(scope="module")
def records() -> Holdings:
    return Holdings.open()


@pytest.fixture(scope="module")
def haiti(records: Holdings) -> Assessment:
    """Haiti with a person's baseline: no forecast need be made."""
    known = assess(country("HTI"), Month(2024, 12), records)
    return replace(known, baseline=PersonBaseline(100.0, 400.0, 1200.0))


def with_consent(known: Assessment, state: ConsentState) -> Assessment:
    chances = {each: float(each is state) for each in ConsentState}
    return replace(known, consent=replace(known.consent, probabilities=chances))


def short(known: Assessment, records: Holdings, **more: Any) -> CampaignReport:
    return play(known, records, **({"futures": 200, "months": 12} | more))


def test_a_report_keeps_its_laws(haiti: Assessment, records: Holdings) -> None:
    found = short(haiti, records)
    assert found.plan.tool == "both"
    assert sum(found.shares.values()) == pytest.approx(1)
    apart = found.deaths_without.values - found.deaths_with.values
    assert found.deaths_averted.values == pytest.approx(apart)
    assert found.p_harm == pytest.approx((apart <= -1).mean())
    assert 0 <= found.untested <= found.shares[next(iter(found.shares))]
    assert (found.cost.values >= 0).all()
    assert found.provenance.inputs


def test_what_machines_read(haiti: Assessment, records: Holdings) -> None:
    face = as_dict(short(haiti, records, seed=3))
    assert set(face["shares"]) == {"deterred", "compelled", "failed", "never_arrived"}
    for name in ("deaths_without", "deaths_with", "deaths_averted", "cost_usd_million"):
        assert set(face[name]) == SPREAD
    assert (face["country"], face["as_of"], face["seed"]) == ("HTI", "2024-12", 3)
    assert (face["futures"], face["months"], face["provocation"]) == (200, 12, True)
    again = as_dict(short(haiti, records, seed=3))
    assert json.dumps(face) == json.dumps(again)
    assert face != as_dict(short(haiti, records, seed=4))


def test_designs_are_held_against_the_same_deaths(haiti: Assessment, records: Holdings) -> None:
    small, large = (
        short(haiti, records, design=Design("preventive_deployment", troops=troops))
        for troops in (500, 9000)
    )
    assert (small.deaths_without.values == large.deaths_without.values).all()
    assert small.cost.mean < large.cost.mean


def test_without_provocation_nobody_is_harmed(haiti: Assessment, records: Holdings) -> None:
    kind = replace(with_consent(haiti, ConsentState.WILLING), kind_weight=1000.0)
    harmed, none = (short(kind, records, provocation=p) for p in (True, False))
    assert harmed.p_harm > 0
    assert none.p_harm == 0
    assert none.deaths_averted.mean > harmed.deaths_averted.mean


def test_refused_nobody_comes_and_nothing_is_spent(haiti: Assessment, records: Holdings) -> None:
    face = as_dict(short(with_consent(haiti, ConsentState.REFUSED), records))
    assert face["shares"] == {"deterred": 0, "compelled": 0, "failed": 0, "never_arrived": 1}
    assert face["deaths_averted"] == dict.fromkeys(("p05", "p50", "p95", "mean"), 0)
    assert face["cost_usd_million"]["mean"] == 0
    assert face["deaths_with"] == face["deaths_without"]


def test_progress_is_told_to_the_end(haiti: Assessment, records: Holdings) -> None:
    told: list[tuple[int, int, str]] = []
    short(haiti, records, progress=lambda *step: told.append(step))
    assert told[-1][:2] == (200, 200)


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"futures": 10}, "futures"),
        ({"futures": 99}, "futures"),
        ({"futures": 1_000_001}, "futures"),
        ({"months": 0}, "months"),
        ({"months": 40}, "months"),
        ({"seed": -1}, "seed"),
    ],
)
def test_what_cannot_be_played(
    wrong: dict[str, int], says: str, haiti: Assessment, records: Holdings
) -> None:
    with pytest.raises(BadValue, match=f"that (many )?{says}") as caught:
        short(haiti, records, **wrong)
    assert str(next(iter(wrong.values()))) in caught.value.came


def test_more_than_fits_says_how_much_and_how_to_split_it(
    haiti: Assessment, records: Holdings
) -> None:
    # 1,000,000 x 36 months x 12 attacks x 32 bytes
    with pytest.raises(BadValue, match=r"need 13\.8 GB") as caught:
        short(haiti, records, futures=1_000_000, months=36)
    assert "several times with different seeds" in caught.value.remedy


def test_what_is_beyond_the_forecast_is_said_in_the_words_of_the_question(
    records: Holdings,
) -> None:
    known = assess(country("HTI"), Month(2024, 12), records)
    with pytest.raises(BadValue, match="that many futures") as caught:
        short(known, records, futures=100_001)
    assert caught.value.came == "100,001"
    last = records.known_until()
    ahead = assess(country("HTI"), last + 6, records)
    with pytest.raises(BadValue, match="that many months") as caught:
        short(ahead, records, months=31)  # 6 months of gap leave 30 of 36
    assert caught.value.expected.startswith("at most 30")


@pytest.mark.parametrize(
    ("design", "says"),
    [
        (Design("both", start=Month(2024, 11)), "before the assessment"),
        (Design("both", organiser="OSCE"), "does not act in Haiti"),
        (Design("preventive_deployment", bases=(1, 2)), "outside the country"),
    ],
)
def test_designs_that_cannot_be(
    design: Design, says: str, haiti: Assessment, records: Holdings
) -> None:
    with pytest.raises(BadValue, match=says):
        short(haiti, records, design=design)


def test_a_month_without_data_needs_a_baseline(records: Holdings) -> None:
    early = assess(country("HTI"), Month(1985, 6), records)
    with pytest.raises(NoData, match="baseline"):
        short(early, records)
