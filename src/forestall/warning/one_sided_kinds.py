"""Deaths of civilians by kind of perpetrator: the one-sided draws, split by who may kill.

Each draw of a country's twelve-month window is split among the host government, non-state actors
inside and actors from another country. Shares are drawn around the chance that each kind holds the
main killer (:mod:`.killers`) from a Dirichlet distribution, one for the whole path: who kills
changes slowly. Deaths are then dealt out by those shares in lumps of 25, the fewest that UCDP
counts for an actor's year, so that kinds without recorded killing are common, as in the records.
This is the Dirichlet-multinomial to which ``kind_concentration`` was fitted
(``benchmarks/perpetrators.py``).
"""

from __future__ import annotations

from typing import Protocol

import numpy as np

from forestall.compute import stream
from forestall.provenance import Origin, Provenance
from forestall.vocabulary import Month, PerpetratorKind
from forestall.warning import killers, one_sided, past
from forestall.warning.analogues import Floats
from forestall.warning.killers import Weights
from forestall.warning.outlook import Outlook, UnitKind

MODEL = "split by who may kill"
KINDS = tuple(PerpetratorKind)


class Records(past.Records, killers.Records, Protocol):
    """What the split asks of the data; ``records.holdings.Holdings`` answers it."""


def forecast_one_sided_by_kind(
    holdings: Records,
    as_of: Month,
    months: int,
    draws: int,
    seed: int,
    iso3: str,
    weights: Weights | None = None,
) -> Outlook:
    """Draws of one-sided deaths in one country by kind of perpetrator, after ``as_of``.

    Parameters
    ----------
    holdings, as_of, months, draws, seed : as
        :func:`forestall.warning.one_sided.forecast_one_sided`.
    iso3 : the country.
    weights : the model of the main killer; the packaged one by default.

    Returns
    -------
    Outlook of series ``one-sided``, units the three kinds of perpetrator, dims (kinds, months,
    draws). Draw *k* of the kinds adds up to draw *k* of the country's forecast with that seed,
    but for rounding of the last digit. Use sums over twelve months or more, as there.

    Raises
    ------
    NoData, BadValue, UnknownCountry : as the country's forecast.

    >>> from forestall.records.holdings import Holdings
    >>> car = forecast_one_sided_by_kind(Holdings.open(), Month(2024, 12), 12, 500, 1, "CAF")
    >>> car.units
    ('host government', 'non-state inside', 'hostile neighbour')
    """
    whole = one_sided.forecast_one_sided(holdings, as_of, months, draws, seed, [iso3])
    weights = weights or Weights.packaged()
    chances = killers.kind_chances(iso3, as_of, holdings, weights)
    rng = stream(seed, "warning", "one-sided by kind", iso3)
    values = split(
        whole.draws_of(iso3),
        np.array([chances[kind] for kind in KINDS]),
        weights.concentration,
        rng,
    )
    basis = whole.provenance(iso3)
    return Outlook.of(
        values,
        [kind.value for kind in KINDS],
        as_of + 1,
        model=f"{whole.model}, {MODEL}",
        data_version=whole.data_version,
        seed=seed,
        series=whole.series,
        unit=UnitKind.PERPETRATOR,
        basis={k.value: _basis(k, chances[k], iso3, weights, basis) for k in KINDS},
    )


def split(
    deaths: Floats, chances: Floats, concentration: float, rng: np.random.Generator
) -> Floats:
    """One-sided deaths by kind, shape (kinds, months, draws), adding up to ``deaths``.

    Parameters
    ----------
    deaths : shape (months, draws), even within each twelve months, as one-sided forecasts are.
    chances : expected share of each kind, shape (kinds,), summing to 1.
    concentration : Dirichlet total of the shares around ``chances``.
    rng : the stream to draw from.
    """
    months, draws = deaths.shape
    shares = rng.dirichlet(concentration * np.maximum(chances, 1e-6), draws)
    values = np.empty((len(chances), months, draws))
    for start in range(0, months, 12):
        window = slice(start, start + 12)
        year = 12 * deaths[start]
        lumps = np.maximum(np.rint(year / past.RECORDED), 1).astype(np.int64)
        dealt = rng.multinomial(lumps, shares) / lumps[:, None]
        values[:, window] = dealt.T[:, None] * deaths[window]
    return values


def _basis(
    kind: PerpetratorKind, chance: float, iso3: str, weights: Weights, whole: Provenance
) -> Provenance:
    """What the draws of one kind were made of."""
    return Provenance(
        origin=Origin.MODEL,
        what=f"draws of one-sided deaths in {iso3} by {kind.value}; chance that it kills the most "
        f"{chance:.0%}",
        source="forestall.warning.one_sided_kinds",
        rows=(f"one_sided: iso3={iso3}, the last {killers.MEMORY_YEARS} years, by actor",),
        formula=f"the country's draw x a Dirichlet share of total {weights.concentration:g}, in "
        f"lumps of {past.RECORDED} deaths a year",
        inputs=(whole,),
    )
