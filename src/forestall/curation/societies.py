"""How states are ruled and live: openly sourced country-year figures behind onset forecasts."""

from __future__ import annotations

import polars as pl

from forestall.curation.materials import Materials
from forestall.curation.states import cow_numbers, states

PREDICTORS = "atrocity/ewp_2025_predictors_country_year.csv"

# Only what has an open source: V-Dem (the first fourteen), World Bank and UN (the last three).
COLUMNS = {
    "women_in_civil_society": "v2csgender_binary",
    "censorship": "v2mecenefm_binary",
    "parties_banned": "partyban.new.0",
    "some_parties_banned": "partyban.new.1",
    "parties_free": "partyban.new.2",
    "minority_rule": "minorityrule",
    "judicial_reform": "judicialreform",
    "religious_freedom": "religiousfreedom",
    "political_killings": "pol_killing_approved",
    "free_discussion": "freediscussion",
    "social_inequality": "social_inequality",
    "even_civil_rights": "even_civilrights",
    "civil_society_repressed": "repress_civilsoc",
    "power_by_social_group": "social_power_dist",
    "power_by_wealth": "ses_power_dist",
    "population": "popsize.log2",
    "growth": "gdppcgrowth",
    "infant_mortality": "un_imr_sqrt",
}


def societies(materials: Materials) -> pl.DataFrame:
    """``iso3``, ``year`` and the figures of :data:`COLUMNS`, for states of today.

    States that are gone and whose number another state of today carries are left out: their
    successor has rows of its own.
    """
    raw = materials.folder.csv(PREDICTORS, ("ccode", "year", *COLUMNS.values()))
    own = {state.cow for state in states().values()} | {345}  # Serbia as Yugoslavia
    code = pl.col("ccode").cast(pl.Int32)
    return (
        raw.filter(code.is_in(sorted(own)))
        .select(
            iso3=code.replace_strict(cow_numbers(), return_dtype=pl.String),
            year=pl.col("year").cast(pl.Int16),
            **{
                name: pl.col(source).cast(pl.Float64, strict=False).cast(pl.Float32)
                for name, source in COLUMNS.items()
            },
        )
        .sort("iso3", "year")
    )
