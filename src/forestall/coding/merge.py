"""One incident from the reports that tell of it: each field by a stated rule, with its sentences.

A field is told by a report with a score; reports vote with it. Reprints are no reports of their
own, so a story printed in ten papers has one vote.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import TYPE_CHECKING, Any, TypeVar

from forestall.coding.incident import Evidence, Found, Incident, TollTold
from forestall.coding.merge_actors import actor, sides
from forestall.coding.merge_tolls import Stated, settled
from forestall.coding.name_forms import bare, same_name
from forestall.coding.report import Place, Report, Toll, When
from forestall.coding.sketch import UNSURE

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Sequence

    from forestall.coding.report import Count, Told
    from forestall.vocabulary import ViolenceKind

T = TypeVar("T")
Teller = tuple[Report, "Told[T]"]
SHORT_DAYS = 2
"""Date precision up to which days are told and not a week or a month."""
WEEK = 7.0
"""Days after which a report's date of the event is worth half: memory slips by weekdays."""


def merged(reports: Sequence[Report], cohesion: float = 1.0) -> Incident:
    """The incident that reports tell of together, whatever their order.

    Kind and sub-kind are voted on; a report that could not say who did it has no vote on the kind
    where another could. The day is the one that most reports can mean, those published
    soon after it counting more; the place is the finest in the province most reports name. Weapons,
    causes, responses and sides are all that any report tells. Tolls: see :mod:`.merge_tolls`.

    Parameters
    ----------
    reports : at least one.
    cohesion : mean probability that two of them tell of one incident (1 for one report alone). It
        lowers the score: the chance that at least one report is right, times this.
    """
    ordered = sorted(reports, key=lambda each: (each.published or date.max, each.report_id))
    kind = _kind(ordered)
    told_kind = [each for each in ordered if each.kind.value in (kind.value, None)]
    perpetrator = actor(_tellers(ordered, lambda r: r.perpetrator))
    killed, injured = (_toll(ordered, harm) for harm in ("killed", "injured"))
    return Incident(
        incident_id=ordered[0].report_id,
        reports=tuple(ordered),
        kind=kind,
        sub_kind=_sub_kind(told_kind),
        when=_when(_tellers(ordered, lambda r: r.when)),
        place=_place(_tellers(ordered, lambda r: r.place)),
        perpetrator=perpetrator,
        target=actor(_tellers(ordered, lambda r: r.target), perpetrator),
        sides=sides(_every(ordered, lambda r: r.sides)),
        killed=killed,
        injured=injured,
        displaced=_displaced(ordered),
        weapons=_all_told(_every(ordered, lambda r: r.weapons)),
        causes=_all_told(_every(ordered, lambda r: r.causes)),
        responses=_all_told(_every(ordered, lambda r: r.responses)),
        tolls=_history(ordered),
        score=round(_any_right(each.score for each in ordered) * cohesion, 4),
    )


def _tellers(
    reports: Sequence[Report], field: Callable[[Report], Told[T] | None]
) -> list[Teller[T]]:
    return [(each, told) for each in reports if (told := field(each)) is not None]


def _every(
    reports: Sequence[Report], field: Callable[[Report], tuple[Told[T], ...]]
) -> list[Teller[T]]:
    return [(each, told) for each in reports for told in field(each)]


def evidence(tellers: Iterable[Teller[Any]]) -> tuple[Evidence, ...]:
    """The sentences behind what is told, each once, in order of the reports."""
    every = [Evidence(r.report_id, index) for r, told in tellers for index in told.sentences]
    return tuple(dict.fromkeys(every))


def _any_right(scores: Iterable[float]) -> float:
    """Chance that at least one is right, were they independent; never quite 1."""
    wrong = 1.0
    for each in scores:
        wrong *= 1 - min(max(each, 0.0), 1.0)
    return min(1 - wrong, 0.99)


def found(value: T, chosen: Sequence[Teller[Any]], every: Sequence[Teller[Any]]) -> Found[T]:
    """A field: scored by how sure its tellers are, times their share of all who tell the field."""
    share = sum(told.score for _, told in chosen) / max(sum(t.score for _, t in every), 1e-9)
    score = _any_right(told.score for _, told in chosen) * min(share, 1.0)
    return Found(value, evidence(chosen), round(score, 4))


def _vote(tellers: Sequence[Teller[T]], key: Callable[[T], Hashable]) -> list[Teller[T]]:
    """Those who tell what has most weight; of equals, what sorts first in words."""
    groups: defaultdict[Hashable, list[Teller[T]]] = defaultdict(list)
    for report, told in tellers:
        groups[key(told.value)].append((report, told))
    return min(groups.items(), key=lambda each: (-_weight(each[1]), str(each[0])))[1]


def _weight(tellers: Iterable[Teller[Any]]) -> float:
    return round(sum(told.score for _, told in tellers), 9)


def _kind(reports: Sequence[Report]) -> Found[ViolenceKind | None]:
    tellers = [(each, each.kind) for each in reports if each.kind.value is not None]
    if not tellers:
        return Found(None, (), 0.0)
    sure = [each for each in tellers if each[1].score >= UNSURE]
    chosen = _vote(sure or tellers, lambda value: value)
    return found(chosen[0][1].value, chosen, tellers)


