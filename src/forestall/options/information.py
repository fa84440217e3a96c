"""What the answer hangs on: the disputed things, what each is worth knowing, and regret.

Every future is a world with a state of consent, a main kind of killer and a camp of studies that
is right. Knowing one of them before choosing is worth (expected value of perfect information,
Raiffa & Schlaifer 1961)

    EVPI = Σ_s P(s) · max_o E[averted_o | s] − max_o E[averted_o].
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from forestall.evidence.synthesis import CAMPS
from forestall.options.appraisal import Option, OptionId, Question
from forestall.options.futures import KINDS, STATES, Futures
from forestall.parameters import parameter
from forestall.provenance import Origin, Provenance
from forestall.vocabulary import PerpetratorKind

if TYPE_CHECKING:
    from numpy.typing import NDArray

RARE = 0.02
"""Worlds rarer than this are not held against an option: the draws say too little of them."""


_WHO = {
    PerpetratorKind.HOST_GOVERNMENT: "the host government",
    PerpetratorKind.NON_STATE: "an armed group inside",
    PerpetratorKind.HOSTILE_NEIGHBOUR: "a force from another country",
}


@dataclass(frozen=True, slots=True)
class Dispute:
    """One uncertain thing: a question, its states in words, and each draw's state."""

    name: str
    question: str
    states: tuple[str, ...]
    drawn: NDArray[np.int64]

    def shares(self) -> NDArray[np.float64]:
        """Probability of each state among the draws."""
        counts = np.bincount(self.drawn, minlength=len(self.states))
        return np.asarray(counts / self.drawn.size, dtype=np.float64)


def disputes(futures: Futures) -> tuple[Dispute, ...]:
    """The three things the appraisal hangs on."""
    return (
        Dispute(
            "consent",
            "Would the government let a mission in, and let it work?",
            tuple(f"consent is {state.value}" for state in STATES),
            futures.consent,
        ),
        Dispute(
            "perpetrator",
            "Who would do most of the killing?",
            tuple(f"the main killer is {_WHO[kind]}" for kind in KINDS),
            futures.main_kind,
        ),
        Dispute(
            "camp",
            "Which camp of studies of deployments is right here?",
            tuple(f"the studies that find {camp} are right" for camp in CAMPS),
            futures.camp,
        ),
    )


def conditional_means(
    dispute: Dispute, averted: dict[OptionId, NDArray[np.float64]]
) -> dict[int, dict[OptionId, float]]:
    """Mean deaths averted of each option in each state that is not :data:`RARE`."""
    shares = dispute.shares()
    return {
        state: {o: float(values[dispute.drawn == state].mean()) for o, values in averted.items()}
        for state in range(len(dispute.states))
        if shares[state] >= RARE
    }


def score_of(averted: NDArray[np.float64]) -> float:
    """Mean deaths averted, where a death added weighs ``harm_weight`` times as much."""
    weight = parameter("options", "harm_weight").value
    return float(np.where(averted < 0, weight * averted, averted).mean())


def conditional_scores(
    dispute: Dispute, averted: dict[OptionId, NDArray[np.float64]]
) -> dict[int, dict[OptionId, float]]:
    """:func:`score_of` each option in each state that is not :data:`RARE`."""
    shares = dispute.shares()
    return {
        state: {o: score_of(values[dispute.drawn == state]) for o, values in averted.items()}
        for state in range(len(dispute.states))
        if shares[state] >= RARE
    }


def worst_world(
    futures: Futures, averted: dict[OptionId, NDArray[np.float64]], option: OptionId
) -> tuple[float, str]:
    """The largest mean regret of an option over the disputed states, and which state that is.

    Regret in a state: the best option's mean deaths averted there, less this option's.
    """
    worst, where = 0.0, "none of the disputed things makes another option better"
    for dispute in disputes(futures):
        for state, means in conditional_means(dispute, averted).items():
            regret = max(means.values()) - means[option]
            if regret > worst:
                worst, where = regret, dispute.states[state]
    return worst, where


def questions(
    futures: Futures, options: tuple[Option, ...], recommended: OptionId
) -> tuple[Question, ...]:
    """What to find out first, the most valuable first.

    The swing is that of the recommended option; where nothing is recommended, of the option with
    the largest mean.
    """
    averted = {o.id: o.deaths_averted[12].values for o in options}
    looked_at = recommended
    if recommended is OptionId.NONE:
        looked_at = max(averted, key=lambda o: float(averted[o].mean()))
    found = [_question(d, averted, looked_at) for d in disputes(futures)]
    return tuple(sorted(found, key=lambda q: (-q.information_value, -q.swing)))


def _question(
    dispute: Dispute, averted: dict[OptionId, NDArray[np.float64]], option: OptionId
) -> Question:
    means = conditional_means(dispute, averted)
    shares = dispute.shares()
    kept = sum(shares[s] for s in means)
    informed = sum(shares[s] * max(means[s].values()) for s in means) / kept
    blind = max(sum(shares[s] * means[s][o] for s in means) / kept for o in averted)
    of_option = {state: means[state][option] for state in means}
    low, high = min(of_option, key=of_option.__getitem__), max(of_option, key=of_option.__getitem__)
    swing = of_option[high] - of_option[low]
    if len(means) == 1:
        text = f"Nearly certain: {dispute.states[high]}."
    elif swing < 0.5:
        text = f"It makes next to no difference to {option.in_words()}."
    else:
        text = _swing_in_words(option, dispute, of_option, low, high)
    return Question(
        question=dispute.question,
        swing=swing,
        information_value=max(informed - blind, 0.0),
        text=text,
        provenance=Provenance(
            origin=Origin.MODEL,
            what=f"Value of knowing: {dispute.question}",
            source="forestall.options.information",
            rows=tuple(
                f"{dispute.states[s]}: P = {shares[s]:.3f}, mean deaths averted "
                + ", ".join(f"{o.value} {v:.1f}" for o, v in means[s].items())
                for s in means
            ),
            formula="sum of P(s) max E[averted|s] - max E[averted]",
        ),
    )


def _swing_in_words(
    option: OptionId, dispute: Dispute, means: dict[int, float], low: int, high: int
) -> str:
    return (
        f"{option.in_words().capitalize()} would avert about {_count(means[high])} in a year "
        f"if {dispute.states[high]}, and about {_count(means[low])} if {dispute.states[low]}."
    )


def _count(deaths: float) -> str:
    rounded = round(deaths) or 0
    if rounded < 0:
        return f"{-rounded:,} fewer than none (harm)"
    return f"{rounded:,} {'death' if rounded == 1 else 'deaths'}"
