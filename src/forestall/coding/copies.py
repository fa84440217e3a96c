"""Wire stories reprinted are one report: exact and near copies of articles, grouped.

Two articles are copies where almost all runs of words of the shorter stand in the longer and its
numbers are told there too, so that a trimmed reprint is a copy, and an update with another toll is
a report of its own. Runs are sampled by their hash (Broder 1997, "On the resemblance and
containment of documents"), so that an archive is grouped in one pass.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING
from zlib import crc32

import numpy as np

from forestall.coding.article import Article

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

RUN = 6
"""Words in a run: seldom the same by chance."""
KEPT = 4
"""One run in so many is kept, by its hash."""
CONTAINED = 0.7
"""Of the shorter one's runs, at least this share stands in the longer."""
APART = 7
"""Days between a story and its reprint, at the most."""
COMMON = 500
"""A run in more articles than this is a masthead or a disclaimer, and says nothing."""
WORDS = re.compile(r"[^\W_]+")
TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()  # noqa: SIM905
ONES = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "  # noqa: SIM905
    "sixteen seventeen eighteen nineteen".split()
)
NUMBER_WORDS = frozenset([*ONES, *TENS, "dozen", "dozens", "hundred", "hundreds", "scores"])


@dataclass(frozen=True, slots=True)
class Group:
    """A report as it is coded (the longest of its copies), and its reprints."""

    article: Article
    copies: tuple[Article, ...] = ()


@dataclass(frozen=True, slots=True)
class _Print:
    runs: frozenset[int]
    numbers: frozenset[str]


def grouped(articles: Iterable[Article]) -> tuple[Group, ...]:
    """Articles with their copies, in the order in which each group's first article came.

    >>> from forestall.coding.article import Article
    >>> story = "Police said 26 men died when two clans fought near the river on Sunday."
    >>> one, two = Article("1", story), Article("2", story.upper())
    >>> [(g.article.doc_id, len(g.copies)) for g in grouped([one, two])]
    [('1', 1)]
    """
    all_of = tuple(articles)
    prints = [_print(each.text) for each in all_of]
    parent = list(range(len(all_of)))

    def root(of: int) -> int:
        while parent[of] != of:
            parent[of] = parent[parent[of]]
            of = parent[of]
        return of

    for a, b in sorted(_candidates(prints)):
        if _copies(all_of[a], all_of[b], prints[a], prints[b]):
            first, second = sorted((root(a), root(b)))
            parent[second] = first
    members: defaultdict[int, list[int]] = defaultdict(list)
    for number in range(len(all_of)):
        members[root(number)].append(number)
    return tuple(_group([all_of[each] for each in group]) for group in members.values())


def _group(members: Sequence[Article]) -> Group:
    kept = max(members, key=lambda each: len(each.text))
    return Group(kept, tuple(each for each in members if each is not kept))


def _print(text: str) -> _Print:
    words = [each.lower() for each in WORDS.findall(text)]
    numbers = frozenset(each for each in words if each.isdigit() or each in NUMBER_WORDS)
    codes = np.array([crc32(each.encode()) for each in words], dtype=np.uint64)
    if len(codes) < RUN:
        return _Print(frozenset({int(codes.sum())} if len(codes) else ()), numbers)
    runs = np.lib.stride_tricks.sliding_window_view(codes, RUN)
    hashed = _mixed(runs)
    kept = hashed[hashed % np.uint64(KEPT) == 0]
    few = kept if len(kept) >= RUN else hashed  # a few lines: all of their runs
    return _Print(frozenset(few.tolist()), numbers)


def _mixed(runs: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """A hash of each row; multiplication wraps round on purpose."""
    mixed = np.zeros(len(runs), dtype=np.uint64)
    for column in runs.T:
        mixed = (mixed ^ column) * np.uint64(0x9E3779B97F4A7C15)
        mixed ^= mixed >> np.uint64(29)
    return mixed


def _candidates(prints: Sequence[_Print]) -> set[tuple[int, int]]:
    """Pairs that share enough runs to be worth a look."""
    holders: defaultdict[int, list[int]] = defaultdict(list)
    for number, each in enumerate(prints):
        for run in each.runs:
            holders[run].append(number)
    shared: defaultdict[tuple[int, int], int] = defaultdict(int)
    for group in holders.values():
        if 1 < len(group) <= COMMON:
            for pair in combinations(group, 2):
                shared[pair] += 1
    return {
        (a, b)
        for (a, b), count in shared.items()
        if count >= CONTAINED * min(len(prints[a].runs), len(prints[b].runs))
    }


def _copies(one: Article, other: Article, left: _Print, right: _Print) -> bool:
    days = abs((one.published - other.published).days) if one.published and other.published else 0
    shorter, longer = sorted((left, right), key=lambda each: len(each.runs))
    return days <= APART and shorter.numbers <= longer.numbers
