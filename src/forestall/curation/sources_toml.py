"""Writing ``SOURCES.toml``: the catalogue with files, checksums and row counts filled in."""

from __future__ import annotations

import json
from typing import Any

from forestall.curation.catalogue import catalogue

SOURCE_KEYS = (
    *("title", "publisher", "version", "licence", "citation"),
    *("reference", "coverage", "limits"),
)


def sources_toml(
    snapshot: dict[str, Any],
    inputs: dict[str, dict[str, Any]],
    tables: dict[str, dict[str, Any]],
) -> str:
    """The text of ``SOURCES.toml``, the same for the same arguments.

    Parameters
    ----------
    snapshot : the fields of ``[snapshot]``.
    inputs : source file to its ``sha256`` and ``bytes``.
    tables : table to its ``rows``, ``columns`` (name to type), ``bytes`` and ``sha256``.
    """
    lines = [
        "# Where every packaged table comes from. Written by 'forestall snapshot build';",
        "# the words come from curation/catalogue.toml.",
        *_section("snapshot", snapshot),
    ]
    for key, source in catalogue()["sources"].items():
        fields = {name: source[name] for name in SOURCE_KEYS}
        lines += _section(f"sources.{key}", fields)
        for name in source["files"]:
            if name in inputs:
                lines += ["", f"[[sources.{key}.files]]", *_fields({"name": name, **inputs[name]})]
    for name in sorted(tables):
        written = catalogue()["tables"][name]
        columns = tables[name].pop("columns")
        lines += _section(f"tables.{name}", {**written, **tables[name]})
        lines += ["", f"[tables.{name}.columns]", *_fields(columns)]
    return "\n".join(lines) + "\n"


def _section(name: str, fields: dict[str, Any]) -> list[str]:
    return ["", f"[{name}]", *_fields(fields)]


def _fields(fields: dict[str, Any]) -> list[str]:
    # JSON strings, numbers and lists of strings are valid TOML values.
    return [f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in fields.items()]
