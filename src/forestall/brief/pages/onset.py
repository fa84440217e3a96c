"""On page 2: whether a new mass killing begins, by whose hand, and why the models think so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from forestall.brief import figures_onset
from forestall.brief.document import Block, Number, Span, Text, say
from forestall.brief.pages.shared import figure, note
from forestall.brief.words import chance_words, counted, listed, percent
from forestall.provenance import Origin, Provenance

if TYPE_CHECKING:
    from forestall.brief.desk import Desk
    from forestall.options.onset import OnsetFinding, Precedent
    from forestall.warning.onset_reasons import Driver

_TOLD = 3
_TELLING = 0.05  # log-odds: less would read as "×1.0"
_SMALL = 0.005  # chances below are said as "fewer than 1 in 200"


def blocks(desk: Desk) -> list[Block]:
    """The chance with its rank and base rate, what is under way, reasons, and past accuracy.

    One sentence where there is no forecast; without the figure in a quiet country.
    """
    onset = desk.appraisal.onset
    if onset is None:
        why = desk.appraisal.why_no_onset
        return [note(why)] if why else []
    parts: list[Block] = [
        say("Will a new mass killing begin?", role="label"),
        _chances(desk, onset),
    ]
    if onset.under_way:
        parts.append(_under_way(desk, onset))
    if desk.quiet:
        parts.append(_in_short(onset))
    else:
        parts.append(
            figure(
                "onset-drivers",
                "What makes it larger or smaller than in the average year",
                figures_onset.drivers_alt(onset.drivers),
                lambda width: figures_onset.drivers(onset.drivers, width=width),
                share=0.56,
                aside=_aside(desk, onset),
            )
        )
    parts.append(_how_good(desk, onset))
    return parts


def chance_number(desk: Desk, onset: OnsetFinding) -> Number:
    """The chance of an onset within two years, as page 1 and page 2 give it."""
    return _chance(desk, onset, "onset", onset.probability)


def past_words(onset: OnsetFinding) -> str:
    """How the forecasts did on average, in few words: for the strip of page 1."""
    if onset.past.calibrated:
        return "past chances of mass killing came true on average"
    side = "high" if onset.past.too_high > 0 else "low"
    return f"past chances of mass killing ran {percent(abs(onset.past.too_high))} too {side}"


def _chance(desk: Desk, onset: OnsetFinding, id: str, chance: float) -> Number:
    return desk.ledger.number(id, chance, "probability", chance_words(chance), onset.provenance)


def _chances(desk: Desk, onset: OnsetFinding) -> Text:
    """The chance by year and by hand; said once where all of it is very small."""
    year = onset.as_of_year
    rank = desk.ledger.number(
        "onset-rank", onset.rank, "rank", ordinal(onset.rank), onset.provenance
    )
    base = _chance(desk, onset, "onset-base-rate", onset.base_rate)
    told = "The chance that one begins by the end of {}, as seen from the end of {}, is {}"
    parts: list[Span] = [str(year + 2), str(year), chance_number(desk, onset)]
    if onset.probability >= _SMALL:
        told += "; in {} alone {}. State-led: {}; led by others: {}."
        parts += [
            str(year + 1),
            _chance(desk, onset, "onset-1y", onset.probability_1y),
            _chance(desk, onset, "onset-state-led", onset.state_led),
            _chance(desk, onset, "onset-others", onset.non_state_led),
        ]
    else:
        told += ", whoever led it."
    told += (
        " That is the {} largest of {} countries; in {} years of known outcomes, one followed in "
        "{} of country-years. A mass killing is one of 1,000 or more civilians of a group within "
        "about a year."
    )
    return say(told, *parts, rank, str(onset.countries), str(onset.base_years), base)


def ordinal(rank: int) -> str:
    """A rank in words' figures.

    >>> ordinal(1), ordinal(2), ordinal(11), ordinal(23), ordinal(112)
    ('1st', '2nd', '11th', '23rd', '112th')
    """
    ending = {1: "st", 2: "nd", 3: "rd"}.get(rank % 10, "th")
    return f"{rank}{'th' if rank % 100 in (11, 12, 13) else ending}"


def _under_way(desk: Desk, onset: OnsetFinding) -> Text:
    """An onset is a new episode: what goes on already is said beside it."""
    here, count = onset.under_way, len(onset.under_way)
    number = desk.ledger.number(
        "under-way",
        count,
        "mass killings",
        str(count),
        desk.recorded(
            f"mass killings going on at the end of {onset.under_way_until}",
            *(f"episodes: episode={one.episode}, start={one.start}" for one in here),
            source="episodes",
        ),
    )
    who = listed(
        [f"{'state-led' if one.state_led else 'led by others'} since {one.start}" for one in here]
    )
    return say(
        "That is a new one: {} "
        + ("was" if count == 1 else "were")
        + " already under way here at the end of {} by the Early Warning Project’s list, {}.",
        number,
        str(onset.under_way_until),
        who,
    )


def _aside(desk: Desk, onset: OnsetFinding) -> tuple[Text, ...]:
    return (
        say("Most alike in the past, and what came in the two years after", role="label"),
        *(_precedent(desk, one, place) for place, one in enumerate(onset.look_alikes, 1)),
        say("Since the year before", role="label"),
        _changes(desk, onset),
    )


def _precedent(desk: Desk, one: Precedent, place: int) -> Text:
    kinds = [
        kind
        for kind, began in (("state-led", one.state_led), ("by others", one.non_state_led))
        if began
    ]
    began = f"a mass killing began, {' and '.join(kinds)}" if kinds else "no mass killing began"
    told = f"{{}}, from the end of {one.year}: {began}"
    rest: list[Span] = [one.country]
    if one.killed_after is not None:
        told += ", {} civilians killed"
        rest.append(_killed_number(desk, one, place))
    return say(told + ".", *rest, role="bullet")


def _killed_number(desk: Desk, one: Precedent, place: int) -> Number:
    killed = one.killed_after or 0.0
    span = f"{one.year + 1} and {one.year + 2}"
    return desk.ledger.number(
        f"look-alike-{place}-killed",
        killed,
        "deaths",
        counted(killed) if round(killed) else "no",
        desk.recorded(
            f"civilians killed in one-sided violence in {span}",
            f"one_sided: iso3={one.iso3}, {span}, summed over actors",
            source="one_sided" if one.year + 2 < 2025 else "one_sided, deaths_by_kind",
        ),
    )


def _changes(desk: Desk, onset: OnsetFinding) -> Text:
    moved = _moves(onset.changes)
    why = f"; most of the change: {moved}." if moved else "; no reason moved much."
    if onset.year_before is None:
        return say(f"The year before is not described{why}")
    before = _chance(desk, onset, "onset-year-before", onset.year_before)
    return say(f"From {{}} at the end of {onset.as_of_year - 1}, by the same models{why}", before)


def _moves(reasons: tuple[Driver, ...]) -> str:
    named = [d for d in reasons if d.name != "rest" and abs(d.log_odds) > _TELLING][:_TOLD]
    return ", ".join(f"{d.words} ({figures_onset.times(d.log_odds)})" for d in named)


def _in_short(onset: OnsetFinding) -> Text:
    """Reasons and look-alikes of a quiet country in two sentences."""
    alike = listed([f"{one.country} {one.year}" for one in onset.look_alikes])
    began = sum(one.state_led or one.non_state_led for one in onset.look_alikes)
    after = (
        "none was followed by one"
        if began == 0
        else f"{began} of them {'was' if began == 1 else 'were'} followed by one"
    )
    return say(
        f"What moves it most against the average country-year: {_moves(onset.drivers)}. Most alike "
        f"in the past were {{}}: {after} within two years.",
        alike,
    )


def _how_good(desk: Desk, onset: OnsetFinding) -> Text:
    past = onset.past
    spread = [
        desk.ledger.number(id, value, "probability", percent(value), onset.provenance)
        for id, value in (("onset-lowest", onset.lowest), ("onset-highest", onset.highest))
    ]
    scored = Provenance(
        Origin.MODEL,
        f"forecasts made the same way, out of sample: {past.country_years:,} country-years from "
        f"{past.years[0]} to {past.years[1]}, {past.onsets} before an onset",
        "forestall.warning.onset",
        rows=("episodes: what began in the two years after",),
        formula="mean forecast, and frequency of an onset",
    )
    mean, came = (
        desk.ledger.number(id, value, "probability", f"{100 * value:.1f}%", scored)
        for id, value in (("onset-past-mean", past.mean), ("onset-past-came", past.observed))
    )
    size = f"{abs(past.too_high):.0%} too {'high' if past.too_high > 0 else 'low'}"
    verdict = "in line" if past.calibrated else size
    one = spread[0].text == spread[1].text
    models: list[Span] = (
        ["All six models behind it say ", spread[0]]
        if one
        else ["The six models behind it say from ", spread[0], " to ", spread[1]]
    )
    return note(
        *models,
        f". Past forecasts made the same way ({past.years[0]}–{past.years[1]}) averaged ",
        mean,
        " where ",
        came,
        f" came: {verdict}",
        *_correction(desk, onset),
        f". Such killings are rare ({past.onsets} in these years), so every chance here is rough.",
    )


def _correction(desk: Desk, onset: OnsetFinding) -> list[Span]:
    """By how much the odds are scaled, and why; nothing before there are past forecasts."""
    past = onset.correction
    if past.first is None:
        return []
    factor = desk.ledger.number(
        "onset-correction", past.factor, "ratio", f"{past.factor:.2f}", onset.provenance
    )
    return [
        ". Odds are scaled by ",
        factor,
        f", since earlier forecasts from {past.first} on expected {past.expected:.0f} "
        f"country-years before an onset and {past.came:.0f} came",
    ]
