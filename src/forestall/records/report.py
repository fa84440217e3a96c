"""What a read took, left out and mended; and which data version a number rests on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Note:
    """One reason for which rows were dropped or repaired.

    Attributes
    ----------
    reason : what was wrong, e.g. ``low above high``.
    rows : how many rows it concerns.
    example : the first such row, as ``file.csv:line`` and what it says.
    """

    reason: str
    rows: int
    example: str

    def __str__(self) -> str:
        return (
            f"{self.rows:,} {'row' if self.rows == 1 else 'rows'}: {self.reason} ({self.example})"
        )


@dataclass(frozen=True, slots=True)
class ReadReport:
    """The account of one read: ``taken`` plus the rows of ``dropped`` is every row of the file.

    Attributes
    ----------
    source : the data set, e.g. ``UCDP GED``.
    version : its version, e.g. ``25.1``, or ``unversioned-2026-06-30``.
    taken : rows kept, repaired ones among them.
    dropped : rows left out, by reason.
    repaired : rows kept after a repair, by reason.
    remarks : what else to know, e.g. that the file is in the store already.
    """

    source: str
    version: str
    taken: int
    dropped: tuple[Note, ...] = ()
    repaired: tuple[Note, ...] = ()
    remarks: tuple[str, ...] = ()

    @property
    def rows(self) -> int:
        """Every data row of the file."""
        return self.taken + sum(note.rows for note in self.dropped)

    def lines(self) -> tuple[str, ...]:
        """The account for people, one line per fact.

        >>> ReadReport("UCDP GED", "25.1", 3).lines()
        ('UCDP GED 25.1: took 3 of 3 rows',)
        """
        head = f"{self.source} {self.version}: took {self.taken:,} of {self.rows:,} rows"
        return (
            head,
            *(f"dropped {note}" for note in self.dropped),
            *(f"repaired {note}" for note in self.repaired),
            *self.remarks,
        )


@dataclass(frozen=True, slots=True)
class DataVersion:
    """One immutable version of one data set.

    Attributes
    ----------
    source, version : as in :class:`ReadReport`.
    added : the day it came into the user's store; None for the packaged snapshot.
    rows : how many rows it holds; 0 where the snapshot does not say.
    sha256 : checksum of the file it was read from; of the files' checksums joined, where the
        snapshot was made from several.
    citation, licence : as its publisher asks.
    """

    source: str
    version: str
    added: date | None
    rows: int
    sha256: str
    citation: str
    licence: str

    def __str__(self) -> str:
        return f"{self.source} {self.version}".strip()
