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


def check_out(out: Path | None, *read: Path) -> None:
    """Refuse, before any work, a place that cannot be written or that holds what is to be read.

    Raises
    ------
    BadInput : ``out`` is one of the files that are read.
    OutputError : it is a folder, or its folder cannot be made or written.
    """
    from forestall.errors import BadInput, OutputError
    from forestall.output import folder

    if out is None or (out.exists() and not out.is_file() and not out.is_dir()):
        return  # a device or a pipe is written to as it is
    if out.is_dir():
        raise OutputError(
            "The file could not be written",
            expected="the name of a file after --out",
            came=f"{out}, a folder",
            remedy=f"name a file in it, such as {out / 'NAME'}",
        )
    if any(each.exists() and out.exists() and each.samefile(out) for each in read):
        raise BadInput(
            "The answer would be written over what it is made from",
            expected="another file after --out",
            came=str(out),
            remedy="choose another name with --out",
        )
    folder(out.parent)


def show_text(text: str, out: Path | None) -> None:
    """Text as it is, to standard output or whole into a file."""
    from forestall.output import write_text

    if out is None:
        typer.echo(text, nl=False)
    else:
        write_text(out, text)
