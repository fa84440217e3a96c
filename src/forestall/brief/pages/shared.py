"""Numbers and shapes that several pages use, so that they are the same on each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from forestall.brief.desk import KIND_ID, SHORT_ID, Desk
from forestall.brief.document import Cell, Figure, Number, Span, Text
from forestall.brief.look import NARROW, WIDE
from forestall.brief.words import (
    averted,
    between,
    chance_words,
    change,
    counted,
    money,
    money_between,
    people,
)
from forestall.options.appraisal import OptionId
from forestall.provenance import Origin, Provenance

if TYPE_CHECKING:
    from collections.abc import Callable

    from forestall.options.appraisal import Draws, Option
    from forestall.vocabulary import ConsentState, PerpetratorKind


def figure(
    id: str,
    title: str,
    alt: str,
    draw: Callable[[int], dict[str, Any]],
    note: Text | None = None,
    share: float = 1.0,
    aside: tuple[Text, ...] = (),
) -> Figure:
    """A figure drawn twice: for the page and for a phone."""
    return Figure(id, title, alt, draw(round(WIDE * share)), draw(NARROW), note, share, aside)


def cell(*spans: Span, sort: float | str | None = None, by_hand: bool = False) -> Cell:
    """A table cell of words and numbers; numbers sort by their value unless told otherwise."""
    values = [s.value for s in spans if isinstance(s, Number)]
    return Cell(Text(spans, by_hand=by_hand), sort if sort is not None or not values else values[0])


def note(*spans: Span) -> Text:
    return Text(spans, "note")


def basis(desk: Desk, id: str, provenance: Provenance) -> Number:
    """A mark without figures of its own, for words that carry figures: it leads to their source."""
    return desk.ledger.number(id, None, "basis of the words", "", provenance)


def civilians_number(desk: Desk, months: int) -> tuple[Number, Number]:
    """Civilians expected to be killed: the range, and the middle estimate.

    Over twelve months a person's own range stands as it was set, not as it was drawn.
    """
    draws = desk.appraisal.civilian_deaths[months]
    provenance = desk.appraisal.civilian_provenance
    base = desk.assessment.baseline
    hand = base is not None
    low, middle, high = (draws.quantile(q) for q in (0.05, 0.5, 0.95))
    if base is not None and months == 12:
        low, middle, high = base.low, base.best, base.high
    return (
        desk.ledger.number(
            f"civilians-{months}m", middle, "deaths", between(low, high), provenance,
            low=low, high=high, by_hand=hand,
        ),
        desk.ledger.number(
            f"civilians-{months}m-middle", middle, "deaths", people(middle), provenance,
            by_hand=hand,
        ),
    )  # fmt: skip


def recorded_number(desk: Desk) -> Number | None:
    """Deaths of all kinds on record over the last twelve months; none where none are held."""
    deaths = desk.assessment.deaths_12m
    if deaths is None:
        return None
    # a brief may ask for a month that the records have not reached yet
    end = desk.history[-1][0] if desk.history else desk.assessment.as_of
    span = f"{end - 11} to {end}"
    return desk.ledger.number(
        "recorded-12m",
        deaths,
        "deaths",
        counted(deaths),
        desk.recorded(
            f"deaths in organised violence of all kinds, {span}",
            f"country_month: iso3={desk.assessment.country.iso3}, kind=all, {span}",
            source="country_month",
        ),
    )


def last_year_number(desk: Desk) -> Number:
    """Civilians killed in one-sided violence in the last full year on record."""
    year, deaths = desk.assessment.one_sided_last_year or (desk.assessment.as_of.year - 1, 0.0)
    return desk.ledger.number(
        "one-sided-last-year",
        deaths,
        "deaths",
        counted(deaths) if deaths else "no civilians",
        desk.recorded(
            f"civilians killed in one-sided violence in {year}",
            f"one_sided: iso3={desk.assessment.country.iso3}, year={year}, summed over actors",
            source="one_sided" if year < 2025 else "one_sided, deaths_by_kind",
        ),
    )


def kind_number(desk: Desk, kind: PerpetratorKind) -> Number:
    """The chance that the main killer is of this kind, resting on every perpetrator of it."""
    them = [p for p in desk.assessment.perpetrators if p.kind is kind]
    chance = desk.assessment.kind_probabilities()[kind]
    provenance = Provenance(
        Origin.MODEL,
        f"chance that the main killer of civilians is of the kind: {kind.value}",
        "forestall.situation.perpetrators",
        formula="sum over the perpetrators of that kind",
        inputs=tuple(p.provenance for p in them),
    )
    return desk.ledger.number(
        f"p-kind-{KIND_ID[kind]}",
        chance,
        "probability",
        chance_words(chance),
        provenance,
        by_hand=any(p.set_by_person for p in them),
    )


def consent_number(desk: Desk, state: ConsentState) -> Number:
    """The chance of one state of consent."""
    consent = desk.assessment.consent
    chance = consent.probabilities[state]
    return desk.ledger.number(
        f"consent-{state.value}",
        chance,
        "probability",
        chance_words(chance),
        consent.provenance,
        by_hand=consent.set_by_person,
    )


def averted_number(desk: Desk, option: Option, months: int) -> tuple[Number, Number]:
    """Deaths averted by an option: the range, and the mean."""
    draws: Draws = option.deaths_averted[months]
    id = f"averted-{SHORT_ID[option.id]}" + ("" if months == 12 else f"-{months}m")
    low, high = draws.quantile(0.05), draws.quantile(0.95)
    return (
        desk.ledger.number(
            id, draws.quantile(0.5), "deaths averted", averted(low, high), option.provenance,
            low=low, high=high,
        ),
        desk.ledger.number(
            f"{id}-mean", draws.mean, "deaths averted", change(draws.mean), option.provenance
        ),
    )  # fmt: skip


def cost_number(desk: Desk, option: Option, months: int) -> Number:
    """What an option costs: the mean, with its range."""
    draws = option.cost[months]
    id = f"cost-{SHORT_ID[option.id]}" + ("" if months == 12 else f"-{months}m")
    low, high = draws.quantile(0.05), draws.quantile(0.95)
    text = money(draws.mean) if draws.mean > 0 else "nothing"
    return desk.ledger.number(
        id, draws.mean, "USD million", text, option.provenance, low=low, high=high
    )


def cost_span(option: Option, months: int) -> str:
    """The 90% range of the cost, in words."""
    draws = option.cost[months]
    return money_between(draws.quantile(0.05), draws.quantile(0.95)) if draws.mean > 0 else "–"


def standing_number(desk: Desk) -> Number | None:
    """What the force already there averts in a year; none where no force stands."""
    draws = desk.appraisal.standing_averts
    if draws is None:
        return None
    low, high = draws.quantile(0.05), draws.quantile(0.95)
    return desk.ledger.number(
        "standing-averts",
        draws.mean,
        "deaths averted a year",
        averted(low, high),
        desk.appraisal.option(OptionId.PREVENTIVE_DEPLOYMENT).provenance,
        low=low,
        high=high,
    )


def harm_number(desk: Desk, option: Option) -> Number:
    """The chance that an option costs at least one life over 12 months."""
    return desk.ledger.number(
        f"p-harm-{SHORT_ID[option.id]}",
        option.p_harm,
        "probability",
        chance_words(option.p_harm),
        option.provenance,
    )
