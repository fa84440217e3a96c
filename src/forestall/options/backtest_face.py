"""The backtest of advice as ``forestall backtest`` prints it: a table, or an object."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from forestall.options.backtest import LEAKS, Cell, cell

if TYPE_CHECKING:
    from forestall.options.appraisal import OptionId
    from forestall.options.backtest import AdvisedCase, Backtest


def as_dict(found: Backtest) -> dict[str, Any]:
    """Cases in order, and the counts; nothing here is a score of skill."""
    return {
        "draws": found.draws,
        "seed": found.seed,
        "leave_one_out": "Consent is learnt from cases of earlier years only.",
        "knows_of_the_future": list(LEAKS),
        "agreement": agreement(found),
        "cases": [_case(advised) for advised in found.cases],
    }


def agreement(found: Backtest) -> dict[str, Any]:
    """How often the verdicts agree with the brief, and how they stand to what happened."""
    cases = found.cases
    return {
        "cases": len(cases),
        "with_the_brief": sum(t.agrees for t in cases),
        "with_the_brief_strictly": sum(t.agrees_strictly for t in cases),
        "with_the_brief_and_the_tool": sum(t.agrees and t.tool_agrees for t in cases),
        "close": [t.case.id for t in cases if t.desk.close],
        "with_the_brief_data_only": sum(t.data_only_agrees for t in cases),
        "what_happened": {c.value: [t.case.id for t in cases if t.cell == c] for c in Cell},
        "what_happened_data_only": {
            c: [t.case.id for t in cases if cell(t.data_only, t.case) == c] for c in Cell
        },
    }


def _case(advised: AdvisedCase) -> dict[str, Any]:
    case, says = advised.case, advised.says
    return {
        "id": case.id,
        "country": case.country.iso3,
        "year": case.year,
        "as_of": str(advised.as_of),
        "verdict": advised.desk.option,
        "close": advised.desk.close,
        "verdict_data_only": advised.data_only.option,
        "fits": {str(id_): fit.value for id_, fit in advised.desk.fits.items()},
        "conditions": [
            {"name": c.name, "state": c.state.value, "reason": c.reason, "claim": c.claim}
            for c in advised.desk.conditions
        ],
        "deaths_before": advised.deaths_before,
        "deaths_expected": advised.desk.baseline,
        "brief_says": {
            "says": says.says.value,
            "options": list(says.options),
            "claims": list(says.claims),
            "why": says.why,
        },
        "agrees": advised.agrees,
        "agrees_strictly": advised.agrees_strictly,
        "tool_agrees": advised.tool_agrees,
        "data_only_agrees": advised.data_only_agrees,
        "tool_used": case.tool,
        "outcome": case.outcome.value,
        "verdict_and_outcome": advised.cell.value,
        "explanation": advised.explanation,
        "why_data_only": advised.data_only.why,
    }


def lines(found: Backtest) -> list[str]:
    """A row for each case, the counts, and every disagreement and miss explained."""
    counts = agreement(found)
    n = counts["cases"]
    heads = ("case", "as of", "verdict", "data only", "the brief", "agrees", "tool used", "outcome")
    rows = [heads, *(_cells(advised) for advised in found.cases)]
    widths = [max(len(row[column]) for row in rows) + 2 for column in range(len(heads))]
    table = [
        "".join(f"{c:<{w}}" for c, w in zip(row, widths, strict=True)).rstrip() for row in rows
    ]
    told = [
        "",
        f"with the brief's own conditions: {counts['with_the_brief']} of {n} agree, knowing threat "
        f"and stance as the desk did; {counts['with_the_brief_data_only']} of {n} from data alone",
        *(f"{c}: {len(ids)}" for c, ids in counts["what_happened"].items() if ids),
        "~ a tool or none is within the sampling error of these draws: another seed could turn it",
        "(counts of well-known cases; what was tried was no experiment, so this measures no skill)",
    ]
    for advised in found.cases:
        if not advised.agrees or advised.cell in (Cell.MISSED, Cell.FAILED):
            apart = "disagrees with the brief" if not advised.agrees else advised.cell.value
            told += ["", f"{advised.case.id} ({apart}): {advised.explanation}"]
    return [*table, *told, "", "it still knows of the future:", *(f"  {leak}" for leak in LEAKS)]


def _cells(advised: AdvisedCase) -> tuple[str, ...]:
    return (
        advised.case.id,
        str(advised.as_of),
        _plain(advised.desk.option) + (" ~" if advised.desk.close else ""),
        _plain(advised.data_only.option),
        advised.says.says.value,
        "yes" if advised.agrees else "no",
        _plain(advised.case.tool),
        advised.case.outcome.value,
    )


def _plain(option: OptionId | None) -> str:
    return "no forecast" if option is None else option.value.replace("_", " ")
