"""What a review teaches: only what it can, only where it helps, said with its scores."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from made_table import many, table

from forestall.coding import retrain, review
from forestall.coding.gold import Decided, Decision, SeenLink
from forestall.coding.logistic import Platt, cross_validated, fitted, scored
from forestall.coding.retrain import Trained
from forestall.errors import EmptyInput, UnreadableFile


def decision(number: int, decided: Decided, **more: object) -> Decision:
    """A decision on incident ``number``; its kind had the score 0.9 and was coded one-sided."""
    told = {"scores": {"kind": 0.9}, "score": 0.9, "coded": "one-sided", "gold": "non-state"}
    return Decision(
        "", "", decided, f"i{number}", (f"d{number}",), (f"d{number}#1",), **told | more
    )


def overconfident(n: int = 60) -> list[Decision]:
    """Every second kind that had the score 0.9 was wrong."""
    kinds = (Decided.ACCEPTED, Decided.CORRECTED)
    return [decision(i, kinds[i % 2], field="kind" * (i % 2)) for i in range(n)]


def lesson(trained: Trained, what: str) -> retrain.Lesson:
    return next(each for each in trained.lessons if each.what == what)


def test_an_overconfident_score_is_drawn_down() -> None:
    trained = retrain.retrain(overconfident())
    kind = lesson(trained, "kind")
    assert (kind.decisions, kind.right, kind.used) == (60, 30, True)
    assert kind.before is not None
    assert kind.after is not None
    # Before: half of the losses are −ln 0.9, half −ln 0.1; Brier (0.01 + 0.81)/2.
    assert kind.before.log_loss == pytest.approx(-(np.log(0.9) + np.log(0.1)) / 2)
    assert kind.before.brier == pytest.approx(0.41)
    assert kind.after.brier < 0.27
    assert 0.5 < trained.right("kind", 0.9) < 0.65  # drawn towards 0.5, held by the prior
    assert trained.right("date", 0.9) == 0.9


def test_too_few_decisions_teach_nothing_and_say_so() -> None:
    trained = retrain.retrain(overconfident(29))
    assert trained.fields == {}
    assert lesson(trained, "kind").why == "29 decisions; 30 are needed"
    assert lesson(trained, "links").why == "0 decisions; 30 are needed"
    assert lesson(trained, "gate").why == "the articles were not given"


def test_one_sided_decisions_teach_nothing() -> None:
    trained = retrain.retrain([decision(i, Decided.ACCEPTED) for i in range(40)])
    assert lesson(trained, "kind").why == "40 right, 0 wrong; 5 of each are needed"


def test_scores_that_are_right_already_stay() -> None:
    gold = [
        decision(i, Decided.CORRECTED if i % 10 == 0 else Decided.ACCEPTED,
                 field="kind" if i % 10 == 0 else "")
        for i in range(100)
    ]  # fmt: skip
    trained = retrain.retrain(gold)
    assert not lesson(trained, "kind").used
    assert lesson(trained, "kind").why == "cross-validation does not get clearly better"
    assert trained.right("kind", 0.9) == 0.9


def test_rejected_incidents_teach_about_incidents_and_not_about_fields() -> None:
    kinds = (Decided.ACCEPTED, Decided.REJECTED)
    trained = retrain.retrain([decision(i, kinds[i % 2]) for i in range(60)])
    assert lesson(trained, "kind").decisions == 30
    assert (lesson(trained, "incident").decisions, lesson(trained, "incident").right) == (60, 30)
    assert trained.right("incident", 0.9) < 0.65


def test_a_later_decision_counts() -> None:
    gold = [decision(0, Decided.ACCEPTED), decision(0, Decided.REJECTED)]
    trained = retrain.retrain(gold)
    assert (lesson(trained, "incident").decisions, lesson(trained, "incident").right) == (1, 0)
    assert lesson(trained, "kind").decisions == 0


def parted(number: int, probability: float) -> Decision:
    one, other = f"d{number}#1", f"e{number}#1"
    link = SeenLink(one, other, probability, True)
    return Decision("", "", Decided.PARTED, one, (), (one, other), others=(other,), links=(link,))


def accepted(number: int, probability: float) -> Decision:
    one, other = f"d{number}#1", f"e{number}#1"
    link = SeenLink(one, other, probability, True)
    return Decision("", "", Decided.ACCEPTED, one, (), (one, other), links=(link,))


def test_links_parted_by_hand_raise_the_bar() -> None:
    gold = [(parted if i % 3 else accepted)(i, 0.7) for i in range(60)]
    trained = retrain.retrain(gold)
    found = lesson(trained, "links")
    assert (found.decisions, found.right, found.used) == (60, 20, True)
    # Two thirds at 0.7 were wrong: log odds −ln 2 − ln(7/3) = −1.54, drawn a little to 0.
    assert -1.54 < trained.links.shift < -1.2
    assert trained.links.stretch == 1.0
    assert trained.join_at() == pytest.approx(1 / (1 + np.exp(trained.links.shift)))


def test_reports_parted_and_joined_again_count_as_joined() -> None:
    again = replace(parted(0, 0.7), decision=Decided.JOINED, report_ids=("d0#1",), others=("e0#1",))
    found = lesson(retrain.retrain([parted(0, 0.7), again]), "links")
    assert (found.decisions, found.right) == (1, 1)


def test_the_gate_is_learnt_from_articles() -> None:
    kinds = (Decided.ACCEPTED, Decided.REJECTED)
    gold = [decision(i, kinds[i % 2]) for i in range(60)]
    trained = retrain.retrain(gold, {f"d{i}": 0.9 for i in range(60)})
    assert lesson(trained, "gate").used
    assert trained.gate(0.9) < 0.65
    assert trained.violent_at(0.05) > 0.05
    assert Trained().violent_at(0.05) == pytest.approx(0.05)


def test_trained_scores_are_for_what_nobody_has_reviewed() -> None:
    trained = retrain.retrain(overconfident())
    before = review.correct(many(4), "m1a#1", "kind", "state-based")
    after = {each.incident_id: each for each in trained.applied(before).incidents}
    assert after["a1#1"].kind.score == pytest.approx(trained.right("kind", 0.8))
    assert after["a1#1"].kind.score < 0.8
    assert after["a1#1"].when == table().incidents[0].when
    assert after["m1a#1"].kind.score == 1.0


def test_written_and_read_again(tmp_path: Path) -> None:
    trained = retrain.retrain(overconfident())
    trained.write(tmp_path / "coder.json")
    assert retrain.read(tmp_path / "coder.json") == trained
    assert (tmp_path / "coder.json").stat().st_size < 6000


def test_what_is_no_coder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.json").write_text('{"layout": "other"}')
    for name in ("x.json", "none.json"):
        with pytest.raises(UnreadableFile):
            retrain.read(tmp_path / name)
    with pytest.raises(EmptyInput):
        retrain.retrain([])


def test_decisions_taken_from_a_table_teach() -> None:
    now = many(40)
    gold = [review.decision(now, Decided.ACCEPTED, each.incident_id) for each in now.incidents]
    trained = retrain.retrain(gold)
    assert lesson(trained, "incident").decisions == len(now.incidents)
    assert lesson(trained, "links").decisions == 4
    assert lesson(trained, "links").right == 3


def test_a_fit_without_data_is_no_change() -> None:
    assert fitted(np.array([]), np.array([])) == Platt(0.0, 1.0)
    with_even = fitted(np.full(40, 0.5), np.tile([0.0, 1.0], 20))
    assert with_even.shift == pytest.approx(0.0)


def test_folds_keep_an_incident_together() -> None:
    given, came = np.full(50, 0.8), np.tile([0.0, 1.0], 25)
    one_group = cross_validated(given, came, ["same"] * 50)
    assert one_group.tolist() == given.tolist()  # nothing is left to learn from
    assert scored(cross_validated(given, came, list(range(50))), came).brier < 0.34
