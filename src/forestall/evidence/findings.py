"""The studies: the project's own list, those the Holocaust Museum coded, and our event studies.

``effects`` gives sizes and directions; ``tool_findings`` (USHMM Tools for Atrocity Prevention)
gives directions of many more studies. A study in both counts once, as in ``effects``. Counts of
votes are never used as sizes: where the museum counted findings, each enters as its own study.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from math import isfinite, log
from typing import Any

import polars as pl

from forestall import snapshot
from forestall.errors import BadValue
from forestall.evidence.effects import Study
from forestall.evidence.random_effects import SIGNIFICANT
from forestall.parameters import parameter

POLITICAL_MISSION = "political_mission"
PREVENTIVE_DEPLOYMENT = "preventive_deployment"
TOOLS = (POLITICAL_MISSION, PREVENTIVE_DEPLOYMENT)
KILLING, BATTLE, CONFLICT = "civilians killed", "battle deaths", "armed conflict"
OUTCOMES = (KILLING, BATTLE, CONFLICT)

PER_TROOPS = "log rate per 1,000 troops"
WITH_FORCE = "log rate with a force present"
WITH_MISSION = "log rate with a mission present"

DESIGNS = {
    "instrumental variable": "identified",
    "matching": "identified",
    "statistics with an identification strategy": "identified",
    "regression": "regression",
    "fixed or random effects": "regression",
    "reanalysis": "regression",
    "simulation": "unidentified",
    "simple probability": "unidentified",
    "case study": "unidentified",
    "structured case comparison": "unidentified",
    "process tracing": "unidentified",
    "no discernible method": "unidentified",
    "not said": "unidentified",
    "event study": "identified",
}
"""How far a design tells cause from coincidence: each class shares one bias."""

# Findings on something else than whether the tool as designed changes the number killed.
_SIDE_FINDINGS = (
    "hks2013_observers",
    "hks2013_police",
    "peitz2019_displacement",
    "duursma2018_obstruction",  # obstruction by the host, which the access parameters already hold
    "krause2018_women",  # who signs an agreement: a choice of design
)
_SIZES = {"log_rate_per_1000_troops": PER_TROOPS, "rate_ratio": WITH_FORCE}
_CODED = {PREVENTIVE_DEPLOYMENT: "Peace operations", POLITICAL_MISSION: "Mediation"}
_CODED_KINDS = {
    "Government principally responsible for atrocities": "host government",
    "Non-state armed groups principally responsible for atrocities": "non-state inside",
}
_CODED_DIRECTIONS = {"greater": "lower", "no or mixed": "none", "lesser": "higher"}
_SOURCE = "USHMM Tools for Atrocity Prevention v3 (2025)"
_OWN_FIELDS = ("tool", "perpetrator", "outcome", "estimate", "se", "unit", "design", "source")
_PERPETRATORS = ("host government", "non-state inside", "hostile neighbour", "pooled")


@cache
def studies() -> tuple[Study, ...]:
    """Every study that speaks of killing, conflict or deterrence, from all three sources."""
    listed = _listed()
    return (*listed, *_coded(listed), *_own())


def bearing_on(tool: str, kind: str, outcome: str) -> tuple[Study, ...]:
    """The studies that bear on a tool, a kind of perpetrator and an outcome.

    Those on the same kind, and those pooled over kinds. For killing of civilians also those on
    related outcomes; for other outcomes only their own.
    """
    kinds = {kind, "pooled", "state versus rebel"}
    found = [
        s
        for s in studies()
        if s.tool == tool
        and s.perpetrator in kinds
        and s.id not in _SIDE_FINDINGS
        and (outcome == KILLING or outcome_class(s) == outcome)
    ]
    # a study's finding on this very kind of killer goes before its finding on all of them
    named = {(s.source, outcome_class(s)) for s in found if s.perpetrator == kind}
    return tuple(
        s for s in found if s.perpetrator == kind or (s.source, outcome_class(s)) not in named
    )


def outcome_class(study: Study) -> str:
    """One of :data:`OUTCOMES`, or *human rights* for what is only related to all of them."""
    text = study.outcome.casefold()
    if "battle" in text:
        return BATTLE
    if "human rights" in text:
        return "human rights"
    if any(word in text for word in ("conflict worldwide", "onset", "escalation", "deterrence")):
        return KILLING if "mediation onset" in text else CONFLICT
    return CONFLICT if text == "conflict" else KILLING


def design_class(study: Study) -> str:
    """*identified*, *regression* or *unidentified*."""
    return _class_of(study.identification)


def _class_of(design: str) -> str:
    """The class of a design; an event study that may not be read as cause is unidentified."""
    text = design.casefold()
    if text.startswith("event study,"):
        return "identified" if text.endswith("holds") else "unidentified"
    return DESIGNS.get(text, "")


def own_study(name: str, fields: dict[str, Any]) -> Study:
    """A study from one table of ``own_studies.toml``; fields beyond those needed are left be.

    In the unit of the synthesis it enters with its size. In any other, only its direction is used,
    since how many troops a base is worth is not known; and if its error exceeds
    ``unclear_error`` it is *unclear*, whatever its sign, for it could tell nothing either way.

    Raises
    ------
    BadValue : a field is missing, an unknown tool, kind or design, or no finite number.
    """
    missing = [f for f in _OWN_FIELDS if f not in fields]
    came = f"no {', '.join(missing)}" if missing else _wrong(fields)
    if came:
        raise BadValue(
            f"[{name}] in own_studies.toml is no finding",
            expected=f"{', '.join(_OWN_FIELDS)}; a finite estimate and a positive se",
            came=came,
            remedy="write the fields as the head of that file says",
        )
    estimate, error = float(fields["estimate"]), float(fields["se"])
    ratio = estimate / error
    stated = fields["unit"] == unit_of(fields["tool"], fields["perpetrator"])
    direction = "lower" if ratio < -SIGNIFICANT else "higher" if ratio > SIGNIFICANT else "none"
    if not stated and error > parameter("effects", "unclear_error").value:
        direction = "unclear"
    return Study(
        id=name,
        tool=fields["tool"],
        perpetrator=fields["perpetrator"],
        outcome=fields["outcome"],
        direction=direction,
        estimate=estimate if stated else None,
        unit=fields["unit"],
        identification=fields["design"],
        source=fields["source"],
        verified="own" if fields.get("verified") else "derived",
        note=fields.get("note", ""),
        standard_error=error if stated else None,
        evidence="own_studies",
    )


def unit_of(tool: str, kind: str) -> str:
    """The unit of an effect of a tool on killing by a kind of perpetrator."""
    if tool == POLITICAL_MISSION:
        return WITH_MISSION
    return WITH_FORCE if kind == "hostile neighbour" else PER_TROOPS


def _wrong(fields: dict[str, Any]) -> str:
    """What is wrong with an own study that has every field; empty if nothing."""
    if fields["tool"] not in TOOLS:
        return f"the tool {fields['tool']!r}"
    if fields["perpetrator"] not in _PERPETRATORS:
        return f"the perpetrator {fields['perpetrator']!r}"
    if not _class_of(str(fields["design"])):
        return f"the design {fields['design']!r}"
    estimate, error = fields["estimate"], fields["se"]
    numbers = all(isinstance(v, int | float) and isfinite(v) for v in (estimate, error))
    return "" if numbers and error > 0 else f"estimate {estimate}, se {error}"


def _listed() -> tuple[Study, ...]:
    """The rows of ``effects`` that are findings of one study each."""
    left_out = ["months", "usd", "usd_million", "vote"]
    rows = snapshot.table("effects").filter(~pl.col("effect_kind").is_in(left_out))
    return tuple(
        Study(
            id=r["id"],
            tool=r["tool"],
            perpetrator=r["perpetrator"] or "",
            outcome=r["outcome"],
            direction=r["direction"] or "",
            estimate=_size(r),
            unit=_SIZES.get(r["effect_kind"], r["unit"]),
            identification=r["identification"],
            source=r["source"],
            verified=r["verified"],
            note=r["note"] or "",
        )
        for r in rows.iter_rows(named=True)
    )


def _size(row: dict[str, Any]) -> float | None:
    """The size on the log scale, if the row's unit is one the synthesis uses."""
    if row["effect_kind"] not in _SIZES or row["estimate"] is None:
        return None
    return log(row["estimate"]) if row["effect_kind"] == "rate_ratio" else float(row["estimate"])


