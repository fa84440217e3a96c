"""Which missions a country had: facts of the public record."""

from __future__ import annotations

from datetime import date

from forestall.missions.history import PastMission, history, presence
from forestall.vocabulary import Month


def _one(iso3: str, as_of: Month, acronym: str) -> PastMission:
    found = [m for m in history(iso3, as_of) if m.acronym == acronym]
    assert len(found) == 1, [m.acronym for m in history(iso3, as_of)]
    return found[0]


def test_minusca_has_stood_in_the_central_african_republic_since_april_2014() -> None:
    # Security Council resolution 2149 (2014) of 10 April 2014
    assert "MINUSCA" not in [m.acronym for m in history("CAF", Month(2014, 3))]
    mission = _one("CAF", Month(2026, 5), "MINUSCA")
    assert mission in presence("CAF", Month(2026, 5))
    assert mission.since == date(2014, 4, 10)
    assert mission.until is None


def test_a_sighting_is_dated_and_not_stretched_to_today() -> None:
    mission = _one("CAF", Month(2026, 5), "MINUSCA")
    assert mission.troops_year == 2024
    assert mission.last_seen == date(2024, 12, 31)
    assert "last seen in these data in December 2024" in mission.text
    # its ceiling was 14,400 soldiers and 3,020 police; Geo-PKO's sum must be of that order
    assert mission.troops is not None
    assert 10_000 < mission.troops < 18_000


def test_unpredep_macedonia_1995_to_1999() -> None:
    # resolution 983 (1995) of 31 March 1995; ended 28 February 1999 after China's veto
    mission = _one("MKD", Month(2000, 1), "UNPREDEP")
    assert (mission.since, mission.until) == (date(1995, 3, 31), date(1999, 2, 28))
    assert "UNPREDEP" in [m.acronym for m in presence("MKD", Month(1999, 2))]
    assert "UNPREDEP" not in [m.acronym for m in presence("MKD", Month(1999, 3))]


def test_unmin_nepal_2007_to_2011() -> None:
    mission = _one("NPL", Month(2012, 1), "UNMIN")
    assert (mission.since.year, mission.type) == (2007, "SPM")
    assert mission.until is not None
    assert mission.until.year == 2011


def test_nothing_after_the_month_is_used() -> None:
    then = _one("MKD", Month(1998, 6), "UNPREDEP")
    assert then.until is None
    assert then.troops_year == 1997  # the mean over 1998 was not known in June 1998
    assert _one("MKD", Month(1998, 12), "UNPREDEP").troops_year == 1998


def test_a_mission_known_to_have_left_after_the_records_end_is_not_reported_as_standing() -> None:
    assert "UNITAMS" in [m.acronym for m in presence("SDN", Month(2023, 6))]
    assert "UNITAMS" not in [m.acronym for m in presence("SDN", Month(2026, 5))]
    gone = _one("SDN", Month(2026, 5), "UNITAMS")
    assert gone.until == date(2024, 2, 29)
    assert gone.provenance.unverified()
    assert not _one("SDN", Month(2023, 6), "UNITAMS").provenance.unverified()


def test_a_mission_nobody_has_seen_since_2022_says_so() -> None:
    # BINUH, Haiti: a political mission, so neither Geo-PKO nor the list of operations has it
    mission = _one("HTI", Month(2026, 5), "BINUH")
    assert "active at the end of 2022, the last year of these data" in mission.text


def test_tasks_are_carried_forward_within_the_mission() -> None:
    # MINUSCA was told to protect civilians from its first mandate on
    for year in (2014, 2020, 2026):
        assert "mod11" in _one("CAF", Month(year, 12), "MINUSCA").tasks


def test_a_regional_office_is_not_a_mission_to_its_host() -> None:
    assert "UNOWAS" not in [m.acronym for m in presence("SEN", Month(2020, 1))]


def test_a_country_without_missions() -> None:
    assert history("URY", Month(2026, 5)) == ()
