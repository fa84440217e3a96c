"""What would change the advice: the states of the disputed things in which it would be another."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from forestall.options.appraisal import ConditionState, Draws, Fit, Option, OptionId
from forestall.options.conditions import CREDIBLE, PROPORTION, shut
from forestall.options.information import Dispute, Weighed, harm_weighed
from forestall.options.reasons import is_quiet
from forestall.parameters import parameter
from forestall.strategy.world import STATES
from forestall.vocabulary import ConsentState

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from forestall.situation.assessment import Assessment


def would_change(
    disputed: tuple[Weighed, ...],
    assessment: Assessment,
    options: tuple[Option, ...],
    recommended: Option,
    expected: Draws,
) -> tuple[str, ...]:
    """What would change the advice: states of the disputed things in which another is better.

    Left out are states already likelier than not (unless the advice fails there), differences
    below ``smallest_benefit`` of the expected deaths or within the draws' sampling error, and,
    where a tool was ruled out by who kills or by refusal, states that leave it so.
    """
    if is_quiet(assessment, expected):
        return (
            "Killing of civilians that these data do not hold: newer, unreported or uncounted.",
            "A threat an analyst can name: write it into an assessment file and appraise again.",
        )
    considered = [o for o in options if not _ruled_out(o, PROPORTION, CREDIBLE)]
    margin = parameter("options", "smallest_benefit").value * expected.mean
    found = []
    for weighed in disputed:
        shares = weighed.dispute.shares()
        for state, averted in weighed.averted.items():
            if recommended.id is OptionId.NONE and not _reopens(weighed.dispute, state, options):
                continue
            best, gain = _better(averted, considered, recommended)
            wasted = recommended.id is not OptionId.NONE and best.id is OptionId.NONE
            if best is not recommended and (wasted or (shares[state] < 0.5 and gain > margin)):
                sentence = _switch(weighed.dispute.states[state], shares[state], best.id)
                found.append((-gain * shares[state], sentence))
    sentences = [sentence for _, sentence in sorted(found)[:4]]
    if any(_ruled_out(o, PROPORTION) for o in options):
        line = parameter("options", "scale_deaths").value
        chance = float((expected.values >= line).mean())
        sentences.append(
            f"If {line:.0f} or more civilian deaths in a year became likely (now {chance:.0%}), a "
            "force would be in proportion."
        )
    if any(_ruled_out(o, CREDIBLE) for o in options):
        line = parameter("options", "war_not_met").value
        sentences.append(
            f"If the war shrank below {line:,.0f} deaths a year (now {assessment.scale_12m:,}), a "
            "force could again deter in places."
        )
    return tuple(sentences) or (
        "None of the things in doubt here would change the advice by itself.",
    )


def _better(
    averted: dict[str, NDArray[np.float64]], considered: list[Option], recommended: Option
) -> tuple[Option, float]:
    """The best option of a state and how much better its score is than the recommended one's.

    An option goes before a cheaper one only if it is better by two standard errors.
    """
    scores = {name: harm_weighed(values) for name, values in averted.items()}
    ranked = sorted(considered, key=lambda o: o.cost[12].mean)
    best = next(o for o in ranked if o.id is OptionId.NONE)
    for option in ranked:
        if _surely_above(scores[option.name] - scores[best.name]):
            best = option
    gain = scores[best.name] - scores[recommended.name]
    if best.id is not OptionId.NONE and not _surely_above(gain):
        return recommended, 0.0
    return best, float(gain.mean())


def _surely_above(gain: NDArray[np.float64]) -> bool:
    return float(gain.mean()) > 2 * float(gain.std()) / float(np.sqrt(gain.size))


def _reopens(dispute: Dispute, state: int, options: tuple[Option, ...]) -> bool:
    """Whether a state does away with what ruled every tool out: consent that is not to be had."""
    tools = [o for o in options if o.id is not OptionId.NONE]
    by_consent = dispute.name == "consent" and STATES[state] in (
        ConsentState.OBSTRUCTED,
        ConsentState.WILLING,
    )
    return by_consent or not all(o.fit is Fit.POOR or shut(o.conditions) for o in tools)


def _ruled_out(option: Option, *names: str) -> bool:
    return any(c.state is ConditionState.NOT_MET for c in option.conditions if c.name in names)


def _switch(state: str, share: float, best: OptionId) -> str:
    what = "doing nothing new" if best is OptionId.NONE else best.in_words()
    return f"If {state} (now {share:.0%} likely), {what} would be the better choice."
