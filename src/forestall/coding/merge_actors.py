"""Who fought or killed, from all reports: spellings of one name are one actor."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from forestall.coding.incident import Evidence, Found
from forestall.coding.name_forms import group_name, same_name
from forestall.coding.report import Actor, ActorKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from forestall.coding.report import Report, Told

    Teller = tuple[Report, Told[Actor]]


def actor(tellers: Sequence[Teller], other: Found[Actor] | None = None) -> Found[Actor] | None:
    """The actor told with most weight: a named one before one of whom only the kind is told.

    Parameters
    ----------
    tellers : reports and whom they tell of in this role.
    other : who has the other role: not chosen again if the reports tell of anybody else. Reports
        of a fight often name the same two sides the other way round.
    """
    groups = _groups(tellers)
    if other is not None and len(groups) > 1:
        groups = [each for each in groups if not _same(each[0][1].value, other.value)] or groups
    if not groups:
        return None
    best = min(groups, key=lambda each: (not _named(each), -_weight(each), _told(each).name))
    every = _weight([each for group in groups for each in group])
    return _found(best, _weight(best) / every if every else 0.0)


def sides(tellers: Sequence[Teller]) -> tuple[Found[Actor], ...]:
    """All sides, each once, those told with most weight first.

    A side without a name is left out where a named one of its kind is told.
    """
    groups = _groups(tellers)
    kinds = {_told(each).kind for each in groups if _named(each)}
    kept = [each for each in groups if _named(each) or _told(each).kind not in kinds]
    ordered = sorted(kept, key=lambda each: (-_weight(each), _told(each).name, _told(each).kind))
    return tuple(_found(each, 1.0) for each in ordered)


def _groups(tellers: Sequence[Teller]) -> list[list[Teller]]:
    """Tellers by whom they mean; the order of tellers does not matter."""
    ordered = sorted(
        tellers,
        key=lambda t: (
            group_name(t[1].value.name),
            t[1].value.kind,
            t[1].value.name,
            t[0].report_id,
        ),
    )
    groups: list[list[Teller]] = []
    for each in ordered:
        for group in groups:
            if _joins(each, group):
                group.append(each)
                break
        else:
            groups.append([each])
    return groups


def _joins(each: Teller, group: Sequence[Teller]) -> bool:
    """Whether somebody is in a group; two sides of one report without names are two."""
    nameless = not group_name(each[1].value.name)
    if nameless and any(report is each[0] for report, _ in group):
        return False
    return any(_same(each[1].value, told.value) for _, told in group)


def _same(one: Actor, other: Actor) -> bool:
    if one.ucdp_id is not None and one.ucdp_id == other.ucdp_id:
        return True
    first, second = group_name(one.name), group_name(other.name)
    if not first or not second:
        return first == second and one.kind == other.kind
    return same_name(first, second)


def _told(group: Sequence[Teller]) -> Actor:
    """The spelling, kind and UCDP id that most of them tell."""
    names: defaultdict[str, float] = defaultdict(float)
    kinds: defaultdict[ActorKind, float] = defaultdict(float)
    for _, told in group:
        names[told.value.name] += told.score
        kinds[told.value.kind] += told.score * (told.value.kind is not ActorKind.UNKNOWN)
    ids = Counter(told.value.ucdp_id for _, told in group if told.value.ucdp_id is not None)
    return Actor(
        min(names, key=lambda each: (not group_name(each), not each, -round(names[each], 9), each)),
        min(kinds, key=lambda each: (-round(kinds[each], 9), each)),
        min(ids, key=lambda each: (-ids[each], each)) if ids else None,
    )


def _named(group: Sequence[Teller]) -> bool:
    return any(group_name(told.value.name) for _, told in group)


def _weight(group: Sequence[Teller]) -> float:
    return round(sum(told.score for _, told in group), 9)


def _found(group: Sequence[Teller], share: float) -> Found[Actor]:
    wrong = 1.0
    for _, told in group:
        wrong *= 1 - min(max(told.score, 0.0), 1.0)
    ordered = sorted(group, key=lambda t: (str(t[0].published), t[0].report_id))
    every = [Evidence(report.report_id, n) for report, told in ordered for n in told.sentences]
    score = round(min(1 - wrong, 0.99) * share, 4)
    return Found(_told(group), tuple(dict.fromkeys(every)), score)
