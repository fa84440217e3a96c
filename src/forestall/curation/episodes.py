"""Mass-killing episodes since 1945, facts only."""

from __future__ import annotations

import polars as pl

from forestall.curation.materials import Materials, number
from forestall.curation.states import cow_numbers

EPISODES = "atrocity/EWP_mass_killing_master_2025.xlsx"
EPISODES_SHEET = "mk_events"


def episodes(materials: Materials) -> pl.DataFrame:
    """One row per episode: where, when, whether a state led it and which, how many groups."""
    raw = materials.folder.sheet(EPISODES, EPISODES_SHEET).drop_nulls("mk_event_code")

    def iso3(column: str) -> pl.Expr:
        return number(column).replace_strict(cow_numbers(), return_dtype=pl.String)

    return raw.select(
        episode=pl.col("mk_event_code").str.strip_chars(),
        iso3=iso3("mk_location_inheritor1"),
        start=number("startyear", pl.Int16),
        end=number("endyear", pl.Int16),
        state_led=pl.col("State-Led or Non-State-Led").str.strip_chars() == "State-Led",
        responsible_iso3=pl.coalesce(
            iso3("mk_repsonsible_state_inheritor1"), iso3("mk_repsonsible_state_cow")
        ),
        ethnic_groups=number("mk_number_eth_groups"),
    ).sort("start", "episode")
