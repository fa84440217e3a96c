"""What the answer hangs on: the disputed things, what each is worth knowing, and regret.

Every future is a world with a state of consent, a main kind of killer and an effect of deployments.
Each state is held against the same deaths (:meth:`Futures.given`). How much killing is coming and
how resolute a force would be are two more: there the futures are sorted into thirds. Knowing one of
them before choosing is worth (expected value of perfect information, Raiffa & Schlaifer 1961)

    EVPI = Σ_s P(s) · max_o E[averted_o | s] − max_o E[averted_o].
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from forestall.evidence.synthesis import CAMPS
from forestall.options.appraisal import Option, OptionId, Question
from forestall.options.futures import Futures
from forestall.parameters import parameter
from forestall.provenance import Origin, Provenance
from forestall.strategy.world import KINDS, STATES
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


_EFFECT = {
    "fewer deaths": "deployments lower killing here",
    "no effect": "deployments change nothing here",
    "more deaths": "deployments raise killing here",
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
            futures.world.consent,
        ),
        Dispute(
            "perpetrator",
            "Who would do most of the killing?",
            tuple(f"the main killer is {_WHO[kind]}" for kind in KINDS),
            futures.world.main_kind,
        ),
        Dispute(
            "camp",
            "Do deployments lower killing in a case like this?",
            tuple(_EFFECT[camp] for camp in CAMPS),
            futures.world.camp,
        ),
    )


@dataclass(frozen=True, slots=True)
class Weighed:
    """A dispute with what each option averts over 12 months in each state: values by draw.

    States rarer than :data:`RARE` are left out.
    """

    dispute: Dispute
    averted: dict[int, dict[str, NDArray[np.float64]]]

    def means(self) -> dict[int, dict[str, float]]:
        """Mean deaths averted, by state and option."""
        return {
            state: {option: float(values.mean()) for option, values in options.items()}
            for state, options in self.averted.items()
        }


def sorted_things(futures: Futures) -> tuple[Dispute, ...]:
    """What is uncertain by degree, in thirds of the futures."""
    world = futures.world
    return (
        Dispute(
            "scale",
            "How much killing is coming?",
            (
                "little killing is coming",
                "middling killing is coming",
                "much killing is coming",
            ),
            _thirds(world.deaths[:12].sum(axis=0)),
        ),
        Dispute(
            "resolve",
            "Would the force fight when civilians are attacked?",
            (
                "the force's resolve is low for its kind",
                "the force's resolve is usual for its kind",
                "the force's resolve is high for its kind",
            ),
            _thirds(world.resolve),
        ),
    )


def _thirds(values: NDArray[np.float64]) -> NDArray[np.int64]:
    """0, 1 or 2 for the lowest, middle and highest third; ties by place."""
    rank = np.empty(values.size, dtype=np.int64)
    rank[np.argsort(values, kind="stable")] = np.arange(values.size)
    return rank * 3 // values.size


def weigh(futures: Futures) -> tuple[Weighed, ...]:
    """The uncertain things with every option's deaths averted in every state."""
    weighed = [
        Weighed(
            thing,
            {
                third: {n: futures.averted(n, 12)[thing.drawn == third] for n in futures.plans}
                for third in sorted(set(thing.drawn.tolist()))
            },
        )
        for thing in sorted_things(futures)
    ]
    for dispute in disputes(futures):
        shares = dispute.shares()
        averted = {}
        for state in range(len(dispute.states)):
            if shares[state] >= RARE:
                there = futures.given(dispute.name, np.flatnonzero(dispute.drawn == state))
                averted[state] = {name: there.averted(name, 12) for name in futures.plans}
        weighed.append(Weighed(dispute, averted))
    return tuple(weighed[2:] + weighed[:2])


def harm_weighed(averted: NDArray[np.float64]) -> NDArray[np.float64]:
    """Deaths averted by draw, where a death added weighs ``harm_weight`` times as much."""
    weight = parameter("options", "harm_weight").value
    return np.where(averted < 0, weight * averted, averted)


def score_of(averted: NDArray[np.float64]) -> float:
    """The mean of :func:`harm_weighed`."""
    return float(harm_weighed(averted).mean())


def worst_world(disputed: tuple[Weighed, ...], option: str) -> tuple[float, str]:
    """The largest mean regret of an option over the disputed states, and which state that is.

    Regret in a state: the best option's mean deaths averted there, less this option's.
    """
    worst, where = 0.0, "none of the disputed things makes another option better"
    for weighed in disputed:
        for state, means in weighed.means().items():
            regret = max(means.values()) - means[option]
            if regret > worst:
                worst, where = regret, weighed.dispute.states[state]
    return worst, where


def questions(
    disputed: tuple[Weighed, ...], options: tuple[Option, ...], recommended: Option
) -> tuple[Question, ...]:
    """What to find out first, the most valuable first.

    The swing is that of the recommended option; where nothing is recommended, of the option with
    the largest mean.
    """
    looked_at = recommended
    if recommended.id is OptionId.NONE:
        tools = [o for o in options if o.id is not OptionId.NONE]
        looked_at = max(tools, key=lambda o: o.deaths_averted[12].mean)
    found = [_question(weighed, looked_at) for weighed in disputed]
    return tuple(sorted(found, key=lambda q: (-q.information_value, -q.swing)))


def _question(weighed: Weighed, option: Option) -> Question:
    dispute, means = weighed.dispute, weighed.means()
    shares = dispute.shares()
    kept = sum(shares[s] for s in means)
    informed = sum(shares[s] * max(means[s].values()) for s in means) / kept
    names = next(iter(means.values()))
    blind = max(sum(shares[s] * means[s][o] for s in means) / kept for o in names)
    of_option = {state: means[state][option.name] for state in means}
    low, high = min(of_option, key=of_option.__getitem__), max(of_option, key=of_option.__getitem__)
    swing = of_option[high] - of_option[low]
    if len(means) == 1:
        text = f"Nearly certain: {dispute.states[high]}."
    elif swing < 0.5 or change(of_option[low]) == change(of_option[high]):
        text = f"It makes next to no difference to {option.id.in_words()}."
    else:
        text = _swing_in_words(option.id, dispute, of_option, low, high)
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
                + ", ".join(f"{o} {v:.1f}" for o, v in means[s].items())
                for s in means
            ),
            formula="sum of P(s) max E[averted|s] - max E[averted]",
        ),
    )


def _swing_in_words(
    option: OptionId, dispute: Dispute, means: dict[int, float], low: int, high: int
) -> str:
    return (
        f"{option.in_words().capitalize()} would {change(means[high])} in a year if "
        f"{dispute.states[high]}, and {change(means[low])} if {dispute.states[low]}."
    )


def change(averted: float) -> str:
    """What an option does, in words.

    >>> change(310.2), change(-1.1), change(0.3)
    ('avert about 310 deaths', 'add about 1 death', 'change next to nothing')
    """
    count = people(abs(averted))
    if count == "0":
        return "change next to nothing"
    deaths = "death" if count == "1" else "deaths"
    return f"{'avert' if averted > 0 else 'add'} about {count} {deaths}"


def people(count: float) -> str:
    """A count as it can honestly be said: two figures above 100, none of them decimals.

    >>> people(1474.2), people(47.4), people(-0.2)
    ('1,500', '47', '0')
    """
    if abs(count) < 100:
        return f"{round(count) or 0:,}"
    digits = len(str(int(abs(count)))) - 2
    return f"{round(count, -digits):,.0f}"
