"""A line that cannot be read (an unknown option, a wrong value) as a named error."""

from __future__ import annotations

import re
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

import typer

from forestall.errors import BadInput

if TYPE_CHECKING:
    from collections.abc import Sequence

USAGE: type[Exception] = typer.BadParameter.__bases__[0]
"""Click's error of usage, of which a bad value is one; Typer may carry a Click of its own."""
_WANTED = (
    (r".*valid integer.*", "a whole number"),
    (r"Input should be ((?:greater|less) than or equal to .*)", r"a number \1"),
    (r".* is not (one of .*)", r"\1"),
    (r".* is not in the range (.*)", r"a number in the range \1"),
)
"""How Typer and Click say what a value should have been, and how we say it."""


def named(error: Any, context: Any, line: Sequence[str]) -> BadInput:
    """What was expected, what came and what to do.

    Parameters
    ----------
    error : Click's error of usage.
    context : Click's context of the group, where the error has none of its own.
    line : the words of the line.
    """
    context = error.ctx or context
    hint = f"'{_command(context)} --help' shows what it takes"
    message = str(error.message).strip().rstrip(".")
    kind = type(error).__name__
    if kind == "NoSuchOption":
        return _no_option(error, context, hint)
    if kind == "BadOptionUsage":
        return _error("Option without its value", "a value after the option", message, hint)
    if kind == "MissingParameter":
        return _error(f"{_name(error)} is missing", _usage(context), "nothing", hint)
    if isinstance(error, typer.BadParameter):
        return _bad_value(error, message, line, hint)
    if found := re.match(r"No such command '([^']*)'", message):
        names = sorted(context.command.commands)
        near = _near(found[1], names)
        return _error("Unknown command", _one_of(names), repr(found[1]), near or hint)
    extra = re.search(r"unexpected extra argument.*\((.*)\)", message)
    what = "Too many words" if extra else "The line cannot be read"
    return _error(what, _usage(context), extra[1] if extra else message, hint)


def _error(what: str, expected: str, came: str, remedy: str) -> BadInput:
    return BadInput(what, expected=expected, came=came, remedy=remedy)


def _one_of(names: Sequence[str]) -> str:
    return f"one of {', '.join(names)}"


def _no_option(error: Any, context: Any, hint: str) -> BadInput:
    known = sorted({o for p in context.command.params for o in p.opts if o.startswith("--")})
    near = _near(error.option_name, [*(error.possibilities or ()), *known])
    return _error("Unknown option", _one_of([*known, "--help"]), error.option_name, near or hint)


def _name(error: Any) -> str:
    """The option, or the argument as the help has it."""
    parameter = error.param
    if parameter is None:
        return "A value"
    options = _options(error)
    return str(options[0] if options else parameter.metavar or parameter.name)


def _options(error: Any) -> list[str]:
    return [o for o in getattr(error.param, "opts", ()) if o.startswith("-")]


def _bad_value(error: Any, message: str, line: Sequence[str], hint: str) -> BadInput:
    said = message.removeprefix("Value error, ")
    wanted = (found.expand(ours) for p, ours in _WANTED if (found := re.fullmatch(p, said)))
    given = _given(_options(error), line)
    came = said if given is None else repr(given)
    return _error(f"{_name(error)} cannot take that value", next(wanted, said), came, hint)


def _given(options: list[str], line: Sequence[str]) -> str | None:
    """The last value an option was given on the line, if it is seen there."""
    values = [
        word.partition("=")[2] if "=" in word else after
        for word, after in zip(line, [*line[1:], None], strict=True)
        if word.partition("=")[0] in options
    ]
    return values[-1] if values else None


def _near(came: str, known: Sequence[str]) -> str:
    close = list(dict.fromkeys(get_close_matches(came, known)))
    return f"did you mean {' or '.join(close)}?" if close else ""


def _command(context: Any) -> str:
    """The command as a person types it, however Python was started."""
    root = str(context.find_root().info_name)
    return f"forestall{str(context.command_path).removeprefix(root)}"


def _usage(context: Any) -> str:
    pieces = context.command.collect_usage_pieces(context)
    return " ".join([_command(context), *pieces])
