"""Short true sentences about a country at a month, each with its figures and years.

Every function returns zero or more sentences; none means that the data say nothing, and a record
of nothing ("no armed conflict in 2024") is itself a sentence.
"""

from __future__ import annotations

import polars as pl

from forestall import snapshot
from forestall.errors import NoData
from forestall.missions.history import LAST_DAY_OF_MANDATES, history, presence
from forestall.records.holdings import Holdings
from forestall.situation.populations import shut_out_groups
from forestall.vocabulary import Country, Month, countries

YEARS_BACK = 10
FIRST_YEAR = 1989
NAMED_GROUPS = 4


def armed_conflicts(iso3: str, as_of: Month) -> tuple[str, ...]:
    """Armed conflicts on the country's soil in the last year over, and since 1990."""
    frame = _over(snapshot.table("conflicts"), as_of)
    last = _newest(frame)
    if last is None:
        return ()
    here = frame.filter(pl.col("iso3") == iso3)
    now = here.filter(pl.col("year") == last).unique("conflict_id")
    wars = now.filter(pl.col("intensity") == 2).height
    years = here.filter(pl.col("year") >= 1990)["year"].n_unique()
    before = f"{_count(years, 'year')} with one" if years else "none"
    return (f"{_conflicts_now(now.height, wars, last)}; {before} since 1990.",)


def _conflicts_now(conflicts: int, wars: int, year: int) -> str:
    if not conflicts:
        return f"UCDP counts no armed conflict over the country in {year}"
    text = f"UCDP counts {_count(conflicts, 'armed conflict')} over the country in {year}"
    if not wars:
        return text
    level = "a war (1,000 battle deaths or more)"
    return f"{text}, {level}" if conflicts == 1 else f"{text}, {wars} of them {level}"


def deaths_last_year(iso3: str, as_of: Month, holdings: Holdings) -> tuple[str, ...]:
    """Deaths of all kinds in the last twelve months known."""
    deaths = _monthly(iso3, as_of, holdings)
    if deaths.height < 12:
        return ()
    year = deaths.tail(12)
    total = int(year["deaths"].sum())
    return (f"{total:,} deaths in organised violence of all kinds in {_span(year)}.",)


def one_sided_record(iso3: str, as_of: Month, holdings: Holdings) -> tuple[str, ...]:
    """One-sided deaths in the last year over, the last ten, and since 1989."""
    # 'until' of the holdings hides years not yet over, so the newest year is a whole one
    totals = holdings.one_sided_totals(until=as_of)
    last = _newest(totals)
    if last is None:
        return ()
    here = totals.filter(pl.col("iso3") == iso3)
    begin = max(last - YEARS_BACK + 1, FIRST_YEAR)
    recent = here.filter(pl.col("year") >= begin)
    now = float(here.filter(pl.col("year") == last)["best"].sum())
    earlier = f" and {here['best'].sum():,.0f} since 1989" if begin > FIRST_YEAR else ""
    return (
        f"{now:,.0f} civilians killed in one-sided violence in {last}, "
        f"{recent['best'].sum():,.0f} in {begin}–{last}{earlier} ({_source(totals, last)}).",
    )


def _source(totals: pl.DataFrame, last: int) -> str:
    newest = totals.filter(pl.col("year") == last)["source"].unique().to_list()
    yearly = "UCDP, best estimates"
    return f"{yearly}; {last} from candidate events" if newest == ["candidate"] else yearly


def mass_killings(iso3: str, as_of: Month) -> tuple[str, ...]:
    """Mass-killing episodes begun by the year before, those still going on marked."""
    year = _last_year(as_of)
    begun = snapshot.table("episodes").filter((pl.col("iso3") == iso3) & (pl.col("start") <= year))
    if begun.is_empty():
        return (f"No mass killing begun in 1945–{min(year, 2024)} (Early Warning Project).",)
    led = begun.filter(pl.col("state_led")).height
    newest = int(begun["start"].max())  # type: ignore[arg-type]
    # an end after the as-of year was not known then
    ongoing = begun.filter(pl.col("end").is_null() | (pl.col("end") > year)).height
    return (
        f"{_count(begun.height, 'mass killing')} begun since 1945 ({led or 'none'} led by the "
        f"state), the last in {newest}; {ongoing or 'none'} still going on in {min(year, 2024)} "
        "(Early Warning Project: 1,000 or more civilians of a group within a year).",
    )


