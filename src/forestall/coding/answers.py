"""JSON lines in, JSON lines out: one step of the coder over a file of texts, a row for each.

For checks of one step against texts coded by others. Ids come back as they were given.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any

from forestall.coding.encoding import decoded, mended
from forestall.coding.language import language
from forestall.errors import EmptyInput, UnreadableFile

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from forestall.coding.detect import Set
    from forestall.coding.report import Count

AT_ONCE = 200
"""Texts looked at together."""


@dataclass(frozen=True, slots=True)
class Text:
    """A text with its id as the file has it; ``why`` it cannot be coded, empty where it can."""

    doc_id: Any
    text: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of an answer as JSON lines, and how many of them say why nothing is told."""

    lines: str
    rows: int
    skipped: int


def detected(labels: Set) -> Callable[[list[str]], list[dict[str, Any]]]:
    """The step that finds labels: ``{"labels": {label: probability}}`` for each text.

    ``labels`` names the set: ``forestall``, or ``india-police`` for the five of Halterman, Keith,
    Sarwar & O'Connor (2021), "Corpus-Level Evaluation for Event QA".
    """
    from forestall.coding.detect import Detector

    detector = Detector.packaged()

    def step(texts: list[str]) -> list[dict[str, Any]]:
        return [
            {"labels": {name: round(p, 5) for name, p in each.labels.items()}}
            for each in detector.articles(texts, labels=labels)
        ]

    return step


def extracted(texts: list[str]) -> list[dict[str, Any]]:
    """The step that counts: people killed and injured as each text states them.

    ``killed`` and ``injured`` have ``low``, ``best`` and ``high``: all 0 where the text tells of
    none; ``best`` is null where harm is told without a number, ``high`` where nothing bounds it.
    """
    from forestall.coding.counts import totals

    found = [totals(each) for each in texts]
    return [{"killed": _count(each.killed), "injured": _count(each.injured)} for each in found]


def _count(count: Count | None) -> dict[str, int | None]:
    return {"low": 0, "best": 0, "high": 0} if count is None else asdict(count)


def answered(
    file: Path,
    step: Callable[[list[str]], list[dict[str, Any]]],
    done: Callable[[int, int], None] | None = None,
) -> Rows:
    """Every row of a file of JSON lines with ``doc_id`` and ``text``, answered by a step.

    A row that cannot be read, has no text or is in another language comes back with ``skipped``,
    the reason, instead of an answer.

    Raises
    ------
    UnreadableFile : there is no such file.
    EmptyInput : it holds no rows.
    """
    lines: list[str] = []
    skipped = 0
    for batch in _batches(_texts(file)):
        good = [each for each in batch if not each.why]
        answers = iter(step([each.text for each in good]))
        for each in batch:
            skipped += bool(each.why)
            told = {"skipped": each.why} if each.why else next(answers)
            lines.append(json.dumps({"doc_id": each.doc_id, **told}, ensure_ascii=False))
        if done is not None:
            done(len(lines), 0)
    if not lines:
        raise EmptyInput(
            "No texts",
            expected='JSON lines, each {"doc_id": …, "text": …}',
            came=f"{file} without rows",
            remedy="check the file",
        )
    return Rows("\n".join(lines) + "\n", len(lines), skipped)


def _batches(texts: Iterable[Text]) -> Iterator[list[Text]]:
    source = iter(texts)
    while batch := list(islice(source, AT_ONCE)):
        yield batch


def _texts(file: Path) -> Iterator[Text]:
    try:
        lines = file.open("rb")
    except OSError as error:
        raise UnreadableFile(
            "The file cannot be read",
            expected="a file of JSON lines",
            came=f"{file}: {error.strerror}",
            remedy="check the path",
        ) from error
    with lines:
        for number, raw in enumerate(lines, 1):
            if raw.strip():
                yield _row(raw, number)


def _row(raw: bytes, number: int) -> Text:
    text = decoded(raw)
    try:
        row = json.loads(text or "")
    except (ValueError, RecursionError):
        return Text(number, "", "not JSON")
    if not isinstance(row, dict):
        return Text(number, "", "not a JSON object")
    doc_id, told = row.get("doc_id", number), row.get("text")
    if not isinstance(told, str):
        return Text(doc_id, "", "no text")
    if told.strip() and (spoken := language(told)) not in ("en", "und"):
        return Text(doc_id, "", f"not English; reads most like {spoken}")
    return Text(doc_id, mended(told))
