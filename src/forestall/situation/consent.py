"""Would the host government let a mission in? A distribution that decays, never a yes or no.

A Dirichlet over refused, nominal, obstructed and willing. Its base rate comes from the well-known
cases of the same kind of perpetrator, pooled with all cases (partial pooling in the manner of
Gelman et al. 2013, Bayesian Data Analysis, ch. 5, with the pooling weight fixed by judgment);
the country's own mission history is added as cases' worth of evidence.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from forestall import snapshot
from forestall.missions.hazard import HANDOVER, hazard_of_ending
from forestall.missions.history import PastMission, endings, history
from forestall.missions.hosting import hosting_rate
from forestall.missions.typical import is_no_buffer, standing_force
from forestall.parameters import Parameter, parameter
from forestall.provenance import Origin, Provenance
from forestall.situation.assessment import Consent
from forestall.vocabulary import ConsentState, Country, Month, PerpetratorKind

if TYPE_CHECKING:
    from numpy.typing import NDArray

STATES = tuple(ConsentState)
WINDOW_YEARS = 15
# UNPMM ends in 2022; a political mission of which no end is known is taken to stand so much longer
YEARS_A_MISSION_IS_BELIEVED = 5
RECORD_FLOOR = 25.0
"""UCDP's threshold: an actor is on record in a year in which it kills 25 civilians or more."""


def consent(
    country: Country,
    as_of: Month,
    kinds: dict[PerpetratorKind, float],
    one_sided: pl.DataFrame,
) -> Consent:
    """The consent to expect, from cases, mission history and who is killing.

    Parameters
    ----------
    country, as_of : cases and missions after ``as_of`` are not used.
    kinds : probability that each kind of perpetrator is the main killer; sums to 1.
    one_sided : one-sided violence by actor, country and year, up to ``as_of``.

    Returns
    -------
    Consent : probabilities of the four states (they sum to 1) with the evidence behind them.
    """
    counts = cases_by_kind(as_of.year)
    base = sum(
        (share * _base_rate(counts, kind) for kind, share in dominance(kinds).items()),
        np.zeros(len(STATES)),
    )
    evidence = _History(country, as_of, one_sided, counts)
    alpha = base + evidence.alpha
    main = max(PerpetratorKind, key=kinds.__getitem__)
    ending = hazard_of_ending("PKO")
    rate = hosting_rate(main, "preventive_deployment")
    return Consent(
        probabilities=dict(zip(STATES, (alpha / alpha.sum()).tolist(), strict=True)),
        weight=float(alpha.sum()),
        withdrawal_hazard=ending.hazard,
        cases=dict(zip(STATES, counts[main].tolist(), strict=True)),
        base_rate_hosting=(rate.hosting, rate.total),
        history=tuple(evidence.sentences),
        provenance=_provenance(kinds, counts, evidence, alpha),
        hazard_provenance=ending.provenance,
    )


def dominance(kinds: dict[PerpetratorKind, float]) -> dict[PerpetratorKind, float]:
    """The chance that each kind dominates, as cases are coded: squared shares, made to sum to 1.

    Cases are coded by their dominant perpetrator alone, so a government that does most of the
    killing answers as governments in such cases did, whoever else kills beside it.
    """
    squares = {kind: chance**2 for kind, chance in kinds.items()}
    total = sum(squares.values())
    return {kind: square / total for kind, square in squares.items()}


def cases_by_kind(before: int) -> dict[PerpetratorKind, NDArray[np.float64]]:
    """Cases of ``cases`` before a year, by kind of perpetrator, in the order of :data:`STATES`.

    A case of mixed perpetrators counts half for the host government and half for non-state actors.
    """
    counts = {kind: np.zeros(len(STATES)) for kind in PerpetratorKind}
    for row in snapshot.table("cases").filter(pl.col("year") < before).iter_rows(named=True):
        state = STATES.index(ConsentState(row["consent"]))
        if row["perpetrator_kind"] == "mixed":
            counts[PerpetratorKind.HOST_GOVERNMENT][state] += 0.5
            counts[PerpetratorKind.NON_STATE][state] += 0.5
        else:
            counts[PerpetratorKind(row["perpetrator_kind"])][state] += 1
    return counts


