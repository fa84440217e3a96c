"""Made-up situations for the made-up appraisals: who kills, who consents, what is exposed."""

from __future__ import annotations

import numpy as np
import polars as pl

from forestall.provenance import Origin, Provenance
from forestall.situation.assessment import (
    Assessment,
    ByKind,
    Consent,
    Exposure,
    Indicator,
    ManifestlyFailing,
    Perpetrator,
    PersonBaseline,
    Presence,
    RiskFactor,
)
from forestall.vocabulary import (
    ConsentState,
    Country,
    Month,
    PerpetratorKind,
    ViolenceKind,
    gid_of,
)

AS_OF = Month(2026, 5)
HOSTILE = '#let x = 1 <script>alert("x")</script> *bold* _it_ [a](b) $x$ @ref \\n {{ 7*7 }} &amp; ✓'
ROWS = ("one_sided: iso3=XAA, year=2024, actor=Example Front, best=214",)
DATA = Provenance(Origin.DATA, "one-sided deaths by actor and year", "ucdp-onesided", "25.1", ROWS)
STUDY = Provenance(Origin.STUDY, "effect on rebels", "fhn2019_rebel", verified=False)
MODEL = Provenance(
    Origin.MODEL,
    "deaths by month",
    "forestall.warning.baseline",
    "0.1.0",
    formula="negative binomial on its own last months, pooled",
    inputs=(DATA,),
)
JUDGED = Provenance(Origin.JUDGMENT, "pull of the newest year", "situation.recency")
PERSON = Provenance(Origin.PERSON, "set in assessment.toml", "assessment.toml")
EFFECT = Provenance(
    Origin.MODEL,
    "deaths averted",
    "forestall.options.appraise",
    "0.1.0",
    formula="baseline × arrival × consent × effect",
    inputs=(MODEL, STUDY, JUDGED),
)


def _groups(hand: bool = False) -> tuple[Perpetrator, ...]:
    inside, state = PerpetratorKind.NON_STATE, PerpetratorKind.HOST_GOVERNMENT
    return (
        Perpetrator(
            "Example Front (EF)",
            inside,
            0.52,
            ((2019, 120.0), (2020, 84.0), (2021, 160.0), (2022, 95.0), (2024, 214.0)),
            Month(2026, 2),
            DATA,
        ),
        Perpetrator(
            "Government of Examplia", state, 0.21, ((2021, 110.0), (2024, 44.0)), None, DATA
        ),
        Perpetrator("Riverside Coalition", inside, 0.14, ((2020, 30.0), (2022, 61.0)), None, DATA),
        Perpetrator(
            "Government of Neighbouria",
            PerpetratorKind.HOSTILE_NEIGHBOUR,
            0.09,
            ((2022, 34.0), (2024, 12.0)),
            None,
            PERSON if hand else DATA,
            set_by_person=hand,
            note=HOSTILE if hand else "",
        ),
        Perpetrator("Other armed groups", inside, 0.04, ((2019, 9.0),), None, JUDGED),
    )


def _state() -> tuple[Perpetrator, ...]:
    return (
        Perpetrator(
            "Government of Examplia",
            PerpetratorKind.HOST_GOVERNMENT,
            0.86,
            ((2021, 1700.0), (2022, 900.0), (2023, 1300.0), (2024, 1100.0)),
            Month(2026, 2),
            DATA,
        ),
        Perpetrator(
            "Example Front (EF)",
            PerpetratorKind.NON_STATE,
            0.14,
            ((2021, 80.0), (2023, 40.0)),
            None,
            DATA,
        ),
    )


def _consent(willing: bool, hand: bool) -> Consent:
    shares = (0.06, 0.09, 0.22, 0.63) if willing else (0.61, 0.17, 0.18, 0.04)
    cases = (0.0, 1.0, 1.0, 6.0) if willing else (3.0, 4.0, 2.0, 0.0)
    provenance = (
        PERSON
        if hand
        else Provenance(
            Origin.MODEL,
            "consent by kind",
            "forestall.situation.consent",
            "0.1.0",
            formula="Dirichlet-multinomial",
            inputs=(
                Provenance(Origin.DATA, "well-known cases", "cases", "2026", ("cases: mkd-1992",)),
            ),
        )
    )
    return Consent(
        probabilities=dict(zip(ConsentState, shares, strict=True)),
        weight=14.0,
        withdrawal_hazard=0.09,
        cases=dict(zip(ConsentState, cases, strict=True)),
        base_rate_hosting=(31, 69),
        history=("EXMIS since 2014, renewed each year", "EXPOL 2007–2010, closed at its request"),
        provenance=provenance,
        hazard_provenance=JUDGED,
        set_by_person=hand,
        note="The foreign minister has said so twice. " + HOSTILE if hand else "",
    )


