"""The brief for machines: the same input gives the same bytes."""

from __future__ import annotations

import json
from math import isfinite
from typing import TYPE_CHECKING, Any

from forestall.brief.document import Block, Figure, Number, Table, Text
from forestall.brief.words import significant

if TYPE_CHECKING:
    from forestall.brief.document import Brief, Finding

SCHEMA_VERSION = 1


def as_bytes(brief: Brief) -> bytes:
    """``brief.json``: keys sorted, numbers to six figures, no dates but the data's."""
    text = json.dumps(as_dict(brief), ensure_ascii=False, indent=1, sort_keys=True, allow_nan=False)
    return (text + "\n").encode("utf-8")


def as_dict(brief: Brief) -> dict[str, Any]:
    """The brief as plain JSON types; ``numbers`` maps each id to its value and its whole path."""
    from forestall.brief.pages.stance import as_dict as stance_as_dict
    from forestall.options.face import as_dict as appraisal_as_dict
    from forestall.warning.reasons_face import as_dict as reasons_as_dict

    return {
        "schema": SCHEMA_VERSION,
        "title": brief.title,
        "country": brief.country.iso3,
        "country_name": brief.country.name,
        "as_of": str(brief.as_of),
        "seed": brief.seed,
        "draws": brief.draws,
        "quiet": brief.quiet,
        "data_versions": [{"source": s, "version": v} for s, v in brief.data_versions],
        "findings": [_finding(f) for f in brief.findings],
        "would_change": [t.plain for t in brief.would_change],
        "numbers": {n.id: _number(n) for n in brief.numbers.values()},
        "sections": [
            {"id": s.id, "title": s.title, "blocks": [_block(b) for b in s.blocks]}
            for s in brief.sections
        ],
        "tables": {t.id: _table(t) for t in brief.tables},
        "figures": {f.id: _figure(f) for f in brief.figures},
        "sources": [
            {
                "letter": s.letter,
                "key": s.key,
                "kind": s.kind,
                "title": s.title,
                "version": s.version,
                "citation": s.citation,
                "licence": s.licence,
                "rests_on": list(s.rests_on),
                "verified": s.verified,
            }
            for s in brief.sources
        ],
        "set_by_hand": list(brief.set_by_hand),
        "forecast_reasons": None if brief.reasons is None else reasons_as_dict(brief.reasons),
        "posture": None if brief.stance is None else stance_as_dict(brief.stance),
        "appraisal": appraisal_as_dict(brief.appraisal),
    }


def _value(value: float | None) -> float | None:
    if value is None or not isfinite(value):
        return None
    return significant(float(value), 6)


def _number(number: Number) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "value": _value(number.value),
        "unit": number.unit,
        "text": number.text,
        "source": number.letter,
        "provenance": number.provenance.as_dict(),
    }
    if number.low is not None and number.high is not None:
        fields |= {"low": _value(number.low), "high": _value(number.high)}
    if number.by_hand:
        fields["set_by_hand"] = True
    return fields


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "id": finding.id,
        "question": finding.question,
        "number": finding.number.id,
        "sentence": finding.sentence.plain,
        "numbers": [n.id for n in finding.sentence.numbers],
        "rests_on": list(finding.rests_on),
        "weakest": finding.weakest,
    }


def _text(text: Text) -> dict[str, Any]:
    fields: dict[str, Any] = {"text": text.plain}
    if text.numbers:
        fields["numbers"] = [n.id for n in text.numbers]
    if text.hand:
        fields["set_by_hand"] = True
    return fields


def _block(block: Block) -> dict[str, Any]:
    if isinstance(block, Text):
        return {"type": block.role, **_text(block)}
    if isinstance(block, Figure):
        return {"type": "figure", "id": block.id}
    return {"type": "table", "id": block.id}


def _figure(figure: Figure) -> dict[str, Any]:
    fields: dict[str, Any] = {"title": figure.title, "alt": figure.alt}
    if figure.aside:
        fields["aside"] = [_text(text) for text in figure.aside]
    return fields


def _table(table: Table) -> dict[str, Any]:
    return {
        "caption": table.caption,
        "columns": [c.name for c in table.columns],
        "rows": [[_text(c.text) for c in row] for row in table.rows],
    }
