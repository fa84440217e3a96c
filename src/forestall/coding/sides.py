"""Who fought whom, or who attacked whom, in one incident."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from forestall.coding import actors, ucdp_actors
from forestall.coding.actor_words import nations
from forestall.coding.report import Actor, ActorKind, Told
from forestall.vocabulary import ViolenceKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from forestall.coding.actors import ActorMention
    from forestall.coding.clauses import Clause
    from forestall.coding.harm_told import HarmWord
    from forestall.coding.kinds import Kind

Side = Told[Actor]
PASSIVE = re.compile(r"\b(?:was|were|been|being|are|is|got)\s+(?:[\w-]+\s+)?$", re.IGNORECASE)
BY = re.compile(r"\bby\s+(?:[\w’'-]+\s+){0,4}$", re.IGNORECASE)
MUTUAL = re.compile(r"fought|fight|clash|battl|exchang", re.IGNORECASE)
"""Harm that both sides do."""
HELD = re.compile(r"\b(?:arrest|charg|detain|apprehend|custody)", re.IGNORECASE)
BLAMED = re.compile(
    r"\b(?:blam\w+|claim\w* (?:responsibility|the attack)|suspect\w+|accus\w+|attributed to|"
    r"known (?:locally )?as|carried out by|pledged)\b",
    re.IGNORECASE,
)
ARMS_OF = re.compile(
    r"\b(?P<nation>[A-Z]\w+) (?:(?:army|military|air force|cruise|ballistic|suicide) )?"
    r"(?:missiles?|drones?|rockets?|artillery|shelling|bombardment|bombs?|air ?strikes?|"
    r"warplanes?|jets?|forces|troops|soldiers)\b"
)
"""A country's arms, by what its people are called."""
NEAR = 90
STATE = (ActorKind.POLICE, ActorKind.ARMY, ActorKind.GOVERNMENT)
ARMED = (ActorKind.ARMED_GROUP,)
DOERS = (ActorKind.CROWD, ActorKind.COMMUNAL, ActorKind.ARMED_GROUP)


def sides(
    clauses: Sequence[Clause], kind: Kind, iso3: str
) -> tuple[Side | None, Side | None, tuple[Side, ...]]:
    """Perpetrator, target and all sides of an incident.

    Where both sides fight there is no perpetrator, unless one is told to have attacked the other.
    """
    if kind.sub_kind == "sorcery-accusation":
        doer, target = _accusers(clauses), _accused(clauses)
        return doer, target, (doer, target)
    if kind.sub_kind == "election":
        pair = _all(clauses, (ActorKind.PARTY,))[:2]
        return None, None, tuple(pair) or (Told(Actor("", ActorKind.PARTY)),)
    if kind.sub_kind == "police or army killing":
        doer = _foreign(clauses, iso3) or _state(clauses, iso3)
        target = _first(clauses, (ActorKind.CIVILIANS, ActorKind.CROWD)) or Told(
            Actor("", ActorKind.CIVILIANS), (), 0.3
        )
        return doer, target, (doer, target)
    if kind.kind is ViolenceKind.STATE_BASED:
        state = _state(clauses, iso3)
        group = _first(clauses, (*ARMED, ActorKind.COMMUNAL)) or Told(
            Actor("", ActorKind.ARMED_GROUP), (), 0.3
        )
        if not _is_name(group.value.name):
            group = _blamed(clauses) or group
        return (*_told_roles(clauses, state, group), (group, state))
    if kind.kind is ViolenceKind.NON_STATE:
        return _fighters(clauses, kind)
    doer = _first(clauses, (*ARMED, *DOERS)) or Told(Actor("", ActorKind.UNKNOWN), (), 0.2)
    if not _is_name(doer.value.name):
        doer = _blamed(clauses) or doer
    target = _first(clauses, (ActorKind.CIVILIANS,)) or Told(
        Actor("", ActorKind.CIVILIANS), (), 0.3
    )
    return doer, target, (doer, target)


def _fighters(
    clauses: Sequence[Clause], kind: Kind
) -> tuple[Side | None, Side | None, tuple[Side, ...]]:
    wanted = (ActorKind.COMMUNAL,) if kind.sub_kind else (ActorKind.ARMED_GROUP, ActorKind.COMMUNAL)
    named = [s for s in _all(clauses, wanted) if _is_name(s.value.name)]
    groups = tuple(s.value.name for s in named)
    for clause in clauses:
        pair = actors.opposed(clause.text, groups)
        if pair:
            both = tuple(_side(name, named, clause.sentence) for name in pair)
            return (*_attacker(clauses, *both), both)
    if len(named) >= 2:
        return (*_attacker(clauses, named[0], named[1]), tuple(named[:2]))
    plain = [s for s in _all(clauses, (*wanted, ActorKind.ARMED_GROUP)) if s not in named]
    generic = plain[0] if plain else Told(Actor("", ActorKind.COMMUNAL), (), 0.3)
    if named:
        return None, None, (named[0], generic) if not _is_name(generic.value.name) else (named[0],)
    return None, None, (generic,)


def _side(name: str, named: Sequence[Side], sentence: int) -> Side:
    found = next((s for s in named if s.value.name == name), None)
    return found or Told(Actor(name, ActorKind.COMMUNAL), (sentence,), 0.8)


def _attacker(clauses: Iterable[Clause], one: Side, other: Side) -> tuple[Side | None, Side | None]:
    """The side told to have attacked the other, if only one is."""
    votes: Counter[bool] = Counter()
    for clause in clauses:
        for word in clause.told:
            if MUTUAL.match(clause.text, word.start):
                continue
            doer, target = _role(clause, word)
            for first, second, forward in ((one, other, True), (other, one, False)):
                votes[forward] += _is(doer, first) and _is(target, second)
    if bool(votes[True]) == bool(votes[False]):
        return None, None
    return (one, other) if votes[True] else (other, one)


