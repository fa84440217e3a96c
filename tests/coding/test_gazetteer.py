"""The gazetteer: what the packaged tables hold, and the user's own places on top."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl
import pytest

from forestall.coding.gazetteer import Gazetteer, Kind, unit_key
from forestall.coding.place_names import normal, possessed, shortened
from forestall.errors import (
    BadValue,
    EmptyInput,
    UnknownCountry,
    UnreadableFile,
    WrongColumns,
)


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return Gazetteer.packaged()


def test_names_are_the_same_without_accents_dots_hyphens_and_case():
    assert normal("N'Djaména") == normal("NDJAMENA") == "ndjamena"
    assert normal("St. Paul") == normal("Saint Paul") == "saint paul"
    assert normal("Ft. Worth") == "fort worth"
    assert normal("Guinea-Bissau") == "guinea bissau"
    assert normal("Łódź") == "lodz"
    assert normal("U.S.") == "us"


def test_a_possessive_ends_before_its_apostrophe():
    assert possessed("Nigeria's") == "Nigeria"
    assert possessed("the Philippines’") == "the Philippines"


def test_looser_forms_drop_the_unit_word_and_the_side():
    assert list(shortened("rapides parish")) == ["rapides"]
    assert list(shortened("the bronx")) == ["bronx"]
    assert list(shortened("northern borno state")) == ["northern borno", "borno"]
    assert list(shortened("kabul")) == []


def test_the_best_known_bearer_of_a_name_comes_first(gazetteer):
    kabul = gazetteer.named("Kabul")
    assert {e.kind for e in kabul if e.iso3 == "AFG"} >= {Kind.CAPITAL}
    chad = gazetteer.named("Chad")[0]
    assert (chad.iso3, chad.kind) == ("TCD", Kind.COUNTRY)


def test_news_short_forms_are_known(gazetteer):
    assert {e.name for e in gazetteer.named("Mich.")} == {"Michigan"}
    assert "USA" in {e.iso3 for e in gazetteer.named("U.S.") if e.kind is Kind.COUNTRY}
    assert "GBR" in {e.iso3 for e in gazetteer.named("U.K.")}
    congos = {e.iso3 for e in gazetteer.named("Congo") if e.kind is Kind.COUNTRY}
    assert congos == {"COD", "COG"}


def test_a_geonames_id_leads_to_its_place_and_units(gazetteer):
    detroit = gazetteer.by_key(4990729)
    assert detroit.name == "Detroit"
    assert gazetteer.by_key(detroit.province).name == "Michigan"
    assert gazetteer.by_key(detroit.district).name == "Wayne County"
    assert abs(detroit.latitude - 42.33) < 0.02
    assert abs(detroit.longitude + 83.05) < 0.02


def test_an_unknown_key_leads_nowhere(gazetteer):
    assert gazetteer.by_key(10**12) is None
    assert gazetteer.by_key(-(10**18)) is None


def test_an_unknown_name_names_nothing(gazetteer):
    assert gazetteer.named("Xyzzyville") == []
    assert not gazetteer.knows("xyzzyville")
    assert gazetteer.named("") == []


def test_units_of_papua_new_guinea_carry_their_pcodes(gazetteer):
    enga = next(e for e in gazetteer.named("Enga") if e.kind is Kind.ADM1)
    assert (enga.iso3, enga.pcode, enga.geonames_id) == ("PNG", "PG08", 2097655)
    district = gazetteer.by_key(unit_key("PG0805"))
    assert (district.name, district.kind, district.geonames_id) == (
        "Wapenamanda",
        Kind.ADM2,
        None,
    )
    assert district.province == enga.key


def test_places_of_papua_new_guinea_lie_in_the_unit_of_their_pcode(gazetteer):
    towns = [e for e in gazetteer.named("Wabag") if e.kind in (Kind.TOWN, Kind.SEAT)]
    assert towns
    for town in towns:
        assert town.pcode[:4] == "PG08"
        assert town.district == unit_key("PG0804")


def test_pcodes_are_never_made_up_elsewhere(gazetteer):
    assert all(e.pcode == "" for e in gazetteer.named("Paris"))


def test_every_packaged_table_is_described_with_its_licence():
    import hashlib
    import tomllib
    from importlib.resources import files

    folder = files("forestall.coding") / "gazetteer"
    about = tomllib.loads((folder / "SOURCES.toml").read_text("utf-8"))
    for name, table in about["tables"].items():
        content = (folder / name).read_bytes()
        assert hashlib.sha256(content).hexdigest() == table["sha256"], name
        assert about["sources"][table["source"]]["licence"]
    assert "ODbL" in about["sources"][about["tables"]["png_places.parquet"]["source"]]["licence"]
    assert sum(len((folder / n).read_bytes()) for n in about["tables"]) < 12_000_000


CSV = """name,latitude,longitude,country,adm1,adm2,pcode,kind,population,alternate_names
Sirunki,-5.46,143.45,PNG,Enga,Wabag,PG080401,village,900,Surinki; Sirungi
"""


def _file(folder: Path, name: str, content: str) -> Path:
    path = folder / name
    path.write_text(content, encoding="utf-8")
    return path


def test_a_users_csv_adds_places_with_their_units(gazetteer, tmp_path):
    mine = gazetteer.with_user(_file(tmp_path, "mine.csv", CSV))
    (sirunki,) = mine.named("Surinki")
    assert sirunki.name == "Sirunki"
    assert (sirunki.iso3, sirunki.pcode, sirunki.population) == ("PNG", "PG080401", 900)
    assert mine.by_key(sirunki.province).name == "Enga"
    assert sirunki.district == unit_key("PG0804")
    assert sirunki.geonames_id is None
    assert gazetteer.named("Surinki") == []
    assert len(mine) == len(gazetteer) + 1


def test_a_users_geojson_and_parquet_add_places_too(gazetteer, tmp_path):
    feature = {
        "type": "Feature",
        "properties": {"name": "Nowhereton", "country": "Chad"},
        "geometry": {"type": "Point", "coordinates": [18.5, 13.25]},
    }
    told = json.dumps({"type": "FeatureCollection", "features": [feature]})
    (place,) = gazetteer.with_user(_file(tmp_path, "a.geojson", told)).named("nowhereton")
    assert (place.latitude, place.longitude, place.iso3) == (13.25, 18.5, "TCD")
    path = tmp_path / "a.parquet"
    pl.DataFrame({"name": ["Nowhereton"], "lat": [13.25], "lon": [18.5]}).write_parquet(path)
    (place,) = gazetteer.with_user(path).named("nowhereton")
    assert (place.latitude, place.longitude, place.iso3) == (13.25, 18.5, "")


@pytest.mark.parametrize(
    ("name", "content", "error"),
    [
        ("a.csv", "name,latitude\nX,1\n", WrongColumns),
        ("a.csv", "name,latitude,longitude\n", EmptyInput),
        ("a.csv", "name,latitude,longitude\nX,95,1\n", BadValue),
        ("a.csv", "name,latitude,longitude\nX,nan,1\n", BadValue),
        ("a.csv", "name,latitude,longitude\nX,,1\n", BadValue),
        ("a.csv", "name,latitude,longitude\n,1,1\n", BadValue),
        ("a.csv", "name,latitude,longitude,kind\nX,1,1,volcano\n", BadValue),
        ("a.csv", "name,latitude,longitude,population\nX,1,1,many\n", BadValue),
        ("a.csv", "name,latitude,longitude,country\nX,1,1,Xyzzyland\n", UnknownCountry),
        ("a.geojson", "{}", UnreadableFile),
        ("a.geojson", "not json", UnreadableFile),
        ("a.parquet", "not parquet", UnreadableFile),
        ("a.docx", "no", UnreadableFile),
    ],
)
def test_a_bad_file_is_refused_by_name(gazetteer, tmp_path, name, content, error):
    with pytest.raises(error):
        gazetteer.with_user(_file(tmp_path, name, content))


def test_a_missing_file_is_refused_by_name(gazetteer, tmp_path):
    with pytest.raises(UnreadableFile):
        gazetteer.with_user(tmp_path / "none.csv")
