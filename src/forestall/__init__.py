"""forestall: from reports of violence to a brief on what would prevent the next.

Six steps, each of which stands alone::

    import forestall as fs

    fs.events("GEDEvent_v25_1.csv")          # reports of violence, as a checked table
    fs.forecast("Sudan", months=12)          # deaths by month, as draws
    fs.assess("Sudan")                       # who threatens whom, and would they let us in
    fs.appraise("Sudan")                     # none, persuasion, deterrence, or both
    fs.compose(fs.appraise("Sudan"))         # the brief, from an appraisal
    fs.brief("Sudan").save("sudan.pdf")      # all of it at once

Importing this package loads no room of it: each step loads what it needs when it is called.
"""

from __future__ import annotations

import sys
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import polars as pl

    from forestall.brief.compose import Brief
    from forestall.options.appraisal import Appraisal
    from forestall.situation.assessment import Assessment
    from forestall.vocabulary import Country, Month
    from forestall.warning.outlook import Outlook

__version__ = "0.1.0"
__all__ = ["appraise", "assess", "brief", "compose", "events", "forecast"]

DEFAULT_SEED = 1
DEFAULT_DRAWS = 4000


def events(path: str | Path | None = None) -> pl.DataFrame:
    """Events of violence: those of a file, or those of the local store.

    Parameters
    ----------
    path : a file as its publisher ships it (UCDP GED or Candidate; plain, gzipped or zipped).
        Without one, the events that ``forestall data add`` has stored.

    Returns
    -------
    One row per event with the columns of ``records.schema.EVENT_SCHEMA``.

    Raises
    ------
    BadInput : the file is unreadable, empty, or holds values that cannot be true.
    NoData : no path was given and the store is empty.

    >>> import forestall as fs
    >>> fs.events("no-such-file.csv")
    Traceback (most recent call last):
    ...
    forestall.errors.UnreadableFile: ...
    """
    from forestall.records.ged import read_ged
    from forestall.records.store import Store

    return Store().events() if path is None else read_ged(path)[0]


def forecast(
    country: str | None = None,
    months: int = 12,
    series: str = "total",
    *,
    level: str = "country",
    by_kind: bool = False,
    as_of: str | Month | None = None,
    seed: int = DEFAULT_SEED,
    draws: int = DEFAULT_DRAWS,
) -> Outlook:
    """Deaths by country (or cell, or kind of perpetrator) and month, as draws.

    Parameters
    ----------
    country : a common name or ISO code; ``None`` for every country.
    months : how far ahead.
    series : ``"total"`` (all organised violence, the forecast of the brief), ``"state-based"``
        (armed conflict that a state is part of) or ``"one-sided"`` (killing of civilians).
    level : ``"country"``, or ``"grid"`` for the PRIO-GRID cells of one country whose event points
        are held.
    by_kind : one country's one-sided deaths by kind of perpetrator; use sums over twelve months.
    as_of : the last month the forecast may know, ``YYYY-MM``; the newest by default.
    seed, draws : the same seed gives the same draws.

    Returns
    -------
    Outlook : draws (unit × month × draw) of deaths, with model, data version and seed. For
        ``total`` and ``state-based`` a model is trained first, unless the packaged one fits: about
        a minute. (A brief does not wait for it: where no packaged model fits, its forecast is of
        look-alikes alone, :func:`forestall.warning.baseline.forecast_deaths`.)

    Raises
    ------
    BadInput : an unknown country, series or level, or a forecast by cell or kind there is not.
    NoData : the data do not reach the month, or no event points of the country are held.

    >>> import forestall as fs
    >>> fs.forecast("Sudan", months=3, draws=200).draws.shape
    (1, 3, 200)
    """
    from forestall.records.holdings import Holdings
    from forestall.warning import forecasts

    return forecasts.forecast(
        Holdings.open(),
        None if country is None else _country(country).iso3,
        months,
        series,
        level=level,
        by_kind=by_kind,
        as_of=_month(as_of),
        seed=seed,
        draws=draws,
    )


def assess(country_or_file: str | Path, as_of: str | Month | None = None) -> Assessment:
    """Who threatens whom, and would the government let anyone in.

    Parameters
    ----------
    country_or_file : a country's common name or ISO code, or an assessment file: a ``Path``, or a
        name that ends in ``.toml``.
    as_of : the last month the assessment may know, ``YYYY-MM``; a file brings its own.

    >>> import forestall as fs
    >>> fs.assess("Central African Republic").main_kind.value
    'non-state inside'
    """
    from forestall.records.holdings import Holdings
    from forestall.situation import assessment_file
    from forestall.situation.assess import assess as look

    if isinstance(country_or_file, Path) or country_or_file.endswith(".toml"):
        return assessment_file.read(Path(country_or_file), Holdings.open())
    return look(_country(country_or_file), _month(as_of), Holdings.open())


def appraise(
    situation: Assessment | str | Path, *, seed: int = DEFAULT_SEED, draws: int = DEFAULT_DRAWS
) -> Appraisal:
    """None, a political mission, a preventive deployment, or both: held side by side.

    Parameters
    ----------
    situation : an assessment, or whatever :func:`assess` takes.
    seed, draws : the same seed gives the same answer, to the byte.

    >>> import forestall as fs
    >>> len(fs.appraise("Central African Republic", draws=500).options)
    4
    """
    from forestall.options.appraise import appraise as weigh
    from forestall.records.holdings import Holdings

    known = assess(situation) if isinstance(situation, str | Path) else situation
    return weigh(known, Holdings.open(), draws=draws, seed=seed)


def compose(appraisal: Appraisal) -> Brief:
    """The brief that an appraisal calls for; ``.save(path)`` writes HTML, PDF or JSON.

    >>> import forestall as fs
    >>> fs.compose(fs.appraise("Uruguay", draws=500)).save("uruguay.json")  # doctest: +SKIP
    """
    from forestall.brief.compose import compose as write
    from forestall.records.holdings import Holdings

    return write(appraisal, Holdings.open())


def brief(
    country: str,
    *,
    as_of: str | Month | None = None,
    seed: int = DEFAULT_SEED,
    draws: int = DEFAULT_DRAWS,
) -> Brief:
    """The whole way in one call: assess, appraise, compose.

    >>> import forestall as fs
    >>> fs.brief("Sudan").save("sudan.pdf")  # doctest: +SKIP
    """
    return compose(appraise(assess(country, as_of), seed=seed, draws=draws))


_whole_way = brief


def _country(text: str) -> Country:
    from forestall.vocabulary import country

    return country(text)


def _month(text: str | Month | None) -> Month | None:
    from forestall.vocabulary import Month

    return Month.parse(text) if isinstance(text, str) else text


class _CallableRoom(ModuleType):
    """The room ``forestall.brief``, which can be called like the step of the same name."""

    def __call__(self, *args: Any, **kwargs: Any) -> Brief:
        return _whole_way(*args, **kwargs)


class _Face(ModuleType):
    """This package. Importing the room ``brief`` binds its module over the function ``brief``;
    the module is made callable there and then, so ``fs.brief("Sudan")`` always works."""

    def __setattr__(self, name: str, value: object) -> None:
        if name == "brief" and isinstance(value, ModuleType):
            value.__class__ = _CallableRoom
        super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Face
