"""Mandate tasks."""

from __future__ import annotations

import pytest

from forestall.errors import BadValue
from forestall.missions.tasks import label, labels, task_counts, usual_tasks


def test_there_are_forty_tasks_and_the_authority_to_use_force() -> None:
    assert len(labels()) == 41
    assert label("ocat01") == "use of force"


def test_most_operations_since_1999_protect_civilians_and_may_use_force() -> None:
    usual = {t.task: t for t in usual_tasks("PKO")}
    assert {"mod11", "ocat01"} <= set(usual)
    assert usual["mod11"].of == 21  # operations begun 1999–2022 in UNPMM


def test_usual_means_at_least_the_share_asked_for() -> None:
    half = {t.task for t in usual_tasks("SPM")}
    third = {t.task for t in usual_tasks("SPM", share=1 / 3)}
    assert half < third
    assert "min05" in third  # good offices and mediation
    assert all(t.share < 0.5 for t in task_counts("SPM") if t.task not in half)


def test_unknown_code() -> None:
    with pytest.raises(BadValue, match="mod99"):
        label("mod99")
