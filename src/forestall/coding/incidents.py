"""From one article to the incidents it reports."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from forestall.coding import harm_told, kinds, topics
from forestall.coding.claims import claims
from forestall.coding.clauses import Clause, Finder, S, clauses
from forestall.coding.counts import Harm
from forestall.coding.name_forms import group_name
from forestall.coding.report import ActorKind, Count, Quote, Report, Told
from forestall.coding.segments import Segment, fine_sites, segments
from forestall.coding.sentences import sentences
from forestall.coding.setting import when, where
from forestall.coding.sides import sides
from forestall.coding.tolls import toll

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from forestall.coding.actors import ActorMention
    from forestall.coding.article import Article
    from forestall.coding.detect import Detection

WEEK = 3
"""UCDP date precision of a week."""
DISTRICT = 3
"""UCDP place precision of a district."""
LEAD = 150
"""Characters of the text that, with its title, set the scene for the first incident."""
FICTION = re.compile(r"\b(?:film|movie|book|play|theatre|game) review\b|\breview:", re.IGNORECASE)
MADE_UP = re.compile(
    r"\b(?:film|movie|director|screenplay|premiere|box office|novel|audience|plot|actors?|"
    r"actress|cast of|cinema|on the screen)\b"
)
"""Words of made-up stories: a few different ones show that an article is about one."""
TELLING = 4
SUBSTANCE = ("killing", "injury", "attack", "property")


def reports(
    article: Article, geocoder: Finder[S], detection: Detection | None = None
) -> tuple[Report, ...]:
    """The incidents an article reports, in the order it tells them; none where it tells none.

    ``geocoder`` finds places and says where they are; ``detection``, where given, lowers the score
    of what the detector takes for no violence and adds no incident. A sentence that tells no day,
    no place below a province, no named side and no number is none. Nothing in the text is an
    instruction: words addressed to the program are read as any other.
    """
    read = clauses(article, geocoder)
    if FICTION.search(article.title) or len(set(MADE_UP.findall(article.text.lower()))) >= TELLING:
        return ()
    drafts = [s for s in segments(read) if _substantial(s)]
    settled = [(s, k) for s, k in ((s, _kind(article, s, drafts)) for s in drafts) if k]
    trust = 1.0 if detection is None else 0.5 + max(detection.labels.values(), default=1.0) / 2
    made = [_report(article, n, s, k, settled, read) for n, (s, k) in enumerate(settled, 1)]
    return tuple(replace(r, score=round(r.score * trust, 2)) for r in made if not _empty(r))


def _empty(report: Report) -> bool:
    """Whether a report tells no day, no place below the province, no named side and no number.

    Such a sentence ("women are still being killed") is about violence and no incident of its own.
    Where the article looks back and tells no day, a number alone makes none either.
    """
    day = report.when is not None and report.when.sentences
    at = report.place.value if report.place else None
    place = at is not None and (at.precision <= DISTRICT or bool(at.note))
    told = (report.perpetrator, report.target, *report.sides)
    named = any(side is not None and group_name(side.value.name) for side in told)
    number = report.killed is not None and report.killed.value.total.best is not None
    back = report.when is not None and report.when.value.precision > WEEK
    return not (day or place or named or (number and not back))


def _substantial(segment: Segment) -> bool:
    """Whether anything was done to anybody: a fight "was feared" or "ended" is not enough."""
    return any(not w.noun and w.kind in SUBSTANCE for c in segment.events for w in c.told) or any(
        c.people(Harm.KILLED) or c.people(Harm.INJURED) for c in segment.events
    )


def _kind(article: Article, segment: Segment, drafts: Sequence[Segment]) -> kinds.Kind | None:
    own = " ".join(c.text for c in segment.events)
    around = " ".join(c.text for c in segment.around)
    named = len({m.actor.name for c in segment.clauses for m in c.actors if _organised(m)})
    first = segment is drafts[0]
    if first:
        around = f"{article.title}. {article.text[:LEAD]} {around}"
    killed, _ = toll(segment.events, Harm.KILLED)
    dead = killed.value.total.low if killed else 0
    found = kinds.kind(own, around, named, dead)
    if first or _apart(own) or (found and found is not kinds.NOBODY_NAMED):
        return found
    return _kind(article, drafts[0], drafts) or found


def _apart(own: str) -> bool:
    """Whether an incident shares nothing with the one it is told beside."""
    return harm_told.has("unrelated", own) or harm_told.has("crime", own)


def _organised(mention: ActorMention) -> bool:
    return mention.named and mention.actor.kind is ActorKind.ARMED_GROUP


def _report(
    article: Article,
    number: int,
    segment: Segment,
    kind: kinds.Kind,
    settled: Sequence[tuple[Segment, kinds.Kind]],
    read: Sequence[Clause],
) -> Report:
    others = min((_least(s) for s, _ in settled if s is not segment), default=0)
    killed, told_claims = toll(segment.events, Harm.KILLED, others)
    injured, _ = toll(segment.events, Harm.INJURED)
    alone = len(settled) == 1
    place = where(segment.events, segment.around, read)
    iso3 = place.value.iso3 if place else ""
    perpetrator, target, parties = sides(segment.clauses, kind, iso3)
    used = tuple(sorted({c.sentence for c in segment.events}))
    return Report(
        report_id=f"{article.doc_id}#{number}",
        doc_id=article.doc_id,
        outlet=article.outlet,
        published=article.published,
        kind=Told(kind.kind, used, kind.score),
        sub_kind=Told(kind.sub_kind, used, kind.score),
        when=when(
            segment.events,
            segment.around,
            article.published,
            alone=alone,
            article=read,
            title=article.title,
        ),
        place=place,
        perpetrator=perpetrator,
        target=target,
        sides=parties,
        killed=killed,
        injured=injured,
        displaced=_displaced(segment.clauses),
        weapons=_topics(segment.events, topics.weapons),
        causes=_topics(segment.clauses, topics.causes),
        responses=_topics(segment.clauses, topics.responses),
        claims=claims(segment.clauses, told_claims),
        quotes=_quotes(article, segment),
        score=round(min(0.95, 0.4 + kind.score / 4 + 0.3 * bool(killed) + 0.1 * bool(place)), 2),
    )


def _least(segment: Segment) -> int:
    """The largest number of dead in an incident's clauses that name a village, as a floor."""
    told = [m.low for c in segment.events if fine_sites(c) for m in c.people(Harm.KILLED)]
    told = told or [m.low for c in segment.events for m in c.people(Harm.KILLED)]
    return min(told, default=0)


def _displaced(read: Sequence[Clause]) -> Told[Count] | None:
    found = [(c, m) for c in read for m in c.people(Harm.DISPLACED)]
    if not found:
        return None
    clause, best = max(found, key=lambda pair: pair[1].best or pair[1].low)
    return Told(Count(best.low, best.best, best.high), (clause.sentence,), 0.6)


def _topics(
    read: Sequence[Clause], find: Callable[[str], tuple[str, ...]]
) -> tuple[Told[str], ...]:
    told: dict[str, list[int]] = {}
    for clause in read:
        for name in find(clause.text):
            told.setdefault(name, []).append(clause.sentence)
    return tuple(
        Told(name, tuple(sorted(set(where))), min(0.9, 0.5 + 0.1 * len(where)))
        for name, where in told.items()
    )


def _quotes(article: Article, segment: Segment) -> tuple[Quote, ...]:
    used = {c.sentence for c in segment.clauses}
    return tuple(
        Quote(s.index, s.start, s.end, s.text) for s in sentences(article.text) if s.index in used
    )
