"""Random effects against closed forms, and against two published worked examples."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import ndtr

from forestall.errors import BadValue
from forestall.evidence.random_effects import (
    SIGNIFICANT,
    Finding,
    Prior,
    information,
    posterior,
)

# Gelman et al. (2013) Bayesian Data Analysis, table 5.2: coaching for the SAT in eight schools.
SCHOOLS = ((28, 15), (8, 10), (-3, 16), (7, 11), (-1, 9), (1, 11), (18, 10), (12, 18))
# Colditz et al. (1994), the 13 trials of BCG vaccine, as in van Houwelingen et al. (2002): cases
# and non-cases among the vaccinated, then among the others.
BCG = (
    (4, 119, 11, 128),
    (6, 300, 29, 274),
    (3, 228, 11, 209),
    (62, 13536, 248, 12619),
    (33, 5036, 47, 5761),
    (180, 1361, 372, 1079),
    (8, 2537, 10, 619),
    (505, 87886, 499, 87892),
    (29, 7470, 45, 7232),
    (17, 1699, 65, 1600),
    (186, 50448, 141, 27197),
    (5, 2493, 3, 2338),
    (27, 16886, 29, 17825),
)
FLAT = 1e3


def prior(
    mean_sd: float = 1.0, tau: float | None = 0.0, error: float = 1.0, w: float = 1.0
) -> Prior:
    return Prior(mean_sd, 1.0, (error,), w, tau)


def test_eight_schools_without_spread_between_schools() -> None:
    # Gelman et al. (2013, sec. 5.5): the pooled estimate is 7.7 and its standard error 4.1
    found = posterior([Finding("none", y, s) for y, s in SCHOOLS], prior(FLAT))
    assert found.mean() == pytest.approx(7.7, abs=0.05)
    assert found.sd() == pytest.approx(4.1, abs=0.05)


def test_bcg_vaccine_with_dersimonian_and_lairds_spread() -> None:
    # Viechtbauer (2010) and many others: tau² = 0.3088 by DerSimonian & Laird (1986), log risk
    # ratio -0.7141, standard error 0.1787
    a, b, c, d = np.array(BCG, dtype=float).T
    y = np.log(a / (a + b)) - np.log(c / (c + d))
    v = 1 / a - 1 / (a + b) + 1 / c - 1 / (c + d)
    w = 1 / v
    q = (w * (y - (w * y).sum() / w.sum()) ** 2).sum()
    tau2 = (q - (y.size - 1)) / (w.sum() - (w**2).sum() / w.sum())
    assert tau2 == pytest.approx(0.3088, abs=1e-4)
    trials = [Finding("none", float(m), float(s)) for m, s in zip(y, np.sqrt(v), strict=True)]
    found = posterior(trials, prior(FLAT, float(np.sqrt(tau2))))
    assert found.mean() == pytest.approx(-0.7141, abs=2e-4)
    assert found.sd() == pytest.approx(0.1787, abs=2e-4)


def test_one_study_is_shrunk_by_hand() -> None:
    # precisions: prior 1/0.04 = 25; study 1/(0.09 + 0.16) = 4; mean = 4 x -0.5 / 29
    found = posterior([Finding("lower", -0.5, 0.3)], prior(0.2, 0.4))
    assert found.mean() == pytest.approx(-2 / 29, abs=1e-6)
    assert found.sd() == pytest.approx(1 / np.sqrt(29), abs=1e-6)


def test_shared_bias_widens_a_study_by_hand() -> None:
    # precisions: prior 1; two studies of error 1 with a shared bias of 1: their mean has variance
    # 1/2 + 1 = 1.5; posterior mean = (2/3 x -1) / (1 + 2/3) = -0.4
    pair = [Finding("lower", -1.0, 1.0, "a", 1.0)] * 2
    assert posterior(pair, prior()).mean() == pytest.approx(-0.4, abs=1e-4)


def test_a_hundred_studies_of_one_kind_never_tell_more_than_their_bias_allows() -> None:
    many = [Finding("lower", -1.0, 0.5, "a", 1.0)] * 100
    # at most the prior and one study of error 1: -1/2
    assert -0.5 < posterior(many, prior()).mean() < -0.49


def test_a_null_study_pulls_towards_zero() -> None:
    one = [Finding("lower", -1.0, 0.5)]
    before = posterior(one, prior()).mean()
    for null in (Finding("none"), Finding("none", 0.0, 0.5)):
        assert before < posterior([*one, null], prior()).mean() < 0


def test_studies_for_and_against_alike_cancel() -> None:
    wide = Prior(1.0, 0.5, (0.3, 0.6), 0.33)
    both = [Finding("lower"), Finding("higher"), Finding("lower", -1, 1), Finding("higher", 1, 1)]
    found = posterior(both, wide)
    assert found.mean() == pytest.approx(0, abs=1e-9)
    assert found.predictive().below(0.0) == pytest.approx(0.5, abs=1e-6)


def test_a_direction_alone_by_hand() -> None:
    # prior N(0, 1), tau 0, typical error 1, no selection: the likelihood of "lower" is
    # Φ(-1.96 - mu), so E[mu] = -φ(c/√2)/√2 / Φ(-c/√2) with c = 1.96 (a truncated normal)
    c = SIGNIFICANT / np.sqrt(2)
    expected = -np.exp(-(c**2) / 2) / np.sqrt(2 * np.pi) / np.sqrt(2) / ndtr(-c)
    assert posterior([Finding("lower")], prior()).mean() == pytest.approx(expected, abs=1e-4)


def test_a_direction_tells_less_than_the_prior_plus_a_size() -> None:
    towards = posterior([Finding("lower")], prior(w=0.33)).mean()
    # never by more than the size that would just be significant, known without error
    assert -SIGNIFICANT < towards < 0
    # a finding told only as "worked less well" is weaker news than one of harm
    less_well = posterior([Finding("not lower")], prior(w=0.33)).mean()
    assert 0 < less_well < posterior([Finding("higher")], prior(w=0.33)).mean()


def test_significant_results_count_less_the_more_nulls_stay_in_the_drawer() -> None:
    means = [posterior([Finding("lower", -1.0, 0.5)], prior(w=w)).mean() for w in (1.0, 0.5, 0.2)]
    assert means == sorted(means)
    assert means[-1] < 0


def test_the_effect_of_a_new_mission_is_wider_than_the_mean() -> None:
    # tau fixed at 1 and mu ~ N(0, 1): theta ~ N(0, 2), whose 95% point is 1.6449 x √2
    found = posterior([], prior(1.0, 1.0))
    assert found.predictive().quantiles(np.array([0.95]))[0] == pytest.approx(2.3262, abs=0.01)
    assert found.mu_quantiles(np.array([0.95]))[0] == pytest.approx(1.6449, abs=0.01)


def test_without_any_study_the_prior_comes_back() -> None:
    found = posterior([], Prior(0.5, 0.2, (0.1,)))
    assert found.mean() == pytest.approx(0, abs=1e-12)
    assert found.sd() == pytest.approx(0.5, abs=1e-3)
    # mean of a half-normal: 0.2 √(2/π)
    assert found.mean_tau() == pytest.approx(0.2 * np.sqrt(2 / np.pi), rel=0.01)


def test_information_by_hand() -> None:
    # with a size: 1/(0.25 + 0.75); a direction tells less than the size it stands for
    assert information(Finding("none", 0.2, 0.5), 0.0, np.sqrt(0.75), prior()) == pytest.approx(1)
    assert 0 < information(Finding("none"), 0.0, 0.0, prior(error=0.5)) < 4


@pytest.mark.parametrize(
    "finding",
    [
        Finding("sideways"),
        Finding("lower", -1.0),
        Finding("lower", -1.0, 0.0),
        Finding("lower", float("nan"), 1.0),
        Finding("lower", bias=-1.0),
    ],
)
def test_a_study_that_cannot_be_is_refused(finding: Finding) -> None:
    with pytest.raises(BadValue, match="cannot be put together"):
        posterior([finding], prior())


@pytest.mark.parametrize(
    "made",
    [prior(0.0), prior(w=0.0), prior(w=1.5), prior(tau=-1.0), Prior(1.0, 1.0, ())],
)
def test_a_prior_that_cannot_be_is_refused(made: Prior) -> None:
    with pytest.raises(BadValue, match="cannot be put together"):
        posterior([], made)


def test_a_group_has_one_bias() -> None:
    with pytest.raises(BadValue, match="cannot be put together"):
        posterior([Finding("lower", group="a", bias=0.1), Finding("none", group="a")], prior())