def _base_rate(
    counts: dict[PerpetratorKind, NDArray[np.float64]], kind: PerpetratorKind
) -> NDArray[np.float64]:
    """Dirichlet counts of one kind: its own cases plus all cases shrunk to a fixed weight.

    Half a case is added to each state of the pool (Jeffreys), so that none is impossible.
    """
    pool = sum(counts.values(), np.full(len(STATES), 0.5))
    weight = parameter("situation", "consent_pooling").value
    return np.asarray(counts[kind] + weight * pool / pool.sum(), dtype=np.float64)


class _History:
    """What the country's own past adds, in cases' worth, with a sentence for each thing."""

    def __init__(
        self,
        country: Country,
        as_of: Month,
        one_sided: pl.DataFrame,
        counts: dict[PerpetratorKind, NDArray[np.float64]],
    ) -> None:
        self.alpha = np.zeros(len(STATES))
        self.sentences: list[str] = []
        self.parameters: list[Parameter] = []
        self._country, self._as_of = country, as_of
        here = one_sided.filter(pl.col("iso3") == country.iso3)
        missions = tuple(
            m for m in history(country.iso3, as_of) if m.type != "GOE" and is_no_buffer(m, country)
        )
        self._standing(missions, counts)
        self._own_cases()
        self._ended(missions, here)
        self._shut_out(missions, here)
        self._without_mission(missions, here)

    def _add(self, name: str, shares: dict[ConsentState, float], sentence: str) -> None:
        weight = parameter("situation", name)
        for state, share in shares.items():
            self.alpha[STATES.index(state)] += weight.value * share
        self.parameters.append(weight)
        self.sentences.append(sentence)

    def _standing(
        self,
        missions: tuple[PastMission, ...],
        counts: dict[PerpetratorKind, NDArray[np.float64]],
    ) -> None:
        """A mission that stands is consent in practice: willing or obstructed, as in the cases."""
        let_in = (ConsentState.OBSTRUCTED, ConsentState.WILLING)
        pool = sum(counts.values(), np.full(len(STATES), 0.5))[[STATES.index(s) for s in let_in]]
        shares = dict(zip(let_in, (pool / pool.sum()).tolist(), strict=True))
        force = standing_force(self._country, self._as_of)
        # a force that holds one district (UNISFA in Abyei) says little of the rest of the country
        others = [m for m in missions if self._stands(m) and not (m.type == "PKO" and m.troops)]
        if force is not None:
            self._add("consent_standing_force", shares, f"{force.text}.")
        elif others:
            self._add("consent_standing_political", shares, f"{others[-1].text}.")

    def _stands(self, mission: PastMission) -> bool:
        """Whether a mission is still there, as far as is known; the records may end before."""
        believed = mission.last_seen.year >= self._as_of.year - YEARS_A_MISSION_IS_BELIEVED
        return mission.until is None and believed

    def _own_cases(self) -> None:
        own = snapshot.table("cases").filter(
            (pl.col("iso3") == self._country.iso3) & (pl.col("year") < self._as_of.year)
        )
        for row in own.iter_rows(named=True):
            fading = 0.5 ** ((self._as_of.year - row["year"]) / 10)
            self._add(
                "consent_own_case",
                {ConsentState(row["consent"]): fading},
                f"Consent here in {row['year']} was {row['consent']} ({row['source']}).",
            )

    def _ended(self, missions: tuple[PastMission, ...], here: pl.DataFrame) -> None:
        """The latest mission to leave within ten years: asked to go, or while killing went on.

        One that another took over from did not leave: the host let the next one in.
        """
        killed = dict(here.group_by("year").agg(pl.col("best").sum()).iter_rows())
        left = [
            m
            for m in missions
            if m.until
            and m.until.year >= self._as_of.year - 10
            and (_asked_to_go(m) or not _followed(m, missions))
        ]
        for mission in sorted(left, key=lambda m: m.until or m.since, reverse=True):
            year = mission.until.year if mission.until else 0
            if _asked_to_go(mission):
                self._add("consent_asked_to_go", {ConsentState.REFUSED: 1.0}, f"{mission.text}.")
                return
            if killed.get(year, 0.0) >= RECORD_FLOOR:
                sentence = f"{mission.text}, a year with {killed[year]:,.0f} civilians killed."
                self._add("consent_ended_amid_killing", {ConsentState.REFUSED: 1.0}, sentence)
                return

    def _shut_out(self, missions: tuple[PastMission, ...], here: pl.DataFrame) -> None:
        by_host = here.filter(
            (pl.col("government_iso3") == self._country.iso3)
            & (pl.col("year") >= self._as_of.year - 3)
            & (pl.col("best") >= RECORD_FLOOR)
        )
        let_in = [m for m in missions if m.last_seen.year >= self._as_of.year - 5]
        if by_host.height and not let_in:
            self._add(
                "consent_shut_out",
                {ConsentState.REFUSED: 1.0},
                "The government has itself killed 25 or more civilians a year lately, and the "
                "records show no UN mission in the five years before.",
            )

    def _without_mission(self, missions: tuple[PastMission, ...], here: pl.DataFrame) -> None:
        """Years of killing without a UN mission: perhaps none was offered, but it tells."""
        totals = here.group_by("year").agg(pl.col("best").sum())
        years = totals.filter(
            (pl.col("best") >= RECORD_FLOOR) & (pl.col("year") >= self._as_of.year - WINDOW_YEARS)
        )["year"]
        hosted = {
            y
            for m in missions
            for y in range(m.since.year, (self._as_of if self._stands(m) else m.last_seen).year + 1)
        }
        alone = sorted(set(years) - hosted)
        if alone:
            self._add(
                "consent_year_without_mission",
                {ConsentState.REFUSED: float(len(alone))},
                f"In {len(alone)} of the last {WINDOW_YEARS} years 25 or more civilians were "
                "killed and no UN mission is known to have been here.",
            )


