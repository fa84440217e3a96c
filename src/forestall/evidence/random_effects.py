"""Bayesian random effects on a grid, for studies with a size and studies with only a direction.

Study i of group g estimates the effect of its own missions (normal-normal model; Higgins, Thompson
& Spiegelhalter 2009, eq. 1-2)::

    y_i ~ N(theta_i, s_i²)      theta_i ~ N(mu + d_g, tau²)      so  y_i ~ N(mu + d_g, s_i² + tau²)

with mu ~ N(0, m0²), a sceptical prior (Spiegelhalter, Abrams & Myles 2004, ch. 5), and tau
half-normal (Röver et al. 2021, sec. 3). Studies of one kind (pooled over perpetrators, on a related
outcome, without identification) share an offset d_g ~ N(0, v_g²): the additive bias of Turner et
al. (2009, sec. 3), put on the group as in the hierarchy of Prevost, Abrams & Jones (2000), since
studies of one kind use the same missions and err together. A hundred of them never tell more than
1/v_g².

Publication: an estimate that is significant at 5% is printed, one that is not with probability w
(step function; Hedges 1984, Vevea & Hedges 1995, eq. 4). With P_low, P_none, P_high the chances of
the three verdicts given (mu + d_g, tau, s)::

    p(y_i | printed) ∝ N(y_i; mu + d_g, s_i² + tau²) / A      A = P_low + w P_none + P_high

A study of which only the direction is known is the same datum, seen through an interval: its
likelihood is P_low / A, w P_none / A or P_high / A. Its standard error is not known either, so the
likelihood is averaged over a wide spread of typical errors, which all such studies share. A
direction so moves the chance of help or harm, and hardly the size.

All integrals are sums over fixed grids of mu, tau and the typical error: nothing is drawn.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from forestall.errors import BadValue

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

SIGNIFICANT = 1.959964
"""Standard errors from zero at which an estimate counts as an effect (two-sided 5%)."""

DIRECTIONS = ("lower", "none", "higher", "not lower")
_POINTS, _TAUS, _REACH = 2401, 24, 6.0


@dataclass(frozen=True, slots=True)
class Finding:
    """A study as the likelihood sees it: a size with its error, or else a direction.

    ``group`` names the kind of study, ``bias`` is the standard deviation v_g of what it shares.
    """

    direction: str
    size: float | None = None
    error: float | None = None
    group: str = ""
    bias: float = 0.0


@dataclass(frozen=True, slots=True)
class Prior:
    """``mean_sd`` m0 of mu; ``tau_scale`` of the half-normal, or ``fixed_tau`` in its place.

    ``typical_errors`` are equally likely standard errors of studies that give only a direction;
    ``published_null`` is w.
    """

    mean_sd: float
    tau_scale: float
    typical_errors: tuple[float, ...]
    published_null: float = 1.0
    fixed_tau: float | None = None


@dataclass(frozen=True, slots=True)
class Predictive:
    """The distribution of the effect of a new mission, as its cumulated chance at points."""

    points: Floats
    chance: Floats

    def below(self, effect: float) -> float:
        """P(theta_new ≤ effect)."""
        return float(np.interp(effect, self.points, self.chance))

    def quantiles(self, at: Floats) -> Floats:
        """The effects with such chances of a lower one."""
        return np.asarray(np.interp(at, self.chance, self.points), dtype=np.float64)


@dataclass(frozen=True, slots=True)
class Posterior:
    """Weights over mu × tau that sum to one; (points, taus)."""

    mu: Floats
    tau: Floats
    weights: Floats

    def mean(self) -> float:
        """E[mu]."""
        return float(self.weights.sum(axis=1) @ self.mu)

    def sd(self) -> float:
        """Standard deviation of mu."""
        return float(np.sqrt(self.weights.sum(axis=1) @ (self.mu - self.mean()) ** 2))

    def mean_tau(self) -> float:
        """E[tau]."""
        return float(self.weights.sum(axis=0) @ self.tau)

    def mu_quantiles(self, levels: Floats) -> Floats:
        """Quantiles of mu."""
        return _quantiles(self.mu, self.weights.sum(axis=1).cumsum(), levels, self._half_step())

    def tau_quantiles(self, levels: Floats) -> Floats:
        """Quantiles of tau; all the same where tau is fixed."""
        if self.tau.size == 1:
            return np.full(levels.size, self.tau[0])
        half = float(self.tau[1] - self.tau[0]) / 2
        return _quantiles(self.tau, self.weights.sum(axis=0).cumsum(), levels, half)

    def predictive(self) -> Predictive:
        """The effect of a new mission, theta_new ~ N(mu, tau²)."""
        from scipy.special import ndtr

        step = 2 * self._half_step()
        n = self.mu.size // 2
        reach = n + int(np.ceil(4 * float(self.tau[-1]) / step))
        away = step * np.arange(-(reach + n), reach + n + 1)
        at = step * np.arange(-reach, reach + 1)
        chance = np.zeros(at.size)
        for place, tau in enumerate(self.tau):
            # tau = 0 is a step at each grid point, spread over that point's own cell
            scale = max(float(tau), self._half_step())
            chance += np.convolve(ndtr(away / scale), self.weights[:, place], "valid")
        return Predictive(np.asarray(at, dtype=np.float64), chance)

    def _half_step(self) -> float:
        return float(self.mu[1] - self.mu[0]) / 2


def posterior(findings: Sequence[Finding], prior: Prior) -> Posterior:
    """The posterior of mu and tau.

    Raises
    ------
    BadValue : a spread that is not positive, a size without a positive error, an unknown
        direction, or a group that is given two biases.

    >>> one = Finding("lower", -1.0, 1.0)
    >>> at_rest = Prior(mean_sd=1.0, tau_scale=1.0, typical_errors=(1.0,), fixed_tau=1e-9)
    >>> round(posterior([one], at_rest).mean(), 6)  # halfway: prior and study weigh the same
    -0.5
    """
    _check(findings, prior)
    mu, tau = _grid(findings, prior)
    log_weights = -0.5 * (mu[:, None, None] / prior.mean_sd) ** 2
    if prior.fixed_tau is None:
        log_weights = log_weights - 0.5 * (tau[None, :, None] / prior.tau_scale) ** 2
    told = _log_verdicts(mu, tau, prior) if any(f.size is None for f in findings) else {}
    for group in dict.fromkeys(f.group for f in findings):
        members = [f for f in findings if f.group == group]
        log_weights = log_weights + _of_group(members, mu, tau, prior, told)
    weights = np.exp(log_weights - log_weights.max())
    weights = np.broadcast_to(weights, (mu.size, tau.size, weights.shape[2])).sum(axis=2)
    return Posterior(mu, tau, np.asarray(weights / weights.sum(), dtype=np.float64))


def information(finding: Finding, mu: float, tau: float, prior: Prior) -> float:
    """Expected (Fisher) information of one study on mu + d_g, given tau: its precision.

    1/(s² + tau²) with a size; with a direction only, the sum of p'² / p over the three verdicts
    given that it is printed, at the middle typical error.
    """
    if finding.error is not None:
        return 1 / (finding.error**2 + tau**2)
    typical = np.array([sorted(prior.typical_errors)[len(prior.typical_errors) // 2]])
    step = 1e-4 * float(typical[0])
    at = np.array([mu - step, mu, mu + step])
    low, none, high = (
        p[:, 0, 0] for p in _verdicts(at, np.array([tau]), typical, prior.published_null)
    )
    return float(sum((p[2] - p[0]) ** 2 / (4 * step**2 * p[1]) for p in (low, none, high)))


def _check(findings: Sequence[Finding], prior: Prior) -> None:
    problem = ""
    spreads = (prior.mean_sd, prior.tau_scale, *prior.typical_errors)
    if not prior.typical_errors or not all(np.isfinite(s) and s > 0 for s in spreads):
        problem = "a prior whose spreads are not all positive"
    if not 0 < prior.published_null <= 1 or (prior.fixed_tau is not None and prior.fixed_tau < 0):
        problem = "a chance of being printed outside 0 to 1, or a negative tau"
    bias: dict[str, float] = {}
    for f in findings:
        sized = f.size is not None and f.error is not None
        if f.direction not in DIRECTIONS:
            problem = f"the direction {f.direction!r}"
        elif (f.size is None) != (f.error is None) or (
            sized and not (np.isfinite(f.size or 0.0) and (f.error or 0.0) > 0)
        ):
            problem = f"the size {f.size} with the error {f.error}"
        elif f.bias < 0 or bias.setdefault(f.group, f.bias) != f.bias:
            problem = f"a negative or second bias for the group {f.group!r}: {f.bias}"
    if problem:
        raise BadValue(
            "These studies cannot be put together",
            expected=f"directions among {', '.join(DIRECTIONS)}; a size with a positive error, or "
            "neither; one bias of 0 or more per group; positive spreads",
            came=problem,
            remedy="correct the study or the prior",
        )


def _grid(findings: Sequence[Finding], prior: Prior) -> tuple[Floats, Floats]:
    """A grid of mu fine enough for the sharpest study and wide enough for the prior and all."""
    sharpest = min(
        [prior.mean_sd, *prior.typical_errors]
        + [f.error for f in findings if f.error is not None]
        + [f.bias for f in findings if f.bias > 0]
    )
    top = prior.fixed_tau if prior.fixed_tau is not None else 4 * prior.tau_scale
    farthest = max([abs(f.size) + 4 * (f.error or 0) for f in findings if f.size is not None] + [0])
    reach = min(
        _REACH * prior.mean_sd,
        max(farthest + 4 * top, _REACH * np.hypot(max(prior.typical_errors), top)) * 2,
    )
    half = min(max(int(np.ceil(reach / sharpest * 4)), 100), _POINTS // 2)
    mu = np.linspace(-reach, reach, 2 * half + 1)
    if prior.fixed_tau is not None:
        return mu, np.array([prior.fixed_tau])
    return mu, (np.arange(_TAUS) + 0.5) * top / _TAUS


def _log_verdicts(mu: Floats, tau: Floats, prior: Prior) -> dict[str, Floats]:
    """Log chance of each direction, each (points, taus, errors)."""
    errors = np.array(prior.typical_errors)
    low, none, high = _verdicts(mu, tau, errors, prior.published_null)
    chances = zip(DIRECTIONS, (low, none, high, none + high), strict=True)
    return {direction: np.log(np.maximum(p, 1e-300)) for direction, p in chances}


def _of_group(
    members: list[Finding], mu: Floats, tau: Floats, prior: Prior, told: dict[str, Floats]
) -> Floats:
    """Log likelihood of a group over mu × tau × typical error, its shared offset integrated out."""
    total = np.zeros((mu.size, tau.size, len(prior.typical_errors)))
    signs = [f.direction for f in members if f.size is None]
    for direction in dict.fromkeys(signs):
        total += signs.count(direction) * told[direction]
    for f in members:
        if f.size is not None and f.error is not None:
            total += _of_size(f.size, f.error, mu, tau, prior.published_null)
    bias = members[0].bias
    if bias <= 0:
        return total
    highest = total.max(axis=0, keepdims=True)
    kernel = np.exp(-0.5 * ((mu[:, None] - mu[None, :]) / bias) ** 2)
    kernel /= kernel.sum(axis=1, keepdims=True)
    smeared = np.tensordot(kernel, np.exp(total - highest), axes=(1, 0))
    return np.asarray(np.log(np.maximum(smeared, 1e-300)) + highest, dtype=np.float64)


def _of_size(size: float, error: float, mu: Floats, tau: Floats, published_null: float) -> Floats:
    """(points, taus, 1): log density of a stated size, given that it was printed."""
    variance = error**2 + tau[None, :] ** 2
    density = -0.5 * (size - mu[:, None]) ** 2 / variance - 0.5 * np.log(variance)
    low, none, high = _chances(mu, tau, np.array([error]))
    printed = low + published_null * none + high
    return np.asarray(density[:, :, None] - np.log(printed), dtype=np.float64)


def _verdicts(
    mu: Floats, tau: Floats, errors: Floats, published_null: float
) -> tuple[Floats, Floats, Floats]:
    """Chances that a printed study finds fewer, no effect, more: each (points, taus, errors)."""
    low, none, high = _chances(mu, tau, errors)
    printed = low + published_null * none + high
    return low / printed, published_null * none / printed, high / printed


def _chances(mu: Floats, tau: Floats, errors: Floats) -> tuple[Floats, Floats, Floats]:
    from scipy.special import ndtr

    spread = np.hypot(errors[None, None, :], tau[None, :, None])
    edge = SIGNIFICANT * errors[None, None, :]
    low = ndtr((-edge - mu[:, None, None]) / spread)
    high = ndtr((mu[:, None, None] - edge) / spread)
    return low, np.maximum(1 - low - high, 1e-300), high


def _quantiles(points: Floats, cumulated: Floats, levels: Floats, half: float) -> Floats:
    return np.asarray(np.interp(levels, cumulated, points + half), dtype=np.float64)
