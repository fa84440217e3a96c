"""Articles to incidents, shard by shard: here or on a cluster, and on from where it stopped."""

from __future__ import annotations

import hashlib
import logging
from collections import Counter
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from forestall.coding.article import Article, Skipped
from forestall.coding.copies import Group, grouped
from forestall.coding.report import Report
from forestall.coding.table import Run, Table
from forestall.compute import here, shards
from forestall.output import write_bytes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from forestall.coding.detect import Detector
    from forestall.coding.geocode import Geocoder
    from forestall.coding.gold import Decision
    from forestall.coding.retrain import Trained
    from forestall.compute import Runner

log = logging.getLogger(__name__)

SHARD = 50
"""Reports in a shard: some seconds of work, so that little is lost when a run is stopped."""
CODER = "2"
"""Counted up whenever the coder would code the same article otherwise: old shards are not used."""
VIOLENT = 0.05
"""Articles less likely than this to tell of violence are not looked into further."""


@dataclass(frozen=True, slots=True)
class Shard:
    """Reports to code, and how: countries told, gazetteers added."""

    groups: tuple[Group, ...]
    countries: tuple[str, ...] = ()
    gazetteers: tuple[str, ...] = ()
    violent: float = VIOLENT

    def key(self) -> str:
        """A name for these articles coded in this way."""
        return hashlib.sha256(CODER.encode() + msgspec.json.encode(self)).hexdigest()[:24]


@dataclass(frozen=True, slots=True)
class Answer:
    """What a shard gave: its reports, and how many of its articles told of no violence."""

    reports: tuple[Report, ...]
    without_violence: int


@dataclass(frozen=True, slots=True)
class Coded:
    """The table, what was skipped, and how many earlier decisions were and were not made again."""

    table: Table
    skipped: tuple[Skipped, ...]
    applied: int = 0
    left: int = 0


@cache
def _detector() -> Detector:
    from forestall.coding.detect import Detector

    return Detector.packaged()


@cache
def _geocoder(countries: tuple[str, ...], gazetteers: tuple[str, ...]) -> Geocoder:
    from forestall.coding.gazetteer import Gazetteer
    from forestall.coding.geocode import Geocoder

    known = Gazetteer.packaged()
    for path in gazetteers:
        known = known.with_user(Path(path))
    return Geocoder(known, countries)


def code_shard(shard: Shard) -> Answer:
    """Code one shard; the same answer on any machine."""
    from forestall.coding.incidents import reports

    places = _geocoder(shard.countries, shard.gazetteers)
    detected = _detector().articles([_whole(each.article) for each in shard.groups])
    made: list[Report] = []
    quiet = 0
    for group, detection in zip(shard.groups, detected, strict=True):
        if detection.labels["violence"] < shard.violent:
            quiet += 1
            continue
        told = reports(group.article, places)
        quiet += not told
        copies = tuple(each.doc_id for each in group.copies)
        made.extend(replace(each, copies=copies) for each in told)
    return Answer(tuple(made), quiet)


def violence(articles: Sequence[Article]) -> dict[str, float]:
    """The detector's probability that each article tells of violence, by ``doc_id``."""
    found = _detector().articles([_whole(each) for each in articles])
    pairs = zip(articles, found, strict=True)
    return {each.doc_id: detection.labels["violence"] for each, detection in pairs}


def _whole(article: Article) -> str:
    title = article.title
    return article.text if article.text.startswith(title) else f"{title}.\n\n{article.text}"


def code(
    found: Iterable[Article | Skipped],
    *,
    countries: tuple[str, ...] = (),
    gazetteers: tuple[str, ...] = (),
    by: Runner | None = None,
    work: Path | None = None,
    trained: Trained | None = None,
    gold: Sequence[Decision] = (),
    done: Callable[[int, int], None] | None = None,
) -> Coded:
    """Incidents of articles, joined over all of them.

    Parameters
    ----------
    found : articles and what was skipped, as :func:`.articles.read` gives them.
    countries : ISO3 codes of countries that the articles are most likely about.
    gazetteers : files of places to add, read on each machine.
    by : how shards are run: here by default, or on :func:`forestall.compute.cluster`.
    work : a folder that keeps each shard's answer, so that a run that was stopped goes on where it
        was; its files are for one version of the coder and for these very articles.
    trained : what a review taught (:mod:`.retrain`).
    gold : decisions of an earlier review of these articles, made again where they fit.
    done : called with (articles coded, articles).

    Raises
    ------
    ClusterError : the cluster failed; what was answered before is kept in ``work``.
    """
    from forestall.coding.deduplicate import incidents
    from forestall.coding.gold import apply
    from forestall.coding.linkage import Weights

    articles: list[Article] = []
    skipped: list[Skipped] = []
    for each in found:
        (articles if isinstance(each, Article) else skipped).append(each)  # type: ignore[arg-type]
    groups = grouped(articles)
    violent = VIOLENT if trained is None else trained.violent_at(VIOLENT)
    jobs = [
        Shard(groups[first:last], countries, gazetteers, violent)
        for first, last in shards(len(groups), SHARD)
    ]
    answers = _answered(jobs, by or here, work, done)
    reports = tuple(report for answer in answers for report in answer.reports)
    least = None if trained is None else trained.join_at(Weights.packaged().join)
    joined = incidents(reports, least=least)
    run = Run(
        countries=countries,
        articles=len(articles),
        copies=len(articles) - len(groups),
        undated=sum(each.published is None for each in articles),
        without_violence=sum(answer.without_violence for answer in answers),
        reports=len(reports),
        read=_read(articles),
        skipped=tuple(sorted(Counter(each.reason.value for each in skipped).items())),
        version=f"coder {CODER}",
    )
    table = Table(joined.incidents, joined.links, run)
    if trained is not None:
        table = trained.applied(table)
    made = apply(gold, table)
    return Coded(made.table, tuple(skipped), made.applied, len(made.left))


def _read(articles: list[Article]) -> tuple[tuple[str, int, int], ...]:
    counts = Counter(
        (each.outlet, each.published.year if each.published else 0) for each in articles
    )
    return tuple((outlet, year, count) for (outlet, year), count in sorted(counts.items()))


def _answered(
    jobs: list[Shard],
    by: Runner,
    work: Path | None,
    done: Callable[[int, int], None] | None,
) -> list[Answer]:
    """The answer to each job: kept from before, or made now and kept."""
    answers: dict[int, Answer] = {}
    keys = [job.key() for job in jobs]
    if work is not None:
        for place, key in enumerate(keys):
            if (kept := _kept(work / f"{key}.json")) is not None:
                answers[place] = kept
    left = [place for place in range(len(jobs)) if place not in answers]
    total = sum(len(job.groups) for job in jobs)
    coded = sum(len(jobs[place].groups) for place in answers)
    if done is not None:
        done(coded, total)
    for number, answer in by(code_shard, [jobs[place] for place in left]):
        place = left[number]
        answers[place] = answer
        if work is not None:
            write_bytes(work / f"{keys[place]}.json", msgspec.json.encode(answer))
        coded += len(jobs[place].groups)
        if done is not None:
            done(coded, total)
    return [answers[place] for place in range(len(jobs))]


def _kept(file: Path) -> Answer | None:
    try:
        return msgspec.json.decode(file.read_bytes(), type=Answer)
    except FileNotFoundError:
        return None
    except (OSError, msgspec.DecodeError) as error:
        log.warning("%s cannot be used and is made anew: %s", file, error)
        return None