def excluded_groups(iso3: str, as_of: Month) -> tuple[str, ...]:
    """Share of the population in groups excluded from power, with the year."""
    here = _over(snapshot.table("excluded"), as_of).filter(pl.col("iso3") == iso3)
    year = _newest(here)
    if year is None:
        return ()
    row = here.filter(pl.col("year") == year).row(0, named=True)
    if not row["groups"]:
        return (f"No politically relevant ethnic groups in {year} (EPR 2021).",)
    share = f", {row['excluded_share']:.0%} of the population" if row["excluded_share"] else ""
    return (
        f"{row['excluded_groups'] or 'None'} of {_count(row['groups'], 'ethnic group')} shut out "
        f"of central power in {year}{share} (EPR 2021).",
    )


def discriminated_groups(iso3: str, as_of: Month) -> tuple[str, ...]:
    """Groups that EPR counts as discriminated, named, and their newest share of the population."""
    return (*_discriminated_share(iso3, as_of), *_discriminated_names(iso3, as_of))


def _discriminated_share(iso3: str, as_of: Month) -> tuple[str, ...]:
    here = _over(snapshot.table("excluded"), as_of).filter(pl.col("iso3") == iso3)
    year = _newest(here)
    if year is None:
        return ()
    share = here.filter(pl.col("year") == year)["discriminated_share"].item()
    if not share:
        return (f"No ethnic group actively discriminated in {year} (EPR 2021).",)
    return (
        f"Groups actively discriminated in {year} make up {share:.0%} of the population "
        "(EPR 2021).",
    )


def _discriminated_names(iso3: str, as_of: Month) -> tuple[str, ...]:
    groups, year = shut_out_groups(iso3, as_of)
    if year is None or groups.is_empty():
        return ()
    targeted = groups.filter(pl.col("status") == "discriminated")
    others = groups.filter(pl.col("status") != "discriminated")
    named = [
        f"{word}: {_names(frame['group'])}"
        for word, frame in (("discriminated", targeted), ("without power", others))
        if not frame.is_empty()
    ]
    return (f"Groups in {year}, {'; '.join(named)} (EPR 2019).",)


def most_lethal(iso3: str, as_of: Month, holdings: Holdings) -> tuple[str, ...]:
    """The actors that killed the most civilians here in the last ten years over."""
    frame = holdings.one_sided(until=as_of)
    last = _newest(frame)
    if last is None:
        return ()
    begin = max(last - YEARS_BACK + 1, FIRST_YEAR)
    worst = (
        frame.filter((pl.col("iso3") == iso3) & (pl.col("year") >= begin))
        .group_by("actor")
        .agg(pl.col("best").sum(), pl.col("year").max())
        .filter(pl.col("best") > 0)
        .sort(["best", "actor"], descending=[True, False])
        .head(3)
    )
    span = f"{begin}–{last}"
    if worst.is_empty():
        return (f"No actor on record as killing 25 or more civilians in a year in {span} (UCDP).",)
    return tuple(
        f"{actor} killed about {best:,.0f} civilians in {span}, last in {year} (UCDP)."
        for actor, best, year in worst.iter_rows()
    )


def missions_present(country: Country, as_of: Month) -> tuple[str, ...]:
    """UN missions in the country, as far as is known; or that there is none on record."""
    here = presence(country.iso3, as_of)
    if here:
        return tuple(f"{m.text}." for m in here)
    past = len(history(country.iso3, as_of))
    after = as_of.year > LAST_DAY_OF_MANDATES.year
    limit = " (mandates are known to the end of 2022)" if after else ""
    gone = f"; {_count(past, 'mission')} in the past" if past else ""
    return (f"No UN mission on record in {as_of.in_words()}{gone}{limit}.",)


def acceleration(iso3: str, as_of: Month, holdings: Holdings) -> tuple[str, ...]:
    """Deaths a month in the last three months against the twelve before."""
    deaths = _monthly(iso3, as_of, holdings)
    if deaths.height < 15:
        return ()
    recent, before = deaths.tail(3), deaths.tail(15).head(12)
    now, then = int(recent["deaths"].sum()) / 3, int(before["deaths"].sum()) / 12
    if now == 0 and then == 0:
        return (f"No deaths in organised violence in {_span(deaths.tail(15))}.",)
    direction = "up from" if now > then else "down from" if now < then else "as in"
    return (
        f"{_rate(now)} deaths a month in {_span(recent)}, {direction} {_rate(then)} in the "
        "twelve months before.",
    )


