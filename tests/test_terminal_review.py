"""Review on a terminal, driven by a script: what is shown, decided, kept and refused."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from made_table import joiner, table

from forestall import terminal_review
from forestall.coding import gold, review
from forestall.coding import table as tables
from forestall.coding.gold import Decided
from forestall.coding.retrain import retrain
from forestall.coding.second_coder import Agreement, Measure
from forestall.errors import BadInput, BadValue
from forestall.terminal_incident import list_lines
from forestall.terminal_review import (
    Desk,
    Step,
    agreement_lines,
    decided,
    keep,
    lesson_lines,
    steps,
)


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    class Joining:
        incidents = staticmethod(joiner)

    monkeypatch.setitem(__import__("sys").modules, "forestall.coding.deduplicate", Joining)
    monkeypatch.setattr("forestall.coding.deduplicate", Joining, raising=False)
    path = tmp_path / "t.parquet"
    table().write(path)
    return path


def reviewed(path: Path, *answers: str, stop: type[BaseException] = EOFError) -> list[str]:
    """What is shown to a reviewer who gives these answers and then goes away."""
    left, shown = list(answers), []

    def ask(prompt: str) -> str:
        shown.append(prompt)
        if not left:
            raise stop
        return left.pop(0)

    Desk(path, ask, lambda line: shown.extend(line.split("\n")), coder="k").run()
    return shown


def statuses(path: Path) -> dict[str, str]:
    return {each.incident_id: each.status.value for each in tables.read(path).incidents}


def test_the_least_sure_comes_first(place: Path) -> None:
    shown = reviewed(place, "s", "s", "s")
    heads = [line for line in shown if line.startswith("[")]
    assert heads == [
        "[b2#1 · unreviewed · score 0.40]",
        "[c1#1 · unreviewed · score 0.60]",
        "[a1#1 · unreviewed · score 0.70]",
    ]
    assert "No incident is left to review." in shown
    assert shown[-1].startswith("0 decisions kept")


def test_an_incident_is_shown_with_its_words_tolls_and_links(place: Path) -> None:
    shown = "\n".join(reviewed(place, "s", "s"))
    assert "  killed       49/49/64  0.70" in shown
    assert "a2, sentence 1: killed, weapons, causes, responses" in shown
    assert "At least [49] died at [Kokas]; [64] by the count of villagers." in shown
    assert "  2  2024-02-20  Two Times  dead: 26  b1#1  linked 0.90" in shown
    assert "  1  c1#1: a2#1 – c1#1, 0.30" in shown


def test_decisions_are_kept_one_by_one(place: Path) -> None:
    reviewed(place, "a", "r", "q")
    assert statuses(place) == {"b2#1": "accepted", "c1#1": "rejected", "a1#1": "unreviewed"}
    kept = gold.read(gold.path_for(place))
    assert [(each.decision, each.incident_id, each.coder) for each in kept] == [
        (Decided.ACCEPTED, "b2#1", "k"), (Decided.REJECTED, "c1#1", "k"),
    ]  # fmt: skip


def test_nothing_is_lost_by_ctrl_c(place: Path) -> None:
    reviewed(place, "c killed 3", stop=KeyboardInterrupt)
    assert statuses(place)["b2#1"] == "corrected"
    assert gold.read(gold.path_for(place))[0].gold == "3"


def test_a_corrected_incident_is_shown_again_until_it_is_settled(place: Path) -> None:
    shown = reviewed(place, "c killed 3", "c province Morobe", "a", "q")
    assert shown.count("[b2#1 · corrected · score 0.40]") == 2
    assert "  province     Morobe  1.00" in shown
    assert statuses(place)["b2#1"] == "corrected"
    assert shown[-1].startswith("3 decisions")


def test_a_report_is_parted_and_an_incident_joined_by_number(place: Path) -> None:
    reviewed(place, "s", "s", "p 3", "q")
    assert list(statuses(place)) == ["a1#1", "a2#1", "b2#1", "c1#1"]
    shown = reviewed(place, "s", "j 1", "q")
    assert "  1  a2#1: a2#1 – c1#1, 0.30" in shown
    assert list(statuses(place)) == ["a1#1", "c1#1", "b2#1"]


def test_a_refused_answer_changes_nothing_and_is_explained(place: Path) -> None:
    shown = reviewed(place, "c killed lots", "c colour red", "p 9", "j zz", "x", "? kind")
    assert "That cannot stand in killed." in shown
    assert "There is no such field to correct." in shown
    assert "The incident has no such report." in shown
    assert "There is no such incident." in shown
    assert "r                reject: it is no incident" in shown
    assert "kind: state-based, non-state, one-sided" in shown
    assert set(statuses(place).values()) == {"unreviewed"}
    assert gold.read(gold.path_for(place)) == ()


def test_control_characters_of_an_article_do_not_reach_the_terminal(place: Path) -> None:
    before = tables.read(place)
    burning = before.incidents[1]
    report = burning.reports[0]
    quote = replace(report.quotes[0], text="Two\x1b[2J women died at Sumin.")
    changed = replace(burning, reports=(replace(report, quotes=(quote,)),))
    before.with_incidents([changed]).write(place)
    shown = "\n".join(reviewed(place))
    assert "\x1b" not in shown
    assert "Two\\x1b[2J women" in shown


def test_flags_become_steps_accepting_last(place: Path) -> None:
    todo = steps(
        accept=["a1#1"], reject=["c1#1"], sets=[("a1#1", "killed=53")], part=[("a1#1", "a2#1")]
    )
    after, made = decided(tables.read(place), todo, "k")
    keep(place, after, made)
    assert [each.decision for each in made] == [
        Decided.PARTED, Decided.CORRECTED, Decided.REJECTED, Decided.ACCEPTED,
    ]  # fmt: skip
    assert statuses(place) == {
        "a1#1": "corrected", "a2#1": "unreviewed", "b2#1": "unreviewed", "c1#1": "rejected",
    }  # fmt: skip


def test_a_step_that_cannot_be_done_stops_all(place: Path) -> None:
    with pytest.raises(BadValue):
        decided(tables.read(place), [Step(Decided.ACCEPTED, "a1#1"), Step(Decided.REJECTED, "?")])
    with pytest.raises(BadInput, match="FIELD=VALUE"):
        steps(sets=[("a1#1", "killed 53")])


def test_the_list_has_the_least_sure_first() -> None:
    lines = list_lines(table())
    assert lines[0] == "0.40  unreviewed  b2#1  2023-05-03  Sumin, Madang  dead: 2"
    assert [line.split()[2] for line in lines] == ["b2#1", "c1#1", "a1#1"]


def test_the_help_names_every_key() -> None:
    assert {line[0] for line in terminal_review.HELP.splitlines()} == set("arcpjsq?")


def test_lessons_are_told_with_their_reason() -> None:
    gold_of = [review.decision(table(), Decided.ACCEPTED, "a1#1")]
    lines = lesson_lines(retrain(gold_of))
    assert lines[1] == "incident             1      1  1 decision; 30 are needed"
    assert lines[-2].endswith("the articles were not given")
    assert lines[-1] == "Nothing is learnt yet: scores stay as they are."


def test_agreement_is_told_in_lines() -> None:
    measures = (
        Measure("kind", "nominal", 0.9, (0.8, 1.0), 0.95, 40, ""),
        Measure("killed", "ratio", None, None, None, 0, "no unit was coded twice"),
    )
    lines = agreement_lines(Agreement(1, measures))
    assert lines[1].split() == ["kind", "nominal", "0.90", "0.80", "to", "1.00", "95%", "40"]
    assert lines[2].endswith("no unit was coded twice")
