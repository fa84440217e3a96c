"""Releases told by file names, as UCDP has named its files over the years."""

from __future__ import annotations

import pytest

from forestall.records.edition import CANDIDATE, GED, edition_of


@pytest.mark.parametrize(
    ("name", "source", "version", "first", "last"),
    [
        ("GEDEvent_v25_1.csv", GED, "25.1", "1989-01", "2024-12"),
        ("ged251-csv.zip", GED, "25.1", "1989-01", "2024-12"),
        ("ged_v24_1_myanmar_1989_2023.csv.gz", GED, "24.1", "1989-01", "2023-12"),
        ("GEDEvent_v26_0_2.csv", CANDIDATE, "26.0.2", "2026-02", "2026-02"),
        ("GEDEvent_v25_0_12.csv", CANDIDATE, "25.0.12", "2025-12", "2025-12"),
        ("GEDEvent_v25_01_25_12.csv", CANDIDATE, "25.01.25.12", "2025-01", "2025-12"),
        ("26.0.2", CANDIDATE, "26.0.2", "2026-02", "2026-02"),
        ("25.1", GED, "25.1", "1989-01", "2024-12"),
        ("ucdp-dyadic-251.csv", GED, "25.1", "1989-01", "2024-12"),
    ],
)
def test_known_names(name: str, source: str, version: str, first: str, last: str) -> None:
    found = edition_of(name)
    assert (found.source, found.version) == (source, version)
    assert (str(found.first), str(found.last)) == (first, last)


@pytest.mark.parametrize(
    "name", ["events.csv", "unversioned-2026-06-30", "GEDEvent_v26_0_13.csv", "part_05_1.csv"]
)
def test_names_that_say_nothing(name: str) -> None:
    assert (edition_of(name).version, edition_of(name).first) == ("", None)


def test_a_candidate_without_number() -> None:
    assert edition_of("candidate_events.csv").source == CANDIDATE
