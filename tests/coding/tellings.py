"""Reports made by hand, for tests of what comes after the extractor."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from forestall.coding.report import Actor, ActorKind, Count, Place, Quote, Report, Told, Toll, When
from forestall.vocabulary import ViolenceKind


def day(text: str) -> date:
    return date.fromisoformat(text)


def when(first: str, last: str = "", precision: int = 0) -> When:
    return When(day(first), day(last or first), precision or (2 if last else 1))


def exactly(number: int) -> Count:
    return Count(number, number, number)


def at_least(number: int) -> Count:
    return Count(number, number, None)


def clan(name: str) -> Actor:
    return Actor(name, ActorKind.COMMUNAL)


def village(name: str, district: str = "Wapenamanda", province: str = "Enga", **more: Any) -> Place:
    return Place(name, "PNG", province, district, precision=1, **more)


def in_district(district: str = "Wapenamanda", province: str = "Enga") -> Place:
    return Place(district, "PNG", province, district, precision=3)


def report(
    report_id: str,
    published: str | None,
    *,
    happened: When | None = None,
    place: Place | None = None,
    sides: tuple[Actor, ...] = (),
    killed: Count | int | None = None,
    kind: ViolenceKind | None = ViolenceKind.NON_STATE,
    sub_kind: str = "intergroup",
    text: str = "",
    score: float = 0.6,
    **more: Any,
) -> Report:
    """A fight of groups unless told otherwise; sentence 0 tells everything."""
    toll = exactly(killed) if isinstance(killed, int) else killed
    fields: dict[str, Any] = {
        "perpetrator": _told(sides[0]) if sides else None,
        "target": _told(sides[1]) if len(sides) > 1 else None,
        "injured": None,
        "displaced": None,
        "weapons": (),
        "causes": (),
        "responses": (),
        "claims": (),
        "outlet": "Post",
    } | more
    return Report(
        report_id=report_id,
        doc_id=report_id.split("#")[0],
        published=day(published) if published else None,
        kind=Told(kind, (0,), 0.7),
        sub_kind=Told(sub_kind, (0,), 0.7),
        when=_told(happened) if happened else None,
        place=_told(place) if place else None,
        sides=tuple(_told(each) for each in sides),
        killed=_told(Toll(toll)) if toll is not None else None,
        quotes=(Quote(0, 0, len(text), text),) if text else (),
        score=score,
        **fields,
    )


def _told(value: Any, score: float = 0.6) -> Told[Any]:
    return Told(value, (0,), score)


def later(text: str, days: int) -> str:
    return (day(text) + timedelta(days=days)).isoformat()
