"""A small table of invented incidents in invented villages, and a joiner for tests."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from forestall.coding.incident import Evidence, Found, Incident, Joined, Link, TollTold
from forestall.coding.report import (
    Actor,
    ActorKind,
    Count,
    Place,
    Quote,
    Report,
    Told,
    Toll,
    When,
)
from forestall.coding.table import Run, Table
from forestall.vocabulary import ViolenceKind

YOPO = Actor("Yopo tribe", ActorKind.COMMUNAL)
LAI = Actor("Lai tribe", ActorKind.COMMUNAL)
ENGA = Place("Kokas", "PNG", "Enga", "Wabag", "PG0801", -5.49, 143.72, 1)
FINER = ("intergroup", "election")
MADANG = Place("Sumin", "PNG", "Madang", "Rai Coast", "PG1301", -5.6, 146.1, 1)


def report(
    report_id: str,
    outlet: str,
    published: date,
    killed: Count | None,
    *texts: str,
    day: date | None = None,
    place: Place = ENGA,
    kind: ViolenceKind = ViolenceKind.NON_STATE,
    sub_kind: str = "intergroup",
    sides: tuple[Actor, Actor] = (YOPO, LAI),
    women: int | None = None,
    weapons: tuple[str, ...] = ("guns",),
    causes: tuple[str, ...] = ("land",),
    responses: tuple[str, ...] = (),
    score: float = 0.7,
) -> Report:
    """A report; all it tells stands in its first sentence."""
    at, quotes = 0, []
    for index, text in enumerate(texts):
        quotes.append(Quote(index, at, at + len(text), text))
        at += len(text) + 1
    when = When(day or published, day or published, 1)

    def told(values: tuple[str, ...]) -> tuple[Told[str], ...]:
        return tuple(Told(each, (0,), score) for each in values)

    return Report(
        report_id=report_id,
        doc_id=report_id.partition("#")[0],
        outlet=outlet,
        published=published,
        kind=Told(kind, (0,), score),
        sub_kind=Told(sub_kind, (0,), score),
        when=Told(when, (0,), score),
        place=Told(place, (0,), score),
        perpetrator=Told(sides[0], (0,), score),
        target=Told(sides[1], (0,), score),
        sides=tuple(Told(each, (0,), score) for each in sides),
        killed=Told(Toll(killed, women=women), (0,), score) if killed else None,
        injured=None,
        displaced=None,
        weapons=told(weapons),
        causes=told(causes),
        responses=told(responses),
        claims=(),
        quotes=tuple(quotes),
        score=score,
    )


def incident(*reports: Report) -> Incident:
    """Reports as one incident: the last one's toll, the first one's everything else."""
    first, last = reports[0], [each for each in reports if each.killed][-1:]

    def found(told: Told | None, of: Report = first) -> Found | None:
        if told is None:
            return None
        evidence = tuple(Evidence(of.report_id, n) for n in told.sentences)
        return Found(told.value, evidence, told.score)

    def every(name: str) -> tuple[Found[str], ...]:
        values = {told.value: (each, told) for each in reports for told in getattr(each, name)}
        return tuple(found(told, each) for each, told in values.values())

    return Incident(
        incident_id=first.report_id,
        reports=reports,
        kind=found(first.kind),
        sub_kind=found(first.sub_kind),
        when=found(first.when),
        place=found(first.place),
        perpetrator=found(first.perpetrator),
        target=found(first.target),
        sides=tuple(found(each) for each in first.sides),
        killed=found(last[0].killed, last[0]) if last else None,
        injured=None,
        displaced=None,
        weapons=every("weapons"),
        causes=every("causes"),
        responses=every("responses"),
        tolls=tuple(
            TollTold(each.published, each.outlet, each.report_id, each.killed.value.total)
            for each in reports
            if each.killed
        ),
        score=min(each.score for each in reports),
    )


def joiner(reports: tuple[Report, ...], decided: tuple[Link, ...]) -> Joined:
    """Groups as decided, each as :func:`incident` puts it together."""
    groups: list[list[Report]] = []
    joined = {frozenset((each.one, each.other)) for each in decided if each.joined}
    for each in reports:
        for group in groups:
            if frozenset((group[0].report_id, each.report_id)) in joined:
                group.append(each)
                break
        else:
            groups.append([each])
    return Joined(tuple(incident(*group) for group in groups), decided)


def table() -> Table:
    """Three incidents: a fight told thrice (53, 26, then 49 dead), a burning, a fight untold."""
    day = date(2024, 2, 18)
    fight = (
        report("a1#1", "Daily One", date(2024, 2, 19), Count(53, 53, 53),
               "Fifty-three Yopo men were shot dead over land at Kokas on Sunday.",
               "Police were sent.", day=day, score=0.8),
        report("b1#1", "Two Times", date(2024, 2, 20), Count(26, 26, 26),
               "Police counted 26 bodies at Kokas.", day=day, responses=("arrest",)),
        report("a2#1", "Daily One", date(2024, 2, 24), Count(49, 49, 64),
               "At least 49 died at Kokas; 64 by the count of villagers.", day=day,
               weapons=("guns", "axes"), responses=("arrest", "charge")),
    )  # fmt: skip
    burning = report(
        "b2#1", "Two Times", date(2023, 5, 3), Count(2, 2, 2),
        "Two women were burnt at Sumin after talk of sorcery.", place=MADANG,
        kind=ViolenceKind.ONE_SIDED, sub_kind="sorcery-accusation", women=2,
        sides=(Actor("", ActorKind.CROWD), Actor("", ActorKind.ACCUSED)),
        weapons=("fire",), causes=("sorcery accusation",), score=0.4,
    )  # fmt: skip
    untold = report(
        "c1#1", "Three Post", date(2024, 3, 2), Count(1, None, None),
        "Men died at Kokas again.", weapons=(), causes=(), score=0.6,
    )  # fmt: skip
    links = (
        Link("a1#1", "b1#1", 0.9, True),
        Link("a1#1", "a2#1", 0.8, True),
        Link("b1#1", "a2#1", 0.7, True),
        Link("a2#1", "c1#1", 0.3, False),
    )
    run = Run(
        countries=("PNG",),
        articles=9,
        copies=1,
        undated=0,
        without_violence=3,
        reports=5,
        read=(("Daily One", 2024, 4), ("Three Post", 2024, 2), ("Two Times", 2023, 3)),
        skipped=(("empty", 2),),
        version="coder 1",
    )
    return Table((incident(*fight), incident(burning), incident(untold)), links, run)


def many(n: int = 90) -> Table:
    """So many incidents over eight years, five provinces and three outlets, none by chance."""
    places = (
        ENGA,
        MADANG,
        Place("Tagalu", "PNG", "Hela", "Tari-Pori", "PG2101", -5.85, 142.95, 1),
        Place("Mendaro", "PNG", "Southern Highlands", "Mendi-Munihu", "PG0701", -6.15, 143.65, 2),
        Place("", "PNG", "Morobe", "", "PG1201", None, None, 4),
    )
    outlets = ("Daily One", "Two Times", "Three Post")
    made = []
    for number in range(n):
        day = date(2016, 1, 10) + timedelta(days=32 * number)
        dead = Count(1, None, None) if number % 11 == 0 else Count(*[1 + number * 7 % 13] * 3)
        sorcery = number % 5 == 1
        told = [
            report(
                f"m{number}{'abc'[k]}#1", outlets[(number + k) % 3], day + timedelta(days=k + 1),
                None if number % 17 == 5 else dead, f"People died in incident {number}.", day=day,
                place=places[(number * number + number // 7) % 5],
                kind=ViolenceKind.ONE_SIDED if sorcery else ViolenceKind.NON_STATE,
                sub_kind="sorcery-accusation" if sorcery else FINER[number % 7 == 3],
                women=1 if sorcery else None,
                weapons=(("guns", "axes"), ("bush knives",), ("fire",))[number % 3],
                causes=(("land",), ("revenge", "alcohol"), (), ("election",))[number % 4],
                responses=((), ("arrest",), ("arrest", "charge"), ("arrest", "charge", "trial"),
                           ("mediation",))[number % 5],
                score=0.3 + number % 7 / 10,
            )
            for k in range(1 + (number % 3 == 0) + (number % 6 == 0))
        ]  # fmt: skip
        made.append(incident(*told))
    small = table()
    return replace(small, incidents=(*small.incidents, *made))
