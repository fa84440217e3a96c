"""The UN Framework of Analysis for Atrocity Crimes (2014): what the data show of each factor.

Never a score. A factor is *supported by data* where data at hand bear on it, whichever way they
point; an analyst must judge the rest, and always what the observations mean.
"""

from __future__ import annotations

from dataclasses import dataclass

from forestall import snapshot
from forestall.provenance import Origin, Provenance
from forestall.records.holdings import Holdings
from forestall.situation import framework_observations as seen
from forestall.situation.assessment import RiskFactor
from forestall.vocabulary import Country, Month


@dataclass(frozen=True, slots=True)
class Reading:
    """What the data say of a factor, and from which tables."""

    observations: tuple[str, ...]
    tables: tuple[str, ...]


STILL_TO_JUDGE = {
    1: "Coups, contested elections, economic and humanitarian crises, and where they are heading.",
    2: "Violations short of killing, impunity, and whether past crimes were ever faced.",
    3: "The rule of law, control over the forces, corruption, and the reach of the state.",
    4: "Who would gain from atrocities: power, land, revenge, ideology.",
    5: "Arms, money, men and supporters of those who might attack now.",
    6: "Media, civil society, religious leaders, allies and donors able to restrain.",
    7: "Purges, militias, hate speech, emergency laws, cut-off communications, curbs on aid.",
    8: "Elections, trials, anniversaries, deaths of leaders, offensives soon to come.",
    9: "How groups live together now: segregation, denial of rights, past violence between them.",
    10: "Words and acts that show an intent to destroy a group: this is never in a table.",
    11: "Whether attacks are organised, and whether they follow a pattern against a population.",
    12: "Orders, plans, state or organisational policy behind the attacks.",
    13: "Conduct of hostilities; attacks on hospitals, schools, prisoners. Not in these data.",
    14: "Obstruction of and attacks on aid workers and peacekeepers. Not in these data.",
}


def framework(country: Country, as_of: Month, holdings: Holdings) -> tuple[RiskFactor, ...]:
    """The 14 risk factors in order, with what was on record at the month and what is not.

    Yearly tables count once their year is over; nothing after ``as_of`` is used.
    Factors: United Nations Office on Genocide Prevention and the Responsibility to Protect,
    Framework of Analysis for Atrocity Crimes, 2014. Observations: UCDP, the Early Warning
    Project's list of mass killings, EPR, UN missions.
    """
    readings = _readings(country, as_of, holdings)
    rows = snapshot.table("framework").sort("number").iter_rows(named=True)
    return tuple(
        _factor(r["number"], r["group"], r["risk_factor"], readings.get(r["number"]), country)
        for r in rows
    )


def _readings(country: Country, as_of: Month, holdings: Holdings) -> dict[int, Reading]:
    iso3 = country.iso3
    found = {
        1: Reading(
            (
                *seen.armed_conflicts(iso3, as_of),
                *seen.deaths_last_year(iso3, as_of, holdings),
            ),
            ("conflicts", "country_month"),
        ),
        2: Reading(
            (*seen.one_sided_record(iso3, as_of, holdings), *seen.mass_killings(iso3, as_of)),
            ("one_sided", "episodes"),
        ),
        4: Reading(seen.excluded_groups(iso3, as_of), ("excluded", "groups")),
        5: Reading(seen.most_lethal(iso3, as_of, holdings), ("one_sided",)),
        6: Reading(seen.missions_present(country, as_of), ("missions", "mission_strength")),
        8: Reading(
            (
                *seen.acceleration(iso3, as_of, holdings),
                *seen.next_door(iso3, as_of, holdings),
            ),
            ("country_month", "neighbours"),
        ),
        9: Reading(seen.discriminated_groups(iso3, as_of), ("groups",)),
        11: Reading(seen.persistence(iso3, as_of, holdings), ("one_sided", "deaths_by_kind")),
    }
    return {number: reading for number, reading in found.items() if reading.observations}


def _factor(
    number: int, group: str, name: str, reading: Reading | None, country: Country
) -> RiskFactor:
    judge = STILL_TO_JUDGE[number]
    if reading is None:
        step = Provenance(
            origin=Origin.JUDGMENT,
            what=f"no packaged data bear on risk factor {number} in {country.name}",
            source="United Nations Framework of Analysis (2014)",
        )
        return RiskFactor(number, group, name, False, (), judge, step)
    step = Provenance(
        origin=Origin.DATA,
        what=f"observations on risk factor {number} in {country.name}",
        source=", ".join(reading.tables),
        rows=tuple(f"{table}: iso3={country.iso3}" for table in reading.tables),
    )
    return RiskFactor(number, group, name, True, reading.observations, judge, step)
