"""Figures from the literature, and judgments: read from ``evidence/*.toml``, never from code.

Each table of such a file is one parameter::

    [pm_months_to_start]
    value = 1.0
    low90 = 0.25
    high90 = 3.0
    unit = "months"
    scope = "UN and regional political missions"
    source = "judgment of the authors"
    verified = false
    note = "what it leaves out"
"""

from __future__ import annotations

import math
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from forestall.errors import BadValue, NoData, SnapshotError
from forestall.provenance import Origin, Provenance

FIELDS = ("value", "low90", "high90", "unit", "scope", "source", "verified", "note")


@dataclass(frozen=True, slots=True)
class Parameter:
    """One figure with its spread: ``low90`` to ``high90`` is the 90% range, if anybody gave one.

    ``verified`` is False for a figure nobody has checked at its source, and for judgments.
    """

    file: str
    name: str
    value: float
    low90: float | None
    high90: float | None
    unit: str
    scope: str
    source: str
    verified: bool
    note: str = ""

    @property
    def is_judgment(self) -> bool:
        """True if nobody measured this: its source says that it is a judgment."""
        return self.source.casefold().startswith("judgment")

    def spread(self) -> tuple[float, float, float]:
        """(p05, p50, p95), in the parameter's unit.

        Raises
        ------
        NoData : the parameter was given without a range.
        """
        if self.low90 is None or self.high90 is None:
            raise NoData(
                f"No range is known for {self.name}",
                expected="low90 and high90",
                came="a single value",
                remedy=f"use its value alone, or give a range in evidence/{self.file}.toml",
            )
        return (self.low90, self.value, self.high90)

    def _origin(self) -> Origin:
        if self.is_judgment:
            return Origin.JUDGMENT
        ours = self.source.startswith(("fitted by", "counted by"))
        return Origin.MODEL if ours else Origin.STUDY

    def provenance(self) -> Provenance:
        """A step of origin study, model (fitted here) or judgment; its row is value and range."""
        span = "" if self.low90 is None else f", 90% range {self.low90:g} to {self.high90:g}"
        return Provenance(
            origin=self._origin(),
            what=f"{self.scope}: {self.note}" if self.note else self.scope,
            source=self.source,
            rows=(f"{self.file}.toml: {self.name} = {self.value:g} {self.unit}{span}",),
            verified=self.verified,
        )


def parameter(file: str, name: str) -> Parameter:
    """The parameter ``name`` of ``evidence/<file>.toml``.

    Raises
    ------
    SnapshotError : the package holds no such file or no such parameter.
    BadValue : a field is missing, misspelled, not finite, or the range does not hold the value.

    >>> parameter("missions", "pm_months_to_start").unit
    'months'
    """
    tables = _tables(file)
    if name not in tables:
        raise SnapshotError(
            "A parameter is missing",
            expected=f"[{name}] in evidence/{file}.toml",
            came=f"only {', '.join(sorted(tables)) or 'an empty file'}",
            remedy="check the name, or reinstall forestall",
        )
    return checked(file, name, tables[name])


def parameters(file: str) -> tuple[Parameter, ...]:
    """Every parameter of a file, in its order; errors as in :func:`parameter`."""
    return tuple(checked(file, name, fields) for name, fields in _tables(file).items())


def checked(file: str, name: str, fields: dict[str, Any]) -> Parameter:
    """A parameter from one TOML table; errors as in :func:`parameter`."""
    where = f"[{name}] in {file}.toml"
    unknown = set(fields) - set(FIELDS)
    missing = {"value", "unit", "scope", "source", "verified"} - set(fields)
    if unknown or missing:
        raise BadValue(
            f"{where} has the wrong fields",
            expected=", ".join(FIELDS),
            came=", ".join(f"unknown {f}" for f in sorted(unknown))
            or ", ".join(f"no {f}" for f in sorted(missing)),
            remedy="write the fields as the others of that file do",
        )
    low, value, high = (fields.get(key) for key in ("low90", "value", "high90"))
    numbers = [float(n) for n in (low, value, high) if n is not None]
    paired = (low is None) == (high is None)
    if not (paired and all(map(math.isfinite, numbers)) and numbers == sorted(numbers)):
        raise BadValue(
            f"{where} has a range that cannot be",
            expected="finite low90 ≤ value ≤ high90, both ends or neither",
            came=f"{low}, {value}, {high}",
            remedy="correct the range",
        )
    return Parameter(
        file=file,
        name=name,
        value=float(fields["value"]),
        low90=None if low is None else float(low),
        high90=None if high is None else float(high),
        unit=fields["unit"],
        scope=fields["scope"],
        source=fields["source"],
        verified=fields["verified"],
        note=fields.get("note", ""),
    )


@cache
def _tables(file: str) -> dict[str, dict[str, Any]]:
    path = files("forestall") / "evidence" / f"{file}.toml"
    if not path.is_file():
        raise SnapshotError(
            "A file of parameters is missing",
            expected=f"evidence/{file}.toml",
            came="no such file",
            remedy="check the name, or reinstall forestall",
        )
    return tomllib.loads(path.read_text(encoding="utf-8"))
