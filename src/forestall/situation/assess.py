"""From records to the whole situation of a country at a month."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import polars as pl

from forestall.errors import NoData, UnknownMonth
from forestall.missions.history import presence
from forestall.parameters import parameter
from forestall.provenance import Origin, Provenance
from forestall.situation.assessment import (
    Assessment,
    ByKind,
    Perpetrator,
    Presence,
    kind_probabilities,
)
from forestall.situation.consent import consent
from forestall.situation.framework import framework
from forestall.situation.perpetrators import perpetrators
from forestall.situation.populations import exposure
from forestall.situation.protection import last_full_year, manifestly_failing
from forestall.vocabulary import Country, Month, ViolenceKind

if TYPE_CHECKING:
    from forestall.records.holdings import Holdings


def assess(country: Country, as_of: Month | None, records: Holdings) -> Assessment:
    """Who threatens whom here, would a mission be let in, and what the host is failing to do.

    Parameters
    ----------
    country : where.
    as_of : nothing later is used; None for the last month of the data.
    records : the packaged tables and the user's own data.

    Raises
    ------
    UnknownMonth : ``as_of`` lies in the future of the data by more than a year.
    """
    known = records.known_until()
    as_of = as_of or known
    if as_of.id > known.id + 12:
        raise UnknownMonth(
            "The month lies beyond the data",
            expected=f"at most a year after {known}, the last month of data",
            came=str(as_of),
            remedy="add newer data with 'forestall data add', or choose an earlier month",
        )
    who = perpetrators(country, as_of, records)
    kinds = kind_probabilities(who)
    totals = records.one_sided_totals(until=as_of)
    return Assessment(
        country=country,
        as_of=as_of,
        perpetrators=who,
        kind_weight=parameter("situation", "kind_concentration").value,
        consent=consent(country, as_of, kinds, records.one_sided(until=as_of)),
        failing=manifestly_failing(country, as_of, totals, kinds),
        framework=framework(country, as_of, records),
        exposure=exposure(country, as_of, records),
        presence=_presence(country, as_of),
        deaths_12m=_deaths(country, as_of, records),
        by_kind=_by_kind(country, as_of, records),
        one_sided_last_year=_last_year(country, as_of, totals),
    )


def with_perpetrators(
    assessment: Assessment, who: tuple[Perpetrator, ...], records: Holdings
) -> Assessment:
    """The assessment with other perpetrators, and with what follows from who kills.

    Consent and the manifestly-failing test rest on the kinds of perpetrators, so both are worked
    out anew.
    """
    country, as_of, kinds = assessment.country, assessment.as_of, kind_probabilities(who)
    totals = records.one_sided_totals(until=as_of)
    return replace(
        assessment,
        perpetrators=who,
        consent=consent(country, as_of, kinds, records.one_sided(until=as_of)),
        failing=manifestly_failing(country, as_of, totals, kinds),
    )


def _presence(country: Country, as_of: Month) -> tuple[Presence, ...]:
    return tuple(
        Presence(
            acronym=m.acronym,
            type=m.type,
            since=m.since.year,
            troops=m.troops,
            troops_year=m.troops_year,
            provenance=m.provenance,
            text=m.text,
        )
        for m in presence(country.iso3, as_of)
    )


def _deaths(country: Country, as_of: Month, records: Holdings) -> int | None:
    """Deaths in organised violence of every kind over the last 12 months of data."""
    try:
        panel = records.monthly_deaths(until=as_of)
    except NoData:
        return None
    here = panel.filter(pl.col("iso3") == country.iso3)
    return int(here.sort("month_id")["deaths"].tail(12).sum())


def _by_kind(country: Country, as_of: Month, records: Holdings) -> ByKind | None:
    """Deaths by kind over the newest 12 months of which kinds are known, if those are recent."""
    last = records.kinds_known_until(country.iso3, until=as_of)
    if last is None or last <= as_of - 24:
        return None
    known = records.deaths_by_kind(country.iso3, until=last)
    year = known.filter(pl.col("month_id") > (last - 12).id)
    sums = dict(year.group_by("kind").agg(pl.col("best").sum()).iter_rows())
    return ByKind(
        first=last - 11,
        last=last,
        deaths={kind: int(sums.get(kind.value, 0)) for kind in ViolenceKind},
        provenance=Provenance(
            origin=Origin.DATA,
            what=f"Deaths by kind of violence, {last - 11} to {last}",
            source="deaths_by_kind",
            rows=(f"deaths_by_kind: iso3={country.iso3}, {last - 11} to {last}, by kind",),
        ),
    )


def _last_year(country: Country, as_of: Month, totals: pl.DataFrame) -> tuple[int, float] | None:
    year = last_full_year(as_of, totals)
    if year < 1989:
        return None
    found = totals.filter((pl.col("iso3") == country.iso3) & (pl.col("year") == year))
    return year, float(found["best"].sum())
