"""Where a number of a brief came from: its whole path as an indented tree."""

from __future__ import annotations

import json
from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path
from types import MappingProxyType
from typing import Any

from forestall.errors import UnknownNumber, UnreadableFile
from forestall.provenance import Origin, Provenance

_WORDS = {
    Origin.DATA: "data",
    Origin.STUDY: "study",
    Origin.MODEL: "model",
    Origin.JUDGMENT: "judgment",
    Origin.PERSON: "set by hand",
}
_ROWS_SHOWN = 40
_LARGEST = 50_000_000
"""Bytes; a brief has about one million."""


def list_numbers(file: str | Path) -> str:
    """Every number of ``brief.json``, a line each: its id, how it is said, its unit.

    Raises
    ------
    UnreadableFile : the file is missing or is no brief.
    """
    numbers = _numbers(Path(file))
    wide = max(map(len, numbers), default=0)
    return "\n".join(f"{id:<{wide}}  {_said(n)}" for id, n in sorted(numbers.items()))


def explain(file: str | Path, number_id: str) -> str:
    """The path of one number of ``brief.json`` down to rows and studies, indented by step.

    Raises
    ------
    UnreadableFile : the file is missing or is no brief.
    UnknownNumber : the brief has no such number; the remedy names near ones.
    """
    number = _number(_numbers(Path(file)), number_id)
    path = _path_of(number, Path(file))
    lines = [f"{number_id}: {_said(number)}", *_exact(number)]
    lines += tree(path, quotes=_quotes(path))
    return "\n".join(lines)


def _quotes(path: Provenance) -> dict[str, str]:
    """Newspaper sentences by where they stand, from the user's own store.

    A brief travels without them, for they may name people; whoever holds the articles' table
    reads them here.
    """
    from forestall.brief.ledger import steps
    from forestall.brief.pages.newspapers import quoted
    from forestall.records.holdings import Holdings
    from forestall.records.newspapers import SOURCE

    if not any(step.source.startswith(SOURCE) for step in steps(path)):
        return {}
    return quoted(Holdings.open().overlay.incidents)


def as_dict(file: str | Path, number_id: str | None = None) -> dict[str, Any] | list[Any]:
    """One number of ``brief.json`` with its ``id`` and whole ``provenance``, or all without it.

    Raises
    ------
    UnreadableFile, UnknownNumber : as :func:`explain`.
    """
    numbers = _numbers(Path(file))
    if number_id is None:
        return [
            {"id": id, **{key: value for key, value in number.items() if key != "provenance"}}
            for id, number in sorted(numbers.items())
        ]
    number = _number(numbers, number_id)
    provenance = _path_of(number, Path(file)).as_dict()
    return {"id": number_id, **number, "provenance": provenance}


def _number(numbers: dict[str, dict[str, Any]], number_id: str) -> dict[str, Any]:
    if number_id not in numbers:
        near = get_close_matches(number_id.replace("_", "-"), numbers, n=4, cutoff=0.4)
        raise UnknownNumber(
            "No such number in this brief",
            expected=f"one of its {len(numbers)} numbers",
            came=repr(number_id),
            remedy=f"did you mean {' or '.join(near)}?" if near else "leave the id out to list all",
        )
    return numbers[number_id]


def _said(number: dict[str, Any]) -> str:
    """The number as the brief says it; a mark without figures has only its unit."""
    text, unit = str(number.get("text", "")), str(number.get("unit", ""))
    return f"{text} ({unit})" if text else unit


def _exact(number: dict[str, Any]) -> list[str]:
    parts = [f"value {number['value']}"] if number.get("value") is not None else []
    if "low" in number and "high" in number:
        parts.append(f"90% range {number['low']} to {number['high']}")
    if number.get("set_by_hand"):
        parts.append("set by hand")
    return [f"  {', '.join(parts)}"] if parts else []


def tree(
    step: Provenance, depth: int = 0, quotes: Mapping[str, str] = MappingProxyType({})
) -> list[str]:
    """A provenance as lines, each step two columns deeper than what rests on it.

    ``quotes`` are the words that some rows point to.
    """
    pad = "  " * (depth + 1)
    lines = [f"{'  ' * depth}└ {_WORDS[step.origin]}: {step.what}"]
    if step.source:
        lines.append(f"{pad}  from {step.source}{f', {step.version}' if step.version else ''}")
    if step.formula:
        lines.append(f"{pad}  by {step.formula}")
    if not step.verified:
        lines.append(f"{pad}  not verified")
    for row in step.rows[:_ROWS_SHOWN]:
        lines.append(f"{pad}  · {row}")
        if row in quotes:
            lines.append(f"{pad}    “{quotes[row]}”")
    if len(step.rows) > _ROWS_SHOWN:
        lines.append(f"{pad}  · and {len(step.rows) - _ROWS_SHOWN} more in brief.json")
    for below in step.inputs:
        lines += tree(below, depth + 1, quotes)
    return lines


def _trouble(error: Exception) -> str:
    if isinstance(error, OSError):
        return error.strerror or type(error).__name__
    return "no JSON" if isinstance(error, ValueError | RecursionError) else "JSON without numbers"


def _numbers(path: Path) -> dict[str, dict[str, Any]]:
    try:
        with path.open("rb") as stream:
            content = stream.read(_LARGEST + 1)  # a device may have no end
        if len(content) > _LARGEST:
            raise _no_brief(path, f"more than {_LARGEST:,} bytes")
        numbers = json.loads(content.decode("utf-8"))["numbers"]
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise _no_brief(path, _trouble(error)) from error
    if not isinstance(numbers, dict) or not all(isinstance(n, dict) for n in numbers.values()):
        raise _no_brief(path, "its 'numbers' is no table of numbers")
    return numbers


def _path_of(number: dict[str, Any], path: Path) -> Provenance:
    try:
        return Provenance.from_dict(number["provenance"])
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise _no_brief(path, "a number whose provenance was damaged") from error


def _no_brief(path: Path, came: str) -> UnreadableFile:
    return UnreadableFile(
        "Not a brief",
        expected="a brief.json written by 'forestall brief'",
        came=f"{path}: {came}",
        remedy="give the path of a brief.json",
    )
