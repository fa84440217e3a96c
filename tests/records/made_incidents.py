"""Tables of newspaper incidents made by hand."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

QUOTE = {
    "doc_id": "a1",
    "outlet": "Courier",
    "published": date(2024, 2, 19),
    "index": 0,
    "fields": ["killed"],
    "text": "At least 26 men were killed.",
}
ROW: dict[str, Any] = {
    "incident_id": "a1#1",
    "status": "unreviewed",
    "kind": "non-state",
    "sub_kind": "intergroup",
    "date_start": date(2024, 2, 18),
    "date_end": date(2024, 2, 18),
    "date_precision": 1,
    "iso3": "PNG",
    "province": "Enga",
    "district": "Wapenamanda",
    "place": "Wapenamanda",
    "pcode": "PG0801",
    "latitude": -5.64,
    "longitude": 143.89,
    "place_precision": 2,
    "killed_low": 26,
    "killed_best": 49,
    "killed_high": 64,
    "killed_civilians": None,
    "injured_low": 2,
    "injured_best": None,
    "displaced_low": None,
    "displaced_best": None,
    "perpetrator": None,
    "perpetrator_kind": None,
    "target": None,
    "target_kind": None,
    "sides": ["Sikin", "Ambulin"],
    "weapons": ["guns"],
    "causes": ["land"],
    "responses": ["police deployed"],
    "outlets": ["Courier"],
    "doc_ids": ["a1"],
    "sentences": [QUOTE],
}
ONE_SIDED = {
    "incident_id": "b#1",
    "kind": "one-sided",
    "sub_kind": "sorcery-accusation",
    "sides": [],
    "perpetrator_kind": "crowd",
    "target_kind": "accused of sorcery",
    "killed_low": 1,
    "killed_best": None,
    "killed_high": None,
}


def file(folder: Path, *changes: dict[str, Any], name: str = "incidents.parquet") -> Path:
    rows = [{**ROW, **change} for change in changes or ({},)]
    # the columns' types as the coder writes them, where a row alone would not tell
    whole = ("killed_civilians", "injured_best", "displaced_low", "displaced_best")
    text = ("perpetrator", "perpetrator_kind", "target", "target_kind")
    types: dict[str, Any] = dict.fromkeys(whole, pl.Int64) | dict.fromkeys(text, pl.String)
    lists = {"sides": pl.List(pl.String)}
    pl.DataFrame(rows, schema_overrides=types | lists).write_parquet(folder / name)
    return folder / name
