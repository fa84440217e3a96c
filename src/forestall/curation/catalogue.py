"""The tables of the snapshot, in the order they are made, and what is written about them."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from forestall.curation import (
    episodes,
    ethnic_groups,
    ged_pieces,
    monthly,
    outside_forecasts,
    peace_missions,
    places,
    societies,
    studies,
    ucdp_yearly,
)
from forestall.curation.materials import Maker

# Order matters: later makers read the tables of earlier ones (grid, country_month, missions).
MAKERS: dict[str, Maker] = {
    "grid": places.grid,
    "countries": places.countries,
    "country_codes": places.country_codes,
    "country_names": places.country_names,
    "neighbours": places.neighbours,
    "country_month": monthly.country_month,
    "world_month": monthly.world_month,
    "one_sided": ucdp_yearly.one_sided,
    "dyads": ucdp_yearly.dyads,
    "supporters": ucdp_yearly.supporters,
    "battle_deaths": ucdp_yearly.battle_deaths,
    "conflicts": ucdp_yearly.conflicts,
    "actors": ucdp_yearly.actors,
    "deaths_by_kind": ged_pieces.deaths_by_kind,
    "cells": ged_pieces.cells,
    "coverage": ged_pieces.coverage,
    "totals_12m": ged_pieces.totals_12m,
    "missions": peace_missions.missions,
    "mandates": peace_missions.mandates,
    "tasks": peace_missions.tasks,
    "mission_strength": peace_missions.mission_strength,
    "pko_list": peace_missions.pko_list,
    "mediations": peace_missions.mediations,
    "episodes": episodes.episodes,
    "groups": ethnic_groups.groups,
    "excluded": ethnic_groups.excluded,
    "societies": societies.societies,
    "study_findings": studies.study_findings,
    "tool_findings": studies.tool_findings,
    "effects": studies.effects,
    "cases": studies.cases,
    "organisers": studies.organisers,
    "framework": studies.framework,
    "outside_forecasts": outside_forecasts.outside_forecasts,
}

OUTLINES = "outlines"


@cache
def catalogue() -> dict[str, Any]:
    """``catalogue.toml``: what people wrote about ``sources`` and ``tables``."""
    text = (files("forestall.curation") / "catalogue.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def source_files() -> tuple[str, ...]:
    """Every source file a build reads, relative to the source folder."""
    return tuple(name for source in catalogue()["sources"].values() for name in source["files"])
