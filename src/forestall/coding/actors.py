"""Who is named in a sentence: police, soldiers, rebels, clans, crowds, the accused, civilians.

Groups are found by the words around a name ("the Kumbapol clan", "between the Kala and the Kii
tribes"), never by a list of names, and a name that is only a person's is never taken: what
somebody is stays ("a teacher"), who they are does not.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from forestall.coding import ucdp_actors
from forestall.coding.actor_words import NAME, NAMES, conflict, demonym, kinds, not_names, word
from forestall.coding.report import Actor, ActorKind


@dataclass(frozen=True, slots=True)
class ActorMention:
    """An actor where a text names it: ``text[start:end]``. ``named`` where it is a group's name."""

    actor: Actor
    start: int
    end: int
    named: bool = False


PARENT_OF = re.compile(r"\b(?:mother|father|parents?) of (?:\w+ )?$", re.IGNORECASE)
"""The children in "a mother of seven children" are nobody in the story."""
ORGANISATION = re.compile(
    r"\b(?:[A-Z][\w’'-]+ ){1,5}?(?:(?:Liberation|Resistance|Revolutionary|Salvation|Republican|"
    r"Independence|People’s|People's) (?:Army|Front|Forces|Movement)|Front|Militia|Home Guard|"
    r"Youth Force|Boys|Brigades|Self-Defen[cs]e (?:Force|Forces|Group)|Eagle Force|"
    r"Freedom Movement)\b"
)
GANG = re.compile(
    r"\b(?:(?P<name>(?:\d+ )?[A-Z][\w’'-]+(?: [A-Z][\w’'-]+){0,2}) (?:gang|cartel)\b|"
    r"(?:gangs?|cartels?),? (?:called |named |known as )?(?P<first>(?:\d+ )?[A-Z][\w’'-]+"
    r"(?: [A-Z][\w’'-]+)?)(?: and (?P<second>(?:\d+ )?[A-Z][\w’'-]+(?: [A-Z][\w’'-]+)?))?)"
)
PARTY = re.compile(
    r"\b(?i:supporters|followers|members|activists) of (?:the )?"
    r"(?P<name>(?:[A-Z][\w’'-]+ ){0,4}(?:Party|Movement|Alliance|Congress|Union)|[A-Z]{3,6})\b"
)


def find(
    sentence: str, groups: tuple[str, ...] = (), countries: tuple[str, ...] = ()
) -> tuple[ActorMention, ...]:
    """Everybody a sentence names, in order; the longest where two overlap.

    ``groups`` are the names of communal groups known from the whole article
    (:func:`group_names`); ``countries`` (ISO3) narrow the search for UCDP's actors.

    >>> [m.actor.kind.value for m in find("Police said rebels killed four farmers.")]
    ['police', 'armed group', 'civilians']
    """
    found = [*_organisations(sentence, countries), *_communal(sentence, groups, countries)]
    for kind, pattern in kinds():
        for match in pattern.finditer(sentence):
            if PARENT_OF.search(sentence, 0, match.start()):
                continue
            words = sentence[match.start() : match.end()].lower()
            found.append(ActorMention(Actor(_plain(words, kind), kind), match.start(), match.end()))
    return _apart(found)


def group_names(text: str) -> tuple[str, ...]:
    """Names of tribes, clans and like groups in an article, in the order they come.

    A name counts where a word for a group stands beside it ("Kii tribe"), or where the text sets
    it against another in a sentence of conflict ("between X and Y").

    >>> group_names("Kala tribe of Amala fought the Kii tribe of Teremanda.")
    ('Kala', 'Kii')
    """
    found: dict[str, int] = {}
    for start, names, sure in _candidates(text):
        for name in _split(names):
            clean = _clean(name)
            if clean and (sure or len(re.findall(rf"\b{re.escape(clean)}\b", text)) > 1):
                found.setdefault(clean, start)
    return tuple(sorted(found, key=lambda name: found[name]))


def opposed(sentence: str, groups: tuple[str, ...]) -> tuple[str, str] | None:
    """The two sides a sentence sets against each other, allies joined by "and"; None if none.

    >>> opposed("Sikin and Kaikin tribes fought against Ambulin.", ("Sikin", "Kaikin", "Ambulin"))
    ('Sikin and Kaikin', 'Ambulin')
    """
    if not groups or not conflict().search(sentence):
        return None
    for pattern in _facing():
        for match in pattern.finditer(sentence):
            first = [n for n in map(_clean, _split(match["first"])) if n in groups]
            second = [n for n in map(_clean, _split(match["second"])) if n in groups]
            if first and second and not set(first) & set(second):
                return " and ".join(first), " and ".join(second)
    return None


