"""The Python face: six steps, each by itself, and nothing loaded before it is asked for."""

from __future__ import annotations

import importlib
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import forestall as fs
from forestall.errors import BadInput, NoData, UnknownCountry, UnreadableFile
from forestall.options.appraisal import Appraisal
from forestall.situation.assessment import Assessment
from forestall.vocabulary import Month
from forestall.warning import fatalities


@pytest.fixture(autouse=True)
def _own_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORESTALL_DATA", str(tmp_path / "store"))


def test_importing_loads_no_room() -> None:
    code = "import sys, forestall; print(' '.join(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = set(done.stdout.split())
    assert "forestall" in loaded
    assert not {"numpy", "polars", "xarray", "typer"} & loaded
    assert not [name for name in loaded if name.startswith("forestall.")]


def test_every_public_name_is_there_and_documented() -> None:
    for name in fs.__all__:
        assert getattr(fs, name).__doc__


def test_brief_stays_callable_after_its_room_is_imported() -> None:
    """The function and the room share a name; importing the room must not take it away."""
    importlib.import_module("forestall.brief.compose")
    assert callable(fs.brief)
    with pytest.raises(UnknownCountry):
        fs.brief("Atlantis")


def test_brief_is_callable_before_its_room_is_imported() -> None:
    code = (
        "import forestall as fs\n"
        "for _ in range(2):\n"
        "    try: fs.brief('Atlantis')\n"
        "    except Exception as error: print(type(error).__name__)\n"
        "import forestall.brief\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["UnknownCountry", "UnknownCountry"]


def test_forecast_gives_draws_for_the_months_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fatalities, "ROUNDS", 2)  # a model of a past month is trained on the spot
    outlook = fs.forecast("Sudan", months=3, draws=200, as_of="2023-03")
    assert outlook.draws.shape == (1, 3, 200)
    assert outlook.months == (Month(2023, 4), Month(2023, 5), Month(2023, 6))


def test_forecast_of_one_sided_deaths_is_another_series() -> None:
    every = fs.forecast("Sudan", months=2, draws=200)
    civilians = fs.forecast("Sudan", months=2, draws=200, series="one-sided")
    assert every.series != civilians.series
    assert not np.array_equal(every.draws.values, civilians.draws.values)


def test_forecast_refuses_a_series_it_does_not_have() -> None:
    with pytest.raises(BadInput, match="one-sided"):
        fs.forecast("Sudan", series="both")


def test_forecast_by_cell_and_by_kind_add_up_to_the_country() -> None:
    whole = fs.forecast("CAF", months=2, draws=200)
    cells = fs.forecast("CAF", months=2, draws=200, level="grid")
    assert np.array_equal(cells.draws.values.sum(axis=0), whole.draws_of("CAF"))
    civilians = fs.forecast("CAF", months=12, draws=200, series="one-sided")
    kinds = fs.forecast("CAF", months=12, draws=200, series="one-sided", by_kind=True)
    assert np.allclose(kinds.draws.values.sum(axis=0), civilians.draws_of("CAF"))
    with pytest.raises(BadInput, match="level"):
        fs.forecast("CAF", level="village")


def test_assess_takes_a_country_or_a_file(tmp_path: Path) -> None:
    file = tmp_path / "a.toml"
    file.write_text('country = "SDN"\nas_of = "2023-03"\n', encoding="utf-8")
    by_name = fs.assess("Sudan", as_of="2023-03")
    assert isinstance(by_name, Assessment)
    for by_file in (fs.assess(file), fs.assess(str(file))):
        assert by_file.perpetrators == by_name.perpetrators


def test_appraise_takes_an_assessment_or_a_country() -> None:
    by_name = fs.appraise("Mali", draws=200)
    by_assessment = fs.appraise(fs.assess("Mali"), draws=200)
    assert isinstance(by_name, Appraisal)
    assert by_name.recommended == by_assessment.recommended
    for one, other in zip(by_name.options, by_assessment.options, strict=True):
        assert np.array_equal(one.deaths_averted[12].values, other.deaths_averted[12].values)


def test_brief_saves_by_the_ending_of_the_name(tmp_path: Path) -> None:
    brief = fs.brief("Mali", draws=200)
    for name, start in (("m.pdf", b"%PDF"), ("m.html", b"<!"), ("m.json", b"{")):
        brief.save(tmp_path / name)
        assert (tmp_path / name).read_bytes()[: len(start)].lower() == start.lower()


def test_brief_saves_all_three_into_a_folder(tmp_path: Path) -> None:
    fs.brief("Mali", draws=200).save(tmp_path / "mali")
    names = sorted(path.name for path in (tmp_path / "mali").iterdir())
    assert names == ["brief.html", "brief.json", "brief.pdf"]


def test_events_refuses_what_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile):
        fs.events(tmp_path / "none.csv")


def test_events_of_an_empty_store_say_how_to_fill_it() -> None:
    with pytest.raises(NoData, match="forestall data add"):
        fs.events()
