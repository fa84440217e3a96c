"""Forecasts that others have published, scored on their known months beside ours.

A file holds draws in the VIEWS format, or FAST-cm's means and chances. Ours is trained anew on data
to the month before the file's first, or to the month the other forecast is said to have known (the
October before, for a benchmark file of the VIEWS challenge); on the same countries and months both
are scored (:mod:`.outside_scoring`). Where the file holds draws,
the challenge's scores are added (:mod:`.comparison`), and those of a linear pool of both.

The weight of the pool is the one of :data:`WEIGHTS` that did best in the files given that begin
earlier and whose months had ended when the later forecast was made; without any it is one half.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from forestall.errors import BadInput, BadValue, FutureLeak
from forestall.vocabulary import Month
from forestall.warning import (
    challenge_files,
    comparison,
    forecast_file,
    outside,
    splice,
    trained,
    views_format,
)
from forestall.warning.comparison import ModelScores, Ratio
from forestall.warning.known_deaths import known_deaths
from forestall.warning.no_future import EndingAt, Records, refuse_leak
from forestall.warning.outlook import Outlook
from forestall.warning.outside import DEATHS, MORE_THAN_25, OutsideForecast
from forestall.warning.outside_scoring import (
    MORE_THAN,
    WindowScores,
    chances_of_sum,
    runs,
    window_scores,
)
from forestall.warning.scoring import Floats

OURS = "forestall"
WEIGHTS = (0.0, 0.25, 0.5, 0.75, 1.0)
"""Shares of the other forecast in the pool that are tried on earlier files."""
CHOSEN_BY = ("crps", "ign", "mis")

Forecaster = Callable[[Records, Month, int, Sequence[str]], Outlook]
"""From records, the last month it may know, months ahead and countries, to draws."""
Progress = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True)
class Draws:
    """The challenge's scores of both forecasts and their pool; ratios are to ours."""

    scores: dict[str, ModelScores]
    ratios: dict[str, dict[str, Ratio]]
    pool_weight: float  # share of the other forecast
    pool_chosen_on: tuple[str, ...]  # earlier files; none: one half, by convention


@dataclass(frozen=True, slots=True)
class OutsideEvaluation:
    """Scores of one file's forecast beside ours."""

    source: str
    file: str
    as_of: str  # last month ours has seen
    months: tuple[str, ...]  # those known
    countries: int
    windows: dict[str, WindowScores]
    draws: Draws | None


@dataclass(frozen=True, slots=True, eq=False)
class _Case:
    """One file with ours beside it, cut to the countries both have."""

    path: Path
    theirs: OutsideForecast
    outlook: Outlook | None  # theirs, if it is draws
    ours: Outlook
    months: tuple[Month, ...]
    y: Floats

    def ours_known(self) -> Floats:
        """Our draws of the known months, shape (countries, months, draws)."""
        return _known(self.ours, self.ours.units, self.months)


def read(path: Path, series: str, as_of: Month | None = None) -> Outlook | OutsideForecast:
    """A published forecast: FAST-cm's if the file has its columns, else draws in VIEWS' format.

    Raises
    ------
    UnreadableFile, EmptyInput, WrongColumns, BadValue, UnknownCountry : it is neither.
    """
    columns = forecast_file.load(path, views_format.FILE).columns
    if set(outside.FAST_COLUMNS) <= set(columns):
        return outside.read_fast(path)
    return Outlook.read_views(path, model=path.stem, series=series, as_of=as_of)


