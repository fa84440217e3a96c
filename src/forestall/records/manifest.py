"""The manifest beside each stored table: what it is, where it came from, what its read did."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any, Self

from forestall.errors import ForestallError, StoreError
from forestall.records.coverage import Coverage
from forestall.records.published import Published
from forestall.records.report import DataVersion, Note, ReadReport

FORMAT = 1
"""Raised when a later forestall writes manifests that this one cannot read."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What ``manifest.json`` says.

    Attributes
    ----------
    kind : ``events``, ``one_sided``, ``dyadic``, ``battle_deaths`` or ``forecast``.
    file, size, sha256 : name, bytes and checksum of the file as the user gave it.
    added : the day it was added (UTC).
    data_sha256 : checksum of ``data.parquet``.
    citation, licence : as the publisher asks.
    report : the account of the read.
    coverage : the reach of events; None for other tables.
    published : what a forecast of others is and when it was issued; None for other tables.
    """

    kind: str
    file: str
    size: int
    added: date
    sha256: str
    data_sha256: str
    citation: str
    licence: str
    report: ReadReport
    coverage: Coverage | None
    published: Published | None = None

    @property
    def version(self) -> DataVersion:
        """The manifest as the rooms above see it."""
        return DataVersion(
            source=self.report.source,
            version=self.report.version,
            added=self.added,
            rows=self.report.taken,
            sha256=self.sha256,
            citation=self.citation,
            licence=self.licence,
        )

    def as_json(self) -> str:
        """The text of ``manifest.json``."""
        fields = {
            "format": FORMAT,
            "kind": self.kind,
            "file": self.file,
            "size": self.size,
            "added": self.added.isoformat(),
            "sha256": self.sha256,
            "data_sha256": self.data_sha256,
            "citation": self.citation,
            "licence": self.licence,
            "report": asdict(self.report),
            "coverage": self.coverage and self.coverage.as_dict(),
        }
        if self.published is not None:
            fields["published"] = self.published.as_dict()
        return json.dumps(fields, ensure_ascii=False, indent=1) + "\n"

    @classmethod
    def read(cls, folder: Path) -> Self:
        """The manifest in ``folder``.

        Raises
        ------
        StoreError : there is none, it is damaged, or a later forestall wrote it.
        """
        path = folder / "manifest.json"
        try:
            fields = json.loads(path.read_text(encoding="utf-8"))
            if fields["format"] == FORMAT:
                return cls._from_fields(fields)
            came = f"format {fields['format']!r}"
        except (OSError, ValueError, KeyError, TypeError, AttributeError, ForestallError) as error:
            came = f"{type(error).__name__}: {error}"
        raise StoreError(
            "A stored version cannot be read",
            expected=f"{path} as forestall wrote it (format {FORMAT})",
            came=came,
            remedy=f"delete the folder {folder} and add its file again",
        )

    @classmethod
    def _from_fields(cls, fields: dict[str, Any]) -> Self:
        covered, published = fields["coverage"], fields.get("published")
        return cls(
            kind=str(fields["kind"]),
            file=str(fields["file"]),
            size=int(fields["size"]),
            added=date.fromisoformat(fields["added"]),
            sha256=str(fields["sha256"]),
            data_sha256=str(fields["data_sha256"]),
            citation=str(fields["citation"]),
            licence=str(fields["licence"]),
            report=_report(fields["report"]),
            coverage=Coverage.from_dict(covered) if covered else None,
            published=Published.from_dict(published) if published else None,
        )


def _report(fields: dict[str, Any]) -> ReadReport:
    return ReadReport(
        source=str(fields["source"]),
        version=str(fields["version"]),
        taken=int(fields["taken"]),
        dropped=tuple(Note(**one) for one in fields["dropped"]),
        repaired=tuple(Note(**one) for one in fields["repaired"]),
        remarks=tuple(str(one) for one in fields["remarks"]),
    )
