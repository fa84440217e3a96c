"""What a driver of an onset forecast is like here, in words that say which way it lies.

"High infant mortality", not "the level of infant mortality": each predictor, or group of them that
say the same thing, has words for the values a country-year has. High and low are against the mean
of the country-years learnt from.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import expm1, isfinite, log

from forestall.warning.onset_words import in_words
from forestall.warning.onset_yearly import FADES, LONGEST

Values = Mapping[str, float]
"""Predictors by name, as the panel has them, missing is NaN; and the ``year``, to tell it."""

STEADY = 0.1
"""Change of log(1 + deaths) up to which they are called steady."""
LONG_AGO = 60
"""Years after which the past onset fades no further."""

HIGH_LOW = {
    "population": ("a large population", "a small population"),
    "infant_mortality": ("high infant mortality", "low infant mortality"),
    "free_discussion": (
        "much freedom to discuss politics",
        "little freedom to discuss politics",
    ),
    "power_by_wealth": (
        "power spread more evenly than usual across rich and poor",
        "power spread less evenly than usual across rich and poor",
    ),
}
"""Words above and below the mean."""

YES_NO = {
    "minority_rule": ("rule by a minority group", "no rule by a minority group"),
    "even_civil_rights": (
        "equality of civil rights across groups",
        "inequality of civil rights across groups",
    ),
    "new_dyads": (
        "a new armed group in conflict with the state in the last three years",
        "no new armed group in conflict with the state in three years",
    ),
    "women_in_civil_society": (
        "exclusion of women from civil society",
        "participation of women in civil society",
    ),
    "censorship": ("censorship of the media", "no direct censorship of the media"),
    "political_killings": (
        "political killing approved by leaders",
        "no political killing approved by leaders",
    ),
    "social_inequality": (
        "a large gap in civil liberties between social groups",
        "no large gap in civil liberties between social groups",
    ),
    "civil_society_repressed": (
        "severe repression of civil society",
        "no severe repression of civil society",
    ),
    "power_by_social_group": (
        "power held by some social groups over others",
        "power shared across social groups",
    ),
    "neighbours_ongoing": (
        "mass killing going on in a neighbouring country",
        "no mass killing going on in a neighbouring country",
    ),
    "neighbours_war": ("war in a neighbouring country", "no war in a neighbouring country"),
}
"""Words above zero, and at zero."""


def told(name: str, here: Values, mean: Values) -> str:
    """Words for a predictor, or a group of them, of one country-year.

    Parameters
    ----------
    name : a predictor, or a group of :data:`.onset_words.GROUPS`.
    here, mean : values of the country-year, and their means over those learnt from.

    Returns
    -------
    Words with a singular noun, to stand before "raises the odds"; neutral ones where the value is
    missing or the predictor comes from outside.

    >>> told("infant_mortality", {"infant_mortality": 3.0}, {"infant_mortality": 7.5})
    'low infant mortality'
    >>> told("minority_rule", {"minority_rule": 1.0}, {})
    'rule by a minority group'
    """
    try:
        if name in OWN:
            return OWN[name](here)
        value = _known(here, name)
        if name in YES_NO:
            return YES_NO[name][0 if value > 0 else 1]
        return HIGH_LOW[name][0 if value > _known(mean, name) else 1]
    except KeyError:
        return in_words(name)


def _known(values: Values, name: str) -> float:
    """The value; KeyError where it is missing."""
    if name not in values or not isfinite(values[name]):
        raise KeyError(name)
    return values[name]


def _count(logged: float) -> str:
    """A count kept as log(1 + n).

    >>> _count(log(1 + 1234))
    '1,234'
    """
    return f"{expm1(logged):,.0f}"


def _when(here: Values) -> str:
    """The year, or "this year" if none is given."""
    return f"in {here['year']:.0f}" if "year" in here else "this year"


def _years(count: int) -> str:
    return f"{count} year{'' if count == 1 else 's'}"


def _share(part: float) -> str:
    """A share in percent.

    >>> _share(0.234), _share(0.004)
    ('23%', 'under 1%')
    """
    return f"{part:.0%}" if part >= 0.01 else "under 1%"


def _killing(by: str, who: str) -> Callable[[Values], str]:
    def words(here: Values) -> str:
        now, lately = _known(here, f"killed_by_{by}"), _known(here, f"killed_by_{by}_3y")
        if now > 0:
            return f"killing of {_count(now)} civilians by {who} {_when(here)}"
        if lately > 0:
            return f"killing of civilians by {who} in the last three years but not in this one"
        return f"no killing of civilians by {who} in three years"

    return words


def _battle(here: Values) -> str:
    if _known(here, "war") > 0:
        return f"war with 1,000 or more battle deaths {_when(here)}"
    if _known(here, "battle") > 0:
        return f"fighting short of war with {_count(here['battle'])} battle deaths {_when(here)}"
    if _known(here, "battle_3y") > 0:
        return "fighting in the last three years but not in this one"
    return "no fighting in three years"


def _deaths(here: Values) -> str:
    level, growth = _known(here, "deaths"), _known(here, "deaths_growth")
    trend = "rising" if growth > STEADY else "falling" if growth < -STEADY else "steady"
    if level > 0:
        return f"a {trend} toll of {_count(level)} deaths of all kinds {_when(here)}"
    fell = " after some in the three years before" if trend == "falling" else ""
    return f"no death in organised violence {_when(here)}{fell}"


def _past(here: Values) -> str:
    if _known(here, "ever") == 0:
        return "no mass killing since 1945"
    years = round(-FADES * log(_known(here, "onset_recent")))
    more = " or more" if years >= LONG_AGO else ""
    when = _when(here) if years == 0 else f"{_years(years)}{more} ago"
    return f"a mass killing begun {when}"


def _ongoing(here: Values) -> str:
    count = _known(here, "ongoing")
    words = ("no mass killing going on", "mass killing already going on")
    return words[int(count)] if count < 2 else "more than one mass killing already going on"


def _conflict(here: Values) -> str:
    if _known(here, "conflict") > 0:
        return f"armed conflict over government or territory {_when(here)}"
    years = round(expm1(_known(here, "peace_years")))
    if years >= LONGEST:
        return f"no armed conflict in {LONGEST} years"
    return f"armed conflict {_years(years)} ago but not since"


def _parties(here: Values) -> str:
    if _known(here, "parties_banned") > 0:
        return "a ban on opposition parties"
    if _known(here, "some_parties_banned") > 0:
        return "a ban on some parties"
    return "no ban on parties"


def _excluded(here: Values) -> str:
    share = _known(here, "excluded_share")
    if share == 0:
        return "no ethnic group shut out of power"
    return f"exclusion from power of ethnic groups with {_share(share)} of the population"


def _discriminated(here: Values) -> str:
    share = _known(here, "discriminated_share")
    if share == 0:
        return "no ethnic group discriminated against"
    return f"discrimination against ethnic groups with {_share(share)} of the population"


def _judiciary(here: Values) -> str:
    words = ("weakening", "no change", "strengthening")
    return f"{words[int(_known(here, 'judicial_reform'))]} of the judiciary"


def _religion(here: Values) -> str:
    return f"{'much' if _known(here, 'religious_freedom') >= 3 else 'little'} freedom of religion"


def _growth(here: Values) -> str:
    percent = _known(here, "growth")
    if percent < 0:
        return f"a shrinking economy ({percent:.1f}% a head)".replace("-", "−")
    return f"economic growth of {percent:.1f}% a head"


def _region(here: Values) -> str:
    places = {
        "in_americas": "the Americas",
        "in_asia": "Asia",
        "in_europe": "Europe",
        "in_middle_east": "the Middle East",
        "in_oceania": "Oceania",
    }
    where = next((place for name, place in places.items() if _known(here, name) > 0), "Africa")
    return f"its place in {where}"


OWN: Mapping[str, Callable[[Values], str]] = {
    "killed_by_government": _killing("government", "the government"),
    "killed_by_others": _killing("others", "other armed groups"),
    "battle": _battle,
    "deaths": _deaths,
    "past": _past,
    "ongoing": _ongoing,
    "conflict": _conflict,
    "parties": _parties,
    "excluded_share": _excluded,
    "discriminated_share": _discriminated,
    "judicial_reform": _judiciary,
    "religious_freedom": _religion,
    "growth": _growth,
    "region": _region,
}
"""Predictors and groups with words of their own."""
