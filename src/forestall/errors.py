"""Named errors. Each says what was expected, what came, and what to do about it."""

from __future__ import annotations


class ForestallError(Exception):
    """Base of every error forestall raises on purpose.

    Parameters
    ----------
    what : the thing that went wrong, in one short clause.
    expected : what was expected.
    came : what came instead.
    remedy : what the user can do.
    """

    exit_code = 1

    def __init__(self, what: str, *, expected: str, came: str, remedy: str) -> None:
        self.what, self.expected, self.came, self.remedy = what, expected, came, remedy
        super().__init__(f"{what}. Expected: {expected}. Came: {came}. To mend it: {remedy}")


class BadInput(ForestallError):
    """The user's words, files or numbers cannot be used as they are."""

    exit_code = 2


class UnknownCountry(BadInput):
    """No country is known by that name or code."""


class UnknownMonth(BadInput):
    """A month was not given as YYYY-MM, or lies outside what can be answered."""


class UnreadableFile(BadInput):
    """A file is missing, truncated, or not of the format its name promises."""


class EmptyInput(BadInput):
    """A file or a selection holds no rows."""


class WrongColumns(BadInput):
    """A table does not have the columns its kind requires."""


class BadValue(BadInput):
    """A field holds a value that cannot be true: a negative count, a place off the globe."""


class FutureLeak(BadValue):
    """A forecast has learnt from months or years that it is about to be scored on."""


class DuplicateIds(BadInput):
    """One event id stands on several rows that differ."""


class AssessmentError(BadInput):
    """An assessment file breaks its own rules."""


class UnknownNumber(BadInput):
    """A brief holds no number of that id."""


class NoData(ForestallError):
    """The data at hand do not reach the question."""


class StoreError(ForestallError):
    """The local store is damaged, locked or was made by another version."""


class OutputError(ForestallError):
    """Something could not be written: no permission, no space, not a folder."""


class ClusterError(ForestallError):
    """The cluster to compute on is not installed, does not answer, or failed."""


class SnapshotError(ForestallError):
    """The packaged tables are missing or do not match their checksums."""