def evaluate_outside(
    records: Records,
    paths: Sequence[Path],
    series: str = splice.STATE_BASED,
    *,
    as_of: Month | None = None,
    draws: int = 1000,
    seed: int = 1,
    folder: Path | None = None,
    forecaster: Forecaster | None = None,
    progress: Progress | None = None,
) -> tuple[OutsideEvaluation, ...]:
    """Each file's forecast scored beside ours, in order of their first months.

    Parameters
    ----------
    as_of : the last month the forecast of a single file knew; by default the month before its
        first, or what :func:`.challenge_files.known_to` says. Ours sees nothing later.
    folder : where more of what came is kept; see :func:`.known_deaths.known_deaths`.
    forecaster : what stands for ours; by default :func:`.trained.forecast_learnt`.

    Raises
    ------
    FutureLeak : ``as_of`` lies within the forecast's own months, or ours has seen later ones.
    BadInput : a file of another series, of no known country, or ``as_of`` with several files.
    NoData : none of a file's months is known.
    Others as :func:`read`.
    """
    if as_of is not None and len(paths) > 1:
        raise BadInput(
            "One month cannot be the last that several forecasts knew",
            expected="--as-of with one file",
            came=f"{len(paths)} files",
            remedy="score them one by one, or leave out --as-of",
        )

    def learnt(known: Records, last: Month, months: int, units: Sequence[str]) -> Outlook:
        return trained.forecast_learnt(known, last, months, draws, seed, units, series)

    cases = []
    for number, path in enumerate(paths):
        cases.append(_case(records, path, series, as_of, folder, forecaster or learnt))
        if progress is not None:
            progress(number + 1, len(paths), f"{path.name} scored")
    cases.sort(key=lambda case: case.months[0])
    return tuple(_evaluated(case, cases[:place]) for place, case in enumerate(cases))


def _case(
    records: Records,
    path: Path,
    series: str,
    as_of: Month | None,
    folder: Path | None,
    forecaster: Forecaster,
) -> _Case:
    as_of = challenge_files.known_to(path) if as_of is None else as_of
    read_in = read(path, series, as_of)
    outlook = read_in if isinstance(read_in, Outlook) else None
    theirs = OutsideForecast.of_draws(read_in) if isinstance(read_in, Outlook) else read_in
    if theirs.series != series:
        raise BadInput(
            f"{path.name} forecasts other deaths",
            expected=f"a forecast of {series} deaths",
            came=theirs.series,
            remedy=f"score it with --series {theirs.series}",
        )
    ids = theirs.table["month_id"].unique().sort().to_list()
    months = tuple(Month.from_id(id) for id in ids)
    last = months[0] - 1 if as_of is None else as_of
    if last >= months[0]:
        raise FutureLeak(
            "Ours would know months it is scored on",
            expected=f"a month before {months[0]}",
            came=str(last),
            remedy="leave out --as-of, or give an earlier month",
        )
    units = _shared(records, last, theirs, path)
    known, y = known_deaths(records, units, months, series, folder)
    ours = forecaster(EndingAt(records, last), last, known[-1].id - last.id, units)
    refuse_leak(OURS, ours.as_of, last)
    return _Case(path, theirs, outlook, ours, known, y)


def _shared(records: Records, last: Month, theirs: OutsideForecast, path: Path) -> tuple[str, ...]:
    """Countries of the file that the records have too; a file of cells has none."""
    held = set(records.monthly_deaths("all", last)["iso3"].unique())
    units = tuple(u for u in theirs.table["iso3"].unique().sort() if u in held)
    if not units:
        raise BadInput(
            f"{path.name} forecasts no country",
            expected="a forecast by country and month",
            came="none that is known here",
            remedy="give a file of countries; files of grid cells are not scored here",
        )
    return units


def _evaluated(case: _Case, before: Sequence[_Case]) -> OutsideEvaluation:
    units = case.ours.units
    mean, chance = (
        _table(case.theirs, units, case.months, name) for name in (DEATHS, MORE_THAN_25)
    )
    draws, windows = case.ours_known(), {}
    windows["single months"] = window_scores(case.y, draws, mean, {"published": chance})
    for run in runs([month.id for month in case.months]):
        if case.outlook is None:
            chances = chances_of_sum(mean, chance, run)
        else:
            theirs = _known(case.outlook, units, [case.months[at] for at in run])
            chances = {"published": (theirs.sum(axis=1) > MORE_THAN).mean(axis=-1)}
        windows[_sum_name([case.months[at] for at in run])] = window_scores(
            case.y[:, run].sum(axis=1), draws[:, run].sum(axis=1), mean[:, run].sum(axis=1), chances
        )
    return OutsideEvaluation(
        source=case.theirs.source,
        file=case.path.name,
        as_of=str(case.ours.as_of),
        months=tuple(map(str, case.months)),
        countries=len(units),
        windows=windows,
        draws=None if case.outlook is None else _draws(case, case.outlook, before),
    )


