"""The predictors of mass-killing onset: their names, and the words an analyst uses for them.

Each is openly sourced and known at the end of the year it stands for. The sets are those of
:mod:`.onset_ensemble`; ``docs`` and forecasts use the words.
"""

from __future__ import annotations

STRUCTURE = {
    "population": "the size of the population",
    "infant_mortality": "the level of infant mortality",
    "minority_rule": "whether a minority group rules",
    "free_discussion": "how free people are to discuss politics",
    "even_civil_rights": "how equal civil rights are across groups",
    "parties_banned": "opposition parties banned",
}
"""From V-Dem, the World Bank and the UN (table ``societies``)."""

CONFLICT = {
    "conflict": "armed conflict over government or territory",
    "war": "war: 1,000 or more battle deaths in the year",
    "peace_years": "years without armed conflict",
    "new_dyads": "new armed groups in conflict with the state in three years",
    "excluded_share": "share of the population shut out of power",
    "ever": "mass killing at some time since 1945",
    "onset_recent": "how lately a mass killing began here",
    "ongoing": "mass killing already going on",
}
"""From UCDP (1946 on), EPR and the list of episodes."""

STANDING = ("excluded_share", "ever", "ongoing")
"""Those of :data:`CONFLICT` that the wide model reads, beside the killing it foresees."""

KILLING = {
    "killed_by_government": "civilians killed by the government this year",
    "killed_by_others": "civilians killed by other armed groups this year",
    "killed_by_government_3y": "civilians killed by the government in three years",
    "killed_by_others_3y": "civilians killed by other armed groups in three years",
}
"""From UCDP one-sided violence (1989 on; 0 before)."""

MOMENTUM = {
    "battle_3y": "battle deaths in three years",
    "deaths": "deaths of all kinds this year",
    "deaths_growth": "growth of deaths over the three years before",
}
"""From UCDP battle deaths and the monthly series (1989 on; 0 before)."""

WIDER = {
    "women_in_civil_society": "the part of women in civil society",
    "censorship": "whether the government censors the media",
    "some_parties_banned": "some parties banned",
    "parties_free": "no party banned",
    "judicial_reform": "whether the judiciary is reformed or weakened",
    "religious_freedom": "how free religion is",
    "political_killings": "whether leaders approve of political killings",
    "social_inequality": "whether civil liberties differ between social groups",
    "civil_society_repressed": "whether civil society is repressed",
    "power_by_social_group": "how power is shared across social groups",
    "power_by_wealth": "how power is shared across rich and poor",
    "growth": "economic growth",
    "discriminated_share": "share of the population discriminated against",
    "excluded_groups": "number of ethnic groups shut out of power",
    "battle": "battle deaths this year",
    "past_onsets": "number of past mass killings",
    "neighbours_ongoing": "mass killing going on in neighbouring countries",
    "neighbours_war": "war in neighbouring countries",
    "in_americas": "in the Americas",
    "in_asia": "in Asia",
    "in_europe": "in Europe",
    "in_middle_east": "in the Middle East",
    "in_oceania": "in Oceania",
}

SIDES = {
    "ongoing_state": "state-led mass killing already going on",
    "ongoing_others": "mass killing by an armed group already going on",
}

WORDS = STRUCTURE | CONFLICT | KILLING | MOMENTUM | WIDER | SIDES
"""Every predictor by name, in words."""


GROUPS = {
    "killed_by_government_3y": "killed_by_government",
    "killed_by_others_3y": "killed_by_others",
    "battle_3y": "battle",
    "war": "battle",
    "deaths_growth": "deaths",
    "past_onsets": "past",
    "ever": "past",
    "onset_recent": "past",
    "peace_years": "conflict",
    "parties_banned": "parties",
    "some_parties_banned": "parties",
    "parties_free": "parties",
    "excluded_groups": "excluded_share",
    "in_americas": "region",
    "in_asia": "region",
    "in_europe": "region",
    "in_middle_east": "region",
    "in_oceania": "region",
}
"""Predictors that say the same thing, by the name under which reasons are given."""

GROUP_WORDS = {
    "killed_by_government": "civilians killed by the government",
    "killed_by_others": "civilians killed by other armed groups",
    "battle": "battle deaths and war",
    "deaths": "the level and growth of deaths of all kinds",
    "past": "mass killings of the past",
    "conflict": "armed conflict, now or lately",
    "parties": "how far parties are banned",
    "excluded_share": "ethnic groups shut out of power",
    "region": "the part of the world",
}


def group_of(name: str) -> str:
    """The group under which a predictor's contribution is told."""
    return GROUPS.get(name, name)


def in_words(name: str) -> str:
    """The words for a predictor or a group of them; one from outside keeps its own name.

    >>> in_words("growth")
    'economic growth'
    """
    return GROUP_WORDS.get(name) or WORDS.get(name, name)
