"""What an analyst at the desk knew of a past case, put into its assessment as judgments."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from forestall.options.brief_rules import FEWEST_DEATHS
from forestall.parameters import Parameter, parameter
from forestall.provenance import Origin, Provenance
from forestall.situation.assess import with_perpetrators
from forestall.situation.assessment import Assessment, Perpetrator, PersonBaseline
from forestall.vocabulary import ConsentState, PerpetratorKind

if TYPE_CHECKING:
    from forestall.options.cases import Case
    from forestall.records.holdings import Holdings


def at_the_desk(known: Assessment, case: Case, records: Holdings) -> Assessment:
    """The assessment with what an analyst knew of threat and stance put in, and what was feared.

    Neither is put in as certain (parameters ``desk_kind`` and ``desk_consent``). The feared range
    (``desk_feared``) replaces the forecast where fewer than 25 civilians were killed in the last
    full year on record; it is the same for every case.

    Parameters
    ----------
    known : the assessment from data alone.
    case : only who threatens and the host's stance are taken from it, never what happened.
    records : what consent's base rates and the manifestly-failing test rest on.
    """
    named = with_perpetrators(known, _threat(case), records)
    firmness = parameter("situation", "consent_person_weight").value
    consent = replace(
        named.consent,
        probabilities=_stance(case.consent),
        weight=firmness,
        provenance=_person("Stance of the host, as coded", case, parameter("desk", "desk_consent")),
        set_by_person=True,
    )
    return replace(
        named,
        kind_weight=firmness,
        consent=consent,
        baseline=_feared() if _no_killing_on_record(known) else None,
    )


def _threat(case: Case) -> tuple[Perpetrator, ...]:
    """The coded kind with the parameter's chance, the others with the rest, evenly."""
    coded = parameter("desk", "desk_kind")
    others = [kind for kind in PerpetratorKind if kind not in case.kinds]
    return tuple(
        Perpetrator(
            name=f"{kind.value}, named at the desk",
            kind=kind,
            probability=coded.value / len(case.kinds)
            if kind in case.kinds
            else (1 - coded.value) / len(others),
            recent_deaths=(),
            last_seen=None,
            provenance=_person("Kind of perpetrator, as coded", case, coded),
            set_by_person=True,
        )
        for kind in (*case.kinds, *others)
    )


def _stance(coded: ConsentState) -> dict[ConsentState, float]:
    chance = parameter("desk", "desk_consent").value
    rest = (1 - chance) / (len(ConsentState) - 1)
    return {state: chance if state is coded else rest for state in ConsentState}


def _feared() -> PersonBaseline:
    low, best, high = parameter("desk", "desk_feared").spread()
    return PersonBaseline(low, best, high, "what was feared: the same range for every case")


def _no_killing_on_record(known: Assessment) -> bool:
    return known.one_sided_last_year is None or known.one_sided_last_year[1] < FEWEST_DEATHS


def _person(what: str, case: Case, judged: Parameter) -> Provenance:
    return Provenance(
        origin=Origin.PERSON,
        what=what,
        source=case.source or case.id,
        rows=(f"cases: id={case.id}",),
        verified=False,
        inputs=(judged.provenance(),),
    )
