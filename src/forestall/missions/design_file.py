"""A mission one can design: a few lines of TOML, read into the plan that the campaign plays.

What a file leaves out is that of the usual mission for the country (:mod:`.typical`). What a
design changes, and on whose word, is in ``evidence/missions.toml``.
"""

from __future__ import annotations

import json
import tomllib
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from forestall.errors import BadValue, OutputError, UnreadableFile
from forestall.missions.cost import deployment_cost
from forestall.missions.designs import Plan, PoliticalMission, PreventiveDeployment
from forestall.missions.organisers import organisers_for
from forestall.missions.tasks import labels
from forestall.missions.typical import default_deployment, default_political_mission
from forestall.output import write_text
from forestall.parameters import parameter
from forestall.provenance import Origin, Provenance
from forestall.vocabulary import Country, Month, PerpetratorKind

POLITICAL, DEPLOYMENT, BOTH = "political_mission", "preventive_deployment", "both"
TOOLS = (POLITICAL, DEPLOYMENT, BOTH)
POSTURES = ("observe", "static", "mobile", "robust")
UN = "UN"
MOST_PEOPLE = 200_000
MOST_STAFF = 10_000
MOST_USD_MILLION = 20_000.0
LARGEST = 100_000
COUNTS = ("troops", "police", "observers", "staff")
KEYS = (
    "tool",
    "organiser",
    "start",
    *COUNTS,
    "posture",
    "women_share",
    "mandate",
    "bases",
    "cost_usd_million_a_year",
)


@dataclass(frozen=True, slots=True)
class Design:
    """A mission as a person would describe it; None means the usual for the country.

    ``troops``, ``police``, ``observers`` and ``staff`` are people; ``women_share`` from 0 to 1;
    ``mandate`` task codes of UNPMM (such as ``mod11``) or their labels; ``bases`` PRIO-GRID
    numbers; ``cost`` USD million a year, the usual by the people otherwise.
    """

    tool: str
    organiser: str | None = None
    start: Month | None = None
    troops: int | None = None
    police: int | None = None
    observers: int | None = None
    posture: str | None = None
    staff: int | None = None
    women_share: float | None = None
    mandate: tuple[str, ...] | None = None
    bases: tuple[int, ...] = ()
    cost: float | None = None


def read(path: str | Path) -> Design:
    """The design of a file.

    Raises
    ------
    UnreadableFile : no such file, too large, or not TOML.
    BadValue : an unknown key, tool, posture, organiser or task; a negative or fractional number of
        people; a share outside 0 to 1; a cost that cannot be in USD million.
    UnknownMonth : a start that is not YYYY-MM.
    """
    fields = _load(Path(path))
    if unknown := [key for key in fields if key not in KEYS]:
        raise _bad("key", "one of " + ", ".join(KEYS), ", ".join(unknown), "mend or delete it")
    tool = _choice(fields, "tool", TOOLS)
    if tool is None:
        raise _bad("tool", "one of " + ", ".join(TOOLS), "none", 'add tool = "both"')
    start = fields.get("start")
    return Design(
        tool=tool,
        organiser=_text(fields, "organiser"),
        start=None if start in (None, "") else Month.parse(str(start)),
        **{name: _people(fields, name) for name in COUNTS},
        posture=_choice(fields, "posture", POSTURES),
        women_share=_number(fields, "women_share", 1.0),
        mandate=_tasks(fields),
        bases=_bases(fields),
        cost=_cost(fields),
    )


def plan(
    design: Design,
    country: Country,
    as_of: Month,
    kind: PerpetratorKind | None = None,
    name: str = "",
) -> Plan:
    """The design made whole for a country: its missions with costs, lead times and mandates.

    Raises
    ------
    BadValue : a start before the assessment, an organiser that cannot act there, a tool without
        anybody in it, or people of a tool that is left out.
    """
    _check_start(design, as_of)
    _check_organiser(design, country)
    _check_people(design)
    political = deployment = None
    if design.tool in (POLITICAL, BOTH):
        political = _political(design, default_political_mission(country, as_of, kind))
    if design.tool in (DEPLOYMENT, BOTH):
        deployment = _deployment(design, default_deployment(country, as_of, kind))
    return Plan(political, deployment, name)


