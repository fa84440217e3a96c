"""JSON lines in, JSON lines out: one step of the coder over a file of texts, a row for each.

For checks of one step against texts coded by others. Ids come back as they were given.
"""

from __future__ import annotations

import errno
import json
import os
from dataclasses import asdict, dataclass
from itertools import islice
from math import isfinite
from typing import TYPE_CHECKING, Any

from forestall.coding.encoding import decoded, lines, mended, whole
from forestall.coding.language import language, unread
from forestall.coding.rows import LONGEST
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
    written: list[str] = []
    skipped = 0
    for batch in _batches(_texts(file)):
        good = [each for each in batch if not each.why]
        answers = iter(step([each.text for each in good]))
        for each in batch:
            skipped += bool(each.why)
            told = {"skipped": each.why} if each.why else next(answers)
            written.append(_line({"doc_id": each.doc_id, **told}))
        if done is not None:
            done(len(written), 0)
    if not written:
        raise EmptyInput(
            "No texts",
            expected='JSON lines, each {"doc_id": …, "text": …}',
            came=f"{file} without rows",
            remedy="check the file",
        )
    return Rows("\n".join(written) + "\n", len(written), skipped)


def _line(row: dict[str, Any]) -> str:
    line = json.dumps(row, ensure_ascii=False)
    try:
        line.encode()
    except UnicodeEncodeError:  # an id with half a letter: written as it was given
        return json.dumps(row)
    return line


def _batches(texts: Iterable[Text]) -> Iterator[list[Text]]:
    source = iter(texts)
    while batch := list(islice(source, AT_ONCE)):
        yield batch


def _texts(file: Path) -> Iterator[Text]:
    try:
        if file.is_block_device() or file.is_char_device():
            raise OSError(errno.EINVAL, "a device, no file")
        # a pipe is read as it is, but one that nobody writes to must not be waited for
        stream = open(  # noqa: PTH123, SIM115
            os.open(file, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0)), "rb"
        )
        os.set_blocking(stream.fileno(), True)
    except OSError as error:
        raise UnreadableFile(
            "The file cannot be read",
            expected="a file of JSON lines",
            came=f"{file}: {error.strerror}",
            remedy="check the path",
        ) from error
    with stream:
        for number, raw in enumerate(lines(stream), 1):
            if raw.strip():
                yield _row(raw, number)


def _null(_: str) -> None:
    """NaN and Infinity, which are not JSON, as null: an answer must be JSON."""


def _number(digits: str) -> float | None:
    number = float(digits)
    return number if isfinite(number) else None


def _row(raw: bytes, number: int) -> Text:
    text = decoded(raw)
    try:
        row = json.loads(text or "", parse_constant=_null, parse_float=_number)
    except (ValueError, RecursionError):
        return Text(number, "", "not JSON")
    if not isinstance(row, dict):
        return Text(number, "", "not a JSON object")
    doc_id, told = row.get("doc_id", number), row.get("text")
    if not isinstance(told, str) or not told.strip():
        return Text(doc_id, "", "no text")
    told = mended(whole(told))
    if len(told) > LONGEST:
        return Text(doc_id, "", f"{len(told):,} characters; {LONGEST:,} are read")
    if (spoken := language(told)) not in ("en", "und"):
        return Text(doc_id, "", unread(spoken))
    return Text(doc_id, told)
