"""Pairs to groups: average linkage that keeps apart what must be kept apart.

Two groups are joined where the mean probability over all pairs between them is high enough (Sokal &
Michener 1958), so that a chain of doubtful pairs does not join its ends. Pairs that must not be in
one group, and pairs that must be, are kept to (Wagstaff et al. 2001, "Constrained k-means
clustering with background knowledge", for the two kinds of constraint). Items that say little are
set to a group last, by their one likeliest partner, so that they never bridge two groups.
"""

from __future__ import annotations

from heapq import heapify, heappop, heappush
from typing import TYPE_CHECKING

from forestall.errors import BadInput

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence

Pair = tuple[int, int]
RIVAL = 0.25
"""Odds of the second best group, as a share of those of the best, from which nothing is chosen."""


class _Groups:
    """Groups under way: their members, the sums of probabilities between them, what they refuse."""

    def __init__(self, colours: Sequence[frozenset[Hashable]]) -> None:
        self.members: dict[int, list[int]] = {each: [each] for each in range(len(colours))}
        self.of = list(range(len(colours)))
        self.sums: dict[int, dict[int, float]] = {each: {} for each in range(len(colours))}
        self.refuses: dict[int, set[int]] = {each: set() for each in range(len(colours))}
        self.colours: dict[int, set[Hashable]] = dict(enumerate(map(set, colours)))

    def may_join(self, one: int, other: int) -> bool:
        return other not in self.refuses[one] and not (self.colours[one] & self.colours[other])

    def mean(self, one: int, other: int) -> float:
        pairs = len(self.members[one]) * len(self.members[other])
        return self.sums[one].get(other, 0.0) / pairs

    def join(self, one: int, other: int) -> int:
        """Put two groups together under the lower number, which is returned."""
        kept, gone = min(one, other), max(one, other)
        for member in self.members[gone]:
            self.of[member] = kept
        self.members[kept] += self.members.pop(gone)
        self.colours[kept] |= self.colours.pop(gone)
        for each in self.refuses.pop(gone):
            self.refuses[each].discard(gone)
            self.refuses[each].add(kept)
            self.refuses[kept].add(each)
        for each, total in self.sums.pop(gone).items():
            del self.sums[each][gone]
            if each != kept:
                total += self.sums[kept].get(each, 0.0)
                self.sums[kept][each] = self.sums[each][kept] = total
        return kept


def clustered(
    colours: Sequence[frozenset[Hashable]],
    probabilities: Mapping[Pair, float],
    *,
    together: Iterable[Pair] = (),
    apart: Iterable[Pair] = (),
    least: float = 0.5,
    vague: Collection[int] = (),
    names: Sequence[str] = (),
) -> list[list[int]]:
    """Groups of the numbers 0 … n-1, each sorted, in the order of their first members.

    Parameters
    ----------
    colours : for each item, what two items of a group may not share (the article they are of).
    probabilities : by pair (lower number first); a pair that is not there counts as 0.
    together : pairs that must be in one group, whatever they share.
    apart : pairs that must not.
    least : mean probability between two groups that joins them.
    vague : items that say too little to be held against each member of a group. They wait until the
        others are grouped, and join the one group that holds their likeliest partner, if no other
        group comes near it; what is left of them is grouped without the others.
    names : what to call the items in an error.

    Raises
    ------
    BadInput : a pair must be apart and, through others, together.

    >>> free = [frozenset()] * 3
    >>> clustered(free, {(0, 1): 0.9, (1, 2): 0.6})
    [[0, 1], [2]]
    """
    groups = _Groups(colours)
    for one, other in sorted(together):
        if groups.of[one] != groups.of[other]:
            groups.join(groups.of[one], groups.of[other])
    for one, other in sorted(apart):
        first, second = groups.of[one], groups.of[other]
        if first == second:
            raise _contradiction(*(names[each] if names else str(each) for each in (one, other)))
        groups.refuses[first].add(second)
        groups.refuses[second].add(first)
    for (one, other), probability in sorted(probabilities.items()):
        first, second = groups.of[one], groups.of[other]
        if first != second:
            total = groups.sums[first].get(second, 0.0) + probability
            groups.sums[first][second] = groups.sums[second][first] = total
    waiting = set(vague)
    _agglomerate(groups, least, lambda group: not waiting.issuperset(groups.members[group]))
    _adopt(groups, probabilities, least, waiting)
    _agglomerate(groups, least, lambda group: waiting.issuperset(groups.members[group]))
    return sorted(sorted(each) for each in groups.members.values())


