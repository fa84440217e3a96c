"""The four options weighed: who is recommended, and laws of whole appraisals on packaged data."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import polars as pl
import pytest
from made_up import REFUSED, assessment, condition, option

from forestall.errors import BadValue, NoData
from forestall.options.appraisal import Appraisal, ConditionState, Draws, Fit, Option, OptionId
from forestall.options.appraise import appraise, recommend
from forestall.options.conditions import CONSENT, PROPORTION, THREAT
from forestall.options.face import as_dict
from forestall.records.holdings import Holdings
from forestall.situation.assess import assess
from forestall.situation.assessment import Assessment, PersonBaseline
from forestall.vocabulary import ConsentState, Month, country

NONE, TALKS, FORCE, BOTH = OptionId
HUNDRED = Draws(np.full(100, 100.0), "civilian deaths")


def pick(*tools: Option, expected: Draws = HUNDRED) -> OptionId:
    return recommend((option(NONE, np.zeros(100)), *tools), assessment(), expected).id


def steady(id_: OptionId, averted: float, **more: Any) -> Option:
    return option(id_, np.full(100, averted), **more)


def test_the_best_score_is_recommended() -> None:
    assert pick(steady(TALKS, 5), steady(FORCE, 40)) is FORCE


def test_a_cheaper_option_in_a_near_tie_goes_first() -> None:
    # 0.85 x 40 = 34
    assert pick(steady(TALKS, 34, cost=1), steady(FORCE, 40, cost=9)) is TALKS
    assert pick(steady(TALKS, 33.9, cost=1), steady(FORCE, 40, cost=9)) is FORCE


def test_benefits_too_small_to_tell_are_none() -> None:
    # the floor is 1% of 100 deaths
    assert pick(steady(TALKS, 1.0)) is NONE
    assert pick(steady(TALKS, 1.1)) is TALKS
    # mean 2 with standard deviation 20: two standard errors are 2 x 20 / 10 = 4
    wide = option(TALKS, np.array([-18.0, 22.0] * 50), score=2.0)
    assert pick(wide) is NONE


def test_more_harm_than_help_is_none() -> None:
    assert pick(steady(FORCE, 5, score=-1.0)) is NONE


def test_poor_fit_and_shut_gates_are_left_out() -> None:
    assert pick(steady(FORCE, 40, fit=Fit.POOR), steady(TALKS, 5)) is TALKS
    not_met = ConditionState.NOT_MET
    shut = (condition(THREAT, not_met), condition(CONSENT, not_met))
    assert pick(steady(FORCE, 40, conditions=shut)) is NONE
    out = (condition(PROPORTION, not_met),)
    assert pick(steady(FORCE, 40, conditions=out), steady(TALKS, 5)) is TALKS


@pytest.fixture(scope="module")
def records() -> Holdings:
    return Holdings.open()


@pytest.fixture(scope="module")
def car(records: Holdings) -> Assessment:
    return assess(country("CAF"), Month(2026, 5), records)


def with_consent(known: Assessment, chances: tuple[float, ...]) -> Assessment:
    given = replace(known.consent, probabilities=dict(zip(ConsentState, chances, strict=True)))
    return replace(known, consent=given)


def weighed(known: Assessment, records: Holdings, seed: int = 1) -> Appraisal:
    return appraise(known, records, draws=200, seed=seed)


def test_same_seed_same_bytes(car: Assessment, records: Holdings) -> None:
    one, two = (json.dumps(as_dict(weighed(car, records))) for _ in range(2))
    assert one == two
    other = json.dumps(as_dict(weighed(car, records, seed=2)))
    assert other != one


def test_refusal_averts_nothing_and_costs_nothing(car: Assessment, records: Holdings) -> None:
    answer = weighed(with_consent(car, REFUSED), records)
    for found in answer.options:
        assert found.deaths_averted[12].mean == found.deaths_averted[24].mean == 0
        assert found.cost[24].mean == 0
        assert found.p_harm == 0
    assert answer.recommended is NONE


def test_options_of_an_appraisal_keep_its_laws(car: Assessment, records: Holdings) -> None:
    answer = weighed(car, records)
    assert [o.id for o in answer.options] == list(OptionId)
    without = answer.civilian_deaths[12].values
    averted = {o.id: o.deaths_averted[12].values for o in answer.options}
    assert not averted[NONE].any()
    for found in answer.options:
        assert (averted[found.id] <= without + 1e-9).all()
        assert 0 <= found.p_harm <= 1
        assert found.regret >= 0
        assert found.worst_regret >= 0
    best = np.max(list(averted.values()), axis=0)
    for found in answer.options:  # regret against the best of each draw
        assert found.regret == pytest.approx((best - averted[found.id]).mean())
    assert answer.civilian_deaths[24].mean >= answer.civilian_deaths[12].mean
    assert all(q.information_value >= 0 for q in answer.find_out_first)


def test_endings_are_shares_of_the_futures(car: Assessment, records: Holdings) -> None:
    answer = weighed(car, records)
    assert answer.option(NONE).endings is None
    for found in answer.options[1:]:
        ends = found.endings
        assert ends is not None
        whole = ends.deterred + ends.compelled + ends.failed + ends.never_arrived
        assert whole == pytest.approx(1)
        assert 0 <= ends.untested <= ends.deterred
        assert 0 <= ends.displaced <= 1
    # somebody comes in both together wherever somebody comes in one of them
    never = {o.id: o.endings.never_arrived for o in answer.options[1:] if o.endings}
    assert never[BOTH] <= min(never[TALKS], never[FORCE])


def test_a_persons_baseline_is_what_is_expected(car: Assessment, records: Holdings) -> None:
    fixed = replace(car, baseline=PersonBaseline(120.0, 120.0, 120.0))
    answer = weighed(fixed, records)
    assert answer.civilian_deaths[12].values == pytest.approx(np.full(200, 120.0))
    # a further year is like the first
    assert answer.civilian_deaths[24].values == pytest.approx(np.full(200, 240.0))


def test_a_baseline_of_nothing_leaves_nothing_to_avert(car: Assessment, records: Holdings) -> None:
    answer = weighed(replace(car, baseline=PersonBaseline(0.0, 0.0, 0.0)), records)
    assert answer.recommended is NONE
    assert all(o.deaths_averted[12].mean == 0 for o in answer.options)


def test_years_before_the_data_need_a_baseline(records: Holdings) -> None:
    early = assess(country("MKD"), Month(1985, 6), records)
    with pytest.raises(NoData, match="baseline"):
        weighed(early, records)
    known = replace(early, baseline=PersonBaseline(0.0, 50.0, 500.0))
    answer = weighed(known, records)
    assert answer.deaths is None
    assert answer.civilian_deaths[12].quantile(0.5) == pytest.approx(50, rel=0.5)


@pytest.mark.parametrize(("draws", "seed"), [(99, 1), (0, 1), (200, -1)])
def test_what_cannot_be_drawn_is_refused(
    draws: int, seed: int, car: Assessment, records: Holdings
) -> None:
    with pytest.raises(BadValue):
        appraise(car, records, draws=draws, seed=seed)


@dataclass(frozen=True)
class Then:
    """The records as they stood at a month: whoever asks for more is told no more."""

    now: Holdings
    last: Month

    def known_until(self) -> Month:
        return self.last

    def versions(self) -> Any:
        return self.now.versions()

    def _until(self, until: Month | None) -> Month:
        return self.last if until is None else min(until, self.last)

    def monthly_deaths(self, kind: str = "all", until: Month | None = None) -> pl.DataFrame:
        return self.now.monthly_deaths(kind, until=self._until(until))

    def deaths_by_kind(self, iso3: str, until: Month | None = None) -> pl.DataFrame:
        return self.now.deaths_by_kind(iso3, until=self._until(until))

    def kinds_known_until(self, iso3: str, until: Month | None = None) -> Month | None:
        return self.now.kinds_known_until(iso3, until=self._until(until))

    def one_sided(self, until: Month | None = None) -> pl.DataFrame:
        return self.now.one_sided(until=self._until(until))

    def one_sided_totals(self, until: Month | None = None) -> pl.DataFrame:
        return self.now.one_sided_totals(until=self._until(until))

    def cells(self, iso3: str, until: Month | None = None) -> pl.DataFrame:
        return self.now.cells(iso3, until=self._until(until))

    def coverage(self, iso3: str, until: Month | None = None) -> pl.DataFrame:
        return self.now.coverage(iso3, until=self._until(until))


@pytest.mark.parametrize(("iso3", "month"), [("CAF", "2013-06"), ("BDI", "2015-11")])
def test_nothing_after_the_month_is_used(iso3: str, month: str, records: Holdings) -> None:
    as_of = Month.parse(month)
    now, then = (
        json.dumps(as_dict(weighed(assess(country(iso3), as_of, held), held)))  # type: ignore[arg-type]
        for held in (records, Then(records, as_of))
    )
    assert now == then
