"""Turn the house's docstrings into Markdown for the API pages.

A docstring has sections underlined with hyphens, whose entries read ``name : what it is``; it has
roles such as ``:class:`Month```; and it has doctests. Markdown knows none of these.
"""

from __future__ import annotations

import re
from typing import Any

import griffe

SECTION = re.compile(r"^(Parameters|Returns|Raises|Attributes|Notes|Examples)\n-+\n", re.MULTILINE)
ROLE = re.compile(r":(?:func|class|meth|attr|data|mod):`~?\.?([^`]+)`")
ENTRY = re.compile(r"^(?! )([\w*,. ]{1,60}?) : ?(.*)$")
LITERAL = re.compile(r"``([^`]+)``")


def as_markdown(text: str) -> str:
    """The docstring with lists for sections, fences for doctests, and plain code for roles."""
    text = LITERAL.sub(r"`\1`", ROLE.sub(r"`\1`", text))
    text = re.sub(r"::$", ":", text, flags=re.MULTILINE)
    lines: list[str] = []
    section, fenced = "", False
    for line in SECTION.sub(r"\n§\1\n\n", text).splitlines():
        if line.startswith("§"):
            section = line[1:]
            lines += [f"**{section}**", ""]
            continue
        if line.startswith(">>>") and not fenced:
            section, fenced = "", True
            lines += ["", "```pycon"]
        elif fenced and not line.strip():
            fenced = False
            lines.append("```")
        entry = ENTRY.match(line) if section and not fenced else None
        lines.append(f"- `{entry[1].strip()}`: {entry[2]}" if entry else line)
    if fenced:
        lines.append("```")
    return "\n".join(lines)


class HouseDocstrings(griffe.Extension):
    """Rewrites every docstring as it is loaded."""

    def on_instance(self, *, obj: griffe.Object, **_: Any) -> None:
        """Called by griffe for each module, class, function and attribute."""
        if obj.docstring is not None:
            obj.docstring.value = as_markdown(obj.docstring.value)
