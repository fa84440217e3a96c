"""The brief as plain types that both templates read: texts cut into runs, figures drawn."""

from __future__ import annotations

import re
from typing import Any

from forestall.brief.document import Block, Brief, Figure, Finding, Number, Table, Text

Plain = dict[str, Any]
_TOGETHER = re.compile(r"\(about \d+ in \d+\)|\bUSD \d[\d.,]*( million| billion)?")


def page_data(brief: Brief, drawings: dict[str, str]) -> Plain:
    """Everything a template needs, as strings, lists and dicts; nothing is markup but the SVGs.

    ``drawings`` holds an SVG for each figure's id.
    """
    return {
        "country": brief.country.name,
        "iso3": brief.country.iso3,
        "month": brief.as_of.in_words(),
        "title": typeset(brief.title),
        "seed": str(brief.seed),
        "draws": f"{brief.draws:,}",
        "quiet": brief.quiet,
        "findings": [_finding(f) for f in brief.findings],
        "lead": [_block(b, drawings) for b in brief.lead],
        "would_change": [runs(t) for t in brief.would_change],
        "sections": [
            {"id": s.id, "title": s.title, "blocks": [_block(b, drawings) for b in s.blocks]}
            for s in brief.sections
        ],
        "sources": [
            {
                "letter": s.letter,
                "title": s.title,
                "kind": s.kind,
                "version": s.version,
                "citation": s.citation,
                "licence": s.licence,
                "rests_on": list(s.rests_on),
                "verified": s.verified,
            }
            for s in brief.sources
        ],
        "set_by_hand": list(brief.set_by_hand),
    }


def runs(text: Text) -> list[Plain]:
    """A text as runs: plain words, numbers with their letter, and one mark if set by hand."""
    found: list[Plain] = [
        {"kind": "words", "text": typeset(s)} if isinstance(s, str) else _number(s)
        for s in text.spans
    ]
    if text.hand:
        found.append({"kind": "hand", "text": "set by hand"})
    return found


def typeset(text: str) -> str:
    """Apostrophes inside words curled, minus signs made true, figures kept with their words.

    >>> typeset("the host's, -19 to 5")
    'the host’s, −19 to 5'
    """
    curled = re.sub(r"(?<=\w)'(?=\w)", "’", text)
    signed = re.sub(r"(?<![\w-])-(?=\d)", "−", curled)
    return re.sub(_TOGETHER, lambda found: found[0].replace(" ", "\N{NO-BREAK SPACE}"), signed)


def _number(number: Number) -> Plain:
    return {
        "kind": "number",
        "text": typeset(number.text),
        "id": number.id,
        "letter": number.letter,
        "hint": hint(number),
    }


def hint(number: Number) -> str:
    """What stands behind a number, in one line."""
    step = number.provenance
    parts = [step.what]
    if step.formula:
        parts.append(step.formula)
    if step.rows:
        parts.append(step.rows[0])
    return f"{number.id}: {' · '.join(parts)}"[:300]


def _finding(finding: Finding) -> Plain:
    return {
        "id": finding.id,
        "question": finding.question,
        "big": finding.big,
        "small": finding.small,
        "mark": _number(finding.number),
        "sentence": runs(finding.sentence),
        "hand": finding.number.by_hand,
        "footing": {
            kind: kind in finding.rests_on
            for kind in ("data", "studies", "judgment", "set by hand")
        },
        "weakest": typeset(finding.weakest),
    }


def _block(block: Block, drawings: dict[str, str]) -> Plain:
    if isinstance(block, Text):
        return {"type": "text", "role": block.role, "runs": runs(block)}
    if isinstance(block, Figure):
        return {
            "type": "figure",
            "id": block.id,
            "title": block.title,
            "alt": block.alt,
            "svg": drawings[block.id],
            "share": block.share,
            "narrow": drawings.get(f"{block.id}-narrow", ""),
            "note": None if block.note is None else runs(block.note),
            "aside": [_block(text, drawings) for text in block.aside],
        }
    return _table(block)


def _table(table: Table) -> Plain:
    return {
        "type": "table",
        "id": table.id,
        "caption": table.caption,
        "columns": [{"name": c.name, "align": c.align, "share": c.share} for c in table.columns],
        "rows": [
            [{"runs": runs(c.text), "sort": "" if c.sort is None else str(c.sort)} for c in row]
            for row in table.rows
        ],
        "note": None if table.note is None else runs(table.note),
    }
