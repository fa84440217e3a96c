"""``docs/data.md``: what every packaged table holds, written from ``SOURCES.toml``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from forestall.snapshot import sources

INTRODUCTION = """\
# Data

forestall carries derived tables, so that every command works offline. Each is an aggregate or
a selection of facts made by our code (`src/forestall/curation`); no source file is copied.
This page is written from `src/forestall/snapshot/SOURCES.toml` by
`forestall.curation.write_data_page`; do not edit it by hand.

Rebuild the tables with `forestall snapshot build --from FOLDER`. Full event points come from
your own files: `forestall data add FILE`.
"""


def data_page(described: dict[str, Any] | None = None) -> str:
    """The page as Markdown; by default for the packaged ``SOURCES.toml``."""
    about = sources() if described is None else described
    head = about["snapshot"]
    lines = [
        INTRODUCTION,
        f"Snapshot version {head['version']}, newest monthly data {head['newest_data']}, "
        f"{head['tables']} tables, {head['bytes'] / 1e6:.1f} MB.",
        "",
        "## Tables",
        "",
        "| table | rows | holds |",
        "|---|---:|---|",
        *(
            f"| [`{name}`](#{name}) | {table['rows']:,} | {table['what']} |"
            for name, table in about["tables"].items()
        ),
    ]
    for name, table in about["tables"].items():
        lines += _table_section(name, table, about["sources"])
    lines += ["", "## Sources"]
    for key, source in about["sources"].items():
        lines += _source_section(key, source)
    return "\n".join(lines) + "\n"


def _table_section(name: str, table: dict[str, Any], known: dict[str, Any]) -> list[str]:
    origins = ", ".join(f"[{known[key]['title']}](#source-{key})" for key in table["sources"])
    columns = ", ".join(f"`{column}`" for column in table["columns"])
    return [
        "",
        f"### `{name}` {{ #{name} }}",
        "",
        table["what"],
        "",
        f"- **Columns:** {columns}",
        f"- **Rows:** {table['rows']:,}",
        f"- **From:** {origins}",
        f"- **Limits:** {table['limits']}",
    ]


def _source_section(key: str, source: dict[str, Any]) -> list[str]:
    files = ", ".join(f"`{Path(f['name']).name}`" for f in source.get("files", []))
    return [
        "",
        f"### {source['title']} {{ #source-{key} }}",
        "",
        f"- **Publisher:** {source['publisher']}",
        f"- **Version:** {source['version']}",
        f"- **Coverage:** {source['coverage']}",
        f"- **Licence:** {source['licence']}",
        f"- **Cite:** {source['citation']}",
        f"- **Limits:** {source['limits']}",
        *([f"- **Files read:** {files}"] if files else []),
    ]


def write_data_page(path: Path) -> None:
    """Write the page for the packaged snapshot to ``path`` (``docs/data.md``)."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(data_page(), encoding="utf-8")
