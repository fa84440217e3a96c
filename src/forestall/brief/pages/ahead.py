"""The forecasts' parts: civilians killed by kind of killer, and deaths by half-degree cell."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from forestall.brief.desk import KIND_ID, Desk
from forestall.brief.document import Block, Cell, Column, Number, Table, Text, say
from forestall.brief.pages.shared import cell, kind_number, note
from forestall.brief.words import between, people, percent
from forestall.compute import stream
from forestall.provenance import Origin, Provenance
from forestall.vocabulary import PerpetratorKind, cell_centre
from forestall.warning import grid, one_sided_kinds, placed_deaths
from forestall.warning.outlook import Outlook

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from forestall.options.appraisal import Appraisal
    from forestall.records.holdings import Holdings
    from forestall.vocabulary import Month

MONTHS = 6
SHOWN = 5
DRAWS = 1000
"""Of the appraisal's draws: enough for means and 90% ranges of a few cells."""


@dataclass(frozen=True, slots=True)
class ByCell:
    """Deaths of all kinds over the next months in the cells with most, largest mean first.

    Attributes
    ----------
    gids : PRIO-GRID cells, at most :data:`SHOWN`.
    deaths : draws of the sum over the months, shape (cells, draws).
    share : share of the country's mean deaths that falls in them, 0 to 1.
    others : number of the country's other cells.
    first, last : the months summed.
    reach : the months whose event points the shares are learnt from, and what they cannot place.
    basis : per cell, what its draws were made of.
    """

    gids: tuple[int, ...]
    deaths: NDArray[np.float64]
    share: float
    others: int
    first: Month
    last: Month
    reach: str
    basis: tuple[Provenance, ...]

    @property
    def marks(self) -> list[tuple[str, float, float]]:
        """Number on the map, latitude and longitude of each cell's centre."""
        return [(str(n), *cell_centre(gid)) for n, gid in enumerate(self.gids, 1)]


def by_cell(appraisal: Appraisal, holdings: Holdings | None) -> ByCell | None:
    """The appraisal's own forecast shared out among cells; none without event points."""
    whole, iso3 = appraisal.deaths, appraisal.assessment.country.iso3
    if whole is None or holdings is None:
        return None
    known = whole.months[0] - 1
    if len(placed_deaths.covered(holdings, iso3, known)) < placed_deaths.LEAST:
        return None
    gap = appraisal.assessment.as_of.id - known.id
    if len(whole.months) < gap + MONTHS:
        return None
    part = whole.draws_of(iso3)[: gap + MONTHS, :DRAWS]
    country = Outlook.of(
        part[None],
        [iso3],
        whole.months[0],
        model=whole.model,
        data_version=whole.data_version,
        seed=whole.seed,
        series=whole.series,
        basis={iso3: whole.provenance(iso3)},
    )
    cells = grid.forecast_grid(
        holdings, known, len(part), part.shape[1], appraisal.seed, iso3, country
    )
    return _largest(
        cells, gap, placed_deaths.placed(holdings, iso3, known, whole.series).in_words()
    )


def _largest(cells: Outlook, gap: int, reach: str) -> ByCell | None:
    """The cells with most deaths on average; none where no deaths are expected."""
    sums = cells.draws.values[:, gap:].sum(axis=1).astype(np.float64)
    means = sums.mean(axis=1)
    if not means.any():
        return None
    most = np.argsort(-means, kind="stable")[:SHOWN]
    units = [cells.units[place] for place in most]
    return ByCell(
        gids=tuple(int(unit) for unit in units),
        deaths=sums[most],
        share=float(means[most].sum() / means.sum()),
        others=len(means) - len(most),
        first=cells.months[gap],
        last=cells.months[-1],
        reach=reach,
        basis=tuple(cells.provenance(unit) for unit in units),
    )


def where(desk: Desk) -> tuple[Text, ...]:
    """A label, a line per cell, and what it rests on; nothing without event points."""
    found = desk.by_cell
    if found is None:
        return ()
    lines = [
        _line(desk, found.marks[order], order, deaths, why)
        for order, (deaths, why) in enumerate(zip(found.deaths, found.basis, strict=True))
    ]
    share = desk.ledger.number(
        "cells-ahead-share",
        found.share,
        "share of expected deaths",
        percent(found.share),
        found.basis[0],
    )
    return (
        say(f"Where most deaths are expected (orange), {found.first.in_words()} to "
            f"{found.last.in_words()}: middle of the cell, average and range", role="label"),
        *lines,
        say(
            f"Together {{}} of what is expected; the rest is spread over {found.others} other "
            f"cells. {found.reach[0].upper()}{found.reach[1:]}: wrong where the violence has moved "
            "since.",
            share,
        ),
    )  # fmt: skip


