"""The files of the VIEWS prediction challenge in a folder: actuals and benchmark forecasts.

They may lie at any depth. Names are the challenge's own: ``cm_actuals_2019.parquet``,
``bm_conflictology_cm_2019.parquet``.
"""

from __future__ import annotations

import re
from pathlib import Path

import polars as pl

from forestall.errors import NoData, UnreadableFile
from forestall.vocabulary import Month
from forestall.warning import views_format
from forestall.warning.outlook import Outlook

REFERENCE = "conflictology"
"""The challenge's benchmark of own last twelve months, to which ratios are taken."""


_BENCHMARK = re.compile(r"bm_(.+)_cm_(\d{4})\.parquet")


def known_to(path: Path) -> Month | None:
    """The October before the window, if the file is named as the challenge names benchmarks.

    >>> str(known_to(Path("bm_conflictology_cm_2021.parquet"))), known_to(Path("f.parquet"))
    ('2020-10', None)
    """
    match = _BENCHMARK.fullmatch(path.name)
    return None if match is None else Month(int(match[2]) - 1, 10)


def actuals(folder: Path, year: int) -> pl.DataFrame:
    """What came in a window: ``iso3``, ``month_id``, ``deaths``.

    Raises
    ------
    NoData : the folder has no actuals of that year, or they hold no month of it.
    UnreadableFile : it is no folder.
    Others as :func:`forestall.warning.views_format.read_actuals`.
    """
    refuse_no_folder(folder)
    name = f"cm_actuals_{year}.parquet"
    path = next(iter(sorted(folder.rglob(name))), None)
    if path is None:
        raise NoData(
            f"The folder has no actuals of {year}",
            expected=name,
            came=f"none in {folder}",
            remedy="choose windows whose actuals are there, or leave out --actuals",
        )
    frame = views_format.read_actuals(path)
    first = Month(year, 1).id
    within = frame.filter(pl.col("month_id").is_between(first, first + 11))
    if within.is_empty():
        raise NoData(
            f"{path.name} holds no month of {year}",
            expected=f"{year}-01 to {year}-12",
            came=f"month ids {frame['month_id'][0]} to {frame['month_id'][-1]}",
            remedy="check that the file bears the right name",
        )
    return within


def benchmarks(folder: Path, year: int, as_of: Month) -> dict[str, Outlook]:
    """Published benchmark forecasts of a window by name; none if the folder has none.

    Raises
    ------
    As :meth:`forestall.warning.outlook.Outlook.read_views`; UnreadableFile : it is no folder.
    """
    refuse_no_folder(folder)
    found = {}
    for path in sorted(folder.rglob(f"bm_*_cm_{year}.parquet")):
        match = _BENCHMARK.fullmatch(path.name)
        if match is not None:
            name = match[1].replace("_", " ")
            found[name] = Outlook.read_views(path, model=name, series="state-based", as_of=as_of)
    return found


def refuse_no_folder(folder: Path) -> None:
    """Raise :class:`UnreadableFile` unless it is a folder."""
    if not folder.is_dir():
        raise UnreadableFile(
            "No such folder",
            expected="a folder of published files, such as cm_actuals_2019.parquet",
            came=str(folder),
            remedy="check the path given to --actuals",
        )
