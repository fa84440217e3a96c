"""The path behind a number, to JSON and back."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from forestall.provenance import Origin, Provenance

STEPS = st.recursive(
    st.builds(
        Provenance,
        origin=st.sampled_from(Origin),
        what=st.text(),
        source=st.text(),
        version=st.text(),
        rows=st.lists(st.text(), max_size=3).map(tuple),
        formula=st.text(),
        verified=st.booleans(),
    ),
    lambda below: st.builds(
        Provenance,
        origin=st.sampled_from(Origin),
        what=st.text(),
        verified=st.booleans(),
        inputs=st.lists(below, max_size=3).map(tuple),
    ),
    max_leaves=8,
)


@given(STEPS)
def test_a_path_survives_json(step: Provenance) -> None:
    assert Provenance.from_dict(json.loads(json.dumps(step.as_dict()))) == step


@given(STEPS)
def test_unverified_if_anything_below_is(step: Provenance) -> None:
    def below(one: Provenance) -> list[Provenance]:
        return [one, *(s for each in one.inputs for s in below(each))]

    assert step.unverified() == any(not s.verified for s in below(step))


def test_empty_fields_are_left_out() -> None:
    assert Provenance(Origin.DATA, "deaths").as_dict() == {"origin": "data", "what": "deaths"}
    full = Provenance(
        Origin.MODEL,
        "a forecast",
        "forestall.warning",
        "0.1.0",
        ("row 1",),
        "y = x",
        verified=False,
        inputs=(Provenance(Origin.STUDY, "a study"),),
    )
    assert full.as_dict() == {
        "origin": "model",
        "what": "a forecast",
        "source": "forestall.warning",
        "version": "0.1.0",
        "formula": "y = x",
        "rows": ["row 1"],
        "verified": False,
        "inputs": [{"origin": "study", "what": "a study"}],
    }
