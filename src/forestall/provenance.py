"""Where a number came from: a small tree from the number down to rows, studies and judgments."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Origin(StrEnum):
    """What stands behind a number."""

    DATA = "data"
    STUDY = "study"
    MODEL = "model"
    JUDGMENT = "judgment"
    PERSON = "person"


@dataclass(frozen=True, slots=True)
class Provenance:
    """One step of the path behind a number.

    Attributes
    ----------
    origin : data, study, model, judgment (a parameter nobody measured) or person (set by hand).
    what : one sentence that says what this step is.
    source : a key of ``SOURCES.toml``, a study id, a file, or the module that computed it.
    version : data or package version; empty for judgments.
    rows : the rows or parameters used, each in a form a reader can look up
        (``one_sided: iso3=CAF, year=2024, actor=AAKG, best=44``).
    formula : how the inputs make the number, in words or symbols.
    verified : False for a parameter nobody has verified.
    inputs : the steps this one rests on.
    """

    origin: Origin
    what: str
    source: str = ""
    version: str = ""
    rows: tuple[str, ...] = ()
    formula: str = ""
    verified: bool = True
    inputs: tuple[Provenance, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """The tree as plain JSON types; empty fields are left out."""
        fields: dict[str, Any] = {"origin": self.origin.value, "what": self.what}
        for name in ("source", "version", "formula"):
            if value := getattr(self, name):
                fields[name] = value
        if self.rows:
            fields["rows"] = list(self.rows)
        if not self.verified:
            fields["verified"] = False
        if self.inputs:
            fields["inputs"] = [step.as_dict() for step in self.inputs]
        return fields

    @classmethod
    def from_dict(cls, fields: dict[str, Any]) -> Provenance:
        """The inverse of :meth:`as_dict`."""
        return cls(
            origin=Origin(fields["origin"]),
            what=fields["what"],
            source=fields.get("source", ""),
            version=fields.get("version", ""),
            rows=tuple(fields.get("rows", ())),
            formula=fields.get("formula", ""),
            verified=fields.get("verified", True),
            inputs=tuple(cls.from_dict(step) for step in fields.get("inputs", ())),
        )

    def unverified(self) -> bool:
        """True if this step or any step below it rests on something nobody verified."""
        return not self.verified or any(step.unverified() for step in self.inputs)
