"""Reports of one incident joined, with a probability for each pair, in a way that can be undone."""

from __future__ import annotations

import logging
from collections import defaultdict
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from forestall.coding.clusters import clustered
from forestall.coding.incident import By, Incident, Joined, Link, Status
from forestall.coding.linkage import Linkage, Weights
from forestall.coding.merge import merged
from forestall.coding.sketch import vague
from forestall.errors import BadInput, DuplicateIds

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from forestall.coding.report import Report

log = logging.getLogger(__name__)


def incidents(
    reports: Sequence[Report], decided: Sequence[Link] = (), least: float | None = None
) -> Joined:
    """Incidents that the reports tell of, in order of their first reports, whatever their order.

    Pairs of reports are weighed by :class:`.linkage.Linkage` and joined by average linkage
    (:func:`.clusters.clustered`). A report that does not tell the day joins the one incident it
    fits best, and none where a second comes near. Two reports of one article are two incidents, for
    the extractor says so, unless a reviewer has joined them. The probabilities are not calibrated.

    Parameters
    ----------
    reports : what articles tell, from any number of articles.
    decided : links of which those by a reviewer are kept to. One between reports that are not
        there is left out, with a line in the log.
    least : the probability from which reports are joined; by default the packaged one.

    Returns
    -------
    Joined
        Incidents, and links: all pairs whose probability is at least 0.05, and all a reviewer
        decided.

    Raises
    ------
    DuplicateIds : two reports have one id.
    BadInput : decisions contradict each other.
    """
    ordered = sorted(reports, key=_order)
    _check_ids(ordered)
    ids = [each.report_id for each in ordered]
    links = {
        (ids[one], ids[other]): Link(ids[one], ids[other], probability, joined=False)
        for (one, other), probability in Linkage(ordered).weighed().items()
    }
    place = {each: number for number, each in enumerate(ids)}
    for link in decided:
        if link.by is not By.REVIEWER:
            continue
        if link.one not in place or link.other not in place or link.one == link.other:
            log.warning("a decision on %s and %s is left out", link.one, link.other)
            continue
        pair = _pair(link.one, link.other, place)
        known = links[pair].probability if pair in links else 0.0
        links[pair] = Link(*pair, known, joined=link.joined, by=By.REVIEWER)
    return _joined(ordered, links.values(), least=least)


def undo(joined: Joined, one: str, other: str) -> Joined:
    """The same with two reports kept apart; other reports stay with the one they are more like.

    Parameters
    ----------
    one, other : report ids.

    Raises
    ------
    BadInput : no report has that id, or a reviewer has joined both through other reports.
    """
    return _decide(joined, one, other, together=False)


def join(joined: Joined, one: str, other: str) -> Joined:
    """The same with two reports in one incident, even two of one article.

    Parameters
    ----------
    one, other : report ids.

    Raises
    ------
    BadInput : no report has that id, or a reviewer keeps apart what this would join.
    """
    return _decide(joined, one, other, together=True)


def _decide(joined: Joined, one: str, other: str, *, together: bool) -> Joined:
    of = {r.report_id: r for each in joined.incidents for r in each.reports}
    for each in (one, other):
        if each not in of:
            raise BadInput(
                "Unknown report",
                expected="the id of a report of these incidents",
                came=repr(each),
                remedy="take ids from the reports of an incident",
            )
    if one == other:
        raise BadInput(
            "A report can be neither joined with itself nor kept apart from itself",
            expected="ids of two reports",
            came=repr(one),
            remedy="name two reports",
        )
    first, second = sorted((one, other), key=lambda each: _order(of[each]))
    links = {(each.one, each.other): each for each in joined.links}
    known = links[first, second].probability if (first, second) in links else 0.0
    links[first, second] = Link(first, second, known, joined=together, by=By.REVIEWER)
    touched = _reached(links, (one, other))
    again = _joined(
        sorted((of[each] for each in touched), key=_order),
        [each for each in links.values() if each.one in touched],
        before=joined.incidents,
    )
    links |= {(each.one, each.other): each for each in again.links}
    untouched = [e for e in joined.incidents if e.reports[0].report_id not in touched]
    return Joined(
        tuple(sorted((*untouched, *again.incidents), key=lambda each: _order(each.reports[0]))),
        tuple(sorted(links.values(), key=lambda e: (_order(of[e.one]), _order(of[e.other])))),
    )


def _reached(links: Iterable[tuple[str, str]], start: Sequence[str]) -> set[str]:
    """Reports that links lead to, over any number of them: only these can be joined anew."""
    beside: defaultdict[str, list[str]] = defaultdict(list)
    for one, other in links:
        beside[one].append(other)
        beside[other].append(one)
    reached, ahead = set(start), list(start)
    while ahead:
        for each in beside[ahead.pop()]:
            if each not in reached:
                reached.add(each)
                ahead.append(each)
    return reached


def _joined(
    reports: Sequence[Report],
    links: Iterable[Link],
    before: Sequence[Incident] = (),
    least: float | None = None,
) -> Joined:
    """Incidents by what the links say; one reviewed before is kept with the same reports."""
    ids = [each.report_id for each in reports]
    place = {each: number for number, each in enumerate(ids)}
    by_pair = {(place[each.one], place[each.other]): each for each in links}
    firm = {pair for pair, each in by_pair.items() if each.by is By.REVIEWER}
    probabilities = {
        pair: 1.0 if pair in firm and each.joined else each.probability
        for pair, each in by_pair.items()
    }
    groups = clustered(
        [frozenset((each.doc_id, *each.copies)) for each in reports],
        probabilities,
        together=[pair for pair in firm if by_pair[pair].joined],
        apart=[pair for pair in firm if not by_pair[pair].joined],
        least=Weights.packaged().join if least is None else least,
        vague=[n for n, each in enumerate(reports) if vague(each)],
        names=ids,
    )
    group_of = {member: number for number, group in enumerate(groups) for member in group}
    known = {tuple(r.report_id for r in each.reports): each for each in before}
    return Joined(
        tuple(_incident(group, reports, probabilities, known) for group in groups),
        tuple(
            replace(by_pair[pair], joined=group_of[pair[0]] == group_of[pair[1]])
            for pair in sorted(by_pair)
        ),
    )


def _incident(
    group: Sequence[int],
    reports: Sequence[Report],
    probabilities: dict[tuple[int, int], float],
    known: dict[tuple[str, ...], Incident],
) -> Incident:
    members = [reports[each] for each in group]
    pairs = [(one, other) for number, one in enumerate(group) for other in group[number + 1 :]]
    inner = [probabilities.get(pair, 0.0) for pair in pairs]
    cohesion = sum(inner) / len(inner) if inner else 1.0
    same = known.get(tuple(each.report_id for each in members))
    if same is not None and same.status is not Status.UNREVIEWED:
        return same
    return merged(members, cohesion)


def _order(report: Report) -> tuple[date, str]:
    return report.published or date.max, report.report_id


def _pair(one: str, other: str, place: dict[str, int]) -> tuple[str, str]:
    return (one, other) if place[one] < place[other] else (other, one)


def _check_ids(ordered: Sequence[Report]) -> None:
    seen: set[str] = set()
    for each in ordered:
        if each.report_id in seen:
            raise DuplicateIds(
                "Two reports have one id",
                expected="an id for each report",
                came=each.report_id,
                remedy="code each article once",
            )
        seen.add(each.report_id)