def _sub_kind(reports: Sequence[Report]) -> Found[str]:
    """Voted on by the reports that tell the incident's kind, or none."""
    tellers = [(each, each.sub_kind) for each in reports if each.sub_kind.value]
    if not tellers:
        return Found("", (), 0.0)
    chosen = _vote(tellers, lambda value: value)
    return found(chosen[0][1].value, chosen, tellers)


def _when(tellers: Sequence[Teller[When]]) -> Found[When] | None:
    if not tellers:
        return None
    days = [each for each in tellers if each[1].value.precision <= SHORT_DAYS]
    pool = days or [t for t in tellers if t[1].value.precision == _finest(tellers)]
    trust = {r.report_id: told.score * _soon(r, told.value) for r, told in pool}

    def support(of: Teller[When]) -> float:
        """Trust in all reports that can mean the same days."""
        value = of[1].value
        return sum(
            trust[report.report_id]
            for report, told in pool
            if told.value.start <= value.end and value.start <= told.value.end
        )

    def equal(of: Teller[When]) -> float:
        return sum(trust[r.report_id] for r, told in pool if told.value == of[1].value)

    best = max(
        pool,
        key=lambda t: (
            round(support(t), 9),
            round(equal(t), 9),
            -t[1].value.precision,
            -t[1].value.start.toordinal(),
            -t[1].value.end.toordinal(),
        ),
    )[1].value
    agreeing = [t for t in tellers if t[1].value.start <= best.end and best.start <= t[1].value.end]
    return found(best, agreeing, tellers)


def _finest(tellers: Sequence[Teller[Any]]) -> int:
    return min(int(told.value.precision) for _, told in tellers)


def _soon(report: Report, when: When) -> float:
    if report.published is None:
        return 0.5
    return 1 / (1 + max(0, (report.published - when.end).days) / WEEK)


def _place(tellers: Sequence[Teller[Place]]) -> Found[Place] | None:
    """The finest place in the country, province and district that most reports name.

    A village comes before the town that its district is named after.
    """
    if not tellers:
        return None
    pool = list(tellers)
    for unit in ("iso3", "province", "district"):
        naming = [each for each in pool if getattr(each[1].value, unit)]
        if naming:
            most = _vote(naming, lambda place, unit=unit: getattr(place, unit))  # type: ignore[misc]
            named = getattr(most[0][1].value, unit)
            pool = [each for each in pool if getattr(each[1].value, unit) in (named, "")]
            if unit == "district":
                pool = most if _finest(most) <= _finest(pool) else pool
    finest = [each for each in pool if each[1].value.precision == _finest(pool)]
    finest = [each for each in finest if not _seat(each[1].value)] or finest
    chosen = _vote(finest, lambda place: place.name)
    place = max(chosen, key=lambda each: (each[1].score, str(each[1].value)))[1].value
    return found(place, pool, tellers)


def _seat(place: Place) -> bool:
    """Whether a place has its district's name: often told for a village that lies in it."""
    name = bare(place.name)
    return any(same_name(name, bare(u)) for u in (place.district, place.province) if u)


def _all_told(tellers: Sequence[Teller[str]]) -> tuple[Found[str], ...]:
    groups: defaultdict[str, list[Teller[str]]] = defaultdict(list)
    for report, told in tellers:
        groups[told.value].append((report, told))
    made = [
        Found(value, evidence(group), round(_any_right(told.score for _, told in group), 4))
        for value, group in groups.items()
    ]
    return tuple(sorted(made, key=lambda each: (-each.score, each.value)))


def _toll(reports: Sequence[Report], harm: str) -> Found[Toll] | None:
    tellers: list[Teller[Toll]] = [
        (each, told) for each in reports if (told := getattr(each, harm)) is not None
    ]
    if not tellers:
        return None
    count, places = _settled([(report, told.value.total) for report, told in tellers])
    chosen = [tellers[each] for each in places]
    most = count.high if count.best is None else count.best

    def part(name: str) -> int | None:
        """The last figure that fits the total, from reports that tell this total."""
        numbers = [getattr(told.value, name) for _, told in chosen]
        fitting = [n for n in numbers if n is not None and (most is None or n <= most)]
        return fitting[-1] if fitting else None

    toll = Toll(count, part("civilians"), part("women"), part("children"))
    return found(toll, chosen, tellers)


def _displaced(reports: Sequence[Report]) -> Found[Count] | None:
    tellers = _tellers(reports, lambda r: r.displaced)
    if not tellers:
        return None
    count, places = _settled([(report, told.value) for report, told in tellers])
    return found(count, [tellers[each] for each in places], tellers)


def _settled(told: Sequence[tuple[Report, Count]]) -> tuple[Count, tuple[int, ...]]:
    return settled([Stated(report.published, n, count) for n, (report, count) in enumerate(told)])


def _history(reports: Sequence[Report]) -> tuple[TollTold, ...]:
    return tuple(
        TollTold(each.published, each.outlet, each.report_id, each.killed.value.total)
        for each in reports
        if each.killed is not None
    )