def _coded(listed: tuple[Study, ...]) -> tuple[Study, ...]:
    """The museum's findings, one for each study, outcome and kind of killer."""
    found: list[Study] = []
    for tool, name in _CODED.items():
        rows = snapshot.table("tool_findings").filter(
            (pl.col("tool") == name)
            & (pl.col("outcome") != "Adverse consequences")
            & pl.col("direction").is_not_null()
            & ((pl.col("effect") == "average") | pl.col("factor").is_in(list(_CODED_KINDS)))
        )
        known = {_key(s.source) for s in listed if s.tool == tool}
        known |= {("carnegie", "2017")}  # the working paper of Carnegie & Mikulaschek 2020
        grouped = rows.group_by("citation", "outcome", "factor").agg(
            pl.col("direction").unique().sort(), pl.col("method").drop_nulls().sort().last()
        )
        found += [
            _coded_study(tool, row)
            for row in grouped.sort("citation", "outcome", "factor").iter_rows(named=True)
            if _key(row["citation"]) not in known
        ]
    return tuple(found)


def _coded_study(tool: str, row: dict[str, Any]) -> Study:
    kind = _CODED_KINDS.get(row["factor"] or "", "pooled")
    coded = row["direction"]
    direction = _CODED_DIRECTIONS[coded[0]] if len(coded) == 1 else "mixed"
    # of a factor "lesser" says that the tool worked less well, not that it did harm
    if direction == "higher" and kind != "pooled":
        direction = "not lower"
    short = re.sub(r"\W+", "_", f"{row['citation']} {row['outcome']} {kind}".casefold())
    return Study(
        id=f"ushmm_{'pko' if tool == PREVENTIVE_DEPLOYMENT else 'mediation'}_{short}",
        tool=tool,
        perpetrator=kind,
        outcome=row["outcome"],
        direction=direction,
        estimate=None,
        unit="sign",
        identification=(row["method"] or "not said").casefold(),
        source=row["citation"],
        verified="coded",
        note=_SOURCE,
        evidence="tool_findings",
    )


def _key(source: str) -> tuple[str, str]:
    """First author and year, by which a study is known in both tables."""
    year = re.search(r"\b(1[89]|20)\d\d\b", source)
    author = re.match(r"\w+", source.casefold())
    return (author[0] if author else "", year[0] if year else "")


def _own() -> tuple[Study, ...]:
    text = (files("forestall") / "evidence" / "own_studies.toml").read_text(encoding="utf-8")
    return tuple(own_study(name, fields) for name, fields in tomllib.loads(text).items())
