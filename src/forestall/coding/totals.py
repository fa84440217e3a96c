"""How many a whole text tells dead or injured."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from forestall.coding.count_mentions import tellings, those_named_in
from forestall.coding.harm_words import listed
from forestall.coding.noun_phrases import NOBODY
from forestall.coding.number_words import Quantity
from forestall.coding.report import Count
from forestall.coding.sentences import sentences
from forestall.coding.telling import Harm, Telling

if TYPE_CHECKING:
    from collections.abc import Sequence


YEAR = re.compile(r"(?<![\d$€£,])(19[5-9]\d|20[0-4]\d)(?![\d,%])")


@dataclass(frozen=True, slots=True)
class Totals:
    """The killed and the injured of a text; None where it tells none, 0 where it denies any."""

    killed: Count | None
    injured: Count | None


def totals(text: str) -> Totals:
    """The total a text states of people killed and injured in what it reports.

    Everyone told dead counts, attackers too. What may have happened, what happened long ago and
    deaths of an illness do not; tolls over months count only where the text has no other.

    >>> totals("Two nurses were killed. A guard was also killed and nine others wounded.").killed
    Count(low=3, best=3, high=3)
    """
    told: list[tuple[int, Telling]] = []
    latest = max((int(year) for year in YEAR.findall(text)), default=0)
    seen: set[str] = set()
    before: list[str] = []
    for sentence in sentences(text):
        if sentence.text in seen:
            continue
        seen.add(sentence.text)
        told += [
            (
                sentence.index,
                _resolved(_of_its_year(t, sentence.text, latest), sentence.text, before),
            )
            for t in tellings(sentence.text)
        ]
        before = [sentence.text, *before[:2]]
    told = _died_later(_set_against(told))
    killed = [(i, t) for i, t in told if t.harm == Harm.KILLED]
    injured = [(i, t) for i, t in told if t.harm == Harm.INJURED]
    return Totals(_total(killed), _total(_still_alive(injured, killed)))


def _of_its_year(telling: Telling, sentence: str, latest: int) -> Telling:
    """Set aside where its sentence names only years before the latest of the text."""
    years = [int(year) for year in YEAR.findall(sentence)]
    past = bool(years) and max(years) < latest
    return replace(telling, aside=True) if past else telling


def _resolved(telling: Telling, sentence: str, before: Sequence[str]) -> Telling:
    """With the number of those whom "they" or "the victims" stands for."""
    if not telling.refers or telling.count.best is not None or not telling.phrases:
        return telling
    named = those_named_in(sentence[: telling.phrases[0].start])
    for earlier in before if named is None else ():
        named = named or those_named_in(earlier)
    return telling if named is None else replace(telling, count=named)


def _set_against(told: Sequence[tuple[int, Telling]]) -> list[tuple[int, Telling]]:
    """ "Three killed and five others wounded": others than the dead, not than other wounded."""
    return [
        (i, replace(t, more=False))
        if t.head in {"other", "others"} and any(j == i and u.harm != t.harm for j, u in told)
        else (i, t)
        for i, t in told
    ]


def _died_later(told: Sequence[tuple[int, Telling]]) -> list[tuple[int, Telling]]:
    """ "One was wounded. She later died": no longer injured, and no one counted before."""
    out: list[tuple[int, Telling]] = []
    for index, telling in told:
        pronoun = telling.refers and telling.head in {"he", "she"} and telling.harm == Harm.KILLED
        last = out[-1] if out else None
        if (
            pronoun
            and last is not None
            and last[1].harm == Harm.INJURED
            and last[1].count.best == 1
            and index - last[0] <= 1
        ):
            out[-1] = (index, replace(telling, refers=False, more=True))
            continue
        out.append((index, telling))
    return out


def _still_alive(
    injured: Sequence[tuple[int, Telling]], killed: Sequence[tuple[int, Telling]]
) -> list[tuple[int, Telling]]:
    """Without those who are told to have died of it."""
    dead = {
        (i, p.start)
        for i, t in killed
        if not (t.either or t.hypothetical)
        for p in t.phrases
        if t.count.best
    }
    later = any(t.refers and t.phrases and t.phrases[0].article == "h" for _, t in killed)
    alone = len([t for _, t in killed if t.count != NOBODY]) == 1
    kept = []
    for index, telling in injured:
        same = not telling.either and any((index, p.start) in dead for p in telling.phrases)
        if same or (later and alone and telling.count == Quantity.of(1)):
            continue
        kept.append((index, telling))
    return kept


def _total(told: Sequence[tuple[int, Telling]]) -> Count | None:
    real = [(i, t) for i, t in told if not t.hypothetical and not t.aside]
    now = [(i, t) for i, t in real if not (t.cumulative or t.claimed)] or real
    kept: list[tuple[int, Telling]] = []
    denied = False
    illness = any(t.aside for _, t in told)
    for index, telling in now:
        if telling.count == NOBODY:
            denied = True
        elif telling.whole and _holds_all(telling, kept):
            kept = [(index, telling)]
        elif telling.refers and illness and not kept:
            continue
        elif not _told_before(telling, index, kept):
            kept = _without_vaguer(telling, kept)
            kept.append((index, telling))
    if kept:
        total = _sum(kept)
        return Count(total.low, total.best, total.high)
    return Count(0, 0, 0) if denied else None


def _holds_all(telling: Telling, kept: Sequence[tuple[int, Telling]]) -> bool:
    """Whether a sum takes the place of what was counted; a death toll may also lower it."""
    best, counted = telling.count.best, _sum(kept).low
    if best is None:
        return False
    return best >= counted or (telling.toll and 2 * best >= counted)


def _sum(kept: Sequence[tuple[int, Telling]]) -> Quantity:
    total = NOBODY
    for _, telling in kept:
        total = total + telling.count
    return total


def _generic(telling: Telling) -> bool:
    return telling.head in listed("people")


def _told_before(telling: Telling, index: int, kept: Sequence[tuple[int, Telling]]) -> bool:
    """Whether these people are among those already counted."""
    if not kept:
        return False
    if telling.more:
        return False
    total = _sum(kept)
    if telling.refers:
        best = telling.count.best
        return best is None or best <= max(total.low, 1)
    if telling.head in listed("attackers"):
        return False
    for earlier_index, earlier in kept:
        if earlier_index == index:
            continue
        same_head = earlier.head == telling.head or _generic(telling) or _generic(earlier)
        if (
            same_head
            and telling.count.best is not None
            and telling.count.best == earlier.count.best
        ):
            return True
        if (
            _generic(earlier)
            and (telling.count.best or telling.count.low)
            <= (earlier.count.best or earlier.count.low)
            and earlier.count.best is not None
        ):
            return True
    again = telling.count.best is not None and telling.count.best == total.best
    sums = _generic(telling) or len(telling.phrases) > 1
    return kept[-1][0] != index and again and sums and telling.count.best != 1


def _without_vaguer(
    telling: Telling, kept: Sequence[tuple[int, Telling]]
) -> list[tuple[int, Telling]]:
    """Without earlier tellings that this one puts a number to, or sums."""
    if telling.count.best is None or telling.more:
        return list(kept)
    out = [
        (i, t) for i, t in kept
        if not (t.count.best is None and (_generic(t) or t.refers or t.head == telling.head))
    ]  # fmt: skip
    if _generic(telling) and out and telling.count.best > _sum(out).low and telling.count.best >= 3:
        return [(i, t) for i, t in out if t.more]
    return out
