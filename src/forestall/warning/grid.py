"""Deaths by PRIO-GRID cell and month: a country's draws shared out by where events were.

A cell's weight is its past, newer months counting more and large months less than in proportion,

    w_c = Σ_months 0.5^(age / HALF_LIFE) · deaths_cm^POWER,

of which a part is spread evenly over the cells around it, and every cell of the country then gets
an equal part of a small floor, so that no cell is held to be safe. Shares are drawn around these
with a Dirichlet distribution twice: once for the whole path, as fronts move and stay moved, and
once for each month, as a few events make up a month. A month of N deaths is then a multinomial
draw: a Dirichlet-multinomial (Mosimann 1962, doi:10.1093/biomet/49.1-2.65) whose total is about
N^CLUMPED in one month. Cells add up to the country's draw exactly, in every draw and month.

**What is left out.** Only months that complete pieces of event points cover are learnt from, and
only events placed within a district or better (UCDP's ``where_prec`` 1 to 3). Events known by
province are left out and their deaths shared as the placed ones: where many are vague (half of
Myanmar's and Mexico's deaths), cells are less sure than their draws look.

**How fast it fades.** With points that end three years before the forecast, shares scored no worse
for the Central African Republic in 2020–2022, and hardly better than equal shares for Myanmar in
2021–2023, where the war had moved (``benchmarks/grid_scores.py --gap 36``). Each cell's basis says
which months the points cover.

HALF_LIFE, POWER, SPREAD, FLOOR and CLUMPED were chosen among 120 settings, by the
Dirichlet-multinomial likelihood of months 1 to 12 after each December: Central African Republic
2008–2019, Myanmar 2010–2020, Mexico 2008–2020, Syria 2018. LASTING was set from the likelihood of
the same windows' yearly sums. The surface is flat: halving or doubling the half-life changes
little.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from forestall.compute import stream
from forestall.errors import BadValue
from forestall.provenance import Origin, Provenance
from forestall.vocabulary import Month
from forestall.warning import past
from forestall.warning.baseline import forecast_deaths
from forestall.warning.outlook import Outlook, UnitKind
from forestall.warning.placed_deaths import Placed, Records, placed

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

MODEL = "shared among cells by recent events"

HALF_LIFE = 16.0
POWER = 0.35
SPREAD = 0.1
FLOOR = 0.2
CLUMPED = 0.3
LASTING = 0.5
MOST = 100_000_000
"""Draws of all cells and months together; they take four bytes each."""
_COLUMNS, _CELLS = 720, 360 * 720


def forecast_grid(
    holdings: Records,
    as_of: Month,
    months: int,
    draws: int,
    seed: int,
    iso3: str,
    country: Outlook | None = None,
) -> Outlook:
    """Draws of deaths by PRIO-GRID cell of one country, from nothing later than ``as_of``.

    Parameters
    ----------
    holdings, as_of, months, draws, seed : as :func:`forestall.warning.baseline.forecast_deaths`.
    iso3 : the country.
    country : the forecast to share out, made as of ``as_of``; by default that of
        :func:`~forestall.warning.baseline.forecast_deaths` with the same seed. Its series tells
        which events the cells are weighed by: one of UCDP's kinds, or else all.

    Returns
    -------
    Outlook of the country's series with gids as units: whole deaths, dims (cells, months, draws).
    Draw *k* of all cells adds up to draw *k* of the country.

    Raises
    ------
    NoData : fewer than 12 months of complete event points by ``as_of``, or as the country's
        forecast.
    BadValue, UnknownCountry : as the country's forecast; or ``country`` was made as of another
        month, has other months or draws, or holds fractions of deaths; or there would be more
        than 100 million draws in all.

    >>> from forestall.records.holdings import Holdings
    >>> car = forecast_grid(Holdings.open(), Month(2022, 12), 3, 50, 1, "CAF")
    >>> car.unit.value, car.draws.shape[1:]
    ('priogrid_gid', (3, 50))
    """
    past.check_request(holdings, as_of, months, draws, seed)
    if country is None:
        country = forecast_deaths(holdings, as_of, months, draws, seed, [iso3])
    totals = _whole(country, iso3, as_of, (months, draws))
    known = placed(holdings, iso3, as_of, country.series)
    _check_size(len(known.gids), months, draws)
    rng = stream(seed, "warning", "grid", iso3, country.series)
    values = share_out(totals, shares(known, as_of), rng)
    units = [str(gid) for gid in known.gids]
    version = past.fingerprint("event points by cell", as_of, known.deaths)
    return Outlook.of(
        values,
        units,
        as_of + 1,
        model=f"{country.model}, {MODEL}",
        data_version=f"{country.data_version}; {version}",
        seed=seed,
        series=country.series,
        unit=UnitKind.CELL,
        basis=_basis(known, iso3, as_of, country),
    )


def shares(known: Placed, as_of: Month) -> Floats:
    """Expected share of each cell in the country's deaths, shape (cells,), summing to 1."""
    ages = as_of.id - known.months
    weights = (known.deaths**POWER) @ (0.5 ** (ages / HALF_LIFE))
    smooth = (1 - SPREAD) * weights + SPREAD * spread_to_neighbours(weights, known.gids)
    even = np.full(len(weights), 1 / len(weights))
    total = float(smooth.sum())
    return (1 - FLOOR) * smooth / total + FLOOR * even if total else even


