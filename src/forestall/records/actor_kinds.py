"""Which kind of perpetrator an actor is, as seen from the country where it kills."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import polars as pl

from forestall import snapshot
from forestall.vocabulary import Month, PerpetratorKind, countries


class KindOf:
    """Host government, non-state inside, or from another country: by UCDP's dyads.

    Only dyads of years that had ended by the as-of month are used.

    Parameters
    ----------
    iso3 : the country where the killing happens.
    as_of : the last month that may be known.
    """

    def __init__(self, iso3: str, as_of: Month) -> None:
        self._host = iso3
        last = as_of.year if as_of.month == 12 else as_of.year - 1
        dyads = snapshot.table("dyads").filter(pl.col("year") <= last)
        homes = dyads.group_by("side_b_id").agg(pl.col("iso3").unique())
        self._homes: dict[int, set[str]] = {
            int(actor): set(where) for actor, where in homes.iter_rows() if actor is not None
        }
        backing = snapshot.table("supporters").filter(
            (pl.col("iso3") == self._host) & pl.col("year").is_between(last - 5, last)
        )
        self._allies = set(backing.filter(pl.col("side") == "government")["supporter_iso3"])
        self._backers: dict[int, set[str]] = {}
        for actor, backer in (
            backing.filter(pl.col("side") == "opposition")
            .select("actor_id", "supporter_iso3")
            .iter_rows()
        ):
            self._backers.setdefault(int(actor), set()).add(backer)

    def of(self, row: dict[str, Any]) -> tuple[PerpetratorKind, str]:
        """The kind of the actor of a row of ``one_sided``, and why where that needs saying."""
        if row["is_government"]:
            return self._government(row["government_iso3"])
        homes = self._homes.get(int(row["actor_id"]), set())
        if homes and self._host not in homes:
            return (
                PerpetratorKind.HOSTILE_NEIGHBOUR,
                f"has fought the government of {_names(homes)}, not this one (UCDP dyads)",
            )
        backers = self._backers.get(int(row["actor_id"]), set())
        note = f"on its side in UCDP's dyads: {_names(backers)}" if backers else ""
        return PerpetratorKind.NON_STATE, note

    def _government(self, iso3: str | None) -> tuple[PerpetratorKind, str]:
        if iso3 == self._host:
            return PerpetratorKind.HOST_GOVERNMENT, ""
        if iso3 in self._allies:
            return (
                PerpetratorKind.HOST_GOVERNMENT,
                "a foreign government that fights on the host's side (UCDP dyads)",
            )
        return PerpetratorKind.HOSTILE_NEIGHBOUR, ""


def _names(codes: Iterable[str]) -> str:
    known = countries()
    names = sorted(known[c].name if c in known else c for c in codes)
    shown = ", ".join(names[:3])
    return f"{shown} and {len(names) - 3} more" if len(names) > 3 else shown