def usual(tool: str, country: Country, as_of: Month, kind: PerpetratorKind | None = None) -> Design:
    """The usual mission of a tool for a country, every field filled."""
    political = default_political_mission(country, as_of, kind)
    deployment = default_deployment(country, as_of, kind)
    with_force = tool in (DEPLOYMENT, BOTH)
    with_talks = tool in (POLITICAL, BOTH)
    tasks = (deployment.mandate if with_force else ()) + (political.mandate if with_talks else ())
    return Design(
        tool=tool,
        organiser=UN,
        start=as_of,
        troops=deployment.troops if with_force else 0,
        police=deployment.police if with_force else 0,
        observers=deployment.observers if with_force else 0,
        posture=deployment.posture if with_force else "mobile",
        staff=round(parameter("missions", "pm_usual_staff").value) if with_talks else 0,
        women_share=parameter("missions", "pm_usual_women_share").value if with_talks else 0.0,
        mandate=tuple(dict.fromkeys(tasks)),
    )


def write(design: Design, country: Country, path: str | Path) -> None:
    """Write a commented file that :func:`read` takes.

    Raises
    ------
    OutputError : another text stands there, which may be a person's work.
    """
    place, fresh = Path(path), as_toml(design, country)
    if place.is_file() and place.read_bytes() != fresh.encode("utf-8"):
        raise OutputError(
            "A file of that name is there already",
            expected="a new name, so that nobody's edits are lost",
            came=str(place),
            remedy="give another name, or delete that file first",
        )
    write_text(place, fresh)


def as_toml(design: Design, country: Country) -> str:
    """The text :func:`write` writes; what the design leaves to the usual has no line of its own."""
    names = ", ".join(o.name for o in organisers_for(country))
    lines = [
        f"# A mission for {country.name}. Change what you like; delete a line for the usual.",
        f"# tool: {', '.join(TOOLS)}",
        f"tool = {json.dumps(design.tool)}",
        f"# Who sends it: {names}",
        _line("organiser", design.organiser),
        "# The month it is decided; people arrive later",
        _line("start", None if design.start is None else str(design.start)),
        "",
        "# The force: people at full strength, new ones only if a force stands there already",
        *(_line(name, getattr(design, name)) for name in COUNTS[:3]),
        f"# posture: {', '.join(POSTURES)}",
        _line("posture", design.posture),
        "",
        "# The mediators and their office",
        _line("staff", design.staff),
        "# Share of women in the mediation team, 0 to 1",
        _line("women_share", design.women_share),
        "",
        "# What it is told to do: UN mandate tasks (codes or labels of UNPMM)",
        *_mandate_lines(design.mandate),
        "",
        "# PRIO-GRID cells of the bases; left out: where they put most victims in reach",
        _line("bases", list(design.bases) or None),
        "# What it costs, USD million a year; left out: the usual by the people",
        _line("cost_usd_million_a_year", design.cost),
    ]
    return "\n".join(lines) + "\n"


def _line(name: str, value: object) -> str:
    """One field; a comment where nothing is said, so that reading gives nothing back."""
    return f"# {name}: the usual" if value is None else f"{name} = {json.dumps(value)}"


def _mandate_lines(mandate: tuple[str, ...] | None) -> list[str]:
    if mandate is None:
        return [_line("mandate", None)]
    known = labels()
    tasks = [f"  {json.dumps(task)},  # {known.get(task, task)}" for task in mandate]
    return ["mandate = [", *tasks, "]"]


