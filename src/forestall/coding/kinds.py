"""What kind of violence an incident is, by UCDP's three kinds, and whether it is in scope.

In scope is violence of a state, an organised or a communal group, a party's supporters, or people
who accuse others of sorcery. A robbery, a killing within a family or by a lone stranger is out:
an incident counts only where its own clauses, or those of the incident it is told with, name such
a group. The rules are tried in order: sorcery, election, state, communal, armed group.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from forestall.coding import harm_told
from forestall.vocabulary import ViolenceKind

FORCE = (
    r"(?:police(?:men|man)?|(?:police |army |military )?officers?|constables?|soldiers?|"
    r"troops?|army|military|"
    r"security forces?|mobile squads?|paramilitar(?:y|ies)|defen[cs]e forces?|"
    r"government forces|marines)"
)
FORCE_DOES = re.compile(
    rf"\b{FORCE}\b(?:\s+(?!(?:say|says|said|told|believe|blame)\b)[\w’'-]+){{0,4}}?\s+(?:shot|"
    rf"shoot|shoots|killed|kill|kills|opened fire|fired|"
    r"gunned down|executed|massacred|bombed|shelled|beat|tortured|burned|burnt|raided|torched|"
    r"stormed)\b",
    re.IGNORECASE,
)
FORCE_DID = re.compile(
    rf"(?:\b(?:shot|killed|beaten|wounded|injured|tortured|raped|executed|gunned down|"
    rf"massacred|burn(?:ed|t)|bashed)\b"
    rf"(?:\s+(?:dead|to death|and\s+\w+))*\s+by\s+(?:[\w’'-]+\s+){{0,3}}?{FORCE}\b)|"
    rf"\b{FORCE}\b(?![^.;]{{0,50}}\b(?:arrest|hunt|search|investigat|look|want|question|detain|"
    rf"pick|h[eo]ld|appeal|have charged|charged (?:\w+ )?(?:men|man|people|suspects)))"
    rf"[^.;]{{0,50}}\b(?:over|for|in|after)\s+(?:the|a|their)\s+(?:\w+\s+)?(?:raid|"
    rf"killings?|shootings?|deaths?)\b|"
    rf"\b(?:police|army|military)\s+(?:shootings?|killings?|brutality|raid|shot|air ?strikes?|"
    rf"offensive|massacre)\b",
    re.IGNORECASE,
)
FORCE_HIT = re.compile(
    rf"(?:\b{FORCE}\b(?:\s+(?!who\b)[\w’'-]+){{0,3}}?\s+(?:were|was|have been|has been|died|"
    rf"dead|is|are|being)\s+(?:\w+\s+)?"
    rf"(?:killed|shot|ambushed|attacked|wounded|injured|dead|hacked|in)\b)|"
    rf"\b(?:attack(?:ed|s|ing)?|ambush(?:ed|es|ing)?|raid(?:ed|s)?|killed|killing|stormed|"
    rf"shot(?: dead)?|fired (?:on|at)|fought)\s+"
    rf"(?:[\w’'-]+\s+){{0,4}}?{FORCE}\b(?!\s+(?:said|commander|spokes))",
    re.IGNORECASE,
)
TWO_WAY = re.compile(
    r"\b(?:fire ?fight|exchange(?:d)? (?:of )?(?:gun)?fire|clash(?:es|ed)?|gun ?battles?|"
    r"battles?|fighting|shoot-?out)\b[^.]{0,60}\b(?:with|between|and)\b",
    re.IGNORECASE,
)
TRIBAL = re.compile(
    r"\b(?:tribal|inter-?tribal|clan|communal|ethnic|inter-?group)\s+(?:fight(?:s|ing)?|"
    r"war(?:s|fare)?|clash(?:es)?|violence|conflict|battle|feud|dispute)|"
    r"\b(?:fight(?:s|ing)?|clash(?:es|ed)?|war|feud|battle|conflict|"
    r"fought)\s+(?:[\w’'-]+\s+){0,3}?(?:between|against)\b|"
    r"\b(?:rival|warring|enemy|opposing|two)\s+(?:tribes|clans|groups|villages|tribesmen|"
    r"clansmen|factions)\b",
    re.IGNORECASE,
)
ORGANISED = re.compile(
    r"\b(?:rebels?|insurgents?|guerrillas?|militants?|terrorists?|jihadi(?:s|st|sts)?|"
    r"islamists?|separatists?|subversives?|"
    r"extremists?|liberation (?:army|front)|revolutionary (?:army|front|forces)|"
    r"paramilitar(?:y|ies)|militia(?:s|men)?|maoists?|contras?|death squads?)\b",
    re.IGNORECASE,
)
PARTISANS = re.compile(
    r"\b(?:supporters?|followers|supporting (?:a|the|one) (?:\w+ )?candidate|scrutineers?|"
    r"candidates?'? (?:men|camp)|rival candidates?|party (?:members|activists|workers)|"
    r"campaigners?)\b",
    re.IGNORECASE,
)


POLL_PLACE = re.compile(
    r"\b(?:counting|polling|tally) (?:cent(?:re|er)|station|place|booth|team)s?\b|"
    r"\bballot (?:box(?:es)?|papers?)\b",
    re.IGNORECASE,
)
POLL_VIOLENCE = re.compile(
    r"\b(?:election|electoral|poll(?:ing|s)?)(?:[- ]related)?\s+(?:fight(?:s|ing)?|violence|"
    r"clash(?:es)?|killings?|bloodshed|unrest|shootings?)\b",
    re.IGNORECASE,
)
FOUGHT = re.compile(r"\b(?:fight(?:s|ing)?|fought|clash(?:es|ed)?|warfare|battles?)\b", re.I)
VIOLENT = re.compile(
    r"\b(?:killings?|massacre\w*|murder\w*|attack\w*|shot|shooting|hacked|ambush\w*|raid\w*|"
    r"gunmen|fight\w*|fought|clash\w*)\b",
    re.IGNORECASE,
)
MANY = 3
"""Dead, from which a killing by nobody named is taken for more than a crime."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of violence, its finer kind (empty where none), and how sure."""

    kind: ViolenceKind
    sub_kind: str
    score: float


