"""The rules an assessment file must keep, each with an error that says how to mend it."""

from __future__ import annotations

from difflib import get_close_matches
from typing import Any

from forestall.errors import AssessmentError

TOLERANCE = 0.005
"""How far probabilities may be from summing to 1: hand-written ones are often rounded."""

LONGEST = 1_000
"""Letters of a name or a note."""


def check_keys(fields: Any, allowed: tuple[str, ...], where: str) -> None:
    """Raise if ``fields`` is no table or holds a key that is not ``allowed``."""
    if not isinstance(fields, dict):
        raise AssessmentError(
            f"{where} is not a table",
            expected=f"{where} followed by key = value lines",
            came=repr(fields)[:80],
            remedy="write it as a section of its own",
        )
    for key in fields:
        if key not in allowed:
            near = get_close_matches(key, allowed, n=1)
            hint = f"did you mean {near[0]!r}?" if near else "remove it"
            raise AssessmentError(
                f"Unknown key in {where}", expected=", ".join(allowed), came=key, remedy=hint
            )


def required_text(fields: dict[str, Any], key: str, where: str) -> str:
    """A key that must be there and hold text."""
    value = fields.get(key)
    if value is None or value == "" or (isinstance(value, str) and not value.strip()):
        raise AssessmentError(
            f"{where} has no {key}",
            expected=f'{key} = "…"',
            came="nothing" if value is None else repr(value),
            remedy=f"add the line {key} = …",
        )
    return text(fields, key, where)


def text(fields: dict[str, Any], key: str, where: str) -> str:
    """A key that holds text if it is there at all; empty if it is not."""
    value = fields.get(key, "")
    if not isinstance(value, str):
        raise AssessmentError(
            f"{key} in {where} is not text",
            expected=f'{key} = "…"',
            came=str(value)[:80],
            remedy="put it in double quotes",
        )
    if len(value) > LONGEST:
        raise AssessmentError(
            f"{key} in {where} is too long",
            expected=f"at most {LONGEST:,} letters: a brief has six pages",
            came=f"{len(value):,}",
            remedy="say it shorter, and keep the rest with your own papers",
        )
    return value


def number(fields: dict[str, Any], key: str, where: str, high: float = 1.0) -> float:
    """A key that must hold a number from 0 to ``high``; NaN is none, and true is none."""
    value = fields.get(key)
    ok = isinstance(value, int | float) and not isinstance(value, bool)
    if not ok or not 0 <= value <= high:  # type: ignore[operator]
        expected = f"a number from 0 to {high:,.0f}"
        raise AssessmentError(
            f"{key} in {where} is not usable",
            expected=expected,
            came="nothing" if value is None else str(value)[:80],
            remedy=f"set {key} to {expected}",
        )
    return float(value)  # type: ignore[arg-type]


def normalised(chances: list[float], what: str) -> list[float]:
    """The probabilities scaled to sum to 1; raises if they are off by more than rounding."""
    total = sum(chances)
    if abs(total - 1) > TOLERANCE:
        raise AssessmentError(
            f"{what[0].upper()}{what[1:]} do not sum to 1",
            expected="a sum of 1",
            came=f"{' + '.join(f'{c:g}' for c in chances)} = {total:g}",
            remedy="change them until they do; give the remainder to whoever is left",
        )
    return [chance / total for chance in chances]
