"""How far an event study can be trusted: uncertainty, what came before, and what-if bounds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from forestall.compute import stream
from forestall.errors import BadValue, NoData
from forestall.evidence.event_study import (
    EventPanel,
    Floats,
    Ints,
    Window,
    cells,
    two_way,
)

Statistic = Callable[[EventPanel], Floats]
_STEPS, _TOLERANCE = 200, 1e-9


@dataclass(frozen=True, slots=True)
class Jackknifed:
    """A statistic with its spread over clusters left out one at a time.

    ``value`` and ``se`` (k,), ``covariance`` (k, k), ``left_out`` (clusters, k).
    """

    value: Floats
    covariance: Floats
    left_out: Floats
    clusters: tuple[str, ...]

    @property
    def se(self) -> Floats:
        """Standard errors, (k,)."""
        return np.asarray(np.sqrt(np.diag(self.covariance)))

    def interval(self, level: float = 0.90) -> tuple[Floats, Floats]:
        """Low and high ends, from Student's t with clusters - 1 degrees of freedom."""
        from scipy.special import stdtrit

        reach = float(stdtrit(len(self.clusters) - 1, 0.5 + level / 2)) * self.se
        return self.value - reach, self.value + reach

    def p_zero(self) -> Floats:
        """Two-sided p value that each element is zero, from the same t; 1 if all are zero."""
        from scipy.special import stdtr

        size, se = np.abs(self.value), self.se
        beyond = np.where(size > 0, np.inf, 0.0)
        t = np.divide(size, se, out=beyond, where=se > 0)
        return np.asarray(2 * stdtr(len(self.clusters) - 1, -t))

    def joint_p(self) -> float:
        """That all elements are zero: the smallest p value times their number (Bonferroni).

        A Wald test would need many more clusters than elements; with few it rejects too often.
        """
        return float(min(1.0, len(self.value) * self.p_zero().min()))


def jackknife(panel: EventPanel, statistic: Statistic) -> Jackknifed:
    """Cluster jackknife: (G - 1)/G times the sum of squared changes as each cluster is left out.

    Conservative where clusters are few and unequal, which is why it is used here: the CV3
    estimator of MacKinnon, Nielsen & Webb (2023, Journal of Econometrics 232(2)), centred on the
    estimate of the whole.

    Raises
    ------
    NoData : fewer than three clusters, or the statistic is not finite without one of them.
    """
    codes = np.unique(panel.cluster)
    names = tuple(panel.clusters[c] for c in codes)
    if len(codes) < 3:
        raise NoData(
            "Too few clusters for a standard error",
            expected="three or more",
            came=f"{len(codes)}",
            remedy="use smaller clusters if killing in them is independent",
        )
    value = np.atleast_1d(statistic(panel))
    out = np.stack([np.atleast_1d(statistic(panel.only(panel.cluster != c))) for c in codes])
    if not (np.isfinite(out).all() and np.isfinite(value).all()):
        bad = [n for n, row in zip(names, out, strict=True) if not np.isfinite(row).all()]
        raise NoData(
            "The estimate does not exist once a cluster is left out",
            expected="killing in the compared months of at least two clusters",
            came="nothing left without " + ", ".join(bad),
            remedy="use wider bins or the identity link",
        )
    moved = out - value
    share = (len(codes) - 1) / len(codes)
    return Jackknifed(value, np.asarray(share * moved.T @ moved), out, names)


def permutation_p(
    panel: EventPanel, statistic: Statistic, *, draws: int, seed: int, name: str
) -> tuple[float, Floats]:
    """Randomisation test: opening dates are dealt anew among the units of each cluster.

    Tests Fisher's sharp null that which unit of a cluster opens when makes no difference to any
    month, whatever the clusters' number. Two-sided: twice the smaller tail, the data counted as
    one of the draws.

    Returns
    -------
    (p, simulated) : the p value of the first element and its values under the null, (draws,).
    """
    if draws < 1:
        raise BadValue(
            "A permutation test needs draws",
            expected="1 or more",
            came=str(draws),
            remedy="ask for some hundreds",
        )
    rng = stream(seed, "event_study", name)
    came = float(np.atleast_1d(statistic(panel))[0])
    simulated = np.empty(draws)
    for i in range(draws):
        opened = panel.opened.copy()
        for code in np.unique(panel.cluster):
            members = np.flatnonzero(panel.cluster == code)
            opened[members] = opened[rng.permutation(members)]
        simulated[i] = np.atleast_1d(statistic(replace(panel, opened=opened)))[0]
    below, above = int((simulated <= came).sum()), int((simulated >= came).sum())
    return min(1.0, 2 * (1 + min(below, above)) / (draws + 1)), simulated


