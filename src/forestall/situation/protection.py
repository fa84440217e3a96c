"""The manifestly-failing test: are people being killed while their government lets it go on?

The phrase is the 2005 World Summit Outcome's (A/RES/60/1, paragraph 139), which sets no figures.
The thresholds here are UCDP's 25 deaths a year and simple comparisons, each shown with its value,
so that an analyst can disagree with one and keep the rest.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from forestall.provenance import Origin, Provenance
from forestall.situation.assessment import Indicator, ManifestlyFailing
from forestall.vocabulary import Country, Month, PerpetratorKind

if TYPE_CHECKING:
    from collections.abc import Sequence

THRESHOLD = 25.0


def manifestly_failing(
    country: Country,
    as_of: Month,
    totals: pl.DataFrame,
    kinds: dict[PerpetratorKind, float],
) -> ManifestlyFailing:
    """The test with its indicators.

    Parameters
    ----------
    country, as_of : the last full year that had ended by ``as_of``, or the last year of
        ``totals`` if these end before, is the newest looked at.
    totals : one-sided deaths by country and year (``iso3``, ``year``, ``best``, ``source``).
    kinds : probability that each kind of perpetrator is the main killer; sums to 1.

    Returns
    -------
    ManifestlyFailing : True if 25 or more civilians were killed in the last full year *and* in at
        least two of the last three; False if in none of the three; otherwise None, since one bad
        year can be either a beginning or an exception.
    """
    newest = last_full_year(as_of, totals)
    here = totals.filter(pl.col("iso3") == country.iso3)
    by_year = {int(y): float(d) for y, d in here.select("year", "best").iter_rows()}
    if newest < 1989:
        return ManifestlyFailing(None, "", ())
    years = [y for y in range(newest - 2, newest + 1) if y >= 1989]
    killed = [by_year.get(y, 0.0) for y in years]
    indicators = (
        _last_year(country, newest, killed[-1]),
        _lasting(country, years, killed),
        _not_falling(country, newest, by_year),
        _by_others(kinds),
    )
    bad_years = sum(k >= THRESHOLD for k in killed)
    state: bool | None = None
    if killed[-1] >= THRESHOLD and bad_years >= 2:
        state = True
    elif bad_years == 0:
        state = False
    return ManifestlyFailing(state, _by_whom(kinds), indicators)


def last_full_year(as_of: Month, totals: pl.DataFrame) -> int:
    """The last year that had ended by ``as_of`` and that the records hold for any country.

    A year after the records' last is not one without killing.
    """
    ended = as_of.year if as_of.month == 12 else as_of.year - 1
    held: list[int] = totals["year"].to_list()
    return min(ended, max(held, default=ended))


def _last_year(country: Country, year: int, killed: float) -> Indicator:
    return Indicator(
        name=f"Civilians killed in {year}",
        value=killed,
        unit="deaths",
        met=killed >= THRESHOLD,
        text=f"{killed:,.0f} civilians killed in one-sided violence in {year}, "
        f"where UCDP's own threshold is {THRESHOLD:.0f}.",
        provenance=_rows(country, "One-sided deaths in the last full year", [year]),
    )


def _lasting(country: Country, years: Sequence[int], killed: Sequence[float]) -> Indicator:
    bad = sum(k >= THRESHOLD for k in killed)
    return Indicator(
        name="It lasts",
        value=float(bad),
        unit="years",
        met=bad >= 2,
        text=f"{bad} of the last {len(years)} years had {THRESHOLD:.0f} or more civilians killed.",
        provenance=_rows(country, "Years with 25 or more one-sided deaths", years),
    )


def _not_falling(country: Country, newest: int, by_year: dict[int, float]) -> Indicator:
    before = [by_year.get(y, 0.0) for y in range(newest - 3, newest) if y >= 1989]
    mean = sum(before) / len(before) if before else 0.0
    now = by_year.get(newest, 0.0)
    against = f"{mean:,.0f} a year in the three years before" if before else "no record before 1989"
    return Indicator(
        name="It is not falling away",
        value=now / mean if mean else None,
        unit="ratio to the three years before",
        met=now >= mean / 2 if before and (mean or now) else None,
        text=f"{now:,.0f} in {newest} against {against}.",
        provenance=_rows(
            country, "Last year against the mean of three", [*range(newest - 3, newest + 1)]
        ),
    )


def _by_others(kinds: dict[PerpetratorKind, float]) -> Indicator:
    others = 1 - kinds[PerpetratorKind.HOST_GOVERNMENT]
    return Indicator(
        name="By someone other than the government",
        value=others,
        unit="probability",
        met=others >= 0.5,
        text=f"Chance that the main killer is not the government: {others:.0%}.",
        provenance=Provenance(
            origin=Origin.MODEL,
            what="1 minus the probability that the host government is the main killer",
            source="forestall.situation.perpetrators",
        ),
    )


def _by_whom(kinds: dict[PerpetratorKind, float]) -> str:
    main = max(PerpetratorKind, key=kinds.__getitem__)
    return {
        PerpetratorKind.HOST_GOVERNMENT: "the government is itself the likeliest killer",
        PerpetratorKind.NON_STATE: "the likeliest killers are armed groups inside",
        PerpetratorKind.HOSTILE_NEIGHBOUR: "the likeliest killers come from another country",
    }[main]


def _rows(country: Country, what: str, years: Sequence[int]) -> Provenance:
    return Provenance(
        origin=Origin.DATA,
        what=what,
        source="one_sided",
        rows=tuple(f"one_sided: iso3={country.iso3}, year={y}, summed over actors" for y in years),
    )
