"""Designs in files: what is written is read again, and what cannot be is refused by name."""

from __future__ import annotations

from pathlib import Path

import pytest

from forestall.errors import BadValue, ForestallError, OutputError, UnknownMonth, UnreadableFile
from forestall.missions.design_file import (
    BOTH,
    DEPLOYMENT,
    POLITICAL,
    POSTURES,
    TOOLS,
    Design,
    as_toml,
    plan,
    read,
    usual,
    write,
)
from forestall.missions.typical import default_deployment, default_political_mission
from forestall.vocabulary import Month, PerpetratorKind, country

HAITI, AS_OF = country("HTI"), Month(2024, 12)
FULL = Design(
    tool=BOTH,
    organiser="OAS",
    start=Month(2025, 3),
    troops=1200,
    police=300,
    observers=0,
    posture="robust",
    staff=40,
    women_share=0.4,
    mandate=("mod11", "ocat01"),
    bases=(157_000, 157_001),
    cost=123.5,
)


def reread(text: str, tmp_path: Path) -> Design:
    file = tmp_path / "design.toml"
    file.write_text(text, encoding="utf-8")
    return read(file)


@pytest.mark.parametrize("tool", TOOLS)
def test_the_usual_design_is_read_as_written(tool: str, tmp_path: Path) -> None:
    asked = usual(tool, HAITI, AS_OF, PerpetratorKind.NON_STATE)
    file = tmp_path / "design.toml"
    write(asked, HAITI, file)
    assert read(file) == asked
    write(asked, HAITI, file)  # the same text again is no loss
    plan(read(file), HAITI, AS_OF)


@pytest.mark.parametrize("design", [FULL, Design(POLITICAL), Design(DEPLOYMENT, troops=10)])
def test_any_design_is_read_as_written(design: Design, tmp_path: Path) -> None:
    assert reread(as_toml(design, HAITI), tmp_path) == design


def test_a_persons_edits_are_not_overwritten(tmp_path: Path) -> None:
    file = tmp_path / "design.toml"
    file.write_text("# my own\n", encoding="utf-8")
    with pytest.raises(OutputError, match="already"):
        write(FULL, HAITI, file)
    assert file.read_text(encoding="utf-8") == "# my own\n"


def test_a_tool_alone_is_the_usual_mission(tmp_path: Path) -> None:
    found = plan(reread('tool = "both"', tmp_path), HAITI, AS_OF)
    force, talks = default_deployment(HAITI, AS_OF), default_political_mission(HAITI, AS_OF)
    assert found.tool == BOTH
    assert found.deployment is not None
    assert found.political is not None
    assert (found.deployment.troops, found.deployment.police) == (force.troops, force.police)
    assert found.deployment.cost == pytest.approx(force.cost)
    assert found.deployment.mandate == force.mandate
    assert found.political.cost == talks.cost
    assert found.political.mandate == talks.mandate


def test_a_design_made_whole_by_hand(tmp_path: Path) -> None:
    text = 'tool = "preventive_deployment"\ntroops = 1000\nposture = "static"\nmandate = []'
    force = plan(reread(text, tmp_path), HAITI, AS_OF).deployment
    assert force is not None
    # 0.15 police and 0.015 observers a soldier, to the nearest ten: 150 and 20 (1.5 rounds to 2)
    assert (force.troops, force.police, force.observers) == (1000, 150, 20)
    # 1,170 people x 77,000 USD
    assert force.cost[1] == pytest.approx(90.09)
    assert (force.posture, force.mandate) == ("static", ())
    priced = plan(Design(DEPLOYMENT, troops=1000, cost=250.0), HAITI, AS_OF).deployment
    assert priced is not None
    assert priced.cost == (250.0, 250.0, 250.0)


def test_a_team_made_whole_by_hand() -> None:
    talks = plan(Design(POLITICAL, staff=50, women_share=0.5), HAITI, AS_OF).political
    assert talks is not None
    # half the usual 100 people, and half the budget
    usual = default_political_mission(HAITI, AS_OF)
    assert talks.cost == pytest.approx([usd / 2 for usd in usual.cost])
    assert (talks.staff, talks.women_share) == (50, 0.5)


def test_a_regional_organiser_is_faster() -> None:
    un, regional = (
        plan(Design(DEPLOYMENT, organiser=name), HAITI, AS_OF).deployment for name in ("UN", "OAS")
    )
    assert un is not None
    assert regional is not None
    assert regional.organiser == "OAS"
    assert regional.months_to_strength[1] < un.months_to_strength[1]


