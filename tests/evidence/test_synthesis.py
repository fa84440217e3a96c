"""From studies to estimates: who enters and how, what is drawn, and what it hangs on."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from forestall.errors import BadValue, NoData
from forestall.evidence.effects import Estimate, Study
from forestall.evidence.findings import (
    BATTLE,
    CONFLICT,
    KILLING,
    bearing_on,
    design_class,
    own_study,
    studies,
)
from forestall.evidence.sensitivity import leave_one_out, variations
from forestall.evidence.synthesis import (
    CAMPS,
    POLITICAL_MISSION,
    PREVENTIVE_DEPLOYMENT,
    biases,
    draw,
    estimate,
    levels,
    split_normal,
    synthesise,
)
from forestall.vocabulary import PerpetratorKind

HOST, INSIDE, NEIGHBOUR = PerpetratorKind
TOOLS = (POLITICAL_MISSION, PREVENTIVE_DEPLOYMENT)
OWN = {
    "tool": PREVENTIVE_DEPLOYMENT,
    "perpetrator": "non-state inside",
    "outcome": "civilians killed",
    "estimate": -0.3,
    "se": 0.1,
    "unit": "log rate with a base within reach",
    "design": "regression",
    "source": "forestall, made up",
    "verified": True,
}


def study(direction: str, size: float | None = None, error: float | None = None) -> Study:
    unit = "log rate per 1,000 troops" if size is not None else "sign"
    return Study(
        id=f"made_up_{direction}_{size}",
        tool=PREVENTIVE_DEPLOYMENT,
        perpetrator="non-state inside",
        outcome="civilians killed",
        direction=direction,
        estimate=size,
        unit=unit,
        identification="matching",
        source="Made Up 2020",
        verified="seen",
        note="",
        standard_error=error,
    )


def made_of(*found: Study) -> Estimate:
    return synthesise(PREVENTIVE_DEPLOYMENT, INSIDE, KILLING, found)


@pytest.mark.parametrize("tool", TOOLS)
@pytest.mark.parametrize("kind", list(PerpetratorKind))
def test_every_estimate_can_come_out_harmful_and_sums_to_one(
    tool: str, kind: PerpetratorKind
) -> None:
    found = estimate(tool, kind)
    assert 0.02 < found.p_harm < 0.98
    assert [c.name for c in found.camps] == list(CAMPS)
    assert sum(c.weight for c in found.camps) == pytest.approx(1)
    weights = sum(c.weight for c in found.contributions) + found.prior_weight
    assert weights == pytest.approx(1)
    assert found.predicted.p05 < found.average.p05 < found.average.p95 < found.predicted.p95
    helps, nothing, harms = found.camps
    assert helps.size[2] <= -found.negligible <= nothing.size[0]
    assert nothing.size[2] <= found.negligible <= harms.size[0]


def test_without_any_study_help_and_harm_are_level() -> None:
    # N(0, (0.8 S)²) for the mean, S = 0.25/1.645 = 0.152: 95% point 1.645 x 0.8 x 0.152 = 0.2
    none = made_of()
    assert none.p_harm == pytest.approx(0.5, abs=1e-6)
    assert none.average.p95 == pytest.approx(0.2, abs=0.002)
    assert none.prior_weight == pytest.approx(1)


def test_both_camps_of_studies_are_kept() -> None:
    found = estimate(PREVENTIVE_DEPLOYMENT, HOST)
    assert {"cm2020_government", "fhn2019_government"} <= {s.id for s in found.studies_against}
    assert any("Kim & Sandler" in s.source for s in found.studies_for)
    assert {s.id for s in found.studies_for} == set(found.camps[0].studies)


def test_findings_on_something_else_do_not_enter() -> None:
    entering = {
        s.id for tool in TOOLS for k in PerpetratorKind for s in bearing_on(tool, k, KILLING)
    }
    assert not entering & {
        "duursma2018_obstruction",
        "hks2013_observers",
        "hks2013_police",
        "peitz2019_displacement",
        "krause2018_women",
        "ushmm_government",
        "ushmm_nonstate",
    }
    assert {"hks2013_troops", "fhn2019_rebel", "ab2020_mediation"} <= entering


def test_a_study_in_both_tables_counts_once() -> None:
    coded = [s.source for s in studies() if s.evidence == "tool_findings"]
    assert not {"Fjelde et al. 2019", "Hultman et al. 2013", "Carnegie & Mikulaschek 2017"} & set(
        coded
    )


def test_the_museums_counts_are_met_study_by_study() -> None:
    # its factor "government principally responsible": 5 greater, 0 lesser, 5 no or mixed; of the
    # five, Carnegie & Mikulaschek and Fjelde et al. stand in the project's own list
    found = [
        s
        for s in studies()
        if s.evidence == "tool_findings"
        and s.tool == PREVENTIVE_DEPLOYMENT
        and s.perpetrator == "host government"
    ]
    assert sum(s.direction == "lower" for s in found) == 5
    assert sum(s.direction == "none" for s in found) == 3
    # non-state groups: 2 greater (both in our list), 2 lesser, 5 no or mixed
    groups = [
        s
        for s in studies()
        if s.evidence == "tool_findings"
        and s.tool == PREVENTIVE_DEPLOYMENT
        and s.perpetrator == "non-state inside"
    ]
    assert sorted(s.direction for s in groups) == ["none"] * 5 + ["not lower"] * 2


def test_cost_per_life_is_no_effect_size() -> None:
    sized = {s.id: s.estimate for s in studies() if s.estimate is not None}
    # ln 0.59 = -0.5276
    assert sized["beardsley2011_containment"] == pytest.approx(-0.5276, abs=1e-4)
    assert "hhn2019_programme" not in sized
    assert set(sized) == {"hks2013_troops", "hks2014_troops", "beardsley2011_containment"}


def test_what_each_study_is_discounted_for() -> None:
    by_id = {s.id: s for s in studies()}
    assert biases(by_id["fhn2019_rebel"], INSIDE, KILLING) == ("bias_identified",)
    assert biases(by_id["hks2014_troops"], INSIDE, KILLING) == (
        "bias_regression",
        "bias_pooled",
        "bias_related",
    )
    # on battle deaths themselves the outcome is its own
    assert "bias_related" not in biases(by_id["hks2014_troops"], INSIDE, BATTLE)
    assert "bias_other_tool" in biases(by_id["ab2020_mediation"], HOST, KILLING)


def test_a_size_without_an_error_gets_the_largest_with_which_it_is_significant() -> None:
    found = {c.study.id: c for c in estimate(PREVENTIVE_DEPLOYMENT, INSIDE).contributions}
    troops = found["hks2013_troops"]
    assert troops.error == pytest.approx(0.5 / 1.959964, abs=1e-6)
    assert not troops.error_stated
    # pooled 0.5 and regression 0.75 of S = 0.15199: 0.137; √(0.2551² + 0.137²) = 0.2896
    assert troops.adjusted_error == pytest.approx(0.2896, abs=5e-4)


def test_studies_for_and_against_alike_leave_even_chances() -> None:
    level = made_of(
        study("lower", -0.2, 0.1), study("higher", 0.2, 0.1), study("lower"), study("higher")
    )
    assert level.average.mean == pytest.approx(0, abs=1e-9)
    assert level.p_harm == pytest.approx(0.5, abs=1e-6)


def test_a_null_study_pulls_towards_zero_and_a_direction_pushes() -> None:
    one, pulled = made_of(study("lower")), made_of(study("lower"), study("none"))
    assert one.average.mean < pulled.average.mean < 0
    assert one.p_harm < pulled.p_harm < 0.5
    assert made_of(study("higher")).average.mean == pytest.approx(-one.average.mean)


def test_draws_follow_the_prediction_and_name_their_camp() -> None:
    found = estimate(PREVENTIVE_DEPLOYMENT, INSIDE)
    drawn, camp = draw(found, 20_000, np.random.default_rng(2))
    assert (drawn > 0).mean() == pytest.approx(found.p_harm, abs=0.011)
    shares = np.bincount(camp, minlength=3) / 20_000
    # three standard errors of a share of one half: 0.011
    assert shares == pytest.approx([c.weight for c in found.camps], abs=0.011)
    assert (drawn[camp == 0] < -found.negligible).all()
    assert (abs(drawn[camp == 1]) <= found.negligible).all()
    assert (drawn[camp == 2] > found.negligible).all()
    points = np.quantile(drawn, [0.05, 0.5, 0.95])
    spread = found.predicted
    assert points == pytest.approx([spread.p05, spread.p50, spread.p95], abs=0.01)


def test_the_same_seed_gives_the_same_draws() -> None:
    found = estimate(POLITICAL_MISSION, HOST)
    one, two = (draw(found, 50, np.random.default_rng(4))[0] for _ in range(2))
    assert (one == two).all()
    assert levels()[[0, -1]].tolist() == [0.0005, 0.9995]


def test_a_certain_estimate_is_drawn_as_itself() -> None:
    certain = replace(estimate(POLITICAL_MISSION, HOST), quantiles=(0.2,) * 1000, negligible=0.1)
    drawn, camp = draw(certain, 10, np.random.default_rng(1))
    assert drawn == pytest.approx(np.full(10, 0.2))
    assert set(camp) == {2}


def test_other_outcomes_are_for_print() -> None:
    battle = estimate(PREVENTIVE_DEPLOYMENT, INSIDE, BATTLE)
    assert [c.study.id for c in battle.contributions] == ["hks2014_troops"]
    assert estimate(POLITICAL_MISSION, INSIDE, CONFLICT).outcome == CONFLICT
    with pytest.raises(NoData, match="battle deaths"):
        estimate(POLITICAL_MISSION, INSIDE, BATTLE)


@pytest.mark.parametrize(
    ("tool", "outcome"), [("sanctions", KILLING), (POLITICAL_MISSION, "votes")]
)
def test_an_unknown_tool_or_outcome_is_refused(tool: str, outcome: str) -> None:
    with pytest.raises(BadValue, match="no such"):
        estimate(tool, INSIDE, outcome)


def test_an_own_study_in_another_unit_is_only_a_direction() -> None:
    found = own_study("ours", OWN)
    assert (found.direction, found.estimate, found.standard_error) == ("lower", None, None)
    # 0.15 / 0.1 is within two standard errors
    assert own_study("ours", OWN | {"estimate": 0.15}).direction == "none"
    per_troops = own_study("ours", OWN | {"unit": "log rate per 1,000 troops"})
    assert (per_troops.estimate, per_troops.standard_error) == (-0.3, 0.1)


def test_a_study_that_could_not_tell_is_printed_and_weighs_nothing() -> None:
    # an error of 0.6: the 95% range of no effect is ±1.2, a factor of 3.2 either way
    blunt = own_study("ours", OWN | {"estimate": -2.0, "se": 0.6})
    assert blunt.direction == "unclear"
    before, after = made_of(study("lower")), made_of(study("lower"), blunt)
    assert after.average == before.average
    assert [c.weight for c in after.contributions if c.study.id == "ours"] == [0]
    assert "ours" not in {s.id for s in (*after.studies_for, *after.studies_against)}


@pytest.mark.parametrize(
    ("design", "expected"),
    [
        ("event study", "identified"),
        ("event study, pre-trend fails", "unidentified"),
        ("event study, pre-trend could not be tested", "unidentified"),
        ("event study, pre-trend holds", "identified"),
        ("matching", "identified"),
    ],
)
def test_an_event_study_is_identified_only_if_its_pre_trend_holds(
    design: str, expected: str
) -> None:
    assert design_class(own_study("ours", OWN | {"design": design})) == expected


@pytest.mark.parametrize(
    "wrong",
    [
        {"tool": "sanctions"},
        {"perpetrator": "everybody"},
        {"design": "hope"},
        {"se": 0.0},
        {"estimate": float("nan")},
        {"estimate": "much"},
    ],
)
def test_an_own_study_that_cannot_be_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(BadValue, match="is no finding"):
        own_study("ours", OWN | wrong)
    with pytest.raises(BadValue, match="no se"):
        own_study("ours", {k: v for k, v in OWN.items() if k != "se"})


def test_every_study_is_told_with_its_weight() -> None:
    rows = estimate(PREVENTIVE_DEPLOYMENT, INSIDE).provenance.rows
    assert any("fhn2019_rebel: lower" in row and "weight" in row for row in rows)
    assert any("kocher_reanalysis: none" in row and "direction only" in row for row in rows)


def test_leaving_studies_out() -> None:
    found = leave_one_out(PREVENTIVE_DEPLOYMENT, NEIGHBOUR)
    shifts = [abs(v.shift) for v in found]
    assert shifts == sorted(shifts, reverse=True)
    # without the one study with a size, of a fall by 0.53, the mean moves towards zero
    (sized,) = (v for v in found if "Beardsley 2011" in v.what)
    assert sized.shift > 0


def test_variations_begin_with_the_prior_alone() -> None:
    prior, unbiased, *_ = variations(PREVENTIVE_DEPLOYMENT, NEIGHBOUR)
    assert prior.estimate.average.mean == pytest.approx(0, abs=1e-9)
    # taken at face value, studies leave less in doubt
    whole = estimate(PREVENTIVE_DEPLOYMENT, NEIGHBOUR).average
    taken = unbiased.estimate.average
    assert taken.p95 - taken.p05 < whole.p95 - whole.p05


def test_split_normal_by_hand() -> None:
    # one standard normal below: -0.2 - 0.3 / 1.6448536; one above: -0.2 + 0.15 / 1.6448536
    z = np.array([-1.6448536, -1.0, 0.0, 1.0, 1.6448536])
    expected = [-0.5, -0.3823866, -0.2, -0.1088067, -0.05]
    assert split_normal(z, -0.5, -0.2, -0.05) == pytest.approx(expected, abs=1e-6)


def test_split_normal_quantiles() -> None:
    z = np.random.default_rng(1).standard_normal(200_000)
    drawn = split_normal(z, -1.0, 0.0, 3.0)
    assert np.quantile(drawn, [0.05, 0.5, 0.95]) == pytest.approx([-1, 0, 3], abs=0.03)
