"""What knowing is worth, and which world an option would be most regretted in."""

from __future__ import annotations

import numpy as np
import pytest
from made_up import futures, of, option
from made_world import attacks

from forestall.options.appraisal import OptionId
from forestall.options.information import (
    Dispute,
    Weighed,
    change,
    disputes,
    people,
    questions,
    score_of,
    sorted_things,
    weigh,
    worst_world,
)

NONE, TALKS, FORCE, BOTH = OptionId


def two_states() -> Weighed:
    """Three draws in four are of the first state, where talks avert 10; else a force averts 20."""
    dispute = Dispute("consent", "Which?", ("it is one", "it is two"), np.array([0, 0, 0, 1]))
    return Weighed(
        dispute,
        {
            0: {NONE: np.zeros(4), TALKS: np.full(4, 10.0), FORCE: np.zeros(4), BOTH: np.zeros(4)},
            1: {NONE: np.zeros(4), TALKS: np.zeros(4), FORCE: np.full(4, 20.0), BOTH: np.zeros(4)},
        },
    )


def all_options() -> tuple:
    return tuple(option(id_, [0.0], cost=i) for i, id_ in enumerate(OptionId))


def test_value_of_information_by_hand() -> None:
    (question,) = questions((two_states(),), all_options(), of(all_options(), TALKS))
    # knowing: 0.75 x 10 + 0.25 x 20 = 12.5; not knowing: talks, 0.75 x 10 = 7.5
    assert question.information_value == pytest.approx(5.0)
    # talks avert 10 in one state and none in the other
    assert question.swing == pytest.approx(10.0)
    assert question.text == (
        "A political mission would avert about 10 deaths in a year if it is one, "
        "and change next to nothing if it is two."
    )


def test_the_most_valuable_question_comes_first() -> None:
    idle = Weighed(
        Dispute("camp", "Idle?", ("so", "not so"), np.array([0, 1])),
        {s: {o: np.ones(2) for o in OptionId} for s in (0, 1)},
    )
    asked = questions((idle, two_states()), all_options(), of(all_options(), FORCE))
    assert [q.question for q in asked] == ["Which?", "Idle?"]
    assert asked[1].text == "It makes next to no difference to a preventive deployment."


def test_worst_world_by_hand() -> None:
    # talks in the second state: the force's 20 less nothing; a force in the first: 10
    assert worst_world((two_states(),), TALKS) == (20.0, "it is two")
    assert worst_world((two_states(),), FORCE) == (10.0, "it is one")


def test_an_option_best_everywhere_is_never_regretted() -> None:
    weighed = Weighed(
        Dispute("camp", "?", ("so",), np.zeros(2, dtype=np.int64)),
        {0: {NONE: np.zeros(2), TALKS: np.ones(2), FORCE: np.zeros(2), BOTH: np.zeros(2)}},
    )
    assert worst_world((weighed,), TALKS)[0] == 0


def test_harm_weighs_twice() -> None:
    # (3 - 2 x 1) / 2
    assert score_of(np.array([3.0, -1.0])) == pytest.approx(0.5)


def test_states_too_rare_to_tell_of_are_left_out() -> None:
    there = futures(100, consent=np.array([3] * 99 + [0]))
    consent = weigh(there)[0]
    assert consent.dispute.name == "consent"
    assert list(consent.averted) == [3]
    assert consent.dispute.shares() == pytest.approx([0.01, 0, 0, 0.99])


def test_states_differ_only_in_what_is_disputed() -> None:
    """Deaths are a hundred times higher in the futures of obstruction, by chance: no matter."""
    there = futures(
        4,
        deaths=np.tile([1.0, 1.0, 100.0, 100.0], (12, 1)),
        consent=np.array([3, 3, 2, 2]),
        effects={
            "political_mission": np.zeros((3, 4)),
            "preventive_deployment": np.tile([[0.0], [-0.2], [0.0]], 4),
        },
        access={
            tool: np.tile([[0.0], [0.5], [1.0], [1.0]], 4)
            for tool in ("political_mission", "preventive_deployment")
        },
        dice=attacks(4, 12, go=0.9),
    )
    means = weigh(there)[0].means()
    assert means[2][FORCE] == pytest.approx(means[3][FORCE])
    assert means[3][FORCE] > 0


def test_thirds_by_hand() -> None:
    """Sorted by the killing that comes, and by resolve; futures alike stay in their order."""
    totals = np.array([30.0, 10.0, 20.0, 60.0, 50.0, 40.0])
    there = futures(6, deaths=np.tile(totals / 12, (12, 1)), resolve=np.zeros(6))
    scale, resolve = sorted_things(there)
    assert scale.drawn.tolist() == [1, 0, 0, 2, 2, 1]
    assert resolve.drawn.tolist() == [0, 0, 1, 1, 2, 2]
    assert scale.shares() == pytest.approx([1 / 3] * 3)
    assert scale.states[2] == "much killing is coming"
    # what does not divide by three is a third as nearly as can be: 2, 1 and 1 of four
    four = futures(4, resolve=np.arange(4.0))
    assert sorted_things(four)[1].drawn.tolist() == [0, 0, 1, 2]


def test_every_future_stands_in_one_third() -> None:
    there = futures(9, dice=attacks(9, 12, go=0.9), deaths=np.tile(np.arange(1.0, 10), (12, 1)))
    scale = next(w for w in weigh(there) if w.dispute.name == "scale")
    whole = there.averted(FORCE, 12)
    assert [values[FORCE].size for values in scale.averted.values()] == [3, 3, 3]
    assert [scale.averted[i][FORCE].tolist() for i in range(3)] == [
        whole[3 * i : 3 * i + 3].tolist() for i in range(3)
    ]


def test_all_five_things_are_asked_about() -> None:
    names = [weighed.dispute.name for weighed in weigh(futures(3))]
    assert names == ["consent", "perpetrator", "camp", "scale", "resolve"]


def test_disputes_cover_the_three_things() -> None:
    assert [d.name for d in disputes(futures())] == ["consent", "perpetrator", "camp"]
    assert all(d.shares().sum() == pytest.approx(1) for d in disputes(futures()))


@pytest.mark.parametrize(
    ("averted", "words"),
    [
        (0.4, "change next to nothing"),
        (-0.4, "change next to nothing"),
        (1.2, "avert about 1 death"),
        (-310.0, "add about 310 deaths"),
        (1474.2, "avert about 1,500 deaths"),
    ],
)
def test_changes_in_words(averted: float, words: str) -> None:
    assert change(averted) == words


def test_people_never_say_minus_nothing() -> None:
    assert people(-0.3) == "0"
