"""What the pages are written from: the appraisal, the series behind it, and the ledger."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import polars as pl

from forestall import snapshot
from forestall.brief.ledger import Ledger
from forestall.errors import NoData, SnapshotError, UnknownCountry
from forestall.options.appraisal import OptionId
from forestall.provenance import Origin, Provenance
from forestall.vocabulary import Month, PerpetratorKind
from forestall.warning.forecast_reasons import ForecastReasons, forecast_reasons

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np
    from numpy.typing import NDArray

    from forestall.brief.pages.ahead import ByCell
    from forestall.brief.pages.stance import Stance
    from forestall.options.appraisal import Appraisal, Option
    from forestall.records.holdings import Holdings
    from forestall.situation.assessment import Assessment

SHORT_ID = {
    OptionId.NONE: "none",
    OptionId.POLITICAL_MISSION: "political",
    OptionId.PREVENTIVE_DEPLOYMENT: "deployment",
    OptionId.BOTH: "both",
}
KIND_ID = {
    PerpetratorKind.HOST_GOVERNMENT: "host",
    PerpetratorKind.NON_STATE: "inside",
    PerpetratorKind.HOSTILE_NEIGHBOUR: "neighbour",
}
Year = tuple[int, float, float, float]


@dataclass(frozen=True, slots=True)
class Desk:
    """One brief's worth of material; ``history`` runs by month to the as-of month at most.

    ``by_cell`` is where the next deaths are expected, where event points are held.
    """

    appraisal: Appraisal
    ledger: Ledger
    history: tuple[tuple[Month, float], ...]
    years: tuple[Year, ...]
    by_cell: ByCell | None = None
    holdings: Holdings | None = None
    reasons: ForecastReasons | None = None
    stance: Stance | None = None

    @property
    def assessment(self) -> Assessment:
        return self.appraisal.assessment

    @property
    def place(self) -> str:
        """The country's name as running text wants it."""
        return self.assessment.country.name

    @property
    def quiet(self) -> bool:
        """Nobody on record as killing, and nobody named by a person."""
        return not self.assessment.threat_on_record and self.assessment.baseline is None

    @property
    def months(self) -> tuple[Month, ...]:
        """The months ahead that are forecast; none where only a person's baseline stands."""
        return () if self.appraisal.deaths is None else self.appraisal.deaths.months

    @property
    def ahead(self) -> NDArray[np.float64] | None:
        """Draws of all deaths, (months, draws)."""
        outlook = self.appraisal.deaths
        return None if outlook is None else outlook.draws_of(self.assessment.country.iso3)

    @property
    def chosen(self) -> Option:
        """The recommended option; where that is none, the tool that averts most."""
        appraisal = self.appraisal
        if appraisal.recommended is not OptionId.NONE:
            return appraisal.option(appraisal.recommended)
        tools = [o for o in appraisal.options if o.id is not OptionId.NONE]
        return max(tools, key=lambda o: o.deaths_averted[12].mean)

    def recorded(self, what: str, *rows: str, source: str) -> Provenance:
        """Provenance of something counted in the data at hand."""
        return Provenance(Origin.DATA, what, source, rows=rows)


def gather(appraisal: Appraisal, holdings: Holdings | None) -> Desk:
    """The desk laid out: series cut at the as-of month, an empty ledger."""
    iso3, until = appraisal.assessment.country.iso3, appraisal.assessment.as_of
    history: list[tuple[Month, float]] = []
    years: list[Year] = []
    if holdings is not None:
        monthly = _or_none(lambda: holdings.monthly_deaths(until=until))
        if monthly is not None:
            rows = monthly.filter((pl.col("iso3") == iso3) & (pl.col("month_id") <= until.id))
            pairs = rows.sort("month_id").select("month_id", "deaths").iter_rows()
            history = [(Month.from_id(m), float(d)) for m, d in pairs]
        yearly = _or_none(lambda: holdings.one_sided_totals(until=until))
        if yearly is not None:
            whole = until.year if until.month == 12 else until.year - 1
            years = _filled(yearly, iso3, whole)
    ledger = Ledger(_users_data(holdings))
    return Desk(
        appraisal,
        ledger,
        tuple(history),
        tuple(years),
        holdings=holdings,
        reasons=_reasons(appraisal, holdings),
    )


def _reasons(appraisal: Appraisal, holdings: Holdings | None) -> ForecastReasons | None:
    """Why the deaths by month are forecast as they are; none where they are not forecast."""
    if holdings is None or appraisal.deaths is None:
        return None
    start = min(appraisal.assessment.as_of, holdings.known_until())
    try:
        return forecast_reasons(holdings, start, appraisal.assessment.country.iso3)
    except (NoData, UnknownCountry):
        return None


def _or_none(ask: Callable[[], pl.DataFrame]) -> pl.DataFrame | None:
    """A past before the records begin has no series: the brief says so elsewhere."""
    try:
        return ask()
    except NoData:
        return None


def _filled(yearly: pl.DataFrame, iso3: str, whole: int) -> list[Year]:
    """Every year from 1989 to the last whole one that is held; a year without a row is 0."""
    seen = yearly.filter(pl.col("year") <= whole)
    if seen.is_empty():
        return []
    rows = seen.filter(pl.col("iso3") == iso3).select("year", "best", "low", "high").iter_rows()
    known = {int(y): (float(b), float(lo), float(hi)) for y, b, lo, hi in rows}
    last = int(seen["year"].max())  # type: ignore[arg-type]
    return [(y, *known.get(y, (0.0, 0.0, 0.0))) for y in range(1989, last + 1)]


def _users_data(holdings: Any) -> dict[str, dict[str, str]]:
    """Data the user added, by name and version: title, version, citation and licence."""
    versions = getattr(holdings, "versions", None)
    return {
        str(v): {
            "title": f"{v.source} (added to the local store on {v.added})",
            "version": v.version,
            "citation": f"{v.citation.rstrip('.')}." if v.citation else "",
            "licence": v.licence,
        }
        for v in (versions() if versions is not None else ())
        if getattr(v, "added", None) is not None
    }


def packaged(name: str) -> pl.DataFrame | None:
    """A table of the snapshot, or none where the package carries none."""
    try:
        return snapshot.table(name)
    except SnapshotError:
        return None
