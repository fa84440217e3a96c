"""Page 4: would they let us in, and for how long."""

from __future__ import annotations

from forestall.brief import figures_who
from forestall.brief.desk import Desk
from forestall.brief.document import Block, Text, say
from forestall.brief.figures_who import STATE_WORDS
from forestall.brief.pages.shared import basis, consent_number, figure, note
from forestall.brief.words import chance_words, counted, listed
from forestall.provenance import Origin, Provenance
from forestall.vocabulary import ConsentState, PerpetratorKind

_KILLERS = {
    PerpetratorKind.HOST_GOVERNMENT: "the government did most of the killing",
    PerpetratorKind.NON_STATE: "armed groups inside did most of the killing",
    PerpetratorKind.HOSTILE_NEIGHBOUR: "a force from another country did most of the killing",
}


def blocks(desk: Desk) -> tuple[Block, ...]:
    """A hundred squares, the base rate with its n, history, withdrawal, what to ask for."""
    return (
        _squares(desk),
        *_states(desk),
        *_base_rate(desk),
        *_history(desk),
        _withdrawal(desk),
        *_asking(),
    )


def _squares(desk: Desk) -> Block:
    shares = desk.assessment.consent.probabilities
    return figure(
        "consent",
        "Would the government let a mission in? One square is one chance in a hundred",
        figures_who.hundred_alt(shares),
        lambda width: figures_who.hundred(shares, width=width),
    )


def _states(desk: Desk) -> tuple[Block, ...]:
    consent = desk.assessment.consent
    numbers = [consent_number(desk, state) for state in ConsentState]
    words = [STATE_WORDS[state] for state in ConsentState]
    template = "; ".join(f"{word}: {{}}" for word in words)
    parts: list[Block] = [
        say(template[:1].upper() + template[1:] + ".", *numbers, by_hand=consent.set_by_person)
    ]
    if consent.note:
        parts.append(say("“{}”", consent.note, role="note", by_hand=consent.set_by_person))
    return tuple(parts)


def _base_rate(desk: Desk) -> list[Block]:
    consent = desk.assessment.consent
    kind = desk.assessment.main_kind
    hosting, total = consent.base_rate_hosting
    parts: list[Block] = []
    if consent.case_count:
        n = desk.ledger.number(
            "consent-cases",
            consent.case_count,
            "cases",
            f"{consent.case_count:g}",
            Provenance(
                Origin.DATA,
                f"well-known cases in which {_KILLERS[kind]}",
                "cases",
                rows=(f"cases: perpetrator_kind={kind.value}",),
            ),
        )
        split = listed(
            [f"{consent.cases[s]:g} {STATE_WORDS[s]}" for s in ConsentState if consent.cases[s]]
        )
        parts.append(
            say(
                "The base rate rests on {} well-known cases in which "
                + _KILLERS[kind]
                + " ({}; a case of two kinds counts half for each). They are famous because "
                "something was tried, so they overstate consent.",
                n,
                split,
            )
        )
    if total:
        rate = desk.ledger.number(
            "consent-hosting",
            hosting / total,
            "share of country-years",
            f"{counted(hosting)} of {counted(total)}",
            Provenance(
                Origin.DATA,
                "country-years with such killing that hosted a United Nations force",
                "one_sided, geopko",
                rows=(f"one_sided: main killer {kind.value}, 25 deaths or more",),
                formula=f"{hosting} / {total} = {hosting / total:.3f}",
            ),
        )
        parts.append(
            say(
                "Consent is rare on the record: of the country-years in which " + _KILLERS[kind]
                + ", {} hosted a United Nations force at all.",
                rate,
            )
        )  # fmt: skip
    return parts


def _history(desk: Desk) -> list[Block]:
    assessment = desk.assessment
    lines = list(assessment.consent.history)
    lines += [m.text for m in assessment.presence if m.acronym and not _told(m.acronym, lines)]
    if not lines:
        return [say("No mission is on record here, and no host’s answer to one.")]
    mark = basis(desk, "consent-history", assessment.consent.provenance)
    head = Text(("What the record of missions here says:",), "label")
    return [head, *(say("{}{}", line, mark, role="bullet") for line in lines)]


def _told(acronym: str, lines: list[str]) -> bool:
    return any(acronym in line for line in lines)


def _withdrawal(desk: Desk) -> Block:
    consent = desk.assessment.consent
    hazard = desk.ledger.number(
        "consent-withdrawal",
        consent.withdrawal_hazard,
        "probability a year",
        chance_words(consent.withdrawal_hazard),
        consent.hazard_provenance,
        by_hand=consent.set_by_person and consent.hazard_provenance.origin is Origin.PERSON,
    )
    return say(
        "Consent decays. The chance that a mission once in is out a year later: {}. Mandates "
        "also end for reasons that have nothing to do with need.",
        hazard,
    )


def _asking() -> tuple[Block, ...]:
    return (
        Text(("What consent worth having would look like:",), "label"),
        Text(("given in writing by those who command the forces that could block it;",), "bullet"),
        Text(
            ("freedom to move, without notice, to the places where people are threatened;",),
            "bullet",
        ),
        Text(
            ("visas, customs and flights cleared in days, so that nobody can stall arrival;",),
            "bullet",
        ),
        note(
            "Coerced or nominal consent opens the door and little else; obstructed consent lets a "
            "mission in and hems it in. Only the last state counts as willing."
        ),
    )
