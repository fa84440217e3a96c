"""Incidents as JSON, for other programs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from forestall.coding.table import row

if TYPE_CHECKING:
    from forestall.coding.incident import Incident, Link
    from forestall.coding.table import Table


def as_dict(table: Table, skipped: list[dict[str, str]]) -> dict[str, Any]:
    """The whole table: ``incidents``, ``links``, ``skipped`` and counts of what was read."""
    run = table.run
    return {
        "incidents": [incident(each) for each in table.incidents],
        "links": [link(each) for each in table.links],
        "skipped": skipped,
        "articles": run.articles,
        "copies": run.copies,
        "without_date": run.undated,
        "without_violence": run.without_violence,
        "reports": run.reports,
        "countries": list(run.countries),
        "version": run.version,
    }


def incident(each: Incident) -> dict[str, Any]:
    """One incident; dates in ISO 8601, ``country`` by ISO 3166-1 alpha-3, null where not told."""
    flat = row(each)

    def day(value: Any) -> str | None:
        return value.isoformat() if value else None

    def ends(harm: str) -> dict[str, int | None]:
        return {end: flat[f"{harm}_{end}"] for end in ("low", "best", "high")}

    alike = ("incident_id", "status", "kind", "sub_kind", "province", "district", "place", "pcode")
    rest = ("place_precision", "place_note", "latitude", "longitude", "sides", "weapons", "causes")
    sides = ("perpetrator", "perpetrator_kind", "target", "target_kind")
    return {
        **{name: flat[name] for name in alike},
        "date": day(flat["date_start"]),
        "date_end": day(flat["date_end"]),
        "date_precision": flat["date_precision"],
        "country": flat["iso3"],
        "country_name": flat["country"],
        **{name: flat[name] for name in rest},
        "responses": flat["responses"],
        "deaths": ends("killed"),
        "civilian_deaths": flat["killed_civilians"],
        "women_killed": flat["killed_women"],
        "children_killed": flat["killed_children"],
        "injured": ends("injured"),
        "displaced": ends("displaced"),
        **{name: flat[name] for name in sides},
        "score": round(each.score, 4),
        "doc_ids": flat["doc_ids"],
        "outlets": flat["outlets"],
        "tolls": [{**toll, "published": day(toll["published"])} for toll in flat["tolls"]],
        "sentences": [
            {**quote, "published": day(quote["published"])} for quote in flat["sentences"]
        ],
    }


def link(each: Link) -> dict[str, Any]:
    """Two reports and the probability that they tell of one incident."""
    return {
        "one": each.one,
        "other": each.other,
        "probability": round(each.probability, 4),
        "joined": each.joined,
        "by": each.by.value,
    }