def test_labels_stand_for_tasks_and_each_counts_once(tmp_path: Path) -> None:
    text = 'tool = "both"\nmandate = ["protecting civilians", "mod11", "ocat01"]'
    assert reread(text, tmp_path).mandate == ("mod11", "ocat01")


@pytest.mark.parametrize("posture", POSTURES)
def test_every_posture_is_known(posture: str, tmp_path: Path) -> None:
    assert reread(f'tool = "both"\nposture = "{posture}"', tmp_path).posture == posture


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        ("troops = -1", "troops"),
        ("troops = 10.5", "troops"),
        ("troops = true", "troops"),
        ('troops = "many"', "troops"),
        ("police = 200001", "police"),
        ("observers = nan", "observers"),
        ("staff = -3", "staff"),
        ("staff = 10001", "staff"),
        ("women_share = 1.5", "women_share"),
        ("women_share = -0.1", "women_share"),
        ("women_share = nan", "women_share"),
        ('posture = "bold"', "posture"),
        ("posture = 3", "posture"),
        ("organiser = 7", "organiser"),
        ('mandate = ["no such task"]', "mandate task"),
        ('mandate = [["mod11"]]', "mandate task"),
        ("mandate = [11]", "mandate task"),
        ('mandate = "mod11"', "mandate"),
        ("bases = [0]", "bases"),
        ("bases = [true]", "bases"),
        ("bases = 157000", "bases"),
        ("bases = [259201]", "bases"),
        ("cost_usd_million_a_year = 250000000", "USD million"),
        ("cost_usd_million_a_year = 0", "USD million"),
        ("cost_usd_million_a_year = inf", "USD million"),
        ('cost_usd_million_a_year = "250"', "USD million"),
        ("soldiers = 5", "key"),
        ("[troops]\nnumber = 5", "troops"),
    ],
)
def test_what_cannot_be_is_refused_by_name(lines: str, says: str, tmp_path: Path) -> None:
    with pytest.raises(BadValue, match=says) as caught:
        reread(f'tool = "both"\n{lines}\n', tmp_path)
    assert caught.value.remedy


@pytest.mark.parametrize("text", ["", "troops = 5", 'tool = "invasion"', "tool = 1"])
def test_a_design_needs_a_tool_that_exists(text: str, tmp_path: Path) -> None:
    with pytest.raises(BadValue, match="tool"):
        reread(text, tmp_path)


@pytest.mark.parametrize("start", ['"2025-13"', '"soon"', "2025-03-01", "7"])
def test_a_start_is_a_month(start: str, tmp_path: Path) -> None:
    with pytest.raises(UnknownMonth):
        reread(f'tool = "both"\nstart = {start}', tmp_path)


@pytest.mark.parametrize(
    "content",
    [
        b"\xff\xfe\x00",
        b"tool = ",
        b"not toml at all",
        b"\x00\x01",
        b"x = " + b"[" * 20_000,
        b"troops = " + b"9" * 10_000,
        b"#" * 100_001,
    ],
)
def test_what_is_not_toml_is_refused(content: bytes, tmp_path: Path) -> None:
    file = tmp_path / "design.toml"
    file.write_bytes(content)
    with pytest.raises(UnreadableFile, match="design"):
        read(file)


def test_a_file_with_the_marks_of_another_system_is_read(tmp_path: Path) -> None:
    file = tmp_path / "design.toml"
    file.write_bytes(b'\xef\xbb\xbftool = "both"\r\ntroops = 10\r\n')
    assert read(file).troops == 10


def test_no_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    for place in (tmp_path / "none.toml", tmp_path):
        with pytest.raises(UnreadableFile):
            read(place)


@pytest.mark.parametrize(
    ("design", "says"),
    [
        (Design(BOTH, start=Month(2024, 11)), "before the assessment"),
        (Design(BOTH, organiser="NATO"), "does not act in Haiti"),
        (Design(DEPLOYMENT, troops=0, police=0, observers=0), "troops"),
        (Design(DEPLOYMENT, troops=0), "troops"),
        (Design(POLITICAL, staff=0), "staff"),
        (Design(BOTH, staff=0), "staff"),
    ],
)
def test_a_plan_that_cannot_be(design: Design, says: str) -> None:
    with pytest.raises(ForestallError, match=says) as caught:
        plan(design, HAITI, AS_OF)
    assert caught.value.exit_code == 2


def test_a_start_in_the_month_of_the_assessment_is_early_enough() -> None:
    assert plan(Design(BOTH, start=AS_OF), HAITI, AS_OF).tool == BOTH