def _told_roles(
    clauses: Sequence[Clause], state: Side, group: Side
) -> tuple[Side | None, Side | None]:
    """Who attacks in a fight with the state: whoever the first clause with both says."""
    for clause in clauses:
        doer, target = _roles(clause)
        if doer is not None and doer.actor.kind in ARMED:
            return group, state
        if target is not None and target.actor.kind in STATE:
            return group, state
        if doer is not None and doer.actor.kind in STATE:
            return state, group
    return group, state


def _is(mention: ActorMention | None, side: Side) -> bool:
    return (
        mention is not None and bool(mention.actor.name) and mention.actor.name in side.value.name
    )


def _roles(clause: Clause) -> tuple[ActorMention | None, ActorMention | None]:
    """Who does and who suffers the first harm of a clause that tells either."""
    for word in clause.told:
        found = _role(clause, word)
        if found != (None, None):
            return found
    return None, None


def _role(clause: Clause, word: HarmWord) -> tuple[ActorMention | None, ActorMention | None]:
    """Who does and who suffers one harm, by the order of words."""
    if word.noun or word.kind not in ("killing", "attack", "injury"):
        return None, None
    before = [m for m in clause.actors if 0 <= word.start - m.end <= NEAR]
    after = [m for m in clause.actors if 0 <= m.start - word.end <= NEAR]
    if PASSIVE.search(clause.text[: word.start]) or _intransitive(clause.text, word.start):
        doer = next((m for m in after if BY.search(clause.text[: m.start])), None)
        return doer, before[-1] if before else None
    return (before[-1] if before else None), (after[0] if after else None)


def _intransitive(text: str, start: int) -> bool:
    return re.match(r"died|dead|lost|perished", text[start:], re.IGNORECASE) is not None


def _accusers(clauses: Sequence[Clause]) -> Side:
    free = [c for c in clauses if not HELD.search(c.text)]
    found = _first(free, (ActorKind.CROWD, ActorKind.COMMUNAL, ActorKind.ARMED_GROUP))
    return found or Told(Actor("", ActorKind.CROWD), (), 0.4)


def _accused(clauses: Sequence[Clause]) -> Side:
    found = _first(clauses, (ActorKind.ACCUSED,))
    if found:
        return found
    victim = _suffers(clauses) or _first(clauses, (ActorKind.CIVILIANS,))
    name = f"{victim.value.name} accused of sorcery" if victim else ""
    return Told(Actor(name, ActorKind.ACCUSED), victim.sentences if victim else (), 0.6)


def _suffers(clauses: Sequence[Clause]) -> Side | None:
    for clause in clauses:
        target = _roles(clause)[1]
        if target is not None and target.actor.kind is ActorKind.CIVILIANS:
            return Told(target.actor, (clause.sentence,), 0.6)
    return None


def _state(clauses: Sequence[Clause], iso3: str) -> Side:
    found = _first(clauses, (ActorKind.ARMY,)) if _armys(clauses) else None
    found = found or _first(clauses, STATE) or Told(Actor("", ActorKind.POLICE), (), 0.3)
    number = ucdp_actors.government_id(iso3)
    actor = Actor(found.value.name, found.value.kind, number)
    return Told(actor, found.sentences, found.score)


def _blamed(clauses: Sequence[Clause]) -> Side | None:
    """The armed group that is blamed or claims it, where nobody saw who it was."""
    for clause in clauses:
        for mention in clause.actors:
            if mention.named and mention.actor.kind in ARMED and BLAMED.search(clause.text):
                return Told(mention.actor, (clause.sentence,), 0.5)
    return None


def _foreign(clauses: Sequence[Clause], iso3: str) -> Side | None:
    """The government of another country, where its arms are told to have struck."""
    for clause in clauses:
        for match in ARMS_OF.finditer(clause.text) if clause.told else ():
            nation = nations().get(match["nation"], "")
            if nation and nation != iso3:
                number = ucdp_actors.government_id(nation)
                name = f"{match['nation']} forces"
                return Told(Actor(name, ActorKind.ARMY, number), (clause.sentence,), 0.7)
        if clause.told and any(m.actor.kind in STATE for m in clause.actors):
            return None
    return None


def _armys(clauses: Sequence[Clause]) -> bool:
    """Whether the first force that does or suffers harm is the army."""
    for clause in clauses:
        for mention in _roles(clause):
            if mention is not None and mention.actor.kind in STATE:
                return mention.actor.kind is ActorKind.ARMY
    return False


def _first(clauses: Sequence[Clause], kinds: Sequence[ActorKind]) -> Side | None:
    """The first of these kinds in the order of kinds given, named ones first."""
    harmful = [c for c in clauses if any(not w.noun for w in c.told)]
    for kind in kinds:
        found = _all(harmful, (kind,)) or _all(clauses, (kind,))
        if found:
            return next((s for s in found if _is_name(s.value.name)), found[0])
    return None


def _all(clauses: Sequence[Clause], kinds: Sequence[ActorKind]) -> list[Side]:
    """Actors of these kinds with the sentences that name them, the most often named first."""
    where: dict[Actor, list[int]] = {}
    for clause in clauses:
        for mention in clause.actors:
            if mention.actor.kind in kinds:
                where.setdefault(mention.actor, []).append(clause.sentence)
    ranked = sorted(where, key=lambda a: (-_is_name(a.name), -len(where[a]), where[a][0]))
    return [Told(a, tuple(sorted(set(where[a]))), 0.8 if _is_name(a.name) else 0.5) for a in ranked]


def _is_name(name: str) -> bool:
    return name != name.lower()
