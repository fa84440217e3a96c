"""Outlines from a TopoJSON of two squares."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from forestall.curation.outlines import outlines, simplified
from forestall.errors import UnreadableFile


def test_arcs_become_closed_rings_and_specks_go(atlas: Path) -> None:
    found = outlines(atlas)
    assert set(found["iso3"]) == {"CAF", "XKX"}  # number 010 is no state of ours
    caf = found.filter(iso3="CAF").select("longitude", "latitude").rows()
    # the border's midpoint is needless, the island of 0.01 square degrees too small
    assert caf == [(1.0, 0.0), (1.0, 1.0), (0.0, 1.0), (0.0, 0.0), (1.0, 0.0)]
    # Kosovo has no number; its first arc is the shared border run backwards
    xkx = found.filter(iso3="XKX").select("longitude", "latitude").rows()
    assert xkx == [(1.0, 1.0), (1.0, 0.0), (2.0, 0.0), (2.0, 1.0), (1.0, 1.0)]


def test_a_ring_over_the_date_line_does_not_jump(tmp_path: Path) -> None:
    ring = [[179, 0], [-358, 0], [0, 1], [358, 0], [0, -1]]  # deltas: 179, -179, ... and back
    shape = {"type": "Polygon", "id": "242", "arcs": [[0]], "properties": {"name": "Fiji"}}
    topology = {
        "transform": {"scale": [1, 1], "translate": [0, 0]},
        "objects": {"countries": {"geometries": [shape]}},
        "arcs": [ring],
    }
    path = tmp_path / "fiji.json"
    path.write_text(json.dumps(topology), encoding="utf-8")
    assert outlines(path)["longitude"].to_list() == [179.0, 181.0, 181.0, 179.0, 179.0]


def test_simplifying_keeps_what_stands_out() -> None:
    line = np.array([[0.0, 0.0], [1.0, 0.01], [2.0, 1.0], [3.0, 0.0]])
    # (2, 1) stands 1 off the base line; then (1, 0.01) stands 0.438 off the line to it
    assert simplified(line, tolerance=0.5).tolist() == [[0, 0], [2, 1], [3, 0]]
    assert simplified(line, tolerance=0.4).tolist() == line.tolist()
    assert simplified(line, tolerance=2.0).tolist() == [[0, 0], [3, 0]]


def test_what_is_no_atlas_is_named(tmp_path: Path) -> None:
    wrong = tmp_path / "atlas.json"
    wrong.write_text('{"type": "Topology"}', encoding="utf-8")
    with pytest.raises(UnreadableFile, match="world-atlas"):
        outlines(wrong)