def _agglomerate(groups: _Groups, least: float, takes_part: Callable[[int], bool]) -> None:
    """Join the likeliest two of the groups that take part, until no two are likely enough."""

    def entry(one: int, other: int) -> tuple[float, int, int, int]:
        one, other = min(one, other), max(one, other)
        size = len(groups.members[one]) + len(groups.members[other])
        return -groups.mean(one, other), one, other, size

    queue = [
        entry(one, other)
        for one, others in groups.sums.items()
        for other in others
        if one < other
        and groups.mean(one, other) >= least
        and takes_part(one)
        and takes_part(other)
    ]
    heapify(queue)
    while queue:
        _, one, other, size = heappop(queue)
        if one not in groups.members or other not in groups.members:
            continue
        if size != len(groups.members[one]) + len(groups.members[other]):
            continue  # weighed before one of them grew
        if not groups.may_join(one, other):
            continue
        kept = groups.join(one, other)
        for each in groups.sums[kept]:
            if groups.mean(kept, each) >= least and takes_part(each):
                heappush(queue, entry(kept, each))


def _adopt(
    groups: _Groups, probabilities: Mapping[Pair, float], least: float, waiting: set[int]
) -> None:
    """Put each waiting item to the group of its likeliest partner, the surest first.

    A rival group, one it may join whose best odds are more than a quarter of that partner's, keeps
    it waiting: a report that fits two incidents is joined to neither.
    """
    beside: dict[int, list[tuple[int, float]]] = {each: [] for each in waiting}
    for (one, other), probability in sorted(probabilities.items()):
        for item, partner in ((one, other), (other, one)):
            if item in waiting:
                beside[item].append((partner, probability))
    while True:
        found = []
        for item in sorted(waiting):
            if len(groups.members[groups.of[item]]) > 1:
                continue
            best = _best(groups, item, beside[item], waiting)
            if best and best[0] >= least:
                found.append((-best[0], item, best[1]))
        if not found:
            return
        moved = False
        for _, item, partner in sorted(found):
            one, other = groups.of[item], groups.of[partner]
            if len(groups.members[one]) == 1 and groups.may_join(one, other):
                groups.join(one, other)
                moved = True
        if not moved:
            return


def _best(
    groups: _Groups, item: int, partners: Sequence[tuple[int, float]], waiting: set[int]
) -> tuple[float, int] | None:
    """The likeliest partner of an item and its probability; None where a rival comes near."""
    best: dict[int, tuple[float, int]] = {}
    for partner, probability in partners:
        group = groups.of[partner]
        alone = len(groups.members[group]) == 1 and partner in waiting
        if not alone and groups.may_join(groups.of[item], group):
            best[group] = max(best.get(group, (0.0, -1)), (probability, partner))
    if not best:
        return None
    ranked = sorted(best.values(), reverse=True)
    if len(ranked) > 1 and _odds(ranked[1][0]) > RIVAL * _odds(ranked[0][0]):
        return None
    return ranked[0]


def _odds(probability: float) -> float:
    return probability / max(1 - probability, 1e-6)


def _contradiction(one: str, other: str) -> BadInput:
    return BadInput(
        "Two reports are to be kept apart and, through others, joined",
        expected="decisions that can all be kept",
        came=f"{one} and {other}",
        remedy="take back one of the decisions that join them",
    )