def _rate(deaths: float) -> str:
    return f"{deaths:,.0f}" if deaths >= 10 else f"{deaths:.1f}"


def next_door(iso3: str, as_of: Month, holdings: Holdings) -> tuple[str, ...]:
    """The neighbours with the most deaths in the last twelve months known."""
    table = snapshot.table("neighbours").filter(pl.col("iso3") == iso3)
    if table.is_empty():
        return ("No country borders on it by land.",)
    monthly = _panel(as_of, holdings)
    last = _newest(monthly, "month_id")
    if last is None:
        return ()
    year = monthly.filter(
        (pl.col("month_id") > last - 12) & pl.col("iso3").is_in(table["neighbour"].to_list())
    )
    totals = (
        year.group_by("iso3")
        .agg(pl.col("deaths").sum())
        .filter(pl.col("deaths") >= 25)
        .sort(["deaths", "iso3"], descending=[True, False])
    )
    span = f"{Month.from_id(last - 11).in_words()} to {Month.from_id(last).in_words()}"
    if totals.is_empty():
        return (f"No neighbour had 25 or more deaths in organised violence in {span}.",)
    known = countries()
    worst = ", ".join(
        f"{known[code].name} {deaths:,}" for code, deaths in totals.head(3).iter_rows()
    )
    return (
        f"{_count(totals.height, 'neighbour')} of {table.height} had 25 or more deaths in {span}: "
        f"{worst}.",
    )


def persistence(iso3: str, as_of: Month, holdings: Holdings) -> tuple[str, ...]:
    """In how many recent years, and months where known, civilians were killed on purpose."""
    totals = holdings.one_sided_totals(until=as_of)
    last = _newest(totals)
    if last is None:
        return ()
    begin = max(last - YEARS_BACK + 1, FIRST_YEAR)
    here = totals.filter((pl.col("iso3") == iso3) & (pl.col("year") >= begin))
    heavy = here.filter(pl.col("best") >= 25).height
    yearly = (
        f"25 or more one-sided deaths in {heavy or 'none'} of the "
        f"{_count(last - begin + 1, 'year')} {begin}–{last} ({_source(totals, last)})."
    )
    newest = holdings.kinds_known_until(iso3, until=as_of)
    if newest is None:
        return (yearly,)
    span = holdings.deaths_by_kind(iso3, until=newest).filter(
        (pl.col("kind") == "one-sided")
        & (pl.col("best") > 0)
        & (pl.col("month_id") > newest.id - 12)
    )
    return (
        yearly,
        f"One-sided deaths in {span['month_id'].n_unique() or 'none'} of the 12 months to "
        f"{newest.in_words()} (UCDP).",
    )


def _monthly(iso3: str, as_of: Month, holdings: Holdings) -> pl.DataFrame:
    return _panel(as_of, holdings).filter(pl.col("iso3") == iso3).sort("month_id")


def _panel(as_of: Month, holdings: Holdings) -> pl.DataFrame:
    """Monthly deaths of all countries; no rows before the series begins."""
    try:
        return holdings.monthly_deaths(until=as_of)
    except NoData:
        columns = {"iso3": pl.String, "month_id": pl.Int32, "deaths": pl.Int64}
        return pl.DataFrame(schema=columns)


def _span(frame: pl.DataFrame) -> str:
    first, last = (Month.from_id(int(frame["month_id"][i])) for i in (0, -1))
    return f"{first.in_words()} to {last.in_words()}"


def _last_year(as_of: Month) -> int:
    """The last year that was over: a yearly figure of the current year would look ahead."""
    return as_of.year if as_of.month == 12 else as_of.year - 1


def _over(frame: pl.DataFrame, as_of: Month) -> pl.DataFrame:
    return frame.filter(pl.col("year") <= _last_year(as_of))


def _newest(frame: pl.DataFrame, column: str = "year") -> int | None:
    newest = frame[column].max()
    return None if newest is None else int(str(newest))


def _names(column: pl.Series) -> str:
    names = column.to_list()
    more = f" and {len(names) - NAMED_GROUPS} more" if len(names) > NAMED_GROUPS else ""
    return ", ".join(names[:NAMED_GROUPS]) + more


def _count(number: int, thing: str) -> str:
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"