def spread_to_neighbours(weights: Floats, gids: Ints) -> Floats:
    """Each cell's weight split evenly among the up to eight listed cells around it.

    A cell without listed neighbours keeps its weight, so the sum stays.

    >>> spread_to_neighbours(np.array([6.0, 0.0, 1.0]), np.array([1000, 1001, 5000])).tolist()
    [0.0, 6.0, 1.0]
    """
    place = np.full(_CELLS + 1, -1)
    place[gids] = np.arange(len(gids))
    row, column = np.divmod(gids - 1, _COLUMNS)
    pairs = []
    for up, right in ((u, r) for u in (-1, 0, 1) for r in (-1, 0, 1) if (u, r) != (0, 0)):
        there = (row + up) * _COLUMNS + (column + right) % _COLUMNS + 1
        other = np.where((there >= 1) & (there <= _CELLS), place[there.clip(1, _CELLS)], -1)
        here = np.flatnonzero(other >= 0)
        pairs.append((here, other[here]))
    here, other = (np.concatenate(side) for side in zip(*pairs, strict=True))
    number = np.bincount(here, minlength=len(gids))
    each = weights / np.maximum(number, 1)
    spread = np.bincount(other, weights=each[here], minlength=len(gids))
    return np.asarray(spread + np.where(number == 0, weights, 0.0))


def share_out(totals: Ints, expected: Floats, rng: np.random.Generator) -> NDArray[np.int32]:
    """Deaths of each cell, shape (cells, months, draws), adding up to ``totals`` exactly.

    Parameters
    ----------
    totals : the country's deaths, shape (months, draws).
    expected : expected shares, shape (cells,), summing to 1.
    rng : the stream to draw from.
    """
    months, draws = totals.shape
    lasting = np.maximum(totals.mean(axis=0), 1.0) ** LASTING
    path = _dirichlet(lasting[:, None] * expected, rng)
    values = np.zeros((len(expected), months, draws), dtype=np.int32)
    for month in range(months):
        some = np.flatnonzero(totals[month])
        if len(some) == 0:
            continue
        deaths = totals[month, some]
        rest = _of_month(lasting[some], deaths.astype(np.float64))
        there = _dirichlet(rest[:, None] * path[some], rng)
        values[:, month, some] = rng.multinomial(deaths, there).T
    return values


def _of_month(lasting: Floats, deaths: Floats) -> Floats:
    """Dirichlet total of one month around the path, such that both together scatter as CLUMPED.

    A Dirichlet of total A scatters by 1 / (A + 1); of two in a row, 1 − s = (1 − s₁)(1 − s₂).
    """
    both, first = 1 / (deaths**CLUMPED + 1), 1 / (lasting + 1)
    second = np.maximum((both - first) / (1 - first), 1e-3)
    return np.asarray(1 / second - 1)


def _dirichlet(alpha: Floats, rng: np.random.Generator) -> Floats:
    """One Dirichlet draw per row; where every gamma underflows, the row's expected shares."""
    drawn = rng.standard_gamma(alpha)
    sums = drawn.sum(axis=1, keepdims=True)
    drawn = np.where(sums > 0, drawn, alpha)
    return np.asarray(drawn / drawn.sum(axis=1, keepdims=True))


def _whole(country: Outlook, iso3: str, as_of: Month, shape: tuple[int, int]) -> Ints:
    """The country's draws as whole numbers, if they are those asked for."""
    values = country.draws_of(iso3)
    whole = bool((values == np.rint(values)).all())
    if values.shape != shape or country.months[0] != as_of + 1 or not whole:
        raise BadValue(
            "That forecast of the country cannot be shared out",
            expected=f"whole deaths, {shape[0]} months from {as_of + 1}, {shape[1]} draws",
            came=f"{values.shape[0]} months from {country.months[0]}, {values.shape[1]} draws"
            + ("" if whole else ", fractions of deaths"),
            remedy="forecast the country with the same months and draws, in whole deaths",
        )
    return values.astype(np.int64)


def _check_size(cells: int, months: int, draws: int) -> None:
    if cells * months * draws > MOST:
        raise BadValue(
            "Too many draws to hold",
            expected=f"at most {MOST:,} in all",
            came=f"{cells} cells x {months} months x {draws} draws",
            remedy=f"ask for {max(MOST // (cells * months) // 100 * 100, 100):,} draws or fewer",
        )


def _basis(known: Placed, iso3: str, as_of: Month, country: Outlook) -> dict[str, Provenance]:
    """What each cell's draws were made of, with how far the points reach."""
    recent = known.deaths[:, -36:].sum(axis=1)
    covered = min(36, len(known.months))
    whole = country.provenance(iso3)
    return {
        str(gid): Provenance(
            origin=Origin.MODEL,
            what=f"draws of deaths ({country.series}) in cell {gid} of {iso3}, from data to "
            f"{as_of}; {known.in_words()}",
            source="forestall.warning.grid",
            rows=(f"cells: gid={gid}, last {covered} covered months, placed deaths={deaths:.0f}",),
            formula="the country's draw x a share drawn around the cell's recent placed deaths, "
            f"smoothed to its neighbours, with a floor of {FLOOR:.0%} shared evenly",
            inputs=(
                whole,
                Provenance(
                    origin=Origin.DATA,
                    what=f"events by cell in {iso3}",
                    source=", ".join(known.pieces),
                ),
            ),
        )
        for gid, deaths in zip(known.gids, recent, strict=True)
    }