def _political(design: Design, base: PoliticalMission) -> PoliticalMission:
    staff = design.staff
    if staff == 0:
        raise _bad("staff", "at least one for a political mission", "0", "change tool or staff")
    cost, steps = base.cost, list(base.provenance.inputs)
    if staff is not None:
        usual_staff = parameter("missions", "pm_usual_staff")
        low, middle, high = (usd * staff / usual_staff.value for usd in base.cost)
        cost = (low, middle, high)
        steps.append(usual_staff.provenance())
    if design.cost is not None and design.tool == POLITICAL:
        cost = (design.cost, design.cost, design.cost)
    return replace(
        base,
        organiser=design.organiser or base.organiser,
        staff=staff,
        women_share=design.women_share,
        mandate=_of_talks(design.mandate, base.mandate),
        start=design.start,
        cost=cost,
        provenance=_designed(base.provenance, steps),
    )


def _deployment(design: Design, base: PreventiveDeployment) -> PreventiveDeployment:
    people = _force(design, base)
    total = sum(people.values())
    if total == 0:
        raise _bad("troops", "somebody in a deployment", "0 people", "change tool or troops")
    cost, step = deployment_cost(total)
    steps = [*base.provenance.inputs, step]
    timing: dict[str, Any] = {}
    if (design.organiser or UN) != UN:
        start, full = (
            parameter("missions", f"pd_months_to_{end}_regional") for end in ("start", "strength")
        )
        timing = {"months_to_start": start.spread(), "months_to_strength": full.spread()}
        steps += [start.provenance(), full.provenance()]
    if design.cost is not None:
        cost = (design.cost, design.cost, design.cost)
    return replace(
        base,
        organiser=design.organiser or base.organiser,
        **people,
        **timing,
        posture=design.posture or base.posture,
        mandate=base.mandate if design.mandate is None else design.mandate,
        bases=design.bases,
        start=design.start,
        cost=cost,
        provenance=_designed(base.provenance, steps),
    )


def _force(design: Design, base: PreventiveDeployment) -> dict[str, Any]:
    """Troops, police and observers; those left out are as many to the troops as usual."""
    troops = base.troops if design.troops is None else design.troops
    found: dict[str, Any] = {"troops": troops}
    for name, ratio in (("police", "police_per_troop"), ("observers", "observers_per_troop")):
        asked = getattr(design, name)
        usual_ = round(troops * parameter("missions", ratio).value / 10) * 10
        found[name] = usual_ if asked is None else asked
    return found


def _of_talks(mandate: tuple[str, ...] | None, usual_: tuple[str, ...]) -> tuple[str, ...]:
    return usual_ if mandate is None else mandate


def _designed(base: Provenance, steps: list[Provenance]) -> Provenance:
    return Provenance(
        origin=Origin.PERSON,
        what=f"designed by a person, starting from {base.what}",
        source="design file",
        inputs=tuple(steps),
        verified=False,
    )


def _check_start(design: Design, as_of: Month) -> None:
    if design.start is not None and design.start < as_of:
        raise BadValue(
            "The mission would start before the assessment",
            expected=f"{as_of} or later",
            came=str(design.start),
            remedy="change start in the design, or assess as of an earlier month",
        )


def _check_people(design: Design) -> None:
    """Raise where a design names people of the tool it leaves out."""
    wrong = {POLITICAL: COUNTS[:3], DEPLOYMENT: COUNTS[3:]}.get(design.tool, ())
    if named := [f"{name} = {getattr(design, name)}" for name in wrong if getattr(design, name)]:
        raise BadValue(
            f"A {design.tool.replace('_', ' ')} has none of those people",
            expected=", ".join(f"{name} = 0" for name in wrong),
            came=", ".join(named),
            remedy='change tool to "both", or leave them out',
        )


def _check_organiser(design: Design, country: Country) -> None:
    names = [o.name for o in organisers_for(country)]
    if design.organiser is not None and design.organiser not in names:
        raise BadValue(
            f"That organisation does not act in {country.name}",
            expected=", ".join(names),
            came=design.organiser,
            remedy="change organiser",
        )