def _line(
    desk: Desk,
    place: tuple[str, float, float],
    order: int,
    deaths: NDArray[np.float64],
    why: Provenance,
) -> Text:
    low, high = (float(q) for q in np.quantile(deaths, (0.05, 0.95)))
    mean = float(deaths.mean())
    said = f"{people(mean)}, {between(low, high)}"
    number = desk.ledger.number(
        f"cell-ahead-{order + 1}", mean, "deaths", said, why, low=low, high=high
    )
    mark, latitude, longitude = place
    return say(f"{mark}: {_degrees(latitude, longitude)}: {{}}", number, role="bullet")


def _degrees(latitude: float, longitude: float) -> str:
    """A cell's centre as a map has it.

    >>> _degrees(5.25, -26.25)
    '5.25° N, 26.25° W'
    """
    north, east = "N" if latitude >= 0 else "S", "E" if longitude >= 0 else "W"
    return f"{abs(latitude):.2f}° {north}, {abs(longitude):.2f}° {east}"


def by_kind(desk: Desk) -> Block:
    """Per kind of killer: the chance that it kills the most, and civilians it may kill."""
    kinds = tuple(PerpetratorKind)
    draws = _split(desk)
    rows: list[tuple[Cell, ...]] = []
    for place, kind in enumerate(kinds):
        chance = kind_number(desk, kind)
        ahead = ("–", "–") if draws is None else _expected(desk, kind, draws[place], chance)
        rows.append((cell(kind.value), cell(chance), *(cell(part) for part in ahead)))
    return Table(
        "kinds",
        "Civilians who may be killed in the next twelve months, by kind of killer",
        (
            Column("kind", share=1.6),
            Column("chance of killing the most", "right", 1.5),
            Column("middle estimate", "right"),
            Column("range", "right", 1.5),
        ),
        tuple(rows),
        note("Parts of the forecast of civilians killed; middle estimates do not add up."),
    )


def _split(desk: Desk) -> NDArray[np.float64] | None:
    """Draws of civilians killed in twelve months, shape (kinds, draws); none if nobody may kill.

    The model is that of :mod:`forestall.warning.one_sided_kinds`, over the chances of the
    assessment, which a person may have set.
    """
    assessment = desk.assessment
    chances = np.array([assessment.kind_probabilities()[k] for k in PerpetratorKind])
    if not chances.any():
        return None
    deaths = desk.appraisal.civilian_deaths[12].values
    rng = stream(desk.appraisal.seed, "warning", "one-sided by kind", assessment.country.iso3)
    even = np.repeat(deaths[None] / 12, 12, axis=0)
    parts = one_sided_kinds.split(even, chances / chances.sum(), assessment.kind_weight, rng)
    return np.asarray(parts.sum(axis=1))


def _expected(
    desk: Desk, kind: PerpetratorKind, deaths: NDArray[np.float64], chance: Number
) -> tuple[Number, Number]:
    low, middle, high = (float(q) for q in np.quantile(deaths, (0.05, 0.5, 0.95)))
    why = Provenance(
        Origin.MODEL,
        f"draws of civilians killed in twelve months by the kind: {kind.value}",
        "forestall.warning.one_sided_kinds",
        formula="the country's draw x a Dirichlet share of total "
        f"{desk.assessment.kind_weight:g} around the chance, in lumps of 25 deaths",
        inputs=(desk.appraisal.civilian_provenance, chance.provenance),
    )
    id = f"civilians-12m-{KIND_ID[kind]}"
    hand = desk.assessment.baseline is not None or chance.by_hand
    return (
        desk.ledger.number(f"{id}-middle", middle, "deaths", people(middle), why, by_hand=hand),
        desk.ledger.number(
            id, middle, "deaths", between(low, high), why, low=low, high=high, by_hand=hand
        ),
    )
