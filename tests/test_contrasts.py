"""The four contrasts the tool exists for must come out right and say why.

Each is told by the machine-readable face, so that whoever builds on it sees what is tested here.
What really happened, for comparison: the Central African Republic hosts a UN force of its own
will; Myanmar has refused every mission; Macedonia in 1992 asked for a preventive force and got it;
Burundi in 2015 refused the African Union's, which never deployed.
"""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from forestall import cli

FILES = Path(__file__).parents[1] / "examples" / "assessments"
DEPLOYING = {"preventive_deployment", "both"}


@cache
def appraised(*words: str) -> dict[str, Any]:
    shown = CliRunner().invoke(cli.app, ["appraise", *words, "--json"], catch_exceptions=False)
    assert shown.exit_code == 0, shown.stderr
    return dict(json.loads(shown.stdout))


def from_file(name: str) -> dict[str, Any]:
    return appraised("--assessment", str(FILES / f"{name}.toml"))


def option(answer: dict[str, Any], name: str) -> dict[str, Any]:
    return next(o for o in answer["options"] if o["id"] == name)


def kinds(answer: dict[str, Any]) -> dict[str, float]:
    totals: dict[str, float] = {}
    for who in answer["perpetrators"]:
        totals[who["kind"]] = totals.get(who["kind"], 0.0) + who["probability"]
    return totals


def words_of(answer: dict[str, Any], name: str) -> str:
    chosen = option(answer, name)
    reasons = [condition["reason"] for condition in chosen["conditions"]]
    return " ".join([*chosen["reasons"], *reasons]).casefold()


def test_central_african_republic_armed_groups_inside_and_a_host_that_consents() -> None:
    answer = appraised("Central African Republic")
    assert max(kinds(answer), key=kinds(answer).__getitem__) == "non-state inside"
    assert answer["consent"]["willing"] > 0.5
    assert option(answer, "preventive_deployment")["fit"] == "good"
    assert answer["recommended"] in DEPLOYING
    why = words_of(answer, answer["recommended"])
    assert "consent" in why
    assert re.search(r"non-state|armed group", why)
    assert option(answer, answer["recommended"])["deaths_averted"]["mean"] > 0


def test_myanmar_the_government_is_the_main_killer_and_refuses() -> None:
    answer = appraised("Myanmar")
    assert max(kinds(answer), key=kinds(answer).__getitem__) == "host government"
    assert max(answer["consent"], key=answer["consent"].__getitem__) == "refused"
    assert answer["consent"]["willing"] < 0.25
    for tool in ("political_mission", "preventive_deployment", "both"):
        assert option(answer, tool)["fit"] in {"limited", "poor"}
    assert answer["recommended"] not in DEPLOYING
    why = words_of(answer, "preventive_deployment")
    assert "government" in why
    assert "consent" in why or "refus" in why


def test_myanmar_brief_says_what_evidence_there_is_the_other_way(tmp_path: Path) -> None:
    line = ["brief", "Myanmar", "--out", str(tmp_path)]
    assert CliRunner().invoke(cli.app, line).exit_code == 0
    page = (tmp_path / "brief.html").read_text(encoding="utf-8")
    page = re.sub(r"<(script|style)\b.*?</\1>", " ", page, flags=re.DOTALL)
    text = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page)).casefold()
    assert "limited" in text
    assert re.search(
        r"studies (that )?(find|found|point|say|show)|evidence (for and )?against", text
    )
    assert re.search(r"the other way|disagree|both camps|evidence for", text)


def test_macedonia_1992_a_hostile_neighbour_and_a_willing_host() -> None:
    answer = from_file("macedonia-1992")
    assert (answer["country"], answer["as_of"]) == ("MKD", "1992-11")
    assert max(kinds(answer), key=kinds(answer).__getitem__) == "hostile neighbour"
    assert option(answer, "preventive_deployment")["fit"] == "good"
    assert answer["recommended"] in DEPLOYING
    why = words_of(answer, "preventive_deployment")
    assert re.search(r"neighbour|next door|across the border|another country", why)
    assert "consent" in why


def test_burundi_2015_a_government_that_kills_and_refuses() -> None:
    answer = from_file("burundi-2015")
    assert (answer["country"], answer["as_of"]) == ("BDI", "2015-11")
    assert max(kinds(answer), key=kinds(answer).__getitem__) == "host government"
    assert option(answer, "political_mission")["fit"] == "poor"
    assert option(answer, "preventive_deployment")["fit"] == "poor"
    assert answer["recommended"] == "none"
    why = words_of(answer, "preventive_deployment")
    assert "government" in why
    assert "consent" in why or "refus" in why


def test_consent_gates_everything() -> None:
    """A deployment averts deaths behind an open door, and hardly any behind a shut one."""
    open_door = option(from_file("macedonia-1992"), "preventive_deployment")["deaths_averted"]
    shut_door = option(from_file("burundi-2015"), "preventive_deployment")["deaths_averted"]
    assert open_door["mean"] > 0
    assert shut_door["mean"] < open_door["mean"]


@pytest.mark.parametrize("country", ["Uruguay", "Papua New Guinea", "Haiti", "Ukraine", "Nigeria"])
def test_other_countries_get_an_answer_with_reasons(country: str) -> None:
    answer = appraised(country)
    assert answer["recommended"]
    assert all(o["reasons"] for o in answer["options"])


def test_a_quiet_country_needs_neither_tool() -> None:
    answer = appraised("Uruguay")
    assert answer["recommended"] == "none"
    assert option(answer, "preventive_deployment")["fit"] != "good"


def test_any_past_year_can_be_told_in_a_file(tmp_path: Path) -> None:
    """The records begin in 1989; before that a person's baseline stands in for them."""
    text = (FILES / "macedonia-1992.toml").read_text(encoding="utf-8")
    file = tmp_path / "long-ago.toml"
    file.write_text(text.replace("1992-11", "1975-03"), encoding="utf-8")
    answer = appraised("--assessment", str(file))
    assert answer["as_of"] == "1975-03"
    assert option(answer, "preventive_deployment")["deaths_averted"]["p95"] > 0