def leads(panel: EventPanel, window: Window, bins: int) -> Floats:
    """Log rate ratios of bins of months before the opening, against all earlier months.

    Fitted on months before openings alone (Borusyak, Jaravel & Spiess 2024, section 4.4): Poisson
    with unit, period and lead effects. Oldest bin first; ``bins`` bins of ``window.step`` months
    end where the anticipation begins, and the anticipation itself is the last, shape (bins + 1,).
    A bin in which nobody was killed is minus infinity.

    Raises
    ------
    NoData : nobody was killed in the months before the first bin.
    """
    lead, before = _lead_bins(panel, window, bins), panel.seen & (panel.since < 0)
    by_bin = np.array([panel.outcome[before & (lead == b)].sum() for b in range(-1, bins + 1)])
    if by_bin[0] == 0:
        raise NoData(
            "Leads have nothing to be compared with",
            expected=f"killing more than {-_lead_start(window, bins)} months before openings",
            came="none",
            remedy="use fewer bins",
        )
    months = np.stack([cells(panel, before & (lead == b)) for b in range(-1, bins + 1)], axis=1)
    by_period = cells(panel, before, panel.outcome).sum(axis=0)
    by_unit = np.where(before, panel.outcome, 0.0).sum(axis=1)
    killing, alive = np.flatnonzero(by_bin[1:] > 0), np.flatnonzero(by_period > 0)
    kept = months[by_unit > 0][:, np.concatenate([[0], killing + 1])][:, :, alive]
    target = np.concatenate([by_bin[1:][killing], by_period[alive]])
    found = _conditional_poisson(kept, by_unit[by_unit > 0], target)
    ratios = np.full(bins + 1, -np.inf)
    ratios[killing] = found[: len(killing)]
    return ratios


def _conditional_poisson(months: Floats, by_unit: Floats, target: Floats) -> Floats:
    """Log effects of leads, then of periods, given each unit's total; Newton's method.

    ``months`` (units, leads with the reference first, periods); ``target`` the totals of killing
    by lead without the reference, then by period. Given totals, unit effects drop out (Hausman,
    Hall & Griliches 1984, Econometrica 52(4)).
    """
    units, bins, periods = months.shape
    lead, period = np.divmod(np.arange(bins * periods), periods)
    features = np.concatenate(
        [lead[:, None] == np.arange(1, bins), period[:, None] == np.arange(periods)], axis=1
    ).astype(np.float64)
    exposure = months.reshape(units, -1)
    theta = np.zeros(features.shape[1])
    for _ in range(_STEPS):
        weight = exposure * np.exp(features @ theta)
        share = weight / weight.sum(axis=1, keepdims=True)
        mean = share @ features
        slope = target - by_unit @ mean
        curve = (features * (by_unit @ share)[:, None]).T @ features
        curve -= (mean * by_unit[:, None]).T @ mean
        step = np.linalg.lstsq(curve, slope, rcond=1e-10)[0]
        theta += step * min(1.0, 2.0 / max(float(np.abs(step).max()), 1e-300))
        if float(np.abs(step).max()) < _TOLERANCE:
            break
    return theta


def _lead_start(window: Window, bins: int) -> int:
    return -window.anticipation - bins * window.step


