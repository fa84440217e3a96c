"""From studies to camps: weights by hand, and draws that keep to their three points."""

from __future__ import annotations

import numpy as np
import pytest

from forestall.evidence.effects import Camp, Estimate
from forestall.evidence.synthesis import (
    CAMPS,
    POLITICAL_MISSION,
    PREVENTIVE_DEPLOYMENT,
    draw,
    estimate,
    split_normal,
    studies,
)
from forestall.provenance import Origin, Provenance
from forestall.vocabulary import PerpetratorKind

HOST, INSIDE, NEIGHBOUR = PerpetratorKind
TOOLS = (POLITICAL_MISSION, PREVENTIVE_DEPLOYMENT)


def weights(tool: str, kind: PerpetratorKind) -> list[float]:
    return [c.weight for c in estimate(tool, kind).camps]


def test_weights_of_deployments_against_groups_inside_by_hand() -> None:
    # each camp keeps 0.25. Fewer: two strong designs on rebels 1 + 1; a regression pooled over
    # killers 0.25; one on battle deaths and pooled 0.125; a simulation pooled on armed conflict
    # 0.125; of nine counted findings two, 0.5 x 2/9. None: a reanalysis, pooled, 0.25; and of the
    # nine the other seven, 0.5 x 7/9.
    fewer = 0.25 + 1 + 1 + 0.25 + 0.125 + 0.125 + 1 / 9
    none = 0.25 + 0.25 + 3.5 / 9
    total = fewer + none + 0.25
    expected = [fewer / total, none / total, 0.25 / total]
    assert weights(PREVENTIVE_DEPLOYMENT, INSIDE) == pytest.approx(expected)


def test_weights_of_deployments_against_a_neighbour_by_hand() -> None:
    # fewer: a regression on onset, halved 0.25; the case of Macedonia on deterrence, 0.125
    # none: the tripwire critique, on deterrence, 0.125
    expected = [0.625 / 1.25, 0.375 / 1.25, 0.25 / 1.25]
    assert weights(PREVENTIVE_DEPLOYMENT, NEIGHBOUR) == pytest.approx(expected)


@pytest.mark.parametrize("tool", TOOLS)
@pytest.mark.parametrize("kind", list(PerpetratorKind))
def test_every_camp_keeps_a_chance_and_they_sum_to_one(tool: str, kind: PerpetratorKind) -> None:
    found = estimate(tool, kind)
    assert [c.name for c in found.camps] == list(CAMPS)
    assert sum(c.weight for c in found.camps) == pytest.approx(1)
    assert all(c.weight > 0 for c in found.camps)
    helps, _, harms = found.camps
    assert helps.size[2] < 0 < harms.size[0]


def test_findings_on_something_else_do_not_vote() -> None:
    voting = {
        study
        for tool in TOOLS
        for kind in PerpetratorKind
        for camp in estimate(tool, kind).camps
        for study in camp.studies
    }
    assert not voting & {
        "duursma2018_obstruction",
        "hks2013_observers",
        "hks2013_police",
        "peitz2019_displacement",
    }
    assert {"hks2013_troops", "fhn2019_rebel", "ab2020_mediation"} <= voting
    assert voting <= {s.id for s in studies()}


def test_both_camps_of_studies_are_kept() -> None:
    found = estimate(PREVENTIVE_DEPLOYMENT, HOST)
    assert {"cm2020_government", "fhn2019_government"} <= {s.id for s in found.studies_against}
    assert "ushmm_government" in {s.id for s in found.studies_for}


def test_every_vote_is_told_with_its_weight() -> None:
    rows = estimate(PREVENTIVE_DEPLOYMENT, INSIDE).provenance.rows
    assert any("fhn2019_rebel: lower" in row and "weight 1," in row for row in rows)
    assert any("kocher_reanalysis: none" in row and "weight 0.25," in row for row in rows)


def test_split_normal_by_hand() -> None:
    # one standard normal below: -0.2 - 0.3 / 1.6448536; one above: -0.2 + 0.15 / 1.6448536
    z = np.array([-1.6448536, -1.0, 0.0, 1.0, 1.6448536])
    expected = [-0.5, -0.3823866, -0.2, -0.1088067, -0.05]
    assert split_normal(z, -0.5, -0.2, -0.05) == pytest.approx(expected, abs=1e-6)


def test_split_normal_quantiles() -> None:
    z = np.random.default_rng(1).standard_normal(200_000)
    drawn = split_normal(z, -1.0, 0.0, 3.0)
    assert np.quantile(drawn, [0.05, 0.5, 0.95]) == pytest.approx([-1, 0, 3], abs=0.03)


def mixture(*camps: tuple[float, float]) -> Estimate:
    made = tuple(
        Camp(name, weight, (size, size, size), ())
        for name, (weight, size) in zip(CAMPS, camps, strict=True)
    )
    return Estimate("t", "k", "u", made, (), (), Provenance(Origin.JUDGMENT, "made up"))


def test_draws_come_from_their_camps() -> None:
    rng = np.random.default_rng(2)
    sizes, camp = draw(mixture((0.5, -0.2), (0.3, 0.0), (0.2, 0.1)), 20_000, rng)
    assert sizes == pytest.approx(np.array([-0.2, 0.0, 0.1])[camp])
    shares = np.bincount(camp, minlength=3) / 20_000
    # three standard errors of a share of one half: 0.011
    assert shares == pytest.approx([0.5, 0.3, 0.2], abs=0.011)


def test_a_camp_without_weight_is_never_drawn() -> None:
    _, camp = draw(mixture((1.0, -0.2), (0.0, 0.0), (0.0, 0.1)), 1000, np.random.default_rng(3))
    assert set(camp) == {0}
