"""Cases of the past: the packaged ones, and a user's file with all that can be wrong in it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from forestall.errors import (
    BadValue,
    DuplicateIds,
    EmptyInput,
    ForestallError,
    UnknownCountry,
    UnreadableFile,
    WrongColumns,
)
from forestall.options.appraisal import OptionId
from forestall.options.cases import COLUMNS, LARGEST, Ending, packaged_cases, read_cases
from forestall.vocabulary import ConsentState, PerpetratorKind

GOOD = {
    "id": "xkx-1998",
    "country": "XKX",
    "year": "1998",
    "threat": "forces, and others",
    "perpetrator_kind": "host government",
    "consent": "coerced or nominal",
    "tool_used": "political mission",
    "organiser": "OSCE",
    "strength": "1400",
    "outcome": "failed",
    "what_happened": "",
    "source": "made up",
}
Write = Callable[[str | bytes], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Writes a file of cases."""

    def written(content: str | bytes) -> Path:
        place = tmp_path / "cases.csv"
        place.write_bytes(content if isinstance(content, bytes) else content.encode())
        return place

    return written


def lines(*rows: dict[str, str]) -> str:
    body = [",".join(f'"{(GOOD | row)[c]}"' for c in COLUMNS) for row in rows]
    return "\n".join((",".join(COLUMNS), *body)) + "\n"


def test_the_packaged_cases_are_read_oldest_first() -> None:
    cases = packaged_cases()
    assert len(cases) == 20
    assert [c.year for c in cases] == sorted(c.year for c in cases)
    kenya = next(c for c in cases if c.id == "ken-2008")
    assert kenya.mixed
    assert kenya.kinds == (PerpetratorKind.HOST_GOVERNMENT, PerpetratorKind.NON_STATE)
    assert all(c.packaged for c in cases)


def test_a_file_is_read_as_it_is_written(write: Write) -> None:
    (case,) = read_cases(write("\ufeff" + lines({})))
    assert case.country.iso3 == "XKX"
    assert case.consent is ConsentState.NOMINAL
    assert case.tool is OptionId.POLITICAL_MISSION
    assert case.outcome is Ending.FAILED
    assert (case.year, case.strength, case.threat) == (1998, 1400.0, "forces, and others")
    assert not case.packaged


def test_the_short_word_for_nominal_and_other_columns_are_taken(write: Write) -> None:
    text = lines({"consent": "nominal", "strength": ""}).replace("source\n", "source,more\n")
    (case,) = read_cases(write(text.replace('"made up"\n', '"made up","x"\n')))
    assert case.consent is ConsentState.NOMINAL
    assert case.strength == 0


def test_a_tool_is_taken_as_other_commands_write_it(write: Write) -> None:
    (case,) = read_cases(write(lines({"tool_used": "preventive_deployment"})))
    assert case.tool is OptionId.PREVENTIVE_DEPLOYMENT


@pytest.mark.parametrize(
    ("column", "word", "error"),
    [
        ("country", "Atlantis", UnknownCountry),
        ("perpetrator_kind", "aliens", BadValue),
        ("consent", "yes", BadValue),
        ("tool_used", "invasion", BadValue),
        ("outcome", "good", BadValue),
        ("year", "98", BadValue),
        ("year", "19.8", BadValue),
        ("strength", "-1", BadValue),
        ("strength", "nan", BadValue),
        ("strength", "many", BadValue),
        ("id", "", BadValue),
        ("id", "a b", BadValue),
    ],
)
def test_a_word_that_cannot_be_is_named_with_its_line(
    column: str, word: str, error: type[ForestallError], write: Write
) -> None:
    with pytest.raises(error, match=r"cases\.csv, line 3") as caught:
        read_cases(write(lines({}, {"id": "b", column: word})))
    assert repr(word) in caught.value.came


@pytest.mark.parametrize(
    ("content", "error", "words"),
    [
        ("", EmptyInput, "without a case"),
        (lines(), EmptyInput, "without a case"),
        (lines({}).replace("outcome,", "came,"), WrongColumns, "without outcome"),
        (lines({}).replace("threat,", "id,"), WrongColumns, "without threat"),
        (lines({}).rstrip() + ',"x"\n', WrongColumns, "line 2: too many"),
        (",".join(COLUMNS) + "\na,XKX\n", WrongColumns, "line 2: too few"),
        (lines({}, {}), DuplicateIds, "xkx-1998"),
        (lines({}).rstrip()[:-1], UnreadableFile, "line 2"),
        (b"\xff\xfe\x00", UnreadableFile, "byte 0"),
        ("x" * (LARGEST + 1), UnreadableFile, "more than that"),
    ],
)
def test_a_file_that_is_not_one_of_cases(
    content: str | bytes, error: type[ForestallError], words: str, write: Write
) -> None:
    with pytest.raises(error) as caught:
        read_cases(write(content))
    assert words in caught.value.came


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="check the path"):
        read_cases(tmp_path / "none.csv")
