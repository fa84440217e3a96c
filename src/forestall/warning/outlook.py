"""A forecast as draws: units × months × draws, labelled, with what made it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import numpy as np
import polars as pl
from numpy.typing import ArrayLike, NDArray

from forestall.errors import BadValue, NoData, UnknownCountry
from forestall.provenance import Origin, Provenance
from forestall.vocabulary import Month

if TYPE_CHECKING:
    import xarray as xr

Floats = NDArray[np.float64]


class UnitKind(StrEnum):
    """What the units of an outlook are; each kind is also the name of their column in tables."""

    COUNTRY = "iso3"
    CELL = "priogrid_gid"
    PERPETRATOR = "perpetrator_kind"


@dataclass(frozen=True, slots=True, eq=False)
class Outlook:
    """Predictive draws of deaths per unit and month; a unit is a country unless said otherwise.

    Draw *k* of every month belongs to one joint future of its country, so sums over months of
    one draw are draws of the sum. Draws of different countries are independent; cells or kinds
    of perpetrator are parts of one country, and draw *k* of each is its part of one future.

    Attributes
    ----------
    draws : ``xarray.DataArray`` with dims ``unit`` (ISO3, PRIO-GRID gid or kind of perpetrator),
        ``month`` (VIEWS month id) and ``draw``, in deaths; its attrs hold the fields below.
    basis : per unit, what its draws were made of.
    """

    draws: xr.DataArray
    basis: Mapping[str, Provenance] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        values: ArrayLike,
        units: Sequence[str],
        first: Month,
        *,
        model: str,
        data_version: str,
        seed: int,
        series: str,
        as_of: Month | None = None,
        basis: Mapping[str, Provenance] | None = None,
        unit: UnitKind = UnitKind.COUNTRY,
    ) -> Self:
        """An outlook from an array of shape (units, months, draws), months from ``first`` on.

        ``as_of`` is the last month the model knew; by default the month before ``first``.
        ``unit`` tells what ``units`` are.

        Raises
        ------
        BadValue : the shape does not fit the units, or a draw is NaN, infinite or negative.

        >>> Outlook.of([[[1, 3]]], ["CAF"], Month(2026, 1), model="m", data_version="v", seed=0,
        ...            series="all kinds").total("CAF").tolist()
        [1.0, 3.0]
        """
        import xarray as xr

        array = _checked(np.asarray(values), units)
        months = first.id + np.arange(array.shape[1])
        attrs = {
            "model": model,
            "data_version": data_version,
            "seed": seed,
            "series": series,
            "as_of": str(as_of or first - 1),
            "unit": str(unit),
        }
        coords = {"unit": list(units), "month": months}
        draws = xr.DataArray(array, dims=("unit", "month", "draw"), coords=coords, attrs=attrs)
        return cls(draws, dict(basis or {}))

    @property
    def units(self) -> tuple[str, ...]:
        """Countries by ISO3 (or cells, or kinds), in the order of the draws."""
        return tuple(str(unit) for unit in self.draws["unit"].values)

    @property
    def unit(self) -> UnitKind:
        """What the units are."""
        return UnitKind(str(self.draws.attrs["unit"]))

    @property
    def months(self) -> tuple[Month, ...]:
        """The months forecast, in order, without gaps."""
        return tuple(Month.from_id(int(month)) for month in self.draws["month"].values)

    @property
    def model(self) -> str:
        """The model's name."""
        return str(self.draws.attrs["model"])

    @property
    def data_version(self) -> str:
        """The data the model learnt from."""
        return str(self.draws.attrs["data_version"])

    @property
    def seed(self) -> int:
        """The seed of the draws."""
        return int(self.draws.attrs["seed"])

    @property
    def series(self) -> str:
        """Whose deaths are forecast: ``all kinds``, ``one-sided`` or ``state-based``."""
        return str(self.draws.attrs["series"])

    @property
    def as_of(self) -> Month:
        """The last month the model knew."""
        return Month.parse(str(self.draws.attrs["as_of"]))

    def draws_of(self, unit: str) -> Floats:
        """One unit's draws, shape (months, draws), in deaths.

        Raises
        ------
        UnknownCountry : the outlook does not hold that country.
        BadValue : the outlook does not hold that cell or kind of perpetrator.
        """
        try:
            row = self.units.index(unit)
        except ValueError:
            country = self.unit is UnitKind.COUNTRY
            named = "country" if country else self.unit.value
            raise (UnknownCountry if country else BadValue)(
                f"The forecast does not hold this {named}",
                expected=f"one of its {len(self.units)} units, e.g. {self.units[0]}",
                came=repr(unit),
                remedy="forecast it too, or check its ISO code" if country else "choose another",
            ) from None
        return np.asarray(self.draws.values[row], dtype=np.float64)

    def total(self, unit: str, months: int | None = None) -> Floats:
        """Draws of the sum over the first ``months`` months (all by default), shape (draws,).

        Raises
        ------
        BadValue : the outlook is shorter than that.
        """
        draws = self.draws_of(unit)
        if months is not None and not 1 <= months <= len(draws):
            raise BadValue(
                "The forecast does not reach that far",
                expected=f"1 to {len(draws)} months",
                came=str(months),
                remedy="forecast more months",
            )
        return np.asarray(draws[:months].sum(axis=0))

    def quantiles(self, unit: str, qs: Sequence[float]) -> Floats:
        """Quantiles of each month, shape (months, len(qs)), linearly interpolated, in deaths."""
        return np.quantile(self.draws_of(unit), list(qs), axis=1).T

    def summary(self) -> pl.DataFrame:
        """One row per unit and month, sorted as the draws are.

        Columns ``iso3`` (or what :attr:`unit` says; a gid is Int32, and the cell's centre follows
        as ``latitude`` and ``longitude``, in degrees), ``month`` (YYYY-MM), ``month_id``,
        ``mean``, ``p05``, ``p50``, ``p95`` (deaths) and ``p_25_or_more`` (probability of 25 or
        more deaths in that month).
        """
        from forestall.warning import summaries

        return summaries.by_month(self)

    def write_views(self, path: str | Path) -> tuple[str, ...]:
        """Write the draws in the VIEWS prediction format, Parquet or CSV by the suffix.

        Countries go into ``country_id``, cells into ``priogrid_gid``. Outcomes are rounded to
        whole deaths. The file appears whole or not at all.

        Returns
        -------
        ISO3 codes of the countries left out because VIEWS has no id for them.

        Raises
        ------
        BadInput : another suffix, no country with a VIEWS id, or an outlook by perpetrator.
        OutputError : the file cannot be written.
        """
        from forestall.warning import views_format

        return views_format.write(self, path)

    @classmethod
    def read_views(
        cls, path: str | Path, *, model: str, series: str, as_of: Month | None = None
    ) -> Self:
        """An outlook from a VIEWS prediction file, Parquet or CSV by the suffix.

        ``as_of`` is the last month that model knew; by default the month before the first. A file
        with a column ``priogrid_gid`` gives an outlook of cells.

        Raises
        ------
        UnreadableFile, EmptyInput, WrongColumns : not a VIEWS file of draws.
        BadValue : NaN or negative draws, missing months, uneven draws, fewer than 10, or a gid
            off the globe.
        UnknownCountry : an id that VIEWS does not use for a current state.
        """
        from forestall.warning import views_format

        values, units, first, unit = views_format.read(path)
        return cls.of(
            values,
            units,
            first,
            model=model,
            data_version=Path(path).name,
            seed=0,
            series=series,
            as_of=as_of,
            unit=unit,
        )

    def provenance(self, unit: str) -> Provenance:
        """What one unit's draws were made of; errors as :meth:`draws_of`."""
        self.draws_of(unit)
        if (known := self.basis.get(unit)) is not None:
            return known
        return Provenance(
            origin=Origin.MODEL,
            what=f"draws of deaths ({self.series}) from {self.model}, as of {self.as_of}",
            source=self.model,
            version=self.data_version,
        )


def _checked(array: NDArray[Any], units: Sequence[str]) -> NDArray[Any]:
    """The array, if it is (units, months, draws) of counts; else a named error."""
    if array.ndim != 3 or array.shape[0] != len(units) or len(set(units)) != len(units):
        raise BadValue(
            "Draws of the wrong shape",
            expected=f"(units, months, draws) with {len(set(units))} different units",
            came=str(array.shape),
            remedy="put one block of months × draws per unit",
        )
    if array.size == 0:
        raise NoData(
            "A forecast of nothing",
            expected="at least one country, month and draw",
            came=f"shape {array.shape}",
            remedy="ask for at least one country and one month",
        )
    if not np.isfinite(array).all() or (array < 0).any():
        raise BadValue(
            "Draws that cannot be deaths",
            expected="finite numbers, 0 or larger",
            came=f"{int((~np.isfinite(array) | (array < 0)).sum())} NaN, infinite or negative",
            remedy="repair the model or the file that made them",
        )
    return array