def _draws(case: _Case, outlook: Outlook, before: Sequence[_Case]) -> Draws:
    earlier = [
        one for one in before if one.outlook is not None and one.months[-1] <= case.ours.as_of
    ]
    weight = _weight(earlier)
    scored = _scored(case, outlook, weight)
    names = [name for name in scored.cells if name != OURS]
    return Draws(
        comparison.summaries(scored),
        {name: comparison.ratios([scored], name, OURS) for name in names},
        weight,
        tuple(one.path.name for one in earlier),
    )


def _scored(case: _Case, outlook: Outlook, weight: float) -> comparison.Scored:
    """Ours, theirs and the pool on the case's months, countries in ours' order."""
    units, months = case.ours.units, case.months
    pooled = outside.pool(_within(case.ours, outlook.months[0]), outlook, weight)
    draws = {
        OURS: case.ours_known(),
        case.theirs.source: _known(outlook, units, months),
        f"pool, {weight:.0%} of {case.theirs.source}": _known(pooled, units, months),
    }
    flat = {name: x.reshape(len(units) * len(months), -1) for name, x in draws.items()}
    return comparison.scored(units, case.y.ravel(), flat)


def _weight(earlier: Sequence[_Case]) -> float:
    """The weight whose pool has the lowest mean ratio of :data:`CHOSEN_BY` to ours."""
    if not earlier:
        return 0.5
    totals = []
    for weight in WEIGHTS:
        ratios = []
        for case in earlier:
            if case.outlook is not None:
                scored = _scored(case, case.outlook, weight)
                ours, *_, pooled = (comparison.means([scored], name) for name in scored.cells)
                ratios += [pooled[name] / ours[name] for name in CHOSEN_BY if ours[name]]
        totals.append(sum(ratios))
    return WEIGHTS[int(np.argmin(totals))]


def _within(outlook: Outlook, first: Month) -> Outlook:
    """The outlook from ``first`` on."""
    return Outlook.of(
        outlook.draws.values[:, outlook.months.index(first) :],
        outlook.units,
        first,
        model=outlook.model,
        data_version=outlook.data_version,
        seed=outlook.seed,
        series=outlook.series,
        as_of=outlook.as_of,
    )


def _known(outlook: Outlook, units: Sequence[str], months: Sequence[Month]) -> Floats:
    """Draws of units and months in order, shape (units, months, draws)."""
    place = {unit: row for row, unit in enumerate(outlook.units)}
    first = outlook.months[0].id
    values = outlook.draws.values[[place[u] for u in units]][:, [m.id - first for m in months]]
    return np.asarray(values, dtype=np.float64)


def _table(
    theirs: OutsideForecast, units: Sequence[str], months: Sequence[Month], quantity: str
) -> Floats:
    """Published values, shape (units, months)."""
    rows = theirs.table.filter(theirs.table["quantity"] == quantity)
    held = {(u, m): v for u, m, v in rows.select("iso3", "month_id", "value").iter_rows()}
    missing = [f"{u} {m}" for u in units for m in months if (u, m.id) not in held]
    if missing:
        raise BadValue(
            f"The forecast of {theirs.source} has gaps",
            expected="a value for each of its countries and months",
            came=f"none for {', '.join(missing[:3])}",
            remedy="fetch the file again",
        )
    return np.array([[held[u, m.id] for m in months] for u in units], dtype=np.float64)


def _sum_name(months: Sequence[Month]) -> str:
    whole = range(months[0].id, months[-1].id + 1)
    gaps = [str(Month.from_id(id)) for id in whole if Month.from_id(id) not in months]
    lacking = f" without {', '.join(gaps)}" if gaps else ""
    return f"{months[0]} to {months[-1]}{lacking}, summed"
