"""The packaged onset model: a small JSON file with its training data's version and its scores."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from forestall.errors import UnreadableFile
from forestall.warning.onset_calibration import FILE, Record
from forestall.warning.onset_ensemble import OnsetModel

FORMAT = 2
NAME = FILE
DIGITS = 10


@dataclass(frozen=True, slots=True)
class StoredModel:
    """A model with what is known of it."""

    model: OnsetModel
    data: str  # what it was trained on, in words
    scores: dict[str, Any]  # of forecasts made the same way, out of sample
    record: Record = field(default_factory=dict)  # onsets they expected, by as-of year


def as_text(stored: StoredModel) -> str:
    """The file's text; equal models give equal text."""
    content = {
        "format": FORMAT,
        "data": stored.data,
        "scores": stored.scores,
        "record": _rounded({str(year): stored.record[year] for year in sorted(stored.record)}),
        "model": _rounded(stored.model.to_dict()),
    }
    return json.dumps(content, sort_keys=True, separators=(",", ":")) + "\n"


def parse(text: str, name: str = NAME) -> StoredModel:
    """The inverse of :func:`as_text`.

    Raises
    ------
    UnreadableFile : not such a file, or one of another format.
    """
    try:
        content = json.loads(text)
        if content["format"] != FORMAT:
            raise ValueError(f"format {content['format']}")
        model = OnsetModel.from_dict(content["model"])
        record = {int(year): float(expected) for year, expected in content["record"].items()}
        return StoredModel(model, str(content["data"]), dict(content["scores"]), record)
    except (ValueError, KeyError, TypeError, IndexError, AttributeError) as error:
        raise UnreadableFile(
            "This is not an onset model of this version",
            expected=f"a JSON file of format {FORMAT}, as written by forestall",
            came=f"{name}: {error}",
            remedy="reinstall forestall, or train the model anew",
        ) from error


def read(path: Path) -> StoredModel:
    """A model from a file; :class:`UnreadableFile` if it is none."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UnreadableFile(
            "The onset model cannot be read",
            expected="a JSON file written by forestall",
            came=str(error),
            remedy="check the path",
        ) from error
    return parse(text, path.name)


@cache
def packaged() -> StoredModel:
    """The model that came with the package."""
    text = (files("forestall.warning") / NAME).read_text(encoding="utf-8")
    return parse(text)


def _rounded(value: Any) -> Any:
    """Floats to ten significant digits, in whatever they stand."""
    if isinstance(value, float):
        return float(f"{value:.{DIGITS}g}")
    if isinstance(value, dict):
        return {key: _rounded(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_rounded(one) for one in value]
    return value