def _lead_bins(panel: EventPanel, window: Window, bins: int) -> Ints:
    """-1 before the first bin, 0 to ``bins`` - 1 in them, ``bins`` in the anticipation."""
    since, start = panel.since, _lead_start(window, bins)
    lead = np.where(since < start, -1, (since - start) // window.step)
    return np.asarray(np.where(since >= -window.anticipation, bins, lead))


def lead_score(panel: EventPanel, window: Window, bins: int) -> Floats:
    """Pearson statistic of killing in the lead bins against a model without leads, (1,).

    The sum over bins of (observed - expected)² / expected; for :func:`permutation_p`, since it
    exists even where a bin holds no killing.
    """
    before = panel.seen & (panel.since < 0)
    mean = two_way(cells(panel, before), cells(panel, before, panel.outcome), "log")
    expected = mean[np.arange(len(panel.opened))[:, None], panel.period]
    lead = _lead_bins(panel, window, bins)
    score = 0.0
    for b in range(bins + 1):
        here = before & (lead == b)
        mean_here = float(expected[here].sum())
        score += (float(panel.outcome[here].sum()) - mean_here) ** 2 / mean_here if mean_here else 0
    return np.array([score])


def placebo(panel: EventPanel, window: Window, years: int) -> EventPanel:
    """The panel with openings dated ``years`` early and the months from then on hidden.

    What is hidden begins ``anticipation`` months before the true opening, so that an effect of
    the fake opening can only be a trend, or killing that comes and goes by itself.
    """
    return replace(
        panel,
        seen=panel.seen & (panel.since < -window.anticipation),
        opened=panel.opened - 12 * years,
    )


@dataclass(frozen=True, slots=True)
class Matched:
    """Bases beside places with as much recent killing and no base.

    ``observed`` and ``expected``: killing in the horizon at opened units and at matched places,
    one for one. ``past``: killing at the matched places in the ``memory`` months before.
    """

    observed: float
    expected: float
    past: float
    memory: int
    horizon: int
    units: int
    unmatched: int

    @property
    def log_ratio(self) -> float:
        """ln(observed / expected): the effect if recent killing is what drew the base."""
        with np.errstate(divide="ignore", invalid="ignore"):
            return float(np.log(self.observed) - np.log(self.expected))

    @property
    def log_change(self) -> float:
        """ln of the monthly rate of matched places after against before: the fall by itself."""
        with np.errstate(divide="ignore", invalid="ignore"):
            after, before = self.expected / self.horizon, self.past / self.memory
            return float(np.log(after) - np.log(before))


def matched_on_past(
    panel: EventPanel,
    window: Window,
    *,
    memory: int = 24,
    edges: tuple[float, ...] = (1, 10, 50),
    least: float = 0,
) -> Matched:
    """Compare opened units with those that had as much killing lately and stay unopened.

    Regression to the mean makes killing fall after any peak, base or not. If bases open because of
    recent peaks, difference-in-differences overstates the fall; a comparison at equal recent
    killing does not (Imai, Kim & Wang 2023, American Journal of Political Science 67(3); the two
    bracket the effect under the conditions of Ding & Li 2019, Political Analysis 27(4)).

    Strata are the sums over the ``memory`` months before the opening, cut at ``edges``. Controls
    at that month are units that open later than the horizon and the anticipation together. Units
    with fewer than ``least`` killed in those months are left out.
    """
    running = np.concatenate([np.zeros((len(panel.opened), 1)), panel.outcome.cumsum(axis=1)], 1)
    last = panel.outcome.shape[1]
    observed = expected = past = 0.0
    units = unmatched = 0
    for month in np.unique(panel.opened):
        if month < memory or month + window.horizon > last:
            continue
        recent = running[:, month] - running[:, month - memory]
        later = running[:, month + window.horizon] - running[:, month]
        stratum = np.searchsorted(np.asarray(edges), recent, side="right")
        free = panel.opened >= month + window.horizon + window.anticipation
        for i in np.flatnonzero((panel.opened == month) & (recent >= least)):
            alike = free & (stratum == stratum[i])
            if not alike.any():
                unmatched += 1
                continue
            units += 1
            observed += float(later[i])
            expected += float(later[alike].mean())
            past += float(recent[alike].mean())
    return Matched(observed, expected, past, memory, window.horizon, units, unmatched)


@dataclass(frozen=True, slots=True)
class Bounds:
    """The effect if trends after the opening may break as badly as ``times`` those before."""

    times: float
    low: float
    high: float


def relative_magnitudes(
    effect: Floats, se: Floats, before: Floats, times: tuple[float, ...], reach: float
) -> tuple[tuple[Bounds, ...], float]:
    """Bounds on the mean effect over bins when parallel trends may fail, and the breaking point.

    Let D be the largest change between neighbouring lead coefficients. If each step from bin to
    bin after the opening may stray by up to ``times`` D, the mean of H bins strays by at most
    times · D · (H + 1) / 2. The interval is widened by ``reach`` standard errors of the mean.
    A simple form of Rambachan & Roth (2023, Review of Economic Studies 90(5)): the noise in D is
    not accounted for.

    Parameters
    ----------
    effect, se : the mean effect and its standard error, (1,) each, with the bins' number H in
        the length of ``effect`` less one, as :meth:`Imputed.effect` gives it.
    before : lead coefficients, oldest first; zero (the reference) is put before them.

    Returns
    -------
    (bounds, breaking) : ``breaking`` is the ``times`` at which the point estimate could be zero.
    """
    largest = float(np.abs(np.diff(np.concatenate([[0.0], before]))).max())
    stray = largest * len(effect) / 2
    mean, spread = float(effect[0]), reach * float(se[0])
    bounds = tuple(Bounds(m, mean - m * stray - spread, mean + m * stray + spread) for m in times)
    return bounds, abs(mean) / stray if stray > 0 else float("inf")