def _candidates(text: str) -> list[tuple[int, str, bool]]:
    strong, weak, after = word("strong"), word("weak"), word("after")
    found = [
        (m.start(), m["names"], True)
        for m in re.finditer(rf"(?P<names>{NAMES})[ -](?:[a-z]+ )?(?:{strong})\b", text)
    ]
    found += [
        (m.start(), m["names"], False)
        for m in re.finditer(rf"(?P<names>{NAMES}) (?:{weak}|neighbou?rs|man|youth)\b", text)
    ]
    found += [
        (m.start(), m["names"], True)
        for m in re.finditer(
            rf"\b(?:{after})(?:,| of| called| named| known as| are| were| -| –| —|:)? (?:the )?"
            rf"(?P<names>{NAME}(?:,? (?:and|&) (?:the )?{NAME})+)",
            text,
        )
    ]
    found += [
        (m.start(), m["names"], True)
        for m in re.finditer(
            rf"\b(?:tribe|clan|subclan) (?:called|named|known as) (?:the )?(?P<names>{NAME})", text
        )
    ]
    for pattern in _facing():
        for match in pattern.finditer(text):
            if conflict().search(text, max(0, match.start() - 80), match.end() + 80):
                found += [(match.start(), match["first"], True)]
                found += [(match.start("second"), match["second"], True)]
    return found


@cache
def _facing() -> tuple[re.Pattern[str], ...]:
    any_word = f"(?: (?:{word('any')}))?"
    home = rf"(?: (?:of|from) (?:the )?{NAME})?"
    the = r"(?:(?:members|men|people|warriors) (?:of|from) )?(?:the |their |rival |local )*"
    verbs = (
        r"(?:against|versus|vs\.?|(?:\w+ )?(?:attacked|fought(?: with| against)?|raided|ambushed"
        r"|clashed with|fighting(?: with| against)?|killed|shot at)|at war with)"
    )
    between = (
        rf"(?<!road )(?<!highway )(?<!border )\bbetween {the}(?P<first>{NAMES}){any_word}{home}"
        rf"(?: on one side)?,? and {the}(?P<second>{NAMES}){any_word}"
    )
    site = r"(?! (?:camp|village|town|city|market|district|hospital|school|church|mosque|prison)\b)"
    against = (
        rf"\b(?P<first>{NAMES}){any_word}{home},? {verbs} {the}(?P<second>{NAMES}){site}{any_word}"
    )
    both = (
        rf"\b(?P<first>{NAME}) (?:{word('strong')}){home},? and {the}(?P<second>{NAME}) "
        rf"(?:{word('strong')})\b"
    )
    plain = rf"\b(?P<first>{NAME}) and {the}(?P<second>{NAME}) (?:tribes|clans|sub-?clans)\b"
    return tuple(re.compile(p) for p in (against, between, both, plain))


def _organisations(sentence: str, countries: tuple[str, ...]) -> list[ActorMention]:
    found = [
        ActorMention(Actor(name, ActorKind.ARMED_GROUP, number), start, end, named=True)
        for start, end, name, number in ucdp_actors.named_in(sentence, countries)
    ]
    for match in ORGANISATION.finditer(sentence):
        name = re.sub(r"^(?:The|A) ", "", match.group())
        number = ucdp_actors.actor_id(name, countries)
        found.append(
            ActorMention(
                Actor(name, ActorKind.ARMED_GROUP, number), match.start(), match.end(), named=True
            )
        )
    for match in GANG.finditer(sentence):
        for which in ("name", "first", "second"):
            name = _clean(match[which] or "")
            if name:
                actor = Actor(name, ActorKind.ARMED_GROUP, ucdp_actors.actor_id(name, countries))
                span = match.span() if which == "name" else match.span(which)
                found.append(ActorMention(actor, *span, named=True))
    for match in PARTY.finditer(sentence):
        actor = Actor(f"supporters of {match['name']}", ActorKind.PARTY)
        found.append(ActorMention(actor, match.start(), match.end(), named=True))
    return found


def _communal(
    sentence: str, groups: tuple[str, ...], countries: tuple[str, ...]
) -> list[ActorMention]:
    found = []
    for name in groups:
        tail = rf"(?: (?:{word('any')}))?"
        for match in re.finditer(rf"\b{re.escape(name)}\b{tail}(?![\w-])", sentence):
            actor = Actor(name, ActorKind.COMMUNAL, ucdp_actors.actor_id(name, countries))
            found.append(ActorMention(actor, match.start(), match.end(), named=True))
    for start, end, name, number in ucdp_actors.people_in(sentence, countries):
        actor = Actor(name, ActorKind.COMMUNAL, number)
        found.append(ActorMention(actor, start, end, named=True))
    return found


def _split(names: str) -> list[str]:
    return re.split(r",? (?:and|&) (?:the )?|, (?:the )?", names)


def _clean(name: str) -> str:
    words = name.strip().split()
    while words and words[0] in not_names():
        words = words[1:]
    clean = " ".join(words)
    if clean in not_names() or len(clean) < 3 or demonym(clean):
        return ""
    return "" if ucdp_actors.known_names().fullmatch(clean) else clean


def _plain(words: str, kind: ActorKind) -> str:
    """What is kept of a description: nothing of a person's own, only what they are."""
    if kind is ActorKind.ACCUSED:
        return re.sub(r"\s+", " ", words)
    return re.sub(r"^(?:an?|the|about|around|some|at least|up to) ", "", words)


def _apart(found: list[ActorMention]) -> tuple[ActorMention, ...]:
    order = {kind: n for n, kind in enumerate(ActorKind)}
    taken: list[ActorMention] = []
    for mention in sorted(
        found, key=lambda m: (not m.named, -(m.end - m.start), order[m.actor.kind])
    ):
        if all(mention.end <= other.start or mention.start >= other.end for other in taken):
            taken.append(mention)
    return tuple(sorted(taken, key=lambda m: m.start))
