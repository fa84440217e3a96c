"""A field of an incident as a reviewer puts it: the new value, the score 1, the old sentences."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from forestall.coding import field_values as values
from forestall.coding.incident import Found
from forestall.coding.report import Place, Toll
from forestall.vocabulary import ViolenceKind, country

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from forestall.coding.incident import Incident

SETTLED = 1.0
"""Score of what a reviewer has settled."""


def corrected(before: Incident, field: str, text: str) -> Incident:
    """The incident with ``text`` in ``field``, as :mod:`.field_values` writes it.

    Raises
    ------
    BadValue : no such field, or a value that cannot stand there.
    UnknownCountry : of the field ``country``.
    """
    values.known(field)
    empty = text.lower() == values.NOT_TOLD
    if field in values.LISTS:
        named = () if empty else values.several(field, text)
        return replace(before, **{field: _listed(getattr(before, field), named)})  # type: ignore[arg-type]
    if field in ("country", "province", "district", "place"):
        return replace(before, place=_placed(before, field, "" if empty else text))
    if field == "kind":
        kind = None if empty else ViolenceKind(values.one_of(field, text))
        return replace(before, kind=_settle(before.kind, kind))
    if field == "sub_kind":
        sub_kind = "" if empty else values.one_of(field, text)
        return replace(before, sub_kind=_settle(before.sub_kind, sub_kind))
    if field == "date":
        when = None if empty else _settle(before.when, values.when(text))
        return replace(before, when=when)
    if field in ("killed", "injured"):
        toll = None if empty else _toll(before, field, text)
        return replace(before, **{field: toll})  # type: ignore[arg-type]
    was: Any = getattr(before, field)
    actor = None if empty else values.actor(field, text, was.value if was else None)
    return replace(before, **{field: actor and _settle(was, actor)})  # type: ignore[arg-type]


def _settle(was: Found[Any] | None, value: Any) -> Found[Any]:
    return Found(value, was.evidence if was else (), SETTLED)


def _listed(was: Sequence[Found[str]], named: Iterable[str]) -> tuple[Found[str], ...]:
    before = {each.value: each for each in was}
    return tuple(_settle(before.get(each), each) for each in named)


def _toll(before: Incident, field: str, text: str) -> Found[Toll]:
    """The new total; numbers of civilians, women and children stay where they still fit in it."""
    was: Found[Toll] | None = getattr(before, field)
    total = values.count(field, text)
    parts: dict[str, int | None] = {}
    for name in ("civilians", "women", "children"):
        part = getattr(was.value, name) if was else None
        fits = part is not None and (total.high is None or part <= total.high)
        parts[name] = part if fits else None
    return _settle(was, Toll(total, **parts))


def _placed(before: Incident, field: str, text: str) -> Found[Place] | None:
    was = before.place.value if before.place else Place("")
    if field == "country":
        iso3 = country(text).iso3 if text else ""
        place = was if iso3 == was.iso3 else Place("", iso3)
    elif field == "province":
        place = was if text == was.province else Place("", was.iso3, text, precision=4)
    elif field == "district":
        place = was
        if text != was.district:
            place = Place("", was.iso3, was.province, text, precision=3)
    else:
        place = was
        if text != was.name:
            note = "named by a reviewer, without a point" if text else ""
            place = Place(text, was.iso3, was.province, was.district, note=note)
    finest = 3 if place.district else 4 if place.province else 6
    if place.latitude is None:
        place = replace(place, precision=finest)
    if place == Place(""):
        return None
    return _settle(before.place, place)
