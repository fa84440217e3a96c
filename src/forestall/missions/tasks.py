"""What missions are told to do: the 40 mandate tasks of UNPMM, and which are usual."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import polars as pl

from forestall import snapshot
from forestall.errors import BadValue
from forestall.provenance import Origin, Provenance

USE_OF_FORCE = "ocat01"
PROTECTION_OF_CIVILIANS = "mod11"
# UNAMSIL, in October 1999, was the first operation told to protect civilians under Chapter VII
FIRST_PROTECTION_MANDATE = 1999


@dataclass(frozen=True, slots=True)
class TaskCount:
    """How many of the missions of a type were ever given a task."""

    task: str
    label: str
    missions: int
    of: int

    @property
    def share(self) -> float:
        return self.missions / self.of


@cache
def labels() -> dict[str, str]:
    """Task code to a short label, in the order of the codebook.

    >>> labels()["mod11"]
    'protecting civilians'
    """
    return dict(snapshot.table("tasks").select("task", "label").iter_rows())


def label(task: str) -> str:
    """The label of a task code.

    Raises
    ------
    BadValue : no such task.
    """
    try:
        return labels()[task]
    except KeyError:
        raise BadValue(
            "Unknown mandate task",
            expected="a UNPMM task code, e.g. mod11",
            came=repr(task),
            remedy="see forestall.missions.tasks.labels()",
        ) from None


@cache
def task_counts(kind: str, since: int = FIRST_PROTECTION_MANDATE) -> tuple[TaskCount, ...]:
    """For each task: how many missions of a kind were ever mandated to do it, commonest first.

    ``kind`` is PKO (peacekeeping operation), SPM (special political mission) or GOE (good
    offices); missions that began in or after the year ``since`` are counted. Source: UNPMM 2.0,
    tasks carried forward within the mission.
    """
    started = (
        snapshot.table("missions")
        .filter((pl.col("type") == kind) & (pl.col("start").dt.year() >= since))
        .select("mission_id")
        .unique()
    )
    counts = (
        snapshot.table("mandates")
        .join(started, on="mission_id", how="semi")
        .group_by("task")
        .agg(pl.col("mission_id").n_unique().alias("missions"))
        .sort(["missions", "task"], descending=[True, False])
    )
    return tuple(
        TaskCount(task, label(task), missions, started.height)
        for task, missions in counts.iter_rows()
    )


def usual_tasks(
    kind: str, since: int = FIRST_PROTECTION_MANDATE, share: float = 0.5
) -> tuple[TaskCount, ...]:
    """The tasks that at least half (``share``) of the missions of a kind were given, by number.

    >>> all(t.share >= 0.5 for t in usual_tasks("PKO"))
    True
    """
    return tuple(count for count in task_counts(kind, since) if count.share >= share)


def usual_tasks_provenance(
    kind: str, since: int = FIRST_PROTECTION_MANDATE, share: float = 0.5
) -> Provenance:
    """Which counts stand behind :func:`usual_tasks`."""
    usual = usual_tasks(kind, since, share)
    return Provenance(
        origin=Origin.DATA,
        what=f"tasks mandated to {share:.0%} or more of the {kind}s begun since {since}",
        source="unpmm",
        version="2.0",
        rows=tuple(
            f"mandates: task={t.task} ({t.label}), {t.missions} of {t.of} missions" for t in usual
        ),
        formula=f"missions ever given the task / missions ≥ {share:.2f}",
    )
