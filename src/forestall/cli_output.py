"""How an answer leaves a command: lines or JSON on standard output, or a file."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path


def as_json(fields: object) -> str:
    return json.dumps(fields, ensure_ascii=False, indent=2, allow_nan=False) + "\n"


def show_json(fields: object) -> None:
    typer.echo(as_json(fields), nl=False)


def show_lines(lines: Iterable[str]) -> None:
    typer.echo("\n".join(lines))


def show_text(text: str, out: Path | None) -> None:
    """Text as it is, to standard output or whole into a file."""
    from forestall.output import write_text

    if out is None:
        typer.echo(text, nl=False)
    else:
        write_text(out, text)
