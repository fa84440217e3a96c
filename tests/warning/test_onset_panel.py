"""The panel by hand: two countries, a few years, and leaks that must be refused."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from forestall.errors import BadValue, WrongColumns
from forestall.warning.onset_panel import Panel, panel, refuse_future
from forestall.warning.onset_tables import Tables

AS_OF = 2006
YEARS = range(2000, 2007)


def frame(
    columns: dict[str, pl.DataType | type[pl.DataType]], *rows: tuple[object, ...]
) -> pl.DataFrame:
    return pl.DataFrame(list(rows), schema=columns, orient="row")


def by_hand(as_of: int = AS_OF) -> Tables:
    """AAA: state-led killing from 2004, 30 killed by its government in 2003, war in 2005.
    BBB: an armed group kills 24 in 2005, below UCDP's threshold; next to AAA."""
    year = {"iso3": pl.String, "year": pl.Int16}
    societies = frame(
        {**year, "population": pl.Float32},
        *((iso3, y, 20.0) for iso3 in ("AAA", "BBB") for y in YEARS if y <= min(as_of, 2006)),
    )
    return Tables(
        as_of=as_of,
        societies=societies,
        episodes=frame(
            {"iso3": pl.String, "start": pl.Int16, "end": pl.Int16, "state_led": pl.Boolean},
            ("AAA", 2004, 2005, True),
        ),
        dyads=frame({**year, "dyad_id": pl.Int32, "intensity": pl.Int8}, ("AAA", 2005, 7, 2)),
        battle=frame({**year, "best": pl.Float64}, ("AAA", 2005, 1500.0)),
        killed=frame(
            {**year, "is_government": pl.Boolean, "best": pl.Float64},
            ("AAA", 2003, True, 30.0),
            ("BBB", 2005, False, 24.0),
        ),
        deaths=frame({**year, "best": pl.Float64}, ("AAA", 2003, 30.0), ("AAA", 2004, 60.0)),
        excluded=frame(
            {
                **year,
                "excluded_share": pl.Float64,
                "discriminated_share": pl.Float64,
                "excluded_groups": pl.Int32,
            },
            ("AAA", 2004, 0.25, 0.1, 2),
        ),
        neighbours=frame(
            {"iso3": pl.String, "neighbour": pl.String}, ("AAA", "BBB"), ("BBB", "AAA")
        ),
        regions=frame({"iso3": pl.String, "region": pl.String}, ("AAA", "Africa"), ("BBB", "Asia")),
    )


def values(made: Panel, name: str, iso3: str) -> list[float]:
    rows = np.array([code == iso3 for code in made.iso3])
    return made.columns([name])[rows, 0].round(6).tolist()


def test_an_onset_counts_in_the_two_years_before_it() -> None:
    made = panel(by_hand())
    state = made.outcomes[:7, 0]  # AAA 2000 … 2006
    # Begun in 2004: 2002 and 2003 precede it; 2005 and 2006 are not over by the end of 2006.
    assert state[:5].tolist() == [0, 0, 1, 1, 0]
    assert np.isnan(state[5:]).all()
    assert made.outcomes[:5, 1].tolist() == [0] * 5
    assert made.onset()[:5].tolist() == [0, 0, 1, 1, 0]


def test_killing_counts_from_25_deaths_by_one_side() -> None:
    made = panel(by_hand())
    assert made.outcomes[:5, 2].tolist() == [0, 1, 1, 0, 0]  # AAA: 30 in 2003
    assert made.outcomes[7:12, 3].tolist() == [0, 0, 0, 0, 0]  # BBB: 24 in 2005 are too few


def test_predictors_of_a_country_year() -> None:
    made = panel(by_hand())
    log = np.log1p
    assert values(made, "ongoing", "AAA") == [0, 0, 0, 0, 1, 1, 0]
    assert values(made, "ever", "AAA") == [0, 0, 0, 0, 1, 1, 1]
    assert values(made, "war", "AAA") == [0, 0, 0, 0, 0, 1, 0]
    assert values(made, "new_dyads", "AAA")[4:] == pytest.approx([0, log(1), log(1)], abs=1e-6)
    # 30 in 2003 over three years is 10 a year, in 2003, 2004 and 2005.
    expected = [0, 0, 0, log(10), log(10), log(10), 0]
    assert values(made, "killed_by_government_3y", "AAA") == pytest.approx(expected, abs=1e-6)
    # 60 deaths in 2004 against a mean of 10 in 2001–03.
    assert values(made, "deaths_growth", "AAA")[4] == pytest.approx(log(60) - log(10), abs=1e-6)
    # EPR ends in 2004: its last year stands for 2005 and 2006.
    assert values(made, "excluded_share", "AAA")[3:] == [0, 0.25, 0.25, 0.25]
    assert values(made, "neighbours_ongoing", "BBB") == [0, 0, 0, 0, 1, 1, 0]
    assert values(made, "in_asia", "BBB") == [1] * 7


def test_figures_on_societies_are_carried_two_years_and_no_further() -> None:
    assert panel(by_hand(2008)).year.max() == 2008
    assert panel(by_hand(2009)).year.max() == 2008


def test_only_ended_outcomes_may_be_learnt_from() -> None:
    made = panel(by_hand())
    assert made.year[made.learnable()].max() == 2004
    refuse_future(made)  # nothing to refuse


def test_a_planted_outcome_from_the_future_is_refused() -> None:
    made = panel(by_hand())
    leaking = made.outcomes.copy()
    leaking[5] = [1, 0, 1, 0]  # AAA 2005: its two years end in 2007
    with pytest.raises(BadValue, match=r"know the future.*to 2004.*outcome of 2005"):
        refuse_future(replace(made, outcomes=leaking))


def test_a_planted_row_from_the_future_is_refused() -> None:
    made = panel(by_hand())
    with pytest.raises(BadValue, match=r"know the future.*one of 2007"):
        refuse_future(replace(made, year=made.year + 1))


def test_predictors_from_the_future_are_refused() -> None:
    later = pl.DataFrame({"iso3": ["AAA"], "year": [2007], "leak": [1.0]})
    with pytest.raises(BadValue, match=r"know the future.*predictors of 2007"):
        panel(by_hand()).with_predictors(later)


def test_further_predictors_join_by_country_and_year() -> None:
    more = pl.DataFrame({"iso3": ["BBB"], "year": [2001], "coups": [3.0]})
    made = panel(by_hand()).with_predictors(more)
    assert made.columns(["coups"])[8, 0] == 3.0  # BBB is second: rows 7 …, 2001 is row 8
    assert np.isnan(made.columns(["coups"])[:8]).all()
    with pytest.raises(WrongColumns, match="none named absent"):
        made.columns(["absent"])


def test_the_fingerprint_follows_the_training_rows_only() -> None:
    made = panel(by_hand())
    newest, oldest = made.values.copy(), made.values.copy()
    newest[6] += 1  # AAA 2006: not yet learnt from
    oldest[0] += 1
    assert replace(made, values=newest).fingerprint() == made.fingerprint()
    assert replace(made, values=oldest).fingerprint() != made.fingerprint()
