"""What kind of violence an incident is, by UCDP's three kinds, and whether it is in scope.

In scope is violence of a state, an organised or a communal group, a party's supporters, or people
who accuse others of sorcery. A robbery, a killing within a family or by a lone stranger is out:
an incident counts only where its own clauses, or those of the incident it is told with, name such
a group. The rules are tried in order: sorcery, election, state, communal, armed group.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from forestall.coding import actors, harm_told, topics, ucdp_actors
from forestall.coding.actor_words import word
from forestall.vocabulary import ViolenceKind

FORCE = (
    r"(?:police(?:men|man)?|(?:police |army |military )?officers?|constables?|soldiers?|"
    r"troops?|army|military|"
    r"security forces?|mobile squads?|paramilitar(?:y|ies)|defen[cs]e forces?|"
    r"government forces|marines|junta|gendarmes?|gendarmerie|warplanes?|fighter jets?|"
    r"(?:military|army|police|air force) (?:aircraft|helicopters?|jets?|drones?))"
)
NATION = r"(?:[A-Z]\w+(?:i|an|ian|ese|ish|ch|se|er))"
"""What a state's arms are called by: "Russian missiles", "Turkish drones"."""
AIR = r"(?:air ?-?strikes?|air raids?|warplanes?|fighter jets?|helicopter gunships?|barrel bombs?)"
"""Only states bomb from the air, save with drones."""
FORCE_DOES = re.compile(
    rf"\b{FORCE}\b(?:\s+(?!(?:say|says|said|told|believe|blame|were|was|been|being)\b)[\w’'-]+){{0,4}}?\s+(?:shot|"
    rf"shoot|shoots|killed|kill|kills|opened fire|fired|"
    r"gunned down|executed|massacred|bombed|shelled|beat|tortured|burned|burnt|raided|torched|"
    r"stormed|struck|hit|dropped|beheaded|lynched)\b",
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
    rf"\b(?:police|army|military|government|junta)\s+(?:shootings?|killings?|brutality|raid|shot|"
    rf"(?:air|drone|missile)? ?strikes?|offensive|massacre|shelling|bombardment|bombing|gunfire|"
    rf"fire)\b|"
    rf"\b(?:shot|killed|wounded|injured|died|dead)\b[^.;]{{0,50}}\b(?:when|after|as)\s+"
    rf"(?:[\w’'-]+\s+){{0,2}}?{FORCE}\s+(?:broke up|dispersed|cleared|tried to|moved (?:in|to)|"
    rf"cracked down|intervened|charged)\b|"
    rf"\b{AIR}\b(?:\s+[\w’'-]+){{0,6}}?\s+(?:killed|kills|hit|struck|wounded|injured|left)\b|"
    rf"\b(?:killed|wounded|injured|hit|struck|died)\b[^.;]{{0,60}}\b(?:in|by|when)\s+"
    rf"(?:an?\s+|the\s+)?(?:suspected\s+)?{AIR}|"
    rf"\b{NATION}\s+(?:army\s+|military\s+|forces\s+)?(?:(?:cruise |ballistic )?missiles?|"
    rf"drones?|rockets?|artillery|shelling|bombardment|glide bombs?|{AIR})\b",
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
PEOPLE = (
    r"(?:people|persons|civilians?|villagers?|farmers?|residents|protest(?:e|o)rs?|demonstrators?|"
    r"worshippers|women|children|girls?|boys?|students?|pupils?|teachers?|traders?|refugees|"
    r"passengers|miners|travell?ers|(?:civilian|young|elderly|unarmed) men|families|"
    r"aid workers?|health workers?|journalists?|patients|men|loggers|fishermen|herders|shoppers)"
)
CIVILIANS_HIT = re.compile(
    rf"\b(?:kill(?:ed|ing|s)?|shot(?: dead)?|behead(?:ed|ing)|massacred|executed|"
    rf"hacked(?: to death)?|murdered|slaughtered|gunned down|burn(?:ed|t)(?: alive)?|abducted|"
    rf"fired (?:on|at|into)|opened fire (?:on|at)|attacked|targeted)"
    rf"\s+(?:(?!by\b|after\b|with\b)[\w’',-]+\s+){{0,6}}?{PEOPLE}\b|"
    rf"\b{PEOPLE}\b(?:,[^,.;]{{1,60}},)?(?:\s+[\w’'-]+){{0,3}}?\s+(?:were|was|have been|had been|"
    rf"are|died|dead)\b(?:\s+(?:\w+\s+)?(?:killed|shot|dead|hacked|beheaded|burn(?:ed|t)|"
    rf"executed|massacred|"
    rf"wounded))?",
    re.IGNORECASE,
)
"""Harm done to people who do not fight."""
GROUP_HIT = re.compile(
    r"\b(?:kill(?:ed|ing)?|attacked|ambushed|fought|shot(?: dead)?|against|clash(?:ed|es) with|"
    r"battled)\s+(?:(?!when\b|by\b|as\b|after\b|in\b)[\w’'-]+\s+){0,4}?(?:rebels?|insurgents?|guerrillas?|militants?|militiamen|"
    r"fighters|terrorists|jihadists|gang members|rivals?|organisation)\b|"
    r"\b(?:rebels?|insurgents?|guerrillas?|militants?|militiamen|fighters|terrorists|jihadists)\b"
    r"(?:\s+[\w’'-]+){0,3}?\s+(?:were|was|died|have been)\s+(?:\w+\s+)?(?:killed|dead|shot)\b|"
    r"\b(?:rival|(?:militias?|groups|gangs|fighters|sides) fought|"
    r"clash(?:es|ed)?|gun ?battles?|battl(?:es?|ed|ing)|fighting|turf war)\b",
    re.IGNORECASE,
)
"""Harm done to people who fight, or done by both sides."""
FORCE_FIGHTS = re.compile(
    rf"\b(?:fighting|clash(?:es|ed)?|battles?|gun ?battles?|fire ?fights?|combat)\s+"
    rf"(?:\w+\s+)?(?:between|with|involving|against)\s+(?:[\w’'-]+\s+){{0,8}}?{FORCE}\b|"
    rf"\b{FORCE}\s+(?:[\w’'-]+\s+){{0,3}}?(?:clash(?:es|ed)?|fought|battled|exchanged fire)\b|"
    rf"\b{FORCE}\b[^.;]{{0,60}}\b(?:killed|died|dead)\b[^.;]{{0,20}}\bin\s+(?:\w+\s+)?"
    rf"(?:fighting|clashes|battles?)\b",
    re.IGNORECASE,
)
"""A force of the state in a fight that both sides wage."""
GROUP_DOES = re.compile(
    r"\b(?:rebels?|insurgents?|guerrillas?|militants?|militia(?:s|men)?|terrorists?|jihadists?|"
    r"gunmen|gangs?|bandits|organisation|fighters)\b(?:\s+(?!said|says)[\w’'()-]+){0,3}?\s+"
    r"(?:killed|shot|attacked|opened fire|beheaded|massacred|stormed|raided|shelled|hacked|burned)",
    re.IGNORECASE,
)
"""Harm done by an armed group."""
FORCE_POST = re.compile(
    r"\b(?:attack\w*|blew|bomb\w*|ambush\w*|storm\w*|raid\w*|explo\w+|fired|overr[ua]n)\b"
    r"[^.;]{0,60}\b(?:police|army|military|security|gendarmerie)\s+(?:compound|stations?|posts?|"
    r"outposts?|bases?|barracks|camps?|convoys?|patrols?|checkpoints?|bus|headquarters)\b",
    re.IGNORECASE,
)
"""An attack on what a force holds."""
FAITH = re.compile(r"\b(?:hindus?|muslims?|christians?|militias?|sectarian)\b", re.IGNORECASE)
"""Words that tell who was hit, and not yet that two peoples fight."""
HEAVY = frozenset({"explosives", "aircraft and artillery", "drones"})
"""Arms that no mere criminal turns on soldiers."""
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
    tribal = TRIBAL.search(f"{events} {_of_now(around)}") is not None or _peoples(both)
    fought = tribal and re.search(r"\b(?:between|against)\b", events) and not _accused(both)
    magic = harm_told.has("sorcery", events) or (harm_told.has("sorcery", both) and not tribal)
    if magic and not fought:
        return SORCERY
    if _partisan(events, both):
        return ELECTION
    organised = ORGANISED.search(events) is not None or named > 0
    by_state, against_state = _state(events)
    found = _with_state(events, by_state, against_state) if organised else None
    if found:
        return found
    if by_state and not harm_told.has("communal", events):
        return BY_STATE
    on_civilians = CIVILIANS_HIT.search(events) and not GROUP_HIT.search(events)
    if organised and on_civilians and not tribal:
        return ONE_SIDED
    gunmen = harm_told.has("armed", events) and not harm_told.has("crime", both)
    if gunmen and on_civilians and not tribal and not _sides_told(f"{events} {_of_now(around)}"):
        return ONE_SIDED
    if named >= 2 and not tribal:
        return GROUPS
    armed = harm_told.has("armed", events) or not HEAVY.isdisjoint(topics.weapons(events))
    if against_state and not tribal and armed:
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


def _with_state(events: str, by_state: bool, against_state: bool) -> Kind | None:
    """The kind where an armed organisation and a force of the state are both told of.

    What is told first weighs: a force that hits civilians kills them, whatever it aimed at; a
    group that hits civilians does too, even where a soldier is told to have died later.
    """
    text = _masked(events)
    if FORCE_FIGHTS.search(text):
        return STATE_BASED
    civilians, group = CIVILIANS_HIT.search(text), GROUP_HIT.search(text)
    first = civilians.start() if civilians else len(text)
    doer, force = GROUP_DOES.search(text), FORCE_DOES.search(text) or FORCE_DID.search(text)
    if doer and civilians and force and max(doer.start(), first) < force.start():
        return ONE_SIDED
    if by_state and not against_state and civilians and not (group and group.start() < first):
        return BY_STATE
    hit = FORCE_HIT.search(text) or FORCE_POST.search(text)
    if against_state and not by_state and hit and first < hit.start() and not group:
        return ONE_SIDED
    return STATE_BASED if by_state or against_state else None


def _sides_told(text: str) -> bool:
    """Whether anything but a faith, or a mob or militia, tells of peoples at odds."""
    return harm_told.has("communal", FAITH.sub(" ", text))


def _of_now(around: str) -> str:
    """Sentences that tell no background ("the tribes have fought for years")."""
    return " ".join(
        s for s in re.split(r"(?<=[.!?])\s+", around) if not harm_told.has("general", s)
    )


def _peoples(text: str) -> bool:
    """Whether one people's men are told to attack another people's."""
    return _people_attack().search(text) is not None


@cache
def _people_attack() -> re.Pattern[str]:
    after = rf"(?:{word('any')}|raiders|bandits|youths?|communities)"
    name = r"[A-Z][a-z’'-]{2,}"
    return re.compile(
        rf"\b{name} (?:\w+ )?{after}(?: (?:of|from|in) (?:{name} ?)+)? (?:\w+ )?(?:attacked|"
        rf"raided|ambushed|killed|fought|clashed with) (?:[a-z\d]+ ){{0,4}}{name} {after}\b"
    )


def _masked(text: str) -> str:
    """The text with names of organisations blanked: the "Arakan Army" is no state's army."""
    quiet = harm_told.quiet(text)
    for pattern in (ucdp_actors.known_names(), actors.ORGANISATION):
        quiet = pattern.sub("organisation", quiet)
    return re.sub(r"\bparamilitary organisation", "organisation", quiet)


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
    text = _masked(events)
    does = FORCE_DOES.search(text) is not None or FORCE_DID.search(text) is not None
    hit = FORCE_HIT.search(text) is not None or FORCE_POST.search(text) is not None
    return does, hit