def _asked_to_go(mission: PastMission) -> bool:
    return bool(endings().get(mission.acronym, {}).get("host_asked"))


def _followed(mission: PastMission, missions: tuple[PastMission, ...]) -> bool:
    """Whether another mission was in the country within three months of this one's end."""
    if mission.until is None:
        return False
    end = mission.until + HANDOVER
    return any(
        m is not mission and m.since <= end and (m.until is None or m.until > end) for m in missions
    )


def _provenance(
    kinds: dict[PerpetratorKind, float],
    counts: dict[PerpetratorKind, NDArray[np.float64]],
    evidence: _History,
    alpha: NDArray[np.float64],
) -> Provenance:
    case_rows = tuple(
        f"cases: perpetrator_kind={kind.value} (weight {dominance(kinds)[kind]:.2f}): "
        + ", ".join(f"{s.value} {n:g}" for s, n in zip(STATES, counts[kind], strict=True))
        for kind in PerpetratorKind
    )
    return Provenance(
        origin=Origin.MODEL,
        what="Consent to expect of the host government",
        source="forestall.situation.consent",
        formula="Dirichlet with counts "
        + ", ".join(f"{s.value} {a:.2f}" for s, a in zip(STATES, alpha, strict=True)),
        rows=(*case_rows, *(f"history: {sentence}" for sentence in evidence.sentences)),
        verified=False,
        inputs=tuple(
            p.provenance()
            for p in (parameter("situation", "consent_pooling"), *evidence.parameters)
        ),
    )
