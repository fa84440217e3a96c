"""What would change the advice: the states of the disputed things in which it would be another."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from forestall.options.appraisal import ConditionState, Draws, Fit, Option, OptionId
from forestall.options.conditions import PROPORTION, shut
from forestall.options.futures import KINDS, STATES
from forestall.options.information import Dispute, Weighed, harm_weighed
from forestall.options.reasons import is_quiet
from forestall.parameters import parameter
from forestall.vocabulary import ConsentState, PerpetratorKind

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from forestall.situation.assessment import Assessment


def would_change(
    disputed: tuple[Weighed, ...],
    assessment: Assessment,
    options: tuple[Option, ...],
    recommended: OptionId,
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
    considered = [o for o in options if _states(o).get(PROPORTION) is not ConditionState.NOT_MET]
    margin = parameter("options", "smallest_benefit").value * expected.mean
    found = []
    for weighed in disputed:
        shares = weighed.dispute.shares()
        for state, averted in weighed.averted.items():
            if recommended is OptionId.NONE and not _reopens(weighed.dispute, state, options):
                continue
            best, gain = _better(averted, considered, recommended)
            wasted = recommended is not OptionId.NONE and best is OptionId.NONE
            if best is not recommended and (wasted or (shares[state] < 0.5 and gain > margin)):
                sentence = _switch(weighed.dispute.states[state], shares[state], best)
                found.append((-gain * shares[state], sentence))
    sentences = [sentence for _, sentence in sorted(found)[:4]]
    if len(considered) < len(options):
        line = parameter("options", "scale_deaths").value
        chance = float((expected.values >= line).mean())
        sentences.append(
            f"If {line:.0f} or more civilian deaths in a year became likely (now {chance:.0%}), a "
            "force would be in proportion."
        )
    return tuple(sentences)


def _better(
    averted: dict[OptionId, NDArray[np.float64]], considered: list[Option], recommended: OptionId
) -> tuple[OptionId, float]:
    """The best option of a state and how much better its score is than the recommended one's.

    An option goes before a cheaper one only if it is better by two standard errors.
    """
    scores = {option: harm_weighed(values) for option, values in averted.items()}
    best = OptionId.NONE
    for option in sorted(considered, key=lambda o: o.cost[12].mean):
        if _surely_above(scores[option.id] - scores[best]):
            best = option.id
    gain = scores[best] - scores[recommended]
    if best is not OptionId.NONE and not _surely_above(gain):
        return recommended, 0.0
    return best, float(gain.mean())


def _surely_above(gain: NDArray[np.float64]) -> bool:
    return float(gain.mean()) > 2 * float(gain.std()) / float(np.sqrt(gain.size))


def _reopens(dispute: Dispute, state: int, options: tuple[Option, ...]) -> bool:
    """Whether a state does away with what ruled every tool out: refusal, or the host as killer."""
    tools = [o for o in options if o.id is not OptionId.NONE]
    by_consent = dispute.name == "consent" and STATES[state] in (
        ConsentState.OBSTRUCTED,
        ConsentState.WILLING,
    )
    if all(o.fit is Fit.POOR for o in tools):
        return by_consent
    if all(o.fit is Fit.POOR or shut(o.conditions) for o in tools):
        by_others = KINDS[state] is not PerpetratorKind.HOST_GOVERNMENT if state < 3 else False
        return by_consent or (dispute.name == "perpetrator" and by_others)
    return True


def _states(option: Option) -> dict[str, ConditionState]:
    return {c.name: c.state for c in option.conditions}


def _switch(state: str, share: float, best: OptionId) -> str:
    what = "doing nothing new" if best is OptionId.NONE else best.in_words()
    return f"If {state} (now {share:.0%} likely), {what} would be the better choice."
