"""What every design is held against: the same drawn futures (common random numbers).

A world holds, for each future, everything a mission does not choose: how many are killed in each
month and by whom, where each attack is planned, what the host allows and for how long, which
reading of the studies is true, and the dice that fall when a mission is there. Two designs in the
same world differ by what they are, not by luck.

Attacks. A month's killing is split into ``attacks_a_month`` attacks with shares from a flat
Dirichlet distribution; each is planned by one kind of perpetrator, in a cell drawn by the arena's
weights, with one of the cells around it as the place to turn to.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from forestall.compute import stratified, stream
from forestall.errors import BadValue
from forestall.evidence import synthesis
from forestall.parameters import parameter
from forestall.vocabulary import ConsentState, Month, PerpetratorKind

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from forestall.situation.assessment import Assessment
    from forestall.strategy.arena import Arena

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]
    Singles = NDArray[np.float32]

KINDS = tuple(PerpetratorKind)
STATES = tuple(ConsentState)
PERSUASION, DEPLOYMENT = synthesis.POLITICAL_MISSION, synthesis.PREVENTIVE_DEPLOYMENT
TOOLS = (PERSUASION, DEPLOYMENT)
CHUNK = 500
"""Futures whose dice are drawn together: any split into whole chunks gives the same bytes."""
MOST_BYTES = 3_000_000_000
_BYTES_AN_ATTACK = 32


@dataclass(frozen=True, slots=True, eq=False)
class Attacks:
    """The attacks planned in each future and month; arrays are (futures, months, attacks).

    ``size``: share of the month's deaths; ``who``: uniform, turned into a kind by the future's
    shares; ``cell``, ``border_cell``: place in the arena if planned from inside or from next
    door; ``turn``: which neighbour cell to turn to (0–7); ``go``, ``go_elsewhere``, ``met``:
    uniforms for going ahead there, going ahead elsewhere, and being met by the force.
    """

    size: Singles
    who: Singles
    cell: NDArray[np.int32]
    border_cell: NDArray[np.int32]
    turn: NDArray[np.int8]
    go: Singles
    go_elsewhere: Singles
    met: Singles

    def take(self, part: slice) -> Attacks:
        return Attacks(*(getattr(self, name)[part] for name in self.__slots__))


@dataclass(frozen=True, slots=True, eq=False)
class World:
    """Futures of one country. Arrays are over futures (n) unless said otherwise.

    ``deaths``: (months, n) civilian deaths without new action; ``shares``: (kinds, n);
    ``consent``, ``camp``, ``main_kind``: indices into :data:`STATES`,
    :data:`forestall.evidence.synthesis.CAMPS` (of deployments against the future's main kind) and
    :data:`KINDS`; ``effects``: (kinds, n) log effects per tool: per 1,000 troops for deployments
    against killers inside, with a mission present otherwise; ``credible``: (kinds, n) the share of
    a deployment's effect left where the war is large; ``access``: (states, n) per tool;
    ``hardens``, ``withdrawn``, ``unrenewed``: months from arrival until consent falls by a state,
    is withdrawn, and until the mandate ends; ``arrival``, ``costing``: standard normals per tool;
    ``resolve``: standard normals; ``bound``, ``collapse``: what a pause stops and its hazard a
    month; ``talks``: (months, n) uniforms.
    """

    as_of: Month
    seed: int
    arena: Arena
    deaths: Floats
    shares: Floats
    consent: Ints
    main_kind: Ints
    camp: Ints
    effects: dict[str, Floats]
    credible: Floats
    saturation: Floats
    synergy: Floats
    access: dict[str, Floats]
    hardens: Floats
    withdrawn: Floats
    unrenewed: Floats
    arrival: dict[str, Floats]
    costing: dict[str, Floats]
    resolve: Floats
    bound: Floats
    collapse: Floats
    talks: Floats
    attacks: Attacks

    @property
    def n(self) -> int:
        return int(self.consent.size)

    @property
    def months(self) -> int:
        return len(self.deaths)

    def given(self, tied: str, draws: Ints) -> World:
        """The futures in which one disputed thing is as in some of the draws, all else as it is.

        ``tied`` is consent (the state, not what it allows), perpetrator (the shares of the killing)
        or camp (those shares and the effects of deployments, which go together); ``draws`` are the
        futures in which it is so, used over and over. Every state is thus held against the same
        deaths and dice, and what differs between two states is not luck.
        """
        of = np.resize(draws, self.n)
        if tied == "consent":
            return replace(self, consent=self.consent[of])
        changed = replace(self, shares=self.shares[:, of], main_kind=self.main_kind[of])
        if tied == "camp":
            effects = self.effects | {DEPLOYMENT: self.effects[DEPLOYMENT][:, of]}
            changed = replace(changed, effects=effects, camp=self.camp[of])
        return changed

    def part(self, first: int, last: int) -> World:
        """The futures from ``first`` up to, not including, ``last``."""
        cut = slice(first, last)

        def of(values: Any) -> Any:
            if isinstance(values, dict):
                return {tool: of(inner) for tool, inner in values.items()}
            return values.take(cut) if isinstance(values, Attacks) else values[..., cut]

        shared = ("as_of", "seed", "arena")
        names = [each.name for each in fields(self) if each.name not in shared]
        changed: dict[str, Any] = {name: of(getattr(self, name)) for name in names}
        return replace(self, **changed)


def draw_world(
    assessment: Assessment, arena: Arena, civilian_deaths: Floats, credibility: str, seed: int
) -> World:
    """The futures of one country.

    Parameters
    ----------
    assessment : perpetrators and consent to draw from.
    arena : its cells.
    civilian_deaths : (months, n) one-sided deaths without new action.
    credibility : ``met``, ``partly`` or ``not_met``: can a force threaten credibly in a war of
        this size (parameters ``credible_*``).
    seed : the run's seed.

    Raises
    ------
    BadValue : more futures × months than fit in memory.
    """
    months, n = civilian_deaths.shape
    check_size(n, months)
    where = (assessment.country.iso3, str(assessment.as_of))
    shares = _kind_shares(assessment, n, stream(seed, "strategy", "kinds", *where))
    consent = _consent_states(assessment, n, stream(seed, "strategy", "consent", *where))
    effects, camps = _effects(n, stream(seed, "strategy", "effects", *where))
    main = shares.argmax(axis=0)
    rng = stream(seed, "strategy", "host", *where)
    left = parameter("strategy", "ended_by_mandate").value
    hazard = assessment.consent.withdrawal_hazard
    host: dict[str, Any] = {
        "hardens": _wait(_spread("strategy", "consent_hardens", n, rng), n, rng),
        "withdrawn": _wait(np.full(n, hazard * (1 - left)), n, rng),
        "unrenewed": np.ceil(_wait(np.full(n, hazard * left), n, rng) / 12) * 12,
        "access": {tool: _access(tool, n, rng) for tool in TOOLS},
    }
    rng = stream(seed, "strategy", "mission", *where)
    mission: dict[str, Any] = {
        "credible": _credible(credibility, n, rng),
        "saturation": _spread("effects", "saturation", n, rng),
        "synergy": _spread("effects", "synergy", n, rng),
        "arrival": {tool: _normals(n, rng) for tool in TOOLS},
        "costing": {tool: _normals(n, rng) for tool in TOOLS},
        "resolve": _normals(n, rng),
        "bound": _spread("strategy", "bound_share", n, rng),
        "collapse": _spread("strategy", "pause_collapses", n, rng),
        "talks": rng.random((months, n)),
    }
    return World(
        as_of=assessment.as_of,
        seed=seed,
        arena=arena,
        deaths=civilian_deaths,
        shares=shares,
        consent=consent,
        main_kind=main,
        camp=camps[main, np.arange(n)],
        effects=effects,
        **host,
        **mission,
        attacks=_attacks(arena, n, months, seed, where),
    )


def check_size(futures: int, months: int) -> None:
    """Raise if so many futures do not fit in memory.

    Raises
    ------
    BadValue : it says how much they need and how to split them.
    """
    needed = futures * months * int(parameter("strategy", "attacks_a_month").value)
    needed *= _BYTES_AN_ATTACK
    if needed > MOST_BYTES:
        fits = int(futures * MOST_BYTES / needed) // CHUNK * CHUNK
        raise BadValue(
            "The simulation does not fit in memory",
            expected=f"at most {MOST_BYTES / 1e9:.0f} GB",
            came=f"{futures:,} futures × {months} months, which need {needed / 1e9:.1f} GB",
            remedy=f"ask for {fits:,} futures or fewer, several times with different seeds",
        )


def log_split_normal(z: Floats, p05: float, p50: float, p95: float) -> Floats:
    """:func:`~forestall.evidence.synthesis.split_normal` on the log scale; all three positive."""
    logs = synthesis.split_normal(z, float(np.log(p05)), float(np.log(p50)), float(np.log(p95)))
    return np.asarray(np.exp(logs), dtype=np.float64)


def _attacks(arena: Arena, n: int, months: int, seed: int, where: tuple[str, str]) -> Attacks:
    number = int(parameter("strategy", "attacks_a_month").value)
    parts = []
    for first in range(0, n, CHUNK):
        rng = stream(seed, "strategy", "attacks", *where, str(first))
        drawn = _drawn(arena, (CHUNK, months, number), rng)
        parts.append(drawn.take(slice(0, min(CHUNK, n - first))))
    if len(parts) == 1:
        return parts[0]
    return Attacks(
        *(np.concatenate([getattr(part, name) for part in parts]) for name in Attacks.__slots__)
    )


def _drawn(arena: Arena, shape: tuple[int, int, int], rng: np.random.Generator) -> Attacks:
    size = rng.standard_exponential(shape, dtype=np.float32)
    size /= size.sum(axis=2, keepdims=True)
    where = rng.random(shape, dtype=np.float32)
    return Attacks(
        size=size,
        who=rng.random(shape, dtype=np.float32),
        cell=_places(arena.weights, where),
        border_cell=_places(arena.border_weights, where),
        turn=rng.integers(0, 8, shape, dtype=np.int8),
        go=rng.random(shape, dtype=np.float32),
        go_elsewhere=rng.random(shape, dtype=np.float32),
        met=rng.random(shape, dtype=np.float32),
    )


def _places(weights: Floats, uniform: Singles) -> NDArray[np.int32]:
    ends = np.cumsum(weights)
    found = np.searchsorted(ends / ends[-1], uniform, side="right")
    return np.minimum(found, len(weights) - 1).astype(np.int32)


def _kind_shares(assessment: Assessment, n: int, rng: np.random.Generator) -> Floats:
    """(kinds, n): shares of the killing by kind, Dirichlet around the probabilities."""
    chances = assessment.kind_probabilities()
    alpha = assessment.kind_weight * np.array([chances[kind] for kind in KINDS])
    return _dirichlet(alpha, n, rng)


def _consent_states(assessment: Assessment, n: int, rng: np.random.Generator) -> Ints:
    chances = assessment.consent.probabilities
    alpha = assessment.consent.weight * np.array([chances[state] for state in STATES])
    drawn = _dirichlet(alpha, n, rng)
    u = stratified(rng, n)
    return np.asarray((drawn.cumsum(axis=0) < u).sum(axis=0).clip(max=3), dtype=np.int64)


def _dirichlet(alpha: Floats, n: int, rng: np.random.Generator) -> Floats:
    """(k, n) draws; a zero in ``alpha`` stays exactly zero."""
    possible = alpha > 0
    drawn = np.zeros((alpha.size, n))
    drawn[possible] = rng.dirichlet(alpha[possible], size=n).T
    return drawn


def _effects(n: int, rng: np.random.Generator) -> tuple[dict[str, Floats], Ints]:
    """(kinds, n) log effects per tool, and the camp of each deployment effect."""
    drawn = {
        tool: [synthesis.draw(synthesis.estimate(tool, kind), n, rng) for kind in KINDS]
        for tool in TOOLS
    }
    effects = {tool: np.stack([effect for effect, _ in pairs]) for tool, pairs in drawn.items()}
    return effects, np.stack([camp for _, camp in drawn[DEPLOYMENT]])


def _credible(state: str, n: int, rng: np.random.Generator) -> Floats:
    """(kinds, n): share of a helpful effect that is left where a threat is credible so far.

    The studies of containment are of forces between states' armies, so that an army stands
    opposite is in their effect already: against a neighbour *partly* takes nothing off.
    """
    inside = _spread("options", f"credible_{state}", n, rng)
    next_door = inside if state == "not_met" else _spread("options", "credible_met", n, rng)
    is_next = [kind is PerpetratorKind.HOSTILE_NEIGHBOUR for kind in KINDS]
    return np.stack([next_door if there else inside for there in is_next])


def _normals(n: int, rng: np.random.Generator) -> Floats:
    """Standard normals, drawn evenly."""
    from scipy.special import ndtri

    return np.asarray(ndtri(stratified(rng, n)), dtype=np.float64)


def _wait(hazard: Floats, n: int, rng: np.random.Generator) -> Floats:
    """Months until something of a yearly hazard happens: exponential; never if the hazard is 0."""
    drawn = -np.log1p(-stratified(rng, n))
    months = np.full(n, np.inf)
    np.divide(12 * drawn, hazard, out=months, where=hazard > 0)
    return months


def _access(tool: str, n: int, rng: np.random.Generator) -> Floats:
    """(states, n): share of the effect each state of consent allows; nothing where refused.

    One draw places all states: a future that is good for a mission hemmed in is good for one that
    is welcome.
    """
    z = _normals(n, rng)
    access = np.zeros((len(STATES), n))
    for row, state in enumerate(STATES):
        if state is not ConsentState.REFUSED:
            low, middle, high = parameter("options", f"access_{tool_word(tool)}_{state}").spread()
            access[row] = np.clip(synthesis.split_normal(z, low, middle, high), low, high)
    return np.maximum.accumulate(access, axis=0)


def tool_word(tool: str) -> str:
    """``persuasion`` or ``deployment``, as parameters name the tools."""
    return "persuasion" if tool == PERSUASION else "deployment"


def _spread(file: str, name: str, n: int, rng: np.random.Generator) -> Floats:
    """Draws of a share or a size from its 90% range, kept within it."""
    low, middle, high = parameter(file, name).spread()
    drawn = synthesis.split_normal(_normals(n, rng), low, middle, high)
    return np.asarray(np.clip(drawn, low, high), dtype=np.float64)
