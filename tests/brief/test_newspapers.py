"""A brief on newspaper incidents: blurred in print, down to the sentence at home."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from made_incidents import ONE_SIDED, file

import forestall as fs
from forestall.brief.explain import explain
from forestall.records.holdings import Holdings
from forestall.records.store import ROOT_VARIABLE, Store

SORCERY = {
    **ONE_SIDED,
    "province": "Hela",
    "district": "Tari",
    "place": "Karida",
    "causes": ["sorcery accusation"],
    "responses": ["arrest", "charge"],
    "date_start": date(2025, 3, 2),
    "date_end": date(2025, 3, 31),
    "date_precision": 4,
    "outlets": ["Courier", "Herald"],
    "doc_ids": ["b", "c"],
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("papers")


@pytest.fixture(scope="module")
def brief(folder: Path) -> fs.Brief:
    store = Store(folder / "store")
    store.add(file(folder, {}, SORCERY))
    holdings = Holdings.open(store)
    appraisal = fs.appraise(fs.assess("PNG", "2026-05"), draws=200)
    from forestall.brief.compose import compose

    return compose(appraisal, holdings)


def section(brief: fs.Brief) -> str:
    (found,) = [each for each in brief.sections if each.id == "newspapers"]
    return json.dumps(
        [getattr(block, "plain", None) or repr(block) for block in found.blocks], default=str
    )


def test_what_the_page_says_by_hand(brief: fs.Brief) -> None:
    numbers = brief.numbers
    assert numbers["newspapers-all-incidents"].value == 2
    assert numbers["newspapers-all-dead"].text == "50 (27–65)"  # 49 + 1; 26 + 1; 64 + 1
    assert numbers["newspapers-justice-charge-incidents"].value == 1
    assert numbers["newspapers-justice-conviction-incidents"].value == 0
    words = section(brief)
    assert "from February 2024 to March 2025" in words
    assert "3 articles of 2 outlets" in words
    assert "Newspaper counts are not incidence" in words
    assert "1 of the 2 incidents were told by one outlet" in words


def test_public_pages_name_no_village_and_quote_no_sentence(brief: fs.Brief) -> None:
    assert "Karida" not in section(brief)
    assert "Tari, Hela" in section(brief)
    assert "26 men were killed" not in section(brief)


def test_each_number_leads_to_its_sentence_for_whoever_holds_the_table(
    brief: fs.Brief, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    brief.save(folder / "brief.json")
    assert "26 men were killed" not in (folder / "brief.json").read_text(encoding="utf-8")
    monkeypatch.setenv(ROOT_VARIABLE, str(folder / "store"))
    told = explain(folder / "brief.json", "newspapers-largest-1-dead")
    assert "incidents.parquet:a1#1: article a1 (Courier, 2024-02-19), sentence 1" in told
    assert "“At least 26 men were killed.”" in told
    monkeypatch.setenv(ROOT_VARIABLE, str(folder / "elsewhere"))
    assert "26 men" not in explain(folder / "brief.json", "newspapers-largest-1-dead")


def test_no_section_where_no_incidents_are_held(brief: fs.Brief) -> None:
    from forestall.brief.compose import compose

    without = compose(brief.appraisal, Holdings.open(Store(Path("/nowhere/at/all"))))
    assert "newspapers" not in [each.id for each in without.sections]