def _framework() -> tuple[RiskFactor, ...]:
    names = (
        "Situations of armed conflict or other forms of instability",
        "Record of serious violations of human rights and humanitarian law",
        "Weakness of State structures",
        "Motives or incentives",
        "Capacity to commit atrocity crimes",
        "Absence of mitigating factors",
        "Enabling circumstances or preparatory action",
        "Triggering factors",
        "Intergroup tensions or patterns of discrimination",
        "Signs of an intent to destroy a protected group",
        "Signs of a widespread or systematic attack against civilians",
        "Signs of a plan or policy to attack civilians",
        "Serious threats to those protected under humanitarian law",
        "Serious threats to humanitarian or peacekeeping operations",
    )
    return tuple(
        RiskFactor(
            number,
            "common" if number <= 8 else "specific",
            name,
            number in (1, 2, 6, 9, 11),
            ("412 deaths from organised violence in the last twelve months",)
            if number in (1, 2, 6, 9, 11)
            else (),
            "whether the people who give the orders see something to gain",
            DATA,
        )
        for number, name in enumerate(names, 1)
    )


def _exposure(empty: bool) -> Exposure:
    rng = np.random.default_rng(3)
    schema = {
        "gid": pl.Int32,
        "latitude": pl.Float64,
        "longitude": pl.Float64,
        "deaths": pl.Int64,
        "civilians": pl.Int64,
        "events": pl.Int64,
        "kind": pl.Utf8,
        "last_month": pl.Int32,
    }
    rows = []
    for _ in range(0 if empty else 60):
        lat, lon = 4.25 + 0.5 * rng.integers(0, 12), 15.25 + 0.5 * rng.integers(0, 22)
        deaths = int(rng.pareto(0.9) * 4) + 1
        kind = ("state-based", "non-state", "one-sided")[rng.integers(0, 3)]
        rows.append((gid_of(lat, lon), lat, lon, deaths, deaths // 2, 3, kind, 550))
    groups = pl.DataFrame(
        {
            "group": ["Northerners", "Riverine peoples"],
            "size": [0.13, 0.041],
            "status": ["DISCRIMINATED", "POWERLESS"],
            "year": [2017, 2017],
        }
    )
    return Exposure(
        pl.DataFrame(rows, schema=schema, orient="row"),
        False,
        "events to 2022 in UCDP GED 23.1; February 2026 as a candidate month",
        groups.clear() if empty else groups,
        None if empty else 2017,
        DATA,
    )


def _indicators() -> tuple[Indicator, ...]:
    return (
        Indicator(
            "Deaths by others, twelve months",
            214.0,
            "deaths",
            True,
            "Armed groups killed 214 civilians in 2024",
            DATA,
        ),
        Indicator(
            "State forces kill civilians too",
            44.0,
            "deaths",
            None,
            "State forces killed 44 civilians in 2024",
            DATA,
        ),
        Indicator("Reach of the state", None, "", None, "no data at hand", JUDGED),
    )


def assessment(which: str = "groups", *, hand: bool = False) -> Assessment:
    """``groups``, ``state`` or ``quiet``; ``hand`` marks some of it as set by a person."""
    quiet = which == "quiet"
    people = {"groups": _groups(hand), "state": _state()}.get(which) or (
        Perpetrator("Government", PerpetratorKind.HOST_GOVERNMENT, 0.4, (), None, JUDGED),
        Perpetrator("Armed groups", PerpetratorKind.NON_STATE, 0.6, (), None, JUDGED),
    )
    presence = (Presence("EXMIS", "PKO", 2014, 14_400.0, 2024, "EXMIS since 2014", DATA),)
    return Assessment(
        country=Country("XAA", "Examplia", 482, 70, "Africa"),
        as_of=AS_OF,
        perpetrators=people,
        kind_weight=12.0,
        consent=_consent(which != "state", hand),
        failing=ManifestlyFailing(
            None if which == "state" else not quiet,
            "Example Front (EF)",
            _indicators(),
            hand,
            HOSTILE if hand else "",
        ),
        framework=_framework(),
        exposure=_exposure(quiet),
        presence=() if quiet else presence,
        deaths_12m=0 if quiet else 412,
        by_kind=None
        if quiet
        else ByKind(
            Month(2025, 1),
            Month(2025, 12),
            {ViolenceKind.STATE_BASED: 180, ViolenceKind.NON_STATE: 40, ViolenceKind.ONE_SIDED: 90},
            DATA,
        ),
        one_sided_last_year=None if quiet else (2024, 270.0),
        baseline=PersonBaseline(200, 600, 2400, HOSTILE) if hand else None,
        notes=(HOSTILE,) if hand else (),
    )
