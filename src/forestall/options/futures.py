"""Draws of the next months: who kills how many, what the host allows, and what a mission changes.

Every option is held against the same draws (common random numbers): the same deaths, the same
consent, the same reading of the studies. In month m, killing by kind k is multiplied by

    exp(access × credibility × presence(m) × effect_k)

where ``effect_k`` is a draw of the synthesis on the log scale, ``presence`` rises from the first
arrival to full strength and falls to zero when consent is withdrawn, ``access`` depends on the
drawn state of consent (none if refused), and ``credibility`` scales deterrence only.
Deaths averted = Σ_m Σ_k deaths_mk · (1 − multiplier_mk), negative where the draw does harm.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from forestall.compute import stream
from forestall.evidence import synthesis
from forestall.options.appraisal import ConditionState, OptionId
from forestall.parameters import parameter
from forestall.vocabulary import ConsentState, PerpetratorKind

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from forestall.missions.designs import PoliticalMission, PreventiveDeployment
    from forestall.situation.assessment import Assessment

    Floats = NDArray[np.float64]

KINDS = tuple(PerpetratorKind)
STATES = tuple(ConsentState)
PERSUASION, DEPLOYMENT = synthesis.POLITICAL_MISSION, synthesis.PREVENTIVE_DEPLOYMENT
USES = {
    OptionId.NONE: (),
    OptionId.POLITICAL_MISSION: (PERSUASION,),
    OptionId.PREVENTIVE_DEPLOYMENT: (DEPLOYMENT,),
    OptionId.BOTH: (PERSUASION, DEPLOYMENT),
}


@dataclass(frozen=True, slots=True)
class Futures:
    """What every option shares. Arrays are over draws (n) unless said otherwise.

    ``deaths``: (months, n) civilian deaths without new action and ``shares`` (kinds, n) how they
    divide among kinds; ``consent``, ``camp`` (of the deployment studies for the draw's main kind)
    and ``main_kind`` are indices into :data:`STATES`,
    :data:`forestall.evidence.synthesis.CAMPS` and :data:`KINDS`; ``effects`` is (kinds, n) per
    tool; ``presence`` (months, n) per tool, before consent.
    """

    deaths: Floats
    shares: Floats
    consent: NDArray[np.int64]
    main_kind: NDArray[np.int64]
    camp: NDArray[np.int64]
    access: dict[str, Floats]
    effects: dict[str, Floats]
    presence: dict[str, Floats]
    synergy: Floats
    yearly_cost: dict[str, Floats]
    standing_effects: Floats | None

    @property
    def n(self) -> int:
        return int(self.consent.size)

    def averted(self, option: OptionId, months: int) -> Floats:
        """Civilian deaths averted over the first ``months``: one value per draw."""
        tools = USES[option]
        if not tools:
            return np.zeros(self.n)
        logs = np.zeros((months, len(KINDS), self.n))
        for tool in tools:
            dose = self.presence[tool][:months] * self.access[tool]
            effect = self.effects[tool]
            if option is OptionId.BOTH and tool == DEPLOYMENT:
                effect = np.where(effect < 0, effect * (1 + self.synergy), effect)
            logs += dose[:, None, :] * effect[None, :, :]
        saved = self._by_kind(months) * -np.expm1(logs)
        return np.asarray(saved.sum(axis=(0, 1)), dtype=np.float64)

    def standing_averts(self, months: int) -> Floats:
        """Deaths the force already there averts: those that would be added if it were gone.

        The forecast holds its effect, so deaths without it are deaths / exp(effect), but no more
        than ``standing_limit`` times as many: the studies do not reach so far.
        """
        if self.standing_effects is None:
            return np.zeros(self.n)
        most = parameter("effects", "standing_limit").value
        without = np.minimum(np.exp(-self.standing_effects), most)
        added = self._by_kind(months) * (without - 1)[None, :, :]
        return np.asarray(added.sum(axis=(0, 1)), dtype=np.float64)

    def cost(self, option: OptionId, months: int) -> Floats:
        """USD million over the first ``months``; nothing is spent where nobody is let in."""
        total = np.zeros(self.n)
        let_in = self.consent != STATES.index(ConsentState.REFUSED)
        for tool in USES[option]:
            present = self.presence[tool][:months].sum(axis=0)
            total += self.yearly_cost[tool] * present / 12 * let_in
        return total

    def given(self, tied: str, draws: NDArray[np.int64]) -> Futures:
        """The futures in which one disputed thing is as in some of the draws, all else as it is.

        ``tied`` is consent (with the access it allows), perpetrator (the shares of the killing)
        or camp (those shares and the effects of deployments, which go together); ``draws`` are the
        indices of the draws in which it is so, used over and over. Every state is thus held
        against the same deaths, and what differs between two states is not luck.
        """
        of = np.resize(draws, self.n)
        if tied == "consent":
            access = {tool: values[of] for tool, values in self.access.items()}
            return replace(self, consent=self.consent[of], access=access)
        changed = replace(self, shares=self.shares[:, of], main_kind=self.main_kind[of])
        if tied == "camp":
            effects = self.effects | {DEPLOYMENT: self.effects[DEPLOYMENT][:, of]}
            changed = replace(changed, effects=effects, camp=self.camp[of])
        return changed

    def _by_kind(self, months: int) -> Floats:
        return self.deaths[:months, None, :] * self.shares[None, :, :]


def draw_futures(
    assessment: Assessment,
    civilian_deaths: Floats,
    political: PoliticalMission,
    deployment: PreventiveDeployment,
    credibility: ConditionState,
    seed: int,
) -> Futures:
    """Futures for one country.

    Parameters
    ----------
    assessment : perpetrators and consent to draw from.
    civilian_deaths : (months, n) one-sided deaths without new action.
    political, deployment : the designs to appraise.
    credibility : state of the credible-threat condition.
    seed : the run's seed.
    """
    months, n = civilian_deaths.shape
    where = (assessment.country.iso3, str(assessment.as_of))
    shares = _kind_shares(assessment, n, stream(seed, "options", "kinds", *where))
    consent = _consent_states(assessment, n, stream(seed, "options", "consent", *where))
    rng = stream(seed, "options", "effects", *where)
    effects, standing, camps = _effects(deployment, credibility, n, rng)
    rng = stream(seed, "options", "arrival", *where)
    presence = {
        PERSUASION: _arrival(political, 1.0, (months, n), rng),
        DEPLOYMENT: _arrival(deployment, deployment.share_of_ceiling, (months, n), rng),
    }
    # one withdrawal ends both tools, so both wait for it on one clock
    wait = _months_of_consent(assessment.consent.withdrawal_hazard, n, rng)
    presence = {tool: _until_withdrawn(there, wait) for tool, there in presence.items()}
    main = shares.argmax(axis=0)
    return Futures(
        deaths=civilian_deaths,
        shares=shares,
        consent=consent,
        main_kind=main,
        camp=camps[main, np.arange(n)],
        access={
            PERSUASION: _access("persuasion", consent, rng),
            DEPLOYMENT: _access("deployment", consent, rng),
        },
        effects=effects,
        presence=presence,
        synergy=_spread("effects", "synergy", n, rng),
        yearly_cost={
            PERSUASION: _yearly_cost(political, n, rng),
            DEPLOYMENT: _yearly_cost(deployment, n, rng),
        },
        standing_effects=standing if deployment.standing_troops else None,
    )


def log_split_normal(z: Floats, p05: float, p50: float, p95: float) -> Floats:
    """:func:`~forestall.evidence.synthesis.split_normal` on the log scale; all three positive."""
    logs = synthesis.split_normal(z, float(np.log(p05)), float(np.log(p50)), float(np.log(p95)))
    return np.asarray(np.exp(logs), dtype=np.float64)


def dose(thousands: float, saturation: Floats) -> Floats:
    """Effective strength S(1 − exp(−T/S)), in thousands: T small counts in full, T ≫ S as S."""
    return np.asarray(-saturation * np.expm1(-thousands / saturation), dtype=np.float64)


def _kind_shares(assessment: Assessment, n: int, rng: np.random.Generator) -> Floats:
    """(kinds, n): shares of the killing by kind, Dirichlet around the probabilities."""
    chances = assessment.kind_probabilities()
    alpha = assessment.kind_weight * np.array([chances[kind] for kind in KINDS])
    return _dirichlet(alpha, n, rng)


def _consent_states(assessment: Assessment, n: int, rng: np.random.Generator) -> NDArray[np.int64]:
    chances = assessment.consent.probabilities
    alpha = assessment.consent.weight * np.array([chances[state] for state in STATES])
    drawn = _dirichlet(alpha, n, rng)
    u = rng.random(n)
    return np.asarray((drawn.cumsum(axis=0) < u).sum(axis=0).clip(max=3), dtype=np.int64)


def _dirichlet(alpha: Floats, n: int, rng: np.random.Generator) -> Floats:
    """(k, n) draws; a zero in ``alpha`` stays exactly zero."""
    possible = alpha > 0
    drawn = np.zeros((alpha.size, n))
    drawn[possible] = rng.dirichlet(alpha[possible], size=n).T
    return drawn


def _effects(
    deployment: PreventiveDeployment,
    credibility: ConditionState,
    n: int,
    rng: np.random.Generator,
) -> tuple[dict[str, Floats], Floats, NDArray[np.int64]]:
    """(kinds, n) log effects per tool at full presence, of the force there, and the camps."""
    credible = _spread("options", f"credible_{_CREDIBLE[credibility]}", n, rng)
    saturation = _spread("effects", "saturation", n, rng)
    there = dose(deployment.standing_troops / 1000, saturation)
    added = dose((deployment.standing_troops + deployment.troops) / 1000, saturation) - there
    persuasion, deterrence, standing, camps = [], [], [], []
    for kind in KINDS:
        drawn, _ = synthesis.draw(synthesis.estimate(PERSUASION, kind), n, rng)
        persuasion.append(drawn)
        drawn, camp = synthesis.draw(synthesis.estimate(DEPLOYMENT, kind), n, rng)
        # A neighbour is contained by presence, to which a reinforcement adds nothing; killers
        # inside by strength.
        by_presence = kind is PerpetratorKind.HOSTILE_NEIGHBOUR
        first = 0.0 if deployment.standing_troops else 1.0
        credited = np.where(drawn < 0, drawn * credible, drawn)
        deterrence.append(credited * (first if by_presence else added))
        standing.append(credited * (1.0 if by_presence else there))
        camps.append(camp)
    effects = {PERSUASION: np.stack(persuasion), DEPLOYMENT: np.stack(deterrence)}
    return effects, np.stack(standing), np.stack(camps)


_CREDIBLE = {
    ConditionState.MET: "met",
    ConditionState.PARTLY: "partly",
    ConditionState.NOT_MET: "not_met",
    ConditionState.UNKNOWN: "partly",
}


def _arrival(
    design: PoliticalMission | PreventiveDeployment,
    ceiling: float,
    shape: tuple[int, int],
    rng: np.random.Generator,
) -> Floats:
    """(months, n): presence in a straight line from first arrival to the share of the ceiling."""
    months, n = shape
    z = np.asarray(rng.standard_normal(n), dtype=np.float64)
    first = log_split_normal(z, *design.months_to_start)
    last = np.maximum(log_split_normal(z, *design.months_to_strength), first + 0.5)
    middle = np.arange(months)[:, None] + 0.5
    return np.asarray(
        ceiling * np.clip((middle - first) / (last - first), 0.0, 1.0), dtype=np.float64
    )


def _yearly_cost(
    design: PoliticalMission | PreventiveDeployment, n: int, rng: np.random.Generator
) -> Floats:
    z = np.asarray(rng.standard_normal(n), dtype=np.float64)
    return log_split_normal(z, *design.cost)


def _months_of_consent(hazard: float, n: int, rng: np.random.Generator) -> Floats:
    """Months from a mission's arrival until consent is withdrawn: an exponential waiting time."""
    if hazard <= 0:
        return np.full(n, np.inf)
    return np.asarray(rng.exponential(12 / hazard, size=n), dtype=np.float64)


def _until_withdrawn(presence: Floats, wait: Floats) -> Floats:
    """Presence that falls to zero ``wait`` months after the first arrival."""
    arrived = (presence <= 0).sum(axis=0)
    stays = np.arange(len(presence))[:, None] < arrived + wait
    return np.asarray(presence * stays, dtype=np.float64)


def _access(tool: str, consent: NDArray[np.int64], rng: np.random.Generator) -> Floats:
    """Share of the effect the drawn state of consent allows; nothing where it is refused."""
    access = np.zeros(consent.size)
    for state in STATES:
        if state is not ConsentState.REFUSED:
            drawn = _spread("options", f"access_{tool}_{state.value}", consent.size, rng)
            access = np.where(consent == STATES.index(state), drawn, access)
    return access


def _spread(file: str, name: str, n: int, rng: np.random.Generator) -> Floats:
    """Draws of a share or a size from its 90% range, kept within it and never negative."""
    low, middle, high = parameter(file, name).spread()
    drawn = synthesis.split_normal(rng.standard_normal(n), low, middle, high)
    return np.asarray(np.clip(drawn, low, high), dtype=np.float64)