def _load(path: Path) -> dict[str, Any]:
    try:
        with path.open("rb") as stream:
            content = stream.read(LARGEST + 1)  # a device may have no end
        if len(content) > LARGEST:
            raise _unreadable(path, "more than 100 kB")
        return tomllib.loads(content.decode("utf-8-sig").replace("\r\n", "\n"))
    except OSError as error:
        raise _unreadable(path, error.strerror or "a file that cannot be opened") from error
    except (ValueError, RecursionError) as error:  # not TOML, not UTF-8, or nested without end
        raise _unreadable(path, str(error)) from error


def _unreadable(path: Path, came: str) -> UnreadableFile:
    return UnreadableFile(
        f"{path} cannot be read as a design",
        expected="a TOML file such as 'forestall design' writes",
        came=came,
        remedy="write a fresh one: forestall design COUNTRY --tool both --out design.toml",
    )


def _bad(name: str, expected: str, came: str, remedy: str) -> BadValue:
    return BadValue(f"The design has no such {name}", expected=expected, came=came, remedy=remedy)


def _text(fields: dict[str, Any], name: str) -> str | None:
    value = fields.get(name)
    if value is None or value == "":
        return None
    if not isinstance(value, str):
        raise _bad(name, "a text in quotes", repr(value), f"change {name}")
    return value


def _choice(fields: dict[str, Any], name: str, known: tuple[str, ...]) -> str | None:
    value = _text(fields, name)
    if value is not None and value not in known:
        raise _bad(name, "one of " + ", ".join(known), value, f"change {name}")
    return value


def _people(fields: dict[str, Any], name: str) -> int | None:
    value = fields.get(name)
    if value is None:
        return None
    whole = isinstance(value, int) and not isinstance(value, bool)
    most = MOST_STAFF if name == "staff" else MOST_PEOPLE
    if not whole or not 0 <= value <= most:
        expected = f"a whole number of people from 0 to {most:,}"
        raise _bad(f"number of {name}", expected, repr(value), f"change {name}")
    return int(value)


def _number(fields: dict[str, Any], name: str, most: float) -> float | None:
    value = fields.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= most:
        raise _bad(name, f"a number from 0 to {most:g}", repr(value), f"change {name}")
    return float(value)


def _cost(fields: dict[str, Any]) -> float | None:
    name = "cost_usd_million_a_year"
    value = fields.get(name)
    if value is None:
        return None
    sound = isinstance(value, int | float) and not isinstance(value, bool)
    if not sound or not 0 < value <= MOST_USD_MILLION:
        raise BadValue(
            "That cost cannot be in USD million a year",
            expected=f"more than 0, up to {MOST_USD_MILLION:,.0f} (the UN's largest: about 1,600)",
            came=repr(value),
            remedy="write millions: 250 for 250,000,000 USD",
        )
    return float(value)


def _tasks(fields: dict[str, Any]) -> tuple[str, ...] | None:
    value = fields.get("mandate")
    if value is None:
        return None
    if not isinstance(value, list):
        raise _bad("mandate", "a list of tasks", repr(value), 'write mandate = ["mod11"]')
    known = labels()
    codes = {label: code for code, label in known.items()} | {code: code for code in known}
    if unknown := [task for task in value if not isinstance(task, str) or task not in codes]:
        raise _bad(
            "mandate task",
            "UNPMM codes or labels, e.g. mod11 (protecting civilians)",
            ", ".join(map(repr, unknown[:5])),
            "see the list 'forestall design' writes",
        )
    return tuple(dict.fromkeys(codes[task] for task in value))


def _bases(fields: dict[str, Any]) -> tuple[int, ...]:
    value = fields.get("bases", [])
    cells = isinstance(value, list) and all(
        type(cell) is int and 1 <= cell <= 259_200 for cell in value
    )
    if not cells:
        raise _bad("bases", "a list of PRIO-GRID numbers", repr(value), "delete or mend bases")
    return tuple(dict.fromkeys(value))
