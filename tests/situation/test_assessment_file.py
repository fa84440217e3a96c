"""The assessment as a file: what is written reads back the same, and slips are named."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from forestall.errors import (
    AssessmentError,
    ForestallError,
    OutputError,
    UnknownCountry,
    UnknownMonth,
    UnreadableFile,
)
from forestall.records.holdings import Holdings
from forestall.situation.assess import assess
from forestall.situation.assessment import Assessment, PersonBaseline
from forestall.situation.assessment_file import as_toml, read, write
from forestall.vocabulary import ConsentState, Month, PerpetratorKind, country

REFUSED, NOMINAL, OBSTRUCTED, WILLING = ConsentState
HEAD = 'country = "CAF"\nas_of = "2024-12"\n'
WHO = '[[perpetrators]]\nname = "Front"\nkind = "non-state inside"\nprobability = {}\n'
CONSENT = "[consent]\nrefused = {}\nnominal = 0.1\nobstructed = 0.1\nwilling = 0.3\n"


@pytest.fixture(scope="module")
def records() -> Holdings:
    return Holdings.open()


@pytest.fixture(scope="module")
def car(records: Holdings) -> Assessment:
    return assess(country("CAF"), Month(2024, 12), records)


def reading(text: str | bytes, folder: Path, records: Holdings) -> Assessment:
    path = folder / "assessment.toml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
    return read(path, records)


@pytest.mark.parametrize("iso3", ["CAF", "COD", "IND", "MMR", "URY", "CIV"])
def test_a_file_read_back_unchanged_changes_nothing(
    iso3: str, tmp_path: Path, records: Holdings
) -> None:
    known = assess(country(iso3), None, records)
    write(known, tmp_path / "a.toml")
    again = read(tmp_path / "a.toml", records)
    assert not any(p.set_by_person for p in again.perpetrators)
    assert not again.consent.set_by_person
    assert not again.failing.set_by_person
    assert again.kind_weight == known.kind_weight
    assert again.consent.probabilities == known.consent.probabilities
    assert again.perpetrators == known.perpetrators
    assert again.failing == known.failing
    assert (again.baseline, again.notes) == (None, ())


def test_what_a_person_wrote_survives_being_written_again(
    tmp_path: Path, car: Assessment, records: Holdings
) -> None:
    factors = tuple(replace(f, note="so" if f.number == 7 else "") for f in car.framework)
    told = replace(
        car,
        baseline=PersonBaseline(1.5, 120.0, 3000.0, "by hand"),
        notes=("a note",),
        framework=factors,
        consent=replace(car.consent, note="asked"),
    )
    again = reading(as_toml(told), tmp_path, records)
    assert again.baseline == told.baseline
    assert again.notes == ("a note",)
    assert again.consent.note == "asked"
    assert {f.number: f.note for f in again.framework if f.note} == {7: "so"}


def test_only_what_differs_is_marked(tmp_path: Path, car: Assessment, records: Holdings) -> None:
    first, second = car.perpetrators[0], car.perpetrators[1]
    # a tenth of the chance moves from the first to the second
    text = as_toml(car)
    for who, by in ((first, -0.1), (second, 0.1)):
        old, new = (
            f"probability = {who.probability:.4f}",
            f"probability = {who.probability + by:.4f}",
        )
        assert text.count(old) == 1
        text = text.replace(old, new)
    found = reading(text, tmp_path, records)
    assert {p.name for p in found.perpetrators if p.set_by_person} == {first.name, second.name}
    assert found.kind_weight == 10
    assert not found.consent.set_by_person


def test_a_person_names_other_killers_and_consent_follows(
    tmp_path: Path, records: Holdings
) -> None:
    who = WHO.replace("non-state inside", "host government").format(1)
    found = reading(HEAD + who, tmp_path, records)
    assert found.main_kind is PerpetratorKind.HOST_GOVERNMENT
    # the cases of governments that kill: refused 4, nominal 5, obstructed 2 and half of Kenya's
    assert found.consent.case_count == 11.5
    assert not found.consent.set_by_person
    assert found.failing.by_whom == "the government is itself the likeliest killer"


def test_consent_set_by_a_person(tmp_path: Path, records: Holdings) -> None:
    text = HEAD + CONSENT.format(0.5) + 'withdrawal_hazard = 0.8\nnote = "said so"\n'
    found = reading(text, tmp_path, records).consent
    assert found.probabilities == pytest.approx(
        {REFUSED: 0.5, NOMINAL: 0.1, OBSTRUCTED: 0.1, WILLING: 0.3}
    )
    assert (found.withdrawal_hazard, found.weight, found.note) == (0.8, 10, "said so")
    assert found.set_by_person
    assert found.provenance.origin.value == found.hazard_provenance.origin.value == "person"


def test_rounded_probabilities_are_scaled_to_one(tmp_path: Path, records: Holdings) -> None:
    found = reading(HEAD + WHO.format(0.333) * 3, tmp_path, records)
    # 0.999 is within rounding of 1
    assert [p.probability for p in found.perpetrators] == pytest.approx([1 / 3] * 3)


def test_manifestly_failing_and_the_rest(
    tmp_path: Path, car: Assessment, records: Holdings
) -> None:
    assert car.failing.state is True
    denied = reading(HEAD + "manifestly_failing = false\n", tmp_path, records)
    assert (denied.failing.state, denied.failing.set_by_person) == (False, True)
    agreed = reading(HEAD + "manifestly_failing = true\n", tmp_path, records)
    assert not agreed.failing.set_by_person
    rest = '[baseline]\nlow = 0\nbest = 10\nhigh = 20\n[[risk_factors]]\nnumber = 10\nnote = "x"\n'
    told = reading(HEAD + rest, tmp_path, records)
    assert told.baseline == PersonBaseline(0, 10, 20)
    assert [f.number for f in told.framework if f.note == "x"] == [10]


@pytest.mark.parametrize(
    ("text", "error", "named"),
    [
        (HEAD + WHO.format(0.7), AssessmentError, "do not sum to 1"),
        (HEAD + CONSENT.format(0.6), AssessmentError, "do not sum to 1"),
        (HEAD + CONSENT.format("nan"), AssessmentError, "refused"),
        (HEAD + CONSENT.format("inf"), AssessmentError, "refused"),
        (HEAD + CONSENT.format(-0.5), AssessmentError, "refused"),
        (HEAD + CONSENT.format("true"), AssessmentError, "refused"),
        (HEAD + CONSENT.format('"0.5"'), AssessmentError, "refused"),
        (HEAD + CONSENT.format("1" + "0" * 400), AssessmentError, "refused"),
        (HEAD + CONSENT.format("1" + "0" * 5000), UnreadableFile, "not TOML"),
        (HEAD + "[consent]\nrefused = 1.0\n", AssessmentError, "nominal"),
        (HEAD + "consent = 1\n", AssessmentError, r"\[consent\] is not a table"),
        (HEAD + WHO.format(1.5), AssessmentError, "from 0 to 1"),
        (HEAD + WHO.replace("inside", "outside").format(1), AssessmentError, "Unknown kind"),
        (HEAD + WHO.format(1).replace("name", "nmae"), AssessmentError, "did you mean 'name'"),
        (HEAD + '[perpetrators]\nname = "x"\n', AssessmentError, "double brackets"),
        (HEAD + "perpetrators = []\n", AssessmentError, "one or more"),
        (HEAD + WHO.format(1).replace('"Front"', '" "'), AssessmentError, "has no name"),
        (HEAD + WHO.format(1) + "note = 3\n", AssessmentError, "note .* is not text"),
        (HEAD + "concent = 1\n", AssessmentError, "did you mean 'consent'"),
        (HEAD + "xyzzy = 1\n", AssessmentError, "remove it"),
        (HEAD + "manifestly_failing = 1\n", AssessmentError, "true or false"),
        (HEAD + "[baseline]\nlow = 5\nbest = 1\nhigh = 9\n", AssessmentError, "out of order"),
        (HEAD + "[baseline]\nlow = 0\nbest = 1\n", AssessmentError, "high"),
        (HEAD + "[baseline]\nlow = -1\nbest = 1\nhigh = 2\n", AssessmentError, "low"),
        (HEAD + "[baseline]\nlow = 0\nbest = 1\nhigh = 1e300\n", AssessmentError, "high"),
        (HEAD + '[[risk_factors]]\nnumber = 15\nnote = "x"\n', AssessmentError, "1 to 14"),
        (HEAD + "[[risk_factors]]\nnumber = 1\n", AssessmentError, "has no note"),
        (HEAD + '[[risk_factors]]\nnumber = [1]\nnote = "x"\n', AssessmentError, "1 to 14"),
        (HEAD + '[[risk_factors]]\nnumber = true\nnote = "x"\n', AssessmentError, "1 to 14"),
        (HEAD + f'note = "{"x" * 1001}"\n', AssessmentError, "note in the file is too long"),
        (HEAD + f'manifestly_failing = "{"x" * 5000}"\n', AssessmentError, "true or false"),
        (HEAD + "#" * 250_001, UnreadableFile, "too large"),
        ('as_of = "2024-12"\n', AssessmentError, "has no country"),
        ('country = "CAF"\n', AssessmentError, "has no as_of"),
        ('country = "CAF"\nas_of = 2024-12-01\n', AssessmentError, "as_of .* is not text"),
        ('country = "CAF"\nas_of = "12/2024"\n', UnknownMonth, "YYYY-MM"),
        ('country = "CAF"\nas_of = "2024-13"\n', UnknownMonth, "1 to 12"),
        ('country = "CAF"\nas_of = "0000-01"\n', UnknownMonth, "no year 0"),
        ('country = "CAF"\nas_of = "9999-12"\n', UnknownMonth, "beyond the data"),
        ('country = "Atlantis"\nas_of = "2024-12"\n', UnknownCountry, "Atlantis"),
        ("country = CAF\n", UnreadableFile, "not TOML"),
        ("a = " + "[" * 100_000, UnreadableFile, "not TOML"),
        (b'country = "C\xf4te"', UnreadableFile, "UTF-8"),
        (HEAD.encode("utf-16"), UnreadableFile, "not TOML"),
    ],
)
def test_slips_are_named_with_a_remedy(
    text: str | bytes,
    error: type[ForestallError],
    named: str,
    tmp_path: Path,
    records: Holdings,
) -> None:
    with pytest.raises(error, match=named) as caught:
        reading(text, tmp_path, records)
    assert caught.value.remedy
    assert len(str(caught.value)) < 2000


def test_a_missing_file_and_a_folder(tmp_path: Path, records: Holdings) -> None:
    for path in (tmp_path / "none.toml", tmp_path):
        with pytest.raises(UnreadableFile, match="cannot be read"):
            read(path, records)


def test_a_byte_order_mark_is_no_slip(tmp_path: Path, records: Holdings) -> None:
    assert reading(HEAD.encode("utf-8-sig"), tmp_path, records).as_of == Month(2024, 12)


def test_an_unwritable_place_is_named(tmp_path: Path, car: Assessment) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(OutputError):
        write(car, tmp_path / "file" / "assessment.toml")


def test_an_edited_file_is_never_written_over(tmp_path: Path, car: Assessment) -> None:
    place = tmp_path / "assessment.toml"
    write(car, place)
    write(car, place)  # the same text again loses nothing
    edited = place.read_text(encoding="utf-8") + "# mine\n"
    place.write_text(edited, encoding="utf-8")
    with pytest.raises(OutputError, match="there already"):
        write(car, place)
    assert place.read_text(encoding="utf-8") == edited


@pytest.mark.parametrize("year", ["0001-01", "1648-10", "1946-01"])
def test_any_past_year_is_allowed(year: str, tmp_path: Path, records: Holdings) -> None:
    found = reading(f'country = "CAF"\nas_of = "{year}"\n', tmp_path, records)
    assert str(found.as_of) == year
    assert found.failing.state is None


HOSTILE = st.text(min_size=1, max_size=1000).filter(str.strip)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(name=HOSTILE, note=HOSTILE, remark=HOSTILE)
def test_any_text_survives(
    name: str, note: str, remark: str, tmp_path: Path, car: Assessment, records: Holdings
) -> None:
    who = replace(car.perpetrators[0], name=name, note=note, probability=1.0)
    text = as_toml(replace(car, perpetrators=(who,), notes=(remark,)))
    assert tomllib.loads(text)["note"] == remark
    found = reading(text, tmp_path, records)
    assert (found.perpetrators[0].name, found.perpetrators[0].note) == (name, note)
    assert found.notes == (remark,)


@pytest.mark.parametrize(
    "hostile", ['"]\n[consent]', "\x7f\x00\x1b", "'''", "\\", "<script>", "\u202e", "#", "\r\n"]
)
def test_hostile_names_survive(
    hostile: str, tmp_path: Path, car: Assessment, records: Holdings
) -> None:
    who = replace(car.perpetrators[0], name=f"x{hostile}", probability=1.0)
    found = reading(as_toml(replace(car, perpetrators=(who,))), tmp_path, records)
    assert found.perpetrators[0].name == f"x{hostile}"


@pytest.mark.parametrize(
    ("certain", "says"),
    [
        (("refused", "willing"), "certain and refused at once"),
        (("obstructed", "willing"), "certain and obstructed at once"),
        (("refused", "nominal"), "certain twice"),
    ],
)
def test_consent_is_not_certain_twice(
    certain: tuple[str, str], says: str, tmp_path: Path, records: Holdings
) -> None:
    states = ("refused", "nominal", "obstructed", "willing")
    lines = [f"{state} = {int(state in certain)}" for state in states]
    file = tmp_path / "a.toml"
    text = 'country = "MKD"\nas_of = "2020-01"\n[consent]\n' + "\n".join(lines)
    file.write_text(text, encoding="utf-8")
    with pytest.raises(AssessmentError, match=says) as caught:
        read(file, records)
    assert caught.value.came == f"{certain[0]} = 1 and {certain[1]} = 1"