SORCERY = Kind(ViolenceKind.ONE_SIDED, "sorcery-accusation", 0.9)
ELECTION = Kind(ViolenceKind.NON_STATE, "election", 0.8)
COMMUNAL = Kind(ViolenceKind.NON_STATE, "intergroup", 0.85)
BY_STATE = Kind(ViolenceKind.ONE_SIDED, "police or army killing", 0.75)
STATE_BASED = Kind(ViolenceKind.STATE_BASED, "", 0.75)
GROUPS = Kind(ViolenceKind.NON_STATE, "", 0.6)
NOBODY_NAMED = Kind(ViolenceKind.ONE_SIDED, "", 0.3)
ONE_SIDED = Kind(ViolenceKind.ONE_SIDED, "", 0.5)


def kind(events: str, around: str, named: int = 0, dead: int = 0) -> Kind | None:
    """The kind of an incident; None where nothing puts it in scope.

    ``events`` are the words that tell it, ``around`` those told with it, ``named`` the number of
    armed organisations it names, ``dead`` its toll: a killing of several that names no group is
    in scope (a fight takes groups), one of fewer is not.

    >>> kind("Four men died in a tribal fight at Kokas.", "").sub_kind
    'intergroup'
    >>> kind("A robber stabbed a shopkeeper.", "") is None
    True
    """
    both = f"{events} {around}"
    tribal = TRIBAL.search(both) is not None
    fought = tribal and re.search(r"\b(?:between|against)\b", events) and not _accused(both)
    magic = harm_told.has("sorcery", events) or (harm_told.has("sorcery", both) and not tribal)
    if magic and not fought:
        return SORCERY
    if _partisan(events, both):
        return ELECTION
    by_state, against_state = _state(events)
    organised = ORGANISED.search(events) is not None or named > 0
    if (by_state or against_state) and organised:
        return STATE_BASED
    if by_state and not harm_told.has("communal", events):
        return BY_STATE
    if named >= 2 and not tribal:
        return GROUPS
    if against_state and not tribal and harm_told.has("armed", events):
        return STATE_BASED
    if tribal or harm_told.has("communal", events) or harm_told.has("communal", around):
        return GROUPS if named >= 2 else COMMUNAL
    if organised:
        return ONE_SIDED
    if harm_told.has("armed", events) and not harm_told.has("crime", both):
        return ONE_SIDED
    if by_state:
        return BY_STATE
    if harm_told.has("crime", both) or harm_told.has("accident", events) or dead < MANY:
        return None
    if not VIOLENT.search(both):
        return None
    return COMMUNAL if FOUGHT.search(events) else NOBODY_NAMED


def _accused(text: str) -> bool:
    return re.search(r"\b(?:accus|suspect|alleged|blam)\w*", text, re.IGNORECASE) is not None


def _partisan(events: str, both: str) -> bool:
    """Whether supporters of parties or candidates do or suffer it, at an election."""
    if POLL_PLACE.search(events) and PARTISANS.search(both) and not FORCE_DID.search(events):
        return True
    return POLL_VIOLENCE.search(events) is not None or (
        PARTISANS.search(events) is not None
        and len(harm_told.pattern("scope", "election").findall(both)) > 1
        and re.search(
            r"\b(?:election|electoral|poll\w*|ballot|count\w*|candidates?|party|campaign\w*|"
            r"vot\w+)\b",
            both,
            re.I,
        )
        is not None
    )


def _state(events: str) -> tuple[bool, bool]:
    """Whether a force of the state does harm, and whether it suffers harm."""
    text = harm_told.quiet(events)
    does = FORCE_DOES.search(text) is not None or FORCE_DID.search(text) is not None
    return does, FORCE_HIT.search(text) is not None
