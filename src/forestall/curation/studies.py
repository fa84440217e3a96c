"""What studies found about the tools, and the project's own lists of effects and cases."""

from __future__ import annotations

import re

import polars as pl

from forestall.curation.materials import Materials, number
from forestall.curation.source_folder import EVIDENCE

FACTORS = "evidence/ushmm_tools_factors_v3_2025-04.csv"
FINDINGS = "evidence/ushmm_tools_findings_v3_2025-04.csv"
EFFECTS = EVIDENCE + "effects.csv"
CASES = EVIDENCE + "cases.csv"
ORGANISERS = EVIDENCE + "organisers.csv"
FRAMEWORK = EVIDENCE + "un_framework.csv"

CONSENT = {"coerced or nominal": "nominal"}
STRENGTHS = ("Stronger", "Moderate", "Weaker")
DIRECTIONS = {
    "greater": r"greater effectiveness|^Decreases",
    "lesser": r"lesser effectiveness|^Increases",
    "no or mixed": r"(?i)no or mixed",
}


def study_findings(materials: Materials) -> pl.DataFrame:
    """Findings on each tool and factor as counts, with the practitioners' share.

    ``ma_`` counts are the part of the findings on mass atrocities; the rest are on related
    outcomes. ``factor`` is the name the counts fit. On inverted rows that name is the opposite of
    the original factor, whose sign the practitioners' share keeps: there
    ``practitioner_sign_follows_factor`` is false.
    """
    raw = materials.folder.csv(FACTORS).drop_nulls("Name")
    inverted = pl.col("inversion_with_neg_strength").fill_null("0") == "1"
    alone = pl.col("greater_findings").is_null()
    return raw.select(
        tool=pl.col("tool_name").str.strip_chars(),
        factor=pl.when(inverted).then("Name.Final_research").otherwise("Name").str.strip_chars(),
        original_factor=pl.col("Name").str.strip_chars(),
        contextual=pl.col("Contextual.or.design.factor") == "Contextual",
        family=pl.col("Family").str.strip_chars(),
        greater=number("greater_findings"),
        lesser=number("lesser_findings"),
        no_mixed=number("no_mixed_findings"),
        ma_greater=number("ma_focus_greater_count_factor"),
        ma_lesser=number("ma_focus_lesser_count_factor"),
        ma_no_mixed=number("ma_focus_no_mixed_count_factor"),
        votes=number("vote_count_factor", pl.Float64),
        strength=pl.when(pl.col("research_qualitative").is_in(STRENGTHS)).then(
            "research_qualitative"
        ),
        practitioner_share=number("proportion_practitioner", pl.Float64),
        practitioner_sign_follows_factor=~inverted,
        practitioner_only=alone,
    ).sort("tool", "factor", "original_factor")


def short_citation(full: str, year: str | None) -> str:
    """``Fjelde, Hanne; Hultman, Lisa. "…`` with 2019 becomes ``Fjelde & Hultman 2019``.

    >>> short_citation('Ruhe, Constantin; Volg, Iris. "Sticks", *R*, 2021', "2021")
    'Ruhe & Volg 2021'
    """
    authors = re.split(r'["“*]', full, maxsplit=1)[0].strip(" .,")
    names = [part.split(",")[0].strip(" .") for part in re.split(r";| & ", authors)]
    named = [name for name in names if name] or ["unsigned"]
    short = " & ".join(named) if len(named) <= 2 else f"{named[0]} et al."
    return f"{short} {year}" if year else short


def tool_findings(materials: Materials) -> pl.DataFrame:
    """Each coded finding as facts: which study, tool, factor, outcome, method and direction."""
    raw = materials.folder.csv(FINDINGS)
    named = materials.folder.csv(FACTORS, ("Dedoose.name_factor", "Name")).drop_nulls().unique()
    factors = dict(named.sort("Name").iter_rows())
    finding = pl.coalesce("Factor_effect", "overall").str.strip_chars()
    direction = pl.coalesce(
        *(pl.when(finding.str.contains(p)).then(pl.lit(d)) for d, p in DIRECTIONS.items())
    )
    cited = pl.Series(
        "citation",
        [short_citation(full, year) for full, year in raw.select("full_citation", "Year").rows()],
    )
    tool = pl.col("Tool").str.strip_suffix("_tool").str.replace_all("_", " ")
    columns = raw.select(
        tool=tool.replace({"Amnesties": "Official amnesties"}),
        effect=pl.when(pl.col("effects_type") == "Average")
        .then(pl.lit("average"))
        .otherwise(pl.lit("factor")),
        factor=pl.col("CD").replace(factors).str.replace_all("_", " ").str.strip_chars(),
        citation=cited,
        year=number("Year", pl.Int16),
        outcome=pl.col("Outcome"),
        method=pl.coalesce("Quant", "Qual", "Method"),
        cases=pl.col("Empirical"),
        direction=direction,
        mass_atrocity=pl.col("Outcome") == "Mass atrocities",
        quantitative=pl.col("Quant").is_not_null(),
    )
    return columns.sort(columns.columns)


def effects(materials: Materials) -> pl.DataFrame:
    """Effect sizes and signs from the literature; no number where only a sign is known."""
    raw = materials.folder.csv(EFFECTS)
    figures = [number(c, pl.Float64) for c in ("estimate", "low90", "high90")]
    return raw.with_columns(figures).sort("id")


def cases(materials: Materials) -> pl.DataFrame:
    """Well-known cases with consent, tool and outcome; no account of what happened."""
    raw = materials.folder.csv(CASES)
    return raw.select(
        "id",
        iso3="country",
        year=number("year", pl.Int16),
        perpetrator_kind="perpetrator_kind",
        consent=pl.col("consent").replace(CONSENT),
        tool="tool_used",
        organiser="organiser",
        strength=number("strength"),
        outcome="outcome",
        source="source",
    ).sort("id")


def organisers(materials: Materials) -> pl.DataFrame:
    """Who has fielded political missions and deployments, and how fast."""
    raw = materials.folder.csv(ORGANISERS)
    renamed = raw.rename({"members_scope": "scope", "fastest_known": "fastest"})
    return renamed.sort("organiser")


def framework(materials: Materials) -> pl.DataFrame:
    """The 14 risk factors of the United Nations Framework of Analysis and data for each."""
    raw = materials.folder.csv(FRAMEWORK)
    return raw.with_columns(number("number")).sort("number")
